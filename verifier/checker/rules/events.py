"""Probabilities of events about at most three independent coordinates of a law without atoms, from below and from above, by boxes.

An event is made by and, or, not of comparisons between polynomials affine in the coordinates, or max and min of such; a >= max(b, c) is
a >= b and a >= c, max(b, c) >= a is b >= a or c >= a, and so on, which leaves signs of affine forms. The space is cut into closed boxes.
On each the least and greatest value of a form are attained at corners, in exact arithmetic, so the event is true throughout, or false
throughout, or neither is seen. Boxes meet only in sets of probability zero, and the probability of one is a product of differences of
distribution functions. Hence P(event) is at least the sum over the first sort, and at most that plus the sum over the third.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import lcm, log
from statistics import NormalDist
from typing import NamedTuple

from flint import arb

from verifier.checker.polynomial import Poly
from verifier.checker.reader import Rejected, Tree, show
from verifier.checker.rules import balls
from verifier.checker.rules.points import Point, polynomial

CUTS = {0: 1, 1: 2**12, 2: 2**10, 3: 2**7}   # of each axis, by the number of coordinates
GRAIN = 2**16                                # the knots are multiples of 1 / GRAIN
MOST_BOXES = 400_000
TURNED = {"<": ">", "<=": ">="}
Ends = Sequence[tuple[int | None, int | None]]   # of a box, in units of 1 / GRAIN; None: infinite
Event = Callable[[Ends], bool | None]


class Axis(NamedTuple):
    """Knots from minus to plus infinity (None), in units of 1 / GRAIN, and the distribution function there."""

    knots: list[int | None]
    cdf: list[arb]


def probability(law: str, tree: Tree, point: Point, coordinates: Sequence[str]) -> arb:
    """A ball around P(tree) at the point, for independent coordinates of a law of balls.LAWS. Rejects what is no such event.

    coordinates   the names that are coordinates; those that the event mentions count, in this order
    """
    used: list[str] = []
    event = _event(tree, point, coordinates, used)
    if len(used) not in CUTS:
        raise Rejected(f"events: {show(tree)} is about more than three coordinates")
    axis = axis_of(law, CUTS[len(used)])
    inside, between = arb(0), arb(0)
    for truth, box in _boxes(event, len(axis.knots) - 1, len(used), axis):
        mass = arb(1)
        for low, high in box:
            mass *= axis.cdf[high] - axis.cdf[low]
        inside, between = (inside + mass, between) if truth else (inside, between + mass)
    return inside + between * arb(0.5, 0.5)


def _boxes(event: Event, last: int, size: int, axis: Axis) -> Iterator[tuple[bool | None, list[tuple[int, int]]]]:
    """The boxes on which the event is true throughout, and the smallest on which neither is seen, by numbers of knots."""
    waiting, seen = [[(0, last)] * size], 0
    while waiting:
        box, seen = waiting.pop(), seen + 1
        if seen > MOST_BOXES:
            raise Rejected(f"events: more than {MOST_BOXES} boxes")
        truth = event([(axis.knots[low], axis.knots[high]) for low, high in box])
        widest = max(range(size), key=lambda k: box[k][1] - box[k][0], default=None)
        if truth is not None or widest is None or box[widest][1] - box[widest][0] == 1:
            if truth is not False:
                yield truth, box
            continue
        low, high = box[widest]
        for part in ((low, (low + high) // 2), ((low + high) // 2, high)):
            waiting.append([*box[:widest], part, *box[widest + 1:]])


def _event(tree: Tree, point: Point, coordinates: Sequence[str], used: list[str]) -> Event:
    match tree:
        case ("and" | "or" as head, a, b):
            return _joined(head, [_event(part, point, coordinates, used) for part in (a, b)])
        case ("not", a):
            return _opposite(_event(a, point, coordinates, used))
        case ((">" | ">=") as head, a, b):
            return _compared(a, b, head == ">", lambda form: _signed(form, head == ">", point, coordinates, used))
        case (("<" | "<=") as head, a, b):
            return _event((TURNED[head], b, a), point, coordinates, used)
    raise Rejected(f"events: {show(tree)} is not made by and, or, not of inequalities")


def _compared(a: Tree, b: Tree, strict: bool, leaf: Callable[[Poly], Event]) -> Event:
    """a >= b, or a > b."""
    match a, b:
        case _, ("max" | "min" as head, *parts):
            return _joined("and" if head == "max" else "or", [_compared(a, part, strict, leaf) for part in parts])
        case ("max" | "min" as head, *parts), _:
            return _joined("or" if head == "max" else "and", [_compared(part, b, strict, leaf) for part in parts])
    return leaf(polynomial(a) - polynomial(b))


def _joined(head: str, parts: list[Event]) -> Event:
    """What settles it when one part has it: False for `and`, True for `or`."""
    def truth(box: Ends) -> bool | None:
        found = [part(box) for part in parts]
        return (head == "or") if (head == "or") in found else None if None in found else head == "and"
    return truth


def _opposite(part: Event) -> Event:
    def truth(box: Ends) -> bool | None:
        found = part(box)
        return None if found is None else not found
    return truth


def _signed(form: Poly, strict: bool, point: Point, coordinates: Sequence[str], used: list[str]) -> Event:
    """form >= 0, or > 0, an affine form of the coordinates once the other names have their values; scaled to whole numbers."""
    for name in sorted(form.names - set(coordinates)):
        if name not in point:
            raise Rejected(f"events: {name} has no value")
        form = form.substitute(name, Poly.constant(point[name]))
    if not form.affine:
        raise Rejected(f"events: {form} is not affine in the coordinates")
    used += [name for name in coordinates if name in form.names and name not in used]
    slopes = {used.index(name): form.coefficients(name)[1].value for name in form.names}
    start = form.terms.get((), Fraction(0))
    scale = lcm(start.denominator, *(slope.denominator for slope in slopes.values()))
    whole = {k: int(slope * scale) for k, slope in slopes.items()}
    start = int(start * scale) * GRAIN

    def truth(box: Ends) -> bool | None:
        least = _least(whole, start, box)
        if least is not None and (least > 0 or (least == 0 and not strict)):
            return True
        most = _least({k: -slope for k, slope in whole.items()}, -start, box)
        return False if most is not None and (most > 0 or (most == 0 and strict)) else None
    return truth


def _least(slopes: dict[int, int], start: int, box: Ends) -> int | None:
    """The least value of an affine form on a box; None where there is none."""
    total = start
    for k, slope in slopes.items():
        end = box[k][0 if slope > 0 else 1]
        if end is None:
            return None
        total += slope * end
    return total


def axis_of(law: str, cuts: int) -> Axis:
    """About `cuts` cells of like probability. Any knots serve that increase, so that these may come from floating point."""
    quantile = {"gaussian": NormalDist().inv_cdf, "gumbel": lambda share: -log(-log(share))}[law]
    knots = sorted({round(quantile(k / cuts) * GRAIN) for k in range(1, cuts)})
    inner = [balls.distribution(law, Fraction(knot, GRAIN)) for knot in knots]
    return Axis([None, *knots, None], [arb(0), *inner, arb(1)])
