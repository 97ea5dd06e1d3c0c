"""The checker's own reader of the formula language (FORMAT.md, section 1): text to trees, nothing evaluated."""

from __future__ import annotations

import re
from fractions import Fraction

Tree = Fraction | str | tuple

LENGTH, DEPTH, HEIGHT, DIGITS = 20_000, 60, 200, 60
COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
_TOKEN = re.compile(r"[ \t\r\n]*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_]*)|(->|<=|>=|!=|[-+*/^()\[\],<>=]))")
_WORDS = {"and", "or", "not", "if", "otherwise"}


class Rejected(Exception):
    """The one way in which the checker says no; its text is the reason."""


def parse(text: str) -> Tree:
    """The tree of a formula. Rejects what the grammar does not know, quoting the offending place."""
    if not isinstance(text, str) or not text.isascii() or len(text) > LENGTH:
        raise Rejected("a formula is ASCII text of at most 20000 characters")
    tree = _Parser(text).whole()
    level = [tree]
    for _ in range(HEIGHT):
        level = [child for node in level if isinstance(node, tuple) for child in node[1:]]
        if not level:
            return tree
    raise Rejected(f"formula: a chain of more than {HEIGHT} operations; bracket it into shorter ones")


class _Parser:
    def __init__(self, text: str):
        self.tokens, self.at, self.depth = _tokens(text), 0, 0

    def whole(self) -> Tree:
        tree = self.implication()
        if self.peek():
            self.fail("end of formula")
        return tree

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if token and token in wanted:
            self.at += 1
            return token
        return ""

    def need(self, wanted: str) -> None:
        if not self.take(wanted):
            self.fail(repr(wanted))

    def fail(self, expected: str):
        place = self.tokens[self.at][1] if self.at < len(self.tokens) else "the end"
        raise Rejected(f"formula: expected {expected}, found {self.peek() or 'nothing'!r} at {place}")

    def implication(self) -> Tree:
        self.depth += 1
        if self.depth > DEPTH:
            raise Rejected(f"formula: nested deeper than {DEPTH}")
        tree = self.left(("or",), lambda: self.left(("and",), self.negation))
        if self.take("->"):
            tree = ("->", tree, self.implication())
        self.depth -= 1
        return tree

    def left(self, operators: tuple, operand) -> Tree:
        tree = operand()
        while operator := self.take(*operators):
            tree = (operator, tree, operand())
        return tree

    def negation(self) -> Tree:
        negated = 0
        while self.take("not"):
            negated += 1
        tree = self.comparison()
        for _ in range(negated):
            tree = ("not", tree)
        return tree

    def comparison(self) -> Tree:
        first, links = self.sum(), []
        while operator := self.take(*COMPARISONS):
            second = self.sum()
            links.append((operator, first, second))
            first = second
        if not links:
            return first
        tree = links[0]
        for link in links[1:]:
            tree = ("and", tree, link)
        return tree

    def sum(self) -> Tree:
        return self.left(("+", "-"), self.product)

    def product(self) -> Tree:
        return self.left(("*", "/"), self.minus)

    def minus(self) -> Tree:
        signs = 0
        while self.take("-"):
            signs += 1
        tree = self.atom()
        if self.take("^"):
            self.depth += 1
            if self.depth > DEPTH:
                raise Rejected(f"formula: nested deeper than {DEPTH}")
            tree = ("^", tree, self.minus())
            self.depth -= 1
        for _ in range(signs):
            tree = ("neg", tree)
        return tree

    def atom(self) -> Tree:
        if self.take("("):
            tree = self.implication()
            self.need(")")
        else:
            token = self.peek()
            if not token or token in _WORDS or not token[0].isalnum():
                self.fail("a number, a name or '('")
            self.at += 1
            tree = Fraction(token) if token[0].isdigit() else token
            if isinstance(tree, str) and self.take("("):
                tree = (token, *self.arguments(token))
        while self.take("["):
            tree = ("at", tree, self.implication())
            self.need("]")
        return tree

    def arguments(self, function: str) -> list[Tree]:
        found: list[Tree] = []
        while True:
            value = self.implication()
            if function == "cases":
                self.need("if")
                value = ("case", value, "otherwise" if self.take("otherwise") else self.implication())
            found.append(value)
            if self.take(")"):
                break
            self.need(",")
        if function == "cases" and any(branch[2] == "otherwise" for branch in found[:-1]):
            raise Rejected("formula: `otherwise` may stand only in the last of the cases")
        return found


def _tokens(text: str) -> list[tuple[str, int]]:
    tokens, at = [], 0
    end = len(text.rstrip(" \t\r\n"))
    while at < end:
        match = _TOKEN.match(text, at)
        if not match:
            raise Rejected(f"formula: unexpected character {text[at:].lstrip()[:1]!r} at {at}")
        token = match.group(match.lastindex)
        if match.lastindex == 1 and len(token) > DIGITS:
            raise Rejected(f"formula: a numeral of more than {DIGITS} digits at {match.start(match.lastindex)}")
        tokens.append((token, match.start(match.lastindex)))
        at = match.end()
    return tokens


def show(tree: Tree) -> str:
    """The tree as text, fully bracketed; for messages."""
    if not isinstance(tree, tuple):
        return str(tree)
    head, *rest = tree
    if head == "case":
        return f"{show(rest[0])} if {show(rest[1])}"
    if head == "at":
        return f"{show(rest[0])}[{show(rest[1])}]"
    if head in ("+", "-", "*", "/", "^", "and", "or", "->") or head in COMPARISONS:
        return f"({show(rest[0])} {head} {show(rest[1])})"
    return f"-{show(rest[0])}" if head == "neg" else f"{head}({', '.join(map(show, rest))})"
