"""Student's law: density proportional to (1 + t^2 / nu)^(-(nu + 1) / 2) at location 0 and scale 1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

from flint import acb, arb, ctx

from verifier.laws.balls import ball, rational
from verifier.laws.base import Facts, Law, LawError

HALF = arb(0.5)
LEAST_NU, MOST_NU = Fraction(1, 1000), 10_000


@dataclass(frozen=True)
class StudentT(Law):
    """student_t(nu) or student_t(nu, location, scale); nu, the degrees of freedom, need not be whole."""

    nu: Fraction
    location: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)

    name = "student_t"
    form = "student_t(nu,location,scale)"

    @cached_property
    def facts(self) -> Facts:
        return Facts(density=True, bounded=False, positive=True, analytic=True, log_concave=False, symmetric=True, moments=self.nu)

    @property
    def mean(self):
        return self.location if self.nu > 1 else None

    def _check(self):
        if self.nu <= 0:
            raise LawError(f"{self.form}: nu = {self.nu} is not positive")
        if not LEAST_NU <= self.nu <= MOST_NU:
            raise LawError(f"{self.form}: nu = {self.nu} is not within {LEAST_NU} and {MOST_NU}; for large nu the law is nearly gaussian")
        super()._check()

    def _log_cdf(self, z, ops):
        tail, logs = ops.student_tail(self.nu, ops.absolute(z))
        return ops.where(z < 0, logs, ops.log1p(-tail))

    def _log_pdf(self, z, ops):
        """log(1 + z^2 / nu) as 2 log(r) + log(1 + 1 / r^2) with r = |z| / sqrt(nu) where r > 1: no overflow."""
        ratio = ops.absolute(z) / ops.exp(ops.log(ops.number(self.nu)) / 2)
        large = ops.where(ratio > 1, ratio, 1 + 0 * ratio)
        small = ops.where(ratio > 1, 0 * ratio, ratio)
        logs = ops.where(ratio > 1, 2 * ops.log(large) + ops.log1p(1 / (large * large)), ops.log1p(small * small))
        return ops.log_student(self.nu) - ops.number((self.nu + 1) / 2) * logs

    def _cdf_ball(self, z):
        """Half the incomplete beta function I_x(nu/2, 1/2), x = nu / (nu + z^2), in the left tail; the series at 0 near the centre."""
        nu = self._constants().nu
        if z < -1:
            return (nu / (nu + z * z)).beta_lower(nu / 2, HALF, 1) / 2
        if z > 1:
            return 1 - self._cdf_ball(-z)
        return HALF + z * self._peak() * (-z * z / nu).hypgeom_2f1(HALF, ball((self.nu + 1) / 2), arb(3) / 2)

    def _density_ball(self, z, piece):
        """In two factors where z is complex: boxes that miss +-i sqrt(nu) may have squares that do not miss -nu."""
        nu, root, exponent, peak = self._constants()
        if isinstance(z, arb):
            return peak * power(1 + z * z / nu, exponent)
        turned = acb(0, 1) * z / root
        return peak * (power(1 + turned, exponent) * power(1 - turned, exponent))

    def _excess_ball(self, z):
        """nu / (nu - 1) (1 + z^2 / nu) f(z) - z (1 - F(z)); where that cancels, far out, f(s) <= c s^(-nu - 1) with
        c = f(0) nu^((nu + 1) / 2) makes it at most c z^(1 - nu) / (nu (nu - 1))."""
        if self.nu <= 1:
            return arb.pos_inf()
        nu = ball(self.nu)
        found = nu / (nu - 1) * self._peak() * power(1 + z * z / nu, (1 - self.nu) / 2) - z * self._survival_ball(z)
        if not z > 0:
            return found
        far = self._peak() * power(nu, (self.nu + 1) / 2) * power(z, 1 - self.nu) / (nu * (nu - 1))
        return found.upper().min(far.upper())

    def _constants(self) -> Constants:
        return _constants(self.nu.numerator, self.nu.denominator, ctx.prec)

    def _peak(self) -> arb:
        """The density at 0."""
        return self._constants().peak


class Constants(NamedTuple):
    """nu, its square root, -(nu + 1) / 2 and the density at 0, in one precision."""

    nu: arb
    root: arb
    exponent: Fraction
    peak: arb


@lru_cache(maxsize=64)
def _constants(numerator: int, denominator: int, precision: int) -> Constants:
    """For nu = numerator / denominator; whole numbers are found sooner than a Fraction."""
    nu = Fraction(numerator, denominator)
    with ctx.workprec(precision):
        whole, half = ball(nu), ball(nu / 2)
        peak = (half + HALF).gamma() * half.rgamma() / (whole * arb.pi()).sqrt()
        return Constants(whole, whole.sqrt(), -(nu + 1) / 2, peak)


def power(base, exponent: Fraction):
    """base^exponent, principal branch; nan where a ball meets 0 or, unless the exponent is whole, the cut (-inf, 0]."""
    if exponent.denominator == 1:
        return (base if exponent >= 0 else 1 / base) ** abs(exponent.numerator)
    if isinstance(base, arb):
        return (base.log() * rational(exponent)).exp() if base > 0 else arb.nan()
    return (base.log(analytic=True) * rational(exponent)).exp()
