"""Where every vector is a translate of a member of Θ, and only there, Θ reaches all that R^d reaches: every d, every law."""

from __future__ import annotations

from proofs.coercive import equal, onto, rise_integrable, subgradients_everywhere
from proofs.half_space import of_every_dimension
from proofs.means import constant, mean_softmax_of_translate, stated_combination
from proofs.perturb_softmax import Build
from proofs.two_potentials import MAX
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

REACHED = "every(i, mean_softmax({}, i) = p[i])"


def onto_plane(condition: str, shift: str) -> Build:
    """Every p of ri Δ is reached at a θ that satisfies the condition (text with theta in it): a solution x less shift 1."""

    def build(d: Derivation, form: Form) -> str:
        solved = d.apply(f"exists(x, {REACHED.format('x')})", onto(d).at("p"), d.assume("open_simplex(p)"))
        reached = d.assume(REACHED.format("x"))
        theta = f"(x - {shift} * ones)"
        moved = d.generalise(f"every(i, {theta}[i] = x[i] + -{shift})", d.identity(f"{theta}[i] = x[i] + -{shift}"), "i")
        same = same_means(d, mean_softmax_of_translate(d, theta, "x", f"(-{shift})", moved), theta, "x", reached)
        goal = f"{condition} and {REACHED.format('theta')}"
        both = d.both(f"{condition.replace('theta', theta)} and {REACHED.format(theta)}", d.identity(condition.replace("theta", theta)), same)
        found = d.obtain(f"exists(theta, {goal})", solved, d.witness(f"exists(theta, {goal})", both, theta), "x")
        return d.discharge(f"open_simplex(p) -> exists(theta, {goal})", found)

    return build


def same_means(d: Derivation, equal: str, new: str, old: str, reached: str) -> str:
    """REACHED for the new point, from equal means and REACHED for the old one."""
    first = d.instance(f"mean_softmax({new}, i) = mean_softmax({old}, i)", equal, "i")
    line = d.arith(f"mean_softmax({new}, i) = p[i]", (1, first), (1, d.instance(f"mean_softmax({old}, i) = p[i]", reached, "i")))
    return d.generalise(REACHED.format(new), line, "i")


ONTO_SUM = onto_plane("sum(j, theta[j]) = 0", "(sum(k, x[k]) / d)")
ONTO_FIRST = onto_plane("theta[1] = 0", "x[1]")


def without_premise(build: Build) -> Build:
    """The same where the open simplex is a hypothesis of the form."""

    def stated(d: Derivation, form: Form) -> str:
        rule = build(d, form)
        return d.apply(form.conclusion[0], rule, d.hypothesis(0, "open_simplex(p)"))

    return stated


COVERS = "forall(theta, exists(tau, member(tau, Theta) and translates(theta, tau)))"
COMPLETE = "complete_perturb_softmax(Theta)"


def covering_is_complete(d: Derivation, covers: str) -> str:
    """Where every vector is a translate of a member, every p of ri Δ is reached in Θ."""
    solved = d.apply(f"exists(x, {REACHED.format('x')})", onto(d).at("p"), d.assume("open_simplex(p)"))
    near = d.instance("exists(tau, member(tau, Theta) and translates(x, tau))", covers, "x")
    found = d.assume("member(tau, Theta) and translates(x, tau)")
    inside, translates = d.left("member(tau, Theta)", found), d.right("translates(x, tau)", found)
    shift = d.assume("every(i, x[i] = tau[i] + c)")
    back = d.arith("tau[i] = x[i] + -c", (-1, d.instance("x[i] = tau[i] + c", shift, "i")))
    back = d.generalise("every(i, tau[i] = x[i] + -c)", back, "i")
    same = same_means(d, mean_softmax_of_translate(d, "tau", "x", "(-c)", back), "tau", "x", d.assume(REACHED.format("x")))
    goal = "exists(theta, member(theta, Theta) and every(i, mean_softmax(theta, i) = p[i]))"
    reached = d.witness(goal, d.both(f"member(tau, Theta) and {REACHED.format('tau')}", inside, same), "tau")
    for source, name in ((translates, "c"), (near, "tau"), (solved, "x")):
        reached = d.obtain(goal, source, reached, name)
    return d.generalise(COMPLETE, d.discharge(f"open_simplex(p) -> {goal}", reached), "p")


