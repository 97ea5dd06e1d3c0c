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
NEGLIGIBLE = 1e-48
MANY = 24
ROUNDS = 60
MOST_ENTRIES = 200_000_000


def panel_sums(groups: Sequence[Group], places, edges) -> Sums:
    """The Sums for one row of places, shape (d,), with E max = 0 + integral over t > 0 of (1 - prod F) - integral over t < 0 of prod F.

    edges       increasing, shape (B + 1,): the first panels; 0 is one of them unless all lie on one side of it
    Rejects more than MOST_ENTRIES table entries, and what is unresolved after ROUNDS halvings (QuadratureError).
    """
    import numpy as np

    pending, order = np.stack([edges[:-1], edges[1:]]), ORDER if len(edges) < MANY else ORDER // 2
    kept, entries = _Panels.none(len(places)), 0
    for _ in range(ROUNDS):
        entries += pending.shape[1] * order * len(places)
        if entries > MOST_ENTRIES:
            raise QuadratureError(f"{entries:.3g} table entries needed, at most {MOST_ENTRIES:.3g} allowed; scales or parameters lie too far apart")
        kept = kept.joined(_evaluate(groups, places, pending, order))
        bad = kept.unresolved()
        if not bad.any():
            break
        pending, order = kept.finer(bad), ORDER
        kept = kept.chosen(~bad)
    else:
        raise QuadratureError(f"the integrals are not resolved after {ROUNDS} halvings of the panels")
    nodes, weights = kept.rule()
    return Sums(groups, places[None], nodes, weights, np.array([kept.values.sum()]), kept.shares.sum(axis=0)[None])


@dataclass(frozen=True)
class _Panels:
    """Panels (2, B), the orders of their rules (B,), the parts of the p_i and the tails of their Legendre series (B, d), the parts of E max (B,)."""

    panels: Any
    orders: Any
    shares: Any
    tails: Any
    values: Any

    @classmethod
    def none(cls, dim: int) -> _Panels:
        import numpy as np

        return cls(np.zeros((2, 0)), np.zeros(0, dtype=int), np.zeros((0, dim)), np.zeros((0, dim)), np.zeros(0))

    def joined(self, other: _Panels) -> _Panels:
        """Both, these first."""
        import numpy as np

        return _Panels(*(np.concatenate(pair, axis=-1 if k == 0 else 0) for k, pair in enumerate(zip(vars(self).values(), vars(other).values()))))

    def chosen(self, which) -> _Panels:
        return _Panels(self.panels[:, which], self.orders[which], self.shares[which], self.tails[which], self.values[which])

    def unresolved(self):
        """Which may be halved and must be."""
        left, right = self.panels
        middles, total = self.panels.mean(axis=0), self.shares.sum(axis=0)
        return (_errors(self.tails, self.shares) > RESOLVED * total + NEGLIGIBLE).any(axis=1) & (left < middles) & (middles < right)

    def finer(self, which):
        """The ends of panels for these, shape (2, n): the same for a rule of higher order, else halves."""
        import numpy as np

        low, full = self.panels[:, which & (self.orders < ORDER)], self.panels[:, which & (self.orders == ORDER)]
        middles = full.mean(axis=0)
        return np.concatenate([low, [full[0], middles], [middles, full[1]]], axis=1)

    def rule(self):
        """All nodes and weights, flat."""
        import numpy as np

        parts = [rule(self.panels[:, self.orders == order], order) for order in np.unique(self.orders)]
        return tuple(np.concatenate([part.ravel() for part in pair]) for pair in zip(*parts))


def panel_batch(groups: Sequence[Group], places, edges):
    """The Sums for n rows of places (n, d) on fixed panels, edges of shape (n, B + 1), each row increasing; and which rows are resolved.

    E max and `edges` as for panel_sums. Panels may have length 0.
    """
    import numpy as np

    n, d = places.shape
    nodes, weights = (part.reshape(n, -1) for part in rule(_proper(edges).reshape(2, -1)))
    total, ratios = rows(groups, places, nodes)
    mass = weights * np.exp(total)
    integrands = (ratios * mass[:, None]).reshape(n, d, -1, ORDER)
    shares, tails = integrands.sum(axis=-1), np.abs(integrands @ _highest(ORDER)).sum(axis=-1)
    p = shares.sum(axis=-1)
    value = (weights * np.where(nodes > 0, -np.expm1(total), -np.exp(total))).sum(axis=1)
    good = (_errors(tails, shares).sum(axis=-1) <= ROUNDING * p + NEGLIGIBLE).all(axis=1)
    return Sums(groups, places, nodes, weights, value, p, (mass, ratios)), good


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


def _evaluate(groups, places, panels, order: int) -> _Panels:
    import numpy as np

    size = max(1, BLOCK // (order * len(places)))
    parts = [_block(groups, places, panels[:, start : start + size], order) for start in range(0, panels.shape[1], size)]
    return _Panels(panels, np.full(panels.shape[1], order), *(np.concatenate(part) for part in zip(*parts)))


def _block(groups, places, panels, order: int):
    import numpy as np

    nodes, weights = rule(panels, order)
    total, ratios = rows(groups, places[None], nodes.reshape(1, -1))
    total, ratios = total.reshape(nodes.shape), ratios.reshape(len(places), *nodes.shape)
    integrands = ratios * (weights * np.exp(total))
    tails = np.abs(integrands @ _highest(order)).sum(axis=-1)
    value = np.where(nodes > 0, -np.expm1(total), -np.exp(total))
    return integrands.sum(axis=-1).T, tails.T, (weights * value).sum(axis=1)


@cache
def _highest(order: int):
    """The two highest Legendre polynomials at the nodes, scaled to give coefficients, shape (order, 2)."""
    import numpy as np

    return (np.polynomial.legendre.legvander(legendre(order)[0], order - 1) * (np.arange(order) + 0.5))[:, -2:]
