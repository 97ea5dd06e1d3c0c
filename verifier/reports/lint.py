"""A lint for generated markdown: what GitHub would show wrongly or not at all.

Checked: fences closed; no bare $ outside code; in mathematics balanced braces, \\left with \\right, \\begin with \\end, only macros
known to be rendered, ASCII only; of mermaid the few kinds of lines that `dependencies` writes; tables with equally many cells; links that
lead to files that exist; no absolute path of a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from verifier.reports.macros import ENVIRONMENTS, MACROS

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*(.*?)\s*$")
_INLINE_MATH = re.compile(r"\$`([^`]*)`\$")
_CODE = re.compile(r"(`+)(?!`)(.*?)(?<!`)\1(?!`)")
_LINK = re.compile(r"(?<!\\)\]\(([^)\s]*)\)")
_MACHINE_PATH = re.compile(r"(?:^|[\s\"'`(=])(/(?:home|root|work|tmp|usr|var|Users|opt|mnt)/|[A-Za-z]:\\\w|file://)")
_NODE = re.compile(r'  (n\d+)\["((?:[^"#;<>&\[\]{}|`\\]|#\d+;)+)"\]:::([a-z]+)')
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}$&%#]|[^\x00-\x7f]", re.DOTALL)


@dataclass(frozen=True)
class Trouble:
    """Where and what: the file's name, the line (from 1), a sentence."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


def lint_folder(folder: Path) -> list[Trouble]:
    """The troubles of all markdown files of a folder and its subfolders. Rejects a folder without any (ValueError)."""
    paths = sorted(Path(folder).rglob("*.md"))
    if not paths:
        raise ValueError(f"{Path(folder).name}: no markdown files to check")
    return [trouble for path in paths for trouble in lint(path.read_text(encoding="utf-8"), path)]


def lint(text: str, path: Path) -> list[Trouble]:
    """The troubles of one file's text; links are followed from `path`, which need not exist itself."""
    found: list[tuple[int, str]] = []
    words: list[tuple[int, str]] = []
    for number, line, language, closed in _lines(text):
        if not closed:
            found.append((number, "this fence is never closed"))
        if language is None:
            words.append((number, line))
        elif language == "math":
            found += [(number, what) for what in math_troubles(line)]
        elif language == "mermaid":
            found += [(number, what) for what in mermaid_troubles(line)]
        if _MACHINE_PATH.search(line):
            found.append((number, "an absolute path of a machine"))
    for number, line in words:
        found += [(number, what) for what in _line_troubles(line, path)]
    found += _table_troubles(words)
    return [Trouble(path.name, number, what) for number, what in sorted(found)]


def _lines(text: str) -> Iterator[tuple[int, str, str | None, bool]]:
    """(line number, text, language, closed): lines of words have no language; a fenced block comes as one item, at its first line."""
    mark, language, start, block = "", None, 0, []
    for number, line in enumerate(text.splitlines(), 1):
        fence = _FENCE.fullmatch(line)
        if not mark and fence:
            mark, language, start, block = fence[1], fence[2], number, []
        elif mark and fence and fence[1].startswith(mark) and not fence[2]:
            yield start, "\n".join(block), language, True
            mark = ""
        elif mark:
            block.append(line)
        else:
            yield number, line, None, True
    if mark:
        yield start, "\n".join(block), language, False


def _line_troubles(line: str, path: Path) -> Iterator[str]:
    for span in _INLINE_MATH.finditer(line):
        yield from inline_troubles(span[1])
        before, after = line[:span.start()][-1:], line[span.end():][:1]
        if before and not (before.isspace() or before in "([{|*>"):
            yield f"inline mathematics directly after {before!r}: GitHub needs a space there"
        if after.isalnum():
            yield f"inline mathematics directly before {after!r}: GitHub needs a space there"
    rest = _CODE.sub("", _INLINE_MATH.sub("", line))
    if re.search(r"(?<!\\)\$", rest):
        yield "a bare dollar sign: inline mathematics is written $`...`$"
    if "`" in rest.replace(r"\`", ""):
        yield "a backtick without its partner"
    for target in _LINK.findall(rest):
        yield from _link_troubles(target, path)


