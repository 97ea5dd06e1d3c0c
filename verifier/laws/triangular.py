"""The triangular law: its density rises linearly from 0 at low to a peak at mode, and falls linearly to 0 at high."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import arb

from verifier.laws.balls import ball, pieced
from verifier.laws.base import Facts, Law, LawError


@dataclass(frozen=True)
class Triangular(Law):
    """triangular(low, mode, high) with low <= mode <= high and low < high; triangular(low, high) has its mode in the middle."""

    low: Fraction
    mode: Fraction
    high: Fraction

    name = "triangular"
    form = "triangular(low,mode,high) or triangular(low,high)"

    @classmethod
    def of(cls, values: list) -> Triangular:
        if len(values) == 2:
            low, high = (cls._parameter(value, name) for value, name in zip(values, ("low", "high")))
            values = [low, (low + high) / 2, high]
        return super().of(values)

    @cached_property
    def facts(self) -> Facts:
        middle = 2 * self.mode == self.low + self.high
        return Facts(density=True, bounded=True, positive=False, analytic=False, log_concave=True, symmetric=middle)

    @property
    def location(self) -> Fraction:
        return self.low

    @property
    def scale(self) -> Fraction:
        return self.high - self.low

    @property
    def mean(self) -> Fraction:
        return (self.low + self.mode + self.high) / 3

    @property
    def support(self):
        return self.low, self.high

    @cached_property
    def corners(self):
        return tuple(sorted({Fraction(0), self._peak, Fraction(1)}))

    def _check(self):
        if self.low >= self.high:
            raise LawError(f"{self.form}: low = {self.low} is not below high = {self.high}; for a single point write constant({self.low})")
        if not self.low <= self.mode <= self.high:
            raise LawError(f"{self.form}: mode = {self.mode} is not within low = {self.low} and high = {self.high}")

    def _placed(self, location, scale):
        return Triangular(location, location + scale * self._peak, location + scale)

    def cdf_pieces(self):
        """(t - low)^2 / (w (mode - low)) and 1 - (high - t)^2 / (w (high - mode)), w the width."""
        width, pieces = self.high - self.low, []
        if self.mode > self.low:
            c = width * (self.mode - self.low)
            pieces.append((self.low**2 / c, -2 * self.low / c, 1 / c))
        if self.mode < self.high:
            c = width * (self.high - self.mode)
            pieces.append((1 - self.high**2 / c, 2 * self.high / c, -1 / c))
        return (Fraction(0),), *pieces, (Fraction(1),)

    @cached_property
    def _peak(self) -> Fraction:
        return (self.mode - self.low) / (self.high - self.low)

    def _standard(self, t, ops):
        """The distances from low, from mode (positive to the right of it) and from high, in units of the width."""
        left, middle, right = (ops.over(ops.minus(t, point), self.scale) for point in (self.low, self.mode, self.high))
        return left, middle, -right

    def _log_cdf(self, z, ops):
        left, middle, right = z
        return _log_mass(left, middle, right, self._peak, ops)

    def _log_survival(self, z, ops):
        left, middle, right = z
        return _log_mass(right, -middle, left, 1 - self._peak, ops)

    def _log_pdf(self, z, ops):
        left, middle, right = z
        inside = ops.where((left >= 0) & (right >= 0), 1 + 0 * left, 0 * left)
        rising = ops.where((middle <= 0) & (left >= 0), left, 0 * left) / ops.number(self._peak or Fraction(1))
        falling = ops.where((middle > 0) & (right >= 0), right, 0 * right) / ops.number(1 - self._peak or Fraction(1))
        at_peak = ops.where(middle == 0, inside, ops.where(middle < 0, rising, falling))
        return ops.log(2 * at_peak)

    def _cdf_ball(self, z):
        return pieced(self._mass, z, self.corners)

    def _survival_ball(self, z):
        return pieced(lambda part, piece: self._mirror()._mass(1 - part, len(self.corners) - piece), z, self.corners)

    def _mass(self, z, piece):
        """F on a piece."""
        if piece in (0, len(self.corners)):
            return arb(min(piece, 1))
        if piece == 1 and self._peak:
            return z * z / ball(self._peak)
        return 1 - (1 - z) ** 2 / ball(1 - self._peak)

    def _density_ball(self, z, piece):
        if piece in (0, len(self.corners)):
            return 0 * z
        return 2 * z / ball(self._peak) if piece == 1 and self._peak else 2 * (1 - z) / ball(1 - self._peak)

    def _excess_ball(self, z):
        """(1 - z)^3 / (3 (1 - c)) from the mode c on; left of it E gamma - z + z^3 / (3 c), since that is E max(z - gamma, 0)."""
        mean = ball((1 + self._peak) / 3)

        def excess(part, piece):
            if piece == 0:
                return mean - part
            if piece == len(self.corners):
                return arb(0)
            if piece == 1 and self._peak:
                return mean - part + part**3 / (3 * ball(self._peak))
            return (1 - part) ** 3 / (3 * ball(1 - self._peak))

        return pieced(excess, z, self.corners)

    def _shortfall_ball(self, z):
        return self._mirror()._excess_ball(1 - z)

    def _mirror(self) -> Triangular:
        """The law of 1 - Z, for Z the standardised variable."""
        return Triangular(Fraction(0), 1 - self._peak, Fraction(1))


def _log_mass(left, middle, right, peak: Fraction, ops):
    """log F without cancellation in any part: F = left^2 / c left of the mode c, 1 - F = right^2 / (1 - c) right of it."""
    c = ops.number(peak or Fraction(1))
    rest = ops.number(1 - peak or Fraction(1))
    zero = 0 * left
    left, right = ops.where(left > 0, left, zero), ops.where(right > 0, right, zero)
    before, distance = middle < 0, ops.absolute(middle)
    below = ops.where(before, left * left / c, ops.number(peak) + distance * (ops.number(1 - peak) + right) / rest)
    above = ops.where(before, ops.number(1 - peak) + distance * (ops.number(peak) + left) / c, right * right / rest)
    logs = ops.where(before, ops.log(left) + ops.log(left / c), ops.log(below))
    small = below < 0.5
    return ops.where(small, logs, ops.log1p(-ops.where(small, zero, above)))
