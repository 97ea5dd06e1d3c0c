"""Probabilities of choices far behind among Gaussian ones: the trapezoid rule, whose relative error does not depend on how far behind they are.

    p_i = integral of q,    q(t) = f_i(t) prod_{j != i} F_j(t)

(1) Strip. |f_j(t + ia)| = e^(a^2 / (2 s_j^2)) f_j(t), s_j the standard deviation, and F_j(t + ia) is the integral of f_j along the line Im z = a up
    to t + ia, so that |F_j(t + ia)| <= e^(a^2 / (2 s_j^2)) F_j(t). With S = sum 1 / s_j^2 the sum over all points of step h errs relatively by at
    most 2 e^(a^2 S / 2) / (e^(2 pi a / h) - 1) (Trefethen and Weideman, SIAM Review 56 (2014), Theorem 5.1); a = 2 pi / (h S) is about the best.
(2) Tails. All f_j and F_j are log-concave, so the ratios of neighbouring terms fall to the right: beyond a term q, r < 1 times the one before it,
    all others add up to at most q r / (1 - r). Likewise to the left.
"""

from __future__ import annotations

from fractions import Fraction
from math import exp, log, pi, sqrt

from flint import arb

from verifier.engines.balls.factors import PanelError, ball
from verifier.engines.balls.lattice import between, relative
from verifier.laws.gaussian import Gaussian
from verifier.models.balls.contest import Contest

DISTANT = -1e5
ALIKE = 100
MOST_TERMS = 20_000
HALVINGS = 200


def distant(contest: Contest, logs: list[float] | None) -> list[int]:
    """The groups to be computed here: those of a probability below e^-100000, given its logarithm, if all are Gaussian, of like scales."""
    laws = [f.law for f in contest.factors]
    if not all(isinstance(law, Gaussian) for law in laws) or max(law.sd for law in laws) > ALIKE * min(law.sd for law in laws):
        return []
    return [g for g, size in enumerate(logs or ()) if size < DISTANT]


def probability(contest: Contest, g: int, digits: int) -> arb:
    """The probability that one coordinate of group g is the maximum, within about 10^-digits of it, at the working precision.

    Rejects what takes more than 20 000 terms (PanelError). Trust: enclosed. Source: above.
    """
    total = sum((ball(count / f.law.sd**2) for f, count in zip(contest.factors, contest.counts)), arb(0))
    nats = digits * log(10) + 2
    step = Fraction(pi * sqrt(2 / (nats * float(total))))
    h = ball(step)
    a = (2 * arb.pi() / (h * total)).mid()
    error = 2 * (a * a * total / 2).exp() / (2 * arb.pi() * a / h).expm1()
    peak = round(Fraction(_peak(contest, g)) / step)
    middle = _term(contest, g, peak * step)
    sides = [_side(contest, g, peak, way, step, middle, exp(-nats)) for way in (1, -1)]
    return relative(h * (middle + sides[0] + sides[1]), error.upper())


def _side(contest: Contest, g: int, peak: int, way: int, step: Fraction, first: arb, goal: float) -> arb:
    """The terms on one side of the peak."""
    total, before = arb(0), first
    for k in range(1, MOST_TERMS):
        term = _term(contest, g, (peak + way * k) * step)
        total, ratio, before = total + term, (term / before).upper(), term
        if ratio < 0.9 and term * ratio / (1 - ratio) < goal * first:
            return total + between(term * ratio / (1 - ratio))
    raise PanelError(f"more than {MOST_TERMS} terms: ask for fewer digits, or take scales of more modest range")


def _term(contest: Contest, g: int, t: Fraction) -> arb:
    return contest.factors[g].density(ball(t), 0) * contest.others(g, t)


def _peak(contest: Contest, g: int) -> float:
    """About where the term is largest, by bisection of the slope of its logarithm in float64."""
    import numpy as np

    places = np.array([float(f.place) for f in contest.factors])
    counts = np.array(contest.counts) - (np.arange(len(places)) == g)

    def slope(t: float) -> float:
        hazards = [np.exp(f.law.log_pdf(np.array(t - x)) - f.law.log_cdf(np.array(t - x))) for f, x in zip(contest.factors, places)]
        return counts @ np.array(hazards) - (t - places[g]) / float(contest.factors[g].law.sd) ** 2

    low, high = places[g], places.max()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return low
