"""Perturb-Argmax with Gumbel noise of one scale: softmax, in balls of any number of digits."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flint import arb, ctx

from verifier.engines.balls.factors import ball, narrow, within
from verifier.laws.gumbel import Gumbel
from verifier.models.errors import ModelError
from verifier.models.solution import Solution

GUARD_BITS = 64
ATTEMPTS = 5


def has_closed_form(model) -> bool:
    """Whether all laws are Gumbel laws of one scale under argmax."""
    laws = model.laws
    return model.kind == "argmax" and all(isinstance(law, Gumbel) and law.scale == laws[0].scale for law in laws)


def softmax(model, theta: Sequence[Fraction], digits: int, hessian: bool = False) -> Solution:
    """p = softmax((theta + c) / s) for Gumbel noise of locations c and scale s; the value is s log sum exp((theta + c) / s) + s * Euler's constant.

    Radii of p_i at most 10^-digits p_i, of values 10^-digits max(1, |value|). Rejects theta too far apart for that (ModelError).
    """
    bits = int(3.33 * digits) + GUARD_BITS + len(theta).bit_length()
    for _ in range(ATTEMPTS):
        with ctx.workprec(bits):
            found = _softmax(model.laws, theta, hessian)
            if _promised(found, digits):
                return found
        bits = bits + 64 if bits > 4_000 else 2 * bits
    raise ModelError(f"{model!r}: the entries of theta lie too far apart for {digits} digits of every probability")


def _promised(found: Solution, digits: int) -> bool:
    goal = arb(10) ** -digits
    small = all(within(p.rad(), (goal * abs(p)).lower()) for p in found.probabilities)
    return small and narrow(found.value, digits) and narrow(found.normalised, digits)


def _softmax(laws: Sequence[Gumbel], theta: Sequence[Fraction], hessian: bool) -> Solution:
    """At the working precision. A single choice has p = 1 exactly."""
    scale, d = ball(laws[0].scale), len(theta)
    lse, p = _log_sum_exp([entry + law.location for entry, law in zip(theta, laws)], scale)
    start, _ = _log_sum_exp([law.location for law in laws], scale)
    weights = [[-p[i] * p[j] / scale if i != j else arb(0) for j in range(d)] for i in range(d)] if hessian else None
    for i, row in enumerate(weights or ()):
        row[i] = -sum(row, arb(0))
    normalised = scale * (lse - start)
    return Solution(scale * (lse + arb.const_euler()), p, weights, lambda: normalised)


def _log_sum_exp(places: Sequence[Fraction], scale: arb) -> tuple[arb, list[arb]]:
    """log sum exp(places / scale) and the softmax, shifted by the largest for exponents that stay small. Equal entries are computed once."""
    shift = max(places)
    known = {x: (ball(x - shift) / scale).exp() for x in set(places)}
    total = sum((known[x] for x in places), arb(0))
    return total.log() + ball(shift) / scale, [known[x] / total if len(places) > 1 else arb(1) for x in places]
