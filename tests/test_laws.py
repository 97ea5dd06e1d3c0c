"""Laws: every declared fact against the law's own formulas, and every refusal."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from verifier.laws import LAWS, Law, LawError, exact, parse_law, parse_noise, reach
from verifier.laws.arithmetic import precise
from verifier.laws.constant import Constant
from verifier.laws.discrete import Discrete
from verifier.laws.gaussian import Gaussian
from verifier.laws.gumbel import Gumbel
from verifier.laws.uniform import Uniform

TEXTS = (
    "gumbel", "gumbel(-1/3,2)", "gaussian(0,1)", "gaussian(1/2,1/5)", "uniform(-1,1)", "uniform(2,9/2)", "rademacher",
    "discrete(-1,0,3; 1/2,1/3,1/6)", "constant(-1/2)", "logistic", "logistic(1,1/4)", "laplace", "laplace(-2,3)",
)
SMOOTH = tuple(text for text in TEXTS if parse_law(text).facts.density)
FINITE = tuple(text for text in TEXTS if not parse_law(text).facts.density)


def grid(law: Law, count: int = 4001, nats: float = 40.0) -> np.ndarray:
    return np.linspace(*reach(law, nats), count)


def test_every_law_is_among_the_examples():
    assert {parse_law(text).name for text in TEXTS} == set(LAWS)


@pytest.mark.parametrize("text", TEXTS)
def test_text_of_a_law_reads_back_as_the_same_law(text):
    law = parse_law(text)
    assert parse_law(str(law)) == law
    assert hash(parse_law(str(law))) == hash(law)


@pytest.mark.parametrize("text", TEXTS)
def test_cdf_increases_from_0_to_1_and_survival_completes_it(text):
    law = parse_law(text)
    low, high = reach(law, 60.0)
    t = np.linspace(low - 1, high + 1, 5001)
    cdf = law.cdf(t)
    assert (np.diff(cdf) >= -1e-15).all()
    assert cdf[0] < 1e-20 and abs(cdf[-1] - 1) < 1e-15
    assert np.abs(cdf + law.survival(t) - 1).max() < 1e-15


@pytest.mark.parametrize("text", SMOOTH)
def test_density_integrates_to_the_cdf_and_to_one(text):
    law = parse_law(text)
    points, weights = np.polynomial.legendre.leggauss(40)
    low, high = reach(law, 40.0)
    edges = np.unique(np.concatenate([np.linspace(low, high, 200), [float(k) for k in law.kinks]]))
    half = np.diff(edges)[:, None] / 2
    masses = (half * weights * law.pdf(edges[:-1, None] + half * (1 + points))).sum(axis=1)
    assert np.abs(np.cumsum(masses) - law.cdf(edges[1:])).max() < 1e-13
    assert abs(masses.sum() - 1) < 1e-13


@pytest.mark.parametrize("text", SMOOTH)
def test_mean_is_the_integral_of_t_times_the_density(text):
    law = parse_law(text)
    points, weights = np.polynomial.legendre.leggauss(40)
    low, high = reach(law, 45.0)
    edges = np.unique(np.concatenate([np.linspace(low, high, 200), [float(k) for k in law.kinks]]))
    half = np.diff(edges)[:, None] / 2
    t = edges[:-1, None] + half * (1 + points)
    assert (half * weights * t * law.pdf(t)).sum() == pytest.approx(law.mean_value(), abs=1e-12)


@pytest.mark.parametrize("text", TEXTS)
def test_exact_mean(text):
    law = parse_law(text)
    if law.mean is None:
        assert law.name == "gumbel"
    else:
        assert isinstance(law.mean, Fraction) and law.mean_value() == float(law.mean)


def test_means_by_hand():
    assert parse_law("uniform(2,9/2)").mean == Fraction(13, 4)
    assert parse_law("discrete(-1,0,3; 1/2,1/3,1/6)").mean == 0
    assert parse_law("discrete(0,1; 1/4,3/4)").mean == Fraction(3, 4)
    assert parse_law("constant(-1/2)").mean == Fraction(-1, 2)
    assert Gumbel().mean_value() == np.euler_gamma
    assert parse_law("gumbel(1,2)").mean_value() == 1 + 2 * np.euler_gamma


@pytest.mark.parametrize("text", TEXTS)
def test_fact_symmetric_is_true_exactly_where_declared(text):
    law = parse_law(text)
    centre, offsets = law.mean_value(), np.linspace(0.013, reach(law, 20.0)[1] + 1, 401)
    gap = np.abs(law.cdf(centre - offsets) - law.survival(centre + offsets)).max()
    assert (gap < 1e-13) == law.facts.symmetric


@pytest.mark.parametrize("text", TEXTS)
def test_fact_bounded_agrees_with_the_support(text):
    law = parse_law(text)
    low, high = law.support
    assert law.facts.bounded == (low is not None and high is not None)
    if law.facts.bounded:
        assert law.survival(float(high)) == 0 and law.cdf(float(low) - 1e-9) == 0
        assert law.cdf(float(low) + 1e-3) > 0 and law.survival(float(high) - 1e-3) > 0


@pytest.mark.parametrize("text", SMOOTH)
def test_fact_positive_and_log_concave(text):
    law = parse_law(text)
    log_pdf = law.log_pdf(np.linspace(-50, 50, 2001))
    assert law.facts.positive == bool(np.isfinite(log_pdf).all())
    inside = law.log_pdf(grid(law)[1:-1])
    assert law.facts.log_concave == bool((np.diff(inside, 2) <= 1e-9).all())


@pytest.mark.parametrize("text", FINITE)
def test_a_law_with_atoms_declares_no_density(text):
    law = parse_law(text)
    assert law.atoms and not law.facts.density and not law.facts.positive and not law.facts.log_concave and not law.facts.analytic
    assert sum(weight for _, weight in law.atoms) == 1 and min(weight for _, weight in law.atoms) > 0
    points = [point for point, _ in law.atoms]
    assert points == sorted(set(points)) and law.kinks == tuple(points)
    with pytest.raises(LawError, match="no density"):
        law.pdf(0.0)


@pytest.mark.parametrize("text", SMOOTH)
def test_fact_analytic_means_no_kinks_and_a_strip(text):
    law = parse_law(text)
    assert not law.atoms
    assert law.facts.analytic == (law.kinks == ()) == math.isfinite(law.growth(0.01))


@pytest.mark.parametrize("text", FINITE)
def test_cdf_of_a_finite_law_jumps_by_the_weights(text):
    law = parse_law(text)
    for point, weight in law.atoms:
        jump = law.cdf(float(point)) - law.cdf(float(point) - 1e-9)
        assert jump == pytest.approx(float(weight), abs=1e-15)


@pytest.mark.parametrize("text", SMOOTH)
def test_growth_bounds_the_cdf_off_the_line(text):
    """|F(t + ia)| <= e^growth(a) F(t + shift), shift = -log cos a for Gumbel (whose growth is 0) and 0 else."""
    law = parse_law(text)
    if not law.facts.analytic:
        assert law.growth(1e-6) == math.inf
        return
    context = mpmath.MPContext()
    z = np.linspace(-3, 3, 13)
    formulas = {
        "gumbel": lambda u: context.exp(-context.exp(-u)), "gaussian": lambda u: context.erfc(-u / context.sqrt(2)) / 2,
        "logistic": lambda u: 1 / (1 + context.exp(-u)),
    }
    scale = float(law.scale)
    for a in (0.3, 0.9, 1.4):
        shift = -math.log(math.cos(a)) if law.name == "gumbel" else 0.0
        for u in z:
            off_line = float(abs(formulas[law.name](context.mpc(u, a))))
            assert off_line <= math.exp(law.growth(a * scale)) * law.cdf(float(law.location) + scale * (u + shift)) * (1 + 1e-12)


@pytest.mark.parametrize("text", TEXTS)
def test_both_arithmetics_agree(text):
    law = parse_law(text)
    context = mpmath.MPContext()
    context.dps = 30
    ops = precise(context)
    for t in (-2.75, -0.5, 0.0, 0.625, 2.25):
        assert float(law.cdf(context.mpf(t), ops)) == pytest.approx(float(law.cdf(t)), rel=1e-13, abs=1e-300)
        assert float(law.survival(context.mpf(t), ops)) == pytest.approx(float(law.survival(t)), rel=1e-12, abs=1e-300)
        if law.facts.density:
            assert float(law.pdf(context.mpf(t), ops)) == pytest.approx(float(law.pdf(t)), rel=1e-12, abs=1e-300)


def test_gumbel_convention():
    assert Gumbel().cdf(0.7) == pytest.approx(math.exp(-math.exp(-0.7)), rel=1e-15)
    assert parse_law("gumbel(1,2)").cdf(0.7) == pytest.approx(math.exp(-math.exp(-(0.7 - 1) / 2)), rel=1e-15)


def test_gaussian_takes_the_standard_deviation():
    law = Gaussian(0, 3)
    assert law.cdf(3.0) == pytest.approx(0.8413447460685429, rel=1e-15)
    assert law.pdf(0.0) == pytest.approx(1 / (3 * math.sqrt(2 * math.pi)), rel=1e-15)


@pytest.mark.parametrize("text", TEXTS)
def test_reach_cuts_the_named_tails(text):
    law = parse_law(text)
    low, high = reach(law, 30.0)
    assert law.cdf(low - 1e-6) <= math.exp(-30) * 1.001 and law.survival(high + 1e-6) <= math.exp(-30) * 1.001
    if not law.facts.bounded:
        assert float(law.log_cdf(low)) == pytest.approx(-30, rel=1e-6) and float(law.log_survival(high)) == pytest.approx(-30, rel=1e-6)


@pytest.mark.parametrize("given, value", [("0.1", Fraction(1, 10)), ("-3/6", Fraction(-1, 2)), (" +2 ", Fraction(2)), (7, Fraction(7)),
                                          ("0.5/0.25", None), (Fraction(2, 3), Fraction(2, 3)), ("1/0", None), ("1e5", None), ("1 2", None),
                                          (0.1, None), (True, None), (None, None), ("nan", None), ("", None), ("9" * 61, None)])
def test_exact_numbers(given, value):
    if value is None:
        with pytest.raises(LawError, match="here"):
            exact(given, "here")
    else:
        assert exact(given, "here") == value


def test_floats_are_refused_with_the_remedy():
    with pytest.raises(LawError, match=r"gaussian.*sd.*0\.1 \(float\).*Fraction"):
        Gaussian(0, 0.1)


@pytest.mark.parametrize("text, words", [
    ("gausian(0,1)", "did you mean gaussian"), ("cauchy", "known are gumbel"), ("gaussian(0)", r"write gaussian\(mean,sd\)"),
    ("gaussian(0,1,2)", "3 parameters"), ("gaussian(0,0)", "not positive"), ("gaussian(0,-1)", "not positive"), ("uniform", "0 parameters"),
    ("uniform(1,1)", "constant"), ("uniform(1,-1)", "not below"), ("rademacher(1)", "1 parameters"), ("constant", "0 parameters"),
    ("discrete", "at least one atom"), ("discrete(1,1)", "no atom twice"), ("discrete(1,2; 1/2,1/3)", "sum 5/6"),
    ("discrete(1,2; 3/2,-1/2)", "positive weights"), ("discrete(1,2; 1)", "2 atoms"), ("discrete(1,2;)", "2 atoms"),
    ("gumbel(x,1)", "location"),
    ("uniform(1,)", "parameter b"), ("", "cannot read"), ("gumbel(", "cannot read"), ("gumbel(0,1))", "cannot read"), ("1", "cannot read"),
    ("gumbel(0,(1))", "cannot read"), ("g" * 30_000, "at most"), (None, "at most"),
])
def test_bad_laws_are_refused(text, words):
    with pytest.raises(LawError, match=words):
        parse_law(text)


def test_parameters_are_exact():
    assert parse_law("uniform(-0.1, 0.2)") == Uniform(Fraction(-1, 10), Fraction(1, 5))
    assert parse_law(" Gumbel ( 0 , 1 ) ") == Gumbel()
    assert parse_law("discrete(2,-1)") == Discrete(("-1", "2"), ("1/2", "1/2"))
    assert parse_law("discrete(2,-1; 1/3,2/3)").atoms == ((-1, Fraction(2, 3)), (2, Fraction(1, 3)))


def test_noise_for_like_and_unlike_coordinates():
    assert parse_noise("gumbel", 3) == (Gumbel(),) * 3
    assert parse_noise("gumbel; discrete(0,1; 1/3,2/3); constant(2)", 3) == (
        Gumbel(), Discrete((0, 1), (Fraction(1, 3), Fraction(2, 3))), Constant(2),
    )


@pytest.mark.parametrize("text, dim, words", [
    ("gumbel; gumbel", 3, "2 laws for 3"), ("gumbel", 0, "positive integer"), ("gumbel", True, "positive integer"),
    ("gumbel", 2.0, "positive integer"),
    ("gumbel;", 2, "cannot read"), (3, 2, "not text"),
])
def test_bad_noise_is_refused(text, dim, words):
    with pytest.raises(LawError, match=words):
        parse_noise(text, dim)


def test_a_law_is_immutable():
    with pytest.raises(AttributeError):
        Gumbel().scale = Fraction(2)
