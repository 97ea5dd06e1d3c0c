"""From what was typed to the statement meant: kinds and numbers as printed, in any case, with common abbreviations."""

from __future__ import annotations

import re
from difflib import get_close_matches

from verifier.claims.book import Book, books
from verifier.claims.statement import Statement

KINDS = ("theorem", "lemma", "proposition", "corollary", "equation", "footnote", "table", "figure", "claim")
_SHORT = {
    "thm": "theorem", "lem": "lemma", "prop": "proposition", "cor": "corollary", "eq": "equation", "fn": "footnote", "tab": "table",
    "fig": "figure",
}


class LookupFailed(LookupError):
    """Nothing answers to what was typed; the text says what was typed and what comes nearest."""


def kind_of(word: str) -> str:
    """The kind a word stands for: "Eq." and "equation" are the same; an unknown word is returned in lower case."""
    word = word.casefold().rstrip(".")
    return _SHORT.get(word, word)


def shelf(name: str | None) -> tuple[Book, ...]:
    """The installed books, or the one called `name`."""
    found = books()
    if name is None:
        return found
    chosen = tuple(book for book in found if book.name == name)
    if not chosen:
        raise LookupFailed(f"no book {name!r} is installed; there are: {', '.join(book.name for book in found)}")
    return chosen


def find(kind: str, number: str, chosen: tuple[Book, ...]) -> tuple[Book, Statement]:
    """The statement of that kind and number. Rejects one that no book has, or that several have (LookupFailed)."""
    wanted = f"{kind} {_bare(number)}"
    hits = [(book, statement) for book in chosen for name, statement in book.statements.items() if name.casefold() == wanted]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise LookupFailed(f"{wanted} stands in several books: say --book {' or --book '.join(book.name for book, _ in hits)}")
    names = [name for book in chosen for name in book.statements]
    near = neighbours(kind, _bare(number), names)
    hints = f"{_meant(near) or nearest(wanted, names)}; {_covered(kind, names)}; `verify list` shows them all"
    raise LookupFailed(f"there is no {wanted} in {_shelved(chosen)}{hints}")


def _shelved(chosen: tuple[Book, ...]) -> str:
    return f"the book{'s' if len(chosen) > 1 else ''} {', '.join(book.name for book in chosen)}"


def _covered(kind: str, names: list[str]) -> str:
    """Which statements of the kind there are: numbers in ranges, or how many where they have names."""
    numbers = [name.removeprefix(f"{kind} ") for name in names if name.split()[0].casefold() == kind]
    if not numbers:
        return f"no {kind} is covered so far"
    if kind == "claim":
        return f"claims covered so far: {len(numbers)}"
    return f"covered so far: {kind} {', '.join(ranges(numbers))}"


def ranges(numbers: list[str]) -> list[str]:
    """Numbers as printed, in order, those that follow one another as a range: ["6", "7", "8", "4.3"] gives ["4.3", "6-8"]."""
    runs: list[list[int]] = []
    for number in sorted(int(text) for text in numbers if text.isdigit()):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    found = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    return sorted(text for text in numbers if not text.isdigit()) + found


def nearest(word: str, names: list[str]) -> str:
    """", did you mean ...?" with the nearest names, or nothing when none is near."""
    folded = {name.casefold(): name for name in names}
    close = [folded[name] for name in get_close_matches(word.casefold(), folded, n=3, cutoff=0.6)]
    kind, _, rest = word.casefold().partition(" ")
    containing = [name for name in names if kind == "claim" and len(rest) > 3 and all(part in name.casefold() for part in rest.split())]
    same_kind = [name for name in close if name.split()[0] == word.split()[0]]
    return _meant(containing[:5] or same_kind or close)


def neighbours(kind: str, number: str, names: list[str]) -> list[str]:
    """What an unknown number may stand for: numbers of the kind within it, other kinds with that number, or else the ones before and after it."""
    same = [name for name in names if name.startswith(f"{kind} {number}.")] + [name for name in names if name.partition(" ")[2] == number]
    place = _place(number)
    if same or place is None or kind == "claim":
        return same
    of_kind = [(where, name) for name in names if name.split()[0] == kind and (where := _place(name.partition(" ")[2])) is not None]
    before, after = [pair for pair in of_kind if pair[0] < place], [pair for pair in of_kind if pair[0] > place]
    return [name for _, name in ([max(before)] if before else []) + ([min(after)] if after else [])]


def _place(number: str) -> tuple[int, ...] | None:
    return tuple(map(int, number.split("."))) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})*", number) else None


def _meant(names: list[str]) -> str:
    return f", did you mean {' or '.join(names)}?" if names else ""


def example(kind: str) -> str:
    """A command that works: the first statement of the kind in the installed books, in the order of their sections."""
    names = [name for book in shelf(None) for name in book.statements if name.split()[0] == kind]
    return f"verify {names[0]}" if names else "verify list"


def _bare(number: str) -> str:
    return " ".join(number.split()).casefold().strip("()").rstrip(".")
