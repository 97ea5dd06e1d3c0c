"""Perturb-Softmax with heavy tails: closed forms, acb.integral, other windows, steps and expansions, and each error bound taken away."""

from dataclasses import replace
from fractions import Fraction as Q
from math import ceil

import oracles_softmax as oracle
import pytest
from flint import acb, arb, ctx
from mpmath import mpf, nstr, workdps

import verifier.engines.balls.far as far
import verifier.models.balls.far_tails as far_tails
import verifier.models.balls.heavy_rows as heavy_rows
import verifier.models.balls.smoothed as smoothed
from verifier.engines.balls.counts import Group
from verifier.engines.balls.lattice import Lattice
from verifier.engines.balls.legendre import rule
from verifier.laws import parse_law, parse_noise
from verifier.models import ModelError, PerturbSoftmax
from verifier.models.balls.smoothed import solve_softmax

PAIR, THREE = (Q(7, 8), Q(1, 2)), (Q(3, 10), Q(-1, 5), Q(1, 2))
LAWS = ("cauchy", "cauchy(0,1/3)", "student_t(3)", "student_t(5/2)", "student_t(1/2)", "student_t(40,0,2)")


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(200):
        yield
    smoothed._origin.cache_clear()


def solve(noise: str, theta, digits: int = 12, hessian: bool = False):
    return solve_softmax(parse_noise(noise, len(theta)), theta, digits, hessian)


def known(x) -> arb:
    return arb(nstr(x, 40)) * arb(1, "1e-38")


def everything(found):
    values = [x for x in (found.value, found.normalised) if x is not None]
    return [*values, *found.probabilities, *(x for row in found.hessian or [] for x in row)]


def agree(found, other) -> bool:
    return all(a.overlaps(b) for a, b in zip(everything(found), everything(other), strict=True))


@pytest.mark.parametrize(("noise", "s"), (("cauchy", 2), ("cauchy(0,1/4); cauchy(0,2)", mpf(9) / 4)))
@pytest.mark.parametrize("x", (Q(3, 8), Q(-20)))
def test_cauchy_of_two(noise, s, x):
    found = solve(noise, (x + Q(1, 2), Q(1, 2)), 18)
    with workdps(60):
        p, excess = oracle.cauchy_softmax_pair(mpf(x.numerator) / x.denominator, mpf(s))
        assert found.probabilities[0].overlaps(known(p)) and found.probabilities[1].overlaps(known(1 - p))
        assert found.normalised.overlaps(known(excess + mpf(1) / 2)) and found.value is None
    assert all(p.rad() <= arb(10) ** -18 * p for p in found.probabilities) and found.normalised.rad() <= arb(10) ** -18


@pytest.mark.parametrize("x", (Q(3, 8), Q(-20)))
def test_student_with_three_degrees_of_two(x):
    found = solve("student_t(3)", (x, Q(0)), 18)
    with workdps(60):
        (p, excess), (_, origin) = (oracle.student3_softmax_pair(mpf(u.numerator) / u.denominator) for u in (x, Q(0)))
        assert found.probabilities[0].overlaps(known(p)) and found.value.overlaps(known(excess)) and found.normalised.overlaps(known(excess - origin))
    assert found.value.rad() <= arb(10) ** -18


@pytest.mark.parametrize("noise", ("student_t(3)", "student_t(5/2,1/3,2)", "student_t(40)", "cauchy(1,1/3)"))
def test_one_heavy_coordinate_by_integration(noise):
    """E sigma(x + gamma) and E sigma'(x + gamma) by gamma = tan(y), y in [-pi/2, pi/2] less 1e-10 at the ends."""
    law, x, end = parse_law(noise), arb(-3) / 4, arb.pi() / 2 - arb(10) ** -10
    outside = law.survival_ball(arb(10) ** 9) + law.cdf_ball(-(arb(10) ** 9))

    def mean(g):
        with ctx.workprec(80):
            found = acb.integral(lambda y, _: law.density_ball(y.tan(), 0) * (1 + y.tan() ** 2) * g(x + y.tan()), -end, end).real
        return found + outside * arb(0, 1)

    p, curvature = mean(lambda u: ((u / 2).tanh() + 1) / 2), mean(lambda u: (1 - (u / 2).tanh() ** 2) / 4)
    found = solve(f"{noise}; constant(0)", (Q(-3, 4), Q(0)), 15, True)
    assert p.rad() < arb(10) ** -8 and found.probabilities[0].overlaps(p) and found.probabilities[1].overlaps(1 - p)
    assert all(found.hessian[i][j].overlaps(curvature * (-1) ** (i + j)) for i in (0, 1) for j in (0, 1))


MIXED = ("student_t(3)", "cauchy; gaussian(0,2); student_t(5/2)", "rademacher; cauchy(5,3); laplace(0,2)",
         "student_t(3/2); student_t(1,0,1/2); cauchy(-3,4)")


