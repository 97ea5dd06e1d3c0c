"""The probabilities at a witness: exact fractions where the laws allow it, else enclosures; never needed for an answer."""

from __future__ import annotations

from typing import Any

from verifier.laws import Law
from verifier.numerals import NumeralError, number
from verifier.parameters.sets import Vector

DIGITS = 20


def image(kind: str, laws: tuple[Law, ...], theta: Vector) -> dict[str, Any]:
    """{"p": numerals} or {"p": None, "because": reason}; a numeral is "p/q" or {"mid", "rad"}: a number within rad of mid, as text."""
    from verifier.engines.floating.quadrature import QuadratureError
    from verifier.laws import LawError
    from verifier.models import ModelError, PerturbArgmax, PerturbSoftmax

    model = {"argmax": PerturbArgmax, "softmax": PerturbSoftmax}[kind](laws, len(laws))
    reason = ""
    for view in (model.exact, lambda: model.enclosed(DIGITS)):
        try:
            return {"p": [number(x, DIGITS) for x in view().probabilities(theta)]}
        except (LawError, ModelError, NumeralError, QuadratureError, ArithmeticError) as trouble:
            reason = str(trouble)
    return {"p": None, "because": reason}


def missed(kind: str, laws: tuple[Law, ...], theta: Vector) -> dict[str, Any]:
    """The p of theta, which no vector but theta and its translates has."""
    found = image(kind, laws, theta)
    return {"missed": found.pop("p"), **found, "reached_only_at": [str(x) for x in theta], "up_to": "multiples of 1"}
