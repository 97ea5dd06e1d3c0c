"""The commands of `verify`. Each says what it shows and returns the exit code; the work is done elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from verifier.cli.exits import Exit, of_result
from verifier.cli.family import family
from verifier.cli.formal import formal
from verifier.cli.lookup import KINDS, example, find, kind_of, nearest, shelf
from verifier.cli.mutants import mutants
from verifier.cli.numbers import identify, probabilities
from verifier.cli.options import book_option, json_option, report_option, run_options, timeout_option
from verifier.cli.output import emit, say
from verifier.cli.reporting import whereabouts, write_reports


class Shelf(click.Group):
    """Besides its own commands, every kind of statement is a command: `verify theorem 4.3`."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        command = super().get_command(context, name)
        if command is None and kind_of(name) in self._kinds():
            command = _statement_command(kind_of(name))
        return command

    def resolve_command(self, context: click.Context, arguments: list[str]):
        name = arguments[0]
        if not name.startswith("-") and self.get_command(context, name) is None:
            known = [*self.list_commands(context), *self._kinds()]
            raise click.UsageError(f"{name!r} is neither a command nor a kind of statement{nearest(name, known)}; see `verify --help`")
        return super().resolve_command(context, arguments)

    @staticmethod
    def _kinds() -> tuple[str, ...]:
        return tuple(dict.fromkeys((*KINDS, *(name.split()[0] for book in shelf(None) for name in book.statements))))


EPILOG = f"A statement is named as in print: `verify theorem 4.3`, `verify equation 67`, `verify claim NAME`. Kinds: {', '.join(KINDS)}."


@click.group(cls=Shelf, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="verifier", message="verify %(version)s")
def verify() -> None:
    """Verify the statements of a paper: each verdict follows from certificates that a small independent checker accepted."""


def _statement_command(kind: str) -> click.Command:
    @click.command(name=kind, help=f"Verify one {kind}, named as in print.", epilog=f"\b\nExample: {example(kind)}")
    @click.argument("number", nargs=-1, required=True)
    @run_options
    def command(number: tuple[str, ...], book: str | None, **chosen) -> int:
        return _one(kind, " ".join(number), book, **chosen)

    return command


def _one(kind: str, number: str, book_name: str | None, as_json: bool, report: Path | None, **how) -> int:
    from verifier import runner
    from verifier.cli import progress
    from verifier.kernel import unasked
    from verifier.record import remembered, unproved_repairs

    book, statement = find(kind, number, shelf(book_name))
    with progress.one(statement, remembered(book).get(statement.id)) as watcher:
        (result,) = runner.verify(book, [statement.id], *_how(**how), watcher=watcher, compiling=_compiling(**how))
    write_reports([result], report, book, complete=False)
    _show(result, as_json, report)
    _, why = unasked(book, [result])
    if why:
        say(f"{why}. What is formal about this statement was not checked")
    _warn(unproved_repairs([result]))
    return of_result(result)


def _warn(lines: list[str]) -> None:
    for line in lines:
        say(f"warning: {line}")


def _show(result, as_json: bool, report: Path | None) -> None:
    if as_json:
        from verifier.reports.data import statement_json

        emit(statement_json(result))
    else:
        from verifier.terminal import Screen, result_parts

        emit(Screen(sys.stdout).text(*result_parts(result)) + whereabouts(result.statement.id, report))


def _how(seed: int, profile: str, jobs: int, timeout: float) -> tuple:
    from verifier.claims.book import Run
    from verifier.runner import Limits

    return Run(profile, seed), Limits(jobs, timeout)


def _compiling(profile: str, **_) -> bool:
    """Whether Coq proofs may be compiled now: in profile quick nobody waits minutes for them."""
    return profile != "quick"


