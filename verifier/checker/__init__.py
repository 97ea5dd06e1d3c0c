"""The checker: reads a statement and a certificate and says accepted or rejected, with the reason.

What it trusts: this folder, the standard library and python-flint. What it reads: FORMAT.md. What can make it say yes:

    check(certificate, folder)   the only way to an `Accepted`
    kinds.*.check                one rule for each kind of certificate
    facts.Facts.prove            a sign, from a combination of facts
"""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from pathlib import Path

from verifier.checker.polynomial import budget
from verifier.checker.reader import Rejected
from verifier.checker.statements import Book

__all__ = ["Accepted", "Rejected", "check", "check_file", "read"]

KINDS = ("cells", "identity", "enclosure", "closed", "derivation", "formal")
FIELDS = {"format", "kind", "statement", "form", "digest", "conclusion", "asserts", "proof"}
SIZE = 4_000_000


@dataclass(frozen=True)
class Accepted:
    """The certificate proves what it asserts (`about`, in words). trust: "formal", "exact", "enclosed" or "derived"; rests_on: citations and libraries."""

    kind: str
    trust: str
    rests_on: tuple[str, ...]
    about: str


def check(certificate: dict, folder: Path, book: Book | None = None) -> Accepted:
    """Accepted, if the certificate proves its assertion about the statement as it stands in `folder`.

    certificate  the parsed object, see FORMAT.md, section 3
    folder       the statement files; ../theorems.toml beside it lists what may be cited
    Rejects everything else (Rejected, with the reason).
    """
    if not isinstance(certificate, dict) or set(certificate) != FIELDS:
        raise Rejected(f"a certificate has exactly the fields {', '.join(sorted(FIELDS))}")
    if any(not isinstance(certificate[name], str) for name in ("kind", "statement", "form", "digest", "asserts")):
        raise Rejected("kind, statement, form, digest and asserts are text")
    if type(certificate["format"]) is not int or certificate["format"] != 1:
        raise Rejected("format is not the number 1")
    kind, asserts, number = certificate["kind"], certificate["asserts"], certificate["conclusion"]
    if kind not in KINDS:
        raise Rejected(f"kind {kind[:60]!r} is none of {', '.join(KINDS)}")
    if asserts not in ("holds", "fails"):
        raise Rejected(f"asserts {asserts[:60]!r} is neither holds nor fails")
    if type(number) is not int or not isinstance(certificate["proof"], dict):
        raise Rejected("conclusion is a number, proof is an object")
    budget.start()
    try:
        book = book or Book.read(folder)
        form = book.form(certificate["statement"], certificate["form"])
        if certificate["digest"] != form.digest:
            raise Rejected(f"made for another statement: the digest of {form.statement}, {form.name}, is {form.digest[:12]}...")
        if not 0 <= number < len(form.conclusion):
            raise Rejected(f"{form.statement}, {form.name}, has no conclusion {number!r}")
        rule = importlib.import_module(f"verifier.checker.kinds.{kind}")
        trust, rests_on = rule.check(form, form.conclusion[number], asserts, certificate["proof"], book)
    except (RecursionError, MemoryError):
        raise Rejected("nested too deeply, or too large") from None
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise Rejected(f"malformed: {type(error).__name__}: {str(error)[:200]}") from error
    return Accepted(kind, trust, rests_on, f"{form.statement}, {form.name}: part {number + 1} {asserts}")


def read(path: Path) -> dict:
    """The object in a certificate file. Rejects what is too large, is not JSON, repeats a key or writes nan."""
    try:
        if Path(path).exists() and not Path(path).is_file():
            raise Rejected("not a file")
        with open(path, "rb") as file:
            raw = file.read(SIZE + 1)
        if len(raw) > SIZE:
            raise Rejected(f"larger than {SIZE} bytes")
        return json.loads(raw, object_pairs_hook=_once, parse_constant=_never, parse_int=_short)
    except RecursionError:
        raise Rejected("nested too deeply") from None
    except OSError as error:
        raise Rejected(f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Rejected(f"cannot be read as JSON: {error}") from error


def check_file(path: Path, folder: Path) -> Accepted:
    """`check` of a certificate file."""
    return check(read(path), folder)


def _once(pairs: list[tuple[str, object]]) -> dict:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise Rejected("a key stands twice in one object")
    return table


def _short(digits: str) -> int:
    if len(digits) > 4300:
        raise Rejected("cannot be read: a number of more than 4300 digits")
    return int(digits)


def _never(constant: str):
    raise Rejected(f"{constant} is not a number")
