"""Proposition 5.4 and Section 9.5: independent U(-1,1), d = 2. f, its gradient and its Hessian, derived from the law."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Statement

NOISE = "uniform(-1,1)"


@BOOK.proof("equation 69", "equation 102", "equation 103", "claim perturb-max from the density", "claim perturb-max is not strictly convex")
def value(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about f itself: from the double integral, split where the maximum changes hands."""
    from proofs.derivations import value_steps
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run, value_steps(NOISE))


@BOOK.proof(
    "proposition 5.4", "figure 2", "equation 104", "equation 105", "equation 106", "claim perturb-max is smooth",
    "claim gradient is the choice probability", "claim partial derivatives are probabilities",
    *(f"claim proposition 5.4 {bound} of the derivative along theta {k}" for bound in ("minimum", "maximum") for k in (1, 2)),
)
def gradient(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about the gradient: the derived f differentiated on each chamber, and both sides of each break."""
    from proofs.derivations import gradient_steps
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run, gradient_steps(NOISE))


@BOOK.proof("claim Hessian of the perturb-max", "claim strict convexity of the perturb-max")
def hessian(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about second derivatives."""
    from proofs.derivations import hessian_steps
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run, hessian_steps(NOISE))


@BOOK.proof("equation 74", "equation 75", "equation 76", "claim triangular distribution")
def difference(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said about the law of the difference of two coordinates."""
    from proofs.derivations import difference_steps
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run, difference_steps(NOISE))


@BOOK.proof("figure 7")
def picture(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The law of the difference, and beside it a simulation as large as the paper's."""
    yield from difference(statement, run)
    yield simulated(statement, run.seed)


def simulated(statement: Statement, seed: int) -> Evidence:
    """A test, which certifies nothing: bin frequencies of a simulation against the derived distribution function.

    A frequency of N draws has the standard deviation sqrt(q (1 - q) / N), q its probability; `failed` when one is off by more than 5 of them.
    """
    import numpy as np
    import sympy as sp

    from proofs.curves import SAMPLES, histogram
    from proofs.derivations import difference_law

    counts, edges = histogram(seed)
    rows = difference_law(NOISE)[0]
    ends = [sp.Rational(edge) for edge in edges]
    cdf = [next(row.value.subs("x", end) for row in rows if row.high is None or end <= row.high) for end in ends]
    exact = np.diff(np.array(cdf, dtype=float))
    deviations = np.abs(counts / SAMPLES - exact)
    standard = float(np.max(deviations / np.sqrt(exact * (1 - exact) / SAMPLES)))
    record = {
        "generator": "numpy, PCG64", "seed": str(seed), "differences drawn": str(SAMPLES), "bins": str(len(counts)),
        "largest deviation of a bin's frequency from its exact probability": f"{deviations.max():.6f}",
        "in standard deviations, at most 5": f"{standard:.2f}",
    }
    words = f"simulation of {SAMPLES} differences: bin frequencies against the exact law"
    return Evidence(statement.forms[0].name, words, "numpy", record=record, failed=not standard <= 5)


@BOOK.proof(
    "equation 16", "claim uniform noise has mean zero", "claim density of the uniform law is smooth",
    *(f"equation {k}" for k in (*range(70, 74), *range(77, 102), *range(107, 111))),
)
def line(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Each line of the calculation by itself; the derivation shows what its left side comes to."""
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run)
