"""Formulas as LaTeX, for reports."""

from __future__ import annotations

import re
from fractions import Fraction

from verifier.claims.trees import Tree

_GREEK = {
    "theta": r"\theta", "tau": r"\tau", "lam": r"\lambda", "eps": r"\varepsilon", "Theta": r"\Theta", "kappa": r"\kappa", "pi": r"\pi",
    "t": r"\theta", "g": r"\gamma", "gamma": r"\gamma", "alpha": r"\alpha", "beta": r"\beta", "mu": r"\mu", "sigma": r"\sigma",
    "ones": r"\mathbf{1}",
}
_RELATIONS = {"<": "<", "<=": r"\le", "=": "=", "!=": r"\ne", ">=": r"\ge", ">": ">", "and": r"\text{ and }", "or": r"\text{ or }"}
_RELATIONS["->"] = r"\;\Longrightarrow\;"
_ARITY = {
    "abs": 1, "sqrt": 1, "P": 1, "at": 2, "interval": 2, "sum": 2, "greatest": 2, "delta": 2, "every": 2, "forall": 2, "some": 2, "exists": 2,
    "member": 2, "integrable": 2, "integral": 4,
}
_NAMED = frozenset(("min", "max", "exp", "log"))
_LEVEL = {"->": 1, "or": 2, "and": 3, "not": 4, "<": 5, "<=": 5, "=": 5, "!=": 5, ">=": 5, ">": 5, "+": 6, "-": 6, "*": 7, "neg": 6, "^": 9}
_OPEN_ENDED = frozenset(
    ("sum", "greatest", "integral", "derivative", "slope", "every", "some", "forall", "exists", "member", "integrable")
)


def to_latex(tree: Tree) -> str:
    """LaTeX of a tree: t1 becomes theta_1, g1 gamma_1, `cases` a cases environment, quotients fractions. No dollar signs."""
    return _latex(tree, 0)


def _latex(tree: Tree, least: int) -> str:
    text, level = _piece(tree)
    return rf"\left({text}\right)" if level < least else text


def _piece(tree: Tree) -> tuple[str, int]:
    """The text and how tightly it binds (as in _LEVEL; 10 for what needs no brackets)."""
    if isinstance(tree, Fraction):
        return _numeral(tree)
    if isinstance(tree, str):
        return _name(tree), 10
    head, *rest = tree
    if head in _LEVELLED:
        return _LEVELLED[head](*rest)
    if head in _OPERATORS:
        return _OPERATORS[head](*rest), _LEVEL.get(head, 10)
    if head in _FUNCTIONS and len(rest) == _ARITY.get(head, len(rest)):
        return _FUNCTIONS[head](*rest), 6 if head in _OPEN_ENDED else 10
    inside = ", ".join(to_latex(child) for child in rest)
    return rf"{_function(head)}\left({inside}\right)", 10


def _numeral(value: Fraction) -> tuple[str, int]:
    size = abs(value)
    text = str(size.numerator) if size.denominator == 1 else rf"\frac{{{size.numerator}}}{{{size.denominator}}}"
    return (f"-{text}", 6) if value < 0 else (text, 10)


def _name(name: str) -> str:
    stem, digits = re.fullmatch(r"(.*?)(\d*)", name).groups()
    stem = stem.rstrip("_")
    if stem == "t" and not digits:
        return "t"
    letter = _GREEK.get(stem, stem if len(stem) == 1 else rf"\mathrm{{{stem}}}".replace("_", r"\_"))
    return f"{letter}_{{{digits}}}" if digits else letter


def _function(name: str) -> str:
    return rf"\{name}" if name in _NAMED else rf"\operatorname{{{name}}}".replace("_", r"\_")


def _binary(head: str, left: int, right: int, sign: str):
    return lambda a, b: f"{_latex(a, left)} {sign} {_latex(b, right)}"


def _signed(tree: Tree) -> tuple[str, Tree]:
    """A sign that may stand before the whole of a product or quotient that begins with this term, and the term without it."""
    if isinstance(tree, Fraction) and tree < 0:
        return "-", -tree
    if isinstance(tree, tuple) and tree[0] == "neg":
        return "-", tree[1]
    if isinstance(tree, tuple) and tree[0] in ("*", "/"):
        sign, first = _signed(tree[1])
        return sign, (tree[0], first, tree[2])
    return "", tree


def _quotient(a: Tree, b: Tree) -> tuple[str, int]:
    sign, a = _signed(a)
    return rf"{sign}\frac{{{to_latex(a)}}}{{{to_latex(b)}}}", 6 if sign else 10


def _product(a: Tree, b: Tree) -> tuple[str, int]:
    sign, a = _signed(a)
    left, right = _latex(a, 7), _latex(b, 8)
    dot = r" \cdot " if right[:1].isdigit() or right.startswith(r"\frac") else " "
    return f"{sign}{left}{dot}{right}", 6 if sign else 7


