"""The checker's own reading of statement files and their digests (FORMAT.md, section 2)."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from verifier.checker.reader import Rejected, Tree, parse
from verifier.checker.terms import expand, macro


@dataclass(frozen=True)
class Form:
    """One form of a statement, its formulas parsed, names of `let` replaced and macros expanded."""

    statement: str
    name: str
    digest: str
    noise: str | None
    dim: int | None
    given: tuple[Tree, ...]
    conclusion: tuple[Tree, ...]
    depends: tuple[str, ...]
    defines: str | None


@dataclass
class Book:
    """The statement files of one folder, with the theorems that may be cited."""

    folder: Path
    rows: dict[str, dict] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    theorems: dict[str, dict] = field(default_factory=dict)

    @staticmethod
    def read(folder: Path) -> Book:
        folder = Path(folder)
        book = Book(folder)
        for path in sorted(folder.glob("*.toml")):
            table = _toml(path)
            if path.name == "definitions.toml":
                book.definitions = table
                continue
            for row in table.get("statement", []):
                if row["id"] in book.rows:
                    raise Rejected(f"two statements are called {row['id']!r}")
                book.rows[row["id"]] = row
        theorems = folder.parent / "theorems.toml"
        for row in _toml(theorems).get("theorem", []) if theorems.exists() else []:
            if row["name"] in book.theorems:
                raise Rejected(f"two theorems are called {row['name']!r}")
            book.theorems[row["name"]] = row
        return book

    def form(self, statement: str, name: str) -> Form:
        """The form called "printed" or "repaired k" of a statement."""
        row = self.rows.get(statement)
        if row is None:
            raise Rejected(f"there is no statement {statement!r}")
        number = re.fullmatch(r"repaired ([1-9])", name)
        repairs = row.get("repaired", [])
        if name == "printed" and "printed" in row:
            table, latex = row["printed"], row["latex"]
        elif number and int(number[1]) <= len(repairs):
            table = repairs[int(number[1]) - 1]
            latex = table.get("latex", "")
        else:
            raise Rejected(f"{statement} has no form {name!r}")
        return self._read(row, table, latex, name)

    def _read(self, row: dict, table: dict, latex: str, name: str) -> Form:
        dim, let = table.get("dim"), list(table.get("let", {}).items())
        meaning = {
            "id": row["id"], "form": name, "latex": latex.strip(), "noise": table.get("noise"), "dim": dim, "let": [list(pair) for pair in let],
            "given": list(table.get("given", [])), "conclusion": list(table["conclusion"]), "defines": row.get("defines"),
            "definitions": None if dim is not None else self.definitions,
        }
        digest = hashlib.sha256(json.dumps(meaning, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        abbreviations: dict[str, Tree] = {}
        for key, text in let:
            if parse(key) != key or key in ("d", "ones") or re.fullmatch(r"g[0-9]+", key):
                raise Rejected(f"{row['id']}: `let` cannot give {key} another meaning")
            abbreviations[key] = _abbreviated(parse(text), abbreviations)
        macros = {} if dim is not None else {key: macro(text) for key, text in self.definitions.items()}

        def read(text: str) -> Tree:
            return expand(_abbreviated(parse(text), abbreviations), macros)

        return Form(
            row["id"], name, digest, table.get("noise"), dim, tuple(map(read, meaning["given"])), tuple(map(read, meaning["conclusion"])),
            tuple(row.get("depends", ())), row.get("defines"),
        )


def _abbreviated(tree: Tree, meaning: dict[str, Tree]) -> Tree:
    """Abbreviations stand for their text: what they mention may be bound where they are used."""
    if isinstance(tree, str):
        return meaning.get(tree, tree)
    return (tree[0], *(_abbreviated(child, meaning) for child in tree[1:])) if isinstance(tree, tuple) else tree


def _toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Rejected(f"{path.name} cannot be read: {error}") from error
