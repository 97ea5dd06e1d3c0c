"""Lemmas about exp, sums and the softmax that several derivations share; each writes its steps into the derivation at hand."""

from __future__ import annotations

from verifier.engines.derive import Derivation, Lemma

TANGENT = "exp lies above its tangent"


def centred(x: str, i: str = "i") -> str:
    """The logarithm of softmax(x)_i."""
    return f"({x}[{i}] - lse({x}))"


def tangent(d: Derivation) -> Lemma:
    """1 + t <= exp(t), for every t."""
    goal = "1 + t <= exp(t)"
    zero, other = d.assume("0 = t"), d.assume("t != 0")
    first = d.rewrite(goal, d.arith("1 + 0 <= exp(0)"), zero)
    swapped = d.discharge("0 = t -> 1 + t <= exp(t)", first)
    back = d.arith("0 = t", (-1, d.assume("t = 0")))
    second = d.arith(goal, (1, d.theorem("1 + t < exp(t)", TANGENT, other, a="t")))
    choice = d.excluded("t = 0 or t != 0")
    return d.lemma("t", lambda t: f"1 + {t} <= exp({t})", d.either(goal, choice, d.apply(goal, swapped, back), second))


def exponentials(d: Derivation, low: str, sign: str, high: str, fact: str) -> str:
    """exp(low) < exp(high), or <=, from low < high, or <=."""
    above = tangent(d).at(f"{high} - ({low})")
    return d.arith(f"exp({low}) {sign} exp({high})", (f"exp({low})", above), (f"exp({low})", fact))


def exp_monotone_gap(d: Derivation) -> tuple[Lemma, Lemma]:
    """0 <= (e^s - e^t)(s - t), and 0 < for s != t: both from the tangents at s and at t."""

    def gap(s: str, t: str) -> str:
        return f"(exp({s}) - exp({t})) * ({s} - {t})"

    above = tangent(d)
    weak = d.arith(f"0 <= {gap('s', 't')}", ("exp(t)", above.at("s - t")), ("exp(s)", above.at("t - s")))
    weak_lemma = d.lemma("s t", lambda s, t: f"0 <= {gap(s, t)}", weak)
    differ = d.assume("s != t")
    equal = d.assume("s - t = 0")
    apart = d.contradiction("s - t != 0", d.arith("s = t", (1, equal)), differ)
    sharp = d.theorem("1 + (s - t) < exp(s - t)", TANGENT, apart, a="s - t")
    strict = d.arith(f"0 < {gap('s', 't')}", ("exp(t)", sharp), ("exp(s)", above.at("t - s")))
    closed = d.discharge(f"s != t -> 0 < {gap('s', 't')}", strict)
    return weak_lemma, d.lemma("s t", lambda s, t: f"{s} != {t} -> 0 < {gap(s, t)}", closed)


def product_not_zero(d: Derivation) -> Lemma:
    """s != 0 and t != 0 give s t != 0."""
    both = d.assume("s != 0 and t != 0")
    left, right = d.left("s != 0", both), d.right("t != 0", both)
    zero = d.assume("s * t = 0")
    inverse = d.theorem("s * (1 / s) = 1", "reciprocal", left, a="s")
    gone = d.arith("t = 0", ("1 / s", zero), ("-t", inverse))
    apart = d.contradiction("s * t != 0", gone, right)
    return d.lemma("s t", lambda s, t: f"{s} != 0 and {t} != 0 -> {s} * {t} != 0", d.discharge("s != 0 and t != 0 -> s * t != 0", apart))


def parted(d: Derivation) -> Lemma:
    """If u and v are no translates of each other, the logarithms of their softmax differ at some i."""
    apart = d.assume("not translates(u, v)")
    differ = f"{centred('u')} != {centred('v')}"
    none = d.assume(f"not some(i, {differ})")
    here = d.witness(f"some(i, {differ})", d.assume(differ), "i")
    equal = d.contradiction(f"{centred('u')} = {centred('v')}", here, none)
    shift = d.arith("u[i] = v[i] + (lse(u) - lse(v))", (1, equal))
    everywhere = d.generalise("every(i, u[i] = v[i] + (lse(u) - lse(v)))", shift, "i")
    found = d.witness("translates(u, v)", everywhere, "lse(u) - lse(v)")
    some = d.contradiction(f"some(i, {differ})", found, apart)
    closed = d.discharge(f"not translates(u, v) -> some(i, {differ})", some)
    return d.lemma("u v", lambda u, v: f"not translates({u}, {v}) -> some(i, {centred(u)} != {centred(v)})", closed)


