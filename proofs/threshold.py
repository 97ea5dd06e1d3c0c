"""Equation 3 and the steps of Appendix 9.3 at the threshold where coordinate 1 takes the lead. For every d and every law.

x = θ + γ; j leads among the others when x_k <= x_j for every k but 1. Coordinate 1 leads where γ_1 is at least the threshold, that is x_j <= x_1.
"""

from __future__ import annotations

from proofs.leaders import same_index
from proofs.limits import delta_cases
from proofs.means import bounded_components, combination, constant, non_negative_mean
from proofs.minimality import strict_along
from proofs.no_ties import EACH, chances_are_subgradient, mean_of_sum
from proofs.perturb_max import ALONE, FINITE, Notebook
from proofs.shares import MULTIPLE
from proofs.ties import equal_by_order, on_top, top_between
from proofs.two_potentials import top, top_facts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

AT = "(theta + g)"
LEADS = f"is_top({AT}, 1)"
AHEAD = "every(k, delta(1, k) = 0 -> x[k] <= x[j])"


# Equation 3


def probabilities(d: Derivation, form: Form) -> str:
    """is_top lies between 0 and 1 and is integrable; so does its mean."""
    note = Notebook(d)
    above = top_between(d, note.ties.cases)[1]
    lead, finite = f"is_top({AT}, i)", note.likely.at("theta", "i")
    low = non_negative_mean(d, lead, finite, note.sign.at(AT, "i"))
    rest = f"(1 - {lead})"
    fixed = constant(d, "1")
    whole, mean = combination(d, rest, (("1", "1", fixed[0]), ("-1", lead, finite)))
    slack = non_negative_mean(d, rest, whole, d.arith(f"0 <= {rest}", (1, above.at(AT, "i"))))
    high = d.arith("mean_top(theta, i) <= 1", (1, slack), (1, mean), (1, fixed[1]))
    first = f"integrable(g, {lead}) and 0 <= mean_top(theta, i)"
    line = d.both(f"{first} and mean_top(theta, i) <= 1", d.both(first, finite, low), high)
    every = d.generalise(f"every(i, {first} and mean_top(theta, i) <= 1)", line, "i")
    return d.generalise(form.conclusion[0], every, "theta")


def distribution(d: Derivation, form: Form) -> str:
    """Where ties have probability 0 the sum is 1, by the definition of that."""
    given = d.assume("no_ties(theta) and every(i, p[i] = mean_top(theta, i))")
    alone, meant = d.left("no_ties(theta)", given), d.right("every(i, p[i] = mean_top(theta, i))", given)
    note, here = Notebook(d), d.instance("p[i] = mean_top(theta, i)", meant, "i")
    low = non_negative_mean(d, f"is_top({AT}, i)", note.likely.at("theta", "i"), note.sign.at(AT, "i"))
    signs = d.generalise("every(i, p[i] >= 0)", d.arith("p[i] >= 0", (1, low), (-1, here)), "i")
    text, lead = "sum(i, p[i]) = sum(i, mean_top(theta, i))", "mean_top(theta, i)"
    sums = d.theorem(text, "equal terms have equal sums", meant, F=("i", "p[i]"), G=("i", lead))
    line = d.both("simplex(p)", signs, d.arith("sum(i, p[i]) = 1", (1, sums), (1, alone)))
    rule = "no_ties(theta) and every(i, p[i] = mean_top(theta, i)) -> simplex(p)"
    closed = d.generalise(f"forall(p, {rule})", d.discharge(rule, line), "p")
    return d.generalise(form.conclusion[1], closed, "theta")


# Equation 63


