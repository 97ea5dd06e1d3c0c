"""Between formula trees and SymPy: nodes are built one by one, no string is ever read by SymPy. SymPy is imported on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from verifier.claims.latex import to_latex
from verifier.claims.trees import FormulaError, Tree, number

_RELATIONS = {"<": "Lt", "<=": "Le", "=": "Eq", "!=": "Ne", ">": "Gt", ">=": "Ge"}
_BACK = {"StrictLessThan": "<", "LessThan": "<=", "Equality": "=", "Unequality": "!=", "StrictGreaterThan": ">", "GreaterThan": ">="}
_CALLS = {"max": "Max", "min": "Min", "abs": "Abs", "exp": "exp", "log": "log", "sqrt": "sqrt", "erf": "erf"}
_CALLED = {"Max": "max", "Min": "min", "Abs": "abs", "exp": "exp", "log": "log", "erf": "erf"}


def to_sympy(tree: Tree):
    """The SymPy expression of a tree; names become real symbols, numbers exact rationals.

    `cases` becomes Piecewise, where the first true condition wins: only where overlapping cases agree is that the same. `integral` and
    `derivative` stay unevaluated. Rejects what SymPy has no node for here, e.g. E, P, slope, sum over an index (FormulaError).
    """
    import sympy

    if isinstance(tree, Fraction):
        return sympy.Rational(tree.numerator, tree.denominator)
    if isinstance(tree, str):
        return symbol(tree)
    head, *rest = tree
    if head == "cases":
        branches = [(to_sympy(value), True if condition == "otherwise" else to_sympy(condition)) for _, value, condition in rest]
        return sympy.Piecewise(*branches)
    parts = [to_sympy(child) for child in rest]
    if head in _RELATIONS:
        return getattr(sympy, _RELATIONS[head])(*parts)
    if head in _CALLS:
        return getattr(sympy, _CALLS[head])(*parts)
    rule = _node(head, len(parts))
    if rule is None:
        raise FormulaError(f"{head} with {len(parts)} arguments has no SymPy expression", remedy="derive its closed form first")
    return rule(*parts)


def _node(head: str, arity: int) -> Callable | None:
    import sympy

    return {
        ("+", 2): lambda a, b: a + b, ("-", 2): lambda a, b: a - b, ("*", 2): lambda a, b: a * b, ("/", 2): lambda a, b: a / b,
        ("^", 2): lambda a, b: a**b, ("neg", 1): lambda a: -a, ("and", 2): sympy.And, ("or", 2): sympy.Or, ("not", 1): sympy.Not,
        ("->", 2): sympy.Implies, ("integral", 4): lambda f, z, a, b: sympy.Integral(f, (z, a, b)), ("derivative", 2): sympy.Derivative,
    }.get((head, arity))


def symbol(name: str):
    """The real SymPy symbol of a name."""
    import sympy

    return sympy.Symbol(name, real=True)


def from_sympy(expression) -> Tree:
    """The tree of a SymPy expression made of rationals, symbols, + * powers, Piecewise, comparisons and elementary functions.

    Sums come in SymPy's printing order. Rejects floats, symbols that are no names, and every other node (FormulaError).
    """
    import sympy

    if isinstance(expression, sympy.Rational):
        return number(Fraction(int(expression.p), int(expression.q)))
    if isinstance(expression, sympy.Float):
        raise FormulaError(f"the binary float {expression}", remedy="use sympy.Rational")
    if isinstance(expression, sympy.Symbol):
        return _name(expression.name)
    if isinstance(expression, sympy.Add):
        return _sum(expression.as_ordered_terms())
    if isinstance(expression, sympy.Mul):
        return _product(expression)
    if isinstance(expression, sympy.Pow):
        return _power(*expression.args)
    if isinstance(expression, sympy.Piecewise):
        rows, last = expression.args, len(expression.args) - 1
        return ("cases", *(_branch(value, condition, k == last) for k, (value, condition) in enumerate(rows)))
    return _other(expression)


def _other(expression) -> Tree:
    name, parts = type(expression).__name__, expression.args
    if name in _BACK:
        return (_BACK[name], from_sympy(parts[0]), from_sympy(parts[1]))
    if name in _CALLED:
        return (_CALLED[name], *map(from_sympy, parts))
    if name in ("And", "Or"):
        tree, *rest = [from_sympy(part) for part in sorted(parts, key=str)]
        for other in rest:
            tree = (name.lower(), tree, other)
        return tree
    if name == "Not":
        return ("not", from_sympy(parts[0]))
    if name == "Exp1":
        return ("exp", Fraction(1))
    raise FormulaError(f"SymPy's {name} has no formula", remedy="rationals, symbols, + * ^, Piecewise and elementary functions do")


def _name(name: str) -> str:
    if not (name.isascii() and name[:1].isalpha() and name.replace("_", "a").isalnum()):
        raise FormulaError(f"the symbol {name!r}", remedy="a name is a letter followed by letters, digits or _")
    return name


def _sum(terms: Iterable) -> Tree:
    first, *rest = terms
    tree = from_sympy(first)
    for term in rest:
        negative = term.could_extract_minus_sign()
        tree = ("-" if negative else "+", tree, from_sympy(-term if negative else term))
    return tree


def _product(expression) -> Tree:
    coefficient, factors = expression.as_coeff_mul()
    factors = [from_sympy(factor) for factor in sorted(factors, key=lambda factor: factor.sort_key())]
    if abs(coefficient) != 1:
        factors.insert(0, from_sympy(coefficient))
    elif coefficient == -1:
        factors[0] = ("neg", factors[0])
    tree = factors[0]
    for factor in factors[1:]:
        tree = ("*", tree, factor)
    return tree


def _power(base, exponent) -> Tree:
    import sympy

    if base is sympy.E:
        return ("exp", from_sympy(exponent))
    if exponent == sympy.Rational(1, 2):
        return ("sqrt", from_sympy(base))
    if exponent == -1:
        return ("/", Fraction(1), from_sympy(base))
    return ("^", from_sympy(base), from_sympy(exponent))


def _branch(value, condition, last: bool) -> Tree:
    if condition == True:  # noqa: E712  a SymPy truth value, equal to True but not it
        if not last:
            raise FormulaError("a Piecewise with branches after True", remedy="remove what can never be reached")
        return ("case", from_sympy(value), "otherwise")
    return ("case", from_sympy(value), from_sympy(condition))


def integrate_polynomial(expression, variable, lower, upper):
    """The integral of a polynomial in `variable` from lower to upper, expanded: antiderivative at the ends, never SymPy's `integrate`.

    Rejects an integrand that is no polynomial in the variable (FormulaError).
    """
    import sympy

    try:
        polynomial = sympy.Poly(expression, variable)
    except sympy.PolynomialError as error:
        raise FormulaError(f"{expression} is no polynomial in {variable}", remedy="cut it at its breakpoints first") from error
    if not all(coefficient.is_polynomial() for coefficient in polynomial.all_coeffs()):
        raise FormulaError(f"{expression} is no polynomial in all names", remedy="cut it at its breakpoints first")
    primitive = polynomial.integrate(variable).as_expr()
    return sympy.expand(primitive.subs(variable, upper) - primitive.subs(variable, lower))


def derivation_line(*sides, relation: str = "=") -> str:
    """A display line of LaTeX, the sides joined by the relation; a side is a tree, a SymPy expression or `Latex(text)`."""
    return f" {relation} ".join(side.text if isinstance(side, Latex) else _side(side) for side in sides)


class Latex:
    """LaTeX that is ready, as a side of a derivation line."""

    def __init__(self, text: str):
        self.text = text


def _side(side) -> str:
    return to_latex(side) if isinstance(side, (Fraction, str, tuple)) else to_latex(from_sympy(side))
