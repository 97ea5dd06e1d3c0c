"""Equation 11: the perturb-softmax with temperature, for every d, every law and every t > 0; and t = 0."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from proofs import prose_limits as prose
from proofs.means import constant, softmax_bounds, stated_combination
from proofs.written import failure, fails, holds
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation, Lemma

POSITIVE, COOLED = "0 < t", "((theta + g) / t)"
TWO = {"d": 2, "t": "2", "law": [["1/4", "1", "1"], ["1/4", "1", "-1"], ["1/4", "-1", "1"], ["1/4", "-1", "-1"]]}


def inverse(d: Derivation, positive: str) -> tuple[str, str]:
    """t (1/t) = 1 and 0 < 1/t, from 0 < t."""
    nonzero = d.contradiction("t != 0", d.arith("0 < 0", (1, positive), (1, d.assume("t = 0"))), d.arith("0 <= 0"))
    unit = d.theorem("t * (1 / t) = 1", "reciprocal", nonzero, a="t")
    negative = d.assume("1 / t <= 0")
    absurd = d.arith("0 < 0", (1, positive, negative), (-1, unit), (1,))
    return unit, d.contradiction("0 < 1 / t", absurd, d.arith("0 <= 0"))


def gradient(d: Derivation, scale: str, finite: str, positive: str) -> tuple[str, str]:
    """With i free: scale * E lse((theta+g)/t) has a partial derivative, and what it is; scale is 1 or t."""
    unit, above_zero = inverse(d, positive)
    body = "lse((x + g) / t)" if scale == "1" else f"{scale} * lse((x + g) / t)"
    slope, value = f"derivative({body}, x[i])", "softmax((x + g) / t, i)"
    factor = "(1 / t)" if scale == "1" else "1"
    above, below = (bound.at("(x + g) / t", "i") for bound in softmax_bounds(d))
    same = d.identity(f"{slope} = {scale} * (1 / t) * {value}")
    if scale != "1":
        same = d.arith(f"{slope} = {value}", (1, same), (value, unit))
    weak = d.arith(f"0 <= {factor}", (1, above_zero)) if scale == "1" else d.arith("0 <= 1", (1,))
    low = d.arith(f"-{factor} <= {slope}", (1, weak, above), (-1, same), (1, weak))
    high = d.arith(f"{slope} <= {factor}", (1, weak, below), (1, same))
    between = f"-{factor} <= {slope} and {slope} <= {factor}"
    bounds = d.generalise(f"forall(g, {between})", d.both(between, low, high), "g")
    bounds = d.generalise(f"forall(x, forall(g, {between}))", bounds, "x")

    def parts(x: str) -> tuple[str, str]:
        mean = f"E(g, {body.replace('(x', '(' + x)})"
        return f"differentiable({mean}, {x}[i])", f"derivative({mean}, {x}[i]) = E(g, {slope.replace('(x', '(' + x).replace('x[i]', x + '[i]')})"

    everywhere = d.theorem(
        f"forall(x, {' and '.join(parts('x'))})", "differentiation under the expectation", finite, constant(d, factor)[0], bounds,
        F=("x", "g", body), G=("g", factor), i="i",
    )
    here = d.instance(" and ".join(parts("theta")), everywhere, "theta")
    exists, line = d.left(parts("theta")[0], here), d.right(parts("theta")[1], here)
    return exists, cooled_mean(d, scale, line, d.lemma("x", lambda x: same_slope(slope, value, scale, x), same))


def same_slope(slope: str, value: str, scale: str, x: str) -> str:
    right = f"{scale} * (1 / t) * {value}" if scale == "1" else value
    return f"{slope} = {right}".replace("(x", f"({x}").replace("x[i]", f"{x}[i]")


def cooled_mean(d: Derivation, scale: str, line: str, same: Lemma) -> str:
    """The derivative as a multiple of the expected softmax at (theta+g)/t, whose softmax is bounded and so integrable."""
    left, right = d.steps[int(line[1:])]["formula"].split(" = ")
    slope, value = right[len("E(g, ") : -1], f"softmax({COOLED}, i)"
    finite = cooled_integrable(d)
    factor = "1 / t" if scale == "1" else "1"
    here = d.arith(f"{slope} = ({factor}) * {value} + 0 * {value}", (1, same.at("theta")))
    here = d.generalise(f"forall(g, {slope} = ({factor}) * {value} + 0 * {value})", here, "g")
    _, mean = stated_combination(d, slope, ((factor, value, finite), ("0", value, finite)), here)
    goal = f"{left} = 1 / t * E(g, softmax((theta + g) / t, i))" if scale == "1" else f"{left} = E(g, softmax((theta + g) / t, i))"
    return d.arith(goal, (1, line), (1, mean))


def cooled_integrable(d: Derivation) -> str:
    """softmax((theta+g)/t)_i is integrable, under every law."""
    above, below = (bound.at(COOLED, "i") for bound in softmax_bounds(d))
    value = f"softmax({COOLED}, i)"
    both = d.both(f"0 <= {value} and {value} <= 1", d.arith(f"0 <= {value}", (1, above)), below)
    bounds = d.generalise(f"forall(g, 0 <= {value} and {value} <= 1)", both, "g")
    return d.theorem(f"integrable(g, {value})", "bounded continuous functions are integrable", bounds, F=("g", value), a="0", b="1")


def parts_of(form: Form, scale: str) -> Iterator[tuple[int, Derivation]]:
    """A derivation for each of the two conclusions."""
    for number in range(2):
        d = Derivation()
        facts = gradient(d, scale, d.hypothesis(1, form.given[1]), d.hypothesis(0, POSITIVE))
        d.generalise(form.conclusion[number], facts[number], "i")
        yield number, d


def factor_is_missing(d: Derivation, form: Form) -> str:
    """At d = 2, t = 2 and two independent signs, for every θ: the left side is half the right side, which is positive."""
    def mean(k: int) -> str:
        return "0 + " + " + ".join(f"{w} * softmax((theta + vec({a}, {b})) / 2, {k})" for w, a, b in TWO["law"])

    whole = "0 + " + " + ".join(f"{w} * lse((theta + vec({a}, {b})) / 2)" for w, a, b in TWO["law"])
    slopes = [f"derivative({whole}, theta[{k}])" for k in (1, 2)]
    claim = " and ".join(f"{slope} = {mean(k)}" for k, slope in enumerate(slopes, 1))
    first = d.left(f"{slopes[0]} = {mean(1)}", d.assume(claim))
    half = d.identity(f"{slopes[0]} = 1/2 * ({mean(1)})")
    signs = [d.positive(f"softmax((theta + vec({a}, {b})) / 2, 1)") for _, a, b in TWO["law"]]
    absurd = d.arith("0 < 0", (1, half), (-1, first), *(("1/8", sign) for sign in signs))
    missing = d.contradiction(f"not ({claim})", absurd, d.arith("0 <= 0"))
    finite = d.generalise("forall(theta, 0 <= 0)", d.arith("0 <= 0"), "theta")
    inner = d.both(f"forall(theta, 0 <= 0) and not ({claim})", finite, missing)
    return d.both(f"0 < 2 and (forall(theta, 0 <= 0) and not ({claim}))", d.arith("0 < 2", (2,)), inner)


@BOOK.proof("equation 11")
def temperature(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Fails at t = 2; with the factor 1/t, or with t before the logarithm, it holds for every law."""
    d = Derivation()
    factor_is_missing(d, statement.printed)
    yield fails(statement.printed, 1, TWO, d, "at $`t = 2`$ the left side is half the right side, at every $`\\theta`$", *prose.FACTOR_MISSING)
    number, d = next(parts_of(statement.printed, "1"))
    yield holds(statement.printed, number, d, "the partial derivatives exist", *prose.COOLED["repaired 1"])
    for name, scale in (("repaired 1", "1"), ("repaired 2", "t")):
        form = statement.form(name)
        for number, d in parts_of(form, scale):
            words = ("the partial derivatives exist", "what they are")[number]
            yield holds(form, number, d, words, *prose.COOLED[name])


