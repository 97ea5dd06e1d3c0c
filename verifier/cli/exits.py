"""The exit codes of `verify`, and which results lead to which."""

from __future__ import annotations

from enum import IntEnum

from verifier.claims.conclude import Result
from verifier.claims.verdict import Verdict


class Exit(IntEnum):
    """What the caller's shell sees."""

    HOLDS = 0  # holds as printed (proved, definition); all: nothing differs; check: accepted
    FAILS = 1  # refuted as printed; all: something differs or was rejected; check: rejected
    USAGE = 2  # the command line, a file or a statement cannot be used as it is
    OPEN = 3  # supported, undecided or unreadable
    MISSING = 4  # a part that was demanded is not installed
    INTERNAL = 70  # a defect of the program
    INTERRUPTED = 130  # stopped from the keyboard


_OF = {Verdict.PROVED: Exit.HOLDS, Verdict.DEFINITION: Exit.HOLDS, Verdict.REFUTED: Exit.FAILS}


def of_result(result: Result) -> Exit:
    """The exit code for one statement, as printed."""
    return _OF.get(result.printed.verdict, Exit.OPEN)
