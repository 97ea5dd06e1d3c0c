"""Appendix 8.3: evidence for its equations and for the steps between them."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK, leaders, limits, vertices
from proofs import prose_limits as prose
from proofs.closure import simplex_in_closure
from proofs.completeness import shown
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Statement

EQUATIONS = {
    "equation 42": ((limits.equation_42, "numerator and denominator divided by $`e^{\\theta_i+\\gamma_i}`$", prose.SAME_INTEGRAND),),
    "equation 43": ((limits.equation_43, "the term of index i is 1", prose.SAME_INTEGRAND),),
    "equation 44": (
        (limits.equation_44, "the inequality", prose.AHEAD),
        (limits.equation_44_limit, "the limit, for every law", prose.TENDS_TO_ONE),
    ),
    "claim a sequence of points with leads n": ((vertices.every_lead_is_taken, "a point with $`h_i = n`$", prose.LEAD_TAKEN),),
}


@BOOK.proof(*EQUATIONS)
def equations(statement: Statement, run: Run) -> Iterator[Evidence]:
    """One derivation for each part."""
    for number, (build, words, lines) in enumerate(EQUATIONS[statement.id]):
        yield shown(statement.printed, number, build, words, lines)


@BOOK.proof("claim argmax in the proof of Theorem 4.1", "claim the leading index is chosen")
def announced(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The probability of the leading index tends to 1, that of each other one to 0, ties counted for both."""
    for number, words in enumerate(("the probability of the leading index tends to 1", "those of the others tend to 0, however ties are shared")):
        yield shown(statement.printed, number, lambda d, form, number=number: leaders.far_ahead(d, form, number), words, prose.LEADS_ALONE)


@BOOK.proof("claim the closure of the domain contains the simplex")
def limit_points(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The vertices are limit points of what is reached; the simplex lies in the closure of the domain."""
    printed = statement.printed
    yield shown(printed, 0, vertices.vertices_are_limits, "every vertex is a limit point", prose.TENDS_TO_ONE)
    yield shown(printed, 1, simplex_in_closure(1, "Theta"), "the closure of the domain contains the simplex", prose.CLOSURE)
