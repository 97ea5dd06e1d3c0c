"""Summands that are analytic in a strip around the line, in mpmath on a grid: trapezoid sums, and convolutions for gamma + G."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from math import cos, inf, log, pi
from typing import Any

from verifier.engines.floating.estimates import Estimate, Row, bounded, convolve, spacing, twice
from verifier.laws import Law, reach
from verifier.laws.gumbel import Gumbel
from verifier.models.estimates.lines import Line

STANDARD = Gumbel()


def on_a_grid(line: Line) -> Estimate:
    """E max, probabilities and Hessian; every law narrow, or for a softmax finite."""
    (low, *_, high), _ = line.breaks(line.places)
    step = line.context.mpf(_spacing(line))
    count = bounded(float((high - low) / step))
    grid = _Grid(line, low, step, count)
    rows = [grid.row(law, line.ops.number(place)) for law, place in zip(line.laws, line.places)]
    return twice(rows, low, step, count, line.context)


def _spacing(line: Line) -> float:
    """Fine enough for the integral over the line and, for a softmax, for those over gamma as well."""
    if not line.softmax:
        return spacing(line.nats, [law.growth for law in line.laws], min(float(law.scale) for law in line.laws))
    inner = [
        spacing(line.nats, [law.growth, STANDARD.growth, _density_growth], min(1.0, float(law.scale)))
        for law in set(line.laws) if not law.atoms
    ]
    return min([spacing(line.nats, [STANDARD.growth] * len(line.laws), 1.0), *inner])


def _density_growth(a: float) -> float:
    """What a Gumbel density may grow beyond its cdf."""
    return -log(cos(a)) if a < pi / 2 else inf


@dataclass
class _Grid:
    line: Line
    low: Any
    step: Any
    count: int
    _masses: dict = field(default_factory=dict)

    def row(self, law: Law, place) -> Row:
        """(start, n) -> F and f of place + Y at start, start + step, ..., n points."""
        if not self.line.softmax:
            return partial(self._bare, law, place)
        return partial(self._mixed, law, place) if law.atoms else self._convolved(law, place)

    def _bare(self, law: Law, place, start, count: int):
        line = self.line
        if law.name == STANDARD.name:
            scale = line.ops.number(law.scale)
            cdfs, pdfs = _gumbel((start - place - line.ops.number(law.location)) / scale, self.step / scale, count, line.context)
            return cdfs, [pdf / scale for pdf in pdfs]
        points = [start + k * self.step - place for k in range(count)]
        return [law.cdf(t, line.ops) for t in points], [law.pdf(t, line.ops) for t in points]

    def _mixed(self, law: Law, place, start, count: int):
        """For a finite law, a weighted sum of Gumbel rows."""
        number, context = self.line.ops.number, self.line.context
        rows = [(number(weight), _gumbel(start - place - number(point), self.step, count, context)) for point, weight in law.atoms]
        return tuple([context.fsum(weight * row[part][k] for weight, row in rows) for k in range(count)] for part in (0, 1))

    def _convolved(self, law: Law, place) -> Row:
        """For an analytic law: with one step for both, the trapezoid rule in gamma is a convolution.

        The grid in gamma moves with the start of the row, so that the two rules on the line use different grids in gamma as well.
        """
        context = self.line.context
        left, right = map(context.mpf, reach(law, self.line.nats))
        reached = bounded(float((right - left) / self.step))
        kernels = _gumbel(self.low - place - left - reached * self.step, self.step, self.count + 1 + reached, context)

        def row(start, count: int):
            masses = self._kept(law, left + (start - self.low), reached + 1)
            return tuple(convolve(masses, kernel, reached, reached + count, context) for kernel in kernels)

        return row

    def _kept(self, law: Law, start, count: int) -> list:
        """step times the density at start, start + step, ...; kept, since coordinates often share a law."""
        key = law, start, count
        if key not in self._masses:
            self._masses[key] = [law.pdf(start + k * self.step, self.line.ops) * self.step for k in range(count)]
        return self._masses[key]


def _gumbel(start, step, count: int, context):
    """exp(-e^-t) and its derivative at start, start + step, ...; the e^-t form a geometric sequence."""
    rate, ratio = context.exp(-start), context.exp(-step)
    cdfs, pdfs = [], []
    for _ in range(count):
        cdfs.append(context.exp(-rate))
        pdfs.append(rate * cdfs[-1])
        rate *= ratio
    return cdfs, pdfs


def _density_growth(a: float) -> float:
    """What a density may grow beyond its cdf: 1 / cos a for the Gumbel law."""
    from math import cos

    return -log(cos(a)) if a < pi / 2 else float("inf")
