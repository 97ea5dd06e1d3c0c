"""`verify check`: certificate files to the checker, each with the statements it is about."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from verifier.checker import Rejected, read
from verifier.checker.rules.coqc import Missing, version
from verifier.checking import Answer, Checker
from verifier.claims.book import Book


def checked(paths: tuple[Path, ...], folder: Path | None, books: tuple[Book, ...], timeout: float) -> Iterator[tuple[Path, Answer]]:
    """The checker's answer for each file, within `timeout` seconds each. What cannot be read is an answer too: no.

    folder   the statement files; None for those of the book that has the certificate's statement
    """
    with Checker() as checker:
        for path in paths:
            try:
                certificate = read(path)
                if isinstance(certificate, dict) and certificate.get("kind") == "formal":
                    version()
                answer = checker.ask(certificate, folder or _folder(certificate, books), time.monotonic() + timeout)
            except Missing as missing:
                answer = Answer(False, str(missing), missing=True)
            except Rejected as rejected:
                answer = Answer(False, str(rejected))
            yield path, answer


def shown(path: Path, answer: Answer) -> str:
    """The answer for people: the word and the file, below it what was found and what that rests on."""
    from verifier.terminal import Screen

    if not answer.accepted:
        return Screen(sys.stdout).entry(f"{'not checked' if answer.missing else 'rejected'}  {path}", answer.reason)
    citations = "; ".join(name.partition(" (")[0] for name in answer.rests_on)
    found = (f"{answer.reason} ({answer.trust.value})", f"rests on: {citations or 'nothing'}")
    return Screen(sys.stdout).entry(f"accepted  {path}", *found)


def _folder(certificate: dict, books: tuple[Book, ...]) -> Path:
    """The statement files of the book that has the certificate's statement, with that very digest if several have it."""
    if not isinstance(certificate, dict):
        raise Rejected("a certificate is one JSON object")
    name = certificate.get("statement")
    having = [book for book in books if isinstance(name, str) and name in book.statements]
    if not having:
        raise Rejected(f"no installed book has a statement {name!r}; --statements DIR names a folder of statement files")
    exact = [book for book in having if any(form.digest == certificate.get("digest") for form in book.statements[name].forms)]
    return (exact or having)[0].root / "statements"
