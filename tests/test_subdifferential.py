"""The subdifferential at ties against all d! tie rules, against directional derivatives of the value, and as a polytope."""

from fractions import Fraction as Q
from itertools import permutations, product
from math import factorial, prod

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.laws import parse_noise
from verifier.models import ModelError, PerturbArgmax
from verifier.models.rationals.exact import Exact
from verifier.models.rationals.subdifferential import Polytope, Ties, subdifferential

LAWS = ("rademacher", "discrete(0,1,3; 1/2,1/3,1/6)", "constant(0)", "discrete(-1,0; 2/3,1/3)", "discrete(1,2)")
BOUNDED = (*LAWS, "uniform(-1,1)", "triangular(-1,0,2)")
halves = st.integers(min_value=-4, max_value=4).map(lambda n: Q(n, 2))
quick = settings(max_examples=30, deadline=None)


def model(noise, dim):
    return Exact(PerturbArgmax(noise, dim))


def by_priority(noise, theta, order):
    """The expected choice where ties go to the first in the order, by enumeration of all outcomes."""
    won = [Q(0)] * len(theta)
    for rows in product(*(law.atoms for law in parse_noise(noise, len(theta)))):
        places = [t + a for t, (a, _) in zip(theta, rows)]
        won[next(k for k in order if places[k] == max(places))] += prod((w for _, w in rows), start=Q(1))
    return tuple(won)


def all_rules(noise, theta):
    return {by_priority(noise, theta, order) for order in permutations(range(len(theta)))}


@quick
@given(st.tuples(halves, halves, halves, halves), st.tuples(*[st.sampled_from(LAWS)] * 4))
def test_the_vertices_are_the_expectations_under_all_orders_of_priority(theta, laws):
    noise = "; ".join(laws)
    found = model(noise, 4).subdifferential(theta).vertices
    assert list(found) == sorted(all_rules(noise, theta))


@pytest.mark.parametrize("noise", ["rademacher", "discrete(0,1,3)", "rademacher; constant(1); rademacher; discrete(-1,2); rademacher"])
def test_vertices_in_five_dimensions(noise):
    for theta in ((0, 0, 0, 0, 0), (0, 2, 4, 6, 8)):
        assert set(model(noise, 5).subdifferential(theta).vertices) == all_rules(noise, theta)


@quick
@given(st.tuples(halves, halves, halves), st.tuples(*[st.integers(-3, 3)] * 3), st.tuples(*[st.sampled_from(BOUNDED)] * 3))
def test_directional_derivatives(theta, v, laws):
    e = model("; ".join(laws), 3)
    polytope = e.subdifferential(theta)
    slope = polytope.support(v)
    assert e.slope(theta, v) == slope
    base = e.value(theta)
    quotients = [(e.value([t + h * x for t, x in zip(theta, v)]) - base) / h for h in (Q(1, 10**9), Q(1, 2 * 10**9))]
    if all("uniform" not in law and "triangular" not in law for law in laws):
        assert quotients == [slope, slope]
    assert quotients[0] >= slope and abs(2 * quotients[1] - quotients[0] - slope) < Q(1, 10**15)


def test_atoms_and_densities_together():
    polytope = model("rademacher; uniform(-1,1); rademacher", 3).subdifferential((0, 0, 0))
    assert polytope.vertices == ((Q(1, 4), Q(1, 4), Q(1, 2)), (Q(1, 2), Q(1, 4), Q(1, 4)))
    assert model("uniform(-1,1)", 3).subdifferential((0, 0, 0)).vertices == ((Q(1, 3),) * 3,)
    assert model("rademacher", 1).subdifferential((5,)).vertices == ((1,),)


def test_one_vertex_is_the_gradient():
    e, theta = model("discrete(0,1,3); rademacher; uniform(0,1)", 3), ("1/7", "1/3", "-1/5")
    assert e.subdifferential(theta).vertices == (e.probabilities(theta),)


