"""What the ball engine for maxima is told of independent variables, and what it answers; exact points and comparisons of balls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from flint import acb, arb, ctx

LOW_BITS = 64
UNIT = arb(0, 1)
HALF = arb(0.5, 0.5)


class PanelError(ArithmeticError):
    """Integrals that take too many panels, or come out too wide: says which, and the remedy."""


class Factor(Protocol):
    """A real random variable X; all answers are enclosed at the working precision.

    kinks       increasing: the points where cdf or density is not analytic
    atoms       (point, weight) of those with positive probability; a factor has a density or atoms, not both
    support     the least interval of probability 1; None for an infinite end
    concave     whether the logarithm of the density is known to be concave on the whole line; then so is that of the cdf
    """

    kinks: Sequence[Fraction]
    atoms: Sequence[tuple[Fraction, Fraction]]
    support: tuple[Fraction | None, Fraction | None]
    concave: bool

    def cdf(self, t: arb | Fraction) -> arb:
        """P(X <= t)."""

    def survival(self, t: arb | Fraction) -> arb:
        """P(X > t)."""

    def density(self, z: arb | acb, piece: int) -> arb | acb:
        """The density on the piece between kinks[piece - 1] and kinks[piece], continued analytically; nan where that fails."""

    def crest(self, low: arb, high: arb) -> arb:
        """A bound of the density on [low, high]; the ends may be infinite."""


@dataclass(frozen=True)
class Goals:
    """How small an error in one panel may be, and in which quantities. Heuristic: the radii of the results tell what was reached.

    masses      one for each factor
    value       for E max; None if it is not wanted
    hessian     whether the w_ij are wanted
    """

    masses: Sequence[arb]
    value: arb | None
    hessian: bool = False


@dataclass(frozen=True)
class Integrals:
    """Enclosures of E max (None if it is not wanted), and for one coordinate of each factor of p_i and w_ij.

    weights[i][i] is that of two different coordinates of factor i; 0 if there is only one.
    """

    value: arb | None
    masses: list[arb]
    weights: list[list[arb]] | None


class Edge:
    """Exact upper bounds at one point t: of the cdfs, the survivals, P = prod F_j and 1 - P."""

    def __init__(self, factors: Sequence[Factor], counts: Sequence[int], t: Fraction):
        with ctx.workprec(LOW_BITS):
            self.cdfs = [f.cdf(t).upper() for f in factors]
            self.tails = [f.survival(t).upper() for f in factors]
            product, missing = arb(1), arb(0)
            for cdf, tail, count in zip(self.cdfs, self.tails, counts):
                product, missing = product * cdf**count, missing + tail * count
            self.product, self.missing = product.upper(), missing.min(arb(1)).upper()


def ball(x: Fraction) -> arb:
    """A ball that holds an exact number, at the working precision."""
    return arb(x.numerator) / x.denominator


def within(x: arb, goal: arb) -> bool:
    """True when x is certainly at most the goal; never for nan or an infinite x."""
    return bool(x <= goal) and x.is_finite()


def narrow(x: arb, digits: int) -> bool:
    """True when the radius is certainly at most 10^-digits max(1, |x|)."""
    return within(x.rad(), (arb(10) ** -digits * abs(x).max(arb(1))).lower())
