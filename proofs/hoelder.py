"""Equations 26-33: Hölder's inequality for exponentials and its case of equality, derived from the tangent of exp. For every d."""

from __future__ import annotations

from proofs.lemmas import lse_convex, lse_strictly_convex, shifted_lse
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

INSIDE = "0 < lam and lam < 1"
U, V = "every(i, u[i] = exp(theta[i]))", "every(i, v[i] = exp(tau[i]))"
POWERS = "sum(i, u[i]^lam * v[i]^(1 - lam))"
NORMS = "sum(i, u[i]^(lam * (1 / lam)))^lam * sum(i, v[i]^((1 - lam) * (1 / (1 - lam))))^(1 - lam)"
MEAN = "lam * theta + (1 - lam) * tau"
MIXED = "sum(i, exp(lam * theta[i] + (1 - lam) * tau[i]))"
NORM = "exp(lam * lse(theta) + (1 - lam) * lse(tau))"
ABSOLUTE = "every(i, abs(v[i]^(1 - lam)) = c * abs(u[i]^lam)^(1 / lam - 1))"
EXPLICIT = "every(i, exp((1 - lam) * tau[i]) = c * exp(lam * theta[i] * (1 / lam - 1)))"


def with_powers(d: Derivation, first: int) -> tuple[str, str]:
    """u_i = e^θ_i and v_i = e^τ_i (i free), from the hypotheses with these numbers."""
    return d.instance("u[i] = exp(theta[i])", d.hypothesis(first, U), "i"), d.instance(
        "v[i] = exp(tau[i])", d.hypothesis(first + 1, V), "i"
    )


def inverses(d: Derivation, above: str, below: str) -> tuple[str, str]:
    """lam (1/lam) = 1 and (1-lam) (1/(1-lam)) = 1."""
    first = d.contradiction("lam != 0", d.arith("0 < 0", (1, above), (1, d.assume("lam = 0"))), d.arith("0 <= 0"))
    second = d.contradiction("1 - lam != 0", d.arith("0 < 0", (1, below), (1, d.assume("1 - lam = 0"))), d.arith("0 <= 0"))
    return d.theorem("lam * (1 / lam) = 1", "reciprocal", first, a="lam"), d.theorem(
        "(1 - lam) * (1 / (1 - lam)) = 1", "reciprocal", second, a="1 - lam"
    )


def equal_sums(d: Derivation, left: str, right: str, fact: str) -> str:
    """sum_i left = sum_i right, from the fact left = right with i free."""
    everywhere = d.generalise(f"every(i, {left} = {right})", fact, "i")
    return d.theorem(f"sum(i, {left}) = sum(i, {right})", "equal terms have equal sums", everywhere, F=("i", left), G=("i", right))


def powers_sum(d: Derivation, u: str, v: str) -> str:
    """sum u^lam v^(1-lam) = sum e^(lam θ + (1-lam) τ)."""
    term, goal = "u[i]^lam * v[i]^(1 - lam)", "exp(lam * theta[i] + (1 - lam) * tau[i])"
    half = d.rewrite(f"{term} = exp(theta[i])^lam * v[i]^(1 - lam)", d.identity(f"{term} = {term}"), u)
    full = d.rewrite(f"{term} = exp(theta[i])^lam * exp(tau[i])^(1 - lam)", half, v)
    return equal_sums(d, term, goal, d.arith(f"{term} = {goal}", (1, full)))


def norms_product(d: Derivation, u: str, v: str, first: str, second: str) -> str:
    """The product of norms is exp(lam lse(θ) + (1-lam) lse(τ))."""
    same = d.identity(f"{NORMS} = {NORMS}")
    same = d.rewrite(f"{NORMS} = sum(i, u[i]^1)^lam * sum(i, v[i]^((1 - lam) * (1 / (1 - lam))))^(1 - lam)", same, first)
    same = d.rewrite(f"{NORMS} = sum(i, u[i]^1)^lam * sum(i, v[i]^1)^(1 - lam)", same, second)
    sums = []
    for name, fact, meaning in (("u", u, "exp(theta[i])"), ("v", v, "exp(tau[i])")):
        sums.append(equal_sums(d, f"{name}[i]^1", meaning, d.arith(f"{name}[i]^1 = {meaning}", (1, fact))))
    same = d.rewrite(f"{NORMS} = sum(i, exp(theta[i]))^lam * sum(i, v[i]^1)^(1 - lam)", same, sums[0])
    same = d.rewrite(f"{NORMS} = sum(i, exp(theta[i]))^lam * sum(i, exp(tau[i]))^(1 - lam)", same, sums[1])
    return d.arith(f"{NORMS} = exp(lam * lse(theta) + (1 - lam) * lse(tau))", (1, same))


