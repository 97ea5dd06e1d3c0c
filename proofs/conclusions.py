"""Section 7: what the conclusions say about smooth, discrete and Gaussian perturbations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from proofs import BOOK, argmax_refutations
from proofs import prose_bounded as bounded
from proofs import prose_perturb_max as prose
from proofs import prose_steps as steps
from proofs.completeness import shown
from proofs.covering import COVERS, complete_covers, covering_is_complete, covering_subgradients
from proofs.full_support import CHARGED
from proofs.leaders import same_index
from proofs.limits import delta_cases
from proofs.means import combination, constant, non_negative_mean
from proofs.minimality import MINIMAL, NO_TWO, minimal, minimal_if, minimal_only_if
from proofs.perturb_softmax import minimal_then_separate
from proofs.perturb_softmax import minimal as minimal_softmax
from proofs.table_one import COMPLETE, atoms_tie, full_support_covers
from proofs.text_claims import softmax_properties
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation

# noise in (0, 1)


def noise(i: str) -> str:
    return f"exp(g[{i}]) / (1 + exp(g[{i}]))"


def lifted(y: str) -> str:
    return f"greatest(k, {y}[k] + {noise('k')})"


def mean(y: str) -> str:
    return f"E(g, {lifted(y)})"


def between(d: Derivation, i: str) -> tuple[str, str]:
    """0 <= and <= 1 for the noise of index i."""
    term = noise(i)
    low, rest = d.arith(f"0 <= {term}", (1, d.positive(term))), d.positive(f"1 / (1 + exp(g[{i}]))")
    return low, d.arith(f"{term} <= 1", (1, rest))


def integrable(d: Derivation) -> tuple[str, str]:
    """lifted(y) and the noise of index m are integrable: the first lies between -c and c + 1 with c = greatest |y|."""
    low, high = between(d, "m")
    bounds = d.generalise(f"forall(g, 0 <= {noise('m')} and {noise('m')} <= 1)", d.both(f"0 <= {noise('m')} and {noise('m')} <= 1", low, high), "g")
    one = d.theorem(f"integrable(g, {noise('m')})", CONTINUOUS, bounds, F=("g", noise("m")), a="0", b="1")
    level, floor, roof = tops(d, "y"), "(-greatest(k, -y[k]))", "(greatest(k, y[k]) + 1)"
    up = d.theorem("every(k, y[k] <= greatest(k, y[k])) and some(k, y[k] = greatest(k, y[k]))", GREATEST, F=("k", "y[k]"))
    down = d.theorem("every(k, -y[k] <= greatest(k, -y[k])) and some(k, -y[k] = greatest(k, -y[k]))", GREATEST, F=("k", "-y[k]"))
    up, down = d.left("every(k, y[k] <= greatest(k, y[k]))", up), d.left("every(k, -y[k] <= greatest(k, -y[k]))", down)
    at, (low, high) = d.assume(f"y[i] + {noise('i')} = {lifted('y')}"), between(d, "i")
    goal = f"{floor} <= {lifted('y')} and {lifted('y')} <= {roof}"
    lines = (
        d.arith(f"{floor} <= {lifted('y')}", (1, at), (1, low), (1, d.instance("-y[i] <= greatest(k, -y[k])", down, "i"))),
        d.arith(f"{lifted('y')} <= {roof}", (-1, at), (1, high), (1, d.instance("y[i] <= greatest(k, y[k])", up, "i"))),
    )
    line = d.obtain(goal, level[1], d.both(goal, *lines), "i")
    line = d.generalise(f"forall(g, {goal})", line, "g")
    return d.theorem(f"integrable(g, {lifted('y')})", CONTINUOUS, line, F=("g", lifted("y")), a=floor, b=roof), one


CONTINUOUS, GREATEST = "bounded continuous functions are integrable", "the greatest of finitely many numbers"


def tops(d: Derivation, y: str) -> tuple[str, str]:
    term = f"{y}[k] + {noise('k')}"
    first, second = f"every(k, {term} <= {lifted(y)})", f"some(k, {term} = {lifted(y)})"
    fact = d.theorem(f"{first} and {second}", GREATEST, F=("k", term))
    return d.left(first, fact), d.right(second, fact)


def of_every_law() -> dict[str, Derivation]:
    """y_m + E γ_m <= f(y); and f(y) <= y_m + E γ_m where coordinate m is ahead by 1 or more. For every d and every law."""
    least, most = Derivation(), Derivation()
    own = f"y[m] + {noise('m')}"
    for d in (least, most):
        whole, one = integrable(d)
        fixed = constant(d, "1")
        if d is least:
            bound = d.instance(f"{own} <= {lifted('y')}", tops(d, "y")[0], "m")
            sign, term, c = d.arith(f"0 <= {lifted('y')} - ({own})", (1, bound)), (1, -1), "least"
        else:
            sign, term, c = behind(d, own), (-1, 1), "most"
        a, b = (str(n) for n in term)
        inner, total = f"({a} * {lifted('y')} + {b} * {noise('m')})", f"({a} * {lifted('y')} + {b} * {noise('m')} + {b} * y[m])"
        first, mean_a = combination(d, inner, ((a, lifted("y"), whole), (b, noise("m"), one)))
        all_, mean_b = combination(d, total, (("1", inner, first), (f"{b} * y[m]", "1", fixed[0])))
        sign = non_negative_mean(d, total, all_, d.arith(f"0 <= {total}", (1, sign)))
        value = f"y[m] + E(g, {noise('m')})"
        goal = f"{value} <= {mean('y')}" if c == "least" else f"{mean('y')} <= {value}"
        line = d.arith(goal, (1, sign), (1, mean_b), (1, mean_a), (f"{b} * y[m]", fixed[1]))
        if c == "most":
            goal = f"every(k, delta(m, k) = 0 -> y[k] + 1 <= y[m]) -> {goal}"
            line = d.discharge(goal, line)
        d.generalise(f"forall(y, every(m, {goal}))", d.generalise(f"every(m, {goal})", line, "m"), "y")
    return {"least": least, "most": most}


def behind(d: Derivation, own: str) -> str:
    """0 <= y_m + γ_m - max, where y_k + 1 <= y_m for every other k."""
    rule, at = d.assume("every(k, delta(m, k) = 0 -> y[k] + 1 <= y[m])"), d.assume(f"y[i] + {noise('i')} = {lifted('y')}")
    goal = f"0 <= {own} - {lifted('y')}"
    ahead = d.apply("y[i] + 1 <= y[m]", d.instance("delta(m, i) = 0 -> y[i] + 1 <= y[m]", rule, "i"), d.assume("delta(m, i) = 0"))
    low, high = between(d, "m")[0], between(d, "i")[1]
    first = d.arith(goal, (1, ahead), (1, low), (1, high), (-1, at))
    same = d.assume("delta(m, i) = 1")
    index = same_index(d)
    level, noises = (d.apply(f"{x}[m] = {x}[i]", index.at(x, "m", "i"), same) for x in ("y", "g"))
    turned = d.arith("g[i] = g[m]", (-1, noises))
    line = d.rewrite(f"y[i] + {noise('m')} = {lifted('y')}", at, turned)
    second = d.arith(goal, (-1, line), (-1, level))
    return d.obtain(goal, tops(d, "y")[1], d.either(goal, delta_cases(d).at("m", "i"), first, second), "i")


def subgradient_there(d: Derivation, x: str) -> str:
    """(0, 1) is a subgradient of f at x = (0, s), s >= 1: f(x) <= s + E γ_2 and f(y) >= y_2 + E γ_2."""
    def rule(m: int) -> str:
        other = " and ".join(f"(delta({m}, {k}) = 0 -> {x}[{k}] + 1 <= {x}[{m}])" for k in (1, 2))
        return f"{other} -> {mean(x)} <= {x}[{m}] + E(g, {noise(str(m))})"

    fact = d.instance(f"({rule(1)}) and ({rule(2)})", "most", x)
    fact = d.right(rule(2), fact)
    size = str(int(x[len("vec(0, ") : -1]) - 1)
    first = d.discharge(f"delta(2, 1) = 0 -> {x}[1] + 1 <= {x}[2]", d.arith(f"{x}[1] + 1 <= {x}[2]", (size,)))
    never = d.arith("0 < 0", (1, d.assume("delta(2, 2) = 0")), (1,))
    second = d.discharge(f"delta(2, 2) = 0 -> {x}[2] + 1 <= {x}[2]", d.contradiction(f"{x}[2] + 1 <= {x}[2]", never, d.arith("0 <= 0")))
    high = d.apply(f"{mean(x)} <= {x}[2] + E(g, {noise('2')})", fact, d.both(rule(2).rpartition(" -> ")[0], first, second))
    low = d.right(f"y[2] + E(g, {noise('2')}) <= {mean('y')}", d.instance(f"every(m, y[m] + E(g, {noise('m')}) <= {mean('y')})", "least", "y"))
    goal = f"{mean(x)} + sum(i, vec(0, 1)[i] * (y[i] - {x}[i])) <= {mean('y')}"
    return d.generalise(f"forall(y, {goal})", d.arith(goal, (1, high), (1, low)), "y")


def both_share(d: Derivation, form: Form) -> str:
    return argmax_refutations.both_share(d, form, "vec(0, 10)", "vec(0, 11)", subgradient_there)


@BOOK.proof("claim any smooth perturbation has the same properties")
def smooth(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Noise in (0, 1), of any law: two parameters share their probabilities. Full support: minimal exactly without two translates."""
    words = "noise in (0, 1), of any law: two parameters share their probabilities"
    yield argmax_refutations.on_the_line(statement.printed, both_share, words, steps.BOUNDED, of_every_law())
    repaired, reverse = statement.form("repaired 1"), "the converse"
    hard = "under Perturb-Argmax"
    parts = (
        (covering_is_hard, f"every vector a translate of a member: complete {hard}", steps.SAME_CONDITIONS),
        (hard_covers, reverse, bounded.FULL_COVERS),
        (minimal_if, f"no two translates: minimal {hard}", prose.FULL_SUPPORT), (minimal_only_if, reverse, prose.TRANSLATES),
    )
    for number, part in enumerate(parts):
        yield shown(repaired, number, *part)
    yield from softmax_properties(repaired, len(parts))


