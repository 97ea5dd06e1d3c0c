"""The float64 engine: batches, temperature, large d, heavy tails, exact order of levels, the other views, and odd input."""

import math
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.engines.floating.clusters import gather
from verifier.engines.floating.maxima import Group, rows
from verifier.engines.floating.quadrature import QuadratureError, nodes_on
from verifier.engines.floating.subdivision import _proper
from verifier.engines.floating.tables import tabulate
from verifier.engines.floating.trapezoid import Line, trapezoid_sums
from verifier.laws import parse_law, reach
from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax, TieError
from verifier.models.float64 import windows
from verifier.models.float64.levels import _running
from verifier.models.float64.mixtures import mixture, plain

EVERY = ("gumbel", "gaussian(0,1)", "logistic", "laplace", "uniform(-1,1)", "triangular(-1,0,2)", "exponential", "student_t(3)", "cauchy")
MODELS = [(kind, noise) for kind in (PerturbArgmax, PerturbSoftmax) for noise in EVERY]
every_model = pytest.mark.parametrize("kind, noise", MODELS, ids=lambda part: getattr(part, "kind", part))
THETA = np.array([0.3, -0.7, 1.1])


@every_model
def test_a_batch_is_its_rows(kind, noise):
    model, batch = kind(noise, 3), np.random.default_rng(1).normal(size=(5, 3)) * 3
    v = np.array([1.0, -2.0, 0.5])
    value = model.value if model.has_mean else model.normalised
    for question in (value, model.probabilities, model.hessian, lambda theta: model.hessian_product(theta, v)):
        whole = question(batch)
        assert len(whole) == 5
        for row, found in zip(batch, whole):
            assert found == pytest.approx(question(row), rel=1e-12, abs=1e-15)


@every_model
def test_probabilities_sum_to_one_and_the_product_is_the_hessian_times_v(kind, noise):
    model, v = kind(noise, 4), np.array([1.0, 5.0, -3.0, 0.25])
    for theta in ([0, 0, 0, 0], [0.1, 2, -3, 1], [12, 0, -40, 11.5], [1e6, 0, -1e6, 1e6 + 0.5]):
        p = model.probabilities(theta)
        assert abs(p.sum() - 1) < 4e-15 and p.min() >= 0
        assert model.hessian_product(theta, v) == pytest.approx(model.hessian(theta) @ v, abs=1e-14)


@pytest.mark.parametrize("noise", ["gaussian(0,1)", "logistic", "laplace", "uniform(-1,1)", "exponential", "gumbel", "student_t(3)"])
@pytest.mark.parametrize("kind", [PerturbArgmax, PerturbSoftmax])
def test_float64_lies_in_the_balls(kind, noise):
    theta = (Fraction(3, 10), Fraction(-7, 2), Fraction(11, 10))
    model = kind(noise, 3)
    try:
        truth = model.enclosed(20).solve(theta)
    except ModelError as refusal:
        pytest.skip(str(refusal))
    p = np.array([float(ball) for ball in truth.probabilities])
    found = model.probabilities(theta)
    assert np.abs(found - p).max() < 4e-15 and (np.abs(found - p) <= 1e-13 * p).all()
    assert abs(model.value(theta) - float(truth.value)) < 4e-15


# temperature


@pytest.mark.parametrize("noise", ["gaussian(0,1)", "rademacher", "uniform(-1,1)", "gumbel(1,2)", "constant(2)"])
def test_temperature_is_a_change_of_unit(noise):
    heat = Fraction(5, 2)
    hot, unit = PerturbSoftmax(noise, 3, heat), PerturbSoftmax([parse_law(noise).scaled(1 / heat)] * 3, 3)
    assert hot.value(THETA) == pytest.approx(2.5 * unit.value(THETA / 2.5), abs=1e-14)
    assert hot.probabilities(THETA) == pytest.approx(unit.probabilities(THETA / 2.5), abs=1e-15)
    assert hot.hessian(THETA) == pytest.approx(unit.hessian(THETA / 2.5) / 2.5, abs=1e-15)
    p = np.array([0.2, 0.3, 0.5])
    assert hot.probabilities(hot.inverse(p)) == pytest.approx(p, rel=1e-12)
    assert hot.conjugate(p) == pytest.approx(2.5 * unit.conjugate(p), abs=1e-13)


