"""A formula typed on the command line as a statement of its own: the same search, the same checker, the same verdicts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from verifier.claims.book import Book, Run
from verifier.claims.evidence import Evidence
from verifier.claims.formula import FormulaError, Tree, free_names, parse, to_latex
from verifier.claims.statement import Form, Statement

ID = "formula"
_SENTENCES = {"<", "<=", "=", "!=", ">", ">=", "and", "or", "not", "->"}
_FUNCTIONS = {"min", "max", "abs", "exp", "log", "sqrt", "erf", "cases", "E", "P", "integral", "derivative", "slope", "interval"}
_STRUCTURE = {"+", "-", "*", "/", "^", "neg", "at", "case"} | _SENTENCES
_COORDINATE = re.compile(r"([tg])([0-9]+)")


def as_book(folder: Path, expression: str, equals: str, noise: str | None, dim: int, where: tuple[str, ...]) -> Book:
    """A book with the one statement `expression = equals`, its file written to folder/statements.

    expression, equals   terms of the formula language; where: conditions on t1..td; noise: a law, or one for each coordinate
    Rejects what cannot be read, a condition that is no comparison, a coordinate beyond `dim` (FormulaError).
    """
    for label, text in (("EXPR", expression), ("--equals", equals)):
        _read(label, text, dim, sentence=False)
    for text in where:
        _read("--where", text, dim, sentence=True)
    if noise is not None:
        _law(noise, dim)
    target = folder / "statements"
    target.mkdir(parents=True)
    (target / "formula.toml").write_text(_toml(expression, equals, noise, dim, where), encoding="utf-8")
    book = Book(ID, folder, modules=())
    book.proof(ID)(prove)
    return book


def prove(statement: Statement, run: Run) -> Iterator[Evidence]:
    """Searches both for a proof and for a counterexample. Conditions that exclude every point are an error: all would follow from them."""
    from verifier.engines.cells import decide

    form = statement.form("printed")
    if form.given:
        _satisfiable(form)
    certificate = decide(form, 0)
    if certificate is not None:
        words = {"holds": "the two sides are equal on every cell", "fails": "the two sides differ at a point"}
        yield Evidence("printed", words[certificate.asserts], "exact cells", certificate)


def _satisfiable(form: Form) -> None:
    from dataclasses import replace

    from verifier.engines.cells import decide

    nowhere = replace(form, given=(), conclusion=(f"not ({' and '.join(f'({text})' for text in form.given)})",))
    answer = decide(nowhere, 0)
    if answer is not None and answer.asserts == "holds":
        raise FormulaError("no point satisfies the conditions", remedy="whatever is claimed under them would be true; change --where")


def _read(label: str, text: str, dim: int, sentence: bool) -> None:
    try:
        tree = parse(text)
    except FormulaError as error:
        raise FormulaError(f"{label}: {error.what}", error.column, error.remedy) from None
    if (isinstance(tree, tuple) and tree[0] in _SENTENCES) is not sentence:
        wanted = "a condition such as t1 >= t2" if sentence else "a value, without comparison"
        raise FormulaError(f"{label}: {text!r} is not {wanted}", remedy="EXPR is compared with --equals; conditions go to --where")
    unknown = sorted(_heads(tree) - _FUNCTIONS - _STRUCTURE)
    if unknown:
        raise FormulaError(f"{label}: there is no function {unknown[0]!r}", remedy=f"there are {', '.join(sorted(_FUNCTIONS))}")
    for name in sorted(free_names(tree)):
        if (match := _COORDINATE.fullmatch(name)) and not 1 <= int(match[2]) <= dim:
            names = f"{match[1]}1 to {match[1]}{dim}"
            raise FormulaError(f"{label}: {name} is no coordinate for --dim {dim}", remedy=f"coordinates are {names}")


def _heads(tree: Tree) -> set[str]:
    return {tree[0]}.union(*map(_heads, tree[1:])) if isinstance(tree, tuple) else set()


def _law(noise: str, dim: int) -> None:
    from verifier.engines.cell import Stuck
    from verifier.engines.evaluation import read_laws
    from verifier.laws.base import LawError
    from verifier.laws.parse import parse_noise

    try:
        read_laws(noise, dim)
    except FormulaError as error:
        raise FormulaError(f"--noise: {error.what}", error.column, error.remedy) from None
    except Stuck:
        try:
            parse_noise(noise, dim)
        except LawError as error:
            raise FormulaError(f"--noise: {error}") from None


def _toml(expression: str, equals: str, noise: str | None, dim: int, where: tuple[str, ...]) -> str:
    """The statement file. JSON's strings are TOML's basic strings; formulas are ASCII without control characters."""
    claim = f"{expression} = {equals}"
    scope = {"text": f"all real values of the names{' that satisfy the conditions' if where else ''}", "d": str(dim)}
    scope |= {} if noise is None else {"law": noise}
    form = {"dim": dim, "given": list(where), "conclusion": [claim]} | ({} if noise is None else {"noise": noise})
    row = {"id": ID, "section": "typed", "lines": [], "title": claim, "latex": to_latex(parse(claim)), "shape": "formula"}
    lines = ["[[statement]]", *_fields(row), "[statement.printed]", *_fields(form), "[statement.printed.scope]", *_fields(scope)]
    return "\n".join(lines) + "\n"


def _fields(values: dict) -> list[str]:
    return [f"{key} = {json.dumps(value)}" for key, value in values.items()]
