"""Appendices 9.2 and 9.3: what is said about integrals of densities, in exact arithmetic for laws with piecewise polynomial densities."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from proofs import prose_perturb_max as prose
from proofs.perturb_max_rows import derived
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Statement


@BOOK.proof("equation 62")
def line(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The exact cells alone: the second opinion has no rule for integrals of degree 5 and none for one integral inside another."""
    from verifier.engines.search.cells import decide

    for form in statement.forms:
        for number, dimension in enumerate(("d = 1", "d = 2")):
            certificate = decide(form, number)
            if certificate is not None:
                lines = prose.REFLECTED if certificate.asserts == "fails" else prose.SHIFTED
                yield Evidence(form.name, f"{dimension}: the line {certificate.asserts}", "cells", certificate, lines[number:number + 1])


@BOOK.proof("equation 64")
def stale_index(statement: Statement, run: Run) -> Iterator[Evidence]:
    """d = 3, for which the second opinion does not evaluate cases: the exact cells alone; its repair is derived."""
    from verifier.engines.search.cells import decide

    form = statement.printed
    certificate = decide(form, 0)
    if certificate is not None:
        yield Evidence(form.name, "fails for d = 3: the index j of λ is not that of λ + ε", "cells", certificate, prose.STALE)
    yield from derived(statement)
