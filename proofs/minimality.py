"""Theorem 5.3 and what is said about it: minimality where the noise reaches every ball, and where all coordinates are one variable."""

from __future__ import annotations

from proofs.coercive import rise_integrable
from proofs.conjugate import FINITE, bridge
from proofs.covering import rise_of_translate
from proofs.full_support import CHARGED, one_point, strictly_convex
from proofs.leaders import same_index
from proofs.limits import delta_cases
from proofs.means import combination, constant, non_negative_mean
from proofs.perturb_max import Notebook, some_subgradient
from proofs.ties import LARGEST, equal_by_order
from proofs.two_potentials import MAX, top, top_facts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

NO_TWO = "no_two_translates(Theta)"
PAIR = "member(theta, Theta) and member(tau, Theta)"
BOTH = f"{PAIR} and subgradient_rise(theta, p) and subgradient_rise(tau, p)"
MINIMAL = f"forall(theta, forall(tau, forall(p, {BOTH} -> theta = tau)))"


def distinct(d: Derivation, rule: str, members: str, translates: str) -> str:
    """theta = tau, from translates(theta, tau) and that two members are no translates."""
    premise = f"{PAIR} and theta != tau"
    text = f"{premise} -> not translates(theta, tau)"
    at = d.instance(text, d.instance(f"forall(tau, {text})", rule, "theta"), "tau")
    none = d.apply("not translates(theta, tau)", at, d.both(premise, members, d.assume("theta != tau")))
    return d.contradiction("theta = tau", translates, none)


def minimal(d: Derivation, charged: str, rule: str) -> str:
    """MINIMAL, where every ball is charged and no two members are translates."""
    given = d.assume(BOTH)
    front = d.left(f"{PAIR} and subgradient_rise(theta, p)", given)
    members, first, second = d.left(PAIR, front), d.right("subgradient_rise(theta, p)", front), d.right("subgradient_rise(tau, p)", given)
    lemma = one_point(d, strictly_convex(d, charged)).at("theta", "tau", "p")
    found = d.apply("translates(theta, tau)", d.apply("subgradient_rise(tau, p) -> translates(theta, tau)", lemma, first), second)
    closed = d.discharge(f"{BOTH} -> theta = tau", distinct(d, rule, members, found))
    closed = d.generalise(f"forall(p, {BOTH} -> theta = tau)", closed, "p")
    return d.generalise(MINIMAL, d.generalise(f"forall(tau, forall(p, {BOTH} -> theta = tau))", closed, "tau"), "theta")


def minimal_under(hypotheses: int):
    """MINIMAL as the conclusion of a form whose last hypothesis is that Θ has no two translates and whose first is full support."""

    def build(d: Derivation, form: Form) -> str:
        return minimal(d, d.hypothesis(0, CHARGED), d.hypothesis(hypotheses - 1, NO_TWO))

    return build


def minimal_if(d: Derivation, form: Form) -> str:
    return d.discharge(f"{NO_TWO} -> {MINIMAL}", minimal(d, d.hypothesis(0, CHARGED), d.assume(NO_TWO)))


