"""A copy of the book's statements with one text of one row replaced, for tests that a certificate does not cover the changed row."""

from __future__ import annotations

import shutil
from pathlib import Path

from proofs import BOOK


def changed(place: Path, file: str, name: str, old: str, new: str) -> Path:
    """The folder of statements in place, with the first `old` in the row of that name replaced; asserts that there is one."""
    folder = place / "statements"
    shutil.copytree(BOOK.root / "statements", folder)
    shutil.copy(BOOK.root / "theorems.toml", place)
    text = (folder / file).read_text(encoding="utf-8")
    head, mark, tail = text.partition(f'id = "{name}"')
    assert mark and old in tail.partition("[[statement]]\n")[0]
    (folder / file).write_text(head + mark + tail.replace(old, new, 1), encoding="utf-8")
    return folder
