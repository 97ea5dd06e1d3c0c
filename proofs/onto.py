"""What tests say about Perturb-Softmax: our claim that it is onto the open simplex, and evidence beside the proofs of the paper.

Every function that returns Evidence takes the run (profile, seed) and the form the evidence is for, and says in its obligation which laws
and dimensions it tried. Trust: sampled; it supports a statement or leaves it undecided, and never proves or refutes one.
"""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.probes import searches


@BOOK.proof("claim perturb-softmax onto the open simplex")
def onto_the_open_simplex(statement: Statement, run: Run) -> Iterator[Evidence]:
    """For p in ri Delta, near the boundary too, a theta of sum 0 is found and its probabilities compared with p."""
    yield searches.surjectivity(statement.printed, run)


def softmax_injectivity(run: Run, form: Form) -> Evidence:
    """On the hyperplane of sum 0 different parameters have different Perturb-Softmax probabilities (Theorem 4.3)."""
    return searches.injectivity(form, run)


def softmax_strict_convexity(run: Run, form: Form) -> Evidence:
    """f lies strictly below its chords off the direction 1 (Lemma 4.2)."""
    return searches.strict_convexity(form, run)


def softmax_curvature(run: Run, form: Form) -> Evidence:
    """The Hessian of f is positive off the direction 1 and maps 1 to 0."""
    return searches.curvature(form, run)


def softmax_image(run: Run, form: Form) -> Evidence:
    """The Perturb-Softmax probabilities are positive and sum to 1 (Corollary 8.2)."""
    return searches.image(form, run)


def translation(run: Run, form: Form) -> Evidence:
    """f(theta + c1) = f(theta) + c and the probabilities stay: equality in convexity along 1 (after Lemma 4.2)."""
    return searches.translation(form, run)
