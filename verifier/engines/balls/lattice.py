"""The maximum of independent variables that contain a Gumbel variable, enclosed: sums over a lattice with proved errors.

X_j = theta_j + gamma_j + G_j, G_j standard Gumbel and independent of gamma_j, of which nothing is assumed. With x = exp(theta_j + gamma_j - t)

    F_j(t) = E exp(-x)      f_j(t) = F_j'(t) = E[x exp(-x)]      P = prod F_j      0 <= f_j <= 1/e

(1) Strip. At t + ia, |a| < pi/2, x is multiplied by e^-ia, so that |exp(-x e^-ia)| = exp(-x cos a) and
    |F_j(t + ia)| <= F_j(t - log cos a),  |f_j(t + ia)| <= f_j(t - log cos a) / cos a.
    The shift is common to all coordinates and integrals over the line do not see it: on each horizontal line of that strip the modulus of
    f_i prod_{j != i} F_j integrates to at most p_i / cos a, that of f_i f_j prod_{k != i,j} F_k to at most w_ij / cos^2 a.
(2) Trapezoid rule. A function q that is analytic for |Im t| < b with modulus at most M integrated along each line, and tends to 0 there, has
    |h sum_k q(kh) - integral of q| <= 2 M / (e^(2 pi a / h) - 1) for a < b (Trefethen and Weideman, SIAM Review 56 (2014), Theorem 5.1).
    By (1) the sums for p_i and w_ij err relatively by at most 2 / (cos^n a (e^(2 pi a / h) - 1)), n = 1 and 2: for every law, d and theta.
(3) E max = integral of H - P, H = 1 for t > 0 and 0 below. Its sum with H(0) = 1/2 differs from it by h times the integral of the sawtooth
    t/h - floor(t/h) - 1/2 against P'; the sawtooth is -sum over n >= 1 of sin(2 pi n t / h) / (pi n), and moving the line of integration of
    P' exp(2 pi i n t / h) up to height a gives e^(-2 pi n a / h) / cos a by (1). Hence an error of at most (h / pi) / (cos a (e^(2 pi a / h) - 1)).
(4) e^t f_j(t) = E[e^(theta + gamma) exp(-x)] increases in t. So f_j(kh) <= e^h f_j(s) for kh <= s <= kh + h, and with P increasing
    the terms of p_i left of T sum to at most e^h P(T); and, as f_i(s) <= e^(T-s) f_i(T), to at most e^h f_i(T) B_i, where
    B_i >= integral over s < T of e^(T-s) prod_{j != i} F_j(s). Right of T they sum to at most e^h P(X_i > T).
    Since x e^-x <= (2/e) e^(-x/2), f_j(s) <= (2/e) F_j(s + log 2): the terms of w_ij left of T sum to at most e^(2h) (2/e) P(T + log 2), or
    e^(2h) (2/e) f_i(T) B_i with F_j(s + log 2) in B_i; and right of T to at most e^(2h) P(X_i > T) P(X_j > T) if each of these is the bound
    E min(1, x) of the survival at T, which is a bound of f_j beyond T as well.
(5) The terms of E max left of T sum to at most the integral of P there, right of T to at most the integral of 1 - P.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log, pi, prod
from operator import mul

from flint import arb

UNIT = arb(0, 1)
GRAIN = 4096


class LatticeError(ArithmeticError):
    """Sums that came out without a finite radius, or are too long: says which, and the remedy."""


@dataclass(frozen=True)
class Points:
    """The points k step for first <= k <= last."""

    step: Fraction
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def spacing(self) -> arb:
        """The step as a ball."""
        return arb(self.step.numerator) / self.step.denominator

    def points(self) -> list[arb]:
        """The points as balls, increasing."""
        return [arb(k * self.step.numerator) / self.step.denominator for k in range(self.first, self.last + 1)]

    @property
    def low(self) -> arb:
        return self.spacing * self.first

    @property
    def high(self) -> arb:
        return self.spacing * self.last


@dataclass(frozen=True)
class Lattice(Points):
    """Points among which is 0. Rejects others (LatticeError)."""

    def __post_init__(self):
        if not (self.step > 0 and self.first <= 0 <= self.last):
            raise LatticeError(f"a lattice of step {self.step} from {self.first} to {self.last} does not hold 0")


@dataclass(frozen=True)
class Tails:
    """Bounds of what lies outside of a lattice from T to U, as in the proofs above.

    decays      shape (d,), B_i with F_j(s + log 2) in the integral; infinite where there is none
    shortfall   integral of P over t < T
    excess      integral of 1 - P over t > U;   both infinite where there is no mean
    above       shape (d,), E min(1, exp(X_i - G_i - U)), which bounds P(X_i > U)
    """

    decays: Sequence[arb]
    shortfall: arb
    excess: arb
    above: Sequence[arb]


@dataclass(frozen=True)
class Maximum:
    """Balls for E max (None without a mean), p of shape (d,), and H of shape (d, d) or None."""

    value: arb | None
    probabilities: list[arb]
    hessian: list[list[arb]] | None


def spacing(nats: float, power: int) -> float:
    """A step at which the relative error of (2) with n = power is about exp(-nats)."""
    h = 0.1
    for _ in range(30):
        h = pi * pi / (nats + 1 + log(2) + power * log(2 * pi / h))
    return max(1, int(h * GRAIN)) / GRAIN if h * GRAIN > 64 else h


def discretisation(h: arb, power: int) -> arb:
    """1 / (cos^power a (e^(2 pi a / h) - 1)) at a good a < pi / 2, rounded up."""
    a = arb(pi / 2 - float(h) * power / (2 * pi)) if h < 4 else arb(1)
    cosine = a.cos()
    if not (a > 0 and cosine > 0):
        raise LatticeError(f"no strip for a lattice of step {h.str(5)}; take a smaller step")
    return (1 / (cosine**power * (2 * arb.pi() * a / h).expm1())).upper()


def maximum(lattice: Lattice, cdfs: Sequence[Sequence[arb]], densities: Sequence[Sequence[arb]], tails: Tails, hessian: bool = False) -> Maximum:
    """E max_j X_j, the probabilities that the maximum is at i, and the second derivatives by shifts of the X_j.

    cdfs, densities     for each coordinate balls of F_j and f_j at the points of the lattice
    Rejects tables that do not fit the lattice, and sums that are not finite (LatticeError). Trust: enclosed, given the tables and the tails.
    """
    fits = len(cdfs) == len(densities) == len(tails.above) == len(tails.decays) > 0
    if not fits or any(len(row) != len(lattice) for row in (*cdfs, *densities)):
        raise LatticeError(f"the tables do not hold one number for each of {len(lattice)} points and each coordinate")
    masses, product = _masses(cdfs, densities)
    p = [_probability(lattice, tails, row, product[0], densities[i][0], i) for i, row in enumerate(masses)]
    if not all(x.is_finite() for x in p):
        raise LatticeError("a probability has no finite enclosure; more digits of the working precision are needed")
    value = expectation(lattice, product, tails)
    return Maximum(value, p, _hessian(lattice, tails, cdfs, densities, masses, product) if hessian else None)


def expectation(lattice: Lattice, product: Sequence[arb], tails: Tails) -> arb | None:
    """E max_j X_j from P at the points; None where the tails are infinite. Trust: enclosed, given the table and the tails."""
    if not (tails.shortfall.is_finite() and tails.excess.is_finite()):
        return None
    h = lattice.spacing
    total = h * (2 * lattice.last + 1) / 2 - h * sum(product, arb(0))
    return total + between(tails.excess) - between(tails.shortfall) + UNIT * (h / arb.pi() * discretisation(h, 1))


def _masses(cdfs, densities) -> tuple[list[list[arb]], list[arb]]:
    """f_i prod_{j != i} F_j for every i, and P, at the points; without divisions, by products from both ends."""
    before = [[arb(1)] * len(cdfs[0])]
    for row in cdfs:
        before.append([a * b for a, b in zip(before[-1], row)])
    product, after = before.pop(), None
    for i in reversed(range(len(cdfs))):
        others = before[i] if after is None else [a * b for a, b in zip(before[i], after)]
        before[i] = [a * b for a, b in zip(others, densities[i])]
        after = list(cdfs[i]) if after is None else [a * b for a, b in zip(after, cdfs[i])]
    return before, product


def _probability(lattice: Lattice, tails: Tails, mass: list[arb], product: arb, density: arb, i: int) -> arb:
    h = lattice.spacing
    left = _least(product, density * tails.decays[i])
    total = h * sum(mass, arb(0)) + between(h.exp() * (left + tails.above[i]))
    return relative(total, 2 * discretisation(h, 1))


def _hessian(lattice, tails, cdfs, densities, masses, product) -> list[list[arb]]:
    d, h = len(cdfs), lattice.spacing
    sums, beyond = _pairs(cdfs, densities, masses), ceil(1 / float(h))
    later = product[beyond] if beyond < len(lattice) else arb(1)
    factor, error = 2 * (2 * h - 1).exp(), 2 * discretisation(h, 2)

    def weight(i: int, j: int) -> arb:
        left = _least(factor * later, *(factor * densities[k][0] * tails.decays[k] for k in (i, j)))
        return relative(h * sums[i][j] + between(left + (2 * h).exp() * tails.above[i] * tails.above[j]), error)

    entries = [[arb(0)] * d for _ in range(d)]
    for i in range(d):
        for j in range(i):
            entries[i][j] = entries[j][i] = -weight(i, j)
    for i in range(d):
        entries[i][i] = -sum(entries[i], arb(0))
    return entries


def _pairs(cdfs, densities, masses) -> list[list[arb]]:
    """The sums of f_i f_j prod_{k != i,j} F_k for j < i.

    Where some F_k is hardly separated from 0 there is no f_j / F_j; there the terms are within 0 and f_i f_j F_m, with the least F_m, m != i, j.
    """
    d, separated = len(cdfs), [all(x.rel_accuracy_bits() > 8 and x > 0 for x in column) for column in zip(*cdfs)]
    ratios = [[b / a for a, b, good in zip(*rows, separated) if good] for rows in zip(cdfs, densities)]
    kept = [[x for x, good in zip(row, separated) if good] for row in masses]
    sums = [[sum(map(mul, kept[i], ratios[j]), arb(0)) for j in range(i)] for i in range(d)]
    for k in (k for k, good in enumerate(separated) if not good):
        least = sorted(range(d), key=lambda j: float(cdfs[j][k].upper()))[:3]
        for i in range(d):
            for j in range(i):
                bounds = [abs(cdfs[m][k]) for m in least if m not in (i, j)][:1]
                sums[i][j] += between(prod(bounds, start=abs(densities[i][k] * densities[j][k])))
    return sums


def _least(*bounds: arb) -> arb:
    """The least of some upper bounds; those that are not finite are left out unless there are no others."""
    finite = [bound.upper() for bound in bounds if bound.is_finite()]
    return min(finite) if finite else arb.pos_inf()


def between(bound: arb) -> arb:
    """All numbers from 0 to the bound."""
    half = bound.upper() / 2
    return half + UNIT * half.upper()


def relative(total: arb, error: arb) -> arb:
    """The integrals q with |total - q| <= error q, for an error below 1."""
    if not error < 1:
        raise LatticeError("the lattice is too coarse; take a smaller step")
    return total / (1 + UNIT * error)
