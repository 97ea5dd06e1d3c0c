"""The subgradients of E max(x+γ): p is one exactly if <p,v> <= E (the greatest v among the leaders) for every v. For every d and every law."""

from __future__ import annotations

from dataclasses import dataclass

from proofs.coercive import rise_integrable
from proofs.lemmas import tangent
from proofs.means import combination, constant, non_negative_mean
from proofs.ties import HERE, LIMIT, among_bounds, by_cases, directional, gap, near, positive_reciprocal, top_cases
from proofs.two_potentials import MAX, top, top_facts
from verifier.engines.derive import Derivation, Lemma

DOT = "sum(i, p[i] * v[i])"
LEADS = "E(g, top_among(v, (x + g)))"


@dataclass(frozen=True)
class Ties:
    """The lemmas of proofs/ties.py, written into one notebook."""

    cases: Lemma
    among: tuple[Lemma, Lemma]
    finite: Lemma
    limit: Lemma
    quotient: Lemma

    @staticmethod
    def of(d: Derivation) -> Ties:
        cases = top_cases(d)
        among = among_bounds(d, cases)
        return Ties(cases, among, *directional(d, cases, among))


def leads(v: str, x: str) -> str:
    return f"E(g, top_among({v}, ({x} + g)))"


def below_leads(d: Derivation, ties: Ties) -> Lemma:
    """subgradient_rise(x, p) gives <p,v> <= E top_among(v, x+g): else the difference quotient, which tends to that, would fall below <p,v>."""
    given = d.assume("subgradient_rise(x, p)")
    moved, r = "(x + (exp(-(s + 1)) * v))", "(s + 1)"
    line = d.instance(f"rise_max(x) + sum(i, p[i] * ({moved}[i] - x[i])) <= rise_max({moved})", given, moved)
    quotient = f"E(g, (exp({r}) * ({top(f'({moved} + g)')} - {top(HERE)})))"
    above = d.arith(f"{DOT} <= {quotient}", (f"exp({r})", line), (-1, ties.quotient.at("v", "x", r)))
    eps = f"({DOT} - {LEADS})"
    over = d.assume(f"{LEADS} < {DOT}")
    whole = near(quotient.replace(r, "r"), LEADS)
    some = whole.removeprefix("forall(eps, 0 < eps -> ")[:-1].replace("eps", eps)
    rule = d.instance(f"0 < {eps} -> {some}", ties.limit.at("v", "x"), eps)
    exists = d.apply(some, rule, d.arith(f"0 < {eps}", (1, over)))
    inner = some.removeprefix("exists(s, ")[:-1]
    at = inner.removeprefix("forall(r, s < r -> ")[:-1].replace("exp(r)", f"exp({r})").replace("exp(-r)", f"exp(-{r})")
    both = d.apply(at, d.instance(f"s < {r} -> {at}", d.assume(inner), r), d.arith(f"s < {r}", (1,)))
    high = d.right(at.partition(" and ")[2], both)
    absurd = d.obtain("0 < 0", exists, d.arith("0 < 0", (1, high), (1, above)), "s")
    found = d.contradiction(f"{DOT} <= {LEADS}", absurd, d.arith("0 <= 0"))
    closed = d.discharge(f"subgradient_rise(x, p) -> {DOT} <= {LEADS}", found)
    return d.lemma("v x p", lambda v, x, p: f"subgradient_rise({x}, {p}) -> sum(i, {p}[i] * {v}[i]) <= {leads(v, x)}", closed)


def leads_below_rise(d: Derivation, ties: Ties) -> Lemma:
    """E top_among(y - u, u+g) <= rise_max(y) - rise_max(u): a leader moves up by y_i - u_i."""
    v, at = "(y - u)", "(u + g)"
    found = d.assume(f"{at}[i] = {top(at)} and top_among({v}, {at}) = {v}[i]")
    level, value = d.left(f"{at}[i] = {top(at)}", found), d.right(f"top_among({v}, {at}) = {v}[i]", found)
    bound = d.instance(f"(y + g)[i] <= {top('(y + g)')}", top_facts(d, "(y + g)")[0], "i")
    left = f"({MAX.rise('y')} - {MAX.rise('u')})"
    term = f"({left} - top_among({v}, {at}))"
    line = d.arith(f"0 <= {term}", (1, bound), (-1, level), (1, value))
    line = d.obtain(f"0 <= {term}", ties.among[1].at(v, at), line, "i")
    rise = rise_integrable(d, MAX)
    one, mean = combination(d, left, (("1", MAX.rise("y"), rise.at("y")), ("-1", MAX.rise("u"), rise.at("u"))))
    two, total = combination(d, term, (("1", left, one), ("-1", f"top_among({v}, {at})", ties.finite.at(v, "u"))))
    sign = non_negative_mean(d, term, two, line)
    result = d.arith(f"{leads(v, 'u')} <= rise_max(y) - rise_max(u)", (1, sign), (1, total), (1, mean))
    return d.lemma("u y", lambda u, y: f"{leads(f'({y} - {u})', u)} <= rise_max({y}) - rise_max({u})", result)


