"""Perturb-Softmax in balls: closed forms, direct enumeration, one-dimensional integrals by acb.integral, and each error bound taken away."""

import itertools
import math
from dataclasses import replace
from fractions import Fraction as Q

import pytest
from flint import acb, arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

import verifier.engines.balls.counts as counts
import verifier.models.balls.kernels as kernels
import verifier.models.balls.moments as moments
import verifier.models.balls.smoothed as smoothed
import verifier.models.balls.windows as windows
from verifier.engines.balls.lattice import Lattice
from verifier.engines.balls.mixtures import Mixture, Slack
from verifier.laws import parse_noise
from verifier.models import ModelError, PerturbSoftmax
from verifier.models.balls.smoothed import solve_softmax

THETA = (Q(3, 10), Q(-1, 5), Q(1, 2))
LIGHT = (
    "gumbel", "gumbel(1,1/3)", "gumbel(0,2)", "gaussian", "gaussian(1/2,3)", "gaussian(0,1/50)", "logistic", "logistic(0,1/2)", "laplace(0,1/2)",
    "laplace(0,2)", "uniform(-1,1)", "triangular(-1,0,2)", "exponential", "exponential(0,2)", "rademacher", "discrete(-1,0,2; 1/2,1/4,1/4)",
)


@pytest.fixture(autouse=True)
def precision():
    with ctx.workprec(250):
        yield


def ball(x) -> arb:
    return arb(Q(x).numerator) / Q(x).denominator


def solve(noise: str, theta, digits: int = 20, hessian: bool = False):
    return solve_softmax(parse_noise(noise, len(theta)), theta, digits, hessian)


def softmax(places):
    weights = [x.exp() for x in places]
    total = sum(weights, arb(0))
    return total.log(), [w / total for w in weights]


def everything(found):
    return [found.value, found.normalised, *found.probabilities, *(x for row in found.hessian or [] for x in row)]


def agree(found, other) -> bool:
    return all(a.overlaps(b) for a, b in zip(everything(found), everything(other), strict=True))


@pytest.mark.parametrize("digits", (5, 30, 120))
def test_gumbel_of_two(digits):
    with ctx.workprec(600):
        x = ball(Q(1, 2))
        y = x.exp()
        p, value = y * (y - 1 - x) / (y - 1) ** 2, x / (1 - 1 / y) + ball(Q(-1, 5)) + arb.const_euler()
        found = solve("gumbel", (Q(3, 10), Q(-1, 5)), digits)
        assert found.probabilities[0].overlaps(p) and found.value.overlaps(value)
        assert found.normalised.overlaps(x / (1 - 1 / y) + ball(Q(-1, 5)) - 1)
        assert found.probabilities[0].rad() <= arb(10) ** -digits * p and found.value.rad() <= arb(10) ** -digits


def test_constant_noise_is_softmax():
    value, p = softmax([ball(x) for x in THETA])
    found = solve("constant(1/3)", THETA, 30, True)
    assert found.value.overlaps(value + ball(Q(1, 3))) and all(a.overlaps(b) for a, b in zip(found.probabilities, p))
    assert all(found.hessian[i][j].overlaps(p[i] * ((i == j) - p[j])) for i in range(3) for j in range(3))
    assert all(x.rad() < arb(10) ** -30 for row in found.hessian for x in row)


DISCRETE = ("rademacher", "discrete(-50,0,3/2; 1/10,1/5,7/10)", "rademacher; discrete(0,5); discrete(-1,0,2; 1/2,1/4,1/4)")


@pytest.mark.parametrize("noise", DISCRETE)
@pytest.mark.parametrize("theta", (THETA, (Q(-40), Q(0), Q(7, 3))))
def test_discrete_noise_by_enumeration(noise, theta):
    value, p, hessian = arb(0), [arb(0)] * 3, [[arb(0)] * 3 for _ in range(3)]
    for outcome in itertools.product(*(law.atoms for law in parse_noise(noise, 3))):
        weight = ball(outcome[0][1] * outcome[1][1] * outcome[2][1])
        log_sum, q = softmax([ball(x + point) for x, (point, _) in zip(theta, outcome)])
        value += weight * log_sum
        p = [a + weight * b for a, b in zip(p, q)]
        hessian = [[hessian[i][j] + weight * q[i] * ((i == j) - q[j]) for j in range(3)] for i in range(3)]
    found = solve(noise, theta, 30, True)
    assert found.value.overlaps(value)
    assert all(a.overlaps(b) and a.rad() <= arb(10) ** -30 * b for a, b in zip(found.probabilities, p))
    assert all(a.overlaps(b) for row, other in zip(found.hessian, hessian) for a, b in zip(row, other))


