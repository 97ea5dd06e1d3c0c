"""Which mutants and certificate changes are judged, and the run over all of them: forms side by side, every result as plain data."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from tempfile import TemporaryDirectory

from verifier.cache import Cache
from verifier.checker import Rejected, read
from verifier.claims.book import Book, Run
from verifier.claims.evidence import Certificate
from verifier.claims.formula import read_form
from verifier.claims.statement import Form
from verifier.mutants.certificates import Change, certificate_changes
from verifier.mutants.harmless import Claim, claim, reason
from verifier.mutants.judging import Bench, bench, fails_there
from verifier.mutants.kept import Kept
from verifier.mutants.outcomes import outcome, read_arguments
from verifier.mutants.statements import Mutant, definition_mutants, mutants
from verifier.mutants.tally import Accepted, Row, Tally

EXACT, ENCLOSED, GENERAL = "exact formulas", "enclosed formulas", "general statements"
FAMILIES = (EXACT, ENCLOSED, GENERAL)


@dataclass(frozen=True)
class Selection:
    """How much is tried; None: all.

    forms      one form in so many, chosen by the seed
    each       mutants of one kind of a form
    changes    changes of one certificate
    """

    forms: int
    each: int | None
    changes: int | None


SELECTIONS = {"quick": Selection(8, 1, 3), "ci": Selection(1, 1, 3), "thorough": Selection(1, None, None)}


Told = Callable[[Form, Tally], None]


def run(
    book: Book, names: Sequence[str], profile: str, seed: int, jobs: int, timeout: float, told: Told, started: Callable[[int], None],
    cache: Cache | None = None,
) -> Tally:
    """The tally over the forms of these statements; `told` after each form, `started` first with their number.

    profile   quick, ci or thorough (SELECTIONS)
    timeout   seconds for one mutant
    cache     where the tally of each form is kept, and found again by a later run with the same code
    Rejects a damaged file of arguments (StatementError).
    """
    chosen = SELECTIONS[profile]
    forms = [form for name in names for form in book.statements[name].forms]
    if chosen.forms > 1 and len(names) > 1:
        forms = sorted(Random(seed).sample(forms, max(1, len(forms) // chosen.forms)), key=forms.index)
    definitions: dict[tuple[str, str], list[Mutant]] = {}
    for mutant in definition_mutants(book, [form for statement in book.statements.values() for form in statement.forms]):
        definitions.setdefault((mutant.statement, mutant.form), []).append(mutant)
    arguments, kept = read_arguments(book.arguments), Kept(cache, f"{profile} {seed} {timeout:g}")
    queue: SimpleQueue = SimpleQueue()
    for form in forms:
        queue.put(form)
    started(len(forms))
    total = Tally()

    def work(one: Bench) -> None:
        try:
            while True:
                form = queue.get_nowait()
                statement, changed = book.statements[form.statement], definitions.get((form.statement, form.name), [])
                found = kept.recall(statement, form.name, changed)
                if found is None:
                    found = Campaign(book, one, chosen, seed).form(form, changed)
                    kept.keep(statement, form.name, changed, found)
                found = found.argued(arguments)
                total.add(found)
                told(form, found)
        except Empty:
            return

    benches = [bench(book, Run("quick", seed), timeout) for _ in range(max(1, min(jobs, len(forms))))]
    try:
        with ThreadPoolExecutor(len(benches)) as pool:
            try:
                list(pool.map(work, benches))
            except BaseException:
                _close(benches, queue)
                raise
    finally:
        _close(benches, queue)
    return total


def _close(benches: Iterable[Bench], queue: SimpleQueue) -> None:
    try:
        while True:
            queue.get_nowait()
    except Empty:
        for one in benches:
            one.close()


@dataclass(frozen=True)
class Campaign:
    """One pair of processes at work on one form after the other."""

    book: Book
    bench: Bench
    chosen: Selection
    seed: int

    def form(self, form: Form, definitions: list[Mutant]) -> Tally:
        """The mutants and certificates of one form; nothing for a form without an accepted certificate."""
        base = self.bench.baseline(form)
        slim, recorded = base.slim, base.certificates
        if base.trouble or not recorded:
            return Tally(skipped=[f"{form.statement}, {form.name}: {base.trouble}"] if base.trouble else [])
        kinds = {item.conclusion: item.kind for item in recorded}
        candidates = [mutant for mutant in (*mutants(form), *definitions) if mutant.conclusion is None or mutant.conclusion in kinds]
        tally, reading, rules = Tally(1, possible=len(candidates)), read_form(form), _rules(recorded)
        for mutant in self._selected(candidates):
            judged = self.bench.judge(form, mutant, slim, () if slim else recorded, rules)
            found = outcome(judged, reading, recorded)
            family = GENERAL if not form.concrete else ENCLOSED if "enclosure" in kinds.values() else EXACT
            tally.rows.append(Row(mutant, family, found, judged.meaning))
        own = self._own(form, slim, recorded)
        for certificate in own:
            self._certificate(certificate, {claim(item.as_json()) for item in own}, tally)
        return tally

    def _selected(self, candidates: list[Mutant]) -> Iterator[Mutant]:
        """At most `each` of every kind, by the seed."""
        groups: dict[str, list[Mutant]] = {}
        for mutant in candidates:
            groups.setdefault(mutant.kind, []).append(mutant)
        for kind, group in groups.items():
            random = Random(f"{self.seed} {group[0].statement} {group[0].form} {kind}")
            yield from group if self.chosen.each is None else random.sample(group, min(self.chosen.each, len(group)))

    def _own(self, form: Form, slim: bool, recorded: tuple[Certificate, ...]) -> tuple[Certificate, ...]:
        """The accepted certificates bound to the form as the book has it; those of the form alone carry another name."""
        return tuple(Certificate(item.kind, form.statement, form.name, form.digest, item.conclusion, item.asserts, item.proof) for item in recorded)

    def _certificate(self, certificate: Certificate, proved: set[Claim], tally: Tally) -> None:
        original = certificate.as_json()
        seed = f"{self.seed} {certificate.statement} {certificate.form} {certificate.conclusion}"
        tally.certificates += 1
        for change in certificate_changes(original, self.chosen.changes, seed):
            key = (certificate.kind, change.kind)
            tally.changes[key] = tally.changes.get(key, 0) + 1
            if self._accepts(change):
                rule = None if change.certificate is None else reason(original, change, proved, self._fails)
                tally.accepted.append(Accepted(certificate.statement, certificate.form, certificate.kind, change.kind, change.place, rule))

    def _accepts(self, change: Change) -> bool:
        folder, deadline = self.book.root / "statements", time.monotonic() + self.bench.timeout
        if change.certificate is not None:
            return self.bench.checker.ask(change.certificate, folder, deadline).accepted
        with TemporaryDirectory() as place:
            path = Path(place) / "cut.json"
            path.write_text(change.text, encoding="utf-8")
            try:
                return self.bench.checker.ask(read(path), folder, deadline).accepted
            except Rejected:
                return False

    def _fails(self, certificate: dict) -> bool:
        return fails_there(certificate, self.book)


def _rules(recorded: Iterable[Certificate]) -> list[dict]:
    """The rules of a form's enclosures, each once."""
    rules = [item.proof["rule"] for item in recorded if item.kind == "enclosure"]
    return [rule for k, rule in enumerate(rules) if rule not in rules[:k]]
