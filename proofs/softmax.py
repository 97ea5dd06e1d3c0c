"""Theorem 8.1, Equations 23-36 and the hyperplanes of Section 3.1: the plain softmax, for every d."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from proofs import BOOK, hoelder, prose
from proofs.instances import AT_01, FIRST_UNIT, VERTEX, first_unit_is_outside, scalar_is_no_vector, vertex_missed
from proofs.lemmas import (
    lse_convex,
    lse_strictly_convex,
    monotone,
    shift_vanishes_by_first,
    shift_vanishes_by_sum,
    shifted_lse,
    shifted_softmax,
    softmax_determines,
)
from proofs.written import fails, holds, identical
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation

MEMBERS = "member(theta, Theta) and member(tau, Theta)"
EQUAL = "every(i, softmax(theta, i) = softmax(tau, i))"
Build = Callable[[Derivation, Form], str]


def onto_open_simplex(condition: str | None, shift: str) -> Build:
    """Every p of ri Δ is softmax(θ) for θ = log p - shift 1, which satisfies the condition (text with theta in it)."""

    def build(d: Derivation, form: Form) -> str:
        simplex = d.assume("open_simplex(p)")
        positive, total = d.left("every(i, p[i] > 0)", simplex), d.right("sum(i, p[i]) = 1", simplex)
        exists = d.theorem("exists(x, every(i, x[i] = log(p[i])))", "a vector has any components", F=("i", "log(p[i])"))
        same = softmax_of_log(d, d.assume("every(i, x[i] = log(p[i]))"), positive, total)
        theta = f"(x - {shift} * ones)"
        moved = d.arith(f"softmax({theta}, i) = p[i]", (1, same))
        reached = d.generalise(f"every(i, softmax({theta}, i) = p[i])", moved, "i")
        goal = "every(i, softmax(theta, i) = p[i])"
        if condition:
            goal = f"{condition} and {goal}"
            on_plane = d.identity(condition.replace("theta", theta))
            reached = d.both(goal.replace("theta", theta), on_plane, reached)
        found = d.obtain(f"exists(theta, {goal})", exists, d.witness(f"exists(theta, {goal})", reached, theta), "x")
        return d.discharge(f"open_simplex(p) -> exists(theta, {goal})", found)

    return build


def softmax_of_log(d: Derivation, logs: str, positive: str, total: str) -> str:
    """softmax(x)_i = p_i (i free), from x_i = log(p_i), p_i > 0, sum p = 1."""
    here = d.instance("x[i] = log(p[i])", logs, "i")
    inverse = d.theorem("exp(log(p[i])) = p[i]", "log inverts exp", d.instance("p[i] > 0", positive, "i"), a="p[i]")
    power = d.rewrite("exp(x[i]) = exp(log(p[i]))", d.identity("exp(x[i]) = exp(x[i])"), here)
    power = d.rewrite("exp(x[i]) = p[i]", power, inverse)
    everywhere = d.generalise("every(i, exp(x[i]) = p[i])", power, "i")
    sums = d.theorem("sum(i, exp(x[i])) = sum(i, p[i])", "equal terms have equal sums", everywhere, F=("i", "exp(x[i])"), G=("i", "p[i]"))
    one = d.arith("sum(i, exp(x[i])) = 1", (1, sums), (1, total))
    top = d.rewrite("softmax(x, i) = p[i] / sum(j, exp(x[j]))", d.identity("softmax(x, i) = softmax(x, i)"), power)
    return d.arith("softmax(x, i) = p[i]", (1, d.rewrite("softmax(x, i) = p[i] / 1", top, one)))


def minimal_where_strictly_convex(d: Derivation, form: Form) -> str:
    """Two points with the same softmax are translates; along the segment between them lse is affine, so they are one point."""
    strict = d.assume("strictly_convex_lse(Theta)")
    given = d.assume(f"{MEMBERS} and {EQUAL}")
    members, equal = d.left(MEMBERS, given), d.right(EQUAL, given)
    differ = d.assume("theta != tau")
    inside = d.both(f"{MEMBERS} and theta != tau", members, differ)
    inside = d.both(f"{MEMBERS} and theta != tau and 0 < 0.5", inside, d.arith("0 < 0.5", ("1/2",)))
    inside = d.both(f"{MEMBERS} and theta != tau and 0 < 0.5 and 0.5 < 1", inside, d.arith("0.5 < 1", ("1/2",)))

    def condition(theta: str, tau: str, lam: str) -> str:
        premise = f"member({theta}, Theta) and member({tau}, Theta) and {theta} != {tau} and 0 < {lam} and {lam} < 1"
        return f"{premise} -> lse({lam} * {theta} + (1 - {lam}) * {tau}) < {lam} * lse({theta}) + (1 - {lam}) * lse({tau})"

    at = d.instance(f"forall(tau, forall(lam, {condition('theta', 'tau', 'lam')}))", strict, "theta")
    at = d.instance(f"forall(lam, {condition('theta', 'tau', 'lam')})", at, "tau")
    below = d.apply(
        "lse(0.5 * theta + (1 - 0.5) * tau) < 0.5 * lse(theta) + (1 - 0.5) * lse(tau)",
        d.instance(condition("theta", "tau", "0.5"), at, "0.5"),
        inside,
    )
    shift = d.apply("every(i, theta[i] = tau[i] + (lse(theta) - lse(tau)))", softmax_determines(d).at("theta", "tau"), equal)
    half = d.arith(
        "(0.5 * theta + (1 - 0.5) * tau)[i] = tau[i] + 0.5 * (lse(theta) - lse(tau))",
        ("1/2", d.instance("theta[i] = tau[i] + (lse(theta) - lse(tau))", shift, "i")),
    )
    halves = d.generalise("every(i, (0.5 * theta + (1 - 0.5) * tau)[i] = tau[i] + 0.5 * (lse(theta) - lse(tau)))", half, "i")
    affine = shifted_lse(d).at("0.5 * theta + (1 - 0.5) * tau", "tau", "0.5 * (lse(theta) - lse(tau))")
    affine = d.apply("lse(0.5 * theta + (1 - 0.5) * tau) = lse(tau) + 0.5 * (lse(theta) - lse(tau))", affine, halves)
    absurd = d.arith("0 < 0", (1, below), (-1, affine))
    same = d.contradiction("theta = tau", absurd, d.arith("0 <= 0"))
    closed = d.discharge(f"{MEMBERS} and {EQUAL} -> theta = tau", same)
    closed = d.generalise(f"forall(tau, {MEMBERS} and {EQUAL} -> theta = tau)", closed, "tau")
    return d.discharge("strictly_convex_lse(Theta) -> minimal_softmax(Theta)", d.generalise("minimal_softmax(Theta)", closed, "theta"))


def strictly_convex_where_minimal(d: Derivation, form: Form) -> str:
    """Different points of Θ are no translates, as those have the same softmax; and then lse is strictly convex between them."""
    minimal = d.assume("minimal_softmax(Theta)")
    given = d.assume(f"{MEMBERS} and theta != tau and 0 < lam and lam < 1")
    rest = d.left(f"{MEMBERS} and theta != tau and 0 < lam", given)
    pair = d.left(f"{MEMBERS} and theta != tau", rest)
    members, differ = d.left(MEMBERS, pair), d.right("theta != tau", pair)
    translates = d.assume("translates(theta, tau)")
    shift = d.assume("every(i, theta[i] = tau[i] + c)")
    equal = d.apply(EQUAL, shifted_softmax(d).at("theta", "tau", "c"), shift)
    at = d.instance(f"forall(tau, {MEMBERS} and {EQUAL} -> theta = tau)", minimal, "theta")
    at = d.instance(f"{MEMBERS} and {EQUAL} -> theta = tau", at, "tau")
    same = d.obtain("theta = tau", translates, d.apply("theta = tau", at, d.both(f"{MEMBERS} and {EQUAL}", members, equal)), "c")
    apart = d.contradiction("not translates(theta, tau)", same, differ)
    convex = lse_strictly_convex(d, d.right("0 < lam", rest), d.right("lam < 1", given)).at("theta", "tau")
    result = d.apply("lse(lam * theta + (1 - lam) * tau) < lam * lse(theta) + (1 - lam) * lse(tau)", convex, apart)

    def body(theta: str, tau: str, lam: str) -> str:
        premise = f"member({theta}, Theta) and member({tau}, Theta) and {theta} != {tau} and 0 < {lam} and {lam} < 1"
        return f"{premise} -> lse({lam} * {theta} + (1 - {lam}) * {tau}) < {lam} * lse({theta}) + (1 - {lam}) * lse({tau})"

    closed = d.discharge(body("theta", "tau", "lam"), result)
    everywhere = d.lemma("theta tau lam", body, closed).fact
    return d.discharge("minimal_softmax(Theta) -> strictly_convex_lse(Theta)", everywhere)


def reached_are_positive(d: Derivation, form: Form) -> str:
    """Whatever softmax reaches has positive coordinates of sum 1."""
    exists = d.assume("exists(theta, every(i, softmax(theta, i) = p[i]))")
    reached = d.assume("every(i, softmax(theta, i) = p[i])")
    here = d.instance("softmax(theta, i) = p[i]", reached, "i")
    signs = d.generalise("every(i, p[i] > 0)", d.arith("p[i] > 0", (1, here), (1, d.positive("softmax(theta, i)"))), "i")
    total = d.theorem(
        "sum(i, softmax(theta, i)) = sum(i, p[i])", "equal terms have equal sums", reached, F=("i", "softmax(theta, i)"), G=("i", "p[i]")
    )
    inside = d.both("open_simplex(p)", signs, d.arith("sum(i, p[i]) = 1", (-1, total)))
    found = d.obtain("open_simplex(p)", exists, inside, "theta")
    return d.discharge("exists(theta, every(i, softmax(theta, i) = p[i])) -> open_simplex(p)", found)


def minimal_on_hyperplane(condition: Callable[[str, str], str], vanishes: Callable[[Derivation], object]) -> Build:
    """Equal softmax gives a translation, and on the hyperplane there is none but by 0."""

    def build(d: Derivation, form: Form) -> str:
        premise = f"{condition('theta', 'tau')} and {EQUAL}"
        given = d.assume(premise)
        planes, equal = d.left(condition("theta", "tau"), given), d.right(EQUAL, given)
        shift = d.apply("every(i, theta[i] = tau[i] + (lse(theta) - lse(tau)))", softmax_determines(d).at("theta", "tau"), equal)
        rule = d.apply(
            "every(i, theta[i] = tau[i] + (lse(theta) - lse(tau))) -> theta = tau",
            vanishes(d).at("theta", "tau", "lse(theta) - lse(tau)"),
            planes,
        )
        closed = d.discharge(f"{premise} -> theta = tau", d.apply("theta = tau", rule, shift))
        closed = d.generalise(f"forall(tau, {premise} -> theta = tau)", closed, "tau")
        return d.generalise(f"forall(theta, forall(tau, {premise} -> theta = tau))", closed, "theta")

    return build


SUM_ZERO = "sum(j, theta[j]) = 0"
FIRST_ZERO = "theta[1] = 0"
MINIMAL_SUM = minimal_on_hyperplane(lambda u, v: f"sum(j, {u}[j]) = 0 and sum(j, {v}[j]) = 0", shift_vanishes_by_sum)
MINIMAL_FIRST = minimal_on_hyperplane(lambda u, v: f"{u}[1] = 0 and {v}[1] = 0", shift_vanishes_by_first)


def equation_30(d: Derivation, form: Form) -> str:
    return lse_convex(d, *hoelder.inside_hypothesis(d)).at("theta", "tau")


def less_its_first(d: Derivation, i: str) -> str:
    """θ_i = n (v_i - v_1)."""
    return d.instance(f"theta[{i}] = (n * (v - v[1] * ones))[{i}]", d.hypothesis(3, "theta = n * (v - v[1] * ones)"), i)


def inside_the_plane(d: Derivation, form: Form) -> str:
    return d.arith(form.conclusion[0], (1, less_its_first(d, "1")))


def ahead_by_n(d: Derivation, form: Form) -> str:
    """θ_k - θ_j = n (v_k - v_j), and v_j is 0 or 1."""
    choice = d.instance("v[j] = 0 or v[j] = 1", d.hypothesis(0, "every(j, v[j] = 0 or v[j] = 1)"), "j")
    zero, goal = d.assume("v[j] = 0"), "v[j] = 1 or theta[k] - theta[j] = n"
    ahead = d.arith(
        "theta[k] - theta[j] = n",
        (1, less_its_first(d, "k")),
        (-1, less_its_first(d, "j")),
        ("n", d.hypothesis(2, "v[k] = 1")),
        ("-n", zero),
    )
    line = d.either(goal, choice, d.weaken(goal, ahead), d.weaken(goal, d.assume("v[j] = 1")))
    return d.generalise(form.conclusion[1], line, "j")


def partial_derivative_exists(d: Derivation, form: Form) -> str:
    fact = d.theorem("forall(x, differentiable(lse(x), x[j]))", "elementary functions are differentiable", F=("x", "lse(x)"), i="j")
    return d.generalise("every(j, forall(theta, differentiable(lse(theta), theta[j])))", fact, "j")


def argument_is_positive(d: Derivation, form: Form) -> str:
    return d.generalise("forall(theta, sum(i, exp(theta[i])) > 0)", d.positive("sum(i, exp(theta[i]))"), "theta")


def probabilities_are_positive(name: str) -> Build:
    def build(d: Derivation, form: Form) -> str:
        term = f"exp({name}[i]) / sum(j, exp({name}[j]))"
        everywhere = d.generalise(f"every(i, {term} > 0)", d.positive(term), "i")
        return d.generalise(f"forall({name}, every(i, {term} > 0))", everywhere, name)

    return build


def logs_of_probabilities(d: Derivation) -> tuple[str, str]:
    """log p_i = θ_i - lse(θ) and log q_i = τ_i - lse(τ), i free, from hypotheses 0 and 1."""
    lines = []
    for number, (p, theta) in enumerate((("p", "theta"), ("q", "tau"))):
        meaning = f"exp({theta}[i]) / sum(j, exp({theta}[j]))"
        here = d.instance(f"{p}[i] = {meaning}", d.hypothesis(number, f"every(i, {p}[i] = {meaning})"), "i")
        logs = hoelder.logs_of(d, f"{p}[i]", f"({meaning})", here)
        lines.append(d.arith(f"log({p}[i]) = {theta}[i] - lse({theta})", (1, logs)))
    return lines[0], lines[1]


def equation_36(d: Derivation, form: Form) -> str:
    p, q = logs_of_probabilities(d)
    equal = d.assume("log(p[i]) = log(q[i])")
    line = d.arith("theta[i] - lse(theta) = tau[i] - lse(tau)", (-1, p), (1, equal), (1, q))
    closed = d.discharge("log(p[i]) = log(q[i]) -> theta[i] - lse(theta) = tau[i] - lse(tau)", line)
    return d.generalise(form.conclusion[0], closed, "i")


def equation_36_back(d: Derivation, form: Form) -> str:
    p, q = logs_of_probabilities(d)
    equal = d.assume("theta[i] - lse(theta) = tau[i] - lse(tau)")
    line = d.arith("log(p[i]) = log(q[i])", (1, p), (1, equal), (-1, q))
    closed = d.discharge("theta[i] - lse(theta) = tau[i] - lse(tau) -> log(p[i]) = log(q[i])", line)
    return d.generalise(form.conclusion[1], closed, "i")


Entry = tuple[Build, str, tuple[str, ...]]
INTO: Entry = (onto_open_simplex(None, "0"), "every p in ri Δ is reached", prose.ONTO)
MINIMAL: Entry = (minimal_where_strictly_convex, "strictly convex: one-to-one", prose.MIDPOINT)
ONE_TO_ONE: list[Entry] = [
    (MINIMAL_SUM, "one-to-one on the hyperplane of sum 0", (*prose.SOFTMAX_DETERMINES, prose.SUM_ZERO)),
    (MINIMAL_FIRST, "one-to-one on the hyperplane $`\\theta_1 = 0`$", (*prose.SOFTMAX_DETERMINES, prose.FIRST_ZERO)),
]


def strictly_monotone(d: Derivation, form: Form) -> str:
    return monotone(d).fact


def strictly_convex(d: Derivation, form: Form) -> str:
    return lse_strictly_convex(d, d.hypothesis(0, "0 < lam"), d.hypothesis(1, "lam < 1")).fact


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
