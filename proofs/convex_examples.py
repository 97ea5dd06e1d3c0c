"""Simple convex functions at which statements of Sections 3.3 and 8.1.1 fail: |t|, e^t, t^2, t^2 + |t|, an affine one, and 0 on an open interval."""

from __future__ import annotations

from collections.abc import Callable

from proofs import graphs
from proofs.graphs import (
    curve, curve_is_convex, difference, dual_text, inner_text, pairing, parts, subgradient_text, vector, wedge, wedge_between,
)
from proofs.lemmas import tangent
from proofs.means import squares
from proofs.slopes import ABSURD, near_text, two_sided_body, two_sided_text
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

Build = Callable[[Derivation, Form], str]
ORIGIN = "vec(0, 0)"


def refutation(d: Derivation, hypotheses: tuple[tuple[str, str], ...], claim: str, absurd: str) -> str:
    """The last step: all hypotheses, (text, id) at the instance, and not the claim; `absurd`: 0 < 0 from the claim, assumed."""
    text = f"not ({claim})"
    fact = d.contradiction(text, absurd, d.arith("0 <= 0"))
    for given, line in reversed(hypotheses):
        text = f"({given}) and ({text})"
        fact = d.both(text, line, fact)
    return fact


def coordinates(d: Derivation, y: str, x: str, r: str) -> tuple[str, str]:
    """over(y, x, r) at d = 2, all of it identities: its text and id."""
    lines = [d.identity(f"{y}[{k}] = ({x})[{k}] + ({r}) * delta(1, {k})") for k in (1, 2)]
    text = f"over({y}, {x}, {r})"
    return text, d.both(text, *lines)


# |t|

KINK = curve(wedge(0))
KINK_SET = "x | x[1] = max(x[2], -x[2])"
AT_KINK = {"d": 2, "F": KINK_SET, "x": ORIGIN, "v": "vec(0, 1)"}


def kink_is_convex(d: Derivation) -> tuple[str, str]:
    return graphs.convex_text(KINK), curve_is_convex(d, KINK, wedge(0), wedge_between(d, 0))


def origin_on_kink(d: Derivation) -> tuple[str, str]:
    zero = d.theorem("max(0, 0) = 0 and max(0, 0) = 0", "the larger of two numbers", d.arith("0 <= 0"), a="0", b="0")
    return KINK(ORIGIN), d.arith(KINK(ORIGIN), (-1, d.left("max(0, 0) = 0", zero)))


def admissible_text(m: graphs.Inside, x: str, v: str) -> str:
    return f"exists(s, 0 < s and forall(t, 0 < t and t < s -> exists(y, exists(r, {m('y')} and over(y, {x} + t * {v}, r)))))"


def goes_on(d: Derivation, m: graphs.Inside, height_of: Callable[[str], str], x: str, v: str, along: str) -> tuple[str, str]:
    """admissible_text for a curve over the whole line; along: the second coordinate of x + t v."""
    point, rise = vector(height_of(along), along), f"({height_of(along)})"
    lies_text, lies = coordinates(d, point, f"{x} + t * {v}", rise)
    line = d.both(f"{m(point)} and {lies_text}", d.identity(m(point)), lies)
    line = d.witness(f"exists(r, {m(point)} and over({point}, {x} + t * {v}, r))", line, rise)
    goal = f"exists(y, exists(r, {m('y')} and over(y, {x} + t * {v}, r)))"
    line = d.discharge(f"0 < t and t < 1 -> {goal}", d.witness(goal, line, point))
    line = d.generalise(f"forall(t, 0 < t and t < 1 -> {goal})", line, "t")
    line = d.both(f"0 < 1 and forall(t, 0 < t and t < 1 -> {goal})", d.arith("0 < 1", (1,)), line)
    return admissible_text(m, x, v), d.witness(admissible_text(m, x, v), line, "1")


