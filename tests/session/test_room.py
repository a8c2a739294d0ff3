"""What found no room is lost while traffic flows, over each transport, and nothing that is received later."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playing import node, playing, settle, until
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

FITS = 2 * 10 + 3 * 212_992 // 2 // 20_000 + 2 * 2
"""Two queues of 10, what the kernel holds, and libzmq's I/O threads."""
REPORTED = 300
"""Messages that may be sent between two reports, with a busy machine's delays: at 1,000 a second."""


def slow_subscriber(endpoint: str) -> Setup:
    options: dict[str, dict[str, int | bytes]] = {"publisher": {"SNDHWM": 10}, "subscriber": {"RCVHWM": 10}}
    return Setup(
        counts={"subscriber": 1},
        work_ms={"subscriber": 20},
        options=options,
        topics={"subscriber-1": [b"t"]},
        messages=("t | {n}",),
        size=20_000,
        endpoints={"news": endpoint},
    )


class Watched:
    """Plays a session, and sees that nothing that was lost comes back."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.lost = 0

    def until_sent(self, messages: int) -> None:
        until(self.session, lambda: self._look() >= messages)

    def _look(self) -> int:
        totals = self.session.traffic.ledger.totals
        assert totals.lost >= self.lost
        self.lost = totals.lost
        return totals.sent


def address(transport: str, folder: Path) -> str:
    return f"ipc://{folder}/news" if transport == "ipc" else "tcp://127.0.0.1:*"


@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_what_finds_no_room_at_a_slow_subscriber_is_lost_while_it_works(transport: str, tmp_path: Path) -> None:
    with playing("publish-subscribe", slow_subscriber(address(transport, tmp_path))) as session:
        watched = Watched(session)
        session.controls.speech.set_rate(1_000)
        watched.until_sent(2_500)
        if transport == "ipc":
            until(session, lambda: session.traffic.ledger.totals.in_flight <= FITS + REPORTED)
        session.controls.speech.set_rate(0)
        settle(session)
        totals = session.traffic.ledger.totals
        assert watched.lost <= totals.lost == totals.sent - node(session, "subscriber-1").received
        assert set(totals.lost_by_reason) == {"high-water-mark"}


@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_what_finds_no_room_at_a_frozen_subscriber_is_lost_before_the_thaw(transport: str, tmp_path: Path) -> None:
    with playing("publish-subscribe", slow_subscriber(address(transport, tmp_path))) as session:
        watched = Watched(session)
        session.controls.speech.set_rate(1_000)
        watched.until_sent(200)
        session.controls.nodes.freeze("subscriber-1")
        watched.until_sent(2_500)
        if transport == "ipc":
            until(session, lambda: session.traffic.ledger.totals.in_flight <= 2 * (FITS + REPORTED))
        session.controls.speech.set_rate(0)
        session.controls.nodes.thaw("subscriber-1")
        settle(session)
        totals = session.traffic.ledger.totals
        assert watched.lost <= totals.lost == totals.sent - node(session, "subscriber-1").received
