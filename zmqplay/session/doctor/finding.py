"""What a rule finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or that surprises: what, why, and what to do."""

    rule: str
    """The rule's name, e.g. `slow-worker`."""
    node: str
    """Whom it is about; empty for the whole."""
    says: str
    """One or two sentences of plain text; may hold foreign text, so it is not safe to draw raw."""
    source: str
    """The page that says so: `zmq_socket(3)`, `RFC 30`."""
