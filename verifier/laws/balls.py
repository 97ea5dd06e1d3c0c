"""What every law answers in ball arithmetic (python-flint), at the working precision flint.ctx.prec.

A law supplies formulas for location 0 and scale 1, on narrow balls; here they are shifted, stretched and extended to all real balls.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from math import comb, log2

from flint import acb, arb, ctx, fmpq

from verifier.laws.errors import LawError

Formula = Callable[[arb], arb]
MOST_TERMS = 60


def rational(x: Fraction | int) -> fmpq:
    """The same number for python-flint."""
    return fmpq(x.numerator, x.denominator)


def ball(x: Fraction | int) -> arb:
    """A ball that holds an exact rational, at the working precision."""
    return arb(rational(x))


class Balls(ABC):
    """The ball interface of a law. Trust of every answer: enclosed; a ball that is not finite says nothing.

    x, T, u     real balls in the unit of the law, narrow or wide, also across kinks: the answer holds the values at all their points
    """

    corners: Sequence[Fraction] = ()
    """The kinks for location 0 and scale 1."""

    def cdf_ball(self, x: arb) -> arb:
        """P(gamma <= x), within [0, 1]; of small relative radius in the far left tail, if x is narrow."""
        return probability(self._cdf_ball, self._standard_ball(x), rising=True)

    def survival_ball(self, x: arb) -> arb:
        """P(gamma > x), within [0, 1]; of small relative radius in the far right tail, if x is narrow."""
        return probability(self._survival_ball, self._standard_ball(x), rising=False)

    def density_ball(self, z: arb | acb, piece: int = 0) -> arb | acb:
        """The density on a piece, or its analytic continuation if z is complex; nan where z meets a singularity or a cut of that.

        piece   0 <= piece <= len(kinks): the open interval between kinks[piece - 1] and kinks[piece], with -inf and inf at the ends
        Rejects another piece, and a law without density (LawError). A real z is not compared with the piece.
        """
        if not 0 <= piece <= len(self.corners):
            raise LawError(f"{self}: piece {piece!r} is not one of 0..{len(self.corners)}")
        return self._density_ball(self._standard_ball(z), piece) * self._rate

    def mean_ball(self) -> arb:
        """The mean. Rejects a law without one (LawError)."""
        if self.mean is None:
            raise LawError(f"{self} has no mean: its tails are too heavy; normalised values do not need one")
        return ball(self.mean)

    def excess_ball(self, T: arb) -> arb:
        """An upper bound of E max(gamma - T, 0) for all T in the ball, infinite if there is no mean."""
        return (self._excess_ball(self._standard_ball(T).lower()) * self._unit).upper()

    def shortfall_ball(self, T: arb) -> arb:
        """An upper bound of E max(T - gamma, 0) for all T in the ball, infinite if there is no mean."""
        return (self._shortfall_ball(self._standard_ball(T).upper()) * self._unit).upper()

    def smoothed_ball(self, u: arb) -> tuple[arb, arb] | None:
        """(M, D) with M = E exp(-u e^gamma) and D = E[u e^gamma exp(-u e^gamma)], or None where there is no closed form; u > 0.

        These are the cdf and the density of gamma + G at -log u, for a standard Gumbel variable G that is independent of gamma.
        """
        return self._smoothed_ball(u * arb(self._centre).exp() if self._centre else u)

    def counts_ball(self, u: arb, terms: int) -> list[arb] | None:
        """P(N = m) = E[x^m exp(-x)] / m! for m < terms, N being Poisson of the random rate x = u exp(gamma - location); None without a closed form.

        u       exact and positive
        terms   at least 1
        """
        return self._counts_ball(u, terms)

    def strip_ball(self, a: arb) -> tuple[arb, arb] | None:
        """(C, shift) with |f(g + ia)| <= C f(g - shift) for every real g, f the density; None where no such bound is known.

        a       a real ball in the unit of the law; C is not finite where a reaches the edge of the strip in which f is analytic
        """
        found = self._strip_ball(a * self._rate)
        return None if found is None else (found[0], found[1] * self._unit)

    @cached_property
    def _centre(self) -> fmpq:
        return rational(self.location)

    @cached_property
    def _unit(self) -> fmpq:
        return rational(self.scale)

    @cached_property
    def _rate(self) -> fmpq:
        return 1 / self._unit

    @cached_property
    def _stretched(self) -> bool:
        return self._unit != 1

    def _standard_ball(self, x: arb | acb) -> arb | acb:
        if self._centre:
            x = x - self._centre
        return x * self._rate if self._stretched else x

    @abstractmethod
    def _cdf_ball(self, z: arb) -> arb:
        """F for location 0 and scale 1 on a finite ball."""

    def _survival_ball(self, z: arb) -> arb:
        return self._cdf_ball(-z)

    def _density_ball(self, z, piece: int):
        raise LawError(f"{self} has no density; it has atoms")

    def _excess_ball(self, z: arb) -> arb:
        return arb.pos_inf()

    def _shortfall_ball(self, z: arb) -> arb:
        return self._excess_ball(-z)

    def _smoothed_ball(self, u: arb) -> tuple[arb, arb] | None:
        """From the counts at the upper end v of u = v (1 - s): a Poisson variable of the rate x (1 - s) is what is left of N points if each is
        lost with probability s, so that P(m are left) = (1 - s)^m sum over n >= m of C(n, m) s^(n - m) P(N = n)."""
        lost = 1 - u / u.upper()
        counts = self._counts_ball(u.upper(), _enough(u.upper(), lost))
        if counts is None:
            return None
        if not abs(lost) < 0.25:
            return _from_zero(arb(1)), _from_zero(arb(-1).exp())
        return tuple((1 - lost) ** m * _left(counts, lost, m) for m in (0, 1))

    def _counts_ball(self, u: arb, terms: int) -> list[arb] | None:
        return None

    def _strip_ball(self, a: arb) -> tuple[arb, arb] | None:
        return None


def probability(formula: Formula, z: arb, rising: bool) -> arb:
    """The values in [0, 1] of a monotone formula on a ball: from the ball itself, or, where that is too wide, from its ends."""
    if z.is_nan():
        return arb.nan()
    if z.is_finite():
        found = formula(z)
        if z.is_exact() or found.is_finite() and 2 * found.rel_accuracy_bits() >= ctx.prec:
            return within_unit(found)
    ends = [_limit(formula, end, rising) for end in (z.lower(), z.upper())]
    return within_unit(ends[0].union(ends[1]))


def _limit(formula: Formula, end: arb, rising: bool) -> arb:
    """The formula at an exact point, which may be infinite."""
    return formula(end) if end.is_finite() else arb(int((end > 0) == rising))


def within_unit(x: arb) -> arb:
    """What is left of a ball within [0, 1]: never below 0, and above 1 by no more than rounding. All of [0, 1] where x is not finite."""
    if 0 <= x <= 1:
        return x
    if not x.is_finite():
        return _from_zero(arb(1))
    if x.upper() > 1:
        x = x.min(1)
    if x.lower() < 0:
        return _from_zero(x.upper().max(0))
    return x


def _from_zero(top: arb) -> arb:
    """A ball over [0, top] that does not reach below 0: its midpoint is its radius, which flint has rounded up."""
    centred = arb(0, top / 2)
    return centred + centred.rad()


def _enough(u: arb, lost: arb) -> int:
    """How many counts leave out little even of values as small as e^-u and u; 60 at most."""
    share, size = min(0.5, max(1e-300, float(abs(lost).upper()))), min(1e6, float(u)) + min(1e6, abs(float(u.log())))
    return min(MOST_TERMS, 3 + int((ctx.prec + 1.45 * size) / -log2(share)))


def _left(counts: Sequence[arb], lost: arb, m: int) -> arb:
    """The sum over n >= m of C(n, m) lost^(n - m) P(N = n), for m <= 1 and |lost| < 1/4: the terms beyond those known are at most the first of their
    factors, as these fall, times a probability."""
    known = len(counts)
    beyond = arb(0, comb(known, m)) * lost ** (known - m)
    return sum((comb(n, m) * lost ** (n - m) * counts[n] for n in range(m, known)), beyond)


def pieced(formula: Callable[[arb, int], arb], z: arb, corners: Sequence[Fraction]) -> arb:
    """The union of formula(part, piece) over the pieces between the corners that z meets, each with the part of z in it."""
    marks = [rational(corner) for corner in corners]
    below = sum(bool(z > mark) for mark in marks)
    if all(z < mark for mark in marks[below:]):
        return formula(z, below)
    found = None
    for k in range(len(corners) + 1):
        part = z
        if k > 0:
            low = ball(corners[k - 1])
            if z < low:
                break
            part = part.max(low) if not part > low else part
        if k < len(corners):
            high = ball(corners[k])
            if z > high:
                continue
            part = part.min(high) if not part < high else part
        value = formula(part, k)
        found = value if found is None else found.union(value)
    return found


def strip_cosine(a: arb, factor: Fraction | int) -> arb:
    """cos(factor a) where |factor a| < pi / 2 for certain, nan else."""
    angle = a * rational(factor)
    return angle.cos() if abs(angle) < arb.pi() / 2 else arb.nan()
