"""Where atoms meet at exact theta: ties of positive probability, and jumps of a density at an atom."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from verifier.laws import Law
from verifier.models.errors import TieError


def refuse_ties(laws: Sequence[Law], theta: Sequence[Fraction]) -> None:
    """Raises TieError where two coordinates have atoms at one level that all others stay at or below with positive probability. Exact."""
    for level, members in _levels(laws, theta).items():
        if len(members) > 1 and _reached(laws, theta, level, members):
            names = ", ".join(str(k + 1) for k in members[:6]) + (", ..." if len(members) > 6 else "")
            remedy = "the subdifferential is a set there; ask for subdifferential(theta), or take a theta off the tie"
            raise TieError(f"coordinates {names} tie for the maximum at {level} with positive probability: {remedy}")


def refuse_bends(laws: Sequence[Law], theta: Sequence[Fraction]) -> None:
    """Raises TieError where an atom meets a jump of another's density, at a level that all others stay at or below with positive probability."""
    jumps: dict[Fraction, list[int]] = {}
    for j, law in enumerate(laws):
        for k, kink in enumerate(() if law.atoms else law.kinks):
            if _jumps(law, k):
                jumps.setdefault(theta[j] + kink, []).append(j)
    for level, members in _levels(laws, theta).items():
        for i, j in ((i, j) for i in members for j in jumps.get(level, ())):
            if _reached(laws, theta, level, (i, j)):
                where = f"an atom of coordinate {i + 1} meets a jump of the density of coordinate {j + 1} at {level}"
                raise TieError(f"{where}: the Hessian does not exist there; move theta")


def may_meet(laws: Sequence[Law], lower: Sequence[Fraction], upper: Sequence[Fraction]) -> bool:
    """True unless it is certain that no two atoms of different coordinates meet at any theta between lower and upper.

    All copies of an interval [lower_i, upper_i] have one length, so in order of their left ends, if any two of different coordinates meet then some
    two neighbours of different coordinates do.
    """
    spans = sorted((lower[i] + point, upper[i] + point, i) for i, law in enumerate(laws) for point, _ in law.atoms)
    return any(i != j and right >= left for (_, right, i), (left, _, j) in pairwise(spans))


def _levels(laws, theta) -> dict[Fraction, list[int]]:
    """Where coordinates have atoms that may be the maximum."""
    floor = max((entry + law.support[0] for entry, law in zip(theta, laws) if law.support[0] is not None), default=None)
    levels: dict[Fraction, list[int]] = {}
    for k, law in enumerate(laws):
        for point, _ in law.atoms:
            if floor is None or theta[k] + point >= floor:
                levels.setdefault(theta[k] + point, []).append(k)
    return levels


def _reached(laws, theta, level: Fraction, but: Sequence[int]) -> bool:
    """Whether all coordinates, `but` some, are at most at the level with positive probability."""
    for k, law in enumerate(laws):
        low = law.support[0]
        if k not in but and low is not None and not (theta[k] + low < level or (law.atoms and theta[k] + low == level)):
            return False
    return True


def _jumps(law: Law, k: int) -> bool:
    """Whether the density is not certainly continuous at kink number k."""
    from verifier.engines.balls.factors import ball

    sides = [law.density_ball(ball(law.kinks[k]), piece) for piece in (k, k + 1)]
    return not sides[0].overlaps(sides[1])
