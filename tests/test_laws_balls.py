"""The ball formulas of the laws: they hold the truth, are narrow, agree with each other at two precisions and with float64."""

import math
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from flint import acb, arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.laws import LAWS, LawError, parse_law
from verifier.laws.balls import within_unit
from verifier.laws.special_balls import bessel_k, exponential_integral, rising_series

TEXTS = (
    "gumbel", "gumbel(-1/3,2)", "gaussian", "gaussian(1/2,1/5)", "logistic", "logistic(1,1/4)", "laplace", "laplace(-2,3)", "uniform(-1,1)",
    "uniform(1/3,5/7)", "triangular(-1,1)", "triangular(0,1/3,2)", "triangular(0,0,1)", "triangular(1/7,2,2)", "exponential", "exponential(-2,1/3)",
    "student_t(3)", "student_t(5/2)", "student_t(1/10)", "student_t(40,1/3,1/7)", "student_t(2)", "cauchy", "cauchy(1/3,3)",
    "rademacher", "rademacher(1/3,2)", "discrete(-1,0,3; 1/2,1/3,1/6)", "constant(-1/2)",
)
SMOOTH = tuple(text for text in TEXTS if parse_law(text).facts.density)
CLOSED = (
    "gumbel", "gumbel(1/2,1)", "uniform(-1,1)", "uniform(1/3,5/7)", "logistic", "logistic(-1,1)", "laplace", "laplace(0,3)", "laplace(1,1/20)",
    "exponential", "exponential(1,7/3)", "exponential(0,1/50)",
)
RATIONALS = st.fractions(min_value=-60, max_value=60, max_denominator=1000)


def ball(q):
    return arb(fmpq(q.numerator, q.denominator))


def precisely(bits, function, number, *rest):
    """The function of a rational, or of a numeral, at a precision."""
    with ctx.workprec(bits):
        return function(arb(number) if isinstance(number, str) else ball(number), *rest)


def piece_of(law, t):
    return sum(1 for kink in law.kinks if ball(kink) < t)


def points(law):
    """Floats near the location, near the kinks and the ends of the support, and far out."""
    centre, scale = float(law.location), float(law.scale)
    offsets = np.concatenate([np.linspace(-40, 40, 61), np.logspace(-9, 6, 16), -np.logspace(-9, 6, 16), [1e150, -1e150, 1e300, -1e300]])
    near = [float(kink) + scale * sign * 10.0**-k for kink in law.kinks for sign in (-1, 1) for k in range(1, 15, 3)]
    return np.concatenate([centre + scale * offsets, near])


def true_log(mass, rest):
    """log of a probability, from the other one where that is smaller."""
    return (-rest).log1p() if rest < 0.5 else mass.log()


def test_every_law_is_among_the_examples():
    assert {parse_law(text).name for text in TEXTS} == set(LAWS)


@pytest.mark.parametrize("text", TEXTS)
def test_float64_is_right_to_a_few_units_in_the_last_place(text):
    """Relative to log F and log(1 - F) themselves, beyond what the rounding of (t - location) / scale and of exp(-z) costs."""
    law = parse_law(text)
    grid = points(law)
    with np.errstate(all="raise", under="ignore"):
        found = law.log_cdf(grid), law.log_survival(grid)
    with ctx.workprec(320):
        for t, *logs in zip(grid, *found):
            cdf, survival = law.cdf_ball(arb(t)), law.survival_ball(arb(t))
            for mass, rest, log in ((cdf, survival, logs[0]), (survival, cdf, logs[1])):
                close(law, t, mass, rest, log)


def close(law, t, mass, rest, log):
    assert not math.isnan(log)
    if not law.facts.density and any(abs(t - float(point)) < 1e-12 for point, _ in law.atoms):
        return
    if mass == 0:
        assert log == -math.inf
    elif not rest > 0 or rest.upper() < 1e-290:
        assert abs(log) < 1e-75
    elif mass > 0 and mass.rel_accuracy_bits() > 100:
        truth = true_log(mass, rest)
        if abs(truth) < 1e300:
            density = law.density_ball(arb(t), piece_of(law, arb(t))) if law.facts.density else arb(0)
            condition = abs(float((arb(t) - ball(law.location)) * density / (mass * truth)))
            relative = abs(float((arb(log) - truth) / truth))
            assert relative < 4e-15 + 4e-16 * condition, (t, log, condition)


