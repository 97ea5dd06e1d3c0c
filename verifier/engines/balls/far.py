"""Sums over the points of a lattice beyond the window of `lattice.maximum`, for variables with heavy tails, enclosed.

Outwards means to the right or, mirrored, to the left. At a distance u outwards of `base` let S_j be the probability that X_j lies further out,
and f_j its density. Each integrand q is a polynomial of the S_j and f_j. A `Tail` supplies functions s_j, a_j with

    |S_j - s_j| <= e and |f_j - a_j| <= e on the real line,     s_j, a_j analytic on every disc |z - u| <= u / 2.

(1) Since 0 <= S_j, 1 - S_j, f_j <= 1, and for e_1 + ... <= 1/4 (all errors of all j added up), q moves by less than twice that sum if s_j, a_j
    are put for S_j, f_j: in a product of numbers x_k, |x_k| <= 1, y_k = x_k + e_k differs by at most prod (1 + |e_k|) - 1 <= 8/7 sum |e_k|.
    (1 - prod (1 - S_j) differs as the product does.) Let q_s be q with s_j, a_j, and E(u) twice the sum, decreasing in u.
(2) Euler and Maclaurin. With step h, u_k = u_0 + kh and m >= 1
        h sum_{k >= 1} q_s(u_k) = integral of q_s beyond u_0 - h q_s(u_0) / 2 - sum_{1 <= r <= m} B_2r h^2r / (2r)! q_s^(2r-1)(u_0) + R,
    |R| <= |B_2m| h^2m / (2m)! times the integral of |q_s^(2m)|, and |B_2m| / (2m)! <= 4 / (2 pi)^2m. With |q_s| <= M on all discs |z - u| <= u / 2,
    u >= u_0, Cauchy's estimate |q_s^(2m)(u)| <= (2m)! M (u / 2)^-2m gives |R| <= 4 (2m)! M u_0 / (2m - 1) (h / (pi u_0))^2m.
(3) The sum of h E(u_k), k >= 1, is at most the integral of E beyond u_0. So h sum_{k >= 1} q(u_k) is the integral of q, not of q_s, beyond u_0,
    less the terms of (2) at u_0, within R and twice the integral of E.
(4) The integral of q over [U, 2U] by Gauss-Legendre for q_s, with other s_j, a_j than those of (2): the ellipse with foci U and 2U of parameter 5/2
    has the semi-axis 0.725 U, and lies in the disc |z - c| <= c / 2, c = 3U/2. The error is at most U / 2 times `remainder` times M, and U E(U).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lgamma, log, pi
from typing import Protocol

from flint import arb, arb_series, ctx, fmpq

from verifier.engines.balls.lattice import UNIT, LatticeError
from verifier.engines.balls.legendre import remainder, rule, size

RHO = arb(2.5)
MOST_PANELS = 3000
MOST_ORDER = 60
ENOUGH = 0.25


class Tail(Protocol):
    """One variable's S and f, u outwards of its own centre; terms >= 2: how many of its expansion make s and a."""

    def jet(self, u: arb, terms: int, order: int) -> tuple[list[arb], list[arb]]:
        """The first `order` Taylor coefficients of s and of a at u."""

    def box(self, u: arb, terms: int) -> tuple[arb, arb]:
        """Bounds of |s| and |a| on the disc |z - v| <= v / 2, for all v >= u."""

    def slack(self, u: arb, terms: int) -> tuple[arb, arb]:
        """A bound e(u) of |S - s| + |f - a|, decreasing in u, and one of its integral beyond u."""

    def terms(self, u: float, nats: float) -> int:
        """How many terms make u e(u) about e^-nats; or the best there is."""


@dataclass(frozen=True)
class Integrands:
    """What is integrated, as polynomials of s and a.

    values    (s, a) -> the integrands, from numbers or power series
    bounds    (bounds of |s|, bounds of |a|) -> bounds of them
    closing   u -> bounds of the integrals beyond u of the moduli of the true integrands
    """

    values: Callable[[Sequence, Sequence], list]
    bounds: Callable[[Sequence[arb], Sequence[arb]], list[arb]]
    closing: Callable[[arb], list[arb]]