def from_leads(d: Derivation, ties: Ties, x: str, p: str, rule: str) -> str:
    """subgradient_rise(x, p), from forall(v, <p,v> <= E top_among(v, x+g))."""
    v = f"(y - {x})"
    here = d.instance(f"sum(i, {p}[i] * {v}[i]) <= {leads(v, x)}", rule, v)
    line = d.arith(f"rise_max({x}) + sum(i, {p}[i] * (y[i] - {x}[i])) <= rise_max(y)", (1, here), (1, leads_below_rise(d, ties).at(x, "y")))
    return d.generalise(f"subgradient_rise({x}, {p})", line, "y")


# how likely each index is to lead


def top_integrable(d: Derivation, ties: Ties) -> Lemma:
    """is_top(x+g, i) is integrable: the limit of exp(exp(r) (x_i + g_i - max(x+g))), which lies between 0 and 1."""
    size = gap(HERE)
    power = f"exp(exp(r) * (-{size}))"
    term, goal = f"({power} - is_top({HERE}, i))", f"-eps < {power} - is_top({HERE}, i) and {power} - is_top({HERE}, i) < eps"
    under = d.instance(f"{HERE}[i] <= {top(HERE)}", top_facts(d, HERE)[0], "i")
    inverse = d.arith(f"exp(exp(r) * {size}) >= 1", (1, tangent(d).at(f"exp(r) * {size}")), ("exp(r)", under))
    between = f"-1 <= {power} and {power} <= 1"
    low = d.arith(f"-1 <= {power}", (1, d.positive(power)), (1,))
    bounds = d.generalise(f"forall(g, {between})", d.both(between, low, d.arith(f"{power} <= 1", (power, inverse))), "g")
    finite = d.theorem(f"integrable(g, {power})", "bounded continuous functions are integrable", bounds, F=("g", power), a="-1", b="1")
    unit = positive_reciprocal(d)[0]
    small, bound = d.assume("0 < eps"), f"((1 / eps) * (1 / {size}))"
    far, some = d.assume(f"{bound} < r"), f"exists(s, forall(r, s < r -> {goal}))"

    def level(even: str, one: str) -> str:
        zero = d.rewrite("exp(exp(r) * (-0)) = exp(exp(r) * (-0))", d.identity("exp(exp(r) * (-0)) = exp(exp(r) * (-0))"), d.identity("0 = 0"))
        flat = d.arith(f"0 = {size}", (1, even))
        line = d.rewrite(f"exp(exp(r) * (-0)) = exp(exp(r) * (-{size}))", zero, flat)
        same = d.arith(f"0 = {term}", (1, line), (1, one))
        return d.both(goal, d.arith(goal.partition(" and ")[0], (1, small), (1, same)), d.arith(goal.partition(" and ")[2], (1, small), (-1, same)))

    def behind(less: str, none: str) -> str:
        positive = d.arith(f"0 < {size}", (1, less))
        units = [d.apply(f"{t} * (1 / {t}) = 1", unit.at(t), fact) for t, fact in (("eps", small), (size, positive))]
        steep = d.arith(f"1 < eps * r * {size}", (1, small, positive, far), (f"-{size} * (1 / {size})", units[0]), (-1, units[1]))
        steep = d.arith(f"1 < eps * exp(r) * {size}", (1, steep), (1, small, positive, tangent(d).at("r")), (1, small, positive))
        steep = d.arith(f"1 < eps * exp(exp(r) * {size})", (1, steep), (1, small, tangent(d).at(f"exp(r) * {size}")), (1, small))
        high = d.arith(f"{power} < eps", (power, steep))
        low = d.arith(goal.partition(" and ")[0], (1, small), (1, d.positive(power)), (1, none))
        return d.both(goal, low, d.arith(goal.partition(" and ")[2], (1, high), (-1, none)))

    line = by_cases(d, ties.cases, HERE, "i", goal, level, behind)
    closed = d.generalise(f"forall(r, {bound} < r -> {goal})", d.discharge(f"{bound} < r -> {goal}", line), "r")
    found = d.generalise(f"forall(eps, 0 < eps -> {some})", d.discharge(f"0 < eps -> {some}", d.witness(some, closed, bound)), "eps")
    whole, rest = f"integrable(g, is_top({HERE}, i))", near(f"E(g, {power})", "mean_top(x, i)")
    fact = d.theorem(
        f"{whole} and {rest}", LIMIT, d.generalise(f"forall(r, integrable(g, {power}))", finite, "r"), constant(d, "1")[0],
        d.generalise(f"forall(r, forall(g, {between}))", bounds, "r"), d.generalise(f"forall(g, forall(eps, 0 < eps -> {some}))", found, "g"),
        F=("r", "g", power), G=("g", "1"), H=("g", f"is_top({HERE}, i)"),
    )
    return d.lemma("x i", lambda x, i: f"integrable(g, is_top({x} + g, {i}))", d.left(whole, fact))
