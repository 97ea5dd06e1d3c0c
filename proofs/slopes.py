"""Directional derivatives of functions given by their graphs: Equations 17 and 20, and what differentiable means (Section 8.1.1)."""

from __future__ import annotations

from proofs import graphs
from proofs.convexity import direction
from proofs.graphs import (
    Inside, chord, close_witness, conjunction, convex_parts, difference, found_below, general, height, lies_over, paired, pairing, parts, same_height,
)
from proofs.lemmas import tangent
from proofs.means import squares
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

ABSURD = "0 < 0"


def two_sided_body(m: Inside, c: str, x: str, v: str, eps: str, s: str, t: str, y: str, r: str) -> str:
    return f"-{s} < {t} and {t} < {s} and {t} != 0 and {m(y)} and over({y}, {x} + {t} * {v}, {r}) -> ({r} - {c} * {t})^2 <= ({eps} * {t})^2"


def near_text(body: str, s: str = "s") -> str:
    return f"exists({s}, 0 < {s} and forall(t, forall(y, forall(r, {body}))))"


def two_sided_text(m: Inside, c: str, x: str, v: str) -> str:
    return f"forall(eps, 0 < eps -> {near_text(two_sided_body(m, c, x, v, 'eps', 's', 't', 'y', 'r'))})"


def slope_body(b: str, x: str, v: str, eps: str, s: str, t: str, y: str, r: str) -> str:
    return f"0 < {t} and {t} < {s} and member({y}, F) and over({y}, {x} + {t} * {v}, {r}) -> ({b} - {eps}) * {t} <= {r}"


def slope_text(b: str, x: str, v: str) -> str:
    return f"forall(eps, 0 < eps -> {near_text(slope_body(b, x, v, 'eps', 's', 't', 'y', 'r'))})"


def ratio(d: Derivation, positive: str, less: str) -> tuple[str, tuple[str, str, str], str, str]:
    """From 0 < s and s < t: lam = s / t, (lam, 0 <= lam, lam <= 1), lam t = s, 0 < t."""
    big, lam = d.arith("0 < t", (1, positive), (1, less)), "s * (1 / t)"
    nonzero = d.contradiction("t != 0", d.arith(ABSURD, (1, big), (1, d.assume("t = 0"))), d.arith("0 <= 0"))
    inverse = d.theorem("t * (1 / t) = 1", "reciprocal", nonzero, a="t")
    square = squares(d).at("1 / t")
    low = d.arith(f"0 <= ({lam})", (1, positive, big, square), (lam, inverse))
    high = d.arith(f"({lam}) <= 1", (1, less, big, square), ("(t - s) * (1 / t)", inverse), (1, inverse))
    return f"({lam})", (f"({lam})", low, high), d.arith(f"({lam}) * t = s", ("s", inverse)), big


# Equation 17

QUOTIENTS = ("0 < s", "s < t", "member(y, F)", "member(q, F)", "over(y, x + s * v, a)", "over(q, x + t * v, b)")


def quotient_grows(d: Derivation, form: Form) -> str:
    """The point at s lies not above the chord from x to the point at t."""
    function, chords = convex_parts(d, d.hypothesis(0, "convex_graph(F)"))
    member = d.hypothesis(1, "member(x, F)")
    given = d.assume(" and ".join(QUOTIENTS))
    positive, less, in_y, in_w, over_y, over_w = parts(d, QUOTIENTS, given)
    lam, between, equation, big = ratio(d, positive, less)
    source = chord(d, chords, ("q", in_w), ("x", member), between)
    mix = f"{lam} * q + (1 - {lam}) * x"
    _, in_u, below, over_u = found_below(d, mix, w="u", r="c")
    gap = f"(a - {lam} * b - c)"
    lies = lies_over(
        d, "y", "u", gap, (1, height(d, "y", "x + s * v", "a", over_y)), (-1, height(d, "u", mix, "c", over_u)),
        (f"-{lam}", height(d, "q", "x + t * v", "b", over_w)), ("-v[i]", equation),
    )
    zero = same_height(d, function, ("u", in_u), ("y", in_y), gap, lies)
    line = d.arith("a * t <= b * s", ("t", zero), ("b", equation), (1, below, big))
    line = close_witness(d, "a * t <= b * s", source, line, mix, w="u", r="c")

    def body(s: str, t: str, y: str, w: str, a: str, b: str) -> str:
        premise = f"0 < {s} and {s} < {t} and member({y}, F) and member({w}, F) and over({y}, x + {s} * v, {a}) and over({w}, x + {t} * v, {b})"
        return f"{premise} -> {a} * {t} <= {b} * {s}"

    return d.lemma("s t y q a b", body, d.discharge(body("s", "t", "y", "q", "a", "b"), line)).fact


