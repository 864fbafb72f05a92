"""What a person is told: the message says what is wrong, where, and what to do."""

from __future__ import annotations


class WrongUseError(Exception):
    """What was asked for or given cannot be used; nothing stored was changed."""


class InterruptedRunError(Exception):
    """A run could not go on; what it had stored is kept."""
