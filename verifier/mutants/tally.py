"""What came of the mutants and certificate changes of one form, or of many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from verifier.mutants.outcomes import Found, Outcome
from verifier.mutants.statements import Mutant


@dataclass(frozen=True)
class Row:
    """A mutant and its outcome."""

    mutant: Mutant
    family: str
    found: Found
    meaning: str


@dataclass(frozen=True)
class Accepted:
    """A changed certificate that the checker accepted; `rule` says why it proves its claim, None that nothing does."""

    statement: str
    form: str
    kind: str
    change: str
    place: str
    rule: str | None


@dataclass
class Tally:
    """What came of one form, or of many: `possible` mutants there are, `changes` of certificates by the sort of change.

    skipped   forms whose own proof was cut short, so that nothing could be changed
    """

    forms: int = 0
    skipped: list[str] = field(default_factory=list)
    possible: int = 0
    rows: list[Row] = field(default_factory=list)
    certificates: int = 0
    changes: dict[tuple[str, str], int] = field(default_factory=dict)
    accepted: list[Accepted] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.forms += other.forms
        self.skipped += other.skipped
        self.possible += other.possible
        self.rows += other.rows
        self.certificates += other.certificates
        self.accepted += other.accepted
        for key, number in other.changes.items():
            self.changes[key] = self.changes.get(key, 0) + number

    def argued(self, arguments: Mapping[str, str]) -> Tally:
        """The same with those confirmed that nothing but an argument on file confirms, and with what it says of those left open."""
        return replace(self, rows=[_argued(row, arguments) for row in self.rows])


def _argued(row: Row, arguments: Mapping[str, str]) -> Row:
    text = arguments.get(row.meaning)
    if text is not None and row.found.outcome is Outcome.UNCONFIRMED:
        return replace(row, found=Found(Outcome.CONFIRMED, f"{text}; argued, on file"))
    if text is not None and row.found.outcome is Outcome.OPEN:
        return replace(row, found=Found(Outcome.OPEN, f"argued on file, which is no proof: {text}"))
    return row


def troubles(tally: Tally) -> list[str]:
    """What must not be: mutants that are proved and false or unconfirmed, changed certificates accepted without a reason; one line each."""
    bad = (Outcome.DEFECT, Outcome.UNCONFIRMED)
    lines = [
        f"{row.found.outcome}: {row.mutant.statement}, {row.mutant.form}, {row.mutant.place} ({row.mutant.kind}): "
        f"{row.mutant.after or 'dropped'} [{row.meaning}] {row.found.why}" for row in tally.rows if row.found.outcome in bad
    ]
    return lines + [
        f"accepted without a reason: {item.statement}, {item.form}, {item.kind}: {item.change} at {item.place}"
        for item in tally.accepted if item.rule is None
    ]
