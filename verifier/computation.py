"""What `verify probabilities` and `verify identify` compute, as plain data for a worker process: texts in, texts out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from verifier.numerals import NumeralError, number, rational, rounded

SLACK = 2
LONG, SHORT = 40, 12
MOST_LINES = 60
EXACT = "rational arithmetic"
ROUNDED = "fractions too long for the table are rounded; --json has them"
BALLS = "ball arithmetic, discretisation and tails bounded"
SOLUTIONS = {"point": "one: this theta of sum 0 and no other", "set": "more than one", "none": "none", "undecided": "undecided"}


@dataclass(frozen=True)
class Task:
    """A question as typed. numbers: theta or p, a list separated by commas; digits: significant digits, at least 1."""

    model: str
    noise: str
    numbers: str
    temperature: str | None
    digits: int


@dataclass(frozen=True)
class Answered:
    """How it went: done (with data for JSON and lines for reading), input (an error of the caller) or refused, both with a reason."""

    outcome: str
    reason: str = ""
    data: dict[str, Any] | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


def probabilities(task: Task) -> Iterator[Answered]:
    """The value and the probabilities at theta, or the subdifferential at a tie."""
    yield _guarded(_probabilities, task, "theta")


def identify(task: Task) -> Iterator[Answered]:
    """The theta of sum 0 with these probabilities, if there is one and only one; else what is known instead."""
    yield _guarded(_identify, task, "p")


def undecided(reason: str) -> Answered:
    """An answer to `identify` that decides nothing."""
    data = {"theta": None, "unique": False, "solutions": "undecided", "reason": reason}
    return Answered("done", "", data, (), (("solutions", SOLUTIONS["undecided"]), ("reason", shortened(reason))))


def _guarded(answer, task: Task, name: str) -> Answered:
    """Every refusal as data; only defects of the program are left to raise."""
    from verifier.engines.floating.quadrature import QuadratureError
    from verifier.laws import LawError
    from verifier.models import ModelError

    try:
        entries = read_numbers(task.numbers, name)
        model = _model(task, len(entries))
    except (LawError, ModelError) as error:
        return Answered("input", str(error))
    try:
        return answer(model, entries, task.digits)
    except (LawError, ModelError, NumeralError, QuadratureError) as error:
        return Answered("refused", str(error))
    except (MemoryError, ArithmeticError) as error:
        remedy = "ask for fewer digits, fewer choices or numbers of more modest size"
        return Answered("refused", f"the numbers outgrow this machine ({type(error).__name__}); {remedy}")


def read_numbers(text: str, name: str) -> tuple[Fraction, ...]:
    """The exact rationals of a list such as "0.3,-7/10,1e-12". Rejects what is no such list (LawError); names the entry."""
    from verifier.laws import LawError

    parts = text.split(",")
    if not text.strip():
        raise LawError(f"{name} is empty; write its entries separated by commas, such as 1/2,0.3,-1")
    return tuple(_power(part, f"{name}_{k}") for k, part in enumerate(parts, 1))


def _power(text: str, where: str) -> Fraction:
    """A numeral, possibly with an exponent of at most four digits."""
    from verifier.laws import exact

    match = re.fullmatch(r"\s*([^eE\s/]+)[eE]([+-]?[0-9]{1,4})\s*", text)
    return exact(match[1], where) * Fraction(10) ** int(match[2]) if match else exact(text, where)


def _model(task: Task, dim: int):
    from verifier.models import PerturbArgmax, PerturbSoftmax

    kind = {"argmax": PerturbArgmax, "softmax": PerturbSoftmax}[task.model]
    if task.temperature is None:
        return kind(task.noise, dim)
    return kind(task.noise, dim, temperature=_power(task.temperature, "the temperature"))


def _probabilities(model, theta, digits: int) -> Answered:
    found = _exactly(model, theta)
    if found is not None:
        return _answer(found, theta, digits)
    try:
        return _answer(_enclosed(model, theta, digits), theta, digits)
    except NumeralError:  # as narrow as promised, but not enough for the outward rounding
        return _answer(_enclosed(model, theta, digits + SLACK), theta, digits)


def _answer(found: _Found, theta, digits: int) -> Answered:
    data = {
        "probabilities": found.probabilities and [number(p, digits) for p in found.probabilities],
        "value": None if found.value is None else number(found.value, digits, 1),
        "subdifferential": found.vertices and {"vertices": [[number(x, digits, 1) for x in vertex] for vertex in found.vertices]},
    }
    if found.value is None:
        data["normalised_value"] = number(found.normalised, digits, 1)
    shown = [_shown(p, digits) for p in found.probabilities or ()] or ["–"] * len(theta)
    rows = tuple((str(k), _shown(t, digits), p) for k, (t, p) in enumerate(zip(theta, shown, strict=True), 1))
    return Answered("done", "", data, rows, tuple(_notes(found, digits)))


def _shown(x, digits: int) -> str:
    """A number for reading; with a sign of approximation where a Fraction was rounded, and for a ball of about 1 that is not known to be 1."""
    text = rounded(x, digits)
    exact = Fraction(text) == x if isinstance(x, Fraction) else text != "1" or x.is_exact()
    return text if exact else f"≈ {text}"


def shortened(text: str) -> str:
    """The text with long numerals rounded: for reading alone."""
    def short(found: re.Match) -> str:
        return _shown(Fraction(found[0]), SHORT) if len(found[0]) > LONG else found[0]

    return re.sub(r"[0-9]+(/0*[1-9][0-9]*|\.[0-9]+)?", short, text)


def _notes(found, digits: int) -> Iterator[tuple[str, str]]:
    if found.value is None:
        yield "value", "none: the noise has no mean"
        yield "normalised", _shown(found.normalised, digits)
    else:
        yield "value", _shown(found.value, digits)
    for vertex in found.vertices or ():
        yield "vertex", ", ".join(_shown(x, digits) for x in vertex)
    yield "trust", found.trust(digits)
    yield "by", found.method
    if any(isinstance(p, Fraction) and rounded(p, digits) != rational(p) for p in found.probabilities or ()):
        yield "note", ROUNDED


@dataclass(frozen=True)
class _Found:
    """Fractions or arbs; None for what there is not: probabilities at a tie, the vertices off ties, the value without a mean."""

    value: Any
    normalised: Any
    probabilities: list | None
    vertices: list | None
    method: str

    def trust(self, digits: int) -> str:
        parts = [*(self.probabilities or ()), *(x for vertex in self.vertices or () for x in vertex)]
        if all(isinstance(x, Fraction) for x in (*parts, self.normalised if self.value is None else self.value)):
            return "exact"
        return f"enclosed: radius at most 10^-{digits}, of probabilities relatively"


def _exactly(model, theta) -> _Found | None:
    """By rational arithmetic; None where laws, theta or the work do not allow it."""
    from verifier.models import ModelError, TieError

    try:
        exact = model.exact()
        value = exact.value(theta)
        try:
            return _Found(value, None, list(exact.probabilities(theta)), None, EXACT)
        except TieError:
            return _Found(value, None, None, _vertices(exact, theta), EXACT)
    except ModelError:
        return None


def _enclosed(model, theta, digits: int) -> _Found:
    from verifier.models import TieError

    enclosed = model.enclosed(digits)
    try:
        found = enclosed.solve(theta)
        return _Found(found.value, None if model.has_mean else found.normalised, list(found.probabilities), None, BALLS)
    except TieError:
        normalised = enclosed.normalised(theta)
        value = enclosed.value(theta) if model.has_mean else None
        return _Found(value, normalised, None, _vertices(enclosed, theta), BALLS)


def _vertices(view, theta) -> list[list]:
    return [[Fraction(x) if isinstance(x, int) else x for x in vertex] for vertex in view.subdifferential(theta).vertices]


def _identify(model, p, digits: int) -> Answered:
    from verifier.models.identification.identify import identify as solve

    found = solve(model, p, digits)
    if found.kind == "undecided":
        return replace(undecided(found.reason), rows=tuple((str(k), _shown(q, digits), "–") for k, q in enumerate(p, 1)))
    theta = None if found.theta is None else [number(x, digits, 1) for x in found.theta]
    data = {"theta": theta, "unique": found.unique, "solutions": found.kind, "reason": found.reason}
    if found.kind == "set":
        data["differences"] = [_difference(pair, ends, digits) for pair, ends in sorted(found.bounds.items())]
    shown = [_shown(x, digits) for x in found.theta or ()] or ["–"] * len(p)
    rows = tuple((str(k), _shown(q, digits), x) for k, (q, x) in enumerate(zip(p, shown, strict=True), 1))
    return Answered("done", "", data, rows, tuple(_findings(found, digits)))


def _difference(pair, ends, digits: int) -> dict:
    """The range of theta_i - theta_j over all solutions, i and j counted from 1; null for an infinite end."""
    low, high = (None if end is None else number(end, digits, 1) for end in ends)
    return {"i": pair[0] + 1, "j": pair[1] + 1, "low": low, "high": high}


def _findings(found, digits: int) -> Iterator[tuple[str, str]]:
    yield "solutions", SOLUTIONS[found.kind]
    spans = sorted(found.bounds.items()) if found.kind == "set" else []
    for (i, j), (low, high) in spans[:MOST_LINES]:
        lower = "" if low is None else f"{_shown(low, digits)} <= "
        upper = "" if high is None else f" <= {_shown(high, digits)}"
        yield "", f"{lower}theta_{i + 1} - theta_{j + 1}{upper}" + ("" if lower or upper else " is unbounded both ways")
    if len(spans) > MOST_LINES:
        yield "", f"and so on for {len(spans) - MOST_LINES} more differences; --json has them"
    yield "reason", shortened(found.reason)
    if found.at_kink:
        yield "kink", "the subdifferential at theta has more points than p"
    if found.theta is not None:
        exact = all(isinstance(x, Fraction) for x in found.theta)
        yield "trust", "exact" if exact else f"enclosed: radius at most 10^-{digits}, relatively for entries above 1"
        if exact and any(rounded(x, digits) != rational(x) for x in found.theta):
            yield "note", ROUNDED
