"""Table 1, the half on Perturb-Argmax, with the exact condition on Θ for noise of each kind; for every d. Complete and minimal are said with F."""

from __future__ import annotations

from proofs.bijection import Choices, open_subgradient, sunk_is_absurd, unit_vector
from proofs.bijection import below as inequality
from proofs.bounded import falls, subgradient_moves
from proofs.coercive import subgradients_everywhere
from proofs.covering import COVERS
from proofs.full_support import CHARGED, one_point, strictly_convex
from proofs.limits import delta_cases
from proofs.means import combination, constant, non_negative_mean, squares
from proofs.minimality import BOTH, MINIMAL, NO_TWO, PAIR, distinct, ones_sum
from proofs.one_subgradient import only_then_no_ties
from proofs.perturb_max import Notebook, some_subgradient
from proofs.ties import on_top
from proofs.two_potentials import top, top_facts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

REACHED = "exists(tau, member(tau, Theta) and subgradient_rise(tau, p))"
COMPLETE = f"forall(p, open_simplex(p) -> {REACHED})"
MEETS = "exists(tau, member(tau, Theta) and translates(theta, tau))"


def reached(d: Derivation, complete: str, simplex: str) -> str:
    return d.apply(REACHED, d.instance(f"open_simplex(p) -> {REACHED}", complete, "p"), simplex)


def met(d: Derivation, exists: str, found: str, translates: str) -> str:
    """MEETS, from REACHED and what follows from `found`: a member tau with the subgradient p."""
    pair = d.both("member(tau, Theta) and translates(theta, tau)", d.left("member(tau, Theta)", found), translates)
    return d.obtain(MEETS, exists, d.witness(MEETS, pair, "tau"), "tau")


# full support


def positive_subgradient(d: Derivation, common: Lemma, fact: str) -> str:
    """every(m, p[m] > 0), from subgradient_rise(theta, p), where no p is a subgradient at two vectors that are no translates."""
    exists, unit, tilt = unit_vector(d)
    none, room, z = d.assume("p[m] <= 0"), d.arith("0 < 1", (1,)), "(theta - 1 * v)"
    level, cases = d.instance("v[i] = delta(m, i)", unit, "i"), delta_cases(d).at("m", "i")
    zero, one = d.arith("0 <= delta(m, i)", (-1, d.assume("delta(m, i) = 0"))), d.arith("0 <= delta(m, i)", (-1, d.assume("delta(m, i) = 1")), (1,))
    sign = d.either("0 <= delta(m, i)", cases, zero, one)
    low = falls(d, "theta", z, d.arith(f"({z} + g)[i] <= (theta + g)[i] + 0", (1, sign), (-1, level)))
    there = d.arith(inequality(z, "y"), (1, d.instance(inequality("theta", "y"), fact, "y")), (1, low), (1, tilt), (1, none))
    there = d.generalise(f"subgradient_rise({z}, p)", there, "y")
    rule = d.apply(f"subgradient_rise({z}, p) -> translates(theta, {z})", common.at("theta", z, "p"), fact)
    translates = d.apply(f"translates(theta, {z})", rule, there)
    absurd = sunk_is_absurd(d, "theta", "1", z, translates, room, none, unit, tilt, ones_sum(d, fact))
    return d.generalise("every(m, p[m] > 0)", d.contradiction("p[m] > 0", d.obtain("0 < 0", exists, absurd, "v"), d.arith("0 <= 0")), "m")


def full_support_covers(d: Derivation, form: Form) -> str:
    """The subgradients at theta are positive and belong to its translates only: so one of these is in Θ."""
    premise = f"{CHARGED} and {COMPLETE}"
    given = d.assume(premise)
    common = one_point(d, strictly_convex(d, d.left(CHARGED, given)))
    fact = d.assume("subgradient_rise(theta, p)")
    simplex = d.both("open_simplex(p)", positive_subgradient(d, common, fact), ones_sum(d, fact))
    found = d.assume("member(tau, Theta) and subgradient_rise(tau, p)")
    rule = d.apply("subgradient_rise(tau, p) -> translates(theta, tau)", common.at("theta", "tau", "p"), fact)
    translates = d.apply("translates(theta, tau)", rule, d.right("subgradient_rise(tau, p)", found))
    line = met(d, reached(d, d.right(COMPLETE, given), simplex), found, translates)
    line = d.obtain(MEETS, some_subgradient(Notebook(d)), line, "p")
    return d.discharge(form.conclusion[0], d.generalise(COVERS, line, "theta"))