def nearer_is_inside(d: Derivation, form: Form) -> str:
    """The point of F not above the chord at s."""
    _, chords = convex_parts(d, d.hypothesis(0, "convex_graph(F)"))
    member = d.hypothesis(1, "member(x, F)")
    texts = ("0 < s", "s < t", "member(q, F)", "over(q, x + t * v, b)")
    positive, less, in_w, over_w = parts(d, texts, d.assume(" and ".join(texts)))
    lam, between, equation, _ = ratio(d, positive, less)
    source = chord(d, chords, ("q", in_w), ("x", member), between)
    mix, rise = f"{lam} * q + (1 - {lam}) * x", f"({lam} * b + c)"
    _, in_u, _, over_u = found_below(d, mix, w="u", r="c")
    lies = lies_over(
        d, "u", "x + s * v", rise, (1, height(d, "u", mix, "c", over_u)), (lam, height(d, "q", "x + t * v", "b", over_w)), ("v[i]", equation)
    )
    goal = "exists(y, exists(a, member(y, F) and over(y, x + s * v, a)))"
    line = d.both(f"member(u, F) and over(u, x + s * v, {rise})", in_u, lies)
    line = d.witness(goal, d.witness("exists(a, member(u, F) and over(u, x + s * v, a))", line, rise), "u")
    line = close_witness(d, goal, source, line, mix, w="u", r="c")

    def body(s: str, t: str, w: str, b: str) -> str:
        inside = f"exists(y, exists(a, member(y, F) and over(y, x + {s} * v, a)))"
        return f"0 < {s} and {s} < {t} and member({w}, F) and over({w}, x + {t} * v, {b}) -> {inside}"

    return d.lemma("s t q b", body, d.discharge(body("s", "t", "q", "b"), line)).fact


# Equation 20

ADMITTED = "v[1] = 0 and admissible(F, x, v)"


def towards_is_admissible(d: Derivation, chords: Lemma, inside: str, member: str, meant: str) -> str:
    """admissible(F, x, v) for the direction v from x to another point theta of a convex graph."""
    near, above = d.assume("0 < t and t < 1"), "exists(y, exists(r, member(y, F) and over(y, x + t * v, r)))"
    low, high = d.arith("0 <= t", (1, d.left("0 < t", near))), d.arith("t <= 1", (1, d.right("t < 1", near)))
    chosen = chord(d, chords, ("theta", inside), ("x", member), ("t", low, high))
    mix, rise = "t * theta + (1 - t) * x", "(t * (theta[1] - x[1]) + c)"
    _, in_u, _, over_u = found_below(d, mix, w="u", r="c")
    lies = lies_over(d, "u", "x + t * v", rise, (1, height(d, "u", mix, "c", over_u)), ("-t", meant))
    line = d.witness("exists(r, member(u, F) and over(u, x + t * v, r))", d.both(f"member(u, F) and over(u, x + t * v, {rise})", in_u, lies), rise)
    line = close_witness(d, above, chosen, d.witness(above, line, "u"), mix, w="u", r="c")
    line = d.generalise(f"forall(t, 0 < t and t < 1 -> {above})", d.discharge(f"0 < t and t < 1 -> {above}", line), "t")
    line = d.both(f"0 < 1 and forall(t, 0 < t and t < 1 -> {above})", d.arith("0 < 1", (1,)), line)
    return d.witness("admissible(F, x, v)", line, "1")


