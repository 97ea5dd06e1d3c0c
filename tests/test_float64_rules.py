"""The quick rules of the float64 engine against enclosures: closed forms for two choices, kinked laws, lines that end early, quick factors."""

from fractions import Fraction

import numpy as np
import pytest

from verifier.engines.floating.maxima import rows
from verifier.engines.floating.trapezoid import LOOK, _start, trapezoid_sums
from verifier.laws import parse_law
from verifier.models import PerturbArgmax
from verifier.models.float64 import pairs
from verifier.models.float64.factors import MAKERS, quick
from verifier.models.float64.floats import centre

PAIRS = ("gaussian(0,1)", "cauchy", "exponential(0,2)", "laplace(1,1/2)", "uniform(-1,2)", "gaussian(0,1); gaussian(1,3)", "cauchy; cauchy(0,5)",
         "logistic(1,1/2)", "triangular(-1,0,1)", "triangular(-1,0,1); triangular(1,2,3)")
KINKED = ("laplace", "laplace(0,3)", "exponential(0,1/2)", "uniform(-1,1)", "triangular(-1,0,1)", "triangular(0,0,2)", "triangular(0,3,3)")
LAWS = (*PAIRS[:4], "gaussian(0,1/3)", "logistic(0,3)", "uniform(-1,3)", *KINKED)


def truth(model, theta):
    return np.array([float(ball) for ball in model.enclosed(20).probabilities(tuple(map(Fraction, theta.tolist())))])


def close(found, p):
    """Within what the engine promises."""
    large = p >= 1e-30
    return np.abs(found - p).max() <= 4e-15 and (np.abs(found - p)[large] <= 1e-13 * p[large]).all()


@pytest.mark.parametrize("noise", PAIRS)
@pytest.mark.parametrize("gap", [0.0, 0.25, -1.5, 2.99999, -9.0, 60.0])
def test_two_choices_in_closed_form(noise, gap):
    model, theta = PerturbArgmax(noise, 2), np.array([0.5, 0.5 + gap])
    assert model.solver.tail is not None
    assert close(model.probabilities(theta), truth(model, theta))
    assert np.array_equal(model.probabilities(np.array([theta, theta]))[1], model.probabilities(theta))


@pytest.mark.parametrize("noise", ["laplace; laplace(0,2)", "uniform(-1,1); uniform(-1,2)", "gaussian(0,1); cauchy",
                                   "triangular(0,1,3)", "triangular(-1,0,1); triangular(-1,0,2)", "logistic; logistic(0,2)"])
def test_no_closed_form_for_unlike_scales_or_other_shapes(noise):
    assert PerturbArgmax(noise, 2).solver.tail is None and pairs.tail(*map(parse_law, ("exponential", "exponential(0,2)"))) is None


@pytest.mark.parametrize("noise", KINKED)
@pytest.mark.parametrize("d, spread", [(3, 1), (3, 12), (6, 0.125), (20, 2), (40, 2)])
def test_kinked_rules(noise, d, spread, monkeypatch):
    """They answer by themselves, with the adaptive panels switched off, one theta or two at a time; and so does the value."""
    def refused(*_):
        raise AssertionError("not by the rule")

    monkeypatch.setattr("verifier.models.float64.solving.on_panels", refused)
    theta = np.round(np.random.default_rng(d).normal(size=d) * spread * 1024) / 1024
    model = PerturbArgmax(noise, d)
    solved = model.enclosed(20).solve(tuple(map(Fraction, theta.tolist())))
    p = np.array([float(ball) for ball in solved.probabilities])
    assert close(model.probabilities(theta), p) and close(model.probabilities(np.array([theta, theta - 5.0]))[0], p)
    assert model.value(theta) == pytest.approx(float(solved.value), rel=4e-15, abs=8e-15)


@pytest.mark.parametrize("theta", [(0.0, 0.125, -30.0), (0.0, -30.0, -31.0), (0.0, -60.0, 0.5, 0.25)])
def test_small_probabilities_count_left_of_the_large_places(theta):
    model, theta = PerturbArgmax("laplace", len(theta)), np.array(theta)
    assert close(model.probabilities(theta), truth(model, theta))