def minimal_only_if(d: Derivation, form: Form) -> str:
    """Two translates share their subgradients, and there is one."""
    rule, note = d.assume(MINIMAL), Notebook(d)
    premise = f"{PAIR} and theta != tau"
    given, shift = d.assume(premise), d.assume("every(i, theta[i] = tau[i] + c)")
    members, grown = d.left(PAIR, given), shifted_rise(d, "theta", "tau", "c", shift)
    fact = d.assume("subgradient_rise(theta, p)")
    total = ones_sum(d, fact)
    at = d.instance("rise_max(theta) + sum(i, p[i] * (y[i] - theta[i])) <= rise_max(y)", fact, "y")
    each = d.arith("p[i] * theta[i] = p[i] * (tau[i] + c)", ("p[i]", d.instance("theta[i] = tau[i] + c", shift, "i")))
    sums = d.theorem(
        "sum(i, p[i] * theta[i]) = sum(i, p[i] * (tau[i] + c))", "equal terms have equal sums",
        d.generalise("every(i, p[i] * theta[i] = p[i] * (tau[i] + c))", each, "i"), F=("i", "p[i] * theta[i]"), G=("i", "p[i] * (tau[i] + c)"),
    )
    moved = d.arith("rise_max(tau) + sum(i, p[i] * (y[i] - tau[i])) <= rise_max(y)", (1, at), (-1, grown), (1, sums), ("c", total))
    moved = d.generalise("subgradient_rise(tau, p)", moved, "y")
    whole = d.both(BOTH, d.both(f"{PAIR} and subgradient_rise(theta, p)", members, fact), moved)
    text = f"{BOTH} -> theta = tau"
    for formula, term in ((f"forall(tau, forall(p, {text}))", "theta"), (f"forall(p, {text})", "tau"), (text, "p")):
        rule = d.instance(formula, rule, term)
    absurd = d.contradiction("0 < 0", d.apply("theta = tau", rule, whole), d.right("theta != tau", given))
    absurd = d.obtain("0 < 0", some_subgradient(note), absurd, "p")
    absurd = d.obtain("0 < 0", d.assume("translates(theta, tau)"), absurd, "c")
    none = d.contradiction("not translates(theta, tau)", absurd, d.arith("0 <= 0"))
    text = f"{premise} -> not translates(theta, tau)"
    found = d.generalise(NO_TWO, d.generalise(f"forall(tau, {text})", d.discharge(text, none), "tau"), "theta")
    return d.discharge(f"{MINIMAL} -> {NO_TWO}", found)


def shifted_rise(d: Derivation, x: str, y: str, c: str, shift: str) -> str:
    """rise_max(x) = rise_max(y) + c, from every(i, x[i] = y[i] + c)."""
    inner = d.lemma("x", lambda x: f"every(i, {x}[i] = tau[i] + c) -> rise_max({x}) = rise_max(tau) + c", d.discharge(
        "every(i, x[i] = tau[i] + c) -> rise_max(x) = rise_max(tau) + c", rise_of_translate(d, d.assume("every(i, x[i] = tau[i] + c)"))
    ))
    return d.apply(f"rise_max({x}) = rise_max({y}) + {c}", inner.at(x), shift)


def ones_sum(d: Derivation, fact: str) -> str:
    """sum_i p_i = 1, from subgradient_rise(theta, p): F grows by 1 along 1."""
    lines = []
    for c in ("1", "(-1)"):
        y = f"(theta + {c} * ones)"
        up = MAX.below(d, f"({y} + g)", "(theta + g)", c, d.arith(f"({y} + g)[i] <= (theta + g)[i] + {c}"))
        term, one, rise = f"({MAX.rise('theta')} + {c} - {MAX.rise(y)})", constant(d, "1"), rise_integrable(d, MAX)
        difference = f"({MAX.rise('theta')} - {MAX.rise(y)})"
        first, mean = combination(d, difference, (("1", MAX.rise("theta"), rise.at("theta")), ("-1", MAX.rise(y), rise.at(y))))
        whole, total = combination(d, term, (("1", difference, first), (c, "1", one[0])))
        sign = non_negative_mean(d, term, whole, d.arith(f"0 <= {term}", (1, up)))
        grown = d.arith(f"rise_max{y} <= rise_max(theta) + {c}", (1, sign), (1, total), (1, mean), (c, one[1]))
        here = d.instance(f"rise_max(theta) + sum(i, p[i] * ({y}[i] - theta[i])) <= rise_max{y}", fact, y)
        lines.append(d.arith(f"{c} * sum(i, p[i]) <= {c}", (1, here), (1, grown)))
    return equal_by_order(d, "sum(i, p[i])", "1", d.arith("sum(i, p[i]) <= 1", (1, lines[0])), d.arith("1 <= sum(i, p[i])", (1, lines[1])))


