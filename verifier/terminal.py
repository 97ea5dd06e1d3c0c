"""Results as text for a terminal. Mathematics is shown as it was written: no markup, no highlighting. rich is loaded only when used."""

from __future__ import annotations

import os
from collections.abc import Sequence

from verifier.claims.conclude import Result
from verifier.claims.evidence import Checked
from verifier.claims.statement import Form, Statement
from verifier.claims.verdict import FormResult, Trust, Verdict
from verifier.plain import plain
from verifier.reports.encoding import glossary
from verifier.reports.words import form_label, point_words, scope_words

WIDE, ROOMY, NARROW = 120, 100, 40
LEAST = {"statement": 16, "repaired": 14}
COLOURS = {
    "proved": "bold green", "definition": "bold green", "refuted": "bold red", "supported": "bold yellow",
    "undecided": "bold yellow", "unreadable": "bold magenta",
}


class Screen:
    """What a stream can show: its width and whether it takes colours.

    stream    a text stream; one that is not a terminal gets plain text, in the width that COLUMNS says or one that seldom wraps
    """

    def __init__(self, stream):
        from rich.console import Console

        self.live = stream.isatty()
        width = None if self.live else _asked_width() or WIDE
        self.console = Console(file=stream, width=width, markup=False, highlight=False, emoji=False, soft_wrap=False)

    def text(self, *parts) -> str:
        """The parts as text with this screen's colours, a newline at the end."""
        with self.console.capture() as capture:
            for part in parts:
                self.console.print(part)
        return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"

    def entry(self, head: str, *details: str) -> str:
        """An entry of a list: its head on one line, however long (it may be a path to copy), the details below it, indented and wrapped."""
        from rich.padding import Padding

        return f"{head}\n{self.text(*(Padding(_text(detail), (0, 0, 0, 4)) for detail in details))}"


def _asked_width() -> int | None:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and int(columns) >= NARROW else None


def result_parts(result: Result) -> list:
    """One result: the verdict first, then its forms, the obligations with ticks, and what it rests on."""
    from rich.text import Text

    statement = result.statement
    head = Text.assemble(_verdict(result.printed), "  ", (statement.id, "bold"), f"  {plain(statement.title)}" if statement.title else "")
    parts = [head, *_forms(result)]
    if result.evidence:
        judged = dict(zip((form.name for form in statement.forms), _judged(result), strict=True))
        refuted = {name for name, form in judged.items() if form.verdict is Verdict.REFUTED}
        ticked = [obligation(item, statement, item.evidence.form in refuted) for item in result.evidence]
        parts += [Text(""), Text("obligations", style="bold"), rows(ticked)]
    if result.rests_on:
        parts += [Text(""), Text("rests on", style="bold"), rows(_ledger(result))]
    return parts


def _ledger(result: Result) -> list[tuple[str, str]]:
    """What the evidence rests on; where there is evidence of more than one trust, that of each apart."""
    found: dict[Trust, set[str]] = {}
    for item in sorted(result.evidence, key=lambda item: item.trust.rank):
        if item.rests_on:
            found.setdefault(item.trust, set()).update(item.rests_on)
    if len(found) < 2:
        return [("", name) for name in result.rests_on]
    return [(trust.value if k == 0 else "", name) for trust, names in found.items() for k, name in enumerate(sorted(names))]


def _judged(result: Result) -> tuple[FormResult, ...]:
    return (() if result.statement.printed is None else (result.printed,)) + result.repaired


def _forms(result: Result) -> list:
    statement = result.statement
    name = form_label(statement, "printed") if statement.printed else "as printed"
    shown = _form_rows(name, statement.printed, result.printed, _remark(result))
    for form, judged in zip(statement.repaired, result.repaired, strict=True):
        shown += _form_rows(form_label(statement, form.name), form, judged, form.change)
    return [rows(shown)]


def _remark(result: Result) -> str:
    return f"finding: {result.finding.value}" if result.printed.verdict in (Verdict.REFUTED, Verdict.UNREADABLE) else ""


