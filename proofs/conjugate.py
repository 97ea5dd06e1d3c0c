"""Corollary 9.2: the conjugate of f at the p of a θ, line by line, and where it is finite. For every d and every law with finite f."""

from __future__ import annotations

from proofs.coercive import equal, rise_integrable
from proofs.means import combination, constant, non_negative_mean, squares, stated_combination
from proofs.shares import MULTIPLE, POSITIVE, Shares, shares_are_subgradient
from proofs.subgradients import Ties, top_integrable
from proofs.ties import positive_reciprocal, top_between
from proofs.two_potentials import MAX, top, top_facts
from verifier.claims.statement import Form
from verifier.engines.derive import Derivation, Lemma

FINITE = "forall(theta, integrable(g, greatest(i, (theta + g)[i])))"
MEANT = "every(i, p[i] = mean_share(w, theta, i))"
AT, TOP, SHARE = "(theta + g)", "greatest(k, (theta + g)[k])", "share(w, theta + g, i)"
NOISE = "sum(i, E(g, share(w, theta + g, i) * g[i]))"
WHOLE = "E(g, sum(i, share(w, theta + g, i) * g[i]))"
EQUAL = "equal terms have equal sums"


def finite_at(d: Derivation, finite: str, x: str) -> str:
    return d.instance(f"integrable(g, greatest(i, ({x} + g)[i]))", finite, x)


def bridge(d: Derivation, finite: str) -> Lemma:
    """mean_max(x) = rise_max(x) + mean_max(0), where f is finite."""
    parts = (("1", top("(x + g)"), finite_at(d, finite, "x")), ("-1", top("((0 * ones) + g)"), finite_at(d, finite, "(0 * ones)")))
    _, mean = combination(d, MAX.rise("x"), parts)
    line = d.arith("mean_max(x) = rise_max(x) + mean_max(0 * ones)", (-1, mean))
    return d.lemma("x", lambda x: f"mean_max({x}) = rise_max({x}) + mean_max(0 * ones)", line)


def as_rise(d: Derivation, same: Lemma, x: str, p: str, fact: str) -> str:
    """subgradient_rise(x, p), from subgradient_max(x, p)."""
    line = d.instance(f"mean_max({x}) + sum(i, {p}[i] * (y[i] - {x}[i])) <= mean_max(y)", fact, "y")
    line = d.arith(f"rise_max({x}) + sum(i, {p}[i] * (y[i] - {x}[i])) <= rise_max(y)", (1, line), (-1, same.at(x)), (1, same.at("y")))
    return d.generalise(f"subgradient_rise({x}, {p})", line, "y")


def as_max(d: Derivation, same: Lemma, x: str, p: str, fact: str) -> str:
    """subgradient_max(x, p), from subgradient_rise(x, p)."""
    line = d.instance(f"rise_max({x}) + sum(i, {p}[i] * (y[i] - {x}[i])) <= rise_max(y)", fact, "y")
    line = d.arith(f"mean_max({x}) + sum(i, {p}[i] * (y[i] - {x}[i])) <= mean_max(y)", (1, line), (1, same.at(x)), (-1, same.at("y")))
    return d.generalise(f"subgradient_max({x}, {p})", line, "y")