def no_slope_at_kink(d: Derivation, fact: str) -> str:
    """0 < 0 from two_sided(c, F, 0, e_2): the quotients at s/2 and -s/2 are 1 and -1, and both within 1/2 of c."""
    near = near_text(two_sided_body(KINK, "c", ORIGIN, "vec(0, 1)", "(1 / 2)", "s", "t", "y", "r"))
    source = d.apply(near, d.instance(f"0 < (1 / 2) -> {near}", fact, "(1 / 2)"), d.arith("0 < (1 / 2)", ("1/2",)))

    def body(t: str, y: str, r: str) -> str:
        return two_sided_body(KINK, "c", ORIGIN, "vec(0, 1)", "(1 / 2)", "s", t, y, r)

    rest = f"forall(t, forall(y, forall(r, {body('t', 'y', 'r')})))"
    found = d.assume(f"0 < s and {rest}")
    positive, rule = d.left("0 < s", found), Lemma(d, ("t", "y", "r"), body, d.right(rest, found))
    half = "(s / 2)"
    values = d.theorem(
        f"max({half}, -{half}) = {half} and max(-{half}, {half}) = {half}", "the larger of two numbers", d.arith(f"-{half} <= {half}", (1, positive)),
        a=half, b=f"-{half}",
    )
    sides = d.left(f"max({half}, -{half}) = {half}", values), d.right(f"max(-{half}, {half}) = {half}", values)
    lines = []
    for t, value in ((half, sides[0]), (f"(-{half})", sides[1])):
        point = vector(half, t)
        member = d.arith(KINK(point), (-1, value))
        apart = d.contradiction(f"{t} != 0", d.arith(ABSURD, ("1/2", positive), (1 if t == half else -1, d.assume(f"{t} = 0"))), d.arith("0 <= 0"))
        inside = d.arith(f"-s < {t}", ("3/2" if t == half else "1/2", positive)), d.arith(f"{t} < s", ("1/2" if t == half else "3/2", positive))
        lies = coordinates(d, point, f"{ORIGIN} + {t} * vec(0, 1)", half)
        facts = ((f"-s < {t}", inside[0]), (f"{t} < s", inside[1]), (f"{t} != 0", apart), (KINK(point), member), lies)
        text = f"({half} - c * {t})^2 <= ((1 / 2) * {t})^2"
        lines.append(d.apply(text, rule.at(t, point, half), graphs.conjunction(d, facts)[1]))
    line = d.arith(ABSURD, (1, lines[0]), (1, lines[1]), (2, squares(d).at(f"c * {half}")), ("3/8", positive, positive))
    return d.obtain(ABSURD, source, line, "s")


def equation_17_fails(d: Derivation, form: Form) -> str:
    v = "vec(0, 1)"
    hypotheses = (
        kink_is_convex(d), origin_on_kink(d), ("vec(0, 1)[1] = 0", d.identity("vec(0, 1)[1] = 0")),
        goes_on(d, KINK, wedge(0), ORIGIN, v, "t"), goes_on(d, KINK, wedge(0), ORIGIN, f"(-{v})", "(-t)"),
    )
    text = two_sided_text(KINK, "c", ORIGIN, v)
    absurd = d.obtain(ABSURD, d.assume(f"exists(c, {text})"), no_slope_at_kink(d, d.assume(text)), "c")
    return refutation(d, hypotheses, f"exists(c, {text})", absurd)


# e^t and t^2

EXP = curve(lambda t: f"exp({t})")
EXP_AT = {"d": 2, "F": "x | x[1] = exp(x[2])", "p": "vec(-1, 0)"}
SQUARE = curve(lambda t: f"{t}^2")
SQUARE_AT = {"d": 2, "F": "x | x[1] = x[2]^2", "x": ORIGIN, "p": "vec(-1, 0)"}


def exp_between(d: Derivation) -> Callable[[str, str], str]:
    """Both tangents at the middle."""
    above = tangent(d)

    def between(low: str, high: str) -> str:
        mid = "exp((lam * x[2] + (1 - lam) * y[2]))"
        one, two = above.at("(1 - lam) * (x[2] - y[2])"), above.at("lam * (y[2] - x[2])")
        return d.arith(f"{mid} <= lam * exp(x[2]) + (1 - lam) * exp(y[2])", (mid, low, one), (mid, high, two))

    return between