def test_groups_that_do_not_tie_are_not_permuted():
    four_pairs = model("rademacher", 8).subdifferential([Q(k // 2, 7) for k in range(8)])
    assert len(four_pairs.vertices) == 2**4 and four_pairs.dimension == 4
    assert len(model("rademacher", 60).subdifferential([Q(k, 31) for k in range(60)]).vertices) == 1
    assert len(model("constant(0)", 60).subdifferential([0] * 60).vertices) == 60
    assert len(model("rademacher", 6).subdifferential([0] * 6).vertices) == factorial(6)


def test_too_many_vertices_are_refused_and_directional_derivatives_are_not():
    for dim in (14, 300):
        with pytest.raises(ModelError, match="more than 5000 vertices"):
            model("rademacher", dim).subdifferential([0] * dim)
    with pytest.raises(ModelError, match="too many for an exact"):
        model("rademacher", 5000).subdifferential([0] * 5000)
    e = model("rademacher", 8)
    with pytest.raises(ModelError, match="more than 5000 vertices"):
        e.subdifferential([0] * 8)
    # the k-th in the order wins with 2^-k, and the first also where all are -1
    assert e.slope([0] * 8, range(8)) == sum(k * Q(1, 2) ** (8 - k) for k in range(8)) + 7 * Q(1, 2) ** 8


def test_balls_serve_in_place_of_fractions():
    def below(k, level):
        return arb(1) / 3

    laws = parse_noise("rademacher; rademacher; gaussian(0,1)", 3)
    ties = Ties(laws, (Q(0), Q(0), Q(0)), below, number=lambda q: arb(q.numerator) / q.denominator)
    polytope = subdifferential(ties, [None, None, arb(2) / 3])
    assert len(polytope.vertices) == 2 and not polytope.is_exact
    assert all(sum(vertex).overlaps(arb(1)) and vertex[2].overlaps(arb(2) / 3) for vertex in polytope.vertices)
    for question in (lambda: polytope.dimension, lambda: polytope.contains((0, 0, 1)), lambda: polytope.support((1, 0, 0))):
        with pytest.raises(ModelError, match="enclosures"):
            question()


def test_a_coordinate_with_a_density_above_the_tie_leaves_none():
    laws = parse_noise("rademacher; rademacher; exponential", 3)
    ties = Ties(laws, (Q(0), Q(0), Q(1)), lambda k, level: pytest.fail("no level is reached"))
    assert ties.vertices() == [{0: 0, 1: 0}]


# the polytope

SQUARE = Polytope(((Q(0), Q(0)), (Q(0), Q(1)), (Q(1), Q(0)), (Q(1), Q(1))))


@pytest.mark.parametrize("p, inside", [
    ((0, 0), True), ((Q(1, 2), 1), True), ((Q(1, 3), Q(1, 7)), True), ((Q(1, 2), Q(1001, 1000)), False), ((-1, 0), False),
])
def test_membership(p, inside):
    assert SQUARE.contains(p) is inside


def test_dimension_and_support():
    assert SQUARE.dimension == 2 and Polytope(((Q(1), Q(2)),)).dimension == 0
    assert SQUARE.support((1, -2)) == 1
    assert model("rademacher", 3).subdifferential((0, 0, 0)).dimension == 2


def test_the_mean_of_vertices_is_inside_and_a_reflected_vertex_is_not():
    polytope = model("rademacher", 4).subdifferential((0, 0, 0, 2))
    centre = tuple(sum(column) / len(polytope.vertices) for column in zip(*polytope.vertices))
    assert polytope.contains(centre)
    for vertex in polytope.vertices:
        assert polytope.contains(vertex) and not polytope.contains([v + (v - c) / 100 for v, c in zip(vertex, centre)])


@pytest.mark.parametrize("bad", [
    lambda: Polytope(()), lambda: Polytope(((Q(0),), (Q(0), Q(1)))), lambda: SQUARE.contains((0,)), lambda: SQUARE.contains((0.5, 0)),
])
def test_polytopes_refuse(bad):
    with pytest.raises(ModelError):
        bad()
