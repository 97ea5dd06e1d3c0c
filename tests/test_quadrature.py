"""Quadrature rules: exactness, convergence, and the mpmath traps they avoid."""

import math

import mpmath
import numpy as np
import pytest

from verifier.engines.quadrature import (
    MOST_NODES,
    QuadratureError,
    bounded,
    convolve,
    laplacian,
    maximum,
    panels,
    spacing,
    trapezoid,
    twice,
)


def context(digits=40):
    found = mpmath.MPContext()
    found.dps = digits
    return found


def test_trapezoid_covers_the_interval():
    nodes, weights = trapezoid(-2.0, 5.0, 0.3)
    assert nodes[0] == -2 and nodes[-1] == 5 and len(nodes) == len(weights)
    assert np.diff(nodes).max() <= 0.3 + 1e-12
    assert weights.sum() == pytest.approx(7, rel=1e-14)
    assert weights @ nodes == pytest.approx((25 - 4) / 2, rel=1e-13)


def test_panels_are_exact_for_piecewise_polynomials_with_kinks_at_the_breaks():
    nodes, weights = panels([-1.0, 0.25, 3.0], 0.7)
    truth = (1.25**39 + 2.75**39) / 39
    assert weights @ np.abs(nodes - 0.25) ** 38 == pytest.approx(truth, rel=1e-12)
    assert weights @ (nodes > 0.25) == pytest.approx(2.75, rel=1e-14)


def test_panels_without_an_interval_have_no_nodes():
    for breaks in ([], [1.0]):
        nodes, weights = panels(breaks, 1.0)
        assert nodes.shape == weights.shape == (0,)


@pytest.mark.parametrize("count", [MOST_NODES + 1, math.inf, math.nan])
def test_too_many_nodes_are_refused(count):
    with pytest.raises(QuadratureError, match="nodes"):
        bounded(count)
    with pytest.raises(QuadratureError, match="too far apart"):
        trapezoid(0.0, count, 1.0)


def test_many_small_panels_are_refused():
    with pytest.raises(QuadratureError, match="nodes"):
        panels([0.0, 1.0], 20 / MOST_NODES / 2)


@pytest.mark.parametrize("nats", [10.0, 20.0, 35.0])
def test_spacing_gives_the_accuracy_asked_for(nats):
    step = spacing(nats, [lambda a: a * a / 2], 1.0)
    k = np.arange(-400, 401) * step
    error = abs(math.fsum(step * np.exp(-k * k / 2) / math.sqrt(2 * math.pi)) - 1)
    assert error <= 3 * math.exp(-nats)
    coarse = np.arange(-400, 401) * step * 1.5
    assert abs(math.fsum(1.5 * step * np.exp(-coarse**2 / 2) / math.sqrt(2 * math.pi)) - 1) > 10 * math.exp(-nats)


def test_spacing_shrinks_with_factors_and_with_the_strip():
    one = spacing(40, [lambda a: a * a / 2], 1.0)
    assert spacing(40, [lambda a: a * a / 2] * 4, 1.0) < one
    assert spacing(40, [lambda a: a * a / 2, lambda a: 0.0 if a < 0.5 else math.inf], 1.0) < one


def test_maximum_of_two_uniforms_by_hand():
    """X_1, X_2 uniform on (0, 1): E max = 2/3, p = 1/2, H_12 = -1."""
    nodes, weights = panels([0.0, 1.0], 1.0)
    found = maximum(0.0, weights, nodes**2, 1 - nodes**2, np.array([1 / nodes] * 2))
    assert found.value == pytest.approx(2 / 3, rel=1e-15)
    assert found.probabilities == pytest.approx([0.5, 0.5], rel=1e-14)
    assert found.hessian == pytest.approx(np.array([[1, -1], [-1, 1]]), rel=1e-14)


def test_laplacian_has_rows_of_sum_zero():
    assert laplacian(np.array([[7.0, -2, -1], [-2, 9, 0], [-1, 0, 5]])).tolist() == [[3, -2, -1], [-2, 2, 0], [-1, 0, 1]]


def gumbel_row(ctx, place, step):
    def row(start, count):
        rates = [ctx.exp(place - start - k * step) for k in range(count)]
        cdfs = [ctx.exp(-rate) for rate in rates]
        return cdfs, [rate * cdf for rate, cdf in zip(rates, cdfs)]

    return row


def test_twice_finds_log_sum_exp_and_softmax():
    ctx = context()
    step = ctx.mpf(1) / 16
    found, error = twice([gumbel_row(ctx, place, step) for place in (0, -2)], ctx.mpf(-5), step, 1700, ctx)
    assert abs(found.value - ctx.log(1 + ctx.exp(-2)) - ctx.euler) < 1e-38
    assert abs(found.probabilities[0] - 1 / (1 + ctx.exp(-2))) < 1e-38
    assert abs(found.hessian[0, 1] + found.probabilities[0] * found.probabilities[1]) < 1e-38
    assert error < 1e-35


def test_twice_shows_a_spacing_that_is_too_wide():
    ctx = context()
    step = ctx.mpf(1) / 2
    found, error = twice([gumbel_row(ctx, place, step) for place in (0, -2)], ctx.mpf(-5), step, 220, ctx)
    off = abs(found.probabilities[0] - 1 / (1 + ctx.exp(-2)))
    assert error > 1e-8 and 1e-30 < off < error / 1000


def test_a_narrow_peak_which_mpmath_quad_misses():
    """mpmath.quad with error=True is wrong by everything and sure of it; a spacing fitted to the peak's own scale is right."""
    ctx = context(30)

    def peak(t):
        return ctx.exp(-((t - ctx.mpf("0.3")) * 2000) ** 2)

    truth = ctx.sqrt(ctx.pi) / 2000
    value, claimed = ctx.quad(peak, [-10, 10], error=True)
    assert abs(value - truth) > truth / 2 and claimed < truth / 100
    step = spacing(50, [lambda a: (2000 * a) ** 2], 1 / 2000)
    nodes, weights = trapezoid(-0.7, 1.3, step)
    assert weights @ np.exp(-((nodes - 0.3) * 2000) ** 2) == pytest.approx(float(truth), rel=1e-13)


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
