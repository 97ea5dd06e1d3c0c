"""Who leads, ties included: is_top, the greatest v among the leaders, and how max(x + e v) grows. For every d and every law.

is_top(x, i) is 1 where x_i is the greatest component and 0 elsewhere; top_among(v, x) is the greatest v_i with x_i greatest.
"""

from __future__ import annotations

from proofs.coercive import equal, rise_integrable
from proofs.lemmas import tangent
from proofs.means import bounded_components, combination, constant
from proofs.two_potentials import MAX, top, top_facts
from verifier.engines.derive import Derivation, Lemma

LIMIT = "dominated convergence with its limit"
LARGEST = "the greatest of finitely many numbers"


def positive_reciprocal(d: Derivation) -> tuple[Lemma, Lemma]:
    """0 < t gives t (1/t) = 1 and 0 < 1/t."""
    positive = d.assume("0 < t")
    nonzero = d.contradiction("t != 0", d.arith("0 < 0", (1, positive), (1, d.assume("t = 0"))), d.arith("0 <= 0"))
    unit = d.theorem("t * (1 / t) = 1", "reciprocal", nonzero, a="t")
    absurd = d.arith("0 < 0", (1, positive, d.assume("1 / t <= 0")), (-1, unit), (1,))
    sign = d.contradiction("0 < 1 / t", absurd, d.arith("0 <= 0"))
    return (
        d.lemma("t", lambda t: f"0 < {t} -> {t} * (1 / {t}) = 1", d.discharge("0 < t -> t * (1 / t) = 1", unit)),
        d.lemma("t", lambda t: f"0 < {t} -> 0 < 1 / {t}", d.discharge("0 < t -> 0 < 1 / t", sign)),
    )


def gap(x: str, i: str = "i") -> str:
    return f"({top(x)} - {x}[{i}])"


def on_top(d: Derivation) -> tuple[Lemma, Lemma]:
    """x[i] = top(x) gives is_top(x, i) = 1; x[i] < top(x) gives is_top(x, i) = 0."""
    level = d.assume(f"x[i] = {top('x')}")
    one = d.arith("is_top(x, i) = 1", (f"1 / {gap('x')}", level))
    below = d.assume(f"x[i] < {top('x')}")
    unit = d.apply(f"{gap('x')} * (1 / {gap('x')}) = 1", positive_reciprocal(d)[0].at(gap("x")), d.arith(f"0 < {gap('x')}", (1, below)))
    zero = d.arith("is_top(x, i) = 0", (-1, unit))
    first, second = f"x[i] = {top('x')} -> is_top(x, i) = 1", f"x[i] < {top('x')} -> is_top(x, i) = 0"
    return (
        d.lemma("x i", lambda x, i: f"{x}[{i}] = {top(x)} -> is_top({x}, {i}) = 1", d.discharge(first, one)),
        d.lemma("x i", lambda x, i: f"{x}[{i}] < {top(x)} -> is_top({x}, {i}) = 0", d.discharge(second, zero)),
    )


def led(x: str, i: str = "i") -> str:
    return f"({x}[{i}] = {top(x)} and is_top({x}, {i}) = 1)"


def trailing(x: str, i: str = "i") -> str:
    return f"({x}[{i}] < {top(x)} and is_top({x}, {i}) = 0)"


def top_cases(d: Derivation) -> Lemma:
    """x[i] is the greatest and is_top(x, i) = 1, or it is less and is_top(x, i) = 0."""
    one, zero = on_top(d)
    level, below = d.assume(f"x[i] = {top('x')}"), d.assume(f"x[i] < {top('x')}")
    goal = f"{led('x')} or {trailing('x')}"
    first = d.weaken(goal, d.both(led("x"), level, d.apply("is_top(x, i) = 1", one.at("x", "i"), level)))
    second = d.weaken(goal, d.both(trailing("x"), below, d.apply("is_top(x, i) = 0", zero.at("x", "i"), below)))
    above = d.assume(f"{top('x')} < x[i]")
    bound = d.instance(f"x[i] <= {top('x')}", top_facts(d, "x")[0], "i")
    third = d.contradiction(goal, d.arith("0 < 0", (1, above), (1, bound)), d.arith("0 <= 0"))
    order = f"x[i] < {top('x')} or x[i] = {top('x')}"
    choice = d.trichotomy(f"{order} or {top('x')} < x[i]", "x[i]", top("x"))
    either = d.either(goal, choice, d.either(goal, d.assume(order), second, first), third)
    return d.lemma("x i", lambda x, i: f"{led(x, i)} or {trailing(x, i)}", either)


