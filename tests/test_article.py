"""The programs of the article with which zmqplay began join its patterns as foreign peers."""

import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.article import CLIENT, DEALER, SECOND_PEER, SUBSCRIBER, WORKER
from tests.playing import node, playing, until
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup

ARTICLE = [
    ("request-reply", CLIENT, "Received reply: Reply to Hello"),
    ("publish-subscribe", SUBSCRIBER, "Received on topic1: Hello"),
    ("push-pull", WORKER, "Processing: Task"),
    ("dealer-router", DEALER, "Received: Reply to Hello Server"),
    ("pair", SECOND_PEER, "Received: Hello"),
]


@contextmanager
def beside(session: Session, program: str) -> Iterator[subprocess.Popen[str]]:
    """Run the program by itself, at the address of the pattern's first wire."""
    port = next(iter(session.traffic.addresses.values())).rpartition(":")[2]
    command = [sys.executable, "-u", "-c", program.replace("{port}", port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(("pattern", "program", "answer"), ARTICLE, ids=[name for name, _, _ in ARTICLE])
def test_a_program_of_the_article_gets_its_answer_and_is_shown_as_a_foreign_peer(
    pattern: str, program: str, answer: str
) -> None:
    with playing(pattern, Setup(counts={"peer": 1} if pattern == "pair" else {})) as session:
        with beside(session, program) as process:
            until(session, lambda: session.traffic.peers.foreign or process.poll() is not None)
            session.controls.speech.set_rate(50)
            stdout = process.stdout
            assert stdout is not None
            until(session, lambda: select.select([stdout], [], [], 0)[0])
            assert stdout.readline().startswith(answer)
            until(session, lambda: session.traffic.peers.foreign)
        (peer,) = session.traffic.peers.foreign.values()
        assert peer.address.startswith("127.0.0.1:")
        until(session, lambda: peer.gone)


def test_messages_taken_by_a_foreign_worker_are_counted_apart() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session, beside(session, WORKER):
        until(session, lambda: session.traffic.peers.foreign)
        for _ in range(4):
            session.controls.speech.send("producer-1", "task")
        until(session, lambda: node(session, "producer-1").sent == 4)
        until(session, lambda: session.traffic.ledger.totals.delivered == 2)
        until(session, lambda: session.traffic.ledger.totals.handed_over == 2)
        totals = session.traffic.ledger.totals
        assert (totals.sent, totals.expected, totals.delivered, totals.in_flight) == (4, 2, 2, 0)


def test_a_foreign_request_is_shown_with_its_address_as_the_sender() -> None:
    with playing("request-reply") as session, beside(session, CLIENT):
        until(session, lambda: any(m.heads == (b"Reply to Hello",) for m in session.traffic.messages.rows))
        until(session, lambda: any(m.heads == (b"Hello",) for m in session.traffic.messages.rows))
        (request,) = (m for m in session.traffic.messages.rows if m.heads == (b"Hello",))
        assert request.sender.startswith("127.0.0.1:")
        assert request.deliveries[0].node == "server-1"
