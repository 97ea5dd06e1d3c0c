"""GitHub-flavoured markdown with mathematics, written so that GitHub shows what was meant.

Display mathematics stands in ```math fences and inline mathematics as $`...`$: both are code to the markdown parser, so that
underscores, braces and backslashes arrive untouched. A bare $...$ never leaves this module. GitHub runs MathJax with some macros
removed (\\operatorname, \\mbox, \\phantom, definitions, references): `tex` writes the first two in another way, `lint` finds the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from verifier.reports.layout import broken, visible

_EMPHASIS = r"(?<![^\s(])\*[A-Za-z](?:[A-Za-z' -]*[A-Za-z])?\*(?![^\s).,;:!?])"
_SPAN = re.compile(rf"(\$`[^`]+`\$|`[^`]+`|(?<!\\)\$[^$`]+\$|{_EMPHASIS}|{_EMPHASIS.replace(chr(92) + '*', '_')})")
_SPECIAL = re.compile(r"([\\*_<>\[\]|~`$])")
_BLOCK_START = re.compile(r"^(\d*)([-+=#.)])")

_REWRITES = tuple((re.compile(pattern), by) for pattern, by in (
    (r"\\operatorname\*\s*\{([^{}]*)\}", r"\\mathop{\\mathrm{\1}}\\limits"),
    (r"\\operatorname\s*\{([^{}]*)\}", r"\\mathop{\\mathrm{\1}}\\nolimits"),
    (r"\\[mh]box(?=\s*\{)", r"\\text"),
    (r"\\bm(?=\s*\{)", r"\\boldsymbol"),
    (r"\\math(?:bbm|ds)(?=\s*\{)", r"\\mathbf"),
    (r"\s*\\tag\*?\s*\{([^{}]*)\}", r" \\qquad (\1)"),
    (r"\\label\s*\{[^{}]*\}", ""),
    (r"\\(begin|end)\{(?:align|eqnarray)\*?\}", r"\\\1{aligned}"),
    (r"\\(begin|end)\{gather\*?\}", r"\\\1{gathered}"),
    (r"\\(?:begin|end)\{(?:equation|displaymath)\*?\}", ""),
    (r"\\left\s*<", r"\\left\\langle "),
    (r"\\right\s*>", r"\\right\\rangle "),
    (r"(?<!\\)<=", r"\\le "),
    (r"(?<!\\)>=", r"\\ge "),
    (r"(?<!\\)<", r"\\lt "),
    (r"(?<!\\)>", r"\\gt "),
    (r"\$([^$]*)\$", r"}\1\\text{"),
    (r"\\text\{\}", ""),
    (r"\n\s*\n", "\n"),
    (r"[ \t]+", " "),
))
_INLINE = ((r"\{", r"\lbrace "), (r"\}", r"\rbrace "))
_IN_CELL = ((r"\|", r"\Vert "), ("|", r"\vert "))


def tex(latex: str) -> str:
    """LaTeX that GitHub's MathJax accepts, equal in meaning: outer dollars and equation environments are taken off."""
    text = _unwrapped(latex)
    for pattern, by in _REWRITES:
        text = pattern.sub(by, text)
    return text.strip()


def _unwrapped(latex: str) -> str:
    text = latex.strip()
    for left, right in (("$$", "$$"), (r"\[", r"\]"), (r"\(", r"\)"), ("$", "$")):
        inner = text[len(left):-len(right)]
        if text.startswith(left) and text.endswith(right) and len(text) >= len(left + right) and right not in inner:
            return inner.strip()
    return text


def display(latex: str) -> str:
    """LaTeX as a block: a formula as displayed mathematics, in lines where it is wide; words with $...$ or $$...$$ among them as
    paragraphs and formulas.

    A line of words in \\text{...} becomes a paragraph too, since displayed mathematics does not wrap.
    """
    if not _dollar_outside_braces(_unwrapped(latex)):
        return _sentence(tex(latex)) or fence("math", broken(tex(latex)))
    pieces = re.split(r"\$\$(.+?)\$\$|\\\[(.+?)\\\]", latex.strip(), flags=re.DOTALL)
    numbered = [(k, piece) for k, piece in enumerate(pieces) if piece and piece.strip()]
    blocks = [fence("math", broken(tex(piece))) if k % 3 else paragraphs(piece) for k, piece in numbered]
    return "\n\n".join(blocks)