@pytest.mark.parametrize("text", SMOOTH)
def test_float64_density(text):
    law = parse_law(text)
    grid = points(law)
    with np.errstate(all="raise", under="ignore"):
        logs = law.log_pdf(grid)
    with ctx.workprec(320):
        for t, log in zip(grid, logs):
            density = law.density_ball(arb(t), piece_of(law, arb(t)))
            if density == 0:
                assert log == -math.inf or any(float(kink) == t for kink in law.kinks)
            elif density > 0 and density.rel_accuracy_bits() > 100 and abs(density.log()) < 1e300:
                slope = abs(float((density.log() - law.density_ball(arb(t) * (1 + arb(2) ** -60), piece_of(law, arb(t))).log()) * 2**60))
                assert abs(float(arb(log) - density.log())) < 2e-15 * (1 + abs(float(density.log()))) + 1e-15 * slope, t


@pytest.mark.parametrize("text", TEXTS)
@given(x=RATIONALS, bits=st.integers(32, 200))
@settings(max_examples=15)
def test_two_precisions_overlap_and_the_two_sides_make_one(text, x, bits):
    law = parse_law(text)
    for name in ("cdf_ball", "survival_ball"):
        coarse, fine = precisely(bits, getattr(law, name), x), precisely(400, getattr(law, name), x)
        assert coarse.is_finite() and coarse.overlaps(fine) and coarse >= 0 and coarse.upper() < 1.001
        assert coarse == 0 or coarse.rel_accuracy_bits() > bits - 24 or coarse.rad() < 2.0 ** (12 - bits) or x in law.kinks
    assert (law.cdf_ball(ball(x)) + law.survival_ball(ball(x))).overlaps(arb(1))


@pytest.mark.parametrize("text", TEXTS)
@given(x=RATIONALS, radius=st.sampled_from([Fraction(1, 10**9), Fraction(1, 7), Fraction(3), Fraction(100)]),
       part=st.fractions(-1, 1, max_denominator=50))
@settings(max_examples=15)
def test_a_wide_ball_holds_the_values_of_its_points(text, x, radius, part):
    law = parse_law(text)
    wide, inner = arb(ball(x).mid(), (ball(radius) * 1.001).upper()), ball(x + part * radius * Fraction(999, 1000))
    for name in ("cdf_ball", "survival_ball"):
        whole = getattr(law, name)(wide)
        assert whole.is_finite() and whole.contains(getattr(law, name)(inner).mid()) and whole >= 0
        ends = [getattr(law, name)(end) for end in (wide.lower(), wide.upper())]
        assert 2 * whole.rad() <= abs(ends[0] - ends[1]).upper() * 40 + 1e-12
    assert not law.excess_ball(wide) < law.excess_ball(inner).lower() * (1 - arb(2) ** -30)
    assert not law.shortfall_ball(wide) < law.shortfall_ball(inner).lower() * (1 - arb(2) ** -30)


@pytest.mark.parametrize("text", TEXTS)
def test_not_a_number_and_the_ends_of_the_line(text):
    law = parse_law(text)
    assert law.cdf_ball(arb.nan()).is_nan() and law.survival_ball(arb.nan()).is_nan()
    assert law.cdf_ball(arb.pos_inf()) == 1 and law.survival_ball(arb.pos_inf()) == 0
    assert law.cdf_ball(arb.neg_inf()) == 0 and law.survival_ball(arb.neg_inf()) == 1
    whole = law.cdf_ball(arb(0, math.inf))
    assert whole >= 0 and whole.contains(arb(0)) and whole.contains(arb(1)) and whole.upper() < 1.001
    assert not law.excess_ball(arb.nan()) < 1 and law.excess_ball(arb.nan()).is_nan() or law.mean is None


