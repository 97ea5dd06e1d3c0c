"""A formula typed on the command line as a statement of its own: read, refused with a reason, or written to a statement file."""

from __future__ import annotations

import json
import operator
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from verifier.answer import heads, inexact_law, prove
from verifier.claims.book import Book
from verifier.claims.conclude import Result
from verifier.claims.formula import FormulaError, Tree, free_names, parse, to_latex
from verifier.claims.statement import Form

ID = "formula"
FILE = "formula.toml"
PATIENCE = 5  # seconds
_SENTENCES = {"<", "<=", "=", "!=", ">", ">=", "and", "or", "not", "->"}
_FUNCTIONS = {"min", "max", "abs", "exp", "log", "sqrt", "erf", "cases", "E", "P", "integral", "derivative", "slope", "interval"}
_STRUCTURE = {"+", "-", "*", "/", "^", "neg", "at", "case"} | _SENTENCES
_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "neg": operator.neg, "^": operator.pow}
MOST_EXPONENT, MOST_BITS = 10_000, 1_000_000
_COORDINATE = re.compile(r"([tg])([0-9]+)")


def as_book(folder: Path, expression: str, equals: str, noise: str | None, dim: int, where: tuple[str, ...]) -> Book:
    """A book with the one statement `expression = equals`, its file written to folder/statements.

    expression, equals   terms of the formula language; where: conditions on t1..td; noise: a law, or one for each coordinate
    Rejects what cannot be read, a condition that is no comparison, a coordinate beyond `dim`, noise without a law or outside E and P,
    conditions that contradict each other (FormulaError).
    """
    for label, text in (("EXPR", expression), ("--equals", equals)):
        _read(label, text, dim, noise, sentence=False)
    for text in where:
        _read("--where", text, dim, noise, sentence=True)
    if noise is not None:
        _law(noise, dim)
    target = folder / "statements"
    target.mkdir(parents=True)
    (target / FILE).write_text(_toml(expression, equals, noise, dim, where), encoding="utf-8")
    book = Book(ID, folder, modules=())
    _satisfiable(book.statements[ID].form("printed"))
    book.proof(ID)(prove)
    return book


def keep(book: Book, result: Result, report: Path) -> None:
    """Puts the statement file beside a formula's report, for `verify check --statements`; an earlier formula's certificates go."""
    from verifier.reports.store import write

    write(report / "statements" / FILE, (book.root / "statements" / FILE).read_text(encoding="utf-8"))
    own = {item.evidence.certificate.name for item in result.evidence if item.evidence.certificate is not None}
    for path in (report / "certificates").glob(f"{ID}-printed-*.json"):
        if path.name not in own:
            path.unlink()


def _satisfiable(form: Form) -> None:
    """Rejects conditions that no point satisfies, and names those that contradict each other (FormulaError)."""
    conditions = form.given
    if not _contradictory(form, conditions):
        return
    for text in form.given:
        fewer = tuple(other for other in conditions if other != text)
        if _contradictory(form, fewer):
            conditions = fewer
    named = " and ".join(repr(text) for text in conditions)
    what = "contradict each other" if len(conditions) > 1 else "can never be true"
    raise FormulaError(f"--where: {named} {what}", remedy="no point satisfies the conditions, so nothing would be said; change --where")


def _contradictory(form: Form, conditions: tuple[str, ...]) -> bool:
    from verifier.engines.search.cells import decide

    if not conditions:
        return False
    nowhere = replace(form, given=(), conclusion=(f"not ({' and '.join(f'({text})' for text in conditions)})",))
    answer = decide(nowhere, 0, PATIENCE)
    return answer is not None and answer.asserts == "holds"


def _read(label: str, text: str, dim: int, noise: str | None, sentence: bool) -> None:
    try:
        tree = parse(text)
    except FormulaError as error:
        raise FormulaError(f"{label}: {error.what}", error.column, error.remedy) from None
    if (isinstance(tree, tuple) and tree[0] in _SENTENCES) is not sentence:
        wanted = "a condition such as t1 >= t2" if sentence else "a value, without comparison"
        raise FormulaError(f"{label}: {text!r} is not {wanted}", remedy="EXPR is compared with --equals; conditions go to --where")
    unknown = sorted(heads(tree) - _FUNCTIONS - _STRUCTURE)
    if unknown:
        raise FormulaError(f"{label}: there is no function {unknown[0]!r}", remedy=f"there are {', '.join(sorted(_FUNCTIONS))}")
    _constant(label, tree)
    _coordinates(label, tree, dim, noise)