def equation_18_fails(d: Derivation, form: Form) -> str:
    """For p = 0 every value -e^t is less than the one at t - 1."""
    p = "vec(-1, 0)"
    height_of = lambda t: f"exp({t})"  # noqa: E731
    convex = graphs.convex_text(EXP), curve_is_convex(d, EXP, height_of, exp_between(d))
    inhabited = d.witness(f"exists(x, {EXP('x')})", d.identity(EXP("vec(1, 0)")), "vec(1, 0)")
    bound = d.arith(f"{pairing(p, 'x')} <= 0", (1, d.positive("exp(x[2])")), (-1, d.assume(EXP("x"))))
    bound = d.generalise(f"forall(x, {EXP('x')} -> {pairing(p, 'x')} <= 0)", d.discharge(f"{EXP('x')} -> {pairing(p, 'x')} <= 0", bound), "x")
    bound = d.witness(f"exists(a, forall(x, {EXP('x')} -> {pairing(p, 'x')} <= a))", bound, "0")
    dual = d.both(dual_text(EXP, p), d.identity(f"{p}[1] = -1"), bound)
    rest = f"forall(y, {EXP('y')} -> {pairing(p, 'y')} <= {pairing(p, 'x')})"
    claim = f"exists(x, {EXP('x')} and {rest})"
    found = d.assume(f"{EXP('x')} and {rest}")
    next_point = vector("exp(x[2] - 1)", "x[2] - 1")
    at = d.instance(f"{EXP(next_point)} -> {pairing(p, next_point)} <= {pairing(p, 'x')}", d.right(rest, found), next_point)
    below = d.apply(f"{pairing(p, next_point)} <= {pairing(p, 'x')}", at, d.identity(EXP(next_point)))
    # exp(t) <= exp(t - 1), but exp(t) >= exp(t - 1) (1 + 1)
    grows = tangent(d).at("1")
    line = d.arith(ABSURD, (1, below), (-1, d.left(EXP("x"), found)), ("exp(x[2] - 1)", grows), ("exp(x[2] - 1)",))
    hypotheses = (convex, (f"exists(x, {EXP('x')})", inhabited), (dual_text(EXP, p), dual))
    return refutation(d, hypotheses, claim, d.obtain(ABSURD, d.assume(claim), line, "x"))


def square_between(d: Derivation) -> Callable[[str, str], str]:
    square = squares(d)

    def between(low: str, high: str) -> str:
        mid = "(lam * x[2] + (1 - lam) * y[2])"
        return d.arith(f"{mid}^2 <= lam * x[2]^2 + (1 - lam) * y[2]^2", (1, low, high, square.at("x[2] - y[2]")))

    return between


def optimum_fails(d: Derivation, form: Form) -> str:
    """h(t) = -t^2 at 0 and at 1."""
    p, square = "vec(-1, 0)", squares(d)
    convex = graphs.convex_text(SQUARE), curve_is_convex(d, SQUARE, lambda t: f"{t}^2", square_between(d))
    peak = d.arith(f"{pairing(p, 'y')} <= {pairing(p, ORIGIN)}", (1, square.at("y[2]")), (-1, d.assume(SQUARE("y"))))
    text = f"forall(y, {SQUARE('y')} -> {pairing(p, 'y')} <= {pairing(p, ORIGIN)})"
    peak = d.generalise(text, d.discharge(f"{SQUARE('y')} -> {pairing(p, 'y')} <= {pairing(p, ORIGIN)}", peak), "y")
    claim, far = f"forall(y, {SQUARE('y')} -> {pairing(p, ORIGIN)} <= {pairing(p, 'y')})", "vec(1, 1)"
    at = d.instance(f"{SQUARE(far)} -> {pairing(p, ORIGIN)} <= {pairing(p, far)}", d.assume(claim), far)
    line = d.apply(f"{pairing(p, ORIGIN)} <= {pairing(p, far)}", at, d.identity(SQUARE(far)))
    hypotheses = (
        convex, (SQUARE(ORIGIN), d.identity(SQUARE(ORIGIN))), (f"{p}[1] = -1", d.identity(f"{p}[1] = -1")), (text, peak)
    )
    return refutation(d, hypotheses, claim, d.arith(ABSURD, (1, line), (1,)))


