"""Two refutations of Section 4: half a plane meets the conditions of Theorems 4.1 and 4.3; a gradient does not vanish at a maximum over a point."""

from __future__ import annotations

from proofs.half_space import OUTSIDE
from proofs.means import lse_below
from proofs.one_point import origin_is_convex
from proofs.written import joined
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

# half a plane

HALF_PLANE = {"d": 3, "Theta": "x | x[1] + x[2] <= 2 * x[3] and x[1] + x[2] + x[3] = 0"}
FAR = "(c^2 + 1)"
LEADERS = (f"vec(2 * {FAR}, -3 * {FAR}, {FAR})", f"vec(-3 * {FAR}, 2 * {FAR}, {FAR})", f"vec(-{FAR}, -{FAR}, 2 * {FAR})")


def side(x: str) -> str:
    return f"{x}[1] + {x}[2] <= 2 * {x}[3]"


def plane(x: str) -> str:
    return f"{x}[1] + {x}[2] + {x}[3] = 0"


def inside(x: str) -> str:
    return f"({side(x)} and {plane(x)})"


def three(d: Derivation, facts: list[str], whole: str) -> str:
    """A conjunction over the indices 1, 2, 3."""
    texts = [d.steps[int(fact[1:])]["formula"] for fact in facts]
    return d.both(whole, d.both(f"({texts[0]}) and ({texts[1]})", facts[0], facts[1]), facts[2])


def is_convex(d: Derivation) -> str:
    def body(theta: str, tau: str, lam: str) -> str:
        return f"{inside(theta)} and {inside(tau)} and 0 < {lam} and {lam} < 1 -> {inside(f'({lam} * {theta} + (1 - {lam}) * {tau})')}"

    mix, given = "(lam * theta + (1 - lam) * tau)", d.assume(body("theta", "tau", "lam").partition(" -> ")[0])
    rest = d.left(f"{inside('theta')} and {inside('tau')} and 0 < lam", given)
    members, low, high = d.left(f"{inside('theta')} and {inside('tau')}", rest), d.right("0 < lam", rest), d.right("lam < 1", given)
    first, second = d.left(inside("theta"), members), d.right(inside("tau"), members)
    one = d.arith(side(mix), (1, low, d.left(side("theta"), first)), (1, high, d.left(side("tau"), second)))
    two = d.arith(plane(mix), ("lam", d.right(plane("theta"), first)), ("1 - lam", d.right(plane("tau"), second)))
    return d.lemma("theta tau lam", body, d.discharge(body("theta", "tau", "lam"), d.both(inside(mix), one, two))).fact


def all_lead(d: Derivation) -> str:
    """For each i a point whose coordinate i is ahead by more than c."""
    lines = []
    for i, point in enumerate(LEADERS, 1):
        square = d.instance("0 <= c^2", "square", "c")
        above = d.arith(f"{FAR} > c", (1, d.instance("0 <= (c - 1/2)^2", "square", "c - 1/2")), ("3/4",))
        factor = "6" if i == 3 else "3"
        member = d.both(inside(point), d.arith(side(point), (factor, square), (factor,)), d.identity(plane(point)))
        rules = [ahead(d, i, j, point, above, square) for j in (1, 2, 3)]
        whole = f"every(j, delta({i}, j) = 0 -> {point}[{i}] - {point}[j] > c)"
        found = d.both(f"{inside(point)} and {whole}", member, three(d, rules, whole))
        lead = f"exists(theta, {inside('theta')} and every(j, delta({i}, j) = 0 -> theta[{i}] - theta[j] > c))"
        lines.append(d.generalise(f"forall(c, {lead})", d.witness(lead, found, point), "c"))
    texts = [d.steps[int(line[1:])]["formula"] for line in lines]
    return d.both(f"(({texts[0]}) and ({texts[1]})) and ({texts[2]})", d.both(f"({texts[0]}) and ({texts[1]})", *lines[:2]), lines[2])


def ahead(d: Derivation, i: int, j: int, point: str, above: str, square: str) -> str:
    goal, rule = f"{point}[{i}] - {point}[{j}] > c", f"delta({i}, {j}) = 0 -> {point}[{i}] - {point}[{j}] > c"
    if i == j:
        absurd = d.arith("0 < 0", (1, d.assume(f"delta({i}, {j}) = 0")), (1,))
        return d.discharge(rule, d.contradiction(goal, absurd, d.arith("0 <= 0")))
    more = str({(1, 3): 0, (2, 3): 0, (1, 2): 4, (2, 1): 4, (3, 1): 2, (3, 2): 2}[i, j])
    return d.discharge(rule, d.arith(goal, (1, above), (more, square), (more,)) if more != "0" else d.arith(goal, (1, above)))