def _link_troubles(target: str, path: Path) -> Iterator[str]:
    if re.match(r"https?://", target) or target.startswith("#"):
        return
    place = target.partition("#")[0]
    if not place or place.startswith("/") or not (path.parent / place).exists():
        yield f"the link {target!r} leads nowhere"


def _table_troubles(words: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    found, width, last = [], 0, -1
    for number, line in words:
        if not line.lstrip().startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line)) - 1
        if not width or number != last + 1:
            width = cells
        if cells != width or not line.rstrip().endswith("|"):
            found.append((number, f"a table row of {cells} cells where the table has {width}"))
        last = number
    return found


def inline_troubles(latex: str) -> Iterator[str]:
    """Troubles of mathematics within a line: those of `math_troubles`, and what only displayed mathematics survives."""
    if not latex.strip() or latex != latex.strip():
        yield "inline mathematics that is empty or starts or ends with a space"
    if re.search(r"\\[{}]", latex):
        yield r"\{ or \} within a line: write \lbrace, \rbrace"
    yield from math_troubles(latex)


def math_troubles(latex: str) -> Iterator[str]:
    """What keeps GitHub's MathJax from showing this LaTeX."""
    if not latex.strip():
        yield "an empty formula"
    open_: list[str] = []
    tokens = [found[0] for found in _TOKEN.finditer(latex)]
    environments = iter(re.findall(r"\\(?:begin|end)\s*\{([^{}]*)\}", latex))
    for token in tokens:
        if token in ("{", r"\left"):
            open_.append(token)
        elif token in ("}", r"\right"):
            partner = {"}": "{", r"\right": r"\left"}[token]
            if not open_ or open_.pop() != partner:
                yield f"{token} without {partner}"
                return
        elif token in (r"\begin", r"\end"):
            yield from _environment(token, next(environments, ""), open_)
        elif token == "&" and not any(part.startswith("begin ") for part in open_):
            yield "& outside an environment"
        elif token in "$%#":
            yield f"{token} within mathematics"
        elif not token.isascii():
            yield f"{token!r} within mathematics: write a macro"
        elif re.match(r"\\[A-Za-z]", token) and token[1:].rstrip("*") not in MACROS:
            yield f"{token} is not known to be shown by GitHub"
    if open_:
        yield f"{open_[-1].removeprefix('begin ')} is never closed"


def mermaid_troubles(text: str) -> Iterator[str]:
    """What is not surely a flow chart: an unknown kind of line, a node or class that is used and not declared, a name that stands twice."""
    head, *lines = text.splitlines() or [""]
    if head not in ("flowchart TD", "flowchart LR"):
        yield "a picture that does not start with flowchart TD or LR"
    nodes: list[str] = []
    classes: set[str] = set()
    used: list[str] = []
    for line in lines:
        node, arrow = _NODE.fullmatch(line), re.fullmatch(r"  (n\d+) --> (n\d+)", line)
        style, group = re.fullmatch(r"  classDef ([a-z]+) [-a-z]+:[^;]+", line), re.fullmatch(r"  class (n\d+(?:,n\d+)*) ([a-z]+)", line)
        if node:
            nodes.append(node[1])
            used.append(node[3])
        elif style:
            classes.add(style[1])
        elif arrow or group:
            used += [*arrow.groups()] if arrow else [*group[1].split(","), group[2]]
        else:
            yield f"a line that is no node, arrow or style: {line.strip()[:60]!r}"
    if len(nodes) != len(set(nodes)):
        yield "a node that stands twice"
    yield from (f"{name} is used and not declared" for name in dict.fromkeys(used) if name not in {*nodes, *classes})


def _environment(token: str, name: str, open_: list[str]) -> Iterator[str]:
    if name.rstrip("*") not in ENVIRONMENTS:
        yield f"the environment {name!r} is not known to be shown by GitHub"
    if token == r"\begin":
        open_.append(f"begin {name}")
    elif not open_ or open_.pop() != f"begin {name}":
        yield rf"\end{{{name}}} without \begin{{{name}}}"
