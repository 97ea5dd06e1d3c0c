"""How likely an index is to lead: Equations 50 and 51, and the limit where it is far ahead. For every d and every law."""

from __future__ import annotations

from proofs.lemmas import product_not_zero, tangent
from proofs.limits import delta_cases
from proofs.means import combination, constant, non_negative_mean, squares
from proofs.no_ties import EACH
from proofs.perturb_max import Notebook, only
from proofs.shares import POSITIVE, TOTAL, shares_are_subgradient
from proofs.ties import by_cases, equal_by_order, on_top, positive_reciprocal, top_between
from proofs.two_potentials import top, top_facts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

AT = "(theta + g)"


def share_at_most(d: Derivation, form: Form) -> str:
    """Equation 50, part 1: a share is at most the indicator of leading."""
    note = Notebook(d)
    shares = note.shares(d.hypothesis(0, POSITIVE))
    share, lead = f"share(w, {AT}, i)", f"is_top({AT}, i)"
    weight = f"w[i] * (1 / {TOTAL.replace('(x,', f'({AT},')})"
    line = by_cases(
        d, note.ties.cases, AT, "i", f"0 <= ({lead} - {share})",
        lambda _, one: d.arith(f"0 <= ({lead} - {share})", (1, shares.high.at(AT, "i")), (-1, one)),
        lambda _, none: d.arith(f"0 <= ({lead} - {share})", (f"{weight} - 1", none)),
    )
    whole, mean = combination(d, f"({lead} - {share})", (("1", lead, note.likely.at("theta", "i")), ("-1", share, shares.finite.at("theta", "i"))))
    sign = non_negative_mean(d, f"({lead} - {share})", whole, line)
    return d.generalise(form.conclusion[0], d.arith("mean_share(w, theta, i) <= mean_top(theta, i)", (1, sign), (1, mean)), "i")


def share_alone(d: Derivation, form: Form) -> str:
    """Equation 50, part 2: the mean shares are a subgradient, and without ties there is only one."""
    note, alone = Notebook(d), d.assume("no_ties(theta)")
    rule = shares_are_subgradient(d, note.ties, note.shares(d.hypothesis(0, POSITIVE))).at("theta", "p")
    meant = d.assume("every(i, p[i] = mean_share(w, theta, i))")
    level = d.instance("subgradient_rise(theta, p) -> every(i, p[i] = mean_top(theta, i))", only(note, alone), "p")
    level = d.apply("every(i, p[i] = mean_top(theta, i))", level, d.apply("subgradient_rise(theta, p)", rule, meant))
    first, second = d.instance("p[i] = mean_share(w, theta, i)", meant, "i"), d.instance("p[i] = mean_top(theta, i)", level, "i")
    same = d.arith("mean_share(w, theta, i) = mean_top(theta, i)", (-1, first), (1, second))
    same = d.generalise("every(i, mean_share(w, theta, i) = mean_top(theta, i))", same, "i")
    vector = d.theorem("exists(p, every(i, p[i] = mean_share(w, theta, i)))", "a vector has any components", F=("i", "mean_share(w, theta, i)"))
    return d.discharge(form.conclusion[1], d.obtain("every(i, mean_share(w, theta, i) = mean_top(theta, i))", vector, same, "p"))


def sums_of_maxima(d: Derivation, form: Form) -> str:
    """Equation 51: theta_j + g_j <= a + b <= theta_i + g_i."""
    apart = d.assume("delta(i, j) = 0")
    lines = []
    for number, rule in ((0, "theta[j] <= a"), (1, "g[j] <= b")):
        fact = d.instance(f"delta(i, j) = 0 -> {rule}", d.hypothesis(number, form.given[number]), "j")
        lines.append(d.apply(rule, fact, apart))
    line = d.arith("theta[i] + g[i] >= theta[j] + g[j]", (1, lines[0]), (1, lines[1]), (1, d.hypothesis(2, form.given[2])))
    return d.generalise(form.conclusion[0], d.discharge("delta(i, j) = 0 -> theta[i] + g[i] >= theta[j] + g[j]", line), "j")


# far ahead

BEHIND = f"({top('g')} - g[i])"
RAMP = f"max(0, 1 - exp(-r) * {BEHIND})"


