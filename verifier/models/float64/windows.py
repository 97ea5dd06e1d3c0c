"""One row of places in float64 on panels between kinks, over the window where the maximum can lie; who cannot be there is left out before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from verifier.engines.floating.maxima import Group, Scattered, Sums, rows
from verifier.engines.floating.quadrature import graded
from verifier.engines.floating.subdivision import panel_sums
from verifier.models.float64.floats import NATS, Variable

FEW = 16
MUCH = 100
STEPS, ROUNDS = 8, 3
WORTH = 0.75

Members = Mapping[Variable, Any]


def grouped(members: Members) -> tuple[Group, ...]:
    """The groups of the coordinates: those with one variable each."""
    return tuple(Group(v.factor, slice(None) if len(members) == 1 else where) for v, where in members.items())


def on_panels(members: Members, places) -> Sums | Scattered:
    """The Sums of one row of places, shape (d,). Rejects what panels do not resolve (QuadratureError)."""
    import numpy as np

    shift = _shift(members, places)
    places = places - shift
    low, high = (max(float(places[where].max()) + getattr(v, end) for v, where in members.items()) for end in ("low", "high"))
    if len(places) <= FEW or low >= high or any(v.power < math.inf for v in members):
        return _within(members, places, low, high, shift)
    low = _raised(members, places, low, high)
    kept = np.ones(len(places), dtype=bool)
    for v, where in members.items():
        kept[where] = places[where] + v.top > low
    if kept.sum() > WORTH * len(places):
        return _within(members, places, low, high, shift)
    number, chosen = np.cumsum(kept) - 1, {v: where[kept[where]] for v, where in members.items()}
    fewer = {v: number[where] for v, where in chosen.items() if len(where)}
    return Scattered(_within(fewer, places[kept], low, high, shift), np.flatnonzero(kept), len(places))


def _shift(members: Members, places) -> float:
    """The place of a narrow law, where a much wider one has the largest: next to it floats are finer."""
    narrow = min((v for v in members if not v.atoms), key=lambda v: v.scale, default=None)
    widest = max(members, key=lambda v: places[members[v]].max())
    return float(places[members[narrow]].max()) if narrow and MUCH * narrow.scale < widest.scale else 0.0


def _raised(members: Members, places, low: float, high: float) -> float:
    """A point left of which the maximum lies with a probability of less than e^-107; `low` at least."""
    import numpy as np

    groups = grouped(members)
    for _ in range(ROUNDS):
        nodes = np.linspace(low, high, STEPS + 1)
        last = int((rows(groups, places[None], nodes[1:-1])[0][0] < -NATS).sum())
        low, high = float(nodes[last]), float(nodes[last + 1])
    return low


def _within(members: Members, places, low: float, high: float, shift: float) -> Sums:
    """The Sums of places in units of `shift` less, over the window from low to high."""
    import numpy as np

    kinks = np.concatenate([np.add.outer(places[where], v.kinks).ravel() for v, where in members.items()])
    edges = np.unique(np.concatenate([[low, high], [0.0] if low < 0 < high else [], kinks[(low < kinks) & (kinks < high)]]))
    centres, widths = [], []
    for v, where in members.items():
        if not v.atoms:
            here = np.sort(np.add.outer(places[where], v.centres).ravel())
            centres.append(here[min(len(here) - 1, int(np.searchsorted(here, low - v.high))) :])
            widths.append(v.scale)
    edges = graded(edges, centres, widths) if low < high else np.array([low, low])
    far = np.zeros(len(places))
    for v, where in members.items():
        far[where] = np.abs(places[where]) if v.top < math.inf else 0.0
    found = panel_sums(grouped(members), places, edges, far)
    found.value[:] += shift + max(low, 0.0) + min(high, 0.0) + _excess(members, places, high)
    return found


def _excess(members: Members, places, end: float) -> float:
    """The part of E max right of `end` for heavy tails."""
    heavy = ((v, where) for v, where in members.items() if 1 < v.power < math.inf)
    return sum(float(v.survival(end - places[where]).sum()) * end / (v.power - 1) for v, where in heavy)
