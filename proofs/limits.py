"""Appendix 8.3, Equations 42-44: where coordinate i is ahead by n, E softmax(θ+γ)_i tends to 1 as n grows. For every d and every law."""

from __future__ import annotations

from proofs.lemmas import exponentials, product_not_zero, tangent
from proofs.means import combination, constant, non_negative_mean, softmax_integrable, squares, stated_combination
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

RATIO = "exp(theta[i] + g[i]) / sum(j, exp(theta[j] + g[j]))"
SUM = "sum(j, exp(theta[j] + g[j] - theta[i] - g[i]))"
AHEAD = "(1 + sum(j, (1 - delta(i, j)) * exp(theta[j] - theta[i] + g[j] - g[i])))"
ODDS = "sum(j, exp(g[j] - g[i]))"


def tail(r: str) -> str:
    """1 + the sum over j != i of e^(-r + γ_j - γ_i)."""
    return f"(1 + sum(j, (1 - delta(i, j)) * exp(-{r} + g[j] - g[i])))"


def smooth(r: str) -> str:
    """The same, positive by its shape."""
    return f"sum(j, exp(-{r} * (1 - delta(i, j)) + g[j] - g[i]))"


def delta_cases(d: Derivation) -> Lemma:
    """delta(i, j) is 0 or 1: it is its own square, as the sum over k of delta(i, k)^2 delta(k, j) comes to either."""
    first = d.identity("sum(k, delta(l, k)^2 * delta(k, m)) = delta(l, m)")
    once = d.lemma("l m", lambda l, m: f"sum(k, delta({l}, k)^2 * delta(k, {m})) = delta({l}, {m})", first)
    swapped = once.at("j", "i")
    square = d.arith("delta(i, j) * delta(i, j) = delta(i, j)", (1, swapped))
    other = "delta(i, j) != 0 and delta(i, j) - 1 != 0"
    choice, goal = d.excluded("delta(i, j) = 0 or delta(i, j) != 0"), "delta(i, j) = 0 or delta(i, j) = 1"
    zero = d.weaken(goal, d.assume("delta(i, j) = 0"))
    both = d.both(other, d.assume("delta(i, j) != 0"), d.assume("delta(i, j) - 1 != 0"))
    none = d.apply("delta(i, j) * (delta(i, j) - 1) != 0", product_not_zero(d).at("delta(i, j)", "delta(i, j) - 1"), both)
    one = d.contradiction("delta(i, j) - 1 = 0", none, d.arith("delta(i, j) * (delta(i, j) - 1) = 0", (1, square)))
    one = d.weaken(goal, d.arith("delta(i, j) = 1", (1, one)))
    return d.lemma("i j", lambda i, j: f"delta({i}, {j}) = 0 or delta({i}, {j}) = 1", d.either(goal, choice, zero, one))


def ratio_is(d: Derivation, denominator: str) -> str:
    """softmax(theta+g)_i = 1 / denominator, for SUM or AHEAD."""
    line = d.identity(f"softmax(theta + g, i) = 1 / {SUM}")
    if denominator == SUM:
        return line
    same = d.identity(f"{SUM} = {AHEAD}")
    return d.rewrite(f"softmax(theta + g, i) = 1 / {AHEAD}", line, same)


def same_mean(d: Derivation, term: str, known: str, finite: str, line: str) -> str:
    """E term = E known, from term = known with g free and that known is integrable."""
    here = d.arith(f"{term} = 1 * ({known}) + 0 * ({known})", (1, line))
    here = d.generalise(f"forall(g, {term} = 1 * ({known}) + 0 * ({known}))", here, "g")
    _, mean = stated_combination(d, term, (("1", known, finite), ("0", known, finite)), here)
    return d.arith(f"E(g, {term}) = E(g, {known})", (1, mean))


def mean_ratio(d: Derivation, denominator: str) -> str:
    """E 1/denominator = E softmax(theta+g)_i."""
    line = d.arith(f"1 / {denominator} = softmax(theta + g, i)", (-1, ratio_is(d, denominator)))
    return same_mean(d, f"1 / {denominator}", "softmax(theta + g, i)", softmax_integrable(d).at("theta", "i"), line)


