"""What the theorems need to know of independent noise, each fact with its evidence run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.laws import Law, LawError
from verifier.laws.evidence import evidence

NEEDED = ("mass", "density", "atoms", "support")


@dataclass(frozen=True)
class Noise:
    """Independent coordinates. Each has finitely many atoms, or a density that is positive inside its support, an interval.

    lows, highs   the ends of the supports, None for an infinite one
    atomic        the coordinates with atoms
    facts         (law, fact, how it was shown: exact or enclosed)
    trouble       the first fact whose evidence failed, or ""; then nothing may be concluded
    """

    laws: tuple[Law, ...]
    lows: tuple[Fraction | None, ...]
    highs: tuple[Fraction | None, ...]
    atomic: tuple[int, ...]
    facts: tuple[tuple[str, str, str], ...]
    trouble: str

    @property
    def finite(self) -> bool:
        return len(self.atomic) == len(self.laws)

    @property
    def without_ties(self) -> bool:
        """At most one coordinate has atoms: no tie has positive probability, whatever theta is."""
        return len(self.atomic) <= 1

    @property
    def separating(self) -> bool:
        """At most one coordinate has atoms, and it has a single one or all others are unbounded both ways: the hypothesis of R2 or R3 on gaps."""
        if not self.without_ties:
            return False
        others = [k for k in range(len(self.laws)) if k not in self.atomic]
        endless = all(self.lows[k] is self.highs[k] is None for k in others)
        return endless or all(len(self.laws[k].atoms) == 1 for k in self.atomic)

    @property
    def bounded(self) -> bool:
        return None not in self.lows and None not in self.highs


def examine(laws: Sequence[Law]) -> Noise:
    """The noise with its facts, the evidence of each run now."""
    facts, trouble = [], ""
    for law in dict.fromkeys(laws):
        try:
            shown = [fact for fact in evidence(law) if fact.name in NEEDED]
            failed = [fact.name for fact in shown if not fact.check()] + [name for name in NEEDED if name not in {fact.name for fact in shown}]
        except (LawError, ArithmeticError, NotImplementedError) as error:
            failed, shown = [str(error)], []
        facts += [(str(law), f"{fact.name}: {fact.claim}", fact.how) for fact in shown]
        if failed and not trouble:
            trouble = f"no evidence for a fact of {law}: {failed[0]}"
    lows, highs = zip(*(law.support for law in laws))
    atomic = tuple(k for k, law in enumerate(laws) if law.atoms)
    return Noise(tuple(laws), lows, highs, atomic, tuple(facts), trouble)
