"""The page and its plots, from finished measurements: markdown tables and SVG with logarithmic axes."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999")
SETTINGS = {"svg.hashsalt": "verifier", "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 10.0, "axes.grid": True,
            "grid.color": "#dddddd", "axes.axisbelow": True}


@dataclass(frozen=True)
class Plot:
    """Curves (label, x, y, style) on log-log axes; a y of None is left out."""

    name: str
    title: str
    xlabel: str
    ylabel: str
    curves: Sequence[tuple[str, Sequence[float], Sequence[float | None], str]]


@dataclass(frozen=True)
class Section:
    """A heading, what was done, a table (its first row the head), plots."""

    title: str
    text: str
    rows: Sequence[Sequence[str]]
    plots: Sequence[Plot] = field(default_factory=tuple)


def write(folder: Path, sections: Sequence[Section], versions: dict[str, str], quick: bool) -> None:
    """README.md and the plots into the folder; nothing in it names the machine or a path."""
    folder.mkdir(parents=True, exist_ok=True)
    for plot in (plot for section in sections for plot in section.plots):
        (folder / f"{plot.name}.svg").write_text(svg(plot), encoding="utf-8")
    more = "\nHow right float64 is, law by law: [accuracy.md](accuracy.md).\n" if (folder / "accuracy.md").exists() else ""
    (folder / "README.md").write_text(page(sections, versions, quick) + more, encoding="utf-8")


def page(sections: Sequence[Section], versions: dict[str, str], quick: bool) -> str:
    """The whole page."""
    installed = ", ".join(f"{name} {version}" for name, version in versions.items())
    lines = [
        "<!-- written by make bench: run it again rather than edit this file -->", "", "# Benchmarks", "",
        f"One run on a machine of {os.cpu_count()} cores, every library held to one thread{', in its quick form' * quick}. {installed}.", "",
        "Times are medians of warm calls, each at another theta; the first call fills caches, and does not count "
        "(that of an enclosure counts, alone, if it takes a while). "
        "What was refused or took too long is in the tables in words.", "",
    ]
    for section in sections:
        lines += [f"## {section.title}", "", section.text, "", *table(section.rows), ""]
        for plot in section.plots:
            lines += [f"![{plot.title}]({plot.name}.svg)", ""]
    return "\n".join(lines)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """A markdown table. Rejects rows of unequal length (ValueError)."""
    head, *body = rows
    if any(len(row) != len(head) for row in body):
        raise ValueError(f"the table with head {head} has a row of another length")
    lines = [head, ["---"] * len(head), *body]
    return ["| " + " | ".join(str(entry).replace("|", "\\|") for entry in line) + " |" for line in lines]


def svg(plot: Plot) -> str:
    """The picture, the same every time for the same data."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        canvas = Figure(figsize=(7.2, 4.6), layout="constrained", facecolor="white")
        FigureCanvasSVG(canvas)
        axes = canvas.subplots()
        for k, (label, x, y, style) in enumerate(plot.curves):
            points = [(a, b) for a, b in zip(x, y) if a and b and a > 0 and b > 0]
            if points:
                axes.plot(*zip(*points), style, color=COLOURS[k % len(COLOURS)], label=label, markersize=4.5, linewidth=1.5)
        axes.set(title=plot.title, xlabel=plot.xlabel, ylabel=plot.ylabel, xscale="log", yscale="log")
        if axes.lines:
            axes.legend(fontsize=8)
        out = io.StringIO()
        canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": "benchmarks"})
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
