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
(5) The integral of q beyond U. Let s_j, a_j be analytic functions of y = u^(-1/r) where |u| >= R, at y = 0 too, r a whole number, and q_s =
    O(u^(-1-1/r)), so that k(y) = q_s r y^(-r-1) is analytic for |y| <= R^(-1/r). The integral is that of k over [0, Y], Y = U^(-1/r), by
    Gauss-Legendre. The ellipse of parameter rho with the foci 0 and Y lies in |y| <= Y (1 + A) / 2, A = (rho + 1/rho) / 2, where k is largest on
    the rim (maximum principle): with R = U ((1 + A) / 2)^-r the error is at most Y / 2 times `remainder` times r R^(1+1/r) times the largest |q_s|
    on |u| = R; and the integral of E.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, lcm, lgamma, log, pi, sqrt
from typing import Protocol

from flint import arb, arb_series, ctx, fmpq

from verifier.engines.balls.lattice import UNIT, LatticeError
from verifier.engines.balls.legendre import remainder, rule, size

RHO = arb(2.5)
MOST_PANELS = 3000
MOST_ROOT, MOST_NODES = 24, 400
MOST_ORDER = 60
ENOUGH = 0.25


class Tail(Protocol):
    """One variable's S and f, u outwards of its own centre; terms >= 2: how many of its expansion make s and a."""

    def jet(self, u: arb, terms: int, order: int) -> tuple[list[arb], list[arb]]:
        """The first `order` Taylor coefficients of s and of a at u."""

    root: int
    """r of (5)."""

    def box(self, u: arb, terms: int) -> tuple[arb, arb]:
        """Bounds of |s| and |a| on the disc |z - v| <= v / 2, for all v >= u."""

    def rim(self, radius: arb, terms: int) -> tuple[arb, arb]:
        """Bounds of |s| and |a| at all z of at least this modulus, continued as in (5); infinite where that fails."""

    def slack(self, u: arb, terms: int) -> tuple[arb, arb]:
        """A bound e(u) of |S - s| + |f - a|, decreasing in u, and one of its integral beyond u."""

    def terms(self, u: float, nats: float) -> int:
        """How many terms make u e(u) about e^-nats; or the best there is."""


@dataclass(frozen=True)
class Integrands:
    """What is integrated, as polynomials of s and a; they fall fast enough for (5).

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
        goal = (-arb(nats)).exp()

        def closed(u: arb) -> list[arb] | None:
            bounds = integrands.closing(u)
            return [UNIT * bound.upper() for bound in bounds] if all(bound <= goal for bound in bounds) else None

        if self.root > MOST_ROOT and closed(start * arb(2) ** MOST_PANELS) is None:
            raise LatticeError("the tails are too heavy for so many digits; take fewer digits")
        found, u = self._maclaurin(start, step, integrands, nats), start
        while (rest := self._rest(u, integrands, nats) or closed(u)) is None:
            found, u = [a + b for a, b in zip(found, self._panel(u, integrands, nats))], 2 * u
        return [a + b for a, b in zip(found, rest)]

    @property
    def root(self) -> int:
        """r of (5) for all tails."""
        return lcm(*(tail.root for tail in self.tails))

    def terms(self, u: arb, nats: float) -> int:
        """For the tail that needs most."""
        return max(tail.terms(float((u + offset).lower()), nats) for tail, offset in zip(self.tails, self.offsets))

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


    def _rest(self, u: arb, integrands: Integrands, nats: float) -> list[arb] | None:
        """The integrals beyond u, by (5); None where that would be dear."""
        r = self.root
        if r > MOST_ROOT:
            return None
        terms, (rho, radius) = self.terms(u, nats), rim(u, r)
        pairs = [tail.rim(radius - offset, terms) for tail, offset in zip(self.tails, self.offsets)]
        heights = [r * root(radius, r) * radius * bound for bound in integrands.bounds([s for s, _ in pairs], [a for _, a in pairs])]
        largest = max((bound.upper() for bound in heights))
        n, end = size(nats + max(0.0, float(largest.log().mid())), float(rho)) if largest.is_finite() else inf, 1 / root(u, r)
        if n > MOST_NODES:
            return None
        total = [UNIT * (end / 2 * remainder(n, rho) * bound + self._slack(u, terms)[1]).upper() for bound in heights]
        for node, weight in rule(n):
            y = end * (1 + node) / 2
            s, a = self._jets(y**-r, terms, 1)
            factor = weight * end / 2 * r * y ** (-r - 1)
            total = [x + factor * q for x, q in zip(total, integrands.values([x[0] for x in s], [x[0] for x in a]))]
        return total


def rim(u: arb, r: int) -> tuple[arb, arb]:
    """rho and a lower bound of R of (5), about u / 2."""
    axis = 2 ** (1 + 1 / r) - 1
    rho = arb(axis + sqrt(axis * axis - 1))
    return rho, (u * ((1 + (rho + 1 / rho) / 2) / 2) ** -r).lower()


def root(x: arb, r: int) -> arb:
    """x^(1/r)."""
    return x if r == 1 else (x.log() / r).exp()


def maclaurin_rest(start: arb, step: arb, m: int) -> arb:
    """R of (2) for M = 1."""
    return (4 * arb(2 * m + 1).gamma() * start / (2 * m - 1) * (step / (arb.pi() * start)) ** (2 * m)).upper()


def order(start: float, step: float, nats: float) -> int:
    """The least m for which R of (2) is about e^-nats, or 60."""
    sizes = (lgamma(2 * m + 1) + 2 * m * log(step / (pi * start)) + log(start) for m in range(1, MOST_ORDER))
    return next((m for m, size in enumerate(sizes, 1) if size <= -nats), MOST_ORDER)
