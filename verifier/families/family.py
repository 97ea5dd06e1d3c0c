"""Five questions about a family {S(theta) : theta in Theta}, answered yes, no or unknown, each answer with theorem, certificate and witness.

S(theta) is the set of subgradients of the expected maximum of theta + gamma, for Perturb-Softmax the vector E softmax(theta + gamma). Asked is:

complete        does every p of the open simplex belong to S(theta) for some theta in Theta
whole_simplex   the same for every p of the simplex
single_valued   is S(theta) a single vector for every theta in Theta
one_to_one      does no p belong to S(theta) and to S(tau) for two different theta, tau in Theta
identifiable    complete and one-to-one: does every p of the open simplex belong to exactly one theta in Theta

Trust: exact. Parameters, ends of supports and atoms are rational, all decisions linear; the facts about the laws are shown by their evidence.
Source: the theorems named in families/answers.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.families import argmax
from verifier.families.answers import DEFINITION, NO, R1, UNKNOWN, YES, Answer, farkas, multiples, translates, vector
from verifier.families.images import missed
from verifier.families.noise import examine
from verifier.laws import Law
from verifier.parameters import Farkas, Region, Shadow

QUESTIONS = ("complete", "whole_simplex", "single_valued", "one_to_one", "identifiable")


@dataclass(frozen=True)
class Family:
    """The answers by question; a member of Theta or None; the facts of the laws that were used: (law, fact, how it was shown)."""

    answers: dict[str, Answer]
    member: list[str] | None
    facts: tuple[tuple[str, str, str], ...]


def decide(kind: str, laws: Sequence[Law], region: Region) -> Family:
    """The answers for the model `kind`, "argmax" or "softmax", with independent noise, one law for each of the region's dimensions."""
    member = region.point()
    if isinstance(member, Farkas):
        return Family(_identifiable(_of_nothing(member)), None, ())
    if region.dim == 1:
        return Family(_identifiable(_of_one_choice(region)), vector(member), ())
    if kind == "softmax":
        return Family(_identifiable(_softmax(tuple(laws), region)), vector(member), ())
    answers, facts = _argmax(laws, region)
    return Family(_identifiable(answers), vector(member), facts)


def _of_nothing(reason: Farkas) -> dict[str, Answer]:
    missed, why = "Theta is empty, so no p is reached", farkas(reason)
    none, nothing = Answer(NO, DEFINITION, missed, why), Answer(YES, DEFINITION, "Theta is empty: there is nothing to say it of", why)
    return {"complete": none, "whole_simplex": none, "single_valued": nothing, "one_to_one": nothing}


def _of_one_choice(region: Region) -> dict[str, Answer]:
    all_of_it = Answer(YES, DEFINITION, "there is one choice: the simplex is the point 1, and Theta has a member")
    alone, found = Answer(YES, DEFINITION, "there is one choice, and it has probability 1"), region.two_translates()
    single = Answer(YES, DEFINITION, "Theta is a single point", farkas(found)) if isinstance(found, Farkas) else translates(found)
    return {"complete": all_of_it, "whole_simplex": all_of_it, "single_valued": alone, "one_to_one": single}


def _softmax(laws: tuple[Law, ...], region: Region) -> dict[str, Answer]:
    shadow, moved = Shadow(region), region.two_translates()
    if shadow.is_everything:
        complete = Answer(YES, R1, "every vector is a translate of a member of Theta", shadow.range())
    else:
        theta, entry = shadow.outside()
        certificate = {"sum_of_conditions": multiples(entry.terms), "gives": entry.row.text}
        complete = Answer(NO, R1, f"Theta + R1, on which {entry.row.text}, is not all of R^d", certificate, missed("softmax", laws, theta))
    vertex = {"missed": ["1"] + ["0"] * (region.dim - 1)}
    words = "every choice has positive probability at every theta, so no p with a zero is reached"
    single = "the expectation of the vector softmax(theta + gamma), which is bounded"
    different = Answer(YES, R1, "Theta has no two translates", farkas(moved)) if isinstance(moved, Farkas) else translates(moved)
    return {
        "complete": complete, "whole_simplex": Answer(NO, R1, words, witness=vertex), "single_valued": Answer(YES, R1, single),
        "one_to_one": different,
    }


def _argmax(laws: Sequence[Law], region: Region) -> tuple[dict[str, Answer], tuple]:
    noise = examine(laws)
    if noise.trouble:
        return dict.fromkeys(QUESTIONS[:-1], Answer(UNKNOWN, "", noise.trouble)), noise.facts
    shadow = Shadow(region)
    complete = argmax.complete(noise, region, shadow)
    return {
        "complete": complete,
        "whole_simplex": argmax.whole_simplex(noise, region, shadow, complete),
        "single_valued": argmax.single_valued(noise, region),
        "one_to_one": argmax.one_to_one(noise, region, region.two_translates()),
    }, noise.facts


def _identifiable(answers: dict[str, Answer]) -> dict[str, Answer]:
    complete, different = answers["complete"], answers["one_to_one"]
    failed = [name for name, answer in (("complete", complete), ("one-to-one", different)) if answer.verdict == NO]
    if failed:
        return answers | {"identifiable": Answer(NO, DEFINITION, f"not {' and not '.join(failed)}")}
    if complete.verdict == different.verdict == YES:
        return answers | {"identifiable": Answer(YES, DEFINITION, "complete and one-to-one")}
    return answers | {"identifiable": Answer(UNKNOWN, "", "complete and one-to-one are not both decided")}
