"""Wide formulas in several lines, since displayed mathematics does not wrap. Works on LaTeX, so that brackets stay as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator

WIDE = 60
"""Visible characters from which a formula is broken."""

_TOKEN = re.compile(r"\\(?:left|right)\s*(?:\\[A-Za-z]+|\\.|.)|\\text\s*\{[^{}]*\}|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_IMPLIES = frozenset((r"\Longrightarrow", r"\Longleftrightarrow", r"\longleftrightarrow", r"\implies", r"\iff"))
_JOINS = frozenset((r"\text{ and }", r"\text{ or }", r"\qquad", r"\quad"))
_RELATIONS = frozenset(("=", "<", ">", r"\lt", r"\gt", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\neq", r"\in", r"\subseteq"))
_SIGNS = frozenset("+-")
_LEVELS = (_IMPLIES, _JOINS, _RELATIONS, _SIGNS)
_NO_OPERAND = _IMPLIES | _JOINS | _RELATIONS | _SIGNS | {r"\cdot", ",", r"\;", r"\,"}
_OPENING, _CLOSING = frozenset((r"\begin", "{", "(", "[")), frozenset((r"\end", "}", ")", "]"))
_ROWS = re.compile(r"\\begin\{(\w+)\}((?:(?!\\begin).)*?)\\end\{\1\}", re.DOTALL)
_SPACED = re.compile(r"^(\\q?quad\b\s*)+")
_UNSEEN = frozenset("left right text mathrm mathbb mathbf mathop nolimits limits displaystyle frac dfrac tfrac quad qquad".split())
_SPELT = frozenset("exp log max min arg".split())


def broken(latex: str) -> str:
    """The formula for a display: as it stands where it is short or has lines of its own, else in lines below one another."""
    parts = lines(latex)
    if len(parts) == 1:
        return latex
    below = " \\\\\n".join(("& " if k == 0 else r"& \quad ") + part for k, part in enumerate(parts))
    return f"\\begin{{aligned}}\n{below}\n\\end{{aligned}}"


def lines(latex: str, width: int = WIDE) -> list[str]:
    """The formula in lines of about that many visible characters; a single line where it is short or cannot be broken.

    Broken at arrows first, then at words between claims, at relations, at signs, and last within its widest brackets.
    """
    latex = latex.strip()
    if visible(latex) <= width or any(token in (r"\\", "&") and depth == 0 for token, depth, _ in _tokens(latex)):
        return [latex]
    for level in _LEVELS:
        parts = _cut(latex, level)
        if len(parts) > 1:
            return [line for part in _filled(parts, width) for line in lines(_SPACED.sub("", part), width)]
    return _opened(latex, width)


def beginning(latex: str, width: int) -> str:
    """A formula for a narrow place: whole where it fits in a line, else up to a relation or sign, then dots; else nothing."""
    if visible(latex) <= width and not _ROWS.search(latex):
        return latex
    for parts in (_cut(latex, _RELATIONS), _cut(latex, _SIGNS)):
        for count in range(len(parts) - 1, 0, -1):
            start = " ".join(parts[:count])
            if visible(start) <= width and not _ROWS.search(start):
                return rf"{start} {_TOKEN.match(parts[count])[0]} \ldots"
    return ""


def visible(latex: str) -> int:
    """About how many characters the formula is wide: a macro counts as one; of a fraction or of rows the widest part counts."""
    text, before = latex, None
    while text != before:
        before = text
        text = _ROWS.sub(lambda found: max(re.split(r"\\\\", found[2]), key=_width), text)
        text = re.sub(r"[_^]\s*\{([^{}]*)\}", r" \1 ", text)
        text = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", lambda found: max(found[1], found[2], key=_width), text)
        text = re.sub(r"\\(?:text|mathrm|mathbb|mathop)\s*\{([^{}]*)\}", r" \1 ", text)
    return _width(text)


def _width(latex: str) -> int:
    def shown(macro: re.Match) -> str:
        return "" if macro[1] in _UNSEEN else macro[1] if macro[1] in _SPELT else "#"

    return len(re.sub(r"\\[,;:! ]|[{}_^&\s]", "", re.sub(r"\\([A-Za-z]+)", shown, latex)))


def _tokens(latex: str) -> Iterator[tuple[str, int, int]]:
    """Each token with its depth within braces, brackets and environments (an opening one has the depth outside) and its place."""
    depth = 0
    for match in _TOKEN.finditer(latex):
        token = match[0]
        if token in _CLOSING or token.startswith(r"\right") and not token[6:7].isalpha():
            depth = max(0, depth - 1)
        yield token, depth, match.start()
        if token in _OPENING or token.startswith(r"\left") and not token[5:6].isalpha():
            depth += 1


def _cut(latex: str, level: frozenset[str]) -> list[str]:
    """The formula cut before each of these tokens outside brackets; a sign without a left operand is none."""
    places, before = [0], None
    for token, depth, place in _tokens(latex):
        if depth == 0 and token in level and before is not None and not (token in _SIGNS and before in _NO_OPERAND):
            places.append(place)
        before = before if token.isspace() else token
    return [latex[start:end].strip() for start, end in zip(places, [*places[1:], len(latex)])]


def _filled(parts: list[str], width: int) -> list[str]:
    joined = [parts[0]]
    for part in parts[1:]:
        if visible(f"{joined[-1]} {part}") <= width:
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined


def _opened(latex: str, width: int) -> list[str]:
    """Broken within the widest outer brackets; these become ones that may span lines."""
    groups, start = [], None
    for token, depth, place in _tokens(latex):
        if depth == 0 and token.startswith(r"\left") and not token[5:6].isalpha():
            start = (place, token)
        elif depth == 0 and start and token.startswith(r"\right") and not token[6:7].isalpha():
            groups.append((latex[:start[0]], start[1][5:].strip(), latex[start[0] + len(start[1]):place], token[6:].strip(),
                           latex[place + len(token):]))
            start = None
    if not groups:
        return [latex]
    before, left, inner, right, after = max(groups, key=lambda group: visible(group[2]))
    within = lines(inner, width)
    if len(within) == 1 or "." in (left, right):
        return [latex]
    return [rf"{before}\bigl{left} {within[0]}", *within[1:-1], rf"{within[-1]} \bigr{right}{after}"]
