"""Gauss-Legendre sums for maxima of independent variables on panels that are halved until each resolves its integrands.

For laws with kinks (ends of panels), atoms, scales far apart, or heavy tails. A panel is good enough where the two highest Legendre
coefficients that its nodes see are below RESOLVED p_i for every p_i: they fall geometrically, and the rule errs by about their square.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from verifier.engines.floating.maxima import BLOCK, Group, Sums, rows
from verifier.engines.floating.quadrature import ORDER, QuadratureError, legendre
from verifier.engines.floating.quadrature import panels as rule

RESOLVED = 1e-9
NEGLIGIBLE = 1e-38
ROUNDS = 60
MOST_ENTRIES = 200_000_000


def panel_sums(groups: Sequence[Group], places, edges) -> Sums:
    """The Sums for one row of places, shape (d,), with E max = 0 + integral over t > 0 of (1 - prod F) - integral over t < 0 of prod F.

    edges       increasing, shape (B + 1,): the first panels; 0 is one of them unless all lie on one side of it
    Rejects more than MOST_ENTRIES table entries, and what is unresolved after ROUNDS halvings (QuadratureError).
    """
    import numpy as np

    pending, entries = np.stack([edges[:-1], edges[1:]]), 0
    panels = np.zeros((2, 0))
    shares, tails, values = np.zeros((0, len(places))), np.zeros((0, len(places))), np.zeros(0)
    for _ in range(ROUNDS):
        entries += pending.shape[1] * ORDER * len(places)
        if entries > MOST_ENTRIES:
            raise QuadratureError(f"{entries:.3g} table entries needed, at most {MOST_ENTRIES:.3g} allowed; scales or parameters lie too far apart")
        found = _evaluate(groups, places, pending)
        panels = np.concatenate([panels, pending], axis=1)
        shares, tails, values = (np.concatenate(pair) for pair in zip((shares, tails, values), found))
        total = shares.sum(axis=0)
        middles = panels.mean(axis=0)
        bad = (tails > RESOLVED * total + NEGLIGIBLE).any(axis=1) & (panels[0] < middles) & (middles < panels[1])
        if not bad.any():
            break
        left, right = panels[:, bad]
        pending = np.stack([np.concatenate([left, middles[bad]]), np.concatenate([middles[bad], right])])
        panels, shares, tails, values = panels[:, ~bad], shares[~bad], tails[~bad], values[~bad]
    else:
        raise QuadratureError(f"the integrals are not resolved after {ROUNDS} halvings of the panels")
    nodes, weights = rule(panels)
    return Sums(groups, places[None], nodes.ravel(), weights.ravel(), np.array([values.sum()]), total[None])


def panel_batch(groups: Sequence[Group], places, edges):
    """The Sums for n rows of places (n, d) on fixed panels, edges of shape (n, B + 1), each row increasing; and which rows are resolved.

    E max and `edges` as for panel_sums. Panels may have length 0.
    """
    import numpy as np

    n, d = places.shape
    nodes, weights = (part.reshape(n, -1) for part in rule(np.stack([edges[:, :-1].ravel(), edges[:, 1:].ravel()])))
    total, ratios = rows(groups, places, nodes)
    mass = weights * np.exp(total)
    integrands = (ratios * mass[:, None]).reshape(n, d, -1, ORDER)
    p = integrands.sum(axis=(2, 3))
    tails = np.abs(integrands @ _highest()).sum(axis=-1)
    value = (weights * np.where(nodes > 0, -np.expm1(total), -np.exp(total))).sum(axis=1)
    good = (tails <= RESOLVED * p[..., None] + NEGLIGIBLE).all(axis=(1, 2))
    return Sums(groups, places, nodes, weights, value, p, (mass, ratios)), good


def _evaluate(groups, places, panels):
    """For each panel and coordinate the part of p_i and the tail of its Legendre series; for each panel the part of E max."""
    import numpy as np

    size = max(1, BLOCK // (ORDER * len(places)))
    parts = [_block(groups, places, panels[:, start : start + size]) for start in range(0, panels.shape[1], size)]
    return tuple(np.concatenate(part) for part in zip(*parts))


def _block(groups, places, panels):
    import numpy as np

    nodes, weights = rule(panels)
    total, ratios = rows(groups, places[None], nodes.reshape(1, -1))
    total, ratios = total.reshape(nodes.shape), ratios.reshape(len(places), *nodes.shape)
    integrands = ratios * (weights * np.exp(total))
    tails = np.abs(integrands @ _highest()).sum(axis=-1)
    value = np.where(nodes > 0, -np.expm1(total), -np.exp(total))
    return integrands.sum(axis=-1).T, tails.T, (weights * value).sum(axis=1)


@cache
def _highest():
    """The two highest Legendre polynomials at the nodes, scaled to give coefficients, shape (16, 2)."""
    import numpy as np

    return (np.polynomial.legendre.legvander(legendre()[0], ORDER - 1) * (np.arange(ORDER) + 0.5))[:, -2:]
