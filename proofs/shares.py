"""Ties shared in given proportions w: share(w, x, i) is w_i / (the sum of the w_j of all leaders) for a leader i, 0 for the others.

Each way of sharing makes the expected argmax a subgradient; for every d and every law.
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.means import combination, non_negative_mean
from proofs.subgradients import Ties, from_leads, leads
from proofs.ties import LARGEST, by_cases, on_top, positive_reciprocal, top_between, top_cases
from proofs.two_potentials import top, top_facts
from verifier.engines.derive import Derivation, Lemma

POSITIVE = "every(j, w[j] > 0)"
TOTAL = "sum(j, w[j] * is_top(x, j))"
EACH = "a sum of non-negative terms is at least each"
MULTIPLE = "a bounded multiple of an integrable variable is integrable"


@dataclass(frozen=True)
class Shares:
    """What holds of share(w, x, i) for w positive: at least 0, at most 1, of sum 1; share (top - x_i) = 0; integrable at x+g."""

    low: Lemma
    high: Lemma
    whole: Lemma
    level: Lemma
    finite: Lemma

    @staticmethod
    def of(d: Derivation, cases: Lemma, sign: Lemma, top_finite: Lemma, positive: str) -> Shares:
        least = lower_bound(d, positive)
        above = total_above(d, *least, sign)
        unit, inverse = positive_reciprocal(d)
        size = d.arith(f"0 < {TOTAL}", (1, above), (1, least[0]))
        one = d.apply(f"{TOTAL} * (1 / {TOTAL}) = 1", unit.at(TOTAL), size)
        part = d.apply(f"0 < 1 / {TOTAL}", inverse.at(TOTAL), size)
        weight = d.instance("w[i] > 0", positive, "i")
        low = d.arith("0 <= share(w, x, i)", (1, weight, part, sign.at("x", "i")))
        weak = d.generalise("every(i, 0 <= share(w, x, i))", low, "i")
        whole = d.arith("sum(i, share(w, x, i)) = 1", (1, one))
        most = d.theorem("every(i, share(w, x, i) <= sum(k, share(w, x, k)))", EACH, weak, F=("i", "share(w, x, i)"))
        high = d.arith("share(w, x, i) <= 1", (1, d.instance("share(w, x, i) <= sum(k, share(w, x, k))", most, "i")), (1, whole))
        goal = f"share(w, x, i) * ({top('x')} - x[i]) = 0"
        level = by_cases(
            d, cases, "x", "i", goal,
            lambda even, _: d.arith(goal, ("-share(w, x, i)", even)),
            lambda _, none: d.arith(goal, (f"w[i] * (1 / {TOTAL}) * ({top('x')} - x[i])", none)),
        )
        lemmas = [
            d.lemma("x i", lambda x, i: f"0 <= share(w, {x}, {i})", low), d.lemma("x i", lambda x, i: f"share(w, {x}, {i}) <= 1", high),
            d.lemma("x", lambda x: f"sum(i, share(w, {x}, i)) = 1", whole),
            d.lemma("x i", lambda x, i: f"share(w, {x}, {i}) * ({top(x)} - {x}[{i}]) = 0", level),
        ]
        at_least = d.lemma("x", lambda x: f"{LEAST} <= {TOTAL.replace('(x,', f'({x},')}", above)
        return Shares(*lemmas, share_integrable(d, lemmas[0], lemmas[1], top_finite, at_least, least[0]))


LEAST = "(-greatest(j, -w[j]))"


def lower_bound(d: Derivation, positive: str) -> tuple[str, Lemma]:
    """0 < the least weight, and least <= w[j]."""
    fact = d.theorem("every(j, -w[j] <= greatest(j, -w[j])) and some(j, -w[j] = greatest(j, -w[j]))", LARGEST, F=("j", "-w[j]"))
    bounds, reached = d.left("every(j, -w[j] <= greatest(j, -w[j]))", fact), d.right("some(j, -w[j] = greatest(j, -w[j]))", fact)
    at = d.assume("-w[j] = greatest(j, -w[j])")
    line = d.arith(f"0 < {LEAST}", (1, d.instance("w[j] > 0", positive, "j")), (-1, at))
    below = d.arith(f"{LEAST} <= w[j]", (1, d.instance("-w[j] <= greatest(j, -w[j])", bounds, "j")))
    return d.obtain(f"0 < {LEAST}", reached, line, "j"), d.lemma("j", lambda j: f"{LEAST} <= w[{j}]", below)


def total_above(d: Derivation, positive: str, least: Lemma, sign: Lemma) -> str:
    """least <= sum_j w_j is_top(x, j): one of them leads."""
    below = d.arith("0 <= w[j] * is_top(x, j)", ("1", positive, sign.at("x", "j")), ("1", least.at("j"), sign.at("x", "j")))
    weak = d.generalise("every(j, 0 <= w[j] * is_top(x, j))", below, "j")
    part = d.theorem(f"every(j, w[j] * is_top(x, j) <= {TOTAL.replace('j', 'k')})", EACH, weak, F=("j", "w[j] * is_top(x, j)"))
    own = d.instance(f"w[m] * is_top(x, m) <= {TOTAL.replace('j', 'k')}", part, "m")
    led = d.assume(f"x[m] = {top('x')}")
    unit = d.apply("is_top(x, m) = 1", on_top(d)[0].at("x", "m"), led)
    line = d.arith(f"{LEAST} <= {TOTAL}", (1, own), (1, least.at("m")), ("-w[m]", unit))
    return d.obtain(f"{LEAST} <= {TOTAL}", top_facts(d, "x")[1], line, "m")


def share_integrable(d: Derivation, low: Lemma, high: Lemma, top_finite: Lemma, above: Lemma, least: str) -> Lemma:
    """share(w, x+g, i) is integrable: a product of integrable variables, of which the reciprocal is bounded."""
    at, total = "(x + g)", TOTAL.replace("(x,", "((x + g),")
    term = f"w[j] * is_top({at}, j)"
    finite = top_finite.at("x", "j")
    one, _ = combination(d, term, (("w[j]", f"is_top({at}, j)", finite), ("0", f"is_top({at}, j)", finite)))
    whole = d.theorem(
        f"integrable(g, sum(j, {term})) and E(g, sum(j, {term})) = sum(j, E(g, {term}))", "expectation of a finite sum",
        d.generalise(f"every(j, integrable(g, {term}))", one, "j"), F=("j", "g", term),
    )
    whole = d.left(f"integrable(g, sum(j, {term}))", whole)
    bounds = d.generalise(f"forall(g, {LEAST} <= {total})", above.at(at), "g")
    inverse = d.theorem(
        f"integrable(g, 1 / {total})", "the reciprocal of a variable above a positive number is integrable", whole, least, bounds,
        F=("g", total), a=LEAST,
    )
    lows, highs = top_between(d, top_cases(d))
    between = f"-1 <= is_top({at}, i) and is_top({at}, i) <= 1"
    both = d.both(between, d.arith(f"-1 <= is_top({at}, i)", (1, lows.at(at, "i")), (1,)), highs.at(at, "i"))
    product = d.theorem(
        f"integrable(g, is_top({at}, i) * (1 / {total}))", MULTIPLE, top_finite.at("x", "i"), inverse,
        d.generalise(f"forall(g, {between})", both, "g"),
        F=("g", f"is_top({at}, i)"), G=("g", f"1 / {total}"), a="1",
    )
    inner = f"is_top({at}, i) * (1 / {total})"
    found, _ = combination(d, f"share(w, {at}, i)", (("w[i]", inner, product), ("0", inner, product)))
    return d.lemma("x i", lambda x, i: f"integrable(g, share(w, {x} + g, {i}))", found)


def weighted_mean(d: Derivation, shares: Shares, factor: str) -> tuple[str, str]:
    """sum_i share(w, x+g, i) factor_i is integrable, with the mean sum_i mean_share(w, x, i) factor_i; factor mentions no noise."""
    share = "share(w, x + g, i)"
    term, value = f"{share} * {factor}", f"mean_share(w, x, i) * {factor}"
    finite = shares.finite.at("x", "i")
    one, mean = combination(d, term, ((factor, share, finite), ("0", share, finite)))
    whole, total = f"integrable(g, sum(i, {term}))", f"E(g, sum(i, {term})) = sum(i, E(g, {term}))"
    each = d.generalise(f"every(i, integrable(g, {term}))", one, "i")
    fact = d.theorem(f"{whole} and {total}", "expectation of a finite sum", each, F=("i", "g", term))
    same = d.generalise(f"every(i, E(g, {term}) = {value})", d.arith(f"E(g, {term}) = {value}", (1, mean)), "i")
    sums = d.theorem(f"sum(i, E(g, {term})) = sum(i, {value})", "equal terms have equal sums", same, F=("i", f"E(g, {term})"), G=("i", value))
    return d.left(whole, fact), d.arith(f"E(g, sum(i, {term})) = sum(i, {value})", (1, d.right(total, fact)), (1, sums))


def shares_below_best(d: Derivation, ties: Ties, shares: Shares) -> str:
    """sum_i share(w, x+g, i) v_i <= top_among(v, x+g); only leaders have a share, and their v is at most the best."""
    at, best = "(x + g)", "top_among(v, (x + g))"
    term = f"share(w, {at}, i) * ({best} - v[i])"

    def none(less: str, zero: str) -> str:
        factor = f"w[i] * (1 / {TOTAL.replace('(x,', '((x + g),')}) * ({best} - v[i])"
        return d.arith(f"0 <= {term}", (f"-{factor}", zero))

    def some(even: str, _: str) -> str:
        under = d.apply(f"v[i] <= {best}", ties.among[0].at("v", at, "i"), even)
        return d.arith(f"0 <= {term}", (1, shares.low.at(at, "i"), under))

    each = d.generalise(f"every(i, 0 <= {term})", by_cases(d, ties.cases, at, "i", f"0 <= {term}", some, none), "i")
    total = d.theorem(f"0 <= sum(i, {term})", "a sum of non-negative terms is non-negative", each, F=("i", term))
    return d.arith(f"sum(i, share(w, x + g, i) * v[i]) <= {best}", (1, total), (best, shares.whole.at(at)))


def shares_are_subgradient(d: Derivation, ties: Ties, shares: Shares) -> Lemma:
    """p_i = mean_share(w, x, i) for every i: p is a subgradient of rise_max at x (w positive, as assumed)."""
    finite, mean = weighted_mean(d, shares, "v[i]")
    best, sum_ = "top_among(v, (x + g))", "sum(i, share(w, x + g, i) * v[i])"
    gap = f"({best} - {sum_})"
    whole, value = combination(d, gap, (("1", best, ties.finite.at("v", "x")), ("-1", sum_, finite)))
    sign = non_negative_mean(d, gap, whole, d.arith(f"0 <= {gap}", (1, shares_below_best(d, ties, shares))))
    line = d.arith(f"sum(i, mean_share(w, x, i) * v[i]) <= {leads('v', 'x')}", (1, sign), (1, value), (-1, mean))
    meant = d.assume("every(i, p[i] = mean_share(w, x, i))")
    here = d.arith("p[i] * v[i] = mean_share(w, x, i) * v[i]", ("v[i]", d.instance("p[i] = mean_share(w, x, i)", meant, "i")))
    sums = d.theorem(
        "sum(i, p[i] * v[i]) = sum(i, mean_share(w, x, i) * v[i])", "equal terms have equal sums",
        d.generalise("every(i, p[i] * v[i] = mean_share(w, x, i) * v[i])", here, "i"), F=("i", "p[i] * v[i]"), G=("i", "mean_share(w, x, i) * v[i]"),
    )
    line = d.arith(f"sum(i, p[i] * v[i]) <= {leads('v', 'x')}", (1, line), (1, sums))
    found = from_leads(d, ties, "x", "p", d.generalise(f"forall(v, sum(i, p[i] * v[i]) <= {leads('v', 'x')})", line, "v"))
    closed = d.discharge("every(i, p[i] = mean_share(w, x, i)) -> subgradient_rise(x, p)", found)
    return d.lemma("x p", lambda x, p: f"every(i, {p}[i] = mean_share(w, {x}, i)) -> subgradient_rise({x}, {p})", closed)