def equation_42(d: Derivation, form: Form) -> str:
    line = d.arith(f"E(g, {RATIO}) = E(g, 1 / {SUM})", (-1, mean_ratio(d, SUM)))
    return d.generalise(form.conclusion[0], line, "i")


def equation_43(d: Derivation, form: Form) -> str:
    line = d.arith(f"E(g, 1 / {SUM}) = E(g, 1 / {AHEAD})", (1, mean_ratio(d, SUM)), (-1, mean_ratio(d, AHEAD)))
    return d.generalise(form.conclusion[0], line, "i")


def tail_is_smooth(d: Derivation, r: str) -> str:
    """tail(r) = smooth(r), term by term in the two cases of delta."""
    term = f"exp(-{r} * (1 - delta(i, j)) + g[j] - g[i])"
    parts = f"((1 - delta(i, j)) * exp(-{r} + g[j] - g[i]) + delta(i, j) * exp(g[j] - g[i]))"
    goal, lines = f"{term} = {parts}", []
    for value in ("0", "1"):
        known = d.assume(f"delta(i, j) = {value}")
        start = d.identity(f"{term} = {term}")
        line = d.rewrite(f"{term} = exp(-{r} * (1 - {value}) + g[j] - g[i])", start, known)
        left = f"exp(-{r} + g[j] - g[i])"
        lines.append(d.arith(goal, (1, line), (f"{left} - exp(g[j] - g[i])", known)))
    each = d.either(goal, delta_cases(d).at("i", "j"), *lines)
    sums = d.theorem(
        f"sum(j, {term}) = sum(j, {parts})", "equal terms have equal sums", d.generalise(f"every(j, {goal})", each, "j"),
        F=("j", term), G=("j", parts),
    )
    return d.arith(f"{tail(r)} = {smooth(r)}", (-1, sums))


def share_bounds(d: Derivation) -> tuple[Lemma, Lemma, Lemma]:
    """For the share 1 / smooth(r): at most 1; at least 1 - e^(-r) ODDS; integrable. Index i and noise g free in the first two."""
    share = f"1 / {smooth('r')}"
    each = "exp(-r * (1 - delta(i, j)) + g[j] - g[i])"
    weak = d.generalise(f"every(j, 0 <= {each})", d.arith(f"0 <= {each}", (1, d.positive(each))), "j")
    total = f"sum(k, {each.replace('[j]', '[k]').replace('j)', 'k)')})"
    part = d.theorem(f"every(j, {each} <= {total})", "a sum of non-negative terms is at least each", weak, F=("j", each))
    own = d.instance(f"{each.replace('[j]', '[i]').replace('j)', 'i)')} <= {total}", part, "i")
    high = d.arith(f"{share} <= 1", (share, own))
    square = squares(d).at(f"{smooth('r')} - 1")
    low = d.arith(f"1 - exp(-r) * {ODDS} <= {share}", (share, square), (-1, tail_is_smooth(d, "r")), ("1", d.positive("exp(-r)")))
    sign = d.arith(f"0 <= {share}", (1, d.positive(share)))
    bounds = d.generalise(f"forall(g, 0 <= {share} and {share} <= 1)", d.both(f"0 <= {share} and {share} <= 1", sign, high), "g")
    finite = d.theorem(f"integrable(g, {share})", "bounded continuous functions are integrable", bounds, F=("g", share), a="0", b="1")
    return (
        d.lemma("r", lambda r: f"1 / {smooth(r)} <= 1", high),
        d.lemma("r", lambda r: f"1 - exp(-{r}) * {ODDS} <= 1 / {smooth(r)}", low),
        d.lemma("r", lambda r: f"integrable(g, 1 / {smooth(r)})", finite),
    )