def test_temperature_does_not_round_differences_of_large_entries():
    near = PerturbSoftmax("constant(0)", 2, "1/10").probabilities((1e6 + 0.25, 1e6))
    assert near == pytest.approx([1 / (1 + math.exp(-2.5)), 1 / (1 + math.exp(2.5))], rel=1e-15)


@pytest.mark.parametrize("kind, heat, words", [(PerturbSoftmax, 0, "not positive"), (PerturbSoftmax, -1, "not positive"),
                                               (PerturbSoftmax, 0.5, "exact"), (PerturbArgmax, 2, "does not depend")])
def test_odd_temperatures_are_refused(kind, heat, words):
    with pytest.raises(ModelError, match=words):
        kind("gumbel", 2, heat)


# large d


@pytest.mark.parametrize("kind, noise", [(PerturbArgmax, "gaussian(0,1)"), (PerturbArgmax, "logistic"), (PerturbSoftmax, "uniform(-1,1)"),
                                         (PerturbArgmax, "student_t(3)"), (PerturbSoftmax, "gaussian(0,1); laplace; " * 1499 + "laplace; laplace")])
def test_clusters_change_nothing(kind, noise, monkeypatch):
    model, rng = kind(noise, 3000), np.random.default_rng(2)
    theta, v = rng.normal(size=3000), rng.normal(size=3000)
    fast = [model.value(theta), model.probabilities(theta), model.hessian_product(theta, v)]
    monkeypatch.setattr("verifier.models.float64.solving.LEAST", 10**9)
    slow = [model.value(theta), model.probabilities(theta), model.hessian_product(theta, v)]
    assert fast[0] == pytest.approx(slow[0], rel=1e-14)
    assert np.abs(fast[1] / slow[1] - 1)[slow[1] > 1e-30].max() < 1e-13
    assert fast[2] == pytest.approx(slow[2], rel=1e-11, abs=1e-17)


def test_hessian_of_clusters():
    model, theta = PerturbArgmax("gaussian(0,1)", 1000), np.random.default_rng(3).normal(size=1000) / 10
    hessian, v = model.hessian(theta), np.random.default_rng(4).normal(size=1000)
    assert (hessian == hessian.T).all() and np.abs(hessian.sum(axis=1)).max() < 1e-15
    assert hessian @ v == pytest.approx(model.hessian_product(theta, v), abs=1e-15)


def test_equal_entries_in_ten_thousand_dimensions():
    assert PerturbArgmax("gaussian(0,1)", 10_000).probabilities(np.zeros(10_000)) == pytest.approx(np.full(10_000, 1e-4), rel=1e-13)
    value = PerturbArgmax("logistic", 10_000).value(np.zeros(10_000))
    assert value == pytest.approx(sum(1 / k for k in range(1, 10_000)), rel=1e-14)


def test_exponential_noise_with_equal_entries_gives_harmonic_numbers():
    for dim in (1, 2, 40):
        assert PerturbArgmax("exponential", dim).value([0] * dim) == pytest.approx(sum(1 / k for k in range(1, dim + 1)), rel=1e-14)


def test_gather_only_where_it_pays():
    group = Group(lambda z: (z, z), slice(None))
    assert gather([group], [0.25], np.linspace(-100, 0, 500)) is None
    clusters = gather([group], [0.25], np.linspace(-1, 0, 500))
    assert len(clusters.places) == 60 and clusters.multiplicity.sum() == pytest.approx(500)
    assert clusters.spread @ clusters.places**3 == pytest.approx(np.linspace(-1, 0, 500) ** 3, abs=1e-14)


