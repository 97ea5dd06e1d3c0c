"""Many digits by mpmath: closed forms, mpmath's own quadrature, float64 and exact answers; refusals; the rules themselves."""

from fractions import Fraction as Q
from itertools import product

import mpmath
import numpy as np
import pytest

from verifier.engines.floating.estimates import MOST_NODES, QuadratureError, bounded, convolve, double_exponential, leave_one_out, spacing, twice
from verifier.laws import parse_law
from verifier.laws.arithmetic import precise
from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax, TieError
from verifier.models.estimates.blends import Blend
from verifier.models.estimates.estimated import numeral, rational

THETA = (Q(3, 10), Q(-7, 10), Q(11, 10))


def context(digits=70):
    made = mpmath.MPContext()
    made.dps = digits
    return made


def near(found, truth, digits=50):
    return abs(found - truth) < mpmath.mpf(10) ** -digits


# closed forms


def test_gumbel_argmax():
    c = context()
    theta = [c.mpf(t.numerator) / t.denominator for t in THETA]
    total = c.fsum(c.exp(t) for t in theta)
    found = PerturbArgmax("gumbel", 3).estimated(50).solve(THETA)
    assert near(found.value, c.log(total) + c.euler)
    p = [c.exp(t) / total for t in theta]
    assert all(near(x, y) for x, y in zip(found.probabilities, p)) and found.error < 1e-50
    assert near(found.hessian[0][1], -p[0] * p[1]) and near(found.hessian[2][2], p[2] * (1 - p[2]))
    assert numeral(found.probabilities[0], 50) == c.nstr(p[0], 50, strip_zeros=False)


def test_gaussian_argmax():
    c = context()
    found = PerturbArgmax("gaussian(0,1)", 2).estimated(50).solve((1, 0))
    assert near(found.probabilities[0], c.ncdf(1 / c.sqrt(2))) and near(found.hessian[0][0], c.npdf(1 / c.sqrt(2)) / c.sqrt(2))
    three = PerturbArgmax("gaussian(0,1)", 3).estimated(50).solve(THETA)
    moment = c.fsum(t.numerator * p / t.denominator for t, p in zip(THETA, three.probabilities))
    assert near(three.value, moment + c.fsum(three.hessian[k][k] for k in range(3))) and near(c.fsum(three.probabilities), 1)


def test_gaussian_argmax_of_three_by_mpmath_quad():
    c = context(60)
    theta = [c.mpf(t.numerator) / t.denominator for t in THETA]
    p = c.quad(lambda t: c.npdf(t - theta[0]) * c.ncdf(t - theta[1]) * c.ncdf(t - theta[2]), [-16, -8, -4, -2, -0.7, 0.3, 1.1, 2, 4, 8, 17])
    assert near(PerturbArgmax("gaussian(0,1)", 3).estimated(50).probabilities(THETA)[0], p)


def test_gumbel_softmax_in_two_dimensions():
    c = context()
    e = c.e
    found = PerturbSoftmax("gumbel", 2).estimated(50).solve((1, 0))
    assert near(found.probabilities[0], e * (e - 2) / (e - 1) ** 2) and near(found.value, 1 / (1 - 1 / e) + c.euler)
    assert near(found.hessian[0][0], (e * (3 - e)) / (e - 1) ** 3)


def test_gaussian_softmax_in_two_dimensions():
    c = context(60)
    parts = list(range(-17, 18))
    for sd in (1, 5):
        p = c.quad(lambda z: c.npdf(z) / (1 + c.exp(-1 - c.sqrt(2) * z / sd)), parts)
        value = c.quad(lambda z: c.npdf(z) * c.log1p(c.exp(1 + c.sqrt(2) * z / sd)), parts)
        found = PerturbSoftmax(f"gaussian(0,1/{sd})", 2).estimated(40).solve((1, 0))
        assert near(found.probabilities[0], p, 40) and near(found.value, value, 40)


def test_laplace_argmax():
    c = context()
    found = PerturbArgmax("laplace", 2).estimated(50).solve((1, 0))
    assert near(found.probabilities[0], 1 - 3 * c.exp(-1) / 4) and near(found.value, 1 + c.exp(-1))
    assert near(found.hessian[0][0], c.exp(-1) * (1 + 1) / 4)


@pytest.mark.parametrize("noise", [
    "uniform(-1,1)", "uniform(-1,2); rademacher; uniform(0,1/3)", "discrete(0,1; 1/3,2/3); triangular(0,1,2); constant(1/5)",
])
def test_rational_answers_to_forty_digits(noise):
    model, theta = PerturbArgmax(noise, 3), (Q(1, 10), Q(-1, 5), Q(1, 7))
    found, truth = model.estimated(40).solve(theta), model.exact()
    assert near(found.value, context().mpf(truth.value(theta).numerator) / truth.value(theta).denominator, 40)
    for part in ("probabilities", "hessian"):
        exact = np.array(getattr(truth, part)(theta)).ravel()
        assert all(near(x, context().mpf(y.numerator) / y.denominator, 40) for x, y in zip(np.array(getattr(found, part)).ravel(), exact))