def some_positive_sum(d: Derivation, term: str, weak: str, strict: str) -> str:
    """0 < sum_i term(i), from `weak`: 0 <= term(i) for every i, and `strict`: 0 < term(j), j free.

    What `strict` assumes of j stays assumed.
    """
    at_j = term.replace("[i]", "[j]")
    below = d.theorem(
        f"every(i, {term} <= sum(k, {term.replace('[i]', '[k]')}))", "a sum of non-negative terms is at least each", weak, F=("i", term)
    )
    one = d.instance(f"{at_j} <= sum(k, {term.replace('[i]', '[k]')})", below, "j")
    return d.arith(f"0 < sum(i, {term})", (1, strict), (1, one))


def monotone(d: Derivation) -> Lemma:
    """<softmax u - softmax v, u - v> > 0 unless u and v are translates of each other."""

    def inner(u: str, v: str) -> str:
        return f"0 < sum(i, (softmax({u}, i) - softmax({v}, i)) * ({u}[i] - {v}[i]))"

    weak, strict = exp_monotone_gap(d)
    a, b = centred("u"), centred("v")
    term = f"(exp({a}) - exp({b})) * ({a} - {b})"
    apart = d.assume("not translates(u, v)")
    some = d.apply(f"some(i, {a} != {b})", parted(d).at("u", "v"), apart)
    everywhere = d.generalise(f"every(i, 0 <= {term})", weak.at(a, b), "i")
    aj, bj = centred("u", "j"), centred("v", "j")
    here = d.assume(f"{aj} != {bj}")
    sharp = d.apply(f"0 < {term.replace('[i]', '[j]')}", strict.at(aj, bj), here)
    total = some_positive_sum(d, term, everywhere, sharp)
    sure = d.obtain(f"0 < sum(i, {term})", some, total, "j")
    result = d.arith(inner("u", "v"), (1, sure))
    closed = d.discharge(f"not translates(u, v) -> {inner('u', 'v')}", result)
    return d.lemma("u v", lambda u, v: f"not translates({u}, {v}) -> {inner(u, v)}", closed)


def _mixed(s: str, t: str) -> str:
    """lam e^s + (1 - lam) e^t - e^(lam s + (1 - lam) t)."""
    return f"(lam * exp({s}) + (1 - lam) * exp({t}) - exp(lam * {s} + (1 - lam) * {t}))"


def between(d: Derivation) -> tuple[str, str, str]:
    """Assumes 0 < lam and lam < 1: ids of the assumption and its two parts."""
    inside = d.assume("0 < lam and lam < 1")
    return inside, d.left("0 < lam", inside), d.right("lam < 1", inside)


def exp_convex(d: Derivation, above: str, below: str) -> tuple[Lemma, Lemma]:
    """e^(lam s + (1-lam) t) <= lam e^s + (1-lam) e^t, and < for s != t; `above`: 0 < lam, `below`: lam < 1 (which stay assumed)."""
    tangents = tangent(d)
    middle = "exp(lam * s + (1 - lam) * t)"
    up, down = "(1 - lam) * (s - t)", "lam * (t - s)"
    second = tangents.at(down)
    weak = d.arith(f"0 <= {_mixed('s', 't')}", (middle, above, tangents.at(up)), (middle, below, second))
    weak_lemma = d.lemma("s t", lambda s, t: f"0 <= {_mixed(s, t)}", weak)
    differ = d.assume("s != t")
    none = d.arith("0 < 0", (1, below), (1, d.assume("1 - lam = 0")))
    inside = d.contradiction("1 - lam != 0", none, d.arith("0 <= 0"))
    apart = d.contradiction("s - t != 0", d.arith("s = t", (1, d.assume("s - t = 0"))), differ)
    pair = d.both("1 - lam != 0 and s - t != 0", inside, apart)
    not_zero = d.apply(f"{up} != 0", product_not_zero(d).at("1 - lam", "s - t"), pair)
    sharp = d.theorem(f"1 + {up} < exp({up})", TANGENT, not_zero, a=up)
    strict = d.arith(f"0 < {_mixed('s', 't')}", (middle, above, sharp), (middle, below, second))
    closed = d.discharge(f"s != t -> 0 < {_mixed('s', 't')}", strict)
    return weak_lemma, d.lemma("s t", lambda s, t: f"{s} != {t} -> 0 < {_mixed(s, t)}", closed)