# three choices in closed form


@pytest.mark.parametrize("noise", ["uniform(0,4)", "exponential(0,1/2)", "laplace(1,4)", "uniform(0,1); uniform(3,4); uniform(-1/2,1/2)"])
def test_three_choices_in_closed_form_lie_in_the_balls(noise):
    model, plain = PerturbArgmax(noise, 3), PerturbArgmax("gaussian(0,1)", 3)
    assert model.solver.triple and plain.solver.triple is None and PerturbSoftmax(noise, 3).solver.triple is None
    for theta in ((0, 0, 0), (0, 0, -1), (-1, 0, 0), (0.75, 0.25, 0.5), (-3, -1, -2.5), (0, -3.875, -3.9375), (-30, 0, -11),
                  (2**-30, 0, -(2**-30)), (1e6, -1e6, 1e6)):
        truth = np.array([float(ball) for ball in model.enclosed(20).probabilities(tuple(map(Fraction, theta)))])
        p = model.probabilities(np.array(theta, dtype=float))
        assert np.abs(p - truth).max() < 4e-16 and (np.abs(p - truth) <= 1e-15 * truth).all()


UNEQUAL = ("uniform(0,1); uniform(0,2); uniform(0,1)", "exponential; exponential; exponential(0,2)", "laplace; laplace; uniform(-1,1)")


@pytest.mark.parametrize("noise", UNEQUAL)
def test_unlike_choices_have_no_closed_form(noise):
    model = PerturbArgmax(noise, 3)
    assert model.solver.triple is None
    truth = [float(ball) for ball in model.enclosed(18).probabilities((0, 1, Fraction(1, 2)))]
    assert model.probabilities((0, 1, 0.5)) == pytest.approx(truth, abs=1e-15)


# heavy tails


@pytest.mark.parametrize("kind", [PerturbArgmax, PerturbSoftmax])
def test_cauchy_has_no_value_but_a_normalised_one(kind):
    model = kind("cauchy", 3)
    with pytest.raises(ModelError, match="normalised"):
        model.value(THETA)
    assert model.normalised([0, 0, 0]) == 0 and model.normalised(THETA + 7) == pytest.approx(model.normalised(THETA) + 7, abs=1e-13)
    h = 1e-4
    slopes = [(model.normalised(THETA + e) - model.normalised(THETA - e)) / (2 * h) for e in np.eye(3) * h]
    assert slopes == pytest.approx(model.probabilities(THETA), abs=1e-8)


def test_cauchy_argmax_of_two():
    """The difference of two Cauchy variables is twice one."""
    for x in (0.0, 0.3, 20.0, 1e4, 1e6):
        p = PerturbArgmax("cauchy", 2).probabilities((0, x))
        assert p[0] == pytest.approx(math.atan2(2, x) / math.pi, rel=1e-13)
        assert p[1] == pytest.approx(1 - math.atan2(2, x) / math.pi, rel=1e-14)


@pytest.mark.parametrize("nu", ["11/10", "3/2", "2", "5"])
def test_student_values_are_symmetric(nu):
    """E max(X, Y) + E min(X, Y) = 0 for symmetric laws, and E max = x P(X > Y) + ... grows as |x| / 2 + E|X - Y| / 2."""
    model = PerturbArgmax(f"student_t({nu})", 2)
    assert model.value((3, 0)) - model.value((-3, 0)) == pytest.approx(3, abs=1e-12)
    assert PerturbArgmax(f"student_t({nu})", 1).value([2.5]) == pytest.approx(2.5, abs=1e-12)


def test_student_of_two_degrees_in_closed_form():
    """E max(gamma, c) for gamma with 2 degrees of freedom is (c + sqrt(c^2 + 2)) / 2."""
    model = PerturbArgmax("student_t(2); constant(0)", 2)
    for c in (0.0, 1.0, -3.0):
        assert model.value((0, c)) == pytest.approx((c + math.sqrt(c * c + 2)) / 2, abs=1e-13)


