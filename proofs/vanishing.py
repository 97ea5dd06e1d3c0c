"""Appendix 9.3: the last two terms of the difference vanish in the limit, for every d and every law where γ_1 - γ_j has no atoms.

Between them the two terms are K = max(0, J) - J where x_1 < x_j, and K = max(0, J) elsewhere, J = x_j + t v_j - x_1 - t v_1. It lies between 0 and
max(0, t b - |x_j - x_1|) for b >= |v_j - v_1|, and the mean of that, divided by t, tends to 0.
"""

from __future__ import annotations

from proofs.lemmas import tangent
from proofs.means import combination, constant
from proofs.ties import LIMIT, equal_by_order, near, vanishes
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

GAP = "((theta + g)[j] - (theta + g)[1])"
SIZE = f"max({GAP}, -{GAP})"
EVEN = f"(1 - {GAP} * (1 / {GAP}))"
RAMP = f"(exp(r) * max(0, exp(-r) * b - {SIZE}))"


def larger(d: Derivation) -> Lemma:
    """max(r, s) is r with s <= r, or s with r <= s."""
    goal = "(s <= r and max(r, s) = r) or (r <= s and max(r, s) = s)"
    lines = []
    for a, b, take in (("r", "s", "left"), ("s", "r", "right")):
        order = d.assume(f"{b} <= {a}")
        fact = d.theorem(f"max({a}, {b}) = {a} and max({b}, {a}) = {a}", "the larger of two numbers", order, a=a, b=b)
        same = d.left(f"max(r, s) = {a}", fact) if take == "left" else d.right(f"max(r, s) = {a}", fact)
        lines.append(d.weaken(goal, d.both(f"{b} <= {a} and max(r, s) = {a}", order, same)))
    rule = d.discharge(f"r <= s -> {goal}", lines[1])
    second = d.apply(goal, rule, d.arith("r <= s", (1, d.assume("r < s"))))
    line = d.either(goal, d.excluded("s <= r or r < s"), lines[0], second)
    return d.lemma("r s", lambda r, s: f"({s} <= {r} and max({r}, {s}) = {r}) or ({r} <= {s} and max({r}, {s}) = {s})", line)


def chosen(d: Derivation, rule: Lemma, a: str, b: str, goal: str, first, second) -> str:
    """The goal from both cases of max(a, b); each gets the order and the value."""
    lines = []
    for high, low, make in ((a, b, first), (b, a, second)):
        case = d.assume(f"({low}) <= ({high}) and max(({a}), ({b})) = ({high})")
        lines.append(make(d.left(f"({low}) <= ({high})", case), d.right(f"max(({a}), ({b})) = ({high})", case)))
    return d.either(goal, rule.at(a, b), *lines)


def bounds(d: Derivation) -> tuple[Lemma, Lemma]:
    """r <= max(r, s) and s <= max(r, s)."""
    rule, found = larger(d), []
    for name in ("r", "s"):
        goal = f"{name} <= max(r, s)"
        line = chosen(d, rule, "r", "s", goal, lambda order, same, goal=goal: d.arith(goal, *([(1, order)] if "s <=" in goal else []), (-1, same)),
                      lambda order, same, goal=goal: d.arith(goal, *([(1, order)] if "r <=" in goal else []), (-1, same)))
        found.append(d.lemma("r s", lambda r, s, name=name: f"{r if name == 'r' else s} <= max({r}, {s})", line))
    return found[0], found[1]


JUMP = "(x[j] + t * v[j] - x[1] - t * v[1])"
WIDTH = "max(x[j] - x[1], x[1] - x[j])"


