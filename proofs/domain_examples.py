"""Equation 9 without noise: at d = 2 on θ_1 + θ_2 = 0 and, with the conjugate over R^d, on a half-space.

Over a hyperplane there are more subgradients than gradients.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from proofs.conjugate_domain import bounded_multiples
from proofs.convex_examples import ABSURD, refutation
from proofs.graphs import parts, vector
from proofs.half_space import every_coordinate_leads, half_space_is_convex, inside
from proofs.half_space import of_every_dimension as of_half_space
from proofs.lemmas import tangent
from proofs.means import squares
from proofs.two_potentials import lse_single
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

Build = Callable[[Derivation, Form], str]
LINE_AT = {"d": 2, "Theta": "x | x[1] + x[2] = 0", "law": [["1", "0", "0"]]}
FAR = "(c^2 + 1)"


def on_line(x: str) -> str:
    return f"{x}[1] + {x}[2] = 0"


def value(x: str) -> str:
    """mean_lse(x) without noise, as the checker writes it."""
    return f"(0 + 1 * lse({x} + vec(0, 0)))"


def share(x: str, i: int) -> str:
    return f"(0 + 1 * softmax({x} + vec(0, 0), {i}))"


def bound_text(p: str, a: str) -> str:
    return f"forall(theta, {on_line('theta')} -> sum(i, {p}[i] * theta[i]) - {value('theta')} <= {a})"


def dual_text(p: str) -> str:
    return f"exists(a, {bound_text(p, 'a')})"


def of_every_dimension() -> dict[str, Derivation]:
    """x_m <= lse(x), for every d."""
    single, square = Derivation(), Derivation()
    line = single.generalise("every(m, x[m] <= lse(x))", lse_single(single, "x"), "m")
    single.generalise("forall(x, every(m, x[m] <= lse(x)))", line, "x")
    squares(square)
    return {"single": single, "square": square}


def line_is_convex(d: Derivation) -> tuple[str, str]:
    def body(theta: str, tau: str, lam: str) -> str:
        return f"{on_line(theta)} and {on_line(tau)} and 0 < {lam} and {lam} < 1 -> {on_line(f'({lam} * {theta} + (1 - {lam}) * {tau})')}"

    texts = (on_line("theta"), on_line("tau"), "0 < lam", "lam < 1")
    first, second, _, _ = parts(d, texts, d.assume(" and ".join(texts)))
    line = d.arith(on_line("(lam * theta + (1 - lam) * tau)"), ("lam", first), ("1 - lam", second))
    closed = d.lemma("theta tau lam", body, d.discharge(body("theta", "tau", "lam"), line))
    return closed.text(), closed.fact


def line_leads(d: Derivation) -> tuple[str, str]:
    """(n, -n) and (-n, n) for n = c^2 + 1."""
    square, texts, facts = d.instance("0 <= c^2", "square", "c"), [], []
    above = d.arith(f"2 * {FAR} > c", (1, square), (1, d.instance("0 <= (c - 1/2)^2", "square", "c - 1/2")), ("7/4",))
    for i, point in ((1, vector(FAR, f"-{FAR}")), (2, vector(f"-{FAR}", FAR))):
        rules = []
        for j in (1, 2):
            goal = f"{point}[{i}] - {point}[{j}] > c"
            premise = f"delta({i}, {j}) = 0"
            if i == j:
                absurd = d.arith(ABSURD, (1, d.assume(premise)), (1,))
                line = d.contradiction(goal, absurd, d.arith("0 <= 0"))
            else:
                line = d.arith(goal, (1, above))
            rules.append((f"({premise} -> {goal})", d.discharge(f"{premise} -> {goal}", line)))
        ahead = d.both(f"{rules[0][0]} and {rules[1][0]}", rules[0][1], rules[1][1])
        every = f"every(j, delta({i}, j) = 0 -> {{}}[{i}] - {{}}[j] > c)"
        line = d.both(f"{on_line(point)} and {every.format(point, point)}", d.identity(on_line(point)), ahead)
        text = f"exists(theta, {on_line('theta')} and {every.format('theta', 'theta')})"
        facts.append(d.generalise(f"forall(c, {text})", d.witness(text, line, point), "c"))
        texts.append(f"forall(c, {text})")
    return f"{texts[0]} and {texts[1]}", d.both(f"{texts[0]} and {texts[1]}", *facts)


def bounded_on_line(d: Derivation, p: str, up: str, down: str) -> str:
    """dual_text(p) from -1 <= p_1 - p_2 and p_1 - p_2 <= 1: there <p,θ> is a mean of θ_1 and θ_2, as 0 = θ_1 + θ_2."""
    shown, at = d.assume(on_line("theta")), "(theta + vec(0, 0))"
    single = d.instance(f"every(m, {at}[m] <= lse({at}))", "single", at)
    one, two = d.left(f"{at}[1] <= lse({at})", single), d.right(f"{at}[2] <= lse({at})", single)
    gap = f"({p}[1] - {p}[2])"
    low, high = d.arith(f"0 <= 1 + {gap}", (1, down)), d.arith(f"0 <= 1 - {gap}", (1, up))
    weight = f"({p}[1] + {p}[2] - 1) / 2"
    line = d.arith(f"sum(i, {p}[i] * theta[i]) - {value('theta')} <= 0", ("1/2", low, one), ("1/2", high, two), (weight, shown))
    line = d.discharge(f"{on_line('theta')} -> sum(i, {p}[i] * theta[i]) - {value('theta')} <= 0", line)
    return d.witness(dual_text(p), d.generalise(bound_text(p, "0"), line, "theta"), "0")


def equation_9_fails(d: Derivation, form: Form) -> str:
    """p = (3, 3): constant on Θ, so the supremum is at most 0; and p + t (p - q) is in P for small t > 0, whatever q."""
    p = "vec(3, 3)"
    inner = bounded_on_line(d, p, d.arith(f"{p}[1] - {p}[2] <= 1", ("1",)), d.arith(f"-1 <= {p}[1] - {p}[2]", ("1",)))
    d.assume(dual_text("q"))
    gap = "(q[1] - q[2])"
    step = f"exp(-{gap}^2)"
    new, above = f"({p} + {step} * ({p} - q))", tangent(d).at(f"{gap}^2")
    ways = [
        (step, d.instance(f"0 <= ({gap} {sign} 1/2)^2", "square", f"{gap} {sign} 1/2")) for sign in ("+", "-")
    ]
    up = d.arith(f"{new}[1] - {new}[2] <= 1", (step, above), ways[0], (f"3/4 * {step}",))
    down = d.arith(f"-1 <= {new}[1] - {new}[2]", (step, above), ways[1], (f"3/4 * {step}",))
    far = d.both(f"0 < {step} and {dual_text(new)}", d.positive(step), bounded_on_line(d, new, up, down))
    grown = f"exists(t, 0 < t and {dual_text(f'({p} + t * ({p} - q))')})"
    line = d.discharge(f"{dual_text('q')} -> {grown}", d.witness(grown, far, step))

    def interior(p: str) -> str:
        prolonged = f"exists(t, 0 < t and {dual_text(f'({p} + t * ({p} - q))')})"
        return f"({dual_text(p)} and forall(q, {dual_text('q')} -> {prolonged}))"

    def hit(p: str) -> str:
        return f"({share('theta', 1)} = {p}[1] and {share('theta', 2)} = {p}[2])"

    def reached(p: str) -> str:
        return f"exists(theta, {on_line('theta')} and {hit(p)})"

    line = d.both(interior(p), inner, d.generalise(f"forall(q, {dual_text('q')} -> {grown})", line, "q"))
    claim = f"forall(p, {interior('p')} -> {reached('p')})"
    source = d.apply(reached(p), d.instance(f"{interior(p)} -> {reached(p)}", d.assume(claim), p), line)
    found = d.right(hit(p), d.assume(f"{on_line('theta')} and {hit(p)}"))
    one, two = d.left(f"{share('theta', 1)} = {p}[1]", found), d.right(f"{share('theta', 2)} = {p}[2]", found)
    total = d.identity(f"{share('theta', 1)} + {share('theta', 2)} = 1")
    absurd = d.arith(ABSURD, (-1, one), (-1, two), (1, total), ("5",))
    finite = "forall(theta, 0 <= 0)", d.generalise("forall(theta, 0 <= 0)", d.arith("0 <= 0"), "theta")
    return refutation(d, (line_is_convex(d), line_leads(d), finite), claim, d.obtain(ABSURD, source, absurd, "theta"))


# the conjugate over all of R^3, and Θ a half-space

WHOLE_AT = {"d": 3, "Theta": "x | x[1] + x[2] <= 2 * x[3]", "S": "x | 0 <= 0", "law": [["1", "0", "0", "0"]]}
NAUGHT, SKEW, SKEW_AT = "vec(0, 0, 0)", "vec(2/5, 2/5, 1/5)", ("2/5", "2/5", "1/5")


def total(p: str) -> str:
    return f"({p}[1] + {p}[2] + {p}[3])"


def whole_value(x: str) -> str:
    return f"(0 + 1 * lse({x} + {NAUGHT}))"


def whole_bound(p: str, a: str) -> str:
    return f"forall(theta, 0 <= 0 -> sum(i, {p}[i] * theta[i]) - {whole_value('theta')} <= {a})"


def whole_dual(p: str) -> str:
    return f"exists(a, {whole_bound(p, 'a')})"


def bounded_everywhere(d: Derivation, p: str, signs: list[str], one: str) -> str:
    """whole_dual(p) for p in the simplex: <p,θ> is a mean of the θ_m, each at most lse(θ)."""
    at = f"(theta + {NAUGHT})"
    below = d.instance(f"every(m, {at}[m] <= lse({at}))", "single", at)
    front = d.left(f"{at}[1] <= lse({at}) and {at}[2] <= lse({at})", below)
    parts_of = d.left(f"{at}[1] <= lse({at})", front), d.right(f"{at}[2] <= lse({at})", front), d.right(f"{at}[3] <= lse({at})", below)
    goal = f"sum(i, {p}[i] * theta[i]) - {whole_value('theta')} <= 0"
    line = d.arith(goal, *((1, sign, part) for sign, part in zip(signs, parts_of)), (f"lse({at})", one))
    d.assume("0 <= 0")
    return d.witness(whole_dual(p), d.generalise(whole_bound(p, "0"), d.discharge(f"0 <= 0 -> {goal}", line), "theta"), "0")


def mass_is_one(d: Derivation) -> str:
    """total(q) = 1, from whole_dual(q), assumed: along t 1 the bound reads t (total - 1) <= a + log 3."""
    multiples, limit, point = bounded_multiples(d), "(a + log(3))", "(t * ones)"
    value = f"sum(i, q[i] * {point}[i]) - {whole_value(point)} <= a"
    at = d.apply(value, d.instance(f"0 <= 0 -> {value}", d.assume(whole_bound("q", "a")), point), d.arith("0 <= 0"))
    line = d.generalise(f"forall(t, t * ({total('q')} - 1) <= {limit})", d.arith(f"t * ({total('q')} - 1) <= {limit}", (1, at)), "t")
    zero = d.apply(f"({total('q')} - 1) = 0", multiples.at(f"({total('q')} - 1)", limit), line)
    return d.obtain(f"{total('q')} = 1", d.assume(whole_dual("q")), d.arith(f"{total('q')} = 1", (1, zero)), "a")


def skew_is_interior(d: Derivation, interior: Callable[[str], str]) -> str:
    """(2/5, 2/5, 1/5) is in the relative interior: p + t (p - q) has positive coordinates for t = exp(-|q|^2) / 10."""
    signs = [d.arith(f"{SKEW}[{m}] >= 0", (value,)) for m, value in enumerate(SKEW_AT, 1)]
    here = bounded_everywhere(d, SKEW, signs, d.identity(f"{total(SKEW)} = 1"))
    one, square = mass_is_one(d), squares(d)
    size = "(q[1]^2 + q[2]^2 + q[3]^2)"
    factor, above = f"1/10 * exp(-{size})", tangent(d).at(size)
    step, new = f"({factor})", f"({SKEW} + {factor} * ({SKEW} - q))"
    signs = []
    for m, value in enumerate(SKEW_AT, 1):
        facts = above, square.at(f"q[{m}] - 1/2"), *(square.at(f"q[{k}]") for k in (1, 2, 3) if k != m)
        rest = (f"3/4 * {factor}",), (f"{value} * {factor}",), (str(Fraction(value) - Fraction(1, 10)),)
        signs.append(d.arith(f"{new}[{m}] >= 0", *((step, fact) for fact in facts), *rest))
    there = bounded_everywhere(d, new, signs, d.arith(f"{total(new)} = 1", (f"-{step}", one)))
    grown = f"exists(t, 0 < t and {whole_dual(f'({SKEW} + t * ({SKEW} - q))')})"
    line = d.witness(grown, d.both(f"0 < {step} and {whole_dual(new)}", d.positive(step), there), step)
    line = d.generalise(f"forall(q, {whole_dual('q')} -> {grown})", d.discharge(f"{whole_dual('q')} -> {grown}", line), "q")
    return d.both(interior(SKEW), here, line)


def whole_equation_9_fails(d: Derivation, form: Form) -> str:
    """On θ_1 + θ_2 <= 2 θ_3 every softmax has s_1 s_2 <= s_3^2, but 4/25 > 1/25."""

    def interior(p: str) -> str:
        return f"({whole_dual(p)} and forall(q, {whole_dual('q')} -> exists(t, 0 < t and {whole_dual(f'({p} + t * ({p} - q))')})))"

    def share(m: int) -> str:
        return f"(0 + 1 * softmax(theta + {NAUGHT}, {m}))"

    def hit(p: str) -> str:
        return f"({share(1)} = {p}[1] and {share(2)} = {p}[2] and {share(3)} = {p}[3])"

    def reached(p: str) -> str:
        return f"exists(theta, {inside('theta')} and {hit(p)})"

    everything = d.generalise("forall(theta, 0 <= 0)", d.arith("0 <= 0"), "theta")
    inner = f"forall(p, {interior('p')} -> {reached('p')})"
    claim = f"forall(theta, 0 <= 0) -> {inner}"
    rule = d.instance(f"{interior(SKEW)} -> {reached(SKEW)}", d.apply(inner, d.assume(claim), everything), SKEW)
    source = d.apply(reached(SKEW), rule, skew_is_interior(d, interior))
    found = d.assume(f"{inside('theta')} and {hit(SKEW)}")
    texts = [f"{share(m)} = {SKEW}[{m}]" for m in (1, 2, 3)]
    equal = parts(d, tuple(texts), d.right(hit(SKEW), found))
    ratio = "(exp(theta[1] + theta[2]) / (exp(theta[1]) + exp(theta[2]) + exp(theta[3]))^2)"
    above = tangent(d).at("2 * theta[3] - theta[1] - theta[2]")
    absurd = d.arith(
        ABSURD, (ratio, above), (ratio, d.left(inside("theta"), found)), (f"{share(3)} + 1/5", equal[2]),
        (f"-{share(2)}", equal[0]), ("-2/5", equal[1]), ("3/25",),
    )
    convex, leads = half_space_is_convex(d), every_coordinate_leads(d)
    hypotheses = tuple((d.steps[int(fact[1:])]["formula"], fact) for fact in (convex, leads, everything))
    return refutation(d, hypotheses, claim, d.obtain(ABSURD, source, absurd, "theta"))


def of_equation_9() -> dict[str, Derivation]:
    """The facts for every dimension that both refutations use."""
    return {**of_half_space(), **of_every_dimension()}


# over a hyperplane


def more_subgradients(condition: str, more: str, weight: str) -> Build:
    """With p also `more`: their products with τ - θ agree there. `condition` has {} for the point; weight: the coefficient of its equation."""

    def build(d: Derivation, form: Form) -> str:
        number = 0 if "sum" in condition else 1
        inner = "mean_lse(theta) + sum(i, {} * (tau[i] - theta[i])) <= mean_lse(tau)"
        below = f"forall(tau, {condition.format('tau')} -> {inner.format('p[i]')})"
        premise = f"{condition.format('theta')} and {below}"
        given = d.assume(premise)
        here, there = d.left(condition.format("theta"), given), d.assume(condition.format("tau"))
        at = d.instance(f"{condition.format('tau')} -> {inner.format('p[i]')}", d.right(below, given), "tau")
        line = d.apply(inner.format("p[i]"), at, there)
        line = d.arith(inner.format(more), (1, line), (weight, there), (f"-({weight})", here))
        line = d.discharge(f"{condition.format('tau')} -> {inner.format(more)}", line)
        line = d.generalise(f"forall(tau, {condition.format('tau')} -> {inner.format(more)})", line, "tau")
        line = d.generalise(f"forall(c, forall(tau, {condition.format('tau')} -> {inner.format(more)}))", line, "c")
        line = d.discharge(f"{premise} -> forall(c, forall(tau, {condition.format('tau')} -> {inner.format(more)}))", line)
        return d.generalise(form.conclusion[number], line, "theta")

    return build


MORE_SUM = more_subgradients("sum(i, {}[i]) = 0", "(p + c * ones)[i]", "c")
MORE_FIRST = more_subgradients("{}[1] = 0", "(p[i] + c * delta(1, i))", "c")
