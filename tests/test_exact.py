"""The exact engine against enumeration of all outcomes, closed forms, the evaluator of formulas, and exact differences of itself."""

from fractions import Fraction as Q
from itertools import product
from math import prod

import pytest
from flint import fmpq, fmpq_poly
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.claims.formula import parse
from verifier.engines.rationals.largest import Largest
from verifier.engines.rationals.pieces import Variable
from verifier.engines.search.values import Evaluator
from verifier.laws import parse_noise
from verifier.laws.discrete import Discrete
from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax, TieError
from verifier.models.rationals.exact import Exact, variable

MIXED = (
    "uniform(-1,1); triangular(-1,1/2,2); discrete(-1,1/3; 1/4,3/4)",
    "uniform(0,1); constant(1/3); uniform(-2,3)",
    "triangular(-1,0,1)",
    "triangular(0,0,2); triangular(-1,1,1); rademacher",
    "discrete(0,1/7,5/3); uniform(-1,2); rademacher",
)
rationals = st.fractions(min_value=-2, max_value=2, max_denominator=12)
thetas = st.tuples(rationals, rationals, rationals)
quick = settings(max_examples=25, deadline=None)


def model(noise, dim):
    return Exact(PerturbArgmax(noise, dim))


def outcomes(noise, dim):
    for rows in product(*(law.atoms for law in parse_noise(noise, dim))):
        yield [a for a, _ in rows], prod((w for _, w in rows), start=Q(1))


# closed forms


@pytest.mark.parametrize("x", [Q(0), Q(1, 3), Q(1), Q(7, 4), Q(2), Q(3)])
def test_two_uniform_choices(x):
    e, rest = model("uniform(-1,1)", 2), max(2 - x, 0)
    assert e.value((x, 0)) == x + rest**3 / 24
    assert e.probabilities((x, 0)) == (1 - rest**2 / 8, rest**2 / 8)
    assert e.hessian((x, 0)) == ((rest / 4, -rest / 4), (-rest / 4, rest / 4))


@pytest.mark.parametrize("theta", [(0, "1/3", -1), (2, "1/2", "1/4", "1/5"), (5, 0, 1), ("1/7",)])
def test_rademacher_of_any_dimension(theta):
    theta = [Q(entry) for entry in theta]
    ordered = sorted(theta, reverse=True)
    m = sum(entry > ordered[0] - 2 for entry in ordered)
    value = sum((entry + 1) / 2**k for k, entry in enumerate(ordered[:m], 1)) + (ordered[0] - 1) / 2**m
    assert model("rademacher", len(theta)).value(theta) == value


@pytest.mark.parametrize("dim", [1, 2, 3, 10, 100, 1000])
def test_equal_uniform_choices(dim):
    e = model("uniform(0,1)", dim)
    assert e.value([0] * dim) == Q(dim, dim + 1)
    assert set(e.probabilities(["1/7"] * dim)) == {Q(1, dim)}
    if 1 < dim <= 100:
        assert e.hessian([0] * dim)[0][1] == -Q(1, dim - 1)


@pytest.mark.parametrize("x", [Q(0), Q(1, 2), Q(1), Q(3, 2)])
def test_two_triangular_choices_are_a_sum_of_four_uniform_ones(x):
    irwin_hall = sum((-1) ** k * c * max(x + 2 - k, 0) ** 4 for k, c in enumerate((1, 4, 6, 4, 1))) / Q(24)
    assert model("triangular(-1,0,1)", 2).probabilities((x, 0))[0] == irwin_hall


# enumeration and a second engine


@quick
@given(st.tuples(rationals, rationals, rationals, rationals), st.sampled_from(["rademacher", "discrete(0,1/2,3; 1/2,1/3,1/6)", "constant(2)"]))
def test_finite_laws_by_enumeration(theta, noise):
    e, found = model(noise, 4), [Q(0)] * 4
    value, tied = Q(0), False
    for gamma, weight in outcomes(noise, 4):
        places = [a + b for a, b in zip(theta, gamma)]
        value += weight * max(places)
        tied |= places.count(max(places)) > 1
        found[places.index(max(places))] += weight
    assert e.value(theta) == value
    if tied:
        with pytest.raises(TieError, match="tie for the maximum"):
            e.probabilities(theta)
    else:
        assert list(e.probabilities(theta)) == found


