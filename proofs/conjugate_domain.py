"""Equation 9: the domain of the conjugate of the perturb-log-sum-exp, and its relative interior; every d, every law."""

from __future__ import annotations

from proofs.covering import covering_is_complete
from proofs.expected_softmax import mean_is_positive
from proofs.graphs import maximum, parts
from proofs.lemmas import tangent
from proofs.means import combination, lse_below, mean_lse_of_translate, non_negative_mean, softmax_integrable, squares
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

FINITE = "forall(theta, integrable(g, lse(theta + g)))"
NOUGHT = "(0 * ones)"
SUM = "a sum of non-negative terms is non-negative"
SAME = "equal terms have equal sums"


def tangent_plane(d: Derivation) -> Lemma:
    """lse(u) + sum_i softmax(u)_i (v_i - u_i) <= lse(v)."""
    gap = "(v[i] - u[i] - (lse(v) - lse(u)))"
    term = f"(softmax(v, i) - softmax(u, i) * (1 + {gap}))"
    each = d.arith(f"0 <= {term}", ("softmax(u, i)", tangent(d).at(gap)))
    total = d.theorem(f"0 <= sum(i, {term})", SUM, d.generalise(f"every(i, 0 <= {term})", each, "i"), F=("i", term))
    line = d.arith("lse(u) + sum(i, softmax(u, i) * (v[i] - u[i])) <= lse(v)", (1, total))
    return d.lemma("u v", lambda u, v: f"lse({u}) + sum(i, softmax({u}, i) * ({v}[i] - {u}[i])) <= lse({v})", line)


def tangent_of_mean(d: Derivation, finite: str) -> Lemma:
    """mean_lse(u) + sum_i mean_softmax(u)_i (v_i - u_i) <= mean_lse(v); finite: the standing hypothesis."""
    part, whole = "(softmax(u + g, i) * (v[i] - u[i]))", "sum(i, softmax(u + g, i) * (v[i] - u[i]))"
    bounded = softmax_integrable(d).at("u", "i")
    one, mean = combination(d, part, (("v[i] - u[i]", "softmax(u + g, i)", bounded), ("0", "softmax(u + g, i)", bounded)))
    texts = f"integrable(g, {whole})", f"E(g, {whole}) = sum(i, E(g, {part}))"
    one = d.generalise(f"every(i, integrable(g, {part}))", one, "i")
    fact = d.theorem(" and ".join(texts), "expectation of a finite sum", one, F=("i", "g", part))
    inner = "mean_softmax(u, i) * (v[i] - u[i])"
    each = d.generalise(f"every(i, E(g, {part}) = {inner})", d.arith(f"E(g, {part}) = {inner}", (1, mean)), "i")
    sums = d.theorem(f"sum(i, E(g, {part})) = sum(i, {inner})", SAME, each, F=("i", f"E(g, {part})"), G=("i", inner))
    rise = "(lse(v + g) - lse(u + g))"
    at = [d.instance(f"integrable(g, lse({x} + g))", finite, x) for x in ("u", "v")]
    two, mean_rise = combination(d, rise, (("1", "lse(v + g)", at[1]), ("-1", "lse(u + g)", at[0])))
    gap = f"({rise} - {whole})"
    three, mean_gap = combination(d, gap, (("1", rise, two), ("-1", whole, d.left(texts[0], fact))))
    pointwise = d.arith(f"0 <= {gap}", (1, tangent_plane(d).at("u + g", "v + g")))
    total = non_negative_mean(d, gap, three, pointwise)
    line = d.arith(
        f"mean_lse(u) + sum(i, {inner}) <= mean_lse(v)",
        (1, total), (1, mean_gap), (1, mean_rise), (-1, d.right(texts[1], fact)), (-1, sums),
    )
    return d.lemma("u v", lambda u, v: f"mean_lse({u}) + sum(i, mean_softmax({u}, i) * ({v}[i] - {u}[i])) <= mean_lse({v})", line)


def bound_text(p: str, a: str, theta: str, inside: str) -> str:
    return f"forall({theta}, member({theta}, {inside}) -> sum(i, {p}[i] * {theta}[i]) - mean_lse({theta}) <= {a})"