def same_index(d: Derivation) -> Lemma:
    """delta(i, j) = 1 gives x[i] = x[j]: sum_k delta(i, k)^2 (x_i - x_k)^2 is 0, and so is its term for j."""
    own = d.assume("delta(i, j) = 1")
    term = "(delta(i, k) * (x[i] - x[k]))^2"
    weak = d.generalise(f"every(k, 0 <= {term})", squares(d).at("delta(i, k) * (x[i] - x[k])"), "k")
    part = d.theorem(f"every(k, {term} <= sum(l, {term.replace('k', 'l')}))", EACH, weak, F=("k", term))
    at = d.instance(f"{term.replace('k', 'j')} <= sum(l, {term.replace('k', 'l')})", part, "j")
    none = d.arith("(x[i] - x[j])^2 <= 0", (1, at), ("-(delta(i, j) + 1) * (x[i] - x[j])^2", own))
    apart = d.assume("x[i] - x[j] != 0")
    zero = equal_by_order(
        d, "(x[i] - x[j]) * (x[i] - x[j])", "0", d.arith("(x[i] - x[j]) * (x[i] - x[j]) <= 0", (1, none)),
        d.arith("0 <= (x[i] - x[j]) * (x[i] - x[j])", (1, squares(d).at("x[i] - x[j]"))),
    )
    both = d.both("x[i] - x[j] != 0 and x[i] - x[j] != 0", apart, apart)
    absurd = d.apply("(x[i] - x[j]) * (x[i] - x[j]) != 0", product_not_zero(d).at("x[i] - x[j]", "x[i] - x[j]"), both)
    line = d.arith("x[i] = x[j]", (1, d.contradiction("x[i] - x[j] = 0", zero, absurd)))
    return d.lemma("x i j", lambda x, i, j: f"delta({i}, {j}) = 1 -> {x}[{i}] = {x}[{j}]", d.discharge("delta(i, j) = 1 -> x[i] = x[j]", line))


def ramp_facts(d: Derivation) -> tuple[str, str, str, str]:
    """0 <= BEHIND; 0 <= RAMP; RAMP <= 1; 1 - exp(-r) BEHIND <= RAMP."""
    behind = d.arith(f"0 <= {BEHIND}", (1, d.instance(f"g[i] <= {top('g')}", top_facts(d, "g")[0], "i")))
    value, goal = f"(1 - exp(-r) * {BEHIND})", f"0 <= {RAMP} and {RAMP} <= 1 and {f'(1 - exp(-r) * {BEHIND})'} <= {RAMP}"
    inner = f"0 <= {RAMP} and {RAMP} <= 1"
    outside, inside = d.assume(f"{value} <= 0"), d.assume(f"0 < {value}")
    flat = d.left(f"{RAMP} = 0", d.theorem(f"{RAMP} = 0 and max({value}, 0) = 0", "the larger of two numbers", outside, a="0", b=value))
    weak = d.arith(f"0 <= {value}", (1, inside))
    steep = d.theorem(f"max({value}, 0) = {value} and {RAMP} = {value}", "the larger of two numbers", weak, a=value, b="0")
    steep = d.right(f"{RAMP} = {value}", steep)
    lines = []
    for same, extra in ((flat, []), (steep, [(1, weak)])):
        low = d.arith(f"0 <= {RAMP}", (-1, same), *extra)
        high = d.arith(f"{RAMP} <= 1", (1, same), *([(1,)] if not extra else [("exp(-r)", behind)]))
        above = d.arith(f"{value} <= {RAMP}", (-1, same), *([(1, outside)] if not extra else []))
        lines.append(d.both(goal, d.both(inner, low, high), above))
    fact = d.either(goal, d.excluded(f"{value} <= 0 or 0 < {value}"), *lines)
    front = d.left(inner, fact)
    return behind, d.left(f"0 <= {RAMP}", front), d.right(f"{RAMP} <= 1", front), d.right(f"{value} <= {RAMP}", fact)


def ramp_below_lead(d: Derivation, cases: Lemma, lows: Lemma, lead: str, facts: tuple[str, str, str, str]) -> str:
    """RAMP <= is_top(theta+g, i) where coordinate i of theta is ahead by exp(r): it leads unless BEHIND >= exp(r)."""
    goal, value = f"{RAMP} <= is_top({AT}, i)", f"(1 - exp(-r) * {BEHIND})"
    outside, inside = d.assume(f"{value} <= 0"), d.assume(f"0 < {value}")
    flat = d.left(f"{RAMP} = 0", d.theorem(f"{RAMP} = 0 and max({value}, 0) = 0", "the larger of two numbers", outside, a="0", b=value))
    first = d.arith(goal, (1, flat), (1, lows.at(AT, "i")))
    own = f"{AT}[i] = {top(AT)}"
    reached, apart = d.assume(f"{AT}[j] = {top(AT)}"), d.assume("delta(i, j) = 0")
    line = d.apply("theta[i] - theta[j] >= exp(r)", d.instance("delta(i, j) = 0 -> theta[i] - theta[j] >= exp(r)", lead, "j"), apart)
    bound = d.instance(f"g[j] <= {top('g')}", top_facts(d, "g")[0], "j")
    most = d.instance(f"{AT}[i] <= {top(AT)}", top_facts(d, AT)[0], "i")
    absurd = d.arith("0 < 0", ("exp(r)", inside), (1, line), (1, bound), (1, most), (-1, reached))
    one = d.contradiction(own, absurd, d.arith("0 <= 0"))
    equal = d.apply(f"{AT}[i] = {AT}[j]", same_index(d).at(AT, "i", "j"), d.assume("delta(i, j) = 1"))
    two = d.arith(own, (1, equal), (1, reached))
    level = d.obtain(own, top_facts(d, AT)[1], d.either(own, delta_cases(d).at("i", "j"), one, two), "j")
    unit = d.apply(f"is_top({AT}, i) = 1", on_top(d)[0].at(AT, "i"), level)
    second = d.arith(goal, (1, facts[2]), (-1, unit))
    return d.either(goal, d.excluded(f"{value} <= 0 or 0 < {value}"), first, second)