def between(d: Derivation, form: Form) -> str:
    """0 <= K <= max(0, t b - |x_j - x_1|)."""
    low, high = bounds(d)
    rule, premise = larger(d), "0 < t and -b <= v[j] - v[1] and v[j] - v[1] <= b"
    given = d.assume(premise)
    small = d.left("0 < t", d.left("0 < t and -b <= v[j] - v[1]", given))
    side = {"A": d.right("-b <= v[j] - v[1]", d.left("0 < t and -b <= v[j] - v[1]", given)), "B": d.right("v[j] - v[1] <= b", given)}
    room, jump = f"max(0, t * b - {WIDTH})", f"max(0, {JUMP})"
    zero, slack = low.at("0", f"t * b - {WIDTH}"), high.at("0", f"t * b - {WIDTH}")
    rules = []
    for kind, order, term in (("A", "x[1] < x[j]", f"{jump} - {JUMP}"), ("B", "x[j] <= x[1]", jump)):
        here, goal = d.assume(order), f"{term} <= {room}"
        sign = d.arith(f"0 <= {term}", (1, (high if kind == "A" else low).at("0", JUMP)))

        def none(_: str, same: str) -> str:
            return d.arith(goal, (1, zero), (1, same))

        def some(_: str, same: str) -> str:
            return wide(d, goal, rule, [(1, slack), (1, same), (1, small, side[kind])], here, kind == "A")

        bound = chosen(d, rule, "0", JUMP, goal, *((some, none) if kind == "A" else (none, some)))
        rules.append(d.discharge(f"{order} -> 0 <= {term} and {goal}", d.both(f"0 <= {term} and {goal}", sign, bound)))
    texts = [f"({d.steps[int(line[1:])]['formula']})" for line in rules]
    text = f"{premise} -> {' and '.join(texts)}"
    line = d.discharge(text, d.both(" and ".join(texts), *rules))
    for name in "btv":
        text = f"forall({name}, {text})"
        line = d.generalise(text, line, name)
    return d.generalise(form.conclusion[0], d.generalise(f"every(j, {text})", line, "j"), "x")


def wide(d: Derivation, goal: str, rule: Lemma, facts: list, here: str, ahead: bool) -> str:
    """The goal in both cases of |x_j - x_1|; `here` orders x_1 and x_j, x_j ahead or not."""

    def make(own: bool):
        return lambda _, same: d.arith(goal, *facts, (1, same), *([] if own else [(2, here)]))

    return chosen(d, rule, "x[j] - x[1]", "x[1] - x[j]", goal, make(ahead), make(not ahead))


# the mean of the bound


def unit(d: Derivation, term: str, apart: str) -> str:
    return d.theorem(f"{term} * (1 / {term}) = 1", "reciprocal", apart, a=term)


def size_at_tie(d: Derivation, even: str, rule: Lemma) -> str:
    """|x_j - x_1| = 0 where x_j = x_1."""
    goal = f"{SIZE} = 0"
    return chosen(
        d, rule, GAP, f"-{GAP}", goal, lambda _, same: d.arith(goal, (1, same), (1, even)), lambda _, same: d.arith(goal, (1, same), (-1, even)),
    )


def at_tie(d: Derivation, goal: str, even: str, rule: Lemma, least: str) -> str:
    """RAMP = b = b EVEN where x_j = x_1."""
    flat = size_at_tie(d, even, rule)

    def none(order: str, same: str) -> str:
        most = d.arith("b <= 0", ("exp(r)", order), ("exp(r)", flat))
        nothing = equal_by_order(d, "b", "0", most, least)
        return d.arith(goal, ("-exp(r)", same), (EVEN, nothing))

    def some(_: str, same: str) -> str:
        return d.arith(goal, ("-exp(r)", same), ("exp(r)", flat), (f"-b * (1 / {GAP})", even))

    return chosen(d, rule, "0", f"exp(-r) * b - {SIZE}", goal, none, some)


def off_tie(d: Derivation, goal: str, apart: str, rule: Lemma, sides: tuple[str, str], far: str) -> str:
    """RAMP = 0 = EVEN where x_j and x_1 differ, once b < r |x_j - x_1|."""
    flat = d.assume(f"{SIZE} <= 0")
    zero = equal_by_order(d, GAP, "0", d.arith(f"{GAP} <= 0", (1, sides[0]), (1, flat)), d.arith(f"0 <= {GAP}", (1, sides[1]), (1, flat)))
    wide_gap = d.contradiction(f"0 < {SIZE}", zero, apart)
    nonzero = d.contradiction(f"{SIZE} != 0", d.arith("0 < 0", (1, wide_gap), (1, d.assume(f"{SIZE} = 0"))), d.arith("0 <= 0"))
    one = unit(d, SIZE, nonzero)
    steep = d.arith(f"b < r * {SIZE}", (1, wide_gap, far), ("-b", one))
    steep = d.arith(f"b < exp(r) * {SIZE}", (1, steep), (1, wide_gap, tangent(d).at("r")), (1, wide_gap))

    def none(_: str, same: str) -> str:
        return d.arith(goal, ("-exp(r)", same), ("-b", unit(d, GAP, apart)))

    def some(order: str, _: str) -> str:
        return d.contradiction(goal, d.arith("0 < 0", (1, steep), ("exp(r)", order)), d.arith("0 <= 0"))

    return chosen(d, rule, "0", f"exp(-r) * b - {SIZE}", goal, none, some)


