"""Hypothesis profiles for the property tests, chosen by the environment variable VERIFIER_PROFILE: quick (the default), ci or thorough.

quick and ci are derandomised; thorough, for the nightly run, draws new examples each time and prints how to reproduce a failure.
"""

import os

from hypothesis import Verbosity
from hypothesis import settings as hypothesis_settings

from verifier.probes.profiles import PROFILES, profile, settings

for chosen in PROFILES.values():
    nightly = chosen.name == "thorough"
    told = hypothesis_settings(settings(chosen), verbosity=Verbosity.normal, derandomize=not nightly, print_blob=nightly)
    hypothesis_settings.register_profile(chosen.name, told)

hypothesis_settings.load_profile(profile(os.environ.get("VERIFIER_PROFILE", "quick")).name)
