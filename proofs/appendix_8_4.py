"""Equation 47, Hölder's inequality and the step from it to (46), in the appendix that proves Lemma 4.2."""

from __future__ import annotations

from collections.abc import Callable

from proofs.hoelder import equal_sums, inverses, logs_of
from proofs.lemmas import exponentials, lse_convex, lse_strictly_convex
from proofs.means import still_apart
from proofs.written import at_instance, failure
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

Build = Callable[[Derivation, Form], str]
GIVEN_47 = ("0 < lam", "lam < 1", "a > 0", "c = log(a) / (1 - lam)")
LEFT_47 = "exp((1 - lam) * (tau[i] + g[i]))"
RIGHT_47 = "exp(lam * (theta[i] + g[i]))^((1 - lam) / lam)"
HALF = {"d": 1, "lam": "1/2", "a": "exp(1/2)", "c": "1", "theta": "vec(0)", "g": "vec(0)"}


def half_at(tau: str, number: int) -> Build:
    """At λ = 1/2, α = e^(1/2), c = 1, θ = γ = 0, d = 1 and this τ: the hypotheses hold, and the implication does not."""
    instance = HALF | {"tau": tau}

    def build(d: Derivation, form: Form) -> str:
        premise, claim = (at_instance(side, instance) for side in form.conclusion[number].split(" -> "))
        half = d.arith("0 < 0", (1, d.arith("0 < 1", (1,))), (2, d.assume("1/2 = 0")))
        half = d.contradiction("1/2 != 0", half, d.arith("0 <= 0"))
        sharp = d.theorem("1 + 1/2 < exp(1/2)", "exp lies above its tangent", half, a="1/2")
        rule = d.assume(f"{premise} -> {claim}")
        absurd = d.apply(claim, rule, d.identity(premise))
        absurd = (
            d.arith("0 < 0", (1, sharp), ("1/2",), (1, absurd))
            if tau == "vec(1)"
            else d.arith("0 < 0", (1, d.arith("0 < 1", (1,))), (-1, absurd))
        )
        fact = d.contradiction(f"not ({premise} -> {claim})", absurd, d.arith("0 <= 0"))
        lines = [
            d.arith("0 < 1/2", ("1/2",)),
            d.arith("1/2 < 1", ("1/2",)),
            d.positive("exp(1/2)"),
            d.identity("1 = log(exp(1/2)) / (1 - 1/2)"),
        ]
        return failure(d, form, number, instance, lines, fact)

    return build


def exponent_47(d: Derivation, first: str) -> str:
    """(e^(lam(θ_i+g_i)))^((1-lam)/lam) = e^((1-lam)(θ_i+g_i))."""
    same = d.identity(f"{RIGHT_47} = exp(lam * (1 / lam) * ((1 - lam) * (theta[i] + g[i])))")
    return d.rewrite(f"{RIGHT_47} = exp(1 * ((1 - lam) * (theta[i] + g[i])))", same, first)


def hypotheses_47(d: Derivation) -> tuple[str, str, str, str]:
    """The two inverses, exp(log(a)) = a, and the value of c."""
    first, second = inverses(d, d.hypothesis(0, GIVEN_47[0]), d.hypothesis(1, GIVEN_47[1]))
    return first, second, d.theorem("exp(log(a)) = a", "log inverts exp", d.hypothesis(2, GIVEN_47[2]), a="a"), d.hypothesis(3, GIVEN_47[3])


def equation_47(d: Derivation, form: Form) -> str:
    """Logarithms of both sides, divided by 1 - lam."""
    first, second, inverse, value = hypotheses_47(d)
    assumed = d.assume(f"every(i, {LEFT_47} = a * {RIGHT_47})")
    here = d.instance(f"{LEFT_47} = a * {RIGHT_47}", assumed, "i")
    power = "exp(log(a) + (1 - lam) * (theta[i] + g[i]))"
    line = d.arith(f"{LEFT_47} = {power}", (1, here), ("a", exponent_47(d, first)), ("-exp((1 - lam) * (theta[i] + g[i]))", inverse))
    logs = logs_of(d, LEFT_47, power, line)
    result = d.arith("tau[i] = theta[i] + c", ("1 / (1 - lam)", logs), (-1, value), ("theta[i] - tau[i]", second))
    return d.discharge(form.conclusion[0], d.generalise("every(i, tau[i] = theta[i] + c)", result, "i"))