def by_cases(d: Derivation, cases: Lemma, x: str, i: str, goal: str, at_top, below) -> str:
    """The goal from its proofs in both cases; they get the facts on x[i] and on is_top(x, i)."""
    first, second = d.assume(led(x, i)), d.assume(trailing(x, i))
    one = at_top(d.left(f"{x}[{i}] = {top(x)}", first), d.right(f"is_top({x}, {i}) = 1", first))
    two = below(d.left(f"{x}[{i}] < {top(x)}", second), d.right(f"is_top({x}, {i}) = 0", second))
    return d.either(goal, cases.at(x, i), one, two)


def top_between(d: Derivation, cases: Lemma) -> tuple[Lemma, Lemma]:
    """0 <= is_top(x, i) and is_top(x, i) <= 1."""
    lines = []
    for goal in ("0 <= is_top(x, i)", "is_top(x, i) <= 1"):
        one = (lambda _, unit, goal=goal: d.arith(goal, *(((-1, unit), (1,)) if goal[0] == "0" else ((1, unit),))))
        zero = (lambda _, none, goal=goal: d.arith(goal, *(((-1, none),) if goal[0] == "0" else ((1, none), (1,)))))
        lines.append(by_cases(d, cases, "x", "i", goal, one, zero))
    return d.lemma("x i", lambda x, i: f"0 <= is_top({x}, {i})", lines[0]), d.lemma("x i", lambda x, i: f"is_top({x}, {i}) <= 1", lines[1])


BEST = "greatest(j, -v[j])"
TERM = f"is_top(x, i) * (v[i] + {BEST})"
AMONG = "top_among(v, x)"


def among_bounds(d: Derivation, cases: Lemma) -> tuple[Lemma, Lemma]:
    """x[i] = top(x) gives v[i] <= top_among(v, x); and some i has x[i] = top(x) and top_among(v, x) = v[i]."""
    fact = d.theorem(f"every(i, {TERM} <= greatest(i, {TERM})) and some(i, {TERM} = greatest(i, {TERM}))", LARGEST, F=("i", TERM))
    bounds, reached = d.left(f"every(i, {TERM} <= greatest(i, {TERM}))", fact), d.right(f"some(i, {TERM} = greatest(i, {TERM}))", fact)
    level = d.assume(f"x[i] = {top('x')}")
    unit = d.apply("is_top(x, i) = 1", on_top(d)[0].at("x", "i"), level)
    under = d.instance(f"{TERM} <= greatest(i, {TERM})", bounds, "i")
    high = d.arith(f"v[i] <= {AMONG}", (1, under), (f"-(v[i] + {BEST})", unit))
    rule = f"x[i] = {top('x')} -> v[i] <= {AMONG}"
    above = d.lemma("v x i", lambda v, x, i: f"{x}[{i}] = {top(x)} -> {v}[{i}] <= top_among({v}, {x})", d.discharge(rule, high))

    def goal(v: str, x: str) -> str:
        return f"some(i, {x}[i] = {top(x)} and top_among({v}, {x}) = {v}[i])"

    at = d.assume(f"{TERM} = greatest(i, {TERM})")

    def taken(level: str, unit: str) -> str:
        line = d.arith(f"{AMONG} = v[i]", (-1, at), (f"v[i] + {BEST}", unit))
        return d.witness(goal("v", "x"), d.both(f"x[i] = {top('x')} and {AMONG} = v[i]", level, line), "i")

    def passed(_: str, none: str) -> str:
        zero = d.arith(f"greatest(i, {TERM}) = 0", (-1, at), (f"v[i] + {BEST}", none))
        leader = d.assume(f"x[m] = {top('x')}")
        most = d.apply(f"v[m] <= {AMONG}", above.at("v", "x", "m"), leader)
        least = d.theorem(f"every(j, -v[j] <= {BEST}) and some(j, -v[j] = {BEST})", LARGEST, F=("j", "-v[j]"))
        least = d.instance(f"-v[m] <= {BEST}", d.left(f"every(j, -v[j] <= {BEST})", least), "m")
        low = d.arith(f"{AMONG} <= v[m]", (1, zero), (1, least))
        line = equal_by_order(d, AMONG, "v[m]", low, most)
        found = d.witness(goal("v", "x"), d.both(f"x[m] = {top('x')} and {AMONG} = v[m]", leader, line), "m")
        return d.obtain(goal("v", "x"), top_facts(d, "x")[1], found, "m")

    found = d.obtain(goal("v", "x"), reached, by_cases(d, cases, "x", "i", goal("v", "x"), taken, passed), "i")
    return above, d.lemma("v x", goal, found)


