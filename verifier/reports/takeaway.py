"""What a reader of one result should take away, in a few plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable

from verifier.claims.conclude import Result, witnessed
from verifier.claims.evidence import Certificate, Checked
from verifier.claims.statement import Form
from verifier.claims.verdict import Finding, FormResult, Verdict
from verifier.reports.notation import instance, instance_words
from verifier.reports.words import TRUSTS, capital, form_name, number_of, sentence

SHORT = 170
"""Characters up to which a change is told whole where there is little room."""

_LESSONS = {
    Finding.FALSE: "false",
    Finding.MISSING_HYPOTHESIS: "false without a further hypothesis",
    Finding.INVALID_STEP: "does not follow",
    Finding.ILL_POSED: "not well posed",
    Finding.MISPRINT: "misprinted, so that it is false",
    Finding.OCR: "lost or damaged in the text at hand",
    Finding.SOUND: "sound",
}
_REFUTED = {
    Finding.FALSE: "this is false.",
    Finding.INVALID_STEP: "this step does not follow.",
    Finding.MISSING_HYPOTHESIS: "this is false: a hypothesis is missing.",
    Finding.ILL_POSED: "this is ill posed.",
    Finding.MISPRINT: "this is false, by a misprint.",
}


def takeaway(result: Result) -> str:
    """What a reader should know of this statement (not yet escaped)."""
    headline, *rest = paragraphs(result)
    return " ".join(part for part in (*headline, *rest) if part)


def paragraphs(result: Result) -> list:
    """The takeaway in pieces: (the verdict in a few words, what it is about and where it fails), then a text for each repair and caution."""
    rejected = sum(item.evidence.certificate is not None and not item.accepted for item in result.evidence)
    caution = [f"The checker rejected {number_of(rejected, 'certificate')} among those offered."] if rejected else []
    return [_FIRST[result.printed.verdict](result), *_repairs(result), *caution]


def lesson(result: Result) -> str:
    """A finding in one sentence (not yet escaped): what is said, where it fails, what is true instead."""
    title, form = result.statement.title, result.statement.printed
    what, place = _LESSONS[result.finding], ""
    if result.printed.verdict is Verdict.REFUTED:
        found = [instance_words(exhibited(result, item).evidence.certificate.proof) for item in certified(result, form, "fails").values()]
        place = next((f", for instance at {words}" for words in found if words), "")
    start = f"{capital(title)}{'' if title.endswith('?') else ':'} {what}" if title else capital(what)
    return sentence(f"{start}{place}; {_instead(result)}" if result.repaired else f"{start}{place}")


def _instead(result: Result) -> str:
    """The first repair in short: how far it is established, and what changes."""
    form, judged = result.statement.repaired[0], result.repaired[0]
    change = form.change if len(form.change) <= SHORT else re.split(r"[.;] ", form.change)[0]
    restored = {Verdict.PROVED: "restored and proved", Verdict.DEFINITION: "restored, well posed"}
    mended = {Verdict.PROVED: "proved", Verdict.DEFINITION: "well posed", Verdict.SUPPORTED: "supported by tests"}
    if result.finding is Finding.OCR:
        how = restored.get(judged.verdict, f"restored, {judged.verdict.value}")
    else:
        how = f"{mended.get(judged.verdict, 'not proved either')} with this change"
    return f"{how}: {change.rstrip('.')}"


def certified(result: Result, form: Form, asserts: str) -> dict[int, Checked]:
    """The parts of a form (from 0) with an accepted certificate that asserts "holds" or "fails"; for each the first of the most trusted."""
    items = [
        item for item in result.evidence
        if item.accepted and item.evidence.form == form.name and item.evidence.certificate is not None
        and item.evidence.certificate.digest == form.digest and item.evidence.certificate.asserts == asserts
    ]
    found: dict[int, Checked] = {}
    for item in sorted(items, key=lambda item: (item.evidence.certificate.conclusion, item.trust.rank)):
        found.setdefault(item.evidence.certificate.conclusion, item)
    return found


def exhibited(result: Result, found: Checked) -> Checked:
    """The evidence itself if it shows numbers, else the first accepted for the same failure that does; formal evidence shows none."""
    own = found.evidence.certificate
    for item in (found, *result.evidence):
        other = item.evidence.certificate
        if item.accepted and other is not None and witnessed(item) and _same_failure(own, other):
            return item
    return found


def _same_failure(one: Certificate, other: Certificate) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("form", "digest", "conclusion", "asserts"))


def parts_words(numbers: Iterable[int]) -> str:
    """Parts counted from 0 as readers count them: "part 1", "parts 1 and 3", "parts 1 to 4 and 6"."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and spans[-1][-1] == number:
            spans[-1].append(number + 1)
        else:
            spans.append([number + 1])
    words = [word for span in spans for word in ([f"{span[0]} to {span[-1]}"] if len(span) > 2 else map(str, span))]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"part{'s' if sum(map(len, spans)) > 1 else ''} {listed}"


