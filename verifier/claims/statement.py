"""Statements as data: read from TOML, one file per section, and bound to certificates by a digest."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from verifier.claims.verdict import Finding, Scope

SHAPES = ("formula", "property", "step", "remark", "text")


class StatementError(ValueError):
    """A statement file that cannot be used: says which file, which statement, what is wrong and the remedy."""


@dataclass(frozen=True)
class Form:
    """One way of saying a statement: as printed, or repaired. See checker/FORMAT.md, section 2.

    phrases   what a definition says, in words, by name; for people only, so certificates are not bound to it
    """

    statement: str
    name: str
    latex: str
    scope: Scope
    conclusion: tuple[str, ...]
    given: tuple[str, ...] = ()
    noise: str | None = None
    dim: int | None = None
    let: tuple[tuple[str, str], ...] = ()
    defines: str | None = None
    definitions: tuple[tuple[str, str], ...] | None = None
    cause: Finding | None = None
    change: str = ""
    kind: str = ""
    phrases: tuple[tuple[str, str], ...] = ()

    @property
    def concrete(self) -> bool:
        """True when law and dimension are fixed, so that exact arithmetic applies."""
        return self.dim is not None

    @cached_property
    def digest(self) -> str:
        """What certificates bind to: everything that gives the form its meaning."""
        meaning = {
            "id": self.statement, "form": self.name, "latex": self.latex, "noise": self.noise, "dim": self.dim,
            "let": [list(pair) for pair in self.let], "given": list(self.given), "conclusion": list(self.conclusion),
            "defines": self.defines, "definitions": None if self.definitions is None else dict(self.definitions),
        }
        return hashlib.sha256(json.dumps(meaning, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Statement:
    """One row of the book."""

    id: str
    section: str
    lines: tuple[int, ...]
    latex: str
    shape: str
    file: str
    printed: Form | None
    repaired: tuple[Form, ...] = ()
    depends: tuple[str, ...] = ()
    reading: str = ""
    title: str = ""
    defines: str | None = None

    @property
    def forms(self) -> tuple[Form, ...]:
        return (() if self.printed is None else (self.printed,)) + self.repaired

    def form(self, name: str) -> Form:
        """The form called "printed" or "repaired 1", "repaired 2", ..."""
        for form in self.forms:
            if form.name == name:
                return form
        raise StatementError(f"{self.id} has no form {name!r}; it has {', '.join(f.name for f in self.forms) or 'none'}")


def read_statements(folder: Path) -> dict[str, Statement]:
    """All statements of the TOML files in a folder, by id, in the order of sections; within one, of file name and place.

    Rejects a duplicate id, an unknown field or dependency, an empty folder (StatementError).
    """
    general, phrases = read_definitions(folder), _pairs(Path(folder).parent / "phrases.toml")
    found: dict[str, Statement] = {}
    for path in sorted(Path(folder).glob("*.toml")):
        if path.name == "definitions.toml":
            continue
        try:
            rows = tomllib.loads(path.read_text(encoding="utf-8"))["statement"]
        except (tomllib.TOMLDecodeError, KeyError) as error:
            raise StatementError(f"{path.name}: cannot be read as statements ({error}); see checker/FORMAT.md, section 2") from error
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise StatementError(f"{path.name}: cannot be read as statements (`statement` is no array of tables); write [[statement]]")
        for row in rows:
            statement = _statement(row, path.name, general, phrases)
            if statement.id in found:
                raise StatementError(f"{path.name}: {statement.id} stands already in {found[statement.id].file}; ids are unique")
            found[statement.id] = statement
    if not found:
        raise StatementError(f"{Path(folder).name}: no statements found")
    for statement in found.values():
        for name in statement.depends:
            if name not in found:
                raise StatementError(f"{statement.file}: {statement.id} depends on {name!r}, which is not a statement")
    return dict(sorted(found.items(), key=lambda entry: _place(entry[1].section)))


def _place(section: str) -> tuple:
    """Sections in the order of their numbers: 3.1, 4, 8.2, 8.10; what has no number comes last."""
    numbers = section.split(".")
    return (0, *map(int, numbers)) if all(part.isdigit() for part in numbers) else (1,)


def read_definitions(folder: Path) -> tuple[tuple[str, str], ...]:
    """The macros of general forms: name and text, sorted by name."""
    return _pairs(Path(folder) / "definitions.toml")


def _pairs(path: Path) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(tomllib.loads(path.read_text(encoding="utf-8")).items())) if path.exists() else ()


_ROW = {"id", "section", "lines", "latex", "shape", "depends", "reading", "title", "defines", "printed", "repaired"}
_FORM = {"noise", "dim", "let", "given", "conclusion", "scope"}
_REPAIR = _FORM | {"latex", "cause", "change", "kind"}
_TEXTS, _TEXT, _TABLE = "a list of texts", "a text", "a table of texts"
_TYPES = {
    "id": _TEXT, "section": _TEXT, "latex": _TEXT, "shape": _TEXT, "reading": _TEXT, "title": _TEXT, "defines": _TEXT,
    "lines": "a list of whole numbers", "depends": _TEXTS, "printed": "a table", "repaired": "a list of tables",
    "noise": _TEXT, "dim": "a positive whole number", "let": _TABLE, "given": _TEXTS, "conclusion": _TEXTS, "scope": _TABLE,
    "cause": _TEXT, "change": _TEXT, "kind": _TEXT,
}


def _statement(row: dict, file: str, general, phrases) -> Statement:
    where = f"{file}: {row.get('id', 'a statement without id')}"
    _known(row, _ROW, where)
    _typed(row, where)
    missing = [key for key in ("id", "section", "lines", "latex", "shape") if key not in row]
    if missing:
        raise StatementError(f"{where}: {', '.join(missing)} missing")
    if row["shape"] not in SHAPES:
        raise StatementError(f"{where}: shape {row['shape']!r} is none of {', '.join(SHAPES)}")
    printed = row.get("printed")
    return Statement(
        id=row["id"], section=row["section"], lines=tuple(row["lines"]), latex=row["latex"].strip(), shape=row["shape"], file=file,
        printed=None if printed is None else _form(row, printed, "printed", row["latex"], where, general, phrases),
        repaired=tuple(
            _form(row, entry, f"repaired {k}", entry.get("latex", ""), where, general, phrases)
            for k, entry in enumerate(row.get("repaired", []), 1)
        ),
        depends=tuple(row.get("depends", ())), reading=row.get("reading", "").strip(), title=row.get("title", ""), defines=row.get("defines"),
    )


def _form(row: dict, entry: dict, name: str, latex: str, where: str, general, phrases) -> Form:
    where = f"{where}, {name}"
    _known(entry, _FORM if name == "printed" else _REPAIR, where)
    _typed(entry, where)
    if not entry.get("conclusion"):
        raise StatementError(f"{where}: a form needs a non-empty list `conclusion` of formulas")
    if "text" not in entry.get("scope", {}):
        raise StatementError(f"{where}: a form needs `scope` with at least `text`")
    _known(entry["scope"], {"text", "d", "law", "theta"}, f"{where}, scope")
    causes = [finding.value for finding in Finding if finding is not Finding.SOUND]
    if "cause" in entry and entry["cause"] not in causes:
        raise StatementError(f"{where}: cause {entry['cause']!r} is none of {', '.join(causes)}")
    if name != "printed" and not (entry.get("latex") and entry.get("cause") and entry.get("change")):
        raise StatementError(f"{where}: a repair needs latex, cause and change")
    return Form(
        statement=row["id"], name=name, latex=latex.strip(), scope=Scope(**entry["scope"]), conclusion=tuple(entry["conclusion"]),
        given=tuple(entry.get("given", ())), noise=entry.get("noise"), dim=entry.get("dim"), let=tuple(entry.get("let", {}).items()),
        defines=row.get("defines"), definitions=None if "dim" in entry else general,
        cause=Finding(entry["cause"]) if "cause" in entry else None, change=entry.get("change", ""), kind=entry.get("kind", ""),
        phrases=() if "dim" in entry else phrases,
    )


def _typed(table: dict, where: str) -> None:
    """Rejects a field whose value is not of its type (StatementError)."""
    for key, value in table.items():
        if not _has_type(value, _TYPES[key]):
            raise StatementError(f"{where}: {key} is {value!r}, not {_TYPES[key]}")


def _has_type(value: object, wanted: str) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if wanted == "a positive whole number":
        return whole and value > 0
    if wanted.startswith("a list"):
        inner = {"a list of texts": str, "a list of tables": dict, "a list of whole numbers": int}[wanted]
        return isinstance(value, list) and all(isinstance(part, inner) and not isinstance(part, bool) for part in value)
    if wanted.startswith("a table"):
        return isinstance(value, dict) and (wanted == "a table" or all(isinstance(part, str) for part in value.values()))
    return isinstance(value, str)


def _known(table: dict, allowed: set, where: str) -> None:
    unknown = sorted(set(table) - allowed)
    if unknown:
        raise StatementError(f"{where}: unknown field {unknown[0]!r}; known are {', '.join(sorted(allowed))}")
