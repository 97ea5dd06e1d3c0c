"""What is false about Perturb-Argmax as printed: Theorem 5.3 without independence, the proof of Theorem 5.1, the conjugate off the p of one θ."""

from __future__ import annotations

import re
from collections.abc import Callable

from proofs.half_space import HALF_SPACE, inside
from proofs.means import bounded_components, combination, constant, non_negative_mean, squares
from proofs.one_point import COIN
from proofs.two_potentials import top, top_facts
from proofs.written import fails, joined
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

# Theorem 5.3 with γ = (Z, ..., Z)

LINE = {"d": 2, "Theta": "x | x[1] = 0"}
EQUAL = "(y + g[1] * ones)"
LIFT = f"({top(EQUAL)} - g[1])"


def lifted(y: str) -> str:
    return f"E(g, greatest(k, ({y} + g[1] * ones)[k]) - g[1])"


def equal_coordinates() -> dict[str, Derivation]:
    """For every d and every law: F(y) is at least each y_i, and at most what bounds them all; F(y) = E[max(y + Z 1) - Z]."""
    least, most, square = Derivation(), Derivation(), Derivation()
    squares(square)
    finite = lift_integrable(least)
    term = f"({LIFT} - y[i])"
    bound = least.instance(f"{EQUAL}[i] <= {top(EQUAL)}", top_facts(least, EQUAL)[0], "i")
    one = constant(least, "1")
    whole, mean = combination(least, term, (("1", LIFT, finite), ("-y[i]", "1", one[0])))
    sign = non_negative_mean(least, term, whole, least.arith(f"0 <= {term}", (1, bound)))
    line = least.arith(f"y[i] <= {lifted('y')}", (1, sign), (1, mean), ("-y[i]", one[1]))
    least.generalise(f"forall(y, every(i, y[i] <= {lifted('y')}))", least.generalise(f"every(i, y[i] <= {lifted('y')})", line, "i"), "y")
    finite, under = lift_integrable(most), most.assume("every(i, y[i] <= c)")
    term, one = f"(c - {LIFT})", constant(most, "1")
    at = most.assume(f"{EQUAL}[i] = {top(EQUAL)}")
    below = most.arith(f"0 <= {term}", (1, most.instance("y[i] <= c", under, "i")), (-1, at))
    below = most.obtain(f"0 <= {term}", top_facts(most, EQUAL)[1], below, "i")
    whole, mean = combination(most, term, (("c", "1", one[0]), ("-1", LIFT, finite)))
    sign = non_negative_mean(most, term, whole, below)
    line = most.arith(f"{lifted('y')} <= c", (1, sign), (1, mean), ("c", one[1]))
    closed = most.discharge(f"every(i, y[i] <= c) -> {lifted('y')} <= c", line)
    closed = most.generalise(f"forall(c, every(i, y[i] <= c) -> {lifted('y')} <= c)", closed, "c")
    most.generalise(f"forall(y, forall(c, every(i, y[i] <= c) -> {lifted('y')} <= c))", closed, "y")
    return {"least": least, "most": most}


def lift_integrable(d: Derivation) -> str:
    """LIFT is integrable: it lies between -b and b."""
    _, above, below = bounded_components(d)
    b = "(sum(j, y[j]^2) + 1)"
    at = d.assume(f"{EQUAL}[i] = {top(EQUAL)}")
    goal = f"-{b} <= {LIFT} and {LIFT} <= {b}"
    low = d.arith(f"-{b} <= {LIFT}", (1, below.at("y", "i")), (1, at))
    high = d.arith(f"{LIFT} <= {b}", (1, above.at("y", "i")), (-1, at))
    both = d.obtain(goal, top_facts(d, EQUAL)[1], d.both(goal, low, high), "i")
    bounds = d.generalise(f"forall(g, {goal})", both, "g")
    return d.theorem(f"integrable(g, {LIFT})", "bounded continuous functions are integrable", bounds, F=("g", LIFT), a=f"-{b}", b=b)


def line_is_convex(d: Derivation) -> str:
    def body(theta: str, tau: str, lam: str) -> str:
        return f"{theta}[1] = 0 and {tau}[1] = 0 and 0 < {lam} and {lam} < 1 -> ({lam} * {theta} + (1 - {lam}) * {tau})[1] = 0"

    given = d.assume(body("theta", "tau", "lam").partition(" -> ")[0])
    members = d.left("theta[1] = 0 and tau[1] = 0", d.left("theta[1] = 0 and tau[1] = 0 and 0 < lam", given))
    first, second = d.left("theta[1] = 0", members), d.right("tau[1] = 0", members)
    line = d.arith("(lam * theta + (1 - lam) * tau)[1] = 0", ("lam", first), ("1 - lam", second))
    return d.lemma("theta tau lam", body, d.discharge(body("theta", "tau", "lam"), line)).fact


