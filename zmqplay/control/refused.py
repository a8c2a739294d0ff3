"""What cannot be done, as exceptions whose text names the cause and the mend.

Refused (ValueError)
├── CommandError      the text is no command, or the command cannot be done
├── BadArgument       a word of a command is not what the command wants
├── BadEndpoint       an address that can never work
├── EndpointTaken     an address that another program holds
└── TooFewFiles       more nodes than the system has open files for
"""

from __future__ import annotations


class Refused(ValueError):
    """Something that cannot be done; the text names the cause and the mend."""


class CommandError(Refused):
    """The text is no command, or the command cannot be done; the text says why, and what could be."""


class BadArgument(Refused):
    """A word of a command is not what the command wants; the text says what the command wants."""


class BadEndpoint(Refused):
    """An address that can never work; the text says why and what to do."""


class EndpointTaken(Refused):
    """An address that another program holds."""


class TooFewFiles(Refused):
    """More nodes than there can be open files for; the text says how many, and the mend."""
