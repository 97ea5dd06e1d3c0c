"""Proposition 5.4 and Section 9.5: independent U(-1,1), d = 2. f, its gradient and its Hessian, derived from the law."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Statement

NOISE = "uniform(-1,1)"


@BOOK.proof("equation 69", "equation 102", "equation 103", "claim perturb-max from the density", "claim perturb-max is not strictly convex")
def value(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about f itself: from the double integral, split where the maximum changes hands."""
    from proofs.derivations import value_steps
    from verifier.engines.opinion import judged

    yield from judged(statement, run, value_steps(NOISE))


@BOOK.proof(
    "proposition 5.4", "figure 2", "equation 104", "equation 105", "equation 106", "claim perturb-max is smooth",
    "claim gradient is the choice probability", "claim partial derivatives are probabilities",
    *(f"claim proposition 5.4 {bound} of the {which} derivative" for bound in ("minimum", "maximum") for which in ("first", "second")),
)
def gradient(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about the gradient: the derived f differentiated on each chamber, and both sides of each break."""
    from proofs.derivations import gradient_steps
    from verifier.engines.opinion import judged

    yield from judged(statement, run, gradient_steps(NOISE))


@BOOK.proof("claim Hessian of the perturb-max", "claim strict convexity of the perturb-max")
def hessian(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about second derivatives."""
    from proofs.derivations import hessian_steps
    from verifier.engines.opinion import judged

    yield from judged(statement, run, hessian_steps(NOISE))


@BOOK.proof("equation 74", "equation 75", "equation 76", "figure 7", "claim triangular distribution")
def difference(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about the law of the difference of two coordinates."""
    from proofs.derivations import difference_steps
    from verifier.engines.opinion import judged

    yield from judged(statement, run, difference_steps(NOISE))


@BOOK.proof(
    "equation 16", "claim uniform noise has mean zero", "claim density of the uniform law is smooth",
    *(f"equation {k}" for k in (*range(70, 74), *range(77, 102), *range(107, 111))),
)
def line(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Each line of the calculation by itself; the derivation shows what its left side comes to."""
    from verifier.engines.opinion import judged

    yield from judged(statement, run)
