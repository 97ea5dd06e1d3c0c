"""Times and what they may cost: medians of warm runs on different inputs, with a limit; refusals are results too."""

from __future__ import annotations

import math
import signal
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


ENOUGH, LEAST = 25, 0.05   # calls, seconds: a cache emptied by what ran before is full again after some milliseconds


class TooSlow(Exception):
    """A call that did not end within its limit."""


@dataclass(frozen=True)
class Measured:
    """`seconds` of one call and the `answer` of the first; or None, None and the `trouble` in words."""

    seconds: float | None
    answer: Any = None
    trouble: str = ""

    def __bool__(self):
        raise TypeError("a measurement has no truth value; compare seconds with None")


def measure(call: Callable, inputs: Sequence, limit: float = 60.0, budget: float = 1.0, warm: bool = False) -> Measured:
    """The median time of call(input) on inputs in turn, after one run that fills caches; that first run alone if it takes all of the budget.

    limit       seconds, for all runs
    warm        the first run never counts, as for calls that are compiled in it
    budget      seconds, for the others: at least three unless one alone exceeds it, at most 25 or what takes 50 ms, whichever is more
    A call that raises or exceeds the limit is reported, never hidden: `trouble` says why.
    """
    try:
        with at_most(limit):
            first, answer = _timed(call, inputs[0])
            taken, start = [], time.perf_counter()
            while (first < budget or warm and not taken) and _wanted(len(taken), time.perf_counter() - start, budget):
                taken.append(_timed(call, inputs[(len(taken) + 1) % len(inputs)])[0])
    except TooSlow:
        return Measured(None, None, f"over {limit:g} s")
    except (ValueError, ArithmeticError, ImportError, NotImplementedError, AttributeError, TypeError, MemoryError) as trouble:
        return Measured(None, None, f"{type(trouble).__name__}: {trouble}"[:160])
    return Measured(statistics.median(taken) if taken else first, answer)


def _wanted(calls: int, spent: float, budget: float) -> bool:
    return calls < 3 or spent < budget and (calls < ENOUGH or spent < LEAST)


def _timed(call, argument):
    start = time.perf_counter()
    answer = call(argument)
    return time.perf_counter() - start, answer


@contextmanager
def at_most(limit: float):
    """Raises TooSlow in the main thread after so many seconds, as soon as Python code runs again."""
    def stop(*_):
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def exponent(sizes: Sequence[float], times: Sequence[float | None], start: float = 0) -> float | None:
    """The least-squares slope of log time against log size over sizes >= start; None for fewer than two points."""
    points = [(math.log(n), math.log(t)) for n, t in zip(sizes, times) if t is not None and n >= start]
    if len(points) < 2:
        return None
    x, y = (statistics.fmean(column) for column in zip(*points))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def span(seconds: float | None) -> str:
    """A length of time for people: "3.1 ms", "2.0 years"."""
    if seconds is None:
        return "–"
    for unit, size in (("years", 31557600), ("days", 86400), ("h", 3600), ("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds / size < 1000 else f"{seconds / size:.1e} {unit}"
    return f"{seconds * 1e6:.3g} µs"
