"""Proposition 5.5 and Section 9.4: independent signs, d = 2. f, its one-sided derivatives and its subdifferential, from the law."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Statement

NOISE = "rademacher"


@BOOK.proof("equation 66", "equation 67", "claim value on the diagonal", "claim perturb-max is continuous", "figure 6")
def value(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about f itself: from the sum over the four pairs of signs."""
    from proofs.derivations import value_steps
    from verifier.engines.opinion import judged

    yield from judged(statement, run, value_steps(NOISE))


@BOOK.proof("claim kinks of the perturb-max", "claim directional derivative on the diagonal")
def derivatives(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about derivatives: from the derived f, chamber by chamber, and both sides of each break."""
    from proofs.derivations import gradient_steps
    from verifier.engines.opinion import judged

    yield from judged(statement, run, gradient_steps(NOISE))


@BOOK.proof(
    "proposition 5.5", "equation 68", "figure 3", "claim subdifferential may be multi-valued", "claim subgradients on the diagonal",
    "claim tie probabilities bound the subdifferential",
)
def subdifferential(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about subgradients: from the one-sided derivatives of the derived f, at the kinks too."""
    from proofs.derivations import subdifferential_steps
    from verifier.engines.opinion import judged

    yield from judged(statement, run, subdifferential_steps(NOISE))


@BOOK.proof("claim multi-valued does not mean not one-to-one")
def step(statement: Statement, run: Run) -> Iterator[Evidence]:
    """A step of the paper that does not follow, shown by one convex function."""
    from verifier.engines.opinion import judged

    yield from judged(statement, run)
