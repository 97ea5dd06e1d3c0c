"""Laws with exact arithmetic, read from their text: atoms with weights, or the interval of a uniform law."""

from __future__ import annotations

import re
from fractions import Fraction

from verifier.claims.formula import parse
from verifier.claims.trees import FormulaError
from verifier.engines.search.cell import Cell, Scene, Stuck
from verifier.engines.search.evaluation import Undefined, polynomial
from verifier.engines.search.polynomial import ONE


def read_laws(noise: str | None, dim: int) -> tuple:
    """Per coordinate a list of (atom, weight) or the pair (a, b) of a uniform law.

    noise   "rademacher", "uniform(a,b)", "constant(c)", "discrete(atom, ...; weight, ...)", or a list "law; law" with one for each coordinate
    Rejects a text that is no such law, or not `dim` of them (FormulaError); a law without exact arithmetic raises Stuck.
    """
    if noise is None:
        return ()
    texts = re.split(r";(?![^()]*\))", noise)
    if len(texts) not in (1, dim):
        raise FormulaError(f"{len(texts)} laws for {dim} coordinates", remedy="give one law, or one for each coordinate, separated by ;")
    laws = tuple(_law(text.strip()) for text in texts)
    return laws * dim if len(laws) == 1 else laws


def _law(text: str):
    head, semicolon, weights = text.partition(";")
    name, *rest = _call(head + ")" * bool(semicolon))
    numbers = _numbers(rest)
    if name == "discrete" and numbers:
        shares = _numbers(_call(f"discrete({weights}")[1:]) if semicolon else [ONE / len(numbers)] * len(numbers)
        if len(shares) == len(numbers) == len(set(numbers)) and min(shares) > 0 and sum(shares) == 1:
            return list(zip(numbers, shares))
    if name == "rademacher" and not numbers:
        return [(-ONE, ONE / 2), (ONE, ONE / 2)]
    if name == "constant" and len(numbers) == 1:
        return [(numbers[0], ONE)]
    if name == "uniform" and len(numbers) == 2 and numbers[0] < numbers[1]:
        return numbers[0], numbers[1]
    if name in ("rademacher", "constant", "uniform", "discrete"):
        raise FormulaError(f"the law {text}", remedy="uniform(a,b) has a < b; discrete(atom, ...; weight, ...) different atoms and weights of sum 1")
    raise Stuck(f"{text} is no law with exact arithmetic")


def _call(text: str) -> tuple:
    tree = parse(text)
    return tree if isinstance(tree, tuple) else (tree,)


def _numbers(trees) -> list[Fraction]:
    blank = Cell(Scene(), [], {})
    try:
        numbers = [polynomial(blank, tree, {}).value for tree in trees]
    except Undefined as gap:
        raise FormulaError(f"a law with an undefined parameter, {gap}", remedy="write numbers such as -1/2") from None
    if any(number is None for number in numbers):
        raise FormulaError("a law whose parameters are no numbers", remedy="write numbers such as -1/2")
    return numbers
