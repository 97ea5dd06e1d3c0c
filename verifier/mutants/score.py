"""The score as plain data: what is recorded in a book's mutants.json, printed as JSON and rendered as a page."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping

from verifier.claims.book import Book
from verifier.claims.formula import parse, show
from verifier.claims.statement import StatementError
from verifier.mutants.campaign import FAMILIES, GENERAL
from verifier.mutants.outcomes import Outcome, open_class
from verifier.mutants.tally import Row, Tally

SCHEMA = 1
AROUND = 8   # tokens shown before and after a change
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]+")
TRUE = (Outcome.CONFIRMED, Outcome.UNCONFIRMED, Outcome.DEFECT)


def score(tally: Tally, profile: str, seed: int, statements: list[str], told: Mapping[str, str] | None = None) -> dict:
    """Counts by family and kind, every mutant that is proved, every one left open (of general statements by class), all certificates accepted.

    statements   those asked for; [] for all
    told         digests of the statements that were changed (see `digests`), kept with a record
    """
    rows = [row for row in tally.rows if row.found.outcome is not Outcome.NONE]
    kept = [row for row in rows if row.found.outcome in TRUE or (row.found.outcome is Outcome.OPEN and row.family != GENERAL)]
    return {
        "schema": SCHEMA, "profile": profile, "seed": seed, "statements": statements, "forms": tally.forms,
        "skipped": sorted(tally.skipped), "possible": tally.possible,
        "digests": dict(told or {}), "judged": len(rows), "no statement": len(tally.rows) - len(rows),
        "outcomes": {family: _counts(row.found.outcome for row in rows if row.family == family) for family in FAMILIES},
        "kinds": {
            kind: _counts(row.found.outcome for row in rows if row.mutant.kind == kind) for kind in sorted({row.mutant.kind for row in rows})
        },
        "open": {
            family: dict(sorted(Counter(open_class(row.found.why) for row in rows if row.family == family and row.found.outcome is Outcome.OPEN).items()))
            for family in FAMILIES
        },
        "survivors": [_survivor(row) for row in sorted(kept, key=_place)],
        "certificates": tally.certificates, "changes": sum(tally.changes.values()),
        "changed": {kind: _changed(tally, kind) for kind in sorted({kind for kind, _ in tally.changes})},
        "accepted": [
            {"certificates": kind, "change": change, "place": place, "rule": rule, "times": times}
            for (kind, change, place, rule), times in sorted(_accepted(tally).items(), key=lambda item: tuple(map(str, item[0])))
        ],
    }


def _counts(outcomes) -> dict[str, int]:
    found = Counter(outcomes)
    return {outcome.value: found[outcome] for outcome in Outcome if outcome is not Outcome.NONE}


def _place(row: Row) -> tuple[str, ...]:
    mutant = row.mutant
    return (row.family, row.found.outcome.value, mutant.statement, mutant.form, mutant.place, mutant.after)


def _survivor(row: Row) -> dict[str, str]:
    mutant = row.mutant
    was, now = difference(mutant.before, mutant.after)
    return {
        "statement": mutant.statement, "form": mutant.form, "family": row.family, "place": mutant.place, "kind": mutant.kind,
        "was": was, "is": now, "outcome": row.found.outcome.value, "why": row.found.why,
    }


def digests(book: Book) -> dict[str, str]:
    """Eight hex digits by statement id, of all its forms: from the score's record it can be told which statements it was not measured on."""
    return {
        name: hashlib.sha256(" ".join(form.digest for form in statement.forms).encode()).hexdigest()[:8]
        for name, statement in book.statements.items()
    }


def outdated(book: Book, data: Mapping) -> list[str]:
    """The statements that were changed, added or removed since the score was recorded."""
    now, then = digests(book), data["digests"]
    return sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))


def difference(before: str, after: str) -> tuple[str, str]:
    """What was changed: both texts from the first token that differs to the last, with a little of what stands around."""
    if not after:
        return " ".join(before.split()), ""
    old, new = (_TOKEN.findall(text) for text in (_shown(before), _shown(after)))
    start = next((k for k, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    end = next((k for k, (a, b) in enumerate(zip(old[::-1], new[::-1])) if a != b), min(len(old), len(new)))
    end = min(end, len(old) - start, len(new) - start)
    return tuple(_around(tokens, start, len(tokens) - end) for tokens in (old, new))


def _shown(text: str) -> str:
    """The formula as the language writes it, a definition with its parameters, so that only the change differs."""
    head, bar, body = text.rpartition("|")
    return f"{head}{bar} {show(parse(body))}".strip()


def _around(tokens: list[str], start: int, end: int) -> str:
    low, high = max(0, start - AROUND), min(len(tokens), end + AROUND)
    return ("... " if low else "") + "".join(tokens[low:high]).strip() + (" ..." if high < len(tokens) else "")


def _changed(tally: Tally, kind: str) -> dict[str, int]:
    return {change: number for (of, change), number in sorted(tally.changes.items()) if of == kind}


def _accepted(tally: Tally) -> Counter:
    return Counter((item.kind, item.change, item.place, item.rule) for item in tally.accepted)


def text(data: dict) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def recorded(book: Book) -> dict | None:
    """The recorded score; None when none is. Rejects a damaged file (StatementError)."""
    path = book.score
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["schema"] != SCHEMA or not {"digests", "outcomes", "kinds", "survivors", "accepted", "changes"} <= set(data):
            raise ValueError("another schema")
        return data
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StatementError(f"{book.name}: {path.name} cannot be read as a mutation score ({error!r}); record it again") from error
