"""Perturb-Argmax in rational numbers: every coordinate's law finite or with a piecewise polynomial cdf (uniform, triangular), in any mix."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cached_property, lru_cache

from flint import fmpq, fmpq_poly

from verifier.engines.rationals.largest import Largest
from verifier.engines.rationals.pieces import Variable
from verifier.laws import Law
from verifier.models.errors import ModelError, TieError
from verifier.models.identification.faces import conjugate, solve
from verifier.models.rationals.rational import Vector, rationals, to_fmpq, to_fraction
from verifier.models.rationals.subdifferential import Polytope, Ties, subdifferential

# about 3 nanoseconds each on one core
MOST_WORK = 10**10
LOOK_UP = 1500
PAIRS = 2
MOST_NAMES = 6


class Exact:
    """Value, probabilities, Hessian, subdifferential, conjugate and inverse of a Perturb-Argmax model as Fractions.

    model       every law uniform, triangular, discrete, rademacher or constant, in any mix
    theta, v, p shape (d,): int, Fraction or numerals such as "0.1" (which is 1/10)
    Rejects other models, floats, wrong lengths, and what would take too long (ModelError).
    Trust: exact. Source: the integrals of engines/rationals/largest.py.

    >>> from verifier.models import PerturbArgmax
    >>> Exact(PerturbArgmax("uniform(-1,1)", 2)).probabilities((1, 0))
    (Fraction(7, 8), Fraction(1, 8))
    """

    def __init__(self, model):
        if not self.applies(model):
            other = next((str(law) for law in model.laws if law.cdf_pieces() is None), "the softmax")
            raise ModelError(f"{model!r}: {other} has no rational answers; ask model.enclosed(digits) for certified enclosures")
        self.model = model
        self.dim = model.dim
        self._last: _Point | None = None

    @staticmethod
    def applies(model) -> bool:
        """Whether the model's answers at rational theta are rational."""
        return model.kind == "argmax" and all(law.cdf_pieces() is not None for law in model.laws)

    def value(self, theta) -> Fraction:
        """E max(theta + gamma)."""
        return self._at(theta).value()

    def normalised(self, theta) -> Fraction:
        """E[max(theta + gamma) - max(gamma)]."""
        return self.value(theta) - self.value((0,) * self.dim)

    def probabilities(self, theta) -> Vector:
        """P(argmax(theta + gamma) = i). Rejects theta where a tie for the maximum has positive probability (TieError)."""
        point = self._at(theta)
        point.refuse_tie()
        return point.probabilities()

    def hessian(self, theta) -> tuple[Vector, ...]:
        """The second derivatives of the value. Rejects ties, and atoms that meet a jump of another's density (TieError)."""
        point = self._at(theta)
        point.refuse_large(2 + sum(max(map(len, law.cdf_pieces())) > 2 for law in self.model.laws) // PAIRS)
        point.refuse_tie()
        point.refuse_bend()
        weights = point.largest.weights()
        entries = {pair: -to_fraction(weight) for pair, weight in weights.items()}
        rows = [[entries.get((min(g, h), max(g, h)), Fraction(0)) for h in point.owner] for g in point.owner]
        for k, degree in enumerate(point.degrees(weights)):
            rows[k][k] = to_fraction(degree)
        return tuple(map(tuple, rows))

    def hessian_product(self, theta, v) -> Vector:
        """The Hessian times v, without the Hessian. Rejects what `hessian` rejects."""
        point = self._at(theta)
        v = rationals(v, self.dim, "v")
        point.refuse_tie()
        point.refuse_bend()
        groups = [[to_fmpq(v[k]) for k in range(self.dim) if point.owner[k] == g] for g in range(len(point.counts))]
        rows = [iter(row) for row in point.largest.products(groups)]
        return tuple(to_fraction(next(rows[g])) for g in point.owner)

    def subdifferential(self, theta) -> Polytope:
        """All subgradients of the value at theta: one vertex where the gradient exists. Rejects more than 5 000 vertices (ModelError)."""
        point = self._at(theta)
        return subdifferential(point.ties, point.probabilities())

    def slope(self, theta, direction) -> Fraction:
        """The directional derivative f'(theta; direction), the largest <direction, q> over the subgradients q at theta."""
        point = self._at(theta)
        direction = rationals(direction, self.dim, "direction")
        order = sorted(point.ties.atomic, key=lambda k: -direction[k])
        won = point.ties.vertex(order)
        return sum((v * won.get(k, p) for k, (v, p) in enumerate(zip(direction, point.probabilities()))), Fraction(0))

    def conjugate(self, p) -> Fraction:
        """f*(p) = sup <p, theta> - f(theta). Rejects p outside of the simplex (it is infinite), and p of no known rational theta (ModelError)."""
        return conjugate(self.model, p)

    def inverse(self, p) -> Vector:
        """The theta of sum 0 with p among its subgradients. Rejects p with none, with many, or with one that is not rational (ModelError)."""
        found = solve(self.model, p)
        if found.kind == "point" and found.is_rational:
            return found.theta
        raise ModelError(f"{self.model!r}: {found.reason}")

    def work(self, theta) -> int:
        """About how many products of short numbers the probabilities take, ten million of which take a tenth of a second or so."""
        return self._at(theta).work

    def evaluations(self, theta) -> int:
        """Of how many cdfs on how many pieces, multiplied: what other engines take time for."""
        largest = self._at(theta).largest
        return len(largest.ends) * len(largest.variables)

    def _at(self, theta) -> _Point:
        """The last one is kept, as several questions are asked of one theta."""
        theta = rationals(theta, self.dim, "theta")
        if self._last is None or self._last.theta != theta:
            self._last = _Point(self.model, theta)
        return self._last


class _Point:
    """The model at one theta; equal laws at equal places are one variable, `owner` says which."""

    def __init__(self, model, theta: Vector):
        self.model, self.laws, self.theta = model, model.laws, theta
        self.shift = max(theta)
        keys = [(law, entry - self.shift) for law, entry in zip(self.laws, theta)]
        places = {key: g for g, key in enumerate(dict.fromkeys(keys))}
        self.owner = [places[key] for key in keys]
        self.counts = list(Counter(self.owner).values())
        self.largest = Largest([variable(law).moved(to_fmpq(place)) for law, place in places], self.counts)
        self.refuse_large()

    def refuse_large(self, rounds: int = 1) -> None:
        """Before the polynomials are multiplied; `rounds` times as much work as for the probabilities."""
        largest = self.largest
        if self.work * rounds > MOST_WORK:
            pieces = f"polynomials of degree {max(largest.degrees(), default=0)} on {len(largest.ends)} pieces, with numbers of {self.bits} bits"
            raise ModelError(f"{self.model!r}: exact {pieces}, would take too long; ask model.enclosed(digits)")

    @cached_property
    def bits(self) -> int:
        return max(t.q.bit_length() + t.p.bit_length() for t in self.largest.ends)

    @cached_property
    def work(self) -> int:
        """See Exact.work."""
        largest = self.largest
        products = sum((degree + 1) ** 2 for degree in largest.degrees()) * (self.bits + 16) // 16
        return (products + LOOK_UP * len(largest.ends)) * len(largest.variables)

    def probabilities(self) -> Vector:
        """Meaningless at ties for coordinates with atoms."""
        shares = self.largest.shares()
        return tuple(to_fraction(shares[g]) for g in self.owner)

    def degrees(self, weights: dict) -> list[fmpq]:
        """For each coordinate the sum of its weights with all others; python-flint adds long fractions much faster than Python."""
        total = {g: fmpq(0) for g in self.owner}
        for (g, h), weight in weights.items():
            total[g] += weight * (self.counts[h] - (g == h))
            total[h] += weight * self.counts[g] * (g != h)
        return [total[g] for g in self.owner]

    def value(self) -> Fraction:
        return self.shift + to_fraction(self.largest.mean())

    @cached_property
    def ties(self) -> Ties:
        variables = [variable(law) for law in self.laws]
        return Ties(self.laws, self.theta, lambda k, level: to_fraction(variables[k].at(to_fmpq(level - self.theta[k]))))

    def refuse_tie(self) -> None:
        found = self.largest.tie()
        if found:
            tied = [str(k + 1) for k, g in enumerate(self.owner) if g in found[1]]
            names = ", ".join(tied) if len(tied) <= MOST_NAMES else ", ".join(tied[:MOST_NAMES]) + f", ... ({len(tied)} in all)"
            level = self.shift + to_fraction(found[0])
            remedy = "the subdifferential is a set there; ask for subdifferential(theta), or take a theta off the tie"
            raise TieError(f"coordinates {names} tie for the maximum at {level} with positive probability: {remedy}")

    def refuse_bend(self) -> None:
        found = self.largest.bend()
        if found:
            i, j = (self.owner.index(g) + 1 for g in found[1:])
            where = f"an atom of coordinate {i} meets a jump of the density of coordinate {j} at {self.shift + to_fraction(found[0])}"
            raise TieError(f"{where}: the Hessian does not exist there; move theta")


@lru_cache(maxsize=1024)
def variable(law: Law) -> Variable:
    """A law with a piecewise polynomial cdf as the engine wants it."""
    cdfs = tuple(fmpq_poly([to_fmpq(c) for c in row]) for row in law.cdf_pieces())
    return Variable(tuple(map(to_fmpq, law.kinks)), cdfs)
