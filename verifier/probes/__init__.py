"""Searches for counterexamples with Hypothesis over models, laws and parameter sets. They support or fail; they never prove."""
