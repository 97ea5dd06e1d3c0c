"""The half-space θ1 + θ2 <= 2 θ3: convex, unbounded towards every vertex of Δ, and not complete under Perturb-Softmax, for every law."""

from __future__ import annotations

from proofs.expected_softmax import mean_is_positive, sum_of_means, total_is_one
from proofs.means import mean_softmax_determines, squares
from verifier.claims.statement import Form
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
