"""Section 5 and Corollary 9.1 for every d and every law: subgradients, ties, the gradient, minimality where the noise reaches everywhere."""

from __future__ import annotations

from proofs.coercive import rise_integrable
from proofs.conjugate import FINITE, as_max, as_rise, bridge
from proofs.means import combination
from proofs.no_ties import chances_are_subgradient, derivative_is_linear, only_subgradient
from proofs.shares import Shares, shares_are_subgradient
from proofs.subgradients import Ties, below_leads, from_leads, leads, top_integrable
from proofs.ties import top_between
from proofs.two_potentials import MAX, top, top_facts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

DOT = "sum(i, p[i] * v[i])"
AT = "(theta + g)"
ALONE = "forall(theta, no_ties(theta))"
MEANT = "every(i, p[i] = mean_share(w, theta, i))"
UNITS = "every(j, w[j] > 0)"


class Notebook:
    """Lemmas about subgradients in one derivation, written when they are first asked for; `finite` is the fact that f is finite, or None: then F."""

    def __init__(self, d: Derivation, finite: str | None = None):
        self.d, self.finite = d, finite
        self.kind = "subgradient_rise" if finite is None else "subgradient_max"
        self.same = None if finite is None else bridge(d, finite)
        self.ties = Ties.of(d)
        self.sign = top_between(d, self.ties.cases)[0]
        self.likely = top_integrable(d, self.ties)

    def inward(self, x: str, p: str, fact: str) -> str:
        """subgradient_rise(x, p), from the kind at hand."""
        return fact if self.same is None else as_rise(self.d, self.same, x, p, fact)

    def outward(self, x: str, p: str, fact: str) -> str:
        return fact if self.same is None else as_max(self.d, self.same, x, p, fact)

    def linear(self) -> Lemma:
        return derivative_is_linear(self.d, self.ties, self.sign, self.likely)

    def shares(self, positive: str) -> Shares:
        return Shares.of(self.d, self.ties.cases, self.sign, self.likely, positive)


def finite_everywhere(d: Derivation, form: Form) -> str:
    """Equation 12: max(theta+g) is max(g) and something bounded."""
    given = d.hypothesis(0, form.given[0])
    rise = rise_integrable(d, MAX).at("theta")
    whole, _ = combination(d, top(AT), (("1", MAX.rise("theta"), rise), ("1", top("g"), given)))
    return d.generalise(form.conclusion[0], whole, "theta")


# Equations 13, 48, 49


def included(note: Notebook, converse: bool) -> str:
    """forall(p, p is a subgradient at theta -> forall(v, <p,v> <= E best)), or the converse."""
    d, sub = note.d, f"{note.kind}(theta, p)"
    rule = f"forall(v, {DOT} <= {leads('v', 'theta')})"
    if converse:
        given = d.assume(rule)
        found = note.outward("theta", "p", from_leads(d, note.ties, "theta", "p", given))
        closed = d.discharge(f"{rule} -> {sub}", found)
        return d.generalise(f"forall(p, {rule} -> {sub})", closed, "p")
    here = note.inward("theta", "p", d.assume(sub))
    line = d.apply(f"{DOT} <= {leads('v', 'theta')}", below_leads(d, note.ties).at("v", "theta", "p"), here)
    closed = d.discharge(f"{sub} -> {rule}", d.generalise(rule, line, "v"))
    return d.generalise(f"forall(p, {sub} -> {rule})", closed, "p")


def shared(note: Notebook) -> str:
    """forall(w, forall(p, w positive and p the mean shares -> p is a subgradient at theta))."""
    d, rise = note.d, f"{MEANT} -> subgradient_rise(theta, p)"
    rule = d.discharge(f"{UNITS} -> ({rise})", shares_are_subgradient(d, note.ties, note.shares(d.assume(UNITS))).at("theta", "p"))
    given = d.assume(f"{UNITS} and {MEANT}")
    found = d.apply("subgradient_rise(theta, p)", d.apply(rise, rule, d.left(UNITS, given)), d.right(MEANT, given))
    found = note.outward("theta", "p", found)
    inner = f"{UNITS} and {MEANT} -> {note.kind}(theta, p)"
    closed = d.generalise(f"forall(p, {inner})", d.discharge(inner, found), "p")
    return d.generalise(f"forall(w, forall(p, {inner}))", closed, "w")


