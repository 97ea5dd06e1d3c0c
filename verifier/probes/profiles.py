"""How hard a probe tries. Hypothesis is imported only when its settings are asked for."""

from __future__ import annotations

from dataclasses import dataclass


class ProbeError(RuntimeError):
    """A probe that cannot say anything: unknown profile, no cases, or not one example that met the assumptions."""


FAST = ("gumbel", "gaussian(0,1)", "uniform(-1,1)", "rademacher", "discrete(0,1,3; 1/2,1/4,1/4)")


@dataclass(frozen=True)
class Profile:
    """How much is tried.

    examples        at most so many per law, besides those always tried
    dimensions      the d from which examples are drawn
    noises          the laws tried unless others are asked for
    """

    name: str
    examples: int
    dimensions: tuple[int, ...]
    noises: tuple[str, ...]


PROFILES = {
    "quick": Profile("quick", 6, (1, 2, 3), FAST),
    "ci": Profile("ci", 20, (1, 2, 3, 4, 5), (*FAST, "gaussian(1,3)")),
    "thorough": Profile("thorough", 100, (1, 2, 3, 4, 5, 8), (*FAST, "gaussian(1,3)", "logistic", "laplace")),
}


def profile(name: str) -> Profile:
    """The profile of that name; rejects an unknown one (ProbeError)."""
    if name not in PROFILES:
        raise ProbeError(f"unknown profile {name!r}; choose one of {', '.join(PROFILES)}")
    return PROFILES[name]


def settings(chosen: Profile):
    """Hypothesis settings that make a run depend on its seed alone: no database, no deadline, no clock-dependent health check."""
    from hypothesis import HealthCheck, Phase, Verbosity
    from hypothesis import settings as hypothesis_settings

    return hypothesis_settings(
        max_examples=chosen.examples, derandomize=True, database=None, deadline=None, print_blob=False, verbosity=Verbosity.quiet,
        report_multiple_bugs=False, phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
    )