def strict_over(d: Derivation, form: Form) -> str:
    """f is strictly convex over a set without two translates."""
    charged, rule, finite = d.hypothesis(0, CHARGED), d.hypothesis(1, NO_TWO), d.hypothesis(2, FINITE)
    premise = f"{PAIR} and theta != tau and 0 < lam and lam < 1"
    given = d.assume(premise)
    front = d.left(f"{PAIR} and theta != tau and 0 < lam", given)
    apart = d.left(f"{PAIR} and theta != tau", front)
    text = f"{PAIR} and theta != tau -> not translates(theta, tau)"
    none = d.apply("not translates(theta, tau)", d.instance(text, d.instance(f"forall(tau, {text})", rule, "theta"), "tau"), apart)
    mix = "(lam * theta + (1 - lam) * tau)"
    chord = f"rise_max{mix} < lam * rise_max(theta) + (1 - lam) * rise_max(tau)"
    strict = d.apply(f"0 < lam and lam < 1 -> {chord}", strictly_convex(d, charged).at("theta", "tau", "lam"), none)
    strict = d.apply(chord, strict, d.both("0 < lam and lam < 1", d.right("0 < lam", front), d.right("lam < 1", given)))
    same = bridge(d, finite)
    goal = f"mean_max{mix} < lam * mean_max(theta) + (1 - lam) * mean_max(tau)"
    line = d.arith(goal, (1, strict), (1, same.at(mix)), ("-lam", same.at("theta")), ("-(1 - lam)", same.at("tau")))
    closed = d.discharge(f"{premise} -> {goal}", line)
    for name in ("lam", "tau", "theta"):
        closed = d.generalise(f"forall({name}, {d.steps[int(closed[1:])]['formula']})", closed, name)
    return closed


def strict_along(d: Derivation, form: Form) -> str:
    """g(t) = F(theta + t v) is strictly convex, v no multiple of 1."""
    charged, none = d.hypothesis(0, CHARGED), d.hypothesis(1, form.given[1])
    premise = "a != b and 0 < lam and lam < 1"
    given = d.assume(premise)
    front = d.left("a != b and 0 < lam", given)
    inside = d.both("0 < lam and lam < 1", d.right("0 < lam", front), d.right("lam < 1", given))
    x, y = "(theta + a * v)", "(theta + b * v)"
    shift = d.assume(f"every(i, {x}[i] = {y}[i] + c)")
    zero = d.contradiction("a - b != 0", d.arith("a = b", (1, d.assume("a - b = 0"))), d.left("a != b", front))
    unit = d.theorem("(a - b) * (1 / (a - b)) = 1", "reciprocal", zero, a="a - b")
    level = d.arith("v[i] = (0 * ones)[i] + c * (1 / (a - b))", ("1 / (a - b)", d.instance(f"{x}[i] = {y}[i] + c", shift, "i")), ("-v[i]", unit))
    flat = d.witness("translates(v, 0 * ones)", d.generalise("every(i, v[i] = (0 * ones)[i] + c * (1 / (a - b)))", level, "i"), "c * (1 / (a - b))")
    absurd = d.obtain("0 < 0", d.assume(f"translates({x}, {y})"), d.contradiction("0 < 0", flat, none), "c")
    apart = d.contradiction(f"not translates({x}, {y})", absurd, d.arith("0 <= 0"))
    mix = f"(lam * {x} + (1 - lam) * {y})"
    chord = f"rise_max{mix} < lam * rise_max{x} + (1 - lam) * rise_max{y}"
    base = strictly_convex(d, charged)
    renamed = d.lemma("p q lam", base.body, base.at("p", "q", "lam"))
    strict = d.apply(chord, d.apply(f"0 < lam and lam < 1 -> {chord}", renamed.at(x, y, "lam"), apart), inside)
    goal = "rise_max(theta + (lam * a + (1 - lam) * b) * v) < lam * rise_max(theta + a * v) + (1 - lam) * rise_max(theta + b * v)"
    closed = d.discharge(f"{premise} -> {goal}", d.arith(goal, (1, strict)))
    for name in ("lam", "b", "a"):
        closed = d.generalise(f"forall({name}, {d.steps[int(closed[1:])]['formula']})", closed, name)
    return closed