# atoms


def test_only_exactly_equal_levels_tie():
    third = PerturbArgmax("discrete(0,1/3)", 2)
    with pytest.raises(TieError):
        third.probabilities((Fraction(1, 3), 0))
    assert third.probabilities((1 / 3, 0)).tolist() == [0.75, 0.25]  # 1 / 3 in binary is below 1/3
    assert PerturbArgmax("rademacher", 2).probabilities((0.1 + 0.2, 0.3)).tolist() == [0.75, 0.25]


def test_rademacher_in_many_dimensions():
    """E max for sorted theta: sum of 2^-k (theta_(k) + 1), and the rest at theta_(1) - 1."""
    theta = np.arange(60)[::-1] / 64
    expected = sum((t + 1) / 2.0**k for k, t in enumerate(theta, 1)) + (theta[0] - 1) / 2.0**60
    model = PerturbArgmax("rademacher", 60)
    assert model.value(theta) == pytest.approx(expected, rel=1e-15)
    assert model.probabilities(theta)[:5] == pytest.approx([0.5, 0.25, 0.125, 0.0625, 0.03125], rel=1e-12)


def test_order_by_floats_and_exact_order_agree_with_exact_answers():
    """0.1 + 0.2 and 0.3 differ by less than floats can tell apart from rounding: then rationals decide; else floats do."""
    model = PerturbArgmax("rademacher; discrete(0,1/3); constant(1/7)", 3)
    exact = model.exact()
    for theta, sure in (((0.1, -0.3, 0.25), True), ((0.1 + 0.2, 0.3 + 1 - 1 / 3, 0.2), False), ((1e6, 1e6 + 1 / 3, 1e6 - 0.5), True)):
        rational = [Fraction(entry) for entry in theta]
        assert model.solver.surely_apart(model.read(theta), 0) is sure
        assert model.probabilities(theta) == pytest.approx([float(p) for p in exact.probabilities(rational)], abs=1e-16)
        assert model.value(theta) == pytest.approx(float(exact.value(rational)), rel=1e-15)


def test_values_at_ties_of_finite_laws():
    assert PerturbArgmax("rademacher", 2).value((0, 0)) == 0.5
    assert PerturbArgmax("rademacher", 3).value((0.5, 0.5, 0.5)) == pytest.approx(1.25, abs=1e-15)


def test_ten_thousand_coordinates_with_atoms():
    theta = np.arange(10_000)[::-1] / 2.0**14
    p = PerturbArgmax("rademacher", 10_000).probabilities(theta)
    assert p[:40] == pytest.approx(0.5 ** np.arange(1, 41), rel=1e-13) and abs(p.sum() - 1) < 1e-14


def test_subdifferential_is_a_point_or_the_exact_polytope():
    (vertex,) = PerturbSoftmax("rademacher", 2).subdifferential((0, 0)).vertices
    assert vertex == pytest.approx((0.5, 0.5), abs=1e-15)
    vertices = PerturbArgmax("rademacher", 2).subdifferential((0, 0)).vertices
    assert set(vertices) == {(Fraction(1, 4), Fraction(3, 4)), (Fraction(3, 4), Fraction(1, 4))}
    with pytest.raises(ModelError, match="one theta"):
        PerturbArgmax("gumbel", 2).subdifferential([[0, 0], [1, 1]])


# conjugate


def test_conjugate_of_gumbel_is_the_negative_entropy():
    for p in ([0.2, 0.3, 0.5], [0.2, 0.8, 0], [1, 0, 0]):
        entropy = sum(q * math.log(q) for q in p if q)
        assert PerturbArgmax("gumbel", 3).conjugate(p) == pytest.approx(entropy - np.euler_gamma, abs=1e-14)