def _conjunction(a: Tree, b: Tree) -> tuple[str, int]:
    """A chain `a <= b and b < c` reads as one comparison."""
    if _chained(("and", a, b)):
        return f"{_latex(a, 5)} {_RELATIONS[b[0]]} {_latex(b[2], 6)}", 5
    return f"{_latex(a, 3)} {_RELATIONS['and']} {_latex(b, 4)}", 3


def _chained(tree: Tree) -> bool:
    """Whether the tree is a comparison, or comparisons each of which begins with the term that the one before it ends with."""
    if not isinstance(tree, tuple):
        return False
    if tree[0] != "and":
        return tree[0] in ("<", "<=", ">", ">=", "=")
    left, right = tree[1:]
    if not (_chained(left) and _chained(right)) or right[0] == "and":
        return False
    return (left[2][2] if left[0] == "and" else left[2]) == right[1]


def _alternative(a: Tree, b: Tree) -> tuple[str, int]:
    """A conjunction inside an alternative stands in brackets."""
    left = _latex(a, 2 if isinstance(a, tuple) and a[0] == "or" else 4)
    return f"{left} {_RELATIONS['or']} {_latex(b, 4)}", 2


_LEVELLED = {"*": _product, "/": _quotient, "and": _conjunction, "or": _alternative}
_OPERATORS = {
    "+": _binary("+", 6, 7, "+"), "-": _binary("-", 6, 7, "-"), "->": _binary("->", 2, 2, _RELATIONS["->"]),
    "^": lambda a, b: f"{_latex(a, 10)}^{{{to_latex(b)}}}",
    "neg": lambda a: f"-{_latex(a, 7)}",
    "not": lambda a: rf"\neg {_latex(a, 6)}",
    **{sign: _binary(sign, 6, 6, _RELATIONS[sign]) for sign in ("<", "<=", "=", "!=", ">=", ">")},
}


def _cases(*branches: Tree) -> str:
    def line(value: Tree, condition: Tree) -> str:
        return f"{to_latex(value)} & " + (r"\text{otherwise}" if condition == "otherwise" else rf"\text{{if }} {to_latex(condition)}")

    return r"\begin{cases} " + r" \\ ".join(line(*branch[1:]) for branch in branches) + r" \end{cases}"


def _expectation(*rest: Tree) -> str:
    under = r"\gamma" if len(rest) == 1 else to_latex(rest[0])
    return rf"\mathbb{{E}}_{{{under}}}\left[{to_latex(rest[-1])}\right]"


def _derivative(f: Tree, *variables: Tree) -> str:
    below = "".join(rf" \partial {to_latex(variable)}" for variable in variables)
    return rf"\frac{{\partial}}{{{below.strip()}}} {_latex(f, 7)}"


def _indexed(base: Tree, index: Tree) -> str:
    return rf"{_latex(base, 10)}_{{{to_latex(index)}}}"


def _vector(*entries: Tree) -> str:
    return rf"\left({', '.join(map(to_latex, entries))}\right)"


def _braces(name: str):
    return lambda *rest: rf"\{name}\left\{{{', '.join(map(to_latex, rest))}\right\}}"


def _quantifier(sign: str):
    return lambda name, body: rf"{sign} {to_latex(name)} :\; {_latex(body, 4)}"


_FUNCTIONS = {
    "cases": _cases, "at": _indexed, "E": _expectation, "derivative": _derivative, "vec": _vector,
    "max": _braces("max"), "min": _braces("min"),
    "P": lambda *rest: rf"\mathbb{{P}}\left[{to_latex(rest[-1])}\right]",
    "abs": lambda a: rf"\left|{to_latex(a)}\right|",
    "sqrt": lambda a: rf"\sqrt{{{to_latex(a)}}}",
    "integral": lambda f, z, a, b: rf"\int_{{{to_latex(a)}}}^{{{to_latex(b)}}} {_latex(f, 7)} \, d{to_latex(z)}",
    "slope": lambda f, *v: rf"\left[{to_latex(f)}\right]'\left(\theta;\, {_vector(*v)}\right)",
    "interval": lambda a, b: rf"\left[{to_latex(a)}, {to_latex(b)}\right]",
    "sum": lambda i, f: rf"\sum_{{{to_latex(i)}=1}}^{{d}} {_latex(f, 7)}",
    "greatest": lambda i, f: rf"\max_{{{to_latex(i)}}} {_latex(f, 7)}",
    "delta": lambda i, j: rf"\delta_{{{to_latex(i)}{to_latex(j)}}}",
    "every": _quantifier(r"\forall"), "forall": _quantifier(r"\forall"), "some": _quantifier(r"\exists"), "exists": _quantifier(r"\exists"),
    "member": lambda x, s: rf"{_latex(x, 6)} \in {_latex(s, 6)}",
    "integrable": lambda g, f: rf"{to_latex(f)} \text{{ is integrable in }} {to_latex(g)}",
}
