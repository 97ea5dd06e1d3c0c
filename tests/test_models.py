"""Models against closed forms (which share no code with them), against differences of themselves, and their refusals."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from verifier.laws import LawError, parse_law
from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax, TieError

THETA = (Fraction(3, 10), Fraction(-7, 10), Fraction(11, 10))
LAWS = ("gumbel", "gaussian(0,1)", "uniform(-1,1)", "laplace", "logistic")
MIXED = ("rademacher; gaussian(0,1); laplace", "gumbel; gaussian(1/2,2); logistic(0,1/3)", "uniform(-1,2); uniform(0,1); gaussian(0,1)",
         "discrete(-1,1/3; 1/4,3/4); constant(1/5); gumbel(0,1/2)")
EULER = np.euler_gamma


def sigma(x):
    return 1 / (1 + math.exp(-x))


def softmax(theta):
    weights = np.exp(np.array(theta, dtype=float) - float(max(theta)))
    return weights / weights.sum()


def slopes(function, theta, step=1e-4):
    theta = np.array(theta, dtype=float)
    return np.array([(function(theta + h) - function(theta - h)) / (2 * step) for h in np.eye(len(theta)) * step])


# closed forms


@pytest.mark.parametrize("theta", [THETA, (0, 0), (5, -5, 0, 1, 2.5), (0.0, -20.0), (3,), tuple(np.linspace(-2, 2, 10))])
def test_gumbel_argmax_is_softmax(theta):
    model, p = PerturbArgmax("gumbel", len(theta)), softmax(theta)
    assert np.abs(model.probabilities(theta) / p - 1).max() < 1e-13
    assert model.value(theta) == pytest.approx(math.log(sum(math.exp(t) for t in theta)) + EULER, abs=1e-13)
    assert np.abs(model.hessian(theta) - np.diag(p) + np.outer(p, p)).max() < 1e-13


def test_gumbel_argmax_with_temperature_and_location():
    theta = np.array([0.3, -0.7, 1.1])
    model = PerturbArgmax("gumbel(2,1/3)", 3)
    assert np.abs(model.probabilities(theta) - softmax(3 * theta)).max() < 1e-13
    assert model.value(theta) == pytest.approx(2 + (np.log(np.exp(3 * theta).sum()) + EULER) / 3, abs=1e-13)


@pytest.mark.parametrize("x", [0.0, 0.3, -1.0, 4.0, -9.0])
def test_gaussian_argmax_in_two_dimensions(x):
    model = PerturbArgmax("gaussian(0,1)", 2)
    p = math.erfc(-x / 2) / 2
    assert model.probabilities((x, 0))[0] == pytest.approx(p, rel=1e-12)
    density = math.exp(-x * x / 4) / math.sqrt(4 * math.pi)
    assert model.hessian((x, 0)) == pytest.approx(density * np.array([[1, -1], [-1, 1]]), rel=1e-11)
    assert model.value((x, 0)) == pytest.approx(x * p + 2 * density, abs=1e-13)


@pytest.mark.parametrize("dim", [3, 6, 10])
def test_gaussian_value_is_theta_p_plus_trace_of_the_hessian(dim):
    theta = np.random.default_rng(dim).normal(size=dim)
    model = PerturbArgmax("gaussian(0,1)", dim)
    assert model.value(theta) == pytest.approx(theta @ model.probabilities(theta) + np.trace(model.hessian(theta)), abs=1e-13)


def test_gaussian_symmetric_maximum_of_three():
    assert PerturbArgmax("gaussian(0,1)", 3).value((0, 0, 0)) == pytest.approx(1.5 / math.sqrt(math.pi), abs=1e-14)


@pytest.mark.parametrize("x", [0.5, 1.0, 3.0, 12.0])
def test_gumbel_softmax_and_logistic_argmax_in_two_dimensions(x):
    e = math.exp(x)
    p = e * (e - 1 - x) / (e - 1) ** 2
    soft = PerturbSoftmax("gumbel", 2)
    assert soft.probabilities((x, 0))[0] == pytest.approx(p, abs=1e-13)
    assert PerturbArgmax("logistic", 2).probabilities((x, 0))[0] == pytest.approx(p, abs=1e-13)
    assert soft.value((x, 0)) == pytest.approx(x / (1 - math.exp(-x)) + EULER, abs=1e-13)


def test_logistic_value_is_a_divided_difference():
    """E max = [a_1, ..., a_d] of a^(d-1) log a at a_i = e^theta_i."""
    theta = (0.3, -0.7, 1.1)
    a = [math.exp(t) for t in theta]
    expected = sum(a[i] ** 2 * theta[i] / math.prod(a[i] - a[j] for j in range(3) if j != i) for i in range(3))
    assert PerturbArgmax("logistic", 3).value(theta) == pytest.approx(expected, abs=1e-13)


@pytest.mark.parametrize("x", [0.0, 0.4, 2.0, 15.0])
def test_laplace_argmax_in_two_dimensions(x):
    assert PerturbArgmax("laplace", 2).probabilities((x, 0))[1] == pytest.approx((2 + x) * math.exp(-x) / 4, rel=1e-12)


@pytest.mark.parametrize("x", [0.0, 0.5, 1.7, 2.0, 3.0])
def test_uniform_argmax_in_two_dimensions(x):
    model, rest = PerturbArgmax("uniform(-1,1)", 2), max(2 - x, 0.0)
    assert model.value((x + 1, 1)) == pytest.approx(1 + x + rest**3 / 24, abs=1e-14)
    assert model.probabilities((x, 0))[1] == pytest.approx(rest**2 / 8, abs=1e-14)
    assert model.hessian((x, 0))[0, 1] == pytest.approx(-rest / 4, abs=1e-14)


@pytest.mark.parametrize("x", [0.0, 0.5, 4.0])
def test_rademacher_softmax_in_two_dimensions(x):
    expected = (sigma(x + 2) + 2 * sigma(x) + sigma(x - 2)) / 4
    assert PerturbSoftmax("rademacher", 2).probabilities((x, 0))[0] == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("noise", ["rademacher", "discrete(-1,0,2; 1/2,1/3,1/6)", "rademacher; constant(1/3); discrete(0,5/2)"])
def test_finite_softmax_is_a_finite_sum(noise):
    model, theta = PerturbSoftmax(noise, 3), np.array([0.3, -0.7, 1.1])
    value, p = 0.0, np.zeros(3)
    for atoms in product(*(law.atoms for law in model.laws)):
        weight, point = float(math.prod(w for _, w in atoms)), theta + np.array([float(a) for a, _ in atoms])
        value, p = value + weight * np.log(np.exp(point).sum()), p + weight * softmax(point)
    assert model.value(theta) == pytest.approx(value, abs=1e-13)
    assert model.probabilities(theta) == pytest.approx(p, abs=1e-13)


def test_softmax_without_noise():
    model = PerturbSoftmax("constant(7)", 3)
    assert model.probabilities(THETA) == pytest.approx(softmax(THETA), abs=1e-14)
    assert model.value(THETA) == pytest.approx(7 + math.log(sum(math.exp(t) for t in THETA)), abs=1e-13)


@pytest.mark.parametrize("noise", ["uniform(-1,1)", "uniform(-20,20)", "laplace", "gaussian(0,1)", "logistic"])
def test_softmax_in_two_dimensions_by_a_double_sum_over_the_noise(noise):
    law = parse_law(noise)
    points, weights = np.polynomial.legendre.leggauss(30)
    edges = np.linspace(float(law.a), float(law.b), 41) if law.facts.bounded else np.linspace(-42, 42, 85)
    half = np.diff(edges)[:, None] / 2
    g = (edges[:-1, None] + half * (1 + points)).ravel()
    mass = (half * weights).ravel() * law.pdf(g)
    x = 0.8 + g[:, None] - g
    assert PerturbSoftmax(noise, 2).probabilities((0.8, 0))[0] == pytest.approx(mass @ (1 / (1 + np.exp(-x))) @ mass, abs=1e-13)
    assert PerturbSoftmax(noise, 2).value((0.8, 0)) == pytest.approx(mass @ np.logaddexp(0.8 + g[:, None], g) @ mass, abs=1e-12)


def test_rademacher_argmax_off_ties():
    model = PerturbArgmax("rademacher", 3)
    assert model.value((0.5, 0, 0.2)) == pytest.approx(1.1125, abs=1e-15)
    assert model.probabilities((0.5, 0, 0.2)).tolist() == [0.625, 0.125, 0.25]
    assert model.hessian((0.5, 0, 0.2)).tolist() == [[0] * 3] * 3


# consistency


@pytest.mark.parametrize("kind, noise", [*product((PerturbArgmax, PerturbSoftmax), LAWS + MIXED[:3]), (PerturbSoftmax, MIXED[3])])
def test_derivatives_match_differences(kind, noise):
    model = kind(noise, 3)
    theta = (0.31, -0.74, 0.87)
    p, hessian = model.probabilities(theta), model.hessian(theta)
    assert abs(p.sum() - 1) < 1e-13 and p.min() > 0
    assert np.abs(slopes(model.value, theta) - p).max() < 1e-8
    assert np.abs(slopes(model.probabilities, theta) - hessian).max() < 2e-8
    assert (hessian == hessian.T).all() and np.abs(hessian.sum(axis=1)).max() < 1e-15


@pytest.mark.parametrize("kind, noise", list(product((PerturbArgmax, PerturbSoftmax), LAWS)))
def test_translation(kind, noise):
    model, theta = kind(noise, 3), np.array([0.3, -0.7, 1.1])
    assert model.value(theta + 8) == pytest.approx(model.value(theta) + 8, abs=1e-12)
    assert model.probabilities(theta - 8) == pytest.approx(model.probabilities(theta), abs=1e-13)


def test_softmax_is_argmax_with_more_noise():
    """gamma + G for Gumbel gamma of scale t: with t small the noise is nearly G alone, and Perturb-Softmax nearly softmax."""
    narrow = PerturbSoftmax("gaussian(0,1/100)", 3)
    assert np.abs(narrow.probabilities(THETA) - softmax(THETA)).max() < 1e-4
    assert np.abs(narrow.probabilities(THETA) - softmax(THETA)).max() > 1e-7


def test_extreme_parameters():
    assert PerturbArgmax("gumbel", 2).probabilities((0, 300)) == pytest.approx([math.exp(-300), 1], rel=1e-10)
    assert PerturbSoftmax("gaussian(0,1)", 3).value((0, 0, 5000)) == pytest.approx(5000, abs=1e-8)
    assert PerturbArgmax("uniform(-1,1)", 2).probabilities((0, 9)) == pytest.approx([0, 1], abs=1e-14)


def test_one_choice():
    for noise in ("gumbel", "uniform(0,1)", "rademacher", "constant(3)", "laplace(2,1)"):
        mean = parse_law(noise).mean_value()
        for kind in (PerturbArgmax, PerturbSoftmax):
            model = kind(noise, 1)
            assert model.value((4,)) == pytest.approx(4 + mean, abs=1e-12)
            assert model.probabilities((4,)) == pytest.approx([1], abs=1e-13) and model.hessian((4,)).tolist() == [[0]]
    assert PerturbArgmax("gumbel", 1).inverse([1]).tolist() == [0]


# the inverse


@pytest.mark.parametrize("kind, noise, dim", [
    *product((PerturbArgmax, PerturbSoftmax), LAWS, (2, 4)), (PerturbSoftmax, "rademacher", 8), (PerturbSoftmax, "uniform(-20,20)", 3),
    (PerturbArgmax, MIXED[0], 3), (PerturbArgmax, MIXED[1], 3),
])
def test_inverse_reaches_the_open_simplex_and_its_edges(kind, noise, dim):
    model, rest = kind(noise, dim), 1e-9 * (dim - 1)
    for p in ([1 / dim] * dim, [1 - rest] + [1e-9] * (dim - 1), [1e-9] * (dim - 2) + [0.3, 0.7 - 1e-9 * (dim - 2)]):
        theta = model.inverse(p)
        assert abs(theta.sum()) < 1e-10
        assert np.abs(model.probabilities(theta) / p - 1).max() < 1e-9


def test_inverse_is_the_left_inverse_too():
    theta = np.array([0.3, -0.7, 1.1, -0.7])
    for model in (PerturbArgmax("gaussian(0,1)", 4), PerturbSoftmax("logistic(0,2)", 4)):
        assert model.inverse(model.probabilities(theta + 5)) == pytest.approx(theta, abs=1e-11)


def test_inverse_of_gumbel_is_the_centred_logarithm():
    p = np.array([0.2, 0.5, 0.3])
    assert PerturbArgmax("gumbel", 3).inverse(p) == pytest.approx(np.log(p) - np.log(p).mean(), abs=1e-13)


@pytest.mark.parametrize("p, words", [
    ((0.5, 0.5, 0.0), "open simplex"), ((0.5, 0.6, -0.1), "open simplex"), ((0.5, 0.4, 0.2), "open simplex"), ((0.5, 0.5), "2 entries"),
    ((0.5, math.nan, 0.5), "p_2"), (0.5, "no sequence"), (((0.2, 0.3, 0.5),), "not a batch"),
])
def test_inverse_refuses_what_is_not_in_the_open_simplex(p, words):
    with pytest.raises(ModelError, match=words):
        PerturbSoftmax("gumbel", 3).inverse(p)


def test_inverse_refuses_a_map_that_is_no_function():
    with pytest.raises(ModelError, match="discrete"):
        PerturbArgmax("rademacher", 2).inverse((0.5, 0.5))


def test_inverse_across_narrow_noise():
    jumpy = PerturbArgmax("rademacher; uniform(-1/1000,1/1000)", 2)
    assert jumpy.probabilities(jumpy.inverse((0.25, 0.75))) == pytest.approx([0.25, 0.75], rel=1e-9)


def test_inverse_says_when_it_did_not_get_there(monkeypatch):
    monkeypatch.setattr("verifier.models.float64.inverse.STEPS", 0)
    with pytest.raises(ModelError, match="no theta was found"):
        PerturbSoftmax("gaussian(0,1)", 3).inverse((0.2, 0.3, 0.5))


# refusals


@pytest.mark.parametrize("theta", [(0, 0), (0, 2), (Fraction(1, 3), Fraction(-5, 3)), (0.3, 0.3)])
def test_ties_are_refused(theta):
    model = PerturbArgmax("rademacher", 2)
    assert math.isfinite(model.value(theta))
    for question in (model.probabilities, model.hessian):
        with pytest.raises(TieError, match="coordinates 1, 2 tie"):
            question(theta)


def test_a_tie_below_the_maximum_is_none():
    model = PerturbArgmax("constant(0); constant(0); uniform(1,2)", 3)
    assert model.probabilities((0, 0, 0)).tolist() == [0, 0, 1]
    with pytest.raises(TieError):
        PerturbArgmax("constant(0); constant(0); uniform(-1,2)", 3).probabilities((0, 0, 0))


def test_softmax_has_no_ties():
    assert PerturbSoftmax("rademacher", 2).probabilities((0, 0)) == pytest.approx([0.5, 0.5], abs=1e-14)


def test_an_atom_at_a_jump_of_a_density_has_no_second_derivative():
    model = PerturbArgmax("constant(0); uniform(0,1)", 2)
    assert model.probabilities((0, 0)) == pytest.approx([0, 1])
    with pytest.raises(TieError, match="jump"):
        model.hessian((0, 0))
    assert model.hessian((0.5, 0))[0, 1] == pytest.approx(-1)


@pytest.mark.parametrize("theta, words", [((0, 0), "2 entries"), ((0, 0, math.nan), "theta_3"), ((0, math.inf, 0), "theta_2"),
                                          ((0, 0, "1"), "theta_3"), ((True, 0, 0), "theta_1"), ((0, 0, 1j), "theta_3"),
                                          ((0, Fraction(10) ** 400, 0), "theta_2")])
def test_bad_theta_is_refused(theta, words):
    for question in ("value", "probabilities", "hessian"):
        with pytest.raises(ModelError, match=words):
            getattr(PerturbArgmax("gumbel", 3), question)(theta)


@pytest.mark.parametrize("noise, dim", [
    ("gumbel; gumbel", 3), ((), 0), ("gumbel", 0), ((parse_law("gumbel"),), 2), (("gumbel", "gumbel"), 2),
])
def test_bad_noise_is_refused(noise, dim):
    with pytest.raises(LawError):
        PerturbArgmax(noise, dim)


def test_laws_and_text_make_the_same_model():
    law = parse_law("gaussian(0,1)")
    for noise in (law, (law, law), [law, law]):
        assert PerturbArgmax(noise, 2).laws == PerturbArgmax("gaussian(0,1)", 2).laws
    assert repr(PerturbSoftmax(law, 2)) == "PerturbSoftmax('gaussian(0,1)', 2)"


def test_scales_far_apart():
    """A narrow variable beside a wide one counts as a constant, up to its mean and variance."""
    model = PerturbArgmax("gumbel(0,1/100000); gaussian(0,100)", 2)
    mean = EULER * 1e-5
    assert model.value((0, 0)) == pytest.approx(mean + 100 / math.sqrt(2 * math.pi) - mean / 2, abs=1e-9)


def test_tables_too_large_are_refused(monkeypatch):
    monkeypatch.setattr("verifier.engines.floating.tables.MOST_CELLS", 10)
    with pytest.raises(ModelError, match="cells"):
        PerturbSoftmax("gaussian(0,71/70)", 2).value((0, 0))