def ramp(d: Derivation, least: str) -> tuple[str, str, str]:
    """RAMP is integrable; b EVEN is; the mean of the first tends to that of the second. From 0 <= b."""
    rule, (low, high) = larger(d), bounds(d)
    sides = (low.at(GAP, f"-{GAP}"), high.at(GAP, f"-{GAP}"))
    size = d.arith(f"0 <= {SIZE}", ("1/2", sides[0]), ("1/2", sides[1]))
    inner, most = f"exp(-r) * b - {SIZE}", f"{RAMP} <= b"
    upper = chosen(
        d, rule, "0", inner, most, lambda _, same: d.arith(most, (1, least), ("exp(r)", same)),
        lambda _, same: d.arith(most, ("exp(r)", same), ("exp(r)", size)),
    )
    within = f"-b <= {RAMP} and {RAMP} <= b"
    line = d.both(within, d.arith(f"-b <= {RAMP}", ("exp(r)", low.at("0", inner)), (1, least)), upper)
    line = d.generalise(f"forall(g, {within})", line, "g")
    finite = d.theorem(f"integrable(g, {RAMP})", "bounded continuous functions are integrable", line, F=("g", RAMP), a="-b", b="b")

    def same(far: str) -> str:
        goal, even, apart = f"0 = {RAMP} - b * {EVEN}", d.assume(f"{GAP} = 0"), d.assume(f"{GAP} != 0")
        return d.either(goal, d.excluded(f"{GAP} = 0 or {GAP} != 0"), at_tie(d, goal, even, rule, least), off_tie(d, goal, apart, rule, sides, far))

    pointwise = vanishes(d, f"({RAMP} - b * {EVEN})", f"b * (1 / {SIZE})", same)
    whole, rest = f"integrable(g, b * {EVEN})", near(f"E(g, {RAMP})", f"E(g, b * {EVEN})")
    fact = d.theorem(
        f"{whole} and {rest}", LIMIT, d.generalise(f"forall(r, integrable(g, {RAMP}))", finite, "r"), constant(d, "b")[0],
        d.generalise(f"forall(r, forall(g, {within}))", line, "r"), pointwise, F=("r", "g", RAMP), G=("g", "b"), H=("g", f"b * {EVEN}"),
    )
    return finite, d.left(whole, fact), d.right(rest, fact)


