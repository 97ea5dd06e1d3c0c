"""R3, noise that fills a box and stays in it: Perturb-Argmax maps the θ at which every index can win one-to-one onto the open simplex.

[q_i, w_i] are the ranges of the coordinates, F(x) = E[max(x+γ) - max γ] and e a unit vector. For every d; independence and
densities are not used, only that every ball around a point of the box has positive probability, that the noise leaves the box with probability 0, and
that there are no ties.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from proofs.coercive import rise_integrable
from proofs.covering import rise_of_translate
from proofs.full_support import NEAR, POINT, chord
from proofs.leaders import same_index
from proofs.limits import delta_cases
from proofs.means import combination, non_negative_mean
from proofs.minimality import ones_sum
from proofs.ties import equal_by_order
from proofs.two_potentials import MAX, top, top_facts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

UNIT = "every(k, v[k] = delta(m, k))"


def positive_part(d: Derivation) -> tuple[Lemma, Lemma]:
    """0 <= max(0, t), and t <= max(0, t)."""
    low, high = d.assume("t <= 0"), d.assume("0 < t")
    flat = d.left("max(0, t) = 0", d.theorem("max(0, t) = 0 and max(t, 0) = 0", "the larger of two numbers", low, a="0", b="t"))
    steep = d.theorem("max(t, 0) = t and max(0, t) = t", "the larger of two numbers", d.arith("0 <= t", (1, high)), a="t", b="0")
    steep, order = d.right("max(0, t) = t", steep), "t <= 0 or 0 < t"
    sign = d.either("0 <= max(0, t)", d.excluded(order), d.arith("0 <= max(0, t)", (-1, flat)), d.arith("0 <= max(0, t)", (-1, steep), (1, high)))
    above = d.either("t <= max(0, t)", d.excluded(order), d.arith("t <= max(0, t)", (-1, flat), (1, low)), d.arith("t <= max(0, t)", (-1, steep)))
    return d.lemma("t", lambda t: f"0 <= max(0, {t})", sign), d.lemma("t", lambda t: f"{t} <= max(0, {t})", above)


def subgradient_moves(d: Derivation) -> Lemma:
    """A subgradient at theta is one at tau, where theta = tau + c 1."""
    fact, premise = d.assume("subgradient_rise(theta, p)"), "every(i, theta[i] = tau[i] + c)"
    shift, text = d.assume(premise), "every(i, x[i] = tau[i] + c) -> rise_max(x) = rise_max(tau) + c"
    grown = d.lemma("x", lambda x: text.replace("x[", f"{x}[").replace("max(x)", f"max({x})"), d.discharge(
        text, rise_of_translate(d, d.assume("every(i, x[i] = tau[i] + c)"))))
    grown = d.apply("rise_max(theta) = rise_max(tau) + c", grown.at("theta"), shift)
    each = d.arith("p[i] * theta[i] = p[i] * (tau[i] + c)", ("p[i]", d.instance("theta[i] = tau[i] + c", shift, "i")))
    sums = d.theorem(
        "sum(i, p[i] * theta[i]) = sum(i, p[i] * (tau[i] + c))", "equal terms have equal sums",
        d.generalise("every(i, p[i] * theta[i] = p[i] * (tau[i] + c))", each, "i"), F=("i", "p[i] * theta[i]"), G=("i", "p[i] * (tau[i] + c)"),
    )
    at = d.instance("rise_max(theta) + sum(i, p[i] * (y[i] - theta[i])) <= rise_max(y)", fact, "y")
    goal = "rise_max(tau) + sum(i, p[i] * (y[i] - tau[i])) <= rise_max(y)"
    line = d.generalise("subgradient_rise(tau, p)", d.arith(goal, (1, at), (-1, grown), (1, sums), ("c", ones_sum(d, fact))), "y")

    def body(x: str, y: str, c: str, p: str) -> str:
        return f"every(i, {x}[i] = {y}[i] + {c}) -> (subgradient_rise({x}, {p}) -> subgradient_rise({y}, {p}))"

    found = d.discharge("subgradient_rise(theta, p) -> subgradient_rise(tau, p)", line)
    return d.lemma("theta tau c p", body, d.discharge(body("theta", "tau", "c", "p"), found))


def moved(d: Derivation, moves: Lemma, x: str, y: str, c: str, p: str, fact: str) -> str:
    """subgradient_rise(y, p) for a term y that is identically x less c 1, from subgradient_rise(x, p)."""
    level = d.generalise(f"every(i, {x}[i] = {y}[i] + {c})", d.identity(f"{x}[i] = {y}[i] + {c}"), "i")
    rule = d.apply(f"subgradient_rise({x}, {p}) -> subgradient_rise({y}, {p})", moves.at(x, y, c, p), level)
    return d.apply(f"subgradient_rise({y}, {p})", rule, fact)


def near_common(d: Derivation) -> Lemma:
    """Where balls around minus the midpoint of u and v have positive probability: a p that is a subgradient at u and at v makes them translates."""
    half = NEAR.replace(POINT, "(1/2 * u + (1 - 1/2) * v)")
    whole = d.lemma("u v lam", lambda u, v, lam: _chord(u, v, lam), d.discharge(_chord("u", "v", "lam"), chord(d, d.assume(NEAR))))
    near, none = d.assume(half), d.assume("not translates(u, v)")
    first, second = d.assume("subgradient_rise(u, p)"), d.assume("subgradient_rise(v, p)")
    middle = "(1/2 * u + (1 - 1/2) * v)"
    goal = f"rise_max{middle} < 1/2 * rise_max(u) + (1 - 1/2) * rise_max(v)"
    line = d.apply(f"not translates(u, v) -> (0 < 1/2 and 1/2 < 1 -> {goal})", whole.at("u", "v", "1/2"), near)
    line = d.apply(f"0 < 1/2 and 1/2 < 1 -> {goal}", line, none)
    line = d.apply(goal, line, d.both("0 < 1/2 and 1/2 < 1", d.arith("0 < 1/2", ("1/2",)), d.arith("1/2 < 1", ("1/2",))))
    below = "rise_max({0}) + sum(i, p[i] * ({1}[i] - {0}[i])) <= rise_max{1}"
    lines = [d.instance(below.format(x, middle), fact, middle) for x, fact in (("u", first), ("v", second))]
    found = d.contradiction("translates(u, v)", d.arith("0 < 0", (1, line), ("1/2", lines[0]), ("1/2", lines[1])), d.arith("0 <= 0"))
    text = "subgradient_rise(v, p) -> translates(u, v)"
    found = d.discharge(f"subgradient_rise(u, p) -> ({text})", d.discharge(text, found))
    closed = d.discharge(f"{half} -> (subgradient_rise(u, p) -> ({text}))", found)
    return d.lemma("u v p", lambda u, v, p: _common(u, v, p), closed)


def falls(d: Derivation, x: str, lower: str, each: str) -> str:
    """rise_max(lower) <= rise_max(x), from (lower + g)[i] <= (x + g)[i] + 0 with i free; `lower` in brackets."""
    rise, gap = rise_integrable(d, MAX), f"({MAX.rise(x)} - {MAX.rise(lower)})"
    one, mean = combination(d, gap, (("1", MAX.rise(x), rise.at(x)), ("-1", MAX.rise(lower), rise.at(lower))))
    sign = non_negative_mean(d, gap, one, d.arith(f"0 <= {gap}", (1, MAX.below(d, f"({lower} + g)", f"({x} + g)", "0", each))))
    return d.arith(f"rise_max{lower} <= rise_max({x})", (1, sign), (1, mean))


def _chord(u: str, v: str, lam: str) -> str:
    point = f"({lam} * {u} + (1 - {lam}) * {v})"
    inner = f"0 < {lam} and {lam} < 1 -> rise_max{point} < {lam} * rise_max({u}) + (1 - {lam}) * rise_max({v})"
    return f"forall(eps, 0 < eps -> charges_ball((-{point}), eps)) -> (not translates({u}, {v}) -> ({inner}))"


def _common(u: str, v: str, p: str) -> str:
    point = f"(1/2 * {u} + (1 - 1/2) * {v})"
    inner = f"subgradient_rise({u}, {p}) -> (subgradient_rise({v}, {p}) -> translates({u}, {v}))"
    return f"forall(eps, 0 < eps -> charges_ball((-{point}), eps)) -> ({inner})"


class Box:
    """Lemmas in one derivation about noise that fills the box from q to w (vector terms) and stays in it, written when they are first asked for.

    fills, stays    functions that give the facts that it does
    """

    def __init__(self, d: Derivation, q: str, w: str, fills: Callable[[], str], stays: Callable[[], str]):
        self.d, self.q, self.w, self.fills, self.stays = d, q, w, fills, stays

    @cached_property
    def same(self) -> Lemma:
        return same_index(self.d)

    @cached_property
    def cases(self) -> Lemma:
        return delta_cases(self.d)

    def beyond(self, i: str) -> str:
        return f"(max(0, {self.q}[{i}] - g[{i}]) + max(0, g[{i}] - {self.w}[{i}]))"

    @cached_property
    def sink(self) -> Lemma:
        """F does not change when index m, which l beats with probability 1, sinks by t: F(x - t v) = F(x), v the unit vector of m."""
        d, lower = self.d, "(x - t * v)"
        premise = f"{UNIT} and 0 <= t and delta(m, l) = 0 and x[m] + {self.w}[m] <= x[l] + {self.q}[l]"
        given = d.assume(premise)
        front = d.left(f"{UNIT} and 0 <= t and delta(m, l) = 0", given)
        unit, down = d.left(UNIT, d.left(f"{UNIT} and 0 <= t", front)), d.right("0 <= t", d.left(f"{UNIT} and 0 <= t", front))
        apart, beaten = d.right("delta(m, l) = 0", front), d.right(f"x[m] + {self.w}[m] <= x[l] + {self.q}[l]", given)
        level, sign = d.instance("v[i] = delta(m, i)", unit, "i"), self.not_negative("m", "i")
        first = falls(d, "x", lower, d.arith(f"({lower} + g)[i] <= (x + g)[i] + 0", (1, down, sign), ("-t", level)))
        over = f"({self.beyond('m')} + {self.beyond('l')})"
        back = self._back(lower, over, level, d.instance("v[l] = delta(m, l)", unit, "l"), apart, beaten)
        rise = rise_integrable(d, MAX)
        finite = [rise.at("x"), rise.at(lower)]
        gap = f"({MAX.rise('x')} - {MAX.rise(lower)})"
        one, mean = combination(d, gap, (("1", MAX.rise("x"), finite[0]), ("-1", MAX.rise(lower), finite[1])))
        outside, zero = self._outside(over)
        term = f"({over} - {gap})"
        two, total = combination(d, term, (("1", over, outside), ("-1", gap, one)))
        low = non_negative_mean(d, term, two, d.arith(f"0 <= {term}", (1, back)))
        second = d.arith(f"rise_max(x) <= rise_max{lower}", (1, low), (1, total), (-1, mean), (1, zero))
        line = equal_by_order(d, f"rise_max{lower}", "rise_max(x)", first, second)

        def body(x: str, v: str, t: str, m: str, k: str) -> str:
            unit = f"every(k, {v}[k] = delta({m}, k))"
            return (f"{unit} and 0 <= {t} and delta({m}, {k}) = 0 and {x}[{m}] + {self.w}[{m}] <= {x}[{k}] + {self.q}[{k}] -> "
                    f"rise_max({x} - {t} * {v}) = rise_max({x})")

        return d.lemma("x v t m l", body, d.discharge(body("x", "v", "t", "m", "l"), line))

    def not_negative(self, i: str, j: str) -> str:
        d, delta = self.d, f"delta({i}, {j})"
        zero, one = d.arith(f"0 <= {delta}", (-1, d.assume(f"{delta} = 0"))), d.arith(f"0 <= {delta}", (-1, d.assume(f"{delta} = 1")), ("1",))
        return d.either(f"0 <= {delta}", self.cases.at(i, j), zero, one)

    def _back(self, lower: str, over: str, level: str, level_l: str, apart: str, beaten: str) -> str:
        """top(x+g) <= top(lower+g) + over."""
        d, high = self.d, top(f"({lower} + g)")
        goal = f"{top('(x + g)')} <= {high} + {over}"
        part = positive_part(d)
        ends = [part[n].at(term) for n in (0, 1) for i in "ml" for term in (f"{self.q}[{i}] - g[{i}]", f"g[{i}] - {self.w}[{i}]")]
        signs, above = ends[:4], ends[4:]
        reached, bounds = d.assume(f"(x + g)[i] = {top('(x + g)')}"), top_facts(d, f"({lower} + g)")[0]
        other = d.assume("delta(m, i) = 0")
        here = d.instance(f"({lower} + g)[i] <= {high}", bounds, "i")
        one = d.arith(goal, (1, here), (-1, reached), ("t", level), ("t", other), *((1, sign) for sign in signs))
        same = d.apply("(x + g)[m] = (x + g)[i]", self.same.at("(x + g)", "m", "i"), d.assume("delta(m, i) = 1"))
        killer = d.instance(f"({lower} + g)[l] <= {high}", bounds, "l")
        two = d.arith(
            goal, (1, killer), (-1, reached), (-1, same), (1, beaten), ("t", level_l), ("t", apart), (1, signs[0]), (1, above[1]), (1, above[2]),
            (1, signs[3]),
        )
        return d.obtain(goal, top_facts(d, "(x + g)")[1], d.either(goal, self.cases.at("m", "i"), one, two), "i")

    def _outside(self, over: str) -> tuple[str, str]:
        """The excess of indices m and l is integrable and has mean 0."""
        d, parts = self.d, []
        for i in "ml":
            whole, zero = f"integrable(g, {self.beyond(i)})", f"E(g, {self.beyond(i)}) = 0"
            fact = d.instance(f"{whole} and {zero}", self.stays(), i)
            parts.append((d.left(whole, fact), d.right(zero, fact)))
        finite, mean = combination(d, over, (("1", self.beyond("m"), parts[0][0]), ("1", self.beyond("l"), parts[1][0])))
        return finite, d.arith(f"E(g, {over}) = 0", (1, mean), (1, parts[0][1]), (1, parts[1][1]))

    def trails(self, x: str) -> str:
        return f"none_trails({x}, {self.q}, {self.w})"

    def can_win(self, x: str) -> str:
        return f"all_can_win({x}, {self.q}, {self.w})"

    def pair(self, x: str, fact: str, i: str, j: str, sign: str = "<=") -> str:
        """x[j] + q[j] <= x[i] + w[i], from none_trails (or < from all_can_win)."""
        d = self.d
        row = d.instance(f"every(j, {x}[j] + {self.q}[j] {sign} {x}[{i}] + {self.w}[{i}])", fact, i)
        return d.instance(f"{x}[{j}] + {self.q}[{j}] {sign} {x}[{i}] + {self.w}[{i}]", row, j)

    @cached_property
    def common(self) -> Lemma:
        """Two points in which none trails and which share a subgradient are translates."""
        d = self.d
        middle = "(1/2 * x + (1 - 1/2) * y)"
        premise = f"{self.trails('x')} and {self.trails('y')} and subgradient_rise(x, p) and subgradient_rise(y, p)"
        given = d.assume(premise)
        front = d.left(f"{self.trails('x')} and {self.trails('y')} and subgradient_rise(x, p)", given)
        sides = d.left(f"{self.trails('x')} and {self.trails('y')}", front)
        subs = [d.right("subgradient_rise(x, p)", front), d.right("subgradient_rise(y, p)", given)]
        inside = [d.left(self.trails("x"), sides), d.right(self.trails("y"), sides)]
        level = f"greatest(k, {middle}[k] + {self.q}[k])"
        least, reached = f"every(k, {middle}[k] + {self.q}[k] <= {level})", f"some(k, {middle}[k] + {self.q}[k] = {level})"
        fact = d.theorem(f"{least} and {reached}", "the greatest of finitely many numbers", F=("k", f"{middle}[k] + {self.q}[k]"))
        u, v = f"(x + (-{level}) * ones)", f"(y + (-{level}) * ones)"
        centre = f"(-(1/2 * {u} + (1 - 1/2) * {v}))"
        low = d.arith(f"{self.q}[i] <= {centre}[i]", (1, d.instance(f"{middle}[i] + {self.q}[i] <= {level}", d.left(least, fact), "i")))
        goal = f"{centre}[i] <= {self.w}[i]"
        at = d.assume(f"{middle}[k] + {self.q}[k] = {level}")
        high = d.arith(goal, ("1/2", self.pair("x", inside[0], "i", "k")), ("1/2", self.pair("y", inside[1], "i", "k")), (-1, at))
        high = d.obtain(goal, d.right(reached, fact), high, "k")
        both = f"{self.q}[i] <= {centre}[i] and {centre}[i] <= {self.w}[i]"
        there = d.generalise(f"every(i, {both})", d.both(both, low, high), "i")
        close = f"forall(eps, 0 < eps -> charges_ball({centre}, eps))"
        close_by = d.apply(close, d.instance(f"every(i, {both}) -> {close}", self.fills(), centre), there)
        rule = d.apply(_common(u, v, "p").removeprefix(f"{close} -> ")[1:-1], near_common(d).at(u, v, "p"), close_by)
        moves = subgradient_moves(d)
        for x, z, sub in (("x", u, subs[0]), ("y", v, subs[1])):
            rest = f"subgradient_rise({v}, p) -> translates({u}, {v})" if x == "x" else f"translates({u}, {v})"
            rule = d.apply(rest, rule, moved(d, moves, x, z, level, "p", sub))
        shift = d.assume(f"every(i, {u}[i] = {v}[i] + c)")
        back = d.generalise("every(i, x[i] = y[i] + c)", d.arith("x[i] = y[i] + c", (1, d.instance(f"{u}[i] = {v}[i] + c", shift, "i"))), "i")
        line = d.obtain("translates(x, y)", rule, d.witness("translates(x, y)", back, "c"), "c")

        def body(x: str, y: str, p: str) -> str:
            return f"{self.trails(x)} and {self.trails(y)} and subgradient_rise({x}, {p}) and subgradient_rise({y}, {p}) -> translates({x}, {y})"

        return d.lemma("x y p", body, d.discharge(body("x", "y", "p"), line))


TIED = "exists(s, forall(eps, 0 < eps -> charges_ball(s * ones - (1/2 * x + 1/2 * y), eps)))"


def one_where_tied(d: Derivation, form: Form) -> str:
    """A p that is a subgradient at x and at y, where the noise can bring all of their midpoint near one level s: x and y are translates."""
    u, v = "(x + (-s) * ones)", "(y + (-s) * ones)"
    near = d.assume("forall(eps, 0 < eps -> charges_ball(s * ones - (1/2 * x + 1/2 * y), eps))")
    centre, moves = f"(-(1/2 * {u} + (1 - 1/2) * {v}))", subgradient_moves(d)
    tent = "E(g, max(0, eps - sum(j, (g[j] - {0}[j])^2)))"
    here, there = tent.format("(s * ones - (1/2 * x + 1/2 * y))"), tent.format(centre)
    close = d.instance(f"0 < eps -> 0 < {here}", near, "eps")
    line = d.rewrite(f"0 < eps -> 0 < {there}", close, d.identity(f"{here} = {there}"))
    close = d.generalise(f"forall(eps, 0 < eps -> charges_ball({centre}, eps))", line, "eps")
    rule = d.apply(f"subgradient_rise({u}, p) -> (subgradient_rise({v}, p) -> translates({u}, {v}))", near_common(d).at(u, v, "p"), close)
    for number, (x, z) in enumerate((("x", u), ("y", v)), 1):
        rest = f"subgradient_rise({v}, p) -> translates({u}, {v})" if x == "x" else f"translates({u}, {v})"
        rule = d.apply(rest, rule, moved(d, moves, x, z, "s", "p", d.hypothesis(number, f"subgradient_rise({x}, p)")))
    shift = d.assume(f"every(i, {u}[i] = {v}[i] + c)")
    back = d.generalise("every(i, x[i] = y[i] + c)", d.arith("x[i] = y[i] + c", (1, d.instance(f"{u}[i] = {v}[i] + c", shift, "i"))), "i")
    line = d.obtain("translates(x, y)", rule, d.witness("translates(x, y)", back, "c"), "c")
    return d.obtain("translates(x, y)", d.hypothesis(0, TIED), line, "s")
