"""Laws: every declared fact against the law's own formulas, and every refusal."""

import math
import warnings
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb

from verifier.laws import LAWS, LawError, exact, parse_law, parse_noise, reach
from verifier.laws.arithmetic import precise
from verifier.laws.constant import Constant
from verifier.laws.discrete import Discrete
from verifier.laws.gaussian import Gaussian
from verifier.laws.gumbel import Gumbel
from verifier.laws.uniform import Uniform

TEXTS = (
    "gumbel", "gumbel(-1/3,2)", "gaussian(0,1)", "gaussian(1/2,1/5)", "uniform(-1,1)", "uniform(2,9/2)", "rademacher",
    "discrete(-1,0,3; 1/2,1/3,1/6)", "constant(-1/2)", "logistic", "logistic(1,1/4)", "laplace", "laplace(-2,3)", "triangular(-1,1)",
    "triangular(0,1/3,2)", "triangular(0,2,2)", "exponential", "exponential(-2,1/3)", "student_t(9/2)", "student_t(30,1,1/2)", "student_t(2)",
    "cauchy", "cauchy(1/3,3)", "rademacher(1/3,2)",
)
SMOOTH = tuple(text for text in TEXTS if parse_law(text).facts.density)
FINITE = tuple(text for text in TEXTS if not parse_law(text).facts.density)


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


def test_means_by_hand():
    assert parse_law("uniform(2,9/2)").mean == Fraction(13, 4)
    assert parse_law("discrete(-1,0,3; 1/2,1/3,1/6)").mean == 0
    assert parse_law("discrete(0,1; 1/4,3/4)").mean == Fraction(3, 4)
    assert parse_law("constant(-1/2)").mean == Fraction(-1, 2)
    assert Gumbel().mean_value() == np.euler_gamma
    assert parse_law("gumbel(1,2)").mean_value() == 1 + 2 * np.euler_gamma


@pytest.mark.parametrize("text", FINITE)
def test_a_law_with_atoms_declares_no_density(text):
    law = parse_law(text)
    assert law.atoms and not law.facts.density and not law.facts.positive and not law.facts.log_concave and not law.facts.analytic
    assert sum(weight for _, weight in law.atoms) == 1 and min(weight for _, weight in law.atoms) > 0
    points = [point for point, _ in law.atoms]
    assert points == sorted(set(points)) and law.kinks == tuple(points)
    with pytest.raises(LawError, match="no density"):
        law.pdf(0.0)


def test_growth_is_known_where_a_strip_is():
    for text in SMOOTH:
        assert math.isfinite(parse_law(text).growth(0.01)) == (parse_law(text).strip_ball(arb(0.01)) is not None)


@pytest.mark.parametrize("text", [text for text in SMOOTH if math.isfinite(parse_law(text).growth(0.01))])
def test_growth_bounds_the_cdf_off_the_line(text):
    """|F(t + ia)| <= e^growth(a) F(t + shift), shift = -log cos a for Gumbel (whose growth is 0) and 0 else."""
    law = parse_law(text)
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


def test_laws_without_a_mean_say_so():
    for text in ("cauchy", "student_t(1)", "student_t(1/2)"):
        law = parse_law(text)
        assert law.mean is None and law.facts.moments <= 1
        for ask in (law.mean_value, law.mean_ball):
            with pytest.raises(LawError, match="no mean"):
                ask()
    assert parse_law("student_t(11/10,3,1)").mean == 3 and parse_law("triangular(0,1,5)").mean == 2 and parse_law("exponential(1,2)").mean == 3


@pytest.mark.parametrize("text", TEXTS)
def test_mean_in_three_arithmetics(text):
    law = parse_law(text)
    if law.facts.moments > 1:
        context = mpmath.MPContext()
        assert law.mean_ball().overlaps(arb(law.mean_value()) + arb(0, 1e-15))
        assert float(law.mean_value(precise(context))) == pytest.approx(law.mean_value(), rel=1e-15, abs=1e-300)


@pytest.mark.parametrize("text", ["student_t(9/2)", "cauchy", "exponential", "triangular(0,1/3,2)", "uniform(2,9/2)", "gumbel", "gaussian(1/2,1/5)"])
@pytest.mark.parametrize("t", [-1e300, -1e6, 1e6, 1e300])
def test_far_out_there_is_no_warning_and_no_nan(text, t):
    law = parse_law(text)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for answer in (law.log_cdf, law.log_survival, law.log_pdf, law.cdf, law.survival, law.pdf):
            assert not np.isnan(answer(t)) and not np.isnan(answer(np.array([t, 0.0]))).any()