def line_without_translates(d: Derivation) -> str:
    """Two translates with first coordinate 0 are equal."""
    def body(theta: str, tau: str) -> str:
        return f"{theta}[1] = 0 and {tau}[1] = 0 and {theta} != {tau} -> not translates({theta}, {tau})"

    given = d.assume("theta[1] = 0 and tau[1] = 0 and theta != tau")
    members, shift = d.left("theta[1] = 0 and tau[1] = 0", given), d.assume("every(i, theta[i] = tau[i] + c)")
    first, second = d.left("theta[1] = 0", members), d.right("tau[1] = 0", members)
    parts = [d.left("theta[1] = tau[1] + c", shift), d.right("theta[2] = tau[2] + c", shift)]
    zero = d.arith("c = 0", (-1, parts[0]), (1, first), (-1, second))
    same = d.both("theta = tau", d.arith("theta[1] = tau[1]", (1, parts[0]), (1, zero)), d.arith("theta[2] = tau[2]", (1, parts[1]), (1, zero)))
    absurd = d.contradiction("0 < 0", same, d.right("theta != tau", given))
    absurd = d.obtain("0 < 0", d.assume("translates(theta, tau)"), absurd, "c")
    none = d.contradiction("not translates(theta, tau)", absurd, d.arith("0 <= 0"))
    return d.lemma("theta tau", body, d.discharge(body("theta", "tau"), none)).fact


def lift_at_most(d: Derivation, x: str) -> str:
    """F(x) <= s for x = (0, s), s > 0."""
    size = x[len("vec(0, ") : -1]
    rule = d.instance(f"forall(c, every(i, {x}[i] <= c) -> {lifted(x)} <= c)", "most", x)
    rule = d.instance(f"every(i, {x}[i] <= {size}) -> {lifted(x)} <= {size}", rule, size)
    under = d.both(f"every(i, {x}[i] <= {size})", d.arith(f"{x}[1] <= {size}", (size,)), d.arith(f"{x}[2] <= {size}"))
    return d.apply(f"{lifted(x)} <= {size}", rule, under)


def equal_subgradient(d: Derivation, x: str, p: str = "vec(0, 1)") -> str:
    """(0, 1) is a subgradient of F at x = (0, s), s > 0: F(x) <= s and F(y) >= y_2."""
    high = lift_at_most(d, x)
    low = d.right(f"y[2] <= {lifted('y')}", d.instance(f"every(i, y[i] <= {lifted('y')})", "least", "y"))
    goal = f"{lifted(x)} + sum(i, {p}[i] * (y[i] - {x}[i])) <= {lifted('y')}"
    return d.generalise(f"forall(y, {goal})", d.arith(goal, (1, high), (1, low)), "y")


def between_points(d: Derivation, form: Form, u: str, v: str, third: tuple[str, str]) -> tuple[str, str, str]:
    """The first conclusion on the line, an assumption; it at two points and the value of a third name; the step that says so."""
    claim = form.conclusion[0].replace("member(theta, Theta)", "theta[1] = 0").replace("member(tau, Theta)", "tau[1] = 0")
    text, given = claim, d.assume(claim)
    for name, term in (("theta", u), ("tau", v), third):
        text = re.sub(rf"\b{name}\b", term, " ".join(text.split()).removeprefix(f"forall({name}, ")[:-1])
        given = d.instance(text, given, term)
    return claim, text, given


def both_share(
    d: Derivation, form: Form, u: str = "vec(0, 1)", v: str = "vec(0, 2)", below: Callable[[Derivation, str], str] = equal_subgradient
) -> str:
    """Not minimal: (0, 1) is a subgradient at u and at v, of the first coordinate 0 and one apart in the second; below: says so at one of them."""
    claim, text, given = between_points(d, form, u, v, ("p", "vec(0, 1)"))
    zeros = d.both(f"{u}[1] = 0 and {v}[1] = 0", d.identity(f"{u}[1] = 0"), d.identity(f"{v}[1] = 0"))
    first, second = below(d, u), below(d, v)
    inner = d.both(f"({u}[1] = 0 and {v}[1] = 0) and ({d.steps[int(first[1:])]['formula']})", zeros, first)
    same = d.right(f"{u}[2] = {v}[2]", d.apply(f"{u} = {v}", given, d.both(text.rpartition(" -> ")[0], inner, second)))
    return d.contradiction(f"not ({claim})", d.arith("0 < 0", (-1, same), (1,)), d.arith("0 <= 0"))