@every_model
def test_young_with_equality_at_the_gradient(kind, noise):
    model = kind(noise, 3)
    theta = np.array([0.2, -0.3, 0.1])
    if not model.has_mean:
        with pytest.raises(ModelError, match="normalised"):
            model.conjugate([0.2, 0.3, 0.5])
        return
    p = model.probabilities(theta)
    assert model.conjugate(p) == pytest.approx(p @ theta - model.value(theta), abs=1e-13)
    assert model.conjugate([0.2, 0.3, 0.5]) > np.array([0.2, 0.3, 0.5]) @ theta - model.value(theta)


@pytest.mark.parametrize("noise", ["gaussian(0,1)", "gumbel", "laplace"])
@pytest.mark.parametrize("kind", [PerturbArgmax, PerturbSoftmax])
def test_inverse_of_a_hundred_entries_down_to_a_trillionth(kind, noise):
    p = np.random.default_rng(5).dirichlet(np.ones(100))
    p[:3] = 1e-12
    p /= p.sum()
    model = kind(noise, 100)
    assert np.abs(model.probabilities(model.inverse(p)) / p - 1).max() < 1e-12


def test_inverse_of_two_thousand_entries_by_conjugate_gradients():
    p = np.random.default_rng(6).dirichlet(np.full(2000, 5.0))
    model = PerturbSoftmax("gaussian(0,1)", 2000)
    assert np.abs(model.probabilities(model.inverse(p)) / p - 1).max() < 1e-11


# odd input


@pytest.mark.parametrize("theta, words", [
    (np.zeros((2, 2)), r"shape \(2, 2\)"), (np.zeros((1, 2, 3)), "shape"), (np.array(5.0), "shape"), (None, "no sequence"), (5, "no sequence"),
    ("abc", "no sequence"), ([[0, 1, 2], [3, 4, math.inf]], "theta_3 of row 2"), (np.array([1, 2, None], dtype=object), "theta_3"),
    (np.array([0, 1j, 0]), "theta_1"), ([[1, 2, 3], [1, 2]], "choices"), ([10**400, 0, 0], "theta_1"), (np.array([0, np.nan, 0]), "theta_2"),
])
def test_odd_theta_is_refused(theta, words):
    with pytest.raises(ModelError, match=words):
        PerturbArgmax("gaussian(0,1)", 3).probabilities(theta)


def test_shapes_of_answers():
    model = PerturbArgmax("gaussian(0,1)", 3)
    assert model.probabilities(np.zeros((0, 3))).shape == (0, 3) and model.value(np.zeros((0, 3))).shape == (0,)
    assert model.hessian(np.zeros((4, 3), dtype=np.float32)).shape == (4, 3, 3)
    assert isinstance(model.value([1, 2, 3]), float) and model.probabilities(np.array([1, 2, 3])).shape == (3,)
    with pytest.raises(ModelError, match="rows"):
        model.hessian_product(np.zeros((2, 3)), np.zeros((3, 3)))


