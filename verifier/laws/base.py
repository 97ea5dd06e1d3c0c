"""What every law answers. A law is written for location 0 and scale 1; here it is shifted and stretched, once for all laws."""

from __future__ import annotations

import math
import re
from abc import abstractmethod
from dataclasses import MISSING, dataclass, fields, replace
from fractions import Fraction
from numbers import Integral
from functools import lru_cache
from typing import Any, ClassVar

from verifier.laws.arithmetic import Arithmetic, floats
from verifier.laws.balls import Balls
from verifier.laws.errors import LawError

_NUMERAL = re.compile(r"[+-]?[0-9]{1,60}(\.[0-9]{1,60})?(/[0-9]{1,60})?")


@dataclass(frozen=True)
class Facts:
    """What is declared about a law, each fact tested against the law's formulas.

    density          absolutely continuous (no atoms)
    bounded          its support is bounded
    positive         it has a density that is positive on the whole line
    analytic         its density is analytic on the whole line
    log_concave      it has a density whose logarithm is concave
    symmetric        gamma - mean has the law of mean - gamma
    moments          it has finite moments of every order below this
    """

    density: bool
    bounded: bool
    positive: bool
    analytic: bool
    log_concave: bool
    symmetric: bool
    moments: float = math.inf


def exact(value: Any, where: str) -> Fraction:
    """An exact rational from an int, a Fraction or a numeral such as "-1/2" or "0.1" (which is 1/10).

    Rejects floats, whose digits are not those that were written, and all else (LawError).
    """
    if isinstance(value, str):
        text = value.strip()
        if not _NUMERAL.fullmatch(text):
            remedy = "write it as 3, -1/2 or 0.25, with a hyphen for minus and no large exponent"
            raise LawError(f"{where}: {text[:40]!r} is not an exact number of at most 60 digits; {remedy}")
        top, _, bottom = text.partition("/")
        if bottom and not int(bottom):
            raise LawError(f"{where}: {text!r} divides by zero")
        return Fraction(top) / Fraction(bottom or 1)
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    remedy = 'pass a Fraction, an int or text such as "1/10"'
    if isinstance(value, bool):
        remedy = "a truth value is no number; write 1 or 0"
    elif isinstance(value, Integral):
        remedy = f"pass int({value})"
    raise LawError(f"{where}: {value!r} ({type(value).__name__}) is not an exact number; {remedy}")


