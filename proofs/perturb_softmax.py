"""Theorem 4.3, Lemma 4.2, Corollary 8.2, Equations 6, 7, 10, 39-41, 45-47 and what belongs to them: every d, every law."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from proofs import BOOK, prose
from proofs import appendix_8_4 as appendix
from proofs.means import (
    combination,
    constant,
    convex_mean,
    increment_integrable,
    mean_lse_of_translate,
    mean_softmax_determines,
    mean_softmax_of_translate,
    monotone_mean,
    softmax_bounds,
    softmax_integrable,
)
from proofs.written import fails, holds, identical
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation
from verifier.probes import searches

FINITE = "forall(theta, integrable(g, lse(theta + g)))"
MEMBERS = "member(theta, Theta) and member(tau, Theta)"
EQUAL = "every(i, mean_softmax(theta, i) = mean_softmax(tau, i))"
RATIO = "exp(theta[j] + g[j]) / sum(i, exp(theta[i] + g[i]))"
INSIDE = "0 < lam and lam < 1"
Build = Callable[[Derivation, Form], str]


def finite_at(d: Derivation, finite: str) -> Callable[[str], str]:
    """lse(x+g) is integrable, for any x, from the standing hypothesis."""
    return lambda x: d.instance(f"integrable(g, lse({x} + g))", finite, x)


def lse_at(x: str) -> str:
    return f"lse({x} + g)"


def increment_at(x: str) -> str:
    return f"(lse({x} + g) - lse(g))"


def renamed(d: Derivation, fact: str, body: Callable[[str, str], str]) -> str:
    """body(theta, tau), from body(u, v) where nothing is assumed of u and v."""
    return d.lemma("u v", body, fact).at("theta", "tau")


# Theorem 4.3


def apart_in(d: Derivation, none: str, given: str) -> str:
    """not translates(theta, tau), from no_two_translates(Theta) and two different members."""

    def rule(theta: str, tau: str) -> str:
        return f"member({theta}, Theta) and member({tau}, Theta) and {theta} != {tau} -> not translates({theta}, {tau})"

    at = d.instance(f"forall(tau, {rule('theta', 'tau')})", none, "theta")
    return d.apply("not translates(theta, tau)", d.instance(rule("theta", "tau"), at, "tau"), given)


def minimal(d: Derivation, none: str) -> str:
    """minimal_perturb_softmax(Theta), from no_two_translates(Theta)."""
    given = d.assume(f"{MEMBERS} and {EQUAL}")
    members, equal = d.left(MEMBERS, given), d.right(EQUAL, given)
    translates = d.apply("translates(theta, tau)", mean_softmax_determines(d).at("theta", "tau"), equal)
    differ = d.both(f"{MEMBERS} and theta != tau", members, d.assume("theta != tau"))
    same = d.contradiction("theta = tau", translates, apart_in(d, none, differ))
    closed = d.discharge(f"{MEMBERS} and {EQUAL} -> theta = tau", same)
    closed = d.generalise(f"forall(tau, {MEMBERS} and {EQUAL} -> theta = tau)", closed, "tau")
    return d.generalise("minimal_perturb_softmax(Theta)", closed, "theta")


def theorem_4_3(d: Derivation, form: Form) -> str:
    return minimal(d, d.hypothesis(1, "no_two_translates(Theta)"))


def sufficient(d: Derivation, form: Form) -> str:
    return d.discharge(form.conclusion[0], minimal(d, d.assume("no_two_translates(Theta)")))


def necessary(d: Derivation, form: Form) -> str:
    """Translates have the same probabilities, so a one-to-one Θ has no two different ones."""
    one = d.assume("minimal_perturb_softmax(Theta)")
    given = d.assume(f"{MEMBERS} and theta != tau")
    members, differ = d.left(MEMBERS, given), d.right("theta != tau", given)
    translates = d.assume("translates(theta, tau)")
    equal = mean_softmax_of_translate(d, "theta", "tau", "c", d.assume("every(i, theta[i] = tau[i] + c)"))
    at = d.instance(f"forall(tau, {MEMBERS} and {EQUAL} -> theta = tau)", one, "theta")
    at = d.instance(f"{MEMBERS} and {EQUAL} -> theta = tau", at, "tau")
    same = d.obtain("theta = tau", translates, d.apply("theta = tau", at, d.both(f"{MEMBERS} and {EQUAL}", members, equal)), "c")
    closed = d.discharge(
        f"{MEMBERS} and theta != tau -> not translates(theta, tau)", d.contradiction("not translates(theta, tau)", same, differ)
    )
    closed = d.generalise(f"forall(tau, {MEMBERS} and theta != tau -> not translates(theta, tau))", closed, "tau")
    return d.discharge(form.conclusion[1], d.generalise("no_two_translates(Theta)", closed, "theta"))


# Lemma 4.2 and Equations 6, 10, 46


def argument_is_positive(d: Derivation, form: Form) -> str:
    fact = d.generalise("forall(g, sum(i, exp(theta[i] + g[i])) > 0)", d.positive("sum(i, exp(theta[i] + g[i]))"), "g")
    return d.generalise(form.conclusion[0], fact, "theta")


def finite_everywhere(d: Derivation, form: Form) -> str:
    """lse(θ+g) = (lse(θ+g) - lse(g)) + lse(g), and the first part is bounded."""
    at_zero = d.hypothesis(0, "integrable(g, lse(g))")
    increment = increment_integrable(d).at("theta")
    finite, _ = combination(d, "lse(theta + g)", (("1", increment_at("theta"), increment), ("1", "lse(g)", at_zero)))
    return d.generalise(form.conclusion[1], finite, "theta")


def equation_10(d: Derivation, form: Form) -> str:
    strict = strict_everywhere(d, lse_at, finite_at(d, d.hypothesis(0, FINITE)))
    return strict(d.hypothesis(2, INSIDE), d.hypothesis(1, "not translates(theta, tau)"))


def strict_everywhere(d: Derivation, term: Callable[[str], str], finite: Callable[[str], str]) -> Callable[[str, str], str]:
    """From facts 0 < lam and lam < 1, and not translates(theta, tau): the strict inequality for E term."""
    inside, apart = d.assume(INSIDE), d.assume("not translates(u, v)")
    line = convex_mean(d, term, finite, d.left("0 < lam", inside), d.right("lam < 1", inside), apart)

    def inequality(u: str, v: str) -> str:
        return f"E(g, {term(f'(lam * {u} + (1 - lam) * {v})')}) < lam * E(g, {term(u)}) + (1 - lam) * E(g, {term(v)})"

    def apart_rule(u: str, v: str) -> str:
        return f"not translates({u}, {v}) -> {inequality(u, v)}"

    def body(u: str, v: str) -> str:
        return f"{INSIDE} -> ({apart_rule(u, v)})"

    rule = renamed(d, d.discharge(body("u", "v"), d.discharge(apart_rule("u", "v"), line)), body)
    return lambda within, different: d.apply(inequality("theta", "tau"), d.apply(apart_rule("theta", "tau"), rule, within), different)


def lemma_4_2(d: Derivation, form: Form) -> str:
    given = d.assume(f"{MEMBERS} and theta != tau and 0 < lam and lam < 1")
    rest = d.left(f"{MEMBERS} and theta != tau and 0 < lam", given)
    apart = apart_in(d, d.hypothesis(1, "no_two_translates(Theta)"), d.left(f"{MEMBERS} and theta != tau", rest))
    inside = d.both(INSIDE, d.right("0 < lam", rest), d.right("lam < 1", given))
    goal = "mean_lse(lam * theta + (1 - lam) * tau) < lam * mean_lse(theta) + (1 - lam) * mean_lse(tau)"
    line = strict_everywhere(d, lse_at, finite_at(d, d.hypothesis(2, FINITE)))(inside, apart)
    closed = d.discharge(f"{MEMBERS} and theta != tau and 0 < lam and lam < 1 -> {goal}", line)
    return closed_over(d, f"{MEMBERS} and theta != tau and 0 < lam and lam < 1 -> {goal}", closed)


def closed_over(d: Derivation, formula: str, fact: str) -> str:
    """forall(theta, forall(tau, forall(lam, formula)))."""
    for name in ("lam", "tau", "theta"):
        formula = f"forall({name}, {formula})"
        fact = d.generalise(formula, fact, name)
    return fact


def increments_are_finite(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[0], increment_integrable(d).at("theta"), "theta")


def strict_for_every_law(d: Derivation, form: Form) -> str:
    increment = increment_integrable(d)
    strict = strict_everywhere(d, increment_at, increment.at)
    given = d.assume("not translates(theta, tau) and 0 < lam and lam < 1")
    rest = d.left("not translates(theta, tau) and 0 < lam", given)
    inside = d.both(INSIDE, d.right("0 < lam", rest), d.right("lam < 1", given))
    line = strict(inside, d.left("not translates(theta, tau)", rest))
    mean = f"E(g, {increment_at('lam * theta + (1 - lam) * tau')})"
    goal = f"{mean} < lam * E(g, {increment_at('theta')}) + (1 - lam) * E(g, {increment_at('tau')})"
    formula = f"not translates(theta, tau) and 0 < lam and lam < 1 -> {goal}"
    return closed_over(d, formula, d.discharge(formula, line))


def equation_46(d: Derivation, form: Form) -> str:
    finite = finite_at(d, d.hypothesis(0, FINITE))
    given = d.assume(INSIDE)
    line = convex_mean(d, lse_at, finite, d.left("0 < lam", given), d.right("lam < 1", given), None)

    def body(u: str, v: str) -> str:
        return f"{INSIDE} -> mean_lse(lam * {u} + (1 - lam) * {v}) <= lam * mean_lse({u}) + (1 - lam) * mean_lse({v})"

    rule = renamed(d, d.discharge(body("u", "v"), line), body)
    return d.apply(form.conclusion[0], rule, d.hypothesis(1, INSIDE))


def translated(d: Derivation, form: Form) -> str:
    finite = d.instance("integrable(g, lse(theta + g))", d.hypothesis(0, FINITE), "theta")
    return mean_lse_of_translate(d, finite, "tau", "theta", "c", d.hypothesis(1, "every(i, tau[i] = theta[i] + c)"))


def affine_along_translation(d: Derivation, form: Form) -> str:
    finite = d.instance("integrable(g, lse(theta + g))", d.hypothesis(0, FINITE), "theta")
    shift = d.hypothesis(1, "every(i, tau[i] = theta[i] + c)")
    here = d.instance("tau[i] = theta[i] + c", shift, "i")
    mixed, part = "(lam * theta + (1 - lam) * tau)", "((1 - lam) * c)"
    mean = d.generalise(f"every(i, {mixed}[i] = theta[i] + {part})", d.arith(f"{mixed}[i] = theta[i] + {part}", ("1 - lam", here)), "i")
    one = mean_lse_of_translate(d, finite, "tau", "theta", "c", shift)
    two = mean_lse_of_translate(d, finite, mixed, "theta", part, mean)
    return d.arith(form.conclusion[1], (1, two), ("lam - 1", one))


# Equation 7 and Corollary 8.2


def gradient(d: Derivation, finite: str) -> tuple[str, str]:
    """With i free: the partial derivative of mean_lse at theta exists, and equals mean_softmax(theta, i)."""
    slope = "derivative(lse(x + g), x[i])"
    above, below = softmax_bounds(d)
    same = d.identity(f"{slope} = softmax(x + g, i)")
    low = d.arith(f"-1 <= {slope}", (1, above.at("x + g", "i")), (-1, same), (1,))
    both = d.both(f"-1 <= {slope} and {slope} <= 1", low, d.arith(f"{slope} <= 1", (1, below.at("x + g", "i")), (1, same)))
    bounds = d.generalise(f"forall(g, -1 <= {slope} and {slope} <= 1)", both, "g")
    bounds = d.generalise(f"forall(x, forall(g, -1 <= {slope} and {slope} <= 1))", bounds, "x")
    one, _ = constant(d, "1")

    def parts(x: str) -> tuple[str, str]:
        return f"differentiable(mean_lse({x}), {x}[i])", f"derivative(mean_lse({x}), {x}[i]) = E(g, derivative(lse({x} + g), {x}[i]))"

    everywhere = d.theorem(
        f"forall(x, {' and '.join(parts('x'))})",
        "differentiation under the expectation",
        finite,
        one,
        bounds,
        F=("x", "g", "lse(x + g)"),
        G=("g", "1"),
        i="i",
    )
    here = d.instance(" and ".join(parts("theta")), everywhere, "theta")
    exists, value = (d.left(parts("theta")[0], here), d.right(parts("theta")[1], here))
    return exists, d.arith("derivative(mean_lse(theta), theta[i]) = mean_softmax(theta, i)", (1, value))


def differentiable(d: Derivation, form: Form) -> str:
    fact = gradient(d, d.hypothesis(0, FINITE))[0]
    return d.generalise(form.conclusion[0], fact, "i")


def gradient_is_softmax(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[1], gradient(d, d.hypothesis(0, FINITE))[1], "i")


def sum_of_derivatives(d: Derivation) -> str:
    """Equation 39."""
    line = gradient(d, d.hypothesis(0, FINITE))[1]
    left, right = (
        "derivative(mean_lse(theta), theta[i])",
        f"E(g, {RATIO.replace('[i]', '[k]').replace('sum(i', 'sum(k').replace('[j]', '[i]')})",
    )
    each = d.generalise(f"every(i, {left} = {right})", d.arith(f"{left} = {right}", (1, line)), "i")
    return d.theorem(f"sum(i, {left}) = sum(i, {right})", "equal terms have equal sums", each, F=("i", left), G=("i", right))


def equation_39(d: Derivation, form: Form) -> str:
    return d.arith(form.conclusion[1], (1, sum_of_derivatives(d)))


def sum_of_means(d: Derivation) -> str:
    """Equation 40, its first half."""
    finite = d.generalise("every(j, integrable(g, softmax(theta + g, j)))", softmax_integrable(d).at("theta", "j"), "j")
    left, right = "integrable(g, sum(j, softmax(theta + g, j)))", "E(g, sum(j, softmax(theta + g, j))) = sum(j, mean_softmax(theta, j))"
    return d.right(right, d.theorem(f"{left} and {right}", "expectation of a finite sum", finite, F=("j", "g", "softmax(theta + g, j)")))


def equation_40(d: Derivation, form: Form) -> str:
    return d.arith(form.conclusion[0], (-1, sum_of_means(d)))


def total_is_one(d: Derivation) -> str:
    """E(sum of the coordinates of softmax) = 1: the sum is the constant 1."""
    _, value = constant(d, "1")
    return d.arith("E(g, sum(j, softmax(theta + g, j))) = 1", (1, value))


def equation_40_total(d: Derivation, form: Form) -> str:
    return d.arith(form.conclusion[1], (1, total_is_one(d)))


def mean_is_positive(d: Derivation, index: str) -> str:
    """0 < mean_softmax(theta, index)."""
    above, _ = softmax_bounds(d)
    term = f"softmax(theta + g, {index})"
    everywhere = d.generalise(f"forall(g, 0 < {term})", above.at("theta + g", index), "g")
    return d.theorem(
        f"0 < E(g, {term})", "a positive variable has a positive mean", softmax_integrable(d).at("theta", index), everywhere, F=("g", term)
    )


def equation_41(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[0], d.arith(f"E(g, {RATIO}) >= 0", (1, mean_is_positive(d, "j"))), "j")


def corollary_sum(d: Derivation, form: Form) -> str:
    return d.arith(form.conclusion[1], (1, sum_of_derivatives(d)), (-1, sum_of_means(d)), (1, total_is_one(d)))


def corollary_sign(d: Derivation, form: Form) -> str:
    line = gradient(d, d.hypothesis(0, FINITE))[1]
    sign = d.arith("derivative(mean_lse(theta), theta[i]) >= 0", (1, mean_is_positive(d, "i")), (-1, line))
    return d.generalise(form.conclusion[2], sign, "i")


def strictly_monotone(d: Derivation, form: Form) -> str:
    return monotone_mean(d).fact


@BOOK.proof(
    "theorem 4.3",
    "claim Perturb-Softmax is strictly monotone",
    "claim minimality iff no two translates",
    "lemma 4.2",
    "equation 10",
    "claim strict convexity for every law",
    "claim translations",
    "equation 6",
    "equation 7",
    "equation 46",
    "corollary 8.2",
    "equation 39",
    "equation 40",
    "equation 41",
)
def general(statement: Statement, run: Run) -> Iterator[Evidence]:
    """One derivation for each conclusion of the printed form."""
    for number, (build, obligation, lines) in enumerate(PROOFS[statement.id]):
        yield shown(statement.printed, number, build, obligation, lines)
    for probe in PROBES.get(statement.id, ()):
        yield getattr(searches, probe)(statement.printed, run)


@BOOK.proof("equation 45")
def equation_45(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Both equations hold under the expectation, γ by γ."""
    for number in range(2):
        yield identical(statement.printed, number, "the integrands are the same function of $`\\gamma`$", prose.EXPONENTS[number])


