"""The densities once more, in SymPy, written from their definitions: what the exact evidence of the facts is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.laws.errors import LawError

if TYPE_CHECKING:
    import sympy

    from verifier.laws.base import Law


def densities(law: Law, x: sympy.Symbol) -> list[sympy.Expr]:
    """The density for location 0 and scale 1 on each piece, as expressions in x. Rejects a law that is not written down here (LawError)."""
    import sympy as sp

    half = sp.Rational(1, 2)
    if law.name not in _KNOWN:
        raise LawError(f"{law}: its density is not written down in laws/symbols.py, so there is no evidence for its facts")
    return _KNOWN[law.name](law, x, sp, half)


def _student(nu, x, sp):
    return sp.gamma((nu + 1) / 2) / (sp.sqrt(nu * sp.pi) * sp.gamma(nu / 2)) * (1 + x**2 / nu) ** (-(nu + 1) / 2)


def _triangular(law, x, sp, half):
    peak = sp.Rational(law.mode - law.low) / sp.Rational(law.high - law.low)
    rising = [2 * x / peak] if peak > 0 else []
    falling = [2 * (1 - x) / (1 - peak)] if peak < 1 else []
    return [sp.Integer(0), *rising, *falling, sp.Integer(0)]


_KNOWN = {
    "gumbel": lambda law, x, sp, half: [sp.exp(-x - sp.exp(-x))],
    "gaussian": lambda law, x, sp, half: [sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi)],
    "logistic": lambda law, x, sp, half: [sp.exp(-x) / (1 + sp.exp(-x)) ** 2],
    "laplace": lambda law, x, sp, half: [half * sp.exp(x), half * sp.exp(-x)],
    "uniform": lambda law, x, sp, half: [sp.Integer(0), half, sp.Integer(0)],
    "triangular": _triangular,
    "exponential": lambda law, x, sp, half: [sp.Integer(0), sp.exp(-x)],
    "student_t": lambda law, x, sp, half: [_student(sp.Rational(law.nu), x, sp)],
    "cauchy": lambda law, x, sp, half: [_student(sp.Integer(1), x, sp)],
}


def enclosed(expression, x, value):
    """The value of an expression at a real ball, by python-flint. Rejects what it does not know (LawError)."""
    from flint import arb, fmpq

    if expression == x:
        return value
    if expression.is_Rational:
        return arb(fmpq(int(expression.p), int(expression.q)))
    head, parts = expression.func.__name__, [enclosed(part, x, value) for part in expression.args]
    if head == "Pow" and expression.exp.is_Integer:
        return parts[0] ** int(expression.exp)
    if head in _FUNCTIONS:
        return _FUNCTIONS[head](parts)
    raise LawError(f"{head} in a density has no enclosure")


def _sum(parts):
    return sum(parts[1:], parts[0])


def _product(parts):
    total = parts[0]
    for part in parts[1:]:
        total = total * part
    return total


def _pi(_):
    from flint import arb

    return arb.pi()


_FUNCTIONS = {
    "Add": _sum, "Mul": _product, "Pow": lambda parts: parts[0] ** parts[1], "exp": lambda parts: parts[0].exp(),
    "gamma": lambda parts: parts[0].gamma(), "Pi": _pi, "Exp1": lambda _: _one().exp(),
}


def _one():
    from flint import arb

    return arb(1)


def analytic_on_the_line(expression, x) -> bool:
    """Whether an expression is visibly analytic for every real x: made of exp, sums, products, whole powers, and powers of what is positive."""
    if not expression.has(x) or expression == x:
        return True
    if not all(analytic_on_the_line(part, x) for part in expression.args):
        return False
    if expression.is_Pow:
        base, exponent = expression.as_base_exp()
        return not exponent.has(x) and bool(exponent.is_Integer and exponent >= 0 or base.is_positive)
    return expression.func.__name__ in ("exp", "Add", "Mul")