class Chain:
    """The notebook of Equations 53 to 59: hypotheses 0 (f finite) and 1 (w positive)."""

    def __init__(self, d: Derivation, positive: str):
        self.d = d
        self.finite = d.hypothesis(0, FINITE)
        self.ties = Ties.of(d)
        sign = top_between(d, self.ties.cases)[0]
        self.shares = Shares.of(d, self.ties.cases, sign, top_integrable(d, self.ties), positive)
        self.here = finite_at(d, self.finite, "theta")
        self.lows, self.highs = self.shares.low.at(AT, "i"), self.shares.high.at(AT, "i")

    def share_of_top(self) -> str:
        """share_i max(theta+g) is integrable, i free."""
        d, between = self.d, f"-1 <= {SHARE} and {SHARE} <= 1"
        both = d.both(between, d.arith(f"-1 <= {SHARE}", (1, self.lows), (1,)), self.highs)
        bounds = d.generalise(f"forall(g, {between})", both, "g")
        return d.theorem(
            f"integrable(g, {SHARE} * {TOP})", MULTIPLE, self.shares.finite.at("theta", "i"), self.here, bounds, F=("g", SHARE), G=("g", TOP), a="1"
        )

    def share_of_noise(self) -> tuple[str, str]:
        """share_i g_i is integrable, and E(share_i max) = E(share_i theta_i) + E(share_i g_i): a leader has the greatest value."""
        d = self.d
        whole, part = self.share_of_top(), f"{SHARE} * theta[i]"
        own, _ = combination(d, part, (("theta[i]", SHARE, self.shares.finite.at("theta", "i")), ("0", SHARE, self.shares.finite.at("theta", "i"))))
        level = self.shares.level.at(AT, "i")
        line = d.arith(f"{SHARE} * g[i] = 1 * ({SHARE} * {TOP}) + -1 * ({part})", (-1, level))
        same = d.generalise(f"forall(g, {SHARE} * g[i] = 1 * ({SHARE} * {TOP}) + -1 * ({part}))", line, "g")
        found, mean = stated_combination(d, f"{SHARE} * g[i]", (("1", f"{SHARE} * {TOP}", whole), ("-1", part, own)), same)
        return found, d.arith(f"E(g, {SHARE} * {TOP}) = E(g, {part}) + E(g, {SHARE} * g[i])", (-1, mean))

    def sums(self, left: str, right: str, line: str) -> str:
        """sum_i left = sum_i right, from left = right with i free."""
        each = self.d.generalise(f"every(i, {left} = {right})", line, "i")
        return self.d.theorem(f"sum(i, {left}) = sum(i, {right})", EQUAL, each, F=("i", left), G=("i", right))

    def equation_54(self) -> str:
        d, product = self.d, f"sum(i, {SHARE}) * greatest(i, (theta + g)[i])"
        whole = self.shares.whole.at(AT)
        line = d.arith(f"{product} = 1 * {TOP} + 0 * {TOP}", (TOP, whole))
        same = d.generalise(f"forall(g, {product} = 1 * {TOP} + 0 * {TOP})", line, "g")
        _, mean = stated_combination(d, product, (("1", TOP, self.here), ("0", TOP, self.here)), same)
        return d.arith(f"mean_max(theta) = E(g, {product})", (-1, mean))

    def equation_55(self) -> str:
        d, term = self.d, f"{SHARE} * {TOP}"
        each = d.generalise(f"every(i, integrable(g, {term}))", self.share_of_top(), "i")
        value = f"E(g, sum(i, {term})) = sum(i, E(g, {term}))"
        fact = d.theorem(f"integrable(g, sum(i, {term})) and {value}", "expectation of a finite sum", each, F=("i", "g", term))
        return d.arith(f"E(g, sum(i, {SHARE}) * greatest(i, (theta + g)[i])) = sum(i, E(g, {term}))", (1, d.right(value, fact)))

    def split(self) -> tuple[str, str]:
        """E(share_i (theta_i + g_i)) = E(share_i theta_i) + E(share_i g_i), and E(share_i max) is the same; i free."""
        d, part = self.d, f"{SHARE} * theta[i]"
        found, mean = self.share_of_noise()
        own, _ = combination(d, part, (("theta[i]", SHARE, self.shares.finite.at("theta", "i")), ("0", SHARE, self.shares.finite.at("theta", "i"))))
        _, both = combination(d, f"{SHARE} * (theta[i] + g[i])", (("1", part, own), ("1", f"{SHARE} * g[i]", found)))
        return both, mean

    def equation_56(self) -> str:
        both, mean = self.split()
        left, right = f"E(g, {SHARE} * {TOP})", f"E(g, {SHARE} * (theta[i] + g[i]))"
        return self.sums(left, right, self.d.arith(f"{left} = {right}", (1, mean), (-1, both)))

    def equation_57(self) -> str:
        both, _ = self.split()
        left, first, second = (f"E(g, {SHARE} * {factor})" for factor in ("(theta[i] + g[i])", "theta[i]", "g[i]"))
        total = self.sums(left, f"({first} + {second})", self.d.arith(f"{left} = ({first} + {second})", (1, both)))
        return self.d.arith(f"sum(i, {left}) = sum(i, {first}) + sum(i, {second})", (1, total))

    def equation_58(self, meant: str) -> str:
        d, part = self.d, f"{SHARE} * theta[i]"
        finite = self.shares.finite.at("theta", "i")
        _, mean = combination(d, part, (("theta[i]", SHARE, finite), ("0", SHARE, finite)))
        line = d.arith(f"E(g, {part}) = p[i] * theta[i]", (1, mean), ("-theta[i]", d.instance("p[i] = mean_share(w, theta, i)", meant, "i")))
        return self.sums(f"E(g, {part})", "p[i] * theta[i]", line)

    def equation_59(self, meant: str) -> str:
        d = self.d
        lines = [self.equation_54(), self.equation_55(), self.equation_56(), self.equation_57(), self.equation_58(meant)]
        return d.arith(f"sum(i, p[i] * theta[i]) - mean_max(theta) = -{NOISE}", *((-1, line) for line in lines))

    def equation_61(self, meant: str) -> str:
        """The same with the expectation before the sum."""
        d, term = self.d, f"{SHARE} * g[i]"
        found, _ = self.share_of_noise()
        value = f"E(g, sum(i, {term})) = sum(i, E(g, {term}))"
        each = d.generalise(f"every(i, integrable(g, {term}))", found, "i")
        fact = d.theorem(f"integrable(g, sum(i, {term})) and {value}", "expectation of a finite sum", each, F=("i", "g", term))
        return d.arith(f"sum(i, p[i] * theta[i]) - mean_max(theta) = -{WHOLE}", (1, self.equation_59(meant)), (1, d.right(value, fact)))

    def equation_53(self, meant: str) -> str:
        """<p,y> - f(y) <= <p,theta> - f(theta) for every y: p is a subgradient at theta."""
        d, same = self.d, bridge(self.d, self.finite)
        rule = shares_are_subgradient(d, self.ties, self.shares).at("theta", "p")
        found = as_max(d, same, "theta", "p", d.apply("subgradient_rise(theta, p)", rule, meant))
        line = d.instance("mean_max(theta) + sum(i, p[i] * (y[i] - theta[i])) <= mean_max(y)", found, "y")
        return d.arith("sum(i, p[i] * y[i]) - mean_max(y) <= sum(i, p[i] * theta[i]) - mean_max(theta)", (1, line))


