"""Theorem 4.1: which Θ reach the whole open simplex under Perturb-Softmax. All of it holds for every d and every law."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from proofs import BOOK, prose
from proofs.coercive import MAX, equal, onto, rise_integrable, subgradients_everywhere
from proofs.means import constant, mean_softmax_determines, mean_softmax_of_translate, squares, stated_combination
from proofs.perturb_softmax import Build, mean_is_positive, sum_of_means, total_is_one
from proofs.rise_subgradients import subgradients_in_simplex
from proofs.written import fails, holds
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation

HALF_SPACE = {"d": 3, "Theta": "x | x[1] + x[2] <= 2 * x[3]"}
OUTSIDE = "vec(1, 1, 0)"
FAR = "(c^2 + 1)"
LEADERS = (f"vec({FAR}, -2 * {FAR}, 0)", f"vec(-2 * {FAR}, {FAR}, 0)", f"vec(0, 0, {FAR})")


def inside(x: str) -> str:
    return f"{x}[1] + {x}[2] <= 2 * {x}[3]"


def of_every_dimension() -> dict[str, Derivation]:
    """Closed facts on the expected softmax, for every d and every law."""
    determined, positive, total, square = Derivation(), Derivation(), Derivation(), Derivation()
    mean_softmax_determines(determined)
    each = positive.generalise("every(i, 0 < mean_softmax(theta, i))", mean_is_positive(positive, "i"), "i")
    positive.generalise("forall(theta, every(i, 0 < mean_softmax(theta, i)))", each, "theta")
    one = total.arith("sum(i, mean_softmax(theta, i)) = 1", (-1, sum_of_means(total)), (1, total_is_one(total)))
    total.generalise("forall(theta, sum(i, mean_softmax(theta, i)) = 1)", one, "theta")
    squares(square)
    return {"determined": determined, "positive": positive, "total": total, "square": square}


def half_space_is_convex(d: Derivation) -> str:
    def body(theta: str, tau: str, lam: str) -> str:
        return f"{inside(theta)} and {inside(tau)} and 0 < {lam} and {lam} < 1 -> {inside(f'({lam} * {theta} + (1 - {lam}) * {tau})')}"

    given = d.assume(f"{inside('theta')} and {inside('tau')} and 0 < lam and lam < 1")
    rest = d.left(f"{inside('theta')} and {inside('tau')} and 0 < lam", given)
    members = d.left(f"{inside('theta')} and {inside('tau')}", rest)
    low, high = d.right("0 < lam", rest), d.right("lam < 1", given)
    first, second = d.left(inside("theta"), members), d.right(inside("tau"), members)
    line = d.arith(inside("(lam * theta + (1 - lam) * tau)"), (1, low, first), (1, high, second))
    return d.lemma("theta tau lam", body, d.discharge(body("theta", "tau", "lam"), line)).fact


def every_coordinate_leads(d: Derivation) -> str:
    """For each i a point of the half-space whose coordinate i is ahead of the others by more than c."""
    parts = [_leads(d, i, point) for i, point in enumerate(LEADERS, 1)]
    return d.both(_all_lead(3), d.both(_all_lead(2), parts[0], parts[1]), parts[2])


def _lead(i: int) -> str:
    return f"forall(c, exists(theta, {inside('theta')} and every(j, delta({i}, j) = 0 -> theta[{i}] - theta[j] > c)))"


def _all_lead(count: int) -> str:
    return " and ".join(f"({_lead(i)})" for i in range(1, count + 1))


def _leads(d: Derivation, i: int, point: str) -> str:
    square = d.instance("0 <= c^2", "square", "c")
    above = d.arith(f"{FAR} > c", (1, d.instance("0 <= (c - 1/2)^2", "square", "c - 1/2")), ("3/4",))
    member = d.arith(inside(point), ("2" if i == 3 else "1", square), ("2" if i == 3 else "1",))
    rules = [_ahead(d, i, j, point, above, square) for j in (1, 2, 3)]
    ahead = d.both("{} and {}".format(*map("({})".format, _rules(i, point)[:2])), rules[0], rules[1])
    ahead = d.both(f"every(j, delta({i}, j) = 0 -> {point}[{i}] - {point}[j] > c)", ahead, rules[2])
    found = d.both(f"{inside(point)} and every(j, delta({i}, j) = 0 -> {point}[{i}] - {point}[j] > c)", member, ahead)
    found = d.witness(_lead(i).removeprefix("forall(c, ")[:-1], found, point)
    return d.generalise(_lead(i), found, "c")


def _rules(i: int, point: str) -> list[str]:
    return [f"delta({i}, {j}) = 0 -> {point}[{i}] - {point}[{j}] > c" for j in (1, 2, 3)]


def _ahead(d: Derivation, i: int, j: int, point: str, above: str, square: str) -> str:
    goal = f"{point}[{i}] - {point}[{j}] > c"
    if i == j:
        absurd = d.arith("0 < 0", (1, d.assume(f"delta({i}, {j}) = 0")), (1,))
        line = d.contradiction(goal, absurd, d.arith("0 <= 0"))
    else:
        more = 2 if {i, j} == {1, 2} else 0
        line = d.arith(goal, (1, above), (2, square), (2,)) if more else d.arith(goal, (1, above))
    return d.discharge(_rules(i, point)[j - 1], line)


def some_vector_is_missed(d: Derivation, form: Form) -> str:
    """p = E softmax((1,1,0) + γ) lies in ri Δ; another point with this p is a translate of (1,1,0), and those lie outside."""
    claim = f"forall(p, open_simplex(p) -> exists(theta, {inside('theta')} and every(i, mean_softmax(theta, i) = p[i])))"
    vector = d.theorem(
        f"exists(p, every(i, p[i] = mean_softmax({OUTSIDE}, i)))", "a vector has any components", F=("i", f"mean_softmax({OUTSIDE}, i)")
    )
    meant = d.assume(f"every(i, p[i] = mean_softmax({OUTSIDE}, i))")
    is_p = _thirds(d, lambda i: f"p[{i}] = mean_softmax({OUTSIDE}, {i})", meant)
    positive = d.instance(f"every(i, 0 < mean_softmax({OUTSIDE}, i))", "positive", OUTSIDE)
    signs = _thirds(d, lambda i: f"0 < mean_softmax({OUTSIDE}, {i})", positive)
    signs = [d.arith(f"p[{i}] > 0", (1, sign), (-1, same)) for i, (sign, same) in enumerate(zip(signs, is_p), 1)]
    total = d.instance(f"sum(i, mean_softmax({OUTSIDE}, i)) = 1", "total", OUTSIDE)
    total = d.arith("sum(i, p[i]) = 1", (1, total), *((1, same) for same in is_p))
    simplex = d.both("open_simplex(p)", _together(d, lambda i: f"p[{i}] > 0", signs), total)
    reached = f"exists(theta, {inside('theta')} and every(i, mean_softmax(theta, i) = p[i]))"
    exists = d.apply(reached, d.instance(f"open_simplex(p) -> {reached}", d.assume(claim), "p"), simplex)
    found = d.assume(f"{inside('theta')} and every(i, mean_softmax(theta, i) = p[i])")
    member, equal = d.left(inside("theta"), found), d.right("every(i, mean_softmax(theta, i) = p[i])", found)
    pairs = zip(_thirds(d, lambda i: f"mean_softmax(theta, {i}) = p[{i}]", equal), is_p)
    equal = [d.arith(f"mean_softmax(theta, {i}) = mean_softmax({OUTSIDE}, {i})", (1, a), (1, b)) for i, (a, b) in enumerate(pairs, 1)]
    equal = _together(d, lambda i: f"mean_softmax(theta, {i}) = mean_softmax({OUTSIDE}, {i})", equal)

    def rule(u: str, v: str) -> str:
        return f"every(i, mean_softmax({u}, i) = mean_softmax({v}, i)) -> translates({u}, {v})"

    translates = d.instance(rule("theta", OUTSIDE), d.instance(f"forall(v, {rule('theta', 'v')})", "determined", "theta"), OUTSIDE)
    translates = d.apply(f"translates(theta, {OUTSIDE})", translates, equal)
    shift = _thirds(d, lambda i: f"theta[{i}] = {OUTSIDE}[{i}] + c", d.assume(f"every(i, theta[i] = {OUTSIDE}[i] + c)"))
    absurd = d.arith("0 < 0", (1, member), (-1, shift[0]), (-1, shift[1]), (2, shift[2]), (2,))
    absurd = d.obtain("0 < 0", translates, absurd, "c")
    absurd = d.obtain("0 < 0", exists, absurd, "theta")
    absurd = d.obtain("0 < 0", vector, absurd, "p")
    return d.contradiction(f"not {claim}", absurd, d.arith("0 <= 0"))


def _thirds(d: Derivation, part, fact: str) -> list[str]:
    """The three parts of a conjunction over the indices 1, 2, 3."""
    front = d.left(f"{part(1)} and {part(2)}", fact)
    return [d.left(part(1), front), d.right(part(2), front), d.right(part(3), fact)]


def _together(d: Derivation, part, facts: list[str]) -> str:
    front = d.both(f"{part(1)} and {part(2)}", facts[0], facts[1])
    return d.both(f"{part(1)} and {part(2)} and {part(3)}", front, facts[2])


REACHED = "every(i, mean_softmax({}, i) = p[i])"


def onto_plane(condition: str, shift: str) -> Build:
    """Every p of ri Δ is reached at a θ that satisfies the condition (text with theta in it): a solution x less shift 1."""

    def build(d: Derivation, form: Form) -> str:
        solved = d.apply(f"exists(x, {REACHED.format('x')})", onto(d).at("p"), d.assume("open_simplex(p)"))
        reached = d.assume(REACHED.format("x"))
        theta = f"(x - {shift} * ones)"
        moved = d.generalise(f"every(i, {theta}[i] = x[i] + -{shift})", d.identity(f"{theta}[i] = x[i] + -{shift}"), "i")
        same = same_means(d, mean_softmax_of_translate(d, theta, "x", f"(-{shift})", moved), theta, "x", reached)
        goal = f"{condition} and {REACHED.format('theta')}"
        both = d.both(f"{condition.replace('theta', theta)} and {REACHED.format(theta)}", d.identity(condition.replace("theta", theta)), same)
        found = d.obtain(f"exists(theta, {goal})", solved, d.witness(f"exists(theta, {goal})", both, theta), "x")
        return d.discharge(f"open_simplex(p) -> exists(theta, {goal})", found)

    return build


def same_means(d: Derivation, equal: str, new: str, old: str, reached: str) -> str:
    """REACHED for the new point, from equal means and REACHED for the old one."""
    first = d.instance(f"mean_softmax({new}, i) = mean_softmax({old}, i)", equal, "i")
    line = d.arith(f"mean_softmax({new}, i) = p[i]", (1, first), (1, d.instance(f"mean_softmax({old}, i) = p[i]", reached, "i")))
    return d.generalise(REACHED.format(new), line, "i")


ONTO_SUM = onto_plane("sum(j, theta[j]) = 0", "(sum(k, x[k]) / d)")
ONTO_FIRST = onto_plane("theta[1] = 0", "x[1]")


def without_premise(build: Build) -> Build:
    """The same where the open simplex is a hypothesis of the form."""

    def stated(d: Derivation, form: Form) -> str:
        rule = build(d, form)
        return d.apply(form.conclusion[0], rule, d.hypothesis(0, "open_simplex(p)"))

    return stated


COVERS = "forall(theta, exists(tau, member(tau, Theta) and translates(theta, tau)))"
COMPLETE = "complete_perturb_softmax(Theta)"


def covering_is_complete(d: Derivation, covers: str) -> str:
    """Where every vector is a translate of a member, every p of ri Δ is reached in Θ."""
    solved = d.apply(f"exists(x, {REACHED.format('x')})", onto(d).at("p"), d.assume("open_simplex(p)"))
    near = d.instance("exists(tau, member(tau, Theta) and translates(x, tau))", covers, "x")
    found = d.assume("member(tau, Theta) and translates(x, tau)")
    inside, translates = d.left("member(tau, Theta)", found), d.right("translates(x, tau)", found)
    shift = d.assume("every(i, x[i] = tau[i] + c)")
    back = d.arith("tau[i] = x[i] + -c", (-1, d.instance("x[i] = tau[i] + c", shift, "i")))
    back = d.generalise("every(i, tau[i] = x[i] + -c)", back, "i")
    same = same_means(d, mean_softmax_of_translate(d, "tau", "x", "(-c)", back), "tau", "x", d.assume(REACHED.format("x")))
    goal = "exists(theta, member(theta, Theta) and every(i, mean_softmax(theta, i) = p[i]))"
    reached = d.witness(goal, d.both(f"member(tau, Theta) and {REACHED.format('tau')}", inside, same), "tau")
    for source, name in ((translates, "c"), (near, "tau"), (solved, "x")):
        reached = d.obtain(goal, source, reached, name)
    return d.generalise(COMPLETE, d.discharge(f"open_simplex(p) -> {goal}", reached), "p")


def complete_covers(d: Derivation, complete: str) -> str:
    """The p of any vector is reached in Θ, at a translate of it."""
    facts = {}
    for name, derivation in of_every_dimension().items():
        if name != "square":
            facts[name] = imported(d, derivation)
    vector = d.theorem("exists(p, every(i, p[i] = mean_softmax(theta, i)))", "a vector has any components", F=("i", "mean_softmax(theta, i)"))
    meant = d.assume("every(i, p[i] = mean_softmax(theta, i))")
    here = d.instance("p[i] = mean_softmax(theta, i)", meant, "i")
    sign = d.instance("every(i, 0 < mean_softmax(theta, i))", facts["positive"], "theta")
    sign = d.arith("p[i] > 0", (1, d.instance("0 < mean_softmax(theta, i)", sign, "i")), (-1, here))
    sums = d.theorem("sum(i, p[i]) = sum(i, mean_softmax(theta, i))", "equal terms have equal sums", meant, F=("i", "p[i]"), G=("i", "mean_softmax(theta, i)"))
    total = d.arith("sum(i, p[i]) = 1", (1, sums), (1, d.instance("sum(i, mean_softmax(theta, i)) = 1", facts["total"], "theta")))
    simplex = d.both("open_simplex(p)", d.generalise("every(i, p[i] > 0)", sign, "i"), total)
    reached = "exists(tau, member(tau, Theta) and every(i, mean_softmax(tau, i) = p[i]))"
    exists = d.apply(reached, d.instance(f"open_simplex(p) -> {reached}", complete, "p"), simplex)
    found = d.assume(f"member(tau, Theta) and {REACHED.format('tau')}")
    equal = d.instance("mean_softmax(tau, i) = p[i]", d.right(REACHED.format("tau"), found), "i")
    equal = d.arith("mean_softmax(theta, i) = mean_softmax(tau, i)", (-1, equal), (-1, here))
    equal = d.generalise("every(i, mean_softmax(theta, i) = mean_softmax(tau, i))", equal, "i")

    def rule(u: str, v: str) -> str:
        return f"every(i, mean_softmax({u}, i) = mean_softmax({v}, i)) -> translates({u}, {v})"

    translates = d.instance(rule("theta", "tau"), d.instance(f"forall(v, {rule('theta', 'v')})", facts["determined"], "theta"), "tau")
    translates = d.apply("translates(theta, tau)", translates, equal)
    goal = "exists(tau, member(tau, Theta) and translates(theta, tau))"
    pair = d.both("member(tau, Theta) and translates(theta, tau)", d.left("member(tau, Theta)", found), translates)
    line = d.witness(goal, pair, "tau")
    line = d.obtain(goal, vector, d.obtain(goal, exists, line, "tau"), "p")
    return d.generalise(COVERS, line, "theta")


def imported(d: Derivation, other: Derivation) -> str:
    """Another notebook's steps, written into this one; the id of its last."""
    names: dict[str, str] = {}
    for step in other.steps:
        name = f"s{len(d.steps)}"
        names[step["id"]] = name
        of = {"of": [names[old] for old in step["of"]]} if "of" in step else {}
        d.steps.append({**step, "id": name, **of})
    return names[other.steps[-1]["id"]]