def split_pointwise(d: Derivation, form: Form) -> str:
    """The greatest is x_j where x_1 < x_j, with j ahead of the others, and x_1 elsewhere."""
    apart_ahead = f"delta(1, j) = 0 and {AHEAD}"
    rule = d.right(AHEAD, d.assume(apart_ahead))
    one, zero = on_top(d)
    cases = []
    for order, chosen, value in (("x[1] < x[j]", "x[j]", "0"), ("x[j] <= x[1]", "x[1]", "1")):
        here = d.assume(order)
        level = most_is(d, rule, here, chosen)
        if value == "0":
            lead = d.apply("is_top(x, 1) = 0", zero.at("x", "1"), d.arith(f"x[1] < {top('x')}", (1, here), (-1, level)))
        else:
            lead = d.apply("is_top(x, 1) = 1", one.at("x", "1"), d.arith(f"x[1] = {top('x')}", (-1, level)))
        both = f"{top('x')} = {chosen} and is_top(x, 1) = {value}"
        cases.append((f"{order} -> {both}", d.discharge(f"{order} -> {both}", d.both(both, level, lead))))
    goal = f"({cases[0][0]}) and ({cases[1][0]})"
    line = d.discharge(f"{apart_ahead} -> {goal}", d.both(goal, cases[0][1], cases[1][1]))
    return d.generalise(form.conclusion[0], d.generalise(f"every(j, {apart_ahead} -> {goal})", line, "j"), "x")


def most_is(d: Derivation, rule: str, order: str, chosen: str) -> str:
    """top(x) = chosen: every x_m is at most x_j, or m is 1."""
    reached, goal = d.assume(f"x[m] = {top('x')}"), f"{top('x')} <= {chosen}"
    behind = d.instance("delta(1, m) = 0 -> x[m] <= x[j]", rule, "m")
    other = d.apply("x[m] <= x[j]", behind, d.assume("delta(1, m) = 0"))
    own = d.apply("x[1] = x[m]", same_index(d).at("x", "1", "m"), d.assume("delta(1, m) = 1"))
    further = [] if chosen == "x[j]" else [(1, order)]
    nearer = [(1, order)] if chosen == "x[j]" else []
    first, second = d.arith(goal, (1, other), (-1, reached), *further), d.arith(goal, (-1, own), (-1, reached), *nearer)
    below = d.obtain(goal, top_facts(d, "x")[1], d.either(goal, delta_cases(d).at("1", "m"), first, second), "m")
    return equal_by_order(d, top("x"), chosen, below, d.instance(f"{chosen} <= {top('x')}", top_facts(d, "x")[0], chosen[2]))


def halves(d: Derivation) -> tuple[tuple[str, str], tuple[str, str]]:
    """Both integrands of Equation 63, each with the fact that it is integrable; theta is free."""
    note = Notebook(d)
    above = top_between(d, note.ties.cases)[1].at(AT, "1")
    low, lead = note.sign.at(AT, "1"), note.likely.at("theta", "1")
    most = d.instance(f"integrable(g, {top(AT)})", d.hypothesis(0, FINITE), "theta")
    other = f"(1 - {LEADS})"
    rest = combination(d, other, (("1", "1", constant(d, "1")[0]), ("-1", LEADS, lead)))[0]
    found = []
    for factor, whole in ((other, rest), (LEADS, lead)):
        between = f"-1 <= {factor} and {factor} <= 1"
        under, over = (low, above) if factor == LEADS else (above, low)
        line = d.both(between, d.arith(f"-1 <= {factor}", (1, under), (1,)), d.arith(f"{factor} <= 1", (1, over)))
        bounds = d.generalise(f"forall(g, {between})", line, "g")
        term = f"{factor} * {top(AT)}"
        found.append((term, d.theorem(f"integrable(g, {term})", MULTIPLE, whole, most, bounds, F=("g", factor), G=("g", top(AT)), a="1")))
    return found[0], found[1]


def both_integrable(d: Derivation, form: Form) -> str:
    (one, first), (two, second) = halves(d)
    return d.generalise(form.conclusion[1], d.both(f"integrable(g, {one}) and integrable(g, {two})", first, second), "theta")


