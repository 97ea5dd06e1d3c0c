"""A θ with one subgradient only has no ties: the sharp half of Corollary 9.1, for every d and every law."""

from __future__ import annotations

from proofs.means import combination, constant, non_negative_mean, squares
from proofs.no_ties import EACH
from proofs.perturb_max import Notebook, shared
from proofs.shares import MULTIPLE, POSITIVE
from proofs.ties import by_cases, equal_by_order, on_top, positive_reciprocal, top_between
from proofs.two_potentials import top, top_facts

AT = "(theta + g)"
LED = "is_top((theta + g), k)"
COUNT = "sum(i, is_top((theta + g), i))"


def only_then_no_ties(note: Notebook, unique: str) -> str:
    """no_ties(theta), from forall(p, forall(q, p and q subgradients at theta -> p = q)).

    With N leaders, index k has the share u_k / N, or 2 u_k / (N + u_k) if its proportion is doubled; the difference is at least
    u_k (N - 1) / (d (d + 1)). Its mean is 0, so E u_k (N - 1) <= 0; summed over k this is E N (N - 1) >= E (N - 1).
    """
    d = note.d
    doubled, rule = "(ones + v)", shared(note)
    vector = d.theorem("exists(v, every(j, v[j] = delta(k, j)^2))", "a vector has any components", F=("j", "delta(k, j)^2"))
    meant = d.assume("every(j, v[j] = delta(k, j)^2)")
    sign = d.arith("0 <= v[j]", (1, squares(d).at("delta(k, j)")), (-1, d.instance("v[j] = delta(k, j)^2", meant, "j")))
    positive = {
        doubled: d.generalise(f"every(j, {doubled}[j] > 0)", d.arith(f"{doubled}[j] > 0", (1, sign), (1,)), "j"),
        "ones": d.generalise("every(j, ones[j] > 0)", d.arith("ones[j] > 0", (1,)), "j"),
    }
    finite, level = {}, equal_shares(note, unique, rule, positive)
    lemma = d.lemma("w i", lambda w, i: f"every(j, {w}[j] > 0) -> integrable(g, share({w}, theta + g, {i}))", finite_shares(note))
    for w, fact in positive.items():
        finite[w] = d.apply(f"integrable(g, share({w}, theta + g, k))", lemma.at(w, "k"), fact)
    term = f"{LED} * ({COUNT} - 1)"
    own, first, second = "(1 / (d * (d + 1)))", f"share({doubled}, {AT}, k)", f"share(ones, {AT}, k)"
    rest = f"({first} - {second} - {own} * {term})"
    line = excess(note, meant, rest)
    product = led_times_others(note)
    pair = f"({first} - {second})"
    one, mean_one = combination(d, pair, (("1", first, finite[doubled]), ("-1", second, finite["ones"])))
    two, mean_two = combination(d, rest, (("1", pair, one), (f"-{own}", term, product)))
    above = non_negative_mean(d, rest, two, line)
    low = d.arith(f"E(g, {term}) <= 0", ("d * (d + 1)", above), ("d * (d + 1)", mean_two), ("d * (d + 1)", mean_one), ("d * (d + 1)", level))
    low = d.obtain(f"E(g, {term}) <= 0", vector, low, "v")
    return from_products(note, term, product, low)


def finite_shares(note: Notebook) -> str:
    """every(j, w[j] > 0) -> integrable(g, share(w, theta + g, i))."""
    d = note.d
    shares = note.shares(d.assume(POSITIVE))
    return d.discharge(f"{POSITIVE} -> integrable(g, share(w, theta + g, i))", shares.finite.at("theta", "i"))


def equal_shares(note: Notebook, unique: str, rule: str, positive: dict[str, str]) -> str:
    """mean_share(ones + v, theta, k) = mean_share(ones, theta, k)."""
    d, kind, vectors, lines = note.d, note.kind, [], []
    for name, (w, fact) in zip("pq", positive.items()):
        meant = f"every(i, {name}[i] = mean_share({w}, theta, i))"
        at = d.instance(f"forall(p, every(j, {w}[j] > 0) and every(i, p[i] = mean_share({w}, theta, i)) -> {kind}(theta, p))", rule, w)
        at = d.instance(f"every(j, {w}[j] > 0) and {meant} -> {kind}(theta, {name})", at, name)
        given = d.assume(meant)
        lines.append((d.apply(f"{kind}(theta, {name})", at, d.both(f"every(j, {w}[j] > 0) and {meant}", fact, given)), given))
        vectors.append(d.theorem(f"exists({name}, {meant})", "a vector has any components", F=("i", f"mean_share({w}, theta, i)")))
    both = d.both(f"{kind}(theta, p) and {kind}(theta, q)", lines[0][0], lines[1][0])
    at = d.instance(f"forall(q, {kind}(theta, p) and {kind}(theta, q) -> p = q)", unique, "p")
    same = d.apply("p = q", d.instance(f"{kind}(theta, p) and {kind}(theta, q) -> p = q", at, "q"), both)
    parts = [d.instance(f"{name}[k] = mean_share({w}, theta, k)", given, "k") for name, w, (_, given) in zip("pq", positive, lines)]
    goal = "mean_share((ones + v), theta, k) = mean_share(ones, theta, k)"
    line = d.arith(goal, (-1, parts[0]), (1, d.instance("p[k] = q[k]", same, "k")), (1, parts[1]))
    for name, vector in zip("pq", vectors):
        line = d.obtain(goal, vector, line, name)
    return line