@every_model
@settings(max_examples=5)
@given(theta=st.lists(st.floats(-1e299, 1e299) | st.floats(-5, 5) | st.sampled_from([0.0, 1e6, -1e6, 1e6 + 0.5]), min_size=3, max_size=3))
def test_extreme_theta_gives_finite_answers_without_warnings(kind, noise, theta):
    model = kind(noise, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            p, hessian = model.probabilities(theta), model.hessian(theta)
        except ModelError:
            return
    assert p.min() >= 0 and abs(p.sum() - 1) < 1e-14 and np.isfinite(hessian).all()


def test_quadrature_that_misses_mass_is_refused(monkeypatch):
    def halved(places, scale, hessian, along):
        found = softmax(places, scale, hessian, along)
        found.probabilities *= 1 - 1e-10
        return found

    from verifier.models.float64.answers import _softmax as softmax

    monkeypatch.setattr("verifier.models.float64.answers._softmax", halved)
    with pytest.raises(ModelError, match="add up to 1"):
        PerturbArgmax("gumbel", 3).probabilities((0, 1, 2))


@pytest.mark.parametrize("noise", ["laplace", "uniform(-1,1)", "exponential", "triangular(-1,0,2)", "laplace; gaussian(0,1); uniform(0,3)"])
def test_fixed_panels_and_adaptive_panels_agree(noise, monkeypatch):
    batch = np.random.default_rng(8).normal(size=(40, 3)) * 2
    model, other = PerturbArgmax(noise, 3), PerturbArgmax(noise, 3)
    other.solver.__dict__["batched"] = False
    assert model.solver.batched
    assert model.probabilities(batch) == pytest.approx(other.probabilities(batch), rel=1e-13, abs=1e-38)
    assert model.value(batch) == pytest.approx(other.value(batch), abs=4e-15)
    assert model.hessian(batch) == pytest.approx(other.hessian(batch), rel=1e-11, abs=1e-15)


@pytest.mark.parametrize("noise", ["cauchy", "student_t(3)", "student_t(1/2)", "student_t(6/5)", "student_t(100)"])
@pytest.mark.parametrize("theta", [(0.0, -700.0, *([0.5] * 30)), (0.0, 1.0, -2.0), (3.0, -14.0)])
def test_the_line_for_heavy_tails_and_panels_agree(noise, theta):
    model, theta = PerturbArgmax(noise, len(theta)), np.array(theta)
    panels = windows.on_panels(model.solver.members, model.solver.places(model.read(theta))[0][0])
    assert noise != "cauchy" or model.solver._smooth(model.solver.places(model.read(theta))[0]).all()
    assert model.probabilities(theta) == pytest.approx(panels.probabilities[0], rel=1e-13, abs=1e-38)
    if model.has_mean:
        assert model.value(theta) == pytest.approx(panels.value[0] + theta.max(), abs=1e-12)


@pytest.mark.parametrize("noise", ["laplace", "uniform(-1,1)", "exponential", "triangular(-1,0,2)", "laplace; uniform(0,3); rademacher"])
@pytest.mark.parametrize("spread", [0.1, 1, 30])
def test_who_cannot_reach_the_window_changes_nothing(noise, spread, monkeypatch):
    noise = "; ".join(noise.split("; ")[k % 3] for k in range(60)) if ";" in noise else noise
    theta, v = np.random.default_rng(3).normal(size=60) * spread, np.arange(60.0)
    asked = ("value", "probabilities", "hessian", "hessian_product")

    def answers():
        model = PerturbArgmax(noise, 60)
        return [getattr(model, name)(theta, *([v] if name == "hessian_product" else [])) for name in asked]

    fewer = answers()
    monkeypatch.setattr(windows, "FEW", 1000)
    for one, other in zip(fewer, answers()):
        assert one == pytest.approx(other, rel=1e-12, abs=1e-13 if np.ndim(one) else 1e-12)


def test_running_sums_are_right_to_rounding():
    terms = np.append(np.random.default_rng(0).uniform(size=1000) ** 9, [np.inf, 1.0])
    found = _running(terms)
    assert found[:-2].tolist() == pytest.approx([math.fsum(terms[: k + 1]) for k in range(1000)], rel=2e-16)
    assert (found[-2:] == np.inf).all()


def test_panels_without_length_are_dropped():
    edges = np.array([[0.0, 0.0, 1.0, 2.0, 2.0], [0.0, 1.0, 1.5, 2.0, 2.0]])
    left, right = _proper(edges)
    assert left.shape == (2, 3) and ((right - left).sum(axis=1) == 2).all() and left[0].tolist()[:2] == [0, 1]


# the engines on their own


def test_a_rule_that_only_seems_to_agree_is_not_believed():
    """With a spike between the nodes or too few nodes the rule is refined, or given up (None), never returned."""
    def factor(z):
        return -np.exp(-50 * z), 50 * np.exp(-50 * z)

    line = Line(-2.0, 30.0, 1.5)
    (_, found), = trapezoid_sums([Group(factor, slice(None))], line, np.zeros((1, 2)), 16, 64)
    assert found is None
    (_, found), = trapezoid_sums([Group(factor, slice(None))], line, np.zeros((1, 2)), 16, 8192)
    assert found.probabilities == pytest.approx(np.array([[0.5, 0.5]]), abs=1e-14)


def test_rows_by_groups():
    groups = [Group(lambda z: (z, z * 0), np.array([0, 2])), Group(lambda z: (2 * z, z * 0 + 1), np.array([1]))]
    total, ratios = rows(groups, np.array([[0.0, 1.0, 2.0]]), np.array([5.0, 6.0]))
    assert total.tolist() == [[16, 20]] and ratios[0].tolist() == [[0, 0], [1, 1], [0, 0]]


@pytest.mark.parametrize("noise", ["gaussian(0,1)", "student_t(3)", "cauchy(0,2)"])
def test_tables_of_laws_agree_with_their_formulas(noise):
    law, z = parse_law(noise), np.linspace(-12, 40, 999)
    logs, ratios = plain(law)(z)
    assert logs == pytest.approx(law.log_cdf(z), rel=2e-14)
    assert ratios == pytest.approx(np.exp(law.log_pdf(z) - law.log_cdf(z)), rel=2e-14)


def test_table_of_gamma_plus_gumbel_in_closed_form():
    """F(t) = 2 sqrt s K_1(2 sqrt s) with s = e^-t for Gumbel gamma; a sum of two Gumbel cdfs for rademacher."""
    from scipy.special import k0, k1

    z = np.linspace(-4, 30, 500)
    root = np.exp(-z / 2)
    logs, ratios = mixture(parse_law("gumbel"))(z)
    assert np.exp(logs) == pytest.approx(2 * root * k1(2 * root), rel=1e-13)
    assert np.exp(logs) * ratios == pytest.approx(2 * root**2 * k0(2 * root), rel=1e-12)
    logs, _ = mixture(parse_law("rademacher"))(z)
    assert np.exp(logs) == pytest.approx((np.exp(-np.exp(1 - z)) + np.exp(-np.exp(-1 - z))) / 2, rel=1e-13)


def test_tabulate_halves_cells_until_they_resolve():
    table = tabulate(lambda z: np.stack([2 + np.sin(40 * z), np.cos(z)]), -1, 1, 0.3)
    z = np.linspace(-0.99, 0.99, 777)
    assert table.grain < 0.05
    assert table(z)[0] == pytest.approx(-2 - np.sin(40 * z), abs=1e-14) and table(z)[1] == pytest.approx(np.cos(z), abs=1e-14)
    assert table(np.array([5.0, -5.0]))[0].tolist() == [0, -1e4] and table(np.array([5.0, -5.0]))[1].tolist() == [0, 0]


def test_tabulate_refuses_what_it_cannot_resolve():
    noise = np.random.default_rng(9)
    with pytest.raises(QuadratureError, match="not resolved"):
        tabulate(lambda z: 1 + noise.random((2, *z.shape)), -1, 1, 1.0)


def test_a_table_too_fine_for_a_directory_is_searched(monkeypatch):
    law, z = parse_law("discrete(-1000,0,1000)"), np.linspace(-1010, 1100, 5001)
    monkeypatch.setattr("verifier.engines.floating.tables.MOST_PLACES", 10)
    mixture.cache_clear()
    searched = mixture(law)
    monkeypatch.undo()
    mixture.cache_clear()
    assert searched.number is None and np.array_equal(searched(z), mixture(law)(z))


# parameters far apart: no refusal, no wrong number

EXTREME = ("student_t(100)", "student_t(10000)", "student_t(1/10)", "student_t(100,0,1/1000)", "student_t(1/3,0,1000)", "cauchy(0,1/1000)",
           "laplace(0,1000)", "exponential(0,1000)", "uniform(-1/30,1/30)", "uniform(-1000,1000)", "triangular(0,1/1000,1)", "discrete(-1000,0,1000)",
           "discrete(0,100000)", "gaussian(0,1/1000)", "gumbel(0,30)", "logistic(0,1000)")


@pytest.mark.parametrize("noise", EXTREME)
def test_a_table_of_gamma_plus_gumbel_is_its_definition(noise):
    """F(z) = E exp(-e^(gamma - z)), by Gauss-Legendre panels that shrink towards the kinks, 0 and z."""
    law = parse_law(noise)
    z = np.array([-1.0, 0.0, 0.7, 3.0]) + (float(law.support[1]) if law.facts.bounded else 0.0)
    points, masses = fine_rule(law, z[0])
    rates = np.exp(np.minimum(points - z[:, None], 700))
    logs, ratios = mixture(law.shifted(-law.location))(z - float(law.location))
    close = 1e-12 + 1e-15 * np.abs(z).max()
    assert np.exp(logs) == pytest.approx(np.exp(-rates) @ masses, rel=close)
    assert np.exp(logs) * ratios == pytest.approx((rates * np.exp(-rates)) @ masses, rel=10 * close)


def fine_rule(law, z):
    """Points and masses for gamma."""
    if law.atoms:
        return tuple(np.array([float(part) for part in parts]) for parts in zip(*law.atoms))
    low, high = reach(law, 38.0)
    steps = np.array([sign * size for size in (*np.arange(0, 40, 0.5), *(1.2**k for k in range(20, 3000))) for sign in (-1, 1)])
    marks = np.concatenate([z + steps, steps * float(law.scale), *(float(kink) + steps * float(law.scale) for kink in law.kinks)])
    points, weights = nodes_on(np.unique([low, high, *marks[(low < marks) & (marks < high)]]))
    return points, weights * law.pdf(points)


UNLIKE = ("student_t(100); student_t(1/3)", "gumbel(0,1/1000); gumbel(0,1000)", "rademacher; cauchy")


@pytest.mark.parametrize("noise", [*(noise for noise in EXTREME if noise != "discrete(0,100000)"), *UNLIKE])
@pytest.mark.parametrize("kind", [PerturbArgmax, PerturbSoftmax])
def test_extreme_parameters_are_resolved(kind, noise):
    model = kind(noise, 2)
    for theta in ((0.3, -0.7), (0.0, 40.123456)):
        p = model.probabilities(theta)
        assert abs(p.sum() - 1) < 4e-15 and p.min() >= 0
        assert math.isfinite(model.value(theta) if model.has_mean else model.normalised(theta))


def test_tails_too_heavy_for_float64_are_refused():
    for kind in (PerturbArgmax, PerturbSoftmax):
        for question in (kind("student_t(1/1000)", 2).probabilities, kind("student_t(1/1000)", 2).inverse):
            with pytest.raises(ModelError, match="too heavy for float64"):
                question((0.25, 0.75))


def test_a_light_law_beside_a_heavy_one_adds_no_mass_far_away():
    """A light law's table has an end; left of it nothing may be left of F, or the heavy law's far places see it."""
    p = PerturbSoftmax("student_t(100); student_t(1/3)", 2).probabilities((0.3, -0.2))
    assert abs(p.sum() - 1) < 1e-15


def test_normalised_value_with_two_kinks_beside_a_heavy_tail():
    """E[max(c, gamma + u) - max(0, gamma)] by the definition, where only the first is heavy."""
    model = PerturbArgmax("cauchy; uniform(-1,1)", 2)
    h = 1e-4
    slopes = [(model.normalised(np.array([0.3, -0.7]) + e) - model.normalised(np.array([0.3, -0.7]) - e)) / (2 * h) for e in np.eye(2) * h]
    assert slopes == pytest.approx(model.probabilities((0.3, -0.7)), abs=1e-8)
