"""Rules of classical natural deduction, with equality of reals.      (FORMAT.md, section 5)

A rule looks at its context, the formula that its step states, the facts named there and the fields of the step, and gives the fact that follows.
"""

from __future__ import annotations

from fractions import Fraction

from verifier.checker.reader import Tree
from verifier.checker.rules.context import Fact, fixed, has_head, need, open_assumptions, same, without
from verifier.checker.rules.formulas import CONSTANTS, POINTED, REAL, VECTOR, key, negation, plain, put
from verifier.checker.terms import free_names, sort


def hypothesis(context, claim, of, step):
    """A hypothesis of the statement, by its number."""
    need(type(step["index"]) is int and 0 <= step["index"] < len(context.given), f"there is no hypothesis {step['index']!r}")
    formula = context.given[step["index"]]
    return Fact(formula, frozenset((formula,)))


def assume(context, claim, of, step):
    """A |- A."""
    return Fact(claim, frozenset((claim,)))


def discharge(context, claim, of, step):
    """From A |- B: A -> B."""
    has_head(claim, "->")
    return Fact(("->", claim[1], of[0].formula), without(of[0].assumed, claim[1]))


def apply(context, claim, of, step):
    """From A -> B and A: B."""
    has_head(of[0].formula, "->")
    same(of[0].formula[1], of[1].formula, "the premise differs")
    return Fact(of[0].formula[2], open_assumptions(*of))


def generalise(context, claim, of, step):
    """From A: every(i, A) or forall(x, A), for a name about which nothing is assumed."""
    has_head(claim, "every", "forall")
    fixed(step["name"], of[0].assumed)
    need(sort(step["name"]) == sort(claim[1]), f"{step['name']} and {claim[1]} differ in sort")
    return Fact((claim[0], step["name"], of[0].formula), of[0].assumed)


def instance(context, claim, of, step):
    """From every(i, A) or forall(x, A): A for a term of the same sort."""
    has_head(of[0].formula, "every", "forall")
    _, name, body = of[0].formula
    return Fact(plain(put(body, {name: context.term(step["term"], sort(name))}), context.d), of[0].assumed)


def witness(context, claim, of, step):
    """From A for a term: some(i, A) or exists(x, A)."""
    has_head(claim, "some", "exists")
    _, name, body = claim
    same(plain(put(body, {name: context.term(step["term"], sort(name))}), context.d), of[0].formula, "the term does not give the fact")
    return Fact(claim, of[0].assumed)


def obtain(context, claim, of, step):
    """From some(i, A), and B from A for a name of which nothing else is known: B."""
    has_head(of[0].formula, "some", "exists")
    _, name, body = of[0].formula
    new = step["name"]
    need(isinstance(new, str) and sort(new) == sort(name), f"{new} and {name} differ in sort")
    rest = without(of[1].assumed, put(body, {name: new}))
    fixed(new, rest, of[0].formula, of[1].formula)
    return Fact(of[1].formula, of[0].assumed | rest)


def both(context, claim, of, step):
    """From A and from B: A and B."""
    return Fact(("and", of[0].formula, of[1].formula), open_assumptions(*of))


def part(context, claim, of, step):
    """From A and B: A, or B."""
    has_head(of[0].formula, "and")
    need(step["side"] in ("left", "right"), "side is left or right")
    return Fact(of[0].formula[1 if step["side"] == "left" else 2], of[0].assumed)


def weaken(context, claim, of, step):
    """From A: A or B, or B or A."""
    has_head(claim, "or")
    need(key(of[0].formula) in (key(claim[1]), key(claim[2])), "the fact is neither side")
    return Fact(claim, of[0].assumed)


def either(context, claim, of, step):
    """From A or B, C from A, and C from B: C."""
    has_head(of[0].formula, "or")
    same(of[1].formula, of[2].formula, "the two cases differ")
    first, second = without(of[1].assumed, of[0].formula[1]), without(of[2].assumed, of[0].formula[2])
    return Fact(of[1].formula, of[0].assumed | first | second)


def contradiction(context, claim, of, step):
    """From A and not A: anything; its own negation need no longer be assumed."""
    same(negation(of[0].formula), of[1].formula, "the second is not the negation of the first")
    return Fact(claim, without(open_assumptions(*of), negation(claim)))


def excluded(context, claim, of, step):
    """A or not A."""
    has_head(claim, "or")
    return Fact(("or", claim[1], negation(claim[1])), frozenset())


def trichotomy(context, claim, of, step):
    """a < b or a = b or b < a."""
    left, right = context.term(step["left"], REAL), context.term(step["right"], REAL)
    return Fact(("or", ("or", ("<", left, right), ("=", left, right)), ("<", right, left)), frozenset())


def rewrite(context, claim, of, step):
    """From A and a = b: A with some a replaced by b, where no name of either is bound or differentiated by."""
    has_head(of[1].formula, "=")
    need(_replaced(key(of[0].formula), key(claim), *map(key, of[1].formula[1:]), free_names(of[1].formula)), "not a replacement of equals")
    return Fact(claim, open_assumptions(*of))


def replace(context, claim, of, step):
    """From x = t for a real or a vector x, and A with t for x: A. Vectors with the same components are the same."""
    name = step["name"]
    need(isinstance(name, str) and name not in CONSTANTS and sort(name) in (REAL, VECTOR), f"{name} is no name of a real or a vector")
    term = context.term(step["term"], sort(name))
    same(of[0].formula, plain(("=", name, term), context.d), "the first fact is not that equation")
    same(of[1].formula, plain(put(claim, {name: term}), context.d), "the second fact is not about the term")
    return Fact(claim, open_assumptions(*of))


def _replaced(old: Tree, new: Tree, a: Tree, b: Tree, names: frozenset[str]) -> bool:
    """On keys: there a bound name is a number, so what mentions one is never `a`."""
    if old == new or (old == a and new == b):
        return True
    if not isinstance(old, tuple) or not isinstance(new, tuple) or old[0] != new[0] or old[0] == "#" or len(old) != len(new):
        return False
    if old[0] in POINTED and (old[2] if isinstance(old[2], str) else old[2][1]) in names:
        return False
    return all(_replaced(x, y, a, b, names) for x, y in zip(old[1:], new[1:]))
