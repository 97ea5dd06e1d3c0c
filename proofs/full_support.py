"""Where every ball has positive probability E max(x+γ) is strictly convex off translations: no p is a subgradient at two points but for translates.

For every d; no density, no moments, no independence. Independent coordinates with positive densities are a special case.
"""

from __future__ import annotations

from proofs.coercive import rise_integrable
from proofs.means import combination, non_negative_mean, squares
from proofs.two_potentials import MAX, top, top_facts
from verifier.engines.derive import Derivation, Lemma

CHARGED = "forall(u, forall(eps, 0 < eps -> charges_ball(u, eps)))"
INSIDE = "0 < lam and lam < 1"
U, V = "(u + g)", "(v + g)"
POINT = "(lam * u + (1 - lam) * v)"
MIX = f"({POINT} + g)"
GAP = f"(lam * {MAX.rise('u')} + (1 - lam) * {MAX.rise('v')} - {MAX.rise(POINT)})"
LEAD = "((u[i] - v[i]) - (u[j] - v[j]))"
KAPPA = f"(lam * (1 - lam) * {LEAD})"
SIZE = f"({KAPPA} * 1/4)"
FAR = f"sum(k, (g[k] - (-{POINT})[k])^2)"
ROOM = f"({SIZE}^2 - {FAR})"
TENT = f"max(0, {ROOM})"
CENTRE = f"(-{POINT})"
NEAR = f"forall(eps, 0 < eps -> charges_ball({CENTRE}, eps))"


def gap_is_convex(d: Derivation, above: str, below: str) -> str:
    """0 <= GAP."""
    line = MAX.convex(d, above, below)
    same_up = MAX.below(d, MIX, "(lam * (u + g) + (1 - lam) * (v + g))", "0", d.arith(f"{MIX}[i] <= (lam * (u + g) + (1 - lam) * (v + g))[i] + 0"))
    return d.arith(f"0 <= {GAP}", (1, line), (1, same_up))


def near_point(d: Derivation, positive: str, room: str) -> str:
    """top(MIX) <= SIZE where ROOM > 0: every coordinate of MIX is at most SIZE there."""
    square = squares(d)
    weak = d.generalise(f"every(k, 0 <= {MIX}[k]^2)", square.at(f"{MIX}[k]"), "k")
    part = d.theorem(f"every(k, {MIX}[k]^2 <= sum(l, {MIX}[l]^2))", "a sum of non-negative terms is at least each", weak, F=("k", f"{MIX}[k]^2"))
    own = d.instance(f"{MIX}[k]^2 <= sum(l, {MIX}[l]^2)", part, "k")
    inside = d.arith(f"{MIX}[k]^2 < {SIZE}^2", (1, own), (1, room))
    beyond = d.assume(f"{SIZE} < {MIX}[k]")
    larger = d.arith(f"{SIZE}^2 < {MIX}[k]^2", (1, beyond, beyond), (2, positive, beyond))
    within = d.contradiction(f"{MIX}[k] <= {SIZE}", d.arith("0 < 0", (1, inside), (1, larger)), d.arith("0 <= 0"))
    return d.generalise(f"every(k, {MIX}[k] <= {SIZE})", within, "k"), within_below(d, positive, inside)


def within_below(d: Derivation, positive: str, inside: str) -> str:
    beyond = d.assume(f"{MIX}[k] < -{SIZE}")
    larger = d.arith(f"{SIZE}^2 < {MIX}[k]^2", (1, beyond, beyond), (2, positive, beyond))
    within = d.contradiction(f"-{SIZE} <= {MIX}[k]", d.arith("0 < 0", (1, inside), (1, larger)), d.arith("0 <= 0"))
    return d.generalise(f"every(k, -{SIZE} <= {MIX}[k])", within, "k")