@pytest.mark.parametrize("noise", ["laplace", "exponential", "uniform(-1,1)"])
def test_kinked_rules_for_a_thousand_choices_sum_to_one(noise):
    theta = np.random.default_rng(1).normal(size=1000)
    model = PerturbArgmax(noise, 1000)
    p = model.probabilities(theta)
    assert abs(p.sum() - 1) < 1e-14
    if noise == "exponential":  # p_i is w_i times the integral of prod over j != i of (1 - w_j x); the least w_i is next to nothing in the product
        x, weights = np.polynomial.legendre.leggauss(200)
        logs = np.log1p(-np.exp(theta - theta.max())[:, None] * (x + 1) / 2)
        i = int(theta.argmin())
        expected = np.exp(theta[i] - theta.max()) * (weights / 2) @ np.exp(logs.sum(axis=0) - logs[i])
        assert p[i] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("noise, theta", [("gaussian(0,1)", (0.0, -8.5, 0.125)), ("gaussian(0,1)", (0.0, -14.0, -7.5, 0.25)),
                                          ("logistic", (0.0, -65.0, 1.0)), ("gaussian(0,1)", tuple(k / 16 - 3 for k in range(48))),
                                          ("gaussian(0,1)", (-10.0, *(k / 64 for k in range(24))))])
def test_lines_that_end_early_keep_small_probabilities(noise, theta):
    model, theta = PerturbArgmax(noise, len(theta)), np.array(theta)
    assert model.solver.line.high < 60
    assert close(model.probabilities(theta), truth(model, theta))


def test_nodes_left_out_stay_left_out_when_the_spacing_is_halved():
    solver, theta = PerturbArgmax("gaussian(0,1)", 30).solver, np.linspace(-3, 0, 30)[None]
    (_, fine), = trapezoid_sums(solver.groups, solver.line, theta, 384, 384)
    for first in (32, 48, 64):
        (_, found), = trapezoid_sums(solver.groups, solver.line, theta, first, 4096)
        assert len(found.nodes) in (first * 2**k - LOOK * 2**k * j for k in range(2, 5) for j in range(1, 4))
        assert found.probabilities == pytest.approx(fine.probabilities, rel=1e-13)


@pytest.mark.parametrize("noise", ["student_t(3)", "rademacher", "gaussian(0,1); gaussian(0,2)"])
def test_lines_end_late_unless_one_log_concave_law_is_known(noise):
    from verifier.models import PerturbSoftmax

    assert PerturbSoftmax(noise, 2).solver._top is None


@pytest.mark.parametrize("noise", LAWS)
def test_quick_factors_are_the_formulas(noise):
    law = parse_law(noise.split(";")[0])
    law = law.shifted(-centre(law))
    near = np.concatenate([np.logspace(-15, -0.5, 46), -np.logspace(-15, -0.5, 46)]) * float(law.scale)
    z = np.concatenate([np.linspace(-14.013, 14, 977) * float(law.scale), near])
    logs, ratios = quick(law)(z)
    formula, density = law.log_cdf_pdf(z)
    inside = formula > -np.inf
    assert law.name in MAKERS and (logs[~inside] == -np.inf).all() and (ratios[~inside] == 0).all()
    assert logs[inside] == pytest.approx(formula[inside], rel=5e-14, abs=1e-300)
    assert ratios[inside] == pytest.approx(np.exp(density[inside] - formula[inside]), rel=2e-13, abs=1e-250)
    assert all(np.isfinite(part).all() or law.support[0] is not None for part in quick(law)(np.array([1e300, -1e300, 0.0])))


@pytest.mark.parametrize("noise, least", [("gaussian(0,1)", 0), ("cauchy", 6.36e-7), ("laplace", 0), ("exponential", 0), ("uniform(-1,1)", 0)])
def test_gaps_of_a_million_in_closed_form(noise, least):
    p = PerturbArgmax(noise, 2).probabilities(np.array([1e6 + 0.5, 0.5]))
    assert p[1] == pytest.approx(least, rel=1e-3) and p.sum() == 1


@pytest.mark.parametrize("noise, d", [("gaussian(0,1)", 24), ("logistic", 24), ("logistic", 60)])
def test_nodes_left_out_lie_where_the_maximum_has_a_probability_below_e_107(noise, d):
    solver, places = PerturbArgmax(noise, d).solver, np.zeros((1, d))
    nodes, _ = solver.line.nodes(192, False)
    start = _start(solver.groups, places, nodes, None)
    total, _ = rows(solver.groups, places, nodes[:start])
    assert start >= LOOK and total.max() < -107
