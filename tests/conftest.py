"""Property tests draw the same examples every time; those in properties/ choose their own profile. No test depends on the caller's screen
or on what earlier runs kept."""

import os

from hypothesis import settings

os.environ.pop("COLUMNS", None)
os.environ["VERIFIER_CACHE"] = "off"

settings.register_profile("same every time", derandomize=True, deadline=None, database=None)
settings.load_profile("same every time")
