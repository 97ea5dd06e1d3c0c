"""Section 8.1.1 for every convex function, given by its graph: one-dimensional reductions, directional derivatives, conjugates, subgradients."""

from __future__ import annotations

from collections.abc import Callable

from proofs import graphs
from proofs.graphs import chord, close_witness, conjunction, convex_parts, found_below, general, height, lies_over, parts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

Build = Callable[[Derivation, Form], str]


def strict_is_convex(d: Derivation, form: Form) -> str:
    """Strict chords between different points; at the ends, and for one point, the point itself."""
    given = d.assume("strictly_convex_graph(F)")
    function = d.left("graph(F)", given)
    chords = d.right(graphs.chords_text(general, strict=True), given)
    texts = ("member(x, F)", "member(y, F)", "0 <= lam", "lam <= 1")
    premise = d.assume(" and ".join(texts))
    first, second, low, high = parts(d, texts, premise)
    goal = graphs.chord_goal(general, "x", "y", "lam")

    def itself(point: str, member: str, *terms: tuple) -> str:
        lies = lies_over(d, point, "lam * x + (1 - lam) * y", "0", *terms)
        facts = (f"member({point}, F)", member), ("0 <= 0", d.arith("0 <= 0")), (f"over({point}, lam * x + (1 - lam) * y, 0)", lies)
        line = conjunction(d, facts)[1]
        line = d.witness(f"exists(r, member({point}, F) and r <= 0 and over({point}, lam * x + (1 - lam) * y, r))", line, "0")
        return d.witness(goal, line, point)

    same = d.assume("x = y")
    equal = itself("x", first, ("1 - lam", d.instance("x[i] = y[i]", same, "i")))
    at_zero = itself("y", second, ("x[i] - y[i]", d.assume("0 = lam")))
    at_one = itself("x", first, ("y[i] - x[i]", d.assume("lam = 1")))
    strict_texts = ("member(x, F)", "member(y, F)", "x != y", "0 < lam", "lam < 1")
    facts = (first, second, d.assume("x != y"), d.assume("0 < lam"), d.assume("lam < 1"))
    inside = conjunction(d, tuple(zip(strict_texts, facts)))[1]
    rule = chords
    for text, term in (("forall(y, forall(lam, {}))", "x"), ("forall(lam, {})", "y"), ("{}", "lam")):
        rule = d.instance(text.format(graphs.chord_body(general, "x", "y", "lam", strict=True)), rule, term)
    strict_goal = graphs.chord_goal(general, "x", "y", "lam", "<")
    source = d.apply(strict_goal, rule, inside)
    mix = "lam * x + (1 - lam) * y"
    _, member, below, lies = found_below(d, mix, "<")
    line = conjunction(d, (("member(w, F)", member), ("r <= 0", d.arith("r <= 0", (1, below))), (f"over(w, {mix}, r)", lies)))[1]
    line = d.witness(goal, d.witness(f"exists(r, member(w, F) and r <= 0 and over(w, {mix}, r))", line, "r"), "w")
    inner = close_witness(d, goal, source, line, mix, "<")
    absurd = d.contradiction(goal, d.arith("0 < 0", (1, high), (1, d.assume("1 < lam"))), d.arith("0 <= 0"))
    upper = d.trichotomy("lam < 1 or lam = 1 or 1 < lam", "lam", "1")
    inner = d.either(goal, upper, d.either(goal, d.assume("lam < 1 or lam = 1"), inner, at_one), absurd)
    absurd = d.contradiction(goal, d.arith("0 < 0", (1, low), (1, d.assume("lam < 0"))), d.arith("0 <= 0"))
    lower = d.trichotomy("0 < lam or 0 = lam or lam < 0", "0", "lam")
    inner = d.either(goal, lower, d.either(goal, d.assume("0 < lam or 0 = lam"), inner, at_zero), absurd)
    line = d.either(goal, d.excluded("x = y or x != y"), equal, inner)
    body = d.discharge(graphs.chord_body(general, "x", "y", "lam"), line)
    closed = d.lemma("x y lam", lambda x, y, lam: graphs.chord_body(general, x, y, lam), body).fact
    return d.discharge(form.conclusion[0], d.both("convex_graph(F)", function, closed))


