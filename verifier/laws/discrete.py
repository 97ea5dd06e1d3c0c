"""Finite laws: finitely many atoms and no density."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.laws.base import Facts, Law, LawError, exact

ATOMS = Facts(density=False, bounded=True, positive=False, analytic=False, log_concave=False, symmetric=False)


class FiniteLaw(Law):
    """A law given by its atoms; subclasses supply `atoms`."""

    facts = ATOMS

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
        return tuple(point for point, _ in self.atoms)

    def _log_cdf(self, z, ops):
        return ops.log(self._sum(lambda point: z >= ops.number(point), z, ops))

    def _log_survival(self, z, ops):
        return ops.log(self._sum(lambda point: z < ops.number(point), z, ops))

    def _sum(self, chosen, z, ops):
        """The weight of the chosen atoms; exactly 1 when all are chosen, which a sum of rounded weights need not be."""
        total, missing = 0 * z, 0 * z
        for point, weight in self.atoms:
            number = ops.number(weight) + 0 * z
            total, missing = total + ops.where(chosen(point), number, 0 * z), missing + ops.where(chosen(point), 0 * z, number)
        return ops.where(missing == 0, 1 + 0 * z, total)


@dataclass(frozen=True)
class Discrete(FiniteLaw):
    """discrete(atoms; weights), such as discrete(-1,0,2; 1/2,1/4,1/4); without weights all atoms weigh the same."""

    points: tuple[Fraction, ...]
    weights: tuple[Fraction, ...] | None = None

    name = "discrete"
    form = "discrete(atoms; weights)"

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
            raise LawError(f"{self.form}: {count}, not {len(weights)} of sum {sum(weights)}")
        pairs = sorted(zip(points, weights))
        object.__setattr__(self, "points", tuple(point for point, _ in pairs))
        object.__setattr__(self, "weights", tuple(weight for _, weight in pairs))

    def __str__(self):
        return f"discrete({','.join(map(str, self.points))}; {','.join(map(str, self.weights))})"

    @property
    def atoms(self):
        return tuple(zip(self.points, self.weights))
