"""Atoms of the noise: where ties for the maximum have positive probability, and what atoms add to the probabilities elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from verifier.engines.quadrature import Maximum, laplacian
from verifier.models.errors import TieError

CLOSE = Fraction(1, 10**12)


def refuse_ties(summands: Sequence, theta: Sequence[Fraction]) -> None:
    """Raises TieError where two atoms meet (within 1e-12) at a level that the other coordinates stay below with positive probability."""
    for (i, left), (j, right) in combinations([(i, s) for i, s in enumerate(summands) if s.atoms], 2):
        for level in _meetings(left, theta[i], right, theta[j]):
            others = (k for k in range(len(theta)) if k not in (i, j))
            if all(summands[k].support[0] is None or theta[k] + summands[k].support[0] <= level + CLOSE for k in others):
                raise TieError(
                    f"coordinates {i + 1} and {j + 1} tie for the maximum at {level} with positive probability: the subdifferential is a "
                    "set there, not a point; take a theta off the tie, or ask the exact engine for the set"
                )


def refuse_kinks(summands: Sequence, theta: Sequence[Fraction]) -> None:
    """Raises TieError where an atom of one coordinate meets a kink of another's density, so that a second derivative may not exist."""
    for i, s in enumerate(summands):
        for j, other in enumerate(summands):
            kinks = () if other.atoms else other.kinks
            for point, _ in s.atoms:
                if any(abs(theta[i] + point - theta[j] - kink) <= CLOSE for kink in kinks):
                    where = f"an atom of coordinate {i + 1} meets a kink of the law of coordinate {j + 1}"
                    raise TieError(f"{where}: the Hessian need not exist there; move theta")


def add_atoms(found: Maximum, summands: Sequence, places: Sequence[float]) -> Maximum:
    """`found` (from densities alone) completed by the coordinates with atoms: sums over their atoms in place of integrals."""
    import numpy as np

    probabilities, hessian = found.probabilities.copy(), found.hessian.copy()
    for i, (s, place) in enumerate(zip(summands, places)):
        if not s.atoms:
            continue
        levels = np.array([place + float(point) for point, _ in s.atoms])
        weights = np.array([float(weight) for _, weight in s.atoms])
        cdfs = np.array([np.exp(other.log_cdf(levels - start)) for other, start in zip(summands, places)])
        probabilities[i] = weights @ np.delete(cdfs, i, axis=0).prod(axis=0)
        for j in (j for j, other in enumerate(summands) if not other.atoms):
            density = np.exp(summands[j].log_pdf(levels - places[j]))
            hessian[i, j] = hessian[j, i] = -(weights * density) @ np.delete(cdfs, [i, j], axis=0).prod(axis=0)
    return Maximum(found.value, probabilities, laplacian(hessian))


def _meetings(left, start: Fraction, right, begin: Fraction) -> Iterator[Fraction]:
    for a, _ in left.atoms:
        for b, _ in right.atoms:
            if abs(start + a - begin - b) <= CLOSE:
                yield start + a
