"""Why a changed certificate may still be accepted: a rule for each case in which it proves its claim, decided from the data alone.

    another claim    only the number of the conclusion was changed, and the claim that it makes now stands proved by a certificate of its own
    another rule     an enclosure's precision, window and decays: any choice gives true enclosures, since the checker bounds the errors itself
    another point    a counterexample at another point, and a second engine finds that the hypotheses hold there and the conclusion does not
    a free choice    a split (any affine form divides the space in three), a break of an integral between its ends, a bound `near` a point
    the same facts   every sign, or every formula of a derivation, is one of the original certificate, or weaker than one
    a true fact      a sign that is new, and true at all points tried in its cell, the equations and bounds of the cell taken into account

Anything else that is accepted is a defect, until an argument is on file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice, product

from verifier.claims.formula import FormulaError, parse, show
from verifier.claims.trees import Tree, free_names
from verifier.mutants.certificates import Change

WEAKER = {(">", ">="), ("=", ">="), ("=", "<="), ("<", "<=")}
POINTS = tuple(Fraction(n, 6) for n in (0, 1, -1, 3, -5, 7, -9, 11, 14, -16, 20, -25, 33, -41))
TRIED, LEAST = 4000, 4
Claim = tuple[str, str, int, str]
Fails = Callable[[dict], bool]   # whether the second engine finds that a counterexample of a certificate is one


def claim(certificate: dict) -> Claim:
    return tuple(certificate[key] for key in ("statement", "form", "conclusion", "asserts"))


def reason(original: dict, change: Change, proved: set[Claim], fails: Fails) -> str | None:
    """The rule by which the changed certificate proves its claim; None where none applies: a defect."""
    changed = change.certificate
    if changed is None or any(changed.get(key) != value for key, value in original.items() if key not in ("conclusion", "proof")):
        return None
    if changed["conclusion"] != original["conclusion"]:
        return "another claim" if type(changed["conclusion"]) is int and claim(changed) in proved else None
    if original["kind"] == "enclosure" and change.path[:2] == ("proof", "rule"):
        return "another rule"
    if change.path[:2] in (("proof", "at"), ("proof", "instance")):
        return "another point" if fails(changed) else None
    return {"cells": _cells, "derivation": _derivation}.get(original["kind"], lambda *_: None)(original, change)


def _derivation(original: dict, change: Change) -> str | None:
    """Formulas are compared as trees; bound names that differ make a formula another one here."""
    def stated(certificate: dict) -> set[str]:
        lists = [certificate["proof"]["steps"], *certificate["proof"].get("general", {}).values()]
        return {show(parse(step["formula"])) for steps in lists for step in steps}

    return "the same facts" if stated(change.certificate) <= stated(original) else None


def _cells(original: dict, change: Change) -> str | None:
    names = [part for part in change.path if isinstance(part, str)]
    if names[-1] in ("split", "near", "breaks"):
        return "a free choice" if names[-1] != "breaks" or _between(original, change) else None
    before = {(place, form, sign) for place, form, sign in _signs(original["proof"], ())}
    new = [(place, form, sign) for place, form, sign in _signs(change.certificate["proof"], ()) if (place, form, sign) not in before]
    if all(any((place, form) == old[:2] and (old[2], sign) in WEAKER for old in before) for place, form, sign in new):
        return "the same facts"
    return "a true fact" if all(_true(change.certificate["proof"], place, form, sign) for place, form, sign in new) else None


def _between(original: dict, change: Change) -> bool:
    """The breaks of an integral with the same ends, in this order or, for an integral without length, the other."""
    path = change.path if isinstance(change.path[-1], str) else change.path[:-1]
    old, new = (_at(certificate, path) for certificate in (original, change.certificate))
    return {old[0], old[-1]} == {new[0], new[-1]}


def _at(value, path):
    for key in path:
        value = value[key]
    return value


def _signs(value, path: tuple) -> Iterator[tuple[tuple, str, str]]:
    """(the path of the list, the form, the sign) of every entry of `signs`."""
    if isinstance(value, dict):
        if "form" in value and "sign" in value:
            yield path[:-1], value["form"], value["sign"]
        for key, child in value.items():
            yield from _signs(child, (*path, key))
    elif isinstance(value, list):
        for k, child in enumerate(value):
            yield from _signs(child, (*path, k))


def _true(proof: dict, place: tuple, form: str, sign: str) -> bool:
    """Whether the form has the sign at every point tried of the cell in which it is claimed; too few points count as no."""
    try:
        facts, tree = list(_known(proof, place)), parse(form)
        names = sorted(free_names(tree).union(*(free_names(fact) for fact, _ in facts)))
        found = [_value(tree, point) for point in _points(names, facts)]
    except (FormulaError, ArithmeticError, KeyError, ValueError):
        return False
    return len(found) >= LEAST and all(_has(value, sign) for value in found)


def _known(proof: dict, place: tuple) -> Iterator[tuple[Tree, str]]:
    """What is known on the way to the place: the branches, and the ends of the pieces of integrals. Raises ValueError near a kink."""
    value = proof
    for k, key in enumerate(place):
        if key in ("neg", "zero", "pos"):
            yield parse(value["split"]), {"neg": "<", "zero": "=", "pos": ">"}[key]
        if key == "slopes":
            raise ValueError("an infinitesimal")
        if key == "pieces":
            raise ValueError("the variable of an integral is named only in the statement")
        value = value[key]


def _points(names: list[str], facts: list[tuple[Tree, str]]) -> Iterator[dict[str, Fraction]]:
    """Rational points at which all facts hold; equations are solved for one of their names."""
    for values in islice(product(POINTS, repeat=len(names)), TRIED):
        point = dict(zip(names, values))
        for fact, sign in facts:
            if sign == "=":
                _solve(fact, point)
        if all(_has(_value(fact, point), sign) for fact, sign in facts):
            yield point


def _solve(fact: Tree, point: dict[str, Fraction]) -> None:
    for name in sorted(free_names(fact)):
        start, step = _value(fact, {**point, name: Fraction(0)}), _value(fact, {**point, name: Fraction(1)})
        if step != start:
            point[name] = -start / (step - start)
            return


def _has(value: Fraction, sign: str) -> bool:
    return {"<": value < 0, "<=": value <= 0, "=": value == 0, ">=": value >= 0, ">": value > 0}[sign]


def _value(tree: Tree, point: dict[str, Fraction]) -> Fraction:
    if isinstance(tree, Fraction):
        return tree
    if isinstance(tree, str):
        return point[tree]
    values = [_value(child, point) for child in tree[1:]]
    if tree[0] == "neg":
        return -values[0]
    a, b = values
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "^": lambda: a ** int(b)}[tree[0]]()
