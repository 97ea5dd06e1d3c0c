"""Every change of one place of a certificate: each number, formula and word, each field or entry dropped, lists repeated or turned, the text cut."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from verifier.claims.formula import FormulaError, parse, show
from verifier.mutants import formulas

Path = tuple[str | int, ...]
PART = re.compile(r"(-?\d+)(?:/(\d+))?")
SIGNS = ("<", "<=", "=", ">=", ">")
WORDS = {"holds": "fails", "fails": "holds", "left": "right", "right": "left", "printed": "repaired 1", "repaired 1": "printed"}
RULES = {
    "both": "part", "part": "both", "apply": "discharge", "discharge": "apply", "assume": "excluded", "hypothesis": "assume", "arith": "identity",
    "identity": "positive", "instance": "generalise", "generalise": "instance", "obtain": "either", "theorem": "assume",
}
CUTS = (0.25, 0.5, 0.9, 1.0)   # where the text is cut; 1: the closing bracket is missing


@dataclass(frozen=True)
class Change:
    """kind: number, formula, word, dropped, field (one too many), repeated, order, truncated; path: where. `certificate` is None for a cut text."""

    kind: str
    path: Path
    certificate: dict | None
    text: str = ""

    @property
    def place(self) -> str:
        """The names of the last two fields on the way: `signs.form`."""
        return ".".join([part for part in self.path if isinstance(part, str)][-2:]) or "text"


def certificate_changes(certificate: dict, most: int | None = None, seed: object = 0) -> Iterator[Change]:
    """Every change of one place; or about `most` of them, chosen by the seed.

    These are a third each of the fields outside of the proof, of its numbers and texts, of its lists and tables.
    """
    sites = list(_sites(certificate, ()))
    if most is not None:
        random = Random(f"{seed}")
        outer = [site for site in sites if len(site[0]) < 2]
        leaves = [site for site in sites if len(site[0]) >= 2 and site[1] == "leaf"]
        parts = [site for site in sites if len(site[0]) >= 2 and site[1] != "leaf"]
        sites = [site for group in (outer, leaves, parts) for site in random.sample(group, min(len(group), -(-most // 3)))]
    for path, kind, value in sites:
        found = list(_changes(kind, value, path))
        for other in found if most is None else found[:1] if len(found) < 2 else [Random(f"{seed} {path}").choice(found)]:
            yield Change(kind if kind != "leaf" else other[0], path, _put(certificate, path, other[1]))
    text = json.dumps(certificate, separators=(",", ":"))
    for share in CUTS if most is None else CUTS[-1:]:
        yield Change("truncated", (), None, text[: int(share * len(text)) - (share == 1.0)])


def _sites(value, path: Path) -> Iterator[tuple[Path, str, object]]:
    """(path, kind of change, the value there) for every place at which something can be changed."""
    if isinstance(value, dict):
        yield path, "field", value
        for key, child in value.items():
            yield (*path, key), "dropped", child
            yield from _sites(child, (*path, key))
    elif isinstance(value, list):
        yield from ((path, kind, value) for kind in ("repeated", "order") if value and (kind == "repeated" or value[::-1] != value))
        for k, child in enumerate(value):
            yield (*path, k), "dropped", child
            yield from _sites(child, (*path, k))
    elif value is None or isinstance(value, (bool, int, str)):
        yield path, "leaf", value


_GONE = object()


def _changes(kind: str, value, path: Path) -> Iterator[tuple[str, object]]:
    if kind == "leaf":
        yield from _leaf(value, path)
    else:
        yield kind, {
            "dropped": lambda: _GONE, "field": lambda: {**value, "extra": "1"},
            "repeated": lambda: value + value[-1:], "order": lambda: value[::-1],
        }[kind]()


def _put(value, path: Path, new):
    """The value with what stands at the path replaced, or left out."""
    if not path:
        return new
    key, *rest = path
    if new is _GONE and not rest:
        return {k: v for k, v in value.items() if k != key} if isinstance(value, dict) else value[:key] + value[key + 1:]
    inner = _put(value[key], tuple(rest), new)
    return {**value, key: inner} if isinstance(value, dict) else value[:key] + [inner] + value[key + 1:]


def _leaf(value, path: Path) -> Iterator[tuple[str, object]]:
    if isinstance(value, bool) or value is None:
        yield "word", not value
    elif isinstance(value, int):
        yield from (("number", other) for other in (value + 1, value - 1, str(value), float(value)))
    elif isinstance(value, str) and PART.fullmatch(value):
        yield from (("number", other) for other in _fractions(value))
    elif isinstance(value, str):
        yield from _text(value, path[-1] if path else "")


def _fractions(text: str) -> list[str]:
    top, bottom = PART.fullmatch(text).groups()
    top, below = int(top), int(bottom or 1)
    found = [f"{top + 1}/{below}"] + ([f"{-top}/{below}", f"{top}/{below + 1}"] if top else [])
    return [other.removesuffix("/1") for other in found]


def _text(value: str, field) -> Iterator[tuple[str, str]]:
    if value in WORDS:
        yield "word", WORDS[value]
    elif field == "by":
        yield "word", RULES.get(value, "assume")
    elif value in SIGNS:
        yield from (("word", other) for other in SIGNS if other != value)
    elif field in ("digest", "id", "statement", "theorem", "kind", "name", "of"):
        yield "word", value[:-1] + ("0" if value[-1:] != "0" else "1")
    else:
        yield from (("formula", other) for other in _formulas(value))


@lru_cache(maxsize=4096)
def _formulas(text: str) -> tuple[str, ...]:
    try:
        tree = parse(text)
    except FormulaError:
        return (text + "0",)
    found = (show(other) for _, other in formulas.changes(tree, formulas.names_in(tree)))
    return tuple(dict.fromkeys(other for other in found if other != show(tree))) or (text + "0",)
