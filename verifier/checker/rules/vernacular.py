"""What a Coq file may contain, read from its text before coqc sees it (FORMAT.md, section 7).

A statement file is a list of sentences, each of a shape in DEFINING: nothing in it can assume, prove, or change how text is read.
In any other file a sentence is a command of COMMANDS or a tactic, and no word of FORBIDDEN occurs. This keeps out what assumes without proving and what
writes files or loads code; that nothing was assumed in the end is for `Print Assumptions` to say, not for this module.
"""

from __future__ import annotations

import re
from pathlib import Path

from verifier.checker.reader import Rejected

FORBIDDEN = (
    r"Admitted", r"admit", r"give_up", r"Admit\s+Obligations", r"Axioms?", r"Parameters?", r"Conjectures?", r"Primitive", r"Declare",
    r"bypass_check", r"(?:Unset\s+)?(?:Guard|Positivity|Universe)\s+Checking", r"Load", r"LoadPath", r"ML\s+Path", r"Redirect", r"Cd", r"Drop",
    r"Extraction", r"Timeout", r"Printing\s+Width", r"Printing\s+Depth",
)
COMMANDS = frozenset("""
    From Require Import Export Open Local Set Unset Implicit Arguments Section Context Hypothesis Hypotheses Variable Variables End Module
    Notation Ltac Definition Fixpoint Record Lemma Theorem Corollary Proof Qed Defined Unshelve
""".split())
DEFINING = tuple(re.compile(shape, re.DOTALL) for shape in (
    r"(?:From [\w.]+ )?Require(?: Import)?(?: (?!Export )[A-Za-z_][\w.]*)+", r"Import(?: [A-Za-z_][\w.]*)+",
    r"(?:Local )?Open Scope \w+", r"Set Implicit Arguments", r"Unset Strict Implicit",
    r"Arguments [\w ]+(?: \{\w+\})+", r"(?:Definition|Fixpoint|Record) .*:=.*",
))
_NEVER = re.compile(r":>|#\[|\b(?:where|ltac)\b|[^\x00-\x7f]")
_BEFORE = re.compile(r"(?:[-+*{}\s]|[\d,\s-]+:|\[\w+\]\s*:|(?:all|par)\s*:)*")


def words(source: str) -> str:
    """Coq text without its comments (which nest) and strings."""
    out, depth, k = [], 0, 0
    while k < len(source):
        two = source[k:k + 2]
        if two == "(*" or (depth and two == "*)"):
            depth += 1 if two == "(*" else -1
            out.append(" ")
            k += 2
        elif source[k] == '"':
            end = source.find('"', k + 1)
            k = len(source) if end < 0 else end + 1
        else:
            if not depth:
                out.append(source[k])
            k += 1
    if depth:
        raise Rejected("a comment is not closed")
    return "".join(out)


def sentences(text: str) -> list[str]:
    """The sentences of text without comments, with single blanks. Never fewer than Coq reads: it ends one at "..." or at a dot and a blank."""
    return [" ".join(part.split()) for part in re.split(r"\.\.\.|\.(?=\s|$)", text) if part.strip()]


def vetted(path: Path) -> None:
    """Rejects a file with a command that assumes without proving, and a statement file with anything but definitions and what they require."""
    text = words(path.read_text(encoding="utf-8"))
    name = f"{path.parent.name}/{path.name}"
    found = re.search(rf"(?<![A-Za-z_'])(?:{'|'.join(FORBIDDEN)})(?![\w'])", text)
    if found:
        raise Rejected(f"{name} contains `{' '.join(found[0].split())}`")
    for sentence in sentences(text):
        if path.parent.name == "statements":
            _defines(name, sentence)
        elif not _allowed(sentence):
            raise Rejected(f"{name} contains the command `{sentence[:60]}`")


def _allowed(sentence: str) -> bool:
    """One of COMMANDS, or a tactic: it starts with a small letter or a bracket. Bullets, braces and selectors may stand before."""
    rest = sentence[_BEFORE.match(sentence).end():]
    word = re.match(r"[A-Za-z_]*", rest)[0]
    return word in COMMANDS or word[:1].islower() if word else rest[:1] in ("", "(", "[")


def _defines(name: str, sentence: str) -> None:
    odd = _NEVER.search(sentence)
    if odd:
        raise Rejected(f"{name} contains `{odd[0]}`, and a statement file contains definitions only")
    if not any(shape.fullmatch(sentence) for shape in DEFINING):
        raise Rejected(f"{name} contains `{sentence.split()[0]}`, and a statement file contains definitions only: {sentence[:60]}")
