"""Batches of places in float64 on panels that are fixed beforehand, for laws with kinks: the rows that these do not resolve are handed back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from verifier.engines.floating.maxima import Group, Scattered, Sums
from verifier.engines.floating.subdivision import fixed_panels, panel_batch
from verifier.models.float64.floats import Variable
from verifier.models.float64.kinked import Rule, reach, rule
from verifier.models.float64.windows import FEW, WORTH

MOST_ENTRIES = 1 << 22
BATCH, STEP = 64, 0.35


@dataclass(frozen=True)
class FixedPanels:
    """The panels for one variable for each coordinate, all of like scale and light tails."""

    groups: Sequence[Group]
    variables: tuple[Variable, ...]

    def sums(self, places, which) -> Iterator[tuple[Any, Sums | Scattered]]:
        """Yields pairs (indices of rows, their Sums) for what is resolved of the rows `which` of places (n, d); returns the other rows."""
        missed, size = [], BATCH if len(self.variables) <= FEW else 1
        for start in range(0, len(which), size):
            here = which[start : start + size]
            some = places if len(here) == len(places) else places[here]
            kept = self._in_reach(some)
            some = some if kept is None else some[:, kept]
            made = self._rule(some)
            if made is None or made.nodes.size * some.shape[1] > MOST_ENTRIES:
                missed.extend(here.tolist())
                continue
            found, good = panel_batch(self.groups, some, *made)
            if good is not None and not good.all():
                missed.extend(here[~good].tolist())
                here, found = here[good], found.chosen(good)
            if len(here):
                yield here, found if kept is None else Scattered(found, kept, len(self.variables))
        return missed

    def _in_reach(self, places):
        """The numbers of the places of one row that can be the maximum, where these are much fewer; else None."""
        import numpy as np

        if len(self.variables) <= FEW:
            return None
        kept = np.flatnonzero(places[0] > -reach(self._only))
        return kept if len(kept) < WORTH * len(self.variables) else None

    @cached_property
    def _only(self) -> Variable | None:
        """The variable, where there is one for all."""
        return self.variables[0] if len(set(self.variables)) == 1 else None

    def _rule(self, places) -> Rule | None:
        """Nodes and weights of panels for some rows."""
        found = self._only and rule(self._only, places)
        return Rule(*fixed_panels(self._edges(places)), False) if found is None and places.shape[1] <= FEW else found

    def _edges(self, places):
        """For each row the window, 0 and the kinks within it, and points equally spaced in asinh, sorted."""
        import numpy as np

        lows, highs, width, kinks, columns = self._shape
        low, high = ((places + ends).max(axis=1, keepdims=True) for ends in (lows, highs))
        start, stop = np.arcsinh(low / width), np.arcsinh(high / width)
        count = max(1, math.ceil((stop - start).max() / STEP))
        grid = width * np.sinh(start + (stop - start) * (np.arange(count + 1) / count))
        grid[:, :1], grid[:, -1:] = low, high
        inner = np.concatenate([places[:, columns] + kinks, np.zeros_like(low)], axis=1)
        return np.sort(np.concatenate([grid, np.clip(inner, low, high)], axis=1), axis=1)

    @cached_property
    def _shape(self):
        import numpy as np

        kinks = [(kink, j) for j, v in enumerate(self.variables) for kink in v.kinks]
        lows, highs = np.array([v.low for v in self.variables]), np.array([v.high for v in self.variables])
        width = 1.5 * min(v.scale for v in self.variables)
        return lows, highs, width, np.array([kink for kink, _ in kinks]), np.array([j for _, j in kinks], dtype=int)