def complete_covers(d: Derivation, complete: str) -> str:
    """The p of any vector is reached in Θ, at a translate of it."""
    facts = {}
    for name, derivation in of_every_dimension().items():
        if name != "square":
            facts[name] = imported(d, derivation)
    vector = d.theorem("exists(p, every(i, p[i] = mean_softmax(theta, i)))", "a vector has any components", F=("i", "mean_softmax(theta, i)"))
    meant = d.assume("every(i, p[i] = mean_softmax(theta, i))")
    here = d.instance("p[i] = mean_softmax(theta, i)", meant, "i")
    sign = d.instance("every(i, 0 < mean_softmax(theta, i))", facts["positive"], "theta")
    sign = d.arith("p[i] > 0", (1, d.instance("0 < mean_softmax(theta, i)", sign, "i")), (-1, here))
    equal_sums = "sum(i, p[i]) = sum(i, mean_softmax(theta, i))"
    sums = d.theorem(equal_sums, "equal terms have equal sums", meant, F=("i", "p[i]"), G=("i", "mean_softmax(theta, i)"))
    total = d.arith("sum(i, p[i]) = 1", (1, sums), (1, d.instance("sum(i, mean_softmax(theta, i)) = 1", facts["total"], "theta")))
    simplex = d.both("open_simplex(p)", d.generalise("every(i, p[i] > 0)", sign, "i"), total)
    reached = "exists(tau, member(tau, Theta) and every(i, mean_softmax(tau, i) = p[i]))"
    exists = d.apply(reached, d.instance(f"open_simplex(p) -> {reached}", complete, "p"), simplex)
    found = d.assume(f"member(tau, Theta) and {REACHED.format('tau')}")
    equal = d.instance("mean_softmax(tau, i) = p[i]", d.right(REACHED.format("tau"), found), "i")
    equal = d.arith("mean_softmax(theta, i) = mean_softmax(tau, i)", (-1, equal), (-1, here))
    equal = d.generalise("every(i, mean_softmax(theta, i) = mean_softmax(tau, i))", equal, "i")

    def rule(u: str, v: str) -> str:
        return f"every(i, mean_softmax({u}, i) = mean_softmax({v}, i)) -> translates({u}, {v})"

    translates = d.instance(rule("theta", "tau"), d.instance(f"forall(v, {rule('theta', 'v')})", facts["determined"], "theta"), "tau")
    translates = d.apply("translates(theta, tau)", translates, equal)
    goal = "exists(tau, member(tau, Theta) and translates(theta, tau))"
    pair = d.both("member(tau, Theta) and translates(theta, tau)", d.left("member(tau, Theta)", found), translates)
    line = d.witness(goal, pair, "tau")
    line = d.obtain(goal, vector, d.obtain(goal, exists, line, "tau"), "p")
    return d.generalise(COVERS, line, "theta")


def imported(d: Derivation, other: Derivation) -> str:
    """Another notebook's steps, written into this one; the id of its last."""
    names: dict[str, str] = {}
    for step in other.steps:
        name = f"s{len(d.steps)}"
        names[step["id"]] = name
        of = {"of": [names[old] for old in step["of"]]} if "of" in step else {}
        d.steps.append({**step, "id": name, **of})
    return names[other.steps[-1]["id"]]


def covering_has_subgradients(d: Derivation, form: Form) -> str:
    return covering_subgradients(d, d.hypothesis(0, COVERS))


def covering_subgradients(d: Derivation, covers: str) -> str:
    """A subgradient at x is one at every translate of x, since F grows by c along c 1 and p sums to 1."""
    simplex = d.assume("open_simplex(p)")
    total = d.right("sum(i, p[i]) = 1", simplex)
    solved = d.apply("exists(x, subgradient_rise(x, p))", subgradients_everywhere(d).at("p"), simplex)
    near = d.instance("exists(tau, member(tau, Theta) and translates(x, tau))", covers, "x")
    found = d.assume("member(tau, Theta) and translates(x, tau)")
    shift = d.assume("every(i, x[i] = tau[i] + c)")
    grown = rise_of_translate(d, shift)
    here = d.instance("x[i] = tau[i] + c", shift, "i")
    each = d.generalise("every(i, p[i] * x[i] = p[i] * (tau[i] + c))", d.arith("p[i] * x[i] = p[i] * (tau[i] + c)", ("p[i]", here)), "i")
    equal_sums = "sum(i, p[i] * x[i]) = sum(i, p[i] * (tau[i] + c))"
    sums = d.theorem(equal_sums, "equal terms have equal sums", each, F=("i", "p[i] * x[i]"), G=("i", "p[i] * (tau[i] + c)"))
    at = d.instance("rise_max(x) + sum(i, p[i] * (y[i] - x[i])) <= rise_max(y)", d.assume("subgradient_rise(x, p)"), "y")
    moved = d.arith("rise_max(tau) + sum(i, p[i] * (y[i] - tau[i])) <= rise_max(y)", (1, at), (-1, grown), (1, sums), ("c", total))
    goal = "exists(theta, member(theta, Theta) and subgradient_rise(theta, p))"
    inside = d.left("member(tau, Theta)", found)
    both = d.both("member(tau, Theta) and subgradient_rise(tau, p)", inside, d.generalise("subgradient_rise(tau, p)", moved, "y"))
    reached = d.witness(goal, both, "tau")
    for source, name in ((d.right("translates(x, tau)", found), "c"), (near, "tau"), (solved, "x")):
        reached = d.obtain(goal, source, reached, name)
    return d.generalise(f"forall(p, open_simplex(p) -> {goal})", d.discharge(f"open_simplex(p) -> {goal}", reached), "p")


def rise_of_translate(d: Derivation, shift: str) -> str:
    """rise_max(x) = rise_max(tau) + c, from every(i, x[i] = tau[i] + c)."""
    here = d.instance("x[i] = tau[i] + c", shift, "i")
    up = MAX.below(d, "(x + g)", "(tau + g)", "c", d.arith("(x + g)[i] <= (tau + g)[i] + c", (1, here)))
    down = MAX.below(d, "(tau + g)", "(x + g)", "(-c)", d.arith("(tau + g)[i] <= (x + g)[i] + (-c)", (-1, here)))
    same = equal(d, MAX.text("(x + g)"), f"{MAX.text('(tau + g)')} + c", up, down)
    line = d.arith(f"{MAX.rise('x')} = 1 * {MAX.rise('tau')} + c * 1", (1, same))
    line = d.generalise(f"forall(g, {MAX.rise('x')} = 1 * {MAX.rise('tau')} + c * 1)", line, "g")
    one = constant(d, "1")
    _, mean = stated_combination(d, MAX.rise("x"), (("1", MAX.rise("tau"), rise_integrable(d, MAX).at("tau")), ("c", "1", one[0])), line)
    return d.arith("rise_max(x) = rise_max(tau) + c", (1, mean), ("c", one[1]))
