"""The float64 solver of one model: which rule for which theta, and the sums that come back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from verifier.engines.floating.clusters import LEAST, ClusteredSums, gather
from verifier.engines.floating.maxima import Group, Scattered, Sums, rows
from verifier.engines.floating.quadrature import QuadratureError
from verifier.engines.floating.trapezoid import Line, trapezoid_sums
from verifier.laws import Law
from verifier.laws.gumbel import Gumbel
from verifier.models.errors import ModelError
from verifier.models.float64.edges import Edges
from verifier.models.float64.fixed import FixedPanels
from verifier.models.float64.floats import NATS, Variable, centre, variable
from verifier.models.float64.levels import FiniteLevels
from verifier.models.float64.pairs import tail
from verifier.models.float64.triples import triple
from verifier.models.float64.windows import FEW, grouped, on_panels
from verifier.models.reading import SMALL, Points

MOST = 4096
HEAVY_NATS, NEAR_NATS, SPREAD_NATS, LEAST_NATS, DENSITY_NATS = 41.0, 4.0, 28.0, 69.0, 650.0
MOST_TABLE = 20_000_000
ALIKE = 30
SPREAD = 15
TOP_NATS = 42.0
APART = 100.0


@dataclass(frozen=True)
class Solver:
    """The maximum of theta_j + Y_j at temperature 1. smoothed: Y_j is gamma_j + G_j, else gamma_j."""

    laws: tuple[Law, ...]
    smoothed: bool

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """Rejects a law that float64 cannot hold: too heavy tails, a scale too large (ModelError)."""
        try:
            return tuple(variable(law, self.smoothed) for law in self.laws)
        except QuadratureError as error:
            raise ModelError(f"{'; '.join(map(str, dict.fromkeys(self.laws)))}: {error}") from error

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
        return grouped(self.members)

    @cached_property
    def atoms(self) -> bool:
        """Whether there are any."""
        return any(v.atoms for v in self.members)

    @cached_property
    def finite(self) -> FiniteLevels | None:
        """The levels, where every variable has atoms and nothing else."""
        return FiniteLevels(self.laws) if all(v.atoms for v in self.members) else None

    def surely_apart(self, points: Points, row: int) -> bool:
        """Whether all variables are finite and floats leave no doubt that no two levels meet."""
        if self.finite is None:
            return False
        floats = points.floats[row] + [float(start) for start in self.centres]
        return self.finite.surely_ordered(floats, abs(floats).max()) is not None

    @cached_property
    def gumbel_scale(self) -> float | None:
        """The scale where every summand is a Gumbel variable of one scale; else None."""
        if self.smoothed:
            return 1.0 if all(len(law.atoms) == 1 for law in self.laws) else None
        scales = {law.scale if isinstance(law, Gumbel) else None for law in self.laws}
        return float(min(scales)) if len(scales) == 1 and None not in scales else None

    @cached_property
    def tail(self) -> Callable | None:
        """For two choices P(Y_1 - Y_2 > gap) in closed form; None where there is none."""
        return None if self.smoothed or len(self.laws) != 2 else tail(*self.laws)

    @cached_property
    def triple(self) -> Callable | None:
        """The same for three choices: places -> their probabilities."""
        return None if self.smoothed or len(self.laws) != 3 else triple(self.laws)

    @cached_property
    def edges(self) -> Edges | None:
        """What corrects the probabilities of choices that can hardly be the largest; None where there can be none."""
        return None if self.smoothed or self.atoms else Edges.of(self.variables, self.centres)

    @cached_property
    def power(self) -> float:
        """The heaviest tail's."""
        return min(v.power for v in self.members)

    @cached_property
    def line(self) -> Line | None:
        """The nodes for analytic laws of like scale, on a window that holds what matters at any theta; None where panels are better.

        (They are for heavy tails and places far apart, too: there a density far below may count, and fall between the nodes.)
        """
        if any(v.kinks for v in self.members) or not self._alike:
            return None
        low, high, width = min(v.low for v in self.members), max(v.high for v in self.members), min(v.width for v in self.members)
        if self.power == math.inf:
            return Line(low, self._top or high, width)
        lost = 1 if self.power > 1 else 0
        left, right = sum(v.power for v in self.variables) - lost, self.power - lost
        nats = NEAR_NATS + HEAVY_NATS / left, NEAR_NATS + self._spread_nats + HEAVY_NATS / right
        if self.power < 2 and nats[1] * (1 + self.power) > DENSITY_NATS:
            return None
        scale = max(v.scale for v in self.members)
        return Line(max(low, -scale * math.exp(nats[0])), scale * math.exp(nats[1]), width, True)

    @cached_property
    def _top(self) -> float | None:
        """Beyond it lies less than 1e-17 of each p_i, where all have one variable with log-concave survival function S; else None.

        p_i is at least G(m) S(m - x_i), G the cdf of the others' maximum and m its median, and of that at most S(h - x_i) lies beyond h. For places
        x_i <= 0 and log-concave S the ratio is largest where x_i = 0, and S(m) > 1 / (2 d).
        """
        v = self._only
        return v.upper(TOP_NATS + math.log(len(self.laws))) if v and v.upper else None

    @cached_property
    def _alike(self) -> bool:
        """Whether no factor varies much faster than others, or at places far apart."""
        scales = [v.scale for v in self.members]
        return max(scales) <= ALIKE * min(scales) and all(v.centres[-1] - v.centres[0] <= APART for v in self.members)

    def places(self, points: Points):
        """theta plus the laws' centres less a shift, shape (n, d), the largest of a row 0; and the shifts, shape (n,)."""
        import numpy as np

        if points.exact:
            rows = [[entry + start for entry, start in zip(row, self.centres)] for row in points.exact]
            tops = [max(row) for row in rows]
            return np.array([[float(x - top) for x in row] for row, top in zip(rows, tops)]), np.array([float(top) for top in tops])
        start = float(self.centres[0])
        if points.single and self._offsets is None and points.floats.size <= SMALL:
            top = max(points.floats[0].tolist())
            return points.floats - top, np.array([top + start])
        tops = points.floats.max(axis=1, keepdims=True)
        places = points.floats - tops
        if self._offsets is not None:
            places = places + self._offsets
            more = places.max(axis=1, keepdims=True)
            places, tops = places - more, tops + more
        return places, tops[:, 0] + start

    @cached_property
    def _offsets(self):
        """The centres less the first one; None where they agree."""
        import numpy as np

        offsets = [start - self.centres[0] for start in self.centres]
        return np.array([float(x) for x in offsets]) if any(offsets) else None

    def sums(self, places) -> Iterator[tuple[Any, Sums | ClusteredSums | Scattered]]:
        """Pairs (indices of rows, their Sums) that cover all rows. Coordinates with atoms have ratios and probabilities 0."""
        import numpy as np

        along, left = self._split(places)
        for here, found in self._along(places if not left else places[along]) if len(along) else ():
            if found is None:
                left.extend(along[here].tolist())
            else:
                yield along[here], found
        if left and self.batched:
            left = yield from self._fixed.sums(places, np.array(left))
        for row in left:
            yield np.array([row]), on_panels(self.members, places[row])

    def _split(self, places):
        """The numbers of the rows for the line, and of the others."""
        import numpy as np

        if self.line is None:
            return [], list(range(len(places)))
        if self.power == math.inf or places.min(initial=0.0) >= -SPREAD * self.line.width:
            return np.arange(len(places)), []
        smooth = self._smooth(places)
        return np.flatnonzero(smooth), np.flatnonzero(~smooth).tolist()

    def _smooth(self, places):
        """Which rows of heavy tails are for the line: those with no place far below, or where the maximum is not down there."""
        import numpy as np

        lowest, edge = places.min(axis=1), -SPREAD * self.line.width
        smooth = lowest >= edge
        if not smooth.all():
            never = rows(self.groups, places, np.array([edge / 2]))[0][:, 0] < -NATS
            smooth |= never & (lowest > -self.line.width * math.exp(self._spread_nats))
        return smooth

    @cached_property
    def _spread_nats(self) -> float:
        """How far below the others a heavy-tailed variable may lie, for a probability of 1e-30 or a distance of 1e12."""
        return min(SPREAD_NATS, LEAST_NATS / self.power)

    def _along(self, places) -> Iterator[tuple[Any, Sums | ClusteredSums | None]]:
        import numpy as np

        dim = places.shape[1]
        first = self._first(dim)
        if dim < LEAST:
            yield from trapezoid_sums(self.groups, self.line, places, first, MOST)
            return
        for row in range(len(places)):
            yield np.array([row]), self._clustered(places[row], first)

    def _first(self, dim: int) -> int:
        """How many nodes mostly suffice."""
        if self.line.width == math.inf:
            return 96 if dim <= 3 else 144 if dim <= 12 else 192
        if self.power < math.inf:
            return 256 if self.power <= 2 and dim <= 6 else 192
        return 144 if dim == 2 else 128 if dim <= 40 else 160

    def _clustered(self, places, first: int) -> Sums | ClusteredSums | None:
        """One row of many places."""
        most = max(first, min(MOST, MOST_TABLE // len(places)))
        clusters = gather(self.groups, [v.grain for v in self.members], places)
        if clusters is None:
            ((_, found),) = trapezoid_sums(self.groups, self.line, places[None], first, most)
            return found
        counts = clusters.multiplicity
        ((_, found),) = trapezoid_sums(clusters.groups, self.line, clusters.places[None], first, MOST, counts)
        return found and ClusteredSums(found, clusters.spread)

    @cached_property
    def batched(self) -> bool:
        """Whether the panels of all rows may look alike: few coordinates, or one law, densities with kinks, of like scale and light tails."""
        light = self.power == math.inf and not self.atoms
        return light and self.line is None and (len(self.laws) <= FEW or len(self.members) == 1) and self._alike

    @cached_property
    def _fixed(self) -> FixedPanels:
        return FixedPanels(self.groups, self.variables)

    @cached_property
    def _only(self) -> Variable | None:
        """The variable, where there is one for all."""
        return next(iter(self.members)) if len(self.members) == 1 else None
