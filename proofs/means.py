"""Lemmas about expectations of softmax and log-sum-exp, for every d and every law of the noise g."""

from __future__ import annotations

from collections.abc import Callable

from proofs.lemmas import lse_convex, lse_strictly_convex, monotone, shifted_lse, shifted_softmax, tangent
from verifier.engines.derive import Derivation, Lemma

LINEAR = "expectation is linear"
MIX = "(lam * u + (1 - lam) * v)"


def combination(d: Derivation, whole: str, parts: tuple[tuple[str, str, str], tuple[str, str, str]]) -> tuple[str, str]:
    """`whole` = a F + b G as functions of g: that it is integrable, and its mean; parts are (a, F, fact that F is integrable)."""
    (a, first, one), (b, second, two) = parts
    same = d.generalise(
        f"forall(g, {whole} = ({a}) * ({first}) + ({b}) * ({second}))", d.identity(f"{whole} = ({a}) * ({first}) + ({b}) * ({second})"), "g"
    )
    return stated_combination(d, whole, parts, same)


def stated_combination(d: Derivation, whole: str, parts, same: str) -> tuple[str, str]:
    """The same where the equation is a fact already."""
    (a, first, one), (b, second, two) = parts
    left, right = f"integrable(g, {whole})", f"E(g, {whole}) = ({a}) * E(g, {first}) + ({b}) * E(g, {second})"
    fact = d.theorem(f"{left} and {right}", LINEAR, one, two, same, F=("g", first), G=("g", second), H=("g", whole), a=a, b=b)
    return d.left(left, fact), d.right(right, fact)


def constant(d: Derivation, term: str) -> tuple[str, str]:
    """integrable(g, a) and E(g, a) = a."""
    fact = d.theorem(f"integrable(g, {term}) and E(g, {term}) = {term}", "expectation of a constant", a=term)
    return d.left(f"integrable(g, {term})", fact), d.right(f"E(g, {term}) = {term}", fact)


def non_negative_mean(d: Derivation, term: str, integrable: str, sign: str) -> str:
    """0 <= E(term), from 0 <= term with g free: else term - E(term) would be positive with mean 0."""
    mean = f"E(g, {term})"
    below = d.assume(f"{mean} < 0")
    moved = f"({term} - {mean})"
    positive = d.generalise(f"forall(g, 0 < {moved})", d.arith(f"0 < {moved}", (1, sign), (1, below)), "g")
    fixed, value = constant(d, mean)
    finite, expected = combination(d, moved, (("1", term, integrable), ("-1", mean, fixed)))
    above = d.theorem(f"0 < E(g, {moved})", "a positive variable has a positive mean", finite, positive, F=("g", moved))
    absurd = d.arith("0 < 0", (1, above), (1, expected), (-1, value))
    return d.contradiction(f"0 <= {mean}", absurd, d.arith("0 <= 0"))


def softmax_bounds(d: Derivation) -> tuple[Lemma, Lemma]:
    """0 < softmax(x)_i and softmax(x)_i <= 1."""
    positive = d.positive("softmax(x, i)")
    each = d.generalise("every(i, 0 <= exp(x[i]))", d.arith("0 <= exp(x[i])", (1, d.positive("exp(x[i])"))), "i")
    part = d.theorem("every(i, exp(x[i]) <= sum(j, exp(x[j])))", "a sum of non-negative terms is at least each", each, F=("i", "exp(x[i])"))
    below = d.arith("softmax(x, i) <= 1", ("1 / sum(j, exp(x[j]))", d.instance("exp(x[i]) <= sum(j, exp(x[j]))", part, "i")))
    return d.lemma("x i", lambda x, i: f"0 < softmax({x}, {i})", positive), d.lemma("x i", lambda x, i: f"softmax({x}, {i}) <= 1", below)


def softmax_integrable(d: Derivation) -> Lemma:
    """softmax(x+g)_i is integrable, under every law."""
    above, below = softmax_bounds(d)
    low = d.arith("0 <= softmax(x + g, i)", (1, above.at("x + g", "i")))
    both = d.both("0 <= softmax(x + g, i) and softmax(x + g, i) <= 1", low, below.at("x + g", "i"))
    bounds = d.generalise("forall(g, 0 <= softmax(x + g, i) and softmax(x + g, i) <= 1)", both, "g")
    fact = d.theorem(
        "integrable(g, softmax(x + g, i))",
        "bounded continuous functions are integrable",
        bounds,
        F=("g", "softmax(x + g, i)"),
        a="0",
        b="1",
    )
    return d.lemma("x i", lambda x, i: f"integrable(g, softmax({x} + g, {i}))", fact)