def subgradient_bounds_slopes(d: Derivation, form: Form) -> str:
    """Every quotient is at least <p, v>."""
    first = d.hypothesis(2, "p[1] = -1")
    below = d.right(f"forall(y, member(y, F) -> {difference('p', 'y', 'x')} <= 0)", d.assume("graph_subgradient(p, x, F)"))
    d.assume(ADMITTED)
    small = d.assume("0 < eps")
    texts = ("0 < t", "t < 1", "member(y, F)", "over(y, x + t * v, r)")
    positive, _, member, lies = parts(d, texts, d.assume(" and ".join(texts)))
    at = d.instance(f"member(y, F) -> {difference('p', 'y', 'x')} <= 0", below, "y")
    at = d.apply(f"{difference('p', 'y', 'x')} <= 0", at, member)
    b = pairing("p", "v")
    line = d.arith(
        f"({b} - eps) * t <= r", (1, at), (-1, paired(d, "p", "y", "x + t * v", "r", lies)), ("-r", first), (1, small, positive)
    )

    def body(t: str, y: str, r: str) -> str:
        return slope_body(b, "x", "v", "eps", "1", t, y, r)

    near = d.lemma("t y r", body, d.discharge(body("t", "y", "r"), line)).fact
    near = d.both(f"0 < 1 and forall(t, forall(y, forall(r, {body('t', 'y', 'r')})))", d.arith("0 < 1", (1,)), near)
    goal = near_text(slope_body(b, "x", "v", "eps", "s", "t", "y", "r"))
    line = d.generalise(slope_text(b, "x", "v"), d.discharge(f"0 < eps -> {goal}", d.witness(goal, near, "1")), "eps")
    line = d.discharge(f"{ADMITTED} -> {slope_text(b, 'x', 'v')}", line)
    line = d.generalise(f"forall(v, {ADMITTED} -> {slope_text(b, 'x', 'v')})", line, "v")
    return d.discharge(form.conclusion[0], line)


