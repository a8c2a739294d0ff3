"""While installed, the tap knows the program's sockets, and only those; afterwards pyzmq is as before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import zmq
import zmq.asyncio
import zmq.sugar.poll
from zmq.auth.thread import ThreadAuthenticator
from zmq.utils import z85

from tests.node.nobody import Nobody
from zmqplay.node.tap import Capture, Clocks, Tap


@pytest.fixture
def nobody() -> Nobody:
    return Nobody()


@pytest.fixture
def tap(nobody: Nobody) -> Tap:
    return Tap(Capture(nobody, Clocks(nobody)))


class Sockets:
    """A context whose sockets stay open until the test is over."""

    def __init__(self) -> None:
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._made: list[zmq.Socket[bytes]] = []

    def make(self, kind: int) -> zmq.Socket[bytes]:
        """A new socket."""
        self._made.append(self.context.socket(kind))
        return self._made[-1]

    def pair(self, address: str = "inproc://pair") -> tuple[zmq.Socket[bytes], zmq.Socket[bytes]]:
        """A PUSH and a PULL that are connected."""
        push, pull = self.make(zmq.PUSH), self.make(zmq.PULL)
        push.bind(address)
        pull.connect(address)
        return push, pull


@pytest.fixture
def sockets() -> Iterator[Sockets]:
    sockets = Sockets()
    yield sockets
    sockets.context.destroy(linger=0)


def test_afterwards_pyzmq_is_as_it_was(tap: Tap) -> None:
    before = dict(vars(zmq.Socket)), dict(vars(zmq.sugar.poll))
    with tap.installed() as tapped:
        assert tapped
        assert vars(zmq.Socket)["send"] is not before[0]["send"]
    assert (dict(vars(zmq.Socket)), dict(vars(zmq.sugar.poll))) == before


def test_a_socket_that_outlives_the_tap_makes_pyzmqs_own_calls_again(tap: Tap, sockets: Sockets) -> None:
    untapped = set(vars(sockets.make(zmq.PUSH)))
    with tap.installed():
        push, pull = sockets.pair()
        shadow: zmq.Socket[bytes] = zmq.Socket.shadow(push.underlying)
        assert {"send", "recv"} <= set(vars(shadow))  # zmq.asyncio makes all its calls through one
        push.send(b"counted")
        pull.recv()
    assert set(vars(push)) == untapped
    assert not {"send", "recv"} & set(vars(shadow))
    push.send(b"not counted")
    shadow.send(b"nor this")
    assert (pull.recv(), pull.recv()) == (b"not counted", b"nor this")
    assert tap.sockets[0].calls.sent() == (1, len(b"counted"))


def test_it_may_be_installed_again(tap: Tap, sockets: Sockets) -> None:
    for times in (1, 2):
        with tap.installed():
            push, pull = sockets.pair(f"inproc://{times}")
            push.send(b"x")
            pull.recv()
    assert [tapped.calls.sent()[0] for tapped in tap.sockets if tapped.facts.type == "PUSH"] == [1, 1]


@pytest.mark.parametrize(
    ("owner", "name", "reason"),
    [
        (zmq.sugar.poll, "zmq_poll", "has no zmq.sugar.poll.zmq_poll"),
        (zmq.Socket, "send_multipart", "has no zmq.Socket.send_multipart"),
    ],
)
def test_an_unexpected_pyzmq_is_left_untouched_and_one_line_says_why(
    owner: object, name: str, reason: str, nobody: Nobody, sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    tap = Tap(Capture(nobody, Clocks(nobody)), say=said.append)
    monkeypatch.delattr(owner, name)
    before = dict(vars(zmq.Socket))
    with tap.installed() as tapped:
        assert not tapped
        assert dict(vars(zmq.Socket)) == before
        push, pull = sockets.pair()
        push.send(b"as ever")
        assert pull.recv() == b"as ever"
    assert tap.sockets == []
    (line,) = said
    assert line.startswith("zmqplay: the sockets of this process are not watched: pyzmq ")
    assert reason in line


def test_an_old_pyzmq_is_left_alone(nobody: Nobody, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(zmq, "pyzmq_version", lambda: "21.0.2")
    with Tap(Capture(nobody, Clocks(nobody)), say=said.append).installed() as tapped:
        assert not tapped
    assert said == ["zmqplay: the sockets of this process are not watched: pyzmq 21.0.2 is older than 22."]


def test_a_monitor_that_the_program_asks_pyzmq_for_is_no_socket_of_the_program(tap: Tap, sockets: Sockets) -> None:
    with tap.installed():
        watched = sockets.make(zmq.PUSH)
        monitor = watched.get_monitor_socket()
        assert [tapped.facts.type for tapped in tap.sockets] == ["PUSH"]
        assert tap.set_aside == {monitor.underlying: "a socket monitor"}
        monitor.close()
        assert tap.set_aside == {}


def test_pyzmqs_authenticator_is_no_socket_of_the_program(tap: Tap, sockets: Sockets) -> None:
    with tap.installed():
        authenticator = ThreadAuthenticator(sockets.context)
        authenticator.start()
        assert tap.sockets == []
        assert set(tap.set_aside.values()) == {"an authenticator (ZAP)"}
        authenticator.stop()


def test_pyzmqs_garbage_collector_is_no_socket_of_the_program(tap: Tap, sockets: Sockets) -> None:
    with tap.installed():
        push, pull = sockets.pair()
        push.send(bytes(zmq.COPY_THRESHOLD), copy=False)
        pull.recv()
        assert [tapped.facts.type for tapped in tap.sockets] == ["PUSH", "PULL"]


def test_a_pair_that_the_program_makes_itself_is_its_own(tap: Tap, sockets: Sockets) -> None:
    with tap.installed():
        sockets.make(zmq.PAIR)
        assert [tapped.facts.type for tapped in tap.sockets] == ["PAIR"]


def test_the_sockets_of_the_private_context_are_not_tapped(nobody: Nobody) -> None:
    with zmq.Context() as private:
        tap = Tap(Capture(nobody, Clocks(nobody)), private=private)
        with tap.installed(), private.socket(zmq.PUSH):
            assert tap.sockets == []


def test_a_shadow_of_a_socket_that_is_not_tapped_works_and_is_known(nobody: Nobody) -> None:
    with zmq.Context() as private:
        tap = Tap(Capture(nobody, Clocks(nobody)), private=private)
        with tap.installed(), private.socket(zmq.PUSH) as push, private.socket(zmq.PULL) as pull:
            pull.bind("inproc://inbox")
            push.connect("inproc://inbox")
            push.send(b"message")
            assert zmq.Socket.shadow(pull.underlying).recv() == b"message"
            assert (tap.sockets, tap.shadowed) == ([], {pull.underlying})


def test_two_sockets_of_one_process_on_one_wire_are_two(tap: Tap, sockets: Sockets, nobody: Nobody) -> None:
    with tap.installed():
        reply = sockets.make(zmq.REP)
        reply.bind("inproc://service")
        for attempt in range(2):  # like a client that gives up and asks again
            request = sockets.make(zmq.REQ)
            request.connect("inproc://service")
            for _ in range(attempt + 1):
                request.send(b"question")
                reply.recv()
                reply.send(b"answer")
                request.recv()
            request.close()
    served, first, second = tap.sockets
    assert (first.number, second.number) == (1, 2)
    assert (first.calls.sent(), second.calls.sent()) == ((1, 8), (2, 16))
    assert served.calls.received() == (3, 24)
    assert [sample[2] for sample in nobody.samples if sample[0] == 2 and sample[1]] == [1, 2]


@pytest.mark.parametrize("closes", ["close", "destroy", "asyncio"])
def test_the_linger_that_a_program_gives_as_it_closes_is_told_as_an_option(closes: str, tap: Tap) -> None:
    with tap.installed():
        context = zmq.asyncio.Context() if closes == "asyncio" else zmq.Context()
        socket = context.socket(zmq.PUSH)
        if closes != "destroy":
            socket.close(linger=20)
        context.destroy(linger=20)
    facts = tap.sockets[0].facts
    assert (facts.closed, facts.options, facts.late_options) == (True, {"LINGER": 20}, ())


def test_the_linger_that_zmqplay_gives_is_no_option_of_the_program(nobody: Nobody, sockets: Sockets) -> None:
    tap = Tap(Capture(nobody, Clocks(nobody)), linger_ms=lambda: 20)
    with tap.installed():
        sockets.make(zmq.PUSH).close()
    assert (tap.sockets[0].facts.closed, tap.sockets[0].facts.options) == (True, {})


def test_of_a_secret_option_it_is_only_told_that_it_was_set(tap: Tap, sockets: Sockets) -> None:
    public, secret = zmq.curve_keypair()
    with tap.installed():
        socket = sockets.make(zmq.PUSH)
        socket.curve_secretkey = z85.decode(secret)  # in its raw form
        socket.curve_publickey = public
        socket.plain_password = b"swordfish"
    facts = tap.sockets[0].facts
    assert facts.options == {"CURVE_SECRETKEY": b"hidden", "CURVE_PUBLICKEY": public, "PLAIN_PASSWORD": b"hidden"}
    assert facts.public_key == public


def test_messages_that_threads_send_are_counted_and_their_times_booked_apart(tap: Tap, sockets: Sockets) -> None:
    with tap.installed():
        pairs = [sockets.pair(f"inproc://{number}") for number in range(3)]

        def pass_on(push: zmq.Socket[Any], pull: zmq.Socket[Any]) -> None:
            for _ in range(40):
                push.send(b"x")
                pull.recv()

        threads = [threading.Thread(target=pass_on, args=ends) for ends in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [tapped.calls.sent()[0] + tapped.calls.received()[0] for tapped in tap.sockets] == [40] * 6
    mine, *others = tap.capture.clocks.all()
    assert 1 <= len(others) <= 3  # a thread may get the identifier of an ended one
    assert set(mine.spent) == {0}  # this thread has made the sockets, and used none
    assert set.union(*[set(clock.spent) for clock in others]) == set(range(6))