def no_translates(d: Derivation) -> str:
    """Two translates of sum 0 are equal."""
    def body(theta: str, tau: str) -> str:
        return f"{inside(theta)} and {inside(tau)} and {theta} != {tau} -> not translates({theta}, {tau})"

    given, shift = d.assume(body("theta", "tau").partition(" -> ")[0]), d.assume("every(i, theta[i] = tau[i] + c)")
    members = d.left(f"{inside('theta')} and {inside('tau')}", given)
    sums = d.right(plane("theta"), d.left(inside("theta"), members)), d.right(plane("tau"), d.right(inside("tau"), members))
    parts = thirds(d, lambda i: f"theta[{i}] = tau[{i}] + c", shift)
    zero = d.arith("c = 0", *(("-1/3", part) for part in parts), ("1/3", sums[0]), ("-1/3", sums[1]))
    same = three(d, [d.arith(f"theta[{i}] = tau[{i}]", (1, part), (1, zero)) for i, part in enumerate(parts, 1)], "theta = tau")
    absurd = d.contradiction("0 < 0", same, d.right("theta != tau", given))
    absurd = d.obtain("0 < 0", d.assume("translates(theta, tau)"), absurd, "c")
    none = d.contradiction("not translates(theta, tau)", absurd, d.arith("0 <= 0"))
    return d.lemma("theta tau", body, d.discharge(body("theta", "tau"), none)).fact


def thirds(d: Derivation, part, fact: str) -> list[str]:
    front = d.left(f"{part(1)} and {part(2)}", fact)
    return [d.left(part(1), front), d.right(part(2), front), d.right(part(3), fact)]


def vector_is_missed(d: Derivation) -> str:
    """p = E softmax((1,1,0) + γ) belongs to translates of (1,1,0) only, and none of these is inside."""
    reached = f"exists(theta, {inside('theta')} and every(i, mean_softmax(theta, i) = p[i]))"
    claim = f"forall(p, open_simplex(p) -> {reached})"
    vector = d.theorem(f"exists(p, every(i, p[i] = mean_softmax({OUTSIDE}, i)))", "a vector has any components",
        F=("i", f"mean_softmax({OUTSIDE}, i)"))
    is_p = thirds(d, lambda i: f"p[{i}] = mean_softmax({OUTSIDE}, {i})", d.assume(f"every(i, p[i] = mean_softmax({OUTSIDE}, i))"))
    signs = thirds(d, lambda i: f"0 < mean_softmax({OUTSIDE}, {i})", d.instance(f"every(i, 0 < mean_softmax({OUTSIDE}, i))", "positive", OUTSIDE))
    signs = [d.arith(f"p[{i}] > 0", (1, sign), (-1, same)) for i, (sign, same) in enumerate(zip(signs, is_p), 1)]
    total = d.arith("sum(i, p[i]) = 1", (1, d.instance(f"sum(i, mean_softmax({OUTSIDE}, i)) = 1", "total", OUTSIDE)), *((1, same) for same in is_p))
    simplex = d.both("open_simplex(p)", three(d, signs, "every(i, p[i] > 0)"), total)
    exists = d.apply(reached, d.instance(f"open_simplex(p) -> {reached}", d.assume(claim), "p"), simplex)
    found = d.assume(f"{inside('theta')} and every(i, mean_softmax(theta, i) = p[i])")
    member = d.left(side("theta"), d.left(inside("theta"), found))
    pairs = zip(thirds(d, lambda i: f"mean_softmax(theta, {i}) = p[{i}]", d.right("every(i, mean_softmax(theta, i) = p[i])", found)), is_p)
    equal = [d.arith(f"mean_softmax(theta, {i}) = mean_softmax({OUTSIDE}, {i})", (1, a), (1, b)) for i, (a, b) in enumerate(pairs, 1)]
    equal = three(d, equal, f"every(i, mean_softmax(theta, i) = mean_softmax({OUTSIDE}, i))")

    def rule(u: str, v: str) -> str:
        return f"every(i, mean_softmax({u}, i) = mean_softmax({v}, i)) -> translates({u}, {v})"

    translates = d.instance(rule("theta", OUTSIDE), d.instance(f"forall(v, {rule('theta', 'v')})", "determined", "theta"), OUTSIDE)
    translates = d.apply(f"translates(theta, {OUTSIDE})", translates, equal)
    shift = thirds(d, lambda i: f"theta[{i}] = {OUTSIDE}[{i}] + c", d.assume(f"every(i, theta[i] = {OUTSIDE}[i] + c)"))
    absurd = d.arith("0 < 0", (1, member), (-1, shift[0]), (-1, shift[1]), (2, shift[2]), (2,))
    for source, name in ((translates, "c"), (exists, "theta"), (vector, "p")):
        absurd = d.obtain("0 < 0", source, absurd, name)
    return d.contradiction(f"not {claim}", absurd, d.arith("0 <= 0"))


def half_plane(d: Derivation, form: Form) -> str:
    return joined(d, [is_convex(d), all_lead(d), no_translates(d), vector_is_missed(d)])