@dataclass(frozen=True)
class Far:
    """Variables seen from a common base: tail j at the distance u + offsets[j] from its own centre, offsets[j] >= 0."""

    tails: Sequence[Tail]
    offsets: Sequence[arb]

    def beyond(self, start: arb, step: arb, integrands: Integrands, nats: float) -> list[arb]:
        """step times the sum of each integrand at start + k step, k >= 1, with errors of about e^-nats.

        Rejects tails too heavy for that (LatticeError). Trust: enclosed, given the tails and the closing bounds. Source: above.
        """
        ends, outside = self._ends(start, integrands, nats), self._maclaurin(start, step, integrands, nats)
        for u in ends[:-1]:
            outside = [a + b for a, b in zip(outside, self._panel(u, integrands, nats))]
        return [a + UNIT * b.upper() for a, b in zip(outside, integrands.closing(ends[-1]))]

    def terms(self, u: arb, nats: float) -> int:
        """For the tail that needs most."""
        return max(tail.terms(float((u + offset).lower()), nats) for tail, offset in zip(self.tails, self.offsets))

    @staticmethod
    def _ends(start: arb, integrands: Integrands, nats: float) -> list[arb]:
        """start 2^k, up to where the rest is negligible."""
        goal, ends = (-arb(nats)).exp(), [start]
        while not all(bound <= goal for bound in integrands.closing(ends[-1])):
            ends.append(2 * ends[-1])
            if len(ends) > MOST_PANELS:
                raise LatticeError("the tails are too heavy for so many digits; take fewer digits")
        return ends

    def _jets(self, u: arb, terms: int, order: int) -> tuple[list, list]:
        known: dict = {}
        for j in self._first_alike:
            if j not in known:
                known[j] = self.tails[j].jet(u + self.offsets[j], terms, order)
        return [known[j][0] for j in self._first_alike], [known[j][1] for j in self._first_alike]

    @cached_property
    def _first_alike(self) -> list[int]:
        """For each variable the first that is just like it."""
        keys = [(tail, x.mid().man_exp(), x.rad().man_exp()) for tail, x in zip(self.tails, self.offsets)]
        return [keys.index(key) for key in keys]

    def _largest(self, u: arb, terms: int, integrands: Integrands) -> list[arb]:
        pairs = [tail.box(u + offset, terms) for tail, offset in zip(self.tails, self.offsets)]
        return [bound.upper() for bound in integrands.bounds([s for s, _ in pairs], [a for _, a in pairs])]

    def _slack(self, u: arb, terms: int) -> tuple[arb, arb]:
        """E(u) of (1), and a bound of its integral beyond u."""
        pairs = [tail.slack(u + offset, terms) for tail, offset in zip(self.tails, self.offsets)]
        total, integral = (sum((pair[k] for pair in pairs), arb(0)).upper() for k in (0, 1))
        if not total <= ENOUGH:
            raise LatticeError("the expansion in the tails does not serve so near the centre; take more digits")
        return 2 * total, 2 * integral

    def _maclaurin(self, start: arb, step: arb, integrands: Integrands, nats: float) -> list[arb]:
        """The terms of (2) at the start with R, and the errors of (3)."""
        terms, m = self.terms(start, nats), order(float(start.mid()), float(step.mid()), nats)
        cap, ctx.cap = ctx.cap, 2 * m
        try:
            s, a = ([arb_series(list(x), 2 * m) for x in row] for row in self._jets(start, terms, 2 * m))
            series = [[x[k] for k in range(2 * m)] for x in integrands.values(s, a)]
        finally:
            ctx.cap = cap
        factors = [-step / 2] + [arb(0)] * (2 * m - 1)
        for r in range(1, m + 1):
            factors[2 * r - 1] = -arb(fmpq.bernoulli(2 * r) / (2 * r)) * step ** (2 * r)
        rest = maclaurin_rest(start, step, m)
        errors = [rest * bound + 2 * self._slack(start, terms)[1] for bound in self._largest(start, terms, integrands)]
        return [sum((x * y for x, y in zip(factors, q)), arb(0)) + UNIT * e.upper() for q, e in zip(series, errors)]

    def _panel(self, u: arb, integrands: Integrands, nats: float) -> list[arb]:
        """The integrals over [u, 2u], by (4)."""
        terms, n = self.terms(u, nats), size(nats, float(RHO))
        total = None
        for node, weight in rule(n):
            s, a = self._jets(u * (3 + node) / 2, terms, 1)
            found = [weight * q for q in integrands.values([x[0] for x in s], [x[0] for x in a])]
            total = found if total is None else [x + y for x, y in zip(total, found)]
        error, slack = u / 2 * remainder(n, RHO), u * self._slack(u, terms)[0]
        largest = self._largest(3 * u / 2, terms, integrands)
        return [u / 2 * x + UNIT * (error * bound + slack).upper() for x, bound in zip(total, largest)]


def maclaurin_rest(start: arb, step: arb, m: int) -> arb:
    """R of (2) for M = 1."""
    return (4 * arb(2 * m + 1).gamma() * start / (2 * m - 1) * (step / (arb.pi() * start)) ** (2 * m)).upper()


def order(start: float, step: float, nats: float) -> int:
    """The least m for which R of (2) is about e^-nats, or 60."""
    sizes = (lgamma(2 * m + 1) + 2 * m * log(step / (pi * start)) + log(start) for m in range(1, MOST_ORDER))
    return next((m for m, size in enumerate(sizes, 1) if size <= -nats), MOST_ORDER)
