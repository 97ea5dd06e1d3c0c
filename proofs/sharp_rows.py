"""The rows on R3 and Table 1: their derivations, and the families that `verify family` decides beside them."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK, table_one
from proofs import bijection as r3
from proofs import prose_bounded as prose
from proofs.bounded import one_where_tied
from proofs.closed_simplex import onto_the_simplex
from proofs.completeness import shown
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement

PLANE = "t1 + t2 + t3 = 0"
POLYTOPE = tuple(f"t{j} - t{i} < 2" for i in (1, 2, 3) for j in (1, 2, 3) if i != j)
CLOSED = tuple(text.replace("<", "<=") for text in POLYTOPE)
# model, noise, conditions on t1, t2, t3; expected: complete, all of the simplex, single-valued, one-to-one
CELLS = (
    ("softmax", "gumbel", (PLANE,), "yes no yes yes"),
    ("softmax", "uniform(-1,1)", (PLANE,), "yes no yes yes"),
    ("softmax", "rademacher", (PLANE,), "yes no yes yes"),
    ("softmax", "gumbel", (), "yes no yes no"),
    ("softmax", "gumbel", (PLANE, "t1 + t2 <= 2*t3"), "no no yes yes"),
    ("argmax", "gumbel", (PLANE,), "yes no yes yes"),
    ("argmax", "gaussian(0,1)", (PLANE,), "yes no yes yes"),
    ("argmax", "gaussian(0,1)", (PLANE, "t1 + t2 <= 2*t3"), "no no yes yes"),
    ("argmax", "uniform(-1,1)", (PLANE,), "yes yes yes no"),
    ("argmax", "uniform(-1,1)", (PLANE, *POLYTOPE), "yes no yes yes"),
    ("argmax", "uniform(-1,1)", (PLANE, *CLOSED), "yes yes yes yes"),
    ("argmax", "uniform(-1,1)", (PLANE, "t1 - t2 <= 1"), "no no yes no"),
    ("argmax", "triangular(0,1,3)", (PLANE,), "yes yes yes no"),
    ("argmax", "rademacher", (PLANE,), "yes yes no no"),
    ("argmax", "discrete(0,1,3)", (PLANE,), "yes yes no no"),
    ("argmax", "rademacher", (PLANE, "t1 - t2 <= 1"), "no no no no"),
)
ASKED = (("complete", "complete"), ("whole_simplex", "all of Δ"), ("single_valued", "single-valued"), ("one_to_one", "one-to-one"))
R3_PARTS = (
    (r3.beaten_is_zero, "who cannot win has probability 0", prose.BEATEN),
    (r3.all_are_positive, "on D every index has positive probability", prose.ALL_POSITIVE),
    (r3.onto_the_open_simplex, "every p of ri Δ is reached in D", prose.ONTO),
    (r3.one_to_one, "one-to-one on the closure of D, in the hyperplane of sum 0", prose.COMMON),
    (onto_the_simplex, "every p of Δ is reached in the closure of D", prose.WHOLE),
)
TABLE_PARTS = (
    (table_one.full_support_covers, "full support and complete: Θ + R1 is all of R^d", prose.FULL_COVERS),
    (table_one.box_is_complete, "bounded noise: complete where D lies in Θ + R1", prose.BOX_COMPLETE),
    (table_one.box_covers, "bounded noise and complete: D lies in Θ + R1", prose.BOX_COVERS),
    (table_one.box_is_minimal, "bounded noise: one-to-one in the closure of D, without translates", prose.BOX_MINIMAL),
    (table_one.atoms_tie, "an atom of the noise: two subgradients", prose.ATOMS),
)


@BOOK.proof("claim bounded noise gives a bijection")
def bijection(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The five parts, for every d; and uniform noise in three dimensions by `verify family`."""
    for number, (build, words, lines) in enumerate(R3_PARTS):
        yield shown(statement.printed, number, build, words, lines)
    yield computed(statement.printed, [cell for cell in CELLS if "uniform" in cell[1] and cell[0] == "argmax"])


@BOOK.proof("claim one parameter where all choices can tie")
def separated(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Strict convexity between two points near whose midpoint all choices can tie."""
    yield shown(statement.printed, 0, one_where_tied, "one p, one point but for translates", prose.TIED)


@BOOK.proof("claim Table 1 computed")
def table(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The five parts; and the whole table for d = 3, each cell decided exactly."""
    for number, (build, words, lines) in enumerate(TABLE_PARTS):
        yield shown(statement.printed, number, build, words, lines)
    yield computed(statement.printed, list(CELLS))


def computed(form: Form, cells: list[tuple]) -> Evidence:
    """What `verify family` answers for each model, law and Θ, with witnesses; `failed` where it is not what the theorems say."""
    from verifier.families import decide, read_region
    from verifier.families.answers import THEOREMS
    from verifier.laws import parse_noise

    record, failed, named = {}, False, set()
    for model, noise, where, expected in cells:
        answers = decide(model, parse_noise(noise, 3), read_region(where, 3)).answers
        failed = failed or [answers[name].verdict for name, _ in ASKED] != expected.split()
        row = {words: f"{answers[name].verdict} ({answers[name].by}){_witness(answers[name].witness)}" for name, words in ASKED}
        record[f"Perturb-{model.capitalize()}, {noise}, {_set(where)}"] = row
        named |= {answers[name].by for name, _ in ASKED}
    record |= {f"({name})": text for name, text in THEOREMS.items() if name in named}
    return Evidence(form.name, "families in three dimensions, decided by exact linear arithmetic", "verify family", record=record, failed=failed)


def _set(where: tuple[str, ...]) -> str:
    names = {(): "all of R^3", (PLANE,): "sum 0", (PLANE, *POLYTOPE): "sum 0, every difference < 2", (PLANE, *CLOSED): "sum 0, every difference <= 2"}
    return names.get(where, ", ".join(text.replace(PLANE, "sum 0") for text in where))


def _witness(witness: dict) -> str:
    """The points and exact probabilities of a witness."""
    names = (("theta", "at"), ("tau", "and"), ("reached_only_at", "missed: a p reached only at translates of"))
    shown_points = [f"{words} ({', '.join(witness[name])})" for name, words in names if name in witness]
    missed = witness.get("missed")
    if "reached_only_at" not in witness and missed:
        shown_points.append(f"missed: ({', '.join(missed)})")
    return ": " + " ".join(shown_points) if shown_points else ""
