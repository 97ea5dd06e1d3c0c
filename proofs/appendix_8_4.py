"""Equation 47 and the step from Hölder's inequality to (46), in the appendix that proves Lemma 4.2."""

from __future__ import annotations

import re
from collections.abc import Callable

from proofs.hoelder import inverses, logs_of
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

Build = Callable[[Derivation, Form], str]
GIVEN_47 = ("0 < lam", "lam < 1", "a > 0", "c = log(a) / (1 - lam)")
LEFT_47 = "exp((1 - lam) * (tau[i] + g[i]))"
RIGHT_47 = "exp(lam * (theta[i] + g[i]))^((1 - lam) / lam)"
HALF = {"d": 1, "lam": "1/2", "a": "exp(1/2)", "c": "1", "theta": "vec(0)", "g": "vec(0)"}


def at_instance(text: str, instance: dict) -> str:
    """The formula with names replaced by the terms of the instance."""
    return re.sub(r"[A-Za-z]\w*", lambda match: f"({instance[match[0]]})" if match[0] in instance else match[0], text)


def half_at(tau: str, implication: str) -> Build:
    """At λ = 1/2, α = e^(1/2), c = 1, θ = γ = 0, d = 1 and this τ: the hypotheses hold, and the implication does not."""
    instance = HALF | {"tau": tau}

    def build(d: Derivation, form: Form) -> str:
        premise, claim = (at_instance(side, instance) for side in implication.split(" -> "))
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
        text = f"not ({premise} -> {claim})"
        lines = [
            d.arith("0 < 1/2", ("1/2",)),
            d.arith("1/2 < 1", ("1/2",)),
            d.positive("exp(1/2)"),
            d.identity("1 = log(exp(1/2)) / (1 - 1/2)"),
        ]
        for given, line in zip(reversed(GIVEN_47), reversed(lines)):
            text = f"{at_instance(given, instance)} and ({text})"
            fact = d.both(text, line, fact)
        return fact

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


def wrong_norms(d: Derivation, form: Form) -> str:
    """At λ = 1/4, θ = γ = 0, τ = (0, log 2): four times the two sides are log 72 and log 54."""
    claim = at_instance(form.conclusion[0], QUARTER)
    equal = d.arith("log(9) + 3 * log(2) = log(2) + 3 * log(3)", (4, d.assume(claim)))
    power = "exp(log(9) + 3 * log(2))"
    powers = d.rewrite(f"{power} = exp(log(2) + 3 * log(3))", d.identity(f"{power} = {power}"), equal)
    absurd = d.arith("0 < 0", (1, d.arith("54 < 72", ("18",))), (1, powers))
    fact = d.contradiction(f"not ({claim})", absurd, d.arith("0 <= 0"))
    fact = d.both(f"1/4 < 1 and not ({claim})", d.arith("1/4 < 1", ("3/4",)), fact)
    return d.both(f"0 < 1/4 and (1/4 < 1 and not ({claim}))", d.arith("0 < 1/4", ("1/4",)), fact)


def right_norms(d: Derivation, form: Form) -> str:
    """u_i^(1/λ) = e^(θ_i+γ_i) and v_i^(1/(1-λ)) = e^(τ_i+γ_i)."""
    first, second = inverses(d, d.hypothesis(0, "0 < lam"), d.hypothesis(1, "lam < 1"))
    sums = []
    for inverse, c, x in ((first, "lam", "theta"), (second, "(1 - lam)", "tau")):
        power, plain = f"exp({c} * ({x}[i] + g[i]))^(1 / {c})", f"exp({x}[i] + g[i])"
        line = d.rewrite(f"{power} = exp(1 * ({x}[i] + g[i]))", d.identity(f"{power} = exp({c} * (1 / {c}) * ({x}[i] + g[i]))"), inverse)
        each = d.generalise(f"every(i, {power} = {plain})", d.arith(f"{power} = {plain}", (1, line)), "i")
        sums.append(d.theorem(f"sum(i, {power}) = sum(i, {plain})", "equal terms have equal sums", each, F=("i", power), G=("i", plain)))
    left = form.conclusion[0].partition(" =\n")[0]
    one = d.rewrite(
        f"{left} = {left.replace('exp(lam * (theta[i] + g[i]))^(1 / lam)', 'exp(theta[i] + g[i])')}",
        d.identity(f"{left} = {left}"),
        sums[0],
    )
    both = "log(sum(i, exp(theta[i] + g[i]))^lam * sum(i, exp(tau[i] + g[i]))^(1 - lam))"
    return d.arith(form.conclusion[0], (1, d.rewrite(f"{left} = {both}", one, sums[1])))
