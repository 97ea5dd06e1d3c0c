"""Section 8.2.1: steps of the proof of Theorem 8.1 that do not follow, and what is true in their place."""

from __future__ import annotations

from collections.abc import Iterator

from proofs import BOOK, prose
from proofs import prose_steps as steps
from proofs import softmax as plain
from proofs.completeness import shown
from proofs.instances import VERTEX, vertex_missed
from proofs.written import at_instance, fails, failure, joined
from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form, Statement
from verifier.engines.derive import Derivation

PLANE = {"d": 2, "Theta": "x | 0 <= 0"}
AWRY = {"d": 2, "v": "vec(1, 0)", "n": "1", "theta": "vec(1, -1/2)"}
ALIKE = "every(i, softmax(theta, i) = softmax(tau, i))"


@BOOK.proof("claim a Gibbs model is complete")
def gibbs(statement: Statement, run: Run) -> Iterator[Evidence]:
    """No θ reaches the vertex (1, 0); θ = log p reaches every p of ri Δ."""
    d = Derivation()
    vertex_missed(0)(d, statement.printed)
    yield fails(statement.printed, 0, VERTEX, d, "a vertex of Δ is not reached", *prose.VERTEX)
    yield shown(statement.form("repaired 1"), 0, plain.onto_open_simplex(None, "0"), "every p of ri Δ is reached", prose.ONTO)


def no_constant(d: Derivation, form: Form) -> str:
    """θ_1 = τ_1 gives log(c) = 0 divided by 1 - λ, so θ = τ."""
    some = form.conclusion[0].removeprefix("not ")
    body = some.removeprefix("exists(c, ")[:-1]
    rule = "every(i, tau[i] = log(c) / (1 - lam) + theta[i])"
    found, firsts = d.right(rule, d.assume(body)), d.hypothesis(1, form.given[1])
    zero = d.arith("log(c) / (1 - lam) = 0", (-1, d.instance("tau[1] = log(c) / (1 - lam) + theta[1]", found, "1")),
                   (1, d.right("tau[1] = 0", firsts)), (-1, d.left("theta[1] = 0", firsts)))
    same = d.arith("theta[i] = tau[i]", (-1, d.instance("tau[i] = log(c) / (1 - lam) + theta[i]", found, "i")), (-1, zero))
    absurd = d.contradiction("0 < 0", d.generalise("theta = tau", same, "i"), d.hypothesis(2, "theta != tau"))
    return d.contradiction(form.conclusion[0], d.obtain("0 < 0", d.assume(some), absurd, "c"), d.arith("0 <= 0"))


@BOOK.proof("claim Hoelder is strict on the hyperplane of first coordinate 0")
def strict(statement: Statement, run: Run) -> Iterator[Evidence]:
    """The constant would be 1."""
    yield shown(statement.printed, 0, no_constant, "different points: no constant", steps.NO_CONSTANT)


def plane_is_not_minimal(d: Derivation) -> None:
    """0 and 1 have the same softmax."""
    members = "(0 <= 0 and 0 <= 0)"
    premise = f"{members} and theta = tau"
    same = d.right("theta = tau", d.assume(premise))
    first, second, lines = d.left("theta[1] = tau[1]", same), d.right("theta[2] = tau[2]", same), []
    for k, half in ((1, "tau[1]"), (2, "theta[2]")):
        line = d.identity(f"softmax(theta, {k}) = softmax(theta, {k})")
        line = d.rewrite(f"softmax(theta, {k}) = exp({half}) / (exp(tau[1]) + exp(theta[2]))", line, first)
        lines.append(d.rewrite(f"softmax(theta, {k}) = softmax(tau, {k})", line, second))
    rule = d.discharge(f"{premise} -> {ALIKE}", d.both(ALIKE, *lines))
    rule = d.generalise(f"forall(theta, forall(tau, {premise} -> {ALIKE}))", d.generalise(f"forall(tau, {premise} -> {ALIKE})", rule, "tau"), "theta")
    body = f"{members} and {ALIKE} -> theta = tau"
    claim, u, v = f"forall(theta, forall(tau, {body}))", "vec(0, 0)", "vec(1, 1)"
    at = d.instance(f"forall(tau, {body})".replace("theta", u), d.assume(claim), u)
    here = body.replace("theta", u).replace("tau", v)
    at = d.instance(here, at, v)
    alike = d.both(ALIKE.replace("theta", u).replace("tau", v), *(d.identity(f"softmax({u}, {k}) = softmax({v}, {k})") for k in (1, 2)))
    trivial = d.both(members, d.arith("0 <= 0"), d.arith("0 <= 0"))
    equal = d.apply(f"{u} = {v}", at, d.both(here.rpartition(" -> ")[0], trivial, alike))
    absurd = d.arith("0 < 0", (-1, d.left(f"{u}[1] = {v}[1]", equal)), ("1",))
    joined(d, [rule, d.contradiction(f"not {claim}", absurd, d.arith("0 <= 0"))])