def test_rademacher_softmax_is_a_mean_of_four():
    c = context()
    s = [1 / (1 + c.exp(-x)) for x in (3, 1, 1, -1)]
    assert near(PerturbSoftmax("rademacher", 2).estimated(50).probabilities((1, 0))[0], c.fsum(s) / 4)


def test_uniform_softmax_by_dilogarithms():
    """E sigma(x + D), D of triangular density on [-2, 2]: second differences of an antiderivative's antiderivative of sigma."""
    c = context(40)
    second = [-c.polylog(2, -c.exp(x)).real for x in (3, 1, -1)]
    found = PerturbSoftmax("uniform(-1,1)", 2).estimated(12).probabilities((1, 0))
    assert near(found[0], (second[0] - 2 * second[1] + second[2]) / 4, 12)


def test_temperature_and_one_choice():
    c = context()
    hot = PerturbSoftmax("rademacher", 2, temperature=2).estimated(30).solve((1, 0))
    z = [Q(x) / 2 for x in (3, 1, 1, -1)]
    s = [1 / (1 + c.exp(-c.mpf(x.numerator) / x.denominator)) for x in z]
    assert near(hot.probabilities[0], c.fsum(s) / 4, 30) and near(hot.hessian[0][0], c.fsum(x * (1 - x) for x in s) / 8, 30)
    assert near(hot.value, c.fsum(2 * c.log1p(c.exp(c.mpf(x.numerator) / x.denominator)) for x in z) / 4, 30)
    one = PerturbArgmax("gaussian(1/3,2)", 1).estimated(50).solve((Q(1, 3),))
    assert near(one.value * 3, 2) and near(one.probabilities[0], 1) and one.hessian == [[0]]


def test_sixty_digits():
    c = context(80)
    found = PerturbArgmax("laplace", 2).estimated(60).probabilities((1, 0))
    assert abs(found[0] - 1 + 3 * c.exp(-1) / 4) < c.mpf(10) ** -60
    assert abs(PerturbArgmax("gumbel", 2).estimated(60).probabilities((1, 0))[0] - c.e / (1 + c.e)) < c.mpf(10) ** -60


# against float64


@pytest.mark.parametrize("model", [
    PerturbArgmax("gumbel(1,2); gaussian(0,1/2); logistic", 3), PerturbSoftmax("gumbel; gaussian(1,1/2); rademacher", 3),
    PerturbArgmax("rademacher; gaussian(0,1); laplace", 3), PerturbSoftmax("laplace; rademacher; constant(1/2)", 3),
])
def test_float64_agrees(model):
    found = model.estimated(14).solve(THETA)
    assert model.value(THETA) == pytest.approx(float(found.value), abs=1e-13)
    assert model.probabilities(THETA) == pytest.approx([float(x) for x in found.probabilities], abs=1e-13)
    assert model.hessian(THETA) == pytest.approx(np.array(found.hessian, dtype=float), abs=1e-12)


@pytest.mark.parametrize("kind, noise", list(product((PerturbArgmax, PerturbSoftmax), ("gumbel", "gaussian(0,1)", "logistic"))))
def test_small_probabilities_keep_their_relative_accuracy(kind, noise):
    theta = (0, 22, 21) if noise != "gaussian(0,1)" or kind is PerturbSoftmax else (0, 8, 7)
    p = float(kind(noise, 3).estimated(40).probabilities(theta)[0])
    assert 1e-11 < p < 1e-8
    assert kind(noise, 3).probabilities(theta)[0] == pytest.approx(p, rel=1e-10)


@pytest.mark.parametrize("noise, truth", [
    ("cauchy", lambda c: c.mpf(1) / 2 + c.atan(c.mpf(1) / 2) / c.pi), ("exponential", lambda c: 1 - c.exp(-1) / 2),
])
def test_heavy_and_one_sided_tails(noise, truth):
    c = context(40)
    assert near(PerturbArgmax(noise, 2).estimated(12).probabilities((1, 0))[0], truth(c), 12)


