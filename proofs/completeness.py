"""Theorems 4.1 and 5.1: which Θ reach the whole open simplex. All of it holds for every d and every law."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK, prose
from proofs import prose_completeness as complete
from proofs.covering import COMPLETE, COVERS, complete_covers, covering_has_subgradients, covering_is_complete
from proofs.expected_softmax import mean_is_positive, sum_of_means, total_is_one
from proofs.half_space import HALF_SPACE, every_coordinate_leads, half_space_is_convex, of_every_dimension, some_vector_is_missed
from proofs.one_point import ORIGIN, coin_misses, origin_is_convex
from proofs.perturb_softmax import Build
from proofs.rise_subgradients import subgradients_in_simplex
from proofs.written import fails, holds
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation


def image_in_simplex(d: Derivation, form: Form) -> str:
    """What is reached is non-negative and sums to 1."""
    premise = "member(theta, Theta)"
    d.assume(premise)
    sign = d.generalise("every(i, mean_softmax(theta, i) >= 0)", d.arith("mean_softmax(theta, i) >= 0", (1, mean_is_positive(d, "i"))), "i")
    total = d.arith("sum(i, mean_softmax(theta, i)) = 1", (-1, sum_of_means(d)), (1, total_is_one(d)))
    goal = "every(i, mean_softmax(theta, i) >= 0) and sum(i, mean_softmax(theta, i)) = 1"
    line = d.discharge(f"{premise} -> {goal}", d.both(goal, sign, total))
    return d.generalise(f"forall(theta, {premise} -> {goal})", line, "theta")


def complete_where_it_covers(d: Derivation, form: Form) -> str:
    return covering_is_complete(d, d.hypothesis(len(form.given) - 1, COVERS))


def covers_where_complete(d: Derivation, form: Form) -> str:
    return d.discharge(f"{COMPLETE} -> {COVERS}", complete_covers(d, d.assume(COMPLETE)))


def complete_exactly_there(d: Derivation, form: Form) -> str:
    return d.discharge(f"{COVERS} -> {COMPLETE}", covering_is_complete(d, d.assume(COVERS)))


def shown(form: Form, number: int, build: Build, obligation: str, lines: tuple[str, ...]) -> Evidence:
    """A derivation of one conclusion of a form."""
    d = Derivation()
    build(d, form)
    return holds(form, number, d, obligation, *lines)


@BOOK.proof("theorem 4.1", "equation 8")
def theorem_4_1(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The half-space θ1 + θ2 <= 2 θ3 meets the hypotheses and misses part of the open simplex; Θ + R·1 = R^d is what it takes."""
    d = Derivation()
    convex, leads, missed = half_space_is_convex(d), every_coordinate_leads(d), some_vector_is_missed(d, statement.printed)
    claims = [d.steps[int(fact[1:])]["formula"] for fact in (convex, leads, missed)]
    inner = d.both(f"({claims[1]}) and ({claims[2]})", leads, missed)
    d.both(f"({claims[0]}) and (({claims[1]}) and ({claims[2]}))", convex, inner)
    obligation = "a half-space meets the hypotheses and is not complete, for every law"
    yield fails(statement.printed, 0, HALF_SPACE, d, obligation, *complete.HALF_SPACE, general=of_every_dimension())
    repaired, sharp = statement.form("repaired 1"), statement.form("repaired 2")
    yield shown(statement.printed, 1, image_in_simplex, "nothing outside of Δ is reached, whatever $`\\Theta`$ is", prose.POSITIVE_MEAN)
    yield shown(repaired, 0, complete_where_it_covers, "every p of ri Δ is reached in $`\\Theta`$", complete.ONTO_BY_MINIMUM)
    yield shown(repaired, 1, image_in_simplex, "nothing outside of Δ is reached", prose.POSITIVE_MEAN)
    yield shown(sharp, 0, complete_exactly_there, "every vector a translate of a member: complete", complete.ONTO_BY_MINIMUM)
    yield shown(sharp, 1, covers_where_complete, "complete: every vector a translate of a member", prose.DETERMINES)


@BOOK.proof("theorem 5.1", "equation 14")
def theorem_5_1(statement: Statement, run: Run) -> Iterator[Evidence]:
    """One point does not suffice; Θ + R·1 = R^d does, for every law."""
    yield one_point_fails(statement.printed)
    inside, repaired = "every subgradient is a probability vector", statement.form("repaired 1")
    yield shown(statement.printed, 1, subgradients_in_simplex("subgradient_max"), inside, complete.PROBABILITY_VECTORS)
    yield shown(repaired, 0, covering_has_subgradients, "every p of ri Δ is a subgradient in $`\\Theta`$", complete.SUBGRADIENTS)
    yield shown(repaired, 1, subgradients_in_simplex("subgradient_rise"), inside, complete.PROBABILITY_VECTORS)


@BOOK.proof("claim completeness holds for any perturbation")
def any_perturbation(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The counterexample of Theorem 5.1, and its repair for every law."""
    yield one_point_fails(statement.printed)
    yield shown(statement.form("repaired 1"), 0, covering_has_subgradients, "every p of ri Δ is a subgradient in $`\\Theta`$", complete.SUBGRADIENTS)


def one_point_fails(form: Form) -> Evidence:
    """Θ = {0} under two independent signs."""
    d = Derivation()
    convex = origin_is_convex(d)
    zeros = d.both("vec(0, 0)[1] = 0 and vec(0, 0)[2] = 0", d.identity("vec(0, 0)[1] = 0"), d.identity("vec(0, 0)[2] = 0"))
    inhabited = d.witness("exists(theta, theta[1] = 0 and theta[2] = 0)", zeros, "vec(0, 0)")
    finite = d.generalise("forall(theta, 0 <= 0)", d.arith("0 <= 0"), "theta")
    missed = coin_misses(d)
    claims = [d.steps[int(fact[1:])]["formula"] for fact in (convex, inhabited, finite, missed)]
    inner = d.both(f"({claims[2]}) and ({claims[3]})", finite, missed)
    inner = d.both(f"({claims[1]}) and (({claims[2]}) and ({claims[3]}))", inhabited, inner)
    d.both(f"({claims[0]}) and (({claims[1]}) and (({claims[2]}) and ({claims[3]})))", convex, inner)
    return fails(form, 0, ORIGIN, d, "a single point is a convex set, and two independent signs reach little from it", *complete.ONE_POINT)