# 0 on the open interval (0, 1)

GAP_AT = {"d": 2, "F": "x | x[1] = 0 and 0 < x[2] and x[2] < 1"}


def gap(x: str) -> str:
    return f"({x}[1] = 0 and 0 < {x}[2] and {x}[2] < 1)"


def gap_parts(d: Derivation, x: str, fact: str) -> list[str]:
    return parts(d, (f"{x}[1] = 0", f"0 < {x}[2]", f"{x}[2] < 1"), fact)


def gap_is_convex(d: Derivation) -> tuple[str, str]:
    texts = (gap("x"), gap("y"), "over(y, x, r)")
    first, second, lies = parts(d, texts, d.assume(" and ".join(texts)))
    up = d.left("y[1] = x[1] + r * delta(1, 1)", lies)
    zero = d.arith("r = 0", (-1, up), (1, gap_parts(d, "y", second)[0]), (-1, gap_parts(d, "x", first)[0]))
    function = d.lemma("x y r", lambda x, y, r: graphs.function_body(gap, x, y, r), d.discharge(graphs.function_body(gap, "x", "y", "r"), zero))
    texts = (gap("x"), gap("y"), "0 <= lam", "lam <= 1")
    first, second, low, high = parts(d, texts, d.assume(" and ".join(texts)))
    x, y = gap_parts(d, "x", first), gap_parts(d, "y", second)
    mix = "(lam * x + (1 - lam) * y)"
    level = d.arith(f"{mix}[1] = 0", ("lam", x[0]), ("1 - lam", y[0]))
    positive, below = strictly_between(d, low, high, x, y, mix)
    inside = graphs.conjunction(d, ((f"{mix}[1] = 0", level), (f"0 < {mix}[2]", positive), (f"{mix}[2] < 1", below)))[1]
    lies_text, lies = coordinates(d, mix, "lam * x + (1 - lam) * y", "0")
    line = graphs.conjunction(d, ((gap(mix), inside), ("0 <= 0", d.arith("0 <= 0")), (lies_text, lies)))[1]
    line = d.witness(f"exists(r, {gap(mix)} and r <= 0 and over({mix}, lam * x + (1 - lam) * y, r))", line, "0")
    line = d.witness(graphs.chord_goal(gap, "x", "y", "lam"), line, mix)
    chords = d.lemma("x y lam", lambda x, y, lam: graphs.chord_body(gap, x, y, lam), d.discharge(graphs.chord_body(gap, "x", "y", "lam"), line))
    return graphs.convex_text(gap), d.both(graphs.convex_text(gap), function.fact, chords.fact)


def strictly_between(d: Derivation, low: str, high: str, x: list[str], y: list[str], mix: str) -> tuple[str, str]:
    """0 < mix[2] and mix[2] < 1: lam or 1 - lam is at least 1/2."""
    goals, found = (f"0 < {mix}[2]", f"{mix}[2] < 1"), []
    for k, goal in enumerate(goals, 1):
        less, more = d.assume("lam < 1 / 2"), d.assume("1 / 2 <= lam")
        one = d.arith(goal, (1, less, y[k]), ("1/2", y[k]), (1, low, x[k]))
        two = d.arith(goal, (1, more, x[k]), ("1/2", x[k]), (1, high, y[k]))
        found.append(d.either(goal, d.excluded("lam < 1 / 2 or 1 / 2 <= lam"), one, two))
    return found[0], found[1]


