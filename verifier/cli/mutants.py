"""`verify mutants`: statements and certificates changed in one place, and how many of these the machinery sees through."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from verifier.claims.book import Book, Run
from verifier.cli.exits import Exit
from verifier.cli.lookup import LookupFailed, find, kind_of, shelf
from verifier.cli.options import run_options
from verifier.cli.output import emit, say


@click.command()
@click.argument("name", nargs=-1, metavar="[KIND NUMBER]")
@run_options
@click.option("--record", is_flag=True, help="Record the score in the book's mutants.json, from which the page of the reports is made.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep what earlier runs found.")
def mutants(name: tuple[str, ...], as_json: bool, report: Path | None, seed: int, profile: str, jobs: int, timeout: float, book: str | None,
            record: bool, no_cache: bool) -> int:
    """Change statements and certificates in one place each, and judge what comes out.

    A changed statement goes through the same proof code and the same checker; each that is proved must be confirmed by a second engine or an argument
    on file (mutants.toml). A changed certificate must be rejected unless it still proves its claim. Without KIND NUMBER all statements are taken;
    profile quick tries a few changes of some, ci one of each kind of all, thorough every change. What was found is kept form by form
    for as long as the code is the same, so that an interrupted run resumes.

    Fails (exit code 1) when a mutant is proved and false, or proved and unconfirmed, or when a changed certificate is accepted without a reason.
    """
    from verifier.mutants import campaign
    from verifier.cli.keeping import opened
    from verifier.mutants.score import digests, score, text
    from verifier.mutants.tally import troubles

    if record and name:
        raise click.UsageError("--record keeps the score of all statements; leave the name away")
    chosen, ids = _chosen(name, book)
    cache = None if no_cache else opened(chosen, Run(profile, seed), read=True)
    with _progress() as (started, told):
        tally = campaign.run(chosen, ids, profile, seed, jobs, timeout, told, started, cache)
    data = score(tally, profile, seed, ids if name else [], None if name else digests(chosen))
    if not data["judged"]:
        raise LookupFailed("nothing to change: no form has a certificate that the checker accepts")
    bad = troubles(tally)
    for line in tally.skipped:
        say(f"skipped: {line}")
    if record:
        _record(chosen, text(data))
    if report is not None:
        _report(report, data)
    emit(text(data) if as_json else overview(data))
    say("\n".join(bad) or "no false statement was proved, no bad certificate accepted")
    return Exit.FAILS if bad else Exit.HOLDS


def _chosen(name: tuple[str, ...], book: str | None) -> tuple[Book, list[str]]:
    if not name:
        one, *others = shelf(book)
        if others:
            raise click.UsageError("several books are installed: say which one with --book")
        return one, list(one.statements)
    one, statement = find(kind_of(name[0]), " ".join(name[1:]), shelf(book))
    return one, [statement.id]


def _record(book: Book, text: str) -> None:
    from verifier.reports.store import write

    try:
        write(book.score, text)
    except OSError as error:
        raise click.UsageError(f"--record: mutants.json of {book.name} cannot be written ({error.strerror})") from error


def _report(folder: Path, data: dict) -> None:
    from verifier.reports.mutants import write_page
    from verifier.reports.store import ReportError

    try:
        write_page(folder, data)
    except (OSError, ReportError) as error:
        raise click.UsageError(f"--report {folder}: {getattr(error, 'strerror', None) or error}") from error


def overview(data: dict) -> str:
    """The score in a few lines."""
    lines = [f"{data['judged']} changed statements of {data['possible']} possible ones, from {data['forms']} forms"]
    for family, counts in data["outcomes"].items():
        if sum(counts.values()):
            lines.append(f"  {family:20s}" + ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number))
    accepted = sum(row["times"] for row in data["accepted"])
    rejected = data["changes"] - accepted
    lines.append(f"{data['changes']} changes of {data['certificates']} certificates: {rejected} rejected, {accepted} accepted and still a proof")
    return "\n".join(lines) + "\n"


@contextmanager
def _progress() -> Iterator[tuple[Callable, Callable]]:
    """(started, told): a bar on a terminal, else one line on stderr for each form."""
    if sys.stderr.isatty():
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        from verifier.terminal import Screen

        columns = (MofNCompleteColumn(), BarColumn(), TextColumn("{task.description}", markup=False))
        with Progress(*columns, console=Screen(sys.stderr).console, transient=True) as bar:
            task = bar.add_task("")
            started = lambda number: bar.update(task, total=number)   # noqa: E731
            yield started, lambda form, tally: bar.update(task, advance=1, description=_line(form, tally))
        return
    lines = Lines()
    yield lines.started, lines.told


@dataclass
class Lines:
    """Progress where there is no terminal."""

    total: int = 0
    done: int = 0

    def started(self, number: int) -> None:
        self.total = number

    def told(self, form, tally) -> None:
        from verifier.mutants.tally import troubles

        self.done += 1
        say(f"{self.done:4d}/{self.total}  {_line(form, tally)}")
        for line in troubles(tally):
            say(line)


def _line(form, tally) -> str:
    if not tally.forms:
        return f"{form.statement}, {form.name}: nothing to change"
    return f"{form.statement}, {form.name}: {len(tally.rows)} changed statements, {sum(tally.changes.values())} changed certificates"
