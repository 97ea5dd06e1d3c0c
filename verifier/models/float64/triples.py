"""Three choices in closed form, for independent variables of one law up to location, to rounding in the tails, too."""

from __future__ import annotations

import math
from collections.abc import Callable

from verifier.laws import Law

FAREST = 1e4


def triple(laws: tuple[Law, ...]) -> Callable[[list[float]], list[float]] | None:
    """Places, three floats with the largest 0 -> the probabilities that each is the maximum's; None where no formula is known.

    A formula gives those of the second and of the third place, for scale 1, from how far they lie below the first, by integration from piece to
    piece. All that it subtracts leaves at least half, and so does 1 less both.
    """
    if laws[0].name not in FORMULAS or len(laws) != 3 or len({(law.name, law.scale) for law in laws}) > 1:
        return None
    formula, scale = FORMULAS[laws[0].name], float(laws[0].scale)

    def chances(places):
        first, second, third = sorted(range(3), key=places.__getitem__, reverse=True)
        found = [0.0, 0.0, 0.0]
        found[second], found[third] = formula(min(-places[second] / scale, FAREST), min(-places[third] / scale, FAREST))
        found[first] = 1 - (found[second] + found[third])
        return found

    return chances


def _uniform(g: float, h: float) -> tuple[float, float]:
    """On (0, 2) in units of 2, u the distance from the largest lower end: F is u for the first place, min(u + g / 2, 1) for the second."""
    g, h = min(g, 2.0), min(h, 2.0)
    wide, narrow = (2 - g) / 2, (2 - h) / 2
    cube, square = narrow**3 / 3, narrow * narrow / 4
    return cube + h * square + (wide - narrow) * (wide + narrow) / 2, cube + g * square


def _exponential(g: float, h: float) -> tuple[float, float]:
    """The integrals of a (1 - s) (1 - b s) over s = e^-t from 0 to 1."""
    a, b = math.exp(-g), math.exp(-h)
    return a * (1 / 2 - b / 6), b * (1 / 2 - a / 6)


def _laplace(g: float, h: float) -> tuple[float, float]:
    """Right of the first place; from the second to it; from the third to the second; left of all."""
    a, b, ratio = math.exp(-g), math.exp(-h), math.exp(g - h)
    between, left = (1 - ratio) / 8, b * ratio / 24
    second = a * ((3 / 4 - b / 6) / 2 + (g - ratio * (1 - a) / 2) / 4 + between) + left
    return second, b * ((3 / 4 - a / 6) / 2 + (g - (1 - a) / 2) / 4 + between) + left


FORMULAS = {"uniform": _uniform, "exponential": _exponential, "laplace": _laplace}