def _mean(u: str, v: str) -> str:
    return f"(lam * {u} + (1 - lam) * {v})"


def lse_gap(u: str, v: str) -> str:
    """lse(lam u + (1-lam) v) - lam lse(u) - (1-lam) lse(v)."""
    return f"(lse({_mean(u, v)}) - lam * lse({u}) - (1 - lam) * lse({v}))"


def lse_convex(d: Derivation, above: str, below: str) -> Lemma:
    """lse(lam u + (1-lam) v) <= lam lse(u) + (1-lam) lse(v)."""
    weak, _ = exp_convex(d, above, below)
    a, b = centred("u"), centred("v")
    everywhere = d.generalise(f"every(i, 0 <= {_mixed(a, b)})", weak.at(a, b), "i")
    total = d.theorem(f"0 <= sum(i, {_mixed(a, b)})", "a sum of non-negative terms is non-negative", everywhere, F=("i", _mixed(a, b)))
    gap = lse_gap("u", "v")
    result = d.arith(f"lse({_mean('u', 'v')}) <= lam * lse(u) + (1 - lam) * lse(v)", (1, total), (1, tangent(d).at(gap)))
    return d.lemma("u v", lambda u, v: f"lse({_mean(u, v)}) <= lam * lse({u}) + (1 - lam) * lse({v})", result)


def lse_strictly_convex(d: Derivation, above: str, below: str) -> Lemma:
    """The same with < unless u and v are translates of each other."""
    weak, strict = exp_convex(d, above, below)
    a, b = centred("u"), centred("v")
    apart = d.assume("not translates(u, v)")
    some = d.apply(f"some(i, {a} != {b})", parted(d).at("u", "v"), apart)
    everywhere = d.generalise(f"every(i, 0 <= {_mixed(a, b)})", weak.at(a, b), "i")
    aj, bj = centred("u", "j"), centred("v", "j")
    here = d.assume(f"{aj} != {bj}")
    sharp = d.apply(f"0 < {_mixed(aj, bj)}", strict.at(aj, bj), here)
    sure = d.obtain(f"0 < sum(i, {_mixed(a, b)})", some, some_positive_sum(d, _mixed(a, b), everywhere, sharp), "j")

    def strictly(u: str, v: str) -> str:
        return f"lse({_mean(u, v)}) < lam * lse({u}) + (1 - lam) * lse({v})"

    result = d.arith(strictly("u", "v"), (1, sure), (1, tangent(d).at(lse_gap("u", "v"))))
    closed = d.discharge(f"not translates(u, v) -> {strictly('u', 'v')}", result)
    return d.lemma("u v", lambda u, v: f"not translates({u}, {v}) -> {strictly(u, v)}", closed)


def shifted_lse(d: Derivation) -> Lemma:
    """u = v + c 1 gives lse(u) = lse(v) + c."""
    shift = d.assume("every(i, u[i] = v[i] + c)")
    total = _shifted_sum(d, shift)
    same = d.rewrite("lse(u) = log(sum(j, exp(v[j] + c)))", d.identity("lse(u) = lse(u)"), total)
    closed = d.discharge("every(i, u[i] = v[i] + c) -> lse(u) = lse(v) + c", d.arith("lse(u) = lse(v) + c", (1, same)))
    return d.lemma("u v c", lambda u, v, c: f"every(i, {u}[i] = {v}[i] + {c}) -> lse({u}) = lse({v}) + {c}", closed)


def shifted_softmax(d: Derivation) -> Lemma:
    """u = v + c 1 gives softmax(u)_i = softmax(v)_i for every i."""
    shift = d.assume("every(i, u[i] = v[i] + c)")
    total = _shifted_sum(d, shift)
    here = d.instance("u[i] = v[i] + c", shift, "i")
    top = d.rewrite("softmax(u, i) = exp(v[i] + c) / sum(j, exp(u[j]))", d.identity("softmax(u, i) = softmax(u, i)"), here)
    both = d.rewrite("softmax(u, i) = exp(v[i] + c) / sum(j, exp(v[j] + c))", top, total)
    same = d.generalise("every(i, softmax(u, i) = softmax(v, i))", d.arith("softmax(u, i) = softmax(v, i)", (1, both)), "i")
    closed = d.discharge("every(i, u[i] = v[i] + c) -> every(i, softmax(u, i) = softmax(v, i))", same)
    return d.lemma("u v c", lambda u, v, c: f"every(i, {u}[i] = {v}[i] + {c}) -> every(i, softmax({u}, i) = softmax({v}, i))", closed)


