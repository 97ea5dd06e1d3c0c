"""Polytopes given by their vertices, such as the subdifferential at a tie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq_mat

from verifier.engines.rationals.linear import Fact, interior
from verifier.engines.search.polynomial import Poly
from verifier.models.errors import ModelError
from verifier.models.rationals.rational import to_fmpq


@dataclass(frozen=True)
class Polytope:
    """The convex hull of its vertices.

    vertices    distinct points of one length, none in the hull of the others; Fractions, or enclosing balls
    """

    vertices: tuple[tuple, ...]

    def __post_init__(self):
        if not self.vertices or len({len(vertex) for vertex in self.vertices}) > 1:
            raise ModelError("a polytope needs at least one vertex, and all of one length")

    @property
    def is_exact(self) -> bool:
        """Whether every vertex is rational."""
        return all(isinstance(entry, (int, Fraction)) for vertex in self.vertices for entry in vertex)

    @property
    def dimension(self) -> int:
        """Of its affine hull; 0 for a single point. Rejects vertices that are not rational (ModelError)."""
        self._refuse_balls()
        first, *rest = self.vertices
        if not rest:
            return 0
        return fmpq_mat([[to_fmpq(a - b) for a, b in zip(vertex, first)] for vertex in rest]).rank()

    def support(self, direction: Sequence[Fraction]) -> Fraction:
        """The largest <direction, vertex>: for a subdifferential the directional derivative. Rejects as `dimension`, and a wrong length."""
        self._refuse_balls()
        return max(sum(a * b for a, b in zip(direction, vertex, strict=True)) for vertex in self.vertices)

    def contains(self, p: Sequence[Fraction]) -> bool:
        """Whether p is in it, exactly, by linear programming: p is outside when an affine function is positive there and on no vertex.

        Rejects vertices that are not rational and a p of another length or with entries that are not rational (ModelError).
        """
        self._refuse_balls()
        if len(p) != len(self.vertices[0]) or not all(isinstance(entry, (int, Fraction)) for entry in p):
            raise ModelError(f"p must have {len(self.vertices[0])} entries, each an int or a Fraction")
        chosen = [self.vertices[0]]
        while True:
            separation = _separation(chosen, p)
            if separation is None:
                return True
            farthest = max(self.vertices, key=separation)
            if separation(farthest) < separation(p):
                return False
            chosen.append(farthest)

    def _refuse_balls(self) -> None:
        if not self.is_exact:
            raise ModelError("the vertices are enclosures; only a polytope with rational vertices answers this")


def _separation(vertices: Sequence[Sequence], p: Sequence) -> Callable | None:
    """An affine function that is positive at p and nowhere on the hull of the vertices; None where p is in the hull."""
    names = [Poly.variable(f"v{k}") for k in range(len(p))]

    def affine(point) -> Poly:
        return sum((name.scaled(to_fmpq(entry)) for name, entry in zip(names, point)), Poly.variable("c"))

    facts = [Fact(-affine(vertex), ">=") for vertex in vertices]
    found = interior([*facts, Fact(affine(p), ">")])
    if not isinstance(found, dict):
        return None
    return lambda point: sum((found.get(f"v{k}", 0) * to_fmpq(entry) for k, entry in enumerate(point)), found.get("c", to_fmpq(0)))
