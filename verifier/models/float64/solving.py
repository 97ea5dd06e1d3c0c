"""The float64 solver of one model: which rule for which theta, and the sums that come back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from verifier.engines.floating.clusters import LEAST, ClusteredSums, gather
from verifier.engines.floating.maxima import Group, Sums
from verifier.engines.floating.quadrature import graded
from verifier.engines.floating.subdivision import panel_batch, panel_sums
from verifier.engines.floating.trapezoid import Line, trapezoid_sums
from verifier.laws import Law
from verifier.models.float64.floats import Variable, centre, variable
from verifier.models.reading import Points

FIRST, MOST = 128, 4096
MOST_TABLE = 20_000_000
ALIKE = 30
SPREAD = 15
FEW, BATCH, STEP = 16, 64, 0.45
MUCH = 100


@dataclass(frozen=True)
class Solver:
    """The maximum of theta_j + Y_j at temperature 1. smoothed: Y_j is gamma_j + G_j, else gamma_j."""

    laws: tuple[Law, ...]
    smoothed: bool

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        return tuple(variable(law, self.smoothed) for law in self.laws)

    @cached_property
    def centres(self) -> tuple[Fraction, ...]:
        return tuple(centre(law) for law in self.laws)

    @cached_property
    def members(self) -> dict[Variable, Any]:
        """The indices of the coordinates that have each variable."""
        import numpy as np

        found: dict[Variable, list[int]] = {}
        for j, v in enumerate(self.variables):
            found.setdefault(v, []).append(j)
        return {v: np.array(where) for v, where in found.items()}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        alone = len(self.members) == 1
        return tuple(Group(v.factor, slice(None) if alone else where) for v, where in self.members.items())

    @cached_property
    def power(self) -> float:
        """The heaviest tail's."""
        return min(v.power for v in self.members)

    @cached_property
    def line(self) -> Line | None:
        """The nodes for analytic laws of like scale, on a window that holds what matters at any theta; None where panels are better.

        (They are for heavy tails and places far apart, too: there a density far below still counts, and may fall between the nodes.)
        """
        scales = [v.scale for v in self.members]
        if any(v.kinks for v in self.members) or max(scales) > ALIKE * min(scales):
            return None
        return Line(min(v.low for v in self.members), max(v.high for v in self.members), min(v.width for v in self.members))

    def places(self, points: Points):
        """theta plus the laws' centres less a shift, shape (n, d), the largest of a row 0; and the shifts, shape (n,)."""
        import numpy as np

        if points.exact:
            rows = [[entry + start for entry, start in zip(row, self.centres)] for row in points.exact]
            tops = [max(row) for row in rows]
            return np.array([[float(x - top) for x in row] for row, top in zip(rows, tops)]), np.array([float(top) for top in tops])
        tops = points.floats.max(axis=1, keepdims=True)
        places = points.floats - tops
        if self._offsets is not None:
            places = places + self._offsets
            more = places.max(axis=1, keepdims=True)
            places, tops = places - more, tops + more
        return places, tops[:, 0] + self._base

    @cached_property
    def _base(self) -> float:
        return float(self.centres[0])

    @cached_property
    def _offsets(self):
        """The centres less the first one; None where they agree."""
        import numpy as np

        offsets = [start - self.centres[0] for start in self.centres]
        return np.array([float(x) for x in offsets]) if any(offsets) else None

    def sums(self, places) -> Iterator[tuple[Any, Sums | ClusteredSums]]:
        """Pairs (indices of rows, their Sums) that cover all rows. Coordinates with atoms have ratios and probabilities 0."""
        import numpy as np

        smooth = np.full(len(places), self.line is not None)
        if self.power < math.inf and self.line is not None:
            smooth = -places.min(axis=1) <= SPREAD * self.line.width
        left, along = np.flatnonzero(~smooth).tolist(), np.flatnonzero(smooth)
        for here, found in self._along(places[along]) if len(along) else ():
            if found is None:
                left.extend(along[here].tolist())
            else:
                yield along[here], found
        if self.batched:
            left = yield from self._in_batches(places, np.array(left, dtype=int))
        for row in left:
            yield np.array([row]), self._panels(places[row])

    def _along(self, places) -> Iterator[tuple[Any, Sums | ClusteredSums | None]]:
        import numpy as np

        dim = places.shape[1]
        first = self._first(dim)
        if dim < LEAST:
            for here, found in trapezoid_sums(self.groups, self.line, places, first, MOST):
                yield here, found and self._with_tail(found)
            return
        for row in range(len(places)):
            yield np.array([row]), self._clustered(places[row], first)

    def _first(self, dim: int) -> int:
        """How many nodes mostly suffice."""
        if self.power < math.inf:
            return 4 * FIRST
        return FIRST << (dim > 40) + (dim > 4) * (self.line.width == math.inf)

    def _clustered(self, places, first: int) -> Sums | ClusteredSums | None:
        """One row of many places."""
        most = max(first, min(MOST, MOST_TABLE // len(places)))
        clusters = gather(self.groups, [v.grain for v in self.members], places)
        if clusters is None:
            ((_, found),) = trapezoid_sums(self.groups, self.line, places[None], first, most)
            return found and self._with_tail(found)
        counts = clusters.multiplicity
        ((_, found),) = trapezoid_sums(clusters.groups, self.line, clusters.places[None], first, MOST, counts)
        return found and ClusteredSums(self._with_tail(found, counts), clusters.spread)

    def _with_tail(self, found: Sums, counts=1.0) -> Sums:
        """E max completed by what lies right of the nodes: for heavy tails the summands end in a geometric sequence, as u = asinh t grows."""
        import numpy as np

        if 1 < self.power < math.inf:
            mass, ratios = found.table
            last = found.nodes.argmax()
            summand = mass[:, last] * (counts * ratios[:, :, last]).sum(axis=1) * found.nodes[last]
            start, stop = (math.asinh(end / self.line.width) for end in (self.line.low, self.line.high))
            found.value[:] += summand / np.expm1((self.power - 1) * (stop - start) / len(found.nodes))
        return found

    @cached_property
    def batched(self) -> bool:
        """Whether the panels of all rows may look alike: few coordinates, densities with kinks, of like scale and light tails."""
        scales = [v.scale for v in self.members]
        light = self.power == math.inf and not any(v.atoms for v in self.members)
        return light and self.line is None and len(self.laws) <= FEW and max(scales) <= ALIKE * min(scales)

    def _in_batches(self, places, which):
        """Yields what fixed panels resolve of the rows `which`, between the kinks and a grid; returns the other rows."""
        import numpy as np

        missed = []
        for start in range(0, len(which), BATCH):
            here = which[start : start + BATCH]
            edges = self._edges(places[here])
            found, good = panel_batch(self.groups, places[here], edges)
            found.value[:] += np.maximum(edges[:, 0], 0.0) + np.minimum(edges[:, -1], 0.0)
            if good.any():
                yield here[good], found if good.all() else found.chosen(good)
            missed.extend(here[~good].tolist())
        return missed

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
        width = 1.5 * min(v.scale for v in self.members)
        return lows, highs, width, np.array([kink for kink, _ in kinks]), np.array([j for _, j in kinks], dtype=int)

    def _panels(self, places) -> Sums:
        import numpy as np

        narrow = min((v for v in self.members if not v.atoms), key=lambda v: v.scale, default=self.variables[0])
        shift = places[self.members[narrow]].max() if MUCH * narrow.scale < self.variables[int(places.argmax())].scale else 0.0
        places = places - shift
        low = max(place + v.low for place, v in zip(places, self.variables))
        high = max(place + v.high for place, v in zip(places, self.variables))
        edges = np.array(sorted({low, high, *([0.0] if low < 0 < high else []), *self._kinks(places, low, high)}))
        centres, widths = [], []
        for v, where in self.members.items():
            if not v.atoms:
                here = np.sort(places[where])
                centres.append(here[min(len(here) - 1, int(np.searchsorted(here, low - v.high))) :])
                widths.append(v.scale)
        edges = graded(edges, centres, widths) if low < high else np.array([low, low])
        found = panel_sums(self.groups, places, edges)
        found.value[:] += shift + max(low, 0.0) + min(high, 0.0) + self._excess(places, high)
        return found

    def _kinks(self, places, low: float, high: float) -> Iterator[float]:
        for place, v in zip(places.tolist(), self.variables):
            for kink in v.kinks:
                if low < place + kink < high:
                    yield place + kink

    def _excess(self, places, end: float) -> float:
        """The part of E max right of `end` for heavy tails."""
        tails = ((place, v) for place, v in zip(places, self.variables) if 1 < v.power < math.inf)
        return sum(float(v.survival(end - place)) * end / (v.power - 1) for place, v in tails)
