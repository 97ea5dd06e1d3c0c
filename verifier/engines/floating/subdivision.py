"""Gauss-Legendre sums for maxima of independent variables on panels that are halved until each resolves its integrands.

For laws with kinks (ends of panels), atoms, scales far apart, or heavy tails. The Legendre coefficients of an integrand on a panel fall
geometrically, and the rule errs by about the square of the two highest that its nodes see, by the integral. Where that is below RESOLVED p_i
for every p_i, the panel is good enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from verifier.engines.floating.maxima import BLOCK, Group, Sums, rows
from verifier.engines.floating.quadrature import ORDER, QuadratureError, legendre
from verifier.engines.floating.quadrature import panels as rule

RESOLVED, ROUNDING = 1e-18, 1e-16
NOISE, TINY = 1e-14, 1e-300
NEGLIGIBLE = 1e-48
MANY = 24
ROUNDS = 60
MOST_ENTRIES, MOST_KEPT = 200_000_000, 1 << 22


def panel_sums(groups: Sequence[Group], places, edges, far=0.0) -> Sums:
    """The Sums for one row of places, shape (d,), with E max = 0 + integral over t > 0 of (1 - prod F) - integral over t < 0 of prod F.

    edges       increasing, shape (B + 1,): the first panels; 0 is one of them unless all lie on one side of it
    far         for each variable how far from 0 an end of its support can be, shape (d,), as distances from it are rounded accordingly; 0 for none
    Rejects more than MOST_ENTRIES table entries, and what is unresolved after ROUNDS halvings (QuadratureError).
    """
    import numpy as np

    pending, order = np.stack([edges[:-1], edges[1:]]), ORDER if len(edges) < MANY else ORDER // 2
    kept, tables, entries = _Panels.none(len(places)), [], 0
    for _ in range(ROUNDS):
        entries += pending.shape[1] * order * len(places)
        if entries > MOST_ENTRIES:
            raise QuadratureError(f"{entries:.3g} table entries needed, at most {MOST_ENTRIES:.3g} allowed; scales or parameters lie too far apart")
        found, table = _evaluate(groups, places, pending, order)
        tables.append(table if entries <= MOST_KEPT else None)
        kept = kept.joined(found, len(tables) - 1)
        bad = kept.unresolved(far)
        if not bad.any():
            break
        pending, order = kept.finer(bad), ORDER
        kept = kept.chosen(~bad)
    else:
        raise QuadratureError(f"the integrals are not resolved after {ROUNDS} halvings of the panels")
    nodes, weights = kept.rule()
    known = kept.tables(tables) if entries <= MOST_KEPT else None
    return Sums(groups, places[None], nodes, weights, kept.shares.sum(axis=0)[None], known, np.array([kept.values.sum()]))


@dataclass(frozen=True)
class _Panels:
    """B panels: their ends, the orders of their rules, in which round they were evaluated and as which there, the parts of the p_i and the tails
    of their Legendre series (d each), the parts of E max. All arrays have the panels first."""

    ends: Any
    orders: Any
    origins: Any
    shares: Any
    tails: Any
    values: Any

    @classmethod
    def none(cls, dim: int) -> _Panels:
        import numpy as np

        return cls(np.zeros((0, 2)), np.zeros(0, dtype=int), np.zeros((0, 2), dtype=int), np.zeros((0, dim)), np.zeros((0, dim)), np.zeros(0))

    def joined(self, other: _Panels, number: int) -> _Panels:
        """Both, these first; the others come from the round of this number."""
        import numpy as np

        other.origins[:, 0] = number
        return _Panels(*(np.concatenate(pair) for pair in zip(vars(self).values(), vars(other).values())))

    def chosen(self, which) -> _Panels:
        return _Panels(*(part[which] for part in vars(self).values()))

    def unresolved(self, far):
        """Which may be halved and must be: not where the tails are no more than what rounding makes of nodes and their distances; see panel_sums."""
        import numpy as np

        left, right = self.ends.T
        middles, total = self.ends.mean(axis=1), self.shares.sum(axis=0)
        noise = NOISE * (np.abs(self.ends).max(axis=1)[:, None] + far) / np.maximum(right - left, TINY)[:, None]
        wrong = (_errors(self.tails, self.shares) > RESOLVED * total + NEGLIGIBLE) & (self.tails > noise * self.shares)
        return wrong.any(axis=1) & (left < middles) & (middles < right)

    def finer(self, which):
        """The ends of panels for these, shape (2, n): the same for a rule of higher order, else halves."""
        import numpy as np

        low, full = self.ends[which & (self.orders < ORDER)].T, self.ends[which & (self.orders == ORDER)].T
        middles = full.mean(axis=0)
        return np.concatenate([low, [full[0], middles], [middles, full[1]]], axis=1)

    def rule(self):
        """All nodes and weights, flat."""
        import numpy as np

        parts = [rule(self.ends[self.orders == order].T, order) for order in np.unique(self.orders)]
        return tuple(np.concatenate([part.ravel() for part in pair]) for pair in zip(*parts))

    def tables(self, rounds: list) -> list:
        """Those of all rounds, of these panels only."""
        found = []
        for number, (mass, ratios) in enumerate(rounds):
            here = self.origins[self.origins[:, 0] == number, 1]
            found.append((mass[here].reshape(1, -1), ratios[:, here].reshape(1, len(ratios), -1)))
        return found


def panel_batch(groups: Sequence[Group], places, nodes, weights, offset, exact: bool):
    """The Sums for n rows of places (n, d) on fixed panels, nodes and weights of shape (n, B, order); and which rows are resolved, None for all.

    offset          of E max; see Sums
    exact           whether the rules are known to be
    """
    import numpy as np

    (n, d), order = places.shape, nodes.shape[-1]
    nodes, weights = nodes.reshape(n, -1), weights.reshape(n, -1)
    mass, ratios = rows(groups, places, nodes)
    np.exp(mass, out=mass)
    mass *= weights
    if exact:
        p, good = (ratios @ mass[..., None])[..., 0], None
    else:
        integrands = (ratios * mass[:, None]).reshape(-1, order)
        found = np.abs(integrands @ _sum_and_highest(order)).reshape(n, d, -1, 3)
        shares, tails = found[..., 0], found[..., 1] + found[..., 2]
        p = shares.sum(axis=-1)
        good = (_errors(tails, shares).sum(axis=-1) <= ROUNDING * p + NEGLIGIBLE).all(axis=1)
    return Sums(groups, places, nodes, weights, p, [(mass, ratios)], offset=offset), good


@cache
def _sum_and_highest(order: int):
    """Ones beside `_highest`, shape (order, 3)."""
    import numpy as np

    return np.concatenate([np.ones((order, 1)), _highest(order)], axis=1)


def fixed_panels(edges):
    """Nodes and weights, shape (n, B, ORDER), and the offset of E max for the panels between edges, shape (n, B + 1), each row increasing.

    0 is an edge unless all lie on one side. Panels may have length 0.
    """
    import numpy as np

    nodes, weights = (part.reshape(len(edges), -1, ORDER) for part in rule(_proper(edges).reshape(2, -1)))
    return nodes, weights, np.maximum(edges[:, :1], 0.0) + np.minimum(edges[:, -1:], 0.0)


def _errors(tails, shares):
    """About the rule's errors on the panels."""
    return tails * tails / (shares + NEGLIGIBLE)