def ramp_tends_to_one(d: Derivation, facts: tuple[str, str, str, str]) -> tuple[str, str]:
    """RAMP is integrable, and E (RAMP - 1) tends to 0 as r grows; i free."""
    _, low, high, close = facts
    gap, one = f"({RAMP} - 1)", constant(d, "1")
    bounds = d.generalise(f"forall(g, 0 <= {RAMP} and {RAMP} <= 1)", d.both(f"0 <= {RAMP} and {RAMP} <= 1", low, high), "g")
    ramp = d.theorem(f"integrable(g, {RAMP})", "bounded continuous functions are integrable", bounds, F=("g", RAMP), a="0", b="1")
    whole, mean = combination(d, gap, (("1", RAMP, ramp), ("-1", "1", one[0])))
    between = f"-1 <= {gap} and {gap} <= 1"
    both = d.both(between, d.arith(f"-1 <= {gap}", (1, low)), d.arith(f"{gap} <= 1", (1, high), (1,)))
    both = d.generalise(f"forall(r, forall(g, {between}))", d.generalise(f"forall(g, {between})", both, "g"), "r")
    small, bound = d.assume("0 < eps"), f"({BEHIND} * (1 / eps))"
    far = d.assume(f"{bound} < r")
    inverse = d.apply("eps * (1 / eps) = 1", positive_reciprocal(d)[0].at("eps"), small)
    beyond = d.arith(f"{BEHIND} < eps * exp(r)", (1, small, far), (1, small, tangent(d).at("r")), (1, small), (f"-{BEHIND}", inverse))
    near = f"-eps < {gap} and {gap} < eps"
    line = d.both(near, d.arith(f"-eps < {gap}", ("exp(-r)", beyond), (1, close)), d.arith(f"{gap} < eps", (1, high), (1, small)))
    closed = d.generalise(f"forall(r, {bound} < r -> {near})", d.discharge(f"{bound} < r -> {near}", line), "r")
    some = f"exists(s, forall(r, s < r -> {near}))"
    found = d.generalise(f"forall(eps, 0 < eps -> {some})", d.discharge(f"0 < eps -> {some}", d.witness(some, closed, bound)), "eps")
    limit = d.theorem(
        f"forall(eps, 0 < eps -> exists(s, forall(r, s < r -> -eps < E(g, {gap}) and E(g, {gap}) < eps)))", "dominated convergence",
        d.generalise(f"forall(r, integrable(g, {gap}))", whole, "r"), one[0], both,
        d.generalise(f"forall(g, forall(eps, 0 < eps -> {some}))", found, "g"),
        F=("r", "g", gap), G=("g", "1"),
    )
    value = d.lemma("r", lambda r: f"E(g, {gap.replace('exp(-r)', f'exp(-{r})')}) = E(g, {RAMP.replace('exp(-r)', f'exp(-{r})')}) - 1",
                    d.arith(f"E(g, {gap}) = E(g, {RAMP}) - 1", (1, mean), (-1, one[1])))
    return limit, ramp, value


def ramp_beside_lead(d: Derivation, note: Notebook, lead: str, facts: tuple[str, str, str, str], apart: str) -> str:
    """RAMP <= 1 - is_top(theta+g, k) for k other than i, where coordinate i of theta is ahead by exp(r)."""
    goal, value = f"{RAMP} <= 1 - is_top({AT}, k)", f"(1 - exp(-r) * {BEHIND})"
    outside, inside = d.assume(f"{value} <= 0"), d.assume(f"0 < {value}")
    flat = d.left(f"{RAMP} = 0", d.theorem(f"{RAMP} = 0 and max({value}, 0) = 0", "the larger of two numbers", outside, a="0", b=value))
    first = d.arith(goal, (1, flat), (1, top_between(d, note.ties.cases)[1].at(AT, "k")))
    line = d.apply("theta[i] - theta[k] >= exp(r)", d.instance("delta(i, k) = 0 -> theta[i] - theta[k] >= exp(r)", lead, "k"), apart)
    bound = d.instance(f"g[k] <= {top('g')}", top_facts(d, "g")[0], "k")
    most = d.instance(f"{AT}[i] <= {top(AT)}", top_facts(d, AT)[0], "i")

    def at_top(reached: str, _: str) -> str:
        absurd = d.arith("0 < 0", ("exp(r)", inside), (1, line), (1, bound), (1, most), (-1, reached))
        return d.contradiction(goal, absurd, d.arith("0 <= 0"))

    second = by_cases(d, note.ties.cases, AT, "k", goal, at_top, lambda _, none: d.arith(goal, (1, facts[2]), (1, none)))
    return d.either(goal, d.excluded(f"{value} <= 0 or 0 < {value}"), first, second)


