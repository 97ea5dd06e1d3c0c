"""Signs from combinations of facts: what they prove, and that nothing stronger passes."""

import pytest

from verifier.checker.polynomial import Poly
from verifier.checker.reader import Rejected
from verifier.checker.rules.facts import Facts

X, Y, ONE, ZERO = Poly.variable("x"), Poly.variable("y"), Poly.constant(1), Poly({})
FACTS = Facts(((X, ">"), (Y, ">="), (X - Y, "=")))


@pytest.mark.parametrize("poly, combination, shown", [
    (X, [["1", [0]]], ">"), (Y, [["1", [1]]], ">="), (X * Y, [["1", [0, 1]]], ">="), (X * X, [["1", [0, 0]]], ">"),
    (X + Y, [["1", [0]], ["1", [1]]], ">"), (Y - X, [["-1", [2]]], "="), (ZERO, [], "="), (ONE, [["1", []]], ">"), (ZERO, [["0", [0]]], "="),
    ((X - Y) * X, [["1", [0, 2]]], "="),
])
def test_a_combination_proves_its_sign_and_nothing_stronger(poly, combination, shown):
    weaker = {">": {">", ">="}, ">=": {">="}, "=": {"=", ">="}}[shown]
    for sign in (">", ">=", "="):
        if sign in weaker:
            FACTS.prove(poly, sign, combination)
        else:
            with pytest.raises(Rejected, match="only"):
                FACTS.prove(poly, sign, combination)


@pytest.mark.parametrize("combination", [[["-1", [0]]], [["-1", []]], [["-1/2", [1]]], [["1", [3]]], [["1", [-1]]], [["1", [True]]], [["x", [0]]], [["1"]], "x"])
def test_terms_that_are_not_non_negative_or_no_terms(combination):
    with pytest.raises(Rejected):
        FACTS.combine(combination)


@pytest.mark.parametrize("rows, combination", [
    (((X, ">"), (-X, ">=")), [["1", [0]], ["1", [1]]]), (((X, ">"), (-X, ">")), [["1", [0]], ["1", [1]]]), (((X, "="), (X + ONE, "=")), [["1", [0]], ["-1", [1]]]),
])
def test_contradictions(rows, combination):
    Facts(rows).contradiction(combination)


@pytest.mark.parametrize("rows, combination", [
    (((X, ">="), (-X, ">=")), [["1", [0]], ["1", [1]]]), (((X, ">"),), [["1", [0]]]), (((X, ">"),), [["1", []]]), ((), []), (((X, "="), (-X, "=")), [["1", [0]], ["1", [1]]]),
])
def test_what_is_no_contradiction(rows, combination):
    with pytest.raises(Rejected, match="no contradiction"):
        Facts(rows).contradiction(combination)


@pytest.mark.parametrize("relation, poly, truth", [
    (">", X, True), ("<=", X, False), (">=", Y, True), ("<", Y, False), ("=", X - Y, True), ("!=", X - Y, False), (">", X.scaled(3), True), ("<", -X, True),
    (">", Y, True),
])
def test_decided(relation, poly, truth):
    """y is known to be >= 0 and to equal x > 0."""
    assert FACTS.decide(relation, poly) is truth


def test_a_weak_fact_leaves_a_strict_question_open():
    for relation in (">", "=", "<=", "!="):
        with pytest.raises(Rejected, match="do not settle"):
            Facts(((Y, ">="),)).decide(relation, Y)
