"""Tables 1 to 3, Sections 6 and 10: printed numbers against each other, by exact arithmetic; and Table 1 as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from proofs import BOOK
from proofs import prose_limits as prose
from proofs.completeness import complete_exactly_there, covers_where_complete, shown
from proofs.covering import covering_has_subgradients
from proofs.expected_softmax import gradient
from proofs.means import mean_softmax_of_translate
from proofs.perturb_softmax import FINITE, minimal, necessary, sufficient
from proofs.written import fails
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation


@BOOK.proof(
    "claim target distribution of Section 6.1", "figure 8", "table 2", "claim Normal-Softmax is better in all cases", "claim bold numbers of Table 2",
    "figure 9", "table 3", "claim Normal-Softmax has the lowest test loss on all datasets", "claim Table 3 at temperature 1",
    "claim range of temperatures", "claim distances of Table 2 are at most 2", "claim binomial distance of Table 2",
    "claim negative binomial distance of Table 2", "claim L1 is computed over the dimension",
)
def numbers(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Comparisons of printed numbers."""
    yield from concrete(statement, run, prose.NUMBERS.get(statement.id, ()))


def concrete(statement: Statement, run: Run, lines: tuple[str, ...] = ()) -> Iterator[Evidence]:
    """Exact cells on the forms that fix a law and a dimension."""
    from verifier.engines.search.opinion import judged

    printed = statement.printed if statement.printed is not None and statement.printed.concrete else None
    forms = tuple(form for form in statement.repaired if form.concrete)
    yield from judged(replace(statement, printed=printed, repaired=forms), run, lines)


