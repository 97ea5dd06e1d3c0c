"""Claims in running text and captions that stand nowhere else: their derivations."""

from __future__ import annotations

from proofs.bijection import unit_vector
from proofs.coercive import gradient_vanishes
from proofs.conjugate import FINITE as FINITE_MAX
from proofs.covering import COVERS, covering_is_complete
from proofs.expected_softmax import gradient, mean_is_positive, sum_of_means, total_is_one
from proofs.limits import delta_cases
from proofs.means import combination, constant
from proofs.perturb_max import ALONE, Notebook, slope
from proofs.perturb_softmax import FINITE, minimal
from proofs.two_potentials import LSE, tilt
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation

SUM = "every(i, {0}(theta, i) = p[i])"
PAIR = "member(theta, Theta) and member(tau, Theta)"


# Figure 1, and the conditions of Theorems 4.1 and 4.3


def complete_where_covered(d: Derivation, form: Form) -> str:
    return d.discharge(form.conclusion[0], covering_is_complete(d, d.assume(COVERS)))


def single_valued(d: Derivation, form: Form) -> str:
    line = d.generalise("every(i, differentiable(mean_lse(theta), theta[i]))", gradient(d, d.assume(FINITE))[0], "i")
    return d.discharge(form.conclusion[1], line)


def complete_given(d: Derivation, form: Form) -> str:
    return covering_is_complete(d, d.hypothesis(0, COVERS))


def minimal_given(d: Derivation, form: Form) -> str:
    return minimal(d, d.hypothesis(len(form.given) - 1, "no_two_translates(Theta)"))


# Gumbel-Argmax and softmax


def same_image(number: int):
    """What one of softmax and mean_top reaches in Θ, the other one does."""
    old, new = ("softmax", "mean_top") if number == 0 else ("mean_top", "softmax")

    def build(d: Derivation, form: Form) -> str:
        found = d.assume(f"member(theta, Theta) and {SUM.format(old)}")
        equal = d.instance("every(i, mean_top(theta, i) = softmax(theta, i))", d.hypothesis(0, form.given[0]), "theta")
        here, at = d.instance("mean_top(theta, i) = softmax(theta, i)", equal, "i"), d.instance(f"{old}(theta, i) = p[i]",
            d.right(SUM.format(old), found), "i")
        line = d.arith(f"{new}(theta, i) = p[i]", (1 if number == 0 else -1, here), (1, at))
        both = d.both(f"member(theta, Theta) and {SUM.format(new)}", d.left("member(theta, Theta)", found), d.generalise(SUM.format(new), line, "i"))
        goal = f"exists(theta, member(theta, Theta) and {SUM.format(new)})"
        start = d.assume(f"exists(theta, member(theta, Theta) and {SUM.format(old)})")
        return d.discharge(form.conclusion[number], d.obtain(goal, start, d.witness(goal, both, "theta"), "theta"))

    return build


def same_injectivity(number: int):
    old, new = ("softmax", "mean_top") if number == 2 else ("mean_top", "softmax")

    def build(d: Derivation, form: Form) -> str:
        def body(name: str) -> str:
            return f"{PAIR} and every(i, {name}(theta, i) = {name}(tau, i)) -> theta = tau"

        rule, given = d.assume(f"forall(theta, forall(tau, {body(old)}))"), d.assume(body(new).partition(" -> ")[0])
        members, agree = d.left(PAIR, given), d.right(f"every(i, {new}(theta, i) = {new}(tau, i))", given)
        lines = []
        for x in ("theta", "tau"):
            equal = d.instance(f"every(i, mean_top({x}, i) = softmax({x}, i))", d.hypothesis(0, form.given[0]), x)
            lines.append(d.instance(f"mean_top({x}, i) = softmax({x}, i)", equal, "i"))
        sign = -1 if old == "softmax" else 1
        at = d.instance(f"{new}(theta, i) = {new}(tau, i)", agree, "i")
        line = d.arith(f"{old}(theta, i) = {old}(tau, i)", (1, at), (sign, lines[0]), (-sign, lines[1]))
        both = d.both(body(old).partition(" -> ")[0], members, d.generalise(f"every(i, {old}(theta, i) = {old}(tau, i))", line, "i"))
        at = d.instance(body(old), d.instance(f"forall(tau, {body(old)})", rule, "theta"), "tau")
        closed = d.discharge(body(new), d.apply("theta = tau", at, both))
        closed = d.generalise(f"forall(theta, forall(tau, {body(new)}))", d.generalise(f"forall(tau, {body(new)})", closed, "tau"), "theta")
        return d.discharge(form.conclusion[number], closed)

    return build


