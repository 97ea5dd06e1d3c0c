"""Property tests draw the same examples every time; those in properties/ choose their own profile."""

from hypothesis import settings

settings.register_profile("same every time", derandomize=True, deadline=None, database=None)
settings.load_profile("same every time")