AHEAD = "every(j, delta(i, j) = 0 -> theta[i] - theta[j] >= exp(r))"


def leads(d: Derivation, note: Notebook, lead: str, facts: tuple[str, str, str, str], ramp: str, near: str) -> str:
    """1 - eps < mean_top(theta, i), from 1 - eps < E RAMP."""
    rest = f"(is_top({AT}, i) - {RAMP})"
    whole, mean = combination(d, rest, (("1", f"is_top({AT}, i)", note.likely.at("theta", "i")), ("-1", RAMP, ramp)))
    below = ramp_below_lead(d, note.ties.cases, note.sign, lead, facts)
    sign = non_negative_mean(d, rest, whole, d.arith(f"0 <= {rest}", (1, below)))
    return d.arith("1 - eps < mean_top(theta, i)", (1, near), (1, sign), (1, mean))


def trails(d: Derivation, note: Notebook, lead: str, facts: tuple[str, str, str, str], ramp: str, near: str) -> str:
    """mean_top(theta, k) < eps for every k other than i, from 1 - eps < E RAMP."""
    rest, one, apart = f"(1 - is_top({AT}, k) - {RAMP})", constant(d, "1"), d.assume("delta(i, k) = 0")
    chance = f"(1 - is_top({AT}, k))"
    part, first = combination(d, chance, (("1", "1", one[0]), ("-1", f"is_top({AT}, k)", note.likely.at("theta", "k"))))
    whole, mean = combination(d, rest, (("1", chance, part), ("-1", RAMP, ramp)))
    below = ramp_beside_lead(d, note, lead, facts, apart)
    sign = non_negative_mean(d, rest, whole, d.arith(f"0 <= {rest}", (1, below)))
    line = d.arith("mean_top(theta, k) < eps", (1, near), (1, sign), (1, mean), (1, first), (1, one[1]))
    rule = "delta(i, k) = 0 -> mean_top(theta, k) < eps"
    return d.generalise(f"every(k, {rule})", d.discharge(rule, line), "k")


def far_ahead(d: Derivation, form: Form, number: int) -> str:
    """For eps > 0 some s: coordinate i ahead by s leads with probability above 1 - eps; part 2: each other one with probability below eps."""
    note = Notebook(d)
    goal, reach = (("1 - eps < mean_top(theta, i)", leads), ("every(k, delta(i, k) = 0 -> mean_top(theta, k) < eps)", trails))[number]
    facts = ramp_facts(d)
    limit, ramp, value = ramp_tends_to_one(d, facts)
    gap = f"E(g, ({RAMP} - 1))"
    near = f"-eps < {gap} and {gap} < eps"
    inner = d.assume(f"forall(r, s < r -> {near})")
    at = d.apply(near, d.instance(f"s < r -> {near}", inner, "r"), d.assume("s < r"))
    high = d.arith(f"1 - eps < E(g, {RAMP})", (1, d.left(f"-eps < {gap}", at)), (1, value.at("r")))
    line = reach(d, note, d.assume(AHEAD), facts, ramp, high)
    closed = d.generalise(f"forall(theta, {AHEAD} -> {goal})", d.discharge(f"{AHEAD} -> {goal}", line), "theta")
    closed = d.discharge(f"s < r -> forall(theta, {AHEAD} -> {goal})", closed)
    rule = d.generalise(f"forall(r, s < r -> forall(theta, {AHEAD} -> {goal}))", closed, "r")
    far = AHEAD.replace("exp(r)", "exp(s + 1)")
    here = d.instance(f"s < s + 1 -> forall(theta, {far} -> {goal})", rule, "s + 1")
    here = d.apply(f"forall(theta, {far} -> {goal})", here, d.arith("s < s + 1", (1,)))
    some = f"exists(s, forall(theta, {AHEAD.replace('exp(r)', 's')} -> {goal}))"
    exists = f"exists(s, forall(r, s < r -> {near}))"
    found = d.apply(exists, d.instance(f"0 < eps -> {exists}", limit, "eps"), d.assume("0 < eps"))
    found = d.obtain(some, found, d.witness(some, here, "exp(s + 1)"), "s")
    return d.generalise(form.conclusion[number], d.discharge(f"0 < eps -> {some}", found), "eps")
