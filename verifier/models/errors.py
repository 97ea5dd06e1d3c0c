"""What models refuse."""

from __future__ import annotations


class ModelError(ValueError):
    """A question that a model cannot answer: says what was asked, what is wrong and the remedy."""


class TieError(ModelError):
    """There is no single answer at this theta: says which coordinates meet, and the remedy."""