def still_apart(d: Derivation, apart: str, u: str = "u", v: str = "v") -> str:
    """not translates(u+g, v+g), from not translates(u, v)."""
    together = d.assume(f"translates({u} + g, {v} + g)")
    noisy = f"({u} + g)[i] = ({v} + g)[i] + c"
    shift = d.instance(noisy, d.assume(f"every(i, {noisy})"), "i")
    plain = d.generalise(f"every(i, {u}[i] = {v}[i] + c)", d.arith(f"{u}[i] = {v}[i] + c", (1, shift)), "i")
    found = d.obtain(f"translates({u}, {v})", together, d.witness(f"translates({u}, {v})", plain, "c"), "c")
    return d.contradiction(f"not translates({u} + g, {v} + g)", found, apart)


def monotone_mean(d: Derivation) -> Lemma:
    """<E softmax(u+g) - E softmax(v+g), u - v> > 0 unless u and v are translates."""
    apart = d.assume("not translates(u, v)")
    term = "(softmax(u + g, i) - softmax(v + g, i)) * (u[i] - v[i])"
    pointwise = d.apply(
        "0 < sum(i, (softmax(u + g, i) - softmax(v + g, i)) * ((u + g)[i] - (v + g)[i]))",
        monotone(d).at("u + g", "v + g"),
        still_apart(d, apart),
    )
    positive = d.generalise(f"forall(g, 0 < sum(i, {term}))", d.arith(f"0 < sum(i, {term})", (1, pointwise)), "g")
    bounded = softmax_integrable(d)
    parts = (("u[i] - v[i]", "softmax(u + g, i)", bounded.at("u", "i")), ("-(u[i] - v[i])", "softmax(v + g, i)", bounded.at("v", "i")))
    finite, mean = combination(d, term, parts)
    finite = d.generalise(f"every(i, integrable(g, {term}))", finite, "i")
    left, right = f"integrable(g, sum(i, {term}))", f"E(g, sum(i, {term})) = sum(i, E(g, {term}))"
    total = d.theorem(f"{left} and {right}", "expectation of a finite sum", finite, F=("i", "g", term))
    above = d.theorem(
        f"0 < E(g, sum(i, {term}))", "a positive variable has a positive mean", d.left(left, total), positive, F=("g", f"sum(i, {term})")
    )
    inner = "(mean_softmax(u, i) - mean_softmax(v, i)) * (u[i] - v[i])"
    each = d.generalise(f"every(i, E(g, {term}) = {inner})", d.arith(f"E(g, {term}) = {inner}", (1, mean)), "i")
    sums = d.theorem(
        f"sum(i, E(g, {term})) = sum(i, {inner})", "equal terms have equal sums", each, F=("i", f"E(g, {term})"), G=("i", inner)
    )
    result = d.arith(f"0 < sum(i, {inner})", (1, above), (1, d.right(right, total)), (1, sums))
    closed = d.discharge(f"not translates(u, v) -> 0 < sum(i, {inner})", result)
    return d.lemma(
        "u v",
        lambda u, v: f"not translates({u}, {v}) -> 0 < sum(i, (mean_softmax({u}, i) - mean_softmax({v}, i)) * ({u}[i] - {v}[i]))",
        closed,
    )


def mean_softmax_determines(d: Derivation) -> Lemma:
    """Equal expected softmax: translates."""
    equal = d.assume("every(i, mean_softmax(u, i) = mean_softmax(v, i))")
    apart = d.assume("not translates(u, v)")
    inner = "(mean_softmax(u, i) - mean_softmax(v, i)) * (u[i] - v[i])"
    above = d.apply(f"0 < sum(i, {inner})", monotone_mean(d).at("u", "v"), apart)
    zero = d.arith(f"{inner} = 0", ("u[i] - v[i]", d.instance("mean_softmax(u, i) = mean_softmax(v, i)", equal, "i")))
    zeros = d.theorem(
        f"sum(i, {inner}) = sum(i, 0)",
        "equal terms have equal sums",
        d.generalise(f"every(i, {inner} = 0)", zero, "i"),
        F=("i", inner),
        G=("i", "0"),
    )
    found = d.contradiction("translates(u, v)", d.arith("0 < 0", (1, above), (1, zeros)), d.arith("0 <= 0"))
    closed = d.discharge("every(i, mean_softmax(u, i) = mean_softmax(v, i)) -> translates(u, v)", found)
    return d.lemma("u v", lambda u, v: f"every(i, mean_softmax({u}, i) = mean_softmax({v}, i)) -> translates({u}, {v})", closed)


