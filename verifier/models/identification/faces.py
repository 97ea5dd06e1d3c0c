"""The inverse where the value has flat pieces or kinks: which theta have a given p among their subgradients.

Decided here, for independent noise: p outside of the simplex; p with zeros, any laws; finite laws with few choices; two choices with piecewise
polynomial cdfs. p is a subgradient at theta exactly when theta minimises the convex function f - <p, .>.

A zero. Let p vanish exactly outside of a set R of choices. p is a subgradient at theta exactly when p restricted to R is one of the model of the
choices in R alone at (theta_j : j in R), and every k outside of R almost surely does not exceed the maximum over R, that is
    theta_k + (upper end of k) <= max over j in R of theta_j + (lower end of j),
as the variables are independent. So such theta exist exactly when all upper ends outside of R are finite and some lower end in R is.
Source: R2 of the theory for p in the open simplex (f - <p, .> is coercive on sum 0 there); Rockafellar, Convex Analysis, 23.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

from flint import arb, ctx

from verifier.models.errors import ModelError
from verifier.models.identification.pair import between
from verifier.models.identification.polyhedral import minima, within_reach
from verifier.models.rationals.rational import Vector, rationals, to_fmpq
from verifier.models.reading import refuse_digits

GUARD_BITS = 32
MOST_DIGITS = 100_001
BITS_PER_DIGIT = 3.33
NEARLY = Fraction(1, 1000)
Bounds = Mapping[tuple[int, int], tuple[Any, Any]]


@dataclass(frozen=True)
class Solutions:
    """The set {theta : sum theta = 0, p in subdifferential f(theta)}.

    kind      "point", "set" (more than one point), "none", or None where this was not decided
    theta     one solution of sum 0: Fractions, or arb that contain it; None where there is none or none was computed
    reason    one sentence
    bounds    (i, j), 0 <= i < j < d, -> the least and greatest theta_i - theta_j over all solutions; None for an infinite one; finite ones are
              attained (as Fractions, or as balls where they are irrational). Empty where they are not known
    at_kink   True where the subdifferential at theta has more points than p; None where that is not known
    """

    kind: str | None
    theta: tuple | None
    reason: str
    bounds: Bounds = field(default_factory=dict)
    at_kink: bool | None = None

    def __bool__(self):
        raise TypeError("solutions have no truth value; ask for their kind")

    @property
    def is_rational(self) -> bool:
        """Whether theta is known as Fractions."""
        return self.theta is not None and all(isinstance(entry, Fraction) for entry in self.theta)


def solve(model, p, digits: int = 30) -> Solutions:
    """All theta of sum 0 with p among the subgradients; kind None where this module cannot decide.

    model     PerturbArgmax or PerturbSoftmax
    p         shape (d,), exact
    digits    an irrational theta (two choices only) is enclosed within 10^-digits
    Rejects floats, a wrong length, digits that are no positive int, and more than 1000 for an irrational theta (ModelError).
    Trust: exact; enclosed where theta is irrational.
    """
    refuse_digits(digits, MOST_DIGITS)
    with ctx.workprec(_bits(model, digits)):
        return _solve(model, rationals(p, model.dim, "p"), digits)


def _bits(model, digits: int) -> int:
    """Of a working precision in which theta is rounded by far less than 10^-digits; an irrational theta is no larger than the laws' supports."""
    ends = [end for law in model.laws for end in law.support if end is not None]
    return GUARD_BITS + int(BITS_PER_DIGIT * digits) + int(max(map(abs, ends), default=0)).bit_length()


def _solve(model, p: Vector, digits: int) -> Solutions:
    if sum(p) != 1 or min(p) < 0:
        which = f"its entries sum to {_sum(sum(p) - 1)}" if sum(p) != 1 else f"entry {p.index(min(p)) + 1} is {min(p)}"
        return Solutions("none", None, f"p is not in the simplex: {which}")
    if model.dim == 1:
        return Solutions("point", (Fraction(0),), "there is one choice, with probability 1", {}, False)
    if model.kind != "argmax":
        return _smooth(p)
    if all(law.atoms for law in model.laws) and within_reach(model.laws):
        return _polyhedral(model.laws, p)
    if min(p) == 0:
        return _with_zeros(model, p, digits)
    if model.dim == 2 and all(law.cdf_pieces() is not None for law in model.laws):
        return _two(model.laws, p, digits)
    return Solutions(None, None, "exact inverses are for finite laws with few choices, and for two choices with piecewise polynomial cdfs")


def _sum(excess: Fraction) -> str:
    """1 + excess; where it is nearly 1 as a sum, with the usual remedy."""
    if abs(excess) > NEARLY:
        return str(1 + excess)
    return f"1 {'+' if excess > 0 else '-'} {abs(excess)}, and p is taken as exact: write fractions such as 1/3 in full"


def conjugate(model, p, digits: int = 30) -> Fraction:
    """f*(p) = sup <p, theta> - f(theta), from a theta with p among its subgradients.

    Rejects p outside of the simplex, where f* is infinite, and p for which no rational theta is known (ModelError).
    """
    from verifier.models.rationals.exact import Exact

    p = rationals(p, model.dim, "p")
    if sum(p) != 1 or min(p) < 0:
        raise ModelError(f"{model!r}: the conjugate is infinite, as p = ({', '.join(map(str, p))}) is not in the simplex")
    found = solve(model, p, digits)
    if not found.is_rational:
        raise ModelError(f"{model!r}: no rational theta is known for p = ({', '.join(map(str, p))}); ask model.enclosed(digits)")
    return sum(a * b for a, b in zip(p, found.theta)) - Exact(model).value(found.theta)