def gradient_in_domain(d: Derivation, form: Form, inside: str) -> str:
    """At p = E softmax(θ + γ) the supremum is attained at θ."""
    plane = tangent_of_mean(d, d.hypothesis(2, FINITE))
    premise = "member(theta, Theta) and every(i, p[i] = mean_softmax(theta, i))"
    equal = d.right("every(i, p[i] = mean_softmax(theta, i))", d.assume(premise))
    here = d.instance("p[i] = mean_softmax(theta, i)", equal, "i")
    left, right = "p[i] * (v[i] - theta[i])", "mean_softmax(theta, i) * (v[i] - theta[i])"
    each = d.generalise(f"every(i, {left} = {right})", d.arith(f"{left} = {right}", ("v[i] - theta[i]", here)), "i")
    sums = d.theorem(f"sum(i, {left}) = sum(i, {right})", SAME, each, F=("i", left), G=("i", right))
    d.assume(f"member(v, {inside})")
    peak = "(sum(i, p[i] * theta[i]) - mean_lse(theta))"
    line = d.arith(f"sum(i, p[i] * v[i]) - mean_lse(v) <= {peak}", (1, plane.at("theta", "v")), (1, sums))
    line = d.discharge(f"member(v, {inside}) -> sum(i, p[i] * v[i]) - mean_lse(v) <= {peak}", line)
    line = d.generalise(bound_text("p", peak, "v", inside), line, "v")
    line = d.witness(f"dual_lse(p, {inside})", line, peak)
    line = d.generalise(f"forall(theta, {premise} -> dual_lse(p, {inside}))", d.discharge(f"{premise} -> dual_lse(p, {inside})", line), "theta")
    return d.generalise(form.conclusion[1], line, "p")


def values_in_domain(d: Derivation, form: Form) -> str:
    return gradient_in_domain(d, form, "Theta")


def values_in_whole_domain(d: Derivation, form: Form) -> str:
    return gradient_in_domain(d, form, "S")


# Θ = R^d: the domain lies in Δ


def bounded_multiples(d: Derivation) -> Lemma:
    """s = 0, if t s <= a for every t."""
    given = d.assume("forall(t, t * s <= a)")
    apart = d.assume("s != 0")
    inverse = d.theorem("s * (1 / s) = 1", "reciprocal", apart, a="s")
    far = "((a + 1) * (1 / s))"
    absurd = d.arith("0 < 0", (1, d.instance(f"{far} * s <= a", given, far)), ("-(a + 1)", inverse), ("1",))
    zero = d.contradiction("s = 0", absurd, d.arith("0 <= 0"))

    def body(s: str, a: str) -> str:
        return f"forall(t, t * {s} <= {a}) -> {s} = 0"

    return d.lemma("s a", body, d.discharge(body("s", "a"), zero))


def at_most_at_zero(d: Derivation, finite: str, x: str, pointwise: str) -> str:
    """mean_lse(x) <= mean_lse(0), from lse(x + g) <= lse(0 + g) + 0 with g free."""
    gap = f"(lse({NOUGHT} + g) - lse({x} + g))"
    at = [d.instance(f"integrable(g, lse({y} + g))", finite, y) for y in (NOUGHT, x)]
    whole, mean = combination(d, gap, (("1", f"lse({NOUGHT} + g)", at[0]), ("-1", f"lse({x} + g)", at[1])))
    total = non_negative_mean(d, gap, whole, d.arith(f"0 <= {gap}", (1, pointwise)))
    return d.arith(f"mean_lse({x}) <= mean_lse({NOUGHT})", (1, total), (1, mean))


def nonnegative(d: Derivation, square: str, limit: str, grows: str, low: str) -> str:
    """0 <= q[i], from exp(t) sum_i w_i^2 <= limit for every t and w[i] <= q[i]: so the sum is 0."""
    grows = d.generalise(f"forall(t, exp(t) * {square} <= {limit})", grows, "t")
    some = d.assume(f"0 < {square}")
    nonzero = d.contradiction(f"{square} != 0", d.arith("0 < 0", (1, some), (1, d.assume(f"{square} = 0"))), d.arith("0 <= 0"))
    inverse = d.theorem(f"{square} * (1 / {square}) = 1", "reciprocal", nonzero, a=square)
    far = f"({limit} * (1 / {square}))"
    at = d.instance(f"exp({far}) * {square} <= {limit}", grows, far)
    absurd = d.arith("0 < 0", (1, at), (1, some, tangent(d).at(far)), (1, some), (f"-{limit}", inverse))
    none = d.contradiction(f"{square} <= 0", absurd, d.arith("0 <= 0"))
    each = d.generalise("every(i, 0 <= w[i]^2)", squares(d).at("w[i]"), "i")
    each = d.theorem(f"every(i, w[i]^2 <= {square})", "a sum of non-negative terms is at least each", each, F=("i", "w[i]^2"))
    negative = d.assume("q[i] < 0")
    below = d.arith("w[i] < 0", (1, low), (1, negative))
    absurd = d.arith("0 < 0", (1, d.instance(f"w[i]^2 <= {square}", each, "i")), (1, none), (1, below, below))
    return d.contradiction("0 <= q[i]", absurd, d.arith("0 <= 0"))


