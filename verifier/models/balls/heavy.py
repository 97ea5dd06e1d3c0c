"""The normalised value of Perturb-Argmax where the value does not exist.

It is the integral of P_0 - P over the line, with P = prod F_j(t - theta_j) and P_0 the same at theta = 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from flint import arb, ctx

from verifier.engines.balls.factors import LOW_BITS, UNIT, Goals, PanelError, ball, narrow, within
from verifier.engines.balls.panels import Panels
from verifier.laws import Law
from verifier.models.balls.contest import Contest

GUARD_DIGITS = 3
GUARD_BITS = 40
ATTEMPTS = 4
FARTHEST = 2**660


def difference(laws: Sequence[Law], theta: Sequence[Fraction], digits: int) -> arb:
    """E[max(theta + gamma) - max gamma], which exists for every law, of radius 10^-digits max(1, |value|).

    Rejects tails too heavy for that (PanelError). Trust: enclosed.
    """
    shift = max(theta)
    contests = [Contest(laws, places, False, shift) for places in (theta, [shift] * len(laws))]
    bits = math.ceil((digits + GUARD_DIGITS) * math.log2(10)) + GUARD_BITS
    low, high = _shared_window(contests, theta, shift, digits)
    for _ in range(ATTEMPTS):
        with ctx.workprec(bits):
            found = _between(contests, theta, shift, low, high, digits)
            if narrow(found, digits):
                return found
        bits *= 2
    raise PanelError("the normalised value came out wider than promised; ask for fewer digits")


def _shared_window(contests: Sequence[Contest], theta, shift: Fraction, digits: int) -> tuple[Fraction, Fraction]:
    """Outside of it the two P differ negligibly."""
    with ctx.workprec(LOW_BITS):
        goal, step = arb(10) ** -(digits + GUARD_DIGITS), Fraction(1)
        low, high = (Fraction(end(m for c in contests for m in c.marks)) for end in (min, max))
        while step < FARTHEST:
            left, right = (within(bound, goal) for bound in _difference_tails(contests, theta, shift, low, high))
            if left and right:
                return low, high
            step *= 2
            low, high = low - (0 if left else step), high + (0 if right else step)
    raise PanelError("the tails are too heavy for the normalised value to so many digits")


def _difference_tails(contests: Sequence[Contest], theta, shift: Fraction, low: Fraction, high: Fraction) -> tuple[arb, arb]:
    """Bounds of the integrals of |P - P_0| left of low and right of high.

    |P - P_0| <= sum over j of |F_j(t - theta_j) - F_j(t)| times the product of the larger factors; each difference
    integrates to at most |theta_j| times the largest of the two cdfs, or survivals, at the end.
    """
    pairs = list(zip(*(tuple(c.factors[g] for g in c.owner) for c in contests)))
    ways = [abs(ball(entry - shift)).upper() for entry in theta]
    product = arb(1)
    for a, b in pairs:
        product *= a.cdf(low).max(b.cdf(low))
    left = sum(ways, arb(0)) * product
    right = sum((way * a.survival(high).max(b.survival(high)) for way, (a, b) in zip(ways, pairs)), arb(0))
    return left.upper(), right.upper()


def _between(contests: Sequence[Contest], theta, shift: Fraction, low: Fraction, high: Fraction, digits: int) -> arb:
    """The normalised value from a shared window; with both values' integrals ending at `high` their ends cancel."""
    goal = arb(10) ** -(digits + GUARD_DIGITS)
    found = []
    for contest in contests:
        turn = min(max(contest.turn, low), high)
        for factor in contest.factors:
            factor.settle()
        panels = Panels(contest.factors, contest.counts, Goals([arb.pos_inf()] * len(contest.factors), goal))
        panels.run(low, high, turn)
        found.append(panels.value + ball(turn))
    slack = sum(_difference_tails(contests, theta, shift, low, high), arb(0))
    return found[0] - found[1] + ball(shift) + slack * UNIT