@verify.command(name="all")
@run_options
@click.option("--record", is_flag=True, help="Record the verdicts in the book's verdicts.json (its folder is written to).")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep results of earlier runs.")
def every(as_json: bool, report: Path | None, book: str | None, record: bool, no_cache: bool, **how) -> int:
    """Verify every statement.

    What an earlier run found with the same statement, code and libraries is not found again, except with --record; the environment
    variable VERIFIER_CACHE names the folder where such results are kept, or is "off". Coq proofs that were never compiled on this machine are left
    out in profile quick; with other profiles and with --record they are compiled.

    Fails when a verdict differs from the recorded one or none is recorded, a certificate is rejected, or a repaired form is neither
    proved nor supported.
    """
    from verifier import runner
    from verifier.cli import progress
    from verifier.cli.keeping import opened
    from verifier.kernel import unasked
    from verifier.record import cut_short, differences, lowered, recorded, rejections, remembered, unproved_repairs, unrecorded
    from verifier.reports.data import book_json

    results, troubles, notes = [], [], []
    for one in shelf(book):
        before = remembered(one) if record else recorded(one)
        with progress.many(len(one.statements)) as watcher:
            kept = None if no_cache else opened(one, _how(**how)[0], read=not record)
            compiling = record or _compiling(**how)
            found = runner.verify(one, list(one.statements), *_how(**how), watcher=watcher, cache=kept, compiling=compiling)
        rejected, short = rejections(found), cut_short(found)
        open_rows, why = unasked(one, found)
        lower = lowered(before, open_rows)
        changed, new = differences(found, before, open_rows), unrecorded(found, before)
        if lower:
            notes.append(f"{why}. The {lower} statements with a formal proof that was not checked stand at their next trust")
        troubles += [f"rejected: {line}" for line in rejected]
        if record and short:
            troubles += [f"not recorded, since {line}" for line in short]
        elif record and lower:
            troubles += [f"not recorded, since the record has formal proofs and {why}"]
        elif record and not rejected:
            _record(one, book_json(found))
            say("\n".join(f"recorded: {line}" for line in new + changed) or f"recorded: {one.name}, nothing changed")
        else:
            troubles += [f"new: {line}" for line in new] + [f"differs: {line}" for line in changed]
        troubles += [f"warning: {line}" for line in unproved_repairs(found)]
        write_reports(found, report, one, complete=True)
        results += found
    emit(book_json(results) if as_json else _overview(results))
    say("\n".join([*notes, *(troubles or ["all as recorded"])]))
    return Exit.FAILS if troubles else Exit.HOLDS


def _record(book, text: str) -> None:
    from verifier.reports.store import write

    try:
        write(book.recorded, text)
    except OSError as error:
        raise click.UsageError(f"--record: {book.recorded.name} of {book.name} cannot be written ({error.strerror})") from error


def _overview(results: list) -> str:
    from verifier.record import accepted
    from verifier.reports.words import counts
    from verifier.terminal import Screen, table

    numbers = ", ".join(f"{number} {verdict.value}" for verdict, number in counts(results).items() if number)
    line = f"{len(results)} statements as printed: {numbers}; {accepted(results)} certificates accepted"
    screen = Screen(sys.stdout)
    return screen.text(table([result.as_json() for result in results], screen.console.width), line)


@verify.command(name="list")
@json_option
@book_option
def listing(as_json: bool, book: str | None) -> int:
    """Show the recorded verdicts; nothing is run."""
    from verifier.record import recorded

    found = []
    for one in shelf(book):
        record = recorded(one)
        found += [_listed(statement, record.get(name)) for name, statement in one.statements.items()]
    if as_json:
        import json

        emit(json.dumps({"statements": [_flat(row) for row in found]}, sort_keys=True, indent=2, ensure_ascii=False) + "\n")
    else:
        from verifier.terminal import Screen, table

        screen = Screen(sys.stdout)
        emit(screen.text(table(found, screen.console.width)))
    return Exit.HOLDS


def _listed(statement, row: dict | None) -> dict:
    nothing = {"finding": None, "printed": {"verdict": None, "trust": None}, "repaired": []}
    return (row or nothing) | {"id": statement.id, "title": statement.title, "section": statement.section}


def _flat(row: dict) -> dict:
    return {
        "id": row["id"], "title": row["title"], "section": row["section"], "finding": row["finding"],
        "verdict": row["printed"]["verdict"], "trust": row["printed"]["trust"],
        "repaired": [{"verdict": form["verdict"], "trust": form["trust"]} for form in row["repaired"]],
    }


