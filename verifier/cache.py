"""Results of earlier runs, kept so that `verify all` need not repeat them: checked evidence, never a verdict.

An entry's name is a digest of all that its content rests on: the statement, the code and versions (sources.py), profile and seed. Its content is
sealed with a key that lies elsewhere and that only the user can read; what was cut off, altered, renamed or made by somebody else has
no valid seal and counts as absent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from verifier.claims.book import Book, Run
from verifier.claims.conclude import conclude
from verifier.claims.evidence import Certificate, Checked, Evidence
from verifier.claims.statement import Statement
from verifier.claims.verdict import Trust, Verdict
from verifier.record import cut_short, rejections
from verifier.sources import digest, sources, stamp, uncovered

FORMAT = 1
KEPT = 4
"""How many versions of the code have their results kept; older ones are removed."""
PATIENCE = 20.0
"""Seconds after which a search may give up by the clock: what is open after that may be settled on a faster machine."""
_OPEN = (Verdict.SUPPORTED, Verdict.UNDECIDED)


class NoCache(Exception):
    """Nothing is kept: says why, or is empty when the user wanted none."""


@dataclass(frozen=True)
class Cache:
    """The entries of one book, one state of the code and one run. read: whether entries count, or are only written."""

    folder: Path
    secret: bytes
    basis: str
    files: dict[str, Path]
    stamp: tuple
    read: bool = True

    def recall(self, statement: Statement, what: str = "statement") -> tuple[Checked, ...] | None:
        """The checked evidence for this statement, of one kind; None where there is no entry that counts."""
        content = self._read(self._about(statement, what=what))
        try:
            return None if content is None else tuple(map(_unpacked, content))
        except (KeyError, TypeError, ValueError):
            return None

    def keep(
        self, statement: Statement, evidence: tuple[Checked, ...], trouble: str, seconds: float, modules: Sequence[str], what: str = "statement",
    ) -> bool:
        """Writes an entry, if the search was complete (see `settled`) and rests on nothing but digested files, which are as they were when
        this run began. True when it was written."""
        if uncovered(modules, self.files) or stamp(self.files) != self.stamp or not settled(statement, evidence, trouble, seconds):
            return False
        return self._write(self._about(statement, what=what), list(map(_packed, evidence)))

    def sound(self, statements: Sequence[Statement]) -> bool:
        """Whether this very book was found consistent before: every formula readable, a proof for every statement and no other."""
        return self._read(self._about(*statements, what="book")) == []

    def keep_sound(self, statements: Sequence[Statement]) -> None:
        """Remembers that the book is consistent."""
        self._write(self._about(*statements, what="book"), [])

    def look(self, what: str, *about: str):
        """Plain data of another kind, kept under this name; None where there is none that counts."""
        return self._read(_name(self.basis, what, *about))

    def put(self, content, what: str, *about: str) -> bool:
        """Keeps plain data of another kind, unless a file has changed since this run began. True when it was written."""
        return stamp(self.files) == self.stamp and self._write(_name(self.basis, what, *about), content)

    def _about(self, *statements: Statement, what: str = "statement") -> str:
        return _name(self.basis, what, *map(repr, statements))

    def _read(self, name: str):
        if not self.read:
            return None
        try:
            seal, _, text = (self.folder / name).read_bytes().partition(b"\n")
            if not hmac.compare_digest(seal, self._seal(name, text)):
                return None
            return json.loads(text)
        except (OSError, ValueError):
            return None

    def _write(self, name: str, content: list) -> bool:
        try:
            text = json.dumps(content, separators=(",", ":")).encode()
            _whole(self.folder / name, self._seal(name, text) + b"\n" + text)
        except (OSError, TypeError, ValueError):  # no room, or a record that is no plain data: the result is found again next time
            return False
        return True

    def _seal(self, name: str, text: bytes) -> bytes:
        return hmac.digest(self.secret, f"{FORMAT} {name}\n".encode() + text, "sha256").hex().encode()


def open_cache(book: Book, run: Run, read: bool = True) -> Cache:
    """The cache for this book as its files are now. Raises NoCache where the user or the circumstances allow none."""
    folder = place()
    files = sources(book)
    before = stamp(files)
    code = digest(files)
    try:
        home = folder / code[:32]
        home.mkdir(parents=True, exist_ok=True)
        _forget(folder, home)
        return Cache(home, _secret(), _name(code, book.name, repr(astuple(run))), files, before, read)
    except OSError as error:
        raise NoCache(f"no results are kept: {error.strerror} ({Path(error.filename or folder).name})") from error


def place() -> Path:
    """The folder VERIFIER_CACHE, else one in the user's cache. Raises NoCache when it says "off", and where CI says that a CI runs this."""
    wanted = os.environ.get("VERIFIER_CACHE", "")
    if wanted == "off" or os.environ.get("CI", "").lower() not in ("", "0", "false"):
        raise NoCache
    return Path(wanted) if wanted else _home("XDG_CACHE_HOME", ".cache")