def mean_is_split(d: Derivation, form: Form) -> str:
    (one, first), (two, second) = halves(d)
    mean = combination(d, top(AT), (("1", one, first), ("1", two, second)))[1]
    return d.generalise(form.conclusion[2], d.arith(f"mean_max(theta) = E(g, {one}) + E(g, {two})", (1, mean)), "theta")


# Equation 65


def mean_at_leader(d: Derivation, form: Form) -> str:
    """sum_i v_i P(i leads) is the mean of v at the leader."""
    note = Notebook(d)
    line = mean_of_sum(d, note.likely, "v[i]")[1]
    at = d.lemma("x v", lambda x, v: f"E(g, sum(i, is_top(({x} + g), i) * {v}[i])) = sum(i, mean_top({x}, i) * {v}[i])", line).at("theta", "v")
    goal = f"sum(i, mean_top(theta, i) * v[i]) = E(g, sum(i, is_top({AT}, i) * v[i]))"
    return d.generalise(form.conclusion[1], d.arith(goal, (-1, at)), "v")


TOTAL_AT = "sum(i, is_top(x, i) * v[i])"


def value_at(d: Derivation, alone: str, m: str, led: str) -> str:
    """sum_i is_top(x, i) v_i = v_m where x_m is the greatest and there is one leader."""
    note, b = Notebook(d), "(sum(j, v[j]^2) + 1)"
    _, above, below = bounded_components(d)
    lines = []
    for part, bound in ((f"({b} - v[i])", above), (f"(v[i] + {b})", below)):
        term = f"is_top(x, i) * {part}"
        weak = d.arith(f"0 <= {term}", (1, note.sign.at("x", "i"), d.arith(f"0 <= {part}", (1, bound.at("v", "i")))))
        other = term.replace("i)", "k)").replace("[i]", "[k]")
        fact = d.theorem(f"every(i, {term} <= sum(k, {other}))", EACH, d.generalise(f"every(i, 0 <= {term})", weak, "i"), F=("i", term))
        own = d.instance(f"{term.replace('i)', f'{m})').replace('[i]', f'[{m}]')} <= sum(k, {other})", fact, m)
        goal = f"{TOTAL_AT} <= v[{m}]" if bound is above else f"v[{m}] <= {TOTAL_AT}"
        lines.append(d.arith(goal, (1, own), (f"-{part.replace('[i]', f'[{m}]')}", led), (b, alone)))
    return equal_by_order(d, TOTAL_AT, f"v[{m}]", lines[0], lines[1])


def value_at_leader(d: Derivation, form: Form) -> str:
    """v_j where x_1 < x_j, with j ahead of the others, and v_1 elsewhere."""
    apart_ahead, alone = f"delta(1, j) = 0 and {AHEAD}", d.assume("sum(i, is_top(x, i)) = 1")
    rule, unit = d.right(AHEAD, d.assume(apart_ahead)), on_top(d)[0]
    rules = []
    for order, m in (("x[1] < x[j]", "j"), ("x[j] <= x[1]", "1")):
        level = most_is(d, rule, d.assume(order), f"x[{m}]")
        led = d.apply(f"is_top(x, {m}) = 1", unit.at("x", m), d.arith(f"x[{m}] = {top('x')}", (-1, level)))
        rules.append(d.discharge(f"{order} -> {TOTAL_AT} = v[{m}]", value_at(d, alone, m, led)))
    goal = " and ".join(f"({d.steps[int(line[1:])]['formula']})" for line in rules)
    line = d.generalise(f"forall(v, {goal})", d.both(goal, *rules), "v")
    line = d.generalise(f"every(j, {apart_ahead} -> forall(v, {goal}))", d.discharge(f"{apart_ahead} -> forall(v, {goal})", line), "j")
    text = f"sum(i, is_top(x, i)) = 1 -> every(j, {apart_ahead} -> forall(v, {goal}))"
    return d.generalise(form.conclusion[2], d.discharge(text, line), "x")