@pytest.mark.parametrize("text", SMOOTH)
def test_the_density_is_the_derivative_of_the_cdf_on_every_piece(text):
    """By acb.integral of the density's continuation between points of a piece."""
    law = parse_law(text)
    ends = [law.location - 3 * law.scale, *law.kinks, law.location + 3 * law.scale]
    ends = sorted(set(ends))
    with ctx.workprec(128):
        for low, high in pairwise(ends):
            piece = piece_of(law, ball((low + high) / 2))
            found = acb.integral(lambda z, _, k=piece: law.density_ball(z, k), acb(ball(low)), acb(ball(high))).real
            assert found.rad() < 1e-20 and found.overlaps(law.cdf_ball(ball(high)) - law.cdf_ball(ball(low)))


@pytest.mark.parametrize("text", SMOOTH)
def test_a_disc_holds_the_density_at_its_points_or_is_not_finite(text):
    law = parse_law(text)
    for piece in range(len(law.kinks) + 1):
        for centre in (-3, Fraction(1, 3), 7):
            for radius in (Fraction(1, 10), 1, 4):
                c, r = ball(law.location + law.scale * Fraction(centre)), ball(law.scale * Fraction(radius))
                disc = law.density_ball(acb(arb(c.mid(), r.upper()), arb(0, r.upper())), piece)
                for turn in range(5):
                    z = acb(c) + acb(r) * acb(0, arb(turn)).exp() * arb(0.99)
                    assert not disc.is_finite() or disc.overlaps(law.density_ball(z, piece))


@pytest.mark.parametrize("text, singular", [
    ("logistic", 3.1416), ("logistic(1,1/4)", 0.7854), ("cauchy", 1.0), ("cauchy(1/3,3)", 3.0), ("student_t(2)", 1.4143), ("student_t(5/2)", 1.5812),
    ("student_t(1/10)", 0.3163), ("student_t(3)", 1.7321),
])
def test_discs_that_meet_a_singularity_or_cut_are_not_finite(text, singular):
    law = parse_law(text)
    centre = float(law.location)
    for sign in (-1, 1):
        assert not law.density_ball(acb(arb(centre, 1e-3), arb(sign * singular, 1e-3)), 0).is_finite()
        assert law.density_ball(acb(arb(centre, 1e-3), arb(sign * singular * 0.9, 1e-3)), 0).is_finite()
    if text in ("student_t(2)", "student_t(5/2)", "student_t(1/10)"):
        assert not law.density_ball(acb(arb(centre, 1e-3), arb(3 * singular, 1e-3)), 0).is_finite()


@pytest.mark.parametrize("text", ["cauchy", "student_t(3)", "student_t(5/2)", "student_t(2)"])
def test_wide_boxes_beside_the_cut_are_finite_and_hold_the_density(text):
    """Although the squares of their points surround 0; on both sides, so that a factor of the wrong branch would be seen."""
    law = parse_law(text)
    for sign in (-1, 1):
        box = law.density_ball(acb(sign * arb(12.5, 7.5), arb(0, 15)), 0)
        assert box.is_finite()
        for x in (5.5, 12.5, 19.5):
            for y in (-14.5, 0, 14.5):
                direct = (1 + acb(x, y) ** 2 / arb(str(float(getattr(law, "nu", 1))))).pow(-arb(float(getattr(law, "nu", 1)) + 1) / 2)
                point = law.density_ball(acb(sign * x, sign * y), 0)
                assert box.contains(point) and point.overlaps(direct * law.density_ball(arb(0), 0)), (x, y)


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_are_counted(text):
    law = parse_law(text)
    for piece in (-1, len(law.kinks) + 1):
        with pytest.raises(LawError, match="piece"):
            law.density_ball(arb(0), piece)