def shifted_noise(d: Derivation, u: str, v: str, c: str, shift: str) -> str:
    """every(i, (u+g)[i] = (v+g)[i] + c), from every(i, u[i] = v[i] + c)."""
    here = d.arith(f"({u} + g)[i] = ({v} + g)[i] + {c}", (1, d.instance(f"{u}[i] = {v}[i] + {c}", shift, "i")))
    return d.generalise(f"every(i, ({u} + g)[i] = ({v} + g)[i] + {c})", here, "i")


def mean_softmax_of_translate(d: Derivation, u: str, v: str, c: str, shift: str) -> str:
    """every(i, mean_softmax(u, i) = mean_softmax(v, i)), from every(i, u[i] = v[i] + c)."""
    noisy = shifted_noise(d, u, v, c, shift)
    equal = d.apply(f"every(i, softmax({u} + g, i) = softmax({v} + g, i))", shifted_softmax(d).at(f"{u} + g", f"{v} + g", c), noisy)
    here = d.instance(f"softmax({u} + g, i) = softmax({v} + g, i)", equal, "i")
    first, second = f"softmax({u} + g, i)", f"softmax({v} + g, i)"
    same = d.generalise(
        f"forall(g, {first} = 1 * {second} + 0 * {second})", d.arith(f"{first} = 1 * {second} + 0 * {second}", (1, here)), "g"
    )
    finite = softmax_integrable(d).at(v, "i")
    _, mean = stated_combination(d, first, (("1", second, finite), ("0", second, finite)), same)
    line = d.arith(f"mean_softmax({u}, i) = mean_softmax({v}, i)", (1, mean))
    return d.generalise(f"every(i, mean_softmax({u}, i) = mean_softmax({v}, i))", line, "i")


def mean_lse_of_translate(d: Derivation, finite: str, u: str, v: str, c: str, shift: str) -> str:
    """mean_lse(u) = mean_lse(v) + c, from every(i, u[i] = v[i] + c) and that lse(v+g) is integrable."""
    noisy = shifted_noise(d, u, v, c, shift)
    equal = d.apply(f"lse({u} + g) = lse({v} + g) + {c}", shifted_lse(d).at(f"{u} + g", f"{v} + g", c), noisy)
    first, second = f"lse({u} + g)", f"lse({v} + g)"
    same = d.generalise(f"forall(g, {first} = 1 * {second} + ({c}) * 1)", d.arith(f"{first} = 1 * {second} + ({c}) * 1", (1, equal)), "g")
    one, value = constant(d, "1")
    _, mean = stated_combination(d, first, (("1", second, finite), (c, "1", one)), same)
    return d.arith(f"mean_lse({u}) = mean_lse({v}) + {c}", (1, mean), (c, value))


def squares(d: Derivation) -> Lemma:
    """0 <= t^2."""
    goal = "0 <= t^2"
    choice = d.trichotomy("t < 0 or t = 0 or 0 < t", "t", "0")
    low, zero, high = d.assume("t < 0"), d.assume("t = 0"), d.assume("0 < t")
    inner = d.assume("t < 0 or t = 0")
    first = d.either(goal, inner, d.arith(goal, (1, low, low)), d.arith(goal, ("-t", zero)))
    return d.lemma("t", lambda t: f"0 <= ({t})^2", d.either(goal, choice, first, d.arith(goal, (1, high, high))))


def bounded_components(d: Derivation) -> tuple[str, Lemma, Lemma]:
    """A term b, and x_i <= b and -b <= x_i for it."""
    bound = "(sum(j, x[j]^2) + 1)"
    square = squares(d)
    each = d.generalise("every(i, 0 <= x[i]^2)", square.at("x[i]"), "i")
    part = d.theorem("every(i, x[i]^2 <= sum(j, x[j]^2))", "a sum of non-negative terms is at least each", each, F=("i", "x[i]^2"))
    one = d.instance("x[i]^2 <= sum(j, x[j]^2)", part, "i")
    above = d.arith(f"x[i] <= {bound}", (1, one), (1, square.at("x[i] - 1/2")), ("3/4",))
    below = d.arith(f"-{bound} <= x[i]", (1, one), (1, square.at("x[i] + 1/2")), ("3/4",))

    def at(x: str) -> str:
        return f"(sum(j, {x}[j]^2) + 1)"

    return bound, d.lemma("x i", lambda x, i: f"{x}[{i}] <= {at(x)}", above), d.lemma("x i", lambda x, i: f"-{at(x)} <= {x}[{i}]", below)