def _proper(edges):
    """Left and right ends of the panels, shape (2, n, B), without those of length 0 that all rows can spare."""
    import numpy as np

    empty = edges[:, :-1] == edges[:, 1:]
    if len(edges) == 1:
        return np.stack([edges[:, :-1][~empty], edges[:, 1:][~empty]])[:, None]
    order = np.argsort(empty, axis=1, kind="stable")[:, : int((~empty).sum(axis=1).max())]
    return np.stack([np.take_along_axis(part, order, axis=1) for part in (edges[:, :-1], edges[:, 1:])])


def _evaluate(groups, places, panels, order: int) -> tuple[_Panels, tuple]:
    """The panels, shape (2, B), evaluated; with mass, shape (B, order), and ratios, shape (d, B, order)."""
    import numpy as np

    size = max(1, BLOCK // (order * len(places)))
    parts = [_block(groups, places, panels[:, start : start + size], order) for start in range(0, panels.shape[1], size)]
    shares, tails, values, mass = (np.concatenate(part) for part in list(zip(*parts))[:4])
    ratios = parts[0][4] if len(parts) == 1 else np.concatenate([part[4] for part in parts], axis=1)
    count = panels.shape[1]
    origins = np.stack([np.zeros(count, dtype=int), np.arange(count)], axis=1)
    return _Panels(panels.T, np.full(count, order), origins, shares, tails, values), (mass, ratios)


def _block(groups, places, panels, order: int):
    import numpy as np

    nodes, weights = rule(panels, order)
    total, ratios = rows(groups, places[None], nodes.reshape(1, -1))
    total, ratios = total.reshape(nodes.shape), ratios.reshape(len(places), *nodes.shape)
    mass = weights * np.exp(total)
    integrands = ratios * mass
    tails = np.abs(integrands @ _highest(order)).sum(axis=-1)
    value = np.where(nodes > 0, -np.expm1(total), -np.exp(total))
    return integrands.sum(axis=-1).T, tails.T, (weights * value).sum(axis=1), mass, ratios


@cache
def _highest(order: int):
    """The two highest Legendre polynomials at the nodes, scaled to give coefficients, shape (order, 2)."""
    import numpy as np

    return (np.polynomial.legendre.legvander(legendre(order)[0], order - 1) * (np.arange(order) + 0.5))[:, -2:]
