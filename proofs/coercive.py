"""Perturb-Softmax reaches every point of the open simplex, for every d and every law.

For p in ri Δ the function φ(x) = E[lse(x+γ) - lse(γ)] - <p,x> is finite, convex, constant along 1 and grows along every other direction;
so it attains its minimum, and there its gradient E softmax(x+γ) - p vanishes.
"""

from __future__ import annotations

from proofs.lemmas import shifted_lse, some_positive_sum, tangent
from proofs.means import combination, constant, convex_mean, increment_integrable, lse_below, softmax_bounds, softmax_integrable, stated_combination
from verifier.engines.derive import Derivation, Lemma

SIMPLEX = "open_simplex(p)"
POSITIVE, TOTAL = "every(i, p[i] > 0)", "sum(i, p[i]) = 1"
TOP, BOTTOM, TILT = "greatest(k, w[k])", "greatest(k, -w[k])", "sum(k, p[k] * w[k])"
SCALED = "(exp(r) * w)"


def tilt(x: str) -> str:
    return f"sum(k, p[k] * {x}[k])"


def body(x: str) -> str:
    return f"(lse({x} + g) - lse(g) - {tilt(x)})"


def phi(x: str) -> str:
    return f"E(g, {body(x)})"


def onto(d: Derivation) -> Lemma:
    """open_simplex(p) -> exists(theta, every(i, mean_softmax(theta, i) = p[i])), for every p."""
    simplex = d.assume(SIMPLEX)
    positive, total = d.left(POSITIVE, simplex), d.right(TOTAL, simplex)
    finite, split = split_mean(d)
    least = d.theorem(
        f"exists(x, forall(y, {phi('x')} <= {phi('y')}))",
        "a convex function that recedes only where it is constant attains its minimum",
        convex(d, finite),
        recession(d, positive, total, finite, split),
        F=("x", body_mean("x")),
    )
    at_least = d.assume(f"forall(y, {phi('x')} <= {phi('y')})")
    goal = "exists(theta, every(i, mean_softmax(theta, i) = p[i]))"
    found = d.witness(goal, gradient_vanishes(d, positive, at_least, finite), "x")
    reached = d.discharge(f"{SIMPLEX} -> {goal}", d.obtain(goal, least, found, "x"))
    return d.lemma("p", lambda p: f"open_simplex({p}) -> exists(theta, every(i, mean_softmax(theta, i) = {p}[i]))", reached)


def body_mean(x: str) -> str:
    return phi(x)


def split_mean(d: Derivation) -> tuple[Lemma, Lemma]:
    """body(x) is integrable, and phi(x) = E[lse(x+g) - lse(g)] - <p,x>."""
    increment, (one, value) = increment_integrable(d), constant(d, "1")
    rise = "(lse(x + g) - lse(g))"
    finite, mean = combination(d, body("x"), (("1", rise, increment.at("x")), (f"-{tilt('x')}", "1", one)))
    line = d.arith(f"{phi('x')} = E(g, {rise}) - {tilt('x')}", (1, mean), (f"-{tilt('x')}", value))
    return (
        d.lemma("x", lambda x: f"integrable(g, {body(x)})", finite),
        d.lemma("x", lambda x: f"{phi(x)} = E(g, lse({x} + g) - lse(g)) - {tilt(x)}", line),
    )


def convex(d: Derivation, finite: Lemma) -> str:
    inside = d.assume("0 < lam and lam < 1")
    line = convex_mean(d, body, finite.at, d.left("0 < lam", inside), d.right("lam < 1", inside), None)

    def chord(u: str, v: str, lam: str) -> str:
        return f"0 < {lam} and {lam} < 1 -> {phi(f'({lam} * {u} + (1 - {lam}) * {v})')} <= {lam} * {phi(u)} + (1 - {lam}) * {phi(v)}"

    return d.lemma("u v lam", chord, d.discharge(chord("u", "v", "lam"), line)).fact


