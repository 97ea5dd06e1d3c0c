"""Rules about real numbers: normal forms, combinations of comparisons, and the citable theorems.      (FORMAT.md, sections 5 and 6)"""

from __future__ import annotations

from fractions import Fraction

from verifier.checker.reader import Tree, parse, show
from verifier.checker.rules import calculation, exponentials, shapes
from verifier.checker.rules.context import Context, Fact, has_head, need, open_assumptions, same
from verifier.checker.rules.formulas import CONSTANTS, INDEX, REAL, plain, put, sort_of
from verifier.checker.terms import sort


def identity(context, claim, of, step):
    """a = b where both have the same normal form (section 6)."""
    has_head(claim, "=")
    need(exponentials.equal(*claim[1:]), f"the normal forms differ: {show(claim)[:300]}")
    return Fact(claim, frozenset())


def positive(context, claim, of, step):
    """0 < a for a term that is positive by its shape."""
    need(claim[:2] == ("<", Fraction(0)) and shapes.positive(claim[2]), "not 0 < a term positive by its shape")
    return Fact(claim, frozenset())


def arith(context, claim, of, step):
    """A comparison from a sum of c times products of facts, c positive by its shape, or any term where one fact is an equation."""
    has_head(claim, "<", "<=", "=")
    total, strict = Fraction(0), False
    for text, numbers in step["combination"]:
        term = coefficient = context.term(text, REAL)
        need(all(type(k) is int and 0 <= k < len(of) for k in numbers), f"{numbers} does not number facts of `of`")
        for k in numbers:
            has_head(of[k].formula, "<", "<=", "=")
            term = ("*", term, ("-", of[k].formula[2], of[k].formula[1]))
        heads = {of[k].formula[0] for k in numbers}
        if "=" not in heads:
            need(claim[0] != "=", "an equation follows from equations only")
            need(shapes.positive(coefficient), f"the coefficient {text} is not positive by its shape")
            strict = strict or "<=" not in heads
        total = ("+", total, term)
    need(strict or claim[0] != "<", "no term of the combination is strictly positive")
    need(exponentials.equal(("-", claim[2], claim[1]), total), "the combination is not the difference of the two sides")
    return Fact(claim, open_assumptions(*of))


def calculate(context, claim, of, step):
    """A formula about numbers alone that calculation finds true."""
    need(calculation.holds(claim), f"calculation finds {show(claim)[:200]} false")
    if calculation.beyond_rationals(claim):
        context.cited.add("enclosures of exp, log and sqrt (python-flint)")
    return Fact(claim, frozenset())


def theorem(context, claim, of, step):
    """An instance of a citable theorem; `with` says what its names and functions are, all its hypotheses are facts given."""
    need(step["theorem"] in context.theorems, f"{step['theorem']!r} is not among the theorems that may be cited")
    row = context.theorems[step["theorem"]]
    sorts = {name: tuple(sorts) for name, sorts in row.get("functions", {}).items()}
    functions = {name: _function(context, step["with"].get(name), sorts[name]) for name in sorts}
    for shape, has_shape in (("smooth", shapes.smooth), ("continuous", shapes.continuous)):
        for name in row.get(shape, []):
            parameters, body = functions[name]
            inner = frozenset(parameter for parameter in parameters if sort(parameter) != INDEX)
            need(has_shape(body, inner), f"{name} is not {shape} by its shape: {show(body)[:160]}")
    by = {name: context.term(text, sort(name)) for name, text in step["with"].items() if name not in functions}
    need(CONSTANTS.isdisjoint(by), "d and ones are constants")

    def read(text: str) -> Tree:
        tree = parse(text)
        sort_of(tree, context.d, sorts)
        tree = put(tree, by, functions)
        sort_of(tree, context.d)
        return plain(tree, context.d)

    wanted = [read(text) for text in row.get("given", [])]
    need(len(wanted) == len(of), f"{step['theorem']} has {len(wanted)} hypotheses")
    for fact, formula in zip(of, wanted):
        same(fact.formula, formula, "a hypothesis of the theorem is not the fact given for it")
    context.cited.add(f"{step['theorem']} ({row['source']})")
    return Fact(read(row["conclusion"]), open_assumptions(*of))


def _function(context: Context, entry, sorts: tuple[str, ...]) -> tuple[tuple[str, ...], Tree]:
    need(
        isinstance(entry, dict) and set(entry) == {"lambda"} and len(entry["lambda"]) == len(sorts) + 1,
        "a function is {lambda: [names..., term]}",
    )
    *parameters, body = entry["lambda"]
    good = all(isinstance(name, str) and parse(name) == name and sort(name) == wanted for name, wanted in zip(parameters, sorts))
    need(
        good and len(set(parameters)) == len(parameters) and CONSTANTS.isdisjoint(parameters),
        f"the names of the function are of sorts {sorts}",
    )
    return tuple(parameters), context.term(body, REAL)
