"""Refusals: exceptions whose text names the cause and what to do instead.

Refused (ValueError)
├── CommandError      the text is no command, or the command cannot be done
├── BadArgument       a word of a command does not fit the command
├── BadEndpoint       an address that can never work
├── EndpointTaken     an address that another program holds
├── TooFewFiles       more nodes than the system has open files for
└── NoRoom            a directory that does not take a file
"""

from __future__ import annotations


class Refused(ValueError):
    """Something that cannot be done; the text names the cause and what to do instead."""


class CommandError(Refused):
    """The text is no command, or the command cannot be done; the text says why, and what is possible."""


class BadArgument(Refused):
    """A word of a command does not fit; the text says what the command expects."""


class BadEndpoint(Refused):
    """An address that can never work; the text says why and what to do."""


class EndpointTaken(Refused):
    """An address that another program holds."""


class TooFewFiles(Refused):
    """There are more nodes than the limit on open files allows; the text gives the number and how to raise it."""


class NoRoom(Refused):
    """A directory does not take a file that is needed; the text names the directory and what to do."""
