"""Evidence for every declared fact of a law, to be run: exact by SymPy and rationals, or enclosed by balls.

Location and scale change none of the facts but mean, support and atoms, so the rest is shown for location 0 and scale 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import acb, arb, ctx

from verifier.laws import symbols
from verifier.laws.balls import ball
from verifier.laws.base import Law
from verifier.laws.errors import LawError

BITS = 128
SMALL = 1e-20
REACH = 8


@dataclass(frozen=True)
class Fact:
    """name: a field of Facts, or mass, mean, support, atoms, derivative, formula. claim: in words. how: "exact" or "enclosed".
    check() is True where the evidence bears the claim out, False where it does not."""

    name: str
    claim: str
    how: str
    check: Callable[[], bool]


def evidence(law: Law) -> list[Fact]:
    """The facts of a law, each with its evidence. Rejects a law with a density that symbols.py does not know (LawError)."""
    return _finite(law) if law.atoms else _Smooth(law).facts()


def _finite(law: Law) -> list[Fact]:
    points, weights = zip(*law.atoms)
    facts, middle = law.facts, (points[0] + points[-1]) / 2
    mirrored = {2 * middle - point: weight for point, weight in law.atoms} == dict(law.atoms)
    none = "it has atoms, and so no density"
    return [
        Fact("mass", "the weights of the atoms are positive and add up to 1", "exact", lambda: min(weights) > 0 and sum(weights) == 1),
        Fact("atoms", "the cdf in balls and in float64 jumps at the atoms, by their weights", "exact", lambda: _jumps(law)),
        Fact("density", none, "exact", lambda: not facts.density),
        Fact("positive", none, "exact", lambda: not facts.positive),
        Fact("analytic", none, "exact", lambda: not facts.analytic),
        Fact("log_concave", none, "exact", lambda: not facts.log_concave),
        Fact("bounded", "finitely many atoms", "exact", lambda: facts.bounded),
        Fact("moments", "finitely many atoms: every moment is a finite sum", "exact", lambda: facts.moments == math.inf),
        Fact("symmetric", f"the atoms mirrored at {middle} are {'' if mirrored else 'not '}the atoms", "exact", lambda: facts.symmetric == mirrored),
        Fact("mean", "the weighted sum of the atoms", "exact", lambda: law.mean == sum(p * w for p, w in law.atoms)),
        Fact("support", "from the first atom to the last", "exact", lambda: law.support == (points[0], points[-1]) and law.kinks == points),
    ]


def _jumps(law: Law) -> bool:
    """Between atoms and at them the cdf is the sum of the weights so far, and the survival function the rest."""
    before, last = Fraction(0), None
    for point, weight in law.atoms:
        middle = point - 1 if last is None else (last + point) / 2
        for x, mass in ((middle, before), (point, before + weight) if _dyadic(point) else (middle, before)):
            exact = law.cdf_ball(ball(x)).overlaps(ball(mass)) and law.survival_ball(ball(x)).overlaps(ball(1 - mass))
            narrow = law.cdf_ball(ball(x)).rad() < 1e-9
            if not (exact and narrow and abs(float(law.cdf(float(x))) - float(mass)) < 1e-15):
                return False
        before, last = before + weight, point
    return before == 1 and law.cdf_ball(ball(last + 1)) == 1


def _dyadic(x: Fraction) -> bool:
    return x.denominator & (x.denominator - 1) == 0 and x.denominator < 2**40 and abs(x.numerator) < 2**40


class _Smooth:
    """A law with a density, moved to location 0 and scale 1."""

    def __init__(self, law: Law):
        import sympy as sp

        self.sp, self.given, self.declared = sp, law, law.facts
        self.law = law.shifted(-law.location).scaled(1 / law.scale)
        self.x = sp.Symbol("x", real=True)
        self.pieces = symbols.densities(law, self.x)
        self.ends = [-sp.oo, *(sp.Rational(corner) for corner in self.law.kinks), sp.oo]
        self.spans = list(zip(self.pieces, self.ends, self.ends[1:]))

    def facts(self) -> list[Fact]:
        """One for each declared fact and each formula."""
        centre = "the mean" if self.given.mean is None else f"{self.given.mean}"
        return [
            Fact("formula", "the density in balls and in float64 is the one in SymPy, at points of every piece", "enclosed", self.formula),
            Fact("derivative", "the cdf grows by the integral of the density, and cdf and survival add up to 1", "enclosed", self.derivative),
            Fact("mass", "the density integrates to 1", "exact", self.mass),
            Fact("density", "no atoms: the cdf is an integral of the density", "exact", lambda: self.declared.density and not self.given.atoms),
            Fact("atoms", "none", "exact", lambda: self.given.atoms == ()),
            Fact("support", "the pieces on which the density is positive, without gaps", "exact", self.support),
            Fact("bounded", "the density vanishes on both unbounded pieces, or does not", "exact", self.bounded),
            Fact("positive", "the density is positive on the whole line, or vanishes on a piece", "exact", self.positive),
            Fact("analytic", "one analytic formula on the line, or a kink where a derivative jumps", "exact", self.analytic),
            Fact("log_concave", "(log f)'' <= 0 on each piece and no kink upwards, or f(b)^2 < f(a) f(2b - a) somewhere", "exact", self.log_concave),
            Fact("symmetric", f"the density mirrored at {centre} is the density, or differs somewhere", "exact", self.symmetric),
            Fact("moments", "the density falls faster than an exponential or vanishes; or as a power of known order", "exact", self.moments),
            Fact("mean", "the integral of t times the density", "exact" if self.given.mean is not None else "enclosed", self.mean),
        ]

    def formula(self) -> bool:
        with ctx.workprec(BITS):
            for k, (density, low, high) in enumerate(self.spans):
                for point in self._inside(low, high):
                    value = symbols.enclosed(density, self.x, ball(point))
                    found = self.law.density_ball(ball(point), k)
                    if not (found.overlaps(value) and found.rad() < SMALL and value.rad() < SMALL):
                        return False
                    if abs(float(self.law.pdf(float(point))) - float(value)) > 1e-14 * (1 + abs(float(value))):
                        return False
        return True

    def derivative(self) -> bool:
        with ctx.workprec(BITS):
            breaks = sorted({Fraction(k, 2) for k in range(-2 * REACH, 2 * REACH + 1)} | set(self.law.kinks))
            return all(self._grows(low, high) for low, high in pairwise(breaks))

    def _grows(self, low: Fraction, high: Fraction) -> bool:
        piece = sum(1 for kink in self.law.kinks if kink <= low)
        found = acb.integral(lambda z, _: self.law.density_ball(z, piece), acb(ball(low)), acb(ball(high))).real
        growth = self.law.cdf_ball(ball(high)) - self.law.cdf_ball(ball(low))
        whole = self.law.cdf_ball(ball(high)) + self.law.survival_ball(ball(high))
        return found.rad() < SMALL and growth.rad() < SMALL and found.overlaps(growth) and whole.overlaps(arb(1))

    def mass(self) -> bool:
        return self.sp.simplify(self._integral(self.sp.Integer(1)) - 1) == 0

    def support(self) -> bool:
        ends = [self.ends[k] for k, density in enumerate(self.pieces) if density != 0], [
            self.ends[k + 1] for k, density in enumerate(self.pieces) if density != 0]
        found = tuple(None if end.is_infinite else self.given.location + self.given.scale * Fraction(int(end.p), int(end.q))
                      for end in (ends[0][0], ends[1][-1]))
        return self._connected() and self._is_positive_inside() and found == self.given.support

    def bounded(self) -> bool:
        """A density that is positive inside its pieces vanishes on an unbounded one or leaves the law unbounded."""
        return self._is_positive_inside() and self.declared.bounded == (self.pieces[0] == 0 and self.pieces[-1] == 0)

    def positive(self) -> bool:
        if self.declared.positive:
            return all(density != 0 for density in self.pieces) and self._is_positive_inside()
        return any(density == 0 for density in self.pieces)

    def analytic(self) -> bool:
        if self.declared.analytic:
            return len(self.pieces) == 1 and not self.given.kinks and symbols.analytic_on_the_line(self.pieces[0], self.x)
        return any(self._jump(k, order) != 0 for k in range(len(self.pieces) - 1) for order in (0, 1))

    def log_concave(self) -> bool:
        if self.declared.log_concave:
            return self._connected() and self._is_concave_inside() and self._kinks_are_downwards()
        return self._witness()

    def symmetric(self) -> bool:
        """At the mean, which for a symmetric law is the middle of the kinks, or 0."""
        middle = sum(self.ends[1:-1], self.sp.Integer(0)) / max(1, len(self.ends) - 2) if len(self.ends) > 2 else self.sp.Integer(0)
        if self.declared.symmetric:
            mirrored = [density.subs(self.x, 2 * middle - self.x) for density in reversed(self.pieces)]
            return self._placed(middle) and all(self.sp.simplify(a - b) == 0 for a, b in zip(self.pieces, mirrored))
        return self._asymmetric()

    def _placed(self, middle) -> bool:
        """The kinks mirror each other, and the declared mean, if there is one, is in the middle."""
        kinks = [2 * middle - kink for kink in reversed(self.ends[1:-1])]
        mean = self.given.location + self.given.scale * Fraction(int(middle.p), int(middle.q))
        return kinks == self.ends[1:-1] and (self.declared.moments <= 1 or self.given.mean == mean)

    def _asymmetric(self) -> bool:
        """The mean is not the median: a symmetric law has both in one place, since F(mean) = 1/2."""
        if self.declared.moments <= 1:
            return False
        with ctx.workprec(BITS):
            median = self.law.cdf_ball(self._mean())
            return median.is_finite() and not median.overlaps(arb(1) / 2)

    def _mean(self) -> arb:
        """The declared mean for location 0 and scale 1; nan where none is known, which shows nothing."""
        try:
            return self.law.mean_ball()
        except LawError:
            return arb.nan()

    def moments(self) -> bool:
        sides = [(self.pieces[0].subs(self.x, -self.x)), self.pieces[-1]]
        order = self.declared.moments
        if order == math.inf:
            return all(side == 0 or self.sp.limit(side * self.sp.exp(self.x / 2), self.x, self.sp.oo) == 0 for side in sides)
        limits = [self.sp.limit(side * self.x ** (self.sp.Rational(order) + 1), self.x, self.sp.oo) for side in sides]
        return all(bool(limit.is_positive and limit.is_finite) for limit in limits)

    def mean(self) -> bool:
        if self.declared.moments <= 1:
            return self.given.mean is None
        if self.given.mean is None:
            return self._mean_in_balls()
        truth = self.sp.Rational((self.given.mean - self.given.location) / self.given.scale)
        return self.sp.simplify(self._integral(self.x) - truth) == 0

    def _mean_in_balls(self) -> bool:
        """The integral of t f(t) over a window; outside of it at most E max(|gamma| - T, 0) + T P(|gamma| > T) is left on either side."""
        law, reach = self.law, 64
        with ctx.workprec(BITS):
            right = acb.integral(lambda z, _: z * law.density_ball(z, 0), acb(-REACH), acb(reach)).real
            above = law.excess_ball(arb(reach)) + reach * law.survival_ball(arb(reach))
            outside = above + law.shortfall_ball(arb(-REACH)) + REACH * law.cdf_ball(arb(-REACH))
            near = abs(float(right) - float(law.mean_value())) < 1e-14
            return right.rad() < SMALL and outside < SMALL and near and (right + outside * arb(0, 1)).overlaps(law.mean_ball())

    def _integral(self, factor):
        return sum(self.sp.integrate(factor * density, (self.x, low, high)) for density, low, high in self.spans if density != 0)

    def _inside(self, low, high) -> list[Fraction]:
        """Rational points of a piece, at most REACH from 0."""
        left = Fraction(-REACH) if low.is_infinite else Fraction(int(low.p), int(low.q))
        right = Fraction(REACH) if high.is_infinite else Fraction(int(high.p), int(high.q))
        return [left + (right - left) * Fraction(k, 13) for k in range(1, 13)]

    def _local(self, expression, low, high):
        """The expression with x as a positive distance from an end of the piece, from both ends where it has two; x itself on the line."""
        y = self.sp.Symbol("y", positive=True)
        ends = ([low + y] if low.is_finite else []) + ([high - y] if high.is_finite else []) or [self.x]
        return [self.sp.simplify(expression.subs(self.x, end)) for end in ends]

    def _is_positive_inside(self) -> bool:
        """On a piece with two ends: a linear density is positive if it is not negative at the ends and positive in the middle."""
        return all(density == 0 or self._visibly_positive(density, low, high) for density, low, high in self.spans)

    def _visibly_positive(self, density, low, high) -> bool:
        if any(local.is_positive for local in self._local(density, low, high)):
            return True
        two = low.is_finite and high.is_finite and self.sp.degree(density, self.x) <= 1
        return bool(two and all(density.subs(self.x, end) >= 0 for end in (low, high)) and density.subs(self.x, (low + high) / 2) > 0)

    def _is_concave_inside(self) -> bool:
        for density, low, high in self.spans:
            bend = 0 if density == 0 else self.sp.diff(self.sp.expand_log(self.sp.log(density), force=True), self.x, 2)
            if bend != 0 and not any(local.is_nonpositive for local in self._local(bend, low, high)):
                return False
        return True

    def _connected(self) -> bool:
        """The pieces with a density follow one another."""
        where = [k for k, density in enumerate(self.pieces) if density != 0]
        return where == list(range(where[0], where[-1] + 1))

    def _kinks_are_downwards(self) -> bool:
        """Where both sides have a density: it does not jump, and its slope does not rise."""
        inner = [k for k in range(len(self.pieces) - 1) if self.pieces[k] != 0 and self.pieces[k + 1] != 0]
        return all(self._jump(k, 0) == 0 and bool(self._jump(k, 1) <= 0) for k in inner)

    def _jump(self, k: int, order: int):
        """By how much the derivative of that order jumps at kink k."""
        left, right = (self.sp.diff(self.pieces[side], self.x, order).subs(self.x, self.ends[k + 1]) for side in (k, k + 1))
        return self.sp.simplify(right - left)

    def _witness(self) -> bool:
        """Points a, b, c in progression with f(b)^2 < f(a) f(c), to the right of all kinks."""
        with ctx.workprec(BITS):
            for k in range(2, 300):
                a, b, c = (symbols.enclosed(self.pieces[-1], self.x, arb(point)) for point in (k, 2 * k, 3 * k))
                if b * b < a * c:
                    return True
        return False
