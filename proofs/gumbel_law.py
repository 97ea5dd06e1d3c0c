"""Sections 3.1 to 3.3: footnote 1, the Gumbel law, argmax without ties, the Gumbel-max theorem, and items II and III."""

from __future__ import annotations

from proofs.expected_softmax import gradient, mean_is_positive, sum_of_means, total_is_one
from proofs.graphs import parts
from proofs.lemmas import softmax_determines, tangent
from proofs.means import softmax_integrable
from proofs.perturb_softmax import FINITE, MEMBERS
from proofs.preliminaries import MEANS, PLAIN
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

ABSURD = "0 < 0"


# footnote 1


def ratio_is_one(d: Derivation, form: Form) -> str:
    here = d.instance("softmax(theta, i) = softmax(tau, i)", d.hypothesis(0, PLAIN), "i")
    line = d.arith("softmax(theta, i) / softmax(tau, i) = 1", ("1 / softmax(tau, i)", here))
    return d.generalise(form.conclusion[0], line, "i")


def logs_agree(d: Derivation, form: Form) -> str:
    here = d.instance("softmax(theta, i) = softmax(tau, i)", d.hypothesis(0, PLAIN), "i")
    logs = "log(softmax(theta, i))"
    line = d.rewrite(f"{logs} = log(softmax(tau, i))", d.identity(f"{logs} = {logs}"), here)
    return d.generalise(form.conclusion[1], d.arith(f"{logs} - log(softmax(tau, i)) = 0", (1, line)), "i")


def shift_is_difference(d: Derivation, form: Form) -> str:
    shift = "theta[i] = tau[i] + (lse(theta) - lse(tau))"
    line = d.apply(f"every(i, {shift})", softmax_determines(d).at("theta", "tau"), d.hypothesis(0, PLAIN))
    line = d.arith("theta[i] - tau[i] = lse(theta) - lse(tau)", (1, d.instance(shift, line, "i")))
    return d.generalise(form.conclusion[2], line, "i")


# the Gumbel law

PRINTED = "exp(-exp(-(r + c)))"


def printed_density_is_too_large(d: Derivation, form: Form) -> str:
    """From -c to 5 - c it is at least 1/e, and 5/e >= 5/4."""
    above = tangent(d)
    given = d.assume("-c <= r and r <= 5 - c")
    low = d.left("-c <= r", given)
    small = d.arith("exp(-(r + c)) <= 1", ("exp(-(r + c))", above.at("r + c")), ("exp(-(r + c))", low))
    line = d.arith(f"exp(-1) <= {PRINTED}", ("exp(-1)", above.at("1 - exp(-(r + c))")), ("exp(-1)", small))
    line = d.discharge(f"-c <= r and r <= 5 - c -> exp(-1) <= {PRINTED}", line)
    line = d.generalise(f"forall(r, -c <= r and r <= 5 - c -> exp(-1) <= {PRINTED})", line, "r")
    premise = f"-c < 5 - c and forall(r, -c <= r and r <= 5 - c -> exp(-1) <= {PRINTED})"
    met = d.both(premise, d.arith("-c < 5 - c", ("5",)), line)

    def rule(a: str, s: str, t: str) -> str:
        return f"{s} < {t} and forall(r, {s} <= r and r <= {t} -> {a} <= {PRINTED}) -> {a} * ({t} - {s}) <= 1"

    claim = f"forall(a, forall(s, forall(t, {rule('a', 's', 't')})))"
    at = d.instance(f"forall(s, forall(t, {rule('exp(-1)', 's', 't')}))", d.assume(claim), "exp(-1)")
    at = d.instance(f"forall(t, {rule('exp(-1)', '(-c)', 't')})", at, "-c")
    at = d.instance(rule("exp(-1)", "(-c)", "(5 - c)"), at, "5 - c")
    most = d.apply("exp(-1) * ((5 - c) - (-c)) <= 1", at, met)
    half = above.at("-1/2")
    absurd = d.arith(ABSURD, (1, most), (5, half, half), (5, half), ("1/4",))
    return d.contradiction(f"not {claim}", absurd, d.arith("0 <= 0"))