# the relative interior of the simplex

BEYOND = "(p + t * (p - q))"
INSIDE = "forall(q, simplex(q) -> exists(t, 0 < t and simplex(p + t * (p - q))))"


def positive_is_inside(d: Derivation, form: Form) -> str:
    """t = the least p_i: p_i + t (p_i - q_i) >= p_i - t >= 0."""
    given, other, t = d.assume("open_simplex(p)"), d.assume("simplex(q)"), "(-greatest(k, -p[k]))"
    positive, total = d.left("every(i, p[i] > 0)", given), d.right("sum(i, p[i]) = 1", given)
    signs, whole = d.left("every(i, q[i] >= 0)", other), d.right("sum(i, q[i]) = 1", other)
    fact = d.theorem("every(k, -p[k] <= greatest(k, -p[k])) and some(k, -p[k] = greatest(k, -p[k]))", "the greatest of finitely many numbers",
        F=("k", "-p[k]"))
    above, at = d.left("every(k, -p[k] <= greatest(k, -p[k]))", fact), d.assume("-p[k] = greatest(k, -p[k])")
    room = d.arith(f"0 < {t}", (1, d.instance("p[k] > 0", positive, "k")), (-1, at))
    room = d.obtain(f"0 < {t}", d.right("some(k, -p[k] = greatest(k, -p[k]))", fact), room, "k")
    weak = d.generalise("every(i, 0 <= q[i])", d.arith("0 <= q[i]", (1, d.instance("q[i] >= 0", signs, "i"))), "i")
    part = d.theorem("every(i, q[i] <= sum(j, q[j]))", "a sum of non-negative terms is at least each", weak, F=("i", "q[i]"))
    under = d.arith("q[i] <= 1", (1, d.instance("q[i] <= sum(j, q[j])", part, "i")), (1, whole))
    beyond, sign = BEYOND.replace("t *", f"{t} *"), d.instance("p[i] > 0", positive, "i")
    line = d.arith(f"{beyond}[i] >= 0", (1, d.instance("-p[i] <= greatest(k, -p[k])", above, "i")), (1, room, sign), (1, room, under))
    sums = d.arith(f"sum(i, {beyond}[i]) = 1", (f"1 + {t}", total), (f"-{t}", whole))
    inside = d.both(f"simplex{beyond}", d.generalise(f"every(i, {beyond}[i] >= 0)", line, "i"), sums)
    found = d.witness("exists(t, 0 < t and simplex(p + t * (p - q)))", d.both(f"0 < {t} and simplex{beyond}", room, inside), t)
    rule = d.generalise(INSIDE, d.discharge("simplex(q) -> exists(t, 0 < t and simplex(p + t * (p - q)))", found), "q")
    own = d.generalise("every(i, p[i] >= 0)", d.arith("p[i] >= 0", (1, sign)), "i")
    return d.discharge(form.conclusion[0], d.both(f"simplex(p) and {INSIDE}", d.both("simplex(p)", own, total), rule))


def inside_is_positive(d: Derivation, form: Form) -> str:
    """With q the unit vector of m: p_m + t (p_m - 1) >= 0 for some t > 0."""
    given, none = d.assume(f"simplex(p) and {INSIDE}"), d.assume("p[m] <= 0")
    exists, unit, _ = unit_vector(d)
    at = d.instance("v[k] = delta(m, k)", unit, "k")
    square = d.identity("sum(k, delta(m, k)) = 1")
    sums = d.theorem("sum(k, v[k]) = sum(k, delta(m, k))", "equal terms have equal sums", unit, F=("k", "v[k]"), G=("k", "delta(m, k)"))
    zero, one = d.arith("v[k] >= 0", (-1, at), (-1, d.assume("delta(m, k) = 0"))), d.arith("v[k] >= 0", (-1, at), (-1, d.assume("delta(m, k) = 1")),
        (1,))
    sign = d.generalise("every(k, v[k] >= 0)", d.either("v[k] >= 0", delta_cases(d).at("m", "k"), zero, one), "k")
    simplex = d.both("simplex(v)", sign, d.arith("sum(k, v[k]) = 1", (1, sums), (1, square)))
    some = "exists(t, 0 < t and simplex(p + t * (p - v)))"
    found = d.apply(some, d.instance(f"simplex(v) -> {some}", d.right(INSIDE, given), "v"), simplex)
    inner = d.assume("0 < t and simplex(p + t * (p - v))")
    room = d.left("0 < t", inner)
    signs = d.left("every(i, (p + t * (p - v))[i] >= 0)", d.right("simplex(p + t * (p - v))", inner))
    absurd = d.arith(
        "0 < 0", (1, room), (1, d.instance("(p + t * (p - v))[m] >= 0", signs, "m")), (1, none), (1, room, none),
        ("-t", d.instance("v[m] = delta(m, m)", unit, "m")),
    )
    absurd = d.obtain("0 < 0", exists, d.obtain("0 < 0", found, absurd, "t"), "v")
    line = d.generalise("every(m, p[m] > 0)", d.contradiction("p[m] > 0", absurd, d.arith("0 <= 0")), "m")
    total = d.right("sum(i, p[i]) = 1", d.left("simplex(p)", given))
    return d.discharge(form.conclusion[1], d.both("open_simplex(p)", line, total))


