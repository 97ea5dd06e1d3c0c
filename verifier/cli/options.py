"""Options that several commands share."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from pathlib import Path

import click

from verifier.probes.profiles import PROFILES


def _cores() -> int:
    return min(os.cpu_count() or 1, 64)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
book_option = click.option("--book", metavar="NAME", help="Only this book, when several are installed.")
report_option = click.option(
    "--report", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write reports to this folder.",
)
def _seconds(context: click.Context, parameter: click.Parameter, value: float) -> float:
    if math.isnan(value):
        raise click.BadParameter("nan is no number of seconds")
    return value


timeout_option = click.option(
    "--timeout", type=click.FloatRange(0, 1_000_000, min_open=True), default=60.0, show_default=True, metavar="S", callback=_seconds,
    help="Seconds for one statement, certificate or computation.",
)
_RUN = (
    json_option, report_option,
    click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of the probes."),
    click.option("--profile", type=click.Choice(tuple(PROFILES)), default="quick", show_default=True, help="How hard the probes try."),
    click.option(
        "--jobs", type=click.IntRange(1, 64), default=_cores, show_default="one for each core", metavar="N",
        help="Statements run side by side.",
    ),
    timeout_option, book_option,
)


def run_options(command: Callable) -> Callable:
    """The options of the commands that run a book's proofs."""
    for option in reversed(_RUN):
        command = option(command)
    return command