def equation_47_back(d: Derivation, form: Form) -> str:
    """The same read backwards."""
    first, second, inverse, value = hypotheses_47(d)
    here = d.instance("tau[i] = theta[i] + c", d.assume("every(i, tau[i] = theta[i] + c)"), "i")
    exponent = "(1 - lam) * (tau[i] + g[i])"
    line = d.arith(f"{exponent} = log(a) + (1 - lam) * (theta[i] + g[i])", ("1 - lam", here), ("1 - lam", value), ("log(a)", second))
    power = d.rewrite(f"{LEFT_47} = exp(log(a) + (1 - lam) * (theta[i] + g[i]))", d.identity(f"{LEFT_47} = {LEFT_47}"), line)
    result = d.arith(
        f"{LEFT_47} = a * {RIGHT_47}", (1, power), ("-a", exponent_47(d, first)), ("exp((1 - lam) * (theta[i] + g[i]))", inverse)
    )
    return d.discharge(form.conclusion[1], d.generalise(f"every(i, {LEFT_47} = a * {RIGHT_47})", result, "i"))


QUARTER = {"d": 2, "lam": "1/4", "theta": "vec(0, 0)", "tau": "vec(0, log(2))", "g": "vec(0, 0)"}
LEVEL = {"d": 2, "lam": "1/4", "theta": "vec(0, 1)", "tau": "vec(0, 1/9)", "g": "vec(0, 0)"}
U, V = "exp(lam * (theta[i] + g[i]))", "exp((1 - lam) * (tau[i] + g[i]))"
RIGHT = f"sum(i, {U}^(1 / lam))^lam * sum(i, {V}^(1 / (1 - lam)))^(1 - lam)"
SUMS = "sum(i, exp(theta[i] + g[i]))^lam * sum(i, exp(tau[i] + g[i]))^(1 - lam)"
MIXED, MEAN = "lse(lam * (theta + g) + (1 - lam) * (tau + g))", "lam * lse(theta + g) + (1 - lam) * lse(tau + g)"


def step_fails(d: Derivation, form: Form) -> str:
    """At λ = 1/4, θ = γ = 0, τ = (0, log 2): four times the two sides are log 72 and log 54."""
    claim = at_instance(form.conclusion[1], QUARTER)
    low, high = "log(9) + 3 * log(2)", "log(2) + 3 * log(3)"
    powers = exponentials(d, low, "<=", high, d.arith(f"{low} <= {high}", (4, d.assume(claim))))
    absurd = d.arith("0 < 0", (1, powers), ("18",))
    fact = d.contradiction(f"not ({claim})", absurd, d.arith("0 <= 0"))
    return failure(d, form, 1, QUARTER, quarter(d), fact)


def quarter(d: Derivation) -> list[str]:
    """0 < 1/4 and 1/4 < 1."""
    return [d.arith("0 < 1/4", ("1/4",)), d.arith("1/4 < 1", ("3/4",))]


def strictness_fails(d: Derivation, form: Form) -> str:
    """At λ = 1/4, γ = 0, θ = (0, 1), τ = (0, 1/9), no translates of each other, both sides are 1 + e^(1/3)."""
    claim = at_instance(form.conclusion[0], LEVEL)
    fact = d.contradiction(f"not ({claim})", d.arith("0 < 0", (1, d.assume(claim))), d.arith("0 <= 0"))
    shift = d.assume("every(i, vec(0, 1)[i] = vec(0, 1/9)[i] + c)")
    first, second = d.left("vec(0, 1)[1] = vec(0, 1/9)[1] + c", shift), d.right("vec(0, 1)[2] = vec(0, 1/9)[2] + c", shift)
    absurd = d.arith("0 < 0", ("8/9",), (1, second), (-1, first))
    absurd = d.obtain("0 < 0", d.assume("translates(vec(0, 1), vec(0, 1/9))"), absurd, "c")
    apart = d.contradiction("not translates(vec(0, 1), vec(0, 1/9))", absurd, d.arith("0 <= 0"))
    return failure(d, form, 0, LEVEL, [*quarter(d), apart], fact)