def domain_in_simplex(d: Derivation, everywhere: str, finite: str) -> Lemma:
    """dual_lse(q, S) -> every(i, 0 <= q[i]) and sum(i, q[i]) = 1, from S = R^d."""
    multiples = bounded_multiples(d)
    bound = d.assume(bound_text("q", "a", "theta", "S"))

    def at(x: str) -> str:
        rule = d.instance(f"member({x}, S) -> sum(i, q[i] * {x}[i]) - mean_lse({x}) <= a", bound, x)
        return d.apply(f"sum(i, q[i] * {x}[i]) - mean_lse({x}) <= a", rule, d.instance(f"member({x}, S)", everywhere, x))

    # along the vector of ones
    total, shifted = "sum(i, q[i])", "(t * ones)"
    at_zero = d.instance(f"integrable(g, lse({NOUGHT} + g))", finite, NOUGHT)
    moved = d.generalise(f"every(i, {shifted}[i] = {NOUGHT}[i] + t)", d.identity(f"{shifted}[i] = {NOUGHT}[i] + t"), "i")
    moved = mean_lse_of_translate(d, at_zero, shifted, NOUGHT, "t", moved)
    limit = f"(a + mean_lse({NOUGHT}))"
    line = d.arith(f"t * ({total} - 1) <= {limit}", (1, at(shifted)), (1, moved))
    line = d.generalise(f"forall(t, t * ({total} - 1) <= {limit})", line, "t")
    zero = d.apply(f"({total} - 1) = 0", multiples.at(f"({total} - 1)", limit), line)
    sums = d.arith(f"{total} = 1", (1, zero))
    # down the negative part w of q
    part, larger = "-max(-q[i], 0)", maximum(d).at("-q[i]", "0")
    exists = d.theorem(f"exists(w, every(i, w[i] = {part}))", "a vector has any components", F=("i", part))
    meant = d.instance(f"w[i] = {part}", d.assume(f"every(i, w[i] = {part})"), "i")
    texts = ("-q[i] <= max(-q[i], 0)", "0 <= max(-q[i], 0)", "(max(-q[i], 0) = -q[i] or max(-q[i], 0) = 0)")
    bounds = parts(d, texts, larger)
    under, low = d.arith("w[i] <= 0", (1, bounds[1]), (1, meant)), d.arith("w[i] <= q[i]", (1, bounds[0]), (1, meant))
    goal = "q[i] * w[i] = w[i]^2"
    first = d.arith(goal, ("-w[i]", meant), ("w[i]", d.assume("max(-q[i], 0) = -q[i]")))
    second = d.arith(goal, ("q[i] - w[i]", meant), ("w[i] - q[i]", d.assume("max(-q[i], 0) = 0")))
    same = d.generalise(f"every(i, {goal})", d.either(goal, bounds[2], first, second), "i")
    same = d.theorem("sum(i, q[i] * w[i]) = sum(i, w[i]^2)", SAME, same, F=("i", "q[i] * w[i]"), G=("i", "w[i]^2"))
    down = "(exp(t) * w)"
    each = d.arith(f"({down} + g)[i] <= ({NOUGHT} + g)[i] + 0", ("exp(t)", under))
    drop = lse_below(d, f"({down} + g)", f"({NOUGHT} + g)", "0", each)
    lower = at_most_at_zero(d, finite, down, drop)
    square = "sum(i, w[i]^2)"
    line = d.arith(f"exp(t) * {square} <= {limit}", (1, at(down)), (1, lower), ("-exp(t)", same))
    sign = nonnegative(d, square, limit, line, low)
    signs = d.generalise("every(i, 0 <= q[i])", sign, "i")
    signs = d.obtain("every(i, 0 <= q[i])", exists, signs, "w")
    goal = f"every(i, 0 <= q[i]) and {total} = 1"
    line = d.obtain(goal, d.assume("dual_lse(q, S)"), d.both(goal, signs, sums), "a")

    def body(q: str) -> str:
        return f"dual_lse({q}, S) -> every(i, 0 <= {q}[i]) and sum(i, {q}[i]) = 1"

    return d.lemma("q", body, d.discharge(body("q"), line))


