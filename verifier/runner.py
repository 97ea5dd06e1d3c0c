"""Runs proofs under limits, has the checker judge what they find, and concludes. A crash, an error or a timeout is never a result."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from types import MappingProxyType

from verifier.cache import Cache
from verifier.checking import Checker
from verifier.claims.book import Book, Proof, Run, well_formed
from verifier.claims.conclude import Result, conclude
from verifier.claims.evidence import Checked, Evidence
from verifier.claims.statement import Statement
from verifier.kernel import evidence as formal_evidence
from verifier.processes import Stopped, Worker
from verifier.sources import loaded

COQ_SECONDS = 600.0


def _quiet(*_) -> None:
    return None


@dataclass(frozen=True)
class Collected:
    """What was found for one statement: checked evidence, what cut the search short, if anything did, and whether an earlier run found it."""

    evidence: tuple[Checked, ...]
    trouble: str = ""
    recalled: bool = False


@dataclass(frozen=True)
class Watcher:
    """What a caller may want to hear while proofs run; called from worker threads."""

    started: Callable[[Statement], None] = _quiet
    checked: Callable[[Statement, Checked], None] = _quiet
    finished: Callable[[Statement, Collected], None] = _quiet


@dataclass(frozen=True)
class Limits:
    """jobs: proofs that run side by side, at least 1; timeout: seconds for one statement, search and checks together."""

    jobs: int = 1
    timeout: float = 60.0

    def __post_init__(self):
        if self.jobs < 1 or not self.timeout > 0:
            raise ValueError(f"jobs is {self.jobs} and timeout {self.timeout}; both must be positive")


def verify(
    book: Book, ids: Sequence[str], run: Run = Run(), limits: Limits = Limits(), watcher: Watcher = Watcher(), cache: Cache | None = None,
    compiling: bool = False,
) -> list[Result]:
    """The results for these statements, in the order asked for; those that the cache has from an earlier run are not found again.

    compiling   whether Coq proofs that were not compiled before are compiled now; else their statements stand at their next trust
    Rejects an empty selection (ValueError), an unknown id (KeyError), an inconsistent book and a formula of any of its statements that
    cannot be read (StatementError); raises Contradiction when the checker accepted both sides. Certificates cite theorems,
    never another statement, so each statement stands by itself.
    """
    if not ids:
        raise ValueError("an empty selection: nothing would be verified")
    formal = formal_evidence(book, ids, compiling)
    known = {} if cache is None else _recalled([book.statements[name] for name in ids], cache, watcher, formal)
    every = list(book.statements.values())
    if cache is None or len(known) < len(set(ids)) or not cache.sound(every):
        well_formed(every)
        proofs = book.proofs()
        if cache is not None:
            cache.keep_sound(every)
        rest = [name for name in ids if name not in known]
        tasks = [(book.statements[name], proofs[name]) for name in rest]
        known |= collect(tasks, book.root / "statements", run, limits, watcher, cache, formal)
    return [conclude(book.statements[name], known[name].evidence, known[name].trouble) for name in ids]


def _recalled(statements: Iterable[Statement], cache: Cache, watcher: Watcher, more: Mapping[str, tuple[Evidence, ...]]) -> dict[str, Collected]:
    """What the cache has for these statements, by id; nothing for one where either what was searched or the rest is not there."""
    known = {}
    for statement in statements:
        asked = more.get(statement.id, ())
        parts = [cache.recall(statement), cache.recall(statement, _entry(asked)) if asked else ()]
        if None not in parts:
            known[statement.id] = Collected((*parts[0], *parts[1]), recalled=True)
            watcher.finished(statement, known[statement.id])
    return known


def _entry(asked: Iterable[Evidence]) -> str:
    """The kind of cache entry that holds the checker's answers to this formal evidence."""
    return f"formal {' '.join(sorted(item.certificate.name for item in asked))}"


def collect(
    tasks: list[tuple[Statement, Proof]], folder: Path, run: Run, limits: Limits, watcher: Watcher = Watcher(), cache: Cache | None = None,
    more: Mapping[str, tuple[Evidence, ...]] = MappingProxyType({}),
) -> dict[str, Collected]:
    """The checked evidence for each statement, by id; the statement files lie in `folder`. The cache gets each as soon as it is there.

    more    evidence that is judged beside what the proofs find, by id
    """
    if not tasks:
        return {}
    queue: SimpleQueue = SimpleQueue()
    for task in tasks:
        queue.put(task)
    slots = [_Slot(folder, run, limits.timeout, watcher, cache, more) for _ in range(min(limits.jobs, len(tasks)))]
    try:
        with ThreadPoolExecutor(len(slots)) as pool:
            try:
                return {name: found for part in pool.map(lambda slot: slot.work(queue), slots) for name, found in part}
            except BaseException:
                _drain(queue)
                _close(slots)
                raise
    finally:
        _close(slots)


