"""Where ties have probability 0 the vector of the P(i leads) is the one subgradient, and the directional derivatives are linear in it."""

from __future__ import annotations

from proofs.lemmas import product_not_zero
from proofs.means import bounded_components, combination, constant, non_negative_mean, squares
from proofs.subgradients import Ties, from_leads, leads
from proofs.ties import equal_by_order, on_top
from verifier.engines.derive import Derivation, Lemma

AT = "is_top((x + g), i)"
COUNT = f"sum(i, {AT})"
WEIGHTED = f"sum(i, {AT} * v[i])"
MEANS = "sum(i, mean_top(x, i) * v[i])"
BEST = "top_among(v, (x + g))"
EACH = "a sum of non-negative terms is at least each"


def mean_of_sum(d: Derivation, finite: Lemma, factor: str) -> tuple[str, str]:
    """sum_i is_top(x+g, i) factor_i is integrable, and its mean; factor is v[i] or 1."""
    term, value = f"{AT} * {factor}", f"mean_top(x, i) * {factor}"
    one, mean = combination(d, term, ((factor, AT, finite.at("x", "i")), ("0", AT, finite.at("x", "i"))))
    whole, total = f"integrable(g, sum(i, {term}))", f"E(g, sum(i, {term})) = sum(i, E(g, {term}))"
    each = d.generalise(f"every(i, integrable(g, {term}))", one, "i")
    fact = d.theorem(f"{whole} and {total}", "expectation of a finite sum", each, F=("i", "g", term))
    same = d.generalise(f"every(i, E(g, {term}) = {value})", d.arith(f"E(g, {term}) = {value}", (1, mean)), "i")
    sums = d.theorem(f"sum(i, E(g, {term})) = sum(i, {value})", "equal terms have equal sums", same, F=("i", f"E(g, {term})"), G=("i", value))
    return d.left(whole, fact), d.arith(f"E(g, sum(i, {term})) = sum(i, {value})", (1, d.right(total, fact)), (1, sums))


def few_leaders(d: Derivation, ties: Ties, sign: Lemma, under: bool) -> str:
    """0 <= b (N - 1) + (best - weighted), or with the difference turned, N the number of leaders: best is one of the leaders' v."""
    _, above, below = bounded_components(d)
    b = "(sum(j, v[j]^2) + 1)"
    part = f"({b} - v[i])" if under else f"(v[i] + {b})"
    level = d.arith(f"0 <= {part}", (1, (above if under else below).at("v", "i")))
    term = f"{AT} * {part}"
    weak = d.generalise(f"every(i, 0 <= {term})", d.arith(f"0 <= {term}", (1, sign.at("(x + g)", "i"), level)), "i")
    fact = d.theorem(f"every(i, {term} <= sum(k, {term.replace('i)', 'k)').replace('[i]', '[k]')}))", EACH, weak, F=("i", term))
    found = d.assume(f"(x + g)[m] = greatest(k, (x + g)[k]) and {BEST} = v[m]")
    led, value = d.left("(x + g)[m] = greatest(k, (x + g)[k])", found), d.right(f"{BEST} = v[m]", found)
    unit = d.apply("is_top((x + g), m) = 1", on_top(d)[0].at("(x + g)", "m"), led)
    own = d.instance(f"{term.replace('i)', 'm)').replace('[i]', '[m]')} <= sum(k, {term.replace('i)', 'k)').replace('[i]', '[k]')})", fact, "m")
    difference = f"({BEST} - {WEIGHTED})" if under else f"({WEIGHTED} - {BEST})"
    goal = f"0 <= {b} * ({COUNT} - 1) + {difference}"
    line = d.arith(goal, (1, own), (f"-{part.replace('[i]', '[m]')}", unit), ("-1" if under else "1", value))
    return d.obtain(goal, ties.among[1].at("v", "(x + g)"), line, "m")


def means_agree(d: Derivation, ties: Ties, sign: Lemma, finite: Lemma, alone: str) -> tuple[str, str]:
    """E best <= sum_i v_i P(i leads) and the converse, from no_ties(x); v free."""
    (one, count), (two, value) = mean_of_sum(d, finite, "1"), mean_of_sum(d, finite, "v[i]")
    b, best, lines = "(sum(j, v[j]^2) + 1)", ties.finite.at("v", "x"), []
    for under in (True, False):
        pointwise = few_leaders(d, ties, sign, under)
        c = "1" if under else "-1"
        first = f"({b} * sum(i, {AT} * 1) + {c} * {BEST})"
        third = f"({first} + -({c}) * {WEIGHTED})"
        whole = f"({third} - {b})"
        a, mean_a = combination(d, first, ((b, f"sum(i, {AT} * 1)", one), (c, BEST, best)))
        a, mean_b = combination(d, third, (("1", first, a), (f"-({c})", f"sum(i, {AT} * v[i])", two)))
        fixed = constant(d, "1")
        a, mean_c = combination(d, whole, (("1", third, a), (f"-{b}", "1", fixed[0])))
        total = non_negative_mean(d, whole, a, d.arith(f"0 <= {whole}", (1, pointwise)))
        goal = f"{MEANS} <= {leads('v', 'x')}" if under else f"{leads('v', 'x')} <= {MEANS}"
        lines.append(d.arith(
            goal, (1, total), (1, mean_c), (1, mean_b), (1, mean_a), (b, count), (f"-({c})", value), (b, alone), (f"-{b}", fixed[1]),
        ))
    return lines[0], lines[1]