def line(number: int):
    """The derivation of one of Equations 53 to 61."""

    def build(d: Derivation, form: Form) -> str:
        chain = Chain(d, d.hypothesis(1, POSITIVE))
        if number in (54, 55, 56, 57):
            return getattr(chain, f"equation_{number}")()
        found = getattr(chain, f"equation_{number}")(d.hypothesis(2, MEANT))
        return d.generalise(form.conclusion[0], found, "y") if number == 53 else found

    return build


def value(d: Derivation, form: Form) -> str:
    """Part 1 of Corollary 9.2: the supremum is -E of the leader's noise, and it is attained at theta."""
    chain, meant = Chain(d, d.hypothesis(1, POSITIVE)), d.hypothesis(2, MEANT)
    below, same = chain.equation_53(meant), chain.equation_61(meant)
    most = d.arith(f"sum(i, p[i] * y[i]) - mean_max(y) <= -{WHOLE}", (1, below), (1, same))
    return d.both(form.conclusion[0], d.generalise(f"forall(y, sum(i, p[i] * y[i]) - mean_max(y) <= -{WHOLE})", most, "y"), same)


def leaders_noise(d: Derivation, form: Form) -> str:
    """Equation 60, part 1: the p_i sum to 1, and (59) agrees with (61)."""
    chain, meant = Chain(d, d.hypothesis(1, POSITIVE)), d.hypothesis(2, MEANT)
    same = d.arith(f"{NOISE} = {WHOLE}", (1, chain.equation_59(meant)), (-1, chain.equation_61(meant)))
    each = d.generalise(f"every(i, integrable(g, {SHARE}))", chain.shares.finite.at("theta", "i"), "i")
    value = f"E(g, sum(i, {SHARE})) = sum(i, E(g, {SHARE}))"
    fact = d.theorem(f"integrable(g, sum(i, {SHARE})) and {value}", "expectation of a finite sum", each, F=("i", "g", SHARE))
    one = constant(d, "1")
    total = d.arith(f"sum(i, {SHARE}) = 1 * 1 + 0 * 1", (1, chain.shares.whole.at(AT)))
    total = d.generalise(f"forall(g, sum(i, {SHARE}) = 1 * 1 + 0 * 1)", total, "g")
    _, mean = stated_combination(d, f"sum(i, {SHARE})", (("1", "1", one[0]), ("0", "1", one[0])), total)
    sums = d.theorem("sum(i, p[i]) = sum(i, mean_share(w, theta, i))", EQUAL, meant, F=("i", "p[i]"), G=("i", "mean_share(w, theta, i)"))
    whole = d.arith("sum(i, p[i]) = 1", (1, sums), (-1, d.right(value, fact)), (1, mean), (1, one[1]))
    return d.arith(form.conclusion[0], (1, same), (f"-{WHOLE}", whole))