def image_in_simplex(d: Derivation, form: Form) -> str:
    """What is reached is non-negative and sums to 1."""
    premise = "member(theta, Theta)"
    d.assume(premise)
    sign = d.generalise("every(i, mean_softmax(theta, i) >= 0)", d.arith("mean_softmax(theta, i) >= 0", (1, mean_is_positive(d, "i"))), "i")
    total = d.arith("sum(i, mean_softmax(theta, i)) = 1", (-1, sum_of_means(d)), (1, total_is_one(d)))
    goal = "every(i, mean_softmax(theta, i) >= 0) and sum(i, mean_softmax(theta, i)) = 1"
    line = d.discharge(f"{premise} -> {goal}", d.both(goal, sign, total))
    return d.generalise(f"forall(theta, {premise} -> {goal})", line, "theta")


def complete_where_it_covers(d: Derivation, form: Form) -> str:
    return covering_is_complete(d, d.hypothesis(len(form.given) - 1, COVERS))


def covers_where_complete(d: Derivation, form: Form) -> str:
    return d.discharge(f"{COMPLETE} -> {COVERS}", complete_covers(d, d.assume(COMPLETE)))


def complete_exactly_there(d: Derivation, form: Form) -> str:
    return d.discharge(f"{COVERS} -> {COMPLETE}", covering_is_complete(d, d.assume(COVERS)))


