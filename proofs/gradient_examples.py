"""Item I of Section 3.3 at t^2 + |t|, and the directional derivatives of f(θ) = θ_1."""

from __future__ import annotations

from proofs import graphs
from proofs.convex_examples import ABSURD, ORIGIN, refutation
from proofs.graphs import curve, curve_is_convex, difference, maximum, parts, subgradient_text, vector, wedge, wedge_between, wedge_facts
from proofs.means import squares
from proofs.slopes import near_text, two_sided_body, two_sided_text
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

# item I at t^2 + |t|

BENT = curve(wedge(1))
BENT_AT = {"d": 2, "F": "x | x[1] = max(x[2]^2 + x[2], x[2]^2 - x[2])"}
SLOPE_ONE, SLOPE_ZERO = "vec(-1, 1)", "vec(-1, 0)"


def item_one_fails(d: Derivation, form: Form) -> str:
    """0 has the subgradients 0 and 1; but p at x and at y, x != y, would make f affine between them, and it lies below by (x - y)^2 / 4."""
    larger, square = maximum(d), squares(d)
    convex = graphs.convex_text(BENT), curve_is_convex(d, BENT, wedge(1), wedge_between(d, 1))
    zero = d.theorem("max(0, 0) = 0 and max(0, 0) = 0", "the larger of two numbers", d.arith("0 <= 0"), a="0", b="0")
    member = d.arith(BENT(ORIGIN), (-1, d.left("max(0, 0) = 0", zero)))
    low, high, _ = wedge_facts(d, larger, 1, "y[2]")
    on, lines = d.assume(BENT("y")), {}
    for p, weights in ((SLOPE_ONE, ((1, low),)), (SLOPE_ZERO, (("1/2", low), ("1/2", high)))):
        line = d.arith(f"{difference(p, 'y', ORIGIN)} <= 0", *weights, (-1, on), (1, square.at("y[2]")))
        text = f"forall(y, {BENT('y')} -> {difference(p, 'y', ORIGIN)} <= 0)"
        line = d.generalise(text, d.discharge(f"{BENT('y')} -> {difference(p, 'y', ORIGIN)} <= 0", line), "y")
        lines[p] = d.both(subgradient_text(BENT, p, ORIGIN), d.identity(f"{p}[1] = -1"), line)
    equal = d.assume(f"{SLOPE_ONE} = {SLOPE_ZERO}")
    second = d.right(f"{SLOPE_ONE}[2] = {SLOPE_ZERO}[2]", equal)
    differ = d.contradiction(f"{SLOPE_ONE} != {SLOPE_ZERO}", d.arith(ABSURD, (1, second), (1,)), d.arith("0 <= 0"))

    def two(x: str, p: str, q: str) -> str:
        return f"{BENT(x)} and ({subgradient_text(BENT, p, x)}) and ({subgradient_text(BENT, q, x)}) and {p} != {q}"

    line = d.both(f"{BENT(ORIGIN)} and ({subgradient_text(BENT, SLOPE_ONE, ORIGIN)})", member, lines[SLOPE_ONE])
    both = f"{BENT(ORIGIN)} and ({subgradient_text(BENT, SLOPE_ONE, ORIGIN)}) and ({subgradient_text(BENT, SLOPE_ZERO, ORIGIN)})"
    line = d.both(both, line, lines[SLOPE_ZERO])
    line = d.both(two(ORIGIN, SLOPE_ONE, SLOPE_ZERO), line, differ)
    texts = [
        f"exists(q, {two(ORIGIN, SLOPE_ONE, 'q')})", f"exists(p, exists(q, {two(ORIGIN, 'p', 'q')}))",
        f"exists(x, exists(p, exists(q, {two('x', 'p', 'q')})))",
    ]
    for text, term in zip(texts, (SLOPE_ZERO, SLOPE_ONE, ORIGIN)):
        line = d.witness(text, line, term)
    shared = f"{BENT('x')} and {BENT('u')} and x != u and ({subgradient_text(BENT, 'p', 'x')}) and ({subgradient_text(BENT, 'p', 'u')})"
    goal = f"exists(p, exists(x, exists(u, {shared})))"
    claim = f"{texts[2]} -> {goal}"
    source = d.apply(goal, d.assume(claim), line)
    pieces = (BENT("x"), BENT("u"), "x != u", f"({subgradient_text(BENT, 'p', 'x')})", f"({subgradient_text(BENT, 'p', 'u')})")
    on_x, on_u, apart, at_x, at_u = parts(d, pieces, d.assume(shared))
    absurd = bent_between(d, larger, square, on_x, on_u, at_x, at_u, apart)
    for text, name in ((f"exists(u, {shared})", "u"), (f"exists(x, exists(u, {shared}))", "x")):
        absurd = d.obtain(ABSURD, d.assume(text), absurd, name)
    return refutation(d, (convex,), claim, d.obtain(ABSURD, source, absurd, "p"))