# the set of Perturb-Softmax distributions


def only_positive(d: Derivation, form: Form) -> str:
    premise = "every(i, mean_softmax(theta, i) = p[i])"
    given = d.assume(premise)
    sign = d.arith("p[i] > 0", (1, mean_is_positive(d, "i")), (1, d.instance("mean_softmax(theta, i) = p[i]", given, "i")))
    sums = d.theorem("sum(i, mean_softmax(theta, i)) = sum(i, p[i])", "equal terms have equal sums", given, F=("i", "mean_softmax(theta, i)"),
        G=("i", "p[i]"))
    total = d.arith("sum(i, p[i]) = 1", (-1, sums), (-1, sum_of_means(d)), (1, total_is_one(d)))
    return d.discharge(form.conclusion[1], d.both("open_simplex(p)", d.generalise("every(i, p[i] > 0)", sign, "i"), total))


def open_simplex_is_convex(d: Derivation, form: Form) -> str:
    premise, mix = form.conclusion[2].partition(" -> ")[0], "(lam * p + (1 - lam) * q)"
    given = d.assume(premise)
    front = d.left("open_simplex(p) and open_simplex(q) and 0 < lam", given)
    simplices, low, high = d.left("open_simplex(p) and open_simplex(q)", front), d.right("0 < lam", front), d.right("lam < 1", given)
    p, q = d.left("open_simplex(p)", simplices), d.right("open_simplex(q)", simplices)
    signs = [d.instance(f"{x}[i] > 0", d.left(f"every(i, {x}[i] > 0)", fact), "i") for x, fact in (("p", p), ("q", q))]
    line = d.generalise(f"every(i, {mix}[i] > 0)", d.arith(f"{mix}[i] > 0", (1, low, signs[0]), (1, high, signs[1])), "i")
    totals = [d.right(f"sum(i, {x}[i]) = 1", fact) for x, fact in (("p", p), ("q", q))]
    total = d.arith(f"sum(i, {mix}[i]) = 1", ("lam", totals[0]), ("1 - lam", totals[1]))
    return d.discharge(form.conclusion[2], d.both(f"open_simplex{mix}", line, total))


# strict convexity, maxima, differentiation under the integral


def one_subgradient_point(d: Derivation, form: Form) -> str:
    """At the midpoint of x and y the function would be at least its chord."""
    strict = d.right(_strict(), d.hypothesis(0, "strictly_convex_graph(F)"))
    members = d.both("member(x, F) and member(y, F)", d.hypothesis(1, "member(x, F)"), d.hypothesis(2, "member(y, F)"))
    apart, half = d.assume("x != y"), "1/2 * x + (1 - 1/2) * y"
    both = d.both("member(x, F) and member(y, F) and x != y", members, apart)
    both = d.both("member(x, F) and member(y, F) and x != y and 0 < 1/2", both, d.arith("0 < 1/2", ("1/2",)))
    both = d.both("member(x, F) and member(y, F) and x != y and 0 < 1/2 and 1/2 < 1", both, d.arith("1/2 < 1", ("1/2",)))
    rule = strict
    for names in (("x",), ("x", "y"), ("x", "y", "1/2")):
        rule = d.instance(_strict(*names), rule, names[-1])
    some = f"exists(w, exists(r, member(w, F) and r < 0 and over(w, {half}, r)))"
    found, inner = d.apply(some, rule, both), d.assume(f"member(w, F) and r < 0 and over(w, {half}, r)")
    front = d.left("member(w, F) and r < 0", inner)
    place, under, level = d.left("member(w, F)", front), d.right("r < 0", front), d.right(f"over(w, {half}, r)", inner)
    at = f"p[i] * w[i] = p[i] * (({half})[i] + r * delta(1, i))"
    each = d.generalise(f"every(i, {at})", d.arith(at, ("p[i]", d.instance(f"w[i] = ({half})[i] + r * delta(1, i)", level, "i"))), "i")
    sums = d.theorem(
        f"sum(i, p[i] * w[i]) = sum(i, p[i] * (({half})[i] + r * delta(1, i)))", "equal terms have equal sums", each,
        F=("i", "p[i] * w[i]"), G=("i", f"p[i] * (({half})[i] + r * delta(1, i))"),
    )
    lines = []
    for number, x in ((3, "x"), (4, "y")):
        sub = d.right(f"forall(y, member(y, F) -> sum(i, p[i] * (y[i] - {x}[i])) <= 0)" if x == "x" else
                      "forall(x, member(x, F) -> sum(i, p[i] * (x[i] - y[i])) <= 0)", d.hypothesis(number, f"graph_subgradient(p, {x}, F)"))
        text = f"sum(i, p[i] * (w[i] - {x}[i])) <= 0"
        lines.append(d.apply(text, d.instance(f"member(w, F) -> {text}", sub, "w"), place))
    first = d.left("p[1] = -1", d.hypothesis(3, "graph_subgradient(p, x, F)"))
    absurd = d.arith("0 < 0", (1, under), ("1/2", lines[0]), ("1/2", lines[1]), (-1, sums), ("-r", first))
    absurd = d.obtain("0 < 0", d.assume(f"exists(r, member(w, F) and r < 0 and over(w, {half}, r))"), absurd, "r")
    return d.contradiction("x = y", d.obtain("0 < 0", found, absurd, "w"), d.arith("0 <= 0"))