def against_constant(noise: str, x: Q, reach: int = 120):
    """E sigma(x + gamma), E log(1 + e^(x + gamma)) and E sigma'(x + gamma), by acb.integral; what is outside of the reach, by tail bounds."""
    law = parse_noise(noise, 1)[0]
    low, high = (float(end) if end is not None else side * reach for end, side in zip(law.support, (-1, 1)))
    outside = law.survival_ball(arb(high)) + law.cdf_ball(arb(low))
    beyond = outside * (abs(ball(x)) + 1 + reach) + law.excess_ball(arb(high)) + law.shortfall_ball(arb(low))
    breaks = sorted({Q(low), *(k for k in law.kinks if low < k < high), Q(high)})
    pieces = [(left, right, sum(k <= left for k in law.kinks)) for left, right in itertools.pairwise(breaks)]

    def mean(g, error):
        parts = [acb.integral(lambda z, a, k=k: law.density_ball(z, k) * g(ball(x) + z, a), ball(s), ball(e)).real for s, e, k in pieces]
        return sum(parts, arb(0)) + arb(0, 1) * error

    return (mean(lambda u, _: 1 / (1 + (-u).exp()), outside), mean(lambda u, a: (1 + u.exp()).log(analytic=a), beyond),
            mean(lambda u, _: 1 / (4 * (u / 2).cosh() ** 2), outside))


@pytest.mark.parametrize("noise", ("gumbel", "gumbel(1,1/3)", "gaussian(1/2,3)", "gaussian(0,1/50)", "logistic(0,1/2)", "laplace(0,1/2)",
                                   "uniform(-1,1)", "triangular(-1,0,2)", "exponential(0,2)"))
def test_one_noisy_coordinate_by_integration(noise):
    with ctx.workprec(110):
        p, value, curvature = against_constant(noise, Q(-3, 4))
    found = solve(f"{noise}; constant(0)", (Q(-3, 4), Q(0)), 20, True)
    assert p.rad() < arb(10) ** -15 and value.rad() < arb(10) ** -15
    assert found.probabilities[0].overlaps(p) and found.probabilities[1].overlaps(1 - p) and found.value.overlaps(value)
    assert all(found.hessian[i][j].overlaps(curvature * (-1) ** (i + j)) for i in (0, 1) for j in (0, 1))


@pytest.mark.parametrize("noise", LIGHT)
def test_sums_radii_and_two_precisions(noise):
    coarse, fine = (solve(noise, THETA, digits, True) for digits in (6, 16))
    assert agree(coarse, fine)
    for found, digits in ((coarse, 6), (fine, 16)):
        assert sum(found.probabilities, arb(0)).contains(1)
        assert all(sum(row, arb(0)).contains(0) for row in found.hessian)
        assert all(x.rad() <= arb(10) ** -digits * x for x in found.probabilities)
        assert found.value.rad() <= arb(10) ** -digits and found.normalised.rad() <= arb(10) ** -digits
        assert found.hessian[0][1] < 0 < found.hessian[0][0]


@settings(max_examples=12)
@given(st.permutations(range(3)), st.fractions(-9, 9, max_denominator=7), st.sampled_from(LIGHT), st.sampled_from(LIGHT),
       st.lists(st.fractions(-20, 20, max_denominator=9), min_size=3, max_size=3))
def test_shifts_and_permutations(order, shift, first, second, theta):
    names = [first, second, first]
    found = solve("; ".join(names), theta, 8)
    moved = solve("; ".join(names[k] for k in order), [theta[k] + shift for k in order], 9)
    assert all(found.probabilities[k].overlaps(x) for k, x in zip(order, moved.probabilities))
    assert moved.value.overlaps(found.value + ball(shift)) and moved.normalised.overlaps(found.normalised + ball(shift))


@pytest.mark.parametrize("noise", (*LIGHT, "uniform(0,12)", "exponential(1,1/40)", "discrete(0,1/3,1/2,1,2,3,5)"))
def test_many_places_share_a_grid_and_few_do_not(noise, monkeypatch):
    """The same tables from a grid for all places, and from one for each."""
    law = parse_noise(noise, 1)[0]
    law, lattice = law.shifted(-law.location), Lattice(Q(1, 8), -60, 260)
    places = [Q(k * k - 40, 7) for k in range(-9, 3)]
    found = []
    for few in (1, 10**6):
        monkeypatch.setattr(kernels, "_few", lambda *_, few=few: few)
        found.append(kernels.rows(law, places, lattice, 40.0))
    for place in places:
        for part in (0, 1):
            pairs = list(zip(*(table[place][part] for table in found)))
            assert all(a.overlaps(b) for a, b in pairs) and all(a.rad() < arb(10) ** -12 for a, _ in pairs)


