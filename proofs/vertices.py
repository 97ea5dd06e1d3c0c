"""Appendix 8.3: the expected softmax near the vertices of the simplex."""

from __future__ import annotations

from proofs.limits import ahead_by, delta_cases, share_tends_to_one, smooth
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

LEAD = "every(j, delta({i}, j) = 0 -> theta[{i}] - theta[j] >= s)"
APART = "every(i, some(j, delta(i, j) = 0))"


def far_ahead(d: Derivation) -> Lemma:
    """For each i and eps > 0 some s: theta_i - theta_j >= s for all j != i gives 1 - eps < E softmax(theta+g)_i."""
    limit, share = share_tends_to_one(d), f"(E(g, 1 / {smooth('(s + 1)')}) - 1)"
    near = f"-eps < {share.replace('(s + 1)', 'r')} and {share.replace('(s + 1)', 'r')} < eps"
    rule = f"exists(s, forall(r, s < r -> {near}))"
    found = d.apply(rule, d.instance(f"0 < eps -> {rule}", limit, "eps"), d.assume("0 < eps"))
    at = near.replace(smooth("r"), smooth("(s + 1)"))
    there = d.apply(at, d.instance(f"s < s + 1 -> {at}", d.assume(f"forall(r, s < r -> {near})"), "s + 1"), d.arith("s < s + 1", (1,)))
    lead = d.assume("every(j, delta(i, j) = 0 -> theta[i] - theta[j] >= (s + 1))")
    line = d.arith("1 - eps < mean_softmax(theta, i)", (1, d.left(f"-eps < {share}", there)), (1, ahead_by(d, "(s + 1)", lead)))

    def reached(s: str, i: str = "i") -> str:
        return f"forall(theta, {LEAD.format(i=i).replace('>= s', '>= ' + s)} -> 1 - eps < mean_softmax(theta, {i}))"

    closed = d.discharge("every(j, delta(i, j) = 0 -> theta[i] - theta[j] >= (s + 1)) -> 1 - eps < mean_softmax(theta, i)", line)
    closed = d.generalise(reached("(s + 1)"), closed, "theta")
    some = f"exists(s, {reached('s')})"
    found = d.obtain(some, found, d.witness(some, closed, "s + 1"), "s")
    closed = d.generalise(f"forall(eps, 0 < eps -> {some})", d.discharge(f"0 < eps -> {some}", found), "eps")
    return d.lemma("i", lambda i: f"forall(eps, 0 < eps -> exists(s, {reached('s', i)}))", closed)


MOVED = "(t * v + (1 - t) * u)"


def height(z: str) -> str:
    """n - h_i(z), for a k other than i: the greatest of z_j - z_i + n over j != i."""
    return f"greatest(j, (1 - delta(i, j)) * ({z}[j] - {z}[i] + n) + delta(i, j) * ({z}[k] - {z}[i] + n))"


def every_lead_is_taken(d: Derivation, form: Form) -> str:
    """Between a point u with h_i < n and a point v with h_i > n lies one with h_i = n, by the intermediate value theorem."""
    apart = d.assume("delta(i, k) = 0")
    low = leader(d, "k", "-n", "u")
    high = leader(d, "i", "n", "v")
    other = d.apply("u[k] - u[i] > -n", d.instance("delta(k, i) = 0 -> u[k] - u[i] > -n", low[1], "i"), d.arith("delta(k, i) = 0", (1, apart)))
    at_u, at_v = height("(0 * v + (1 - 0) * u)"), height("(1 * v + (1 - 1) * u)")
    bounds = d.theorem(bounds_text(at_u), "the greatest of finitely many numbers", F=("j", inner_of(at_u)))
    bounds = d.left(bounds_text(at_u).partition(" and some")[0], bounds)
    term = inner_of(at_u).replace("[j]", "[k]").replace("delta(i, j)", "delta(i, k)")
    below = d.arith(f"-{at_u} < 0", (1, d.instance(f"{term} <= {at_u}", bounds, "k")), (1, other))
    line = d.theorem(
        f"exists(t, 0 < t and t < 1 and -{height(MOVED)} = 0)", "intermediate value theorem",
        d.arith("0 < 1", (1,)), below, leads_everywhere(d, at_v, high[1], apart), F=("t", f"-{height(MOVED)}"), a="0", b="1", c="0",
    )
    found = d.assume(f"0 < t and t < 1 and -{height(MOVED)} = 0")
    within = d.left("0 < t and t < 1", found)
    member = between_members(d, within, high[0], low[0])
    goal = "exists(theta, member(theta, Theta) and lead_is(theta, i, n))"
    lead = lead_at(d, d.right(f"-{height(MOVED)} = 0", found), apart)
    reached = d.witness(goal, d.both(f"member({MOVED}, Theta) and lead_is({MOVED}, i, n)", member, lead), MOVED)
    reached = d.obtain(goal, line, reached, "t")
    for source, name in ((high[2], "v"), (low[2], "u")):
        reached = d.obtain(goal, source, reached, name)
    some = d.instance("some(j, delta(i, j) = 0)", d.hypothesis(2, APART), "i")
    return d.generalise(form.conclusion[0], d.obtain(goal, some, reached, "k"), "i")


