"""What a proof assistant's kernel has checked: evidence for the forms that a book's coq/index.toml ties to a Coq statement."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from verifier.claims.evidence import Evidence, certify
from verifier.claims.statement import Statement

_REQUIRED = re.compile(r"^From Perturb\.statements Require (?:Import|Export) ([\w\s]+)\.", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """One row of index.toml: which Coq statement says what about which form, and how.

    statement, form   the row and the form, "printed" or "repaired 1", ...
    conclusion        which of the form's conclusions, from 1
    asserts           "holds" or "fails"
    name              of the Coq statement and of its theorem
    encoding          how it says what the form says, and what it leaves out
    covers            "all" that the form quantifies over, or "part": then it makes no verdict
    """

    statement: str
    form: str
    conclusion: int
    asserts: str
    name: str
    encoding: str
    covers: str
    scope: str


def entries(root: Path) -> tuple[Entry, ...]:
    """The rows of a book's index.toml; none if the book has no Coq files. Rejects what is not such a row (ValueError)."""
    path = root / "coq" / "index.toml"
    if not path.exists():
        return ()
    return tuple(_entry(row) for row in tomllib.loads(path.read_text(encoding="utf-8")).get("formal", []))


def _entry(row: dict) -> Entry:
    try:
        chosen = {key: row[key] for key in Entry.__dataclass_fields__}
    except KeyError as missing:
        raise ValueError(f"index.toml: {row.get('name', 'a row')} lacks {missing}") from None
    if chosen["covers"] not in ("all", "part") or chosen["asserts"] not in ("holds", "fails"):
        raise ValueError(f"index.toml: {row['name']}: covers is all or part, asserts is holds or fails")
    return Entry(**chosen)


def source(root: Path, name: str) -> str:
    """The text of a Coq statement."""
    return (root / "coq" / "statements" / f"{name}.v").read_text(encoding="utf-8")


def objects(root: Path, name: str) -> dict[str, str]:
    """The texts of the statement files that a Coq statement requires, directly or through one another, by name."""
    found: dict[str, str] = {}
    waiting = [name]
    while waiting:
        for names in _REQUIRED.findall(source(root, waiting.pop())):
            new = [one for one in names.split() if one not in found]
            found |= {one: source(root, one) for one in new}
            waiting += new
    return found


def evidence(statement: Statement, root: Path) -> Iterator[Evidence]:
    """One piece for each Coq statement that covers a form of this statement; the checker has it compiled and audited."""
    forms = {form.name: form for form in statement.forms}
    for entry in entries(root):
        if entry.statement == statement.id and entry.form in forms and entry.covers == "all":
            certificate = certify(forms[entry.form], entry.conclusion - 1, entry.asserts, "formal", {"name": entry.name})
            record = {"coq": source(root, entry.name), "objects": objects(root, entry.name)}
            yield Evidence(entry.form, entry.encoding, "coq", certificate, record=record)
