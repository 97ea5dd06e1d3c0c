"""Where choices are alive: the linear conditions of R3, from the ends [a_i, b_i] of the supports. Choices are counted from 1 in texts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from verifier.engines.search.polynomial import Poly
from verifier.families.noise import Noise
from verifier.parameters import Farkas, Known, Region, solve
from verifier.parameters.region import variables
from verifier.parameters.sets import Vector

MOST_SYSTEMS = 600


def pairs(noise: Noise) -> list[tuple[int, int, Fraction]]:
    """(i, j, b_i - a_j) for i != j with both ends finite: i may be alive only where theta_j - theta_i is at most that."""
    size = range(len(noise.laws))
    ends = [(i, j, noise.highs[i], noise.lows[j]) for i in size for j in size if i != j]
    return [(i, j, high - low) for i, j, high, low in ends if high is not None and low is not None]


def alive(noise: Noise, strictly: bool) -> list[Known]:
    """That every choice has positive probability (strictly); or the closure of that set."""
    t = variables(len(noise.laws))
    return [
        Known(f"t{j + 1} - t{i + 1} {'<' if strictly else '<='} {gap}", Poly.constant(gap) - t[j] + t[i], ">" if strictly else ">=")
        for i, j, gap in pairs(noise)
    ]


def dead(noise: Noise, i: int, j: int, strictly: bool, letter: str = "t") -> Known | None:
    """That choice j always beats i: theta_j - theta_i >= b_i - a_j, or >; None where an end is infinite and that cannot be."""
    high, low = noise.highs[i], noise.lows[j]
    if high is None or low is None:
        return None
    x = variables(len(noise.laws), letter)
    text = f"{letter}{j + 1} - {letter}{i + 1} {'>' if strictly else '>='} {high - low}"
    return Known(text, x[j] - x[i] - Poly.constant(high - low), ">" if strictly else ">=")


def leaves(region: Region, noise: Noise) -> tuple[Vector, str] | list[Farkas]:
    """A member of the region outside the closure of the set where all choices are alive; or why there is none."""
    reasons = []
    for i, j, _ in pairs(noise):
        beyond = dead(noise, i, j, True)
        found = solve([*region.known(), beyond])
        if not isinstance(found, Farkas):
            return region.at(found), beyond.text
        reasons.append(found)
    return reasons


def reaches_vertex(region: Region, noise: Noise, k: int) -> Vector | Farkas | None:
    """A member at which choice k has probability 1 (is among the leaders with probability 1); why there is none; None where the law forbids it."""
    conditions = [dead(noise, i, k, False) for i in range(region.dim) if i != k]
    if None in conditions:
        return None
    found = solve([*region.known(), *conditions])
    return found if isinstance(found, Farkas) else region.at(found)


def equal_images(region: Region, noise: Noise, strictly: bool) -> tuple[Vector, Vector, tuple[int, ...]] | list[Farkas] | None:
    """Two members that differ, up to a multiple of 1, in dead choices only, and which these are; or why there are none; None if that is too long.

    strictly    the dead choices must be beaten with a margin, so that not even atoms tie
    Such members have the same image. With separating noise (and not strictly) the converse holds: where two members have the same image, the choices
    of probability 0 are dead at both, all others differ by one constant c, and an alive choice with the greatest theta_j + a_j beats the dead ones.
    So with Z the choices that differ by more than c, one of the systems (Z, j) below has a solution.
    """
    reasons = []
    for number, (down, killer) in enumerate(_systems(region.dim, noise)):
        if number == MOST_SYSTEMS:
            return None
        found = solve(_pair(region, noise, down, killer, strictly))
        if not isinstance(found, Farkas):
            return region.at(found), region.at(found, "s"), down
        reasons.append(found)
    return reasons


def _systems(d: int, noise: Noise) -> Iterator[tuple[tuple[int, ...], int]]:
    """The sets of choices that may be dead together, smallest first, each with a choice that beats them."""
    killers = [j for j in range(d) if noise.lows[j] is not None]
    mortal = [i for i in range(d) if noise.highs[i] is not None]
    for size in range(1, d):
        for killer in killers:
            yield from ((down, killer) for down in combinations([i for i in mortal if i != killer], size))


def _pair(region: Region, noise: Noise, down: tuple[int, ...], killer: int, strictly: bool) -> list[Known]:
    """theta (t) and tau (s) in the region, equal up to c but for choices that are dead at both; the first of these differs."""
    t, s, c = variables(region.dim), variables(region.dim, "s"), Poly.variable("c")
    same = [Known(f"s{i + 1} = t{i + 1} + c", s[i] - t[i] - c, "=") for i in range(region.dim) if i not in down]
    beaten = [dead(noise, i, killer, strictly, letter) for i in down for letter in "ts"]
    first = down[0]
    differ = Known(f"s{first + 1} > t{first + 1} + c", s[first] - t[first] - c, ">")
    return [*region.known(t), *region.known(s, " at tau"), *same, *beaten, differ]