def antiderivative(d: Derivation, form: Form) -> str:
    line = d.identity("derivative(exp(-exp(-(t + c))), t) = exp(-(t + c)) * exp(-exp(-(t + c)))")
    return d.generalise(form.conclusion[0], line, "t")


def density_is_positive(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[1], d.positive("exp(-(t + c)) * exp(-exp(-(t + c)))"), "t")


def inverse_of(d: Derivation, small: str) -> str:
    """eps (1 / eps) = 1."""
    nonzero = d.contradiction("eps != 0", d.arith(ABSURD, (1, small), (1, d.assume("eps = 0"))), d.arith("0 <= 0"))
    return d.theorem("eps * (1 / eps) = 1", "reciprocal", nonzero, a="eps")


def rises_to_one(d: Derivation, mass: str, value: str) -> str:
    """value = exp(-mass exp(-t)) tends to 1 as t grows; mass is positive by its shape."""
    small = d.assume("0 < eps")
    inverse, start = inverse_of(d, small), f"({mass} * (1 / eps))"
    late = d.assume(f"{start} < t")
    tail = f"({mass} * exp(-t))"
    slope = d.arith(
        f"{tail} < eps", ("exp(-t)", small, tangent(d).at("t")), ("exp(-t)", small, late), ("exp(-t)", small), (f"-exp(-t) * {mass}", inverse)
    )
    low = d.arith(f"1 - eps < {value}", (1, slope), (1, tangent(d).at(f"-{tail}")))
    over_one = d.theorem(f"1 + {tail} < exp({tail})", "exp lies above its tangent", nonzero_tail(d, tail), a=tail)
    high = d.arith(f"{value} < 1", (value, over_one), (value, d.positive(tail)))
    both = f"1 - eps < {value} and {value} < 1"
    line = d.generalise(f"forall(t, {start} < t -> {both})", d.discharge(f"{start} < t -> {both}", d.both(both, low, high)), "t")
    some = f"exists(s, forall(t, s < t -> {both}))"
    return d.generalise(f"forall(eps, 0 < eps -> {some})", d.discharge(f"0 < eps -> {some}", d.witness(some, line, start)), "eps")


def nonzero_tail(d: Derivation, tail: str) -> str:
    absurd = d.arith(ABSURD, (1, d.positive(tail)), (1, d.assume(f"{tail} = 0")))
    return d.contradiction(f"{tail} != 0", absurd, d.arith("0 <= 0"))


def falls_to_zero(d: Derivation, mass: str, value: str) -> str:
    """value = exp(-mass exp(-t)) tends to 0 as t falls."""
    small = d.assume("0 < eps")
    inverse, start = inverse_of(d, small), f"(1 - (1 / eps) * (1 / {mass}))"
    early, tail = d.assume(f"t < {start}"), f"({mass} * exp(-t))"
    grown = d.arith(f"1 < eps * (1 + {tail})", (mass, small, tangent(d).at("-t")), (mass, small, early), (1, small), (-1, inverse))
    high = d.arith(f"{value} < eps", (value, grown), (value, small, tangent(d).at(tail)))
    both = f"0 < {value} and {value} < eps"
    line = d.both(both, d.positive(value), high)
    line = d.generalise(f"forall(t, t < {start} -> {both})", d.discharge(f"t < {start} -> {both}", line), "t")
    some = f"exists(s, forall(t, t < s -> {both}))"
    return d.generalise(f"forall(eps, 0 < eps -> {some})", d.discharge(f"0 < eps -> {some}", d.witness(some, line, start)), "eps")


LAW = ("exp(-c)", "exp(-exp(-(t + c)))")
LARGEST = ("sum(j, exp(theta[j]))", "exp(-sum(j, exp(theta[j] - t)))")


def law_rises(d: Derivation, form: Form) -> str:
    return rises_to_one(d, *LAW)


