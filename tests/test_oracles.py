"""The truths of oracles.py against SciPy's integrals first; then every engine against the truths."""

import math
import os
import re
from fractions import Fraction

import numpy as np
import oracle_integrals as integrals
import oracles_exact as exact
import pytest
from flint import arb, ctx, fmpq
from mpmath import mpf, nstr, workdps
from oracle_cases import CASES, WORK

from verifier.laws import LAWS, LawError
from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax, TieError

DIGITS = (10, 25, 50) if os.environ.get("VERIFIER_PROFILE") == "thorough" else (20,)
CLOSE = 2e-9
ABSOLUTE, RELATIVE, SMALLEST = 4e-15, 1e-13, 1e-30
NOISES = ("gumbel", "gaussian(0,1)", "logistic", "laplace", "uniform(-1,1)", "triangular(-1,0,1)", "exponential", "student_t(3)", "cauchy",
          "rademacher", "discrete(-1,0,2; 1/2,1/3,1/6)", "constant(3)")
each_case = pytest.mark.parametrize("case", CASES, ids=str)


# the truths themselves


def heavy(case):
    return any(law[2] for law in integrals.distributions(case))


@each_case
def test_a_truth_agrees_with_direct_integration(case):
    truth = case.truth()
    if truth.vertices is not None:
        return check_finite(case, truth)
    p, value = (soft_heavy if heavy(case) else integrals.averages)(case) if case.kind == "softmax" else integrals.choices(case)
    assert np.abs(np.array(truth.probabilities, dtype=float) - p).max() < CLOSE
    if truth.value is not None:
        assert float(truth.value) == pytest.approx(value, abs=2e-7 if heavy(case) else CLOSE, rel=1e-12)
    if truth.normalised is not None:
        assert slope_of_normalised(case) == pytest.approx(float(truth.probabilities[0]), abs=1e-9)


def soft_heavy(case):
    """From Perturb-Argmax at the same theta, whose truth is checked on its own."""
    hard = next(other for other in CASES if other.kind == "argmax" and other.noise == case.noise and other.theta == case.theta).truth()
    first, more = integrals.averages_heavy(case)
    p = float(hard.probabilities[0]) + first
    return np.array([p, 1 - p]), None if hard.value is None else float(hard.value) + more


def slope_of_normalised(case):
    """dF/dtheta_1 by a difference of the formula, whose F(0) must be 0."""
    import oracles
    import oracles_softmax
    from mpmath import mp

    formula = oracles.cauchy_pair if case.kind == "argmax" else oracles_softmax.cauchy_softmax_pair
    x, s = mpf((case.theta[0] - case.theta[1]).numerator) / (case.theta[0] - case.theta[1]).denominator, mpf(9) / 4 if ";" in case.noise else mpf(2)
    assert abs(formula(mpf(0), s)[1]) < 1e-14
    return float(mp.diff(lambda u: formula(u, s)[1], x))


def check_finite(case, truth):
    """Every outcome once more, by indices; with atoms at +-1 also the sorted formula. The vertices bound each p_i between strict and weak wins."""
    laws = [dict(law[0]) for law in integrals.distributions(case)]
    total, wins, ties = 0.0, np.zeros(len(laws)), np.zeros(len(laws))
    for cell in np.ndindex(*map(len, laws)):
        points = [list(law)[k] for law, k in zip(laws, cell)]
        weight, x = math.prod(law[g] for law, g in zip(laws, points)), np.array(case.theta, dtype=float) + points
        total += weight * x.max()
        ties += weight * (x == x.max())
        wins += weight * (x == x.max()) * ((x == x.max()).sum() == 1)
    assert total == pytest.approx(float(truth.value), abs=1e-13)
    corners = np.array(sorted(truth.vertices), dtype=float)
    assert corners.min(axis=0) == pytest.approx(wins, abs=1e-13) and corners.max(axis=0) == pytest.approx(ties, abs=1e-13)
    assert (truth.probabilities is not None) == (len(corners) == 1)
    if case.noise == "rademacher":
        assert exact.rademacher_value(case.theta) == truth.value


def test_the_gaussian_hessian_of_three_is_the_slope_of_p():
    (case,) = [case for case in CASES if case.truth().hessian and case.noise == "gaussian(0,1); gaussian(0,2); gaussian(0,1/4)"]
    from dataclasses import replace

    step = Fraction(1, 2**12)
    for k in range(3):
        up, down = (integrals.choices(replace(case, theta=tuple(t + s * (j == k) for j, t in enumerate(case.theta))))[0] for s in (step, -step))
        assert (up - down) / float(2 * step) == pytest.approx([float(row[k]) for row in case.truth().hessian], abs=1e-6)


@each_case
def test_the_numbers_of_a_truth_fit_together(case):
    """Probabilities sum to 1 within the digits that the truth claims."""
    truth = case.truth()
    if truth.probabilities is not None:
        with workdps(WORK):
            assert abs(sum(truth.probabilities) - 1) <= (0 if truth.digits is None else mpf(10) ** -truth.digits)