def recession(d: Derivation, positive: str, total: str, finite: Lemma, split: Lemma) -> str:
    """Along w, phi exceeds phi(0) somewhere, or w is a multiple of 1 and phi is constant."""
    grows = f"exists(t, 0 < t and {phi('(0 * ones)')} < {phi('(t * w)')})"
    constant_along = f"forall(x, {phi('(x + w)')} = {phi('x')})"
    goal = f"{grows} or {constant_along}"
    tops = d.theorem(f"every(i, w[i] <= {TOP}) and some(i, w[i] = {TOP})", "the greatest of finitely many numbers", F=("i", "w[i]"))
    below, reached = d.left(f"every(i, w[i] <= {TOP})", tops), d.right(f"some(i, w[i] = {TOP})", tops)
    apart = f"some(i, w[i] != {TOP})"
    none = d.assume(f"not {apart}")
    level = d.contradiction(f"w[i] = {TOP}", d.witness(apart, d.assume(f"w[i] != {TOP}"), "i"), none)
    level = d.generalise(f"every(i, w[i] = {TOP})", level, "i")
    flat = d.weaken(goal, stays(d, level, total, finite))
    some = d.assume(apart)
    ahead = leads(d, positive, total, below, some)
    steep = d.weaken(goal, rises(d, ahead, below, reached, split))
    either = d.either(goal, d.excluded(f"{apart} or not {apart}"), steep, flat)
    return d.generalise(f"forall(w, {goal})", either, "w")


def stays(d: Derivation, level: str, total: str, finite: Lemma) -> str:
    """phi(x + w) = phi(x) for w = top 1."""
    here = d.instance(f"w[i] = {TOP}", level, "i")
    shift = d.generalise(f"every(i, (x + w + g)[i] = (x + g)[i] + {TOP})", d.arith(f"(x + w + g)[i] = (x + g)[i] + {TOP}", (1, here)), "i")
    moved = d.apply(f"lse(x + w + g) = lse(x + g) + {TOP}", shifted_lse(d).at("x + w + g", "x + g", TOP), shift)
    weighed = d.generalise(f"every(k, p[k] * w[k] = p[k] * {TOP})", d.arith(f"p[k] * w[k] = p[k] * {TOP}", ("p[k]", d.instance(f"w[k] = {TOP}", level, "k"))), "k")
    sums = d.theorem(f"{TILT} = sum(k, p[k] * {TOP})", "equal terms have equal sums", weighed, F=("k", "p[k] * w[k]"), G=("k", f"p[k] * {TOP}"))
    new, old = body("(x + w)"), body("x")
    same = d.arith(f"{new} = 1 * {old} + 0 * {old}", (1, moved), (-1, sums), (f"-{TOP}", total))
    same = d.generalise(f"forall(g, {new} = 1 * {old} + 0 * {old})", same, "g")
    at = finite.at("x")
    _, mean = stated_combination(d, new, (("1", old, at), ("0", old, at)), same)
    line = d.arith(f"{phi('(x + w)')} = {phi('x')}", (1, mean))
    return d.generalise(f"forall(x, {phi('(x + w)')} = {phi('x')})", line, "x")


def leads(d: Derivation, positive: str, total: str, below: str, some: str) -> str:
    """0 < top - <p,w> where some coordinate is below the top."""
    term = f"p[i] * ({TOP} - w[i])"
    sign, under = d.instance("p[i] > 0", positive, "i"), d.instance(f"w[i] <= {TOP}", below, "i")
    weak = d.generalise(f"every(i, 0 <= {term})", d.arith(f"0 <= {term}", (1, sign, under)), "i")
    differ = d.assume(f"w[j] != {TOP}")
    goal = f"w[j] < {TOP}"
    order = d.trichotomy(f"w[j] < {TOP} or w[j] = {TOP} or {TOP} < w[j]", "w[j]", TOP)
    equal = d.contradiction(goal, d.assume(f"w[j] = {TOP}"), differ)
    above = d.contradiction(goal, d.arith("0 < 0", (1, d.assume(f"{TOP} < w[j]")), (1, d.instance(f"w[j] <= {TOP}", below, "j"))), d.arith("0 <= 0"))
    lower = d.either(goal, d.assume(f"w[j] < {TOP} or w[j] = {TOP}"), d.assume(goal), equal)
    strict = d.either(goal, order, lower, above)
    at_j = d.arith(f"0 < p[j] * ({TOP} - w[j])", (1, d.instance("p[j] > 0", positive, "j"), strict))
    found = some_positive_sum(d, term, weak, at_j)
    found = d.arith(f"{TILT} < {TOP}", (1, found), (TOP, total))
    return d.obtain(f"{TILT} < {TOP}", some, found, "j")


def quotient(r: str = "r") -> str:
    return f"(exp(-{r}) * (lse(exp({r}) * w + g) - lse(g)) - {TOP})"


