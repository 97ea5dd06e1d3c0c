"""`verify formal`: what a proof assistant's kernel has checked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from verifier.checker.kinds.formal import audited, rows_of
from verifier.checker.reader import Rejected
from verifier.checker.rules.coq import Library
from verifier.checker.rules.coqc import lacking
from verifier.claims.book import Book
from verifier.cli.exits import Exit
from verifier.cli.lookup import nearest, shelf
from verifier.cli.options import book_option, json_option
from verifier.cli.output import emit, say


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--model", type=click.Choice(("softmax", "argmax")), help="A claim of your own: Perturb-Softmax or Perturb-Argmax.")
@click.option("--noise", metavar="LAW", help="gumbel, or 'gaussian(0,1)'.")
@click.option("--theta", metavar="LIST", help="The parameters: exact numerals, separated by commas.")
@click.option("--choice", "choices", type=click.IntRange(1), multiple=True, metavar="K", help="Only this choice, from 1; may be given again.")
@click.option("--digits", type=click.IntRange(1, 12), metavar="N", help="The radius is 10^-N; 8 where not given.")
@click.option("--files", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write the Coq files of the claim to this folder.")
@click.option("--ready", is_flag=True, help="Only say whether coqc and its libraries are there.")
@json_option
@book_option
def formal(names: tuple[str, ...], as_json: bool, book: str | None, files: Path | None, ready: bool, **asked) -> int:
    """Have Coq check the formal statements (all, or those named), or a claim of your own about the probabilities of choices.

    \b
    verify formal theorem_4_3
    verify formal --model argmax --noise gumbel --theta 0.3,-0.2,0.5 --digits 8

    A formal statement must compile, say what was compared with the print, and rest on allowed axioms only. For a claim of your own, statement and
    proof are written from it: each probability is an improper integral, which Coq encloses within 10^-N. There are such proofs for Perturb-Argmax
    with standard Gumbel noise, and for two choices with standard Gumbel or normal noise.

    What was compiled is kept in the user's cache and found again by the digest of its sources. Exit code 0: all accepted. 1: a formal statement was
    not. 2: no such statement, or a claim for which there is no proof. 3: Coq did not accept the proof of a claim. 4: coqc or a library of it is not
    installed (`make formal` installs them).
    """
    own = {key for key, value in asked.items() if value not in (None, ())} | ({"files"} if files else set())
    if own and (names or ready or not {"model", "noise", "theta"} <= own):
        raise click.UsageError("a claim of your own needs --model, --noise and --theta, and no names of formal statements")
    absent = {why: None for one in shelf(book) if (why := lacking(one.root / "coq"))}
    if absent:
        say("; ".join(absent))
        return Exit.MISSING
    if ready:
        return Exit.HOLDS
    if own:
        from verifier.cli.claimed import claimed

        return claimed(shelf(book), as_json, files, **asked)
    return _listed(names, as_json, book)


def _listed(names: tuple[str, ...], as_json: bool, book: str | None) -> int:
    rows = [(one, row) for one in shelf(book) if (one.root / "coq" / "index.toml").exists() for row in rows_of(Library(one.root / "coq"))]
    unknown = set(names) - {row["name"] for _, row in rows}
    if unknown or not rows:
        known = sorted({row["name"] for _, row in rows})
        asked = ", ".join(name + nearest(name, known) for name in sorted(unknown))
        raise click.UsageError(f"no formal statement is called {asked}; the book's coq/index.toml names {len(known) or 'none'}")
    chosen = [(one, row) for one, row in rows if not names or row["name"] in names]
    answers = []
    for answer in _answers(chosen):
        answers.append(answer)
        if not as_json:
            emit(_shown(answer))
    if as_json:
        emit(json.dumps({"formal": answers}, sort_keys=True, indent=2, ensure_ascii=False) + "\n")
    return Exit.HOLDS if all(answer["accepted"] for answer in answers) else Exit.FAILS


def _answers(rows: list[tuple[Book, dict]]) -> Iterator[dict]:
    for book in {id(one): one for one, _ in rows}.values():
        say("what was not compiled before is compiled now; all of it takes some minutes")
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
        raise Rejected(f"the text of {row['statement']}, {row['form']}, is not the one compared; its digest is {digests.get(row['form'])}")


def _shown(answer: dict) -> str:
    from verifier.terminal import Screen

    form = answer["form"].replace("printed", "as printed").replace("repaired", "repair")
    where = f"{answer['statement']}, {form}: part {answer['conclusion']} {answer['asserts']}"
    if not answer["accepted"]:
        return Screen(sys.stdout).entry(f"rejected  {answer['name']}", where, answer["reason"])
    part = "" if answer["covers"] == "all" else " (for a part of what it quantifies over)"
    axioms = ", ".join(name.rpartition(".")[2] for name in answer["axioms"])
    return Screen(sys.stdout).entry(f"accepted  {answer['name']}", where + part, f"axioms: {axioms or 'none'}")
