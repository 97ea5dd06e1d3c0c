"""The error of this room."""


class LawError(ValueError):
    """A law that cannot be used: says what is wrong, where, and the remedy."""