def conditional(d: Derivation, form: Form) -> str:
    """Equation 60, part 2, with conditional means: equal terms."""
    premise = f"every(i, p[i] * u[i] = E(g, {SHARE} * g[i]))"
    here = d.instance(f"p[i] * u[i] = E(g, {SHARE} * g[i])", d.assume(premise), "i")
    turned = d.generalise(f"every(i, E(g, {SHARE} * g[i]) = p[i] * u[i])", d.arith(f"E(g, {SHARE} * g[i]) = p[i] * u[i]", (-1, here)), "i")
    line = d.theorem(f"{NOISE} = sum(i, p[i] * u[i])", EQUAL, turned, F=("i", f"E(g, {SHARE} * g[i])"), G=("i", "p[i] * u[i]"))
    return d.generalise(form.conclusion[1], d.discharge(f"{premise} -> {NOISE} = sum(i, p[i] * u[i])", line), "u")


# where the conjugate is finite


def finite_on_simplex(d: Derivation, form: Form) -> str:
    """q in the simplex: <q,x> - f(x) <= -sum_i q_i E g_i, since max(x+g) >= sum_i q_i (x_i + g_i)."""
    finite, means = d.hypothesis(0, FINITE), d.hypothesis(3, "every(i, integrable(g, g[i]))")
    given = d.assume("simplex(q)")
    sign, total = d.left("every(i, q[i] >= 0)", given), d.right("sum(i, q[i]) = 1", given)
    high = "greatest(k, (x + g)[k])"
    bound = d.instance(f"(x + g)[i] <= {high}", top_facts(d, "(x + g)")[0], "i")
    term = f"q[i] * ({high} - (x + g)[i])"
    each = d.generalise(f"every(i, 0 <= {term})", d.arith(f"0 <= {term}", (1, d.instance("q[i] >= 0", sign, "i"), bound)), "i")
    line = d.theorem(f"0 <= sum(i, {term})", "a sum of non-negative terms is non-negative", each, F=("i", term))
    noise, mean_of_noise = "sum(i, q[i] * g[i])", "sum(i, q[i] * E(g, g[i]))"
    own = d.instance("integrable(g, g[i])", means, "i")
    one, mean = combination(d, "q[i] * g[i]", (("q[i]", "g[i]", own), ("0", "g[i]", own)))
    value = "E(g, sum(i, q[i] * g[i])) = sum(i, E(g, q[i] * g[i]))"
    fact = d.theorem(
        f"integrable(g, {noise}) and {value}", "expectation of a finite sum", d.generalise("every(i, integrable(g, q[i] * g[i]))", one, "i"),
        F=("i", "g", "q[i] * g[i]"),
    )
    same = d.generalise("every(i, E(g, q[i] * g[i]) = q[i] * E(g, g[i]))", d.arith("E(g, q[i] * g[i]) = q[i] * E(g, g[i])", (1, mean)), "i")
    sums = d.theorem(f"sum(i, E(g, q[i] * g[i])) = {mean_of_noise}", EQUAL, same, F=("i", "E(g, q[i] * g[i])"), G=("i", "q[i] * E(g, g[i])"))
    rest, fixed = f"({high} - {noise})", constant(d, "1")
    first, mean_one = combination(d, rest, (("1", high, finite_at(d, finite, "x")), ("-1", noise, d.left(f"integrable(g, {noise})", fact))))
    whole, mean_two = combination(d, f"({rest} - sum(i, q[i] * x[i]))", (("1", rest, first), ("-sum(i, q[i] * x[i])", "1", fixed[0])))
    above = non_negative_mean(d, f"({rest} - sum(i, q[i] * x[i]))", whole, d.arith(f"0 <= ({rest} - sum(i, q[i] * x[i]))", (1, line), (high, total)))
    goal = f"sum(i, q[i] * x[i]) - mean_max(x) <= -{mean_of_noise}"
    line = d.arith(
        goal, (1, above), (1, mean_two), (1, mean_one), ("-sum(i, q[i] * x[i])", fixed[1]), (-1, d.right(value, fact)), (-1, sums)
    )
    some = "exists(c, forall(x, sum(i, q[i] * x[i]) - mean_max(x) <= c))"
    found = d.witness(some, d.generalise(goal.join(("forall(x, ", ")")), line, "x"), f"-{mean_of_noise}")
    return d.generalise(form.conclusion[1], d.discharge(f"simplex(q) -> {some}", found), "q")