def _smooth(p: Vector) -> Solutions:
    """Every coordinate of Perturb-Softmax has noise with a positive density."""
    if min(p) > 0:
        return Solutions(None, None, "Perturb-Softmax has no flat pieces and no kinks, and its inverse is not rational")
    return Solutions("none", None, f"p_{p.index(0) + 1} = 0, but in Perturb-Softmax every choice has positive probability")


def _polyhedral(laws, p: Vector) -> Solutions:
    found = minima(laws, p)
    if all(low == high and low is not None for low, high in found.spans.values()):
        place = "where a tie has positive probability" if found.at_kink else "where no tie occurs"
        return Solutions("point", found.theta, f"f is polyhedral and f - <p, theta> has one minimum, {place}", found.spans, found.at_kink)
    reason = "f is polyhedral and f - <p, theta> is least on a whole face: exactly where all differences theta_i - theta_j are within their bounds"
    return Solutions("set", found.theta, reason, found.spans, found.at_kink)


def _two(laws, p: Vector, digits: int) -> Solutions:
    low, high, kink = between(laws, p[0], digits)
    if low is None or high is None:
        middle = high - 1 if low is None else low + 1
    else:
        middle = low if low is high else (low + high) / 2
    theta = middle / 2, -middle / 2
    if low is not None and (low is high or low == high):
        reason = "p lies in the jump of the probabilities at theta" if kink else "the probability of choice 1 increases strictly at theta"
        return Solutions("point", theta, reason, {(0, 1): (low, high)}, kink)
    reason = "the probabilities are constant while theta_1 - theta_2 is within its bounds"
    return Solutions("set", theta, reason, {(0, 1): (low, high)}, False)


def _with_zeros(model, p: Vector, digits: int) -> Solutions:
    kept = [j for j, entry in enumerate(p) if entry > 0]
    lost = [k for k, entry in enumerate(p) if entry == 0]
    for k in lost:
        if model.laws[k].support[1] is None:
            return Solutions("none", None, f"p_{k + 1} = 0, but the noise of choice {k + 1} is unbounded above, so it wins with positive probability")
    if all(model.laws[j].support[0] is None for j in kept):
        which = f"p_{lost[0] + 1} = 0, but choice {lost[0] + 1} wins whenever the choices with positive p are low enough, as they can be"
        return Solutions("none", None, which)
    inner = _solve(type(model)([model.laws[j] for j in kept], len(kept)), tuple(p[j] for j in kept), digits)
    names = ", ".join(str(k + 1) for k in lost)
    reason = f"p vanishes at choice {names}: its theta may be as low as one likes once its noise cannot reach the others"
    theta = None if inner.theta is None else lowered(model.laws, p, inner)
    return Solutions("set", theta, reason, _bounds(model.laws, kept, lost, inner), None if theta is None else inner.at_kink)


def lowered(laws, p: Vector, inner) -> tuple:
    """A solution of sum 0 from one for the choices with positive p, inner.theta: the others stand 1 below where they could win."""
    kept, lost = [j for j, entry in enumerate(p) if entry > 0], [k for k, entry in enumerate(p) if entry == 0]
    exact = all(isinstance(entry, Fraction) for entry in inner.theta)
    lows, highs = zip(*(law.support if exact else map(_ball, law.support) for law in laws))
    floor = _largest([theta + lows[j] for j, theta in zip(kept, inner.theta) if lows[j] is not None])
    theta = {**dict(zip(kept, inner.theta)), **{k: floor - highs[k] - 1 for k in lost}}
    mean = sum(theta.values()) / len(theta)
    return tuple(theta[k] - mean for k in range(len(theta)))


def _ball(end: Fraction | None) -> arb | None:
    return None if end is None else arb(to_fmpq(end))


def _largest(numbers: list):
    """The largest Fraction, or the ball of the largest of balls."""
    best = numbers[0]
    for number in numbers[1:]:
        best = max(best, number) if isinstance(best, Fraction) else best.max(number)
    return best


def _bounds(laws, kept: list[int], lost: list[int], inner: Solutions) -> Bounds:
    """Of all differences; empty where those of the inner solutions are not known as Fractions."""
    if len(kept) > 1 and not (inner.bounds and all(isinstance(end, Fraction) for span in inner.bounds.values() for end in span)):
        return {}
    spans = {}
    for (a, i), (b, j) in combinations(enumerate(kept), 2):
        spans[i, j] = inner.bounds[a, b]
    for k in lost:
        for a, i in enumerate(kept):
            ends = [laws[j].support[0] + _most(inner, b, a) for b, j in enumerate(kept) if laws[j].support[0] is not None]
            most = max(ends) - laws[k].support[1]
            spans[min(i, k), max(i, k)] = (None, most) if k < i else (-most, None)
    spans |= dict.fromkeys(combinations(lost, 2), (None, None))
    return spans


def _most(inner: Solutions, b: int, a: int) -> Fraction:
    """The greatest theta_b - theta_a over the inner solutions."""
    if a == b:
        return Fraction(0)
    return inner.bounds[b, a][1] if b < a else -inner.bounds[a, b][0]