def _sentence(latex: str) -> str:
    """A paragraph for a formula that is largely words, nothing for any other."""
    pieces = _words_and_formulas(latex)
    words = sum(len(piece) for kind, piece in pieces if kind == "words")
    formulas = sum(visible(piece) for kind, piece in pieces if kind == "formula")
    of_its_own = any(kind == "formula" and r"\\" in piece for kind, piece in pieces)
    if words < 40 or 3 * words < 2 * formulas or of_its_own:
        return ""
    text = ""
    for kind, piece in pieces:
        shown = re.sub(r"^(\\[,;!: ]|\\q?quad|\s)+|(\\[,;!: ]|\\q?quad|\s)+$", "", piece) if kind == "formula" else piece
        if kind == "words" or not re.search(r"[\w\\]", shown):
            text += (" " if text.endswith(("`$", ",", ".", ";", ":")) and shown[:1].isalnum() else "") + shown
        elif shown:
            formula, mark = re.fullmatch(r"(.*?)\s*([,.;:]?)", shown, re.DOTALL).groups()
            text += ("" if not text or text[-1] in " (" else " ") + f"$`{formula}`${mark}"
    return paragraphs(text)


def _words_and_formulas(latex: str) -> list[tuple[str, str]]:
    """The LaTeX cut at each \\text{...} that stands outside braces, \\left...\\right and environments."""
    pieces, start, depth, place = [], 0, 0, 0
    while place < len(latex):
        words = re.compile(r"\\text\s*\{([^{}]*)\}").match(latex, place) if depth == 0 else None
        if words:
            pieces += [("formula", latex[start:place]), ("words", _plain(words[1]))]
            start = place = words.end()
            continue
        token = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL).match(latex, place)[0]
        depth += {"{": 1, r"\left": 1, r"\begin": 1, "}": -1, r"\right": -1, r"\end": -1}.get(token, 0)
        place += len(token)
    return [piece for piece in (*pieces, ("formula", latex[start:])) if piece[1].strip()]


def _plain(words: str) -> str:
    """The content of \\text{...} as plain words: escaped marks stand for themselves, spaces of LaTeX for one space."""
    return re.sub(r"\\([&%#_])", r"\1", re.sub(r"\\q?quad\b\s*|\\[,;: ]", " ", words))


def _dollar_outside_braces(latex: str) -> bool:
    depth = 0
    for token in re.findall(r"\\.|[{}$]", latex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if token == "$" and depth == 0:
            return True
    return False


def inline(latex: str) -> str:
    """Mathematics within a line."""
    return f"$`{_replace(' '.join(tex(latex).split()), _INLINE).strip()}`$"


def fence(language: str, content: str) -> str:
    """A block shown as it stands; the fence is longer than any run of backticks within."""
    marks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", content)), default=0))
    return f"{marks}{language}\n{content.strip(chr(10))}\n{marks}"


def code(text: str) -> str:
    """A short text shown as it stands, within a line."""
    flat = " ".join(str(text).split()) or " "
    marks = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{marks}{pad}{flat}{pad}{marks}"


def prose(text: str) -> str:
    """One line of words: $`...`$, `...` and *emphasised words* are kept, $...$ becomes $`...`$, all other markup is escaped."""
    return _spans(text, in_cell=False)


def paragraphs(text: str) -> str:
    """Words in several paragraphs, separated by blank lines in the text and in what comes back."""
    return "\n\n".join(_BLOCK_START.sub(r"\1\\\2", prose(part)) for part in re.split(r"\n\s*\n", text.strip()) if part.strip())


def cell(text: str) -> str:
    """Words for a table: as `prose`, and no bar ends the cell."""
    return _spans(text, in_cell=True)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are already markdown. Rejects a row of another length (ValueError)."""
    lines = [header, ["---"] * len(header)]
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row of {len(row)} cells in a table of {len(header)} columns: {list(row)}")
        lines.append(row)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def slug(name: str) -> str:
    """The part of a file name that stands for an id: "equation 67" gives "equation-67"."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.")


def _spans(text: str, in_cell: bool) -> str:
    pieces = _SPAN.split(" ".join(text.split()))
    return "".join(_span(piece, in_cell) if k % 2 else _escape(piece) for k, piece in enumerate(pieces))


def _span(piece: str, in_cell: bool) -> str:
    if piece.startswith("$"):
        shown = inline(piece[1:-1].strip("`"))
        return f"$`{_replace(shown[2:-2], _IN_CELL).strip()}`$" if in_cell else shown
    if piece[0] in "*_":
        return f"*{piece[1:-1]}*"
    return piece.replace("|", r"\|") if in_cell else piece


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("&", "&amp;")


def _replace(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text