@BOOK.proof("claim discrete perturbations are unidentifiable")
def discrete(statement: Statement, run: Run) -> Iterator[Evidence]:
    """At minus an atom all indices lead."""
    form = statement.printed
    yield shown(form, 0, lambda d, form: atoms_tie(d, replace(form, conclusion=("",) * 4 + form.conclusion)), "minus an atom", steps.ATOM)


# full support under both models

SOFT, SOFT_MINIMAL = "complete_perturb_softmax(Theta)", "minimal_perturb_softmax(Theta)"


def covering_is_hard(d: Derivation, form: Form) -> str:
    return d.discharge(f"{COVERS} -> {COMPLETE}", covering_subgradients(d, d.assume(COVERS)))


def hard_covers(d: Derivation, form: Form) -> str:
    return d.discharge(f"{COMPLETE} -> {COVERS}", members_everywhere(d, form, d.assume(COMPLETE)))


def members_everywhere(d: Derivation, form: Form, complete: str) -> str:
    """Where a law reaches every ball, completeness of Perturb-Argmax needs Θ + R1 = R^d."""
    premise = f"{CHARGED} and {COMPLETE}"
    rule = full_support_covers(d, replace(form, conclusion=(f"{premise} -> {COVERS}",)))
    return d.apply(COVERS, rule, d.both(premise, d.hypothesis(0, CHARGED), complete))


