"""What the statements and certificates of cells write: laws with exact arithmetic, polynomials, names, objects with fixed fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from verifier.checker.polynomial import Poly
from verifier.checker.reader import Rejected, Tree, parse, show

NOISE = re.compile(r"g[1-9][0-9]*")


def read_laws(noise: str | None, dim: int) -> list:
    """Per coordinate: [(atom, weight), ...] or the pair (a, b) of a uniform law. Rejects laws that exact arithmetic cannot handle."""
    if noise is None:
        return []
    texts = re.split(r";(?![^()]*\))", noise)
    if type(dim) is not int or not 1 <= dim <= 20 or len(texts) not in (1, dim):
        raise Rejected(f"{noise!r} does not give the laws of {dim} coordinates")
    laws = [_law(text.strip()) for text in texts]
    return laws * dim if len(laws) == 1 else laws


def _law(text: str):
    shape = re.fullmatch(r"([a-z]+)(?:\(([^();]*)(?:;([^();]*))?\))?", text)
    name, inside, weights = shape.groups() if shape else ("", None, None)
    values = _constants(inside)
    if name == "rademacher" and inside is None:
        name, values = "discrete", [Fraction(-1), Fraction(1)]
    if name == "constant" and len(values) == 1 and weights is None:
        return [(values[0], Fraction(1))]
    if name == "uniform" and len(values) == 2 and values[0] < values[1] and weights is None:
        return values[0], values[1]
    if name == "discrete" and values:
        shares = _constants(weights) if weights is not None else [Fraction(1, len(values))] * len(values)
        if len(shares) == len(values) == len(set(values)) and min(shares) > 0 and sum(shares) == 1:
            return list(zip(values, shares))
    raise Rejected(f"{text!r} is no law with exact arithmetic")


def _constants(text: str | None) -> list[Fraction]:
    """The numbers between commas; none for no text."""
    values = [polynomial(parse(part)).value for part in (text or "").split(",") if text is not None and text.strip()]
    if None in values:
        raise Rejected(f"{text!r} are not numbers")
    return values


def polynomial(tree: Tree) -> Poly:
    """The polynomial a certificate writes: numbers, names, + - * / ^ only. Never `Undefined`: that is for what the statement says."""
    if isinstance(tree, Fraction):
        return Poly.constant(tree)
    if isinstance(tree, str):
        return Poly.variable(tree)
    parts = [polynomial(child) for child in tree[1:]] if tree[0] in ("+", "-", "*", "/", "^", "neg") else []
    last = parts[-1].value if parts else None
    match tree[0], len(parts):
        case "neg", 1:
            return -parts[0]
        case "+", 2:
            return parts[0] + parts[1]
        case "-", 2:
            return parts[0] - parts[1]
        case "*", 2:
            return parts[0] * parts[1]
        case "/", 2 if last:
            return parts[0].scaled(1 / last)
        case "^", 2 if last is not None and last.denominator == 1:
            return parts[0] ** int(last)
    raise Rejected(f"{show(tree)} is not a polynomial")


def affine(tree: Tree) -> Poly:
    poly = polynomial(tree)
    if not poly.affine:
        raise Rejected(f"{poly} is not affine")
    return poly


def mentioned(tree: Tree) -> set[str]:
    if isinstance(tree, str):
        return {tree} - {"otherwise"}
    return set().union(*map(mentioned, tree[1:])) if isinstance(tree, tuple) else set()


def free(tree: Tree, bound: frozenset[str] = frozenset(), random: bool = False) -> frozenset[str]:
    """The free names of a concrete formula; noise outside of E and P is rejected."""
    if isinstance(tree, str):
        if tree == "otherwise" or tree in bound or (random and NOISE.fullmatch(tree)):
            return frozenset()
        if NOISE.fullmatch(tree):
            raise Rejected(f"{tree} stands outside of E and P")
        return frozenset((tree,))
    if not isinstance(tree, tuple):
        return frozenset()
    if tree[0] == "integral" and len(tree) == 5:
        return free(tree[1], bound | {tree[2]}, random) | free(tree[3], bound, random) | free(tree[4], bound, random)
    return frozenset().union(*(free(child, bound, random or tree[0] in ("E", "P")) for child in tree[1:]))


def fields(data, *names: str) -> dict:
    """The object itself if it has exactly these fields."""
    if not isinstance(data, dict) or set(data) != set(names):
        raise Rejected(f"expected an object with {', '.join(names)}, found {sorted(data) if isinstance(data, dict) else 'none'}")
    return data


def entries(data: dict, name: str) -> Iterator:
    rows = data.get(name, [])
    if not isinstance(rows, list):
        raise Rejected(f"{name} is not a list")
    return iter(rows)