def derivative_is_linear(d: Derivation, ties: Ties, sign: Lemma, finite: Lemma) -> Lemma:
    """no_ties(x) gives E best = sum_i v_i P(i leads)."""
    alone = d.assume("no_ties(x)")
    low, high = means_agree(d, ties, sign, finite, alone)
    line = equal_by_order(d, leads("v", "x"), MEANS, high, low)
    closed = d.discharge(f"no_ties(x) -> {leads('v', 'x')} = {MEANS}", line)
    return d.lemma("v x", lambda v, x: f"no_ties({x}) -> {leads(v, x)} = sum(i, mean_top({x}, i) * {v}[i])", closed)


def chances_are_subgradient(d: Derivation, ties: Ties, linear: Lemma) -> Lemma:
    """no_ties(x) and p_i = P(i leads): p is a subgradient."""
    alone, meant = d.assume("no_ties(x)"), d.assume("every(i, p[i] = mean_top(x, i))")
    same = d.apply(f"{leads('v', 'x')} = {MEANS}", linear.at("v", "x"), alone)
    here = d.arith("p[i] * v[i] = mean_top(x, i) * v[i]", ("v[i]", d.instance("p[i] = mean_top(x, i)", meant, "i")))
    here = d.generalise("every(i, p[i] * v[i] = mean_top(x, i) * v[i])", here, "i")
    sums = d.theorem(f"sum(i, p[i] * v[i]) = {MEANS}", "equal terms have equal sums", here, F=("i", "p[i] * v[i]"), G=("i", "mean_top(x, i) * v[i]"))
    line = d.arith(f"sum(i, p[i] * v[i]) <= {leads('v', 'x')}", (-1, same), (1, sums))
    rule = d.generalise(f"forall(v, sum(i, p[i] * v[i]) <= {leads('v', 'x')})", line, "v")
    found = from_leads(d, ties, "x", "p", rule)
    inner = d.discharge("every(i, p[i] = mean_top(x, i)) -> subgradient_rise(x, p)", found)
    closed = d.discharge("no_ties(x) -> (every(i, p[i] = mean_top(x, i)) -> subgradient_rise(x, p))", inner)
    return d.lemma("x p", lambda x, p: f"no_ties({x}) -> (every(i, {p}[i] = mean_top({x}, i)) -> subgradient_rise({x}, {p}))", closed)


def only_subgradient(d: Derivation, below: Lemma, linear: Lemma) -> Lemma:
    """no_ties(x) and p a subgradient: p_i = P(i leads). With v_i = p_i - P(i leads) the sum of the v_i^2 is at most 0."""
    alone, given = d.assume("no_ties(x)"), d.assume("subgradient_rise(x, p)")
    vector = d.theorem("exists(v, every(i, v[i] = p[i] - mean_top(x, i)))", "a vector has any components", F=("i", "p[i] - mean_top(x, i)"))
    meant = d.assume("every(i, v[i] = p[i] - mean_top(x, i))")
    high = d.apply(f"sum(i, p[i] * v[i]) <= {leads('v', 'x')}", below.at("v", "x", "p"), given)
    same = d.apply(f"{leads('v', 'x')} = {MEANS}", linear.at("v", "x"), alone)
    here = d.instance("v[i] = p[i] - mean_top(x, i)", meant, "i")
    term = "(p[i] * v[i] - mean_top(x, i) * v[i])"
    each = d.generalise(f"every(i, v[i]^2 = {term})", d.arith(f"v[i]^2 = {term}", ("v[i]", here)), "i")
    sums = d.theorem(f"sum(i, v[i]^2) = sum(i, {term})", "equal terms have equal sums", each, F=("i", "v[i]^2"), G=("i", term))
    square = squares(d)
    weak = d.generalise("every(i, 0 <= v[i]^2)", square.at("v[i]"), "i")
    part = d.instance("v[i]^2 <= sum(k, v[k]^2)", d.theorem("every(i, v[i]^2 <= sum(k, v[k]^2))", EACH, weak, F=("i", "v[i]^2")), "i")
    difference = d.arith("sum(i, p[i] * v[i]) - sum(i, mean_top(x, i) * v[i]) = sum(i, v[i]^2)", (-1, sums))
    none = d.arith("v[i]^2 <= 0", (1, part), (-1, difference), (1, high), (1, same))
    apart = d.assume("v[i] != 0")
    both = d.both("v[i] != 0 and v[i] != 0", apart, apart)
    zero = equal_by_order(d, "v[i] * v[i]", "0", d.arith("v[i] * v[i] <= 0", (1, none)), d.arith("0 <= v[i] * v[i]", (1, square.at("v[i]"))))
    level = d.contradiction("v[i] = 0", zero, d.apply("v[i] * v[i] != 0", product_not_zero(d).at("v[i]", "v[i]"), both))
    line = d.generalise("every(i, p[i] = mean_top(x, i))", d.arith("p[i] = mean_top(x, i)", (1, level), (-1, here)), "i")
    line = d.obtain("every(i, p[i] = mean_top(x, i))", vector, line, "v")
    inner = d.discharge("subgradient_rise(x, p) -> every(i, p[i] = mean_top(x, i))", line)
    closed = d.discharge("no_ties(x) -> (subgradient_rise(x, p) -> every(i, p[i] = mean_top(x, i)))", inner)
    return d.lemma("x p", lambda x, p: f"no_ties({x}) -> (subgradient_rise({x}, {p}) -> every(i, {p}[i] = mean_top({x}, i)))", closed)
