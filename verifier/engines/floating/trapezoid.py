"""Trapezoid sums for maxima of independent variables with analytic densities, in batches, with the spacing halved until it suffices.

The error of the rule for an integrand analytic in a strip falls as exp(-2 pi a / h): halving h squares it (theory of the periodic trapezoid
rule; Trefethen and Weideman, SIAM Review 2014). So where the even and the odd nodes agree relatively to 1e-9, all of them are right to
about 1e-16. Agreement may be an accident of where the nodes lie; the four sums over every fourth node give the error of spacing 4 h in both
phases, which no such accident hides. All this is asked of every p_i.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from verifier.engines.floating.maxima import Group, Sums, rows

AGREE = 1e-9
WIDE = 1e-5
ENTIRE = 1e-8, 2e-3
NEGLIGIBLE = 1e-38
LOWEST, MANY, LOOK = -107.0, 20, 16
CHUNK = 1 << 15


@dataclass(frozen=True)
class Line:
    """Nodes on [low, high], t = width sinh(u) with u equally spaced: as dense as a lattice at 0, sparse in the tails.

    width       finite for laws with tails as heavy as an exponential or heavier; inf for the plain lattice t = u
    heavy       for tails like powers: t = width sinh(sinh(u))
    """

    low: float
    high: float
    width: float
    heavy: bool = False
    kept: dict = field(default_factory=dict, compare=False)

    @cached_property
    def allowed(self):
        """A matrix that makes of the moduli of the sums with the signs of `_phases` two errors that settled sums have not: by how much sums of
        spacing 2 h differ more than by AGREE p_i, and those of spacing 4 h more than by WIDE p_i. Gaussian integrands converge faster than squares.
        """
        import numpy as np

        agree, wide = (AGREE, WIDE) if math.isfinite(self.width) else ENTIRE
        return np.array([[-agree / 2, -wide / 4], [1, 0], [0, 1], [0, 1]])

    def nodes(self, count: int, half: bool):
        """Nodes and weights, shape (count,), read-only: equally spaced in u from low, or half a step later. The ends are negligible."""
        if (count, half) not in self.kept:
            self.kept[count, half] = self._nodes(count, half)
        return self.kept[count, half]

    def _nodes(self, count: int, half: bool):
        import numpy as np

        ends = np.array([self.low, self.high])
        if math.isfinite(self.width):
            ends = np.arcsinh(ends / self.width)
        start, stop = np.arcsinh(ends) if self.heavy else ends
        step = (stop - start) / count
        nodes, weights = start + step * (np.arange(count) + 0.5 * half), np.full(count, step)
        if self.heavy:
            nodes, weights = np.sinh(nodes), weights * np.cosh(nodes)
        if math.isfinite(self.width):
            nodes, weights = self.width * np.sinh(nodes), self.width * weights * np.cosh(nodes)
        for part in (nodes, weights):
            part.flags.writeable = False
        return nodes, weights


def trapezoid_sums(groups: Sequence[Group], line: Line, places, first: int, most: int, multiplicity=None) -> Iterator[tuple[Any, Sums | None]]:
    """Pairs (indices of rows, their Sums), together all rows of `places` (n, d); None instead of Sums where `most` nodes did not suffice.

    first           the number of nodes to begin with, divisible by 4
    multiplicity    how often each variable counts, shape (d,); once by default
    """
    import numpy as np

    size = max(1, CHUNK // (places.shape[1] * first))
    for start in range(0, len(places), size):
        here = np.arange(start, min(start + size, len(places)))
        yield from _chunk(groups, line, places[start : start + size], here, first, most, multiplicity)


def _chunk(groups, line, places, here, count, most, multiplicity):
    import numpy as np

    nodes, weights = line.nodes(count, False)
    start = _start(groups, places, nodes, multiplicity)
    nodes, weights = nodes[start:], weights[start:]
    mass, ratios, phases = _table(groups, places, nodes, weights, multiplicity)
    while True:
        errors = np.abs(phases) @ line.allowed
        if errors.max() <= NEGLIGIBLE:
            yield here, Sums(groups, places, nodes, weights, phases[..., 0], [(mass, ratios)], multiplicity=multiplicity)
            return
        good = (errors <= NEGLIGIBLE).all(axis=(1, 2))
        if good.any():
            yield here[good], Sums(groups, places[good], nodes, weights, phases[good, :, 0], [(mass[good], ratios[good])], multiplicity=multiplicity)
        bad = ~good
        here, places, phases = here[bad], places[bad], phases[bad]
        if 2 * count > most:
            yield here, None
            return
        more_nodes, more_weights = (part[start:] for part in line.nodes(count, True))
        more_mass, more_ratios, more = _table(groups, places, more_nodes, more_weights, multiplicity)
        nodes, weights = np.concatenate([nodes, more_nodes]), np.concatenate([weights, more_weights]) / 2
        phases = np.stack([phases[..., 0] + more[..., 0], phases[..., 0] - more[..., 0], phases[..., 1], more[..., 1]], axis=-1) / 2
        mass = np.concatenate([mass[bad], more_mass], axis=1) / 2
        ratios = np.concatenate([ratios[bad], more_ratios], axis=2)
        count, start = 2 * count, 2 * start


def _start(groups, places, nodes, multiplicity) -> int:
    """How many of the first nodes are negligible for all rows: a multiple of 4, and 0 where looking would cost more than it saves."""
    if places.shape[1] < MANY:
        return 0
    total, _ = rows(groups, places, nodes[::LOOK], multiplicity)
    return LOOK * max(0, int((total < LOWEST).all(axis=0).sum()) - 1)


def _table(groups, places, nodes, weights, multiplicity):
    """c, R and the sums of c R over the nodes with the signs of `_phases`, shape (n, d, 4)."""
    import numpy as np

    total, ratios = rows(groups, places, nodes, multiplicity)
    mass = np.exp(total, out=total)
    mass *= weights
    return mass, ratios, ratios @ (mass[:, :, None] * _phases(len(nodes)))


@cache
def _phases(count: int):
    """Signs, shape (count, 4): all nodes, the even less the odd ones, and the same for the even and for the odd ones alone."""
    import numpy as np

    return np.tile([[1.0, 1, 1, 0], [1, -1, 0, 1], [1, 1, -1, 0], [1, -1, 0, -1]], (count // 4, 1))