def test_student_with_one_degree_of_freedom_is_cauchy():
    t = np.linspace(-50, 50, 101)
    assert np.abs(parse_law("student_t(1)").log_cdf(t) - parse_law("cauchy").log_cdf(t)).max() == 0
    assert np.abs(parse_law("student_t(1)").log_pdf(t) - parse_law("cauchy").log_pdf(t)).max() < 1e-14


def test_parameters_beyond_float64_are_refused_there_and_only_there():
    huge, tiny = Gaussian(10**400, 1), Gaussian(0, Fraction(1, 10**400))
    for law in (huge, tiny):
        with pytest.raises(LawError, match="range of float64"):
            law.log_cdf(0.5)
    assert huge.cdf_ball(arb(0)).upper() < 1e-300 and tiny.cdf_ball(arb(1)).contains(1)


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
    assert law.support[0] is not None or float(law.log_cdf(low)) == pytest.approx(-30, rel=1e-6)
    assert law.support[1] is not None or float(law.log_survival(high)) == pytest.approx(-30, rel=1e-6)


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
    ("gausian(0,1)", "did you mean gaussian"), ("zeta", "known are gumbel"), ("gaussian(0)", r"write gaussian\(mean,sd\)"),
    ("gaussian(0,1,2)", "3 parameters"), ("gaussian(0,0)", "not positive"), ("gaussian(0,-1)", "not positive"), ("uniform", "0 parameters"),
    ("uniform(1,1)", "constant"), ("uniform(1,-1)", "not below"), ("rademacher(1)", "1 parameters"), ("constant", "0 parameters"),
    ("discrete", "at least one atom"), ("discrete(1,1)", "no atom twice"), ("discrete(1,2; 1/2,1/3)", "sum 5/6"),
    ("discrete(1,2; 3/2,-1/2)", "positive weights"), ("discrete(1,2; 1)", "2 atoms"), ("discrete(1,2;)", "2 atoms"),
    ("gumbel(x,1)", "location"), ("cauchy(0,0)", "scale 0 is not positive"), ("cauchy(0,-1)", "not positive"),
    ("cauchy(1)", r"cauchy\(location,scale\) or cauchy"),
    ("exponential(1)", "exponential"), ("exponential(0,0)", "not positive"), ("exponential(nan,1)", "parameter location"),
    ("student_t", r"0 parameters given; write student_t\(nu,location,scale\) or student_t\(nu\)"), ("student_t(3,0)", "2 parameters"),
    ("student_t(0)", "nu = 0 is not positive"), ("student_t(-1/2)", "not positive"), ("student_t(nan)", "parameter nu"),
    ("student_t(3,0,0)", "scale 0"),
    ("student_t(10001)", "gaussian"), ("student_t(1/1001)", "not within"), ("student_t(inf)", "parameter nu"),
    ("triangular", "0 parameters"), ("triangular(1)", "1 parameters"), ("triangular(1,1)", r"constant\(1\)"), ("triangular(0,3,2)", "mode = 3"),
    ("triangular(2,1)", "not below"), ("triangular(0,x)", "parameter high"), ("triangular(0,x,1)", "parameter mode"),
    ("gumbel(0;1)", "no semicolon"), ("rademacher(0,0)", "not positive"),
    ("uniform(1,)", "parameter b"), ("", "cannot read"), ("gumbel(", "cannot read"), ("gumbel(0,1))", "cannot read"), ("1", "cannot read"),
    ("gumbel(0,(1))", "cannot read"), ("g" * 30_000, "at most"), (None, "at most"),
])
def test_bad_laws_are_refused(text, words):
    with pytest.raises(LawError, match=words):
        parse_law(text)


def test_parameters_are_exact():
    assert parse_law("uniform(-0.1, 0.2)") == Uniform(Fraction(-1, 10), Fraction(1, 5))
    assert parse_law(" Gumbel ( 0 , 1 ) ") == Gumbel()
    assert parse_law("triangular(-1,3)") == parse_law("triangular(-1,1,3)") and parse_law("student_t(5/2)") == parse_law("student_t(2.5, 0, 1)")
    assert parse_law("cauchy") == parse_law("cauchy(0,1)") and parse_law("exponential") == parse_law("exponential(0,1)")
    assert parse_law("rademacher(1/3,2)").atoms == ((Fraction(-5, 3), Fraction(1, 2)), (Fraction(7, 3), Fraction(1, 2)))
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
