"""Choices whose noise ends just above where all others begin: small windows, in which rounded differences are too coarse."""

from fractions import Fraction

import numpy as np
import pytest

from verifier.laws import parse_law
from verifier.models import PerturbArgmax
from verifier.models.float64.edges import Edges, _ends, _moved

NOISES = ("uniform(-1,1)", "triangular(-1,0,1)", "triangular(-3/10,1/10,9/10)", "triangular(-1,1,1)", "triangular(-1,-1,1)",
          "triangular(-1,999/1000,1)", "uniform(-1,1); triangular(-2,1,1)", "exponential; uniform(-1,1); gaussian(0,1/3)", "uniform(0,1/3); logistic",
          "uniform(3,7/2); uniform(0,1)")


def model_of(noise, d):
    laws = noise.split("; ")
    return PerturbArgmax("; ".join((laws * d)[:d]) if len(laws) > 1 else noise, d)


def at_the_edge(model, width, seed):
    """theta whose choice i reaches only so far beyond the start of all others; and i."""
    draw = np.random.default_rng(seed)
    theta = draw.normal(size=model.dim) * 0.4
    i = next(k for k in draw.permutation(model.dim) if model.laws[k].cdf_pieces())
    starts = [theta[j] + float(law.support[0]) for j, law in enumerate(model.laws) if j != i and law.support[0] is not None]
    if not starts:
        return None, i
    theta[i] = max(starts) - float(model.laws[i].support[1]) + width
    return theta, i


def truth(model, theta):
    return np.array([float(ball) for ball in model.enclosed(20).probabilities(tuple(map(Fraction, theta.tolist())))])


def is_close(found, p):
    """Within what the engine promises."""
    large = p >= 1e-30
    return np.abs(found - p).max() <= 4e-15 and (np.abs(found - p)[large] <= 1e-13 * p[large]).all()


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("d", [2, 3, 5, 18])
def test_probabilities_at_the_edge_of_the_support_keep_their_digits(noise, d):
    model = model_of(noise, d)
    for seed, width in enumerate((0.02, 1e-3, 3e-6, 1e-9)):
        theta, _ = at_the_edge(model, width, seed)
        if theta is not None:
            assert is_close(model.probabilities(theta), truth(model, theta)), (width, theta)


@pytest.mark.parametrize("noise", NOISES[:3])
def test_without_the_correction_they_do_not(noise, monkeypatch):
    model = model_of(noise, 5)
    theta, i = at_the_edge(model, 1e-5, 1)
    p = truth(model, theta)
    assert p[i] > 1e-30 and is_close(model.probabilities(theta), p)
    monkeypatch.setattr(Edges, "correct", lambda *_: None)
    assert not is_close(model.probabilities(theta), p)


def test_rounded_differences_of_theta_do_not_count():
    model, theta = PerturbArgmax("uniform(-1,1)", 3), np.array([0.1, 0.1 - 2 + 1e-9, -0.3])
    p = model.exact().probabilities(tuple(map(Fraction, theta.tolist())))
    assert is_close(model.probabilities(theta), np.array(list(map(float, p))))
    assert theta[1] - theta[0] + 2 != float(Fraction(theta[1]) - Fraction(theta[0]) + 2)


def test_two_choices_that_begin_almost_together():
    model, theta = PerturbArgmax("uniform(-1,1)", 3), np.array([-2.3200794134969023, -0.3200964908120407, -0.320079991744402])
    assert is_close(model.probabilities(theta), truth(model, theta))


@pytest.mark.parametrize("noise", ["uniform(0,1/3); logistic", "uniform(-1,1); laplace", "uniform(-1,1); gaussian(0,1)"])
def test_panels_of_the_size_of_rounding_do_not_harm_the_others(noise):
    model = model_of(noise, 3)
    reach = float(model.laws[0].support[1] - model.laws[0].support[0])
    theta = np.array([-0.64, 0.5, -0.64 - reach + 1e-11])
    assert is_close(model.probabilities(theta), truth(model, theta))


def test_batches_and_values_and_hessians_agree_with_single_points():
    model = PerturbArgmax("triangular(-1,0,1)", 4)
    theta = np.array([at_the_edge(model, width, 3)[0] for width in (1e-2, 1e-4, 0.5)])
    assert np.allclose(model.probabilities(theta), [model.probabilities(row) for row in theta], rtol=1e-13, atol=0)


def test_a_choice_that_ends_where_the_others_begin_has_probability_zero():
    model = PerturbArgmax("triangular(-1,0,1)", 3)
    for theta in ([0.0, -2.0, -0.25], [0.0, -2.0 - 2**-40, -0.25]):
        assert model.probabilities(theta)[1] == 0.0


def test_laws_without_an_upper_end_or_with_atoms_have_no_edges():
    assert PerturbArgmax("exponential", 3).solver.edges is None and PerturbArgmax("rademacher; gaussian(0,1)", 2).solver.edges is None
    assert PerturbArgmax("gaussian(0,1)", 3).solver.edges is None and PerturbArgmax("uniform(0,1)", 3).solver.edges is not None


@pytest.mark.parametrize("text", ["uniform(-1,3)", "triangular(-1,0,1)", "triangular(0,1/3,2)", "triangular(0,2,2)", "triangular(0,0,2)"])
def test_first_and_last_pieces_are_the_laws_own(text):
    law, t = parse_law(text), 0.01
    ends, (low, high) = _ends(law), map(float, law.support)
    assert sum(c * t**k for k, c in enumerate(ends.rise)) == pytest.approx(float(law.cdf(low + t)), rel=1e-12)
    assert sum(c * t**k for k, c in enumerate(ends.fall)) == pytest.approx(float(law.pdf(high - t)), rel=1e-12)
    assert 0 < ends.first <= high - low and 0 < ends.last <= high - low


def test_polynomials_are_moved_exactly():
    assert _moved((Fraction(1), Fraction(2), Fraction(3)), Fraction(1, 2)) == (Fraction(11, 4), Fraction(5), Fraction(3))
    assert _moved((Fraction(7),), Fraction(5)) == (Fraction(7),)
