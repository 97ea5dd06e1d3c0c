"""The checker in a process of its own, which never loads a proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from verifier.claims.verdict import Trust
from verifier.processes import Stopped, Worker


@dataclass(frozen=True)
class Answer:
    """What the checker said: accepted or not, the reason if not, and for an accepted certificate its trust and ledger.

    missing   it was not checked, for coqc is not installed
    """

    accepted: bool
    reason: str = ""
    trust: Trust = Trust.SAMPLED
    rests_on: tuple[str, ...] = ()
    missing: bool = False


class Checker:
    """The checker in a process of its own, which never loads a proof. A context manager: leaving it ends the process."""

    def __init__(self):
        self._worker = Worker("checker", _examine)

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self._worker.close()

    def ask(self, certificate: dict, folder: Path, deadline: float) -> Answer:
        """The answer about a certificate and the statement files in `folder`; a crash or the deadline (time.monotonic) is a no."""
        try:
            self._worker.send((certificate, str(folder)))
            ((accepted, reason, trust, rests_on),) = self._worker.items(deadline)
        except Stopped as stopped:
            return Answer(False, str(stopped))
        return Answer(accepted, reason, Trust.SAMPLED if trust is None else Trust(trust), tuple(rests_on))


@lru_cache
def _statements(folder: str):
    """The checker's own reading of the statement files, once for each process."""
    from verifier.checker.statements import Book as CheckersBook

    return CheckersBook.read(Path(folder))


def _examine(task: tuple[dict, str]) -> Iterable[tuple[bool, str, str | None, tuple[str, ...]]]:
    """In the checker's process, which never loads a proof: the checker's answer."""
    from verifier.checker import Rejected, check

    certificate, folder = task
    try:
        answer = check(certificate, Path(folder), _statements(folder))
    except Rejected as rejected:
        yield False, str(rejected), None, ()
    else:
        yield True, answer.about, answer.trust, tuple(answer.rests_on)