# noise that fills a box

D_MET = f"forall(theta, all_can_win(theta, q, w) -> {MEETS})"


def box_is_complete(d: Derivation, form: Form) -> str:
    """A subgradient p > 0 at some theta, which lies in D; it is one at its translate in Θ."""
    choices, text = Choices.assumed(d)
    meets, simplex = d.assume(D_MET), d.assume("open_simplex(p)")
    exists = d.apply("exists(theta, subgradient_rise(theta, p))", subgradients_everywhere(d).at("p"), simplex)
    fact = d.assume("subgradient_rise(theta, p)")
    level = d.apply("every(i, p[i] = mean_top(theta, i))", choices.level.at("theta", "p"), fact)
    wins = open_subgradient(choices, simplex, "theta", level)
    near = d.apply(MEETS, d.instance(f"all_can_win(theta, q, w) -> {MEETS}", meets, "theta"), wins)
    found, shift = d.assume("member(tau, Theta) and translates(theta, tau)"), d.assume("every(i, theta[i] = tau[i] + c)")
    rule = d.apply("subgradient_rise(theta, p) -> subgradient_rise(tau, p)", subgradient_moves(d).at("theta", "tau", "c", "p"), shift)
    both = d.both("member(tau, Theta) and subgradient_rise(tau, p)", d.left("member(tau, Theta)", found),
        d.apply("subgradient_rise(tau, p)", rule, fact))
    line = d.witness(REACHED, both, "tau")
    for source, name in ((d.right("translates(theta, tau)", found), "c"), (near, "tau"), (exists, "theta")):
        line = d.obtain(REACHED, source, line, name)
    line = d.generalise(COMPLETE, d.discharge(f"open_simplex(p) -> {REACHED}", line), "p")
    return d.discharge(f"{text} -> ({D_MET} -> {COMPLETE})", d.discharge(f"{D_MET} -> {COMPLETE}", line))


def box_covers(d: Derivation, form: Form) -> str:
    """The p of a theta in D is positive, so it is reached in Θ, at a vector that is in D as well, and the two are translates."""
    choices, text = Choices.assumed(d)
    box, complete = choices.box, d.assume(COMPLETE)
    wins = d.assume(box.can_win("theta"))
    vector = d.theorem("exists(p, every(i, p[i] = mean_top(theta, i)))", "a vector has any components", F=("i", "mean_top(theta, i)"))
    meant = d.assume("every(i, p[i] = mean_top(theta, i))")
    each = d.apply("every(m, 0 < mean_top(theta, m))", choices.positive.at("theta"), wins)
    sign = d.arith("p[i] > 0", (1, d.instance("0 < mean_top(theta, i)", each, "i")), (-1, d.instance("p[i] = mean_top(theta, i)", meant, "i")))
    total = d.theorem("sum(i, p[i]) = sum(i, mean_top(theta, i))", "equal terms have equal sums", meant, F=("i", "p[i]"),
        G=("i", "mean_top(theta, i)"))
    total = d.arith("sum(i, p[i]) = 1", (1, total), (1, choices.one.at("theta")))
    simplex = d.both("open_simplex(p)", d.generalise("every(i, p[i] > 0)", sign, "i"), total)
    found = d.assume("member(tau, Theta) and subgradient_rise(tau, p)")
    fact = d.right("subgradient_rise(tau, p)", found)
    level = d.apply("every(i, p[i] = mean_top(tau, i))", choices.level.at("tau", "p"), fact)
    facts = [choices.weakly("theta", wins), choices.weakly("tau", open_subgradient(choices, simplex, "tau", level)),
             d.apply("subgradient_rise(theta, p)", choices.sub.at("theta", "p"), meant), fact]
    translates = shared(d, choices, facts)
    line = d.obtain(MEETS, vector, met(d, reached(d, complete, simplex), found, translates), "p")
    line = d.generalise(D_MET, d.discharge(f"all_can_win(theta, q, w) -> {MEETS}", line), "theta")
    return d.discharge(f"{text} -> ({COMPLETE} -> {D_MET})", d.discharge(f"{COMPLETE} -> {D_MET}", line))