def interior_is_reached(d: Derivation, form: Form) -> str:
    """Prolonged beyond p from q = E softmax(γ), all of whose coordinates are positive, the segment stays in Δ: so those of p are positive too."""
    everywhere, finite = d.hypothesis(0, "forall(theta, member(theta, S))"), d.hypothesis(2, FINITE)
    simplex = domain_in_simplex(d, everywhere, finite)
    interior = d.assume("inner_dual_lse(p, S)")
    inner = d.left("dual_lse(p, S)", interior)
    total = d.right("sum(i, p[i]) = 1", d.apply("every(i, 0 <= p[i]) and sum(i, p[i]) = 1", simplex.at("p"), inner))
    exists = d.theorem(f"exists(q, every(i, q[i] = mean_softmax({NOUGHT}, i)))", "a vector has any components", F=("i", f"mean_softmax({NOUGHT}, i)"))
    meant = d.assume(f"every(i, q[i] = mean_softmax({NOUGHT}, i))")
    here = d.instance(f"q[i] = mean_softmax({NOUGHT}, i)", meant, "i")
    positive = d.arith("0 < q[i]", (1, mean_is_positive_at(d)), (-1, here))
    dual = whole_domain_of_value(d, everywhere, finite, meant)
    beyond = "(p + t * (p - q))"
    rule = d.right(f"forall(q, dual_lse(q, S) -> exists(t, 0 < t and dual_lse({beyond}, S)))", interior)
    rule = d.instance(f"dual_lse(q, S) -> exists(t, 0 < t and dual_lse({beyond}, S))", rule, "q")
    source = d.apply(f"exists(t, 0 < t and dual_lse({beyond}, S))", rule, dual)
    found = d.assume(f"0 < t and dual_lse({beyond}, S)")
    step, far = d.left("0 < t", found), d.right(f"dual_lse({beyond}, S)", found)
    signs = d.apply(f"every(i, 0 <= {beyond}[i]) and sum(i, {beyond}[i]) = 1", simplex.at(beyond), far)
    sign = d.instance(f"0 <= {beyond}[i]", d.left(f"every(i, 0 <= {beyond}[i])", signs), "i")
    not_above = d.assume("p[i] <= 0")
    absurd = d.arith("0 < 0", (1, sign), (1, not_above), (1, step, not_above), (1, step, positive))
    line = d.generalise("every(i, p[i] > 0)", d.contradiction("p[i] > 0", absurd, d.arith("0 <= 0")), "i")
    line = d.obtain("every(i, p[i] > 0)", exists, d.obtain("every(i, p[i] > 0)", source, line, "t"), "q")
    covers = d.hypothesis(1, "forall(theta, exists(tau, member(tau, Theta) and translates(theta, tau)))")
    reached = "exists(theta, member(theta, Theta) and every(i, mean_softmax(theta, i) = p[i]))"
    rule = d.instance(f"open_simplex(p) -> {reached}", covering_is_complete(d, covers), "p")
    line = d.apply(reached, rule, d.both("open_simplex(p)", line, total))
    return d.generalise(form.conclusion[0], d.discharge(f"inner_dual_lse(p, S) -> {reached}", line), "p")


def mean_is_positive_at(d: Derivation) -> str:
    """0 < mean_softmax(0, i), i free."""
    closed = d.generalise("forall(theta, 0 < mean_softmax(theta, i))", mean_is_positive(d, "i"), "theta")
    return d.instance(f"0 < mean_softmax({NOUGHT}, i)", closed, NOUGHT)


def whole_domain_of_value(d: Derivation, everywhere: str, finite: str, meant: str) -> str:
    """dual_lse(q, S), from q[i] = mean_softmax(0, i)."""
    plane = tangent_of_mean(d, finite)
    here = d.instance(f"q[i] = mean_softmax({NOUGHT}, i)", meant, "i")
    left, right = "q[i] * v[i]", f"mean_softmax({NOUGHT}, i) * v[i]"
    each = d.generalise(f"every(i, {left} = {right})", d.arith(f"{left} = {right}", ("v[i]", here)), "i")
    sums = d.theorem(f"sum(i, {left}) = sum(i, {right})", SAME, each, F=("i", left), G=("i", right))
    d.assume("member(v, S)")
    peak = f"(-mean_lse({NOUGHT}))"
    line = d.arith(f"sum(i, q[i] * v[i]) - mean_lse(v) <= {peak}", (1, plane.at(NOUGHT, "v")), (1, sums))
    line = d.discharge(f"member(v, S) -> sum(i, q[i] * v[i]) - mean_lse(v) <= {peak}", line)
    return d.witness("dual_lse(q, S)", d.generalise(bound_text("q", peak, "v", "S"), line, "v"), peak)
