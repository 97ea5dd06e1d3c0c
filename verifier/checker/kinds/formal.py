"""Kind `formal`: Coq's kernel accepts a proof of a proposition that index.toml ties to the form (FORMAT.md, section 7)."""

from __future__ import annotations

import tomllib

from verifier.checker.reader import Rejected, Tree
from verifier.checker.rules.coq import Library, version


def check(form, conclusion: Tree, asserts: str, proof: dict, book) -> tuple[str, tuple[str, ...]]:
    """("formal", Coq, that people compared the encoding, and the axioms).

    Rejects a proof that index.toml does not tie to this conclusion of this form, or ties to a part of it only; another text of the form or of the Coq
    statement than those compared; and whatever `Library.audit` rejects.
    """
    if set(proof) != {"name"} or not isinstance(proof["name"], str) or not proof["name"].isidentifier():
        raise Rejected("the proof has one field, the name of a Coq statement")
    name = proof["name"]
    library = Library(book.folder.parent / "coq")
    numbers = [k + 1 for k, tree in enumerate(form.conclusion) if tree == conclusion]
    rows = [
        row for row in rows_of(library) if (row["name"], row["statement"], row["form"], row["asserts"]) == (name, form.statement, form.name, asserts)
        and row["conclusion"] in numbers
    ]
    if len(rows) != 1:
        raise Rejected(f"index.toml does not tie {name} to this part of {form.statement}, {form.name}")
    if rows[0]["covers"] != "all":
        raise Rejected(f"{name} covers only a part of {form.statement}, {form.name}: {rows[0]['scope']}")
    if rows[0]["digest"] != form.digest:
        raise Rejected(f"the text of {form.statement}, {form.name}, is not the one that {name} was compared with: its digest is {form.digest}")
    axioms = audited(name, rows[0]["source"], library)
    return "formal", (version().partition(" compiled")[0], f"people's comparison of the Coq statement {name} with the form", *axioms)


def rows_of(library: Library) -> list[dict]:
    """The rows of index.toml."""
    return tomllib.loads((library.folder / "index.toml").read_text(encoding="utf-8"))["formal"]


def audited(name: str, source: str, library: Library) -> tuple[str, ...]:
    """The axioms that the theorem called `name` rests on. Rejects a Coq statement whose digest is not `source`, and what `Library.audit` rejects."""
    version()
    meaning = library.meaning(name)
    if meaning != source:
        raise Rejected(f"the Coq statement {name} is not the one that index.toml lists: its digest is {meaning}")
    return library.audit(name)