FAR_APART = (("gaussian", (0, -(10**6), 10**6)), ("rademacher", (0, -(10**6), 10**6)), ("laplace(0,1/2)", (0, 300, -300)))


@pytest.mark.parametrize(("noise", "theta"), FAR_APART)
def test_tiny_probabilities_keep_their_relative_radius(noise, theta):
    """For light tails p_i = e^(theta_i) E e^gamma_i E e^-(max + gamma) to first order."""
    law, top = parse_noise(noise, 1)[0], max(theta)
    found = solve(noise, theta, 15)
    for x, p in zip(theta, found.probabilities):
        assert p.rad() <= arb(10) ** -15 * p
        if x < top:
            first = arb(x - top).exp() * moments.moment(law, 1.0) * moments.moment(law, -1.0)
            assert abs(p / first - 1) < arb(10) ** -12


def test_zero_theta_and_a_single_choice():
    assert solve("gaussian", (Q(0),) * 4).normalised == 0
    found = solve("gumbel(0,1/2)", (Q(7, 2),), 20, True)
    assert found.probabilities == [1] and found.hessian == [[0]] and found.normalised.overlaps(ball(Q(7, 2)))
    assert found.value.overlaps(ball(Q(7, 2)) + arb.const_euler() / 2)


def rows(law, place, lattice):
    """The table of the law at a place."""
    return kernels.rows(law.shifted(-law.location), [place + law.location], lattice, 60.0)[place + law.location]


@pytest.mark.parametrize("noise", LIGHT)
def test_tail_bounds_hold_on_the_tables(noise):
    """The bounds by exponential moments against a wide table of the cdf."""
    law, lattice = parse_noise(noise, 1)[0], Lattice(Q(1, 4), -80, 240)
    cdf, density = rows(law, Q(0), lattice)
    for t, below, rate in zip(lattice.points()[::8], cdf[::8], density[::8]):
        above, _ = moments.survival(law, t)
        bound, q = moments.cdf(law, t)
        assert not 1 - below > above and not below > bound and not rate > above
        assert (q == 0) == (bound == 1)


def lost(noise: str, monkeypatch) -> bool:
    """Whether the enclosure, however wide, misses what acb.integral gives."""
    monkeypatch.setattr(smoothed, "_lacking", lambda found, digits: 0.0)
    with ctx.workprec(110):
        p, value, _ = against_constant(noise, Q(-3, 4))
    smoothed._origin.cache_clear()
    found = solve(f"{noise}; constant(0)", (Q(-3, 4), Q(0)), 12)
    smoothed._origin.cache_clear()
    return not (found.probabilities[0].overlaps(p) and found.value.overlaps(value))


@pytest.mark.parametrize("noise", ("gaussian(0,1/50)", "gumbel(1,1/9)", "logistic(0,1/8)"))
def test_without_the_slack_of_the_mixtures_the_truth_is_lost(monkeypatch, noise):
    monkeypatch.setattr(kernels, "coarsest", lambda law, nats: 1.0 if law.facts.analytic else None)
    assert not lost(noise, monkeypatch)
    monkeypatch.setattr(kernels, "_slack", lambda *_: Slack())
    assert lost(noise, monkeypatch)


@pytest.mark.parametrize("noise", ("gaussian", "gumbel", "logistic"))
def test_without_the_tails_of_the_mixtures_the_truth_is_lost(monkeypatch, noise):
    original = kernels._span
    monkeypatch.setattr(kernels, "_span", lambda *given: (original(*given)[0], -1.5, 1.5))
    assert not lost(noise, monkeypatch)
    monkeypatch.setattr(kernels, "_slack", lambda *_: Slack())
    assert lost(noise, monkeypatch)


@pytest.mark.parametrize("noise", ("exponential", "gaussian", "uniform(-1,1)"))
def test_without_what_the_series_leave_out_the_truth_is_lost(monkeypatch, noise):
    """Three places on one grid with a few terms: the probabilities are wide, or they are wrong."""
    theta, truth = (Q(0), Q(1, 30), Q(-1, 17)), solve(noise, (Q(0), Q(1, 30), Q(-1, 17)), 20)
    monkeypatch.setattr(smoothed, "_lacking", lambda found, digits: 0.0)
    monkeypatch.setattr(kernels, "_few", lambda *_: 1)
    monkeypatch.setattr(counts.Group, "terms", lambda *_: 4)
    rough = solve(noise, theta, 20)
    assert all(a.overlaps(b) and a.rad() > arb(10) ** -9 for a, b in zip(rough.probabilities, truth.probabilities))
    monkeypatch.setattr(counts, "_errors", lambda found, _: [[arb(0)] * len(found.tails)] * 2)
    assert not any(a.overlaps(b) for a, b in zip(solve(noise, theta, 20).probabilities, truth.probabilities))


