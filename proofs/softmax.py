"""Theorem 8.1, Equations 23-36 and the hyperplanes of Section 3.1: the plain softmax, for every d."""

from __future__ import annotations

from collections.abc import Callable

from proofs import hoelder
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
from verifier.claims.statement import Form
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


def strictly_monotone(d: Derivation, form: Form) -> str:
    return monotone(d).fact


def strictly_convex(d: Derivation, form: Form) -> str:
    return lse_strictly_convex(d, d.hypothesis(0, "0 < lam"), d.hypothesis(1, "lam < 1")).fact