def infinite_elsewhere(d: Derivation, form: Form) -> str:
    return simplex_where_bounded(d, d.hypothesis(0, FINITE))


def simplex_where_bounded(d: Derivation, finite: str) -> str:
    """If <q,x> - f(x) stays below c then q lies in the simplex: x = t 1 with large |t|, and x = -t e_i with large t."""
    limit = d.assume("forall(x, sum(i, q[i] * x[i]) - mean_max(x) <= c)")
    same, rise = bridge(d, finite), rise_integrable(d, MAX)
    high, sign = "(c + mean_max(0 * ones))", non_negative(d, limit, same, rise)
    size = f"({high}^2 + 1)"
    above = d.arith(f"{high} < {size}", (1, squares(d).at(f"{high} - 1/2")), ("3/4",))
    slack, lines = "(sum(i, q[i]) - 1)", []
    for turn in ("", "-"):
        side = d.assume(f"0 < {turn}{slack}")
        factor = f"({turn}{slack})"
        unit = d.apply(f"{factor} * (1 / {factor}) = 1", positive_reciprocal(d)[0].at(factor), side)
        t = f"({turn}{size} * (1 / {factor}))"
        here = d.instance(f"sum(i, q[i] * ({t} * ones)[i]) - mean_max({t} * ones) <= c", limit, f"({t} * ones)")
        grown = rise_along_ones(d, rise, t)
        line = d.arith("0 < 0", (1, here), (1, same.at(f"({t} * ones)")), (1, grown), (1, above), (f"-{size}", unit))
        lines.append(d.contradiction("sum(i, q[i]) = 1", line, d.arith("0 <= 0")))
    order = d.trichotomy("sum(i, q[i]) < 1 or sum(i, q[i]) = 1 or 1 < sum(i, q[i])", "sum(i, q[i])", "1")
    turned = []
    for turn, other, line in (("-", "sum(i, q[i]) < 1", lines[1]), ("", "1 < sum(i, q[i])", lines[0])):
        rule = d.discharge(f"0 < {turn}{slack} -> sum(i, q[i]) = 1", line)
        turned.append(d.apply("sum(i, q[i]) = 1", rule, d.arith(f"0 < {turn}{slack}", (1, d.assume(other)))))
    low, up = turned
    first = d.either("sum(i, q[i]) = 1", d.assume("sum(i, q[i]) < 1 or sum(i, q[i]) = 1"), low, d.assume("sum(i, q[i]) = 1"))
    whole = d.both("simplex(q)", sign, d.either("sum(i, q[i]) = 1", order, first, up))
    closed = d.discharge("forall(x, sum(i, q[i] * x[i]) - mean_max(x) <= c) -> simplex(q)", whole)
    rule = "forall(c, forall(x, sum(i, q[i] * x[i]) - mean_max(x) <= c) -> simplex(q))"
    return d.generalise(f"forall(q, {rule})", d.generalise(rule, closed, "c"), "q")