def tent_below_gap(d: Derivation, above: str, below: str, ahead: str) -> tuple[str, str]:
    """0 < SIZE, and TENT <= SIZE GAP for every g: near the point where all of MIX is 0, u leads at i and v at j."""
    kappa = d.arith(f"0 < {SIZE}", ("1/4", above, below, ahead))
    goal, convex = f"{TENT} <= {SIZE} * {GAP}", gap_is_convex(d, above, below)
    outside, room = d.assume(f"{ROOM} <= 0"), d.assume(f"0 < {ROOM}")
    flat = d.theorem(f"max(0, {ROOM}) = 0 and max({ROOM}, 0) = 0", "the larger of two numbers", outside, a="0", b=ROOM)
    first = d.arith(goal, (1, d.left(f"max(0, {ROOM}) = 0", flat)), (1, kappa, convex))
    weak = d.arith(f"0 <= {ROOM}", (1, room))
    steep = d.theorem(f"max({ROOM}, 0) = {ROOM} and max(0, {ROOM}) = {ROOM}", "the larger of two numbers", weak, a=ROOM, b="0")
    high, low = near_point(d, kappa, room)
    reached = d.assume(f"{MIX}[k] = {top(MIX)}")
    mixed = d.arith(f"{top(MIX)} <= {SIZE}", (1, d.instance(f"{MIX}[k] <= {SIZE}", high, "k")), (-1, reached))
    mixed = d.obtain(f"{top(MIX)} <= {SIZE}", top_facts(d, MIX)[1], mixed, "k")
    at_i, at_j = (d.instance(f"-{SIZE} <= {MIX}[{m}]", low, m) for m in "ij")
    lead_u, lead_v = (d.instance(f"{x}[{m}] <= {top(x)}", top_facts(d, x)[0], m) for x, m in ((U, "i"), (V, "j")))
    strict = d.arith(
        f"2 * {SIZE} <= {GAP}", (1, above, lead_u), (1, below, lead_v), (1, above, at_i), (1, below, at_j), (1, mixed)
    )
    spread = d.theorem(
        f"0 <= sum(k, {MIX}[k]^2)", "a sum of non-negative terms is non-negative",
        d.generalise(f"every(k, 0 <= {MIX}[k]^2)", squares(d).at(f"{MIX}[k]"), "k"), F=("k", f"{MIX}[k]^2"),
    )
    second = d.arith(
        goal, (1, d.right(f"max(0, {ROOM}) = {ROOM}", steep)), (1, kappa, strict), (1, kappa, kappa), (1, spread)
    )
    order = d.excluded(f"{ROOM} <= 0 or 0 < {ROOM}")
    return kappa, d.either(goal, order, first, second)


def gap_mean(d: Derivation) -> tuple[str, str]:
    """GAP is integrable, and its mean is the convexity gap of rise_max."""
    rise = rise_integrable(d, MAX)
    line = f"(lam * {MAX.rise('u')} + (1 - lam) * {MAX.rise('v')})"
    one, first = combination(d, line, (("lam", MAX.rise("u"), rise.at("u")), ("1 - lam", MAX.rise("v"), rise.at("v"))))
    two, second = combination(d, GAP, (("1", line, one), ("-1", MAX.rise(POINT), rise.at(POINT))))
    return two, d.arith(f"E(g, {GAP}) = lam * rise_max(u) + (1 - lam) * rise_max(v) - rise_max{POINT}", (1, second), (1, first))