def slopes_bound_subgradient(d: Derivation, form: Form) -> str:
    """From x towards another point theta: were the inequality false there by D, the slope would exceed the chord's by D / 2."""
    _, chords = convex_parts(d, d.hypothesis(0, "convex_graph(F)"))
    member, first = d.hypothesis(1, "member(x, F)"), d.hypothesis(2, "p[1] = -1")
    b, gap = pairing("p", "v"), difference("p", "theta", "x")
    every = d.assume(f"forall(v, {ADMITTED} -> {slope_text(b, 'x', 'v')})")
    inside, above = d.assume("member(theta, F)"), d.assume(f"0 < {gap}")
    exists, meant, flat = direction(d, "theta", "x")
    term = "theta[i] - x[i] - (theta[1] - x[1]) * delta(1, i)"
    each = d.generalise(f"every(i, p[i] * v[i] = p[i] * ({term}))", d.arith(f"p[i] * v[i] = p[i] * ({term})", ("p[i]", meant)), "i")
    sums = d.theorem(f"{b} = sum(i, p[i] * ({term}))", graphs.SAME, each, F=("i", "p[i] * v[i]"), G=("i", f"p[i] * ({term})"))
    allowed = d.both(ADMITTED, flat, towards_is_admissible(d, chords, inside, member, meant))
    slope = d.apply(slope_text(b, "x", "v"), d.instance(f"{ADMITTED} -> {slope_text(b, 'x', 'v')}", every, "v"), allowed)
    eps = f"({gap} / 2)"
    near = near_text(slope_body(b, "x", "v", eps, "s", "t", "y", "r"))
    source = d.apply(near, d.instance(f"0 < {eps} -> {near}", slope, eps), d.arith(f"0 < {eps}", ("1/2", above)))
    rest = f"forall(t, forall(y, forall(r, {slope_body(b, 'x', 'v', eps, 's', 't', 'y', 'r')})))"
    found = d.assume(f"0 < s and {rest}")
    positive = d.left("0 < s", found)
    rule = Lemma(d, ("t", "y", "r"), lambda t, y, r: slope_body(b, "x", "v", eps, "s", t, y, r), d.right(rest, found))

    def at(t: str, above_zero: str, below_s: str, below_one: str) -> str:
        chosen = chord(d, chords, ("theta", inside), ("x", member), (t, d.arith(f"0 <= {t}", (1, above_zero)), below_one))
        mix, rise = f"{t} * theta + (1 - {t}) * x", f"({t} * (theta[1] - x[1]) + c)"
        _, in_u, under, over_u = found_below(d, mix, w="u", r="c")
        lies = lies_over(d, "u", f"x + {t} * v", rise, (1, height(d, "u", mix, "c", over_u)), (f"-{t}", meant))
        texts = (f"0 < {t}", f"{t} < s", "member(u, F)", f"over(u, x + {t} * v, {rise})")
        both = conjunction(d, tuple(zip(texts, (above_zero, below_s, in_u, lies))))[1]
        line = d.apply(f"({b} - {eps}) * {t} <= {rise}", rule.at(t, "u", rise), both)
        line = d.arith(ABSURD, (1, line), (1, under), (f"-({t})", sums), (f"({t}) * (theta[1] - x[1])", first), ("1/2", above, above_zero))
        return close_witness(d, ABSURD, chosen, line, mix, w="u", r="c")

    less = d.assume("s < 1")
    half = d.arith("(s / 2) <= 1", ("1/2", less), ("1/2",))
    near_line = at("(s / 2)", d.arith("0 < (s / 2)", ("1/2", positive)), d.arith("(s / 2) < s", ("1/2", positive)), half)
    more = d.assume("1 <= s")
    far_line = at("(1 / 2)", d.arith("0 < (1 / 2)", ("1/2",)), d.arith("(1 / 2) < s", (1, more), ("1/2",)), d.arith("(1 / 2) <= 1", ("1/2",)))
    line = d.either(ABSURD, d.excluded("s < 1 or 1 <= s"), near_line, far_line)
    line = d.obtain(ABSURD, exists, d.obtain(ABSURD, source, line, "s"), "v")
    line = d.contradiction(f"{gap} <= 0", line, d.arith("0 <= 0"))
    line = d.generalise(f"forall(y, member(y, F) -> {difference('p', 'y', 'x')} <= 0)", d.discharge(f"member(theta, F) -> {gap} <= 0", line), "theta")
    return d.discharge(form.conclusion[1], d.both("graph_subgradient(p, x, F)", first, line))


# the gradient gives every directional derivative