def law_falls(d: Derivation, form: Form) -> str:
    return falls_to_zero(d, *LAW)


def largest_rises(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[1], rises_to_one(d, *LARGEST), "theta")


def largest_falls(d: Derivation, form: Form) -> str:
    return d.generalise(form.conclusion[2], falls_to_zero(d, *LARGEST), "theta")


def gumbel_max(d: Derivation, form: Form) -> str:
    left = "exp(-(t - theta[i])) * exp(-sum(j, exp(theta[j] - t)))"
    right = "softmax(theta, i) * derivative(exp(-sum(j, exp(theta[j] - t))), t)"
    line = d.generalise(f"every(i, {left} = {right})", d.identity(f"{left} = {right}"), "i")
    return d.generalise(form.conclusion[0], d.generalise(f"forall(t, every(i, {left} = {right}))", line, "t"), "theta")


# argmax without ties


def above_others(i: str) -> str:
    return f"every(j, delta({i}, j) = 0 -> x[j] < x[{i}])"


def one_is_greatest(d: Derivation, form: Form) -> str:
    """The greatest is attained, and no other coordinate equals it."""
    ties = d.hypothesis(0, "every(i, every(j, delta(i, j) = 0 -> x[i] != x[j]))")
    top = "greatest(k, x[k])"
    first, second = f"every(i, x[i] <= {top})", f"some(i, x[i] = {top})"
    fact = d.theorem(f"{first} and {second}", "the greatest of finitely many numbers", F=("i", "x[i]"))
    here, other = d.assume(f"x[i] = {top}"), d.assume("delta(i, j) = 0")
    below = d.instance(f"x[j] <= {top}", d.left(first, fact), "j")
    rule = d.instance("delta(i, j) = 0 -> x[i] != x[j]", d.instance("every(j, delta(i, j) = 0 -> x[i] != x[j])", ties, "i"), "j")
    apart = d.apply("x[i] != x[j]", rule, other)
    order = d.trichotomy("x[j] < x[i] or x[j] = x[i] or x[i] < x[j]", "x[j]", "x[i]")
    same = d.contradiction("x[j] < x[i]", d.arith("x[i] = x[j]", (-1, d.assume("x[j] = x[i]"))), apart)
    absurd = d.contradiction("x[j] < x[i]", d.arith(ABSURD, (1, d.assume("x[i] < x[j]")), (1, below), (-1, here)), d.arith("0 <= 0"))
    line = d.either("x[j] < x[i]", order, d.either("x[j] < x[i]", d.assume("x[j] < x[i] or x[j] = x[i]"), d.assume("x[j] < x[i]"), same), absurd)
    line = d.generalise(above_others("i"), d.discharge("delta(i, j) = 0 -> x[j] < x[i]", line), "j")
    return d.obtain(form.conclusion[0], d.right(second, fact), d.witness(form.conclusion[0], line, "i"), "i")


def only_one_is_greatest(d: Derivation, form: Form) -> str:
    """Each of two would be greater than the other."""
    given = d.assume(f"{above_others('i')} and {above_others('k')}")
    apart = d.assume("delta(i, k) = 0")
    first = d.instance("delta(i, k) = 0 -> x[k] < x[i]", d.left(above_others("i"), given), "k")
    second = d.instance("delta(k, i) = 0 -> x[i] < x[k]", d.right(above_others("k"), given), "i")
    turned = d.arith("delta(k, i) = 0", (1, apart))
    line = d.arith(ABSURD, (1, d.apply("x[k] < x[i]", first, apart)), (1, d.apply("x[i] < x[k]", second, turned)))
    line = d.contradiction("not delta(i, k) = 0", line, d.arith("0 <= 0"))
    body = f"{above_others('i')} and {above_others('k')} -> not delta(i, k) = 0"
    return d.generalise(form.conclusion[1], d.generalise(f"every(k, {body})", d.discharge(body, line), "k"), "i")


# Equation 4 and what follows it


