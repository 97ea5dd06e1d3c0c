"""Instances in the paper's notation, as plain words: t1 is θ1, vec(0, log(2)) is (0, log 2). Values stay exactly as they were recorded."""

from __future__ import annotations

import re

from verifier.reports.records import plain

LONGEST = 120
_LETTERS = {
    "t": "θ", "g": "γ", "theta": "θ", "gamma": "γ", "tau": "τ", "lam": "λ", "eps": "ε", "Theta": "Θ", "kappa": "κ", "pi": "π", "alpha": "α",
    "beta": "β", "mu": "μ", "sigma": "σ", "ones": "1",
}


def letters(text: str) -> str:
    """Every name of the formula language in the paper's letters; a `t` without a number is a name of its own."""
    def letter(match: re.Match) -> str:
        stem, digits = match[1], match[2]
        return match[0] if stem == "t" and not digits else _LETTERS.get(stem, stem) + digits

    return re.sub(r"\b([A-Za-z]+)(\d*)\b", letter, text)


def value_words(value) -> str:
    """A value of an instance: `vec(0, log(2))` as (0, log 2), `exp(1/2)` as e^(1/2)."""
    text = re.sub(r"\bvec\(", "(", plain(value))
    text = re.sub(r"\bexp\(", "e^(", re.sub(r"\b(exp|log)\((\w+)\)", r"\1 \2", text))
    return letters(re.sub(r"\bexp (\w+)", r"e^\1", text))


def instance(counterexample: dict | None) -> dict[str, str] | str:
    """The instance of a counterexample, in the paper's notation: names and values, words where it is no table; empty where none."""
    values = (counterexample or {}).get("at") or (counterexample or {}).get("instance") or {}
    if not isinstance(values, dict):
        return value_words(values)
    return {letters(name): value_words(value) for name, value in _in_order(values)}


def _in_order(values: dict) -> list[tuple[str, object]]:
    """The dimension first, the rest in its own order."""
    return sorted(values.items(), key=lambda entry: entry[0] != "d")


def instance_words(counterexample: dict | None) -> str:
    """The instance in one line, "d = 2, θ = (0, log 2)"; nothing where there is none or it does not fit in a line."""
    found = instance(counterexample)
    words = found if isinstance(found, str) else ", ".join(f"{name} = {value}" for name, value in found.items())
    return words if len(words) <= LONGEST else ""
