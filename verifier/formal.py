"""Claims about single probabilities, proved in Coq: their files are written here, compiled beside a book's own, and audited by the checker."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from verifier.checker.reader import Rejected
from verifier.checker.rules.coq import Library
from verifier.models.formal import Claim, files


@dataclass(frozen=True)
class Answer:
    """What became of one claim.

    name       of its Coq statement
    files      the texts of statements/NAME and theorems/NAME, by unit
    axioms     what the proof rests on, by full name
    reason     why Coq's kernel did not accept the proof; empty where it did
    """

    claim: Claim
    name: str
    files: Mapping[str, str]
    axioms: tuple[str, ...]
    reason: str

    @property
    def accepted(self) -> bool:
        return not self.reason

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """Between which the probability lies, if the claim was accepted."""
        return self.claim.middle - self.claim.radius, self.claim.middle + self.claim.radius


def home(folders: Sequence[Path], claims: Sequence[Claim]) -> Path | None:
    """The first of these folders of Coq files with the lemmas that proofs of these claims use."""
    return next((one for one in folders if all((one / f"{unit}.v").is_file() for claim in claims for unit in _used(claim))), None)


def ask(claims: Sequence[Claim], folder: Path) -> Iterator[Answer]:
    """What Coq's kernel says of each claim. folder: the Coq files with the lemmas, as `home` finds it; it is not written to.

    Rejects what `files` rejects (ModelError). Compiled files are kept with the folder's own. Trust: formal, where accepted.
    """
    texts = {claim: files(claim, _name(claim)) for claim in claims}
    with _beside(folder, texts) as library:
        for claim, own in texts.items():
            name = _name(claim)
            try:
                yield Answer(claim, name, own, library.audit(name), "")
            except Rejected as refusal:
                yield Answer(claim, name, own, (), str(refusal))


@contextmanager
def _beside(folder: Path, texts: Mapping[Claim, Mapping[str, str]]) -> Iterator[Library]:
    """A library of the claims' files and those of the folder that they use."""
    book = Library(folder)
    with TemporaryDirectory(prefix="verifier-") as place:
        root = Path(place)
        for unit in sorted({unit for claim in texts for one in _used(claim) for unit in book.closure(one)}):
            _put(root, unit, book.source(unit).read_text(encoding="utf-8"))
        for unit, text in (pair for own in texts.values() for pair in own.items()):
            _put(root, unit, text)
        shutil.copyfile(folder / "axioms.toml", root / "axioms.toml")
        library = Library(root, book.tree)
        with suppress(Rejected):  # side by side; what is not accepted is rejected again by its audit
            library.compile(sorted(_name(claim) for claim in texts))
        yield library


def _put(root: Path, unit: str, text: str) -> None:
    path = root / f"{unit}.v"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _used(claim: Claim) -> tuple[str, ...]:
    law = claim.family.partition("-")[0]
    return f"statements/{law}_law", "library/digits", f"library/{law}"


def _name(claim: Claim) -> str:
    """Another name for another claim, so that what was compiled for one is never taken for another's."""
    return f"claim_{hashlib.sha256(repr(claim).encode()).hexdigest()[:16]}"