# what depends on the law


def separates(d: Derivation, form: Form) -> str:
    """Full support: a p that is a subgradient at theta and tau makes them translates."""
    lemma = one_point(d, strictly_convex(d, d.assume(CHARGED))).at("theta", "tau", "p")
    premise = "subgradient_rise(theta, p) and subgradient_rise(tau, p)"
    given = d.assume(premise)
    found = d.apply("subgradient_rise(tau, p) -> translates(theta, tau)", lemma, d.left("subgradient_rise(theta, p)", given))
    found = d.apply("translates(theta, tau)", found, d.right("subgradient_rise(tau, p)", given))
    closed = d.discharge(f"{premise} -> translates(theta, tau)", found)
    for name in ("p", "tau", "theta"):
        closed = d.generalise(f"forall({name}, {d.steps[int(closed[1:])]['formula']})", closed, name)
    return d.discharge(form.conclusion[0], closed)


SPREAD = "(greatest(i, g[i]) + greatest(i, -g[i]) - c)"
OVER = f"max(0, {SPREAD})"


def merges(d: Derivation, form: Form) -> str:
    """Bounded noise: where coordinate i is ahead by the spread it leads almost surely, and the i-th unit vector is a subgradient."""
    known = d.assume(f"integrable(g, {OVER}) and E(g, {OVER}) = 0")
    premise = "every(j, delta(i, j) = 0 -> theta[i] - theta[j] >= c) and 0 <= c and every(j, p[j] = delta(i, j))"
    given = d.assume(premise)
    front = d.left("every(j, delta(i, j) = 0 -> theta[i] - theta[j] >= c) and 0 <= c", given)
    lead = d.left("every(j, delta(i, j) = 0 -> theta[i] - theta[j] >= c)", front)
    high = top("(y + g)")
    low = behind_by_spread(d, lead)
    term = f"({MAX.rise('y')} - {MAX.rise('theta')} - (y[i] - theta[i]) + {OVER})"
    bound = d.instance(f"(y + g)[i] <= {high}", top_facts(d, "(y + g)")[0], "i")
    line = d.arith(f"0 <= {term}", (1, bound), (1, low))
    rise, one = rise_integrable(d, MAX), constant(d, "1")
    first = f"({MAX.rise('y')} - {MAX.rise('theta')})"
    a, mean_a = combination(d, first, (("1", MAX.rise("y"), rise.at("y")), ("-1", MAX.rise("theta"), rise.at("theta"))))
    second = f"({first} - (y[i] - theta[i]))"
    b, mean_b = combination(d, second, (("1", first, a), ("-(y[i] - theta[i])", "1", one[0])))
    whole, mean_c = combination(d, term, (("1", second, b), ("1", OVER, d.left(f"integrable(g, {OVER})", known))))
    sign = non_negative_mean(d, term, whole, line)
    own = d.right("every(j, p[j] = delta(i, j))", given)
    each = d.arith("p[j] * (y[j] - theta[j]) = delta(i, j) * (y[j] - theta[j])", ("y[j] - theta[j]", d.instance("p[j] = delta(i, j)", own, "j")))
    sums = d.theorem(
        "sum(j, p[j] * (y[j] - theta[j])) = sum(j, delta(i, j) * (y[j] - theta[j]))", "equal terms have equal sums",
        d.generalise("every(j, p[j] * (y[j] - theta[j]) = delta(i, j) * (y[j] - theta[j]))", each, "j"),
        F=("j", "p[j] * (y[j] - theta[j])"), G=("j", "delta(i, j) * (y[j] - theta[j])"),
    )
    zero = d.right(f"E(g, {OVER}) = 0", known)
    goal = "rise_max(theta) + sum(j, p[j] * (y[j] - theta[j])) <= rise_max(y)"
    line = d.arith(goal, (1, sign), (1, mean_c), (1, mean_b), (1, mean_a), ("-(y[i] - theta[i])", one[1]), (1, zero), (1, sums))
    closed = d.discharge(f"{premise} -> subgradient_rise(theta, p)", d.generalise("subgradient_rise(theta, p)", line, "y"))
    for name in ("p", "theta"):
        closed = d.generalise(f"forall({name}, {d.steps[int(closed[1:])]['formula']})", closed, name)
    return d.discharge(form.conclusion[1], closed)


