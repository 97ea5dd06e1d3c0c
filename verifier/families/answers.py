"""What is answered about a family, and the theorems that the answers rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from verifier.parameters import Farkas, Translates
from verifier.parameters.sets import Vector

YES, NO, UNKNOWN = "yes", "no", "unknown"
DEFINITION, R1, R2, R3, PIECES, LINKS = "definition", "R1", "R2", "R3", "pieces", "links"
THEOREMS = {
    DEFINITION: "the definitions alone, and that the noise of a translate of theta has the same leaders",
    R1: "Perturb-Softmax, every law: E softmax(theta + gamma) is one vector with positive entries, every p of the open simplex is reached over "
        "R^d, and two theta have the same image exactly if they are translates",
    R2: "Perturb-Argmax, every law: the subgradients over R^d cover the open simplex; there is only one at theta exactly if a tie for the maximum "
        "has probability 0. Where the noise (of all coordinates but one) reaches every ball, a p of the open simplex belongs to one theta and "
        "its translates",
    R3: "Perturb-Argmax, independent coordinates with supports from a_i to b_i: choice i can beat choice j exactly if "
        "theta_i + b_i > theta_j + a_j. If the supports have no gaps and at most one is a point, then i has positive probability exactly if it "
        "can beat every other choice, and where theta_i + b_i >= theta_j + a_j for all i and j two theta have the same image only if they are "
        "translates. If the supports are bounded, the whole simplex is reached there",
    PIECES: "Perturb-Argmax, finite laws: the expected maximum is piecewise linear, the subgradients are the same at all points of a piece, and "
            "those of its vertices, which are polytopes with interior points, cover the simplex",
    LINKS: "Perturb-Argmax: where no tie has positive probability and the choices are linked (models/identification/uniqueness.py), p belongs "
           "to one theta of sum 0",
}


@dataclass(frozen=True)
class Answer:
    """yes, no or unknown; the theorem, the reason in a sentence; certificate and witness as plain data: numerals and texts in dicts and lists."""

    verdict: str
    by: str
    reason: str
    certificate: dict[str, Any] = field(default_factory=dict)
    witness: dict[str, Any] = field(default_factory=dict)


def vector(theta: Vector) -> list[str]:
    return [str(Fraction(x)) for x in theta]


def multiples(terms) -> list[dict[str, str]]:
    """A combination of conditions, each written so that it says that something is positive, non-negative or zero."""
    return [{"times": str(c), "condition": text} for c, text in terms]


def farkas(reasons: Farkas | list[Farkas]) -> dict[str, Any]:
    """Why systems of conditions have no solution: for each, multiples of its conditions that add up to a contradiction."""
    several = reasons if isinstance(reasons, list) else [reasons]
    return {"contradictions": [multiples(reason.terms) for reason in several]} if several else {}


def two(theta: Vector, tau: Vector) -> dict[str, Any]:
    return {"theta": vector(theta), "tau": vector(tau)}


def translates(found: Translates) -> Answer:
    """Not one-to-one under any model and law."""
    words = f"two members differ by {found.shift} in every coordinate, which changes no probability"
    return Answer(NO, DEFINITION, words, witness=two(found.theta, found.tau))
