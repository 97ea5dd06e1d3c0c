"""Exact inverses: every answer is confronted with the definition, p in the subdifferential, at the ends of the set and just beyond them."""

from fractions import Fraction as Q
from itertools import combinations
from types import SimpleNamespace

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.laws import parse_noise
from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax
from verifier.models.identification import faces
from verifier.models.rationals.exact import Exact
from verifier.models.rationals.rational import to_fmpq
from verifier.models.identification.faces import Solutions, conjugate, solve
from verifier.models.identification.pair import between

FINITE = ("rademacher", "discrete(0,1,3; 1/2,1/3,1/6)", "constant(0)", "discrete(-1,0,1/2; 2/3,1/6,1/6)")
BOUNDED = (*FINITE, "uniform(-1,1)", "uniform(0,1/2)", "triangular(-1,0,2)")
quick = settings(max_examples=40, deadline=None)


def p_of(text):
    return tuple(Q(entry) for entry in text.split(","))


def answer(noise, p):
    p = p_of(p) if isinstance(p, str) else p
    return solve(PerturbArgmax(noise, len(p)), p)


def is_solution(noise, theta, p):
    return Exact(PerturbArgmax(noise, len(p))).subdifferential(theta).contains(p)


@st.composite
def simplex(draw, dim, most=6):
    weights = draw(st.tuples(*[st.integers(0, most)] * dim).filter(any))
    return tuple(Q(w, sum(weights)) for w in weights)


def within(theta, bounds):
    """Whether the differences of theta are within the bounds."""
    gaps = ((theta[i] - theta[j], low, high) for (i, j), (low, high) in bounds.items())
    return all((low is None or low <= gap) and (high is None or gap <= high) for gap, low, high in gaps)


# finite laws


@quick
@given(st.data(), st.tuples(*[st.sampled_from(FINITE)] * 3))
def test_finite_laws_by_the_definition(data, laws):
    noise, p = "; ".join(laws), data.draw(simplex(3))
    found = answer(noise, p)
    assert sum(found.theta) == 0 and is_solution(noise, found.theta, p)
    assert found.kind == ("point" if all(low == high and low is not None for low, high in found.bounds.values()) else "set")
    assert found.at_kink == (Exact(PerturbArgmax(noise, 3)).subdifferential(found.theta).dimension > 0)
    steps = data.draw(st.lists(st.tuples(*[st.integers(-8, 8)] * 3), min_size=6, max_size=6))
    for step in steps:
        theta = [t + Q(s, 4) for t, s in zip(found.theta, step)]
        assert is_solution(noise, theta, p) == within(theta, found.bounds)


@quick
@given(st.data(), st.tuples(*[st.sampled_from(FINITE)] * 3))
def test_finite_bounds_are_attained_and_cannot_be_passed(data, laws):
    noise, p = "; ".join(laws), data.draw(simplex(3))
    bounds = answer(noise, p).bounds
    for (i, j), (low, high) in bounds.items():
        for end, sign in ((low, -1), (high, 1)):
            if end is None:
                continue
            (k,) = {0, 1, 2} - {i, j}
            thirds = {entry for gap in (bounds[min(a, k), max(a, k)] for a in (i, j)) for entry in gap if entry is not None}
            places = {s * x + shift for x in thirds for s in (1, -1) for shift in (0, end)} | {Q(-20), Q(20)}
            sets = [[place if m == k else end if m == i else Q(0) for m in range(3)] for place in places]
            assert any(is_solution(noise, theta, p) for theta in sets)
            beyond = [[t + sign * Q(1, 100) * (m == i) for m, t in enumerate(theta)] for theta in sets]
            assert not any(is_solution(noise, theta, p) for theta in beyond)


@pytest.mark.parametrize("p, kind, bounds", [
    ("1/2,1/2", "point", (0, 0)), ("1/3,2/3", "point", (0, 0)), ("1/4,3/4", "set", (-2, 0)), ("3/4,1/4", "set", (0, 2)),
    ("1/5,4/5", "point", (-2, -2)), ("0,1", "set", (None, -2)), ("1,0", "set", (2, None)),
])
def test_two_rademacher_choices(p, kind, bounds):
    found = answer("rademacher", p)
    assert (found.kind, found.bounds[0, 1]) == (kind, bounds)
    assert found.at_kink == (kind == "point")


def test_six_and_twelve_choices():
    for dim in (6, 12):
        p = [Q(1 + k % 3, 2 * dim) for k in range(dim)]
        found = answer("rademacher", p)
        theta = found.theta
        assert all(theta[i] == theta[i + 3] for i in range(dim - 3)) and sum(theta) == 0
    p = p_of("1/21,2/21,3/21,4/21,5/21,6/21")
    assert is_solution("discrete(0,1,3)", answer("discrete(0,1,3)", p).theta, p)


def test_too_many_choices_are_left_undecided():
    assert answer("rademacher", [Q(1, 13)] * 13).kind is None
    far = answer("rademacher", [Q(1, 2), Q(1, 2)] + [Q(0)] * 12)
    assert far.kind == "set" and far.at_kink and far.bounds[0, 1] == (0, 0) and far.bounds[0, 5] == (2, None)