def shared(d: Derivation, choices: Choices, facts: list[str]) -> str:
    """translates(theta, tau), from none_trails of both and that p is a subgradient at both."""
    texts = [choices.box.trails("theta"), choices.box.trails("tau"), "subgradient_rise(theta, p)", "subgradient_rise(tau, p)"]
    both = facts[0]
    for k in (1, 2, 3):
        both = d.both(" and ".join(texts[: k + 1]), both, facts[k])
    return d.apply("translates(theta, tau)", choices.box.common.at("theta", "tau", "p"), both)


INSIDE = "forall(theta, member(theta, Theta) -> none_trails(theta, q, w))"


def box_is_minimal(d: Derivation, form: Form) -> str:
    """No two translates in Θ, and Θ in the closure of D: no p is a subgradient at two members."""
    choices, text = Choices.assumed(d)
    premise = f"{NO_TWO} and {INSIDE}"
    rule, given = d.assume(premise), d.assume(BOTH)
    front = d.left(f"{PAIR} and subgradient_rise(theta, p)", given)
    members = d.left(PAIR, front)
    inside = d.right(INSIDE, rule)
    sides = [d.apply(choices.box.trails(x), d.instance(f"member({x}, Theta) -> {choices.box.trails(x)}", inside, x),
        take(f"member({x}, Theta)", members))
             for x, take in (("theta", d.left), ("tau", d.right))]
    found = shared(d, choices, [*sides, d.right("subgradient_rise(theta, p)", front), d.right("subgradient_rise(tau, p)", given)])
    line = d.discharge(f"{BOTH} -> theta = tau", distinct(d, d.left(NO_TWO, rule), members, found))
    line = d.generalise(f"forall(p, {BOTH} -> theta = tau)", line, "p")
    line = d.generalise(MINIMAL, d.generalise(f"forall(tau, forall(p, {BOTH} -> theta = tau))", line, "tau"), "theta")
    return d.discharge(f"{text} -> ({premise} -> {MINIMAL})", d.discharge(f"{premise} -> {MINIMAL}", line))


# atoms

AT, SPREAD = "(-x + g)", "sum(j, (g[j] - x[j])^2)"
ATOM = "is_point(g, x)"
CHANCE = f"2 <= d and integrable(g, {ATOM}) and 0 < E(g, {ATOM})"
COUNT = f"sum(i, is_top({AT}, i))"


def counted(d: Derivation, note: Notebook) -> str:
    """1 + (d - 1) [g = x] <= the number of leaders at -x + g: at an atom x they all lead."""
    goal = f"1 + (d - 1) * {ATOM} <= {COUNT}"
    low = note.sign.at(AT, "i")
    each = d.generalise(f"every(i, 0 <= is_top({AT}, i))", low, "i")
    part = d.theorem(f"every(i, is_top({AT}, i) <= {COUNT})", "a sum of non-negative terms is at least each", each, F=("i", f"is_top({AT}, i)"))
    led = d.assume(f"{AT}[i] = {top(AT)}")
    unit = d.apply(f"is_top({AT}, i) = 1", on_top(d)[0].at(AT, "i"), led)
    some = d.arith(f"1 <= {COUNT}", (1, d.instance(f"is_top({AT}, i) <= {COUNT}", part, "i")), (-1, unit))
    some = d.obtain(f"1 <= {COUNT}", top_facts(d, AT)[1], some, "i")
    away, here = d.assume(f"{SPREAD} != 0"), d.assume(f"{SPREAD} = 0")
    inverse = d.theorem(f"{SPREAD} * (1 / {SPREAD}) = 1", "reciprocal", away, a=SPREAD)
    first = d.arith(goal, (1, some), ("-(d - 1)", inverse))
    return d.either(goal, d.excluded(f"{SPREAD} = 0 or {SPREAD} != 0"), all_lead(d, here, goal), first)


