"""What is shown on stderr while proofs run: obligations ticking off on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from verifier.claims.evidence import Checked
from verifier.claims.statement import Statement
from verifier.cli.output import say
from verifier.runner import Collected, Watcher


@contextmanager
def one(statement: Statement, row: dict | None) -> Iterator[Watcher]:
    """For a single statement: the recorded verdict first, then its obligations as the checker answers. Silent when not a terminal."""
    if not sys.stderr.isatty():
        yield Watcher()
        return
    from rich.console import Group
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.text import Text

    from verifier.terminal import Screen, obligation, rows

    done: list[tuple] = []
    refuted: set[tuple[str, str]] = set()
    head = Text.assemble((statement.id, "bold"), f"  recorded: {_recorded(row)}")
    spinner = Spinner("dots", Text("searching and checking"))

    console = Screen(sys.stderr).console

    def shown():
        return Group(head, rows(done[-max(1, console.height - 4):]), spinner)

    def checked(of: Statement, item: Checked) -> None:
        about = (of.id, item.evidence.form)
        if item.accepted and item.evidence.certificate is not None and item.evidence.certificate.asserts == "fails":
            refuted.add(about)
        mark, text = obligation(item, of, about in refuted)
        done.append((mark, text if of.id == statement.id else Text(f"{of.id}: ").append_text(text)))

    with Live(get_renderable=shown, console=console, transient=True, refresh_per_second=8):
        yield Watcher(checked=checked)


def _recorded(row: dict | None) -> str:
    return "nothing yet" if row is None else f"{row['printed']['verdict']} ({row['printed']['trust'] or 'no trust'})"


@contextmanager
def many(total: int) -> Iterator[Watcher]:
    """For many statements: a bar on a terminal, else one line for each that is done; and how many an earlier run had found."""
    recalled: list[str] = []

    def noted(statement: Statement, found: Collected) -> bool:
        if found.recalled:
            recalled.append(statement.id)
        return found.recalled

    with (_bar if sys.stderr.isatty() else _lines)(total, noted) as watcher:
        yield watcher
    if recalled:
        say(f"{len(recalled)} of {total} as found by an earlier run with the same statements, code and libraries; --no-cache finds them anew")


@contextmanager
def _lines(total: int, noted: Callable[[Statement, Collected], bool]) -> Iterator[Watcher]:
    done: list[str] = []

    def finished(statement: Statement, found: Collected) -> None:
        done.append(statement.id)
        if not noted(statement, found):
            say(f"{len(done):4d}/{total}  {statement.id}" + (f"  {found.trouble}" if found.trouble else ""))

    yield Watcher(finished=finished)


@contextmanager
def _bar(total: int, noted: Callable[[Statement, Collected], bool]) -> Iterator[Watcher]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from verifier.terminal import Screen

    columns = (MofNCompleteColumn(), BarColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Screen(sys.stderr).console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def finished(statement: Statement, found: Collected) -> None:
            noted(statement, found)
            bar.advance(task)

        yield Watcher(started=lambda statement: bar.update(task, description=statement.id), finished=finished)