def behind_by_spread(d: Derivation, lead: str) -> str:
    """top(theta+g) <= (theta+g)[i] + OVER."""
    at, value = "(theta + g)", SPREAD
    goal = f"{top(at)} <= {at}[i] + {OVER}"
    outside, inside = d.assume(f"{value} <= 0"), d.assume(f"0 < {value}")
    flat = d.left(f"{OVER} = 0", d.theorem(f"{OVER} = 0 and max({value}, 0) = 0", "the larger of two numbers", outside, a="0", b=value))
    weak = d.arith(f"0 <= {value}", (1, inside))
    steep = d.theorem(f"max({value}, 0) = {value} and {OVER} = {value}", "the larger of two numbers", weak, a=value, b="0")
    steep = d.right(f"{OVER} = {value}", steep)
    excluded = f"{value} <= 0 or 0 < {value}"
    low = d.arith(f"{value} <= {OVER}", (-1, flat), (1, outside))
    more = d.either(f"{value} <= {OVER}", d.excluded(excluded), low, d.arith(f"{value} <= {OVER}", (-1, steep)))
    low = d.arith(f"0 <= {OVER}", (-1, flat))
    sign = d.either(f"0 <= {OVER}", d.excluded(excluded), low, d.arith(f"0 <= {OVER}", (-1, steep), (1, weak)))
    reached = d.assume(f"{at}[j] = {top(at)}")
    line = d.apply("theta[i] - theta[j] >= c", d.instance("delta(i, j) = 0 -> theta[i] - theta[j] >= c", lead, "j"), d.assume("delta(i, j) = 0"))
    above = d.instance(f"g[j] <= {top('g')}", top_facts(d, "g")[0], "j")
    below = d.theorem("every(k, -g[k] <= greatest(k, -g[k])) and some(k, -g[k] = greatest(k, -g[k]))", LARGEST, F=("k", "-g[k]"))
    below = d.instance("-g[i] <= greatest(k, -g[k])", d.left("every(k, -g[k] <= greatest(k, -g[k]))", below), "i")
    one = d.arith(goal, (-1, reached), (1, line), (1, above), (1, below), (1, more))
    equal = d.apply(f"{at}[i] = {at}[j]", same_index(d).at(at, "i", "j"), d.assume("delta(i, j) = 1"))
    two = d.arith(goal, (-1, reached), (-1, equal), (1, sign))
    return d.obtain(goal, top_facts(d, at)[1], d.either(goal, delta_cases(d).at("i", "j"), one, two), "j")


# directions and indices


