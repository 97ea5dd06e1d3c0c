"""How right float64 is: its probabilities against certified ones, for every law, both models and up to 1000 choices.

python benchmarks/accuracy.py [--quick] [--laws NAME ...] [--models NAME ...] [--dims D ...] [--limit S] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from measure import TooSlow, at_most
from page import table

from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax

MODELS = {"argmax": PerturbArgmax, "softmax": PerturbSoftmax}
LAWS = ("gumbel", "gaussian(0,1)", "logistic", "laplace", "uniform(-1,1)", "triangular(-1,0,1)", "exponential", "student_t(3)", "student_t(100)",
        "cauchy", "rademacher", "discrete(-1,0,2; 1/2,1/3,1/6)", "constant(1)", "gaussian(0,1); gumbel; uniform(-1,1)")
DIMENSIONS = (2, 3, 10, 100, 1000)
SPREADS = (1.0, 10.0, 0.1, 100.0)
ABSOLUTE, RELATIVE, LEAST = 4e-15, 1e-13, 1e-30
DIGITS = 18


@dataclass
class Cell:
    """The largest absolute error of a probability, the largest relative one of those from 1e-30 on, for how many theta, and what was refused."""

    absolute: float = 0.0
    relative: float = 0.0
    measured: int = 0
    troubles: list[str] = field(default_factory=list)

    @property
    def missed(self) -> bool:
        """Whether an error is above what is promised."""
        return not (self.absolute <= ABSOLUTE and self.relative <= RELATIVE)

    def words(self) -> str:
        """For the table, such as "1e-16, 3e-15 (20)"."""
        errors = f"{self.absolute:.0e}, {self.relative:.0e} ({self.measured})" if self.measured else "not measured"
        return "; ".join([f"**missed** {errors}" if self.missed else errors, *dict.fromkeys(self.troubles)])


def points(d: int, count: int) -> np.ndarray:
    """Dyadic theta of each spread in turn, shape (count, d); entries differ by 2^-30 at least, so that no two atoms meet."""
    draw = np.random.default_rng(d)
    rows = [np.round(draw.standard_normal(d) * SPREADS[k % len(SPREADS)] * 1024) / 1024 for k in range(count)]
    return np.array(rows) + np.arange(d) / 2**30


def noise_for(noise: str, d: int) -> str:
    """Of laws separated by semicolons each in turn; finite laws have commas before theirs."""
    laws = noise.split("; ") if "discrete" not in noise else [noise]
    return "; ".join(laws[k % len(laws)] for k in range(d)) if len(laws) > 1 else noise


def cell(kind: str, noise: str, d: int, count: int, limit: float) -> Cell:
    """Up to `count` theta, as many as the limit in seconds allows; one at a time and all in one batch."""
    found, thetas = Cell(), points(d, count)
    try:
        with at_most(limit):
            model = MODELS[kind](noise_for(noise, d), d)
            batch = _answers(model, thetas, found, "a batch ")
            for k, theta in enumerate(thetas):
                single = _answers(model, theta, found, "")
                if single is not None:
                    compare(found, [single] if batch is None else [single, batch[k]], _truth(model, theta))
    except TooSlow:
        found.troubles.append(f"stopped at {limit:g} s")
    except ModelError as refusal:
        found.troubles.append(f"no enclosure: {refusal}"[:160])
    return found


def _answers(model, theta, found: Cell, what: str):
    try:
        return model.probabilities(theta)
    except ModelError as refusal:
        found.troubles.append(f"{what}refused: {refusal}"[:160])
        return None


def _truth(model, theta) -> np.ndarray:
    return np.array([float(ball) for ball in model.enclosed(DIGITS).probabilities(tuple(map(Fraction, theta.tolist())))])


def compare(found: Cell, answers: list, truth) -> None:
    """Enters the errors of answers for one theta into the cell; what is no number has an infinite error."""
    errors = np.nan_to_num(np.abs(np.array(answers) - truth), nan=np.inf)
    large = truth >= LEAST
    found.absolute = max(found.absolute, errors.max())
    found.relative = max(found.relative, (errors[:, large] / truth[large]).max())
    found.measured += 1


def page(rows: list, spent: float, missed: int) -> str:
    """The markdown page."""
    lines = ["<!-- written by benchmarks/accuracy.py: run it again rather than edit this file -->", "", "# How right float64 is", "",
             f"Largest absolute error of a probability, largest relative error of those from {LEAST:g} on, against enclosures of {DIGITS} digits; "
             "in brackets the number of theta. They are drawn with standard deviations 0.1, 1, 10 and 100 in turn, and asked one at a time and in "
             f"a batch. Promised are {ABSOLUTE:g} and {RELATIVE:g}; {missed or 'no'} cell{'s' * (missed != 1)} missed that.", ""]
    return "\n".join([*lines, *table(rows), "", f"{spent:.0f} s in all.", ""])


def main() -> None:
    """Measures the chosen cells and writes the page; progress goes to stderr. Exits 1 where a cell misses the promise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="four theta, up to ten choices: a minute or two, to see that it works")
    parser.add_argument("--laws", nargs="+", default=LAWS, metavar="LAW")
    parser.add_argument("--models", nargs="+", choices=MODELS, default=tuple(MODELS), metavar="MODEL")
    parser.add_argument("--dims", nargs="+", type=int, metavar="D")
    parser.add_argument("--count", type=int, default=20, help="theta for each cell")
    parser.add_argument("--limit", type=float, default=60, help="seconds for each cell")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "reports" / "benchmarks", help="the folder to write")
    chosen = parser.parse_args()
    dims = chosen.dims or (DIMENSIONS[:3] if chosen.quick else DIMENSIONS)
    start, missed, rows = time.perf_counter(), 0, [["model", "law", *(f"d = {d}" for d in dims)]]
    for kind in chosen.models:
        for noise in chosen.laws:
            cells = []
            for d in dims:
                cells.append(cell(kind, noise, d, 4 if chosen.quick else chosen.count, chosen.limit))
                print(f"{time.perf_counter() - start:6.0f} s  {kind:8}{noise[:32]:34}{d:5}  {cells[-1].words()[:100]}", file=sys.stderr, flush=True)
            missed += sum(each.missed for each in cells)
            rows.append([kind, noise, *(each.words() for each in cells)])
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "accuracy.md").write_text(page(rows, time.perf_counter() - start, missed), encoding="utf-8")
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