def bent_between(d: Derivation, larger: Lemma, square: Lemma, on_x: str, on_u: str, at_x: str, at_u: str, apart: str) -> str:
    """0 < 0 from one p that is a subgradient at x and at u: at the middle f would be at least the mean of both, and it is less."""
    mid = "((x[2] + u[2]) / 2)"
    point = vector(wedge(1)(mid), mid)
    first = d.left("p[1] = -1", at_x)
    lines = []
    for name, fact in (("x", at_x), ("u", at_u)):
        below = d.right(f"forall(y, {BENT('y')} -> {difference('p', 'y', name)} <= 0)", fact)
        at = d.instance(f"{BENT(point)} -> {difference('p', point, name)} <= 0", below, point)
        lines.append(d.apply(f"{difference('p', point, name)} <= 0", at, d.identity(BENT(point))))
    s, t = wedge_facts(d, larger, 1, "x[2]"), wedge_facts(d, larger, 1, "u[2]")
    goal, middle = "(x[2] - u[2])^2 <= 0", []
    choice = wedge_facts(d, larger, 1, mid)[2]
    for side, text in enumerate(graphs.wedge_sides(1, mid)):
        height = d.assume(f"{wedge(1)(mid)} = {text}")
        middle.append(d.arith(
            goal, (2, lines[0]), (2, lines[1]), (4, height), (2, s[side]), (2, t[side]), (-2, on_x), (-2, on_u),
            (f"2 * x[1] + 2 * u[1] - 4 * {wedge(1)(mid)}", first),
        ))
    flat = d.either(goal, choice, *middle)
    order = d.trichotomy("x[2] < u[2] or x[2] = u[2] or u[2] < x[2]", "x[2]", "u[2]")
    less, more = d.assume("x[2] < u[2]"), d.assume("u[2] < x[2]")
    same = d.assume("x[2] = u[2]")
    moved = d.rewrite(f"x[1] = {wedge(1)('u[2]')}", on_x, same)
    equal = d.both("x = u", d.arith("x[1] = u[1]", (1, moved), (-1, on_u)), same)
    both = d.assume("x[2] < u[2] or x[2] = u[2]")
    first = d.either(ABSURD, both, d.arith(ABSURD, (1, flat), (1, less, less)), d.contradiction(ABSURD, equal, apart))
    return d.either(ABSURD, order, first, d.arith(ABSURD, (1, flat), (1, more, more)))


# f(θ) = θ_1

FIRST = lambda x: f"{x}[1] = {x}[2]"  # noqa: E731
FIRST_AT = {"d": 3, "F": "x | x[1] = x[2]", "x": "vec(0, 0, 0)", "p": "vec(-1, 1, 0)"}


def coordinate_is_convex(d: Derivation) -> tuple[str, str]:
    texts = (FIRST("x"), FIRST("y"), "over(y, x, r)")
    first, second, lies = parts(d, texts, d.assume(" and ".join(texts)))
    shown = [f"y[{k}] = x[{k}] + r * delta(1, {k})" for k in (1, 2, 3)]
    up, along, _ = parts(d, tuple(shown), lies)
    zero = d.arith("r = 0", (-1, up), (1, along), (1, second), (-1, first))
    function = d.lemma("x y r", lambda x, y, r: graphs.function_body(FIRST, x, y, r), d.discharge(graphs.function_body(FIRST, "x", "y", "r"), zero))
    texts = (FIRST("x"), FIRST("y"), "0 <= lam", "lam <= 1")
    first, second, _, _ = parts(d, texts, d.assume(" and ".join(texts)))
    mix = "(lam * x + (1 - lam) * y)"
    on = d.arith(FIRST(mix), ("lam", first), ("1 - lam", second))
    text, lies = lies_there(d, mix, "lam * x + (1 - lam) * y", "0")
    line = graphs.conjunction(d, ((FIRST(mix), on), ("0 <= 0", d.arith("0 <= 0")), (text, lies)))[1]
    line = d.witness(f"exists(r, {FIRST(mix)} and r <= 0 and over({mix}, lam * x + (1 - lam) * y, r))", line, "0")
    line = d.discharge(graphs.chord_body(FIRST, "x", "y", "lam"), d.witness(graphs.chord_goal(FIRST, "x", "y", "lam"), line, mix))
    chords = d.lemma("x y lam", lambda x, y, lam: graphs.chord_body(FIRST, x, y, lam), line)
    return graphs.convex_text(FIRST), d.both(graphs.convex_text(FIRST), function.fact, chords.fact)


