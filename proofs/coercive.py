"""Perturbed potentials attain their minimum: Perturb-Softmax and Perturb-Argmax reach every p of the open simplex, for every d and every law.

For p in ri Δ the function φ(x) = E[P(x+γ) - P(γ)] - <p,x>, P = log-sum-exp or the maximum, is finite, convex, constant along 1 and grows along every
other direction; so it attains its minimum. There the gradient E softmax(x+γ) - p vanishes, or p is a subgradient.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.lemmas import some_positive_sum, tangent
from proofs.means import bounded_components, combination, constant, non_negative_mean, softmax_bounds, softmax_integrable, stated_combination
from proofs.two_potentials import BOTTOM, GREATEST, LSE, MAX, TILT, TOP, Potential, tilt, top_facts
from verifier.engines.derive import Derivation, Lemma

SIMPLEX = "open_simplex(p)"
POSITIVE, TOTAL = "every(i, p[i] > 0)", "sum(i, p[i]) = 1"
SCALED = "(exp(r) * w)"


# the minimum


def attained(d: Derivation, of: Potential, positive: str, total: str) -> tuple[str, Lemma]:
    """exists(x, forall(y, phi(x) <= phi(y))); and that the body of phi is integrable."""
    finite, split = split_mean(d, of)
    least = d.theorem(
        f"exists(x, forall(y, {of.phi('x')} <= {of.phi('y')}))",
        "a convex function that recedes only where it is constant attains its minimum",
        convex(d, of, finite),
        recession(d, of, positive, total, finite, split),
        F=("x", of.phi("x")),
    )
    return least, finite


def rise_integrable(d: Derivation, of: Potential) -> Lemma:
    """P(x+g) - P(g) is integrable, under every law: it lies between -b and b."""
    bound, above, below = bounded_components(d)
    term, shifted = of.rise("x"), "(x + g)"
    up = of.below(d, shifted, "g", bound, d.arith(f"{shifted}[i] <= g[i] + {bound}", (1, above.at("x", "i"))))
    down = of.below(d, "g", shifted, bound, d.arith(f"g[i] <= {shifted}[i] + {bound}", (1, below.at("x", "i"))))
    both = d.both(
        f"-{bound} <= {term} and {term} <= {bound}", d.arith(f"-{bound} <= {term}", (1, down)), d.arith(f"{term} <= {bound}", (1, up))
    )
    bounds = d.generalise(f"forall(g, -{bound} <= {term} and {term} <= {bound})", both, "g")
    fact = d.theorem(f"integrable(g, {term})", "bounded continuous functions are integrable", bounds, F=("g", term), a=f"-{bound}", b=bound)
    return d.lemma("x", lambda x: f"integrable(g, {of.rise(x)})", fact)


def split_mean(d: Derivation, of: Potential) -> tuple[Lemma, Lemma]:
    """The body of phi is integrable, and phi(x) = E[P(x+g) - P(g)] - <p,x>."""
    increment, (one, value) = rise_integrable(d, of), constant(d, "1")
    finite, mean = combination(d, of.body("x"), (("1", of.rise("x"), increment.at("x")), (f"-{tilt('x')}", "1", one)))
    line = d.arith(f"{of.phi('x')} = E(g, {of.rise('x')}) - {tilt('x')}", (1, mean), (f"-{tilt('x')}", value))
    return (
        d.lemma("x", lambda x: f"integrable(g, {of.body(x)})", finite),
        d.lemma("x", lambda x: f"{of.phi(x)} = E(g, {of.rise(x)}) - {tilt(x)}", line),
    )


def convex(d: Derivation, of: Potential, finite: Lemma) -> str:
    inside = d.assume("0 < lam and lam < 1")
    lemma = of.convex(d, d.left("0 < lam", inside), d.right("lam < 1", inside))
    mix = "(lam * u + (1 - lam) * v)"
    line = f"(lam * {of.body('u')} + (1 - lam) * {of.body('v')})"
    gap = f"({line} - {of.body(mix)})"
    pointwise = d.arith(f"0 <= {gap}", (1, lemma))
    one, mean_one = combination(d, line, (("lam", of.body("u"), finite.at("u")), ("1 - lam", of.body("v"), finite.at("v"))))
    two, mean_two = combination(d, gap, (("1", line, one), ("-1", of.body(mix), finite.at(mix))))
    total = non_negative_mean(d, gap, two, pointwise)

    def chord(u: str, v: str, lam: str) -> str:
        mixed = of.phi(f"({lam} * {u} + (1 - {lam}) * {v})")
        return f"0 < {lam} and {lam} < 1 -> {mixed} <= {lam} * {of.phi(u)} + (1 - {lam}) * {of.phi(v)}"

    goal = d.arith(chord("u", "v", "lam").partition(" -> ")[2], (1, total), (1, mean_two), (1, mean_one))
    return d.lemma("u v lam", chord, d.discharge(chord("u", "v", "lam"), goal)).fact


def recession(d: Derivation, of: Potential, positive: str, total: str, finite: Lemma, split: Lemma) -> str:
    """Along w, phi exceeds phi(0) somewhere, or w is a multiple of 1 and phi is constant."""
    grows = f"exists(t, 0 < t and {of.phi('(0 * ones)')} < {of.phi('(t * w)')})"
    constant_along = f"forall(x, {of.phi('(x + w)')} = {of.phi('x')})"
    goal = f"{grows} or {constant_along}"
    below, reached = top_facts(d, "w")
    apart = f"some(i, w[i] != {TOP})"
    none = d.assume(f"not {apart}")
    level = d.contradiction(f"w[i] = {TOP}", d.witness(apart, d.assume(f"w[i] != {TOP}"), "i"), none)
    level = d.generalise(f"every(i, w[i] = {TOP})", level, "i")
    flat = d.weaken(goal, stays(d, of, level, total, finite))
    some = d.assume(apart)
    steep = d.weaken(goal, rises(d, of, leads(d, positive, total, below, some), below, reached, split))
    either = d.either(goal, d.excluded(f"{apart} or not {apart}"), steep, flat)
    return d.generalise(f"forall(w, {goal})", either, "w")


def stays(d: Derivation, of: Potential, level: str, total: str, finite: Lemma) -> str:
    """phi(x + w) = phi(x) for w = top 1."""
    here = d.instance(f"w[i] = {TOP}", level, "i")
    old_point, new_point = "(x + g)", "((x + w) + g)"
    up = of.below(d, new_point, old_point, TOP, d.arith(f"{new_point}[i] <= {old_point}[i] + {TOP}", (1, here)))
    down = of.below(d, old_point, new_point, f"(-{TOP})", d.arith(f"{old_point}[i] <= {new_point}[i] + (-{TOP})", (-1, here)))
    moved = equal(d, of.text(new_point), f"{of.text(old_point)} + {TOP}", up, down)
    weighed = d.arith(f"p[k] * w[k] = p[k] * {TOP}", ("p[k]", d.instance(f"w[k] = {TOP}", level, "k")))
    weighed = d.generalise(f"every(k, p[k] * w[k] = p[k] * {TOP})", weighed, "k")
    sums = d.theorem(f"{TILT} = sum(k, p[k] * {TOP})", "equal terms have equal sums", weighed, F=("k", "p[k] * w[k]"), G=("k", f"p[k] * {TOP}"))
    new, old = of.body("(x + w)"), of.body("x")
    same = d.arith(f"{new} = 1 * {old} + 0 * {old}", (1, moved), (-1, sums), (f"-{TOP}", total))
    same = d.generalise(f"forall(g, {new} = 1 * {old} + 0 * {old})", same, "g")
    _, mean = stated_combination(d, new, (("1", old, finite.at("x")), ("0", old, finite.at("x"))), same)
    line = d.arith(f"{of.phi('(x + w)')} = {of.phi('x')}", (1, mean))
    return d.generalise(f"forall(x, {of.phi('(x + w)')} = {of.phi('x')})", line, "x")


def equal(d: Derivation, left: str, right: str, below: str, above: str) -> str:
    """left = right, from left <= right and the converse (in any arrangement of terms)."""
    goal = f"{left} = {right}"
    order = d.trichotomy(f"{left} < {right} or {goal} or {right} < {left}", left, right)
    low = d.contradiction(goal, d.arith("0 < 0", (1, d.assume(f"{left} < {right}")), (1, above)), d.arith("0 <= 0"))
    high = d.contradiction(goal, d.arith("0 < 0", (1, d.assume(f"{right} < {left}")), (1, below)), d.arith("0 <= 0"))
    return d.either(goal, order, d.either(goal, d.assume(f"{left} < {right} or {goal}"), low, d.assume(goal)), high)


def leads(d: Derivation, positive: str, total: str, below: str, some: str) -> str:
    """<p,w> < top where some coordinate is below the top."""
    term, goal = f"p[i] * ({TOP} - w[i])", f"w[j] < {TOP}"
    sign, under = d.instance("p[i] > 0", positive, "i"), d.instance(f"w[i] <= {TOP}", below, "i")
    weak = d.generalise(f"every(i, 0 <= {term})", d.arith(f"0 <= {term}", (1, sign, under)), "i")
    order = d.trichotomy(f"{goal} or w[j] = {TOP} or {TOP} < w[j]", "w[j]", TOP)
    same = d.contradiction(goal, d.assume(f"w[j] = {TOP}"), d.assume(f"w[j] != {TOP}"))
    absurd = d.arith("0 < 0", (1, d.assume(f"{TOP} < w[j]")), (1, d.instance(f"w[j] <= {TOP}", below, "j")))
    above = d.contradiction(goal, absurd, d.arith("0 <= 0"))
    strict = d.either(goal, order, d.either(goal, d.assume(f"{goal} or w[j] = {TOP}"), d.assume(goal), same), above)
    at_j = d.arith(f"0 < p[j] * ({TOP} - w[j])", (1, d.instance("p[j] > 0", positive, "j"), strict))
    found = d.arith(f"{TILT} < {TOP}", (1, some_positive_sum(d, term, weak, at_j)), (TOP, total))
    return d.obtain(f"{TILT} < {TOP}", some, found, "j")


def rises(d: Derivation, of: Potential, ahead: str, below: str, reached: str, split: Lemma) -> str:
    """phi(0) < phi(t w) for some t > 0: the slope of E P along w tends to the top of w, which exceeds <p,w>."""
    limit = slope_tends_to_top(d, of, below, reached)
    gap, slope = f"({TOP} - {TILT})", f"E(g, {of.quotient()})"
    rule = f"exists(s, forall(r, s < r -> -{gap} < {slope} and {slope} < {gap}))"
    near = d.apply(rule, d.instance(f"0 < {gap} -> {rule}", limit, gap), d.arith(f"0 < {gap}", (1, ahead)))
    far, t, there = "(exp(s + 1) * w)", "exp(s + 1)", f"E(g, {of.quotient('(s + 1)')})"
    inner = d.assume(f"forall(r, s < r -> -{gap} < {slope} and {slope} < {gap})")
    at = f"-{gap} < {there} and {there} < {gap}"
    low = d.left(f"-{gap} < {there}", d.apply(at, d.instance(f"s < s + 1 -> {at}", inner, "s + 1"), d.arith("s < s + 1", (1,))))
    one = constant(d, "1")
    _, mean = combination(
        d, of.quotient("(s + 1)"), (("exp(-(s + 1))", of.rise(far), rise_integrable(d, of).at(far)), (f"-{TOP}", "1", one[0]))
    )
    line = d.arith(
        f"{of.phi('(0 * ones)')} < {of.phi(far)}",
        (t, low), (t, mean), (f"-({t}) * {TOP}", one[1]), (-1, split.at(far)), (1, constant(d, "0")[1]),
    )
    goal = f"exists(t, 0 < t and {of.phi('(0 * ones)')} < {of.phi('(t * w)')})"
    grows = d.both(f"0 < {t} and {of.phi('(0 * ones)')} < {of.phi(f'({t} * w)')}", d.positive(t), line)
    return d.obtain(goal, near, d.witness(goal, grows, t), "s")


def slope_tends_to_top(d: Derivation, of: Potential, below: str, reached: str) -> str:
    """Dominated convergence for the quotient exp(-r) (P(exp(r) w + g) - P(g)) - top, which lies between -(top + bottom) and 0."""
    q, x, width = of.quotient(), f"({SCALED} + g)", f"({TOP} + {BOTTOM})"
    bottoms = d.theorem(f"every(i, -w[i] <= {BOTTOM}) and some(i, -w[i] = {BOTTOM})", GREATEST, F=("i", "-w[i]"))
    bottoms = d.left(f"every(i, -w[i] <= {BOTTOM})", bottoms)
    at, under = d.instance(f"w[i] <= {TOP}", below, "i"), d.instance(f"-w[i] <= {BOTTOM}", bottoms, "i")
    up = of.below(d, x, "g", f"(exp(r) * {TOP})", d.arith(f"{x}[i] <= g[i] + exp(r) * {TOP}", ("exp(r)", at)))
    down = of.below(d, "g", x, f"(exp(r) * {BOTTOM})", d.arith(f"g[i] <= {x}[i] + exp(r) * {BOTTOM}", ("exp(r)", under)))
    wide = d.arith(f"0 <= {width}", (1, d.instance(f"w[1] <= {TOP}", below, "1")), (1, d.instance(f"-w[1] <= {BOTTOM}", bottoms, "1")))
    high = d.arith(f"{q} <= 0", ("exp(-r)", up))
    between = f"-{width} <= {q} and {q} <= {width}"
    bounds = d.both(between, d.arith(f"-{width} <= {q}", ("exp(-r)", down)), d.arith(f"{q} <= {width}", (1, high), (1, wide)))
    each = d.generalise(f"forall(g, {between})", bounds, "g")
    finite = d.theorem(f"integrable(g, {q})", "bounded continuous functions are integrable", each, F=("g", q), a=f"-{width}", b=width)
    return d.theorem(
        f"forall(eps, 0 < eps -> exists(s, forall(r, s < r -> -eps < E(g, {q}) and E(g, {q}) < eps)))",
        "dominated convergence",
        d.generalise(f"forall(r, integrable(g, {q}))", finite, "r"),
        constant(d, width)[0],
        d.generalise(f"forall(r, forall(g, {between}))", each, "r"),
        pointwise(d, of, reached, high),
        F=("r", "g", q),
        G=("g", width),
    )


def pointwise(d: Derivation, of: Potential, reached: str, high: str) -> str:
    """For each g the quotient tends to 0: it lies between (g_m - P(g)) exp(-r) and 0, m a coordinate at the top."""
    q, x = of.quotient(), f"({SCALED} + g)"
    small, at_top = d.assume("0 < eps"), d.assume(f"w[m] = {TOP}")
    drop = f"({of.text('g')} - g[m])"
    bound = f"({drop} * (1 / eps))"
    far = d.assume(f"{bound} < r")
    nonzero = d.contradiction("eps != 0", d.arith("0 < 0", (1, small), (1, d.assume("eps = 0"))), d.arith("0 <= 0"))
    inverse = d.theorem("eps * (1 / eps) = 1", "reciprocal", nonzero, a="eps")
    beyond = d.arith(f"{drop} < eps * exp(r)", (1, small, far), (1, small, tangent(d).at("r")), (1, small), (f"-{drop}", inverse))
    low = d.arith(f"-eps < {q}", ("exp(-r)", beyond), ("exp(-r)", of.single(d, x)), ("-1", at_top))
    near = f"-eps < {q} and {q} < eps"
    both = d.both(near, low, d.arith(f"{q} < eps", (1, high), (1, small)))
    closed = d.generalise(f"forall(r, {bound} < r -> {near})", d.discharge(f"{bound} < r -> {near}", both), "r")
    some = f"exists(s, forall(r, s < r -> {near}))"
    found = d.obtain(some, reached, d.witness(some, closed, bound), "m")
    found = d.generalise(f"forall(eps, 0 < eps -> {some})", d.discharge(f"0 < eps -> {some}", found), "eps")
    return d.generalise(f"forall(g, forall(eps, 0 < eps -> {some}))", found, "g")


# what the minimum gives


def reached_by(d: Derivation, of: Potential, goal: Callable[[str], str], at_minimum: Callable[[str, str, Lemma], str]) -> Lemma:
    """open_simplex(p) -> exists(theta, goal(theta)), for every p; at_minimum derives goal(x) from p > 0, that x is a minimum, and finiteness."""
    simplex = d.assume(SIMPLEX)
    positive, total = d.left(POSITIVE, simplex), d.right(TOTAL, simplex)
    least, finite = attained(d, of, positive, total)
    here = at_minimum(positive, d.assume(f"forall(y, {of.phi('x')} <= {of.phi('y')})"), finite)
    found = d.obtain(f"exists(theta, {goal('theta')})", least, d.witness(f"exists(theta, {goal('theta')})", here, "x"), "x")
    closed = d.discharge(f"{SIMPLEX} -> exists(theta, {goal('theta')})", found)
    return d.lemma("p", lambda p: f"open_simplex({p}) -> exists(theta, {goal('theta').replace('p[', p + '[')})", closed)


def onto(d: Derivation) -> Lemma:
    """open_simplex(p) -> exists(theta, every(i, mean_softmax(theta, i) = p[i])), for every p."""
    return reached_by(d, LSE, lambda x: f"every(i, mean_softmax({x}, i) = p[i])", lambda *facts: gradient_vanishes(d, *facts))


def gradient_vanishes(d: Derivation, positive: str, at_least: str, finite: Lemma) -> str:
    """every(i, mean_softmax(x, i) = p[i]) at a minimum x of phi."""
    phi, slope = LSE.phi("x"), f"derivative({LSE.body('x')}, x[i])"
    above, below = softmax_bounds(d)
    same = d.identity(f"{slope} = softmax(x + g, i) - p[i]")
    low = d.arith(f"-(1 + p[i]) <= {slope}", (1, above.at("x + g", "i")), (-1, same), (1,))
    high = d.arith(f"{slope} <= 1 + p[i]", (1, below.at("x + g", "i")), (1, same), (2, d.instance("p[i] > 0", positive, "i")))
    between = f"-(1 + p[i]) <= {slope} and {slope} <= 1 + p[i]"
    bounds = d.generalise(f"forall(g, {between})", d.both(between, low, high), "g")
    bounds = d.generalise(f"forall(x, forall(g, {between}))", bounds, "x")
    parts = (f"differentiable({phi}, x[i])", f"derivative({phi}, x[i]) = E(g, {slope})")
    everywhere = d.theorem(
        f"forall(x, {parts[0]} and {parts[1]})",
        "differentiation under the expectation",
        finite.fact,
        constant(d, "1 + p[i]")[0],
        bounds,
        F=("x", "g", LSE.body("x")),
        G=("g", "1 + p[i]"),
        i="i",
    )
    here = d.instance(f"{parts[0]} and {parts[1]}", everywhere, "x")
    flat = "a derivative vanishes at a minimum"
    zero = d.theorem(f"derivative({phi}, x[i]) = 0", flat, at_least, d.left(parts[0], here), F=("x", phi), x="x", i="i")
    one = constant(d, "1")
    finite_part = softmax_integrable(d).at("x", "i")
    _, mean = combination(d, "(softmax(x + g, i) - p[i])", (("1", "softmax(x + g, i)", finite_part), ("-p[i]", "1", one[0])))
    line = d.arith("mean_softmax(x, i) = p[i]", (1, zero), (-1, d.right(parts[1], here)), (-1, mean), ("p[i]", one[1]))
    return d.generalise("every(i, mean_softmax(x, i) = p[i])", line, "i")


def subgradients_everywhere(d: Derivation) -> Lemma:
    """open_simplex(p) -> exists(theta, p is a subgradient of E[max(. + g) - max g] at theta), for every p."""

    def at_minimum(positive: str, at_least: str, finite: Lemma) -> str:
        _, split = split_mean(d, MAX)
        here = d.instance(f"{MAX.phi('x')} <= {MAX.phi('y')}", at_least, "y")
        goal = "rise_max(x) + sum(i, p[i] * (y[i] - x[i])) <= rise_max(y)"
        return d.generalise("subgradient_rise(x, p)", d.arith(goal, (1, here), (-1, split.at("x")), (1, split.at("y"))), "y")

    return reached_by(d, MAX, lambda x: f"forall(y, rise_max({x}) + sum(i, p[i] * (y[i] - {x}[i])) <= rise_max(y))", at_minimum)
