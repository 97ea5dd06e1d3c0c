"""Certificates and evidence: what proofs hand over and the checker judges."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property

from verifier.claims.statement import Form
from verifier.claims.verdict import Trust


@dataclass(frozen=True)
class Certificate:
    """Plain data that the checker can verify by itself. See checker/FORMAT.md, section 3."""

    kind: str
    statement: str
    form: str
    digest: str
    conclusion: int
    asserts: str
    proof: dict

    def as_json(self) -> dict:
        return {
            "format": 1, "kind": self.kind, "statement": self.statement, "form": self.form, "digest": self.digest,
            "conclusion": self.conclusion, "asserts": self.asserts, "proof": self.proof,
        }

    def text(self) -> str:
        """The file's content: keys sorted, one object, a newline at the end."""
        return json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n"

    @cached_property
    def name(self) -> str:
        """A stable file name: statement, form, conclusion and the first digits of the content's digest."""
        slug = f"{self.statement} {self.form} {self.conclusion}".replace(" ", "-")
        return f"{slug}-{hashlib.sha256(self.text().encode()).hexdigest()[:10]}.json"


def certify(form: Form, conclusion: int, asserts: str, kind: str, proof: dict) -> Certificate:
    """A certificate about one conclusion of a form; `asserts` is "holds" or "fails"."""
    return Certificate(kind, form.statement, form.name, form.digest, conclusion, asserts, proof)


@dataclass(frozen=True)
class Evidence:
    """One obligation and what was found for it. Without a certificate it can support, never prove or refute.

    obligation      what was to be shown, in words (markdown with $`...`$ for mathematics)
    engine          what found it, e.g. "sympy", "python-flint", "hypothesis"
    derivation      display lines of LaTeX that a mathematician can follow
    record          for probes: examples tried, seed, failure; for numbers: the two values compared (strings)
    failed          True when a probe found a failure (which certifies nothing by itself), or a search was cut short
    """

    form: str
    obligation: str
    engine: str
    certificate: Certificate | None = None
    derivation: tuple[str, ...] = ()
    record: dict = field(default_factory=dict)
    failed: bool = False

    @property
    def sampled(self) -> bool:
        return self.certificate is None


@dataclass(frozen=True)
class Checked:
    """Evidence together with the checker's answer. Only `conclude` reads it, and only the runner makes it."""

    evidence: Evidence
    accepted: bool
    reason: str = ""
    trust: Trust = Trust.SAMPLED
    rests_on: tuple[str, ...] = ()