def lies_there(d: Derivation, y: str, x: str, r: str) -> tuple[str, str]:
    facts = tuple((f"{y}[{k}] = ({x})[{k}] + ({r}) * delta(1, {k})", d.identity(f"{y}[{k}] = ({x})[{k}] + ({r}) * delta(1, {k})")) for k in (1, 2, 3))
    return f"over({y}, {x}, {r})", graphs.conjunction(d, facts)[1]


def gradient_of_first(d: Derivation) -> tuple[str, str]:
    x, p = FIRST_AT["x"], FIRST_AT["p"]
    near = f"every(j, delta(1, j) = 0 -> (y[j] - {x}[j])^2 <= a^2)"
    texts = ("0 < a", "a < 1", FIRST("y"), near)
    on = parts(d, texts, d.assume(" and ".join(texts)))[2]
    zero = d.arith(f"{difference(p, 'y', x)} = 0", (-1, on))
    inner = f"{difference(p, 'y', x)}^2 <= (eps * a)^2"
    line = d.arith(inner, (1, squares(d).at("eps * a")), (difference(p, "y", x), zero))

    def body(s: str) -> str:
        return f"forall(a, forall(y, 0 < a and a < {s} and {FIRST('y')} and {near} -> {inner}))"

    line = d.discharge(" and ".join(texts) + f" -> {inner}", line)
    line = d.generalise(body("1"), d.generalise(body("1").removeprefix("forall(a, ")[:-1], line, "y"), "a")
    text = f"exists(s, 0 < s and {body('s')})"
    line = d.witness(text, d.both(f"0 < 1 and {body('1')}", d.arith("0 < 1", (1,)), line), "1")
    line = d.generalise(f"forall(eps, 0 < eps -> {text})", d.discharge(f"0 < eps -> {text}", line), "eps")
    whole = f"{p}[1] = -1 and forall(eps, 0 < eps -> {text})"
    return whole, d.both(whole, d.identity(f"{p}[1] = -1"), line)


def slopes_of_first_differ(d: Derivation, form: Form) -> str:
    """Within 1/4 of c would be the quotients 1 along the first axis and 0 along the second."""
    x, quarter = FIRST_AT["x"], "(1 / 4)"
    hypotheses = (coordinate_is_convex(d), (FIRST(x), d.identity(FIRST(x))), gradient_of_first(d))
    every = f"forall(v, v[1] = 0 -> {two_sided_text(FIRST, 'c', x, 'v')})"
    claim, given = f"exists(c, {every})", d.assume(every)
    sources, lines, positives = [], [], []
    for v, s, point, r in (("vec(0, 1, 0)", "s", "vec(s / 2, s / 2, 0)", "(s / 2)"), ("vec(0, 0, 1)", "s1", "vec(0, 0, s1 / 2)", "0")):
        text = two_sided_text(FIRST, "c", x, v)
        rule = d.apply(text, d.instance(f"{v}[1] = 0 -> {text}", given, v), d.identity(f"{v}[1] = 0"))
        near = near_text(two_sided_body(FIRST, "c", x, v, quarter, s, "t", "y", "r"), s)
        sources.append(d.apply(near, d.instance(f"0 < {quarter} -> {near}", rule, quarter), d.arith(f"0 < {quarter}", ("1/4",))))
        rest = f"forall(t, forall(y, forall(r, {two_sided_body(FIRST, 'c', x, v, quarter, s, 't', 'y', 'r')})))"
        found = d.assume(f"0 < {s} and {rest}")
        positive = d.left(f"0 < {s}", found)
        positives.append(positive)
        t = f"({s} / 2)"
        apart = d.contradiction(f"{t} != 0", d.arith(ABSURD, ("1/2", positive), (1, d.assume(f"{t} = 0"))), d.arith("0 <= 0"))
        facts = (
            (f"-{s} < {t}", d.arith(f"-{s} < {t}", ("3/2", positive))), (f"{t} < {s}", d.arith(f"{t} < {s}", ("1/2", positive))),
            (f"{t} != 0", apart), (FIRST(point), d.identity(FIRST(point))), lies_there(d, point, f"{x} + {t} * {v}", r),
        )
        at = Lemma(d, ("t", "y", "r"), lambda t, y, r, v=v, s=s: two_sided_body(FIRST, "c", x, v, quarter, s, t, y, r), d.right(rest, found))
        lines.append(d.apply(f"({r} - c * {t})^2 <= ({quarter} * {t})^2", at.at(t, point, r), graphs.conjunction(d, facts)[1]))
    s, s1 = positives
    half = squares(d).at("s * s1 * (c - 1/2)")
    absurd = d.arith(ABSURD, (1, lines[0], s1, s1), (1, lines[1], s, s), ("1/2", half), ("3/32", s, s, s1, s1))
    absurd = d.obtain(ABSURD, sources[0], d.obtain(ABSURD, sources[1], absurd, "s1"), "s")
    return refutation(d, hypotheses, claim, d.obtain(ABSURD, d.assume(claim), absurd, "c"))
