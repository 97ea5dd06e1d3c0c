"""A book: a paper's statements and proofs, found through the entry-point group `verifier.books`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import entry_points
from pathlib import Path

from verifier.claims.evidence import Evidence
from verifier.claims.formula import FormulaError, parse
from verifier.claims.statement import Statement, StatementError, read_statements


@dataclass(frozen=True)
class Run:
    """What a proof may know about how it is run: the probes' profile (quick, ci, thorough) and their seed."""

    profile: str = "quick"
    seed: int = 0


Proof = Callable[[Statement, Run], Iterable[Evidence]]


@dataclass
class Book:
    """name, the folder that holds statements/ and verdicts.json, and the modules whose `@book.proof(...)` functions prove them.

    `modules` maps the start of statement ids (or a whole id) to nothing: every module is imported only when a proof is asked for.
    """

    name: str
    root: Path
    modules: tuple[str, ...]
    _proofs: dict[str, Proof] = field(default_factory=dict)

    @cached_property
    def statements(self) -> dict[str, Statement]:
        return read_statements(self.root / "statements")

    @property
    def recorded(self) -> Path:
        return self.root / "verdicts.json"

    @property
    def score(self) -> Path:
        """Where the mutation score is recorded."""
        return self.root / "mutants.json"

    @property
    def arguments(self) -> Path:
        """The arguments about changed statements that are proved."""
        return self.root / "mutants.toml"

    def proof(self, *ids: str) -> Callable[[Proof], Proof]:
        """Decorator: this function collects the evidence for these statements."""

        def register(function: Proof) -> Proof:
            for name in ids:
                if name in self._proofs and self._proofs[name] is not function:
                    raise StatementError(f"{name} has two proofs, {self._proofs[name].__module__} and {function.__module__}")
                self._proofs[name] = function
            return function

        return register

    def proofs(self) -> dict[str, Proof]:
        """All proofs by statement id. Rejects a statement without proof and a proof without statement (StatementError)."""
        for module in self.modules:
            importlib.import_module(module)
        without = sorted(set(self.statements) - set(self._proofs))
        if without:
            raise StatementError(f"{self.name}: no proof for {', '.join(without)}; register one with @BOOK.proof(...)")
        stray = sorted(set(self._proofs) - set(self.statements))
        if stray:
            raise StatementError(f"{self.name}: proofs without a statement: {', '.join(stray)}; add it to statements/")
        return dict(self._proofs)


def books() -> tuple[Book, ...]:
    """The installed books. An empty shelf is an error: there would be nothing to verify."""
    found = tuple(point.load() for point in sorted(entry_points(group="verifier.books"), key=lambda point: point.name))
    if not found:
        raise StatementError("no book is installed; `pip install .` in the project's folder installs its first one")
    return found


def well_formed(statements: Iterable[Statement]) -> None:
    """Rejects a formula that cannot be read (StatementError): names the file, the statement, the form and the formula."""
    for statement in statements:
        for form in statement.forms:
            for text in (*(meaning for _, meaning in form.let), *form.given, *form.conclusion):
                try:
                    parse(text)
                except FormulaError as error:
                    place = f"{statement.file}: {statement.id}, {form.name}"
                    raise StatementError(f"{place}: {' '.join(text.split())!r} cannot be read: {error}") from error
