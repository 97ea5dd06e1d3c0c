"""Results as JUnit XML: a test case for each form of each statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from verifier.claims.conclude import Result
from verifier.claims.verdict import FormResult, Verdict
from verifier.reports.notation import instance_words
from verifier.reports.words import VERDICTS, scope_words, section_words

_OUTCOME = {
    Verdict.PROVED: None, Verdict.DEFINITION: None, Verdict.REFUTED: "failure",
    Verdict.SUPPORTED: "skipped", Verdict.UNDECIDED: "skipped", Verdict.UNREADABLE: "skipped",
}
_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(results: Sequence[Result]) -> str:
    """The XML text: proved and definition pass, refuted fails, all else is skipped with its verdict. No clock, so it is reproducible."""
    suite = ElementTree.Element("testsuite", name="verify")
    for result in results:
        for form, judged in _judged(result):
            _case(suite, result, form, judged)
    found = [next(iter(case), None) for case in suite]
    tags = [None if child is None else child.tag for child in found]
    suite.attrib.update(tests=str(len(tags)), failures=str(tags.count("failure")), errors="0", skipped=str(tags.count("skipped")))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _judged(result: Result) -> Iterable[tuple[str, FormResult]]:
    yield "printed", result.printed
    yield from ((form.name, judged) for form, judged in zip(result.statement.repaired, result.repaired))


def _case(suite: ElementTree.Element, result: Result, form: str, judged: FormResult) -> None:
    name = result.statement.id if form == "printed" else f"{result.statement.id}, {form}"
    case = ElementTree.SubElement(suite, "testcase", classname=_clean(section_words(result.statement.section).lower()), name=_clean(name))
    tag = _OUTCOME[judged.verdict]
    if tag is None:
        return
    outcome = ElementTree.SubElement(case, tag, message=_clean(f"{judged.verdict.value}: {VERDICTS[judged.verdict]}"))
    point = instance_words(judged.counterexample)
    details = (scope_words(judged.scope), f"fails at {point}" if point else "", judged.reason)
    outcome.text = _clean("; ".join(detail for detail in details if detail))
    if tag == "failure":
        outcome.set("type", result.finding.value if form == "printed" else "refuted")


def _clean(text: str) -> str:
    return _CONTROL.sub("?", text)