def means_exist(d: Derivation, form: Form) -> str:
    line = d.generalise("every(i, integrable(g, softmax(theta + g, i)))", softmax_integrable(d).at("theta", "i"), "i")
    return d.generalise(form.conclusion[0], line, "theta")


def means_are_positive(d: Derivation, form: Form) -> str:
    line = d.arith("mean_softmax(theta, i) > 0", (1, mean_is_positive(d, "i")))
    return d.generalise(form.conclusion[0], d.generalise("every(i, mean_softmax(theta, i) > 0)", line, "i"), "theta")


def means_sum_to_one(d: Derivation, form: Form) -> str:
    line = d.arith("sum(i, mean_softmax(theta, i)) = 1", (-1, sum_of_means(d)), (1, total_is_one(d)))
    return d.generalise(form.conclusion[1], line, "theta")


# items II and III


def slope_at(d: Derivation, x: str) -> str:
    """derivative(mean_lse(x), x[i]) = mean_softmax(x, i), i free."""
    line = gradient(d, d.hypothesis(0, FINITE))[1]
    body = "derivative(mean_lse({0}), {0}[i]) = mean_softmax({0}, i)"
    return d.instance(body.format(x), d.generalise(f"forall(theta, {body.format('theta')})", line, "theta"), x)


def item_two(d: Derivation, form: Form) -> str:
    onto = "forall(p, member(p, S) -> exists(theta, {}))"
    slopes = "member(theta, Theta) and every(i, derivative(mean_lse(theta), theta[i]) = p[i])"
    values = "member(theta, Theta) and every(i, mean_softmax(theta, i) = p[i])"
    given = d.assume(onto.format(slopes))
    source = d.apply(f"exists(theta, {slopes})", d.instance(f"member(p, S) -> exists(theta, {slopes})", given, "p"), d.assume("member(p, S)"))
    inside, equal = parts(d, tuple(slopes.split(" and ", 1)), d.assume(slopes))
    here = d.instance("derivative(mean_lse(theta), theta[i]) = p[i]", equal, "i")
    line = d.arith("mean_softmax(theta, i) = p[i]", (1, here), (-1, slope_at(d, "theta")))
    line = d.both(values, inside, d.generalise("every(i, mean_softmax(theta, i) = p[i])", line, "i"))
    line = d.obtain(f"exists(theta, {values})", source, d.witness(f"exists(theta, {values})", line, "theta"), "theta")
    line = d.generalise(onto.format(values), d.discharge(f"member(p, S) -> exists(theta, {values})", line), "p")
    return d.discharge(form.conclusion[0], line)


def item_three(d: Derivation, form: Form) -> str:
    slopes = "every(i, derivative(mean_lse(theta), theta[i]) = derivative(mean_lse(tau), tau[i]))"
    rule = d.assume(f"forall(theta, forall(tau, {MEMBERS} and {slopes} -> theta = tau))")
    given = d.assume(f"{MEMBERS} and {MEANS}")
    here = d.instance("mean_softmax(theta, i) = mean_softmax(tau, i)", d.right(MEANS, given), "i")
    line = d.arith(
        "derivative(mean_lse(theta), theta[i]) = derivative(mean_lse(tau), tau[i])", (1, slope_at(d, "theta")), (1, here), (-1, slope_at(d, "tau"))
    )
    line = d.both(f"{MEMBERS} and {slopes}", d.left(MEMBERS, given), d.generalise(slopes, line, "i"))
    at = d.instance(f"forall(tau, {MEMBERS} and {slopes} -> theta = tau)", rule, "theta")
    line = d.apply("theta = tau", d.instance(f"{MEMBERS} and {slopes} -> theta = tau", at, "tau"), line)
    line = d.discharge(f"{MEMBERS} and {MEANS} -> theta = tau", line)
    line = d.generalise(f"forall(tau, {MEMBERS} and {MEANS} -> theta = tau)", line, "tau")
    return d.discharge(form.conclusion[0], d.generalise("minimal_perturb_softmax(Theta)", line, "theta"))