def all_lead(d: Derivation, here: str, goal: str) -> str:
    """At g = x every component of -x + g is 0."""
    square = squares(d)
    weak = d.generalise("every(k, 0 <= (g[k] - x[k])^2)", square.at("g[k] - x[k]"), "k")
    part = d.theorem(f"every(k, (g[k] - x[k])^2 <= {SPREAD})", "a sum of non-negative terms is at least each", weak, F=("k", "(g[k] - x[k])^2"))
    zero = component_vanishes(d, d.arith("(g[k] - x[k])^2 <= 0", (1, d.instance(f"(g[k] - x[k])^2 <= {SPREAD}", part, "k")), (1, here)))
    every = d.generalise(f"every(k, {AT}[k] = 0)", d.arith(f"{AT}[k] = 0", (1, zero)), "k")
    reached_at, own = d.assume(f"{AT}[k] = {top(AT)}"), d.instance(f"{AT}[i] = 0", every, "i")
    level = d.arith(f"{AT}[i] = {top(AT)}", (1, own), (-1, d.instance(f"{AT}[k] = 0", every, "k")), (1, reached_at))
    level = d.obtain(f"{AT}[i] = {top(AT)}", top_facts(d, AT)[1], level, "k")
    unit = d.generalise(f"every(i, is_top({AT}, i) = 1)", d.apply(f"is_top({AT}, i) = 1", on_top(d)[0].at(AT, "i"), level), "i")
    sums = d.theorem(f"{COUNT} = sum(i, 1)", "equal terms have equal sums", unit, F=("i", f"is_top({AT}, i)"), G=("i", "1"))
    return d.arith(goal, (-1, sums), (f"-(d - 1) * (1 / {SPREAD})", here))


def component_vanishes(d: Derivation, none: str) -> str:
    """g_k = x_k, from (g_k - x_k)^2 <= 0."""
    order, goal = "g[k] < x[k] or g[k] = x[k] or x[k] < g[k]", "g[k] = x[k]"
    less, more = d.assume("g[k] < x[k]"), d.assume("x[k] < g[k]")
    one = d.contradiction(goal, d.arith("0 < 0", (1, less, less), (1, none)), d.arith("0 <= 0"))
    two = d.contradiction(goal, d.arith("0 < 0", (1, more, more), (1, none)), d.arith("0 <= 0"))
    choice = d.trichotomy(order, "g[k]", "x[k]")
    return d.either(goal, choice, d.either(goal, d.assume("g[k] < x[k] or g[k] = x[k]"), one, d.assume(goal)), two)


def atoms_tie(d: Derivation, form: Form) -> str:
    """At minus an atom all indices lead with positive probability: the leaders' mean number exceeds 1, so there are two subgradients."""
    note = Notebook(d)
    given = d.assume(CHANCE)
    front = d.left(f"2 <= d and integrable(g, {ATOM})", given)
    several, finite, mass = d.left("2 <= d", front), d.right(f"integrable(g, {ATOM})", front), d.right(f"0 < E(g, {ATOM})", given)
    term = f"is_top({AT}, i)"
    likely = d.generalise(f"every(i, integrable(g, {term}))", note.likely.at("-x", "i"), "i")
    whole, total = f"integrable(g, {COUNT})", f"E(g, {COUNT}) = sum(i, mean_top(-x, i))"
    fact = d.theorem(f"{whole} and {total}", "expectation of a finite sum", likely, F=("i", "g", term))
    first, one = f"({COUNT} - (d - 1) * {ATOM})", constant(d, "1")
    a, mean_a = combination(d, first, (("1", COUNT, d.left(whole, fact)), ("-(d - 1)", ATOM, finite)))
    rest = f"({first} - 1)"
    b, mean_b = combination(d, rest, (("1", first, a), ("-1", "1", one[0])))
    sign = non_negative_mean(d, rest, b, d.arith(f"0 <= {rest}", (1, counted(d, note))))
    unique = "forall(p, forall(q, subgradient_rise(theta, p) and subgradient_rise(theta, q) -> p = q))"
    rule = d.lemma("theta", lambda x: f"{unique.replace('theta', x)} -> no_ties({x})", d.discharge(
        f"{unique} -> no_ties(theta)", only_then_no_ties(note, d.assume(unique))))
    here = unique.replace("theta", "(-x)")
    alone = d.apply("no_ties(-x)", rule.at("-x"), d.assume(here))
    absurd = d.arith(
        "0 < 0", (1, sign), (1, mean_b), (1, mean_a), (1, d.right(total, fact)), (-1, one[1]), (1, alone), (1, several, mass), (1, mass),
    )
    line = d.contradiction(f"not {here}", absurd, d.arith("0 <= 0"))
    return d.generalise(form.conclusion[4], d.discharge(f"{CHANCE} -> not {here}", line), "x")
