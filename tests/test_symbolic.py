"""The bridge to SymPy: the same function on both sides, no strings read, nothing inexact let through."""

from fractions import Fraction as F

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.claims.formula import FormulaError, parse, show
from verifier.engines.cells import evaluate, piecewise
from verifier.engines.symbolic import Latex, derivation_line, from_sympy, integrate_polynomial, symbol, to_sympy

T1, T2, Z = symbol("t1"), symbol("t2"), symbol("z")


@pytest.mark.parametrize("text", [
    "t1^2 - 3/4*t1*t2 + 1", "max(t1, t2) + abs(t1)", "-t1/7 - (t2 - 1)^3", "cases(t1 if t1 > t2, t2^2 if t1 <= t2)",
    "cases(1 if t1 > 0 and t2 > 0, t1 if otherwise)",
    "min(t1, 2*t2, 3)", "t1 - t2*-2", "(1/2)^2*t1",
])
def test_there_and_back_is_the_same_function(text):
    back = from_sympy(to_sympy(parse(text)))
    assert parse(show(back)) == back
    for a, b in ((F(0), F(0)), (F(3, 2), F(-1)), (F(-2), F(5, 3)), (F(1), F(1))):
        point = {"t1": a, "t2": b}
        assert evaluate(back, point) == evaluate(text, point) is not None


def test_elementary_functions_and_relations_keep_their_shape():
    for text in ("exp(t1)", "sqrt(t1)", "erf(t1)", "t1 < t2", "t1 = t2", "not (t1 = t2 and t1 > 0)", "log(t1) <= 0"):
        expression = to_sympy(parse(text))
        assert to_sympy(from_sympy(expression)) == expression
    assert to_sympy(parse("0.1")) == sympy.Rational(1, 10)
    assert to_sympy(parse("derivative(t1^2, t1)")).doit() == 2 * T1
    assert to_sympy(parse("integral(z, z, 0, t1)")).doit() == T1**2 / 2
    assert from_sympy(1 / T1) == ("/", F(1), "t1")
    assert from_sympy(sympy.E) == ("exp", F(1))


@given(st.lists(st.tuples(st.fractions(max_denominator=9), st.integers(0, 3), st.integers(0, 2)), max_size=5))
@settings(max_examples=60, deadline=None)
def test_polynomials_survive(rows):
    expression = sum((sympy.Rational(c.numerator, c.denominator) * T1**a * T2**b for c, a, b in rows), sympy.Integer(0))
    assert sympy.expand(to_sympy(from_sympy(expression)) - expression) == 0


@pytest.mark.parametrize("wrong", [
    sympy.Float("0.1"), sympy.Symbol("a b"), sympy.Symbol("\u03b8"), sympy.sin(T1), sympy.Integral(T1, (T1, 0, 1)), sympy.oo, sympy.I,
    sympy.nan,
])
def test_from_sympy_refuses(wrong):
    with pytest.raises(FormulaError):
        from_sympy(wrong)


@pytest.mark.parametrize("text", ["E(g1)", "P(g1 > 0)", "slope(t1, 1)", "sum(i, x[i])", "softmax(x)", "interval(0, 1)"])
def test_to_sympy_refuses(text):
    with pytest.raises(FormulaError, match="SymPy"):
        to_sympy(parse(text))


def test_integrals_of_polynomials_between_any_limits():
    value = integrate_polynomial(sympy.Rational(1, 4) * (2 - Z) * (T1 + Z), Z, -T1, 2)
    assert sympy.expand(value - ((T1 + 2) ** 3 / 24)) == 0
    for wrong in (sympy.Max(Z, 0), sympy.exp(Z), 1 / Z, Z * sympy.Abs(T1)):
        with pytest.raises(FormulaError, match="no polynomial"):
            integrate_polynomial(wrong, Z, 0, 1)


def test_the_expected_maximum_derived_with_sympy_is_the_one_of_the_cells():
    """For t1 - t2 in (0, 2): the inner integral breaks at g2 = t1 - t2 + g1, which leaves [-1, 1] at g1 = 1 - (t1 - t2)."""
    x, g1, g2 = T1 - T2, symbol("g1"), symbol("g2")
    inner = integrate_polynomial(T1 + g1, g2, -1, x + g1) + integrate_polynomial(T2 + g2, g2, x + g1, 1)
    above = integrate_polynomial(T1 + g1, g2, -1, 1)
    derived = (integrate_polynomial(inner, g1, -1, 1 - x) + integrate_polynomial(above, g1, 1 - x, 1)) / 4
    pieces = piecewise("E(max(t1 + g1, t2 + g2))", "uniform(-1,1)", 2)
    cell = next(piece for piece in pieces if list(map(show, piece.conditions)) == ["t1 - t2 > 0", "t1 - t2 < 2"])
    assert sympy.expand(derived - to_sympy(cell.value)) == 0


def test_a_derivation_line_is_latex():
    assert derivation_line(Latex("f"), T1 + 1, parse("t1 + 1")) == r"f = \theta_{1} + 1 = \theta_{1} + 1"
    assert derivation_line("t1", F(1, 2), relation=r"\le") == r"\theta_{1} \le \frac{1}{2}"
