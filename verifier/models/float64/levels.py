"""Coordinates with atoms in float64: the levels that theta_i + gamma_i can take, in exact order, and the sums over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.engines.floating.maxima import laplacians
from verifier.models.float64.floats import centre


@dataclass(frozen=True)
class Levels:
    """The distinct levels in increasing order, as floats less a shift, shape (M,); logs (d, M): log F_j at each; own: per coordinate with atoms
    (its index, the numbers of its levels, their weights)."""

    floats: Any
    logs: Any
    own: list

    @property
    def product(self):
        """prod F_j at each level."""
        import numpy as np

        return np.exp(self.logs.sum(axis=0))

    def value(self) -> float:
        """E max where every coordinate has atoms: the mean of a finite law."""
        import numpy as np

        return float(self.floats @ np.diff(self.product, prepend=0.0))

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
    """log F of a finite law at all levels: its weights added up exactly, below and above."""
    import numpy as np

    sums = [Fraction(0)]
    for _, weight in law.atoms:
        sums.append(sums[-1] + weight)
    with np.errstate(divide="ignore"):
        below, above = np.array([float(s) for s in sums]), np.array([float(1 - s) for s in sums])
        steps = np.where(above < 0.5, np.log1p(-above), np.log(below))
    return steps[np.searchsorted(numbers, np.arange(count), side="right")]
