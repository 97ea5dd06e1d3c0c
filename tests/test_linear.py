"""Exact polynomials and linear arithmetic: points and combinations are checked by substitution, and known answers are met."""

from fractions import Fraction as F

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.claims.formula import parse, show
from verifier.engines.search.cell import Cell, Scene
from verifier.engines.search.evaluation import polynomial
from verifier.engines.rationals.linear import Equalities, Fact, interior, prove, prove_zero
from verifier.engines.search.points import holds, simple_points
from verifier.engines.search.polynomial import Poly, TooLarge, exact, rational
from verifier.engines.search.positivity import affine_factors, direction_of, essential, positive

NAMES = ("t1", "t2", "t3")


def poly(text: str) -> Poly:
    return polynomial(Cell(Scene(), [], {}), parse(text), {})


def facts(*texts: str) -> list[Fact]:
    """"x - 1 >= 0" and the like, the right side 0."""
    rows = []
    for text in texts:
        left, sign, _ = text.rsplit(" ", 2)
        rows.append(Fact(poly(left), sign))
    return rows


def total(combination) -> Poly:
    """The polynomial of a combination, after checking that no term is negative."""
    result = Poly({})
    for c, used in combination:
        term = Poly.constant(c)
        assert c > 0 or any(fact.sign == "=" for fact in used)
        for fact in used:
            term = term * fact.poly
        result = result + term
    return result


coefficients = st.integers(-3, 3)
affine = st.builds(
    lambda entries, constant: sum((Poly.variable(n).scaled(fmpq(c)) for n, c in zip(NAMES, entries)), Poly.constant(constant)),
    st.tuples(coefficients, coefficients, coefficients), st.integers(-4, 4),
)
systems = st.lists(st.builds(Fact, affine, st.sampled_from([">", ">", ">=", "="])), max_size=8)


@given(systems)
@settings(max_examples=250, deadline=None)
def test_a_point_or_a_contradiction(system):
    answer = interior(system)
    if isinstance(answer, dict):
        assert holds(system, {**dict.fromkeys(NAMES, fmpq(0)), **answer})
    else:
        value = total(answer).value
        strict = any(c > 0 and all(fact.sign == ">" for fact in used) for c, used in answer)
        assert value == -1 or (value == 0 and strict)


@given(systems, affine, st.sampled_from([">", ">="]))
@settings(max_examples=250, deadline=None)
def test_a_proof_is_identical_and_a_denial_is_a_point(system, form, sign):
    if isinstance(interior(system), list):
        return
    answer = prove(system, form, sign)
    if isinstance(answer, dict):
        point = {**dict.fromkeys(NAMES, fmpq(0)), **answer}
        assert holds(system, point)
        assert form.at(point) <= 0 if sign == ">" else form.at(point) < 0
    else:
        assert total(answer) == form
        assert sign == ">=" or any(all(fact.sign == ">" for fact in used) for _, used in answer)


@pytest.mark.parametrize(("system", "empty"), [
    (("t1 > 0", "-t1 > 0"), True),
    (("t1 >= 0", "-t1 >= 0"), False),
    (("t1 > 0", "-t1 >= 0"), True),
    (("t1 - t2 > 0", "t2 - t3 > 0", "t3 - t1 > 0"), True),
    (("t1 - t2 >= 0", "t2 - t3 >= 0", "t3 - t1 >= 0"), False),
    (("t1 - t2 = 0", "t1 - t2 - 1 = 0"), True),
    (("t1 + t2 = 0", "t1 - t2 = 0", "t1 > 0"), True),
    (("0*t1 - 1 >= 0",), True),
    (("0*t1 = 0",), False),
    ((), False),
])
def test_known_systems(system, empty):
    assert isinstance(interior(facts(*system)), list) is empty


def test_only_affine_facts():
    with pytest.raises(ValueError, match="affine"):
        interior(facts("t1^2 > 0"))
    with pytest.raises(ValueError, match="contradict"):
        prove(facts("t1 > 0", "-t1 > 0"), poly("t2"), ">")


def test_equalities_carry_their_multiples():
    system = facts("t1 - t2 = 0", "t2 - t3 - 1 = 0")
    equalities = Equalities(system)
    rest, used = equalities.reduce(poly("2*t1 + t3"))
    assert rest.names <= {"t3"}
    assert rest + sum((fact.poly.scaled(c) for fact, c in used.items()), Poly({})) == poly("2*t1 + t3")
    assert total(prove_zero(poly("t1 - t3 - 1"), equalities)) == poly("t1 - t3 - 1")
    assert prove_zero(poly("t1 - t3"), equalities) is None
    assert equalities.complete({"t3": fmpq(5)}) == {"t3": 5, "t2": 6, "t1": 6}