def rise_along_ones(d: Derivation, rise: Lemma, t: str) -> str:
    """rise_max(t 1) = t."""
    x = f"(({t} * ones) + g)"
    up = MAX.below(d, x, "g", t, d.arith(f"{x}[i] <= g[i] + {t}"))
    down = MAX.below(d, "g", x, f"(-{t})", d.arith(f"g[i] <= {x}[i] + (-{t})"))
    line = equal(d, MAX.text(x), f"{MAX.text('g')} + {t}", up, down)
    term, one = MAX.rise(f"({t} * ones)"), constant(d, "1")
    line = d.arith(f"{term} = {t} * 1 + 0 * 1", (1, line))
    same = d.generalise(f"forall(g, {term} = ({t}) * (1) + (0) * (1))", line, "g")
    _, mean = stated_combination(d, term, ((t, "1", one[0]), ("0", "1", one[0])), same)
    return d.arith(f"rise_max({t} * ones) = {t}", (1, mean), (t, one[1]))


def non_negative(d: Derivation, limit: str, same: Lemma, rise: Lemma) -> str:
    """every(l, q[l] >= 0): along -t e_l the maximum does not rise, however large t."""
    vector = d.theorem("exists(v, every(j, v[j] = delta(l, j)^2))", "a vector has any components", F=("j", "delta(l, j)^2"))
    meant, below = d.assume("every(j, v[j] = delta(l, j)^2)"), d.assume("0 < -q[l]")
    high, size = "(c + mean_max(0 * ones))", "((c + mean_max(0 * ones))^2 + 1)"
    above = d.arith(f"{high} < {size}", (1, squares(d).at(f"{high} - 1/2")), ("3/4",))
    unit, inverse = positive_reciprocal(d)
    unit, inverse = d.apply("(-q[l]) * (1 / (-q[l])) = 1", unit.at("(-q[l])"), below), d.apply("0 < 1 / (-q[l])", inverse.at("(-q[l])"), below)
    t = f"({size} * (1 / (-q[l])))"
    weak, x = d.arith(f"0 <= {t}", (1, squares(d).at(high), inverse), (1, inverse)), f"(-{t} * v)"
    here = d.instance(f"sum(j, q[j] * {x}[j]) - mean_max{x} <= c", limit, x)
    own = d.arith("q[j] * v[j] = q[j] * delta(l, j)^2", ("q[j]", d.instance("v[j] = delta(l, j)^2", meant, "j")))
    own = d.generalise("every(j, q[j] * v[j] = q[j] * delta(l, j)^2)", own, "j")
    sums = d.theorem("sum(j, q[j] * v[j]) = sum(j, q[j] * delta(l, j)^2)", EQUAL, own, F=("j", "q[j] * v[j]"), G=("j", "q[j] * delta(l, j)^2"))
    square = d.arith("0 <= v[i]", (1, squares(d).at("delta(l, i)")), (-1, d.instance("v[i] = delta(l, i)^2", meant, "i")))
    moved = MAX.below(d, f"({x} + g)", "g", "0", d.arith(f"({x} + g)[i] <= g[i] + 0", (1, weak, square)))
    term = f"-{MAX.rise(x)}"
    whole, mean = combination(d, term, (("-1", MAX.rise(x), rise.at(x)), ("0", MAX.rise(x), rise.at(x))))
    falls = non_negative_mean(d, term, whole, d.arith(f"0 <= {term}", (1, moved)))
    line = d.arith("0 < 0", (1, here), (1, same.at(x)), (1, falls), (1, mean), (1, above), (f"-{size}", unit), (t, sums))
    line = d.obtain("0 < 0", vector, line, "v")
    line = d.apply("0 < 0", d.discharge("0 < -q[l] -> 0 < 0", line), d.arith("0 < -q[l]", (1, d.assume("q[l] < 0"))))
    return d.generalise("every(l, q[l] >= 0)", d.contradiction("q[l] >= 0", line, d.arith("0 <= 0")), "l")
