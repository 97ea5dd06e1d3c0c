"""verifier: checked verdicts on the statements of a paper, with certificates that a small independent checker re-checks."""

__version__ = "0.1.0"