# along a line

LINE = ("member(x, F)", "member(y, F)", "over(x, u + a * v, r)", "over(y, u + b * v, s)", "0 <= lam", "lam <= 1")
AHEAD = "u + (lam * a + (1 - lam) * b) * v"


def line_goal(u: str, v: str, a: str, b: str, r: str, s: str, lam: str) -> str:
    mix = f"{u} + ({lam} * {a} + (1 - {lam}) * {b}) * {v}"
    return f"exists(w, exists(t, member(w, F) and over(w, {mix}, t) and t <= {lam} * {r} + (1 - {lam}) * {s}))"


def line_body(u: str, v: str, a: str, b: str, x: str, y: str, r: str, s: str, lam: str) -> str:
    return (
        f"member({x}, F) and member({y}, F) and over({x}, {u} + {a} * {v}, {r}) and over({y}, {u} + {b} * {v}, {s}) and 0 <= {lam} and {lam} <= 1"
        f" -> {line_goal(u, v, a, b, r, s, lam)}"
    )


def closed_line(u: str, v: str) -> str:
    names = ("a", "b", "x", "y", "r", "s", "lam")
    text = line_body(u, v, *names)
    for name in reversed(names):
        text = f"forall({name}, {text})"
    return text


def convex_along_lines(d: Derivation, form: Form) -> str:
    given = d.assume("convex_graph(F)")
    _, chords = convex_parts(d, given)
    d.assume("member(u, F) and v[1] = 0")
    premise = d.assume(" and ".join(LINE))
    first, second, over_x, over_y, low, high = parts(d, LINE, premise)
    source = chord(d, chords, ("x", first), ("y", second), ("lam", low, high))
    mix = "lam * x + (1 - lam) * y"
    _, member, below, lies = found_below(d, mix, w="w", r="c")
    total = "(lam * r + (1 - lam) * s + c)"
    new = lies_over(
        d, "w", AHEAD, total,
        (1, height(d, "w", mix, "c", lies)), ("lam", height(d, "x", "u + a * v", "r", over_x)), ("1 - lam", height(d, "y", "u + b * v", "s", over_y)),
    )
    under = d.arith(f"{total} <= lam * r + (1 - lam) * s", (1, below))
    line = conjunction(d, (("member(w, F)", member), (f"over(w, {AHEAD}, {total})", new), (f"{total} <= lam * r + (1 - lam) * s", under)))[1]
    line = d.witness(f"exists(t, member(w, F) and over(w, {AHEAD}, t) and t <= lam * r + (1 - lam) * s)", line, total)
    goal = line_goal("u", "v", "a", "b", "r", "s", "lam")
    line = close_witness(d, goal, source, d.witness(goal, line, "w"), mix, w="w", r="c")
    line = d.discharge(line_body("u", "v", "a", "b", "x", "y", "r", "s", "lam"), line)
    line = d.lemma("a b x y r s lam", lambda *n: line_body("u", "v", *n), line).fact
    line = d.discharge(f"member(u, F) and v[1] = 0 -> {closed_line('u', 'v')}", line)
    line = d.lemma("u v", lambda u, v: f"member({u}, F) and {v}[1] = 0 -> {closed_line(u, v)}", line).fact
    return d.discharge(f"convex_graph(F) -> forall(u, forall(v, member(u, F) and v[1] = 0 -> {closed_line('u', 'v')}))", line)