def slope_grows(d: Derivation, form: Form) -> str:
    """g(t) = F(theta + t v) is strictly convex and lies above its tangents at a and b, so the slope at b is the greater one."""
    x, y, middle, half = "(theta + a * v)", "(theta + b * v)", "(theta + (1/2 * a + (1 - 1/2) * b) * v)", "0 < 1/2 and 1/2 < 1"
    low, high = (f"sum(i, mean_top({at}, i) * v[i])" for at in (x, y))
    order, chord = d.assume("a < b"), f"rise_max{middle} < 1/2 * rise_max{x} + (1 - 1/2) * rise_max{y}"
    rule = strict_along(d, form)
    general = chord.replace("1/2", "lam")
    for formula, term in (
        (f"forall(b, forall(lam, a != b and 0 < lam and lam < 1 -> {general}))", "a"),
        (f"forall(lam, a != b and 0 < lam and lam < 1 -> {general})", "b"), (f"a != b and {half} -> {chord}", "1/2"),
    ):
        rule = d.instance(formula, rule, term)
    apart = d.contradiction("a != b", d.arith("0 < 0", (1, order), (-1, d.assume("a = b"))), d.arith("0 <= 0"))
    apart = d.both("a != b and 0 < 1/2", apart, d.arith("0 < 1/2", ("1/2",)))
    strict = d.apply(chord, rule, d.both(f"a != b and {half}", apart, d.arith("1/2 < 1", ("1/2",))))
    note, tangents, meant = Notebook(d), [], []
    chances = chances_are_subgradient(d, note.ties, note.linear())
    for at, p in ((x, "p"), (y, "q")):
        same, found = f"every(i, {p}[i] = mean_top({at}, i))", f"subgradient_rise({at}, {p})"
        meant.append(d.assume(same))
        rule = d.apply(f"{same} -> {found}", chances.at(at, p), d.instance(f"no_ties{at}", d.hypothesis(2, ALONE), at))
        line = f"rise_max{at} + sum(i, {p}[i] * ({middle}[i] - {at}[i])) <= rise_max{middle}"
        tangents.append(d.instance(line, d.apply(found, rule, meant[-1]), middle))
    ends = [along(d, p, at, fact) for at, p, fact in ((x, "p", meant[0]), (y, "q", meant[1]))]
    none = d.assume("sum(i, q[i] * v[i]) <= sum(i, p[i] * v[i])")
    absurd = d.arith("0 < 0", (1, strict), ("1/2", tangents[0]), ("1/2", tangents[1]), ("1/4", order, none))
    line = d.contradiction("sum(i, p[i] * v[i]) < sum(i, q[i] * v[i])", absurd, d.arith("0 <= 0"))
    line = d.arith(f"{low} < {high}", (1, line), (1, ends[1]), (-1, ends[0]))
    for at, p in ((y, "q"), (x, "p")):
        exists = d.theorem(f"exists({p}, every(i, {p}[i] = mean_top({at}, i)))", "a vector has any components", F=("i", f"mean_top({at}, i)"))
        line = d.obtain(f"{low} < {high}", exists, line, p)
    closed = d.generalise(f"forall(b, a < b -> {low} < {high})", d.discharge(f"a < b -> {low} < {high}", line), "b")
    return d.generalise(form.conclusion[0], closed, "a")


def along(d: Derivation, p: str, at: str, meant: str) -> str:
    """sum p_i v_i = sum P(i leads) v_i, where p_i = P(i leads)."""
    first, second = f"{p}[i] * v[i]", f"mean_top({at}, i) * v[i]"
    each = d.arith(f"{first} = {second}", ("v[i]", d.instance(f"{p}[i] = mean_top({at}, i)", meant, "i")))
    each = d.generalise(f"every(i, {first} = {second})", each, "i")
    return d.theorem(f"sum(i, {first}) = sum(i, {second})", "equal terms have equal sums", each, F=("i", first), G=("i", second))
