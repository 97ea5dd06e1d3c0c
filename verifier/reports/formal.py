"""What a proof assistant's kernel has accepted: beside each form, in the index, and on a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from verifier.claims.conclude import Result
from verifier.claims.evidence import Checked
from verifier.claims.verdict import Trust, Verdict
from verifier.reports.gfm import cell, code, fence, prose, table
from verifier.reports.words import MARK, form_label, judged_forms, number_of

GROUPS = (
    ("Proved as printed, or well-posed", True, (Verdict.PROVED, Verdict.DEFINITION)),
    ("Refuted as printed", True, (Verdict.REFUTED,)),
    ("A repaired form proved", False, (Verdict.PROVED, Verdict.DEFINITION)),
)


@dataclass(frozen=True)
class Formal:
    """A Coq statement with all that it says of one form.

    name, text    of the Coq statement
    asserts       "holds" or "fails", of the conclusions `parts` (from 1)
    encoding      how it says so, and what it leaves out
    objects       the texts of the statement files that it requires, by name
    axioms        those that the proof rests on, by full name
    """

    name: str
    form: str
    asserts: str
    parts: tuple[int, ...]
    encoding: str
    text: str
    objects: Mapping[str, str]
    axioms: tuple[str, ...]


def formals(result: Result) -> list[Formal]:
    """What the checker accepted from Coq about this statement: each Coq statement once for each form and encoding."""
    groups: dict[tuple, list[Checked]] = {}
    for item in result.evidence:
        if item.accepted and "coq" in item.evidence.record:
            certificate = item.evidence.certificate
            groups.setdefault((certificate.proof["name"], item.evidence.form, certificate.asserts, item.evidence.obligation), []).append(item)
    return [
        Formal(name, form, asserts, tuple(sorted(item.evidence.certificate.conclusion + 1 for item in items)), encoding,
               items[0].evidence.record["coq"].strip(), items[0].evidence.record["objects"], items[0].rests_on[2:])
        for (name, form, asserts, encoding), items in groups.items()
    ]


def beside(result: Result, form: str, page: str | None) -> str:
    """The Coq statements about one form, to be compared with it; nothing where there are none. page: where the objects are shown, if anywhere."""
    own = [found for found in formals(result) if found.form == form]
    return "\n\n".join(f"**In Coq.** {_introduced(found, result, page)}\n\n{fence('coq', found.text)}" for found in own)


def _introduced(found: Formal, result: Result, page: str | None) -> str:
    objects = f" Objects defined elsewhere: {', '.join(_object(name, page) for name in found.objects)}." if found.objects else ""
    axioms = f" Axioms: {', '.join(code(_short(name)) for name in found.axioms) or 'none'}."
    return (f"Its kernel accepted a proof of {code(found.name)}, which says that {_claim(found, result)}; whether it does say that is for the "
            f"reader to compare. {prose(found.encoding)}{objects}{axioms}")


def _claim(found: Formal, result: Result) -> str:
    """What it asserts, with the parts if the form has several: "this holds", "part 2 fails", "parts 1 to 8 hold"."""
    if len(result.statement.form(found.form).conclusion) == 1:
        return f"this {found.asserts}"
    return f"{_parts(found.parts)} {found.asserts if len(found.parts) == 1 else found.asserts.removesuffix('s')}"


def _parts(numbers: Sequence[int]) -> str:
    """The parts in words: "part 2", "parts 1 to 8", "parts 1 and 4"."""
    if len(numbers) == 1:
        return f"part {numbers[0]}"
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"parts {numbers[0]} to {numbers[-1]}"
    return f"parts {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _object(name: str, page: str | None) -> str:
    return code(name) if page is None else f"[{code(name)}]({page}#{name})"


def _short(axiom: str) -> str:
    return axiom.rpartition(".")[2]


def counted(results: Sequence[Result], pages: Mapping[str, str], page: str) -> list[str]:
    """The index's section: how many statements are formal and which, how many Coq statements, and the axioms; nothing where there are none."""
    found = [one for result in results for one in formals(result)]
    if not found:
        return []
    formal = [result for result in results if any(judged.trust is Trust.FORMAL for _, judged in judged_forms(result))]
    axioms = sorted({_short(name) for one in found for name in one.axioms})
    statements = number_of(len({one.name for one in found}), "Coq statement")
    first = (f"**{len(formal)} of {number_of(len(results), 'statement')} have a formal verdict**, as printed or as repaired. Coq's kernel accepted "
             f"proofs of {statements}, [listed here]({page}); the axioms they rest on: {', '.join(map(code, axioms)) or 'none'}.")
    lines = [f"- {words}: {len(named)}. {', '.join(named)}" for words, named in _named(formal, pages) if named]
    return ["## Formal results", first, "\n".join(lines)]


def _named(results: Sequence[Result], pages: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    for words, printed, verdicts in GROUPS:
        yield words, [_linked(result, pages) for result in results if any(
            (form.name == "printed") is printed and judged.trust is Trust.FORMAL and judged.verdict in verdicts
            for form, judged in judged_forms(result)
        )]


def _linked(result: Result, pages: Mapping[str, str]) -> str:
    return f"[{cell(result.statement.id)}]({pages[result.statement.id]})"


def listing(results: Sequence[Result], pages: Mapping[str, str], index: str) -> str | None:
    """The page of all Coq statements in use, and the objects that they share; nothing where there are none."""
    rows = [(result, one) for result in results for one in formals(result)]
    if not rows:
        return None
    objects = {name: text for _, one in rows for name, text in one.objects.items()}
    blocks = [
        MARK, "# Formal statements", f"[all statements]({index})",
        "Coq's kernel accepted a proof of every statement listed here. The authors of this project compared it with the form named"
        " beside it; no program did. The page of that form shows its text.",
        table(("Coq statement", "about", "form", "says", "axioms"), [_row(result, one, pages) for result, one in rows]),
        "## Axioms", _axioms([one for _, one in rows]), "## Objects that the statements share",
        *(block for name in sorted(objects) for block in (f"### {name}", fence("coq", objects[name].strip()))),
    ]
    return "\n\n".join(blocks) + "\n"


def _row(result: Result, one: Formal, pages: Mapping[str, str]) -> list[str]:
    says, axioms = _claim(one, result), ", ".join(map(code, map(_short, one.axioms)))
    return [code(one.name), _linked(result, pages), cell(form_label(result.statement, one.form)), says, axioms or "none"]


def _axioms(found: Sequence[Formal]) -> str:
    """Each axiom by its full name, with the number of Coq statements whose proofs rest on it."""
    used: dict[str, set[str]] = {}
    for one in found:
        for axiom in one.axioms:
            used.setdefault(axiom, set()).add(one.name)
    rows = [[code(name), str(len(names))] for name, names in sorted(used.items())]
    return table(("axiom", "Coq statements that rest on it"), rows) if rows else "None is used."