def direction(d: Derivation, to: str, start: str) -> tuple[str, str, str]:
    """exists v with v[i] = to[i] - start[i] - (to[1] - start[1]) delta(1, i): its id, the assumption for v, and v[1] = 0."""
    term = f"{to}[i] - {start}[i] - ({to}[1] - {start}[1]) * delta(1, i)"
    exists = d.theorem(f"exists(v, every(i, v[i] = {term}))", "a vector has any components", F=("i", term))
    meant = d.assume(f"every(i, v[i] = {term})")
    first = f"{to}[1] - {start}[1] - ({to}[1] - {start}[1]) * delta(1, 1)"
    return exists, d.instance(f"v[i] = {term}", meant, "i"), d.arith("v[1] = 0", (1, d.instance(f"v[1] = {first}", meant, "1")))


def lines_are_convex(d: Derivation, form: Form) -> str:
    """Between p and q: the line from q in the direction of p, at the parameters 1 and 0."""
    reduction = f"forall(u, forall(v, member(u, F) and v[1] = 0 -> {closed_line('u', 'v')}))"
    given = d.assume(reduction)
    texts = ("member(p, F)", "member(q, F)", "0 <= lam", "lam <= 1")
    premise = d.assume(" and ".join(texts))
    first, second, low, high = parts(d, texts, premise)
    exists, meant, flat = direction(d, "p", "q")
    rule = d.instance(f"forall(v, member(q, F) and v[1] = 0 -> {closed_line('q', 'v')})", given, "q")
    rule = d.instance(f"member(q, F) and v[1] = 0 -> {closed_line('q', 'v')}", rule, "v")
    rule = d.apply(closed_line("q", "v"), rule, d.both("member(q, F) and v[1] = 0", second, flat))
    rise = "(p[1] - q[1])"
    rule = graphs.Lemma(d, ("a", "b", "x", "y", "r", "s", "lam"), lambda *n: line_body("q", "v", *n), rule).at("1", "0", "p", "q", rise, "0", "lam")
    over_x = lies_over(d, "p", "q + 1 * v", rise, (-1, meant))
    over_y = lies_over(d, "q", "q + 0 * v", "0")
    facts = (first, second, over_x, over_y, low, high)
    texts = ("member(p, F)", "member(q, F)", f"over(p, q + 1 * v, {rise})", "over(q, q + 0 * v, 0)", "0 <= lam", "lam <= 1")
    goal = line_goal("q", "v", "1", "0", rise, "0", "lam")
    source = d.apply(goal, rule, conjunction(d, tuple(zip(texts, facts)))[1])
    ahead = "q + (lam * 1 + (1 - lam) * 0) * v"
    inner = ("member(w, F)", f"over(w, {ahead}, t)", f"t <= lam * {rise} + (1 - lam) * 0")
    member, lies, below = parts(d, inner, d.assume(" and ".join(inner)))
    down = f"(t - lam * {rise})"
    mix = "lam * p + (1 - lam) * q"
    new = lies_over(d, "w", mix, down, (1, height(d, "w", ahead, "t", lies)), ("lam", meant))
    under = d.arith(f"{down} <= 0", (1, below))
    line = conjunction(d, (("member(w, F)", member), (f"{down} <= 0", under), (f"over(w, {mix}, {down})", new)))[1]
    final = graphs.chord_goal(general, "p", "q", "lam")
    line = d.witness(final, d.witness(f"exists(r, member(w, F) and r <= 0 and over(w, {mix}, r))", line, down), "w")
    line = d.obtain(final, d.assume(f"exists(t, {' and '.join(inner)})"), line, "t")
    line = d.obtain(final, exists, d.obtain(final, source, line, "w"), "v")
    body = d.discharge(graphs.chord_body(general, "p", "q", "lam"), line)
    chords = d.lemma("p q lam", lambda p, q, lam: graphs.chord_body(general, p, q, lam), body).fact
    both = d.both("convex_graph(F)", d.hypothesis(0, "graph(F)"), chords)
    return d.discharge(f"{reduction} -> convex_graph(F)", both)
