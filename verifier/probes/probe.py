"""One probe: a property, cases to try it on, and a record of what was tried as evidence."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form
from verifier.probes.profiles import ProbeError, profile, settings

Example = Mapping[str, Any]


class Counterexample(AssertionError):
    """The property fails at an example, or could not be seen to hold there. The message says what was found."""


@dataclass(frozen=True)
class Case:
    """What a property is tried on under one label (say a law): a Hypothesis strategy of keyword arguments, and examples always tried."""

    label: str
    strategy: Any
    always: tuple[Example, ...] = ()


@dataclass
class Tally:
    """What a probe has tried of one case, without the repetitions that shrinking causes: how many examples of each dimension."""

    label: str
    examples: int = 0
    dimensions: Counter = field(default_factory=Counter)
    smallest: Fraction | None = None

    def add(self, example: Example) -> None:
        """Count one example, its dimension and, for a probability vector p, the smallest entry."""
        self.examples += 1
        self.dimensions.update({len(value) for value in example.values() if isinstance(value, tuple)})
        if "p" in example:
            self.smallest = min(example["p"]) if self.smallest is None else min(self.smallest, *example["p"])

    def row(self) -> dict[str, str]:
        """The tally as a row of the record."""
        row = {"case": self.label, "examples": str(self.examples)}
        if self.dimensions:
            row["examples by d"] = ", ".join(f"{count} of d = {dim}" for dim, count in sorted(self.dimensions.items()))
        return row if self.smallest is None else {**row, "smallest entry of p": str(self.smallest)}


def probe(form: Form, obligation: str, holds: Callable[..., None], cases: list[Case], run: Run, tolerance: str = "none") -> Evidence:
    """Evidence from a search for a counterexample: `failed` with the shrunk example in the record, or what was tried without failure.

    form        the form of a statement that the evidence is for
    obligation  what was tested, in words; the laws and dimensions tried are added to it
    holds       called as holds(label, **example); raises Counterexample where the property fails, any other error is an error
    cases       at least one; each is searched on its own, with a seed derived from run.seed, the obligation and its label
    tolerance   what the comparisons in floating point leave unresolved, in words

    The record holds: examples, seed, profile, tolerance, failure ("none" or the shrunk example, as exact strings), and what was tried of
    each case. The same run gives the same record. Rejects no cases, an unknown profile, a case without a valid example (ProbeError). Trust: sampled.
    """
    if not cases:
        raise ProbeError(f"no cases to try for: {obligation}; an empty selection supports nothing")
    tallies, failure = [], None
    for case in cases:
        tallies.append(Tally(case.label))
        failure = _search(case, obligation, holds, run, tallies[-1])
        if failure is not None:
            break
    record = {
        "examples": str(sum(tally.examples for tally in tallies)), "seed": str(run.seed), "profile": run.profile, "tolerance": tolerance,
        "failure": "none" if failure is None else failure, "tried": [tally.row() for tally in tallies],
    }
    return Evidence(form.name, f"{obligation} ({_scope(tallies)})", "hypothesis", record=record, failed=failure is not None)


def show(value: Any) -> str:
    """A value of an example as text: vectors of exact numbers as (1/2, -3, 0)."""
    return f"({', '.join(map(show, value))})" if isinstance(value, tuple) else str(value)


def _search(case: Case, obligation: str, holds: Callable[..., None], run: Run, tally: Tally) -> dict | None:
    """The shrunk failure of one case, or None."""
    import hypothesis
    from hypothesis.errors import FailedHealthCheck, Unsatisfiable

    found: list[tuple[Example, str]] = []

    def attempt(example):
        if not found:
            tally.add(example)
        try:
            holds(case.label, **example)
        except Counterexample as failure:
            found.append((example, str(failure)))
            raise

    trial = hypothesis.given(case.strategy)(attempt)
    for example in case.always:
        trial = hypothesis.example(example)(trial)
    trial = hypothesis.seed(_seed(run.seed, obligation, case.label))(settings(profile(run.profile))(trial))
    try:
        with _writing_nothing():
            trial()
    except Counterexample:
        example, message = found[-1]
        return {"case": case.label, **{name: show(value) for name, value in example.items()}, "found": message}
    except (Unsatisfiable, FailedHealthCheck) as error:
        raise ProbeError(f"{case.label}: hardly any example meets the assumptions, so nothing was tested for: {obligation}") from error
    if not tally.examples:
        raise ProbeError(f"{case.label}: not one example was tried for: {obligation}")
    return None


def _seed(seed: int, *names: str) -> int:
    """A seed for each case, the same on every machine."""
    return int.from_bytes(hashlib.sha256("\n".join((str(seed), *names)).encode()).digest()[:8], "big")


@contextmanager
def _writing_nothing() -> Iterator[None]:
    """Keep Hypothesis from leaving a cache folder where the command is run: its home becomes a place that cannot be written to."""
    from hypothesis.configuration import set_hypothesis_home_dir

    set_hypothesis_home_dir(os.path.join(os.devnull, "hypothesis"))
    try:
        yield
    finally:
        set_hypothesis_home_dir(None)


def _scope(tallies: list[Tally]) -> str:
    dimensions = sorted(set().union(*(tally.dimensions for tally in tallies)))
    words = f"{sum(tally.examples for tally in tallies)} examples; noise {', '.join(tally.label for tally in tallies)}"
    return f"{words}; d = {', '.join(map(str, dimensions))}" if dimensions else words
