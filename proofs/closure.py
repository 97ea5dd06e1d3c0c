"""Appendix 8.3, its last line: the domain of the conjugate of f over Θ need not lie in the simplex; over R^d it does."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK
from proofs import prose_limits as prose
from proofs.coercive import lse_single
from proofs.completeness import shown
from proofs.limits import delta_cases
from proofs.means import mean_lse_of_translate, squares
from proofs.perturb_softmax import FINITE
from proofs.potential import grows_at_most
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


@BOOK.proof("claim the closure of the domain is the simplex")
def closure(statement: Statement, run: Run) -> Iterator[Evidence]:
    """On a hyperplane that meets the conditions of Theorem 4.1 the domain is a strip; over R^d it lies in the simplex."""
    d = Derivation()
    general = refuted(d)
    yield fails(statement.printed, 0, FIRST_ZERO, d, "the hyperplane $`\\theta_1 = 0`$, without noise", *prose.DOMAIN, general=general)
    yield shown(statement.form("repaired 1"), 0, whole_space, "over $`\\mathbb{R}^d`$ the domain lies in the simplex", prose.WHOLE_SPACE)
