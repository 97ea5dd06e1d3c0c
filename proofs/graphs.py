"""Functions given by their graphs, for derivations: a point x of the graph of f has the height x[1] = f(x[2], ..., x[d]).

Texts of the definitions over, graph, convex_graph, ... with membership written out by m, a text for each vector: `member(x, F)` in general, the
condition on x where an instance gives the set. Then facts that several derivations share.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs.means import squares
from verifier.engines.derive import Derivation, Lemma

Inside = Callable[[str], str]
SAME = "equal terms have equal sums"


def general(x: str) -> str:
    return f"member({x}, F)"


# texts


def function_body(m: Inside, x: str, y: str, r: str) -> str:
    return f"{m(x)} and {m(y)} and over({y}, {x}, {r}) -> {r} = 0"


def chord_premise(m: Inside, x: str, y: str, lam: str, strict: bool = False) -> str:
    return f"{m(x)} and {m(y)} and " + (f"{x} != {y} and 0 < {lam} and {lam} < 1" if strict else f"0 <= {lam} and {lam} <= 1")


def chord_goal(m: Inside, x: str, y: str, lam: str, sign: str = "<=") -> str:
    return f"exists(w, exists(r, {m('w')} and r {sign} 0 and over(w, {lam} * {x} + (1 - {lam}) * {y}, r)))"


def chord_body(m: Inside, x: str, y: str, lam: str, strict: bool = False) -> str:
    return f"{chord_premise(m, x, y, lam, strict)} -> {chord_goal(m, x, y, lam, '<' if strict else '<=')}"


def function_text(m: Inside) -> str:
    return f"forall(x, forall(y, forall(r, {function_body(m, 'x', 'y', 'r')})))"


def chords_text(m: Inside, strict: bool = False) -> str:
    return f"forall(x, forall(y, forall(lam, {chord_body(m, 'x', 'y', 'lam', strict)})))"


def convex_text(m: Inside) -> str:
    return f"{function_text(m)} and {chords_text(m)}"


def pairing(p: str, x: str) -> str:
    return f"sum(i, {p}[i] * {x}[i])"


def difference(p: str, y: str, x: str) -> str:
    return f"sum(i, {p}[i] * ({y}[i] - {x}[i]))"


def bounded_text(m: Inside, p: str, a: str, x: str = "x") -> str:
    return f"forall({x}, {m(x)} -> {pairing(p, x)} <= {a})"


def dual_text(m: Inside, p: str) -> str:
    return f"{p}[1] = -1 and exists(a, {bounded_text(m, p, 'a')})"


def inner_text(m: Inside, p: str) -> str:
    return f"({dual_text(m, p)}) and forall(q, {dual_text(m, 'q')} -> exists(t, 0 < t and ({dual_text(m, f'({p} + t * ({p} - q))')})))"


def subgradient_text(m: Inside, p: str, x: str) -> str:
    return f"{p}[1] = -1 and forall(y, {m('y')} -> {difference(p, 'y', x)} <= 0)"


# facts about one graph


def function_lemma(d: Derivation, fact: str, m: Inside = general) -> Lemma:
    """For use at terms: two points of the graph, one over the other by r, give r = 0."""
    return Lemma(d, ("x", "y", "r"), lambda x, y, r: function_body(m, x, y, r), fact)


def convex_parts(d: Derivation, fact: str, m: Inside = general) -> tuple[Lemma, Lemma]:
    """The function and the chords of convex_graph."""
    function = function_lemma(d, d.left(function_text(m), fact), m)
    return function, Lemma(d, ("x", "y", "lam"), lambda x, y, lam: chord_body(m, x, y, lam), d.right(chords_text(m), fact))


def conjunction(d: Derivation, facts: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """(text, id) of A and B and C ... from (text, id) of each."""
    text, line = facts[0]
    for more, fact in facts[1:]:
        text = f"{text} and {more}" if " -> " not in more else f"{text} and ({more})"
        line = d.both(text, line, fact)
    return text, line


def parts(d: Derivation, texts: tuple[str, ...], fact: str) -> list[str]:
    """The ids of A, B, C, ... from the id of A and B and C ..."""
    found: list[str] = []
    for k in range(len(texts), 1, -1):
        found.append(d.right(texts[k - 1], fact))
        fact = d.left(" and ".join(texts[: k - 1]), fact)
    return [fact, *reversed(found)]


def same_height(d: Derivation, function: Lemma, x: tuple[str, str], y: tuple[str, str], r: str, lies: str, m: Inside = general) -> str:
    """r = 0, from (x, x in F), (y, y in F) and over(y, x, r)."""
    both = conjunction(d, ((m(x[0]), x[1]), (m(y[0]), y[1]), (f"over({y[0]}, {x[0]}, {r})", lies)))[1]
    return d.apply(f"{r} = 0", function.at(x[0], y[0], r), both)


def lies_over(d: Derivation, y: str, x: str, r: str, *terms: tuple) -> str:
    """over(y, x, r), from the terms that give its component i."""
    line = f"{y}[i] = ({x})[i] + ({r}) * delta(1, i)"
    return d.generalise(f"over({y}, {x}, {r})", d.arith(line, *terms) if terms else d.identity(line), "i")


def height(d: Derivation, y: str, x: str, r: str, lies: str, i: str = "i") -> str:
    """y[i] = x[i] + r delta(1, i), from over(y, x, r)."""
    return d.instance(f"{y}[{i}] = ({x})[{i}] + ({r}) * delta(1, {i})", lies, i)


def paired(d: Derivation, p: str, y: str, x: str, r: str, lies: str) -> str:
    """<p, y> = <p, x> + r p[1], from over(y, x, r)."""
    left, right = f"{p}[i] * {y}[i]", f"{p}[i] * (({x})[i] + ({r}) * delta(1, i))"
    each = d.generalise(f"every(i, {left} = {right})", d.arith(f"{left} = {right}", (f"{p}[i]", height(d, y, x, r, lies))), "i")
    sums = d.theorem(f"sum(i, {left}) = sum(i, {right})", SAME, each, F=("i", left), G=("i", right))
    return d.arith(f"sum(i, {left}) = sum(i, {p}[i] * ({x})[i]) + ({r}) * {p}[1]", (1, sums))


def chord(d: Derivation, chords: Lemma, x: tuple[str, str], y: tuple[str, str], lam: tuple[str, str, str], m: Inside = general) -> str:
    """The point of the graph at lam x + (1 - lam) y that lies not above the chord; lam is (term, 0 <= lam, lam <= 1)."""
    t, low, high = lam
    both = conjunction(d, ((m(x[0]), x[1]), (m(y[0]), y[1]), (f"0 <= {t}", low), (f"{t} <= 1", high)))[1]
    return d.apply(chord_goal(m, x[0], y[0], t), chords.at(x[0], y[0], t), both)


def found_below(d: Derivation, mix: str, sign: str = "<=", m: Inside = general, w: str = "w", r: str = "r") -> tuple[str, str, str, str]:
    """Assumes the witness of chord_goal: its id, w in F, r <= 0, over(w, mix, r)."""
    texts = (m(w), f"{r} {sign} 0", f"over({w}, {mix}, {r})")
    found = d.assume(" and ".join(texts))
    return found, *parts(d, texts, found)


def close_witness(
    d: Derivation, goal: str, source: str, line: str, mix: str, sign: str = "<=", m: Inside = general, w: str = "w", r: str = "r"
) -> str:
    """`goal` without the witness w, r of `source` = chord_goal."""
    inner = d.assume(f"exists({r}, {m(w)} and {r} {sign} 0 and over({w}, {mix}, {r}))")
    return d.obtain(goal, source, d.obtain(goal, inner, line, r), w)


# plane curves x[1] = H(x[2]), at d = 2


def vector(*components: str) -> str:
    return f"vec({', '.join(components)})"


def curve(height_of: Callable[[str], str]) -> Inside:
    return lambda x: f"{x}[1] = {height_of(f'{x}[2]')}"


def curve_is_function(d: Derivation, m: Inside, height_of: Callable[[str], str]) -> Lemma:
    """function_text for a curve."""
    texts = (m("x"), m("y"), "over(y, x, r)")
    given = d.assume(" and ".join(texts))
    first, second, lies = parts(d, texts, given)
    up, along = d.left("y[1] = x[1] + r * delta(1, 1)", lies), d.right("y[2] = x[2] + r * delta(1, 2)", lies)
    moved = d.rewrite(f"y[1] = {height_of('x[2]')}", second, d.arith("y[2] = x[2]", (1, along)))
    zero = d.arith("r = 0", (-1, up), (1, moved), (-1, first))
    return d.lemma("x y r", lambda x, y, r: function_body(m, x, y, r), d.discharge(function_body(m, "x", "y", "r"), zero))


def curve_is_convex(d: Derivation, m: Inside, height_of: Callable[[str], str], between: Callable[[str, str], str]) -> str:
    """convex_text for a curve; between gives H(lam x[2] + (1-lam) y[2]) <= lam H(x[2]) + (1-lam) H(y[2]) from 0 <= lam and lam <= 1."""
    function = curve_is_function(d, m, height_of)
    texts = (m("x"), m("y"), "0 <= lam", "lam <= 1")
    given = d.assume(" and ".join(texts))
    first, second, low, high = parts(d, texts, given)
    mid = "lam * x[2] + (1 - lam) * y[2]"
    w, r = vector(height_of(f"({mid})"), mid), f"({height_of(f'({mid})')} - (lam * x[1] + (1 - lam) * y[1]))"
    on = d.identity(m(w))
    below = d.arith(f"{r} <= 0", (1, between(low, high)), ("-lam", first), ("-(1 - lam)", second))
    ahead = "lam * x + (1 - lam) * y"
    lies = d.both(f"over({w}, {ahead}, {r})", *(d.identity(f"{w}[{k}] = ({ahead})[{k}] + {r} * delta(1, {k})") for k in (1, 2)))
    line = conjunction(d, ((m(w), on), (f"{r} <= 0", below), (f"over({w}, lam * x + (1 - lam) * y, {r})", lies)))[1]
    line = d.witness(f"exists(r, {m(w)} and r <= 0 and over({w}, lam * x + (1 - lam) * y, r))", line, r)
    line = d.witness(chord_goal(m, "x", "y", "lam"), line, w)
    chords = d.lemma("x y lam", lambda x, y, lam: chord_body(m, x, y, lam), d.discharge(chord_body(m, "x", "y", "lam"), line))
    return d.both(convex_text(m), function.fact, chords.fact)


def maximum(d: Derivation) -> Lemma:
    """a <= max(a, b) and b <= max(a, b) and (max(a, b) = a or max(a, b) = b)."""
    def body(a: str, b: str) -> str:
        return f"{a} <= max({a}, {b}) and {b} <= max({a}, {b}) and (max({a}, {b}) = {a} or max({a}, {b}) = {b})"

    goal, either = body("a", "b"), "max(a, b) = a or max(a, b) = b"
    lines = []
    for order, big, small in (("a < b or a = b", "b", "a"), ("b < a", "a", "b")):
        given = d.assume(order)
        weak = d.arith(f"{small} <= {big}", (1, given)) if order == "b < a" else d.either(
            "a <= b", given, d.arith("a <= b", (1, d.assume("a < b"))), d.arith("a <= b", (1, d.assume("a = b"))))
        both = d.theorem(f"max({big}, {small}) = {big} and max({small}, {big}) = {big}", "the larger of two numbers", weak, a=big, b=small)
        value = (d.left if big == "a" else d.right)(f"max(a, b) = {big}", both)
        low = [d.arith(f"{name} <= max(a, b)", *([(1, weak)] if name == small else []), (-1, value)) for name in ("a", "b")]
        lines.append(conjunction(d, (("a <= max(a, b)", low[0]), ("b <= max(a, b)", low[1]), (f"({either})", d.weaken(either, value))))[1])
    return d.lemma("a b", body, d.either(goal, d.trichotomy("a < b or a = b or b < a", "a", "b"), *lines))


def wedge(k: int) -> Callable[[str], str]:
    """H(t) = max(k t^2 + t, k t^2 - t) = k t^2 + |t|."""
    return lambda t: f"max({t}^2 + {t}, {t}^2 - {t})" if k else f"max({t}, -{t})"


def wedge_sides(k: int, t: str) -> tuple[str, str]:
    return (f"{t}^2 + {t}", f"{t}^2 - {t}") if k else (t, f"-{t}")


def wedge_facts(d: Derivation, lemma: Lemma, k: int, t: str) -> tuple[str, str, str]:
    """A <= H, B <= H and H = A or H = B, for the two sides A, B of H at t."""
    a, b = wedge_sides(k, t)
    h = wedge(k)(t)
    return tuple(parts(d, (f"{a} <= {h}", f"{b} <= {h}", f"({h} = {a} or {h} = {b})"), lemma.at(a, b)))


def wedge_between(d: Derivation, k: int) -> Callable[[str, str], str]:
    """The inequality that curve_is_convex wants."""
    larger, square = maximum(d), squares(d)

    def between(low: str, high: str) -> str:
        s, t, mid = "x[2]", "y[2]", "(lam * x[2] + (1 - lam) * y[2])"
        goal = f"{wedge(k)(mid)} <= lam * {wedge(k)(s)} + (1 - lam) * {wedge(k)(t)}"
        at_s, at_t, choice = wedge_facts(d, larger, k, s), wedge_facts(d, larger, k, t), wedge_facts(d, larger, k, mid)[2]
        bent = ((k, low, high, square.at(f"{s} - {t}")),) if k else ()
        lines = []
        for side, text in enumerate(wedge_sides(k, mid)):
            value = d.assume(f"{wedge(k)(mid)} = {text}")
            lines.append(d.arith(goal, (1, value), (1, low, at_s[side]), (1, high, at_t[side]), *bent))
        return d.either(goal, choice, *lines)

    return between
