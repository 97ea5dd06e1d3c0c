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
from typing import Any

from verifier.engines.floating.maxima import Group, Sums, rows

AGREE = 1e-9
WIDE = 1e-5
NEGLIGIBLE = 1e-38
SIGNS = [1, -1, 1, -1]
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
        yield from _chunk(groups, line, places[here], here, first, most, multiplicity)


def _chunk(groups, line, places, here, count, most, multiplicity):
    import numpy as np

    nodes, weights = line.nodes(count, False)
    mass, ratios = _table(groups, places, nodes, weights, multiplicity)
    p, quarters = _sum(ratios, mass), _quarters(ratios, mass)
    while True:
        bad = (~_settled(p, quarters)).any(axis=1)
        if not bad.any():
            yield here, _sums(groups, places, nodes, weights, mass, ratios, p, multiplicity)
            return
        good = ~bad
        if good.any():
            yield here[good], _sums(groups, places[good], nodes, weights, mass[good], ratios[good], p[good], multiplicity)
        here, places, quarters = here[bad], places[bad], quarters[bad]
        if 2 * count > most:
            yield here, None
            return
        more_nodes, more_weights = line.nodes(count, True)
        more_mass, more_ratios = _table(groups, places, more_nodes, more_weights, multiplicity)
        nodes, weights = np.concatenate([nodes, more_nodes]), np.concatenate([weights, more_weights]) / 2
        more = _quarters(more_ratios, more_mass)
        quarters = np.stack([quarters[..., 0] + quarters[..., 2], more[..., 0] + more[..., 2], quarters[..., 1] + quarters[..., 3],
                             more[..., 1] + more[..., 3]], axis=-1) / 2
        mass = np.concatenate([mass[bad], more_mass], axis=1) / 2
        ratios = np.concatenate([ratios[bad], more_ratios], axis=2)
        p, count = _sum(ratios, mass), 2 * count


def _quarters(ratios, mass):
    """The sums over every fourth node, shape (n, d, 4)."""
    n, d, count = ratios.shape
    import numpy as np

    return np.einsum("ndkq,nkq->ndq", ratios.reshape(n, d, count // 4, 4), mass.reshape(n, count // 4, 4))


def _settled(p, quarters):
    """Whether the rules of spacing 4 h and 2 h err so little that the rule of spacing h is right to rounding."""
    import numpy as np

    even, odd = quarters[..., 0] - quarters[..., 2], quarters[..., 1] - quarters[..., 3]
    halves = quarters @ SIGNS
    return (np.abs(even) + np.abs(odd) <= WIDE / 4 * p + NEGLIGIBLE) & (np.abs(halves) <= AGREE / 2 * p + NEGLIGIBLE)


def _table(groups, places, nodes, weights, multiplicity):
    import numpy as np

    total, ratios = rows(groups, places, nodes, multiplicity)
    return weights * np.exp(total), ratios


def _sum(ratios, mass):
    return (ratios @ mass[..., None])[..., 0]


def _sums(groups, places, nodes, weights, mass, ratios, p, multiplicity):
    total = ratios.sum(axis=1) if multiplicity is None else multiplicity @ ratios
    value = (mass * (nodes * total)).sum(axis=1)
    return Sums(groups, places, nodes, weights, value, p, [(mass, ratios)])
