"""Appendix 8.3, its first paragraph: what f(θ) = E log-sum-exp(θ+γ) is: convex, finite, continuous, smooth, a maximum of affine functions."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from proofs import prose_limits as prose
from proofs.completeness import shown
from proofs.expected_softmax import gradient
from proofs.lemmas import tangent
from proofs.limits import delta_cases, same_mean
from proofs.means import combination, constant, convex_mean, lse_below, non_negative_mean, softmax_bounds, softmax_integrable
from proofs.perturb_softmax import FINITE, lse_at
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation, Lemma


def finite(d: Derivation, number: int = 0) -> Lemma:
    """lse(x + g) is integrable, from the standing hypothesis."""
    given = d.hypothesis(number, FINITE)
    return d.lemma("x", lambda x: f"integrable(g, lse({x} + g))", d.instance("integrable(g, lse(x + g))", given, "x"))


def is_convex(d: Derivation, form: Form) -> str:
    inside = d.assume("0 < lam and lam < 1")
    line = convex_mean(d, lse_at, finite(d).at, d.left("0 < lam", inside), d.right("lam < 1", inside), None)

    def body(u: str, v: str, lam: str) -> str:
        return f"0 < {lam} and {lam} < 1 -> mean_lse({lam} * {u} + (1 - {lam}) * {v}) <= {lam} * mean_lse({u}) + (1 - {lam}) * mean_lse({v})"

    return d.lemma("u v lam", body, d.discharge(body("u", "v", "lam"), line)).fact


def grows_at_most(d: Derivation, u: str, v: str, each: str, c: str = "c") -> str:
    """mean_lse(u) <= mean_lse(v) + c, from u[i] <= v[i] + c with i free."""
    line = lse_below(d, f"({u} + g)", f"({v} + g)", c, d.arith(f"({u} + g)[i] <= ({v} + g)[i] + {c}", (1, each)))
    whole, gap, at = f"(lse({u} + g) - {c} * 1)", f"(lse({v} + g) - (lse({u} + g) - {c} * 1))", finite(d)
    one, value = constant(d, "1")
    first, mean_one = combination(d, whole, (("1", f"lse({u} + g)", at.at(u)), (f"-{c}", "1", one)))
    second, mean_two = combination(d, gap, (("1", f"lse({v} + g)", at.at(v)), ("-1", whole, first)))
    sign = non_negative_mean(d, gap, second, d.arith(f"0 <= {gap}", (1, line)))
    return d.arith(f"mean_lse({u}) <= mean_lse({v}) + {c}", (1, sign), (1, mean_two), (-1, mean_one), (c, value))


def is_continuous(d: Derivation, form: Form) -> str:
    """Points whose coordinates differ by at most c have values that differ by at most c."""
    premise = "every(i, -c <= theta[i] - tau[i] and theta[i] - tau[i] <= c)"
    near = d.instance("-c <= theta[i] - tau[i] and theta[i] - tau[i] <= c", d.assume(premise), "i")
    low, high = d.left("-c <= theta[i] - tau[i]", near), d.right("theta[i] - tau[i] <= c", near)
    up = grows_at_most(d, "theta", "tau", d.arith("theta[i] <= tau[i] + c", (1, high)))
    down = grows_at_most(d, "tau", "theta", d.arith("tau[i] <= theta[i] + c", (1, low)))
    goal = "-c <= mean_lse(theta) - mean_lse(tau) and mean_lse(theta) - mean_lse(tau) <= c"
    both = d.both(goal, d.arith(goal.partition(" and ")[0], (1, down)), d.arith(goal.partition(" and ")[2], (1, up)))
    formula, fact = f"{premise} -> {goal}", d.discharge(f"{premise} -> {goal}", both)
    for name in ("c", "tau", "theta"):
        formula = f"forall({name}, {formula})"
        fact = d.generalise(formula, fact, name)
    return fact


def is_differentiable(d: Derivation, form: Form) -> str:
    line = d.generalise("every(i, differentiable(mean_lse(theta), theta[i]))", gradient(d, d.hypothesis(0, FINITE))[0], "i")
    return d.generalise(form.conclusion[0], line, "theta")


def at(text: str, x: str) -> str:
    """The text at another point than x."""
    return text.replace("(x +", f"({x} +").replace("x[j]", f"{x}[j]")


def value_bounds(d: Derivation, value: str, same: str, both: str) -> str:
    """forall(g, -1 <= value and value <= 1), from the bounds of what it equals."""
    low, high = d.steps[int(both[1:])]["formula"].split(" and ")
    first = d.arith(f"-1 <= {value}", (1, d.left(low, both)), (1, same))
    second = d.arith(f"{value} <= 1", (1, d.right(high, both)), (-1, same))
    return d.generalise(f"forall(g, -1 <= {value} and {value} <= 1)", d.both(f"-1 <= {value} and {value} <= 1", first, second), "g")


def twice(d: Derivation, form: Form) -> str:
    """The expected softmax has partial derivatives, those under the expectation: softmax_i (delta_ij - softmax_j) lies between -1 and 1."""
    value, slope = "softmax(x + g, i) * (delta(i, j) - softmax(x + g, j))", "derivative(softmax(x + g, i), x[j])"
    above, below = softmax_bounds(d)
    signs = [bound.at("x + g", k) for k in "ij" for bound in (above, below)]
    zero, one = d.assume("delta(i, j) = 0"), d.assume("delta(i, j) = 1")
    same = d.identity(f"{slope} = {value}")
    s, t = "softmax(x + g, i)", "softmax(x + g, j)"
    low, high = f"-1 <= {slope}", f"{slope} <= 1"
    facts = [
        d.both(f"{low} and {high}",
               d.arith(low, (1, signs[0], signs[3]), (1, signs[1]), (-1, same), (f"-{s}", zero)),
               d.arith(high, (1, signs[0], signs[2]), (1, same), (s, zero), (1,))),
        d.both(f"{low} and {high}",
               d.arith(low, (1, signs[0], signs[3]), (-1, same), (f"-{s}", one), (1,)),
               d.arith(high, (1, signs[0], signs[2]), (1, signs[1]), (1, same), (s, one))),
    ]
    both = d.either(f"{low} and {high}", delta_cases(d).at("i", "j"), *facts)
    bounds = d.generalise(f"forall(g, {low} and {high})", both, "g")
    bounds = d.generalise(f"forall(x, forall(g, {low} and {high}))", bounds, "x")
    parts = (
        "differentiable(mean_softmax({0}, i), {0}[j])",
        "derivative(mean_softmax({0}, i), {0}[j]) = E(g, derivative(softmax({0} + g, i), {0}[j]))",
    )
    whole = d.generalise("forall(x, integrable(g, softmax(x + g, i)))", softmax_integrable(d).at("x", "i"), "x")
    everywhere = d.theorem(
        f"forall(x, {' and '.join(parts).format('x')})", "differentiation under the expectation", whole, constant(d, "1")[0], bounds,
        F=("x", "g", "softmax(x + g, i)"), G=("g", "1"), i="j",
    )
    here = d.instance(" and ".join(parts).format("theta"), everywhere, "theta")
    between = value_bounds(d, value, same, both)
    whole = d.theorem(f"integrable(g, {value})", "bounded continuous functions are integrable", between, F=("g", value), a="-1", b="1")
    points = d.lemma("x", lambda x: f"integrable(g, {at(value, x)})", whole), d.lemma("x", lambda x: f"{at(slope, x)} = {at(value, x)}", same)
    mean = same_mean(d, at(slope, "theta"), at(value, "theta"), points[0].at("theta"), points[1].at("theta"))
    line = d.right(parts[1].format("theta"), here)
    line = d.arith(f"derivative(mean_softmax(theta, i), theta[j]) = E(g, {at(value, 'theta')})", (1, line), (1, mean))
    goal = form.conclusion[1].removeprefix("forall(theta, every(i, every(j, ")[:-3]
    fact = d.both(goal, d.left(parts[0].format("theta"), here), line)
    for formula, name in ((f"every(j, {goal})", "j"), (f"every(i, every(j, {goal}))", "i"), (form.conclusion[1], "theta")):
        fact = d.generalise(formula, fact, name)
    return fact


# a maximum of affine functions


def tangent_plane(d: Derivation) -> Lemma:
    """lse(x) + sum_i softmax(x)_i (y_i - x_i) <= lse(y): e^t >= 1 + t at t = y_i - x_i - m, weighed by softmax(x)."""
    m, gap = "sum(k, softmax(x, k) * (y[k] - x[k]))", "(lse(y) - lse(x) - r)"
    term = "softmax(x, i) * (exp(y[i] - x[i] - r) - 1 - (y[i] - x[i] - r))"
    each = d.arith(f"0 <= {term}", ("softmax(x, i)", tangent(d).at("y[i] - x[i] - r")))
    each = d.generalise(f"every(i, 0 <= {term})", each, "i")
    total = d.theorem(f"0 <= sum(i, {term})", "a sum of non-negative terms is non-negative", each, F=("i", term))
    line = d.arith(f"1 + {m} - r <= exp({gap})", (1, total))
    at_m = d.lemma("r", lambda r: f"1 + {m} - {r} <= exp((lse(y) - lse(x) - {r}))", line).at(m)
    w = f"(lse(y) - lse(x) - ({m}))"
    below = d.lemma("r", lambda r: f"1 <= exp({r}) -> 0 <= {r}", one_below_exp(d)).at(w)
    low = d.apply(f"0 <= {w}", below, d.arith(f"1 <= exp({w})", (1, at_m)))
    line = d.arith(f"lse(x) + {m} <= lse(y)", (1, low))
    return d.lemma("x y", lambda x, y: f"lse({x}) + sum(k, softmax({x}, k) * ({y}[k] - {x}[k])) <= lse({y})", line)


def one_below_exp(d: Derivation) -> str:
    """1 <= exp(r) gives 0 <= r."""
    low = d.arith("0 <= r", ("exp(-r)", d.assume("1 <= exp(r)")), (1, tangent(d).at("-r")))
    return d.discharge("1 <= exp(r) -> 0 <= r", low)


def mean_tangent_plane(d: Derivation, form: Form) -> str:
    slope = "sum(k, softmax(tau + g, k) * (theta[k] - tau[k]))"
    term = "softmax(tau + g, k) * (theta[k] - tau[k])"
    one = softmax_integrable(d).at("tau", "k")
    part, mean = combination(d, term, (("theta[k] - tau[k]", "softmax(tau + g, k)", one), ("0", "softmax(tau + g, k)", one)))
    parts = (f"integrable(g, {slope})", f"E(g, {slope}) = sum(k, E(g, {term}))")
    part = d.generalise(f"every(k, integrable(g, {term}))", part, "k")
    whole = d.theorem(" and ".join(parts), "expectation of a finite sum", part, F=("k", "g", term))
    inner = "mean_softmax(tau, k) * (theta[k] - tau[k])"
    each = d.generalise(f"every(k, E(g, {term}) = {inner})", d.arith(f"E(g, {term}) = {inner}", (1, mean)), "k")
    sums = d.theorem(f"sum(k, E(g, {term})) = sum(k, {inner})", "equal terms have equal sums", each, F=("k", f"E(g, {term})"), G=("k", inner))
    at, plane, gap = finite(d), f"(lse(tau + g) + {slope})", f"(lse(theta + g) - (lse(tau + g) + {slope}))"
    first, mean_one = combination(d, plane, (("1", "lse(tau + g)", at.at("tau")), ("1", slope, d.left(parts[0], whole))))
    second, mean_two = combination(d, gap, (("1", "lse(theta + g)", at.at("theta")), ("-1", plane, first)))
    sign = non_negative_mean(d, gap, second, d.arith(f"0 <= {gap}", (1, tangent_plane(d).at("tau + g", "theta + g"))))
    goal = "mean_lse(tau) + sum(i, mean_softmax(tau, i) * (theta[i] - tau[i])) <= mean_lse(theta)"
    line = d.arith(goal, (1, sign), (1, mean_two), (-1, mean_one), (-1, d.right(parts[1], whole)), (-1, sums))
    return d.generalise(form.conclusion[0], d.generalise(f"forall(tau, {goal})", line, "tau"), "theta")


@BOOK.proof("claim perturb-log-sum-exp is a maximum of linear functions")
def maximum(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Of affine functions, its tangent planes."""
    yield shown(statement.printed, 0, mean_tangent_plane, "f lies above its tangent planes, and meets each", prose.TANGENT_PLANE)


