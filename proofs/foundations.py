"""The statements of Sections 3 and 8.1.1 and Equation 9, each with its derivations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from proofs import (
    BOOK, conjugate_domain, conjugates, convex_examples, convex_probes, convexity, domain_examples, gradient_examples, gumbel_law,
    preliminaries, slopes, threshold,
)
from proofs import softmax as plain
from proofs.instances import VERTEX, vertex_missed
from proofs.means import squares
from proofs.prose_convexity import LINES
from proofs.smooth_laws import held
from proofs.written import fails, holds, identical
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation

Build = Callable[[Derivation, Form], str]
SAME_MEAN = "sum(j, theta[j]) = 0 and sum(j, tau[j]) = 0 and 0 < lam and lam < 1"


def hyperplane_is_convex(d: Derivation, form: Form) -> str:
    given = d.assume(SAME_MEAN)
    both = d.left("sum(j, theta[j]) = 0 and sum(j, tau[j]) = 0", d.left("sum(j, theta[j]) = 0 and sum(j, tau[j]) = 0 and 0 < lam", given))
    one, two = d.left("sum(j, theta[j]) = 0", both), d.right("sum(j, tau[j]) = 0", both)
    line = d.arith("sum(j, (lam * theta + (1 - lam) * tau)[j]) = 0", ("lam", one), ("1 - lam", two))

    def body(theta: str, tau: str, lam: str) -> str:
        premise = f"sum(j, {theta}[j]) = 0 and sum(j, {tau}[j]) = 0 and 0 < {lam} and {lam} < 1"
        return f"{premise} -> sum(j, ({lam} * {theta} + (1 - {lam}) * {tau})[j]) = 0"

    return d.lemma("theta tau lam", body, d.discharge(body("theta", "tau", "lam"), line)).fact


SEVERAL = "member(x, F) and graph_subgradient(p, x, F) and graph_subgradient(q, x, F)"


def several_are_not_one(d: Derivation, form: Form) -> str:
    """By definition."""
    some = f"exists(x, exists(p, exists(q, {SEVERAL} and p != q)))"
    every = f"forall(x, forall(p, forall(q, {SEVERAL} -> p = q)))"
    source, rule, found = d.assume(some), d.assume(every), d.assume(f"{SEVERAL} and p != q")
    rule = d.instance(f"forall(p, forall(q, {SEVERAL} -> p = q))", rule, "x")
    rule = d.instance(f"{SEVERAL} -> p = q", d.instance(f"forall(q, {SEVERAL} -> p = q)", rule, "p"), "q")
    line = d.contradiction("0 < 0", d.apply("p = q", rule, d.left(SEVERAL, found)), d.right("p != q", found))
    line = d.obtain("0 < 0", d.assume(f"exists(q, {SEVERAL} and p != q)"), line, "q")
    line = d.obtain("0 < 0", d.assume(f"exists(p, exists(q, {SEVERAL} and p != q))"), line, "p")
    line = d.contradiction(f"not {every}", d.obtain("0 < 0", source, line, "x"), d.arith("0 <= 0"))
    return d.discharge(form.conclusion[0], line)


def fourth_power(d: Derivation, form: Form) -> str:
    """The difference is a sum of non-negative products, one of them positive."""
    given = d.assume("0 < lam and lam < 1 and s != t")
    inside = d.left("0 < lam and lam < 1", given)
    low, high, apart = d.left("0 < lam", inside), d.right("lam < 1", inside), d.right("s != t", given)
    u, goal = "(s - t)", "0 < (s - t)^2"
    less, more = d.assume("s < t"), d.assume("t < s")
    none = d.contradiction(goal, d.assume("s = t"), apart)
    order = d.trichotomy("s < t or s = t or t < s", "s", "t")
    positive = d.either(goal, order, d.either(goal, d.assume("s < t or s = t"), d.arith(goal, (1, less, less)), none), d.arith(goal, (1, more, more)))
    square, k = squares(d), "(1 - 2 * lam)"
    m = "(lam * s + (1 - lam) * t)"
    line = d.arith(
        f"{m}^4 < lam * s^4 + (1 - lam) * t^4",
        (6, low, high, square.at(f"{u} * ({m} + {k} * {u} / 3)")), ("1/4", low, high, positive, positive),
        ("1/12", low, high, square.at(f"{k} * {u}^2")),
    )
    return d.discharge(form.conclusion[0], line)


def second_derivative(d: Derivation, form: Form) -> str:
    texts = "derivative(t^4, t) = 4 * t^3", "derivative(4 * t^3, t) = 12 * t^2"
    return d.generalise(form.conclusion[1], d.both(" and ".join(texts), *map(d.identity, texts)), "t")


ONTO_PLANE = plain.onto_open_simplex(plain.SUM_ZERO, "(sum(k, x[k]) / d)")
HOLDS: dict[tuple[str, str], dict[int, Build]] = {
    ("equation 1", "printed"): {0: preliminaries.sum_is_positive, 1: preliminaries.shares_are_positive},
    ("claim minimal means one-to-one", "printed"): {0: preliminaries.one_to_one_means, 1: preliminaries.means_one_to_one},
    ("claim complete and minimal means identifiable", "printed"): {0: preliminaries.identifiable},
    ("claim R^d is complete for the softmax", "repaired 1"): {0: plain.onto_open_simplex(None, "0"), 1: preliminaries.log_is_reached},
    ("claim R^d is not minimal for the softmax", "printed"): {0: preliminaries.translates_share, 1: preliminaries.two_translates},
    ("claim condition for a minimal set of the softmax", "repaired 1"): {0: preliminaries.minimal_from_hypothesis},
    ("claim condition for a minimal set of the softmax", "repaired 2"): {0: preliminaries.minimal_if, 1: preliminaries.minimal_only_if},
    ("footnote 1", "printed"): {0: gumbel_law.ratio_is_one, 1: gumbel_law.logs_agree, 2: gumbel_law.shift_is_difference},
    ("claim density of the Gumbel law", "repaired 1"): {
        0: gumbel_law.antiderivative, 1: gumbel_law.density_is_positive, 2: gumbel_law.law_rises, 3: gumbel_law.law_falls,
    },
    ("equation 2", "printed"): {0: gumbel_law.one_is_greatest, 1: gumbel_law.only_one_is_greatest},
    ("equation 3", "printed"): {0: threshold.probabilities, 1: threshold.distribution},
    ("equation 4", "printed"): {0: gumbel_law.means_exist},
    ("claim Gumbel-Softmax is a probability distribution", "printed"): {0: gumbel_law.means_are_positive, 1: gumbel_law.means_sum_to_one},
    ("claim integral of the Gumbel-max theorem", "printed"): {0: gumbel_law.gumbel_max, 1: gumbel_law.largest_rises, 2: gumbel_law.largest_falls},
    ("equation 5", "printed"): {1: plain.partial_derivative_exists},
    ("claim the gradient of log-sum-exp is complete and minimal", "repaired 1"): {0: hyperplane_is_convex, 1: ONTO_PLANE, 2: plain.MINIMAL_SUM},
    ("claim item I", "repaired 1"): {0: several_are_not_one},
    ("claim item II", "printed"): {0: gumbel_law.item_two},
    ("claim item III", "printed"): {0: gumbel_law.item_three},
    ("claim convex and strictly convex functions", "printed"): {0: convexity.strict_is_convex},
    ("claim convexity is a one-dimensional property", "printed"): {0: convexity.convex_along_lines, 1: convexity.lines_are_convex},
    ("equation 17", "repaired 1"): {0: slopes.quotient_grows, 1: slopes.nearer_is_inside},
    ("claim differentiable means equal directional derivatives", "repaired 1"): {0: slopes.gradient_gives_slopes},
    ("equation 18", "repaired 1"): {0: conjugates.one_supremum, 1: conjugates.maximum_is_supremum},
    ("claim the conjugate is convex", "printed"): {0: conjugates.conjugate_is_convex},
    ("equation 19", "printed"): {0: conjugates.domain_is_convex},
    ("equation 20", "printed"): {0: slopes.subgradient_bounds_slopes, 1: slopes.slopes_bound_subgradient},
    ("equation 21", "printed"): {0: conjugates.equation_21},
    ("claim zero is a subgradient at the maximal argument", "printed"): {1: conjugates.subgradient_at_peak},
    ("claim zero is a subgradient at the maximal argument", "repaired 1"): {0: conjugates.minimal_at_peak, 1: conjugates.subgradient_at_peak},
    ("equation 22", "printed"): {1: conjugates.subgradients_are_dual},
    ("equation 22", "repaired 1"): {1: conjugates.subgradients_are_dual},
    ("equation 9", "printed"): {1: conjugate_domain.values_in_domain},
    ("equation 9", "repaired 1"): {0: conjugate_domain.interior_is_reached, 1: conjugate_domain.values_in_whole_domain},
    ("claim subgradients over a hyperplane", "printed"): {0: domain_examples.MORE_SUM, 1: domain_examples.MORE_FIRST},
    ("claim t^4 is strictly convex", "printed"): {0: fourth_power, 1: second_derivative},
}
Failure = tuple[dict, Build]
FAILS: dict[str, dict[int, Failure]] = {
    "claim R^d is complete for the softmax": {0: (VERTEX, vertex_missed(0)), 1: (preliminaries.AT_LOGS, preliminaries.log_of_vertex_fails)},
    "claim condition for a minimal set of the softmax": {0: (preliminaries.PAIR_AT, preliminaries.pair_is_not_minimal)},
    "claim density of the Gumbel law": {0: ({}, gumbel_law.printed_density_is_too_large)},
    "claim the gradient of log-sum-exp is complete and minimal": {0: (VERTEX, vertex_missed(0))},
    "claim item I": {0: (gradient_examples.BENT_AT, gradient_examples.item_one_fails)},
    "equation 17": {0: (convex_examples.AT_KINK, convex_examples.equation_17_fails)},
    "claim differentiable means equal directional derivatives": {0: (gradient_examples.FIRST_AT, gradient_examples.slopes_of_first_differ)},
    "equation 18": {0: (convex_examples.EXP_AT, convex_examples.equation_18_fails)},
    "claim zero is a subgradient at the maximal argument": {0: (convex_examples.SQUARE_AT, convex_examples.optimum_fails)},
    "equation 22": {0: (convex_examples.GAP_AT, convex_examples.equation_22_fails)},
    "equation 9": {0: (domain_examples.LINE_AT, domain_examples.equation_9_fails), 2: (domain_examples.WHOLE_AT, domain_examples.whole_equation_9_fails)},
}
WORDS = {"equation 9": domain_examples.of_equation_9}
PROBES = {
    "equation 22": (
        "repaired 1", "closed piecewise affine functions of one variable attain the supremum inside P", convex_probes.closed_piecewise_affine),
    "claim differentiable when the subdifferential is a single vector": (
        "printed", "maxima of affine functions of two variables: affine near points with one active slope", convex_probes.single_subgradient),
    "claim directional derivatives give a subgradient": (
        "printed", "a multiple of -sqrt(x y) and a maximum of linear functions, on the quadrant, at its corner: one p bounds all slopes",
        convex_probes.corner_subgradient),
    "claim a positive definite Hessian means strictly convex": (
        "printed", "polynomials of two variables with positive definite Hessian lie below their chords", convex_probes.strictly_convex_polynomial),
    "claim positive second derivatives along lines mean strictly convex": (
        "printed", "polynomials of two variables, convex along lines, lie below their chords", convex_probes.strictly_convex_polynomial),
}
NAMES = sorted({name for name, _ in HOLDS} | set(FAILS) | set(PROBES))


@BOOK.proof(*NAMES)
def written(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What fails, what holds, and what is only tested."""
    for number, (instance, build) in FAILS.get(statement.id, {}).items():
        d, lemmas = Derivation(), WORDS.get(statement.id)
        build(d, statement.printed)
        lines = LINES.get((statement.id, "printed", number), ())
        yield fails(statement.printed, number, instance, d, obligation(statement.printed, number, "fails"), *lines, general=lemmas and lemmas())
    for form in statement.forms:
        for number, build in HOLDS.get((statement.id, form.name), {}).items():
            d = Derivation()
            build(d, form)
            yield holds(form, number, d, obligation(form, number, "holds"), *LINES.get((statement.id, form.name, number), ()))
    if statement.id == "equation 1":
        yield identical(statement.printed, 2, "the coordinates sum to 1", r"\sum_i \frac{e^{\theta_i}}{\sum_j e^{\theta_j}} = 1")
    if statement.id == "equation 5":
        yield identical(statement.printed, 0, "the partial derivatives are the coordinates", *LINES["equation 5", "printed", 0])
    if statement.id in PROBES:
        name, words, trial = PROBES[statement.id]
        yield convex_probes.probe(statement.form(name), words, run, trial)


def obligation(form: Form, number: int, verb: str) -> str:
    return f"part {number + 1} of {len(form.conclusion)} {verb}" if len(form.conclusion) > 1 else f"it {verb}"


@BOOK.proof("claim mean of the Gumbel law")
def enclosed(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Balls for Gumbel noise."""
    yield from held(statement.printed, False)
