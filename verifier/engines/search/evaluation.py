"""Values and truths of formulas on one cell, in the order in which the checker meets them (checker/FORMAT.md, section 4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from flint import fmpq

from verifier.claims.formula import show
from verifier.claims.trees import FormulaError, Tree, free_names
from verifier.engines.search.cell import Break, Cell, Nearer, Stuck
from verifier.engines.rationals.linear import Fact
from verifier.engines.search.polynomial import DEGREE, ONE, Poly, rational

NOISE = re.compile(r"g[1-9][0-9]*")
COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
Value = Poly | tuple[Poly, Poly]
Env = Mapping[str, Poly]


class Undefined(Exception):
    """No value here: cases that overlap and differ or leave a gap, a division by zero, a kink under `derivative`."""


def sentence(cell: Cell, tree: Tree, env: Env) -> bool:
    """The truth of a conclusion; one that speaks of something undefined is false."""
    try:
        return truth(cell, tree, env)
    except Undefined:
        return False


def truth(cell: Cell, tree: Tree, env: Env) -> bool:
    """The truth of a condition on the cell; raises the cut that is needed where it is not the same everywhere."""
    head = tree[0] if isinstance(tree, tuple) else None
    if head == "and":
        return truth(cell, tree[1], env) and truth(cell, tree[2], env)
    if head == "or":
        return truth(cell, tree[1], env) or truth(cell, tree[2], env)
    if head == "->":
        return not truth(cell, tree[1], env) or truth(cell, tree[2], env)
    if head == "not":
        return not truth(cell, tree[1], env)
    if head not in COMPARISONS:
        raise Stuck(f"{show(tree)} is not a condition on numbers")
    left, right = value(cell, tree[1], env), value(cell, tree[2], env)
    if isinstance(left, Poly) and isinstance(right, Poly):
        return cell.decide(head, left - right)
    if head != "=" or isinstance(left, Poly) or isinstance(right, Poly):
        raise Stuck("intervals can only be equal to intervals")
    return _equal(cell, left, right)


def value(cell: Cell, tree: Tree, env: Env) -> Value:
    """The polynomial that the term is on the cell (a pair for `interval`); raises the cut that is needed where it is not one."""
    if isinstance(tree, Fraction):
        return Poly.constant(tree)
    if isinstance(tree, str):
        if tree not in env and NOISE.fullmatch(tree):
            raise FormulaError(f"{tree} stands outside of E and P", remedy="noise has a value only below an expectation or a probability")
        return env[tree] if tree in env else Poly.variable(tree)
    rule = _RULES.get(tree[0])
    if rule is None:
        raise Stuck(f"{tree[0]} is beyond exact piecewise polynomials")
    if len(tree) - 1 != _ARITY.get(tree[0], len(tree) - 1):
        raise FormulaError(f"{tree[0]} with {len(tree) - 1} arguments", remedy=f"it takes {_ARITY[tree[0]]}")
    return rule(cell, tree, env)


def polynomial(cell: Cell, tree: Tree, env: Env) -> Poly:
    """`value`, where it must be a number."""
    found = value(cell, tree, env)
    if not isinstance(found, Poly):
        raise Stuck(f"{show(tree)} is an interval where a number is needed")
    return found


def _equal(cell: Cell, left: Value, right: Value) -> bool:
    if isinstance(left, Poly) != isinstance(right, Poly):
        return False
    pairs = [(left, right)] if isinstance(left, Poly) else zip(left, right)
    return all(cell.decide("=", a - b) for a, b in pairs)


def _negative(cell: Cell, tree: Tree, env: Env) -> Poly:
    return -polynomial(cell, tree[1], env)


def _arithmetic(cell: Cell, tree: Tree, env: Env) -> Poly:
    left, right = polynomial(cell, tree[1], env), polynomial(cell, tree[2], env)
    return left + right if tree[0] == "+" else left - right if tree[0] == "-" else left * right


def _quotient(cell: Cell, tree: Tree, env: Env) -> Poly:
    left, right = polynomial(cell, tree[1], env), polynomial(cell, tree[2], env)
    return left.scaled(_inverse(cell, right, tree))


def _inverse(cell: Cell, poly: Poly, tree: Tree) -> fmpq:
    divisor = cell.reduce(poly).value
    if divisor is None:
        raise Stuck(f"{show(tree)}: exact piecewise polynomials divide only by numbers")
    if divisor == 0:
        raise Undefined(show(tree))
    return 1 / divisor


def _power(cell: Cell, tree: Tree, env: Env) -> Poly:
    left, right = polynomial(cell, tree[1], env), polynomial(cell, tree[2], env)
    exponent = cell.reduce(right).value
    if exponent is None or exponent.q != 1 or abs(exponent) > DEGREE:
        raise Stuck(f"{show(tree)}: exponents are whole numbers up to {DEGREE}")
    if exponent >= 0:
        return left ** int(exponent.p)
    return Poly.constant(_inverse(cell, left, tree) ** -int(exponent.p))


def _extremum(cell: Cell, tree: Tree, env: Env) -> Poly:
    best = polynomial(cell, tree[1], env)
    for child in tree[2:]:
        other = polynomial(cell, child, env)
        if cell.decide(">=", other - best if tree[0] == "max" else best - other):
            best = other
    return best


def _abs(cell: Cell, tree: Tree, env: Env) -> Poly:
    inside = polynomial(cell, tree[1], env)
    return inside if cell.decide(">=", inside) else -inside


def _cases(cell: Cell, tree: Tree, env: Env) -> Value:
    found: list[Value] = []
    for _, meaning, condition in tree[1:]:
        if (not found) if condition == "otherwise" else truth(cell, condition, env):
            found.append(value(cell, meaning, env))
    if not found or any(not _equal(cell, found[0], other) for other in found[1:]):
        raise Undefined(show(tree))
    return found[0]


def _interval(cell: Cell, tree: Tree, env: Env) -> Value:
    return polynomial(cell, tree[1], env), polynomial(cell, tree[2], env)


def _integral(cell: Cell, tree: Tree, env: Env) -> Poly:
    _, body, name, lower, upper = tree
    if not isinstance(name, str):
        raise FormulaError(f"an integral over {show(name)}", remedy="integral(f, z, a, b) needs a name z")
    inside = {**env, name: Poly.variable(name)}
    ends = polynomial(cell, lower, env), polynomial(cell, upper, env)
    return _integrate(cell, name, *ends, lambda piece: polynomial(piece, body, inside))


def _integrate(cell: Cell, name: str, lower: Poly, upper: Poly, integrand: Callable[[Cell], Poly]) -> Poly:
    if name in cell.names:
        raise Stuck(f"the bound name {name} stands for something else already")
    entry: dict = {"breaks": [], "pieces": []}
    cell.integrals.append(entry)
    reverse = not cell.decide(">=", upper - lower)
    first, last = (upper, lower) if reverse else (lower, upper)
    if first.degree > 1 or last.degree > 1:
        raise Stuck("the limits of an integral are affine")
    entry["breaks"].append(first)
    total, todo = Poly({}), [(first, last)]
    while todo:
        left, right = todo.pop()
        piece = None
        try:
            if cell.decide(">", right - left):
                piece = _piece(cell, name, left, right)
                primitive = integrand(piece).primitive(name)
                total = total + primitive.substitute(name, right) - primitive.substitute(name, left)
        except Break as cut:
            if cut.cell is not piece:
                raise
            if cell.sign(cut.at - left) <= 0 or cell.sign(right - cut.at) <= 0:
                raise Stuck(f"{name} between {left} and {right} is cut at {cut.at} outside") from None
            todo += [(cut.at, right), (left, cut.at)]
            continue
        except Undefined:
            entry["breaks"] += [right, *(end for _, end in reversed(todo))]
            entry["pieces"] += [piece, *(_piece(cell, name, *rest) for rest in reversed(todo))]
            raise
        entry["breaks"].append(right)
        entry["pieces"].append(piece)
    return -total if reverse else total


def _piece(cell: Cell, name: str, left: Poly, right: Poly) -> Cell:
    z = Poly.variable(name)
    middle = (left.at(cell.sample) + right.at(cell.sample)) / 2
    own = [Fact(z - left, ">"), Fact(right - z, ">")]
    return Cell(cell.scene, own, {**cell.sample, name: middle}, cell, "piece", name, cell.random)


def _expectation(cell: Cell, tree: Tree, env: Env) -> Poly:
    if cell.random:
        raise FormulaError(f"{tree[0]} below an expectation", remedy="E and P bind all of the noise and cannot be nested")
    body = tree[1] if tree[0] == "E" else ("cases", ("case", Fraction(1), tree[1]), ("case", Fraction(0), "otherwise"))
    names = sorted((name for name in free_names(body) if NOISE.fullmatch(name)), key=lambda name: int(name[1:]))
    if any(int(name[1:]) > len(cell.scene.laws) for name in names):
        raise FormulaError(f"{names[-1]} has no law", remedy=f"there are {len(cell.scene.laws)} coordinates of noise")
    cell.random = True
    total = _mean(cell, body, names, env)
    cell.random = False
    return total


def _mean(cell: Cell, body: Tree, names: list[str], env: Env) -> Poly:
    if not names:
        return polynomial(cell, body, env)
    name, rest = names[0], names[1:]
    law = cell.scene.laws[int(name[1:]) - 1]
    if isinstance(law, list):
        parts = [_mean(cell, body, rest, {**env, name: Poly.constant(atom)}).scaled(weight) for atom, weight in law]
        return sum(parts, Poly({}))
    low, high = law
    inside = {**env, name: Poly.variable(name)}
    whole = _integrate(cell, name, Poly.constant(low), Poly.constant(high), lambda piece: _mean(piece, body, rest, inside))
    return whole.scaled(1 / (high - low))


def _slope(cell: Cell, tree: Tree, env: Env) -> Poly:
    _, body, *direction = tree
    if len(direction) != cell.scene.dim:
        raise FormulaError(f"slope with {len(direction)} components", remedy=f"the direction has {cell.scene.dim}")
    return _one_sided(cell, body, {f"t{k}": polynomial(cell, v, env) for k, v in enumerate(direction, 1)}, env)


def _derivative(cell: Cell, tree: Tree, env: Env) -> Poly:
    if not isinstance(tree[2], str):
        raise FormulaError(f"a derivative in {show(tree[2])}", remedy="derivative(f, x) needs a name x")
    right = _one_sided(cell, tree[1], {tree[2]: Poly.constant(1)}, env)
    left = _one_sided(cell, tree[1], {tree[2]: Poly.constant(-1)}, env)
    if not cell.decide("=", right + left):
        raise Undefined(show(tree))
    return right


def _one_sided(cell: Cell, body: Tree, steps: Mapping[str, Poly], env: Env) -> Poly:
    """The derivative at e = 0+ when every name moves by e times its step; e shrinks until every sign is settled."""
    taken = cell.names | set(env)
    name = next(f"e{k}" for k in range(1, len(taken) + 2) if f"e{k}" not in taken)
    e = Poly.variable(name)
    entry: dict = {"name": name, "near": [], "leaf": None}
    cell.slopes.append(entry)
    moved = {**env, **{key: polynomial(cell, key, env) + e * step for key, step in steps.items()}}
    while True:
        entry["leaf"] = near = _near(cell, name, entry["near"])
        try:
            powers = polynomial(near, body, moved).coefficients(name)
            break
        except Nearer as closer:
            if closer.cell is not near:
                raise
            entry["near"].append(closer.near)
    if not cell.decide("=", powers.get(0, Poly({})) - polynomial(cell, body, env)):
        raise Undefined(f"a jump of {show(body)}")
    return powers.get(1, Poly({}))


def _near(cell: Cell, name: str, bounds: list[tuple[Fact, Poly]]) -> Cell:
    e = Poly.variable(name)
    own = [Fact(e, ">"), *(Fact(fact.poly - e * factor, ">") for fact, factor in bounds)]
    limits = [(fact.poly.at(cell.sample), factor.at(cell.sample)) for fact, factor in bounds]
    small = min([ONE, *(room / (2 * factor) for room, factor in limits if factor > 0)])
    return Cell(cell.scene, own, {**cell.sample, name: small}, cell, "near", name, cell.random)


_RULES = {
    **dict.fromkeys(("+", "-", "*"), _arithmetic), "/": _quotient, "^": _power, "neg": _negative, "max": _extremum, "min": _extremum,
    "abs": _abs, "cases": _cases, "interval": _interval, "integral": _integral, "E": _expectation, "P": _expectation,
    "slope": _slope, "derivative": _derivative,
}


_ARITY = {"abs": 1, "interval": 2, "integral": 4, "E": 1, "P": 1, "derivative": 2}


def constants(point: Mapping[str, Fraction]) -> dict[str, Poly]:
    """A rational point as an environment. Rejects floats (TypeError)."""
    return {name: Poly.constant(rational(number)) for name, number in point.items()}
