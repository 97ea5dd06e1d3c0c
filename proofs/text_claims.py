"""What the text claims beside its theorems: the tails of the noise, the supports of the targets, the benefits of a law, linear constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from proofs import BOOK
from proofs import prose as softmax
from proofs import prose_limits as limits
from proofs import prose_steps as steps
from proofs.completeness import complete_exactly_there, covers_where_complete, shown
from proofs.lemmas import tangent
from proofs.means import squares
from proofs.perturb_softmax import minimal_then_separate, separate_then_minimal
from proofs.softmax import strictly_convex_where_minimal
from proofs.ties import positive_reciprocal
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation


@BOOK.proof("claim the cumulative distribution decays to zero")
def concrete(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Exact cells on every form."""
    from verifier.engines.search.opinion import judged

    yield from judged(statement, run)


def next_is_positive(*factor: tuple[str, bool]) -> Callable[..., str]:
    """b > 0 from b (s + 1) = factor a, the factor a sum of numbers, each times s or not."""

    def build(d: Derivation, form: Form, number: int) -> str:
        premise = form.conclusion[number].partition(" -> ")[0]
        given = d.assume(premise)
        rest = d.left("a > 0 and s >= 0", given)
        positive, sign, line = d.left("a > 0", rest), d.right("s >= 0", rest), d.right(premise.removeprefix("a > 0 and s >= 0 and "), given)
        under = d.assume("b <= 0")
        terms = [(c, sign, positive) if grows else (c, positive) for c, grows in factor]
        absurd = d.arith("0 < 0", (1, under, sign), (1, under), (-1, line), *terms)
        return d.discharge(form.conclusion[number], d.contradiction("b > 0", absurd, d.arith("0 <= 0")))

    return build


RATIOS = (
    (next_is_positive(("50", False)), "Poisson: the next probability is positive"),
    (next_is_positive(("2/5", True), ("20", False)), "negative binomial, q = 2/5: the next probability is positive"),
    (next_is_positive(("3/5", True), ("30", False)), "negative binomial, q = 3/5: the next probability is positive"),
)


@BOOK.proof("claim countably infinite support")
def infinite(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The step of the induction."""
    for number, (build, words) in enumerate(RATIOS):
        yield shown(statement.printed, number, partial(build, number=number), words, steps.NEXT_POSITIVE)


def gaussian_falls_faster(d: Derivation, form: Form) -> str:
    """With q = exp(-(r + c)) <= 1 it is enough that eps exp(r^2/2 - r - c - 1) > 1, and that exponential lies above its tangent."""
    small, least = d.assume("0 < eps"), tangent(d)
    bound, q = "(4 + c^2 + 1 / eps)", "exp(-(r + c))"
    unit, inverse = positive_reciprocal(d)
    unit, inverse = d.apply("eps * (1 / eps) = 1", unit.at("eps"), small), d.apply("0 < 1 / eps", inverse.at("eps"), small)
    far = d.assume(f"{bound} < r")
    four = d.arith("4 < r", (1, far), (1, squares(d).at("c")), (1, inverse))
    ahead = d.arith("0 <= r + c", (1, far), (1, squares(d).at("c + 1/2")), (1, inverse), ("15/4",))
    flat = d.arith(f"{q} <= 1", (q, d.arith("1 <= exp(r + c)", (1, least.at("r + c")), (1, ahead))))
    level = d.arith(f"1 <= exp(1 - {q})", (1, least.at(f"1 - {q}")), (1, flat))
    steep = d.arith("1 / eps < r^2 / 2 - r - c", (1, far), ("1/2", four, four), (2, four), (1, squares(d).at("c - 1/2")), ("15/4",))
    steep = d.arith("1 / eps < exp(r^2 / 2 - r - c - 1)", (1, steep), (1, least.at("r^2 / 2 - r - c - 1")))
    steep = d.arith("1 < eps * exp(r^2 / 2 - r - c - 1)", (1, small, steep), (-1, unit))
    goal = f"exp(-(r^2 / 2)) < eps * ({q} * exp(-{q}))"
    line = d.arith(goal, ("exp(-(r^2 / 2))", steep), ("exp(-(r + c) - 1)", small, level))
    closed = d.generalise(f"forall(r, {bound} < r -> {goal})", d.discharge(f"{bound} < r -> {goal}", line), "r")
    some = f"exists(s, forall(r, s < r -> {goal}))"
    found = d.discharge(f"0 < eps -> {some}", d.witness(some, closed, bound))
    return d.generalise(form.conclusion[0], d.generalise(f"forall(eps, 0 < eps -> {some})", found, "eps"), "c")


@BOOK.proof("claim Gaussian decays faster than Gumbel")
def decay(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The quotient of the densities tends to 0."""
    yield shown(statement.printed, 0, gaussian_falls_faster, "the quotient of the densities tends to 0", steps.FALLS_FASTER)


def softmax_properties(form: Form, first: int) -> Iterator[Evidence]:
    """When Perturb-Softmax is complete and when minimal, for every law: four conclusions of the form from number `first` on."""
    parts = (
        (complete_exactly_there, "every vector a translate of a member: complete under Perturb-Softmax", limits.COVERS),
        (covers_where_complete, "the converse", limits.COVERS_BACK),
        (separate_then_minimal, "no two translates: minimal under Perturb-Softmax", softmax.MINIMAL),
        (minimal_then_separate, "the converse", softmax.NECESSARY),
    )
    for number, part in enumerate(parts, first):
        yield shown(form, number, *part)


@BOOK.proof("claim Gumbel-Softmax has no benefits over Normal-Softmax")
def benefits(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Both properties depend on Θ alone."""
    yield from softmax_properties(statement.printed, 0)


def linearly_constrained(d: Derivation, form: Form) -> str:
    """-θ + τ is constant."""
    given = d.assume("every(i, tau[i] = t + theta[i])")
    each = d.arith("-1 * theta[i] + 1 * tau[i] = t", (1, d.instance("tau[i] = t + theta[i]", given, "i")))
    zero = d.arith("0 < 0", (1, d.assume("1 = 0")), (1,))
    apart = d.contradiction("1 != 0", zero, d.arith("0 <= 0"))
    either = d.weaken("-1 != 0 or 1 != 0", apart)
    each = d.generalise("every(i, -1 * theta[i] + 1 * tau[i] = t)", each, "i")
    line = d.both("(-1 != 0 or 1 != 0) and every(i, -1 * theta[i] + 1 * tau[i] = t)", either, each)
    line = d.witness("exists(r, (-1 != 0 or 1 != 0) and every(i, -1 * theta[i] + 1 * tau[i] = r))", line, "t")
    line = d.witness("exists(b, exists(r, (-1 != 0 or b != 0) and every(i, -1 * theta[i] + b * tau[i] = r)))", line, "1")
    line = d.witness(form.conclusion[0].partition(" -> ")[2], line, "-1")
    return d.discharge(form.conclusion[0], line)


@BOOK.proof("claim theta and tau are linearly constrained")
def constrained(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The difference is constant; and strict convexity where softmax is one-to-one."""
    yield shown(statement.printed, 0, linearly_constrained, "the difference is constant", steps.CONSTRAINED)
    yield shown(statement.printed, 1, strictly_convex_where_minimal, "one-to-one: strictly convex", softmax.STRICT_WHERE_MINIMAL)
