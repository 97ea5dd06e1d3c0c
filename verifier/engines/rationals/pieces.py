"""Variables whose cdfs are polynomials between break points, in the rationals of python-flint; and one interval between neighbouring breaks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from flint import fmpq, fmpq_poly


@dataclass(frozen=True, eq=False)
class Variable:
    """A bounded random variable: cdfs[k] between breaks[k-1] and breaks[k]; the first is 0 and the last is 1."""

    breaks: tuple[fmpq, ...]
    cdfs: tuple[fmpq_poly, ...]

    def moved(self, by: fmpq) -> Variable:
        """The variable plus a number."""
        line = fmpq_poly([-by, 1])
        return Variable(tuple(t + by for t in self.breaks), tuple(cdf(line) for cdf in self.cdfs))

    def after(self, t: fmpq) -> fmpq_poly:
        """The polynomial that the cdf is just above t."""
        return self.cdfs[bisect_right(self.breaks, t)]

    def before(self, t: fmpq) -> fmpq_poly:
        """The polynomial that the cdf is just below t."""
        return self.cdfs[bisect_left(self.breaks, t)]

    def at(self, t: fmpq) -> fmpq:
        """P(variable <= t)."""
        return self.after(t)(t)

    def jump(self, t: fmpq) -> fmpq:
        """P(variable = t)."""
        return self.at(t) - self.before(t)(t)

    def density(self, t: fmpq) -> fmpq:
        """The density just above t."""
        return self.after(t).derivative()(t)

    def bends(self, t: fmpq) -> bool:
        """Whether the density jumps at t."""
        return self.density(t) != self.before(t).derivative()(t)

    @cached_property
    def atoms(self) -> tuple[fmpq, ...]:
        return tuple(t for t in self.breaks if self.jump(t) != 0)


@dataclass(frozen=True, eq=False)
class Cell:
    """An open interval between neighbouring breaks: the cdfs there, and the product of their powers."""

    left: fmpq
    right: fmpq
    cdfs: list[fmpq_poly]
    product: fmpq_poly

    def integral(self, poly: fmpq_poly) -> fmpq:
        primitive = poly.integral()
        return primitive(self.right) - primitive(self.left)

    @cached_property
    def moving(self) -> list[int]:
        """The variables with a density here."""
        return [g for g, cdf in enumerate(self.cdfs) if cdf.degree() > 0]

    @cached_property
    def shares(self) -> dict[int, fmpq]:
        """The probability that a variable is the largest, and here."""
        return {g: self.integral(self.cdfs[g].derivative() * (self.product // self.cdfs[g])) for g in self.moving}

    def weight(self, g: int, h: int) -> fmpq:
        """The integral of f_g f_h P/(F_g F_h)."""
        one, two = self.cdfs[g], self.cdfs[h]
        return self.integral(one.derivative() * two.derivative() * (self.product // (one * two)))