def leaders_counted(note: Notebook) -> tuple[str, str]:
    """1 <= N and N <= d."""
    d = note.d
    high = top_between(d, note.ties.cases)[1]
    weak = d.generalise(f"every(i, 0 <= is_top({AT}, i))", note.sign.at(AT, "i"), "i")
    part = d.theorem(f"every(i, is_top({AT}, i) <= sum(l, is_top({AT}, l)))", EACH, weak, F=("i", f"is_top({AT}, i)"))
    led = d.assume(f"{AT}[m] = {top(AT)}")
    unit = d.apply(f"is_top({AT}, m) = 1", on_top(d)[0].at(AT, "m"), led)
    some = d.arith(f"1 <= {COUNT}", (1, d.instance(f"is_top({AT}, m) <= sum(l, is_top({AT}, l))", part, "m")), (-1, unit))
    some = d.obtain(f"1 <= {COUNT}", top_facts(d, AT)[1], some, "m")
    rest = d.generalise(f"every(i, 0 <= 1 - is_top({AT}, i))", d.arith(f"0 <= 1 - is_top({AT}, i)", (1, high.at(AT, "i"))), "i")
    rest = d.theorem(f"0 <= sum(i, 1 - is_top({AT}, i))", "a sum of non-negative terms is non-negative", rest, F=("i", f"1 - is_top({AT}, i)"))
    return some, d.arith(f"{COUNT} <= d", (1, rest))


def excess(note: Notebook, meant: str, rest: str) -> str:
    """0 <= rest, the difference of the two shares of k less u_k (N - 1) / (d (d + 1))."""
    d = note.d
    some, most = leaders_counted(note)
    whole = f"sum(j, (ones + v)[j] * is_top({AT}, j))"
    plain = f"sum(j, ones[j] * is_top({AT}, j))"
    here = d.instance("v[j] = delta(k, j)^2", meant, "j")
    each = d.generalise(
        f"every(j, v[j] * is_top({AT}, j) = delta(k, j)^2 * is_top({AT}, j))",
        d.arith(f"v[j] * is_top({AT}, j) = delta(k, j)^2 * is_top({AT}, j)", (f"is_top({AT}, j)", here)), "j",
    )
    sums = d.theorem(
        f"sum(j, v[j] * is_top({AT}, j)) = sum(j, delta(k, j)^2 * is_top({AT}, j))", "equal terms have equal sums", each,
        F=("j", f"v[j] * is_top({AT}, j)"), G=("j", f"delta(k, j)^2 * is_top({AT}, j)"),
    )
    twice = d.arith("v[k] = 1", (1, d.instance("v[k] = delta(k, k)^2", meant, "k")))
    total = d.arith(f"{whole} = {COUNT} + {LED}", (1, sums))
    unit, sign = positive_reciprocal(d)

    def level(_: str, one: str) -> str:
        a, n = f"(1 / {whole})", f"(1 / {plain})"
        size = d.arith(f"{whole} = {COUNT} + 1", (1, total), (1, one))
        wide = d.arith(f"0 < {whole}", (-1, size), (1, some), (2,))
        thin = d.arith(f"0 < {plain}", (1, some), (1,))
        ua, un = d.apply(f"{whole} * {a} = 1", unit.at(whole), wide), d.apply(f"{plain} * {n} = 1", unit.at(plain), thin)
        pa, pn = d.apply(f"0 < {a}", sign.at(whole), wide), d.apply(f"0 < {n}", sign.at(plain), thin)
        wide = d.arith(f"{whole} <= d + 1", (1, size), (1, most))
        ga = d.arith(f"0 <= {a} - 1 / (d + 1)", ("1 / (d + 1)", pa, wide), ("-1 / (d + 1)", ua))
        gn = d.arith(f"0 <= {n} - 1 / d", ("1 / d", pn, d.arith(f"{plain} <= d", (1, most))), ("-1 / d", un))
        more = d.arith(f"0 <= {COUNT} - 1", (1, some))
        value = d.arith(f"2 * {a} - {n} = ({COUNT} - 1) * {a} * {n}", (f"-2 * {a}", un), (n, ua), (f"-{a} * {n}", size))
        low = d.arith(f"0 <= 2 * {a} - {n} - 1 / (d * (d + 1)) * ({COUNT} - 1)", (1, more, ga, pn), ("1 / (d + 1)", more, gn), (-1, value))
        return d.arith(f"0 <= {rest}", (1, low), (f"-(1 + v[k]) * {a} + {n} + 1 / (d * (d + 1)) * ({COUNT} - 1)", one), (f"-{a}", twice))

    def behind(_: str, none: str) -> str:
        factor = f"((1 + v[k]) * (1 / {whole}) - (1 / {plain}) - 1 / (d * (d + 1)) * ({COUNT} - 1))"
        return d.arith(f"0 <= {rest}", (f"-{factor}", none))

    return by_cases(d, note.ties.cases, AT, "k", f"0 <= {rest}", level, behind)