def equation_13(number: int):
    def build(d: Derivation, form: Form) -> str:
        note = Notebook(d, d.hypothesis(0, FINITE))
        return shared(note) if number == 2 else included(note, number == 1)

    return build


def pointwise_shares(d: Derivation, form: Form) -> str:
    """Equation 48, part 1: for each g the shares are a subgradient of the maximum."""
    note, given = Notebook(d), d.assume(UNITS)
    shares = note.shares(given)
    high = top("(y + g)")
    term = f"share(w, {AT}, i) * ({high} - {top(AT)} - (y[i] - theta[i]))"
    low, level = shares.low.at(AT, "i"), shares.level.at(AT, "i")
    bound = d.instance(f"(y + g)[i] <= {high}", top_facts(d, "(y + g)")[0], "i")
    each = d.generalise(f"every(i, 0 <= {term})", d.arith(f"0 <= {term}", (1, low, bound), (1, level)), "i")
    total = d.theorem(f"0 <= sum(i, {term})", "a sum of non-negative terms is non-negative", each, F=("i", term))
    goal = f"{top(AT)} + sum(i, share(w, {AT}, i) * (y[i] - theta[i])) <= {high}"
    line = d.arith(goal, (1, total), (f"{high} - {top(AT)}", shares.whole.at(AT)))
    line = d.generalise(f"forall(g, forall(y, {goal}))", d.generalise(f"forall(y, {goal})", line, "y"), "g")
    return d.generalise(form.conclusion[0], d.discharge(f"{UNITS} -> forall(g, forall(y, {goal}))", line), "w")


def indicator(d: Derivation, form: Form) -> str:
    """Equation 49: a leader moves up by y_i - theta_i."""
    led, high = d.assume(f"{AT}[i] = {top(AT)}"), top("(y + g)")
    bound = d.instance(f"(y + g)[i] <= {high}", top_facts(d, "(y + g)")[0], "i")
    goal = f"{top(AT)} + sum(j, delta(i, j) * (y[j] - theta[j])) <= {high}"
    line = d.generalise(f"forall(y, {goal})", d.arith(goal, (1, bound), (-1, led)), "y")
    return d.generalise(form.conclusion[0], d.discharge(f"{AT}[i] = {top(AT)} -> forall(y, {goal})", line), "i")


# where there are no ties


def only(note: Notebook, alone: str) -> str:
    """forall(p, p a subgradient at theta -> p_i = P(i leads))."""
    d, sub, level = note.d, f"{note.kind}(theta, p)", "every(i, p[i] = mean_top(theta, i))"
    rule = only_subgradient(d, below_leads(d, note.ties), note.linear()).at("theta", "p")
    found = d.apply(level, d.apply(f"subgradient_rise(theta, p) -> {level}", rule, alone), note.inward("theta", "p", d.assume(sub)))
    return d.generalise(f"forall(p, {sub} -> {level})", d.discharge(f"{sub} -> {level}", found), "p")


def attained(note: Notebook, alone: str) -> str:
    """forall(p, p_i = P(i leads) -> p a subgradient at theta)."""
    d, sub, level = note.d, f"{note.kind}(theta, p)", "every(i, p[i] = mean_top(theta, i))"
    rule = chances_are_subgradient(d, note.ties, note.linear()).at("theta", "p")
    found = d.apply("subgradient_rise(theta, p)", d.apply(f"{level} -> subgradient_rise(theta, p)", rule, alone), d.assume(level))
    return d.generalise(f"forall(p, {level} -> {sub})", d.discharge(f"{level} -> {sub}", note.outward("theta", "p", found)), "p")