def linear_between(d: Derivation, form: Form) -> str:
    """Not strictly convex: F(0, 3/2) >= 3/2, F(0, 1) <= 1 and F(0, 2) <= 2."""
    claim, text, given = between_points(d, form, "vec(0, 1)", "vec(0, 2)", ("lam", "(1/2)"))
    premise = text.partition(" -> ")[0]
    zeros = d.both("vec(0, 1)[1] = 0 and vec(0, 2)[1] = 0", d.identity("vec(0, 1)[1] = 0"), d.identity("vec(0, 2)[1] = 0"))
    same = d.right("vec(0, 1)[2] = vec(0, 2)[2]", d.assume("vec(0, 1) = vec(0, 2)"))
    apart = d.contradiction("vec(0, 1) != vec(0, 2)", d.arith("0 < 0", (-1, same), (1,)), d.arith("0 <= 0"))
    inner = d.both("vec(0, 1)[1] = 0 and vec(0, 2)[1] = 0 and vec(0, 1) != vec(0, 2)", zeros, apart)
    inner = d.both("vec(0, 1)[1] = 0 and vec(0, 2)[1] = 0 and vec(0, 1) != vec(0, 2) and 0 < (1/2)", inner, d.arith("0 < (1/2)", ("1/2",)))
    line = d.apply(text.partition(" -> ")[2], given, d.both(premise, inner, d.arith("(1/2) < 1", ("1/2",))))
    middle = "((1/2) * vec(0, 1) + (1 - (1/2)) * vec(0, 2))"
    least = d.right(f"{middle}[2] <= {lifted(middle)}", d.instance(f"every(i, {middle}[i] <= {lifted(middle)})", "least", middle))
    absurd = d.arith("0 < 0", (1, line), (1, least), ("1/2", lift_at_most(d, "vec(0, 1)")), ("1/2", lift_at_most(d, "vec(0, 2)")))
    return d.contradiction(f"not ({claim})", absurd, d.arith("0 <= 0"))


def on_the_line(
    form: Form, last: Callable[[Derivation, Form], str], words: str, lines: tuple[str, ...], general: dict[str, Derivation]
) -> Evidence:
    """That the first conclusion fails on Θ = {θ1 = 0}, convex and without two translates; last: its negation there."""
    d = Derivation()
    joined(d, [line_is_convex(d), line_without_translates(d), last(d, form)])
    return fails(form, 0, LINE, d, words, *lines, general=general)


# the proof of Theorem 5.1

SHIFTED = HALF_SPACE | {"law": [["1", "-1", "-1", "0"]]}


def constant_noise_mean(x: str) -> str:
    """E max(x + γ) for γ = (-1, -1, 0), as the checker writes it."""
    point = f"({x} + vec(-1, -1, 0))"
    return f"(0 + 1 * max(max({point}[1], {point}[2]), {point}[3]))"


def middle_is_missed(d: Derivation) -> str:
    """(1/3, 1/3, 1/3) is no subgradient in the half-space: with y = (1, 1, 0), where f is 0, f(θ) + 2/3 - (θ1 + θ2 + θ3)/3 <= 0."""
    p, y = "vec(1/3, 1/3, 1/3)", "vec(1, 1, 0)"
    signs = [d.arith(f"{p}[{k}] > 0", ("1/3",)) for k in (1, 2, 3)]
    front = d.both(f"{p}[1] > 0 and {p}[2] > 0", signs[0], signs[1])
    simplex = d.both(f"open_simplex({p})", d.both(f"every(i, {p}[i] > 0)", front, signs[2]), d.arith(f"sum(i, {p}[i]) = 1"))

    def below(theta: str, p: str, y: str) -> str:
        return f"{constant_noise_mean(theta)} + sum(i, {p}[i] * ({y}[i] - {theta}[i])) <= {constant_noise_mean(y)}"

    def reached(p: str) -> str:
        return f"exists(theta, {inside('theta')} and forall(y, {below('theta', p, 'y')}))"

    claim = f"forall(p, open_simplex(p) -> {reached('p')})"
    exists = d.apply(reached(p), d.instance(f"open_simplex({p}) -> {reached(p)}", d.assume(claim), p), simplex)
    found = d.assume(f"{inside('theta')} and forall(y, {below('theta', p, 'y')})")
    line = d.instance(below("theta", p, y), d.right(f"forall(y, {below('theta', p, 'y')})", found), y)
    at, top_of = "(theta + vec(-1, -1, 0))", "max(max({0}[1], {0}[2]), {0}[3])"
    high = d.theorem(
        f"every(i, {at}[i] <= greatest(k, {at}[k])) and some(i, {at}[i] = greatest(k, {at}[k]))",
        "the greatest of finitely many numbers", F=("i", f"{at}[i]"),
    )
    high = d.right(f"{at}[3] <= {top_of.format(at)}", d.left(f"every(i, {at}[i] <= greatest(k, {at}[k]))", high))
    here = f"({y} + vec(-1, -1, 0))"
    inner = d.theorem(
        f"max({here}[1], {here}[2]) = {here}[1] and max({here}[2], {here}[1]) = {here}[1]", "the larger of two numbers",
        d.arith(f"{here}[2] <= {here}[1]"), a=f"{here}[1]", b=f"{here}[2]",
    )
    inner = d.left(f"max({here}[1], {here}[2]) = {here}[1]", inner)
    two, three = f"max({here}[1], {here}[2])", f"{here}[3]"
    order = d.arith(f"{three} <= {two}", (-1, inner))
    outer = d.theorem(f"max({two}, {three}) = {two} and max({three}, {two}) = {two}", "the larger of two numbers", order, a=two, b=three)
    outer = d.left(f"max({two}, {three}) = {two}", outer)
    absurd = d.arith("0 < 0", (1, line), (1, high), (1, outer), (1, inner), ("1/3", d.left(inside("theta"), found)), ("2/3",))
    return d.contradiction(f"not {claim}", d.obtain("0 < 0", exists, absurd, "theta"), d.arith("0 <= 0"))