@pytest.mark.parametrize("noise", ["uniform(-1,1)", "rademacher;uniform(-1,1)", "uniform(0,2);uniform(-1,1)"])
@pytest.mark.parametrize("x", [Q(1, 3), Q(-5, 4), Q(2), Q(9, 4)])
def test_the_evaluator_of_formulas_agrees(noise, x):
    laws, point = Evaluator(noise, 2), {"t1": x, "t2": Q(1, 5)}
    e = model(noise, 2)
    assert e.value((x, "1/5")) == laws.value(parse("E(max(t1+g1, t2+g2))"), point)
    assert e.probabilities((x, "1/5"))[0] == laws.value(parse("P(t1+g1 >= t2+g2)"), point)


# properties


@quick
@given(thetas, rationals, st.sampled_from(MIXED))
def test_invariances(theta, shift, noise):
    e = model(noise, 3)
    assert e.value([entry + shift for entry in theta]) == e.value(theta) + shift
    assert e.normalised(theta) == e.value(theta) - e.value((0, 0, 0))
    laws = parse_noise(noise, 3)
    assert Exact(PerturbArgmax(laws[::-1], 3)).value(theta[::-1]) == e.value(theta)
    try:
        p, h = e.probabilities(theta), e.hessian(theta)
    except TieError:
        return
    assert sum(p) == 1 and min(p) >= 0 and e.probabilities([entry + shift for entry in theta]) == p
    assert all(sum(row) == 0 for row in h) and all(h[i][j] == h[j][i] <= 0 for i in range(3) for j in range(i))
    v = (Q(1), Q(-2), shift)
    assert e.hessian_product(theta, v) == tuple(sum(a * b for a, b in zip(row, v)) for row in h)
    assert Exact(PerturbArgmax(laws[::-1], 3)).probabilities(theta[::-1]) == p[::-1]


def derivative(function, step=Q(1, 10**6), nodes=8):
    """At 0, for a function that is a polynomial of degree below `nodes` on both sides: exact by Lagrange's formula, right side and left side."""
    slopes = []
    for sign in (1, -1):
        at = [sign * step * k for k in range(nodes)]
        values = [function(x) for x in at]
        terms = []
        for k in range(1, nodes):
            others = prod((at[k] - at[m] for m in range(nodes) if m != k), start=Q(1))
            terms.append((values[k] - values[0]) * prod((-at[m] for m in range(1, nodes) if m != k), start=Q(1)) / others)
        slopes.append(sum(terms))
    return slopes


@pytest.mark.parametrize("noise", MIXED)
@pytest.mark.parametrize("theta", [("1/3", "-1/5", "1/9"), ("0", "7/10", "-6/5"), ("1/11", "0", "1/4")])
def test_gradient_and_hessian_are_exact_derivatives(noise, theta):
    e, theta = model(noise, 3), [Q(entry) for entry in theta]

    def moved(k, x):
        return [entry + x * (j == k) for j, entry in enumerate(theta)]

    p, h = e.probabilities(theta), e.hessian(theta)
    for k in range(3):
        assert derivative(lambda x, k=k: e.value(moved(k, x))) == [p[k], p[k]]
        assert derivative(lambda x, k=k: e.probabilities(moved(k, x))[0]) == [h[0][k]] * 2


