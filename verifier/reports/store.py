"""A folder of reports: whole files or none, and nothing of other people's overwritten or removed."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from verifier.reports.figures import CREATOR
from verifier.reports.words import MARK

_CERTIFICATE = re.compile(r".+-[0-9a-f]{10}\.json")


class ReportError(ValueError):
    """A report that cannot be written: says which file is in the way and the remedy."""


def write(path: Path, text: str) -> None:
    """The file with exactly this text: written beside it under another name, then renamed; left alone where it has that text already."""
    if path.exists() and path.read_bytes() == text.encode():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def refuse_foreign(paths: Iterable[Path]) -> None:
    """Rejects (ReportError) a folder in which a file of that name was not written by an earlier run."""
    for path in paths:
        if path.exists() and not _ours(path):
            place = path.parent.name or "this folder"
            raise ReportError(f"{path.name} exists in {place} and is not a report; choose another folder for reports")


def remove_stale(folder: Path, kept: Iterable[Path]) -> list[Path]:
    """Removes what earlier runs wrote and this one did not: reports, certificates, figures. Gives back what was removed."""
    keep = set(kept)
    stale = [path for pattern in ("*.md", "certificates/*.json", "figures/*.svg") for path in sorted(folder.glob(pattern))
             if path not in keep and _ours(path)]
    for path in stale:
        path.unlink()
    return stale


def reports_in(folder: Path) -> set[str]:
    """The names of the reports that stand in the folder."""
    return {path.name for path in folder.glob("*.md") if _ours(path)}


def _ours(path: Path) -> bool:
    if path.suffix == ".json":
        return _CERTIFICATE.fullmatch(path.name) is not None
    with path.open(encoding="utf-8", errors="replace") as file:
        start = file.read(4000)
    return start.startswith(MARK) if path.suffix == ".md" else CREATOR in start