def test_every_law_has_truths_for_both_models():
    for kind in ("argmax", "softmax"):
        named = {re.match("[a-z_]+", part.strip())[0] for case in CASES if case.kind == kind
                 for part in re.split(r";(?![^()]*\))", case.noise)}
        assert set(LAWS) - ({"triangular"} if kind == "softmax" else set()) <= named


# float64


def model_of(case):
    model = PerturbArgmax if case.kind == "argmax" else PerturbSoftmax
    return model(case.noise, len(case.theta), **({} if case.temperature == 1 else {"temperature": case.temperature}))


def error_of(found, truth):
    """The difference of a float from the truth, in units of 4e-15 max(1, |truth|)."""
    difference = Fraction(float(found)) - truth if isinstance(truth, Fraction) else mpf(float(found)) - truth
    return abs(float(difference)) / (ABSOLUTE * max(1.0, abs(float(truth))))


@each_case
def test_float64(case):
    truth, model, theta = case.truth(), model_of(case), np.array(case.theta, dtype=float)
    if truth.value is not None:
        assert error_of(model.value(theta), truth.value) <= 1
    if truth.normalised is not None:
        assert error_of(model.normalised(theta), truth.normalised) <= 1
        with pytest.raises((LawError, ModelError), match="normalised"):
            model.value(theta)
    if truth.vertices is not None and len(truth.vertices) > 1:
        with pytest.raises(TieError):
            model.probabilities(theta)
    else:
        check_float64(model.probabilities(theta), truth.probabilities)
    if truth.hessian is not None:
        assert np.abs(model.hessian(theta) - np.array(truth.hessian, dtype=float)).max() <= ABSOLUTE


def check_float64(found, truth):
    assert found.shape == (len(truth),)
    for entry, right in zip(found, truth):
        assert error_of(entry, right) <= 1, f"{entry} for {float(right)}"
        assert right < SMALLEST or abs(float(entry / float(right) - 1)) <= RELATIVE, f"{entry} for {float(right)}"


@pytest.mark.parametrize("dim", [1, 2, 7])
@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("model", [PerturbArgmax, PerturbSoftmax])
def test_equal_entries_get_equal_chances(model, noise, dim):
    if model is PerturbArgmax and dim > 1 and noise in ("rademacher", "discrete(-1,0,2; 1/2,1/3,1/6)", "constant(3)"):
        with pytest.raises(TieError):
            model(noise, dim).probabilities(np.zeros(dim))
    else:
        check_float64(model(noise, dim).probabilities(np.full(dim, 0.5)), [Fraction(1, dim)] * dim)


# balls


def contains(ball, truth, digits):
    """Whether the ball meets the truth, a Fraction or a number known to `digits` digits."""
    if digits is None:
        return ball.is_finite() and ball.contains(fmpq(truth.numerator, truth.denominator))
    with workdps(WORK):
        known = arb(nstr(truth, digits + 5)) * arb(1, nstr(mpf(10) ** -digits))
    return ball.is_finite() and ball.overlaps(known)


def sharp(ball, digits, least=0):
    """Whether the radius is at most 10^-digits of the ball, or of `least` if that is more."""
    return bool(ball.rad() <= arb(10) ** -digits * arb_max(abs(ball).upper(), least) * (1 + arb(10) ** -9))


def arb_max(one, other):
    return one if bool(one > other) else arb(other)


@pytest.mark.parametrize("digits", DIGITS)
@each_case
def test_enclosed(case, digits):
    truth, model = case.truth(), model_of(case).enclosed(digits)
    ctx.prec = 400
    if truth.value is not None:
        check_ball(model.value(case.theta), truth.value, truth, digits, 1)
    if truth.normalised is not None:
        check_ball(model.normalised(case.theta), truth.normalised, truth, digits, 1)
        with pytest.raises((LawError, ModelError), match="normalised"):
            model.value(case.theta)
    if truth.vertices is not None and len(truth.vertices) > 1:
        with pytest.raises(TieError):
            model.probabilities(case.theta)
        return
    for ball, right in zip(model.probabilities(case.theta), truth.probabilities, strict=True):
        check_ball(ball, right, truth, digits, 0)


def check_ball(ball, right, truth, digits, least):
    assert contains(ball, right, truth.digits), f"{ball} does not contain {right}"
    assert sharp(ball, digits, least), f"{ball} is wider than 10^-{digits}"
    if truth.digits is None and right in (0, 1):
        assert ball.is_exact() or least


@pytest.fixture(autouse=True)
def precision():
    """The ball context as it was."""
    before = ctx.prec
    yield
    ctx.prec = before


# rationals


@pytest.mark.parametrize("case", [case for case in CASES if case.rational], ids=str)
def test_exact(case):
    truth, model = case.truth(), model_of(case).exact()
    assert model.value(case.theta) == truth.value
    if truth.vertices is not None:
        assert set(map(tuple, model.subdifferential(case.theta).vertices)) == truth.vertices
    if truth.probabilities is None:
        with pytest.raises(TieError):
            model.probabilities(case.theta)
    else:
        assert tuple(model.probabilities(case.theta)) == truth.probabilities
