"""Instances in the paper's notation, as plain words: t1 is θ1, vec(0, log(2)) is (0, log 2). Values stay exactly as they were recorded."""

from __future__ import annotations

import re

from verifier.reports.records import plain

LONGEST = 120
_LETTERS = {
    "t": "θ", "g": "γ", "theta": "θ", "gamma": "γ", "tau": "τ", "lam": "λ", "eps": "ε", "Theta": "Θ", "kappa": "κ", "pi": "π", "alpha": "α",
    "beta": "β", "mu": "μ", "sigma": "σ", "ones": "1",
}
_ALWAYS = ("0 <= 0", "0 = 0")
_BELOW, _ABOVE = "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SIGNS = (("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("->", "⇒"), (" * ", "·"))


def letters(text: str) -> str:
    """Every name of the formula language in the paper's letters; a `t` without a number is a name of its own."""
    def letter(match: re.Match) -> str:
        stem, digits = match[1], match[2]
        return match[0] if stem == "t" and not digits else _LETTERS.get(stem, stem) + digits

    return re.sub(r"\b([A-Za-z]+)(\d*)\b", letter, text)


def value_words(value) -> str:
    """A value of an instance: `vec(0, log(2))` as (0, log 2), `exp(1/2)` as e^(1/2), `x | x[1] <= 0` as {x : x₁ ≤ 0}."""
    text = re.sub(r"\bvec\(", "(", plain(value))
    text = re.sub(r"\bexp\(", "e^(", re.sub(r"\b(exp|log)\((\w+)\)", r"\1 \2", text))
    text = letters(re.sub(r"\bexp (\w+)", r"e^\1", text))
    members = re.fullmatch(r"(\w+) \| (.*)", text)
    if not members:
        return text
    return "R^d" if members[2] in _ALWAYS else f"{{{members[1]} : {condition(members[2])}}}"


def condition(text: str) -> str:
    """A condition of the formula language in the signs of print: `x[1] * 2 <= y[2]^2` as x₁·2 ≤ y₂²."""
    text = re.sub(r"\[(\d)\]", lambda found: _BELOW[int(found[1])], text)
    text = re.sub(r"\^(\d)\b", lambda found: _ABOVE[int(found[1])], text)
    for old, new in _SIGNS:
        text = text.replace(old, new)
    return text


def law_words(rows: list[list[str]]) -> str:
    """A finite law, rows of a weight and the components of an atom: "(1, 1) or (0, 1), each with probability 1/2"."""
    atoms = [row[1] if len(row) == 2 else f"({', '.join(row[1:])})" for row in rows]
    if len(rows) == 1:
        return atoms[0]
    if len({row[0] for row in rows}) == 1:
        return f"{', '.join(atoms[:-1])} or {atoms[-1]}, each with probability {rows[0][0]}"
    return ", ".join(f"{atom} with probability {row[0]}" for atom, row in zip(atoms, rows))


def instance(counterexample: dict | None) -> dict[str, str] | str:
    """The instance of a counterexample, in the paper's notation: names and values, words where it is no table; empty where none."""
    values = (counterexample or {}).get("at") or (counterexample or {}).get("instance") or {}
    if not isinstance(values, dict):
        return value_words(values)
    return dict(_named(name, value) for name, value in _in_order(values))


def _named(name: str, value) -> tuple[str, str]:
    if name == "law" and isinstance(value, list) and value and all(isinstance(row, list) and len(row) > 1 for row in value):
        return "γ", law_words(value)
    return letters(name), value_words(value)


def _in_order(values: dict) -> list[tuple[str, object]]:
    """The dimension first, the rest in its own order."""
    return sorted(values.items(), key=lambda entry: entry[0] != "d")


def instance_words(counterexample: dict | None) -> str:
    """The instance in one line, "d = 2, θ = (0, log 2)"; nothing where there is none or it does not fit in a line."""
    found = instance(counterexample)
    words = found if isinstance(found, str) else ", ".join(f"{name} = {value}" for name, value in found.items())
    return words if len(words) <= LONGEST else ""