def test_no_hessian_where_an_atom_meets_a_jump_of_a_density():
    e = model("rademacher; uniform(-1,1)", 2)
    with pytest.raises(TieError, match="atom of coordinate 1 meets a jump of the density of coordinate 2 at -1"):
        e.hessian((0, 0))
    with pytest.raises(TieError, match="move theta"):
        e.hessian_product((0, 0), (1, 0))
    assert e.hessian((0, "1/2"))[0][1] == -Q(1, 4)
    smooth = model("rademacher; triangular(-1,0,1)", 2)
    assert smooth.hessian((0, 0)) == ((0, 0), (0, 0))


def test_what_cannot_win_has_probability_zero_exactly():
    assert model("uniform(-1,1)", 3).probabilities((0, 2, 9)) == (0, 0, 1)
    assert model("uniform(-1,1); discrete(0,1)", 2).probabilities((0, 1)) == (0, 1)
    assert model("rademacher", 2).probabilities((0, -3)) == (1, 0)


def test_a_tie_that_others_always_beat_is_none():
    assert model("rademacher; rademacher; uniform(1,2)", 3).probabilities((0, 0, 0)) == (0, 0, 1)
    with pytest.raises(TieError, match="coordinates 1, 2 tie for the maximum at 1 "):
        model("rademacher; rademacher; uniform(0,2)", 3).probabilities((0, 0, 0))


def test_far_entries_and_long_numbers():
    e = model("uniform(-1,1)", 3)
    assert e.probabilities((10**6, -(10**6), 0)) == (1, 0, 0)
    tiny = Q(1, 10**400)
    assert e.probabilities((tiny, 0, -5))[0] == 1 - (2 - tiny) ** 2 / 8


# refusals


@pytest.mark.parametrize("bad", [
    lambda: Exact(PerturbArgmax("gumbel", 2)), lambda: Exact(PerturbSoftmax("rademacher", 2)), lambda: model("rademacher; gaussian(0,1)", 2),
    lambda: model("uniform(0,1)", 2).value((0.5, 0)), lambda: model("uniform(0,1)", 2).value((0, 0, 0)), lambda: model("uniform(0,1)", 2).value(3),
    lambda: model("uniform(0,1)", 2).value((float("nan"), 0)), lambda: model("uniform(0,1)", 2).hessian_product((0, 0), (1,)),
    lambda: model("uniform(0,1)", 2).value((True, 0)), lambda: model("uniform(0,1)", 1000).value([Q(k, 9999) for k in range(1000)]),
])
def test_refusals_are_one_clear_error(bad):
    with pytest.raises(ModelError):
        bad()


def test_applies_to_laws_with_piecewise_polynomial_cdfs_only():
    assert Exact.applies(PerturbArgmax("uniform(0,1); rademacher; triangular(0,1,2)", 3))
    assert not Exact.applies(PerturbArgmax("uniform(0,1); laplace", 2)) and not Exact.applies(PerturbSoftmax("uniform(0,1)", 2))


# the engine


def test_equal_variables_may_be_grouped_or_not():
    unit = Variable((fmpq(0), fmpq(1)), tuple(fmpq_poly(row) for row in ([0], [0, 1], [1])))
    other = unit.moved(fmpq(1, 3))
    grouped, apart = Largest([unit, other], [2, 1]), Largest([unit, other, unit], [1, 1, 1])
    assert grouped.mean() == apart.mean()
    assert [grouped.shares()[g] for g in (0, 1, 0)] == apart.shares()
    assert grouped.degrees() == apart.degrees() == [3, 1] and [cell.product.degree() for cell in apart.cells] == [3, 1]
    assert (grouped.weights()[0, 0], grouped.weights()[0, 1]) == (apart.weights()[0, 2], apart.weights()[0, 1])


def test_atoms_and_bends_of_a_variable():
    law = Discrete(("0", "1"), ("1/4", "3/4"))
    atoms = variable(law)
    assert atoms.atoms == (0, 1) and atoms.jump(fmpq(1)) == fmpq(3, 4) and atoms.at(fmpq(1, 2)) == fmpq(1, 4)
    assert not atoms.bends(fmpq(0)) and atoms.moved(fmpq(2)).atoms == (2, 3)