def equal_by_order(d: Derivation, left: str, right: str, below: str, above: str) -> str:
    """left = right, from left <= right and right <= left."""
    return equal(d, left, right, below, above)


STEP = "(exp(-r) * v)"
MOVED = f"((x + {STEP}) + g)"
HERE = "(x + g)"
QUOTIENT = f"(exp(r) * ({top(MOVED)} - {top(HERE)}))"
LIMITED = f"top_among(v, {HERE})"


def quotient_bounds(d: Derivation) -> tuple[str, str]:
    """-b <= QUOTIENT and QUOTIENT <= b; b is the bound of bounded_components for v."""
    _, above, below = bounded_components(d)
    b = "(sum(j, v[j]^2) + 1)"
    up = MAX.below(d, MOVED, HERE, f"(exp(-r) * {b})", d.arith(f"{MOVED}[i] <= {HERE}[i] + exp(-r) * {b}", ("exp(-r)", above.at("v", "i"))))
    down = MAX.below(d, HERE, MOVED, f"(exp(-r) * {b})", d.arith(f"{HERE}[i] <= {MOVED}[i] + exp(-r) * {b}", ("exp(-r)", below.at("v", "i"))))
    return d.arith(f"-{b} <= {QUOTIENT}", ("exp(r)", down)), d.arith(f"{QUOTIENT} <= {b}", ("exp(r)", up))


def quotient_above(d: Derivation, among: tuple[Lemma, Lemma]) -> str:
    """top_among(v, x+g) <= QUOTIENT: a leader with the greatest v moves up by e^(-r) v."""
    found = d.assume(f"{HERE}[i] = {top(HERE)} and {LIMITED} = v[i]")
    level, value = d.left(f"{HERE}[i] = {top(HERE)}", found), d.right(f"{LIMITED} = v[i]", found)
    bound = d.instance(f"{MOVED}[i] <= {top(MOVED)}", top_facts(d, MOVED)[0], "i")
    line = d.arith(f"{LIMITED} <= {QUOTIENT}", ("exp(r)", bound), ("-exp(r)", level), (1, value))
    return d.obtain(f"{LIMITED} <= {QUOTIENT}", among[1].at("v", HERE), line, "i")


def threshold(j: str = "k") -> str:
    return f"(v[{j}] - {LIMITED}) * (1 / {gap(HERE, j)})"


def quotient_below(d: Derivation, cases: Lemma, among: tuple[Lemma, Lemma], far: str) -> str:
    """QUOTIENT <= top_among(v, x+g) for r beyond all thresholds (far: greatest threshold < r): the others stay behind."""
    goal, at = f"{QUOTIENT} <= {LIMITED}", d.assume(f"{MOVED}[k] = {top(MOVED)}")
    fact = d.theorem(
        f"every(k, {threshold()} <= greatest(k, {threshold()})) and some(k, {threshold()} = greatest(k, {threshold()}))",
        LARGEST, F=("k", threshold()),
    )
    beyond = d.instance(f"{threshold()} <= greatest(k, {threshold()})", d.left(f"every(k, {threshold()} <= greatest(k, {threshold()}))", fact), "k")
    beyond = d.arith(f"{threshold()} < r", (1, beyond), (1, far))

    def level(even: str, _: str) -> str:
        return d.arith(goal, ("-exp(r)", at), ("exp(r)", even), (1, d.apply(f"v[k] <= {LIMITED}", among[0].at("v", HERE, "k"), even)))

    def behind(less: str, _: str) -> str:
        size = gap(HERE, "k")
        positive = d.arith(f"0 < {size}", (1, less))
        unit = d.apply(f"{size} * (1 / {size}) = 1", positive_reciprocal(d)[0].at(size), positive)
        steep = d.arith(f"v[k] - {LIMITED} < r * {size}", (1, positive, beyond), (f"-(v[k] - {LIMITED})", unit))
        return d.arith(goal, ("-exp(r)", at), (1, steep), (1, positive, tangent(d).at("r")), (1, positive))

    line = by_cases(d, cases, HERE, "k", goal, level, behind)
    return d.obtain(goal, top_facts(d, MOVED)[1], line, "k")