def direction(number: int):
    """tau - theta is no multiple of 1; some coordinate of it differs from the first."""

    def build(d: Derivation, form: Form) -> str:
        members = d.both(PAIR, d.hypothesis(1, "member(theta, Theta)"), d.hypothesis(2, "member(tau, Theta)"))
        apart = d.hypothesis(3, "theta != tau")
        text = f"{PAIR} and theta != tau -> not translates(theta, tau)"
        rule = d.instance(text, d.instance(f"forall(tau, {text})", d.hypothesis(0, NO_TWO), "theta"), "tau")
        none = d.apply("not translates(theta, tau)", rule, d.both(f"{PAIR} and theta != tau", members, apart))
        if number == 0:
            level = d.instance("(tau - theta)[i] = (c * ones)[i]", d.assume("tau - theta = c * ones"), "i")
            shift = d.generalise("every(i, theta[i] = tau[i] + -c)", d.arith("theta[i] = tau[i] + -c", (-1, level)), "i")
            absurd = d.contradiction("0 < 0", d.witness("translates(theta, tau)", shift, "-c"), none)
            return d.generalise(form.conclusion[0], d.contradiction("tau - theta != c * ones", absurd, d.arith("0 <= 0")), "c")
        goal, gap = form.conclusion[1], "(tau - theta)[j] - (tau - theta)[1]"
        without = d.assume(f"not {goal}")
        level = d.contradiction(f"{gap} = 0", d.witness(goal, d.assume(f"{gap} != 0"), "j"), without)
        shift = d.arith("theta[j] = tau[j] + (theta[1] - tau[1])", (-1, level))
        shift = d.generalise("every(i, theta[i] = tau[i] + (theta[1] - tau[1]))", shift, "j")
        shift = d.witness("translates(theta, tau)", shift, "theta[1] - tau[1]")
        return d.contradiction(goal, shift, none)

    return build


def two_indices(d: Derivation, form: Form) -> str:
    """greatest(k, x[k]) = max(x[1], x[j])."""
    rule, larger = d.hypothesis(1, form.given[1]), "max(x[1], x[j])"
    lines = {}
    for a, b in (("x[1]", "x[j]"), ("x[j]", "x[1]")):
        fact = d.theorem(f"max({a}, {b}) = {a} and max({b}, {a}) = {a}", "the larger of two numbers", d.assume(f"{b} <= {a}"), a=a, b=b)
        same = d.left(f"{larger} = {a}", fact) if a == "x[1]" else d.right(f"{larger} = {a}", fact)
        bound = d.instance(f"{a} <= {top('x')}", top_facts(d, "x")[0], a[2])
        lines[a] = (same, d.arith(f"{larger} <= {top('x')}", (1, same), (1, bound)), d.assume(f"{b} <= {a}"))
    order = "x[j] <= x[1] or x[1] < x[j]"
    below = d.either(f"{larger} <= {top('x')}", d.excluded(order), lines["x[1]"][1], weakened(d, lines["x[j]"][1], f"{larger} <= {top('x')}"))
    tops = {}
    for a, (same, _, other) in lines.items():
        tops[a] = [d.arith(f"x[1] <= {larger}", (-1, same), *([(1, other)] if a == "x[j]" else [])),
                   d.arith(f"x[j] <= {larger}", (-1, same), *([(1, other)] if a == "x[1]" else []))]
    highs = []
    for n, x in enumerate(("x[1]", "x[j]")):
        highs.append(d.either(f"{x} <= {larger}", d.excluded(order), tops["x[1]"][n], weakened(d, tops["x[j]"][n], f"{x} <= {larger}")))
    reached, apart = d.assume(f"x[m] = {top('x')}"), d.assume("delta(1, m) = 0")
    line = d.apply("x[m] <= x[j]", d.instance("delta(1, m) = 0 -> x[m] <= x[j]", rule, "m"), apart)
    one = d.arith(f"{top('x')} <= {larger}", (1, line), (1, highs[1]), (-1, reached))
    equal = d.apply("x[1] = x[m]", same_index(d).at("x", "1", "m"), d.assume("delta(1, m) = 1"))
    two = d.arith(f"{top('x')} <= {larger}", (-1, equal), (1, highs[0]), (-1, reached))
    above = d.either(f"{top('x')} <= {larger}", delta_cases(d).at("1", "m"), one, two)
    above = d.obtain(f"{top('x')} <= {larger}", top_facts(d, "x")[1], above, "m")
    return equal_by_order(d, top("x"), larger, above, below)


def weakened(d: Derivation, fact: str, goal: str) -> str:
    """A fact that assumes x[1] <= x[j], under x[1] < x[j]."""
    rule = d.discharge(f"x[1] <= x[j] -> {goal}", fact)
    return d.apply(goal, rule, d.arith("x[1] <= x[j]", (1, d.assume("x[1] < x[j]"))))