# two choices


@quick
@given(simplex(2, most=9), st.tuples(*[st.sampled_from(BOUNDED)] * 2))
def test_two_choices_by_the_definition(p, laws):
    noise = "; ".join(laws)
    found = answer(noise, p)
    low, high = found.bounds[0, 1]
    if not found.is_rational:
        x, e = found.theta[0] - found.theta[1], Exact(PerturbArgmax(noise, 2))
        assert found.theta[0].rad() < 1e-30 and low is high and x.overlaps(low)
        ends = [Q(int(m) * Q(2) ** int(k)) for m, k in ((v.man_exp()) for v in (low.lower(), low.upper()))]
        assert e.probabilities((ends[0], 0))[0] < p[0] < e.probabilities((ends[1], 0))[0]
        return
    assert is_solution(noise, found.theta, p) and (found.kind == "point") == (low is not None and low == high)
    assert found.at_kink == (len(Exact(PerturbArgmax(noise, 2)).subdifferential(found.theta).vertices) > 1)
    small = Q(1, 10**6)
    for end, sign in ((low, -1), (high, 1)):
        assert end is None or is_solution(noise, (end, 0), p) and not is_solution(noise, (end + sign * small, 0), p)
    assert low is not None or is_solution(noise, (-(10**6), 0), p)
    assert high is not None or is_solution(noise, (10**6, 0), p)


@quick
@given(simplex(2), st.tuples(*[st.sampled_from(FINITE)] * 2))
def test_two_methods_agree(p, laws):
    found = answer("; ".join(laws), p)
    assert between(parse_noise("; ".join(laws), 2), p[0], 20) == (*found.bounds[0, 1], found.at_kink)


def test_two_uniform_choices_in_closed_form():
    found = solve(PerturbArgmax("uniform(-1,1)", 2), p_of("1/3,2/3"), digits=200)
    assert found.kind == "point" and not found.at_kink and found.theta[0].rad() <= arb(10) ** -200
    with ctx.workprec(800):
        root = (arb(8) / 3).sqrt() - 2
        assert found.bounds[0, 1][0].contains(root) and found.theta[0].contains(root / 2) and found.theta[1].contains(-root / 2)
    assert answer("uniform(-1,1)", "7/8,1/8").theta == (Q(1, 2), Q(-1, 2))
    assert answer("uniform(-1,1)", "0,1").bounds[0, 1] == (None, -2)


def test_flat_pieces_and_jumps():
    assert answer("discrete(-10,10); uniform(0,1)", "1/2,1/2").bounds[0, 1] == (-9, 10)
    jump = answer("constant(0); discrete(0,1)", "1/4,3/4")
    assert jump.kind == "point" and jump.at_kink and jump.theta == (0, 0)


# p on the boundary and outside


@quick
@given(st.data(), st.tuples(*[st.sampled_from(BOUNDED)] * 3))
def test_zeros_by_the_definition(data, laws):
    noise = "; ".join(laws)
    p = data.draw(simplex(3).filter(lambda p: min(p) == 0))
    found = answer(noise, p)
    assert found.kind == "set" and "p" in found.reason
    if not found.is_rational:
        assert not found.bounds and sum(found.theta).contains(0)
        return
    assert sum(found.theta) == 0 and is_solution(noise, found.theta, p)
    for step in data.draw(st.lists(st.tuples(*[st.integers(-8, 8)] * 3), min_size=5, max_size=5)):
        theta = [t + Q(s, 4) for t, s in zip(found.theta, step)]
        if is_solution(noise, theta, p):
            assert within(theta, found.bounds)
        elif max(p) == 1:
            assert not within(theta, found.bounds)
    for k in (k for k in range(3) if p[k] == 0):
        lower = [t - 5 * (m == k) for m, t in enumerate(found.theta)]
        assert is_solution(noise, lower, p) and within(lower, found.bounds)


@pytest.mark.parametrize("noise, p, kind, bounds", [
    ("uniform(-1,1)", "1,0,0", "set", {(0, 1): (2, None), (0, 2): (2, None), (1, 2): (None, None)}),
    ("uniform(-1,1)", "0,1/8,7/8", "set", {(1, 2): (-1, -1), (0, 1): (None, -1), (0, 2): (None, -2)}),
    ("exponential; uniform(0,1)", "1,0", "set", {(0, 1): (1, None)}),
    ("rademacher; uniform(-1,1); constant(0)", "1/2,1/2,0", "set", {(0, 1): (0, 0), (0, 2): (1, None), (1, 2): (1, None)}),
    ("uniform(0,1); gumbel; uniform(0,1)", "1/2,1/2,0", "set", {}),
    ("uniform(-1,1)", "1/2,1/4,1/4,0", "set", {}),
    ("exponential; uniform(0,1)", "0,1", "none", {}),
    ("gumbel", "1,0", "none", {}),
    ("gaussian(0,1); uniform(0,1); uniform(0,1)", "1,0,0", "none", {}),
])
def test_zeros(noise, p, kind, bounds):
    found = answer(noise, p)
    assert found.kind == kind and dict(found.bounds) == bounds


