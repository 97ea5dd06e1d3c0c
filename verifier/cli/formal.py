"""`verify formal`: what a proof assistant's kernel has checked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from verifier.checker.kinds.formal import audited, rows_of
from verifier.checker.reader import Rejected
from verifier.checker.rules.coq import Library, coqc
from verifier.claims.book import Book
from verifier.cli.exits import Exit
from verifier.cli.lookup import shelf
from verifier.cli.options import book_option, json_option
from verifier.cli.output import emit, say


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@json_option
@book_option
def formal(names: tuple[str, ...], as_json: bool, book: str | None) -> int:
    """Have Coq check the formal statements (all, or those named): each must compile, say what was compared with the print, and rest on allowed axioms only.

    What was compiled is kept in the user's cache and found again by the digest of its sources. Exit code 4: coqc is not installed (`make formal` installs it).
    """
    if coqc() is None:
        say("coqc is not installed; `make formal` installs it on Debian and Ubuntu")
        return Exit.MISSING
    rows = [(one, row) for one in shelf(book) if (one.root / "coq" / "index.toml").exists() for row in rows_of(Library(one.root / "coq"))]
    unknown = set(names) - {row["name"] for _, row in rows}
    if unknown or not rows:
        known = ", ".join(sorted({row["name"] for _, row in rows}))
        raise click.UsageError(f"no formal statement is called {', '.join(sorted(unknown))}; there are {known or 'none'}")
    chosen = [(one, row) for one, row in rows if not names or row["name"] in names]
    answers = []
    for answer in _answers(chosen):
        answers.append(answer)
        if not as_json:
            emit(_line(answer))
    if as_json:
        emit(json.dumps({"formal": answers}, sort_keys=True, indent=2, ensure_ascii=False) + "\n")
    return Exit.HOLDS if all(answer["accepted"] for answer in answers) else Exit.FAILS


def _answers(rows: list[tuple[Book, dict]]) -> Iterator[dict]:
    for book in {id(one): one for one, _ in rows}.values():
        try:
            Library(book.root / "coq").compile(sorted({row["name"] for one, row in rows if one is book}))
        except Rejected as reason:
            say(str(reason))
    for book, row in rows:
        about = {key: row[key] for key in ("name", "statement", "form", "conclusion", "asserts", "covers")}
        try:
            _tied(book, row)
            yield about | {"accepted": True, "reason": "", "axioms": list(audited(row["name"], row["source"], Library(book.root / "coq")))}
        except Rejected as reason:
            yield about | {"accepted": False, "reason": str(reason), "axioms": []}


def _tied(book: Book, row: dict) -> None:
    statement = book.statements.get(row["statement"])
    digests = {form.name: form.digest for form in statement.forms} if statement else {}
    if digests.get(row["form"]) != row["digest"]:
        raise Rejected(f"the text of {row['statement']}, {row['form']}, is not the one it was compared with; its digest is {digests.get(row['form'])}")


def _line(answer: dict) -> str:
    where = f"{answer['statement']}, {answer['form']}, part {answer['conclusion']} {answer['asserts']}"
    if not answer["accepted"]:
        return f"rejected  {answer['name']}  {where}: {answer['reason']}\n"
    part = "" if answer["covers"] == "all" else " (for a part of what it quantifies over)"
    axioms = ", ".join(name.rpartition(".")[2] for name in answer["axioms"])
    return f"accepted  {answer['name']}  {where}{part}; axioms: {axioms or 'none'}\n"