def rises(d: Derivation, ahead: str, below: str, reached: str, split: Lemma) -> str:
    """phi(0) < phi(t w) for some t > 0: the slope of E lse along w tends to the top of w, which exceeds <p,w>."""
    limit = slope_tends_to_top(d, below, reached)
    gap = f"({TOP} - {TILT})"
    rule = f"exists(s, forall(r, s < r -> -{gap} < E(g, {quotient()}) and E(g, {quotient()}) < {gap}))"
    near = d.apply(rule, d.instance(f"0 < {gap} -> {rule}", limit, gap), d.arith(f"0 < {gap}", (1, ahead)))
    at = f"-{gap} < E(g, {quotient('(s + 1)')}) and E(g, {quotient('(s + 1)')}) < {gap}"
    inner = d.assume(f"forall(r, s < r -> -{gap} < E(g, {quotient()}) and E(g, {quotient()}) < {gap})")
    close = d.apply(at, d.instance(f"s < s + 1 -> {at}", inner, "s + 1"), d.arith("s < s + 1", (1,)))
    low = d.left(f"-{gap} < E(g, {quotient('(s + 1)')})", close)
    far = "(exp(s + 1) * w)"
    rise, one = increment_integrable(d).at(far), constant(d, "1")
    _, mean = combination(d, quotient("(s + 1)"), (("exp(-(s + 1))", f"(lse({far} + g) - lse(g))", rise), (f"-{TOP}", "1", one[0])))
    zero = constant(d, "0")[1]
    t = "exp(s + 1)"
    here = split.at(far)
    line = d.arith(
        f"{phi('(0 * ones)')} < {phi(far)}", (t, low), (t, mean), (f"-({t}) * {TOP}", one[1]), (-1, here), (1, zero)
    )
    grows = d.both(f"0 < {t} and {phi('(0 * ones)')} < {phi(f'({t} * w)')}", d.positive(t), line)
    goal = f"exists(t, 0 < t and {phi('(0 * ones)')} < {phi('(t * w)')})"
    return d.obtain(goal, near, d.witness(goal, grows, t), "s")


def slope_tends_to_top(d: Derivation, below: str, reached: str) -> str:
    """Dominated convergence for exp(-r) (lse(exp(r) w + g) - lse(g)) - top, which lies between -(top + bottom) and 0."""
    bottoms = d.theorem(f"every(i, -w[i] <= {BOTTOM}) and some(i, -w[i] = {BOTTOM})", "the greatest of finitely many numbers", F=("i", "-w[i]"))
    bottoms = d.left(f"every(i, -w[i] <= {BOTTOM})", bottoms)
    at, under = d.instance(f"w[i] <= {TOP}", below, "i"), d.instance(f"-w[i] <= {BOTTOM}", bottoms, "i")
    up = lse_below(d, f"({SCALED} + g)", "g", f"(exp(r) * {TOP})", d.arith(f"({SCALED} + g)[i] <= g[i] + exp(r) * {TOP}", ("exp(r)", at)))
    down = lse_below(d, "g", f"({SCALED} + g)", f"(exp(r) * {BOTTOM})", d.arith(f"g[i] <= ({SCALED} + g)[i] + exp(r) * {BOTTOM}", ("exp(r)", under)))
    width = f"({TOP} + {BOTTOM})"
    wide = d.arith(f"0 <= {width}", (1, d.instance(f"w[1] <= {TOP}", below, "1")), (1, d.instance(f"-w[1] <= {BOTTOM}", bottoms, "1")))
    high = d.arith(f"{quotient()} <= 0", ("exp(-r)", up))
    low = d.arith(f"-{width} <= {quotient()}", ("exp(-r)", down))
    bounds = d.both(f"-{width} <= {quotient()} and {quotient()} <= {width}", low, d.arith(f"{quotient()} <= {width}", (1, high), (1, wide)))
    each = d.generalise(f"forall(g, -{width} <= {quotient()} and {quotient()} <= {width})", bounds, "g")
    finite = d.theorem(
        f"integrable(g, {quotient()})", "bounded continuous functions are integrable", each, F=("g", quotient()), a=f"-{width}", b=width
    )
    return d.theorem(
        f"forall(eps, 0 < eps -> exists(s, forall(r, s < r -> -eps < E(g, {quotient()}) and E(g, {quotient()}) < eps)))",
        "dominated convergence",
        d.generalise(f"forall(r, integrable(g, {quotient()}))", finite, "r"),
        constant(d, width)[0],
        d.generalise(f"forall(r, forall(g, -{width} <= {quotient()} and {quotient()} <= {width}))", each, "r"),
        pointwise(d, reached, high),
        F=("r", "g", quotient()),
        G=("g", width),
    )


