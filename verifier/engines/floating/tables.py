"""A factor of engines/floating/maxima.py as a table of polynomials in float64: one interpolation instead of a costly formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from verifier.engines.floating.quadrature import QuadratureError

DEGREE = 11
LONGEST, HALVINGS, MOST_CELLS, MOST_PLACES = 0.5, 40, 40_000, 1 << 20
SETTLED, ROUNDED = 2e-15, 4e-16
MATTERS, LEAST, FLOOR = 120.0, 1e-100, 1e-60
SEEN = 104.0
NOWHERE = 1e4
STRETCH = 1 << 12


@dataclass(frozen=True)
class Table:
    """log F and f / F as polynomials in z on cells between edges. A Factor.

    Left of the table log F is -10000 and f / F is 0; right of it both are 0.
    unit, step  the edges lie on a lattice of x = asinh(z / unit), `step` apart or a multiple of that
    edges       increasing, shape (count + 1,)
    number      for each place of the lattice the number of the cell that begins there or reaches over it; None if they are too many
    cells       shape (DEGREE + 1, 2, count): for each power, lowest first, of (z - middle) / length the coefficients of log F and of f / F
    """

    unit: float
    step: float
    edges: Any
    number: Any
    cells: Any

    @cached_property
    def grain(self) -> float:
        """The length of the shortest cell on which neither F nor 1 - F is below 1e-45."""
        logs, lengths = self(self.edges)[0], self.edges[1:] - self.edges[:-1]
        return float(lengths[(logs[1:] > -SEEN) & (logs[:-1] < -math.exp(-SEEN))].min())

    @cached_property
    def _middles(self):
        return (self.edges[1:] + self.edges[:-1]) / 2

    @cached_property
    def _inverses(self):
        return 1 / (self.edges[1:] - self.edges[:-1])

    @cached_property
    def _first(self) -> float:
        import numpy as np

        return float(np.round(np.arcsinh(self.edges[0] / self.unit) / self.step))

    def __call__(self, z):
        import numpy as np

        flat = np.ascontiguousarray(z).reshape(-1)
        found = np.empty((2, flat.size))
        for start in range(0, flat.size, STRETCH):
            self._fill(flat[start : start + STRETCH], found[:, start : start + STRETCH])
        return tuple(found.reshape(2, *np.shape(z)))

    def _fill(self, z, found):
        import numpy as np

        low, high = self.edges[0], self.edges[-1]
        x = np.minimum(np.maximum(z, low), high)
        cell = self._cell(x)
        x -= self._middles.take(cell)
        x *= self._inverses.take(cell)
        np.einsum("kvm,km->vm", self.cells.take(cell, axis=2), _powers(x), out=found)
        np.minimum(found[0], 0.0, out=found[0])
        np.maximum(found[1], 0.0, out=found[1])
        if z.size and z.max() > high:
            found[:, z > high] = 0.0
        if z.size and z.min() < low:
            found[:, z < low] = [[-NOWHERE], [0.0]]

    def _cell(self, x):
        import numpy as np

        if self.number is None:
            return np.minimum(np.searchsorted(self.edges, x, side="right"), len(self.edges) - 1) - 1
        places = np.arcsinh(x / self.unit)
        places /= self.step
        places -= self._first
        return self.number.take(places.astype(np.intp), mode="clip")


def _powers(x):
    """1, x, ..., x^11, shape (12, m)."""
    import numpy as np

    found = np.empty((DEGREE + 1, x.size))
    found[0], found[1] = 1.0, x
    np.multiply(x, x, out=found[2])
    np.multiply(found[1:3], found[2], out=found[3:5])
    np.multiply(found[1:5], found[4], out=found[5:9])
    np.multiply(found[1:4], found[8], out=found[9:12])
    return found


def tabulate(sample: Callable, low: float, high: float, unit: float, centres: Sequence[float] = (0.0,)) -> Table:
    """The table of a factor on low <= z <= high, or a little more, on cells that are halved until they resolve it.

    sample      array z of shape (cells, points) -> -log F and f / F, stacked, shape (2, cells, points), finite
    unit        the cells begin at half of this length, or half of their distance from 0
    centres     a cell longer than the unit and than its distance from a centre is halved whatever the samples say
    Resolved is a cell whose last two Chebyshev coefficients are at rounding level. Where -log F > 120 or z (1 - F) < 1e-100 unit constants do.
    Rejects more than 40 000 cells, and cells unresolved after 40 halvings (QuadratureError).
    """
    import numpy as np

    step, (first, last) = LONGEST, (np.arcsinh(np.array([low, high]) / unit) / LONGEST)
    pending, kept = np.arange(np.floor(first), np.ceil(last)) * step, []
    for _ in range(HALVINGS):
        edges = unit * np.sinh(np.stack([pending, pending + step]))
        values = sample(edges[0][:, None] + (edges[1] - edges[0])[:, None] * transforms()[0])
        rough = np.einsum("kn,vcn->kvc", transforms()[1], values)
        good = _settled(rough, edges, unit) & ~_coarse(edges, np.array(centres), unit)
        beside = (values[0].min(axis=1) > MATTERS) | (values[0].max(axis=1) * np.abs(edges).max(axis=0) < LEAST * unit)
        rough[0][:, beside], rough[1:, :, beside] = values[:, beside].min(axis=2), 0.0
        good |= beside
        kept.append((pending[good], np.full(good.sum(), step), rough[:, :, good]))
        pending = pending[~good]
        if not len(pending):
            return _assembled(unit, step, *(np.concatenate(part, axis=-1) for part in zip(*kept)))
        step /= 2
        pending = np.concatenate([pending, pending + step])
        if sum(len(part[0]) for part in kept) + len(pending) > MOST_CELLS:
            break
    raise QuadratureError(f"the table of a law is not resolved by {MOST_CELLS} cells; its scale or parameters are too extreme for float64")


def _settled(rough, edges, unit: float):
    import numpy as np

    size = np.abs(edges).max(axis=0)
    noise = SETTLED * (5 + size / (edges[1] - edges[0]) + np.abs(rough[0, 0])) + ROUNDED * np.abs(np.log(np.abs(rough[0, 1]) + LEAST))
    floor = FLOOR * unit / np.maximum(size, unit) / np.maximum(size, unit)
    return (np.abs(rough[-2:]) <= noise * np.abs(rough[0]) + floor).all(axis=(0, 1))


def _coarse(edges, centres, unit: float):
    import numpy as np

    gaps = np.maximum(edges[0][:, None] - centres, centres - edges[1][:, None]).min(axis=1)
    return edges[1] - edges[0] > np.maximum(unit, gaps)


def _assembled(unit: float, step: float, places, steps, rough) -> Table:
    import numpy as np

    order = np.argsort(places)
    places, steps = places[order], steps[order]
    edges = unit * np.sinh(np.append(places, places[-1] + steps[-1]))
    cells = np.ascontiguousarray(np.einsum("jk,kvc->jvc", transforms()[2], rough[:, :, order]))
    cells[:, 0] *= -1
    lengths = np.round(steps / step).astype(np.intp)
    number = np.repeat(np.arange(len(places)), lengths) if lengths.sum() <= MOST_PLACES else None
    return Table(unit, step, edges, number, cells)


@cache
def transforms():
    """Chebyshev points of [0, 1]; from values there to Chebyshev coefficients; from these to powers of the distance from the middle."""
    import numpy as np

    angles = np.pi * (np.arange(DEGREE + 1) + 0.5) / (DEGREE + 1)
    coefficients = np.cos(np.outer(np.arange(DEGREE + 1), angles)) * 2 / (DEGREE + 1)
    coefficients[0] /= 2
    powers = np.zeros((DEGREE + 1, DEGREE + 1))
    for k in range(DEGREE + 1):
        row = np.polynomial.chebyshev.cheb2poly(np.eye(DEGREE + 1)[k])
        powers[: len(row), k] = row
    return (1 + np.cos(angles)) / 2, coefficients, powers * 2.0 ** np.arange(DEGREE + 1)[:, None]