def shown(form: Form, number: int, build: Build, obligation: str, lines: tuple[str, ...]) -> Evidence:
    """A derivation of one conclusion of a form."""
    d = Derivation()
    build(d, form)
    return holds(form, number, d, obligation, *lines)


@BOOK.proof("theorem 4.1", "equation 8")
def theorem_4_1(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The half-space θ1 + θ2 <= 2 θ3 meets the hypotheses and misses part of the open simplex; Θ + R·1 = R^d is what it takes."""
    d = Derivation()
    convex, leads, missed = half_space_is_convex(d), every_coordinate_leads(d), some_vector_is_missed(d, statement.printed)
    claims = [d.steps[int(fact[1:])]["formula"] for fact in (convex, leads, missed)]
    inner = d.both(f"({claims[1]}) and ({claims[2]})", leads, missed)
    d.both(f"({claims[0]}) and (({claims[1]}) and ({claims[2]}))", convex, inner)
    obligation = "a half-space meets the hypotheses and is not complete, for every law"
    yield fails(statement.printed, 0, HALF_SPACE, d, obligation, *prose.HALF_SPACE, general=of_every_dimension())
    repaired, sharp = statement.form("repaired 1"), statement.form("repaired 2")
    yield shown(statement.printed, 1, image_in_simplex, "nothing outside of Δ is reached, whatever $`\\Theta`$ is", prose.POSITIVE_MEAN)
    yield shown(repaired, 0, complete_where_it_covers, "every p of ri Δ is reached in $`\\Theta`$", prose.ONTO_BY_MINIMUM)
    yield shown(repaired, 1, image_in_simplex, "nothing outside of Δ is reached", prose.POSITIVE_MEAN)
    yield shown(sharp, 0, complete_exactly_there, "every vector a translate of a member: complete", prose.ONTO_BY_MINIMUM)
    yield shown(sharp, 1, covers_where_complete, "complete: every vector a translate of a member", prose.DETERMINES)


# Theorem 5.1

COIN = [["1/4", "1", "1"], ["1/4", "1", "-1"], ["1/4", "-1", "1"], ["1/4", "-1", "-1"]]
ORIGIN = {"d": 2, "Theta": "x | x[1] = 0 and x[2] = 0", "law": COIN}
MISSED, AWAY = "vec(9/10, 1/10)", "vec(1, 0)"


def written_mean(x: str) -> str:
    """E max(x + g) for two independent signs, as the checker writes it."""
    return "0 + " + " + ".join(f"{row[0]} * max(({x} + vec({row[1]}, {row[2]}))[1], ({x} + vec({row[1]}, {row[2]}))[2])" for row in COIN)


def mean_of_larger(d: Derivation, x: str, components: tuple[Fraction, Fraction], at: dict[int, str]) -> str:
    """written_mean(x) = its value, from facts x[k] = components[k-1] in `at`."""
    terms, value = [], Fraction(0)
    for weight, *signs in COIN:
        point = f"({x} + vec({signs[0]}, {signs[1]}))"
        numbers = [c + Fraction(sign) for c, sign in zip(components, signs)]
        large, small = (1, 2) if numbers[0] >= numbers[1] else (2, 1)
        a, b = f"{point}[{large}]", f"{point}[{small}]"
        both = f"max({a}, {b}) = {a} and max({b}, {a}) = {a}"
        gap = numbers[large - 1] - numbers[small - 1]
        order = d.arith(f"{b} <= {a}", *([(str(gap),)] if gap else []), *_known(at, small, large))
        larger = d.theorem(both, "the larger of two numbers", order, a=a, b=b)
        kept = d.left(f"max({a}, {b}) = {a}", larger) if large == 1 else d.right(f"max({b}, {a}) = {a}", larger)
        terms += [(weight, kept), *((f"({weight}) * ({c})", fact) for c, fact in _known(at, None, large))]
        value += Fraction(weight) * numbers[large - 1]
    return d.arith(f"{written_mean(x)} = {value}", *terms)


def _known(at: dict[int, str], small: int | None, large: int) -> list[tuple[str, str]]:
    """How the facts on the components enter: x[large] - x[small] is their values' difference."""
    if not at:
        return []
    return [("1", at[large])] if small is None else [("-1", at[large]), ("1", at[small])]


def coin_misses(d: Derivation) -> str:
    """(9/10, 1/10) is no subgradient at 0: f(0) + <p, (1,0)> = 1/2 + 9/10 > 5/4 = f((1,0))."""
    simplex = d.both(
        f"open_simplex({MISSED})",
        d.both(f"{MISSED}[1] > 0 and {MISSED}[2] > 0", d.arith(f"{MISSED}[1] > 0", ("9/10",)), d.arith(f"{MISSED}[2] > 0", ("1/10",))),
        d.arith(f"{MISSED}[1] + {MISSED}[2] = 1"),
    )

    def below(theta: str, p: str, y: str) -> str:
        product = f"({p}[1] * ({y}[1] - {theta}[1]) + {p}[2] * ({y}[2] - {theta}[2]))"
        return f"{written_mean(theta)} + {product} <= {written_mean(y)}"

    def reached(p: str) -> str:
        return f"exists(theta, (theta[1] = 0 and theta[2] = 0) and forall(y, {below('theta', p, 'y')}))"

    claim = f"forall(p, open_simplex(p) -> {reached('p')})"
    exists = d.apply(reached(MISSED), d.instance(f"open_simplex({MISSED}) -> {reached(MISSED)}", d.assume(claim), MISSED), simplex)
    found = d.assume(f"(theta[1] = 0 and theta[2] = 0) and forall(y, {below('theta', MISSED, 'y')})")
    zero = d.left("theta[1] = 0 and theta[2] = 0", found)
    at = {1: d.left("theta[1] = 0", zero), 2: d.right("theta[2] = 0", zero)}
    line = d.instance(below("theta", MISSED, AWAY), d.right(f"forall(y, {below('theta', MISSED, 'y')})", found), AWAY)
    here = mean_of_larger(d, "theta", (Fraction(0), Fraction(0)), at)
    there = mean_of_larger(d, AWAY, (Fraction(1), Fraction(0)), {})
    absurd = d.arith("0 < 0", (1, line), (-1, here), (1, there), ("9/10", at[1]), ("1/10", at[2]), ("3/20",))
    return d.contradiction(f"not {claim}", d.obtain("0 < 0", exists, absurd, "theta"), d.arith("0 <= 0"))


def origin_is_convex(d: Derivation) -> str:
    def inside(x: str) -> str:
        return f"({x}[1] = 0 and {x}[2] = 0)"

    def body(theta: str, tau: str, lam: str) -> str:
        return f"{inside(theta)} and {inside(tau)} and 0 < {lam} and {lam} < 1 -> {inside(f'({lam} * {theta} + (1 - {lam}) * {tau})')}"

    given = d.assume(body("theta", "tau", "lam").partition(" -> ")[0])
    members = d.left(f"{inside('theta')} and {inside('tau')}", d.left(f"{inside('theta')} and {inside('tau')} and 0 < lam", given))
    first, second = d.left(inside("theta"), members), d.right(inside("tau"), members)
    mix, parts = "(lam * theta + (1 - lam) * tau)", []
    for k, take in ((1, d.left), (2, d.right)):
        parts.append(d.arith(f"{mix}[{k}] = 0", ("lam", take(f"theta[{k}] = 0", first)), ("1 - lam", take(f"tau[{k}] = 0", second))))
    return d.lemma("theta tau lam", body, d.discharge(body("theta", "tau", "lam"), d.both(inside(mix), *parts))).fact


def covering_has_subgradients(d: Derivation, form: Form) -> str:
    """A subgradient at x is one at every translate of x, since F grows by c along c 1 and p sums to 1."""
    simplex = d.assume("open_simplex(p)")
    total = d.right("sum(i, p[i]) = 1", simplex)
    solved = d.apply("exists(x, subgradient_rise(x, p))", subgradients_everywhere(d).at("p"), simplex)
    near = d.instance("exists(tau, member(tau, Theta) and translates(x, tau))", d.hypothesis(0, COVERS), "x")
    found = d.assume("member(tau, Theta) and translates(x, tau)")
    shift = d.assume("every(i, x[i] = tau[i] + c)")
    grown = rise_of_translate(d, shift)
    here = d.instance("x[i] = tau[i] + c", shift, "i")
    each = d.generalise("every(i, p[i] * x[i] = p[i] * (tau[i] + c))", d.arith("p[i] * x[i] = p[i] * (tau[i] + c)", ("p[i]", here)), "i")
    sums = d.theorem(
        "sum(i, p[i] * x[i]) = sum(i, p[i] * (tau[i] + c))", "equal terms have equal sums", each, F=("i", "p[i] * x[i]"), G=("i", "p[i] * (tau[i] + c)")
    )
    at = d.instance("rise_max(x) + sum(i, p[i] * (y[i] - x[i])) <= rise_max(y)", d.assume("subgradient_rise(x, p)"), "y")
    moved = d.arith("rise_max(tau) + sum(i, p[i] * (y[i] - tau[i])) <= rise_max(y)", (1, at), (-1, grown), (1, sums), ("c", total))
    goal = "exists(theta, member(theta, Theta) and subgradient_rise(theta, p))"
    both = d.both("member(tau, Theta) and subgradient_rise(tau, p)", d.left("member(tau, Theta)", found), d.generalise("subgradient_rise(tau, p)", moved, "y"))
    reached = d.witness(goal, both, "tau")
    for source, name in ((d.right("translates(x, tau)", found), "c"), (near, "tau"), (solved, "x")):
        reached = d.obtain(goal, source, reached, name)
    return d.generalise(form.conclusion[0], d.discharge(f"open_simplex(p) -> {goal}", reached), "p")


def rise_of_translate(d: Derivation, shift: str) -> str:
    """rise_max(x) = rise_max(tau) + c, from every(i, x[i] = tau[i] + c)."""
    here = d.instance("x[i] = tau[i] + c", shift, "i")
    up = MAX.below(d, "(x + g)", "(tau + g)", "c", d.arith("(x + g)[i] <= (tau + g)[i] + c", (1, here)))
    down = MAX.below(d, "(tau + g)", "(x + g)", "(-c)", d.arith("(tau + g)[i] <= (x + g)[i] + (-c)", (-1, here)))
    same = equal(d, MAX.text("(x + g)"), f"{MAX.text('(tau + g)')} + c", up, down)
    line = d.arith(f"{MAX.rise('x')} = 1 * {MAX.rise('tau')} + c * 1", (1, same))
    line = d.generalise(f"forall(g, {MAX.rise('x')} = 1 * {MAX.rise('tau')} + c * 1)", line, "g")
    one = constant(d, "1")
    _, mean = stated_combination(d, MAX.rise("x"), (("1", MAX.rise("tau"), rise_integrable(d, MAX).at("tau")), ("c", "1", one[0])), line)
    return d.arith("rise_max(x) = rise_max(tau) + c", (1, mean), ("c", one[1]))


@BOOK.proof("theorem 5.1", "equation 14")
def theorem_5_1(statement: Statement, run: Run) -> Iterator[Evidence]:
    """One point does not suffice; Θ + R·1 = R^d does, for every law."""
    d = Derivation()
    convex = origin_is_convex(d)
    zeros = d.both("vec(0, 0)[1] = 0 and vec(0, 0)[2] = 0", d.identity("vec(0, 0)[1] = 0"), d.identity("vec(0, 0)[2] = 0"))
    inhabited = d.witness("exists(theta, theta[1] = 0 and theta[2] = 0)", zeros, "vec(0, 0)")
    finite = d.generalise("forall(theta, 0 <= 0)", d.arith("0 <= 0"), "theta")
    missed = coin_misses(d)
    claims = [d.steps[int(fact[1:])]["formula"] for fact in (convex, inhabited, finite, missed)]
    inner = d.both(f"({claims[2]}) and ({claims[3]})", finite, missed)
    inner = d.both(f"({claims[1]}) and (({claims[2]}) and ({claims[3]}))", inhabited, inner)
    d.both(f"({claims[0]}) and (({claims[1]}) and (({claims[2]}) and ({claims[3]})))", convex, inner)
    yield fails(statement.printed, 0, ORIGIN, d, "a single point is a convex set, and two independent signs reach little from it", *prose.ONE_POINT)
    yield shown(statement.printed, 1, subgradients_in_simplex("subgradient_max"), "every subgradient is a probability vector", prose.PROBABILITY_VECTORS)
    repaired = statement.form("repaired 1")
    yield shown(repaired, 0, covering_has_subgradients, "every p of ri Δ is a subgradient in $`\\Theta`$", prose.SUBGRADIENTS)
    yield shown(repaired, 1, subgradients_in_simplex("subgradient_rise"), "every subgradient is a probability vector", prose.PROBABILITY_VECTORS)