@pytest.mark.parametrize("text", SMOOTH)
def test_excess_and_shortfall_bound_the_tails_and_are_not_far_off(text):
    """E max(gamma - T, 0) is the integral of the survival function beyond T; here summed over a grid in mpmath."""
    law = parse_law(text)
    for z in (-6, -1, 0, Fraction(1, 2), 1, 3, 10):
        bounds = law.excess_ball(ball(law.location + law.scale * z)), law.shortfall_ball(ball(law.location + law.scale * z))
        if law.facts.moments <= 1:
            assert not any(bound.is_finite() for bound in bounds)
            continue
        place = float(law.location + law.scale * z)
        sides = (lambda s, at=place: law.survival(at + s)), (lambda s, at=place: law.cdf(at - s))
        for bound, side in zip(bounds, sides):
            truth = tail_integral(side, float(law.scale))
            assert bound.is_exact() and truth <= float(bound) * (1 + 1e-6) + 1e-300 and float(bound) <= 2.5 * truth + 1e-12


def tail_integral(side, scale):
    """The integral of side over (0, inf), by panels that double in length."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    edges = scale * np.concatenate([np.linspace(0, 20, 400), 20 * 2.0 ** np.arange(1, 60)])
    half = np.diff(edges)[:, None] / 2
    return float((half * weights * side(edges[:-1, None] + half * (1 + nodes))).sum())


def test_excess_refuses_nothing_but_is_exact_by_hand():
    with ctx.workprec(128):
        assert abs(parse_law("gaussian").excess_ball(arb(0)) - 1 / (2 * arb.pi()).sqrt()) < 1e-35
        assert abs(parse_law("exponential").shortfall_ball(arb(1)) - arb(-1).exp()) < 1e-35
        assert abs(parse_law("uniform(-1,1)").excess_ball(arb(0)) - arb(1) / 4) < 1e-35
        assert abs(parse_law("rademacher").shortfall_ball(arb(3)) - 3) < 1e-35
        assert abs(parse_law("triangular(-1,1)").excess_ball(arb(0)) - arb(1) / 6) < 1e-35


@pytest.mark.parametrize("z", ["-999", "-1001", "-374999", "-1000000.5", "-1e9"])
@pytest.mark.parametrize("bits", [64, 300])
def test_the_far_left_tail_of_the_gaussian_law(z, bits):
    """Mills' ratio lies between |z| / (z^2 + 1) and 1 / |z|; and a wide ball holds the values at its ends."""
    found, density = (precisely(bits, f, z) for f in (parse_law("gaussian").cdf_ball, parse_law("gaussian").density_ball))
    with ctx.workprec(bits + 60):
        size = -arb(z)
        assert found.rel_accuracy_bits() > bits - 25 and not found > density / size and not found < density * size / (size**2 + 1)
        wide = parse_law("gaussian").cdf_ball(arb(z) + arb(0, 1) / 1000)
        assert all(wide.overlaps(parse_law("gaussian").cdf_ball(arb(z) + end)) for end in (-arb(1) / 1000, arb(0), arb(1) / 1001))


def smoothed_by_quadrature(law, u):
    """M and D from their definitions: acb.integral between the kinks, and at most the mass of the tails outside."""
    low, high = law.location - 60 * law.scale, law.location + 60 * law.scale
    ends = sorted({low, high, *(low + k * (high - low) / 40 for k in range(40)), *law.kinks})
    outside = (law.cdf_ball(ball(low)) + law.survival_ball(ball(high))) * arb(0, 1)
    m = d = outside
    for left, right in pairwise(ends):
        piece, window = piece_of(law, ball((left + right) / 2)), (acb(ball(left)), acb(ball(right)))
        m += acb.integral(lambda x, _, k=piece: law.density_ball(x, k) * (-u * x.exp()).exp(), *window).real
        d += acb.integral(lambda x, _, k=piece: law.density_ball(x, k) * u * (x - u * x.exp()).exp(), *window).real
    return m, d


