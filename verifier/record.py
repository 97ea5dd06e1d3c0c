"""The record of verdicts (a book's verdicts.json) and how new results differ from it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from verifier.claims.book import Book
from verifier.claims.conclude import Result
from verifier.claims.statement import StatementError
from verifier.claims.verdict import Verdict


def recorded(book: Book) -> dict[str, dict]:
    """The recorded result of each statement, by id; empty when nothing was recorded yet. Rejects a damaged file (StatementError)."""
    path = book.recorded
    if not path.exists():
        return {}
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        rows = {row["id"]: row for row in table["statements"] if _verdicts(row)}
        if table["schema"] != 1 or len(rows) != len(table["statements"]):
            raise ValueError("another schema, or an id that stands twice")
        return rows
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StatementError(f"{book.name}: {path.name} cannot be read as recorded verdicts ({error!r}); record it again") from error


def unrecorded(results: Sequence[Result], record: dict[str, dict]) -> list[str]:
    """The rows that nothing is recorded for, one line each."""
    return [f"{result.statement.id}: {result.printed.verdict.value}, but nothing is recorded"
            for result in results if result.statement.id not in record]


def unproved_repairs(results: Sequence[Result]) -> list[str]:
    """The repaired forms that are neither proved, well posed nor at least supported, one line each: repairs that repair nothing."""
    good = (Verdict.PROVED, Verdict.DEFINITION, Verdict.SUPPORTED)
    return [
        f"{result.statement.id}, {form.name}: {judged.verdict.value}, so it repairs nothing"
        for result in results for form, judged in zip(result.statement.repaired, result.repaired, strict=True) if judged.verdict not in good
    ]


def remembered(book: Book) -> dict[str, dict]:
    """The record where it is only shown or about to be replaced: a damaged one counts as none."""
    try:
        return recorded(book)
    except StatementError:
        return {}


def cut_short(results: Sequence[Result]) -> list[str]:
    """The statements left undecided by a timeout, a crash, an error or a failed test, one line each; they are not worth recording."""
    return [
        f"{result.statement.id}, {form.name}: {judged.reason}" for result in results
        for form, judged in zip(result.statement.forms, ((result.printed,) if result.statement.printed else ()) + result.repaired)
        if judged.verdict is Verdict.UNDECIDED and not judged.reason.startswith("no certificate")
    ]


def differences(results: Sequence[Result], record: dict[str, dict], unasked: Collection[str] = ()) -> list[str]:
    """How the results differ from the record, one line each: verdict, trust and finding of each form, and rows that only it has.

    unasked   the statements whose formal proofs were not checked: what is recorded as `formal` may be of any lower trust there
    """
    found = []
    for result in results:
        row = record.get(result.statement.id)
        if row is None:
            continue
        now, then = _verdicts(result.as_json()), _verdicts(row)
        if result.statement.id in unasked:
            now |= {key: then[key] for key in now if then.get(key) == f"{now[key].split()[0]} (formal)"}
        found += [
            f"{result.statement.id}, {key}: {now.get(key, 'absent')} (recorded: {then.get(key, 'absent')})"
            for key in sorted(now | then) if now.get(key) != then.get(key)
        ]
    known = {result.statement.id for result in results}
    return found + [f"{name}: recorded, but not among the statements" for name in sorted(set(record) - known)]


def lowered(record: dict[str, dict], unasked: Collection[str]) -> int:
    """How many of the statements whose formal proofs were not checked have a recorded form of trust `formal`."""
    return sum(name in unasked and any("(formal)" in words for words in _verdicts(row).values()) for name, row in record.items())


def rejections(results: Sequence[Result]) -> list[str]:
    """The certificates that were not accepted, one line each with the reason."""
    return [
        f"{result.statement.id}, {item.evidence.form}: {item.reason}"
        for result in results for item in result.evidence if item.evidence.certificate is not None and not item.accepted
    ]


def accepted(results: Sequence[Result]) -> int:
    """How many certificates the checker accepted."""
    return sum(item.accepted for result in results for item in result.evidence)


def _verdicts(row: dict) -> dict[str, str]:
    forms = {"printed": row["printed"]} | {f"repaired {k}": form for k, form in enumerate(row["repaired"], 1)}
    words = {name: f"{Verdict(form['verdict']).value} ({form['trust'] or 'no trust'})" for name, form in forms.items()}
    return {"finding": row["finding"], "scope": json.dumps(row["printed"].get("scope"), sort_keys=True)} | words