def printed_norms(d: Derivation, form: Form) -> str:
    """Hölder with the exponents as printed: convexity of log-sum-exp between y = ((1-λ)/λ)(τ+γ) and z = (λ/(1-λ))(θ+γ)."""
    above, below = d.hypothesis(0, "0 < lam"), d.hypothesis(1, "lam < 1")
    first, second = inverses(d, above, below)
    y, z = "(1 / lam * (1 - lam) * (tau + g))", "(1 / (1 - lam) * lam * (theta + g))"
    mixed = f"(lam * {y} + (1 - lam) * {z})"
    bound = exponentials(d, f"lse({mixed})", "<=", f"(lam * lse({y}) + (1 - lam) * lse({z}))", lse_convex(d, above, below).at(y, z))
    exponent = "lam * (theta[i] + g[i]) + (1 - lam) * (tau[i] + g[i])"
    line = d.arith(f"{mixed}[i] = {exponent}", ("(1 - lam) * (tau[i] + g[i])", first), ("lam * (theta[i] + g[i])", second))
    each = d.rewrite(f"exp({mixed}[i]) = exp({exponent})", d.identity(f"exp({mixed}[i]) = exp({mixed}[i])"), line)
    sums = equal_sums(d, f"exp({mixed}[i])", f"{U} * {V}", d.arith(f"exp({mixed}[i]) = {U} * {V}", (1, each)))
    return d.arith(form.conclusion[0], (1, bound), (-1, sums))


def right_product(d: Derivation, above: str, below: str) -> str:
    """The product of the exchanged norms: u_i^(1/λ) = e^(θ_i+γ_i) and v_i^(1/(1-λ)) = e^(τ_i+γ_i)."""
    sums = []
    for inverse, c, x in zip(inverses(d, above, below), ("lam", "(1 - lam)"), ("theta", "tau")):
        power, plain = f"exp({c} * ({x}[i] + g[i]))^(1 / {c})", f"exp({x}[i] + g[i])"
        line = d.rewrite(f"{power} = exp(1 * ({x}[i] + g[i]))", d.identity(f"{power} = exp({c} * (1 / {c}) * ({x}[i] + g[i]))"), inverse)
        sums.append(equal_sums(d, power, plain, d.arith(f"{power} = {plain}", (1, line))))
    one = d.rewrite(f"{RIGHT} = {RIGHT.replace(f'{U}^(1 / lam)', 'exp(theta[i] + g[i])')}", d.identity(f"{RIGHT} = {RIGHT}"), sums[0])
    return d.rewrite(f"{RIGHT} = {SUMS}", one, sums[1])


def right_norms(d: Derivation, form: Form) -> str:
    """Hölder with the exponents exchanged: convexity of log-sum-exp between θ+γ and τ+γ."""
    above, below = d.hypothesis(0, "0 < lam"), d.hypothesis(1, "lam < 1")
    bound = exponentials(d, MIXED, "<=", f"({MEAN})", lse_convex(d, above, below).at("theta + g", "tau + g"))
    return d.arith(form.conclusion[0], (1, bound), (-1, right_product(d, above, below)))


def right_norms_strict(d: Derivation, form: Form) -> str:
    """Strictly, unless θ and τ are translates."""
    above, below = d.hypothesis(0, "0 < lam"), d.hypothesis(1, "lam < 1")
    apart = still_apart(d, d.hypothesis(2, "not translates(theta, tau)"), "theta", "tau")
    convex = d.apply(f"{MIXED} < {MEAN}", lse_strictly_convex(d, above, below).at("theta + g", "tau + g"), apart)
    bound = exponentials(d, MIXED, "<", f"({MEAN})", convex)
    return d.arith(form.conclusion[0], (1, bound), (-1, right_product(d, above, below)))


def right_step(d: Derivation, form: Form) -> str:
    """The logarithm of the product of the exchanged norms."""
    product = right_product(d, d.hypothesis(0, "0 < lam"), d.hypothesis(1, "lam < 1"))
    return d.arith(form.conclusion[1], (1, logs_of(d, f"({RIGHT})", f"({SUMS})", product)))
