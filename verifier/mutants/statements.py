"""Statements changed in one place: in a conclusion, a hypothesis, an abbreviation, the law or a definition; written as a file of their own."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from verifier.claims.book import Book
from verifier.claims.formula import parse, show
from verifier.claims.statement import Form
from verifier.claims.trees import Tree, free_names
from verifier.mutants.formulas import changes

Row = dict
Definitions = Mapping[str, str]


@dataclass(frozen=True)
class Mutant:
    """One change of one form.

    place     "conclusion 1", "hypothesis 2", "abbreviation x", "law", "definition open_simplex"
    kind      coefficient, sign, exponent, bound, boundary, direction, max and min, index, quantifier, dropped, ...
    before    the formula that is changed, and `after` what it becomes ("" for a hypothesis dropped)
    """

    statement: str
    form: str
    place: str
    kind: str
    before: str
    after: str

    @property
    def id(self) -> str:
        """What a row of the record and an argument on file are bound to: everything the mutant is, the text before the change included."""
        parts = (self.statement, self.form, self.place, self.kind, self.before, self.after)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]

    @property
    def conclusion(self) -> int | None:
        """The conclusion that is changed; None when the change is elsewhere, so that every conclusion is to be judged anew."""
        return int(self.place.split()[1]) - 1 if self.place.startswith("conclusion") else None


def read_rows(book: Book) -> dict[str, Row]:
    """The statements as their files have them, by id."""
    paths = sorted((book.root / "statements").glob("*.toml"))
    tables = (tomllib.loads(path.read_text(encoding="utf-8")) for path in paths if path.name != "definitions.toml")
    return {row["id"]: row for table in tables for row in table["statement"]}


def table_of(row: Row, form: str) -> dict:
    """The table of the form called "printed" or "repaired 2"."""
    return row["printed"] if form == "printed" else row["repaired"][int(form.split()[1]) - 1]


def alone(row: Row, form: str) -> Row:
    """The statement with this form only, printed; what proves a concrete form from its formulas needs no more."""
    table = table_of(row, form)
    kept = {key: table[key] for key in ("noise", "dim", "let", "given", "conclusion", "scope") if key in table}
    latex = row["latex"] if form == "printed" else table["latex"]
    return {key: row[key] for key in ("id", "section", "lines", "shape", "defines") if key in row} | {"latex": latex, "printed": kept}


def mutants(form: Form) -> list[Mutant]:
    """Every change of the form itself, each text once; in the order of places."""
    let = dict(form.let)
    names = frozenset().union(*(free_names(parse(text)) for text in (*form.given, *form.conclusion, *let.values()))) - set(let)
    found: dict[tuple[str, str], Mutant] = {}

    def add(place: str, before: str, kind: str, after: str) -> None:
        if after != show(parse(before)):
            found.setdefault((place, after), Mutant(form.statement, form.name, place, kind, before, after))

    for place, text in _places(form):
        for kind, tree in changes(parse(text), names):
            add(place, text, kind, show(tree))
        if place.startswith("hypothesis"):
            add(place, text, "dropped", "")
    for kind, after in _laws(form.noise):
        add("law", form.noise, kind, after)
    return list(found.values())


def _places(form: Form) -> Iterator[tuple[str, str]]:
    yield from ((f"conclusion {k}", text) for k, text in enumerate(form.conclusion, 1))
    yield from ((f"hypothesis {k}", text) for k, text in enumerate(form.given, 1))
    yield from ((f"abbreviation {name}", text) for name, text in form.let)


def _laws(noise: str | None) -> Iterator[tuple[str, str]]:
    """Other intervals for uniform noise, the same for all coordinates."""
    found = re.fullmatch(r"uniform\((-?\d+),\s*(-?\d+)\)", noise or "")
    if found:
        low, high = int(found[1]), int(found[2])
        for a, b in ((low - 1, high), (low, high + 1), (low - 1, high + 1), (low + 1, high + 1), (low * 2, high * 2)):
            yield "law", f"uniform({a},{b})"


def definition_mutants(book: Book, forms: list[Form], each: int = 2) -> Iterator[Mutant]:
    """Every change of every definition, tried on `each` of the forms that use it, in turn."""
    table = dict(next((form.definitions for form in forms if form.definitions), ()))
    direct = {name: _applied(text) & set(table) for name, text in table.items()}
    for name, text in table.items():
        head, bar, body = text.partition("|")
        using = [form for form in forms if not form.concrete and name in _used(form, direct)]
        found = {show(tree): kind for kind, tree in changes(parse(body if bar else head))}
        found.pop(show(parse(body if bar else head)), None)
        for number, (after, kind) in enumerate(sorted(found.items())):
            for turn in range(min(each, len(using))):
                form = using[(number * each + turn) % len(using)]
                yield Mutant(form.statement, form.name, f"definition {name}", kind, text, f"{head.strip()} | {after}" if bar else after)


def _used(form: Form, direct: Mapping[str, frozenset[str]]) -> set[str]:
    """The definitions that the form refers to, at any depth."""
    found: set[str] = set()
    waiting = set().union(*(_applied(text) for text in (*form.given, *form.conclusion)))
    while waiting:
        name = waiting.pop()
        if name in direct and name not in found:
            found.add(name)
            waiting |= direct[name]
    return found


def _applied(text: str) -> frozenset[str]:
    """The functions and operators of a formula, that of a definition with its parameters included."""
    return frozenset(_heads(parse(text.partition("|")[2] or text)))


def _heads(tree: Tree) -> set[str]:
    return {tree[0]}.union(*map(_heads, tree[1:])) if isinstance(tree, tuple) else set()


def changed(row: Row, mutant: Mutant) -> Row:
    """The row of the statement file after the change; that of a changed definition is the row itself."""
    row = deepcopy(row)
    table, (place, *rest) = table_of(row, mutant.form), mutant.place.split()
    if place == "law":
        table["noise"] = mutant.after
    elif place == "abbreviation":
        table["let"][rest[0]] = mutant.after
    elif place in ("conclusion", "hypothesis"):
        texts = table["conclusion" if place == "conclusion" else "given"]
        texts[int(rest[0]) - 1 : int(rest[0])] = [mutant.after] if mutant.after else []
    return row


def write(folder: Path, row: Row, book: Book, mutant: Mutant | None = None) -> Path:
    """The folder statements/ with this one statement and the book's definitions, beside it the citable theorems; gives the folder."""
    place = folder / "statements"
    place.mkdir(exist_ok=True)
    (place / "changed.toml").write_text(toml(row), encoding="utf-8")
    definitions = book.root / "statements" / "definitions.toml"
    if definitions.exists():
        table = tomllib.loads(definitions.read_text(encoding="utf-8"))
        if mutant is not None and mutant.place.startswith("definition"):
            table[mutant.place.split()[1]] = mutant.after
        (place / "definitions.toml").write_text(_pairs(table), encoding="utf-8")
    theorems = book.root / "theorems.toml"
    if theorems.exists() and not (folder / "theorems.toml").exists():
        (folder / "theorems.toml").write_bytes(theorems.read_bytes())
    return place


def toml(row: Row) -> str:
    """The row as the text of a statement file; what only readers need is left out."""
    head = {key: row[key] for key in ("id", "section", "lines", "latex", "shape", "defines") if key in row}
    parts = ["[[statement]]", _pairs(head)]
    parts += ["[statement.printed]", _pairs(row["printed"])] if "printed" in row else []
    for table in row.get("repaired", []):
        parts += ["[[statement.repaired]]", _pairs(table)]
    return "\n".join(parts)


def _pairs(table: Mapping) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + "}"
    return json.dumps(value)
