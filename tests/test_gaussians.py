"""Gaussian choices far behind: against the normal distribution, against the panels, and that each bound is needed."""

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import erfc, mp, mpf, nstr, workdps

from verifier.engines.balls.factors import PanelError
from verifier.models import ModelError, PerturbArgmax
from verifier.models.balls import gaussians
from verifier.models.balls.contest import Contest

SCALES = st.sampled_from([Fraction(x) for x in ("1", "1/2", "3", "7/5", "1/20")])


def contest(sds, theta):
    noise = "; ".join(f"gaussian(0,{sd})" for sd in sds)
    return Contest(PerturbArgmax(noise, len(theta)).laws, [Fraction(x) for x in theta])


def pair_truth(x, sds):
    """P(gamma_1 - gamma_2 > x)."""
    with workdps(60):
        spread = mp.sqrt(2 * sum(mpf(sd.numerator) ** 2 / mpf(sd.denominator) ** 2 for sd in sds))
        return nstr(erfc(mpf(x.numerator) / x.denominator / spread) / 2, 50)


def holds(found, truth):
    with ctx.workprec(300):
        return found.overlaps(arb(truth) * (1 + arb(0, "1e-45")))


@given(x=st.fractions(0, 10**6, max_denominator=9), sds=st.tuples(SCALES, SCALES), digits=st.integers(3, 30))
@settings(max_examples=25)
def test_two_choices_at_any_distance(x, sds, digits):
    with ctx.workprec(300):
        found = gaussians.probability(contest(sds, (0, x)), 0, digits)
        assert holds(found, pair_truth(x, sds)) and found.rad() < found * arb(10) ** (1 - digits)


@given(theta=st.lists(st.integers(-40, 40), min_size=2, max_size=4), sds=st.tuples(*[SCALES] * 4))
@settings(max_examples=8)
def test_the_panels_agree(theta, sds):
    model = PerturbArgmax("; ".join(f"gaussian(0,{sd})" for sd in sds[: len(theta)]), len(theta))
    found = model.enclosed(12).probabilities(theta)
    with ctx.workprec(300):
        where = Contest(model.laws, [Fraction(x) for x in theta])
        others = [gaussians.probability(where, g, 20) for g in range(len(where.factors))]
        assert all(p.overlaps(others[g]) for p, g in zip(found, where.owner))


@pytest.mark.parametrize("noise, theta", [
    ("gaussian", (0, 10**6)), ("gaussian(2,3); gaussian(-1,1/2)", (-(10**6), 10**6)), ("gaussian(0,1/100)", (Fraction(1, 3), 12345)),
])
def test_a_million_behind(noise, theta):
    model = PerturbArgmax(noise, 2)
    places = [Fraction(x) + law.mu for x, law in zip(theta, model.laws)]
    for digits in (1, 15, 60):
        found = model.enclosed(digits).probabilities(theta)
        assert holds(found[0], pair_truth(places[1] - places[0], [law.sd for law in model.laws]))
        assert found[0].rad() <= found[0] * arb(10) ** -digits and found[1].contains(1)


def test_equal_choices_far_behind_share_a_probability_and_keep_the_hessian():
    found = PerturbArgmax("gaussian", 4).enclosed(12).solve((0, -2000, -2000, 1), hessian=True)
    assert found.probabilities[1].overlaps(found.probabilities[2]) and found.probabilities[1] > 0 and sum(found.probabilities, arb(0)).contains(1)
    assert found.hessian[0][3] < -0.1 and abs(found.hessian[0][1]) < 1e-11


@pytest.mark.parametrize("wrong, sound", [
    ({"exp": lambda x: 0.1}, True), ({"exp": lambda x: 0.1, "between": lambda bound: arb(0)}, False),
    ({"log": lambda x: 0.5}, True), ({"log": lambda x: 0.5, "relative": lambda total, error: total}, False),
])
def test_the_bounds_are_needed(monkeypatch, wrong, sound):
    """Sums that stop early, and rules that are too coarse, are wide; without the bound of the tail, or of the error, they lose the truth."""
    x, sds = Fraction(50), (Fraction(1), Fraction(2))
    for name, function in wrong.items():
        monkeypatch.setattr(gaussians, name, function)
    with ctx.workprec(300):
        assert holds(gaussians.probability(contest(sds, (0, x)), 0, 10), pair_truth(x, sds)) == sound


def test_what_takes_too_many_terms_is_refused(monkeypatch):
    monkeypatch.setattr(gaussians, "MOST_TERMS", 5)
    with pytest.raises(PanelError, match="terms"):
        gaussians.probability(contest((Fraction(1),) * 2, (0, 9)), 0, 20)
    with pytest.raises(ModelError, match="terms"):
        PerturbArgmax("gaussian", 2).enclosed(20).probabilities((0, 10**6))


def test_scales_too_unlike_are_left_to_the_panels():
    assert gaussians.distant(contest((Fraction(1), Fraction(1, 1000)), (0, 1)), [-1e6, 0.0]) == []
    assert gaussians.distant(contest((Fraction(1), Fraction(1, 10)), (0, 1)), [-1e6, 0.0]) == [0]