def pointwise(d: Derivation, reached: str, high: str) -> str:
    """For each g the quotient tends to 0: it lies between (g_m - lse(g)) exp(-r) and 0, m a coordinate at the top."""
    small, at_top = d.assume("0 < eps"), d.assume(f"w[m] = {TOP}")
    drop = "(lse(g) - g[m])"
    bound = f"({drop} * (1 / eps))"
    far = d.assume(f"{bound} < r")
    nonzero = d.contradiction("eps != 0", d.arith("0 < 0", (1, small), (1, d.assume("eps = 0"))), d.arith("0 <= 0"))
    inverse = d.theorem("eps * (1 / eps) = 1", "reciprocal", nonzero, a="eps")
    above = tangent(d).at("r")
    beyond = d.arith(f"{drop} < eps * exp(r)", (1, small, far), (1, small, above), (1, small), (f"-{drop}", inverse))
    term = single_term(d)
    low = d.arith(f"-eps < {quotient()}", ("exp(-r)", beyond), ("exp(-r)", term), ("-1", at_top))
    both = d.both(f"-eps < {quotient()} and {quotient()} < eps", low, d.arith(f"{quotient()} < eps", (1, high), (1, small)))
    rule = f"forall(r, {bound} < r -> -eps < {quotient()} and {quotient()} < eps)"
    closed = d.generalise(rule, d.discharge(f"{bound} < r -> -eps < {quotient()} and {quotient()} < eps", both), "r")
    some = f"exists(s, forall(r, s < r -> -eps < {quotient()} and {quotient()} < eps))"
    found = d.obtain(some, reached, d.witness(some, closed, bound), "m")
    found = d.generalise(f"forall(eps, 0 < eps -> {some})", d.discharge(f"0 < eps -> {some}", found), "eps")
    return d.generalise(f"forall(g, forall(eps, 0 < eps -> {some}))", found, "g")


def single_term(d: Derivation) -> str:
    """exp(r) w[m] + g[m] <= lse(exp(r) w + g)."""
    x = f"({SCALED} + g)"
    each = d.generalise("every(i, 0 <= exp(x[i]))", d.arith("0 <= exp(x[i])", (1, d.positive("exp(x[i])"))), "i")
    part = d.theorem("every(i, exp(x[i]) <= sum(j, exp(x[j])))", "a sum of non-negative terms is at least each", each, F=("i", "exp(x[i])"))
    term = d.lemma("x i", lambda x, i: f"exp({x}[{i}]) <= sum(j, exp({x}[j]))", d.instance("exp(x[i]) <= sum(j, exp(x[j]))", part, "i")).at(x, "m")
    above = tangent(d).at(f"{x}[m] - lse({x})")
    return d.arith(f"{x}[m] <= lse({x})", (1, above), (f"1 / sum(j, exp({x}[j]))", term))


def gradient_vanishes(d: Derivation, positive: str, at_least: str, finite: Lemma) -> str:
    """every(i, mean_softmax(x, i) = p[i]) at a minimum x of phi."""
    slope = f"derivative({body('x')}, x[i])"
    above, below = softmax_bounds(d)
    same = d.identity(f"{slope} = softmax(x + g, i) - p[i]")
    sign = d.instance("p[i] > 0", positive, "i")
    low = d.arith(f"-(1 + p[i]) <= {slope}", (1, above.at("x + g", "i")), (-1, same), (1,))
    high = d.arith(f"{slope} <= 1 + p[i]", (1, below.at("x + g", "i")), (1, same), (2, sign))
    bounds = d.both(f"-(1 + p[i]) <= {slope} and {slope} <= 1 + p[i]", low, high)
    for name in ("g", "x"):
        formula = d.steps[int(bounds[1:])]["formula"]
        bounds = d.generalise(f"forall({name}, {formula})", bounds, name)
    parts = (f"differentiable({phi('x')}, x[i])", f"derivative({phi('x')}, x[i]) = E(g, {slope})")
    everywhere = d.theorem(
        f"forall(x, {parts[0]} and {parts[1]})",
        "differentiation under the expectation",
        finite.fact,
        constant(d, "1 + p[i]")[0],
        bounds,
        F=("x", "g", body("x")),
        G=("g", "1 + p[i]"),
        i="i",
    )
    here = d.instance(f"{parts[0]} and {parts[1]}", everywhere, "x")
    zero = d.theorem(
        f"derivative({phi('x')}, x[i]) = 0", "a derivative vanishes at a minimum", at_least, d.left(parts[0], here), F=("x", phi("x")), x="x", i="i"
    )
    one = constant(d, "1")
    _, mean = combination(d, "(softmax(x + g, i) - p[i])", (("1", "softmax(x + g, i)", softmax_integrable(d).at("x", "i")), ("-p[i]", "1", one[0])))
    line = d.arith("mean_softmax(x, i) = p[i]", (1, zero), (-1, d.right(parts[1], here)), (-1, mean), ("p[i]", one[1]))
    return d.generalise("every(i, mean_softmax(x, i) = p[i])", line, "i")