def limit(d: Derivation, form: Form) -> str:
    """The mean of the bound, divided by t = e^(-r), tends to b P(x_1 = x_j) = 0."""
    least = d.assume("0 <= b")
    finite, whole, tends = ramp(d, least)
    own = d.lemma("b", lambda b: f"0 <= {b} -> integrable(g, {b} * {EVEN})", d.discharge(f"0 <= b -> integrable(g, b * {EVEN})", whole))
    once = d.apply(f"integrable(g, 1 * {EVEN})", own.at("1"), d.arith("0 <= 1", (1,)))
    mean = combination(d, f"b * {EVEN}", (("b", f"1 * {EVEN}", once), ("0", f"1 * {EVEN}", once)))[1]
    apart = d.assume("delta(1, j) = 0")
    alone = d.apply(f"E(g, {EVEN}) = 0", d.instance(f"delta(1, j) = 0 -> E(g, {EVEN}) = 0", d.hypothesis(0, form.given[0]), "j"), apart)
    part = f"max(0, exp(-r) * b - {SIZE})"
    taken = combination(d, part, (("exp(-r)", RAMP, finite), ("0", RAMP, finite)))[1]
    near_zero = f"-eps < E(g, {RAMP}) - E(g, b * {EVEN}) and E(g, {RAMP}) - E(g, b * {EVEN}) < eps"
    some, goal = f"exists(s, forall(r, s < r -> {near_zero}))", f"exp(r) * E(g, {part}) < eps"
    found = d.apply(some, d.instance(f"0 < eps -> {some}", tends, "eps"), d.assume("0 < eps"))
    at = d.instance(f"s < r -> {near_zero}", d.assume(f"forall(r, s < r -> {near_zero})"), "r")
    at = d.right(near_zero.partition(" and ")[2], d.apply(near_zero, at, d.assume("s < r")))
    line = d.arith(goal, (1, at), ("exp(r)", taken), (1, mean), ("b", alone))
    line = d.generalise(f"forall(r, s < r -> {goal})", d.discharge(f"s < r -> {goal}", line), "r")
    exists = f"exists(s, forall(r, s < r -> {goal}))"
    line = d.obtain(exists, found, d.witness(exists, line, "s"), "s")
    line = d.generalise(f"forall(eps, 0 < eps -> {exists})", d.discharge(f"0 < eps -> {exists}", line), "eps")
    text = f"forall(b, 0 <= b -> forall(eps, 0 < eps -> {exists}))"
    line = d.generalise(text, d.discharge(f"0 <= b -> forall(eps, 0 < eps -> {exists})", line), "b")
    return d.generalise(form.conclusion[1], d.discharge(f"delta(1, j) = 0 -> {text}", line), "j")


# the four terms


def moved_maximum(d: Derivation, rule: Lemma) -> str:
    """max(x_1 + t v_1, x_j + t v_j) = x_1 + t v_1 + max(0, J)."""
    one, two = "x[1] + t * v[1]", "x[j] + t * v[j]"
    high, sum_ = f"max({one}, {two})", f"{one} + max(0, {JUMP})"
    level = f"{high} = {sum_}"

    def mixed(order: str, same: str, turn: str, other: str) -> str:
        """Both ways of choosing allow for J = 0 only."""
        below = d.arith(f"{high} <= {sum_}", (1, same), (-1, other), (1, turn))
        return equal_by_order(d, high, sum_, below, d.arith(f"{sum_} <= {high}", (-1, same), (1, other), (1, order)))

    def by_jump(agree: str, order: str, same: str) -> str:
        def make(kind: str):
            return lambda turn, other: d.arith(level, (1, same), (-1, other)) if kind == agree else mixed(order, same, turn, other)

        return chosen(d, rule, "0", JUMP, level, make("none"), make("some"))

    return chosen(d, rule, one, two, level, lambda order, same: by_jump("none", order, same), lambda order, same: by_jump("some", order, same))


def four_terms(d: Derivation, form: Form) -> str:
    """max(x_1, x_j) is x_j where x_1 < x_j, else x_1."""
    moved, rules = moved_maximum(d, larger(d)), []
    for order, m, extra in (("x[1] < x[j]", "j", f"(max(0, {JUMP}) - {JUMP})"), ("x[j] <= x[1]", "1", f"max(0, {JUMP})")):
        here, still = d.assume(order), f"max(x[1], x[j]) = x[{m}]"
        weak = here if m == "1" else d.arith("x[1] <= x[j]", (1, here))
        a, b = ("x[j]", "x[1]") if m == "j" else ("x[1]", "x[j]")
        fact = d.theorem(f"max({a}, {b}) = {a} and max({b}, {a}) = {a}", "the larger of two numbers", weak, a=a, b=b)
        still = d.right(still, fact) if m == "j" else d.left(still, fact)
        goal = f"max(x[1] + t * v[1], x[j] + t * v[j]) - max(x[1], x[j]) = t * v[{m}] + {extra}"
        rules.append(d.discharge(f"{order} -> {goal}", d.arith(goal, (1, moved), (-1, still))))
    text = " and ".join(f"({d.steps[int(line[1:])]['formula']})" for line in rules)
    line = d.both(text, *rules)
    for name in "tv":
        text = f"forall({name}, {text})"
        line = d.generalise(text, line, name)
    return d.generalise(form.conclusion[0], d.generalise(f"every(j, {text})", line, "j"), "x")
