"""Finite laws: finitely many atoms and no density."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from flint import arb, fmpq

from verifier.laws.balls import ball
from verifier.laws.base import Facts, Law, LawError, exact

ATOMS = Facts(density=False, bounded=True, positive=False, analytic=False, log_concave=False, symmetric=False)


class FiniteLaw(Law):
    """A law given by its atoms; subclasses supply `atoms`. Its formulas are in its own unit, so that atoms are hit exactly."""

    _centre, _unit, _rate = fmpq(0), fmpq(1), fmpq(1)

    @cached_property
    def facts(self) -> Facts:
        middle = self.atoms[0][0] + self.atoms[-1][0]
        mirrored = tuple((middle - point, weight) for point, weight in reversed(self.atoms))
        return replace(ATOMS, symmetric=mirrored == self.atoms)

    @property
    def location(self) -> Fraction:
        return Fraction(0)

    @property
    def scale(self) -> Fraction:
        return Fraction(1)

    @property
    def mean(self) -> Fraction:
        return sum((point * weight for point, weight in self.atoms), Fraction(0))

    @property
    def support(self):
        return self.atoms[0][0], self.atoms[-1][0]

    @property
    def kinks(self):
        return self._points

    def cdf_pieces(self):
        return tuple((mass,) for mass in self._masses)

    def _placed(self, location, scale):
        return Discrete(tuple(location + scale * point for point, _ in self.atoms), tuple(weight for _, weight in self.atoms))

    def _cdf_ball(self, z):
        return self._mass([(weight, not z < ball(point), z >= ball(point)) for point, weight in self.atoms])

    def _survival_ball(self, z):
        return self._mass([(weight, not z >= ball(point), z < ball(point)) for point, weight in self.atoms])

    @staticmethod
    def _mass(terms):
        """The weight of the atoms that are certainly counted, joined with that of those that may be."""
        least, most = (sum((weight for weight, *counted in terms if counted[k]), Fraction(0)) for k in (1, 0))
        return ball(least) if least == most else ball(least).union(ball(most))

    def _excess_ball(self, z):
        return sum((ball(weight) * (ball(point) - z).max(0) for point, weight in self.atoms), arb(0))

    def _shortfall_ball(self, z):
        return sum((ball(weight) * (z - ball(point)).max(0) for point, weight in self.atoms), arb(0))

    def _smoothed_ball(self, u):
        rates = [(ball(weight), u * ball(point).exp()) for point, weight in self.atoms]
        terms = [(weight * (-rate).exp(), rate) for weight, rate in rates]
        return sum((term for term, _ in terms), arb(0)), sum((term * rate for term, rate in terms), arb(0))

    def _standard(self, t, ops):
        return t

    def _log_cdf(self, z, ops):
        return ops.step(z, self._points, [_log(mass, ops) for mass in self._masses])

    def _log_survival(self, z, ops):
        return ops.step(z, self._points, [_log(1 - mass, ops) for mass in self._masses])

    @cached_property
    def _points(self) -> tuple[Fraction, ...]:
        return tuple(point for point, _ in self.atoms)

    @cached_property
    def _masses(self) -> tuple[Fraction, ...]:
        """The values of the cdf, from 0 to 1."""
        return tuple(accumulate((weight for _, weight in self.atoms), initial=Fraction(0)))


def _log(mass: Fraction, ops):
    return ops.log(ops.number(mass)) if 2 * mass < 1 else ops.log1p(ops.number(mass - 1))


@dataclass(frozen=True)
class Discrete(FiniteLaw):
    """discrete(atoms; weights), such as discrete(-1,0,2; 1/2,1/4,1/4); without weights all atoms weigh the same."""

    points: tuple[Fraction, ...]
    weights: tuple[Fraction, ...] | None = None

    name = "discrete"
    form = "discrete(atoms; weights)"

    @classmethod
    def of(cls, values: list) -> Discrete:
        """Equal weights on the given atoms."""
        return cls(tuple(values))

    def __post_init__(self):
        points = tuple(exact(value, f"{self.form}, atom {k}") for k, value in enumerate(self.points, 1))
        if not points or len(set(points)) < len(points):
            raise LawError(f"{self.form}: there must be at least one atom and no atom twice")
        if self.weights is None:
            weights = (Fraction(1, len(points)),) * len(points)
        else:
            weights = tuple(exact(value, f"{self.form}, weight {k}") for k, value in enumerate(self.weights, 1))
        if len(weights) != len(points) or min(weights) <= 0 or sum(weights) != 1:
            count = f"{len(points)} atoms need as many positive weights of sum 1"
            low = f", the smallest {min(weights)}" if min(weights, default=1) <= 0 else ""
            raise LawError(f"{self.form}: {count}, not {len(weights)} of sum {sum(weights)}{low}")
        pairs = sorted(zip(points, weights))
        object.__setattr__(self, "points", tuple(point for point, _ in pairs))
        object.__setattr__(self, "weights", tuple(weight for _, weight in pairs))

    def __str__(self):
        return f"discrete({','.join(map(str, self.points))}; {','.join(map(str, self.weights))})"

    @property
    def atoms(self):
        return tuple(zip(self.points, self.weights))