def failures(result: Result, form: Form) -> list[str]:
    """Which parts fail where: "part 1 fails at d = 2, p = (1, 0)", those at one place together; "it fails at ..." of a single part.

    Where the most trusted evidence shows no numbers and other evidence does: "fails, for instance at ...".
    """
    places: dict[str, list[int]] = {}
    for number, item in certified(result, form, "fails").items():
        places.setdefault(_place(result, item), []).append(number)
    if len(form.conclusion) == 1:
        return [f"it fails{place}" for place in places]
    return [f"{parts_words(numbers)} fail{'s' if len(numbers) == 1 else ''}{_agreeing(place, numbers)}" for place, numbers in places.items()]


def _agreeing(place: str, numbers: list[int]) -> str:
    return " as they stand" if place == " as it stands" and len(numbers) > 1 else place


def _place(result: Result, item: Checked) -> str:
    shown = exhibited(result, item)
    proof = shown.evidence.certificate.proof
    if not instance(proof):
        return " as it stands"
    return f"{'' if shown is item else ', for instance'} at {instance_words(proof) or 'the instance below'}"


def _refuted(result: Result) -> tuple[str, str]:
    form, judged = result.statement.printed, result.printed
    verdict = _REFUTED.get(result.finding, _REFUTED[Finding.FALSE])
    start = f"As printed {verdict}" if result.statement.lines else capital(verdict)
    holds, fails = set(certified(result, form, "holds")), certified(result, form, "fails")
    open_ = set(range(len(form.conclusion))) - holds - set(fails)
    rest = [f"{parts_words(holds)} hold{'s' if len(holds) == 1 else ''}"] if holds else []
    rest += [f"{parts_words(open_)} {'is' if len(open_) == 1 else 'are'} undecided"] if open_ else []
    claimed = f"It is claimed for {judged.scope.text.rstrip('.')}"
    found = "; ".join([*failures(result, form), *rest])
    both = f"{claimed}; {found}." if len(form.conclusion) == 1 else f"{claimed}. {capital(found)}."
    best = {k for k, item in fails.items() if item.trust is judged.trust}
    return start, f"{both} {_how(judged, of=f' of the failure of {parts_words(best)}' if best and len(form.conclusion) > 1 else '')}"


def _proved(result: Result) -> tuple[str, str]:
    start = "It holds as printed," if result.statement.lines else "It holds"
    return start, f"for {sentence(result.printed.scope.text)} {_how(result.printed)}"


def _definition(result: Result) -> tuple[str, str]:
    return "The definition is well posed,", f"for {sentence(result.printed.scope.text)} {_how(result.printed)}"


def _supported(result: Result) -> tuple[str, str]:
    form = result.statement.printed
    holds = set(certified(result, form, "holds"))
    rest = set(range(len(form.conclusion))) - holds
    tests = [item.evidence.obligation for item in result.evidence if item.evidence.form == form.name and item.evidence.sampled]
    done = f"What was tested: {sentence('; '.join(tests))}"
    if not holds:
        return "Nothing was found against it, but that is no proof.", done
    verb = "is" if len(holds) == 1 else "are"
    known = f"{capital(parts_words(holds))} {verb} certified to hold"
    return f"{known}; nothing was found against {parts_words(rest)}, but that is no proof.", done


def _undecided(result: Result) -> tuple[str, str]:
    form, reason = result.statement.printed, f": {result.printed.reason}" if result.printed.reason else ""
    holds = certified(result, form, "holds") if len(form.conclusion) > 1 else {}
    also = f"Of its parts, {parts_words(holds)} {'has' if len(holds) == 1 else 'have'} an accepted certificate." if holds else ""
    return sentence(f"It is undecided whether this holds{reason}"), also


def _unreadable(result: Result) -> tuple[str, str]:
    lost = "damaged in the text at hand (see below)" if result.statement.latex else "lost in the text at hand"
    if not result.repaired:
        return f"What is printed here is {lost}, so it is not judged.", ""
    form, judged = result.statement.repaired[0], result.repaired[0]
    return f"What is printed here is {lost}.", f"Reconstructed and judged: {sentence(form.change)} The reconstruction {outcome(judged)}."


_FIRST = {
    Verdict.PROVED: _proved, Verdict.DEFINITION: _definition, Verdict.REFUTED: _refuted, Verdict.SUPPORTED: _supported,
    Verdict.UNDECIDED: _undecided, Verdict.UNREADABLE: _unreadable,
}


def _how(judged: FormResult, of: str = "") -> str:
    return "" if judged.trust is None else f"Trust{of}: {judged.trust.value}, that is, {TRUSTS[judged.trust]}."


def outcome(judged: FormResult) -> str:
    """The verdict on a form as the end of a sentence: "is proved (exact)", "is a well-posed definition (derived)"."""
    verdict = "a well-posed definition" if judged.verdict is Verdict.DEFINITION else judged.verdict.value
    return f"is {verdict}" + ("" if judged.trust is None else f" ({judged.trust.value})")


def _repairs(result: Result) -> list[str]:
    told = 1 if result.printed.verdict is Verdict.UNREADABLE else 0
    pairs = list(zip(result.statement.repaired, result.repaired, strict=True))[told:]
    return [f"{capital(form_name(form))} {outcome(judged)}: {sentence(form.change)}" for form, judged in pairs]