def _close(slots: list[_Slot]) -> None:
    for slot in slots:
        slot.search.close()
        slot.checker.close()


def _drain(queue: SimpleQueue) -> None:
    try:
        while True:
            queue.get_nowait()
    except Empty:
        return


@dataclass
class _Slot:
    """A pair of processes: one searches, the other, which never loads a proof, checks."""

    folder: Path
    run: Run
    timeout: float
    watcher: Watcher
    cache: Cache | None = None
    more: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    search: Worker = field(default_factory=lambda: Worker("search", _search))
    checker: Checker = field(default_factory=Checker)

    def work(self, queue: SimpleQueue) -> list[tuple[str, Collected]]:
        found = []
        try:
            while True:
                statement, proof = queue.get_nowait()
                self.watcher.started(statement)
                collected = self.collect(statement, proof)
                self.watcher.finished(statement, collected)
                found.append((statement.id, collected))
        except Empty:
            return found

    def collect(self, statement: Statement, proof: Proof) -> Collected:
        kept = None if self.cache is None else self.cache.recall(statement)
        found = self._searched(statement, proof) if kept is None else Collected(kept)
        asked = self.more.get(statement.id, ())
        return replace(found, evidence=found.evidence + self._asked(statement, asked)) if asked else found

    def _searched(self, statement: Statement, proof: Proof) -> Collected:
        """What the proof finds, judged; kept if that is complete."""
        start = time.monotonic()
        deadline = start + self.timeout
        evidence: list[Checked] = []
        modules, trouble = None, ""
        try:
            self.search.send((proof, statement, self.run))
            for item in self.search.items(deadline):
                if isinstance(item, _Modules):
                    modules = item.files
                    continue
                evidence.append(self.judge(statement, item, deadline))
                self.watcher.checked(statement, evidence[-1])
        except Stopped as stopped:
            trouble = str(stopped)
        if self.cache is not None and modules is not None:
            self.cache.keep(statement, tuple(evidence), trouble, time.monotonic() - start, modules)
        return Collected(tuple(evidence), trouble)

    def _asked(self, statement: Statement, asked: tuple[Evidence, ...]) -> tuple[Checked, ...]:
        """The formal evidence, judged; kept apart from the rest, since it may be there later than that."""
        found = tuple(self.judge(statement, item, time.monotonic() + COQ_SECONDS) for item in asked)
        for item in found:
            self.watcher.checked(statement, item)
        if self.cache is not None:
            self.cache.keep(statement, found, "", 0.0, (), _entry(asked))
        return found

    def judge(self, statement: Statement, item: Evidence, deadline: float) -> Checked:
        """The evidence with the checker's answer about its certificate as a file would have it."""
        if item.certificate is None:
            return Checked(item, accepted=False)
        about = (item.certificate.statement, item.certificate.form)
        if about != (statement.id, item.form):
            return Checked(item, False, f"the certificate is about {', '.join(about)}, the evidence about {statement.id}, {item.form}")
        try:
            written = json.loads(item.certificate.text())
        except (TypeError, ValueError) as error:
            return Checked(item, False, f"the certificate is not plain data: {error}")
        answer = self.checker.ask(written, self.folder, deadline)
        return Checked(item, answer.accepted, answer.reason, answer.trust, answer.rests_on)


@dataclass(frozen=True)
class _Modules:
    """The source files that a search process has loaded by the end of a search, see sources.loaded."""

    files: tuple[str, ...]


def _search(task: tuple[Proof, Statement, Run]) -> Iterable[Evidence | _Modules]:
    """In the search process: the evidence as the proof yields it, and last what was loaded for it."""
    proof, statement, run = task
    names = {form.name for form in statement.forms}
    for item in proof(statement, run):
        if not isinstance(item, Evidence):
            raise TypeError(f"the proof of {statement.id} yielded {type(item).__name__}, not Evidence")
        if item.form not in names:
            raise ValueError(f"the proof of {statement.id} has evidence for {item.form!r}; its forms are {', '.join(sorted(names))}")
        yield item
    yield _Modules(loaded())