def inner_of(text: str) -> str:
    return text.removeprefix("greatest(j, ")[:-1]


def bounds_text(text: str) -> str:
    return f"every(j, {inner_of(text)} <= {text}) and some(j, {inner_of(text)} = {text})"


def leader(d: Derivation, i: str, c: str, x: str) -> tuple[str, str, str]:
    """A member x of Θ whose coordinate i is ahead by more than c: that it is a member, that it is ahead, and that there is one."""
    def ahead(y: str) -> str:
        return f"every(j, delta({i}, j) = 0 -> {y}[{i}] - {y}[j] > {c})"

    every = f"forall(c, exists(theta, member(theta, Theta) and {ahead('theta').replace('> ' + c, '> c')}))"
    every = d.instance(every, d.hypothesis(1, "unbounded_leads(Theta)"), i)
    exists = d.instance(f"exists({x}, member({x}, Theta) and {ahead(x)})", every, c)
    found = d.assume(f"member({x}, Theta) and {ahead(x)}")
    return d.left(f"member({x}, Theta)", found), d.right(ahead(x), found), exists


def leads_everywhere(d: Derivation, at_v: str, ahead: str, apart: str) -> str:
    """0 < -height at v: each of its terms is negative."""
    bounds = d.theorem(bounds_text(at_v), "the greatest of finitely many numbers", F=("j", inner_of(at_v)))
    reached = d.right(bounds_text(at_v).partition(" and ")[2], bounds)
    top = d.assume(f"{inner_of(at_v)} = {at_v}")
    zero, one = d.assume("delta(i, j) = 0"), d.assume("delta(i, j) = 1")

    def gap(j: str, premise: str) -> str:
        return d.apply(f"v[i] - v[{j}] > n", d.instance(f"delta(i, {j}) = 0 -> v[i] - v[{j}] > n", ahead, j), premise)

    goal, coefficient = f"0 < -{at_v}", "v[j] - v[k]"
    first = d.arith(goal, (1, gap("j", zero)), (-1, top), (f"-({coefficient})", zero))
    second = d.arith(goal, (1, gap("k", apart)), (-1, top), (f"-({coefficient})", one))
    return d.obtain(goal, reached, d.either(goal, delta_cases(d).at("i", "j"), first, second), "j")


def between_members(d: Derivation, within: str, one: str, two: str) -> str:
    def rule(theta: str, tau: str, lam: str) -> str:
        premise = f"member({theta}, Theta) and member({tau}, Theta) and 0 < {lam} and {lam} < 1"
        return f"{premise} -> member({lam} * {theta} + (1 - {lam}) * {tau}, Theta)"

    at = d.instance(f"forall(tau, forall(lam, {rule('v', 'tau', 'lam')}))", d.hypothesis(0, "convex(Theta)"), "v")
    at = d.instance(rule("v", "u", "t"), d.instance(f"forall(lam, {rule('v', 'u', 'lam')})", at, "u"), "t")
    members = d.both("member(v, Theta) and member(u, Theta)", one, two)
    members = d.both("member(v, Theta) and member(u, Theta) and 0 < t", members, d.left("0 < t", within))
    members = d.both("member(v, Theta) and member(u, Theta) and 0 < t and t < 1", members, d.right("t < 1", within))
    return d.apply(f"member({MOVED}, Theta)", at, members)