def gradient_gives_slopes(d: Derivation, form: Form) -> str:
    """With the length t b of t v, b = exp(sum v_j^2), as the distance within which f is nearly affine."""
    given = d.hypothesis(0, "gradient_of_graph(p, x, F)")
    square, size, less = squares(d), "exp(sum(k, v[k]^2))", "exp(-sum(k, v[k]^2))"
    first = d.left("p[1] = -1", given)

    def within(eps: str, s: str, a: str, y: str) -> str:
        near = f"every(j, delta(1, j) = 0 -> ({y}[j] - x[j])^2 <= {a}^2)"
        return f"0 < {a} and {a} < {s} and member({y}, F) and {near} -> {difference('p', y, 'x')}^2 <= ({eps} * {a})^2"

    def closed(eps: str) -> str:
        return f"exists(s, 0 < s and forall(a, forall(y, {within(eps, 's', 'a', 'y')})))"

    rule = d.right(f"forall(eps, 0 < eps -> {closed('eps')})", given)
    small, part = d.assume("0 < eps"), f"(eps * {less})"
    source = d.apply(closed(part), d.instance(f"0 < {part} -> {closed(part)}", rule, part), d.arith(f"0 < {part}", (less, small)))
    rest = f"forall(a, forall(y, {within(part, 's', 'a', 'y')}))"
    found = d.assume(f"0 < s and {rest}")
    positive = d.left("0 < s", found)
    at = Lemma(d, ("a", "y"), lambda a, y: within(part, "s", a, y), d.right(rest, found))
    reach = f"(s * {less})"
    texts = (f"-{reach} < t", f"t < {reach}", "t != 0", "member(y, F)", f"over(y, x + t * v, r)")
    low, high, nonzero, member, lies = parts(d, texts, d.assume(" and ".join(texts)))
    along = height(d, "y", "x + t * v", "r", lies, "j")
    b = pairing("p", "v")
    goal = f"(r - {b} * t)^2 <= (eps * t)^2"
    tall = tangent(d).at("sum(k, v[k]^2)")
    each = d.generalise("every(i, 0 <= v[i]^2)", square.at("v[i]"), "i")
    below = d.theorem("every(i, v[i]^2 <= sum(k, v[k]^2))", "a sum of non-negative terms is at least each", each, F=("i", "v[i]^2"))
    below = d.instance("v[j]^2 <= sum(k, v[k]^2)", below, "j")
    up = d.arith(f"v[j] <= {size}", (1, below), (1, tall), (1, square.at("v[j] - 1/2")), ("3/4",))
    down = d.arith(f"-{size} <= v[j]", (1, below), (1, tall), (1, square.at("v[j] + 1/2")), ("3/4",))
    flat = d.assume("delta(1, j) = 0")
    apart, off = "(y[j] - x[j])", "(t * v[j] + r * delta(1, j))"
    sum_fact = paired(d, "p", "y", "x + t * v", "r", lies)
    # D = t <p, v> - r, by which the two squares agree
    equal = d.arith(f"{difference('p', 'y', 'x')} = {b} * t - r", (1, sum_fact), ("r", first))

    def on(a: str, sign: str, limit: str) -> str:
        near = d.arith(
            f"{apart}^2 <= {a}^2",
            (f"{apart} + {off}", d.arith(f"{apart} = {off}", (1, along))),
            ("2 * t * v[j] * r + r^2 * delta(1, j)", flat), (1, square.at("t"), up, down),
        )
        near = d.generalise(f"every(j, delta(1, j) = 0 -> {apart}^2 <= {a}^2)", d.discharge(f"delta(1, j) = 0 -> {apart}^2 <= {a}^2", near), "j")
        texts = (f"0 < {a}", f"{a} < s", "member(y, F)", f"every(j, delta(1, j) = 0 -> {apart}^2 <= {a}^2)")
        line = d.both(" and ".join(texts[:2]), sign, limit)
        line = d.both(" and ".join(texts), d.both(" and ".join(texts[:3]), line, member), near)
        line = d.apply(f"{difference('p', 'y', 'x')}^2 <= ({part} * {a})^2", at.at(a, "y"), line)
        return d.arith(goal, (1, line), (f"-({difference('p', 'y', 'x')} + {b} * t - r)", equal))

    ahead, behind = d.assume("0 < t"), d.assume("t < 0")
    right = on(f"(t * {size})", d.arith(f"0 < (t * {size})", (size, ahead)), d.arith(f"(t * {size}) < s", (size, high)))
    left = on(f"(-t * {size})", d.arith(f"0 < (-t * {size})", (size, behind)), d.arith(f"(-t * {size}) < s", (size, low)))
    none = d.contradiction(goal, d.assume("t = 0"), nonzero)
    line = d.either(goal, d.trichotomy("t < 0 or t = 0 or 0 < t", "t", "0"), d.either(goal, d.assume("t < 0 or t = 0"), left, none), right)

    def body(t: str, y: str, r: str) -> str:
        return two_sided_body(general, b, "x", "v", "eps", reach, t, y, r)

    near = d.lemma("t y r", body, d.discharge(body("t", "y", "r"), line)).fact
    near = d.both(f"0 < {reach} and forall(t, forall(y, forall(r, {body('t', 'y', 'r')})))", d.arith(f"0 < {reach}", (less, positive)), near)
    some = near_text(two_sided_body(general, b, "x", "v", "eps", "s", "t", "y", "r"))
    line = d.obtain(some, source, d.witness(some, near, reach), "s")
    return d.generalise(form.conclusion[0], d.discharge(f"0 < eps -> {some}", line), "eps")
