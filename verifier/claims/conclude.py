"""From checked evidence to a verdict, by the weakest link. Nothing else makes a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.claims.evidence import Checked
from verifier.claims.statement import Form, Statement
from verifier.claims.verdict import Finding, FormResult, Scope, Trust, Verdict


class Contradiction(RuntimeError):
    """The checker accepted both a proof and a refutation of one form: a defect of the checker, never to be passed over."""


@dataclass(frozen=True)
class Result:
    """Everything known about one statement; what reports render."""

    statement: Statement
    finding: Finding
    printed: FormResult
    repaired: tuple[FormResult, ...]
    evidence: tuple[Checked, ...]

    @property
    def rests_on(self) -> tuple[str, ...]:
        return tuple(sorted({name for checked in self.evidence for name in checked.rests_on}))

    def as_json(self) -> dict:
        """The outside contract for one statement."""
        return {
            "schema": 1, "id": self.statement.id, "finding": self.finding.value, "printed": self.printed.as_json(),
            "repaired": [
                {"statement": form.latex, **{k: v for k, v in result.as_json().items() if k != "counterexample"}}
                for form, result in zip(self.statement.repaired, self.repaired)
            ],
            "rests_on": list(self.rests_on),
            "evidence": [
                {
                    "for": item.evidence.form, "obligation": item.evidence.obligation, "engine": item.evidence.engine,
                    "trust": item.trust.value, "certificate": None if item.evidence.certificate is None else item.evidence.certificate.name,
                }
                for item in self.evidence
            ],
        }


def conclude(statement: Statement, evidence: tuple[Checked, ...], trouble: str = "") -> Result:
    """The result of a statement; `trouble` says what cut the proof short (a timeout, an error), if anything did."""
    if statement.printed is None:
        printed = FormResult(Verdict.UNREADABLE, None, Scope("lost in the text at hand"))
    else:
        printed = judge(statement.printed, evidence, trouble)
    repaired = tuple(judge(form, evidence, trouble) for form in statement.repaired)
    return Result(statement, _finding(statement, printed), printed, repaired, evidence)


def judge(form: Form, evidence: tuple[Checked, ...], trouble: str = "") -> FormResult:
    """The verdict on one form.

    Refuted when one conclusion has an accepted certificate that it fails; proved (or, for a definition, well posed) when every one has an accepted
    certificate that it holds; else supported when something was tested. A failed test, a search cut short or an error is never passed over.
    """
    own = [item for item in evidence if item.evidence.form == form.name]
    certified = [item for item in own if item.accepted and item.evidence.certificate is not None
                 and item.evidence.certificate.digest == form.digest]
    holds = [item for item in certified if item.evidence.certificate.asserts == "holds"]
    fails = [item for item in certified if item.evidence.certificate.asserts == "fails"]
    if {item.evidence.certificate.conclusion for item in holds} & {item.evidence.certificate.conclusion for item in fails}:
        raise Contradiction(f"{form.statement}, {form.name}: the checker accepted that it holds and that it fails")
    if trouble:
        return FormResult(Verdict.UNDECIDED, None, form.scope, reason=trouble)
    if fails:
        strongest = min(fails, key=lambda item: item.trust.rank)
        return FormResult(Verdict.REFUTED, strongest.trust, form.scope, _counterexample(next(filter(witnessed, fails), strongest)))
    tests = [item for item in own if item.evidence.sampled]
    failed = [item.evidence.obligation for item in tests if item.evidence.failed]
    if failed:
        return FormResult(Verdict.UNDECIDED, None, form.scope, reason=f"a test failed: {'; '.join(failed)}")
    covered = {item.evidence.certificate.conclusion: item for item in sorted(holds, key=lambda item: -item.trust.rank)}
    if set(covered) == set(range(len(form.conclusion))):
        verdict = Verdict.PROVED if form.defines is None else Verdict.DEFINITION
        return FormResult(verdict, Trust.weakest(item.trust for item in covered.values()), form.scope)
    if not tests:
        return FormResult(Verdict.UNDECIDED, None, form.scope, reason="no certificate was found for every part, and no test was run")
    parts = [str(k + 1) for k in sorted(covered)]
    certified = f"part{'s' * (len(parts) > 1)} {' and '.join(parts)} certified; for the rest " if covered else ""
    scope = Scope(certified + "only what the tests tried: " + "; ".join(item.evidence.obligation for item in tests))
    return FormResult(Verdict.SUPPORTED, Trust.SAMPLED, scope)


def witnessed(item: Checked) -> bool:
    """Whether the certificate shows numbers: a formal one names a theorem and shows none."""
    return not {"at", "instance"}.isdisjoint(item.evidence.certificate.proof)


def _counterexample(item: Checked) -> dict:
    proof = item.evidence.certificate.proof
    return {"conclusion": item.evidence.certificate.conclusion, **{key: proof[key] for key in ("at", "instance") if key in proof}}


def _finding(statement: Statement, printed: FormResult) -> Finding:
    if printed.verdict not in (Verdict.UNREADABLE, Verdict.REFUTED):
        return Finding.SOUND
    if statement.repaired:
        return statement.repaired[0].cause
    return Finding.OCR if printed.verdict is Verdict.UNREADABLE else Finding.FALSE
