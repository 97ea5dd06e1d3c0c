"""Where the maximum of independent variables is decided, and how likely each is to be the largest: estimates in float64 that steer the ball engine.

Nothing here is proved; an estimate that is wrong costs time or precision of what is proved later, never its truth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from verifier.engines.floating.quadrature import QuadratureError

LogTables = Callable[[Any], tuple[Any, Any, Any]]
MOST_POINTS = 20_000
FARTHEST = 1e200
FLAT = 1.0
TENTH = 2.3


@dataclass(frozen=True)
class Scouted:
    """A window, and for each factor the logarithm of the probability that it is the maximum, to about a unit (0 where it has no density)."""

    low: float
    high: float
    logs: Any


def scout(tables: LogTables, counts: Sequence[int], marks: Sequence[float], nats: float) -> Scouted:
    """A window, and those probabilities.

    Left of the window no factor has more than about exp(-nats) of its probability; right of it that times the probability that another one is
    there, too, is no more: what a factor has there alone is known.

    tables  increasing points, shape (K,) -> log F_j, log(1 - F_j) and log f_j there, each of shape (d, K), -inf allowed
    counts  how many equal coordinates each of the d factors stands for
    marks   points near which the factors vary: centres, kinks
    Each integrand is taken to rise to a peak and fall, between points that the marks tell apart.
    Rejects what float64 does not reach (QuadratureError).
    """
    import numpy as np

    points, counts = np.unique(np.asarray(marks, dtype=float)), np.asarray(counts, dtype=float)
    steps = np.full(2, max(1.0, points[-1] - points[0]))
    points = np.concatenate([[points[0] - steps[0]], points, [points[-1] + steps[1]]])
    logs = np.zeros(len(counts))
    with np.errstate(all="ignore"):
        while steps.max() < FARTHEST:
            left, right = _missing(tables, counts, points, logs - nats)
            if left or right:
                steps *= 1 + np.array([left, right])
                points = np.concatenate([[points[0] - steps[0]] * left, points, [points[-1] + steps[1]] * right])
                continue
            points, logs = _refined(tables, counts, points)
            if not any(_missing(tables, counts, points, logs - nats)):
                return Scouted(float(points[0]), float(points[-1]), logs)
    raise QuadratureError("no window that float64 can hold keeps all but a negligible part of the probabilities; the tails are too heavy")


def _missing(tables: LogTables, counts, points, levels) -> tuple[bool, bool]:
    """Whether more than exp(levels) is left outside of the points, to the left and, for two at once, to the right."""
    import numpy as np

    cdfs, tails, _ = tables(points[[0, -1]])
    both = tails[:, -1] + np.logaddexp.reduce(tails[:, -1] + np.log(counts))
    return not (counts @ cdfs[:, 0] <= levels).all(), not (both <= levels).all()


def _refined(tables: LogTables, counts, points):
    """Points so close around the peak of each integrand that its integral comes out to about a unit of its logarithm; and these logarithms."""
    import numpy as np

    while len(points) < MOST_POINTS:
        cdfs, _, densities = tables(points)
        integrands = densities + _others(cdfs, counts)
        peaks = integrands.argmax(axis=1)
        tops = integrands.max(axis=1)
        splits = set()
        for k in {0, -1}:
            gaps = np.clip(peaks + k, 0, len(points) - 2)
            lower = np.minimum(*(integrands[np.arange(len(peaks)), gaps + side] for side in (0, 1)))
            wide = np.diff(points)[gaps] > 1e-14 * np.abs(points[gaps]) + 1e-300
            splits |= set(gaps[(tops - lower > FLAT) & wide & (tops > -np.inf) | (np.isneginf(tops) & wide & (densities.max(axis=1) > -np.inf))])
        splits |= set(_steep(integrands, points))
        if not splits:
            return points, np.where(np.isneginf(tops), 0.0, _integral(integrands, points))
        chosen = np.array(sorted(splits))
        points = np.unique(np.concatenate([points, (points[chosen] + points[chosen + 1]) / 2]))
    raise QuadratureError(f"more than {MOST_POINTS} points are needed to estimate the probabilities")


def _steep(integrands, points):
    """The gaps that make up more than a tenth of some integral as the trapezoid rule has it, though the integrand changes much there."""
    import numpy as np

    steps = np.diff(points)
    parts = np.logaddexp(integrands[:, 1:], integrands[:, :-1]) + np.log(steps / 2)
    large = parts > np.logaddexp.reduce(parts, axis=1, keepdims=True) - TENTH
    wide = steps > 1e-14 * np.abs(points[1:]) + 1e-300
    return np.flatnonzero((large & (np.abs(np.diff(integrands, axis=1)) > FLAT) & wide).any(axis=0))


def _others(cdfs, counts):
    """log prod F_k over all coordinates but one of each factor."""
    import numpy as np

    zero = np.isneginf(cdfs)
    finite = np.where(zero, 0.0, cdfs)
    blocked = counts @ zero - zero > 0
    return np.where(blocked, -np.inf, counts @ finite - finite)


def _integral(integrands, points):
    """Logarithms of integrals by the trapezoid rule."""
    import numpy as np

    steps = np.diff(points)
    weights = np.log((np.concatenate([[0.0], steps]) + np.concatenate([steps, [0.0]])) / 2)
    return np.logaddexp.reduce(integrands + weights, axis=1)
