"""Figures from finished data, as SVG that comes out the same every time."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping, Sequence

from verifier.reports.gfm import slug

Figure = tuple[str, Callable[[], dict]]
"""A caption, of which the part before the first colon names the file ("Figure 2: ..."), and a function that returns the data."""

CREATOR = "verifier.reports"

_DATA = {"title", "xlabel", "ylabel", "curves", "fills"}
_CURVE = {"label", "x", "y", "style"}
_FILL = {"label", "x", "low", "high"}
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_SETTINGS = {
    "svg.hashsalt": "verifier", "svg.fonttype": "path", "path.simplify": False, "font.family": "DejaVu Sans", "font.size": 10.0,
    "mathtext.fontset": "dejavusans", "axes.grid": True, "grid.color": "#dddddd", "grid.linewidth": 0.6, "axes.axisbelow": True,
}


class FigureError(ValueError):
    """Figure data that cannot be drawn: says which figure and what is wrong with it."""


def file_name(caption: str) -> str:
    """The figure's file name: "Figure 2: the gradient" gives "figure-2.svg". Rejects a caption without a label (FigureError)."""
    label, colon, _ = caption.partition(":")
    if not colon or not slug(label):
        raise FigureError(f"the caption {caption!r} needs a label before a colon, such as 'Figure 2: ...'; it names the file")
    return slug(label.lower()) + ".svg"


def svg(data: Mapping) -> str:
    """The picture of {"title", "xlabel", "ylabel", "curves": [{"label", "x", "y", "style"}], "fills": [{"label", "x", "low", "high"}]}.

    x, y, low, high     numbers, equally many within a curve; nan breaks a line. Labels may hold mathtext ($...$).
    style               matplotlib's, such as "-", "--", "o" (default "-"). `curves` must not be empty; the rest may be left out.
    Rejects unknown fields, unequal lengths, infinite values and an empty figure (FigureError).
    """
    _check(data)
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    with rc_context(_SETTINGS):
        canvas = Canvas(figsize=(6.4, 4.0), layout="constrained", facecolor="white")
        FigureCanvasSVG(canvas)
        _draw(canvas.subplots(), data)
        out = io.StringIO()
        canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": CREATOR, "Title": data.get("title", "")})
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _draw(axes, data: Mapping) -> None:
    for k, fill in enumerate(data.get("fills", ())):
        axes.fill_between(fill["x"], fill["low"], fill["high"], color=_colour(k), alpha=0.2, linewidth=0, label=fill.get("label") or None)
    for k, curve in enumerate(data["curves"]):
        style, label = curve.get("style", "-"), curve.get("label") or None
        axes.plot(curve["x"], curve["y"], style, color=_colour(k), linewidth=1.8, markersize=5, label=label)
    axes.set(title=data.get("title", ""), xlabel=data.get("xlabel", ""), ylabel=data.get("ylabel", ""))
    axes.spines[["top", "right"]].set_visible(False)
    if any(part.get("label") for part in (*data["curves"], *data.get("fills", ()))):
        axes.legend(frameon=True, framealpha=0.9, edgecolor="#dddddd")


def _colour(k: int) -> str:
    return _COLOURS[k % len(_COLOURS)]


def _check(data: Mapping) -> None:
    name = repr(data.get("title", "a figure"))
    _fields(data, _DATA, {"curves"}, name)
    if not data["curves"]:
        raise FigureError(f"{name} has no curves; there would be nothing to see")
    for curve in data["curves"]:
        _fields(curve, _CURVE, {"x", "y"}, f"a curve of {name}")
        _columns(curve, ("x", "y"), name)
    for fill in data.get("fills", ()):
        _fields(fill, _FILL, {"x", "low", "high"}, f"a fill of {name}")
        _columns(fill, ("x", "low", "high"), name)


def _fields(table: Mapping, known: set[str], needed: set[str], where: str) -> None:
    unknown, missing = sorted(set(table) - known), sorted(needed - set(table))
    if unknown:
        raise FigureError(f"{where}: unknown field {unknown[0]!r}; known are {', '.join(sorted(known))}")
    if missing:
        raise FigureError(f"{where}: {', '.join(missing)} missing")


def _columns(part: Mapping, names: Sequence[str], where: str) -> None:
    lengths = {name: len(part[name]) for name in names}
    if len(set(lengths.values())) != 1 or 0 in lengths.values():
        found = ", ".join(f"{count} values of {name}" for name, count in lengths.items())
        raise FigureError(f"{where}: {found}; equally many are needed, at least one")
    for name in names:
        if any(math.isinf(value) for value in part[name]):
            raise FigureError(f"{where}: {name} has an infinite value; leave it out or put nan")
