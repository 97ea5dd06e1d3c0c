"""The probability of one choice as a Coq statement with its proof: both files are written from the claim, in exact rationals.

The statement encloses an improper integral. The proof encloses it over a finite interval by coq-interval's `integral`, and its tails by a
lemma of the library; the cut points, the share of the tails and the precision are chosen here, and Coq checks them. It computes with the
integers of Coq's standard library, so that no axiom about the machine's numbers is used.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verifier.models.argmax import PerturbArgmax
from verifier.models.errors import ModelError
from verifier.models.model import Model
from verifier.models.softmax import PerturbSoftmax

MOST_DIGITS = 12
WIDTH = 150
TAILS = Fraction(1, 10)
GUARD_DIGITS = 10
GUARD_BITS = 12


@dataclass(frozen=True)
class Family:
    """A model with a law for which there are an integral, NAME_probability in statements/LAW_law.v, and a lemma, NAME_enclosed in library/LAW.v.

    words        the model in words
    noise, dim   the law, and the number of choices, None for any
    left_out     what the Coq statement does not say
    arguments    the integral's, from theta with the entry of the chosen one first
    cuts         the lemma's further ones, from theta and what the tails may amount to
    goals        the lemma's hypotheses, each with its tactics; the next to last encloses the integral, the last the tails
    """

    words: str
    model: type[Model]
    noise: str
    dim: int | None
    left_out: str
    arguments: Callable[[list[Fraction]], str]
    cuts: Callable[[list[Fraction], Fraction], tuple[Fraction, ...]]
    goals: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """|p - middle| <= radius for the probability p of `choice` (from 1) at theta, all exact rationals. family: a key of FAMILIES."""

    family: str
    theta: tuple[Fraction, ...]
    choice: int
    middle: Fraction
    radius: Fraction

    @property
    def says(self) -> str:
        """The claim in words."""
        where = f"{FAMILIES[self.family].words}, theta = ({', '.join(map(str, self.theta))})"
        return f"{where}: the probability of choice {self.choice} is {decimal(self.middle)} up to {decimal(self.radius)}."

    @property
    def left_out(self) -> str:
        """What the Coq statement does not say."""
        return FAMILIES[self.family].left_out


def family(model: str, noise: str, d: int) -> str:
    """The key of FAMILIES for "argmax" or "softmax", this noise and d choices. Rejects what has no lemma (ModelError), and no law (LawError)."""
    kind = {"argmax": PerturbArgmax, "softmax": PerturbSoftmax}[model]
    laws = set(kind(noise, d).laws)
    for name, known in FAMILIES.items():
        if known.model is kind and laws == set(kind(known.noise, d).laws) and known.dim in (None, d):
            return name
    there = "; ".join(f"{known.words}{f', {known.dim} choices' if known.dim else ''}" for known in FAMILIES.values())
    raise ModelError(f"there is no Coq proof for the {model} model with {noise} and {d} choices; there are: {there}")


def claims(model: str, noise: str, theta: tuple[Fraction, ...], digits: int, choices: tuple[int, ...] = ()) -> tuple[Claim, ...]:
    """What is to be proved of these choices, or of all: the radius is 10^-digits, the middle comes from balls and has a digit more.

    Rejects what `family` rejects, digits out of range, and a choice that there is not (ModelError).
    """
    if not 1 <= digits <= MOST_DIGITS:
        raise ModelError(f"digits = {digits}; Coq is asked for 1 to {MOST_DIGITS}")
    wrong = [k for k in choices if not 1 <= k <= len(theta)]
    if wrong:
        raise ModelError(f"there is no choice {wrong[0]}; choices are 1 to {len(theta)}")
    name, unit = family(model, noise, len(theta)), 10 ** (digits + 1)
    balls = _balls(name, theta, digits)
    return tuple(Claim(name, theta, k, _nearest(balls[k - 1], unit), Fraction(1, 10**digits)) for k in choices or range(1, len(theta) + 1))


def files(claim: Claim, name: str, about: str = "") -> dict[str, str]:
    """The texts of the units statements/NAME and theorems/NAME; `about` stands before the header.

    Rejects a claim that the balls do not confirm, with room for the tails (ModelError): Coq would look for a proof in vain.
    Trust: none; whether it is a proof, Coq decides.
    """
    known = FAMILIES[claim.family]
    first = [claim.theta[claim.choice - 1], *(x for k, x in enumerate(claim.theta, 1) if k != claim.choice)]
    tails = claim.radius * TAILS
    _refuse_false(claim, 2 * tails)
    integral = claim.family.replace("-", "_")
    terms = {
        "name": name, "law": claim.family.partition("-")[0], "integral": integral, "arguments": known.arguments(first),
        "cuts": " ".join(map(atom, known.cuts(first, tails))), "middle": ratio(claim.middle), "radius": ratio(claim.radius),
        "within": ratio(claim.radius - tails), "tails": ratio(tails), "lists": "Import ListNotations.\n" if known.dim is None else "",
        "goals": "".join(f"  - {goal}.\n" for goal in known.goals).replace("PRECISION", str(_ceiling(1 / claim.radius).bit_length() + GUARD_BITS)),
    }
    return {
        f"statements/{name}": _comment(about, claim.says, f"Left out: {claim.left_out}.") + _filled(STATEMENT, terms),
        f"theorems/{name}": _comment(f"{claim.says} Of this the tails take at most {decimal(tails)}.") + _filled(THEOREM, terms),
    }


STATEMENT = """
From Coq Require Import Reals List.
From Perturb.statements Require Import {law}_law.
{lists}Open Scope R_scope.