def settled(statement: Statement, evidence: tuple[Checked, ...], trouble: str, seconds: float) -> bool:
    """Whether a search would end like this every time: nothing cut it short, nothing was rejected, and what is open is not so by the clock."""
    result = conclude(statement, evidence, trouble)
    if trouble or rejections([result]) or cut_short([result]):
        return False
    return seconds < PATIENCE or not any(judged.verdict in _OPEN for judged in (result.printed, *result.repaired))


def _home(variable: str, default: str) -> Path:
    """The user's folder for such data, by the XDG rules: an absolute path in the variable, else below the home directory."""
    named = Path(os.environ.get(variable, ""))
    try:
        return (named if named.is_absolute() else Path.home() / default) / "verifier"
    except RuntimeError as error:
        raise NoCache("no results are kept: there is no home directory") from error


def _secret() -> bytes:
    """The key of this user, made at its first use. Raises NoCache when others could have read or made it."""
    path = _home("XDG_STATE_HOME", ".local/state") / "cache.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _whole(path, secrets.token_bytes(32), once=True)
    found, key = path.stat(), path.read_bytes()
    if found.st_mode & 0o077 or found.st_uid != os.getuid() or len(key) != 32:
        raise NoCache(f"no results are kept: {path.name} is not this user's alone; remove it")
    return key


def _whole(path: Path, content: bytes, once: bool = False) -> None:
    """The file whole or not at all, readable by its owner; with `once` a file that exists is left as it is."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        if not once:
            os.replace(name, path)
        elif not path.exists():
            os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink(missing_ok=True)


def _forget(folder: Path, home: Path) -> None:
    """Marks the folder of this code as used now, and removes those used longest ago."""
    os.utime(home)
    others = [path for path in folder.iterdir() if path.is_dir() and len(path.name) == 32 and not set(path.name) - set("0123456789abcdef")]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def _name(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _packed(item: Checked) -> dict:
    own, certificate = item.evidence, item.evidence.certificate
    return {
        "form": own.form, "obligation": own.obligation, "engine": own.engine, "derivation": list(own.derivation), "record": own.record,
        "failed": own.failed, "certificate": None if certificate is None else certificate.as_json(),
        "accepted": item.accepted, "reason": item.reason, "trust": item.trust.value, "rests_on": list(item.rests_on),
    }


def _unpacked(row: dict) -> Checked:
    stored = row["certificate"]
    certificate = None if stored is None else Certificate(**{name: value for name, value in stored.items() if name != "format"})
    evidence = Evidence(row["form"], row["obligation"], row["engine"], certificate, tuple(row["derivation"]), row["record"], row["failed"])
    return Checked(evidence, row["accepted"], row["reason"], Trust(row["trust"]), tuple(row["rests_on"]))