def led_times_others(note: Notebook) -> str:
    """u_k (N - 1) is integrable; k free."""
    d = note.d
    high = top_between(d, note.ties.cases)[1]
    count, _ = mean_of_count(note)
    between = f"-1 <= {LED} and {LED} <= 1"
    both = d.both(between, d.arith(f"-1 <= {LED}", (1, note.sign.at(AT, "k")), (1,)), high.at(AT, "k"))
    return d.theorem(
        f"integrable(g, {LED} * ({COUNT} - 1))", MULTIPLE, note.likely.at("theta", "k"), count, d.generalise(f"forall(g, {between})", both, "g"),
        F=("g", LED), G=("g", f"({COUNT} - 1)"), a="1",
    )


def mean_of_count(note: Notebook) -> tuple[str, str]:
    """N - 1 is integrable, and its mean is sum_i P(i leads) - 1."""
    d, term = note.d, f"is_top({AT}, i)"
    each = d.generalise(f"every(i, integrable(g, {term}))", note.likely.at("theta", "i"), "i")
    value = f"E(g, sum(i, {term})) = sum(i, E(g, {term}))"
    fact = d.theorem(f"integrable(g, sum(i, {term})) and {value}", "expectation of a finite sum", each, F=("i", "g", term))
    one = constant(d, "1")
    whole, mean = combination(d, f"({COUNT} - 1)", (("1", COUNT, d.left(f"integrable(g, sum(i, {term}))", fact)), ("-1", "1", one[0])))
    line = d.arith(f"E(g, ({COUNT} - 1)) = sum(i, mean_top(theta, i)) - 1", (1, mean), (1, d.right(value, fact)), (-1, one[1]))
    return whole, line


def from_products(note: Notebook, term: str, product: str, low: str) -> str:
    """no_ties(theta), from E u_k (N - 1) <= 0 for every k."""
    d = note.d
    some, _ = leaders_counted(note)
    each = d.generalise(f"every(k, integrable(g, {term}))", product, "k")
    value = f"E(g, sum(k, {term})) = sum(k, E(g, {term}))"
    fact = d.theorem(f"integrable(g, sum(k, {term})) and {value}", "expectation of a finite sum", each, F=("k", "g", term))
    most = d.generalise(f"every(k, 0 <= -E(g, {term}))", d.arith(f"0 <= -E(g, {term})", (1, low)), "k")
    most = d.theorem(f"0 <= sum(k, -E(g, {term}))", "a sum of non-negative terms is non-negative", most, F=("k", f"-E(g, {term})"))
    count, mean = mean_of_count(note)
    square = d.arith(f"0 <= {COUNT} - 1", (1, some))
    rest = f"(sum(k, {term}) - ({COUNT} - 1))"
    whole, total = combination(d, rest, (("1", f"sum(k, {term})", d.left(f"integrable(g, sum(k, {term}))", fact)), ("-1", f"({COUNT} - 1)", count)))
    above = non_negative_mean(d, rest, whole, d.arith(f"0 <= {rest}", (1, square, square)))
    high = d.arith("sum(i, mean_top(theta, i)) <= 1", (1, above), (1, total), (1, d.right(value, fact)), (1, most), (-1, mean))
    least = non_negative_mean(d, f"({COUNT} - 1)", count, square)
    return equal_by_order(d, "sum(i, mean_top(theta, i))", "1", high, d.arith("1 <= sum(i, mean_top(theta, i))", (1, least), (1, mean)))