@pytest.mark.parametrize(("system", "form", "sign", "proved"), [
    (("x > 0", "1 - x > 0"), "x - x^2", ">", True),
    (("x > 0", "1 - x > 0"), "x^2 - x + 1", ">", True),
    (("x > 0", "1 - x > 0"), "x^2 - x + 1/4", ">", False),
    (("x > 0",), "x^3 + 2*x", ">", True),
    (("x >= 0",), "x^3 + 2*x", ">=", True),
    (("x >= 0",), "x^3 + 2*x", ">", False),
    (("x > 0", "y > 0"), "x*y - 1", ">", False),
    (("x - y > 0", "y > 0"), "x^2 - y^2", ">", True),
    ((), "x^2", ">=", False),
])
def test_products_of_facts(system, form, sign, proved):
    found = positive(facts(*system), poly(form), sign)
    assert (found is not None) is proved
    assert found is None or total(found) == poly(form)


def test_essential_facts_imply_the_others():
    kept = essential(facts("x > 0", "x + 1 > 0", "1 - x > 0", "3 - 2*x > 0"), Equalities())
    assert {str(fact.poly) for fact in kept} == {"x", "-x + 1"}


def test_affine_factors_and_directions():
    factors = affine_factors(poly("(x - y)^2*(x + 2*y - 3)*(x^2 + 1)"))
    assert {str(factor.direction()[0]) for factor in factors} == {"y - x", "y + 1/2*x - 3/2"}
    assert affine_factors(poly("x^2 - 2")) == []
    assert direction_of(poly("(x - 2*y)^3 - 5*(x - 2*y)")) == poly("x - 2*y")
    assert direction_of(poly("x^2 + y^2")) is None and direction_of(poly("x*y")) is None


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 3), st.integers(0, 2)), max_size=5))
@settings(max_examples=100, deadline=None)
def test_polynomials_agree_with_sympy(rows):
    import sympy

    def to_sympy(tree):
        if isinstance(tree, str):
            return sympy.Symbol(tree)
        if not isinstance(tree, tuple):
            return sympy.Rational(tree.numerator, tree.denominator)
        head, *rest = tree[0], *map(to_sympy, tree[1:])
        return {"+": sum, "*": sympy.prod, "-": lambda x: x[0] - x[1], "/": lambda x: x[0] / x[1], "^": lambda x: x[0] ** x[1], "neg": lambda x: -x[0]}[head](rest)

    ours = sum((Poly.variable("x") ** a * Poly.variable("y") ** b * Poly.constant(c) for c, a, b in rows), Poly({}))
    x, y = to_sympy("x"), to_sympy("y")
    theirs = sum((c * x**a * y**b for c, a, b in rows), sympy.Integer(0))
    assert sympy.expand(to_sympy(ours.tree()) - theirs) == 0
    assert sympy.expand(to_sympy((ours * ours - ours).tree()) - theirs**2 + theirs) == 0
    assert sympy.expand(to_sympy(ours.primitive("x").tree()).diff(x) - theirs) == 0
    assert sympy.expand(to_sympy(ours.substitute("x", poly("y - 1")).tree()) - theirs.subs(x, y - 1)) == 0
    assert poly(str(ours)) == ours == poly(show(ours.tree()))
    point = {"x": fmpq(2, 3), "y": fmpq(-1, 2)}
    assert to_sympy(exact(ours.at(point))) == theirs.subs({x: sympy.Rational(2, 3), y: sympy.Rational(-1, 2)})


def test_only_exact_numbers_and_bounded_sizes():
    for wrong in (0.1, True, "1/2"):
        with pytest.raises(TypeError):
            rational(wrong)
    assert exact(rational(F(-3, 7))) == F(-3, 7)
    with pytest.raises(TooLarge):
        poly("x") ** 61
    with pytest.raises(KeyError):
        poly("x*y").at({"x": fmpq(1)})


def test_simple_points_come_first_and_lie_in_the_cell():
    cell = facts("t1 - t2 - 1/2 = 0", "t2 - 1 > 0")
    sample = interior(cell)
    points = list(simple_points(cell, ("t1", "t2"), sample))
    assert points[0] == {"t1": fmpq(5, 2), "t2": 2}
    assert all(holds(cell, point) for point in points)
    narrow = facts("1000*t1 - 1 > 0", "1 - 999*t1 > 0")
    assert holds(narrow, next(simple_points(narrow, ("t1",), interior(narrow))))
