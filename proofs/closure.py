"""Appendix 8.3, its last line: the domain of the conjugate of f over Θ need not lie in the simplex; over R^d it does, and Δ is its closure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from proofs import BOOK
from proofs import prose_limits as prose
from proofs.coercive import POSITIVE, TOTAL, attained, split_mean
from proofs.coercive import SIMPLEX as OPEN
from proofs.completeness import shown
from proofs.lemmas import tangent
from proofs.limits import delta_cases
from proofs.means import combination, mean_lse_of_translate, squares
from proofs.perturb_softmax import FINITE
from proofs.potential import grows_at_most
from proofs.two_potentials import LSE, lse_single, tilt
from proofs.written import fails
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation, Lemma

FIRST_ZERO = {"d": 2, "Theta": "x | x[1] = 0", "law": [["1", "0", "0"]]}
OUTSIDE = "vec(1, 1/2)"
MEAN = "(0 + 1 * lse(theta + vec(0, 0)))"
BOUNDED = "exists(c, forall(theta, theta[1] = 0 -> {p}[1] * theta[1] + {p}[2] * theta[2] - " + MEAN + " <= c))"
SIMPLEX = "({p}[1] >= 0 and {p}[2] >= 0) and {p}[1] + {p}[2] = 1"
SAME = "equal terms have equal sums"
Build = Callable[[Derivation, Form], str]


def plane_is_convex(d: Derivation) -> str:
    def body(theta: str, tau: str, lam: str) -> str:
        return f"{theta}[1] = 0 and {tau}[1] = 0 and 0 < {lam} and {lam} < 1 -> ({lam} * {theta} + (1 - {lam}) * {tau})[1] = 0"

    given = d.assume(body("theta", "tau", "lam").partition(" -> ")[0])
    pair = d.left("theta[1] = 0 and tau[1] = 0", d.left("theta[1] = 0 and tau[1] = 0 and 0 < lam", given))
    mixed = d.arith(
        "(lam * theta + (1 - lam) * tau)[1] = 0", ("lam", d.left("theta[1] = 0", pair)), ("1 - lam", d.right("tau[1] = 0", pair))
    )
    return d.lemma("theta tau lam", body, d.discharge(body("theta", "tau", "lam"), mixed)).fact


def both_lead(d: Derivation) -> str:
    """On θ_1 = 0 each coordinate leads by more than any c: at (0, -(c^2+1)) and (0, c^2+1)."""
    parts, far = [], "(c^2 + 1)"
    above = d.arith(f"{far} > c", (1, squares(d).at("c - 1/2")), ("3/4",))
    for i, point in ((1, f"vec(0, -{far})"), (2, f"vec(0, {far})")):
        rules = [_ahead(d, i, j, point, above) for j in (1, 2)]
        ahead = "every(j, delta({i}, j) = 0 -> {x}[{i}] - {x}[j] > c)"
        lead = d.both(ahead.format(i=i, x=point), *rules)
        lead = d.both(f"{point}[1] = 0 and {ahead.format(i=i, x=point)}", d.identity(f"{point}[1] = 0"), lead)
        found = d.witness(f"exists(theta, theta[1] = 0 and {ahead.format(i=i, x='theta')})", lead, point)
        parts.append(d.generalise(f"forall(c, exists(theta, theta[1] = 0 and {ahead.format(i=i, x='theta')}))", found, "c"))
    texts = [d.steps[int(fact[1:])]["formula"] for fact in parts]
    return d.both(f"({texts[0]}) and ({texts[1]})", *parts)


def _ahead(d: Derivation, i: int, j: int, point: str, above: str) -> str:
    premise, goal = d.assume(f"delta({i}, {j}) = 0"), f"{point}[{i}] - {point}[{j}] > c"
    absurd = () if i != j else (d.arith("0 < 0", (1, premise), (1,)),)
    line = d.contradiction(goal, absurd[0], d.arith("0 <= 0")) if absurd else d.arith(goal, (1, above))
    return d.discharge(f"delta({i}, {j}) = 0 -> {goal}", line)


def domain_is_larger(d: Derivation) -> str:
    """Without noise <p,θ> - f(θ) <= 0 on θ_1 = 0 for p = (1, 1/2), whose coordinates sum to 3/2."""
    point = "theta + vec(0, 0)"
    below = d.instance(f"every(m, ({point})[m] <= lse({point}))", "single", point)
    first, second = (f"(theta + vec(0, 0))[{m}] <= lse(theta + vec(0, 0))" for m in (1, 2))
    goal = f"{OUTSIDE}[1] * theta[1] + {OUTSIDE}[2] * theta[2] - {MEAN} <= 0"
    zero = d.assume("theta[1] = 0")
    line = d.arith(goal, ("1/2", d.left(first, below)), ("1/2", d.right(second, below)), ("1/2", zero))
    line = d.generalise(f"forall(theta, theta[1] = 0 -> {goal})", d.discharge(f"theta[1] = 0 -> {goal}", line), "theta")
    bounded, simplex = BOUNDED.format(p=OUTSIDE), SIMPLEX.format(p=OUTSIDE)
    claim = f"forall(p, {BOUNDED.format(p='p')} -> {SIMPLEX.format(p='p')})"
    found = d.apply(simplex, d.instance(f"{bounded} -> {simplex}", d.assume(claim), OUTSIDE), d.witness(bounded, line, "0"))
    absurd = d.arith("0 < 0", (1, d.right(f"{OUTSIDE}[1] + {OUTSIDE}[2] = 1", found)), ("1/2",))
    return d.contradiction(f"not {claim}", absurd, d.arith("0 <= 0"))


def refuted(d: Derivation) -> dict[str, Derivation]:
    """The hypotheses and the negated conclusion on the hyperplane; gives the general fact x_m <= lse(x)."""
    finite = d.generalise("forall(theta, 0 <= 0)", d.arith("0 <= 0"), "theta")
    facts = [plane_is_convex(d), both_lead(d), finite, domain_is_larger(d)]
    texts = [f"({d.steps[int(fact[1:])]['formula']})" for fact in facts]
    text, fact = texts[-1], facts[-1]
    for front, line in zip(reversed(texts[:-1]), reversed(facts[:-1])):
        text = f"{front} and ({text})"
        fact = d.both(text, line, fact)
    single = Derivation()
    single.lemma("x m", lambda x, m: f"{x}[{m}] <= lse({x})", lse_single(single, "x"))
    return {"single": single}


ABOVE = "forall(theta, sum(i, p[i] * theta[i]) - mean_lse(theta) <= b)"
ZERO, LEVEL = "(0 * ones)", "(b + mean_lse(0 * ones))"


def whole_space(d: Derivation, form: Form) -> str:
    """On all of R^d: along 1 the bound forces sum p = 1, along -e_i it forces p_i >= 0."""
    above = d.assume(ABOVE)
    total = total_is_one(d, above)
    sign = d.generalise("every(i, p[i] >= 0)", sign_is_right(d, above), "i")
    found = d.obtain("simplex(p)", d.assume(f"exists(b, {ABOVE})"), d.both("simplex(p)", sign, total), "b")
    return d.generalise(form.conclusion[0], d.discharge(f"exists(b, {ABOVE}) -> simplex(p)", found), "p")


def total_is_one(d: Derivation, above: str) -> str:
    """At t 1 the bound reads t (sum p - 1) <= b + f(0): it fails where the left side is (b + f(0))^2 + 1, unless sum p = 1."""
    gap = "(sum(i, p[i]) - 1)"
    finite = d.instance(f"integrable(g, lse({ZERO} + g))", d.hypothesis(0, FINITE), ZERO)
    far = f"(({LEVEL}^2 + 1) * (1 / {gap}))"
    inverse = d.theorem(f"{gap} * (1 / {gap}) = 1", "reciprocal", d.assume(f"{gap} != 0"), a=gap)
    point = f"({far} * ones)"
    shift = d.generalise(f"every(i, {point}[i] = {ZERO}[i] + {far})", d.identity(f"{point}[i] = {ZERO}[i] + {far}"), "i")
    moved = mean_lse_of_translate(d, finite, point, ZERO, far, shift)
    at = d.instance(f"sum(i, p[i] * {point}[i]) - mean_lse({point}) <= b", above, point)
    absurd = d.arith("0 < 0", (1, at), (1, moved), (f"-({LEVEL}^2 + 1)", inverse), (1, squares(d).at(f"{LEVEL} - 1/2")), ("3/4",))
    return d.arith("sum(i, p[i]) = 1", (1, d.contradiction(f"{gap} = 0", absurd, d.arith("0 <= 0"))))


def grows(d: Derivation) -> Lemma:
    """every(k, u[k] <= v[k]) gives mean_lse(u) <= mean_lse(v)."""
    premise = "every(k, u[k] <= v[k])"
    line = d.arith("u[i] <= v[i] + 0", (1, d.instance("u[i] <= v[i]", d.assume(premise), "i")))
    line = d.arith("mean_lse(u) <= mean_lse(v)", (1, grows_at_most(d, "u", "v", line, "0")))
    closed = d.discharge(f"{premise} -> mean_lse(u) <= mean_lse(v)", line)
    return d.lemma("u v", lambda u, v: f"every(k, {u}[k] <= {v}[k]) -> mean_lse({u}) <= mean_lse({v})", closed)


def sign_is_right(d: Derivation, above: str) -> str:
    """At -t e_i the bound reads -t p_i <= b + f(-t e_i) <= b + f(0), for every t > 0."""
    low, far = d.assume("p[i] < 0"), f"(({LEVEL}^2 + 1) * (1 / (-p[i])))"
    nonzero = d.contradiction("-p[i] != 0", d.arith("0 < 0", (1, low), (1, d.assume("-p[i] = 0"))), d.arith("0 <= 0"))
    inverse = d.theorem("-p[i] * (1 / (-p[i])) = 1", "reciprocal", nonzero, a="-p[i]")
    small = d.arith("0 < 0", (1, low, d.assume("1 / (-p[i]) <= 0")), (-1, inverse), (1,))
    positive = d.contradiction("0 < 1 / (-p[i])", small, d.arith("0 <= 0"))
    large = d.arith(f"0 < {far}", (1, squares(d).at(LEVEL), positive), (1, positive))
    step = f"-{far} * delta(i, j)"
    exists = d.theorem(f"exists(u, every(j, u[j] = {step}))", "a vector has any components", F=("j", step))
    here = d.instance(f"u[j] = {step}", d.assume(f"every(j, u[j] = {step})"), "j")
    zero, one = d.assume("delta(i, j) = 0"), d.assume("delta(i, j) = 1")
    first = d.arith("u[j] <= 0", (1, here), (f"-{far}", zero))
    below = d.either("u[j] <= 0", delta_cases(d).at("i", "j"), first, d.arith("u[j] <= 0", (1, here), (f"-{far}", one), (1, large)))
    below = d.generalise("every(j, u[j] <= 0)", below, "j")
    each = d.arith(f"u[k] <= {ZERO}[k]", (1, d.instance("u[k] <= 0", below, "k")))
    each = d.generalise(f"every(k, u[k] <= {ZERO}[k])", each, "k")
    shrinks = d.apply(f"mean_lse(u) <= mean_lse({ZERO})", grows(d).at("u", ZERO), each)
    sums = d.generalise(f"every(j, p[j] * u[j] = p[j] * ({step}))", d.arith(f"p[j] * u[j] = p[j] * ({step})", ("p[j]", here)), "j")
    sums = d.theorem(f"sum(j, p[j] * u[j]) = sum(j, p[j] * ({step}))", SAME, sums, F=("j", "p[j] * u[j]"), G=("j", f"p[j] * ({step})"))
    bound = d.instance("sum(i, p[i] * u[i]) - mean_lse(u) <= b", above, "u")
    absurd = d.arith(
        "0 < 0", (1, bound), (1, shrinks), (-1, sums), (f"-({LEVEL}^2 + 1)", inverse), (1, squares(d).at(f"{LEVEL} - 1/2")), ("3/4",)
    )
    return d.contradiction("p[i] >= 0", d.obtain("0 < 0", exists, absurd, "u"), d.arith("0 <= 0"))


# every p of Δ is a limit of the domain, whatever Θ is


def open_simplex_in_domain(d: Derivation, finite: str) -> Lemma:
    """open_simplex(p) -> <p,θ> - f(θ) is bounded above over R^d: it is greatest where f - <p,·> is least."""
    simplex = d.assume(OPEN)
    least, _ = attained(d, LSE, d.left(POSITIVE, simplex), d.right(TOTAL, simplex))
    _, split = split_mean(d, LSE)
    at_zero = d.instance(f"integrable(g, lse({ZERO} + g))", finite, ZERO)
    here = d.instance("integrable(g, lse(x + g))", finite, "x")
    _, mean = combination(d, LSE.rise("x"), (("1", "lse(x + g)", here), ("-1", f"lse({ZERO} + g)", at_zero)))
    line = d.arith(f"E(g, {LSE.rise('x')}) = mean_lse(x) - mean_lse({ZERO})", (1, mean))
    rise = d.lemma("x", lambda x: f"E(g, {LSE.rise(x)}) = mean_lse({x}) - mean_lse({ZERO})", line)
    below = d.instance(f"{LSE.phi('x')} <= {LSE.phi('theta')}", d.assume(f"forall(y, {LSE.phi('x')} <= {LSE.phi('y')})"), "theta")
    peak = f"({tilt('x')} - mean_lse(x))"
    facts = (1, below), (-1, split.at("x")), (1, split.at("theta")), (-1, rise.at("x")), (1, rise.at("theta"))
    line = d.arith(f"sum(i, p[i] * theta[i]) - mean_lse(theta) <= {peak}", *facts)
    line = d.generalise(ABOVE.replace("<= b", f"<= {peak}"), line, "theta")
    line = d.obtain(f"exists(b, {ABOVE})", least, d.witness(f"exists(b, {ABOVE})", line, peak), "x")
    line = d.discharge(f"{OPEN} -> exists(b, {ABOVE})", line)
    return d.lemma("p", lambda p: f"open_simplex({p}) -> exists(b, {ABOVE.replace('p[', p + '[')})", line)


MIXED = "(exp(-eps) * p + ((1 - exp(-eps)) / d) * ones)"


def mixed_with_centre(d: Derivation, small: str, simplex: str) -> tuple[str, str]:
    """open_simplex(MIXED), and that its coordinates are within eps of those of p: the mixture of p and 1/d with the weight e^(-eps)."""
    signs, total = d.left("every(i, p[i] >= 0)", simplex), d.right("sum(i, p[i]) = 1", simplex)
    here, above = d.instance("p[i] >= 0", signs, "i"), tangent(d)
    weight = d.arith("0 < 1 - exp(-eps)", ("exp(-eps)", above.at("eps")), ("exp(-eps)", small))
    positive = d.generalise(f"every(i, {MIXED}[i] > 0)", d.arith(f"{MIXED}[i] > 0", ("exp(-eps)", here), ("1 / d", weight)), "i")
    inside = d.both(f"open_simplex({MIXED})", positive, d.arith(f"sum(i, {MIXED}[i]) = 1", ("exp(-eps)", total)))
    shift = above.at("-eps")
    one = d.generalise("every(i, 0 <= 1)", d.arith("0 <= 1", (1,)), "i")
    one = d.instance("1 <= sum(j, 1)", d.theorem("every(i, 1 <= sum(j, 1))", "a sum of non-negative terms is at least each", one, F=("i", "1")), "1")
    each = d.generalise("every(i, 0 <= p[i])", d.arith("0 <= p[i]", (1, here)), "i")
    most = d.theorem("every(i, p[i] <= sum(j, p[j]))", "a sum of non-negative terms is at least each", each, F=("i", "p[i]"))
    most = d.arith("p[i] <= 1", (1, d.instance("p[i] <= sum(j, p[j])", most, "i")), (1, total))
    low = d.arith(f"p[i] - eps <= {MIXED}[i]", (1, shift), (1, weight, most), ("1 / d", weight))
    high = d.arith(f"{MIXED}[i] <= p[i] + eps", (1, shift), (1, weight, here), ("1 / d", weight, one))
    near = f"p[i] - eps <= {MIXED}[i] and {MIXED}[i] <= p[i] + eps"
    return inside, d.generalise(f"every(i, {near})", d.both(near, low, high), "i")


def simplex_in_closure(number: int, inside: str) -> Build:
    """Conclusion `number`: every p of the simplex is a limit of the domain over `inside`, or over R^d if that is empty."""

    def build(d: Derivation, form: Form) -> str:
        bounded = open_simplex_in_domain(d, d.hypothesis(form.given.index(FINITE), FINITE))
        simplex, small = d.assume("simplex(p)"), d.assume("0 < eps")
        opened, near = mixed_with_centre(d, small, simplex)
        above = ABOVE.replace("p[", MIXED + "[")
        source = d.apply(f"exists(b, {above})", bounded.at(MIXED), opened)
        limit, dual = d.assume(above), "exists(b, forall(theta, {0}sum(i, {1}[i] * theta[i]) - mean_lse(theta) <= b))"
        if inside:
            value = f"sum(i, {MIXED}[i] * theta[i]) - mean_lse(theta) <= b"
            at, premise = d.instance(value, limit, "theta"), f"member(theta, {inside})"
            d.assume(premise)
            limit = d.generalise(f"forall(theta, {premise} -> {value})", d.discharge(f"{premise} -> {value}", at), "theta")
        dual = dual.replace("{0}", f"member(theta, {inside}) -> " if inside else "")
        found = d.witness(dual.replace("{1}", MIXED), limit, "b")
        close = "every(i, p[i] - eps <= {0}[i] and {0}[i] <= p[i] + eps)"
        goal = f"exists(q, {dual.replace('{1}', 'q')} and {close.format('q')})"
        line = d.witness(goal, d.both(f"{dual.replace('{1}', MIXED)} and {close.format(MIXED)}", found, near), MIXED)
        line = d.obtain(goal, source, line, "b")
        line = d.generalise(f"forall(eps, 0 < eps -> {goal})", d.discharge(f"0 < eps -> {goal}", line), "eps")
        return d.generalise(form.conclusion[number], d.discharge(f"simplex(p) -> forall(eps, 0 < eps -> {goal})", line), "p")

    return build


@BOOK.proof("claim the closure of the domain is the simplex")
def closure(statement: Statement, run: Run) -> Iterator[Evidence]:
    """On a hyperplane that meets the conditions of Theorem 4.1 the domain is a strip; over R^d it lies in the simplex."""
    d = Derivation()
    general = refuted(d)
    yield fails(statement.printed, 0, FIRST_ZERO, d, "the hyperplane $`\\theta_1 = 0`$, without noise", *prose.DOMAIN, general=general)
    repaired = statement.form("repaired 1")
    yield shown(repaired, 0, whole_space, "over $`\\mathbb{R}^d`$ the domain lies in the simplex", prose.WHOLE_SPACE)
    yield shown(repaired, 1, simplex_in_closure(1, ""), "every p of Δ is a limit of it", prose.CLOSURE)
