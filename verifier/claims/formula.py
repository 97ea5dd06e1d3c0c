"""The formula language (checker/FORMAT.md, section 1): text to trees and back, whole forms read with their abbreviations and macros.

A tree is a Fraction (a number), a str (a name) or a tuple (operator or function, child, ...).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from verifier.claims.latex import to_latex
from verifier.claims.statement import Form
from verifier.claims.trees import FormulaError, Tree, abbreviate, expand, free_names, number, substitute

__all__ = [
    "FormulaError", "ReadForm", "Tree", "free_names", "macro", "number", "parse", "read_form", "show", "substitute", "to_latex",
]

LENGTH, DEPTH, HEIGHT, DIGITS = 20_000, 60, 200, 60
WORDS = frozenset(("and", "or", "not", "if", "otherwise"))

_GRAMMAR = r"""
start: formula
?formula: disjunction ["->" formula]                     -> implies
?disjunction: conjunction | disjunction "or" conjunction  -> either
?conjunction: negation | conjunction "and" negation       -> both
?negation: comparison | "not" negation                    -> negated
?comparison: sum (RELATION sum)*                          -> compared
?sum: product | sum PLUS product -> binary | sum MINUS product -> binary
?product: minus | product TIMES minus                     -> binary
?minus: power | MINUS minus                               -> opposite
?power: atom ["^" minus]                                  -> raised
?atom: NUMBER                                             -> numeral
     | NAME                                               -> name
     | NAME "(" argument ("," argument)* ")"              -> applied
     | atom "[" formula "]"                               -> indexed
     | "(" formula ")"                                    -> bracket
?argument: formula | formula "if" (formula | OTHERWISE)   -> case
OTHERWISE: "otherwise"
RELATION: "<=" | ">=" | "!=" | "<" | ">" | "="
PLUS: "+"
MINUS: "-"
TIMES: "*" | "/"
NUMBER: /[0-9]+(\.[0-9]+)?/
NAME: /[A-Za-z][A-Za-z0-9_]*/
%ignore /[ \t\r\n]+/
"""


@dataclass(frozen=True)
class ReadForm:
    """A form with its formulas parsed, abbreviations (`let`) replaced and macros expanded."""

    form: Form
    given: tuple[Tree, ...]
    conclusion: tuple[Tree, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The free names over which a concrete form quantifies, sorted."""
        found = frozenset().union(*map(free_names, self.given + self.conclusion))
        return tuple(sorted(found - {f"g{k}" for k in range(1, (self.form.dim or 0) + 1)}))


def parse(text: str) -> Tree:
    """The tree of a formula; numbers are exact ("0.1" is 1/10).

    Rejects (FormulaError, with the column, what is wrong and the remedy) text that is not ASCII, longer than 20 000 characters, nested
    deeper than 60, a chain of more than 200 operations, a numeral of more than 60 digits, and whatever the grammar does not know.
    """
    _limits(text)
    return _parsed(text)


@lru_cache(maxsize=2048)
def _parsed(text: str) -> Tree:
    """Definitions are read again and again; trees are never changed."""
    from lark import LarkError

    try:
        tree = _reader().parse(text)
    except LarkError as error:
        raise _refusal(text, error) from None
    _height(tree)
    return tree


def _limits(text: str) -> None:
    if not isinstance(text, str):
        raise FormulaError("a formula is text", remedy="write numbers as text, \"1/10\" rather than a binary float")
    if len(text) > LENGTH:
        raise FormulaError(f"{len(text)} characters", LENGTH, remedy=f"a formula has at most {LENGTH}; use abbreviations")
    depth = digits = 0
    for column, char in enumerate(text, 1):
        if not char.isascii():
            dash = char == "\u2212" or unicodedata.category(char) == "Pd"
            remedy = "write a hyphen, -, for minus" if dash else "formulas are ASCII: t1 for theta_1, g1 for gamma_1"
            raise FormulaError(f"the character {char!r}", column, remedy=remedy)
        depth += (char in "([") - (char in ")]")
        digits = digits + 1 if char.isdigit() or (char == "." and digits) else 0
        if depth >= DEPTH:
            raise FormulaError("brackets nested too deeply", column, remedy=f"at most {DEPTH} levels; use abbreviations")
        if digits > DIGITS:
            raise FormulaError("a numeral too long", column, remedy=f"at most {DIGITS} digits")


def _height(tree: Tree) -> None:
    level = [tree]
    for _ in range(HEIGHT):
        level = [child for node in level if isinstance(node, tuple) for child in node[1:]]
        if not level:
            return
    raise FormulaError(f"a chain of more than {HEIGHT} operations", remedy="bracket it into shorter ones")


@lru_cache(maxsize=1)
def _reader():
    from lark import Lark, Transformer, v_args

    def bracketless_comparison(*parts):
        links = [(str(parts[k]), parts[k - 1], parts[k + 1]) for k in range(1, len(parts), 2)]
        tree = links[0] if links else parts[0]
        for link in links[1:]:
            tree = ("and", tree, link)
        return tree

    @v_args(inline=True)
    class Build(Transformer):
        def start(self, tree):
            return tree

        def implies(self, left, right=None):
            return left if right is None else ("->", left, right)

        def raised(self, base, exponent=None):
            return base if exponent is None else ("^", base, exponent)

        def applied(self, name, *arguments):
            return _checked_cases(name, arguments)

        either = staticmethod(lambda left, right: ("or", left, right))
        both = staticmethod(lambda left, right: ("and", left, right))
        negated = staticmethod(lambda child: ("not", child))
        compared = staticmethod(bracketless_comparison)
        binary = staticmethod(lambda left, operator, right: (str(operator), left, right))
        opposite = staticmethod(lambda sign, child: ("neg", child))
        numeral = staticmethod(lambda token: Fraction(str(token)))
        name = staticmethod(str)
        indexed = staticmethod(lambda atom, index: ("at", atom, index))
        bracket = staticmethod(lambda tree: tree)
        case = staticmethod(lambda value, condition: ("case", value, str(condition) if isinstance(condition, str) else condition))

    return Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=Build(), maybe_placeholders=False)