def _constant(label: str, tree: Tree) -> Fraction | None:
    """The value of a term of numbers alone, else None. Rejects exponents beyond MOST_EXPONENT in it or in any of its parts (FormulaError)."""
    if isinstance(tree, Fraction):
        return tree
    if not isinstance(tree, tuple):
        return None
    parts = [_constant(label, part) for part in tree[1:]]
    if tree[0] == "^" and len(parts) == 2 and parts[1] is not None and abs(parts[1]) > MOST_EXPONENT:
        what = f"an exponent of about 10^{len(str(int(abs(parts[1])))) - 1}" if abs(parts[1]) > 10**9 else f"the exponent {parts[1]}"
        raise FormulaError(f"{label}: {what} is too large", remedy=f"exponents are at most {MOST_EXPONENT}, and a^b^c is a^(b^c)")
    if None in parts or tree[0] not in _ARITHMETIC or tree[0] == "^" and (parts[1].denominator != 1 or parts[1] < 0 and not parts[0]):
        return None
    if tree[0] == "^" and abs(parts[1]) * max(parts[0].numerator.bit_length(), parts[0].denominator.bit_length()) > MOST_BITS:
        raise FormulaError(f"{label}: a power of more than {MOST_BITS} bits", remedy="take smaller numbers; a^b^c is a^(b^c)")
    return None if tree[0] == "/" and not parts[1] else Fraction(_ARITHMETIC[tree[0]](*parts))


def typos(expression: str, equals: str, where: tuple[str, ...]) -> list[str]:
    """The names, coordinates apart, that stand in one place only of a formula `as_book` has accepted: often a slip, such as tl for t1."""
    counts = Counter(name for text in (expression, equals, *where) for name in _occurrences(parse(text)))
    return sorted(name for name, times in counts.items() if times == 1 and not _COORDINATE.fullmatch(name))


def _occurrences(tree: Tree) -> Iterator[str]:
    if isinstance(tree, str) and tree != "otherwise":
        yield tree
    for part in tree[1:] if isinstance(tree, tuple) else ():
        yield from _occurrences(part)


def _coordinates(label: str, tree: Tree, dim: int, noise: str | None) -> None:
    """Rejects a coordinate beyond dim, noise without a law, and noise that no E or P averages (FormulaError)."""
    names = sorted(free_names(tree))
    for name in names:
        if (match := _COORDINATE.fullmatch(name)) and not 1 <= int(match[2]) <= dim:
            known = f"{match[1]}1 to {match[1]}{dim}"
            raise FormulaError(f"{label}: {name} is no coordinate for --dim {dim}", remedy=f"coordinates are {known}")
    noises = [name for name in names if name.startswith("g") and _COORDINATE.fullmatch(name)]
    if noises and noise is None:
        raise FormulaError(f"{label}: {noises[0]} is noise, but no law is given", remedy="add --noise, such as --noise 'uniform(-1,1)'")
    bare = sorted(name for name in _outside(tree) if name in noises)
    if bare:
        raise FormulaError(f"{label}: {bare[0]} is noise outside E(...) and P(...)", remedy=f"write E(...) around what contains {bare[0]}")


def _outside(tree: Tree) -> frozenset[str]:
    """The names that stand free outside every E and P."""
    if not isinstance(tree, tuple):
        return free_names(tree)
    return frozenset() if tree[0] in ("E", "P") else frozenset().union(*map(_outside, tree[1:]))


def _law(noise: str, dim: int) -> None:
    from verifier.laws.base import LawError
    from verifier.laws.parse import parse_noise

    try:
        inexact = inexact_law(noise, dim)
    except FormulaError as error:
        raise FormulaError(f"--noise: {error.what}", error.column, error.remedy) from None
    if inexact:
        try:
            known = "; ".join(map(str, parse_noise(noise, dim)))
        except LawError as error:
            raise FormulaError(f"--noise: {error}") from None
        if not inexact_law(known, dim):
            raise FormulaError(f"--noise: {noise.strip()[:60]!r}", remedy=f"write {known}")


def command(expression: str, equals: str, noise: str | None, dim: int, where: tuple[str, ...]) -> str:
    """The command line that asks for this formula, quoted for a shell."""
    options = [("--equals", equals), ("--noise", noise), ("--dim", str(dim)), *(("--where", text) for text in where)]
    return shlex.join(["verify", "formula", expression, *(word for pair in options if pair[1] is not None for word in pair)])


def _toml(expression: str, equals: str, noise: str | None, dim: int, where: tuple[str, ...]) -> str:
    """The statement file. JSON's strings are TOML's basic strings; formulas are ASCII without control characters."""
    claim = f"{expression} = {equals}"
    scope = {"text": f"all real values of the names{' that satisfy the conditions' if where else ''}", "d": str(dim)}
    scope |= {} if noise is None else {"law": noise}
    form = {"dim": dim, "given": list(where), "conclusion": [claim]} | ({} if noise is None else {"noise": noise})
    row = {"id": ID, "section": "typed", "lines": [], "title": claim, "latex": to_latex(parse(claim)), "shape": "formula"}
    row["reading"] = f"Typed as `{command(expression, equals, noise, dim, where)}`."
    lines = ["[[statement]]", *_fields(row), "[statement.printed]", *_fields(form), "[statement.printed.scope]", *_fields(scope)]
    return "\n".join(lines) + "\n"


def _fields(values: dict) -> list[str]:
    return [f"{key} = {json.dumps(value)}" for key, value in values.items()]
