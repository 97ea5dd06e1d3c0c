"""Gauss-Legendre sums for maxima of independent variables on panels that are halved until each resolves its integrands.

For laws with kinks (ends of panels), atoms, scales far apart, or heavy tails. The Legendre coefficients of an integrand on a panel fall
geometrically, and the rule errs by about the square of the two highest that its nodes see, by the integral. Where that is below RESOLVED p_i
for every p_i, the panel is good enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from verifier.engines.floating.maxima import BLOCK, Group, Sums, rows
from verifier.engines.floating.quadrature import ORDER, QuadratureError, legendre
from verifier.engines.floating.quadrature import panels as rule

RESOLVED, ROUNDING = 1e-18, 1e-16
NEGLIGIBLE = 1e-48
MANY = 64
ROUNDS = 60
MOST_ENTRIES = 200_000_000


def panel_sums(groups: Sequence[Group], places, edges) -> Sums:
    """The Sums for one row of places, shape (d,), with E max = 0 + integral over t > 0 of (1 - prod F) - integral over t < 0 of prod F.

    edges       increasing, shape (B + 1,): the first panels; 0 is one of them unless all lie on one side of it
    Rejects more than MOST_ENTRIES table entries, and what is unresolved after ROUNDS halvings (QuadratureError).
    """
    import numpy as np

    pending, entries = np.stack([edges[:-1], edges[1:]]), 0
    order = ORDER if len(edges) < MANY else ORDER // 2
    panels = np.zeros((2, 0))
    shares, tails, values = np.zeros((0, len(places))), np.zeros((0, len(places))), np.zeros(0)
    for _ in range(ROUNDS):
        entries += pending.shape[1] * order * len(places)
        if entries > MOST_ENTRIES:
            raise QuadratureError(f"{entries:.3g} table entries needed, at most {MOST_ENTRIES:.3g} allowed; scales or parameters lie too far apart")
        found = _evaluate(groups, places, pending, order)
        panels = np.concatenate([panels, pending], axis=1)
        shares, tails, values = (np.concatenate(pair) for pair in zip((shares, tails, values), found))
        total = shares.sum(axis=0)
        middles = panels.mean(axis=0)
        bad = (_errors(tails, shares) > RESOLVED * total + NEGLIGIBLE).any(axis=1) & (panels[0] < middles) & (middles < panels[1])
        if not bad.any():
            break
        left, right = panels[:, bad]
        pending = np.stack([np.concatenate([left, middles[bad]]), np.concatenate([middles[bad], right])])
        panels, shares, tails, values = panels[:, ~bad], shares[~bad], tails[~bad], values[~bad]
    else:
        raise QuadratureError(f"the integrals are not resolved after {ROUNDS} halvings of the panels")
    nodes, weights = rule(panels, order)
    return Sums(groups, places[None], nodes.ravel(), weights.ravel(), np.array([values.sum()]), total[None])


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
    order = np.argsort(empty, axis=1, kind="stable")[:, : int((~empty).sum(axis=1).max())]
    return np.stack([np.take_along_axis(part, order, axis=1) for part in (edges[:, :-1], edges[:, 1:])])


def _evaluate(groups, places, panels, order: int):
    """For each panel and coordinate the part of p_i and the tail of its Legendre series; for each panel the part of E max."""
    import numpy as np

    size = max(1, BLOCK // (order * len(places)))
    parts = [_block(groups, places, panels[:, start : start + size], order) for start in range(0, panels.shape[1], size)]
    return tuple(np.concatenate(part) for part in zip(*parts))


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