def positive_gap(d: Derivation, near: str, above: str, below: str, ahead: str) -> str:
    """rise_max(lam u + (1-lam) v) < lam rise_max(u) + (1-lam) rise_max(v), from (u-v)_i > (u-v)_j and NEAR."""
    size, pointwise = tent_below_gap(d, above, below, ahead)
    finite, mean = gap_mean(d)
    spread = d.theorem(
        f"0 <= {FAR}", "a sum of non-negative terms is non-negative",
        d.generalise(f"every(k, 0 <= (g[k] - (-{POINT})[k])^2)", squares(d).at(f"g[k] - (-{POINT})[k]"), "k"), F=("k", f"(g[k] - (-{POINT})[k])^2"),
    )
    most = f"({SIZE}^2)"
    goal = f"0 <= {TENT} and {TENT} <= {most}"
    outside, inside = d.assume(f"{ROOM} <= 0"), d.assume(f"0 <= {ROOM}")
    flat = d.left(f"{TENT} = 0", d.theorem(f"{TENT} = 0 and max({ROOM}, 0) = 0", "the larger of two numbers", outside, a="0", b=ROOM))
    steep = d.theorem(f"max({ROOM}, 0) = {ROOM} and {TENT} = {ROOM}", "the larger of two numbers", inside, a=ROOM, b="0")
    steep = d.right(f"{TENT} = {ROOM}", steep)
    first = d.both(goal, d.arith(f"0 <= {TENT}", (-1, flat)), d.arith(f"{TENT} <= {most}", (1, flat), (1, size, size)))
    second = d.both(goal, d.arith(f"0 <= {TENT}", (-1, steep), (1, inside)), d.arith(f"{TENT} <= {most}", (1, steep), (1, spread)))
    order = d.excluded(f"{ROOM} <= 0 or 0 < {ROOM}")
    upper = d.discharge(f"0 <= {ROOM} -> {goal}", second)
    second = d.apply(goal, upper, d.arith(f"0 <= {ROOM}", (1, d.assume(f"0 < {ROOM}"))))
    bounds = d.generalise(f"forall(g, {goal})", d.either(goal, order, first, second), "g")
    tent = d.theorem(f"integrable(g, {TENT})", "bounded continuous functions are integrable", bounds, F=("g", TENT), a="0", b=most)
    square = d.arith(f"0 < {most}", (1, size, size))
    mass = d.instance(f"0 < {most} -> charges_ball({CENTRE}, {most})", near, most)
    mass = d.apply(f"0 < E(g, {TENT})", mass, square)
    rest = f"({SIZE} * {GAP} - {TENT})"
    whole, value = combination(d, rest, ((SIZE, GAP, finite), ("-1", TENT, tent)))
    more = non_negative_mean(d, rest, whole, d.arith(f"0 <= {rest}", (1, pointwise)))
    scaled = d.arith(f"0 < {SIZE} * E(g, {GAP})", (1, mass), (1, more), (1, value))
    goal = f"rise_max{POINT} < lam * rise_max(u) + (1 - lam) * rise_max(v)"
    not_more = d.assume(f"E(g, {GAP}) <= 0")
    absurd = d.arith("0 < 0", (1, scaled), (1, size, not_more))
    return d.arith(goal, (1, d.contradiction(f"0 < E(g, {GAP})", absurd, d.arith("0 <= 0"))), (1, mean))


def apart(d: Derivation) -> tuple[str, str]:
    """From `not translates(u, v)`: some i, j with (u-v)_j < (u-v)_i; the ids of the assumption and of that."""
    none = d.assume("not translates(u, v)")
    goal = f"some(i, some(j, 0 < {LEAD}))"
    differ = "some(k, u[k] - v[k] != u[1] - v[1])"
    without = d.assume(f"not {differ}")
    level = d.contradiction("u[k] - v[k] = u[1] - v[1]", d.witness(differ, d.assume("u[k] - v[k] != u[1] - v[1]"), "k"), without)
    level = d.generalise("every(k, u[k] = v[k] + (u[1] - v[1]))", d.arith("u[k] = v[k] + (u[1] - v[1])", (1, level)), "k")
    some = d.contradiction(differ, d.witness("translates(u, v)", level, "u[1] - v[1]"), none)
    here = d.assume("u[k] - v[k] != u[1] - v[1]")

    def found(i: str, j: str) -> str:
        lead = LEAD.replace("[i]", f"[{i}]").replace("[j]", f"[{j}]")
        high, low = f"u[{i}] - v[{i}]", f"u[{j}] - v[{j}]"
        line = d.arith(f"0 < {lead}", (1, d.assume(f"{low} < {high}")))
        line = d.witness(f"some(j, 0 < {LEAD.replace('[i]', f'[{i}]')})", line, j)
        return d.witness(goal, line, i)

    left, right = "u[k] - v[k]", "u[1] - v[1]"
    order = d.trichotomy(f"{left} < {right} or {left} = {right} or {right} < {left}", left, right)
    even = d.contradiction(goal, d.assume(f"{left} = {right}"), here)
    line = d.either(goal, order, d.either(goal, d.assume(f"{left} < {right} or {left} = {right}"), found("1", "k"), even), found("k", "1"))
    return none, d.obtain(goal, some, line, "k")


