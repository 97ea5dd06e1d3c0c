"""Finished results as markdown, JSON, JUnit XML and figures. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from verifier.claims.conclude import Result
from verifier.reports.data import book_json, statement_json
from verifier.reports.dependencies import dependencies
from verifier.reports.figures import Figure, FigureError, file_name, svg
from verifier.reports.formal import listing
from verifier.reports.gfm import slug
from verifier.reports.index import index
from verifier.reports.junit import junit
from verifier.reports.markdown import page
from verifier.reports.store import ReportError, refuse_foreign, remove_stale, reports_in, write

__all__ = ["Figure", "FigureError", "ReportError", "book_json", "junit", "render", "report_name", "statement_json"]

INDEX, GRAPHS, COQ = "README.md", "dependencies.md", "formal.md"


def report_name(statement_id: str) -> str:
    """The file name of a statement's report: "equation 67" gives "equation-67.md"."""
    return f"{slug(statement_id)}.md"


def render(
    results: Sequence[Result], folder: Path, figures: Mapping[str, Sequence[Figure]] | None = None, *, complete: bool = False,
    more: Mapping[str, str] | None = None,
) -> list[Path]:
    """Writes the reports of these results and gives back the paths of all files that belong to them, sorted.

    folder      one markdown file per statement, certificates/ (those the checker accepted), figures/
    figures     by statement id, (caption, function that returns the data) pairs; see figures.svg. Only those of these results are drawn
    complete    the results are a whole book: its index (README.md), graphs (dependencies.md) and list of Coq statements (formal.md,
                if there are any) are written too, and what earlier runs left behind is removed
    more        title and file name of further pages in the folder that the index shall name; the caller writes them
    Rejects no results at all, two statements with one file name, a file in the way that is no report (ReportError), figure data that cannot
    be drawn (FigureError). Every file is written whole or not at all; the same results give the same bytes.
    """
    folder = Path(folder)
    files = _files(results, folder, figures or {}, complete)
    if complete:
        own = _pages(results)
        files |= {INDEX: index(results, own, {"What refers to what": GRAPHS, **(more or {})}, COQ), GRAPHS: dependencies(results, own, INDEX)}
        files |= {COQ: text} if (text := listing(results, own, INDEX)) else {}
    refuse_foreign(folder / name for name in files if name.endswith(".md"))
    for name, text in files.items():
        write(folder / name, text)
    written = sorted(folder / name for name in files)
    if complete:
        remove_stale(folder, written)
    return written


def _files(results: Sequence[Result], folder: Path, figures: Mapping[str, Sequence[Figure]], complete: bool) -> dict[str, str]:
    """The text of every file by its name within the folder, all made before the first is written."""
    own = _pages(results)
    standing = {} if complete else _standing(results, folder)
    present = reports_in(folder)
    there = {name: name if complete or name in present else None for name in (INDEX, COQ)}
    pictures, drawn = _draw(results, figures)
    files = dict(pictures)
    for result in results:
        name = result.statement.id
        files[own[name]] = page(result, standing | own, drawn.get(name, ()), there[INDEX], there[COQ])
        for item in result.evidence:
            if item.accepted and item.evidence.certificate is not None:
                files[f"certificates/{item.evidence.certificate.name}"] = item.evidence.certificate.text()
    return files


def _pages(results: Sequence[Result]) -> dict[str, str]:
    if not results:
        raise ReportError("there are no results to report")
    pages = {result.statement.id: report_name(result.statement.id) for result in results}
    names = list(pages.values())
    clash = next((name for name in names if names.count(name) > 1 or name in (INDEX, GRAPHS, COQ)), None)
    if clash or len(pages) != len(results):
        raise ReportError(f"two reports would have the name {clash or 'of one statement'}; statement ids must differ in letters or digits")
    return pages


def _standing(results: Sequence[Result], folder: Path) -> dict[str, str]:
    """Reports of earlier runs that these results may link to."""
    present = reports_in(folder)
    names = {name for result in results for name in result.statement.depends}
    return {name: report_name(name) for name in names if report_name(name) in present}


def _draw(results: Sequence[Result], figures: Mapping[str, Sequence[Figure]]) -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """The pictures' texts by file name, each drawn once; and (caption, file name) pairs by statement."""
    pictures: dict[str, str] = {}
    source: dict[str, Callable[[], dict]] = {}
    drawn: dict[str, list[tuple[str, str]]] = {}
    for result in results:
        for caption, data in figures.get(result.statement.id, ()):
            name = f"figures/{file_name(caption)}"
            if source.setdefault(name, data) is not data:
                raise FigureError(f"two different figures would be called {name}; give them different labels")
            if name not in pictures:
                pictures[name] = svg(data())
            drawn.setdefault(result.statement.id, []).append((caption, name))
    return pictures, drawn
