"""Truth by calculation and equals for equals in the checker: what is true is found, what is false or undefined never passes."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_logic import refused, run

from verifier.checker.reader import Rejected, parse
from verifier.checker.rules.calculation import holds, sign
from verifier.checker.rules.formulas import plain


def value(text, d=2):
    return holds(plain(parse(text), d))


@pytest.mark.parametrize("text", (
    "1 / 3 + 1 / 6 = 1 / 2", "exp(1) / (exp(1) + exp(0)) > 1 / 2", "exp(log(2)) = 2", "exp(1) * exp(2) = exp(3)", "sqrt(2)^2 = 2", "2^-1 = 1 / 2",
    "max(1, exp(1)) = exp(1)", "min(2, -3) = -3", "abs(1 - exp(1)) = exp(1) - 1", "greatest(i, (vec(1, 2) + ones)[i]) = 3", "d = 2",
    "sum(i, delta(1, i) * vec(4, 5)[i]) = 4", "1 - 0 * (1 / 0) = 1", "exp(0) = 1 and log(1) = 0", "2 < 1 -> 1 / 0 = 0", "1 < 2 or log(-1) = 0",
    "every(i, vec(1, 2)[i] > 0)", "not some(i, vec(1, 2)[i] = 0)", "vec(1, 2) + ones = vec(2, 3)", "271 / 100 < exp(1) and exp(1) < 272 / 100",
    "max(exp(1), exp(1)) = exp(1)", "1 + 1 / 10^30 != 1", "exp(1 / 10^20 / 10^20) > 1", "4^(1 / 2) = exp(1 / 2 * log(4))",
    "2^(1 / 2) * 2^(1 / 2) = 2", "0^0 = 1",
))
def test_what_is_true_is_found_and_its_negation_is_false(text):
    assert value(text) is True and value(f"not ({text})") is False


@pytest.mark.parametrize("text, reason", (
    ("1 / 0 = 0", "outside the domain"), ("1 / 0 = 1 / 0", "outside the domain"), ("log(0) < 0", "outside the domain"),
    ("sqrt(-1) = 0", "outside the domain"), ("1 / (exp(1) * exp(-1) - 1) = 0", "outside the domain"), ("0^-1 = 0", "outside the domain"),
    ("(-1)^(1 / 2) > 1", "outside the domain"), ("2^1000 > 1", "an exponent beyond"), ("0^(1 / 2) = 0", "outside the domain"),
    ("log(2) + log(3) = log(6)", "cannot be told"), ("exp(exp(exp(exp(9)))) > 0", "cannot be told"), ("x[1] = x[1]", "is no number"),
    ("a = a", "is no number"), ("E(g, g[1]) = 0", "is no number"), ("derivative(a, a) = 1", "is no number"),
    ("forall(a, a = a)", "not a formula about numbers"), ("exists(x, x[1] = 0)", "not a formula about numbers"),
    ("integrable(g, 1)", "not a formula about"), ("member(vec(1, 2), Theta)", "not a formula about"),
    ("((((2^30)^30)^30)^30)^30 > 1", "more than 20000 bits"), ("log(-1) = 0 or 1 < 2", "outside"),
))
def test_what_calculation_cannot_tell_is_rejected(text, reason):
    with pytest.raises(Rejected, match=reason):
        value(text)


def test_nothing_is_read_out_where_no_dimension_is_given():
    for text in ("d = 1", "sum(i, 1) = 1", "ones[1] = 2", "every(i, 0 < 1)"):
        try:
            assert value(text, None) is False
        except Rejected:
            pass


numbers = st.fractions(min_value=-3, max_value=3, max_denominator=4)
terms = st.recursive(
    numbers, lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner), st.tuples(st.sampled_from(("max", "min")), inner, inner),
        st.tuples(st.sampled_from(("neg", "abs", "exp", "log", "sqrt")), inner), st.tuples(st.just("^"), inner, st.integers(-2, 3).map(Fraction)),
    ), max_leaves=8)
FLOATS = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "max": max, "min": min, "neg": lambda a: -a,
    "abs": abs, "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "^": lambda a, b: a ** int(b),
}


def floating(tree):
    return float(tree) if isinstance(tree, Fraction) else FLOATS[tree[0]](*map(floating, tree[1:]))


@settings(max_examples=300, deadline=None)
@given(terms)
def test_signs_agree_with_floating_point(tree):
    try:
        found, expected = sign(tree), floating(tree)
    except (Rejected, ValueError, ZeroDivisionError, OverflowError):
        return
    if 1e-6 < abs(expected) < 1e6:
        assert found == math.copysign(1, expected)


def test_calculation_is_a_rule():
    assert run(lambda d: d.calculate("exp(1) < 3"), d=2).assumed == frozenset()
    refused("finds .* false", lambda d: d.calculate("3 < exp(1)"), d=2)
    refused("is no number", lambda d: d.calculate("a < a + 1"))
    refused("is no number", lambda d: d.calculate("1 <= d"))


def test_equals_stand_for_equals():
    def build(formula, equation, fact, name="x", term="vec(1, 2)"):
        return lambda d: d.replace(formula, d.assume(equation), d.assume(fact), name, term)

    good = run(build("forall(y, y[1] <= x[1] + a)", "x = vec(1, 2)", "forall(y, y[1] <= vec(1, 2)[1] + a)"), d=2)
    assert len(good.assumed) == 2
    assert run(build("b < c", "c = 3", "b < 3", "c", "3"))
    assert run(build("x[1] < y[1]", "x = y", "y[1] < y[1]", "x", "y"))
    refused("not that equation", build("x[1] = 1", "x = vec(1, 3)", "vec(1, 2)[1] = 1"), d=2)
    refused("not that equation", build("x[1] = 1", "x[1] = 1", "vec(1, 2)[1] = 1"), d=2)
    refused("not about the term", build("x[1] = 1", "x = vec(1, 2)", "vec(1, 2)[2] = 1"), d=2)
    refused("not about the term", build("forall(x, x[1] = 1)", "x = vec(1, 2)", "forall(x, vec(1, 2)[1] = 1)"), d=2)
    refused("not about the term", build("exists(y, x[1] < y[1])", "x = y", "exists(y, y[1] < y[1])", "x", "y"))
    refused("is a real, not a vector", build("x[1] = 1", "x = vec(1, 2)", "1 = 1", "x", "1"), d=2)
    refused("no name of a real or a vector", build("delta(i, j) = 1", "a = 1", "delta(j, j) = 1", "i", "j"))
    refused("no name of a real or a vector", build("0 < d", "d = 2", "0 < 2", "d", "2"))
    refused("one differentiates|cannot stand for", build("derivative(c^2, c) = 0", "c = 3", "0 = 0", "c", "3"))
