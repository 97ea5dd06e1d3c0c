"""Perturb-Argmax with finite laws: the expected maximum is piecewise linear, so that everything is decided by finitely many points.

The subgradients of a piecewise linear F are the same at all points of a piece (a cell of the arrangement of the ties theta_i + a = theta_j + b), and
those of its vertices, taken up to multiples of 1, are polytopes with interior points that cover the simplex; an interior point of one of them
belongs to that vertex and no other theta. So Theta is complete exactly if it meets vertex + R 1 for every vertex.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from verifier.families.answers import NO, PIECES, YES, Answer, two, vector
from verifier.families.noise import Noise
from verifier.models import ModelError, PerturbArgmax
from verifier.parameters import Shadow
from verifier.parameters.sets import Vector

MOST_CANDIDATES = 3000


def differences(noise: Noise, i: int, j: int) -> list[Fraction]:
    """The values of theta_i - theta_j at which an atom of i meets one of j."""
    return sorted({b - a for a, _ in noise.laws[i].atoms for b, _ in noise.laws[j].atoms})


def complete(noise: Noise, shadow: Shadow) -> Answer | None:
    """Whether Theta meets every vertex; None where there are too many to look at."""
    model, met = PerturbArgmax(noise.laws, len(noise.laws)), []
    candidates = _candidates(noise)
    if candidates is None:
        return None
    for theta in candidates:
        try:
            polytope = model.exact().subdifferential(theta)
            if polytope.dimension < len(theta) - 1:
                continue
        except ModelError:
            return None
        if not shadow.contains(theta):
            count = len(polytope.vertices)
            p = tuple(sum(vertex[k] for vertex in polytope.vertices) / count for k in range(len(theta)))
            words = "no translate of a vertex of the expected maximum is in Theta; the interior of its subgradients belongs to no other theta"
            return Answer(NO, PIECES, words, witness={"missed": vector(p), "reached_only_at": vector(theta), "up_to": "multiples of 1"})
        met.append(theta)
    words = f"a translate of each of the {len(met)} vertices of the expected maximum is in Theta, and their subgradients cover the simplex"
    return Answer(YES, PIECES, words, {"vertices": [{"vertex": vector(theta), "c": str(shadow.shift(theta))} for theta in met]})


def _candidates(noise: Noise) -> list[Vector] | None:
    """All points of first coordinate 0 at which the choices are joined by ties, sorted: every vertex is among their translates."""
    d = len(noise.laws)
    gaps = {(i, j): differences(noise, i, j) for i in range(d) for j in range(d) if i != j}
    found: set[Vector] = set()
    reached: dict[tuple[int, ...], set[Vector]] = {(0,): {(Fraction(0),) * d}}
    for _ in range(d - 1):
        grown: dict[tuple[int, ...], set[Vector]] = {}
        for joined, points in reached.items():
            for new in range(d):
                if new in joined:
                    continue
                target = grown.setdefault(tuple(sorted((*joined, new))), set())
                for old, theta in product(joined, points):
                    target |= {tuple(theta[old] + gap if k == new else x for k, x in enumerate(theta)) for gap in gaps[new, old]}
                if len(target) > MOST_CANDIDATES:
                    return None
        reached = grown
    for points in reached.values():
        found |= points
    return sorted(found)


def same_piece(noise: Noise, first: Vector, second: Vector) -> Answer:
    """Two points of a segment between which no order of atoms changes: they have the same subgradients. first != second, no translates."""
    times = sorted({t for t in _crossings(noise, first, second) if 0 < t < 1} | {Fraction(0), Fraction(1)})
    a, b = (times[0] + (times[1] - times[0]) * Fraction(k, 3) for k in (1, 2))
    theta, tau = (tuple(x + t * (y - x) for x, y in zip(first, second)) for t in (a, b))
    return Answer(NO, PIECES, "two members lie in one piece of the expected maximum and have the same subgradients", witness=two(theta, tau))


def _crossings(noise: Noise, first: Vector, second: Vector) -> Iterator[Fraction]:
    """The times in which the segment meets theta_i - theta_j = b - a."""
    for i in range(len(first)):
        for j in range(i):
            start, end = first[i] - first[j], second[i] - second[j]
            if start != end:
                yield from ((gap - start) / (end - start) for gap in differences(noise, i, j))

