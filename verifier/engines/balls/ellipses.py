"""Which Gauss-Legendre rule serves on a panel: bounds of the integrands in the ellipse around it, without any complex value of a cdf.

The ellipse is covered by boxes: some over the panel, one beyond each end. In a box, F_j continued from the panel is at most its largest real value
there plus |density| times the way from the real axis; beyond an end, its value at the end plus |density| times the way from that. In the same way
|1 - P| is at most its largest real value plus the way times the sum of all f_j prod_{k != j} F_k.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, arb, ctx

from verifier.engines.balls.factors import LOW_BITS, UNIT, Edge, Factor, Goals, ball
from verifier.engines.balls.legendre import remainder, size

SLICES = 4
RHOS = (2.0, 3.5, 8.0)


@dataclass(frozen=True)
class Panel:
    """[a, b] without a kink inside: for each factor the piece it lies in; right: whether 1 - P is wanted there, or P."""

    a: Fraction
    b: Fraction
    pieces: tuple[int, ...]
    right: bool

    @property
    def centre(self) -> Fraction:
        return (self.a + self.b) / 2

    @property
    def radius(self) -> Fraction:
        return (self.b - self.a) / 2

    def halves(self) -> tuple[Panel, Panel]:
        """The panel cut in its middle."""
        return Panel(self.a, self.centre, self.pieces, self.right), Panel(self.centre, self.b, self.pieces, self.right)


@dataclass(frozen=True)
class Box:
    """Bounds in one box: of P, of each f_j / F_j relative to that of P, and of 1 - P."""

    product: arb
    ratios: list[arb]
    missing: arb


@dataclass(frozen=True)
class Rule:
    """n nodes; error: a bound of the rule's error for an integrand that is at most 1 in the boxes."""

    n: int
    error: arb
    boxes: list[Box]


class Ellipses:
    """Chooses rules.

    counts      how many equal coordinates each factor stands for
    edge        a point -> the Edge there
    most        the most nodes that a rule may have
    """

    def __init__(self, factors: Sequence[Factor], counts: Sequence[int], goals: Goals, edge: Callable[[Fraction], Edge], most: int):
        self.factors, self.counts, self.goals, self.edge, self.most = factors, counts, goals, edge, most

    def choose(self, panel: Panel, active: Sequence[int], valued: bool) -> Rule | None:
        """The rule of the fewest nodes that meets the goals of the active factors and of the value; None where the panel should be cut."""
        best = None
        with ctx.workprec(LOW_BITS):
            radius = ball(panel.radius)
            for rho in map(arb, RHOS):
                boxes = self.boxes(panel, rho, panel.right and valued)
                worst = boxes and self._worst(boxes, panel, active, valued) * radius * remainder(2, rho) * rho**4
                if not boxes or not worst.is_finite():
                    break
                n = size(max(0.0, float(worst.log())) if worst > 0 else 0.0, float(rho))
                if best is None or n < best[0]:
                    best = n, rho, boxes
            if best is None or best[0] > self.most:
                return None
            n, rho, boxes = best
            return Rule(n, (radius * remainder(n, rho)).upper(), boxes)

    def _worst(self, boxes: list[Box], panel: Panel, active: Sequence[int], valued: bool) -> arb:
        """The largest bound of an integrand, in units of its goal."""
        worst = arb(0)
        for box in boxes:
            for g in active:
                worst = worst.max(box.product * box.ratios[g] / self.goals.masses[g])
            if valued:
                worst = worst.max((box.missing if panel.right else box.product) / self.goals.value)
        return worst.upper()

    def boxes(self, panel: Panel, rho: arb, missing: bool) -> list[Box] | None:
        """Boxes that cover the ellipse, with 1 - P bounded if asked; None if a bound is not finite."""
        radius, a, b = ball(panel.radius), ball(panel.a), ball(panel.b)
        reach, height = (radius * (rho + 1 / rho) / 2 - radius).upper(), (radius * (rho - 1 / rho) / 2).upper()
        points = [panel.a + (panel.b - panel.a) * k / SLICES for k in range(SLICES + 1)]
        spans = [(ball(x).union(ball(y)), height, x, y) for x, y in zip(points, points[1:])]
        beyond = (height + reach).upper()
        spans += [((a - reach).union(a), beyond, panel.a, panel.a), (b.union(b + reach), beyond, points[-2], panel.b)]
        boxes = []
        for span, way, foot, head in spans:
            box = self._box(acb(span, UNIT * height), way, head, panel.pieces)
            if box is None:
                return None
            rest = arb(0)
            if missing:
                slope = box.product * sum((count * ratio for count, ratio in zip(self.counts, box.ratios)), arb(0))
                rest = (self.edge(foot).missing + way * slope).upper()
            boxes.append(Box(box.product, box.ratios, rest))
        return boxes

    def _box(self, box: acb, way: arb, head: Fraction, pieces: Sequence[int]) -> Box | None:
        """No real value of a cdf to start from is larger than that at head."""
        product, ratios = arb(1), []
        for f, cdf, piece, count in zip(self.factors, self.edge(head).cdfs, pieces, self.counts):
            crest = arb(0) if f.atoms else f.density(box, piece).abs_upper()
            grown = cdf + way * crest
            if not grown.is_finite():
                return None
            product *= grown**count
            ratios.append((crest / grown).upper() if crest > 0 else arb(0))
        return Box(product.upper(), ratios, arb(0))
