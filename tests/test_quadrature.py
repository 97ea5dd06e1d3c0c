"""Quadrature rules in float64: exactness, convergence, the traps they avoid, and what they refuse."""

import math

import mpmath
import numpy as np
import pytest

from verifier.engines.floating.quadrature import MOST_NODES, QuadratureError, graded, nodes_on, trapezoid


def test_trapezoid_covers_the_interval():
    nodes, weights = trapezoid(-2.0, 5.0, 0.3)
    assert nodes[0] == -2 and nodes[-1] == 5 and len(nodes) == len(weights)
    assert np.diff(nodes).max() <= 0.3 + 1e-12
    assert weights.sum() == pytest.approx(7, rel=1e-14)
    assert weights @ nodes == pytest.approx((25 - 4) / 2, rel=1e-13)


def test_panels_are_exact_for_piecewise_polynomials_with_kinks_at_the_breaks():
    nodes, weights = nodes_on(np.array([-1.0, 0.25, 3.0]))
    assert len(nodes) == 32
    assert weights @ np.abs(nodes - 0.25) ** 31 == pytest.approx((1.25**32 + 2.75**32) / 32, rel=1e-12)
    assert weights @ (nodes > 0.25) == pytest.approx(2.75, rel=1e-14)


@pytest.mark.parametrize("count", [MOST_NODES + 1, math.inf, math.nan])
def test_too_many_nodes_are_refused(count):
    with pytest.raises(QuadratureError, match="too far apart"):
        trapezoid(0.0, count, 1.0)


def test_graded_panels_are_short_near_the_centres_and_long_far_away():
    edges = graded([-1e6, 0.5, 1e6], [np.array([-3.0, 2.0]), np.array([100.0])], [1.0, 1e-3])
    middles, halves = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    gaps = np.maximum(np.abs(middles[:, None] - np.array([-3.0, 2.0, 100.0])) - halves[:, None], 0)
    assert {-1e6, 0.5, 1e6} <= set(edges) and (halves > 0).all() and len(edges) < 300
    assert (halves[:, None] <= 0.6 * np.hypot(gaps, [1, 1, 1e-3]) * (1 + 1e-12)).all()
    assert halves.max() > 1e5


def test_graded_refuses_too_many_panels():
    with pytest.raises(QuadratureError, match="panels needed"):
        graded([0.0, 1.0], [np.linspace(0, 1, 100_000)], [1e-9])


def test_graded_panels_find_a_narrow_peak_which_mpmath_quad_misses():
    """mpmath.quad with error=True is wrong by everything and sure of it; panels that know the peak's place and width are right."""
    context = mpmath.MPContext()
    context.dps = 30

    def peak(t):
        return context.exp(-((t - context.mpf("0.3")) * 2000) ** 2)

    truth = context.sqrt(context.pi) / 2000
    value, claimed = context.quad(peak, [-10, 10], error=True)
    assert abs(value - truth) > truth / 2 and claimed < truth / 100
    nodes, weights = nodes_on(graded([-10.0, 10.0], [np.array([0.3])], [1 / 2000]))
    assert weights @ np.exp(-((nodes - 0.3) * 2000) ** 2) == pytest.approx(float(truth), rel=1e-13)


def test_a_cauchy_density_integrates_to_one_over_many_decades():
    nodes, weights = nodes_on(graded([-1e18, 1e18], [np.array([0.0])], [1.0]))
    assert weights @ (1 / (math.pi * (1 + nodes**2))) == pytest.approx(1, abs=1e-15)
