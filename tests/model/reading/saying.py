"""What is said of why a message went where it went."""

from __future__ import annotations

from tests.telling import Telling
from zmqplay.model.reading.why.why import why


def said(telling: Telling, row: int = -1) -> str:
    """The sentences about one message, in one line."""
    told = why(telling.traffic, telling.traffic.messages.rows[row])
    assert all(sentence.endswith(".") for sentence in told.says), told.says
    assert len(told.says) in (1, 2, 3, 4, 5)
    return " ".join(told.says)


def source(telling: Telling, row: int = -1) -> str:
    return why(telling.traffic, telling.traffic.messages.rows[row]).source
