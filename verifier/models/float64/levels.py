"""Coordinates with atoms in float64: the levels that theta_i + gamma_i can take, in exact order, and the sums over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from verifier.engines.floating.maxima import laplacians
from verifier.models.float64.floats import centre

DOUBT = 1e-13


@dataclass(frozen=True)
class Levels:
    """The distinct levels in increasing order, as floats less a shift, shape (M,); logs (d, M): log F_j at each; own: per coordinate with atoms
    (its index, the numbers of its levels, their weights)."""

    floats: Any
    logs: Any
    own: list

    def shares(self) -> dict[int, float]:
        """p_i of the coordinates with atoms, off ties."""
        import numpy as np

        total = self.logs.sum(axis=0)
        shares = {}
        for i, numbers, weights in self.own:
            rest = np.where(np.isfinite(self.logs[i, numbers]), total[numbers] - self.logs[i, numbers], -np.inf)
            shares[i] = float(weights @ np.exp(rest))
        return shares

    def overlaps(self, densities) -> Any:
        """The Hessian's entries between coordinates with atoms and the others, in an otherwise zero matrix with rows of sum 0.

        densities   f_j / F_j at the levels, shape (d, M); 0 for coordinates with atoms
        """
        import numpy as np

        total, dim = self.logs.sum(axis=0), len(self.logs)
        matrix = np.zeros((dim, dim))
        for i, numbers, weights in self.own:
            rest = np.where(np.isfinite(self.logs[i, numbers]), total[numbers] - self.logs[i, numbers], -np.inf)
            row = densities[:, numbers] @ (weights * np.exp(rest))
            matrix[i] -= row
            matrix[:, i] -= row
        return laplacians(matrix)


class FiniteLevels:
    """The levels of finite laws; floats where they leave no doubt about the order, on which alone the probabilities depend."""

    def __init__(self, laws: Sequence):
        import numpy as np

        atoms = [(i, point, weight) for i, law in enumerate(laws) for point, weight in law.atoms]
        logs = {law: _log_sums(law) for law in set(laws)}
        self._exact = [(i, point) for i, point, _ in atoms]
        self._owner = np.array([i for i, _, _ in atoms])
        self._points = np.array([float(point - centre(laws[i])) for i, point, _ in atoms])
        self._largest = max(abs(float(point)) for _, point, _ in atoms) + np.abs(self._points).max()
        self._weights = np.array([float(weight) for _, _, weight in atoms])
        self._logs = np.concatenate([logs[law][1:] for law in laws])
        self._rises = np.concatenate([np.diff(logs[law]) for law in laws])

    def surely_ordered(self, places, largest: float):
        """The increasing order of the levels for one row of places; None if two of them may meet. largest: the largest |theta_i|."""
        import numpy as np

        found = places[self._owner] + self._points
        order = np.argsort(found)
        return order if (np.diff(found[order]) > DOUBT * (largest + self._largest)).all() else None

    def exactly_ordered(self, theta: Sequence[Fraction]):
        """The same for exact theta; ties in any order."""
        import numpy as np

        return np.array(sorted(range(len(self._exact)), key=lambda k: theta[self._exact[k][0]] + self._exact[k][1]))

    def answers(self, places, order):
        """E max, and the probabilities off ties: log prod F_j falls from level to level by what the levels above have risen."""
        import numpy as np

        total = np.zeros(len(order))
        total[order[:-1]] = -_running(self._rises[order[:0:-1]])[::-1]
        p = np.bincount(self._owner, self._weights * np.exp(total - self._logs))
        return float((places[self._owner] + self._points)[order] @ np.diff(np.exp(total[order]), prepend=0.0)), p


def _running(terms):
    """Running sums, inf from the first infinite term on; with their rounding errors (two-sum) added up and taken off."""
    import numpy as np

    sums = np.cumsum(terms)
    before = np.concatenate([[0.0], sums[:-1]])
    with np.errstate(invalid="ignore"):
        step = sums - before
        errors = (before - (sums - step)) + (terms - step)
    return sums + np.cumsum(np.where(np.isfinite(sums), errors, 0.0))


def levels(theta: Sequence[Fraction], laws: Sequence, variables: Sequence) -> Levels:
    """For exact theta. Order and equality of levels are exact; the cdfs of coordinates with densities are taken at rounded levels."""
    import numpy as np

    points = {i: [entry + point for point, _ in law.atoms] for i, (entry, law) in enumerate(zip(theta, laws)) if law.atoms}
    ordered = sorted({point for row in points.values() for point in row})
    number = {point: k for k, point in enumerate(ordered)}
    shift = max(entry + centre(law) for entry, law in zip(theta, laws))
    floats, logs = np.array([float(point - shift) for point in ordered]), np.empty((len(laws), len(ordered)))
    own = []
    for i, (entry, law, v) in enumerate(zip(theta, laws, variables)):
        if law.atoms:
            numbers = np.array([number[point] for point in points[i]])
            weights = np.array([float(weight) for _, weight in law.atoms])
            logs[i] = _steps(law, numbers, len(ordered))
            own.append((i, numbers, weights))
        else:
            logs[i] = v.factor(floats - float(entry + centre(law) - shift))[0]
    return Levels(floats, logs, own)


def _steps(law, numbers, count: int):
    """log F of a finite law at all levels."""
    import numpy as np

    return _log_sums(law)[np.searchsorted(numbers, np.arange(count), side="right")]


@lru_cache(maxsize=256)
def _log_sums(law):
    """The values of log F of a finite law, from -inf to 0: its weights added up exactly, below and above."""
    import numpy as np

    sums = [Fraction(0)]
    for _, weight in law.atoms:
        sums.append(sums[-1] + weight)
    with np.errstate(divide="ignore"):
        below, above = np.array([float(s) for s in sums]), np.array([float(1 - s) for s in sums])
        return np.where(above < 0.5, np.log1p(-above), np.log(below))
