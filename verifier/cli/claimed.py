"""`verify formal --model ...`: a claim about the probabilities of choices, written and proved in Coq."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from verifier.claims.book import Book
from verifier.cli.exits import Exit
from verifier.cli.output import emit, say
from verifier.formal import Answer, ask, home

DIGITS = 8


def claimed(
    shelf: Sequence[Book], as_json: bool, files: Path | None, *, model: str, noise: str, theta: str, choices: tuple[int, ...], digits: int | None,
) -> int:
    """The exit code, after the answers are shown; the Coq files go to the folder `files`, if there is one."""
    from verifier.computation import read_numbers
    from verifier.laws import LawError
    from verifier.models import ModelError
    from verifier.models.formal import claims

    start = time.monotonic()
    try:
        asked = claims(model, noise, read_numbers(theta, "theta"), digits or DIGITS, tuple(dict.fromkeys(choices)))
        folder = home([book.root / "coq" for book in shelf], asked)
        if folder is None:
            raise click.UsageError("no installed book has the Coq lemmas for this claim")
        answers = list(ask(asked, folder))
    except (LawError, ModelError) as error:
        raise click.UsageError(str(error)) from error
    seconds = f"{time.monotonic() - start:.1f}"
    if files is not None:
        _write(answers, files)
    if as_json:
        emit(json.dumps({"claims": list(map(_data, answers)), "seconds": seconds}, sort_keys=True, indent=2, ensure_ascii=False) + "\n")
    else:
        emit("".join(map(_shown, answers)))
        say(f"{seconds} s, with what had to be compiled")
    return Exit.HOLDS if all(answer.accepted for answer in answers) else Exit.OPEN


def _write(answers: Sequence[Answer], files: Path) -> None:
    try:
        for unit, text in (pair for answer in answers for pair in answer.files.items()):
            path = files / f"{unit}.v"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"--files {files}: {error.strerror}") from error


def _shown(answer: Answer) -> str:
    from verifier.models.formal import decimal
    from verifier.terminal import Screen

    claim = answer.claim
    if not answer.accepted:
        return Screen(sys.stdout).entry("not proved", claim.says, f"Coq: {answer.reason}")
    low, high = answer.bounds
    details = (claim.says, f"left out: {claim.left_out}", f"axioms: {', '.join(answer.axioms) or 'none'}")
    return Screen(sys.stdout).entry(f"proved (formal)  {decimal(low)} <= p{claim.choice} <= {decimal(high)}", *details)


def _data(answer: Answer) -> dict:
    claim, (low, high) = answer.claim, map(str, answer.bounds)
    return {
        "choice": claim.choice, "claim": claim.says, "left_out": claim.left_out, "low": low, "high": high, "accepted": answer.accepted,
        "reason": answer.reason, "axioms": list(answer.axioms), "name": answer.name, "files": dict(answer.files),
    }
