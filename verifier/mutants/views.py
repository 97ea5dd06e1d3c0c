"""Second engines for changed statements: what they find about one conclusion, apart from proof search and checker.

Exact laws have the exact values and SymPy polynomials of the second opinion; Gaussian and Gumbel noise the float64 models; general forms small
random instances. The first and the last can make a certificate, that a conclusion fails at a point or an instance.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from verifier.claims.book import Run
from verifier.claims.evidence import Certificate
from verifier.claims.formula import ReadForm, parse, read_form
from verifier.claims.statement import Form
from verifier.engines.search.listing import listed as listing


@dataclass(frozen=True)
class View:
    """What a second engine, which shares no code with search and checker, found about one conclusion.

    engine       "exact values", "float64 models", "midpoint sums" or "small instances"
    tried        points or instances at which the hypotheses hold
    against      one of them at which the conclusion is false, in words; None where none was found
    identical    whether SymPy found both sides of an equation equal; None where it was not asked
    certificate  that the conclusion fails there, where one could be made
    reason       why nothing could be evaluated; of instances, how far the search came
    points       points that meet the hypotheses, where balls may refute the conclusion
    vacuous      whether none of very many points meets the hypotheses, so that nothing is claimed
    without      a point, in words, that meets the hypotheses and at which the conclusion has no value: a division by zero, log of 0
    """

    engine: str
    tried: int = 0
    against: str | None = None
    identical: bool | None = None
    certificate: Certificate | None = None
    reason: str = ""
    vacuous: bool = False
    points: tuple[dict[str, str], ...] = ()
    without: str = ""

    @property
    def objects(self) -> bool:
        return self.against is not None or self.identical is False

    @property
    def agrees(self) -> bool:
        """That it tried something, or found nothing to try, and nothing speaks against the conclusion."""
        return (self.tried > 0 or self.vacuous) and not self.objects


EXACT, MODELS, SUMS, INSTANCES = "exact values", "float64 models", "midpoint sums", "small instances"
Point = dict[str, Fraction]
FAR = tuple(Fraction(n, 4) for n in range(-40, 41))
MANY, ENOUGH = 3000, 24
COUNT = {"quick": 24, "ci": 40, "thorough": 60}
SMOOTH = ("gaussian", "gumbel")
EMPTY = "no point meets the hypotheses, which give a name two values: nothing is claimed"


def view(form: Form, number: int, run: Run) -> View:
    """What the engine that knows the form's law finds about the conclusion of that number."""
    if not form.concrete:
        return _at_instances(form, number, run)
    return _by_models(form, number) if (form.noise or "").startswith(SMOOTH) else _by_values(form, number, run)


def _by_values(form: Form, number: int, run: Run) -> View:
    from verifier.engines.search.cells import fails_at
    from verifier.engines.search.opinion import opinion

    try:
        found = opinion(read_form(form), number, run)
        certificate = None if found.false_at is None else fails_at(form, number, found.false_at)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        return View(EXACT, reason=f"{type(error).__name__}: {error}")
    if not found.tried and found.false_at is None:
        return _far(form, number)
    return View(EXACT, found.tried, None if found.false_at is None else found.place(), found.identical, certificate)


def _far(form: Form, number: int) -> View:
    """The same at many more points, farther out, for hypotheses that the usual ones do not meet; or that no point of these meets them."""
    from verifier.engines.search.opinion import evaluator

    reading, laws, random = read_form(form), evaluator(form.noise, form.dim), Random(0)
    tried, wanted = 0, reading.names
    points = [{name: random.choice(FAR) for name in wanted} for _ in range(MANY)] + [dict.fromkeys(wanted, value) for value in FAR]
    for point in points:
        if tried < ENOUGH and all(laws.holds(condition, point) for condition in reading.given):
            tried += 1
            if not laws.holds(reading.conclusion[number], point):
                return View(EXACT, tried, ", ".join(f"{name} = {value}" for name, value in sorted(point.items())))
    return View(EXACT, tried, vacuous=not tried, reason="" if tried else f"none of {len(points)} points meets the hypotheses")


def _by_models(form: Form, number: int) -> View:
    from verifier.mutants.approximate import Beyond, NoValue, truth

    reading = read_form(form)
    points, empty = _places(reading)
    if not points:
        return View(MODELS, vacuous=empty, reason=EMPTY if empty else "no plain point meets the hypotheses")
    tried, trouble, without = 0, "", ""
    for point in points:
        try:
            found = truth(reading, number, [point])
        except (Beyond, ValueError, ArithmeticError) as error:
            trouble = trouble or str(error) or type(error).__name__
            without = without or (_point(point) if isinstance(error, NoValue) else "")
            continue
        tried += 1
        if found is not None:
            return View(MODELS, tried, _point(found), points=(_texts(found),))
    if tried or without:
        return View(MODELS, tried, points=(_texts(points[0]),), without=without)
    return _coarsely(reading, number, points, trouble)


def _places(reading: ReadForm) -> tuple[list[Point], bool]:
    """The points that the hypotheses list, else plain ones that meet them; and whether they list none, since they contradict each other."""
    from verifier.mutants import coarse

    try:
        every = listing(reading.given)
    except ValueError:
        return coarse.points(reading), False
    if every and not all(set(reading.names) <= set(point) for point in every):
        return coarse.points(reading), False
    met = [point for point in every if all(coarse.meets(tree, point) for tree in reading.given)] or coarse.points(reading)
    return met, not met


def _texts(point: Point) -> dict[str, str]:
    return {name: str(value) for name, value in point.items()}


def _coarsely(reading: ReadForm, number: int, points: list[Point], reason: str) -> View:
    """Where the models know no such quantity: an objection, clear agreement with an inequality, or the reason why nothing can be said."""
    from verifier.mutants import coarse

    try:
        found = coarse.false_at(reading, number, points)
    except coarse.Unknown as error:
        return View(MODELS, reason=f"the models know no such quantity: {reason}; {error}")
    if found is not None:
        return View(MODELS, len(points), _point(found), points=(_texts(found),))
    if coarse.clear(reading, number, points):
        return View(SUMS, len(points))
    return View(MODELS, reason=f"the models know no such quantity: {reason}; midpoint sums at {len(points)} points find nothing against it")


def _point(found: Point) -> str:
    return ", ".join(f"{name} = {value}" for name, value in found.items())


def _at_instances(form: Form, number: int, run: Run) -> View:
    from verifier.mutants.sampling import sample

    found = sample(read_form(form), number, COUNT[run.profile], run.seed)
    return View(INSTANCES, found.tried, found.false_at, certificate=found.certificate, reason=found.reason)


def false_at(form: Form, number: int, at: dict[str, str]) -> bool:
    """Whether hypotheses hold and the conclusion is false at this point, by a second engine; False where it cannot tell."""
    from verifier.engines.search.values import Evaluator
    from verifier.mutants.approximate import Beyond, truth

    reading = read_form(form)
    try:
        point = {name: Fraction(value) for name, value in at.items()}
        if (form.noise or "").startswith(SMOOTH):
            return at in listed(form) and truth(reading, number, [point]) is not None
        laws = Evaluator(form.noise, form.dim)
        return all(laws.truth(tree, point) for tree in reading.given) and not laws.holds(reading.conclusion[number], point)
    except (Beyond, ValueError, KeyError, TypeError, ArithmeticError):
        return False


def listed(form: Form) -> list[dict[str, str]]:
    """The points that hypotheses such as `t1 = 1/2 and t2 = 0` list; nothing where they have another shape, or contradict each other."""
    try:
        return [_texts(point) for point in listing(map(parse, form.given))]
    except ValueError:
        return []