@pytest.mark.parametrize("noise", MIXED)
def test_other_windows_steps_and_expansions_agree(noise, monkeypatch):
    first, original, terms = solve(noise, THREE, 12, True), smoothed.window, far_tails.StudentTail.terms
    assert sum(first.probabilities, arb(0)).contains(1) and all(x.rad() <= arb(10) ** -12 * x for x in first.probabilities)
    assert first.hessian[0][1] < 0 < first.hessian[0][0]

    def other(laws, theta, nats, hessian):
        plan = original(laws, theta, nats, hessian)
        step = plan.lattice.step * Q(5, 7)
        return replace(plan, lattice=Lattice(step, ceil(plan.lattice.first * Q(9, 5)), ceil(plan.lattice.last * Q(9, 5))))

    smoothed._origin.cache_clear()
    monkeypatch.setattr(smoothed, "window", other)
    assert agree(first, solve(noise, THREE, 12, True))
    monkeypatch.setattr(far_tails.StudentTail, "terms", lambda *given: terms(*given) + 3)
    assert agree(first, solve(noise, THREE, 12, True))


def test_the_hessian_is_the_slope_of_p():
    step = Q(1, 2**20)
    rows = solve("cauchy; student_t(3); gaussian", THREE, 14, True).hessian
    up, down = (solve("cauchy; student_t(3); gaussian", (THREE[0] + s, *THREE[1:]), 14).probabilities for s in (step, -step))
    assert all(abs((a - b) * 2**19 - row[0]) < arb(10) ** -8 for a, b, row in zip(up, down, rows))


@pytest.mark.parametrize("noise", ("cauchy", "student_t(3/2)", "student_t(7/3)", "cauchy(0,20)", "student_t(9/8); cauchy; student_t(20)",
                                   "student_t(3); gaussian; cauchy(1,2)", "student_t(4,0,30)"))
def test_the_rest_at_once_and_by_doubling_panels_agree(noise, monkeypatch):
    first = solve(noise, THREE, 10, True)
    smoothed._origin.cache_clear()
    monkeypatch.setattr(far, "MOST_ROOT", 0)
    assert agree(first, solve(noise, THREE, 10, True))


def test_shifts_one_choice_zero_and_refusals():
    found, moved = solve("cauchy", THREE), solve("cauchy", [x + 70 for x in THREE])
    assert moved.normalised.overlaps(found.normalised + 70) and all(a.overlaps(b) for a, b in zip(found.probabilities, moved.probabilities))
    assert solve("cauchy", (Q(0),) * 3).normalised == 0 and solve("student_t(3,1/2,1)", (Q(2),)).value.overlaps(arb(2.5))
    assert solve("cauchy", (Q(2),)).normalised.overlaps(arb(2)) and solve("cauchy", (Q(2),)).probabilities == [1]
    with pytest.raises(ModelError, match="too large"):
        solve("cauchy", (Q(0), Q(10**6)))
    with pytest.raises(ModelError, match="samples"):
        solve("cauchy(0,1/1000000)", PAIR)
    with pytest.raises(ModelError, match="too heavy"):
        solve("student_t(1/1000)", PAIR)
    with pytest.raises(ModelError, match="normalised"):
        PerturbSoftmax("cauchy", 2).enclosed(10).value(PAIR)


# the parts


def row(law, lattice):
    """The table of the law at 0."""
    return dict(heavy_rows.heavy_rows(law, [Q(0)], lattice, 70.0))[Q(0)]


@pytest.mark.parametrize("name", LAWS)
def test_expansions_err_by_no_more_than_their_slack(name):
    """Against rows of the cdf and the density, whose method is another."""
    law, lattice = parse_law(name), Lattice(Q(1, 8), -2000, 2000)
    cdf, density = row(law, lattice)
    for k, terms, side in ((300, 4, 1), (500, 9, 1), (1000, 15, 1), (2000, 30, 1), (2000, 2, -1), (800, 12, -1)):
        u, at = lattice.spacing * k, 2000 + side * k
        tail = far_tails.tail_of(law, side)
        (s,), (a,) = tail.jet(u, terms, 1)
        error = abs((1 - cdf[at] if side > 0 else cdf[at]) - s) + abs(density[at] - a)
        assert not error > tail.slack(u, terms)[0]
        assert error < arb(10) ** -6 or k < 800
        bound, _ = tail.beyond(u)
        assert not (1 - cdf[at] if side > 0 else cdf[at]) > bound


def test_the_slack_is_not_for_nothing():
    lattice, tail = Lattice(Q(1, 8), 0, 800), far_tails.tail_of(parse_law("cauchy"), 1)
    cdf, _ = row(parse_law("cauchy"), lattice)
    assert all(abs(1 - cdf[k] - tail.jet(arb(k) / 8, 3, 1)[0][0]) > arb(10) ** -8 for k in (400, 800))