def test_a_softmax_without_closed_form_is_a_mixture():
    """The triangular law by panels; and a heavy tail, of which the density is that of the cdf."""
    found = PerturbSoftmax("triangular(-1,0,2)", 2).estimated(10).solve((1, 0), hessian=False)
    assert found.probabilities == pytest.approx(PerturbSoftmax("triangular(-1,0,2)", 2).probabilities((1, 0)), abs=1e-13)
    c = context(30)
    blend = Blend(parse_law("cauchy"), precise(c), c, 16 * np.log(10), c.mpf(10) ** -12)
    slope = (blend(c.mpf(2) + c.mpf(10) ** -8)[0] - blend(c.mpf(2) - c.mpf(10) ** -8)[0]) * c.mpf(10) ** 8 / 2
    log_cdf, density = blend(c.mpf(2))
    assert near(slope, density / c.exp(log_cdf), 12)
    with pytest.raises(QuadratureError, match="two rules differ"):
        Blend(parse_law("triangular(-1,0,2)"), precise(c), c, 5.0, c.mpf(10) ** -25)


def test_without_a_mean_there_is_a_normalised_value():
    c, view = context(40), PerturbArgmax("cauchy", 2).estimated(12)
    assert view.solve((1, 0), hessian=False).value is None
    with pytest.raises(ModelError, match="normalised"):
        view.value((1, 0))
    half = c.mpf(1) / 2
    assert near(view.normalised((1, 0)), half + c.atan(half) / c.pi - c.log(1 + half * half) / c.pi, 11)


# normalised, inverse, conjugate, products


def test_normalised_is_the_difference_of_values():
    view = PerturbArgmax("laplace", 3).estimated(15)
    assert near(view.normalised(THETA), view.value(THETA) - view.value((0, 0, 0)), 15)
    rise, error = view._line(THETA).rise()
    assert near(rise + rational(context().mpf(11)).numerator / context(40).mpf(10), view.normalised(THETA), 15) and error < 1e-15


@pytest.mark.parametrize("noise", ["gumbel", "laplace", "gaussian(0,1); uniform(-2,2); gumbel"])
def test_inverse_and_conjugate(noise):
    p, view = (Q(1, 5), Q(3, 10), Q(1, 2)), PerturbArgmax(noise, 3).estimated(30)
    theta = view.inverse(p)
    assert near(sum(theta), 0, 30)
    found = view.probabilities(tuple(map(rational, theta)))
    assert all(near(x, context().mpf(q.numerator) / q.denominator, 28) for x, q in zip(found, p))
    if noise == "gumbel":
        c = context(50)
        entropy = c.fsum(c.mpf(q.numerator) / q.denominator * c.log(c.mpf(q.numerator) / q.denominator) for q in p)
        assert near(view.conjugate(p), entropy - c.euler, 28)


def test_inverse_reaches_tiny_entries():
    p = (Q(1, 10**12), Q(1, 2), Q(1, 2) - Q(1, 10**12))
    c = context(60)
    theta = PerturbArgmax("gumbel", 3).estimated(40).inverse(p)
    logs = [c.log(q.numerator) - c.log(q.denominator) for q in p]
    assert all(near(x, log - sum(logs) / 3, 38) for x, log in zip(theta, logs))


def test_a_hessian_product_is_the_hessian_times_v():
    view = PerturbArgmax("laplace", 3).estimated(20)
    rows, v = view.hessian(THETA), (1, Q(-1, 2), 3)
    expected = [row[0] - row[1] / 2 + 3 * row[2] for row in rows]
    assert all(near(x, y, 20) for x, y in zip(view.hessian_product(THETA, v), expected))


# refusals


@pytest.mark.parametrize("ask, error, words", [
    (lambda: PerturbArgmax("gumbel", 2).estimated(50).solve((0.5, 0)), ModelError, "theta_1"),
    (lambda: PerturbArgmax("gumbel", 2).estimated(50).solve((0,)), ModelError, "1 entries"),
    (lambda: PerturbArgmax("gumbel", 2).estimated(0), ModelError, "digits"),
    (lambda: PerturbArgmax("gumbel", 2).estimated(201), ModelError, "digits"),
    (lambda: PerturbArgmax("gumbel", 2).estimated(True), ModelError, "digits"),
    (lambda: PerturbArgmax("rademacher", 2).estimated(20).probabilities((0, 0)), TieError, "tie"),
    (lambda: PerturbArgmax("gumbel", 2).estimated(20).inverse(("1/2", "1/3")), ModelError, "5/6"),
    (lambda: PerturbArgmax("gumbel", 2).estimated(20).inverse((1, 0)), ModelError, "positive"),
])
def test_refusals(ask, error, words):
    with pytest.raises(error, match=words):
        ask()


def test_rules_that_differ_are_refused(monkeypatch):
    monkeypatch.setattr("verifier.models.estimates.grids.spacing", lambda *given: 0.5)
    with pytest.raises(ModelError, match="two rules differ"):
        PerturbArgmax("gumbel", 2).estimated(50).solve((0, 1))


def test_an_inverse_that_does_not_converge_is_refused(monkeypatch):
    monkeypatch.setattr("verifier.models.estimates.estimated.MOST_STEPS", 0)
    with pytest.raises(ModelError, match="Newton"):
        PerturbArgmax("laplace", 2).estimated(20).inverse(("1/3", "2/3"))