def _strict(*terms: str) -> str:
    """The second half of strictly_convex_graph(F), some names replaced."""
    x, y, lam = (*terms, *("x", "y", "lam")[len(terms):])
    text = (f"member({x}, F) and member({y}, F) and {x} != {y} and 0 < {lam} and {lam} < 1 -> "
            f"exists(w, exists(r, member(w, F) and r < 0 and over(w, {lam} * {x} + (1 - {lam}) * {y}, r)))")
    for name in ("lam", "y", "x")[: 3 - len(terms)]:
        text = f"forall({name}, {text})"
    return text


def gradient_at_maximum(d: Derivation, form: Form) -> str:
    """E[lse(x+g) - lse(g)] - <p,x> is f less <p,x> and a constant; it has its minimum at theta, where its derivatives vanish."""
    simplex, finite, most = (d.hypothesis(n, form.given[n]) for n in range(3))
    at, base, one = d.instance("integrable(g, lse(x + g))", finite, "x"), "lse(0 * ones + g)", constant(d, "1")
    first, phi = "(lse(x + g) - lse(g))", LSE.phi("x")
    a, mean_a = combination(d, first, (("1", "lse(x + g)", at), ("-1", base, d.instance(f"integrable(g, {base})", finite, "0 * ones"))))
    b, mean_b = combination(d, LSE.body("x"), (("1", first, a), (f"-{tilt('x')}", "1", one[0])))
    line = d.arith(f"{phi} = mean_lse(x) - E(g, {base}) - {tilt('x')}", (1, mean_b), (1, mean_a), (f"-{tilt('x')}", one[1]))
    value = d.lemma("x", lambda x: f"{LSE.phi(x)} = mean_lse({x}) - E(g, {base}) - {tilt(x)}", line)
    body = d.lemma("x", lambda x: f"integrable(g, {LSE.body(x)})", b)
    premise, reached = f"forall(y, {phi} <= {LSE.phi('y')})", "every(i, mean_softmax(x, i) = p[i])"
    rule = d.discharge(f"{premise} -> {reached}", gradient_vanishes(d, d.left("every(i, p[i] > 0)", simplex), d.assume(premise), body))
    rule = d.lemma("x", lambda x: f"forall(y, {LSE.phi(x)} <= {LSE.phi('y')}) -> every(i, mean_softmax({x}, i) = p[i])", rule)
    at = d.instance("sum(i, p[i] * y[i]) - mean_lse(y) <= sum(i, p[i] * theta[i]) - mean_lse(theta)", most, "y")
    least = d.arith(f"{LSE.phi('theta')} <= {LSE.phi('y')}", (1, at), (1, value.at("theta")), (-1, value.at("y")))
    least = d.generalise(f"forall(y, {LSE.phi('theta')} <= {LSE.phi('y')})", least, "y")
    return d.apply(form.conclusion[0], rule.at("theta"), least)


def slopes(d: Derivation, form: Form) -> str:
    """The difference quotients of f along v tend to the sum of the v_i P(i leads)."""
    note = Notebook(d, d.hypothesis(0, FINITE_MAX))
    alone = d.instance("no_ties(theta)", d.hypothesis(1, ALONE), "theta")
    return d.generalise(form.conclusion[1], slope(note, alone), "theta")