def equation_22_fails(d: Derivation, form: Form) -> str:
    """p = 1 lies in the interior of P, but the supremum of t over (0, 1) is not attained."""
    p, square = "vec(-1, 1)", squares(d)
    convex = gap_is_convex(d)
    middle = "vec(0, 1 / 2)"
    inside = graphs.conjunction(d, (
        (f"{middle}[1] = 0", d.identity(f"{middle}[1] = 0")), (f"0 < {middle}[2]", d.arith(f"0 < {middle}[2]", ("1/2",))),
        (f"{middle}[2] < 1", d.arith(f"{middle}[2] < 1", ("1/2",)))))[1]
    inhabited = d.witness(f"exists(x, {gap('x')})", inside, middle)
    level, positive, below = gap_parts(d, "x", d.assume(gap("x")))

    def bounded(q: str, a: str, *terms: tuple) -> str:
        line = d.discharge(f"{gap('x')} -> {pairing(q, 'x')} <= {a}", d.arith(f"{pairing(q, 'x')} <= {a}", *terms))
        line = d.generalise(f"forall(x, {gap('x')} -> {pairing(q, 'x')} <= {a})", line, "x")
        return d.witness(f"exists(a, forall(x, {gap('x')} -> {pairing(q, 'x')} <= a))", line, a)

    dual = d.both(dual_text(gap, p), d.identity(f"{p}[1] = -1"), bounded(p, "1", (1, below), (-1, level)))
    other = d.assume(dual_text(gap, "q"))
    new, z = f"({p} + 1 * ({p} - q))", "(2 - q[2])"
    first = d.left("q[1] = -1", other)
    line = bounded(
        new, f"({z}^2 + 1)", (1, square.at(z), below), (1, below), (1, positive, square.at(f"{z} - 1/2")), ("3/4", positive), (f"{new}[1]", level),
    )
    line = d.both(dual_text(gap, new), d.arith(f"{new}[1] = -1", (-1, first)), line)
    grown = f"exists(t, 0 < t and ({dual_text(gap, f'({p} + t * ({p} - q))')}))"
    line = d.witness(grown, d.both(f"0 < 1 and ({dual_text(gap, new)})", d.arith("0 < 1", (1,)), line), "1")
    line = d.generalise(f"forall(q, {dual_text(gap, 'q')} -> {grown})", d.discharge(f"{dual_text(gap, 'q')} -> {grown}", line), "q")
    interior = d.both(inner_text(gap, p), dual, line)

    def reached(p: str) -> str:
        return f"exists(x, {gap('x')} and ({subgradient_text(gap, p, 'x')}))"

    claim = f"forall(p, {inner_text(gap, 'p')} -> {reached('p')})"
    source = d.apply(reached(p), d.instance(f"{inner_text(gap, p)} -> {reached(p)}", d.assume(claim), p), interior)
    found = d.assume(f"{gap('x')} and ({subgradient_text(gap, p, 'x')})")
    level, positive, below = gap_parts(d, "x", d.left(gap("x"), found))
    rest = f"forall(y, {gap('y')} -> {difference(p, 'y', 'x')} <= 0)"
    best = d.right(rest, d.right(subgradient_text(gap, p, "x"), found))
    nearer = "vec(0, (1 + x[2]) / 2)"
    inside = graphs.conjunction(d, (
        (f"{nearer}[1] = 0", d.identity(f"{nearer}[1] = 0")), (f"0 < {nearer}[2]", d.arith(f"0 < {nearer}[2]", ("1/2", positive), ("1/2",))),
        (f"{nearer}[2] < 1", d.arith(f"{nearer}[2] < 1", ("1/2", below)))))[1]
    line = d.apply(f"{difference(p, nearer, 'x')} <= 0", d.instance(f"{gap(nearer)} -> {difference(p, nearer, 'x')} <= 0", best, nearer), inside)
    absurd = d.arith(ABSURD, (1, line), ("1/2", below), (-1, level))
    hypotheses = (convex, (f"exists(x, {gap('x')})", inhabited))
    return refutation(d, hypotheses, claim, d.obtain(ABSURD, source, absurd, "x"))