def share_tends_to_one(d: Derivation) -> str:
    """forall eps > 0 some s: |E 1/smooth(r) - 1| < eps for every r > s, by dominated convergence; i free."""
    above, below, finite = share_bounds(d)
    gap = f"(1 / {smooth('r')} - 1)"
    high = d.arith(f"{gap} <= 0", (1, above.at("r")))
    low = d.arith(f"-1 <= {gap}", (1, d.positive(f"1 / {smooth('r')}")))
    between = d.both(f"-1 <= {gap} and {gap} <= 1", low, d.arith(f"{gap} <= 1", (1, high), (1,)))
    between = d.generalise(f"forall(g, -1 <= {gap} and {gap} <= 1)", between, "g")
    between = d.generalise(f"forall(r, forall(g, -1 <= {gap} and {gap} <= 1))", between, "r")
    one = constant(d, "1")
    integrable, mean = combination(d, gap, (("1", f"1 / {smooth('r')}", finite.at("r")), ("-1", "1", one[0])))
    limit = d.theorem(
        f"forall(eps, 0 < eps -> exists(s, forall(r, s < r -> -eps < E(g, {gap}) and E(g, {gap}) < eps)))", "dominated convergence",
        d.generalise(f"forall(r, integrable(g, {gap}))", integrable, "r"), one[0], between, gap_vanishes(d, gap, high, below.at("r")),
        F=("r", "g", gap), G=("g", "1"),
    )
    mean = d.arith(f"E(g, {gap}) = E(g, 1 / {smooth('r')}) - 1", (1, mean), (-1, one[1]))
    return restated(d, limit, f"E(g, {gap})", f"(E(g, 1 / {smooth('r')}) - 1)", mean)


def gap_vanishes(d: Derivation, gap: str, high: str, below: str) -> str:
    """For each g the gap tends to 0: it lies between -e^(-r) ODDS and 0."""
    small, bound = d.assume("0 < eps"), f"({ODDS} * (1 / eps))"
    far = d.assume(f"{bound} < r")
    nonzero = d.contradiction("eps != 0", d.arith("0 < 0", (1, small), (1, d.assume("eps = 0"))), d.arith("0 <= 0"))
    inverse = d.theorem("eps * (1 / eps) = 1", "reciprocal", nonzero, a="eps")
    beyond = d.arith(f"{ODDS} < eps * exp(r)", (1, small, far), (1, small, tangent(d).at("r")), (1, small), (f"-{ODDS}", inverse))
    near = f"-eps < {gap} and {gap} < eps"
    low = d.arith(f"-eps < {gap}", ("exp(-r)", beyond), (1, below))
    both = d.both(near, low, d.arith(f"{gap} < eps", (1, high), (1, small)))
    closed = d.generalise(f"forall(r, {bound} < r -> {near})", d.discharge(f"{bound} < r -> {near}", both), "r")
    some = f"exists(s, forall(r, s < r -> {near}))"
    found = d.discharge(f"0 < eps -> {some}", d.witness(some, closed, bound))
    return d.generalise(f"forall(g, forall(eps, 0 < eps -> {some}))", d.generalise(f"forall(eps, 0 < eps -> {some})", found, "eps"), "g")


def restated(d: Derivation, limit: str, old: str, new: str, equal: str) -> str:
    """The limit for another way of writing the term, from old = new with r free."""
    def near(term: str) -> str:
        return f"-eps < {term} and {term} < eps"

    def some(term: str) -> str:
        return f"exists(s, forall(r, s < r -> {near(term)}))"

    found = d.apply(some(old), d.instance(f"0 < eps -> {some(old)}", limit, "eps"), d.assume("0 < eps"))
    inner = d.assume(f"forall(r, s < r -> {near(old)})")
    at = d.apply(near(old), d.instance(f"s < r -> {near(old)}", inner, "r"), d.assume("s < r"))
    low = d.arith(f"-eps < {new}", (1, d.left(f"-eps < {old}", at)), (1, equal))
    both = d.both(near(new), low, d.arith(f"{new} < eps", (1, d.right(f"{old} < eps", at)), (-1, equal)))
    closed = d.generalise(f"forall(r, s < r -> {near(new)})", d.discharge(f"s < r -> {near(new)}", both), "r")
    found = d.obtain(some(new), found, d.witness(some(new), closed, "s"), "s")
    return d.generalise(f"forall(eps, 0 < eps -> {some(new)})", d.discharge(f"0 < eps -> {some(new)}", found), "eps")