Definition {name} : Prop :=
  exists p : R, {integral}_probability {arguments} p /\\ Rabs (p - {middle}) <= {radius}.
"""

THEOREM = """
From Coq Require Import Reals List Lra.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Perturb.statements Require Import {law}_law {name}.
From Perturb.library Require Import digits {law}.
{lists}Open Scope R_scope.

Theorem proved : {name}.
Proof.
  destruct ({integral}_enclosed {arguments} {cuts} ({middle}) ({within}) ({tails})) as [p [P E]].
{goals}  - exists p; split; [exact P|lra].
Qed.
"""


def _filled(template: str, terms: dict[str, str]) -> str:
    """Long lines are broken between words; Coq does not mind."""
    lines = template.format(**terms).splitlines()
    return "\n".join(_broken(line) if len(line) > WIDTH else line for line in lines) + "\n"


def _comment(*sentences: str) -> str:
    return "(** " + "\n    ".join(_broken(text, len("(** *)")) for text in sentences if text) + " *)\n"


def _broken(text: str, less: int = 0) -> str:
    return textwrap.fill(text, WIDTH - less, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def atom(q: Fraction) -> str:
    """A rational as a Coq term that can stand as an argument."""
    text = ratio(q)
    return text if text.isdigit() else f"({text})"


def ratio(q: Fraction) -> str:
    """A rational as a Coq term: p / 10 ^ n for a finite decimal fraction with n > 3, else p / q."""
    n = _places(q)
    if n is not None and n > 3:
        return f"{int(q * 10**n)} / 10 ^ {n}"
    return str(q.numerator) if q.denominator == 1 else f"{q.numerator} / {q.denominator}"


def decimal(q: Fraction) -> str:
    """A rational for reading: 0.25, 10^-8, 1/3."""
    n = _places(q)
    if n is None:
        return str(q)
    if n > 3 and q * 10**n == 1:
        return f"10^-{n}"
    digits = str(abs(int(q * 10**n))).rjust(n + 1, "0")
    return f"{'-' * (q < 0)}{digits[:-n]}.{digits[-n:]}" if n else str(int(q))


def _places(q: Fraction) -> int | None:
    """How many decimal places q has, if it has an end within reach."""
    return next((n for n in range(10 * MOST_DIGITS) if 10**n % q.denominator == 0), None)


def _ceiling(q: Fraction) -> int:
    return -(-q.numerator // q.denominator)


def _balls(name: str, theta: tuple[Fraction, ...], digits: int) -> Any:
    known = FAMILIES[name]
    return known.model(known.noise, len(theta)).enclosed(digits + GUARD_DIGITS).probabilities(theta)


def _nearest(p: Any, unit: int) -> Fraction:
    """A multiple of 1/unit near the middle of the ball."""
    from flint import arb

    return Fraction(int((p.mid() * unit + arb(1) / 2).mid().floor().unique_fmpz()), unit)


def _refuse_false(claim: Claim, room: Fraction) -> None:
    """Rejects a claim unless the ball of the probability certainly lies within radius - room of the middle (ModelError)."""
    digits = len(str(_ceiling(1 / claim.radius)))
    p = _balls(claim.family, claim.theta, digits)[claim.choice - 1]
    if not (abs(p - _ball(claim.middle)) < _ball(claim.radius - room)):
        raise ModelError(f"not so, or too narrow: {claim.says} By balls it is {p.str(digits + 2)}")


def _ball(q: Fraction) -> Any:
    from flint import arb

    return arb(q.numerator) / q.denominator


def _least(step: Fraction, small: Callable[[Any], Any], bound: Fraction) -> Fraction:
    """The first of 1, 1 + step, ... at which the decreasing function is certainly below the bound."""
    found = Fraction(1)
    while not small(_ball(found)) < _ball(bound):
        found += step
    return found


def _gumbel_cuts(first: list[Fraction], tails: Fraction) -> tuple[Fraction, ...]:
    """a and b with F(a - theta) and 1 - F(b - theta) at most half of the tails each."""
    low = _least(Fraction(1, 8), lambda s: (-s.exp()).exp(), tails / 2)
    return first[0] - low, first[0] + _least(Fraction(1, 2), lambda s: -(-(-s).exp()).expm1(), tails / 2)


def _normal_cut(both: bool, tails: Fraction) -> Fraction:
    """b with 2 / b, for both tails 4 / b, times the density of N(0, 2) at b at most the tails."""
    from flint import arb

    return _least(Fraction(1, 4), lambda s: (2 + 2 * both) / s * (-s * s / 4).exp() / (4 * arb.pi()).sqrt(), tails)


def _argmax_cut(first: list[Fraction], tails: Fraction) -> tuple[Fraction, ...]:
    """b, and beyond the lower end of the integral too."""
    return (max(_normal_cut(False, tails), first[1] - first[0] + 1),)


def _logistic_cut(first: list[Fraction], tails: Fraction) -> tuple[Fraction, ...]:
    """b with both tails of the logistic law beyond -b and b at most these together."""
    return (_least(Fraction(1, 4), lambda s: 2 / (1 + s.exp()), tails),)


GAUSSIAN = {
    "noise": "gaussian(0,1)", "dim": 2, "arguments": lambda first: f"({atom(first[0])} - {atom(first[1])})",
    "left_out": "that the integral is this probability: the difference of two independent standard normal variables is normal with variance 2",
    "goals": ("lra", "unfold normal_difference; integral with (i_prec PRECISION)", "unfold normal_difference; interval with (i_prec PRECISION)"),
}
FAMILIES = {
    "gumbel-argmax": Family(
        "Perturb-Argmax with independent standard Gumbel noise", PerturbArgmax, "gumbel", None,
        "that the integral is this probability, by Fubini's theorem for independent coordinates",
        lambda first: f"{atom(first[0])} [{'; '.join(map(ratio, first[1:]))}]", _gumbel_cuts,
        ("cbn [weight fold_right]; integral with (i_prec PRECISION)", "unfold gumbel_cdf; interval with (i_prec PRECISION)"),
    ),
    "gumbel-softmax": Family(
        "Perturb-Softmax with independent standard Gumbel noise", PerturbSoftmax, "gumbel", 2,
        "that the integral is this probability: the difference of two independent standard Gumbel variables is logistic",
        lambda first: f"({atom(first[0])} - {atom(first[1])})", _logistic_cut,
        ("unfold gumbel_difference; integral with (i_prec PRECISION)", "interval with (i_prec PRECISION)"),
    ),
    "gaussian-argmax": Family("Perturb-Argmax with independent standard normal noise", PerturbArgmax, cuts=_argmax_cut, **GAUSSIAN),
    "gaussian-softmax": Family(
        "Perturb-Softmax with independent standard normal noise", PerturbSoftmax, cuts=lambda first, tails: (_normal_cut(True, tails),), **GAUSSIAN,
    ),
}
