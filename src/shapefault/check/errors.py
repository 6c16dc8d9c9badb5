"""What a user got wrong: told in one line, with exit status 2."""

from __future__ import annotations


class UsageError(ValueError):
    """What was expected, what came, what to do; one line, for the user as it stands."""
