"""What earlier runs with the same code found about a form, so that an interrupted campaign resumes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from verifier.cache import Cache
from verifier.claims.statement import Statement
from verifier.mutants.outcomes import Found, Outcome
from verifier.mutants.statements import Mutant
from verifier.mutants.tally import Accepted, Row, Tally


@dataclass(frozen=True)
class Kept:
    """The tallies of one selection of changes; `cache` is None where nothing is kept."""

    cache: Cache | None
    how: str

    def recall(self, statement: Statement, name: str, definitions: Iterable[Mutant]) -> Tally | None:
        """The tally of the form called so, as it was before arguments on file were taken into account; None where none is kept."""
        content = None if self.cache is None else self.cache.look(*self._about(statement, name, definitions))
        try:
            return None if content is None else unpacked(content)
        except (KeyError, TypeError, ValueError):
            return None

    def keep(self, statement: Statement, name: str, definitions: Iterable[Mutant], tally: Tally) -> None:
        """Keeps a tally that no time limit cut short."""
        if self.cache is not None and not tally.skipped and not any("time limit" in row.found.why for row in tally.rows):
            self.cache.put(packed(tally), *self._about(statement, name, definitions))

    def _about(self, statement: Statement, name: str, definitions: Iterable[Mutant]) -> tuple[str, ...]:
        return (f"mutants {self.how}", repr(statement), name, *(mutant.id for mutant in definitions))


def packed(tally: Tally) -> dict:
    """The tally as plain data."""
    return {
        "forms": tally.forms, "skipped": tally.skipped, "possible": tally.possible, "certificates": tally.certificates,
        "rows": [[list(astuple(row.mutant)), row.family, row.found.outcome.value, row.found.why, row.meaning] for row in tally.rows],
        "changes": [[*key, number] for key, number in tally.changes.items()],
        "accepted": [list(astuple(item)) for item in tally.accepted],
    }


def unpacked(data: dict) -> Tally:
    """The tally that `packed` made plain."""
    rows = [Row(Mutant(*mutant), family, Found(Outcome(outcome), why), meaning) for mutant, family, outcome, why, meaning in data["rows"]]
    changes = {(certificate, change): number for certificate, change, number in data["changes"]}
    accepted = [Accepted(*item) for item in data["accepted"]]
    return Tally(data["forms"], data["skipped"], data["possible"], rows, data["certificates"], changes, accepted)
