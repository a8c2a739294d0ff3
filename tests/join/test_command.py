"""`zmqplay join` as a user runs it: without a screen, on the screen, and with what does not fit."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import zmq

from tests.command_line import zmqplay
from tests.ui.terminals import terminal_with
from zmqplay import cli, streams

DEADLINE_S = 60


@contextmanager
def program(kind: int, serve: Callable[[zmq.Socket[bytes]], object]) -> Iterator[str]:
    """A program that binds, and what it does until it is over; its address."""

    def run() -> None:
        socket.linger = 0
        ports.append(socket.bind_to_random_port("tcp://127.0.0.1"))
        is_bound.set()
        with suppress(zmq.ContextTerminated):
            serve(socket)
        socket.close()

    ports: list[int] = []
    context = zmq.Context()
    is_bound, socket = threading.Event(), context.socket(kind)
    thread = threading.Thread(target=run)
    thread.start()
    assert is_bound.wait(DEADLINE_S)
    try:
        yield f"tcp://127.0.0.1:{ports[0]}"
    finally:
        context.term()
        thread.join()


def answer(socket: zmq.Socket[bytes]) -> None:
    while True:
        socket.send(b"World of " + socket.recv())


def count_up(socket: zmq.Socket[bytes]) -> None:
    for number in range(1_000):
        socket.send(b"%d" % number)


def test_a_request_is_asked_once_and_the_run_ends_with_its_reply() -> None:
    with program(zmq.REP, answer) as address:
        done = zmqplay("join", "req", address, "--message", "Hello", "--json")
    outcome = json.loads(done.stdout)
    assert (done.returncode, outcome["complete"], done.stderr) == (0, True, "")
    (node,) = outcome["nodes"]
    (socket,) = node["sockets"]
    assert (socket["sent"]["messages"], socket["received"]["messages"]) == (1, 1)
    assert socket["received"]["bytes"] == len(b"World of Hello")
    assert (outcome["totals"]["handed_over"], outcome["totals"]["from_elsewhere"]) == (1, 1)
    (peer,) = outcome["foreign_peers"]
    assert (peer["address"], peer["types"]) == (address.removeprefix("tcp://"), ["REP", "ROUTER"])
    assert outcome["diagnosis"] == []


def test_a_socket_that_is_given_nothing_to_send_ends_with_so_many_received() -> None:
    with program(zmq.PUSH, count_up) as address:
        done = zmqplay("join", "PULL", address, "--count", "5", "--option", "RCVHWM=1", "--json")
    outcome = json.loads(done.stdout)
    assert (done.returncode, outcome["complete"]) == (0, True)
    assert outcome["totals"]["from_elsewhere"] == outcome["nodes"][0]["sockets"][0]["received"]["messages"] >= 5


def test_an_address_that_other_machines_reach_is_bound_and_said() -> None:
    done = zmqplay("join", "ROUTER", "tcp://*:*", "--seconds", "0.2")
    assert done.returncode == 0
    assert "zmqplay: address is bound at tcp://*:" in done.stderr
    assert done.stderr.endswith(", which other machines can reach\n")


def test_a_typed_request_is_answered_on_the_screen() -> None:
    command = [sys.executable, "-m", "zmqplay", "join", "REQ"]
    with program(zmq.REP, answer) as address, terminal_with([*command, address], (120, 36)) as screen:
        screen.shows("● live", "req-1 ▸", "REP/ROUTER", address.removeprefix("tcp://"))
        screen.type("Hello\r")
        screen.shows("World of Hello", "handed over 1", "from elsewhere 1")
        screen.type("\x11")
        assert screen.ended() == 0
        assert b"REQ" in screen.drawn


TCP = "tcp://127.0.0.1:5599"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("STREAM", TCP), "a STREAM speaks raw TCP and no ZMTP"),
        (("radio", TCP), "RADIO is a draft type"),
        (("SUP", TCP), "there is no type of socket 'SUP'; did you mean SUB?"),
        (("banana", TCP), "there is no type of socket 'banana'; there are PAIR, PUB"),
        (("SUB",), "Missing argument 'ADDRESS...'"),
        (("SUB", "inproc://x"), "inproc joins threads of one process"),
        (("SUB", "udp://x"), "no address that zmqplay knows"),
        (("SUB", "tcp://127.0.0.1"), "is not of the form tcp://HOST:PORT, such as tcp://127.0.0.1:5557"),
        (("SUB", "tcp://*:5599", "--connect"), "tcp://*:5599 can be bound and not connected to"),
        (("SUB", "tcp://*:5599", TCP), "tcp://*:5599 is bound and tcp://127.0.0.1:5599 connected to"),
        (("SUB", TCP, TCP), "an address is named twice"),
        (("PULL", TCP, "--message", "x"), "PULL sends nothing, so it has no --message"),
        (("SUB", TCP, "--rate", "5"), "SUB sends nothing, so it has no --rate"),
        (("PUSH", TCP, "--topics", "x"), "PUSH subscribes to nothing; only SUB and XSUB have --topics"),
        (("SUB", TCP, "--option", "FOO=1"), "libzmq has no socket option 'FOO'"),
        (("SUB", TCP, "--option", "RCVHWM"), "--option takes NAME=VALUE"),
        (("PUSH", TCP, "--rate", "off"), "--rate is above 0"),
        (("SUB", TCP, "--count", "-1"), "--count is 0 to"),
        (("SUB", TCP, "--at", "1:foo"), "--at '1:foo': there is no command '/foo'"),
        (("SUB", "ipc://relative"), "must be absolute"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line_that_says_why(
    words: tuple[str, ...], why: str, capfd: pytest.CaptureFixture[str]
) -> None:
    script = () if "--count" in words or "--at" in words else ("--seconds", "1")
    status = streams.ended(lambda: cli.zmqplay.main(["join", *words, *script], standalone_mode=False))
    said = capfd.readouterr().err
    assert (status, said.count("\n")) == (2, 1), said
    assert why in said


def test_a_port_that_is_taken_cannot_be_bound() -> None:
    with program(zmq.REP, answer) as address:
        done = zmqplay("join", "REP", address, "--bind", "--seconds", "1")
    assert done.returncode == 1
    assert "is in use; name another or stop the program that holds it" in done.stderr
