"""Perturb-Argmax with independent noise: completeness, values, injectivity on a region. Every `unknown` is a case that no theorem here decides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.engines.balls.newton import ball
from verifier.engines.search.polynomial import Poly
from verifier.families import box, finite
from verifier.families.answers import DEFINITION, LINKS, NO, PIECES, R2, R3, UNKNOWN, YES, Answer, farkas, multiples, translates, two, vector
from verifier.families.images import image, missed
from verifier.families.noise import Noise
from verifier.parameters import Farkas, Known, Region, Shadow, Translates, solve
from verifier.parameters.region import variables
from verifier.parameters.sets import Vector

MOST_TIES = 4000


def complete(noise: Noise, region: Region, shadow: Shadow) -> Answer:
    """Whether every p of the open simplex is a subgradient at some theta of the region, which is not empty; at least two choices."""
    if shadow.is_everything:
        return Answer(YES, R2, "every vector is a translate of a member of Theta", shadow.range())
    if noise.finite:
        return finite.complete(noise, shadow) or Answer(UNKNOWN, "", "there are too many vertices of the expected maximum to look at")
    found = shadow.outside(box.alive(noise, noise.without_ties))
    if isinstance(found, list):
        words = "every vector at which all choices can have positive probability is a translate of a member of Theta"
        return Answer(YES, R3, words, farkas(found))
    theta, entry = found
    if noise.separating:
        words = f"Theta + R1, on which {entry.row.text}, leaves out a vector at which all choices have positive probability"
        certificate = {"sum_of_conditions": multiples(entry.terms), "gives": entry.row.text}
        return Answer(NO, R3 if box.pairs(noise) else R2, words, certificate, missed("argmax", noise.laws, theta))
    return _alone(noise, theta, shadow) or Answer(
        UNKNOWN, "", f"Theta + R1 leaves out {_point(theta)}, and whether its image is reached elsewhere is not decided for these laws")


def _alone(noise: Noise, theta: Vector, shadow: Shadow) -> Answer | None:
    """No, where the probabilities at a theta outside Theta + R1 are proved to be those of theta and its translates only; else None."""
    from verifier.models import ModelError, PerturbArgmax
    from verifier.models.identification.identify import identify

    model = PerturbArgmax(noise.laws, len(noise.laws))
    try:
        p = model.exact().probabilities(theta)
    except ModelError:
        return None
    found = identify(model, p) if min(p) > 0 else None
    if found is None or found.kind != "point" or shadow.contains(theta) or not _matches(found.theta, theta):
        return None
    return Answer(NO, LINKS, f"Theta + R1 leaves out {_point(theta)}, and no other theta has its probabilities", {},
        missed("argmax", noise.laws, theta))


def _matches(found: tuple, theta: Vector) -> bool:
    """Whether the solution of sum 0 that was found is, or may be, theta less its mean."""
    mean = sum(theta) / len(theta)
    return all(x == t - mean if isinstance(x, Fraction) else x.overlaps(ball(t - mean)) for x, t in zip(found, theta))


def whole_simplex(noise: Noise, region: Region, shadow: Shadow, completeness: Answer) -> Answer:
    """Whether every p of the simplex, zeros included, is reached."""
    if completeness.verdict == NO:
        return Answer(NO, completeness.by, "not even the open simplex is covered", witness=completeness.witness)
    for k in range(region.dim):
        found = box.reaches_vertex(region, noise, k)
        if found is None:
            return Answer(NO, R3, f"choice {k + 1} never has probability 1: the noise has no such bounds", witness={"missed": _unit(region.dim, k)})
        if isinstance(found, Farkas):
            return Answer(NO, R3, f"choice {k + 1} has probability 1 at no member of Theta", farkas(found), {"missed": _unit(region.dim, k)})
    if completeness.by == PIECES:
        return completeness
    outside = shadow.outside(box.alive(noise, False))
    if isinstance(outside, list):
        words = "the supports are bounded, and every vector at which no choice is beaten with a margin is a translate of a member of Theta"
        return Answer(YES, R3, words, farkas(outside))
    return Answer(UNKNOWN, "", f"vertices are reached, but Theta + R1 leaves out {_point(outside[0])}")


def single_valued(noise: Noise, region: Region) -> Answer:
    """Whether no member has a tie for the maximum of positive probability. Exact: each meeting of two atoms is a linear condition."""
    if noise.without_ties:
        return Answer(YES, R2, "at most one coordinate of the noise has atoms, so ties have probability 0")
    reasons = []
    for number, conditions in enumerate(_meetings(noise)):
        if number == MOST_TIES:
            return Answer(UNKNOWN, "", f"more than {MOST_TIES} meetings of atoms")
        found = solve([*region.known(), *conditions])
        if not isinstance(found, Farkas):
            theta = region.at(found)
            words = f"at a member of Theta choices tie for the maximum with positive probability ({conditions[0].text})"
            return Answer(NO, R2, words, witness={"theta": vector(theta)} | _several(noise, theta))
        reasons.append(found)
    return Answer(YES, R2, "no two atoms meet at the maximum at any member of Theta", farkas(reasons))


def _meetings(noise: Noise) -> Iterator[list[Known]]:
    """For each two atoms of different choices: that they meet, at a level which all others stay at or below with positive probability."""
    t, size = variables(len(noise.laws)), range(len(noise.laws))
    for i in noise.atomic:
        for j in noise.atomic:
            for a, b in ((a, b) for a, _ in noise.laws[i].atoms for b, _ in noise.laws[j].atoms if i < j):
                conditions = [Known(f"{_sum(i, a)} = {_sum(j, b)}", t[i] + Poly.constant(a) - t[j] - Poly.constant(b), "=")]
                for k in size:
                    if k not in (i, j) and noise.lows[k] is not None:
                        sign = ">=" if k in noise.atomic else ">"
                        below = t[i] + Poly.constant(a) - t[k] - Poly.constant(noise.lows[k])
                        conditions.append(Known(f"{_sum(k, noise.lows[k])} {'<' if sign == '>' else '<='} {_sum(i, a)}", below, sign))
                yield conditions


def _several(noise: Noise, theta) -> dict:
    """The vertices of the set of subgradients, where they are exact."""
    from verifier.models import ModelError, PerturbArgmax

    try:
        polytope = PerturbArgmax(noise.laws, len(noise.laws)).exact().subdifferential(theta)
    except ModelError:
        return {}
    return {"subgradients": [vector(vertex) for vertex in polytope.vertices]}


def one_to_one(noise: Noise, region: Region, moved: Translates | Farkas) -> Answer:
    """Whether no p is a subgradient at two members. The region is not empty; at least two choices."""
    if isinstance(moved, Translates):
        return translates(moved)
    if noise.finite:
        points = region.two_points()
        if isinstance(points, tuple):
            return finite.same_piece(noise, *points)
        return Answer(YES, DEFINITION, "Theta is a single point", farkas(points))
    if noise.separating:
        outside = box.leaves(region, noise)
        if isinstance(outside, list):
            words = "Theta has no two translates, and at every member no choice is beaten with a margin"
            return Answer(YES, R3 if outside else R2, words, farkas([moved, *outside]))
    found = box.equal_images(region, noise, strictly=not noise.separating)
    if isinstance(found, tuple):
        theta, tau, down = found
        names = ", ".join(str(k + 1) for k in down)
        words = f"two members differ, up to a multiple of 1, only in choices that have probability 0 at both ({names})"
        return Answer(NO, R3, words, witness=two(theta, tau) | image("argmax", noise.laws, theta))
    if found is not None and noise.separating:
        words = "Theta has no two translates, and no two members that differ, up to a multiple of 1, only in choices of probability 0"
        return Answer(YES, R3, words, farkas([moved, *found]))
    points = region.two_points()
    if isinstance(points, list):
        return Answer(YES, DEFINITION, "Theta is a single point", farkas(points))
    return Answer(UNKNOWN, "", "Theta has no two translates; whether the images of its members differ is not decided for these laws")


def _point(theta) -> str:
    return f"({', '.join(map(str, theta))})"


def _sum(k: int, a) -> str:
    return f"t{k + 1} {'-' if a < 0 else '+'} {abs(a)}"


def _unit(dim: int, k: int) -> list[str]:
    return [str(int(k == i)) for i in range(dim)]
