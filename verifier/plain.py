"""Mathematics that is written in LaTeX, in letters that a terminal has. pylatexenc is loaded only when used."""

from __future__ import annotations

import functools
import re

_SIGNS = {
    "ne": "≠", "lt": "<", "gt": ">", "implies": "⟹", "iff": "⟺", "neg": "¬", "lnot": "¬", "land": "∧", "lor": "∨", "lbrace": "{", "rbrace": "}",
    "vert": "|", "lVert": "‖", "rVert": "‖", "qquad": "  ", "quad": " ",
    **dict.fromkeys(("left", "right", "nolimits", "limits", "big", "Big", "bigl", "bigr", "Bigl", "Bigr"), ""),
}
"""Signs that pylatexenc does not know. It would leave out what it does not know, and a ≠ b would read a b."""
_FRACTION = r"\\[td]frac(?![A-Za-z])"
_WORD = r"\\(?:operatorname|mathop)(?:\{\\mathrm(\{[^{}]*\})\}|(\{[^{}]*\}))"
_SPACED = r" ?([<>≤≥≠⟹⟺]) ?"


def plain(words: str) -> str:
    r"""Markdown as plain words: its mathematics in letters that a terminal has, code without its marks.

    Nothing is left out: a command of LaTeX without a known sign stays as it is written, `a \foo b`.
    """
    if "$" in words:
        words = re.sub(r"\$`([^`]*)`\$|\$([^$]+)\$", lambda found: _letters(found[1] or found[2]), words)
    return re.sub(r"(`+)(.+?)\1", r"\2", words)


def _letters(latex: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    latex = re.sub(_WORD, lambda found: (found[1] or found[2])[1:-1], re.sub(_FRACTION, r"\\frac", latex))
    shown = LatexNodes2Text(math_mode="text", keep_braced_groups=True, latex_context=_context()).latex_to_text(f"${latex}$")
    shown = re.sub(r"⟨ ", "⟨", re.sub(r" *\n *", "; ", shown))
    return re.sub(r" {2,}", " ", re.sub(_SPACED, r" \1 ", shown)).strip()


@functools.cache
def _context():
    from pylatexenc.latex2text import MacroTextSpec, get_default_latex_context_db

    known = get_default_latex_context_db()
    own = [MacroTextSpec(name, sign) for name, sign in _SIGNS.items()]
    known.add_context_category("signs", prepend=True, macros=[*own, MacroTextSpec("frac", _fraction)])
    known.set_unknown_macro_spec(MacroTextSpec("", lambda node, l2tobj: node.latex_verbatim()))
    return known


def _fraction(node, l2tobj) -> str:
    above, below = (l2tobj.nodelist_to_text([part]).strip().removeprefix("{").removesuffix("}") for part in node.nodeargd.argnlist[-2:])
    return f"{_bracketed(above)}/{_bracketed(below)}"


def _bracketed(text: str) -> str:
    """In brackets if it is more than one number or name."""
    return f"({text})" if re.search(r"[-+·/= ]", text[1:]) else text
