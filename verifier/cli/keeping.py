"""The cache for the command line: what cannot be kept is a message, never an error."""

from __future__ import annotations

from verifier.cache import Cache, NoCache, open_cache
from verifier.claims.book import Book, Run
from verifier.cli.output import say


def opened(book: Book, run: Run, read: bool) -> Cache | None:
    """The cache for this book and run, or None where there is none; the reason goes to stderr unless it is the user's wish."""
    try:
        return open_cache(book, run, read)
    except NoCache as reason:
        if str(reason):
            say(f"warning: {reason}")
        return None
