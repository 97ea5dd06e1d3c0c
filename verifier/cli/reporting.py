"""Reports for the command line: where they go, and the figures that belong to a book."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import click

from verifier.claims.book import Book


def write_reports(results: list, folder: Path | None, book: Book, complete: bool) -> None:
    """Renders the results into the folder, if there is one. A folder that cannot be used is a usage error."""
    if folder is None:
        return
    if not str(folder).strip() or str(folder) == ".":
        raise click.UsageError("--report: name a folder for the reports, such as out")
    from verifier.reports import ReportError, mutants, render

    try:
        score = _score(book) if complete else None
        render(results, folder, figures(book), complete=complete, more={} if score is None else {"Mutation score": mutants.NAME})
        if score is not None:
            mutants.write_page(folder, score)
    except (OSError, ReportError) as error:
        raise click.UsageError(f"--report {folder}: {getattr(error, 'strerror', None) or error}") from error


def _score(book: Book) -> dict | None:
    """The mutation score, where one is recorded."""
    from verifier.mutants.score import recorded

    return recorded(book)


def figures(book: Book) -> dict[str, list[tuple[str, Callable[[], dict]]]]:
    """(caption, function that returns the data) by statement id, for the renderer: on the figure's own page and on those it refers to.

    They are found through the entry-point group `verifier.figures`, under the book's name: a mapping from statement ids to functions.
    """
    drawn: dict[str, list] = {}
    for point in entry_points(group="verifier.figures", name=book.name):
        for name, data in point.load().items():
            statement = book.statements[name]
            for page in (name, *statement.depends):
                drawn.setdefault(page, []).append((f"{name[:1].upper()}{name[1:]}: {statement.title}", data))
    return drawn


def whereabouts(name: str, folder: Path | None) -> str:
    """The last line of a result: where its report lies, in `folder` or else in the folder reports/ beside the caller."""
    from verifier.reports import report_name

    page = (folder or Path("reports")) / report_name(name)
    return f"\nreport    {page if page.exists() else 'none written; --report DIR writes one'}\n"