def logs_of(d: Derivation, left: str, right: str, equation: str) -> str:
    """log(left) = log(right), from left = right."""
    return d.rewrite(f"log({left}) = log({right})", d.identity(f"log({left}) = log({left})"), equation)


def equation_26(d: Derivation, form: Form) -> str:
    u, v = with_powers(d, 0)
    equation = powers_sum(d, u, v)
    return d.arith(form.conclusion[0], (-1, logs_of(d, POWERS, MIXED, equation)))


def inside_hypothesis(d: Derivation) -> tuple[str, str]:
    inside = d.hypothesis(0, INSIDE)
    return d.left("0 < lam", inside), d.right("lam < 1", inside)


def equation_27(d: Derivation, form: Form) -> str:
    above, below = inside_hypothesis(d)
    u, v = with_powers(d, 1)
    left = logs_of(d, POWERS, MIXED, powers_sum(d, u, v))
    right = logs_of(d, NORMS, NORM, norms_product(d, u, v, *inverses(d, above, below)))
    convex = lse_convex(d, above, below).at("theta", "tau")
    return d.arith(form.conclusion[0], (1, convex), (1, left), (-1, right))


def equation_28(d: Derivation, form: Form) -> str:
    above, below = inside_hypothesis(d)
    u, v = with_powers(d, 1)
    norms = logs_of(d, NORMS, NORM, norms_product(d, u, v, *inverses(d, above, below)))
    return d.arith(form.conclusion[0], (1, norms), ("-lam", log_sum(d, "u", "theta", u)), ("lam - 1", log_sum(d, "v", "tau", v)))


def log_sum(d: Derivation, u: str, theta: str, fact: str) -> str:
    """log(sum u) = lse(θ)."""
    return logs_of(d, f"sum(i, {u}[i])", f"sum(i, exp({theta}[i]))", equal_sums(d, f"{u}[i]", f"exp({theta}[i])", fact))


def equation_29(d: Derivation, form: Form) -> str:
    u, v = with_powers(d, 0)
    return d.arith(form.conclusion[0], ("lam", log_sum(d, "u", "theta", u)), ("1 - lam", log_sum(d, "v", "tau", v)))


def absolute(d: Derivation, u: str, v: str) -> tuple[str, str]:
    """|v_i^(1-lam)| = e^((1-lam) τ_i) and |u_i^lam|^(1/lam - 1) = e^(lam θ_i (1/lam - 1))."""
    left, right = "abs(v[i]^(1 - lam))", "abs(u[i]^lam)^(1 / lam - 1)"
    first = d.rewrite(f"{left} = abs(exp(tau[i])^(1 - lam))", d.identity(f"{left} = {left}"), v)
    second = d.rewrite(f"{right} = abs(exp(theta[i])^lam)^(1 / lam - 1)", d.identity(f"{right} = {right}"), u)
    return d.arith(f"{left} = exp((1 - lam) * tau[i])", (1, first)), d.arith(f"{right} = exp(lam * theta[i] * (1 / lam - 1))", (1, second))


def explicit_from_absolute(d: Derivation, u: str, v: str, fact: str) -> str:
    """(32) from (31), i free in u and v."""
    left, right = absolute(d, u, v)
    here = d.instance("abs(v[i]^(1 - lam)) = c * abs(u[i]^lam)^(1 / lam - 1)", fact, "i")
    line = d.arith("exp((1 - lam) * tau[i]) = c * exp(lam * theta[i] * (1 / lam - 1))", (-1, left), (1, here), ("c", right))
    return d.generalise(EXPLICIT, line, "i")


