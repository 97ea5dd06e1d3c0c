"""Theorem 8.1, Equations 23-36 and the hyperplanes of Section 3.1: the rows, and what refutes them as printed."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK, hoelder, prose
from proofs.instances import AT_01, FIRST_UNIT, VERTEX, first_unit_is_outside, scalar_is_no_vector, vertex_missed
from proofs.softmax import (
    FIRST_ZERO,
    MINIMAL_FIRST,
    MINIMAL_SUM,
    SUM_ZERO,
    Build,
    ahead_by_n,
    argument_is_positive,
    equation_30,
    equation_36,
    equation_36_back,
    inside_the_plane,
    minimal_where_strictly_convex,
    onto_open_simplex,
    partial_derivative_exists,
    probabilities_are_positive,
    reached_are_positive,
    strictly_convex,
    strictly_convex_where_minimal,
    strictly_monotone,
)
from proofs.written import fails, holds, identical
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation

Entry = tuple[Build, str, tuple[str, ...]]
INTO: Entry = (onto_open_simplex(None, "0"), "every p in ri Δ is reached", prose.ONTO)
MINIMAL: Entry = (minimal_where_strictly_convex, "strictly convex: one-to-one", prose.MIDPOINT)
ONE_TO_ONE: list[Entry] = [
    (MINIMAL_SUM, "one-to-one on the hyperplane of sum 0", (*prose.SOFTMAX_DETERMINES, prose.SUM_ZERO)),
    (MINIMAL_FIRST, "one-to-one on the hyperplane $`\\theta_1 = 0`$", (*prose.SOFTMAX_DETERMINES, prose.FIRST_ZERO)),
]


PROOFS: dict[tuple[str, str], list[Entry]] = {
    ("theorem 8.1", "repaired 1"): [INTO, MINIMAL],
    ("theorem 8.1", "repaired 2"): [
        INTO,
        (reached_are_positive, "nothing else is reached", prose.REACHED),
        MINIMAL,
        (strictly_convex_where_minimal, "one-to-one: strictly convex", prose.STRICT_WHERE_MINIMAL),
    ],
    ("claim softmax is strictly monotone", "printed"): [(strictly_monotone, "the inner product is positive off translations", prose.MONOTONE)],
    ("claim log-sum-exp is strictly convex off translations", "printed"): [(strictly_convex, "strict off translations", prose.LSE_STRICT)],
    ("equation 23", "printed"): [(argument_is_positive, "the argument of the logarithm is positive", (prose.PLAIN_POSITIVE_SUM,))],
    ("equation 26", "printed"): [(hoelder.equation_26, "the terms are equal, one by one", prose.SUBSTITUTION)],
    ("equation 27", "printed"): [
        (hoelder.equation_27, "the inequality is the convexity of log-sum-exp", (*prose.SUBSTITUTION, *prose.NORMS, *prose.LSE_CONVEX[1:], *prose.LOGARITHMS))
    ],
    ("equation 28", "printed"): [(hoelder.equation_28, "the logarithm of the product", (*prose.NORMS, *prose.MEANING))],
    ("equation 29", "printed"): [(hoelder.equation_29, "the sums are those of f", prose.MEANING)],
    ("equation 30", "printed"): [(equation_30, "convexity of log-sum-exp", prose.LSE_CONVEX)],
    ("equation 31", "printed"): [
        (hoelder.equation_31, "equality gives such a c", prose.EQUALITY),
        (hoelder.equation_31_back, "such a c gives equality", prose.EQUALITY_BACK),
    ],
    ("equation 32", "printed"): [
        (hoelder.equation_32, "from (31)", prose.ABSOLUTE),
        (hoelder.equation_32_back, "back to (31)", prose.ABSOLUTE),
    ],
    ("equation 33", "printed"): [
        (hoelder.equation_33, "from (32)", prose.DIVIDE),
        (hoelder.equation_33_back, "back to (32)", prose.DIVIDE),
    ],
    ("equation 36", "printed"): [(equation_36, "from left to right", prose.LOGS), (equation_36_back, "from right to left", prose.LOGS)],
    ("claim softmax is identifiable on hyperplanes", "repaired 1"): [
        (onto_open_simplex(SUM_ZERO, "(sum(k, x[k]) / d)"), "the hyperplane of sum 0 reaches ri Δ", (*prose.ONTO, *prose.ONTO_SUM_ZERO)),
        (onto_open_simplex(FIRST_ZERO, "x[1]"), "the hyperplane $`\\theta_1 = 0`$ reaches ri Δ", (*prose.ONTO, *prose.ONTO_FIRST_ZERO)),
        *ONE_TO_ONE,
    ],
    ("claim a sequence in the hyperplane of first coordinate 0", "repaired 1"): [
        (inside_the_plane, "the point lies in the hyperplane", prose.LESS_ITS_FIRST[:1]),
        (ahead_by_n, "its coordinate $`k`$ is ahead of the others by $`n`$", prose.LESS_ITS_FIRST),
    ],
}


def handed_over(form: Form, entries: dict[int, Entry]) -> Iterator[Evidence]:
    """One derivation for each of these conclusions."""
    for number, (build, obligation, lines) in entries.items():
        d = Derivation()
        build(d, form)
        yield holds(form, number, d, obligation, *lines)


def written(statement: Statement, form: str) -> Iterator[Evidence]:
    """One derivation for each conclusion of a form."""
    yield from handed_over(statement.form(form), dict(enumerate(PROOFS[statement.id, form])))


def refuted(statement: Statement, number: int, instance: dict, build: Build, obligation: str, lines: tuple[str, ...]) -> Evidence:
    """A conclusion of the printed form fails at an instance."""
    d = Derivation()
    build(d, statement.printed)
    return fails(statement.printed, number, instance, d, obligation, *lines)


def missed(statement: Statement, number: int) -> Evidence:
    """No θ reaches the vertex (1, 0) at d = 2."""
    return refuted(statement, number, VERTEX, vertex_missed(number), "a vertex of Δ is not reached", prose.VERTEX)


@BOOK.proof(
    "equation 23",
    "equation 26",
    "equation 27",
    "equation 28",
    "equation 29",
    "equation 30",
    "equation 31",
    "equation 32",
    "equation 33",
    "equation 36",
    "claim softmax is strictly monotone",
    "claim log-sum-exp is strictly convex off translations",
)
def as_printed(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What holds as it is printed."""
    yield from written(statement, "printed")