def test_numerals_have_the_digits_asked_for():
    c = context(30)
    assert [numeral(c.mpf(x), 3) for x in ("-0.0066480566", "1.9999", "12")] == ["-0.007", "2.000", "12.000"]
    assert rational(c.mpf("-0.75")) == Q(-3, 4) and rational(c.mpf(0)) == 0


# the rules


def test_double_exponential_with_breaks_at_kinks_and_jumps():
    c = context(40)

    def f(t):
        return [c.sqrt(abs(t)), c.mpf(1) if t < 0 else c.mpf(2)]

    (root, step), error = double_exponential(f, [c.mpf(-1), c.mpf(0), c.mpf(4)], c.mpf(10) ** -32, c, 2)
    assert near(root, c.mpf(2) / 3 + c.mpf(16) / 3, 30) and near(step, 9, 30) and error < 1e-30


def test_double_exponential_refuses_a_kink_between_breaks():
    c = context(40)
    with pytest.raises(QuadratureError, match="two rules differ"):
        double_exponential(lambda t: [abs(t - c.mpf(1) / 3)], [c.mpf(-1), c.mpf(1)], c.mpf(10) ** -30, c, 1)


def test_double_exponential_over_heavy_tails():
    c = context(40)
    (found,), _ = double_exponential(lambda t: [1 / (1 + t * t)], [c.mpf(0), *(c.mpf(100) ** k for k in range(17))], c.mpf(10) ** -30, c, 1)
    assert near(found, c.pi / 2, 29)


def test_leaving_one_out_with_vanishing_factors():
    c = context(30)
    logs = [c.log(2), c.log(3), -c.inf]
    assert leave_one_out(logs[:2], [5, 7], c) == pytest.approx([15, 14])
    assert leave_one_out(logs, [5, 7, 11], c) == pytest.approx([0, 0, 66])
    assert leave_one_out([-c.inf, c.zero, -c.inf], [5, 7, 11], c) == [0, 0, 0]


@pytest.mark.parametrize("count", [MOST_NODES + 1, float("inf"), float("nan")])
def test_too_many_nodes_are_refused(count):
    with pytest.raises(QuadratureError, match="nodes"):
        bounded(count)


def test_a_spacing_for_a_strip_and_for_an_entire_function():
    assert spacing(46, [lambda a: 0 if a < 1 else float("inf")], 1) == pytest.approx(2 * np.pi / 46, rel=0.08)
    assert spacing(46, [lambda a: a * a / 2], 1) == pytest.approx(2 * np.pi / np.sqrt(2 * 46), rel=0.01)


def gumbel_row(ctx, place, step):
    def row(start, count):
        rates = [ctx.exp(place - start - k * step) for k in range(count)]
        cdfs = [ctx.exp(-rate) for rate in rates]
        return cdfs, [rate * cdf for rate, cdf in zip(rates, cdfs)]

    return row


def test_twice_finds_log_sum_exp_and_softmax():
    ctx = context()
    step = ctx.mpf(1) / 16
    found = twice([gumbel_row(ctx, place, step) for place in (0, -2)], ctx.mpf(-5), step, 1700, ctx)
    assert abs(found.value - ctx.log(1 + ctx.exp(-2)) - ctx.euler) < 1e-38
    assert abs(found.probabilities[0] - 1 / (1 + ctx.exp(-2))) < 1e-38
    assert abs(found.hessian[0][1] + found.probabilities[0] * found.probabilities[1]) < 1e-38
    assert found.error < 1e-35


def test_twice_shows_a_spacing_that_is_too_wide():
    ctx = context()
    step = ctx.mpf(1) / 2
    found = twice([gumbel_row(ctx, place, step) for place in (0, -2)], ctx.mpf(-5), step, 220, ctx)
    off = abs(found.probabilities[0] - 1 / (1 + ctx.exp(-2)))
    assert found.error > 1e-8 and 1e-30 < off < found.error / 1000


def test_convolve_against_plain_sums():
    ctx = context(50)
    left = [ctx.mpf(k + 1) / 17 for k in range(9)]
    right = [ctx.exp(-k * k) for k in range(14)]
    found = convolve(left, right, 3, 20, ctx)
    assert len(found) == 17
    for n, value in enumerate(found, 3):
        plain = ctx.fsum(left[k] * right[n - k] for k in range(9) if 0 <= n - k < 14)
        assert abs(value - plain) < ctx.mpf(10) ** -50
    assert all(abs(value) < 2 for value in found) and found[0] > 0


def test_convolve_keeps_zero_and_tiny_entries():
    ctx = context(30)
    assert convolve([ctx.mpf(0), ctx.mpf(1)], [ctx.mpf(1), ctx.mpf(10) ** -80], 0, 3, ctx) == [0, 1, 0]
