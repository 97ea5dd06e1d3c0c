"""Our claim that Perturb-Softmax is onto the open simplex: what tests say about it. They support it, and never prove it."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Statement
from verifier.probes import searches


@BOOK.proof("claim perturb-softmax onto the open simplex")
def onto_the_open_simplex(statement: Statement, run: Run) -> Iterator[Evidence]:
    """For p in ri Delta, near the boundary too, a theta of sum 0 is found and its probabilities compared with p."""
    yield searches.surjectivity(statement.printed, run)