@verify.command(epilog="\b\nExample: verify check reports/certificates/theorem-4.3-*.json")
@click.argument("certificates", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--statements", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="The folder of the statement files; without it those of the installed books.",
)
@json_option
@timeout_option
@book_option
def check(certificates: tuple[Path, ...], statements: Path | None, as_json: bool, timeout: float, book: str | None) -> int:
    """Run only the checker, on certificate files, against the statements of the installed books or of a folder.

    Exit code 0: all accepted. 1: one was rejected. 4: none was, but a formal one was not checked, for coqc is not installed.
    """
    from verifier.cli.checking import checked, shown

    answers, rows = [], []
    for path, answer in checked(certificates, statements, () if statements else shelf(book), timeout):
        answers.append(answer)
        if as_json:
            row = {"file": path.name, "accepted": answer.accepted, "reason": answer.reason, "rests_on": list(answer.rests_on)}
            rows.append(row | {"trust": answer.trust.value if answer.accepted else None})
        else:
            emit(shown(path, answer))
    if as_json:
        import json

        emit(json.dumps({"certificates": rows}, sort_keys=True, indent=2, ensure_ascii=False) + "\n")
    if any(not answer.accepted and not answer.missing for answer in answers):
        return Exit.FAILS
    return Exit.MISSING if any(answer.missing for answer in answers) else Exit.HOLDS


@verify.command(epilog="\b\nExample: verify formula 'max(t1, t2)' --equals '(t1 + t2 + abs(t1 - t2))/2' --dim 2")
@click.argument("expression", metavar="EXPR")
@click.option("--equals", required=True, metavar="WHAT", help="What the formula is claimed to equal.")
@click.option("--noise", metavar="LAW", help="The law of g1..gd, such as 'uniform(-1,1)'; 'law; law' for unlike coordinates.")
@click.option("--dim", type=click.IntRange(1, 20), required=True, metavar="D", help="The number of coordinates.")
@click.option("--where", multiple=True, metavar="COND", help="A condition on t1..td; may be repeated.")
@json_option
@report_option
@timeout_option
def formula(
    expression: str, equals: str, noise: str | None, dim: int, where: tuple[str, ...], as_json: bool, report: Path | None, timeout: float,
) -> int:
    """Decide whether EXPR equals WHAT, for all t1..td that satisfy the conditions: proved, or refuted with a counterexample.

    Decided are piecewise polynomials (+ - * / ^, min, max, abs, cases, integral, derivative, slope) and E(...) or P(...) of them, for
    noise of laws with exact arithmetic: uniform(a,b), rademacher, discrete(atom, ...; weight, ...), constant(c), or "law; law" for
    unlike coordinates. Divisors must be numbers. Identities of exp and log without noise are proved where they hold for all values.
    Other functions (sqrt, erf) and laws (gaussian, gumbel, ...) are read, but the answer is mostly "undecided".

    t1, t2, ... are the parameters, g1, g2, ... the noise; numbers such as 1/10 or 0.1 are exact. The whole language is
    described in verifier/checker/FORMAT.md, section 1.
    """
    from tempfile import TemporaryDirectory

    from verifier import runner
    from verifier.answer import explained
    from verifier.claims.formula import FormulaError
    from verifier.formula import ID, as_book, keep, typos

    with TemporaryDirectory(prefix="verify-") as folder:
        try:
            book = as_book(Path(folder), expression, equals, noise, dim, where)
        except FormulaError as error:
            raise click.UsageError(str(error)) from error
        for name in typos(expression, equals, where):
            say(f"verify: formula: {name} stands in one place only, and is taken as any real number; a slip?")
        (result,) = map(explained, runner.verify(book, [ID], limits=runner.Limits(1, timeout)))
        write_reports([result], report, book, complete=False)
        if report is not None:
            keep(book, result, report)
    _show(result, as_json, report)
    return of_result(result)


verify.add_command(formal)
verify.add_command(probabilities)
verify.add_command(identify)
verify.add_command(family)
verify.add_command(mutants)