def vanishes(d: Derivation, difference: str, bound: str, zero) -> str:
    """The limit hypothesis of LIMIT where difference = 0 beyond a bound; zero(far) derives it from bound < r."""
    far, small = d.assume(f"{bound} < r"), d.assume("0 < eps")
    same = zero(far)
    near = f"-eps < {difference} and {difference} < eps"
    both = d.both(near, d.arith(f"-eps < {difference}", (1, small), (1, same)), d.arith(f"{difference} < eps", (1, small), (-1, same)))
    closed = d.generalise(f"forall(r, {bound} < r -> {near})", d.discharge(f"{bound} < r -> {near}", both), "r")
    some = f"exists(s, forall(r, s < r -> {near}))"
    found = d.discharge(f"0 < eps -> {some}", d.witness(some, closed, bound))
    found = d.generalise(f"forall(eps, 0 < eps -> {some})", found, "eps")
    return d.generalise(f"forall(g, forall(eps, 0 < eps -> {some}))", found, "g")


def near(mean: str, limit: str) -> str:
    return f"forall(eps, 0 < eps -> exists(s, forall(r, s < r -> -eps < {mean} - {limit} and {mean} - {limit} < eps)))"


def directional(d: Derivation, cases: Lemma, among: tuple[Lemma, Lemma]) -> tuple[Lemma, Lemma, Lemma]:
    """top_among(v, x+g) is integrable; E QUOTIENT tends to its mean; QUOTIENT has the mean e^r (rise_max(x + e^(-r) v) - rise_max(x))."""
    rise = rise_integrable(d, MAX)
    low, high = quotient_bounds(d)
    b = "(sum(j, v[j]^2) + 1)"
    between = f"-{b} <= {QUOTIENT} and {QUOTIENT} <= {b}"
    bounds = d.generalise(f"forall(g, {between})", d.both(between, low, high), "g")
    bounds = d.generalise(f"forall(r, forall(g, {between}))", bounds, "r")
    parts = (("exp(r)", MAX.rise(f"(x + {STEP})"), rise.at(f"(x + {STEP})")), ("-exp(r)", MAX.rise("x"), rise.at("x")))
    finite, mean = combination(d, QUOTIENT, parts)
    above = quotient_above(d, among)

    def zero(far: str) -> str:
        return equal_by_order_zero(d, QUOTIENT, LIMITED, quotient_below(d, cases, among, far), above)

    pointwise = vanishes(d, f"({QUOTIENT} - {LIMITED})", f"greatest(k, {threshold()})", zero)
    whole, rest = f"integrable(g, {LIMITED})", near(f"E(g, {QUOTIENT})", f"E(g, {LIMITED})")
    fact = d.theorem(
        f"{whole} and {rest}", LIMIT, d.generalise(f"forall(r, integrable(g, {QUOTIENT}))", finite, "r"), constant(d, b)[0], bounds, pointwise,
        F=("r", "g", QUOTIENT), G=("g", b), H=("g", LIMITED),
    )
    means = d.arith(f"E(g, {QUOTIENT}) = exp(r) * (rise_max(x + {STEP}) - rise_max(x))", (1, mean))

    def quotient(v: str, x: str, r: str = "r") -> str:
        moved = f"(({x} + (exp(-{r}) * {v})) + g)"
        return f"E(g, (exp({r}) * ({top(moved)} - {top(f'({x} + g)')})))"

    return (
        d.lemma("v x", lambda v, x: f"integrable(g, top_among({v}, ({x} + g)))", d.left(whole, fact)),
        d.lemma("v x", lambda v, x: near(quotient(v, x), f"E(g, top_among({v}, ({x} + g)))"), d.right(rest, fact)),
        d.lemma("v x r", lambda v, x, r: f"{quotient(v, x, r)} = exp({r}) * (rise_max({x} + (exp(-{r}) * {v})) - rise_max({x}))", means),
    )


def equal_by_order_zero(d: Derivation, left: str, right: str, below: str, above: str) -> str:
    """0 = left - right, from left <= right and right <= left."""
    return d.arith(f"0 = ({left} - {right})", (-1, equal_by_order(d, left, right, below, above)))
