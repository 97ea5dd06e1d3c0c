"""The rows of Section 5 and of the appendices 9.1 to 9.3 that are derived, or refuted at an instance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from proofs import BOOK, argmax_refutations, conjugate, leaders, minimality, perturb_max, threshold, vanishing
from proofs import prose_perturb_max as prose
from proofs.coercive import subgradients_everywhere
from proofs.completeness import shown
from proofs.conjugate import FINITE, as_max, bridge, simplex_where_bounded
from proofs.covering import covering_has_subgradients
from proofs.full_support import GAP, gap_is_convex, gap_mean
from proofs.half_space import every_coordinate_leads, half_space_is_convex, of_every_dimension
from proofs.means import non_negative_mean
from proofs.one_subgradient import only_then_no_ties
from proofs.perturb_max import ALONE, Notebook, at_most_one, equation_13, gradient, included, some_subgradient
from proofs.vertices import every_lead_is_taken
from proofs.written import fails, joined
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation

Part = tuple[Callable[[Derivation, Form], str], str, tuple[str, ...]]
UNIQUE = "forall(p, forall(q, {0}(theta, p) and {0}(theta, q) -> p = q))"


def convex(d: Derivation, form: Form) -> str:
    """f is convex: the maximum is, and the mean keeps it."""
    same = bridge(d, d.hypothesis(0, FINITE))
    inside = d.assume("0 < lam and lam < 1")
    line = gap_is_convex(d, d.left("0 < lam", inside), d.right("lam < 1", inside))
    whole, mean = gap_mean(d)
    sign = non_negative_mean(d, GAP, whole, line)
    mix = "(lam * u + (1 - lam) * v)"
    goal = f"mean_max{mix} <= lam * mean_max(u) + (1 - lam) * mean_max(v)"
    line = d.arith(goal, (1, sign), (1, mean), (1, same.at(mix)), ("-lam", same.at("u")), ("-(1 - lam)", same.at("v")))

    def body(u: str, v: str, lam: str) -> str:
        return f"0 < {lam} and {lam} < 1 -> mean_max({lam} * {u} + (1 - {lam}) * {v}) <= {lam} * mean_max({u}) + (1 - {lam}) * mean_max({v})"

    return d.lemma("u v lam", body, d.discharge(body("u", "v", "lam"), line)).fact


def everywhere_some(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[1], some_subgradient(Notebook(d, d.hypothesis(0, FINITE))), "theta")


def spanned(d: Derivation, form: Form) -> str:
    """Every p of the open simplex is a subgradient of F somewhere, hence of f."""
    same = bridge(d, d.hypothesis(0, FINITE))
    exists = d.apply("exists(x, subgradient_rise(x, p))", subgradients_everywhere(d).at("p"), d.assume("open_simplex(p)"))
    found = as_max(d, same, "x", "p", d.assume("subgradient_rise(x, p)"))
    some = "exists(theta, subgradient_max(theta, p))"
    found = d.obtain(some, exists, d.witness(some, found, "x"), "x")
    return d.generalise(form.conclusion[0], d.discharge(f"open_simplex(p) -> {some}", found), "p")


def inside_simplex(d: Derivation, form: Form) -> str:
    """<p,x> - f(x) is at most its value at theta, so p lies in the simplex."""
    rule = simplex_where_bounded(d, d.hypothesis(0, FINITE))
    value = "(sum(i, p[i] * theta[i]) - mean_max(theta))"
    line = d.instance("mean_max(theta) + sum(i, p[i] * (x[i] - theta[i])) <= mean_max(x)", d.assume("subgradient_max(theta, p)"), "x")
    below = d.arith(f"sum(i, p[i] * x[i]) - mean_max(x) <= {value}", (1, line))
    below = d.generalise(f"forall(x, sum(i, p[i] * x[i]) - mean_max(x) <= {value})", below, "x")
    at = d.instance("forall(c, forall(x, sum(i, p[i] * x[i]) - mean_max(x) <= c) -> simplex(p))", rule, "p")
    at = d.instance(f"forall(x, sum(i, p[i] * x[i]) - mean_max(x) <= {value}) -> simplex(p)", at, value)
    closed = d.discharge("subgradient_max(theta, p) -> simplex(p)", d.apply("simplex(p)", at, below))
    return d.generalise(form.conclusion[1], d.generalise("forall(p, subgradient_max(theta, p) -> simplex(p))", closed, "p"), "theta")


def single(number: int):
    def build(d: Derivation, form: Form) -> str:
        note = Notebook(d, d.hypothesis(0, FINITE))
        if number == 1:
            return d.generalise(form.conclusion[1], some_subgradient(note), "theta")
        return d.generalise(form.conclusion[0], at_most_one(note, d.instance("no_ties(theta)", d.hypothesis(1, ALONE), "theta")), "theta")

    return build


def ties_decide(back: bool, of_f: bool, implied: bool = True):
    """no_ties(theta) -> one subgradient at most, or the converse; of f or of F; `implied`: as an implication, for F with theta quantified."""

    def build(d: Derivation, form: Form) -> str:
        note = Notebook(d, d.hypothesis(0, FINITE) if of_f else None)
        unique = UNIQUE.format(note.kind)
        if back:
            line = d.discharge(f"{unique} -> no_ties(theta)", only_then_no_ties(note, d.assume(unique)))
        else:
            line = d.discharge(f"no_ties(theta) -> {unique}", at_most_one(note, d.assume("no_ties(theta)")))
        return line if of_f else d.generalise(f"forall(theta, {d.steps[int(line[1:])]['formula']})", line, "theta")

    return build


def own_inclusion(converse: bool):
    def build(d: Derivation, form: Form) -> str:
        line = included(Notebook(d), converse)
        return d.generalise(f"forall(theta, {d.steps[int(line[1:])]['formula']})", line, "theta")

    return build


SPLIT = (
    (threshold.split_pointwise, "which coordinate is the greatest", prose.THRESHOLD),
    (threshold.both_integrable, "both integrands are integrable", prose.HALVES),
    (threshold.mean_is_split, "g is the sum of the two integrals", prose.HALVES),
)
GRADIENT = (
    (gradient(0, False), "a subgradient has the probabilities as its components", prose.ONE),
    (gradient(1, False), "the probabilities are a subgradient", prose.ONE),
    (gradient(2, False), "the directional derivatives", prose.SLOPES),
)
LINES = {number: (conjugate.line(number), "the step", prose.CHAIN[number]) for number in range(53, 60)}
PARTS: dict[tuple[str, str], tuple[Part, ...]] = {
    ("equation 12", "printed"): ((perturb_max.finite_everywhere, "finite at one point, finite everywhere", prose.FINITE),),
    ("equation 13", "printed"): (
        (equation_13(0), "a subgradient lies in the expected argmax", prose.SUPPORT),
        (equation_13(1), "what lies in the expected argmax is a subgradient", prose.SUPPORT_BACK),
        (equation_13(2), "however ties are shared, a subgradient", prose.SHARED),
    ),
    ("claim subgradients of the perturb-max", "printed"): (
        (own_inclusion(False), "subgradients and the support function", prose.SUPPORT),
        (own_inclusion(True), "the converse", prose.SUPPORT_BACK),
        (ties_decide(False, False), "no ties: one subgradient", prose.ONE),
        (ties_decide(True, False), "one subgradient: no ties", prose.NO_TIES),
    ),
    ("claim subgradients of the perturb-max exist", "printed"): ((convex, "convex", prose.CONVEX), (everywhere_some, "a subgradient at every θ", prose.SHARED)),
    ("claim subgradients span the open simplex", "printed"): (
        (spanned, "every p of ri Δ is a subgradient", prose.SPANNED),
        (inside_simplex, "every subgradient is a probability vector", prose.IN_SIMPLEX),
    ),
    ("claim kinks of max carry over to the perturb-max", "repaired 1"): (
        (ties_decide(False, True), "no ties: one subgradient", prose.ONE), (ties_decide(True, True), "one subgradient: no ties", prose.NO_TIES),
    ),
    ("claim a sequence in the proof of Theorem 5.1", "printed"): ((every_lead_is_taken, "a point with $`h_i = n`$", prose.LEAD_TAKEN),),
    ("claim limit points suffice for Theorem 5.1", "repaired 1"): ((covering_has_subgradients, "every p of ri Δ is a subgradient in Θ", prose.SPANNED),),
    ("claim properties depend on the perturbation", "printed"): (
        (minimality.separates, "full support: one point for each p, up to translation", prose.FULL_SUPPORT),
        (minimality.merges, "bounded noise: many points share a unit vector", prose.BOUNDED),
    ),
    ("claim minimality for non-discrete perturbations", "repaired 1"): ((minimality.minimal_under(2), "minimal where every ball is charged", prose.FULL_SUPPORT),),
    ("lemma 5.2", "printed"): (
        (gradient(0, True), "a subgradient has the probabilities as its components", prose.ONE),
        (gradient(1, True), "the probabilities are a subgradient", prose.ONE),
        (gradient(2, True), "the directional derivatives", prose.SLOPES),
    ),
    ("equation 15", "printed"): (
        (gradient(0, True), "a subgradient has the probabilities as its components", prose.ONE),
        (gradient(1, True), "the probabilities are a subgradient", prose.ONE),
    ),
    ("claim single-valued mapping of Lemma 5.2", "printed"): ((single(0), "at most one subgradient", prose.ONE), (single(1), "at least one", prose.SHARED)),
    ("theorem 5.3", "repaired 1"): ((minimality.minimal_under(3), "minimal where every ball is charged", prose.FULL_SUPPORT),),
    ("theorem 5.3", "repaired 2"): (
        (minimality.minimal_if, "no two translates: minimal", prose.FULL_SUPPORT), (minimality.minimal_only_if, "minimal: no two translates", prose.TRANSLATES),
    ),
    ("claim perturb-max is strictly convex", "repaired 1"): ((minimality.strict_over, "strictly convex over Θ", prose.FULL_SUPPORT),),
    ("claim a derivative that is not constant has no zero", "repaired 1"): ((minimality.strict_along, "strictly convex along a line", prose.FULL_SUPPORT),),
    ("claim positive densities make the second derivative positive", "repaired 1"): ((minimality.strict_along, "strictly convex along a line", prose.FULL_SUPPORT),),
    ("corollary 9.1", "printed"): GRADIENT,
    ("equation 48", "printed"): (
        (perturb_max.pointwise_shares, "shares are a subgradient of the maximum", prose.SHARED),
        (lambda d, form: perturb_max.shared(Notebook(d, d.hypothesis(0, FINITE))), "their expectation is one of f", prose.SHARED),
        (equation_13(0), "a subgradient of f lies in the expectation", prose.SUPPORT),
        (equation_13(1), "what lies in the expectation is a subgradient", prose.SUPPORT_BACK),
    ),
    ("equation 49", "printed"): ((perturb_max.indicator, "the indicator of a leader", prose.INDICATOR),),
    ("equation 50", "repaired 1"): (
        (leaders.share_at_most, "a share is at most the indicator", prose.SHARE_AT_MOST), (leaders.share_alone, "without ties they agree in the mean", prose.ONE),
    ),
    ("equation 51", "printed"): ((leaders.sums_of_maxima, "the second event implies the first", prose.MAXIMA),),
    ("corollary 9.2", "repaired 1"): (
        (conjugate.value, "the value at p", prose.VALUE), (conjugate.finite_on_simplex, "finite on the simplex", prose.FINITE_ON),
        (conjugate.infinite_elsewhere, "infinite elsewhere", prose.IN_SIMPLEX),
    ),
    ("equation 60", "printed"): (
        (conjugate.leaders_noise, "the mean noise of the leader", prose.LEADERS_NOISE), (conjugate.conditional, "conditional means", prose.CONDITIONAL),
    ),
    ("equation 61", "repaired 1"): ((conjugate.line(61), "the value", prose.VALUE),),
    ("equation 63", "printed"): SPLIT,
    ("equation 64", "repaired 1"): SPLIT,
    ("claim four terms of the difference", "repaired 1"): ((vanishing.four_terms, "the integrands agree", prose.FOUR_TERMS),),
    ("claim the last two terms cancel in the limit", "printed"): (
        (vanishing.between, "the two terms together, for each γ", prose.BETWEEN), (vanishing.limit, "their limit", prose.VANISHING),
    ),
    ("equation 65", "printed"): (
        (perturb_max.derivative_along, "the derivative along v", prose.SLOPES), (threshold.mean_at_leader, "the mean of v at the leader", prose.LEADER),
        (threshold.value_at_leader, "v at the leader", prose.THRESHOLD),
    ),
    ("claim two indices suffice for the maximum", "printed"): ((minimality.two_indices, "the greatest of d is one of two", prose.TWO_INDICES),),
    ("claim directions between parameters are not constant", "printed"): (
        (minimality.direction(0), "not a multiple of 1", prose.DIRECTION), (minimality.direction(1), "some coordinate differs", prose.DIRECTION),
    ),
    ("claim the derivative along a line is not constant", "printed"): ((threshold.slope_grows, "g' grows strictly", prose.SLOPE_GROWS),),
    **{(f"equation {number}", "printed"): (part,) for number, part in LINES.items()},
}
PARTS["equation 52", "repaired 1"] = PARTS["corollary 9.2", "repaired 1"]
CELLS = (
    "equation 50", "claim kinks of max carry over to the perturb-max",
    "claim minimality for non-discrete perturbations",
    "claim a derivative that is not constant has no zero", "claim four terms of the difference",
)
REFUTED = (
    "theorem 5.3", "claim perturb-max is strictly convex", "claim limit points suffice for Theorem 5.1", "corollary 9.2", "equation 52", "equation 64",
)


def derived(statement: Statement) -> Iterator[Evidence]:
    """One derivation for each part of each form that has them."""
    for form in statement.forms:
        for number, (build, words, lines) in enumerate(PARTS.get((statement.id, form.name), ())):
            yield shown(form, number, build, words, lines)


@BOOK.proof(*(name for name in dict.fromkeys(name for name, _ in PARTS) if name not in CELLS and name not in REFUTED))
def rows(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Derived for every d."""
    yield from derived(statement)


