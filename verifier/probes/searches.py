"""The standard probes of a model: each returns Evidence that says which laws, dimensions and examples were tried.

Arguments shared by all:

    form        the form of the statement that the evidence is for
    run         profile and seed; the profile sets how many examples, which dimensions and, by default, which laws
    kind        "softmax" or "argmax": Perturb-Softmax or Perturb-Argmax
    noises      laws as text, each tried on its own; for unlike coordinates see UNLIKE

Rejects an unknown kind or profile, no laws (ProbeError), and what the models reject. Trust: sampled.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from verifier.claims.book import Run
from verifier.claims.evidence import Evidence
from verifier.claims.statement import Form
from verifier.parameters import Hyperplane, ParameterSet
from verifier.probes.probe import Case, probe
from verifier.probes.profiles import ProbeError, profile

UNLIKE = "gumbel; uniform(-1,1); rademacher"
BOUND = {"softmax": 3, "argmax": 2}
NAMES = {"softmax": "Perturb-Softmax", "argmax": "Perturb-Argmax"}
VALUES = {
    "softmax": r"f(\theta) = \mathbb{E} \log \sum_j e^{\theta_j + \gamma_j}",
    "argmax": r"f(\theta) = \mathbb{E} \max_j (\theta_j + \gamma_j)",
}


def sum_zero(dim: int) -> Hyperplane:
    """{theta in R^dim : sum theta = 0}."""
    return Hyperplane([1] * dim, 0)


def strict_convexity(form: Form, run: Run, kind: str = "softmax", noises: tuple[str, ...] | None = None) -> Evidence:
    """f is strictly convex along directions that are not multiples of 1, seen at three points of a line."""
    words = f"$`{VALUES[_known(kind)]}`$ lies strictly below its chords off the direction $`\\mathbf{{1}}`$, {_box(kind)}"
    return _along("strictly_convex", words, form, run, kind, noises)


def curvature(form: Form, run: Run, kind: str = "softmax", noises: tuple[str, ...] | None = None) -> Evidence:
    """v'Hv > 0 along directions that are not multiples of 1, and H1 = 0."""
    words = (
        f"the Hessian of $`{VALUES[_known(kind)]}`$ is symmetric, maps $`\\mathbf{{1}}`$ to 0 and is positive off that direction, {_box(kind)}"
    )
    return _along("curved", words, form, run, kind, noises)


def translation(form: Form, run: Run, kind: str = "softmax", noises: tuple[str, ...] | None = None) -> Evidence:
    """f(theta + c1) = f(theta) + c, and the probabilities at theta + c1 and theta agree; d = 1 included."""
    from verifier.probes.strategies import shifts, thetas

    words = (
        f"{NAMES[_known(kind)]}: $`f(\\theta + c\\mathbf{{1}}) = f(\\theta) + c`$, so that convexity holds with equality along "
        f"$`\\mathbf{{1}}`$, and the probabilities do not change, {_box(kind)}"
    )
    cases = _cases(run, noises, lambda dim: _named(theta=thetas(dim, BOUND[kind]), shift=shifts()))
    return _run("translation_equivariant", words, form, run, kind, cases)


def image(form: Form, run: Run, kind: str = "softmax", noises: tuple[str, ...] | None = None) -> Evidence:
    """The probabilities are positive, beyond what floating point leaves unresolved, and sum to 1; d = 1 included."""
    from verifier.probes.strategies import thetas

    words = f"the {NAMES[_known(kind)]} probabilities are positive and sum to 1, {_box(kind)}"
    return _run("in_open_simplex", words, form, run, kind, _cases(run, noises, lambda dim: _named(theta=thetas(dim, BOUND[kind]))))


