"""A factor of engines/floating/maxima.py as a table of polynomials in float64: one interpolation instead of a costly formula."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from verifier.engines.floating.quadrature import QuadratureError

DEGREE = 11
MOST_CELLS = 40_000
HALVINGS = 2
SETTLED, MATTERS = 2e-15, 120.0
STRETCH = 1 << 13
TINY = 1e-9


@dataclass(frozen=True)
class Table:
    """-log F and f / F as polynomials on equal cells in x = z, or in x = asinh(z / unit) for heavy tails. A Factor.

    Left of the table its first value counts; right of it log F and f / F are 0.
    first, width    cell number k is (first + k) width <= x < (first + k + 1) width; width is a power of 2, so that no digit of x is lost
    cells           shape (2 (DEGREE + 1), count): for each power, lowest first, the coefficient of -log F, then that of f / F
    """

    first: int
    width: float
    unit: float | None
    cells: Any

    @property
    def ends(self) -> tuple[float, float]:
        """The z at which the table begins and ends."""
        low, high = (self.width * (self.first + k) for k in (0, self.cells.shape[1]))
        return (low, high) if self.unit is None else (self.unit * math.sinh(low), self.unit * math.sinh(high))

    def __call__(self, z):
        import numpy as np

        flat = np.ascontiguousarray(z).reshape(-1)
        logs, ratios = np.empty((2, flat.size))
        for start in range(0, flat.size, STRETCH):
            here = slice(start, start + STRETCH)
            self._fill(flat[here], logs[here], ratios[here])
        return logs.reshape(z.shape), ratios.reshape(z.shape)

    def _fill(self, z, logs, ratios):
        import numpy as np

        count, top = self.cells.shape[1], 2 * DEGREE
        x = (z if self.unit is None else np.arcsinh(z / self.unit)) / self.width
        beyond = x >= self.first + count
        np.clip(x, self.first, self.first + count - TINY, out=x)
        cell = np.floor(x)
        x -= cell
        x -= 0.5
        cell = cell.astype(np.intp)
        cell -= self.first
        chosen = self.cells.take(cell, axis=1)
        logs[:], ratios[:] = chosen[top], chosen[top + 1]
        for k in range(top - 2, -1, -2):
            logs *= x
            logs += chosen[k]
            ratios *= x
            ratios += chosen[k + 1]
        np.negative(logs, out=logs)
        if beyond.any():
            logs[beyond], ratios[beyond] = 0.0, 0.0


def tabulate(sample: Callable, low: float, high: float, width: float, unit: float | None = None) -> Table:
    """The table of a factor on low <= x <= high.

    sample      array z of shape (cells, points), increasing along the cells -> -log F and f / F, stacked, shape (2, cells, points)
    width       the cells' length in x to begin with, rounded down to a power of 2; halved at most twice, until the last two Chebyshev
                coefficients are at rounding level wherever -log F < 120
    Rejects more than 40 000 cells (QuadratureError).
    """
    import numpy as np

    exponent = math.floor(math.log2(width))
    for k in range(HALVINGS + 1):
        width = 2.0 ** (exponent - k)
        first, last = math.floor(low / width), math.ceil(high / width)
        if last - first > MOST_CELLS:
            raise QuadratureError(f"a table of {last - first} cells is needed, at most {MOST_CELLS} are allowed; take a smaller scale")
        x = width * (np.arange(first, last)[:, None] + transforms()[0])
        rough = np.einsum("kn,vcn->kvc", transforms()[1], sample(x if unit is None else unit * np.sinh(x)))
        noise = SETTLED * (5 + np.abs(x[:, 0]) + np.abs(rough[0, 0]))
        settled = (np.abs(rough[-2:]) <= noise * np.abs(rough[0])).all(axis=(0, 1)) | (rough[0, 0] > MATTERS)
        if settled.all():
            break
    return Table(first, width, unit, np.ascontiguousarray(np.einsum("jk,kvc->jvc", transforms()[2], rough).reshape(2 * (DEGREE + 1), -1)))


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