@pytest.mark.parametrize("name", LAWS)
def test_jets_are_taylor_series_and_boxes_bound_them(name):
    law, order = parse_law(name), 60
    for side, u, terms in ((1, arb(40), 6), (-1, arb(150), 20)):
        tail = far_tails.tail_of(law, side)
        s, a = tail.jet(u, terms, order)
        bounds = tail.box(u, terms)
        x = u / 20
        for series, part in ((s, 0), (a, 1)):
            assert abs(sum((c * x**k for k, c in enumerate(series)), arb(0)) - tail.jet(u + x, terms, 1)[part][0]) < arb(10) ** -30
            for angle in range(8):
                z = acb(0, 1) * arb.pi() * angle / 8
                point = u / 4 * z.exp()
                value = sum((c * point**k for k, c in enumerate(series)), acb(0))
                assert abs(value) < bounds[part] * (1 + arb(10) ** -9)


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("terms", (3, 12))
def test_rims_bound_the_expansion_all_around_infinity(name, terms):
    """a = sum of c_n f^(n) / n! from its Taylor coefficients at complex z; s, the integral of a along the ray to infinity, by a rule."""
    tail = far_tails.tail_of(parse_law(name), 1)
    constants, square, power = far_tails._moments(terms, 1, ctx.prec), tail.nu * tail.law.scale**2, (tail.nu + 1) / 2
    peak, radius = tail.law.density_ball(arb(0), 0), arb(60) * (1 + 40 * ("40" in name))
    bounds = tail.rim(radius, terms)

    def a(z):
        """f = f(0) (z^2 / m)^-k (1 + m / z^2)^-k, the first factor by its modulus and argument."""
        ratio, k = acb(square.numerator) / square.denominator / z**2, acb(power.numerator) / power.denominator
        derivatives = [peak * (k * (ratio.log() - (1 + ratio).log())).exp()]
        before = acb(0)
        for n in range(terms - 1):
            step = -((2 * n + 2 * k) * z * derivatives[-1] + (n + 2 * k - 1) * before) / ((n + 1) * (z * z * (1 + ratio)))
            before, derivatives = derivatives[-1], [*derivatives, step]
        return sum((c * x for c, x in zip(constants, derivatives)), acb(0))

    for angle in range(-4, 5):
        z = radius * (acb(0, 1) * arb.pi() * angle / 5).exp()
        s = sum((weight * a(2 * z / (1 + v)) * 2 * z / (1 + v) ** 2 for v, weight in rule(20)), acb(0))
        assert abs(a(z)) < bounds[1] and abs(s) < bounds[0]
    assert not tail.rim(arb(square.numerator / square.denominator).sqrt(), terms)[0].is_finite() and not tail.rim(arb(-50), terms)[1].is_finite()


def test_envelopes_bound_the_density_in_the_sector():
    for name in LAWS:
        tail = far_tails.tail_of(parse_law(name), 1)
        for r in (arb(1) / 10, arb(1), arb(7), arb(300)):
            for angle in range(-4, 5):
                z = r * (acb(0, 1) * arb.pi() / 16 * angle).exp()
                assert not abs(tail.law.density_ball(z, 0)) > tail._envelope(r)


# each bound taken away


def lost() -> bool:
    """Whether the enclosures, however wide, miss the closed form."""
    found = solve("cauchy", PAIR, 16)
    with workdps(60):
        p, excess = oracle.cauchy_softmax_pair(mpf(3) / 8, mpf(2))
        missed = not found.probabilities[0].overlaps(known(p)), not found.normalised.overlaps(known(excess + mpf(1) / 2))
    assert missed[0] == missed[1]
    return missed[0]


@pytest.fixture
def as_it_comes(monkeypatch):
    for name in ("_lacking", "_wide"):
        monkeypatch.setattr(smoothed, name, lambda found, digits: 0.0)


def nothing(*given):
    return arb(0)


NO_REST = (far, "MOST_ROOT", 0)
FEW_NODES = (far, "size", lambda *_: 4)
SPOILT = {
    "maclaurin": ([(far, "order", lambda *_: 1)], (far, "maclaurin_rest", nothing)),
    "rest": ([FEW_NODES], (far, "remainder", nothing)),
    "rim": ([FEW_NODES], (far_tails.StudentTail, "rim", lambda *_: (arb(0), arb(0)))),
    "panels": ([FEW_NODES, NO_REST], (far, "remainder", nothing)),
    "expansion": ([(far_tails.StudentTail, "terms", lambda *_: 4)], (far_tails.StudentTail, "slack", lambda *_: (arb(0), arb(0)))),
    "closing": ([NO_REST], (far_tails.StudentTail, "beyond", lambda *_: (arb(0), arb(0)))),
    "rows": ([(heavy_rows, "coarsest", lambda *_: 0.7)], (heavy_rows, "errors", lambda *_: (arb(0), arb(0)))),
    "weights": ([(heavy_rows, "SPARE", -40)], (heavy_rows, "left_out", nothing)),
    "series": ([(heavy_rows, "FEW", 1), (Group, "terms", lambda *_: 2)], (heavy_rows, "beyond", nothing)),
}


@pytest.mark.parametrize("name", SPOILT)
def test_without_a_bound_the_truth_is_lost(name, monkeypatch, as_it_comes):
    worse, without = SPOILT[name]
    for change in worse:
        monkeypatch.setattr(*change)
    assert not lost()
    monkeypatch.setattr(*without)
    assert lost()