def surjectivity(form: Form, run: Run, kind: str = "softmax", noises: tuple[str, ...] | None = None) -> Evidence:
    """For each p of ri Delta tried a theta with sum 0 was found; entries down to 10^-9 are always among them; d = 1 included."""
    from verifier.probes.properties import ONTO_TOLERANCE
    from verifier.probes.strategies import near_vertex, open_simplex

    words = (
        r"for points $`p`$ of the open simplex, down to entries of $`10^{-9}`$, a $`\theta`$ of sum 0 has the "
        f"{NAMES[_known(kind)]} probabilities $`p`$"
    )
    cases = _cases(run, noises, lambda dim: _named(p=open_simplex(dim)), always=lambda dim: ({"p": near_vertex(dim, Fraction(1, 10**9))},))
    return _run("onto", words, form, run, kind, cases, ONTO_TOLERANCE)


def injectivity(
    form: Form, run: Run, kind: str = "softmax", noises: tuple[str, ...] | None = None,
    parameters: Callable[[int], ParameterSet] = sum_zero, described: str = r"\{\theta : \sum_j \theta_j = 0\}",
) -> Evidence:
    """Different parameters of a set have different probabilities p, q with <p - q, theta - tau> > 0.

    parameters      the set for each dimension; where it holds two translates these are tried too, and the probe fails
    described       the set in LaTeX
    """
    from verifier.probes.strategies import pairs

    words = (
        f"{NAMES[_known(kind)]}: different $`\\theta, \\tau`$ in $`{described}`$ have different probabilities $`p, q`$, "
        f"and $`\\langle p - q, \\theta - \\tau \\rangle > 0`$; drawn from members made of entries up to {BOUND[kind]}"
    )
    return _run("injective", words, form, run, kind, _cases(run, noises, lambda dim: pairs(parameters(dim), BOUND[kind]), least=2))


def _along(name: str, words: str, form: Form, run: Run, kind: str, noises) -> Evidence:
    from verifier.probes.strategies import directions_off_ones, thetas

    cases = _cases(run, noises, lambda dim: _named(theta=thetas(dim, BOUND[kind]), direction=directions_off_ones(dim)), least=2)
    return _run(name, words, form, run, kind, cases)


def _run(name: str, words: str, form: Form, run: Run, kind: str, cases: list[Case], tolerance: str | None = None) -> Evidence:
    from verifier.probes import properties

    holds = getattr(properties, name)

    def holds_for(noise: str, **example) -> None:
        dim = next(len(value) for value in example.values() if isinstance(value, tuple))
        holds(_model(kind, noise, dim), **example)

    return probe(form, words, holds_for, cases, run, tolerance or properties.TOLERANCE)


def _cases(run: Run, noises, make: Callable, least: int = 1, always: Callable = lambda dim: ()) -> list[Case]:
    """One case per law, its examples drawn from the profile's dimensions from `least` on; laws for unlike coordinates fix the dimension."""
    from verifier.probes.strategies import dimensions

    chosen = profile(run.profile)
    cases = []
    for noise in (*chosen.noises, UNLIKE) if noises is None else noises:
        possible = _possible(noise, [dim for dim in chosen.dimensions if dim >= least])
        cases.append(Case(noise, dimensions(possible).flatmap(make), tuple(always(max(possible)))))
    return cases


def _possible(noise: str, candidates: list[int]) -> tuple[int, ...]:
    """The dimensions that the noise can have; rejects noise that fits none of them (LawError)."""
    from verifier.laws import LawError, parse_noise

    fitting, refused = [], None
    for dim in candidates:
        try:
            parse_noise(noise, dim)
            fitting.append(dim)
        except LawError as error:
            refused = error
    if not fitting:
        raise refused or ProbeError(f"{noise}: no dimension to try")
    return tuple(fitting)


def _named(**strategies):
    from hypothesis import strategies as st

    return st.fixed_dictionaries(strategies)


@lru_cache(maxsize=128)
def _model(kind: str, noise: str, dim: int):
    from verifier.models import PerturbArgmax, PerturbSoftmax

    return {"softmax": PerturbSoftmax, "argmax": PerturbArgmax}[kind](noise, dim)


def _box(kind: str) -> str:
    """Where the parameters were drawn from, in words."""
    return f"for $`\\theta`$ with entries up to {BOUND[kind]} in modulus"


def _known(kind: str) -> str:
    if kind not in NAMES:
        raise ProbeError(f"unknown kind of model {kind!r}; choose softmax or argmax")
    return kind