def _checked_cases(name, arguments) -> Tree:
    branches = [isinstance(argument, tuple) and argument[0] == "case" for argument in arguments]
    if name == "cases" and not all(branches):
        raise FormulaError("`cases` with a bare value", name.column, remedy="write cases(1 if x > 0, 0 if otherwise)")
    if name != "cases" and any(branches):
        raise FormulaError(f"`if` below {name}", name.column, remedy="`value if condition` stands only in cases(...)")
    if name == "cases" and any(branch[2] == "otherwise" for branch in arguments[:-1]):
        raise FormulaError("`otherwise` before the last case", name.column, remedy="put it last: it holds where no other does")
    return (str(name), *arguments)


def _refusal(text: str, error) -> FormulaError:
    original = getattr(error, "orig_exc", None)
    if isinstance(original, FormulaError):
        return original
    token = getattr(error, "token", None)
    column = getattr(error, "pos_in_stream", None)
    if column is None or (token is not None and token.type == "$END"):
        return FormulaError("the formula ends too early", len(text) + 1, remedy="complete it or close its brackets")
    found = text[column] if token is None else str(token)
    if remedy := _slip(text, column, found):
        return FormulaError(f"unexpected {found!r}", column + 1, remedy=remedy)
    return FormulaError(f"unexpected {found!r}", column + 1, remedy="a formula is made of numbers, names, operators, f(...), x[i]")


def _slip(text: str, column: int, found: str) -> str:
    """The remedy for what other notations write here; nothing where none is recognised."""
    before = text[:column].rstrip()[-1:]
    if found.startswith("|"):
        return "write abs(x) for |x|"
    if found == "*" and before == "*":
        return "write x^2 for x**2"
    if before.isdigit() and found[:1].isalpha():
        return f"write the product with *, as in 2*{found}"
    if found == "(" and before == ")":
        return "write the product with *, as in (a)*(b)"
    return "one = is enough" if found == "=" and before == "=" else ""


_LEVEL = {"->": 1, "or": 2, "and": 3, "not": 4, "<": 5, "<=": 5, "=": 5, "!=": 5, ">=": 5, ">": 5, "+": 6, "-": 6, "*": 7, "/": 7}
_LEVEL |= {"neg": 8, "^": 9}
# what the left and right operand must at least bind as tightly as
_SIDES = {"->": (2, 1), "or": (2, 3), "and": (3, 4), "+": (6, 7), "-": (6, 7), "*": (7, 8), "/": (7, 8), "^": (10, 8)}


def show(tree: Tree) -> str:
    """The tree as text with the fewest brackets; `parse(show(tree)) == tree` for every tree that `parse` makes."""
    return _show(tree, 1)


def _show(tree: Tree, least: int) -> str:
    if isinstance(tree, Fraction):
        tree = _numeral(tree)
    if isinstance(tree, str):
        return tree
    head, *rest = tree
    level = _LEVEL.get(head, 10)
    if head == "case":
        return f"{_show(rest[0], 1)} if {_show(rest[1], 1)}"
    if head == "at":
        return f"{_show(rest[0], 10)}[{_show(rest[1], 1)}]"
    if level == 10:
        return f"{head}({', '.join(_show(child, 1) for child in rest)})"
    if head == "not":
        text = f"not {_show(rest[0], 4)}"
    elif head == "neg":
        text = f"-{_show(rest[0], 8)}"
    else:
        left, right = _SIDES.get(head, (6, 6))
        gap = "" if head == "^" else " "
        text = f"{_show(rest[0], left)}{gap}{head}{gap}{_show(rest[1], right)}"
    return text if level >= least else f"({text})"


def _numeral(value: Fraction) -> Tree:
    """Decimal digits where they are exact; else a quotient."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if value < 0 or rest != 1:
        return number(value) if value < 0 else ("/", str(value.numerator), str(value.denominator))
    places = max(twos, fives)
    digits = str(value.numerator * 10**places // value.denominator).rjust(places + 1, "0")
    return digits if not places else f"{digits[:-places]}.{digits[-places:]}"


def macro(text: str) -> tuple[tuple[str, ...], Tree]:
    """A definition `x, i | body` as its parameters and body. Rejects parameters that are not distinct names (FormulaError)."""
    head, bar, body = text.partition("|")
    parameters = tuple(name.strip() for name in head.split(",")) if bar else ()
    if not all(isinstance(parse(name), str) for name in parameters) or len(set(parameters)) != len(parameters):
        raise FormulaError(f"the parameters {head.strip()!r}", 1, remedy="a definition reads `x, i | body`, distinct names before the bar")
    return parameters, parse(body if bar else head)


def read_form(form: Form) -> ReadForm:
    """The hypotheses and conclusions of a form as trees, `let` replaced in the order written, macros expanded without capture."""
    meaning: dict[str, Tree] = {}
    for name, text in form.let:
        meaning[name] = abbreviate(parse(text), meaning)
    macros: Mapping = {} if form.concrete else {name: macro(text) for name, text in form.definitions or ()}

    def read(text: str) -> Tree:
        return expand(abbreviate(parse(text), meaning), macros)

    return ReadForm(form, tuple(map(read, form.given)), tuple(map(read, form.conclusion)))
