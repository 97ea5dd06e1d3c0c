"""The hyperplanes of Section 4, and Perturb-Softmax as a one-to-one map onto the open simplex: every d, every law."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from proofs import BOOK, prose
from proofs import prose_completeness as complete
from proofs.completeness import shown
from proofs.covering import ONTO_FIRST, ONTO_SUM, without_premise
from proofs.lemmas import shift_vanishes_by_first, shift_vanishes_by_sum
from proofs.means import mean_softmax_determines
from proofs.perturb_softmax import EQUAL, Build
from proofs.written import holds
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation
from verifier.probes import searches


def minimal_on_hyperplane(condition: Callable[[str, str], str], vanishes: Callable[[Derivation], object]) -> Build:
    """Equal expected softmax gives a translation, and on the hyperplane there is none but by 0."""

    def build(d: Derivation, form: Form) -> str:
        premise = f"{condition('theta', 'tau')} and {EQUAL}"
        given = d.assume(premise)
        planes, equal = d.left(condition("theta", "tau"), given), d.right(EQUAL, given)
        translates = d.apply("translates(theta, tau)", mean_softmax_determines(d).at("theta", "tau"), equal)
        rule = d.apply("every(i, theta[i] = tau[i] + c) -> theta = tau", vanishes(d).at("theta", "tau", "c"), planes)
        same = d.obtain("theta = tau", translates, d.apply("theta = tau", rule, d.assume("every(i, theta[i] = tau[i] + c)")), "c")
        closed = d.discharge(f"{premise} -> theta = tau", same)
        closed = d.generalise(f"forall(tau, {premise} -> theta = tau)", closed, "tau")
        return d.generalise(f"forall(theta, forall(tau, {premise} -> theta = tau))", closed, "theta")

    return build


MINIMAL_SUM = minimal_on_hyperplane(lambda u, v: f"sum(j, {u}[j]) = 0 and sum(j, {v}[j]) = 0", shift_vanishes_by_sum)
MINIMAL_FIRST = minimal_on_hyperplane(lambda u, v: f"{u}[1] = 0 and {v}[1] = 0", shift_vanishes_by_first)
ONE_TO_ONE = (
    (MINIMAL_SUM, "one-to-one on the hyperplane of sum 0", (*prose.DETERMINES, prose.SUM_ZERO)),
    (MINIMAL_FIRST, "one-to-one on the hyperplane $`\\theta_1 = 0`$", (*prose.DETERMINES, prose.FIRST_ZERO)),
)


def one_to_one(form: Form, first: int) -> Iterator[Evidence]:
    """The two derivations, for the conclusions of the form from number `first` on."""
    for number, (build, obligation, lines) in enumerate(ONE_TO_ONE, first):
        d = Derivation()
        build(d, form)
        yield holds(form, number, d, obligation, *lines)


@BOOK.proof("claim hyperplanes are minimal for Perturb-Softmax")
def hyperplanes_are_minimal(statement: Statement, run: Run) -> Iterator[Evidence]:
    """One-to-one on each of the two hyperplanes."""
    yield from one_to_one(statement.printed, 0)


@BOOK.proof("claim hyperplanes are identifiable for Perturb-Softmax")
def hyperplanes_are_identifiable(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Onto ri Δ and one-to-one, on each of the two hyperplanes."""
    for number, (build, name) in enumerate(((ONTO_SUM, "the hyperplane of sum 0"), (ONTO_FIRST, "the hyperplane $`\\theta_1 = 0`$"))):
        yield shown(statement.printed, number, build, f"{name} reaches ri Δ", complete.ONTO_BY_MINIMUM)
    yield from one_to_one(statement.printed, 2)
    yield searches.surjectivity(statement.printed, run)


@BOOK.proof("claim perturb-softmax onto the open simplex")
def onto_the_open_simplex(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Derived; and for p near the boundary too a theta of sum 0 is found in floating point and its probabilities compared with p."""
    yield shown(statement.printed, 0, without_premise(ONTO_SUM), "every p of ri Δ is reached on the hyperplane of sum 0", complete.ONTO_BY_MINIMUM)
    yield searches.surjectivity(statement.printed, run)