@BOOK.proof(*CELLS)
def mixed(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The printed form at a law with exact arithmetic, the repairs derived for every d."""
    from verifier.engines.search.opinion import judged

    yield from judged(replace(statement, repaired=()), run)
    yield from derived(statement)


@BOOK.proof(
    "claim the maximum is not everywhere differentiable", "claim perturb-max is not always differentiable", "claim Corollary 9.1 for noise with ties",
)
def plain(statement: Statement, run: Run) -> Iterator[Evidence]:
    """No noise, or two signs; d = 2."""
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run)


@BOOK.proof("theorem 5.3")
def theorem_5_3(statement: Statement, run: Run) -> Iterator[Evidence]:
    """All coordinates one variable: not minimal, whatever its law. Every ball charged: minimal."""
    words = "one variable in all coordinates, with any law: two parameters share their probabilities"
    equal = argmax_refutations.equal_coordinates()
    yield argmax_refutations.on_the_line(statement.printed, argmax_refutations.both_share, words, prose.ONE_VARIABLE, equal)
    yield from derived(statement)


@BOOK.proof("claim perturb-max is strictly convex")
def not_strictly_convex(statement: Statement, run: Run) -> Iterator[Evidence]:
    """All coordinates one variable: linear between two points, whatever its law. Every ball charged: strictly convex."""
    words, equal = "one variable in all coordinates, with any law: linear on a segment", argmax_refutations.equal_coordinates()
    yield argmax_refutations.on_the_line(statement.printed, argmax_refutations.linear_between, words, prose.LINEAR_BETWEEN, equal)
    yield from derived(statement)


@BOOK.proof("claim limit points suffice for Theorem 5.1")
def no_limit_points(statement: Statement, run: Run) -> Iterator[Evidence]:
    """A half-space on which every h_i is unbounded, and constant noise."""
    d = Derivation()
    finite = d.generalise("forall(theta, 0 <= 0)", d.arith("0 <= 0"), "theta")
    joined(d, [half_space_is_convex(d), every_coordinate_leads(d), finite, argmax_refutations.middle_is_missed(d)])
    general = {"square": of_every_dimension()["square"]}
    yield fails(statement.printed, 0, argmax_refutations.SHIFTED, d, "a half-space misses (1/3, 1/3, 1/3)", *prose.MIDDLE, general=general)
    yield from derived(statement)


@BOOK.proof("corollary 9.2", "equation 52")
def conjugates(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The value at p, and a vector other than p with a finite conjugate."""
    d = Derivation()
    joined(d, [*argmax_refutations.conjugate_hypotheses(d), argmax_refutations.finite_elsewhere(d)])
    yield shown(statement.printed, 0, conjugate.value, "the value at p", prose.VALUE)
    yield fails(statement.printed, 1, argmax_refutations.TWO, d, "a unit vector other than p has a finite conjugate", *prose.UNIT_VECTORS)
    yield from derived(statement)