def chord(d: Derivation, near: str) -> str:
    """not translates(u, v) -> (INSIDE -> rise_max(lam u + (1-lam) v) < lam rise_max(u) + (1-lam) rise_max(v)), from NEAR; u, v, lam free."""
    _, some = apart(d)
    inside = d.assume(INSIDE)
    above = d.left("0 < lam", inside)
    ahead = d.assume(f"0 < {LEAD}")
    line = positive_gap(d, near, above, d.right("lam < 1", inside), ahead)
    goal = f"rise_max{POINT} < lam * rise_max(u) + (1 - lam) * rise_max(v)"
    line = d.obtain(goal, d.assume(f"some(j, 0 < {LEAD})"), line, "j")
    line = d.obtain(goal, some, line, "i")
    return d.discharge(f"not translates(u, v) -> ({INSIDE} -> {goal})", d.discharge(f"{INSIDE} -> {goal}", line))


def strictly_convex(d: Derivation, charged: str) -> Lemma:
    """not translates(u, v) -> (0 < lam and lam < 1 -> rise_max(lam u + (1-lam) v) < lam rise_max(u) + (1-lam) rise_max(v))."""
    closed = chord(d, d.instance(NEAR, charged, CENTRE))

    def body(u: str, v: str, lam: str) -> str:
        chord = f"rise_max({lam} * {u} + (1 - {lam}) * {v}) < {lam} * rise_max({u}) + (1 - {lam}) * rise_max({v})"
        return f"not translates({u}, {v}) -> (0 < {lam} and {lam} < 1 -> {chord})"

    return d.lemma("u v lam", body, closed)


def one_point(d: Derivation, strict: Lemma) -> Lemma:
    """A p that is a subgradient at u and at v: u and v are translates; else rise_max in the middle would be below the mean of its ends."""
    first, second, none = d.assume("subgradient_rise(u, p)"), d.assume("subgradient_rise(v, p)"), d.assume("not translates(u, v)")
    middle = "((1/2) * u + (1 - 1/2) * v)"
    goal = f"rise_max{middle} < 1/2 * rise_max(u) + (1 - 1/2) * rise_max(v)"
    chord = d.apply(f"0 < 1/2 and 1/2 < 1 -> {goal}", strict.at("u", "v", "1/2"), none)
    chord = d.apply(goal, chord, d.both("0 < 1/2 and 1/2 < 1", d.arith("0 < 1/2", ("1/2",)), d.arith("1/2 < 1", ("1/2",))))
    below = "rise_max({0}) + sum(i, p[i] * ({1}[i] - {0}[i])) <= rise_max{1}"
    lines = [d.instance(below.format(x, middle), fact, middle) for x, fact in (("u", first), ("v", second))]
    absurd = d.arith("0 < 0", (1, chord), ("1/2", lines[0]), ("1/2", lines[1]))
    found = d.contradiction("translates(u, v)", absurd, d.arith("0 <= 0"))
    inner = d.discharge("subgradient_rise(v, p) -> translates(u, v)", found)
    closed = d.discharge("subgradient_rise(u, p) -> (subgradient_rise(v, p) -> translates(u, v))", inner)
    return d.lemma("u v p", lambda u, v, p: f"subgradient_rise({u}, {p}) -> (subgradient_rise({v}, {p}) -> translates({u}, {v}))", closed)