QUOTIENT = "s * t = theta[i] + g[i] and forall(r, r * t = theta[i] + g[i] -> r = s)"
ZERO = {"d": 2, "t": "0", "theta": "vec(1, 0)", "g": "vec(0, 0)"}


def no_quotient_by_zero(d: Derivation, form: Form) -> str:
    """At t = 0 no s has s t = 1."""
    def quotient(k: int) -> str:
        sum_ = f"vec(1, 0)[{k}] + vec(0, 0)[{k}]"
        return f"exists(s, s * 0 = {sum_} and forall(r, r * 0 = {sum_} -> r = s))"

    claim = f"{quotient(1)} and {quotient(2)}"
    inner = quotient(1).removeprefix("exists(s, ")[:-1]
    zero = d.left("s * 0 = vec(1, 0)[1] + vec(0, 0)[1]", d.assume(inner))
    absurd = d.arith("0 < 0", (1,), (-1, zero))
    absurd = d.obtain("0 < 0", d.left(quotient(1), d.assume(claim)), absurd, "s")
    missing = d.contradiction(f"not ({claim})", absurd, d.arith("0 <= 0"))
    return failure(d, form, 0, ZERO, [d.arith("0 <= 0")], missing)


def quotient_exists(d: Derivation, form: Form) -> str:
    unit, _ = inverse(d, d.hypothesis(0, POSITIVE))
    total, s = "(theta[i] + g[i])", "((theta[i] + g[i]) * (1 / t))"
    reached = d.arith(f"{s} * t = {total}", (total, unit))
    other = d.arith(f"r = {s}", ("1 / t", d.assume(f"r * t = {total}")), ("-r", unit))
    only = d.generalise(f"forall(r, r * t = {total} -> r = {s})", d.discharge(f"r * t = {total} -> r = {s}", other), "r")
    both = d.both(f"{s} * t = {total} and forall(r, r * t = {total} -> r = {s})", reached, only)
    return d.generalise(form.conclusion[0], d.witness(f"exists(s, {QUOTIENT})", both, s), "i")


@BOOK.proof("claim temperature is non-negative")
def zero_temperature(statement: Statement, run: Run) -> Iterator[Evidence]:
    """No quotient by 0; exactly one by a positive t."""
    d = Derivation()
    no_quotient_by_zero(d, statement.printed)
    yield fails(statement.printed, 0, ZERO, d, "$`1/0`$ has no meaning", *prose.BY_ZERO)
    d = Derivation()
    quotient_exists(d, statement.form("repaired 1"))
    yield holds(statement.form("repaired 1"), 0, d, "exactly one quotient for positive $`t`$", *prose.QUOTIENT)
