"""Many coordinates with the same factor in float64: their places are gathered into few, at Chebyshev points of short cells.

As functions of the place x, log F(t - x) and f(t - x) / F(t - x) are polynomials to rounding on cells as short as those of a table. So sums
over d places are sums over the cells' Chebyshev points with interpolation weights, and p is interpolated back: N M + 12 d operations in
place of N d.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verifier.engines.floating.maxima import Group, Sums, laplacians
from verifier.engines.floating.tables import DEGREE, transforms

LEAST = 200
WORTH = 2


@dataclass(frozen=True)
class Clusters:
    """M places for d. spread (d, M), sparse: the interpolation weights; groups: of the M places."""

    groups: Sequence[Group]
    places: Any
    spread: Any

    @property
    def multiplicity(self):
        """How often each of the M places counts, of either sign."""
        return self.spread.sum(axis=0)


def gather(groups: Sequence[Group], grains: Sequence[float], places) -> Clusters | None:
    """Clusters for one row of places, shape (d,); None where they would not be less than half as many.

    grains      for each group the length of cells
    """
    import numpy as np
    from scipy.sparse import coo_array

    found, rows, columns, values, made, total = [], [], [], [], [], 0
    for group, grain in zip(groups, grains):
        here = places[group.where]
        cells, local = np.divmod(here / grain, 1.0)
        distinct, number = np.unique(cells, return_inverse=True)
        count = (DEGREE + 1) * len(distinct)
        found.append(Group(group.factor, slice(total, total + count)))
        made.append((grain * (distinct[:, None] + transforms()[0])).ravel())
        values.append(np.polynomial.chebyshev.chebvander(2 * local - 1, DEGREE) @ transforms()[1])
        columns.append(total + (DEGREE + 1) * number[:, None] + np.arange(DEGREE + 1))
        rows.append(np.broadcast_to(np.arange(len(places))[group.where][:, None], columns[-1].shape))
        total += count
    if WORTH * total > len(places):
        return None
    entries = (np.concatenate(values).ravel(), (np.concatenate(rows).ravel(), np.concatenate(columns).ravel()))
    if len(found) == 1:
        found = [Group(found[0].factor, slice(None))]
    return Clusters(found, np.concatenate(made), coo_array(entries, shape=(len(places), total)).tocsr())


@dataclass(frozen=True)
class ClusteredSums:
    """The Sums of one row of d places, from those of M places."""

    inner: Sums
    spread: Any

    @property
    def value(self):
        """E max, shape (1,)."""
        return self.inner.value

    @property
    def probabilities(self):
        """Shape (1, d)."""
        return (self.spread @ self.inner.probabilities[0])[None]

    def hessian(self):
        """H, shape (1, d, d): symmetric, rows of sum 0."""
        overlaps = sum((ratios[0] * mass[0]) @ ratios[0].T for mass, ratios in self.inner.blocks())
        full = self.spread @ (self.spread @ overlaps).T
        return laplacians(-(full + full.T)[None] / 2)

    def product(self, v):
        """H v, shape (1, d), without H."""
        v = v[0] - v.mean()
        away, own = self.spread.T @ v, 0.0
        counts, across = self.spread.sum(axis=0), 0.0
        for mass, ratios in self.inner.blocks():
            own = own + ratios[0] @ (mass[0] * (counts @ ratios[0]))
            across = across + ratios[0] @ (mass[0] * (away @ ratios[0]))
        return ((self.spread @ own) * v - self.spread @ across)[None]