def absolute_from_explicit(d: Derivation, u: str, v: str, fact: str) -> str:
    """(31) from (32)."""
    left, right = absolute(d, u, v)
    here = d.instance("exp((1 - lam) * tau[i]) = c * exp(lam * theta[i] * (1 / lam - 1))", fact, "i")
    line = d.arith("abs(v[i]^(1 - lam)) = c * abs(u[i]^lam)^(1 / lam - 1)", (1, left), (1, here), ("-c", right))
    return d.generalise(ABSOLUTE, line, "i")


def equation_32(d: Derivation, form: Form) -> str:
    u, v = with_powers(d, 1)
    return d.discharge(f"{ABSOLUTE} -> {EXPLICIT}", explicit_from_absolute(d, u, v, d.assume(ABSOLUTE)))


def equation_32_back(d: Derivation, form: Form) -> str:
    u, v = with_powers(d, 1)
    return d.discharge(f"{EXPLICIT} -> {ABSOLUTE}", absolute_from_explicit(d, u, v, d.assume(EXPLICIT)))


def positive_constant(d: Derivation, explicit: str) -> str:
    """0 < c: a ratio of exponentials, taken at i = 1."""
    first = d.instance("exp((1 - lam) * tau[1]) = c * exp(lam * theta[1] * (1 / lam - 1))", explicit, "1")
    ratio = "exp((1 - lam) * tau[1] - lam * theta[1] * (1 / lam - 1))"
    return d.arith("0 < c", (1, d.positive(ratio)), ("exp(-(lam * theta[1] * (1 / lam - 1)))", first))


def translation_from_explicit(d: Derivation, explicit: str, first: str, second: str) -> str:
    """(33), i free, from (32) and the two inverses."""
    inverse = d.theorem("exp(log(c)) = c", "log inverts exp", positive_constant(d, explicit), a="c")
    back = d.arith("c = exp(log(c))", (-1, inverse))
    here = d.instance("exp((1 - lam) * tau[i]) = c * exp(lam * theta[i] * (1 / lam - 1))", explicit, "i")
    powers = d.rewrite("exp((1 - lam) * tau[i]) = exp(log(c)) * exp(lam * theta[i] * (1 / lam - 1))", here, back)
    logs = logs_of(d, "exp((1 - lam) * tau[i])", "(exp(log(c)) * exp(lam * theta[i] * (1 / lam - 1)))", powers)
    over = "(1 / (1 - lam))"
    return d.arith("tau[i] = log(c) / (1 - lam) + theta[i]", (over, logs), ("theta[i] - tau[i]", second), (f"theta[i] * {over}", first))


def equation_33(d: Derivation, form: Form) -> str:
    first, second = inverses(d, *inside_hypothesis(d))
    explicit = d.assume(EXPLICIT)
    line = translation_from_explicit(d, explicit, first, second)
    return d.discharge(form.conclusion[0], d.generalise("every(i, tau[i] = log(c) / (1 - lam) + theta[i])", line, "i"))


def equation_33_back(d: Derivation, form: Form) -> str:
    first, second = inverses(d, *inside_hypothesis(d))
    given = d.assume("c > 0 and every(i, tau[i] = log(c) / (1 - lam) + theta[i])")
    inverse = d.theorem("exp(log(c)) = c", "log inverts exp", d.left("c > 0", given), a="c")
    here = d.instance("tau[i] = log(c) / (1 - lam) + theta[i]", d.right("every(i, tau[i] = log(c) / (1 - lam) + theta[i])", given), "i")
    exponent = d.arith(
        "(1 - lam) * tau[i] = log(c) + lam * theta[i] * (1 / lam - 1)", ("1 - lam", here), ("log(c)", second), ("-theta[i]", first)
    )
    power = d.rewrite(
        "exp((1 - lam) * tau[i]) = exp(log(c) + lam * theta[i] * (1 / lam - 1))",
        d.identity("exp((1 - lam) * tau[i]) = exp((1 - lam) * tau[i])"),
        exponent,
    )
    line = d.arith(
        "exp((1 - lam) * tau[i]) = c * exp(lam * theta[i] * (1 / lam - 1))", (1, power), ("exp(lam * theta[i] * (1 / lam - 1))", inverse)
    )
    return d.discharge(form.conclusion[1], d.generalise(EXPLICIT, line, "i"))