@dataclass(frozen=True)
class Law(Balls):
    """The law of one coordinate of the noise.

    Functions of t take `ops`, the arithmetic to compute in (default float64, elementwise on numpy arrays), and t in that arithmetic.
    """

    name: ClassVar[str]
    form: ClassVar[str]
    facts: ClassVar[Facts]

    def __post_init__(self):
        for part in fields(self):
            object.__setattr__(self, part.name, self._parameter(getattr(self, part.name), part.name))
        self._check()

    @classmethod
    def of(cls, values: list) -> Law:
        """The law with these parameters, numbers or text: all of them, or only those without a default. Rejects another count (LawError)."""
        needed = sum(part.default is MISSING for part in fields(cls))
        if len(values) not in (needed, len(fields(cls))):
            shorter = "" if needed == len(fields(cls)) else f" or {cls._shortest(needed)}"
            raise LawError(f"{cls.name}: {len(values)} parameters given; write {cls.form}{shorter}")
        return cls(*values)

    @classmethod
    def _shortest(cls, needed: int) -> str:
        names = [part.name for part in fields(cls)][:needed]
        return f"{cls.name}({','.join(names)})" if names else cls.name

    @classmethod
    def _parameter(cls, value: Any, name: str) -> Fraction:
        return exact(value, f"{cls.form}, parameter {name}")

    def __str__(self):
        values = [getattr(self, part.name) for part in fields(self)]
        return f"{self.name}({','.join(map(str, values))})" if values else self.name

    @property
    @abstractmethod
    def location(self) -> Fraction:
        """What is subtracted from t to standardise."""

    @property
    @abstractmethod
    def scale(self) -> Fraction:
        """What t - location is divided by to standardise; positive."""

    @property
    def mean(self) -> Fraction | None:
        """The exact mean, or None where it is irrational (then `mean_value` computes it)."""
        return self.location if self.facts.symmetric else None

    def mean_value(self, ops: Arithmetic | None = None):
        """The mean as a number of the arithmetic. Rejects a law that neither is symmetric nor supplies one (LawError)."""
        if self.mean is None:
            raise LawError(f"{self} has no mean: its tails are too heavy; normalised values do not need one")
        return (ops or floats()).number(self.mean)

    @property
    def support(self) -> tuple[Fraction | None, Fraction | None]:
        """The least closed interval of probability 1; None for an infinite end."""
        return None, None

    @property
    def atoms(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """The points of positive probability and their probabilities, in increasing order."""
        return ()

    @property
    def kinks(self) -> tuple[Fraction, ...]:
        """The points where the cdf is not analytic, in increasing order; between them it is."""
        return tuple(self.location + self.scale * corner for corner in self.corners)

    def cdf_pieces(self) -> tuple[tuple[Fraction, ...], ...] | None:
        """The cdf on each piece (between the kinks, len(kinks) + 1 of them) as a polynomial's coefficients, lowest first; None where it is none."""
        return None

    def scaled(self, factor: Fraction) -> Law:
        """The law of factor * gamma. Rejects a factor that is not exact or not positive (LawError)."""
        factor = exact(factor, f"{self}, factor")
        if factor <= 0:
            raise LawError(f"{self}: the factor {factor} is not positive")
        return self._placed(factor * self.location, factor * self.scale)

    def shifted(self, by: Fraction) -> Law:
        """The law of gamma + by. Rejects a shift that is not exact (LawError)."""
        return self._placed(self.location + exact(by, f"{self}, shift"), self.scale)

    def _placed(self, location: Fraction, scale: Fraction) -> Law:
        """The same law elsewhere and of another scale."""
        return replace(self, location=location, scale=scale)

    def log_cdf(self, t, ops: Arithmetic | None = None):
        """log P(gamma <= t)."""
        ops = ops or floats()
        with ops.quiet():
            return self._log_cdf(self._standard(t, ops), ops)

    def log_survival(self, t, ops: Arithmetic | None = None):
        """log P(gamma > t)."""
        ops = ops or floats()
        with ops.quiet():
            return self._log_survival(self._standard(t, ops), ops)

    def log_pdf(self, t, ops: Arithmetic | None = None):
        """The logarithm of the density, -inf where it vanishes. Rejects a law without density (LawError)."""
        ops = ops or floats()
        with ops.quiet():
            return self._log_pdf(self._standard(t, ops), ops) - ops.log(ops.number(self.scale))

    def log_cdf_pdf(self, t, ops: Arithmetic | None = None):
        """log_cdf and log_pdf together. Rejects a law without density (LawError)."""
        ops = ops or floats()
        with ops.quiet():
            z = self._standard(t, ops)
            return self._log_cdf(z, ops), self._log_pdf(z, ops) - ops.log(ops.number(self.scale))

    def cdf(self, t, ops: Arithmetic | None = None):
        """P(gamma <= t)."""
        ops = ops or floats()
        with ops.quiet():
            return ops.exp(self.log_cdf(t, ops))

    def survival(self, t, ops: Arithmetic | None = None):
        """P(gamma > t)."""
        ops = ops or floats()
        with ops.quiet():
            return ops.exp(self.log_survival(t, ops))

    def pdf(self, t, ops: Arithmetic | None = None):
        """The density. Rejects a law without one (LawError)."""
        ops = ops or floats()
        with ops.quiet():
            return ops.exp(self.log_pdf(t, ops))

    def growth(self, a: float) -> float:
        """By how many nats |F(t + ia)| may exceed F at a shifted real point; inf where no bound is known. a in the unit of t."""
        return self._growth(a / float(self.scale))

    def _check(self) -> None:
        if self.scale <= 0:
            raise LawError(f"{self.form}: the scale {self.scale} is not positive")

    def _standard(self, t, ops: Arithmetic):
        return ops.over(ops.minus(t, self.location), self.scale)

    @abstractmethod
    def _log_cdf(self, z, ops: Arithmetic):
        """log F for location 0 and scale 1."""

    def _log_survival(self, z, ops: Arithmetic):
        if self.facts.symmetric:
            return self._log_cdf(-z, ops)
        raise LawError(f"{self}: this law supplies no survival function")

    def _log_pdf(self, z, ops: Arithmetic):
        raise LawError(f"{self} has no density; it has atoms")

    def _growth(self, a: float) -> float:
        return math.inf


@lru_cache(maxsize=4096)
def reach(law, nats: float) -> tuple[float, float]:
    """(low, high) with P(gamma <= low) and P(gamma > high) about exp(-nats), by bisection; ends of the support at most. nats > 0.

    law     a Law, or anything hashable with log_cdf(t), log_survival(t) and support
    """
    low, high = law.support
    below = _crossing(lambda t: float(law.log_cdf(-t)), -nats)
    above = _crossing(lambda t: float(law.log_survival(t)), -nats)
    return max(-below, -math.inf if low is None else float(low)), min(above, math.inf if high is None else float(high))


def _crossing(decreasing, level: float) -> float:
    """Where a decreasing function falls to the level, to about 1e-9 relative."""
    width = 1.0
    while decreasing(width) > level or decreasing(-width) <= level:
        width *= 2
        if width > 1e300:
            raise LawError("no finite window holds the law's mass")
    left, right = -width, width
    for _ in range(80):
        middle = (left + right) / 2
        if decreasing(middle) > level:
            left = middle
        else:
            right = middle
    return right
