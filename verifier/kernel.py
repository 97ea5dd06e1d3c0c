"""Which formal evidence there is about a book's statements, and what keeps it from being checked: Coq's answers are kept, new ones take minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from verifier.checker.reader import Rejected
from verifier.checker.rules.coq import Library
from verifier.checker.rules.coqc import lacking
from verifier.claims.book import Book
from verifier.claims.conclude import Result
from verifier.claims.evidence import Evidence
from verifier.engines import formal

UNCOMPILED = "the Coq proofs are not compiled: `make formal` or `verify formal` does it (about four minutes, once)"


def evidence(book: Book, ids: Sequence[str], compiling: bool) -> Mapping[str, tuple[Evidence, ...]]:
    """What the checker can be asked of Coq about these statements, by id: nothing where coqc or a library is lacking.

    compiling   whether what has no kept answer is compiled now; else it is left out
    """
    rows = [row for row in formal.entries(book.root) if row.statement in ids and row.covers == "all"]
    if not rows or lacking(book.root / "coq"):
        return {}
    library = Library(book.root / "coq")
    new = {row.name for row in rows if not _answered(library, row.name)}
    if compiling and new:
        with suppress(Rejected):  # what does not compile is rejected again, with its certificate
            library.compile(sorted(new))
        new = set()
    asked = {row.statement: [] for row in rows}
    for name in asked:
        asked[name] = [item for item in formal.evidence(book.statements[name], book.root) if item.certificate.proof["name"] not in new]
    return {name: tuple(found) for name, found in asked.items() if found}


def _answered(library: Library, name: str) -> bool:
    """Whether the checker can answer without compiling; what it will reject for its texts alone is for it to say."""
    try:
        return library.remembers(name)
    except Rejected:
        return True


def unasked(book: Book, results: Iterable[Result]) -> tuple[frozenset[str], str]:
    """The statements among these with a formal proof that the checker was not asked about, and why it was not."""
    results = list(results)
    asked = {
        (item.certificate.statement, item.certificate.form, item.certificate.proof["name"])
        for result in results for item in (found.evidence for found in result.evidence)
        if item.certificate is not None and item.certificate.kind == "formal"
    }
    there = {(result.statement.id, form.name) for result in results for form in result.statement.forms}
    names = frozenset(
        row.statement for row in formal.entries(book.root)
        if row.covers == "all" and (row.statement, row.form) in there and (row.statement, row.form, row.name) not in asked
    )
    return names, (lacking(book.root / "coq") or UNCOMPILED) if names else ""