def lse_below(d: Derivation, u: str, v: str, c: str, each: str) -> str:
    """lse(u) <= lse(v) + c, from u[i] <= v[i] + c with i free."""
    above = tangent(d)
    gap = f"({v}[i] + {c} - {u}[i])"
    term = f"(exp({v}[i] + {c}) - exp({u}[i]))"
    terms = d.arith(f"0 <= {term}", (f"exp({u}[i])", above.at(gap)), (f"exp({u}[i])", each))
    total = d.theorem(
        f"0 <= sum(i, {term})",
        "a sum of non-negative terms is non-negative",
        d.generalise(f"every(i, 0 <= {term})", terms, "i"),
        F=("i", term),
    )
    step = above.at(f"lse({u}) - lse({v}) - {c}")
    return d.arith(f"lse({u}) <= lse({v}) + {c}", (1, step), (f"1 / (exp({c}) * sum(i, exp({v}[i])))", total))


def increment_integrable(d: Derivation) -> Lemma:
    """lse(x+g) - lse(g) is integrable, under every law: it lies between -b and b."""
    bound, above, below = bounded_components(d)
    shifted = "(x + g)"
    up = lse_below(d, shifted, "g", bound, d.arith(f"{shifted}[i] <= g[i] + {bound}", (1, above.at("x", "i"))))
    down = lse_below(d, "g", shifted, bound, d.arith(f"g[i] <= {shifted}[i] + {bound}", (1, below.at("x", "i"))))
    term = "(lse(x + g) - lse(g))"
    both = d.both(
        f"-{bound} <= {term} and {term} <= {bound}", d.arith(f"-{bound} <= {term}", (1, down)), d.arith(f"{term} <= {bound}", (1, up))
    )
    bounds = d.generalise(f"forall(g, -{bound} <= {term} and {term} <= {bound})", both, "g")
    fact = d.theorem(f"integrable(g, {term})", "bounded continuous functions are integrable", bounds, F=("g", term), a=f"-{bound}", b=bound)
    return d.lemma("x", lambda x: f"integrable(g, lse({x} + g) - lse(g))", fact)


def convex_mean(d: Derivation, term: Callable[[str], str], finite: Callable[[str], str], above: str, below: str, apart: str | None) -> str:
    """E term(lam u + (1-lam) v) < lam E term(u) + (1-lam) E term(v), or <= where `apart` (not translates(u, v)) is None.

    term is lse(x+g), perhaps less something free of x; finite(x) gives the fact that it is integrable.
    """
    lemma = (lse_strictly_convex if apart else lse_convex)(d, above, below).at("u + g", "v + g")
    sign = "<" if apart else "<="
    mixed = "lse(lam * (u + g) + (1 - lam) * (v + g))"
    if apart:
        lemma = d.apply(f"{mixed} < lam * lse(u + g) + (1 - lam) * lse(v + g)", lemma, still_apart(d, apart))
    chord = f"(lam * {term('u')} + (1 - lam) * {term('v')})"
    gap = f"({chord} - {term(MIX)})"
    pointwise = d.arith(f"0 {sign} {gap}", (1, lemma))
    one, mean_one = combination(d, chord, (("lam", term("u"), finite("u")), ("1 - lam", term("v"), finite("v"))))
    two, mean_two = combination(d, gap, (("1", chord, one), ("-1", term(MIX), finite(MIX))))
    if apart:
        positive = d.generalise(f"forall(g, 0 < {gap})", pointwise, "g")
        total = d.theorem(f"0 < E(g, {gap})", "a positive variable has a positive mean", two, positive, F=("g", gap))
    else:
        total = non_negative_mean(d, gap, two, pointwise)
    goal = f"E(g, {term(MIX)}) {sign} lam * E(g, {term('u')}) + (1 - lam) * E(g, {term('v')})"
    return d.arith(goal, (1, total), (1, mean_two), (1, mean_one))