@pytest.mark.parametrize("text", CLOSED)
@pytest.mark.parametrize("u", ["1/1000", "1/3", "7", "40"])
def test_smoothed_formulas_against_quadrature_of_their_definition(text, u):
    law = parse_law(text)
    with ctx.workprec(120):
        u = ball(Fraction(u))
        for found, truth in zip(law.smoothed_ball(u), smoothed_by_quadrature(law, u)):
            assert found.rel_accuracy_bits() > 80 and truth.rad() < 1e-18 and found.overlaps(truth)


@pytest.mark.parametrize("text", ["rademacher(1/3,2)", "discrete(-1,0,3; 1/2,1/3,1/6)", "constant(1/2)"])
def test_smoothed_formulas_of_finite_laws_are_sums(text):
    law, u = parse_law(text), ball(Fraction(3, 7))
    rates = [(ball(weight), u * ball(point).exp()) for point, weight in law.atoms]
    truth = sum(w * (-r).exp() for w, r in rates), sum(w * r * (-r).exp() for w, r in rates)
    assert all(found.overlaps(true) and found.rel_accuracy_bits() > 45 for found, true in zip(law.smoothed_ball(u), truth))


@pytest.mark.parametrize("text", CLOSED)
@pytest.mark.parametrize("bits", [53, 128, 600])
def test_smoothed_formulas_keep_their_relative_accuracy_in_both_tails(text, bits):
    law = parse_law(text)
    for u in ("1e-100", "1e-20", "1e-3", "0.7", "3", "11", "50", "120", "403"):
        coarse, fine = precisely(bits, law.smoothed_ball, u), precisely(2 * bits + 200, law.smoothed_ball, u)
        for found, better in zip(coarse, fine):
            assert found.overlaps(better) and found.rel_accuracy_bits() > bits - 36
        wide = law.smoothed_ball(arb(u) * arb(1, 1e-3))
        assert all(whole.contains(better.mid()) for whole, better in zip(wide, fine))


def test_laws_without_a_closed_form_say_so():
    for text in ("gaussian", "cauchy", "student_t(3)", "triangular(-1,1)", "gumbel(0,2)", "logistic(0,1/2)"):
        assert parse_law(text).smoothed_ball(arb(1)) is None


@given(u=st.fractions(min_value=Fraction(1, 100), max_value=700, max_denominator=100), s=st.fractions(min_value=0, max_value=60, max_denominator=9),
       bits=st.integers(30, 500))
@settings(max_examples=60)
def test_exponential_integrals_against_python_flint_at_high_precision(u, s, bits):
    found = precisely(bits, exponential_integral, u, s)
    truth = precisely(4000, lambda x: x.expint(ball(s)), u)
    assert truth.rel_accuracy_bits() > 1000 and found.overlaps(truth) and found.rel_accuracy_bits() > bits - 14


@given(u=st.fractions(min_value=0, max_value=600, max_denominator=100), a=st.fractions(min_value=Fraction(1, 50), max_value=90, max_denominator=50),
       bits=st.integers(30, 400))
@settings(max_examples=30)
def test_rising_series_against_python_flint(u, a, bits):
    found = precisely(bits, rising_series, u, a)
    truth = precisely(2500, lambda x: x.hypgeom_1f1(1, ball(a) + 1), u)
    assert truth.rel_accuracy_bits() > 500 and found.overlaps(truth) and found.rel_accuracy_bits() > bits - 14


@pytest.mark.parametrize("u, s", [("1e-50", 10**9), ("1", 10**12), ("50", 10**5), ("1e-3", 700)])
def test_exponential_integrals_of_high_order(u, s):
    """1 / (u + s) <= e^u E_s(u) <= 1 / (u + s - 1), and E_(s+1)(u) s = e^-u - u E_s(u).                     (DLMF 8.19.21, 8.19.12)"""
    with ctx.workprec(300):
        u, first, next_one = arb(u), exponential_integral(arb(u), Fraction(s)), exponential_integral(arb(u), Fraction(s + 1))
        assert first.rel_accuracy_bits() > 280 and not first * u.exp() * (u + s) < 1 and not first * u.exp() * (u + s - 1) > 1
        assert (next_one * s).overlaps((-u).exp() - u * first)