def soft_then_hard(d: Derivation, form: Form) -> str:
    return d.discharge(f"{SOFT} -> {form.conclusion[0].partition(' -> ')[2]}", covering_subgradients(d, complete_covers(d, d.assume(SOFT))))


def hard_then_soft(d: Derivation, form: Form) -> str:
    return d.discharge(f"{COMPLETE} -> {SOFT}", covering_is_complete(d, members_everywhere(d, form, d.assume(COMPLETE))))


def soft_minimal(d: Derivation, form: Form) -> str:
    none = d.apply(NO_TWO, minimal_then_separate(d, form), d.assume(SOFT_MINIMAL))
    return d.discharge(f"{SOFT_MINIMAL} -> {MINIMAL}", minimal(d, d.hypothesis(0, CHARGED), none))


def hard_minimal(d: Derivation, form: Form) -> str:
    none = d.apply(NO_TWO, minimal_only_if(d, form), d.assume(MINIMAL))
    return d.discharge(f"{MINIMAL} -> {SOFT_MINIMAL}", minimal_softmax(d, none))


@BOOK.proof("claim Gaussian-Softmax and Gaussian-Argmax share their properties")
def gaussian(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Complete exactly if every vector is a translate of a member, minimal exactly if no two members are: under both."""
    words = ("complete: from Perturb-Softmax to Perturb-Argmax", "and back", "minimal: from Perturb-Softmax to Perturb-Argmax", "and back")
    for number, build in enumerate((soft_then_hard, hard_then_soft, soft_minimal, hard_minimal)):
        yield shown(statement.printed, number, build, words[number], steps.SAME_CONDITIONS)