@BOOK.proof("claim figures show faster convergence")
def pictures(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Nothing: the figures are not in the text at hand."""
    yield from ()


def mass_differs(d: Derivation, form: Form) -> str:
    """|q_i - p_i| >= q_i - p_i for every i, and the right sides sum to 1 - 64/68."""
    larger = "max(q[i] - p[i], p[i] - q[i])"
    a, b = "q[i] - p[i]", "p[i] - q[i]"
    order = d.trichotomy(f"{a} < {b} or {a} = {b} or {b} < {a}", a, b)
    goal = f"0 <= {larger} - ({a})"

    def case(premise: str, low: str, high: str, kept: str) -> str:
        weak = d.arith(f"{low} <= {high}", (1, d.assume(premise)))
        fact = d.theorem(f"max({high}, {low}) = {high} and max({low}, {high}) = {high}", "the larger of two numbers", weak, a=high, b=low)
        side = d.left(f"max({high}, {low}) = {high}", fact) if kept == "left" else d.right(f"max({low}, {high}) = {high}", fact)
        return d.arith(goal, (-1, side), *([(1, weak)] if kept == "right" else []))

    first = d.either(goal, d.assume(f"{a} < {b} or {a} = {b}"), case(f"{a} < {b}", a, b, "right"), case(f"{a} = {b}", a, b, "right"))
    each = d.either(goal, order, first, case(f"{b} < {a}", b, a, "left"))
    each = d.generalise(f"every(i, {goal})", each, "i")
    term = f"{larger} - ({a})"
    total = d.theorem(f"0 <= sum(i, {term})", "a sum of non-negative terms is non-negative", each, F=("i", term))
    one = d.right("sum(i, q[i]) = 1", d.hypothesis(1, "simplex(q)"))
    return d.arith(form.conclusion[0], (1, total), (-1, one), (1, d.hypothesis(0, form.given[0])))


@BOOK.proof("claim no distribution is near the printed target")
def near(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The masses differ by 4/68, more than the table reports."""
    yield shown(statement.printed, 0, mass_differs, "the distance is at least the difference of the masses", prose.MASSES)
    yield shown(statement.printed, 1, lambda d, form: d.arith(form.conclusion[1], ("507/17000",)), "more than Table 2 reports", prose.REPORTED)


@BOOK.proof("claim Normal-Softmax is better than Gaussian-Softmax")
def same_model(statement: Statement, run: Run) -> Iterator[Evidence]:
    """No number is smaller than itself; against Gumbel-Softmax the comparison is one of printed numbers."""
    d = Derivation()
    d.contradiction("not (0 < 0)", d.assume("0 < 0"), d.arith("0 <= 0"))
    yield fails(statement.printed, 0, {"a": "0"}, d, "no number is smaller than itself", *prose.ITSELF)
    yield from concrete(statement, run)


PLANE = {"d": 2, "Theta": "x | 0 <= 0"}
ORIGIN, ONES = "vec(0, 0)", "vec(1, 1)"


def not_one_to_one(d: Derivation) -> str:
    """On R^2 the points (0, 0) and (1, 1) have the same mean softmax, under every law."""
    def body(theta: str, tau: str) -> str:
        return f"(0 <= 0 and 0 <= 0) and every(i, mean_softmax({theta}, i) = mean_softmax({tau}, i)) -> {theta} = {tau}"

    claim = f"forall(theta, forall(tau, {body('theta', 'tau')}))"
    at = d.instance(f"forall(tau, {body(ORIGIN, 'tau')})", d.assume(claim), ORIGIN)
    at = d.instance(body(ORIGIN, ONES), at, ONES)
    shift = f"every(i, {ORIGIN}[i] = {ONES}[i] + (-1))"
    shift = d.both(shift, *(d.arith(f"{ORIGIN}[{k}] = {ONES}[{k}] + (-1)") for k in (1, 2)))
    rule = f"every(i, {ORIGIN}[i] = {ONES}[i] + (-1)) -> every(i, mean_softmax({ORIGIN}, i) = mean_softmax({ONES}, i))"
    equal = instance_of_translates(d, rule)
    equal = d.apply(rule.partition(" -> ")[2], equal, shift)
    trivial = d.both("0 <= 0 and 0 <= 0", d.arith("0 <= 0"), d.arith("0 <= 0"))
    same = d.apply(f"{ORIGIN} = {ONES}", at, d.both(body(ORIGIN, ONES).partition(" -> ")[0], trivial, equal))
    absurd = d.arith("0 < 0", (-1, d.left(f"{ORIGIN}[1] = {ONES}[1]", same)), ("1",))
    return d.contradiction(f"not ({claim})", absurd, d.arith("0 <= 0"))


def instance_of_translates(d: Derivation, rule: str) -> str:
    def text(u: str, v: str, c: str) -> str:
        return f"every(i, {u}[i] = {v}[i] + ({c})) -> every(i, mean_softmax({u}, i) = mean_softmax({v}, i))"

    at = d.instance(f"forall(v, forall(c, {text(ORIGIN, 'v', 'c')}))", "translated", ORIGIN)
    return d.instance(rule, d.instance(f"forall(c, {text(ORIGIN, ONES, 'c')})", at, ONES), "-1")


def translated() -> dict[str, Derivation]:
    """u = v + c 1 gives the same mean softmax, for every d and every law."""
    d = Derivation()
    premise = "every(i, u[i] = v[i] + c)"
    equal = mean_softmax_of_translate(d, "u", "v", "c", d.assume(premise))
    closed = d.discharge(f"{premise} -> every(i, mean_softmax(u, i) = mean_softmax(v, i))", equal)
    d.lemma("u v c", lambda u, v, c: f"every(i, {u}[i] = {v}[i] + {c}) -> every(i, mean_softmax({u}, i) = mean_softmax({v}, i))", closed)
    return {"translated": d}


def in_no_line(d: Derivation) -> str:
    """R^2 lies in no line: <w,θ> = c at 0, (1, 0) and (0, 1) gives c = 0, w_1 = 0, w_2 = 0."""
    flat = "forall(theta, 0 <= 0 -> w[1] * theta[1] + w[2] * theta[2] = c)"
    given, values = d.assume(flat), []
    for point in (ORIGIN, "vec(1, 0)", "vec(0, 1)"):
        line = f"w[1] * {point}[1] + w[2] * {point}[2] = c"
        values.append(d.apply(line, d.instance(f"0 <= 0 -> {line}", given, point), d.arith("0 <= 0")))
    zeros = [d.arith(f"w[{k}] = 0", (1, values[k]), (-1, values[0])) for k in (1, 2)]
    closed = d.discharge(f"{flat} -> w[1] = 0 and w[2] = 0", d.both("w[1] = 0 and w[2] = 0", *zeros))
    closed = d.generalise(f"forall(c, {flat} -> w[1] = 0 and w[2] = 0)", closed, "c")
    return d.generalise(f"forall(w, forall(c, {flat} -> w[1] = 0 and w[2] = 0))", closed, "w")


def on_the_plane(first) -> Derivation:
    """The hypothesis and the negated conclusion at R^2."""
    d = Derivation()
    facts = [first(d), not_one_to_one(d)]
    texts = [d.steps[int(fact[1:])]["formula"] for fact in facts]
    d.both(f"({texts[0]}) and ({texts[1]})", *facts)
    return d


@BOOK.proof("claim minimal where not linearly constrained")
def constrained(statement: Statement, run: Run) -> Iterator[Evidence]:
    """R^2 satisfies no linear equation, and the map is not one-to-one on it."""
    yield fails(statement.printed, 0, PLANE, on_the_plane(in_no_line), "$`\\mathbb{R}^2`$, for every law", *prose.WHOLE_PLANE, general=translated())
    repaired = statement.form("repaired 1")
    yield shown(repaired, 0, lambda d, form: minimal(d, d.hypothesis(0, form.given[0])), "one-to-one without two translates", prose.NO_TRANSLATES)


@BOOK.proof("claim identifiability column of Table 1")
def identifiable(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Perturb-Softmax where Θ meets every line parallel to the vector of ones once: complete, one-to-one."""
    printed = statement.printed
    yield shown(printed, 0, complete_exactly_there, "every vector a translate of a member: complete", prose.COVERS)
    yield shown(printed, 1, lambda d, form: sufficient(d, like(form, 1)), "no two translates: one-to-one", prose.NO_TRANSLATES)


def single_valued(d: Derivation, form: Form) -> str:
    line = d.generalise("every(i, differentiable(mean_lse(theta), theta[i]))", gradient(d, d.assume(FINITE))[0], "i")
    return d.discharge(form.conclusion[4], line)


@BOOK.proof("table 1")
def summary(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The exact conditions for Perturb-Softmax, completeness of Perturb-Argmax, and one example each of bounded and of discrete noise."""
    first, second = statement.form("repaired 1"), statement.form("repaired 2")
    yield shown(first, 0, complete_exactly_there, "every vector a translate of a member: complete", prose.COVERS)
    yield shown(first, 1, covers_where_complete, "complete: every vector a translate of a member", prose.COVERS_BACK)
    yield shown(first, 2, lambda d, form: sufficient(d, like(form, 2)), "no two translates: one-to-one", prose.NO_TRANSLATES)
    yield shown(first, 3, lambda d, form: necessary(d, like(form, 2)), "one-to-one: no two translates", prose.WHOLE_PLANE)
    yield shown(first, 4, single_valued, "single-valued", prose.SMOOTH)
    yield shown(second, 0, covering_has_subgradients, "every p of ri Δ is a subgradient", prose.MINIMUM)
    yield from concrete(statement, run)


def like(form: Form, first: int) -> Form:
    """The form with its conclusions from number `first` on, as the derivations of the sharp minimality expect them."""
    return replace(form, conclusion=form.conclusion[first:])