def slope(note: Notebook, alone: str) -> str:
    """forall(v, the difference quotients along v tend to sum_i v_i P(i leads))."""
    d, new = note.d, "rise_max" if note.same is None else "mean_max"
    moved = "theta + (exp(-r) * v)"
    value, mean = "sum(i, mean_top(theta, i) * v[i])", f"E(g, (exp(r) * ({top(f'(({moved}) + g)')} - {top(AT)})))"
    quotient = f"exp(r) * ({new}({moved}) - {new}(theta))"
    same = note.ties.quotient.at("v", "theta", "r")
    linear = d.apply(f"{leads('v', 'theta')} = {value}", note.linear().at("v", "theta"), alone)
    facts = [] if note.same is None else [("-exp(r)", note.same.at(f"({moved})")), ("exp(r)", note.same.at("theta"))]
    equal = d.arith(f"{mean} - {leads('v', 'theta')} = {quotient} - {value}", (1, same), (-1, linear), *facts)
    limit = note.ties.limit.at("v", "theta")

    def within(term: str) -> str:
        return f"-eps < {term} and {term} < eps"

    def some(term: str) -> str:
        return f"exists(s, forall(r, s < r -> {within(term)}))"

    first, second = f"{mean} - {leads('v', 'theta')}", f"{quotient} - {value}"
    found = d.apply(some(first), d.instance(f"0 < eps -> {some(first)}", limit, "eps"), d.assume("0 < eps"))
    inner = d.assume(f"forall(r, s < r -> {within(first)})")
    at = d.apply(within(first), d.instance(f"s < r -> {within(first)}", inner, "r"), d.assume("s < r"))
    low = d.arith(f"-eps < {second}", (1, d.left(f"-eps < {first}", at)), (1, equal))
    both = d.both(within(second), low, d.arith(f"{second} < eps", (1, d.right(f"{first} < eps", at)), (-1, equal)))
    closed = d.generalise(f"forall(r, s < r -> {within(second)})", d.discharge(f"s < r -> {within(second)}", both), "r")
    found = d.obtain(some(second), found, d.witness(some(second), closed, "s"), "s")
    found = d.generalise(f"forall(eps, 0 < eps -> {some(second)})", d.discharge(f"0 < eps -> {some(second)}", found), "eps")
    return d.generalise(f"forall(v, forall(eps, 0 < eps -> {some(second)}))", found, "v")


GRADIENT = (only, attained, slope)


def gradient(number: int, everywhere: bool):
    """Parts of Lemma 5.2 and Corollary 9.1: hypothesis 1 says that there are no ties, at theta or everywhere."""

    def build(d: Derivation, form: Form) -> str:
        note = Notebook(d, d.hypothesis(0, FINITE))
        if not everywhere:
            return GRADIENT[number](note, d.hypothesis(1, "no_ties(theta)"))
        alone = d.instance("no_ties(theta)", d.hypothesis(1, ALONE), "theta")
        return d.generalise(form.conclusion[number], GRADIENT[number](note, alone), "theta")

    return build


def derivative_along(d: Derivation, form: Form) -> str:
    """Equation 65, for F."""
    return slope(Notebook(d), d.hypothesis(0, "no_ties(theta)"))


def at_most_one(note: Notebook, alone: str) -> str:
    """Two subgradients at theta are equal, where there are no ties."""
    d, rule = note.d, only(note, alone)
    kind, both = note.kind, f"{note.kind}(theta, p) and {note.kind}(theta, q)"
    given, lines = d.assume(both), []
    for name, take in (("p", d.left), ("q", d.right)):
        level = f"every(i, {name}[i] = mean_top(theta, i))"
        fact = d.apply(level, d.instance(f"{kind}(theta, {name}) -> {level}", rule, name), take(f"{kind}(theta, {name})", given))
        lines.append(d.instance(f"{name}[i] = mean_top(theta, i)", fact, "i"))
    same = d.generalise("p = q", d.arith("p[i] = q[i]", (1, lines[0]), (-1, lines[1])), "i")
    inner = f"forall(q, {both} -> p = q)"
    return d.generalise(f"forall(p, {inner})", d.generalise(inner, d.discharge(f"{both} -> p = q", same), "q"), "p")


def some_subgradient(note: Notebook) -> str:
    """exists(p, p is a subgradient at theta): ties shared equally."""
    d = note.d
    positive = d.generalise("every(j, ones[j] > 0)", d.arith("ones[j] > 0", (1,)), "j")
    rule = shared(note)
    meant = "every(i, p[i] = mean_share(ones, theta, i))"
    rule = d.instance(f"forall(p, every(j, ones[j] > 0) and {meant} -> {note.kind}(theta, p))", rule, "ones")
    rule = d.instance(f"every(j, ones[j] > 0) and {meant} -> {note.kind}(theta, p)", rule, "p")
    vector = d.theorem(f"exists(p, {meant})", "a vector has any components", F=("i", "mean_share(ones, theta, i)"))
    found = d.apply(f"{note.kind}(theta, p)", rule, d.both(f"every(j, ones[j] > 0) and {meant}", positive, d.assume(meant)))
    some = f"exists(p, {note.kind}(theta, p))"
    return d.obtain(some, vector, d.witness(some, found, "p"), "p")