# a maximum over one point

POINT = {"d": 2, "Theta": "x | x[1] = 0 and x[2] = 0", "theta": "vec(0, 0)", "p": "vec(3/4, 1/4)", "law": [["1", "0", "0"]]}
ZERO, HALF = "vec(0, 0)", "vec(3/4, 1/4)"


def at_origin(x: str) -> str:
    return f"({x}[1] = 0 and {x}[2] = 0)"


def below_lemma() -> dict[str, Derivation]:
    """u <= v coordinate by coordinate gives lse(u) <= lse(v)."""
    d = Derivation()
    each = d.instance("u[i] <= v[i] + 0", d.assume("every(i, u[i] <= v[i] + 0)"), "i")
    line = d.arith("lse(u) <= lse(v)", (1, lse_below(d, "u", "v", "0", each)))
    d.lemma("u v", lambda u, v: f"every(i, {u}[i] <= {v}[i] + 0) -> lse({u}) <= lse({v})",
        d.discharge("every(i, u[i] <= v[i] + 0) -> lse(u) <= lse(v)", line))
    return {"below": d}


def mean(term: str) -> str:
    return f"(0 + 1 * {term})"


def origin_alone(d: Derivation) -> str:
    """No two points of {0} are different."""
    def body(theta: str, tau: str) -> str:
        return f"{at_origin(theta)} and {at_origin(tau)} and {theta} != {tau} -> not translates({theta}, {tau})"

    given = d.assume(body("theta", "tau").partition(" -> ")[0])
    members, parts = d.left(f"{at_origin('theta')} and {at_origin('tau')}", given), []
    for k, take in ((1, d.left), (2, d.right)):
        first, second = take(f"theta[{k}] = 0", d.left(at_origin("theta"), members)), take(f"tau[{k}] = 0", d.right(at_origin("tau"), members))
        parts.append(d.arith(f"theta[{k}] = tau[{k}]", (1, first), (-1, second)))
    none = d.contradiction("not translates(theta, tau)", d.both("theta = tau", *parts), d.right("theta != tau", given))
    return d.lemma("theta tau", body, d.discharge(body("theta", "tau"), none)).fact


def origin_is_maximal(d: Derivation) -> str:
    given, noise = d.assume(at_origin("tau")), "vec(0, 0)"
    zeros = d.left("tau[1] = 0", given), d.right("tau[2] = 0", given)
    u, v = f"({ZERO} + {noise})", f"(tau + {noise})"
    under = d.both(f"every(i, {u}[i] <= {v}[i] + 0)", *(d.arith(f"{u}[{k}] <= {v}[{k}] + 0", (-1, zeros[k - 1])) for k in (1, 2)))
    rule = f"every(i, {u}[i] <= {v}[i] + 0) -> lse({u}) <= lse({v})"
    at = d.instance(f"forall(v, {rule.replace(v, 'v')})", "below", u)
    line = d.apply(f"lse({u}) <= lse({v})", d.instance(rule, at, v), under)
    goal = (f"sum(i, {HALF}[i] * tau[i]) - {mean(f'lse(tau + {noise})')} <= sum(i, {HALF}[i] * {ZERO}[i]) - {mean(f'lse({ZERO} + {noise})')}")
    found = d.arith(goal, (1, line), ("3/4", zeros[0]), ("1/4", zeros[1]))
    return d.generalise(f"forall(tau, {at_origin('tau')} -> {goal})", d.discharge(f"{at_origin('tau')} -> {goal}", found), "tau")


def gradient_does_not_vanish(d: Derivation, form: Form) -> str:
    """softmax(0) = (1/2, 1/2), not (3/4, 1/4)."""
    signs = d.both(f"every(i, {HALF}[i] > 0)", d.arith(f"{HALF}[1] > 0", ("3/4",)), d.arith(f"{HALF}[2] > 0", ("1/4",)))
    simplex = d.both(f"open_simplex({HALF})", signs, d.identity(f"sum(i, {HALF}[i]) = 1"))
    member = d.both(at_origin(ZERO), d.identity(f"{ZERO}[1] = 0"), d.identity(f"{ZERO}[2] = 0"))
    texts = [f"{mean(f'softmax({ZERO} + vec(0, 0), {k})')} = {HALF}[{k}]" for k in (1, 2)]
    claim = f"every(i, {mean(f'softmax({ZERO} + vec(0, 0), i)')} = {HALF}[i])"
    value = d.identity(f"{mean(f'softmax({ZERO} + vec(0, 0), 1)')} = 1/2")
    absurd = d.arith("0 < 0", (-1, d.left(texts[0], d.assume(claim))), (1, value), ("1/4",))
    absurd = d.contradiction(f"not {claim}", absurd, d.arith("0 <= 0"))
    return joined(d, [origin_is_convex(d), origin_alone(d), simplex, member, origin_is_maximal(d), absurd])
