"""What is found about a typed formula: a proof, a counterexample with both sides' values, or why neither was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from verifier.claims.book import Run
from verifier.claims.conclude import Result
from verifier.claims.evidence import Certificate, Evidence, certify
from verifier.claims.formula import Tree, free_names, parse, show
from verifier.claims.statement import Form, Statement
from verifier.claims.verdict import Verdict

_BEYOND_CELLS = ("exp", "log", "sqrt", "erf")


def prove(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Searches both for a proof and for a counterexample, by exact cells; an identity of exponentials also by SymPy."""
    from verifier.engines.search.cells import decide

    form = statement.form("printed")
    certificate = decide(form, 0)
    if certificate is not None and certificate.asserts == "holds":
        yield Evidence("printed", "the two sides are equal on every cell", "exact cells", certificate)
    elif certificate is not None:
        yield _failure(form, certificate)
    elif _identical(form):
        words = "the two sides have the same normal form as sums of exponentials"
        yield Evidence("printed", words, "sympy", certify(form, 0, "holds", "identity", {}))


def explained(result: Result) -> Result:
    """The result; where it is undecided and nothing went wrong, with the reason why nothing was found. The verdict is untouched."""
    if result.printed.verdict is not Verdict.UNDECIDED or result.evidence or "no certificate" not in result.printed.reason:
        return result
    return replace(result, printed=replace(result.printed, reason=_why_open(result.statement.form("printed"))))


def _failure(form: Form, certificate: Certificate) -> Evidence:
    """What fails: both sides' exact values at the counterexample, or that one of them has none there and how to exclude the point."""
    from verifier.engines.search.laws import read_laws
    from verifier.engines.search.values import Evaluator, NoValue

    point = {name: Fraction(value) for name, value in certificate.proof["at"].items()}
    place = " at " + ", ".join(f"{name} = {value}" for name, value in point.items()) if point else ""
    sides, record = parse(form.conclusion[0])[1:], {}
    try:
        evaluator = Evaluator(None, form.dim)
        evaluator.laws = list(map(_in_fractions, read_laws(form.noise, form.dim)))
        for label, side in zip(("left side", "right side"), sides, strict=True):
            try:
                record[label] = str(evaluator.value(side, point))
            except NoValue as reason:
                record[label] = f"undefined: {reason}"
    except ValueError:
        return Evidence("printed", f"the two sides differ{place}", "exact cells", certificate)
    if all("undefined" not in value for value in record.values()):
        words = "the two sides differ: " + ", ".join(f"{label} = {value}" for label, value in record.items())
        return Evidence("printed", words, "exact cells", certificate, record=record)
    zeros = dict.fromkeys(text for side in sides for text in _zeros(side, evaluator, point))
    remedy = "; add " + " ".join(f'--where "{text} != 0"' for text in zeros) if zeros else "; exclude it with --where"
    missing = ", ".join(f"the {label} is {value}" for label, value in record.items() if "undefined" in value)
    return Evidence("printed", f"undefined{place}{remedy} ({missing})", "exact cells", certificate, record=record)


def _in_fractions(law) -> dict[Fraction, Fraction] | tuple[Fraction, ...]:
    """A law of the search, its atoms with weights or its interval, as the evaluator has it."""
    if isinstance(law, list):
        return {Fraction(str(atom)): Fraction(str(weight)) for atom, weight in law}
    return tuple(Fraction(str(end)) for end in law)


def _zeros(tree: Tree, evaluator, point: dict[str, Fraction]) -> Iterator[str]:
    """The divisors outside E and P that vanish at the point."""
    if not isinstance(tree, tuple):
        return
    if tree[0] == "/" and free_names(tree[2]) <= set(point):
        try:
            if evaluator.value(tree[2], point) == 0:
                yield show(tree[2])
        except ArithmeticError:
            pass
    for child in tree[1:]:
        yield from _zeros(child, evaluator, point)


def _identical(form: Form) -> bool:
    """Whether SymPy finds the sides equal; asked only where the checker's kind `identity` may apply."""
    from verifier.identities import identical

    return identical(*parse(form.conclusion[0])[1:])


def _why_open(form: Form) -> str:
    used = heads(parse(form.conclusion[0]))
    inexact = inexact_law(form.noise, form.dim)
    if inexact:
        return (f"{inexact}; formulas are decided for uniform(a,b), rademacher, discrete(...) and constant(c) only. "
                "Smooth laws are enclosed at given points, in statements of a book")
    beyond = [name for name in _BEYOND_CELLS if name in used]
    if beyond:
        return (f"{beyond[0]} is beyond piecewise polynomials, and no identity that holds for all values of the names was found; "
                "that refutes nothing")
    divisor = next(_divisors(parse(form.conclusion[0])), None)
    if divisor is not None:
        return f"a division by {show(divisor)}, which is no number, is beyond piecewise polynomials; multiply it out where you can"
    return "neither a proof nor a counterexample was found among piecewise polynomials"


def _divisors(tree: Tree) -> Iterator[Tree]:
    """What is divided by and has names in it."""
    if isinstance(tree, tuple):
        if tree[0] == "/" and free_names(tree[2]):
            yield tree[2]
        for child in tree[1:]:
            yield from _divisors(child)


def inexact_law(noise: str | None, dim: int) -> str:
    """In words, that a law of the noise has no exact arithmetic; nothing where all have. Rejects what is no law (FormulaError)."""
    from verifier.engines.search.cell import Stuck
    from verifier.engines.search.laws import read_laws

    try:
        read_laws(noise, dim)
    except Stuck as reason:
        return str(reason)
    return ""


def heads(tree: Tree) -> set[str]:
    """The operators and functions of a tree."""
    return {tree[0]}.union(*map(heads, tree[1:])) if isinstance(tree, tuple) else set()