def equation_31(d: Derivation, form: Form) -> str:
    """Equality in Hölder is equality in the convexity of lse, so τ is a translate of θ by some t; then c = e^((1-lam) t)."""
    above, below = inside_hypothesis(d)
    u, v = with_powers(d, 1)
    first, second = inverses(d, above, below)
    equality = d.assume(f"{POWERS} = {NORMS}")
    left, right = powers_sum(d, u, v), norms_product(d, u, v, first, second)
    sums = d.arith(f"{MIXED} = {NORM}", (-1, left), (1, equality), (1, right))
    logs = logs_of(d, MIXED, NORM, sums)
    apart = d.assume("not translates(theta, tau)")
    strict = d.apply(
        f"lse({MEAN}) < lam * lse(theta) + (1 - lam) * lse(tau)", lse_strictly_convex(d, above, below).at("theta", "tau"), apart
    )
    translates = d.contradiction("translates(theta, tau)", d.arith("0 < 0", (1, strict), (-1, logs)), d.arith("0 <= 0"))
    shift = d.assume("every(i, theta[i] = tau[i] + t)")
    here = d.instance("theta[i] = tau[i] + t", shift, "i")
    constant = "exp(-((1 - lam) * t))"
    exponent = d.arith("(1 - lam) * tau[i] = -((1 - lam) * t) + lam * theta[i] * (1 / lam - 1)", ("lam - 1", here), ("-theta[i]", first))
    power = "exp((1 - lam) * tau[i])"
    line = d.rewrite(f"{power} = exp(-((1 - lam) * t) + lam * theta[i] * (1 / lam - 1))", d.identity(f"{power} = {power}"), exponent)
    one, two = absolute(d, u, v)
    result = d.arith(f"abs(v[i]^(1 - lam)) = {constant} * abs(u[i]^lam)^(1 / lam - 1)", (1, one), (1, line), (f"-{constant}", two))
    everywhere = d.generalise(ABSOLUTE.replace("c *", f"{constant} *"), result, "i")
    found = d.obtain(f"exists(c, {ABSOLUTE})", translates, d.witness(f"exists(c, {ABSOLUTE})", everywhere, constant), "t")
    return d.discharge(form.conclusion[0], found)


def equation_31_back(d: Derivation, form: Form) -> str:
    """Such a c makes τ a translate of θ; on translates lse is affine, and the inequality an equation."""
    above, below = inside_hypothesis(d)
    u, v = with_powers(d, 1)
    first, second = inverses(d, above, below)
    exists, fact = d.assume(f"exists(c, {ABSOLUTE})"), d.assume(ABSOLUTE)
    line = translation_from_explicit(d, explicit_from_absolute(d, u, v, fact), first, second)
    t = "log(c) / (1 - lam)"
    plain = d.generalise(f"every(i, tau[i] = theta[i] + {t})", d.arith(f"tau[i] = theta[i] + {t}", (1, line)), "i")
    mean = d.arith(f"({MEAN})[i] = theta[i] + (1 - lam) * ({t})", ("1 - lam", d.instance(f"tau[i] = theta[i] + {t}", plain, "i")))
    means = d.generalise(f"every(i, ({MEAN})[i] = theta[i] + (1 - lam) * ({t}))", mean, "i")
    lemma = shifted_lse(d)
    one = d.apply(f"lse({MEAN}) = lse(theta) + (1 - lam) * ({t})", lemma.at(MEAN, "theta", f"(1 - lam) * ({t})"), means)
    two = d.apply(f"lse(tau) = lse(theta) + {t}", lemma.at("tau", "theta", t), plain)
    level = d.arith(f"lse({MEAN}) = lam * lse(theta) + (1 - lam) * lse(tau)", (1, one), ("lam - 1", two))
    powers = d.rewrite(f"exp(lse({MEAN})) = {NORM}", d.identity(f"exp(lse({MEAN})) = exp(lse({MEAN}))"), level)
    left, right = powers_sum(d, u, v), norms_product(d, u, v, first, second)
    result = d.arith(f"{POWERS} = {NORMS}", (1, left), (1, powers), (-1, right))
    return d.discharge(form.conclusion[1], d.obtain(f"{POWERS} = {NORMS}", exists, result, "c"))
