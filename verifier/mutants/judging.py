"""What the machinery makes of a changed statement: the book's proof code searches, the checker judges, a second engine has a say.

The proof code is handed the changed statement, read from a file of its own, and binds what it finds to that statement's digest; the
checker reads the same file. So evidence for the statement as recorded proves nothing about the changed one.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from verifier.checking import Answer, Checker
from verifier.claims.book import Book, Proof, Run
from verifier.claims.evidence import Certificate, Evidence, certify
from verifier.claims.formula import FormulaError, ReadForm, read_form, show
from verifier.claims.statement import Form, Statement, read_statements
from verifier.mutants.statements import Mutant, Row, alone, changed, read_rows, write
from verifier.mutants.views import View, listed
from verifier.processes import Stopped, Worker

PATIENCE = 6   # times the seconds of a mutant, for a form as recorded


@dataclass(frozen=True)
class Judged:
    """A mutant and what came of it.

    holds, fails   conclusions with an accepted certificate, by number
    wanted         the conclusions that had to be judged
    certificates   those accepted
    views          the second engine's view of each conclusion wanted, by number, where it was asked
    trouble        what cut the search short, or how the proof code failed
    unreadable     why the changed statement is no statement; it is not counted then
    meaning        a digest of what the changed form says, definitions written out
    """

    mutant: Mutant
    wanted: tuple[int, ...]
    certificates: tuple[Certificate, ...]
    views: dict[int, View] = field(default_factory=dict)
    trouble: str = ""
    unreadable: str = ""
    meaning: str = ""

    def _numbers(self, asserts: str) -> set[int]:
        return {item.conclusion for item in self.certificates if item.asserts == asserts}

    @property
    def holds(self) -> set[int]:
        return self._numbers("holds")

    @property
    def fails(self) -> set[int]:
        return self._numbers("fails")

    @property
    def proved(self) -> bool:
        return self.holds >= set(self.wanted) and not self.fails

    @property
    def refuted(self) -> bool:
        return bool(self.fails)

    @property
    def contradictory(self) -> bool:
        return bool(self.fails & self.holds)


@dataclass(frozen=True)
class Baseline:
    """slim: the form alone leads to the same certificates as its statement. certificates: those accepted. trouble: what cut the search short."""

    slim: bool
    certificates: tuple[Certificate, ...]
    trouble: str = ""


@dataclass
class Bench:
    """A pair of processes and a folder: one process searches and evaluates, the other, which never loads a proof, checks."""

    book: Book
    run: Run
    timeout: float
    proofs: dict[str, Proof]
    rows: dict[str, Row]
    search: Worker = field(default_factory=lambda: Worker("search", answered))
    checker: Checker = field(default_factory=Checker)

    def close(self) -> None:
        self.search.close()
        self.checker.close()

    def baseline(self, form: Form) -> Baseline:
        """What is accepted about the form as it stands, and whether it may be judged alone; with more time than a mutant gets."""
        whole = self.judge(form, None, False)
        if whole.trouble or not form.concrete:
            return Baseline(False, whole.certificates, whole.trouble)
        single = self.judge(form, None, True).certificates
        same = [(item.conclusion, item.asserts) for item in whole.certificates] == [(item.conclusion, item.asserts) for item in single]
        return Baseline(same, single if same else whole.certificates)

    def judge(
        self, form: Form, mutant: Mutant | None, slim: bool, carried: Iterable[Certificate] = (), rules: Sequence[Mapping] = (),
    ) -> Judged:
        """The mutant judged; None for the form as it is.

        slim      the form stands alone in its file, as what is printed
        carried   certificates of the form as recorded, tried too
        rules     of enclosures of the form as recorded, by which points are refuted
        """
        with TemporaryDirectory() as place:
            row = self.rows[form.statement]
            row = row if mutant is None else changed(row, mutant)
            folder = write(Path(place), alone(row, form.name) if slim else row, self.book, mutant)
            statement = read_statements(folder)[form.statement]
            own = statement.form("printed" if slim else form.name)
            try:
                reading = read_form(own)
            except FormulaError as error:
                return Judged(mutant, (), (), unreadable=str(error))
            judged = self._judge(statement, own, folder, mutant, carried, rules)
            return replace(judged, meaning=meaning(reading, judged.wanted))

    def _judge(
        self, statement: Statement, form: Form, folder: Path, mutant: Mutant | None, carried: Iterable[Certificate], rules: Sequence[Mapping],
    ) -> Judged:
        wanted = range(len(form.conclusion)) if mutant is None or mutant.conclusion is None else [mutant.conclusion]
        deadline, accepted, trouble = time.monotonic() + self.timeout * (1 if mutant else PATIENCE), [], ""
        try:
            self.search.send(("prove", self.proofs[statement.id], statement, self.run, form.name, tuple(wanted)))
            for item in self.search.items(deadline):
                accepted += self._accepted(item, form, folder, deadline)
        except Stopped as stopped:
            trouble = str(stopped)
        for item in carried if mutant is not None and mutant.place.startswith("hypothesis") else ():
            if item.conclusion in wanted and item.conclusion not in {found.conclusion for found in accepted}:
                accepted += self._accepted(rebound(item, form, mutant), form, folder, deadline)
        judged = Judged(mutant, tuple(wanted), tuple(accepted), trouble=trouble)
        return judged if mutant is None or judged.refuted else self._second(form, judged, folder, rules)

    def _accepted(self, item: Certificate, form: Form, folder: Path, deadline: float) -> list[Certificate]:
        """The certificate where the checker accepts it; else of an enclosure the opposite one by the same rule, if that is accepted."""
        for other in (item, *(_opposite(item, form) if item.kind == "enclosure" else ())):
            if self._ask(other, folder, deadline).accepted:
                return [other] if other.digest == form.digest else []
        return []

    def _enclosed(self, candidates: Iterator[Certificate], form: Form, folder: Path, deadline: float) -> list[Certificate]:
        """The first of the refutations that the checker accepts before the deadline."""
        for item in candidates:
            if time.monotonic() > deadline:
                break
            if item.digest == form.digest and self._ask(item, folder, deadline).accepted:
                return [item]
        return []

    def _ask(self, item: Certificate, folder: Path, deadline: float) -> Answer:
        return self.checker.ask(json.loads(item.text()), folder, max(deadline, time.monotonic() + 1))

    def _second(self, form: Form, judged: Judged, folder: Path, rules: Sequence[Mapping]) -> Judged:
        """The second engine on each conclusion: agreement with what is proved, or a point at which it fails, as a certificate if possible."""
        views, accepted = {}, list(judged.certificates)
        for number in judged.wanted:
            deadline = time.monotonic() + self.timeout
            try:
                self.search.send(("view", form, number, self.run))
                (view,) = self.search.items(deadline)
            except Stopped as stopped:
                view = View("", reason=str(stopped))
            views[number] = view
            if view.certificate is not None:
                accepted += self._accepted(view.certificate, form, folder, deadline)
            elif number not in judged.holds:
                accepted += self._enclosed(refutations(form, number, rules, view.points), form, folder, deadline)
            if view.against is not None or any(item.asserts == "fails" for item in accepted):
                break
        return replace(judged, views=views, certificates=tuple(accepted))


def refutations(form: Form, number: int, rules: Sequence[Mapping], points: Sequence[Mapping]) -> Iterator[Certificate]:
    """That the conclusion fails at each of the points, by each of the rules, its lattice made to contain the point."""
    for point in points:
        finer = math.lcm(*(Fraction(value).denominator for value in point.values()))
        for rule in rules:
            fitted = {**rule, "per_unit": math.lcm(rule["per_unit"], finer)}
            yield certify(form, number, "fails", "enclosure", {"rule": fitted, "at": dict(point)})


def _opposite(item: Certificate, form: Form) -> Iterator[Certificate]:
    """That the conclusion fails at one of the points listed, for one that says that it holds; and the other way round."""
    if item.asserts == "fails":
        yield certify(form, item.conclusion, "holds", "enclosure", {"rule": item.proof["rule"]})
        return
    for point in listed(form):
        yield certify(form, item.conclusion, "fails", "enclosure", {**item.proof, "at": point})


def rebound(item: Certificate, form: Form, mutant: Mutant | None) -> Certificate:
    """The certificate of the recorded form, bound to the changed one; where a hypothesis is dropped those after it move up."""
    proof = item.proof
    if mutant is not None and mutant.place.startswith("hypothesis") and not mutant.after and "steps" in proof:
        gone = int(mutant.place.split()[1]) - 1
        proof = {**proof, "steps": [_moved(step, gone) for step in proof["steps"]]}
    return replace(item, form=form.name, digest=form.digest, proof=proof)


def _moved(step: dict, gone: int) -> dict:
    return {**step, "index": step["index"] - 1} if step["by"] == "hypothesis" and step["index"] > gone else step


def answered(task: tuple) -> Iterable[object]:
    """In the search process: certificates of the proof code for the conclusions wanted, or the second engine's view."""
    what, *rest = task
    return _prove(*rest) if what == "prove" else _views(*rest)