def _shifted_sum(d: Derivation, shift: str) -> str:
    """sum_j e^u_j = sum_j e^(v_j + c)."""
    here = d.instance("u[j] = v[j] + c", shift, "j")
    each = d.rewrite("exp(u[j]) = exp(v[j] + c)", d.identity("exp(u[j]) = exp(u[j])"), here)
    everywhere = d.generalise("every(j, exp(u[j]) = exp(v[j] + c))", each, "j")
    return d.theorem(
        "sum(j, exp(u[j])) = sum(j, exp(v[j] + c))",
        "equal terms have equal sums",
        everywhere,
        F=("j", "exp(u[j])"),
        G=("j", "exp(v[j] + c)"),
    )


def softmax_determines(d: Derivation) -> Lemma:
    """softmax(u) = softmax(v) gives u_i = v_i + (lse(u) - lse(v)) for every i."""
    equal = d.assume("every(i, softmax(u, i) = softmax(v, i))")
    here = d.instance("softmax(u, i) = softmax(v, i)", equal, "i")
    logs = d.rewrite("log(softmax(u, i)) = log(softmax(v, i))", d.identity("log(softmax(u, i)) = log(softmax(u, i))"), here)
    shift = d.arith("u[i] = v[i] + (lse(u) - lse(v))", (1, logs))
    everywhere = d.generalise("every(i, u[i] = v[i] + (lse(u) - lse(v)))", shift, "i")
    closed = d.discharge("every(i, softmax(u, i) = softmax(v, i)) -> every(i, u[i] = v[i] + (lse(u) - lse(v)))", everywhere)
    return d.lemma(
        "u v", lambda u, v: f"every(i, softmax({u}, i) = softmax({v}, i)) -> every(i, {u}[i] = {v}[i] + (lse({u}) - lse({v})))", closed
    )


def shift_vanishes_by_sum(d: Derivation) -> Lemma:
    """u = v + c 1 with both of sum 0: u = v."""
    zero = d.assume("sum(j, u[j]) = 0 and sum(j, v[j]) = 0")
    shift = d.assume("every(i, u[i] = v[i] + c)")
    total = d.theorem("sum(i, u[i]) = sum(i, v[i] + c)", "equal terms have equal sums", shift, F=("i", "u[i]"), G=("i", "v[i] + c"))
    none = d.arith("c = 0", ("-1 / d", total), ("1 / d", d.left("sum(j, u[j]) = 0", zero)), ("-1 / d", d.right("sum(j, v[j]) = 0", zero)))
    return _shift_vanishes(d, shift, none, zero, lambda u, v: f"sum(j, {u}[j]) = 0 and sum(j, {v}[j]) = 0")


def shift_vanishes_by_first(d: Derivation) -> Lemma:
    """u = v + c 1 with both of first coordinate 0: u = v."""
    zero = d.assume("u[1] = 0 and v[1] = 0")
    shift = d.assume("every(i, u[i] = v[i] + c)")
    first = d.instance("u[1] = v[1] + c", shift, "1")
    none = d.arith("c = 0", (-1, first), (1, d.left("u[1] = 0", zero)), (-1, d.right("v[1] = 0", zero)))
    return _shift_vanishes(d, shift, none, zero, lambda u, v: f"{u}[1] = 0 and {v}[1] = 0")


def _shift_vanishes(d: Derivation, shift: str, none: str, zero: str, condition) -> Lemma:
    here = d.arith("u[i] = v[i]", (1, d.instance("u[i] = v[i] + c", shift, "i")), (1, none))
    equal = d.generalise("u = v", here, "i")
    inner = d.discharge("every(i, u[i] = v[i] + c) -> u = v", equal)
    outer = d.discharge(f"{condition('u', 'v')} -> (every(i, u[i] = v[i] + c) -> u = v)", inner)
    return d.lemma("u v c", lambda u, v, c: f"{condition(u, v)} -> (every(i, {u}[i] = {v}[i] + {c}) -> {u} = {v})", outer)
