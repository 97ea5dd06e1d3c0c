"""Verdict, trust and scope: three separate types, none of which may be used as a truth value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class _NoTruthValue:
    def __bool__(self):
        raise TypeError(f"{type(self).__name__} has no truth value: compare it with a member, e.g. `verdict is Verdict.PROVED`")


class Verdict(_NoTruthValue, Enum):
    """What was found out about one form of a statement."""

    PROVED = "proved"
    REFUTED = "refuted"
    SUPPORTED = "supported"
    UNDECIDED = "undecided"
    DEFINITION = "definition"
    UNREADABLE = "unreadable"


class Trust(_NoTruthValue, Enum):
    """How far evidence can be relied upon, strongest first."""

    FORMAL = "formal"
    EXACT = "exact"
    ENCLOSED = "enclosed"
    DERIVED = "derived"
    SAMPLED = "sampled"

    @property
    def rank(self) -> int:
        """0 for the strongest level."""
        return list(Trust).index(self)

    @staticmethod
    def weakest(levels) -> Trust:
        """The weakest link of a non-empty collection; an empty one is an error, not a strong result."""
        levels = list(levels)
        if not levels:
            raise ValueError("the weakest link of no evidence at all")
        return max(levels, key=lambda level: level.rank)


class Finding(_NoTruthValue, Enum):
    """What kind of remark a statement deserves."""

    SOUND = "sound"
    MISPRINT = "misprint"
    FALSE = "false"
    MISSING_HYPOTHESIS = "missing-hypothesis"
    INVALID_STEP = "invalid-step"
    ILL_POSED = "ill-posed"
    OCR = "ocr"


@dataclass(frozen=True)
class Scope(_NoTruthValue):
    """What evidence covers or a statement quantifies over: words, and where they apply the dimension, law and parameters."""

    text: str
    d: str | None = None
    law: str | None = None
    theta: str | None = None

    def as_json(self) -> dict:
        entries = {"text": self.text, "d": self.d, "law": self.law, "theta": self.theta}
        return {key: value for key, value in entries.items() if value is not None}


@dataclass(frozen=True)
class FormResult:
    """The verdict on one form (printed or repaired) with its trust, scope and, when refuted at a point, the counterexample."""

    verdict: Verdict
    trust: Trust | None
    scope: Scope
    counterexample: dict | None = field(default=None)
    reason: str = ""

    def as_json(self) -> dict:
        return {
            "verdict": self.verdict.value,
            "trust": None if self.trust is None else self.trust.value,
            "scope": self.scope.as_json(),
            "counterexample": self.counterexample,
        }
