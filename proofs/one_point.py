"""A single point under Perturb-Argmax with two independent signs: a convex set from which most of the open simplex is not reached."""

from __future__ import annotations

from fractions import Fraction

from verifier.engines.derive import Derivation

COIN = [["1/4", "1", "1"], ["1/4", "1", "-1"], ["1/4", "-1", "1"], ["1/4", "-1", "-1"]]
ORIGIN = {"d": 2, "Theta": "x | x[1] = 0 and x[2] = 0", "law": COIN}
MISSED, AWAY = "vec(9/10, 1/10)", "vec(1, 0)"


def written_mean(x: str) -> str:
    """E max(x + g) for two independent signs, as the checker writes it."""
    return "0 + " + " + ".join(f"{row[0]} * max(({x} + vec({row[1]}, {row[2]}))[1], ({x} + vec({row[1]}, {row[2]}))[2])" for row in COIN)


def mean_of_larger(d: Derivation, x: str, components: tuple[Fraction, Fraction], at: dict[int, str]) -> str:
    """written_mean(x) = its value, from facts x[k] = components[k-1] in `at`."""
    terms, value = [], Fraction(0)
    for weight, *signs in COIN:
        point = f"({x} + vec({signs[0]}, {signs[1]}))"
        numbers = [c + Fraction(sign) for c, sign in zip(components, signs)]
        large, small = (1, 2) if numbers[0] >= numbers[1] else (2, 1)
        a, b = f"{point}[{large}]", f"{point}[{small}]"
        both = f"max({a}, {b}) = {a} and max({b}, {a}) = {a}"
        gap = numbers[large - 1] - numbers[small - 1]
        order = d.arith(f"{b} <= {a}", *([(str(gap),)] if gap else []), *_known(at, small, large))
        larger = d.theorem(both, "the larger of two numbers", order, a=a, b=b)
        kept = d.left(f"max({a}, {b}) = {a}", larger) if large == 1 else d.right(f"max({b}, {a}) = {a}", larger)
        terms += [(weight, kept), *((f"({weight}) * ({c})", fact) for c, fact in _known(at, None, large))]
        value += Fraction(weight) * numbers[large - 1]
    return d.arith(f"{written_mean(x)} = {value}", *terms)


def _known(at: dict[int, str], small: int | None, large: int) -> list[tuple[str, str]]:
    """How the facts on the components enter: x[large] - x[small] is their values' difference."""
    if not at:
        return []
    return [("1", at[large])] if small is None else [("-1", at[large]), ("1", at[small])]


def coin_misses(d: Derivation) -> str:
    """(9/10, 1/10) is no subgradient at 0: f(0) + <p, (1,0)> = 1/2 + 9/10 > 5/4 = f((1,0))."""
    simplex = d.both(
        f"open_simplex({MISSED})",
        d.both(f"{MISSED}[1] > 0 and {MISSED}[2] > 0", d.arith(f"{MISSED}[1] > 0", ("9/10",)), d.arith(f"{MISSED}[2] > 0", ("1/10",))),
        d.arith(f"{MISSED}[1] + {MISSED}[2] = 1"),
    )

    def below(theta: str, p: str, y: str) -> str:
        product = f"({p}[1] * ({y}[1] - {theta}[1]) + {p}[2] * ({y}[2] - {theta}[2]))"
        return f"{written_mean(theta)} + {product} <= {written_mean(y)}"

    def reached(p: str) -> str:
        return f"exists(theta, (theta[1] = 0 and theta[2] = 0) and forall(y, {below('theta', p, 'y')}))"

    claim = f"forall(p, open_simplex(p) -> {reached('p')})"
    exists = d.apply(reached(MISSED), d.instance(f"open_simplex({MISSED}) -> {reached(MISSED)}", d.assume(claim), MISSED), simplex)
    found = d.assume(f"(theta[1] = 0 and theta[2] = 0) and forall(y, {below('theta', MISSED, 'y')})")
    zero = d.left("theta[1] = 0 and theta[2] = 0", found)
    at = {1: d.left("theta[1] = 0", zero), 2: d.right("theta[2] = 0", zero)}
    line = d.instance(below("theta", MISSED, AWAY), d.right(f"forall(y, {below('theta', MISSED, 'y')})", found), AWAY)
    here = mean_of_larger(d, "theta", (Fraction(0), Fraction(0)), at)
    there = mean_of_larger(d, AWAY, (Fraction(1), Fraction(0)), {})
    absurd = d.arith("0 < 0", (1, line), (-1, here), (1, there), ("9/10", at[1]), ("1/10", at[2]), ("3/20",))
    return d.contradiction(f"not {claim}", d.obtain("0 < 0", exists, absurd, "theta"), d.arith("0 <= 0"))


def origin_is_convex(d: Derivation) -> str:
    def inside(x: str) -> str:
        return f"({x}[1] = 0 and {x}[2] = 0)"

    def body(theta: str, tau: str, lam: str) -> str:
        return f"{inside(theta)} and {inside(tau)} and 0 < {lam} and {lam} < 1 -> {inside(f'({lam} * {theta} + (1 - {lam}) * {tau})')}"

    given = d.assume(body("theta", "tau", "lam").partition(" -> ")[0])
    members = d.left(f"{inside('theta')} and {inside('tau')}", d.left(f"{inside('theta')} and {inside('tau')} and 0 < lam", given))
    first, second = d.left(inside("theta"), members), d.right(inside("tau"), members)
    mix, parts = "(lam * theta + (1 - lam) * tau)", []
    for k, take in ((1, d.left), (2, d.right)):
        parts.append(d.arith(f"{mix}[{k}] = 0", ("lam", take(f"theta[{k}] = 0", first)), ("1 - lam", take(f"tau[{k}] = 0", second))))
    return d.lemma("theta tau lam", body, d.discharge(body("theta", "tau", "lam"), d.both(inside(mix), *parts))).fact