FACTS = {
    "claim perturb-log-sum-exp is closed, proper, convex": (
        (is_convex, "convex", prose.CONVEX), (is_continuous, "continuous, hence closed", prose.CONTINUOUS),
    ),
    "claim perturb-log-sum-exp is essentially smooth": ((is_differentiable, "partial derivatives everywhere", prose.SMOOTH),),
}


@BOOK.proof(*FACTS)
def facts(statement: Statement, run: Run) -> Iterator[Evidence]:
    """One derivation for each part."""
    for number, (build, words, lines) in enumerate(FACTS[statement.id]):
        yield shown(statement.printed, number, build, words, lines)


@BOOK.proof("claim perturb-log-sum-exp is infinitely differentiable")
def all_orders(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The first two orders are derived; further ones are only tested, against Taylor polynomials."""
    for number, (build, words) in enumerate(((is_differentiable, "of the first order"), (twice, "of the second order"))):
        yield shown(statement.printed, number, build, f"partial derivatives {words}", prose.SMOOTH)
    yield taylor(statement.printed, run.seed)


def taylor(form: Form, seed: int, order: int = 16) -> Evidence:
    """A test: along lines through random points the Taylor polynomials of f for random finite laws are compared with f at a distance of 1/4."""
    import mpmath

    from random import Random

    random, worst = Random(seed), mpmath.mpf(0)
    with mpmath.workdps(40):
        for d in (1, 2, 3, 4):
            atoms = [[mpmath.mpf(random.randint(-30, 30)) / 10 for _ in range(d)] for _ in range(5)]
            theta, v = ([mpmath.mpf(random.randint(-20, 20)) / 20 for _ in range(d)] for _ in range(2))

            def f(s):
                return sum(mpmath.log(sum(mpmath.exp(t + s * w + a) for t, w, a in zip(theta, v, atom))) for atom in atoms) / len(atoms)

            found = sum(c * mpmath.mpf("0.25") ** k for k, c in enumerate(mpmath.taylor(f, 0, order)))
            worst = max(worst, abs(found - f(mpmath.mpf("0.25"))))
    record = {"laws": "five equally likely random atoms", "d": "1 to 4", "order": str(order), "largest difference": mpmath.nstr(worst, 3)}
    words = f"Taylor polynomials of order {order} along random lines, for random finite laws, d = 1 to 4, against f"
    return Evidence(form.name, words, "mpmath", record=record, failed=not worst < mpmath.mpf("1e-8"))