# Corollary 9.2

SHARES = "vec(mean_share(vec(1, 1), theta, 1), mean_share(vec(1, 1), theta, 2))"
TWO = {"d": 2, "law": COIN, "w": "vec(1, 1)", "p": SHARES}


def coin(term: str) -> str:
    """The mean of a term in g under two independent signs, as the checker writes it."""
    return "(0 + " + " + ".join(f"{weight} * ({term.replace('NOISE', f'vec({a}, {b})')})" for weight, a, b in COIN) + ")"


CHANCES = "vec(" + ", ".join(coin(f"share(vec(1, 1), theta + NOISE, {k})") for k in (1, 2)) + ")"
LARGEST = coin("max((x + NOISE)[1], (x + NOISE)[2])")


def finite_elsewhere(d: Derivation) -> str:
    """The unit vectors, of which one at least is not the p at hand, have a finite conjugate: x_k - f(x) <= 0, since f(x) >= E (x_k + g_k) = x_k."""

    def grows(q: str) -> str:
        return f"exists(x, sum(i, {q}[i] * x[i]) - {LARGEST} > 0)"

    def rule(q: str) -> str:
        return f"forall(c, exists(x, sum(i, {q}[i] * x[i]) - {LARGEST} > c))"

    claim = f"forall(q, q != {CHANCES} -> {rule('q')})"
    given, first, second = d.assume(claim), "vec(1, 0)", "vec(0, 1)"

    def absurd(q: str, k: int, apart: str) -> str:
        far = d.apply(rule(q), d.instance(f"{q} != {CHANCES} -> {rule(q)}", given, q), apart)
        exists, line = d.instance(grows(q), far, "0"), d.assume(f"sum(i, {q}[i] * x[i]) - {LARGEST} > 0")
        terms = []
        for weight, a, b in COIN:
            point = f"(x + vec({a}, {b}))"
            fact = d.theorem(
                f"every(i, {point}[i] <= greatest(m, {point}[m])) and some(i, {point}[i] = greatest(m, {point}[m]))",
                "the greatest of finitely many numbers", F=("i", f"{point}[i]"),
            )
            bounds = d.left(f"every(i, {point}[i] <= greatest(m, {point}[m]))", fact)
            take = d.left if k == 1 else d.right
            terms.append((weight, take(f"{point}[{k}] <= max({point}[1], {point}[2])", bounds)))
        return d.obtain("0 < 0", exists, d.arith("0 < 0", (1, line), *terms), "x")

    equal = d.assume(f"{first} = {CHANCES}")
    other = d.left(f"{second}[1] = {CHANCES}[1]", d.assume(f"{second} = {CHANCES}"))
    none = d.arith("0 < 0", (1, d.left(f"{first}[1] = {CHANCES}[1]", equal)), (-1, other), (1,))
    apart = d.contradiction(f"{second} != {CHANCES}", none, d.arith("0 <= 0"))
    one = absurd(second, 2, apart)
    two = absurd(first, 1, d.assume(f"{first} != {CHANCES}"))
    line = d.either("0 < 0", d.excluded(f"{first} = {CHANCES} or {first} != {CHANCES}"), one, two)
    return d.contradiction(f"not {claim}", line, d.arith("0 <= 0"))


def conjugate_hypotheses(d: Derivation) -> list[str]:
    """f is finite, the proportions are positive, p is what they give."""
    finite = d.generalise("forall(theta, 0 <= 0)", d.arith("0 <= 0"), "theta")
    positive = d.both("every(j, vec(1, 1)[j] > 0)", d.arith("vec(1, 1)[1] > 0", (1,)), d.arith("vec(1, 1)[2] > 0", (1,)))
    lines = [f"{CHANCES}[{k}] = " + coin(f"share(vec(1, 1), theta + NOISE, {k})") for k in (1, 2)]
    meant = d.both(f"{lines[0]} and {lines[1]}", *(d.identity(line) for line in lines))
    return [finite, positive, meant]