@pytest.mark.parametrize("p, why", [("1/2,1/3", "sum to 5/6"), ("3/2,-1/2", "entry 2 is -1/2"), ("0,0", "sum to 0")])
@pytest.mark.parametrize("noise", ["rademacher", "uniform(0,1)", "gumbel"])
def test_outside_of_the_simplex_there_is_none(noise, p, why):
    found = answer(noise, p)
    assert found.kind == "none" and why in found.reason and found.theta is None


def test_softmax_and_one_choice():
    assert solve(PerturbSoftmax("rademacher", 2), (1, 0)).kind == "none"
    assert solve(PerturbSoftmax("rademacher", 2), ("1/2", "1/2")).kind is None
    assert answer("gumbel", "1").theta == (0,)


def test_what_is_not_decided_here_is_none():
    for noise in ("uniform(0,1)", "rademacher; uniform(0,1); uniform(0,1)", "gumbel"):
        assert answer(noise, "1/2,1/4,1/4").kind is None


def test_digits_of_an_irrational_theta_are_limited():
    model = PerturbArgmax("uniform(-1,1)", 2)
    assert solve(model, p_of("1/3,2/3"), 1000).theta[1].rad() <= arb(10) ** -1000
    assert solve(model, p_of("7/8,1/8"), 10**5).kind == "point"
    with pytest.raises(ModelError, match="at most 1000 digits"):
        solve(model, p_of("1/3,2/3"), 1001)


@pytest.mark.parametrize("p", [(0.5, 0.5), (1,), ("1/3", None), 7])
def test_inexact_or_misshapen_p_is_refused(p):
    with pytest.raises(ModelError):
        solve(PerturbArgmax("rademacher", 2), p)


def test_solutions_have_no_truth_value():
    with pytest.raises(TypeError, match="kind"):
        bool(Solutions("none", None, ""))


# conjugate and inverse


@quick
@given(st.data(), st.tuples(*[st.sampled_from(FINITE)] * 3))
def test_the_conjugate_bounds_every_affine_minorant(data, laws):
    noise, p = "; ".join(laws), data.draw(simplex(3))
    e = Exact(PerturbArgmax(noise, 3))
    star = e.conjugate(p)
    for theta in data.draw(st.lists(st.tuples(*[st.fractions(-4, 4, max_denominator=6)] * 3), min_size=4, max_size=4)):
        assert sum(a * b for a, b in zip(p, theta)) - e.value(theta) <= star
    theta = answer(noise, p).theta
    assert sum(a * b for a, b in zip(p, theta)) - e.value(theta) == star


def test_conjugates_in_closed_form():
    assert conjugate(PerturbArgmax("rademacher", 2), p_of("1/2,1/2")) == Q(-1, 2)
    assert conjugate(PerturbArgmax("uniform(-1,1)", 3), (1, 0, 0)) == 0
    assert conjugate(PerturbArgmax("uniform(-1,1)", 2), p_of("7/8,1/8")) == Q(3, 8) - Q(13, 24)
    with pytest.raises(ModelError, match="infinite"):
        conjugate(PerturbArgmax("rademacher", 2), (1, 1))
    with pytest.raises(ModelError, match="no rational theta"):
        conjugate(PerturbArgmax("uniform(-1,1)", 2), p_of("1/3,2/3"))


def test_the_inverse_gives_points_only():
    assert Exact(PerturbArgmax("uniform(-1,1)", 2)).inverse(p_of("7/8,1/8")) == (Q(1, 2), Q(-1, 2))
    assert Exact(PerturbArgmax("rademacher", 3)).inverse(p_of("1/3,1/3,1/3")) == (0, 0, 0)
    for noise, p in (("rademacher", "1/4,3/4"), ("uniform(-1,1)", "1,0"), ("uniform(-1,1)", "1/3,2/3"), ("uniform(-1,1)", "1/2,1/3,1/6")):
        with pytest.raises(ModelError):
            Exact(PerturbArgmax(noise, len(p.split(",")))).inverse(p_of(p))


def test_every_pair_has_its_bounds():
    assert set(answer("rademacher", "1/8,1/4,5/8").bounds) == set(combinations(range(3), 2))


@pytest.mark.parametrize("number", [Q, lambda x: arb(to_fmpq(Q(x)))])
def test_choices_without_probability_stand_strictly_below_where_they_could_win(number):
    laws = parse_noise("uniform(-5,1); uniform(-1,1); rademacher; uniform(-9,9)", 4)
    inner = SimpleNamespace(theta=(number(0), number(2), number(0)))
    theta = faces.lowered(laws, (Q(1, 4), Q(1, 2), 0, Q(1, 4)), inner)
    assert theta[2] - theta[1] + 1 == -1 - 1 and theta[0] == theta[3] == theta[1] - 2


def test_a_span_that_is_infinite_at_both_ends_is_no_point(monkeypatch):
    monkeypatch.setattr(faces, "minima", lambda *_: SimpleNamespace(theta=(Q(0), Q(0)), spans={(0, 1): (None, None)}, at_kink=False))
    assert faces.solve(PerturbArgmax("rademacher", 2), ("1/2", "1/2")).kind == "set"