def test_without_the_remainder_of_the_panels_the_truth_is_lost(monkeypatch):
    kernels._panels.cache_clear()
    monkeypatch.setattr(kernels, "size", lambda nats, rho: 3)
    assert not lost("triangular(-1,0,2)", monkeypatch)
    kernels._panels.cache_clear()
    monkeypatch.setattr(kernels, "remainder", lambda n, rho: arb(0))
    assert lost("triangular(-1,0,2)", monkeypatch)
    kernels._panels.cache_clear()


@pytest.mark.parametrize(("first", "last", "name", "nothing"), (
    (1, 8, "survival", (arb(0), arb(0))), (16, 1, "cdf", (arb(10) ** -50, 2.0))))
def test_without_tails_the_truth_is_lost(monkeypatch, first, last, name, nothing):
    original = smoothed.window

    def short(*given):
        plan = original(*given)
        return replace(plan, lattice=Lattice(plan.lattice.step, plan.lattice.first // first, plan.lattice.last // last))

    monkeypatch.setattr(smoothed, "window", short)
    assert not lost("gaussian", monkeypatch)
    monkeypatch.setattr(moments, name, lambda law, t: nothing)
    assert lost("gaussian", monkeypatch)


def test_too_large_tables_are_refused():
    with pytest.raises(ModelError, match="too large"):
        solve("laplace(0,2)", (Q(0), Q(10**8)))
    with pytest.raises(ModelError, match="an entry of theta"):
        solve("gumbel", (Q(0), Q(10**400)))
    with pytest.raises(ModelError, match="too large"):
        solve("gaussian(0,1000000)", (Q(0), Q(1)), 50)


def test_sums_too_long_are_refused_before_their_nodes_are_made(monkeypatch):
    made = []
    monkeypatch.setattr(kernels, "Mixture", lambda nodes, *rest: made.append(len(nodes)) or Mixture(nodes, *rest))
    with pytest.raises(ModelError, match="sums for gumbel.*2 GB"):
        solve("gumbel", (Q(10**6), Q(0)), 6)
    assert sum(made) < 10_000


@pytest.mark.parametrize("noise", ("uniform(-1,1)", "uniform(0,5)"))
def test_panels_and_closed_form_agree(noise):
    law, lattice = parse_noise(noise, 1)[0], Lattice(Q(1, 4), -20, 200)
    table = rows(law, Q(1), lattice)
    closed = [law.smoothed_ball((1 - t).exp()) for t in lattice.points()]
    assert all(table[part][k].overlaps(pair[part]) for part in (0, 1) for k, pair in enumerate(closed))
    assert all(table[1][k].rad() < arb(10) ** -20 * pair[1] for k, pair in enumerate(closed) if k > 20)


@pytest.mark.parametrize("noise", ("gumbel(1/2,1)", "logistic"))
def test_convolution_and_closed_form_agree(noise):
    law, lattice = parse_noise(noise, 1)[0], Lattice(Q(1, 10), -60, 800)
    table = rows(law, Q(1, 3), lattice)
    for k, t in list(enumerate(lattice.points()))[::9]:
        pair = law.smoothed_ball((arb(1) / 3 - t).exp())
        assert all(table[part][k].overlaps(pair[part]) for part in (0, 1))
        assert table[1][k].rad() < arb(10) ** -18 * pair[1] or k < 60


LOW = PerturbSoftmax("gaussian; constant(-2)", 2, Q(1, 50))


def test_sizes_estimated_in_float64_spare_digits():
    """Crude bounds of the probabilities would ask for nearly three times as many."""
    theta = (-150.0, -152.5)
    assert windows.window(LOW.unit_laws, theta, 101.0, False).nats < 115
    crude = [windows._log_share(law, -3.0 - x) for law, x in zip(LOW.unit_laws, theta)]
    assert min(windows._log_shares(LOW.unit_laws, theta, -3.0)) > min(crude) + 50


@pytest.mark.parametrize("wrong", [[1.0, 1.0], [0.0, 0.0], [1e-20, 1.0], [math.nan, math.nan]])
def test_a_wrong_estimate_of_the_sizes_is_slow_or_refused_never_wrong(monkeypatch, wrong):
    theta = ("-1", "-3/2")
    truth = LOW.enclosed(12).probabilities(theta)
    monkeypatch.setattr(windows, "_estimated", lambda laws, theta: wrong)
    found = LOW.enclosed(8).probabilities(theta)
    assert all(x.overlaps(y) and x.rad() <= x * arb(10) ** -8 for x, y in zip(found, truth))