def tail_mean(d: Derivation, r: str, finite: Lemma) -> str:
    """E 1/tail(r) = E 1/smooth(r)."""
    line = d.identity(f"1 / {tail(r)} = 1 / {tail(r)}")
    line = d.rewrite(f"1 / {tail(r)} = 1 / {smooth(r)}", line, tail_is_smooth(d, r))
    return same_mean(d, f"1 / {tail(r)}", f"1 / {smooth(r)}", finite.at(r), line)


def equation_44_limit(d: Derivation, form: Form) -> str:
    limit = share_tends_to_one(d)
    equal = d.arith(
        f"(E(g, 1 / {smooth('r')}) - 1) = E(g, 1 / {tail('r')}) - 1", (-1, tail_mean(d, "r", share_bounds(d)[2]))
    )
    return restated(d, limit, f"(E(g, 1 / {smooth('r')}) - 1)", f"(E(g, 1 / {tail('r')}) - 1)", equal)


def ahead_by(d: Derivation, n: str, lead: str) -> str:
    """E 1/smooth(n) <= E softmax(theta+g)_i, from every(j, delta(i, j) = 0 -> theta[i] - theta[j] >= n)."""
    goal = f"(1 - delta(i, j)) * exp(theta[j] - theta[i] + g[j] - g[i]) <= (1 - delta(i, j)) * exp(-{n} + g[j] - g[i])"
    apart, own = d.assume("delta(i, j) = 0"), d.assume("delta(i, j) = 1")
    line = d.apply(f"theta[i] - theta[j] >= {n}", d.instance(f"delta(i, j) = 0 -> theta[i] - theta[j] >= {n}", lead, "j"), apart)
    low, high = "theta[j] - theta[i] + g[j] - g[i]", f"-{n} + g[j] - g[i]"
    grows = exponentials(d, low, "<=", high, d.arith(f"{low} <= {high}", (1, line)))
    first = d.arith(goal, (1, grows), (f"exp({high}) - exp({low})", apart))
    second = d.arith(goal, (f"exp({high}) - exp({low})", own))
    each = d.either(goal, delta_cases(d).at("i", "j"), first, second)
    left, _, right = goal.partition(" <= ")
    terms = d.generalise(f"every(j, 0 <= {right} - {left})", d.arith(f"0 <= {right} - {left}", (1, each)), "j")
    total = d.theorem(f"0 <= sum(j, {right} - {left})", "a sum of non-negative terms is non-negative", terms, F=("j", f"{right} - {left}"))
    share, value = f"1 / {smooth(n)}", f"1 / {SUM}"
    order = d.arith(f"{SUM} <= {smooth(n)}", (1, total), (1, tail_is_smooth(d, n)))
    order = d.arith(f"0 <= softmax(theta + g, i) - {share}", (f"{share} * ({value})", order))
    finite = share_bounds(d)[2].at(n)
    whole, mean = combination(
        d, f"(softmax(theta + g, i) - {share})", (("1", "softmax(theta + g, i)", softmax_integrable(d).at("theta", "i")), ("-1", share, finite))
    )
    sign = non_negative_mean(d, f"(softmax(theta + g, i) - {share})", whole, order)
    return d.arith(f"E(g, {share}) <= mean_softmax(theta, i)", (1, sign), (1, mean))


def equation_44(d: Derivation, form: Form) -> str:
    lead = d.left("every(j, delta(i, j) = 0 -> theta[i] - theta[j] >= n)", d.hypothesis(0, form.given[0]))
    below = ahead_by(d, "n", lead)
    return d.arith(form.conclusion[0], (1, below), (1, tail_mean(d, "n", share_bounds(d)[2])), (-1, mean_ratio(d, AHEAD)))
