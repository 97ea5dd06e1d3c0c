"""Results as text for a terminal. Mathematics is shown as it was written: no markup, no highlighting. rich is loaded only when used."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.claims.conclude import Result
from verifier.claims.evidence import Checked
from verifier.claims.statement import Form
from verifier.claims.verdict import FormResult, Verdict
from verifier.reports.words import form_name, point_words, scope_words

WIDE = 120
COLOURS = {
    "proved": "bold green", "definition": "bold green", "refuted": "bold red", "supported": "bold yellow",
    "undecided": "bold yellow", "unreadable": "bold magenta",
}


class Screen:
    """What a stream can show: its width and whether it takes colours.

    stream    a text stream; one that is not a terminal gets plain text in a width that seldom wraps
    """

    def __init__(self, stream):
        from rich.console import Console

        self.live = stream.isatty()
        self.console = Console(file=stream, width=None if self.live else WIDE, markup=False, highlight=False, emoji=False, soft_wrap=False)

    def text(self, *parts) -> str:
        """The parts as text with this screen's colours, a newline at the end."""
        with self.console.capture() as capture:
            for part in parts:
                self.console.print(part)
        return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def result_parts(result: Result) -> list:
    """One result: the verdict first, then its forms, the obligations with ticks, and what it rests on."""
    from rich.text import Text

    statement = result.statement
    head = Text.assemble(_verdict(result.printed), "  ", (statement.id, "bold"), f"  {statement.title}" if statement.title else "")
    parts = [head, *_forms(result)]
    if result.evidence:
        ticked = [obligation(item, statement.form(item.evidence.form)) for item in result.evidence]
        parts += [Text(""), Text("obligations", style="bold"), rows(ticked)]
    if result.rests_on:
        parts += [Text(""), Text("rests on", style="bold"), rows([("", name) for name in result.rests_on])]
    return parts


def _forms(result: Result) -> list:
    statement = result.statement
    shown = _form_rows("as printed", statement.printed, result.printed, _remark(result))
    for form, judged in zip(statement.repaired, result.repaired, strict=True):
        shown += _form_rows(form_name(form), form, judged, form.change)
    return [rows(shown)]


def _remark(result: Result) -> str:
    return f"finding: {result.finding.value}" if result.printed.verdict in (Verdict.REFUTED, Verdict.UNREADABLE) else ""


def _form_rows(name: str, form: Form | None, judged: FormResult, remark: str) -> list[tuple]:
    from rich.text import Text

    point = point_words(judged.counterexample)
    lines = [(name, Text.assemble(_verdict(judged), f"  {scope_words(judged.scope)}"))]
    if form is not None:
        lines += [("", Text(f"given {text}", style="cyan")) for text in form.given]
        lines += [("", Text(text, style="cyan")) for text in form.conclusion]
    return lines + [("", text) for text in (f"fails at {point}" if point else "", remark, judged.reason) if text]


def _verdict(judged: FormResult):
    from rich.text import Text

    word = Text(judged.verdict.value, style=COLOURS[judged.verdict.value])
    return word if judged.trust is None else word.append(f" ({judged.trust.value})", style="default not bold")


def obligation(item: Checked, form: Form) -> tuple:
    """One obligation as (mark, text): ticked when the checker accepted its certificate, a dot for a test, a cross for a failure."""
    from rich.text import Text

    certified = item.evidence.certificate is not None
    failed = not item.accepted if certified else item.evidence.failed
    mark = Text("✗", style="bold red") if failed else Text("✓", style="bold green") if certified else Text("·", style="yellow")
    notes = [form_name(form)]
    if not certified:
        notes.append("tested only")
    elif item.accepted:
        notes += [item.evidence.certificate.kind, item.trust.value]
    text = Text(plain(item.evidence.obligation)).append(f"  [{', '.join(notes)}]", style="dim")
    if failed:
        text.append("\n" + (f"rejected: {item.reason}" if certified else "the test found a failure"), style="red")
    return mark, text


def plain(words: str) -> str:
    """Markdown of an obligation as plain words, its mathematics in letters that a terminal has."""
    from pylatexenc.latex2text import LatexNodes2Text

    letters = LatexNodes2Text(math_mode="text", keep_braced_groups=True)
    return re.sub(r"\$`([^`]*)`\$", lambda found: letters.latex_to_text(f"${found[1]}$"), words)


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


def table(found: Sequence[dict]):
    """A table of results given as JSON objects (the outside contract); a verdict that is null was never recorded."""
    from rich import box
    from rich.table import Table

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in ("statement", "as printed", "trust", "finding", "repaired"):
        shown.add_column(name, no_wrap=name != "repaired")
    for row in found:
        printed = row["printed"]
        repaired = ", ".join(f"{form['verdict']} ({form['trust'] or 'no trust'})" for form in row["repaired"])
        shown.add_row(*map(_text, (row["id"], word(printed["verdict"]), printed["trust"] or "–", row["finding"] or "–", repaired)))
    return shown


def word(verdict: str | None):
    """A verdict in its colour."""
    from rich.text import Text

    return Text(verdict, style=COLOURS.get(verdict, "")) if verdict else Text("not recorded", style="dim")
