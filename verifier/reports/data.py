"""Results as JSON: the outside contract. Numbers are strings, keys sorted, no clock, no path."""

from __future__ import annotations

import json
from collections.abc import Sequence

from verifier.claims.conclude import Result
from verifier.reports.words import counts


def statement_json(result: Result) -> str:
    """The text of one statement's result, with a newline at its end."""
    return _text(result.as_json())


def book_json(results: Sequence[Result]) -> str:
    """The text of all results with their counts by verdict as printed; the shape of a book's verdicts.json."""
    return _text({
        "schema": 1, "statements": [result.as_json() for result in results],
        "counts": {verdict.value: number for verdict, number in counts(results).items()},
    })


def _text(value: dict) -> str:
    return json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