@BOOK.proof("claim minimality from equal parameters")
def wrong_direction(statement: Statement, run: Run) -> Iterator[Evidence]:
    """What is said to be required holds on R^2, which is not minimal."""
    d = Derivation()
    plane_is_not_minimal(d)
    yield fails(statement.printed, 0, PLANE, d, "$`\\mathbb{R}^2`$ satisfies it and is not minimal", *steps.WRONG_DIRECTION)
    entry = (*prose.SOFTMAX_DETERMINES, prose.SUM_ZERO)
    yield shown(statement.form("repaired 1"), 0, plain.MINIMAL_SUM, "one-to-one on the hyperplane of sum 0", entry)


def sum_is_not_zero(d: Derivation, form: Form) -> None:
    """(1, -1/2) has the sum 1/2."""
    unit = "(vec(1, 0)[{0}] = 0 or vec(1, 0)[{0}] = 1)"
    one, two = d.weaken(unit.format(1), d.identity("vec(1, 0)[1] = 1")), d.weaken(unit.format(2), d.identity("vec(1, 0)[2] = 0"))
    texts = [at_instance(given, AWRY) for given in form.given]
    units = d.both(texts[0], one, two)
    lines = [d.arith(f"(vec(1, -1/2))[{k}] = (1) * (vec(1, 0))[{k}] - (1) / 2 * (1 - (vec(1, 0))[{k}])") for k in (1, 2)]
    hypotheses = [units, d.arith(texts[1]), d.arith(texts[2]), d.both(texts[3], *lines)]
    claim = at_instance(form.conclusion[0], AWRY)
    none = d.contradiction(f"not ({claim})", d.arith("0 < 0", (1, d.assume(claim)), ("1/2",)), d.arith("0 <= 0"))
    failure(d, form, 0, AWRY, hypotheses, none)


def shifted(d: Derivation, k: str) -> str:
    return d.instance(f"theta[{k}] = (n * v - n / d * ones)[{k}]", d.hypothesis(2, "theta = n * v - n / d * ones"), k)


def sum_is_zero(d: Derivation, form: Form) -> str:
    each = d.generalise("every(i, theta[i] = n * v[i] - n / d)", d.arith("theta[i] = n * v[i] - n / d", (1, shifted(d, "i"))), "i")
    text, term = "sum(i, theta[i]) = sum(i, n * v[i] - n / d)", "n * v[i] - n / d"
    sums = d.theorem(text, "equal terms have equal sums", each, F=("i", "theta[i]"), G=("i", term))
    return d.arith(form.conclusion[0], (1, sums), ("n", d.hypothesis(0, form.given[0])))


def leads_by_n(d: Derivation, form: Form) -> str:
    none, own = d.assume("v[j] = 0"), d.hypothesis(1, "v[k] = 1")
    line = d.arith("theta[k] - theta[j] = n", (1, shifted(d, "k")), (-1, shifted(d, "j")), ("n", own), ("-n", none))
    return d.generalise(form.conclusion[1], d.discharge("v[j] = 0 -> theta[k] - theta[j] = n", line), "j")


@BOOK.proof("claim a sequence in the hyperplane of sum 0")
def sequence(statement: Statement, run: Run) -> Iterator[Evidence]:
    """n and -n/d do not sum to 0; n - n/d and -n/d do, and their difference is n."""
    d = Derivation()
    sum_is_not_zero(d, statement.printed)
    yield fails(statement.printed, 0, AWRY, d, "the point is not in the hyperplane", *steps.SUM_NOT_ZERO)
    repaired = statement.form("repaired 1")
    yield shown(repaired, 0, sum_is_zero, "the point lies in the hyperplane", steps.SUM_ZERO_AGAIN)
    yield shown(repaired, 1, leads_by_n, "its coordinate k is ahead of the others by n", steps.SUM_ZERO_AGAIN)