def _form_rows(name: str, form: Form | None, judged: FormResult, remark: str) -> list[tuple]:
    from rich.text import Text

    point = point_words(judged.counterexample)
    lines = [(name, Text.assemble(_verdict(judged), f"  {plain(scope_words(judged.scope))}"))]
    if form is not None:
        lines += [("", Text(f"let {name} = {text}", style="cyan")) for name, text in form.let]
        lines += [("", Text(f"given {text}", style="cyan")) for text in form.given]
        lines += [("", Text(text, style="cyan")) for text in form.conclusion]
        lines += [("", Text(f"where {head}: {phrase}", style="dim")) for head, phrase in glossary(form)]
    return lines + [("", plain(text)) for text in (f"fails at {point}" if point else "", remark, judged.reason) if text]


def _verdict(judged: FormResult):
    from rich.text import Text

    word = Text(judged.verdict.value, style=COLOURS[judged.verdict.value])
    return word if judged.trust is None else word.append(f" ({judged.trust.value})", style="default not bold")


def obligation(item: Checked, statement: Statement, refuted: bool = False) -> tuple:
    """One obligation as (mark, text): ticked when the checker accepted its certificate, a dot for a test, a cross for a failure.

    refuted   the form is refuted, so that a test which fails agrees with the verdict: a dot
    """
    from rich.text import Text

    certified = item.evidence.certificate is not None
    failed = not item.accepted if certified else item.evidence.failed
    agrees = failed and refuted and not certified
    crossed = failed and not agrees
    mark = Text("✗", style="bold red") if crossed else Text("✓", style="bold green") if certified else Text("·", style="yellow")
    notes = [form_label(statement, item.evidence.form)]
    if not certified:
        notes.append("tested only: also false" if agrees else "tested only")
    elif item.accepted:
        notes += dict.fromkeys((item.evidence.certificate.kind, item.trust.value))
    text = Text(plain(item.evidence.obligation)).append(f"  [{', '.join(notes)}]", style="dim")
    if crossed:
        text.append("\n" + (f"rejected: {item.reason}" if certified else "the test found a failure"), style="red")
    return mark, text


def rows(pairs: Sequence[tuple]):
    """Labels and contents side by side, indented."""
    from rich.padding import Padding
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for pair in pairs:
        grid.add_row(*map(_text, pair))
    return Padding(grid, (0, 0, 0, 2))


def _text(part):
    from rich.text import Text

    return Text(part) if isinstance(part, str) else part


def columned(heads: Sequence[str], lines: Sequence[Sequence[str]]):
    """A table of texts under their heads, as they are: long numerals are folded, never shortened."""
    from rich import box
    from rich.table import Table

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in heads:
        shown.add_column(head, overflow="fold")
    for line in lines:
        shown.add_row(*map(_text, line))
    return shown


def table(found: Sequence[dict], width: int = WIDE):
    """A table of results given as JSON objects (the outside contract); a verdict that is null was never recorded.

    width   columns of the screen: on a narrow one the trust of repaired forms is left out
    """
    from rich import box
    from rich.table import Table

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("statement", "as printed", "trust", "finding", "repaired"):
        shown.add_column(name, no_wrap=name not in ("statement", "repaired"), overflow="fold", min_width=LEAST.get(name))
    for row in found:
        printed = row["printed"]
        repaired = ", ".join(form["verdict"] + (f" ({form['trust'] or 'no trust'})" if width >= ROOMY else "") for form in row["repaired"])
        finding = None if printed["verdict"] in (Verdict.SUPPORTED.value, Verdict.UNDECIDED.value) else row["finding"]
        shown.add_row(*map(_text, (row["id"], word(printed["verdict"]), printed["trust"] or "–", finding or "–", repaired)))
    return shown


def word(verdict: str | None):
    """A verdict in its colour."""
    from rich.text import Text

    return Text(verdict, style=COLOURS.get(verdict, "")) if verdict else Text("not recorded", style="dim")