@BOOK.proof("theorem 8.1")
def theorem_8_1(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Complete only over the relative interior; minimal where strictly convex, and only there."""
    yield missed(statement, 0)
    yield from handed_over(statement.printed, {1: MINIMAL})
    yield from written(statement, "repaired 1")
    yield from written(statement, "repaired 2")


@BOOK.proof("claim softmax is identifiable on hyperplanes")
def hyperplanes(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Neither hyperplane reaches a vertex; both reach the relative interior, once each."""
    yield missed(statement, 0)
    yield missed(statement, 1)
    yield from handed_over(statement.printed, dict(enumerate(ONE_TO_ONE, 2)))
    yield from written(statement, "repaired 1")


@BOOK.proof("claim a sequence in the hyperplane of first coordinate 0")
def sequence(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The point that line 932 names is not in the set; less its first coordinate, it is."""
    yield refuted(statement, 0, FIRST_UNIT, first_unit_is_outside, "the point is not in the hyperplane", prose.FIRST_UNIT)
    yield from written(statement, "repaired 1")


@BOOK.proof("equation 24")
def equation_24(statement: Statement, run: Run) -> Iterator[Evidence]:
    """A number is no vector; the coordinate is right."""
    yield refuted(statement, 0, AT_01, scalar_is_no_vector, "a partial derivative is not equal to every coordinate", prose.NO_VECTOR)
    form = statement.form("repaired 1")
    yield identical(form, 0, "the partial derivative is the coordinate", prose.DERIVATIVE)
    yield from handed_over(form, {1: (partial_derivative_exists, "the partial derivative exists", (prose.ELEMENTARY,))})


@BOOK.proof("equation 25")
def equation_25(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The definition of f, written out."""
    yield identical(
        statement.printed,
        0,
        "both sides are the same function",
        r"(\lambda\theta + (1-\lambda)\tau)_i = \lambda\theta_i + (1-\lambda)\tau_i",
    )


@BOOK.proof("equation 34", "equation 35")
def probabilities(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The definitions give probabilities."""
    form, name = statement.printed, "theta" if statement.id.endswith("34") else "tau"
    d = Derivation()
    probabilities_are_positive(name)(d, form)
    yield holds(form, 0, d, "every coordinate is positive", *prose.PROBABILITY)
    yield identical(form, 1, "they sum to 1", *prose.PROBABILITY)