def _prove(proof: Proof, statement: Statement, run: Run, name: str, wanted: tuple[int, ...]) -> Iterator[Certificate]:
    for item in proof(statement, run):
        if not isinstance(item, Evidence):
            raise TypeError(f"the proof of {statement.id} yielded {type(item).__name__}, not Evidence")
        if item.certificate is not None and item.form == name and item.certificate.conclusion in wanted:
            yield item.certificate


def _views(form: Form, number: int, run: Run) -> Iterator[View]:
    from verifier.mutants.views import view

    yield view(form, number, run)


def meaning(reading: ReadForm, wanted: tuple[int, ...]) -> str:
    """Sixteen hex digits of what a changed form says, definitions written out: to this an argument on file is bound."""
    parts = [reading.form.noise or "", str(reading.form.dim), *map(show, reading.given), "|", *(show(reading.conclusion[k]) for k in wanted)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def fails_there(certificate: dict, book: Book) -> bool:
    """Whether a second engine finds that the point of a certificate satisfies the hypotheses and makes the conclusion false."""
    from verifier.mutants.views import false_at

    form = book.statements[certificate["statement"]].form(certificate["form"])
    at = certificate["proof"].get("at")
    return isinstance(at, dict) and false_at(form, certificate["conclusion"], at)


def bench(book: Book, run: Run, timeout: float) -> Bench:
    """The processes start with the first task."""
    return Bench(book, run, timeout, book.proofs(), read_rows(book))
