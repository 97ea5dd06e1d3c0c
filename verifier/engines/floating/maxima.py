"""The maximum of independent variables in float64: its integrals as sums over a table of nodes. Every number is an estimate.

For independent X_1, ..., X_d with cdfs F_j and densities f_j, at nodes t whose weights w stand for an integral over the line, let
L = sum_j log F_j, c = w e^L and R_j = f_j / F_j. Then

    p_i   = sum c R_i                                  P(X_i is the largest)
    H v   = sum c R_i sum_j R_j (v_i - v_j)            the derivative of p along a shift v of the variables
    E max = sum c t sum_i R_i                          where no X_j has atoms

A *factor* is a callable: array z -> (log F(z), R(z)), both of z's shape, R finite, and no warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

BLOCK = 1 << 21

Factor = Callable[[Any], tuple[Any, Any]]


@dataclass(frozen=True)
class Group:
    """A factor and the coordinates that have it: `where` is a slice, or an array of indices."""

    factor: Factor
    where: Any


def rows(groups: Sequence[Group], places, nodes, multiplicity=None):
    """L, shape (n, N), and R, shape (n, d, N), for variables placed at `places` (n, d), at nodes of shape (N,) or (n, N).

    multiplicity    how often each variable counts in L, shape (d,); once by default
    """
    import numpy as np

    z = nodes[..., None, :] - places[:, :, None]
    if len(groups) == 1:
        logs, ratios = groups[0].factor(z)
    else:
        logs, ratios = np.empty((2, *z.shape))
        for group in groups:
            logs[:, group.where], ratios[:, group.where] = group.factor(z[:, group.where])
    return logs.sum(axis=1) if multiplicity is None else multiplicity @ logs, ratios


@dataclass(frozen=True)
class Sums:
    """The answers for n rows of places, with the nodes and weights, shape (N,) or (n, N), that gave them.

    probabilities (n, d); value (n,) and the derivatives are computed when asked for, from tables: pairs of c, shape (n, N), and R, shape (n, d, N),
    for stretches of nodes; where there are none they are made anew, in blocks of bounded size.

    integral        E max where it was found on the way, shape (n,)
    offset          E max less the integrals of 1 - prod F over the nodes > 0 and of -prod F over the others, shape (n, 1), where panels end at 0
    multiplicity    how often each variable counts in the value, shape (d,); None for once
    """

    groups: Sequence[Group]
    places: Any
    nodes: Any
    weights: Any
    probabilities: Any
    tables: Sequence[tuple[Any, Any]] | None = None
    integral: Any = None
    offset: Any = None
    multiplicity: Any = None

    @property
    def value(self):
        """E max, shape (n,)."""
        if self.integral is not None:
            return self.integral
        import numpy as np

        ((mass, ratios),) = self.tables
        if self.offset is not None:
            return self.offset[:, 0] + (np.where(self.nodes > 0, self.weights, 0.0) - mass).sum(axis=1)
        total = ratios.sum(axis=1) if self.multiplicity is None else self.multiplicity @ ratios
        return (mass * (self.nodes * total)).sum(axis=1)

    def chosen(self, which) -> Sums:
        """The answers of some of the rows, for tables and nodes that are known row by row."""
        tables = [tuple(part[which] for part in table) for table in self.tables]
        return replace(self, places=self.places[which], nodes=self.nodes[which], weights=self.weights[which],
                       probabilities=self.probabilities[which], tables=tables, offset=self.offset[which])

    def blocks(self) -> Iterator[tuple[Any, Any]]:
        """c, shape (n, N), and R, shape (n, d, N), for successive stretches of nodes."""
        import numpy as np

        if self.tables is not None:
            yield from self.tables
            return
        count = max(1, BLOCK // self.places.size)
        for start in range(0, self.nodes.shape[-1], count):
            stretch = (..., slice(start, start + count))
            total, ratios = rows(self.groups, self.places, self.nodes[stretch])
            yield self.weights[stretch] * np.exp(total), ratios

    def hessian(self):
        """H, shape (n, d, d): symmetric, rows of sum 0."""
        overlaps = sum((ratios * mass[:, None]) @ ratios.swapaxes(1, 2) for mass, ratios in self.blocks())
        return laplacians(-(overlaps + overlaps.swapaxes(1, 2)) / 2)

    def product(self, v):
        """H v, shape (n, d), for v of shape (d,) or (n, d), without H."""
        import numpy as np

        v = np.broadcast_to(v, self.places.shape)
        v = v - v.mean(axis=1, keepdims=True)
        return sum(_product(mass, ratios, v) for mass, ratios in self.blocks())


@dataclass(frozen=True)
class Scattered:
    """The Sums of one row of d places, from those of the places whose numbers are `kept`; the others have probability 0."""

    inner: Sums
    kept: Any
    dim: int

    @property
    def value(self):
        """E max, shape (1,)."""
        return self.inner.value

    @property
    def probabilities(self):
        """Shape (1, d)."""
        return self._spread(self.inner.probabilities)

    def hessian(self):
        """H, shape (1, d, d): symmetric, rows of sum 0."""
        import numpy as np

        found = np.zeros((1, self.dim, self.dim))
        found[0, self.kept[:, None], self.kept] = self.inner.hessian()[0]
        return found

    def product(self, v):
        """H v, shape (1, d), for v of shape (d,) or (1, d)."""
        return self._spread(self.inner.product(v[..., self.kept]))

    def _spread(self, entries):
        import numpy as np

        found = np.zeros((1, self.dim))
        found[:, self.kept] = entries
        return found


def laplacians(matrices):
    """Matrices, shape (..., d, d), with diagonals replaced so that every row sums to 0. Changes and returns them."""
    import numpy as np

    where = np.arange(matrices.shape[-1])
    matrices[..., where, where] = 0
    matrices[..., where, where] = 0.0 - matrices.sum(axis=-1)
    return matrices


def _product(mass, ratios, v):
    total = ratios.sum(axis=1)
    along = (v[:, None] @ ratios)[:, 0]
    own = (ratios @ (mass * total)[..., None])[..., 0]
    return own * v - (ratios @ (mass * along)[..., None])[..., 0]