@given(x=st.fractions(min_value=Fraction(1, 100), max_value=700, max_denominator=100), order=st.integers(0, 1), bits=st.integers(30, 500))
@settings(max_examples=60)
def test_bessel_functions_against_mpmath_and_at_high_precision(x, order, bits):
    found = precisely(bits, bessel_k, x, order)
    truth = precisely(4000, lambda z: z.bessel_k(order), x)
    assert truth.rel_accuracy_bits() > 1000 and found.overlaps(truth) and found.rel_accuracy_bits() > bits - 14
    context = mpmath.MPContext()
    context.dps = 20
    assert abs(float(truth / arb(str(context.besselk(order, context.mpf(x.numerator) / x.denominator))) - 1)) < 1e-15


@pytest.mark.parametrize("text", ["gumbel", "gumbel(-1/3,2)", "gaussian", "gaussian(1/2,1/5)", "logistic", "logistic(1,1/4)"])
def test_strips(text):
    law = parse_law(text)
    for part in (Fraction(1, 10), Fraction(1), Fraction(3, 2)):
        a = ball(part * law.scale)
        factor, shift = law.strip_ball(a)
        for g in np.linspace(-6, 20, 27):
            real = ball(law.location) + ball(law.scale) * arb(g)
            off = law.density_ball(acb(real, a), 0)
            modulus, bound = abs(off), factor * law.density_ball(real - shift, 0)
            assert bound.is_finite() and not modulus > bound
    assert law.name == "gaussian" or not law.strip_ball(ball(4 * law.scale))[0].is_finite()
    assert parse_law("laplace").strip_ball(arb(1)) is None and parse_law("cauchy").strip_ball(arb(1)) is None


@pytest.mark.parametrize("text", TEXTS)
@given(factor=st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=60), by=RATIONALS, x=RATIONALS)
@settings(max_examples=10)
def test_scaled_and_shifted_laws(text, factor, by, x):
    law = parse_law(text)
    moved = law.scaled(factor).shifted(by)
    assert moved.kinks == tuple(factor * kink + by for kink in law.kinks)
    assert moved.cdf_ball(ball(factor * x + by)).overlaps(law.cdf_ball(ball(x))) or factor * x + by in moved.kinks
    assert moved.facts == law.facts and (law.mean is None or moved.mean == factor * law.mean + by)
    assert moved.support == tuple(None if end is None else factor * end + by for end in law.support)
    assert moved.atoms == tuple((factor * point + by, weight) for point, weight in law.atoms)


@pytest.mark.parametrize("factor", [0, -1, 0.5, "x", None])
def test_bad_factors_are_refused(factor):
    with pytest.raises(LawError, match="factor"):
        parse_law("gumbel").scaled(factor)


@given(low=st.floats(-2, 2), high=st.floats(-2, 2), bits=st.integers(32, 100))
def test_within_unit_keeps_what_lies_in_the_unit_interval(low, high, bits):
    with ctx.workprec(bits):
        x = arb(low).union(arb(high))
        kept = within_unit(x)
        for value in (0.0, 1e-9, 0.3, 1.0):
            assert not x.contains(arb(value)) or kept.contains(arb(value))
        assert x < 0 or kept >= 0


@pytest.mark.parametrize("text", TEXTS)
def test_cdf_pieces_are_the_cdf(text):
    law = parse_law(text)
    pieces = law.cdf_pieces()
    assert (pieces is None) == (law.name not in ("uniform", "triangular", "rademacher", "discrete", "constant"))
    if pieces:
        for x in (Fraction(k, 7) for k in range(-40, 40)):
            k = sum(1 for kink in law.kinks if kink <= x)
            value = sum((c * x**power for power, c in enumerate(pieces[k])), Fraction(0))
            assert law.cdf_ball(ball(x)).overlaps(ball(value))