@BOOK.proof("equation 47")
def equation_47_both(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The print fails in both directions for want of α; with it, both hold."""
    for number, tau in enumerate(("vec(0)", "vec(1)")):
        d = Derivation()
        appendix.half_at(tau, number)(d, statement.printed)
        yield fails(statement.printed, number, appendix.HALF | {"tau": tau}, d, prose.FAILS_47[number][0], *prose.FAILS_47[number][1:])
    for number, build in enumerate((appendix.equation_47, appendix.equation_47_back)):
        yield shown(statement.form("repaired 1"), number, build, prose.HOLDS_47[number], prose.REPAIRED_47)


def shown(form: Form, number: int, build: Build, obligation: str, lines: tuple[str, ...]) -> Evidence:
    """A derivation of one conclusion of a form."""
    d = Derivation()
    build(d, form)
    return holds(form, number, d, obligation, *lines)


@BOOK.proof("claim Hoelder step of Lemma 4.2")
def hoelder_step(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The printed inequality is true, but the step from it fails; with the norms exchanged, both hold."""
    printed, repaired = statement.printed, statement.form("repaired 1")
    yield shown(printed, 0, appendix.printed_norms, "the inequality with the printed norms", prose.PRINTED_NORMS)
    d = Derivation()
    appendix.step_fails(d, printed)
    yield fails(printed, 1, appendix.QUARTER, d, "the product of the printed norms is more than (46) needs", *prose.WRONG_NORMS)
    yield shown(repaired, 0, appendix.right_norms, "the inequality with the exchanged norms", prose.RIGHT_HOELDER)
    yield shown(repaired, 1, appendix.right_step, "the product of the exchanged norms is what (46) needs", prose.RIGHT_NORMS)


@BOOK.proof("claim strict Hoelder inequality of Lemma 4.2")
def strict_hoelder(statement: Statement, run: Run) -> Iterator[Evidence]:
    """With the printed norms equality can hold off translations; with the norms exchanged it cannot."""
    d = Derivation()
    appendix.strictness_fails(d, statement.printed)
    yield fails(statement.printed, 0, appendix.LEVEL, d, "equality between two points that are no translates", *prose.LEVEL)
    strict = "strict inequality with the exchanged norms, off translations"
    yield shown(statement.form("repaired 1"), 0, appendix.right_norms_strict, strict, prose.RIGHT_STRICT)


PROBES = {
    "theorem 4.3": ("injectivity",), "lemma 4.2": ("strict_convexity",), "equation 7": ("curvature",),
    "claim translations": ("translation",), "corollary 8.2": ("image",),
}
PROOFS: dict[str, list[tuple[Build, str, tuple[str, ...]]]] = {
    "theorem 4.3": [(theorem_4_3, "equal probabilities at two points of $`\\Theta`$: the points are equal", prose.MINIMAL)],
    "claim Perturb-Softmax is strictly monotone": [(strictly_monotone, "the inner product is positive off translations", prose.MONOTONE_MEAN)],
    "claim minimality iff no two translates": [
        (sufficient, "no two translates: one-to-one", prose.MINIMAL),
        (necessary, "one-to-one: no two translates", prose.NECESSARY),
    ],
    "lemma 4.2": [(lemma_4_2, "strict inequality between any two different points of $`\\Theta`$", prose.APART_IN_THETA)],
    "equation 10": [(equation_10, "strict inequality between two points that are no translates", prose.MEAN_STRICT)],
    "claim strict convexity for every law": [
        (increments_are_finite, "F is finite for every law", prose.INCREMENT),
        (strict_for_every_law, "F is strictly convex off translations", prose.INCREMENT_STRICT),
    ],
    "claim translations": [
        (translated, "f grows by c", prose.TRANSLATE),
        (affine_along_translation, "equality in the convexity condition", (*prose.TRANSLATE, *prose.AFFINE)),
    ],
    "equation 6": [
        (argument_is_positive, "the argument of the logarithm is positive", (prose.POSITIVE_SUM,)),
        (finite_everywhere, "finite at one point: finite at every point", (*prose.INCREMENT, prose.SPLIT)),
    ],
    "equation 7": [
        (differentiable, "f has partial derivatives", prose.GRADIENT),
        (gradient_is_softmax, "they are the expected softmax", prose.GRADIENT),
    ],
    "equation 46": [(equation_46, "convexity of f", prose.MEAN_CONVEX)],
    "corollary 8.2": [
        (differentiable, "f has partial derivatives", prose.GRADIENT),
        (corollary_sum, "the partial derivatives sum to 1", (*prose.GRADIENT, *prose.SUMS)),
        (corollary_sign, "none is negative", (*prose.GRADIENT, *prose.POSITIVE_MEAN)),
    ],
    "equation 39": [
        (differentiable, "f has partial derivatives", prose.GRADIENT),
        (equation_39, "each partial derivative is an expected softmax", prose.GRADIENT),
    ],
    "equation 40": [
        (equation_40, "sum and expectation change places", prose.SUMS),
        (equation_40_total, "the expectation of the constant 1", prose.SUMS),
    ],
    "equation 41": [(equation_41, "every coordinate has a positive mean", prose.POSITIVE_MEAN)],
}