def lead_at(d: Derivation, level: str, apart: str) -> str:
    """lead_is(z, i, n), from height(z) = 0: every term is at most 0, and one of them is 0."""
    z, text = MOVED, height(MOVED)
    facts = d.theorem(bounds_text(text), "the greatest of finitely many numbers", F=("j", inner_of(text)))
    under, top = bounds_text(text).partition(" and some")[0], bounds_text(text).partition(" and ")[2]
    zero, one = d.assume("delta(i, j) = 0"), d.assume("delta(i, j) = 1")
    part = d.instance(f"{inner_of(text)} <= {text}", d.left(under, facts), "j")
    coefficient = f"{z}[j] - {z}[k]"
    line = d.arith(f"{z}[i] - {z}[j] >= n", (1, part), (-1, level), (coefficient, zero))
    every = d.generalise(f"every(j, delta(i, j) = 0 -> {z}[i] - {z}[j] >= n)", d.discharge(f"delta(i, j) = 0 -> {z}[i] - {z}[j] >= n", line), "j")
    goal, at_top = f"some(j, delta(i, j) = 0 and {z}[i] - {z}[j] = n)", d.assume(f"{inner_of(text)} = {text}")
    first = d.arith(f"{z}[i] - {z}[j] = n", (-1, at_top), (1, level), (f"-({coefficient})", zero))
    first = d.witness(goal, d.both(f"delta(i, j) = 0 and {z}[i] - {z}[j] = n", zero, first), "j")
    second = d.arith(f"{z}[i] - {z}[k] = n", (-1, at_top), (1, level), (f"-({coefficient})", one))
    second = d.witness(goal, d.both(f"delta(i, k) = 0 and {z}[i] - {z}[k] = n", apart, second), "k")
    some = d.obtain(goal, d.right(top, facts), d.either(goal, delta_cases(d).at("i", "j"), first, second), "j")
    return d.both(f"lead_is({z}, i, n)", every, some)


def vertices_are_limits(d: Derivation, form: Form) -> str:
    """Where every lead is unbounded above, each coordinate of the mean comes as near to 1 as one likes."""
    some = f"exists(s, forall(theta, {LEAD.format(i='i')} -> 1 - eps < mean_softmax(theta, i)))"
    unbounded = d.assume("unbounded_leads(Theta)")
    exists = d.apply(some, d.instance(f"0 < eps -> {some}", far_ahead(d).at("i"), "eps"), d.assume("0 < eps"))
    rule = f"{LEAD.format(i='i')} -> 1 - eps < mean_softmax(theta, i)"
    rule = d.instance(rule, d.assume(f"forall(theta, {rule})"), "theta")
    ahead = "every(j, delta(i, j) = 0 -> theta[i] - theta[j] > {})"
    point = d.instance(f"forall(c, exists(theta, member(theta, Theta) and {ahead.format('c')}))", unbounded, "i")
    point = d.instance(f"exists(theta, member(theta, Theta) and {ahead.format('s')})", point, "s")
    found = d.assume(f"member(theta, Theta) and {ahead.format('s')}")
    step = d.instance("delta(i, j) = 0 -> theta[i] - theta[j] > s", d.right(ahead.format("s"), found), "j")
    step = d.apply("theta[i] - theta[j] > s", step, d.assume("delta(i, j) = 0"))
    step = d.discharge("delta(i, j) = 0 -> theta[i] - theta[j] >= s", d.arith("theta[i] - theta[j] >= s", (1, step)))
    line = d.apply("1 - eps < mean_softmax(theta, i)", rule, d.generalise(LEAD.format(i="i"), step, "j"))
    near = d.arith("mean_softmax(theta, i) > 1 - eps", (1, line))
    goal = "exists(theta, member(theta, Theta) and mean_softmax(theta, i) > 1 - eps)"
    pair = d.both("member(theta, Theta) and mean_softmax(theta, i) > 1 - eps", d.left("member(theta, Theta)", found), near)
    reached = d.obtain(goal, exists, d.obtain(goal, point, d.witness(goal, pair, "theta"), "theta"), "s")
    closed = d.generalise(f"forall(eps, 0 < eps -> {goal})", d.discharge(f"0 < eps -> {goal}", reached), "eps")
    closed = d.generalise(f"every(i, forall(eps, 0 < eps -> {goal}))", closed, "i")
    return d.discharge(form.conclusion[0], closed)
