"""Every way to receive, to wait, and to fail in doing so."""

import array
import ctypes
import json
from typing import Any

import zmq

from tests.node.play import Play, Socket

_open: list[Socket] = []


def _joined(play: Play, *messages: list[bytes]) -> Socket:
    """A socket at which these messages wait. The sending socket stays open."""
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    for message in messages:
        one.send_multipart(message)
    _open.append(one)
    return other


def single_frames(play: Play) -> None:
    for copy in (True, False):
        for track in (False, True):
            socket = _joined(play, [b""], [b"x"], [b"long" * 50_000], [b"y"], [b"z"])
            play.call(socket.recv, copy=copy, track=track)
            play.call(socket.recv, 0, copy, track)
            play.call(socket.recv, flags=zmq.NOBLOCK, copy=copy)
            play.call(socket.recv, int(zmq.NOBLOCK), copy)
            play.call(socket.recv, copy=copy)
            play.call(socket.recv, zmq.NOBLOCK, copy, track)


def many_frames(play: Play) -> None:
    for copy in (True, False):
        for track in (False, True):
            socket = _joined(play, [b"x"], [b"a", b"", b"c"], [b"%d" % n for n in range(300)])
            play.call(socket.recv_multipart, copy=copy, track=track)
            play.call(socket.recv_multipart, 0, copy, track)
            play.call(socket.recv_multipart, flags=zmq.NOBLOCK, copy=copy)
            play.call(socket.recv_multipart, zmq.NOBLOCK)


def frame_by_frame(play: Play) -> None:
    for copy in (True, False):
        socket = _joined(play, [b"a", b"b", b"c"], [b"d"], [b"e", b"f"])
        for _ in range(6):
            play.call(socket.recv, copy=copy)
            play.note(socket.getsockopt(zmq.RCVMORE), socket.get(zmq.RCVMORE), socket.rcvmore, socket.RCVMORE)
        play.call(socket.recv, zmq.NOBLOCK, copy=copy)


def the_rest_of_a_message(play: Play) -> None:
    socket = _joined(play, [b"a", b"b", b"c"], [b"d", b"e"], [b"f", b"g", b"h"], [b"i"])
    play.call(socket.recv)
    play.call(socket.recv_multipart)
    play.call(socket.recv, copy=False)
    play.call(socket.recv_multipart, copy=False)
    play.call(socket.recv_string)
    play.call(socket.recv_into, bytearray(5))
    play.call(socket.recv_multipart)
    play.call(socket.recv_multipart)


def things_with_an_encoding(play: Play) -> None:
    socket = _joined(play, ["Grüße".encode()], [b"\xff\xfe"], ["Grüße".encode("latin-1")], [b"after"])
    play.call(socket.recv_string)
    play.call(socket.recv_string)
    play.call(socket.recv_string, encoding="latin-1")
    play.call(socket.recv_string, zmq.NOBLOCK)
    play.call(socket.recv_string, zmq.NOBLOCK)
    socket = _joined(play, [b'{"a": 1.5}'], [b"no json"], [b"1.5"], [b"x", b"2"])
    play.call(socket.recv_json)
    play.call(socket.recv_json)
    play.call(socket.recv_json, parse_float=str)
    play.call(socket.recv_json)
    play.call(socket.recv_json)
    socket = _joined(play, [b"\x80\x04K\x01."], [b"no pickle"], [b"a", b"b"], [b"c"], [b"[", b"]"])
    play.call(socket.recv_pyobj)
    play.call(socket.recv_pyobj)
    play.call(socket.recv_serialized, b"-".join)
    play.call(socket.recv_serialized, len, copy=False)
    play.call(socket.recv_serialized, json.loads)
    play.call(socket.recv_serialized, len, zmq.NOBLOCK)


def into_a_buffer(play: Play) -> None:
    for buffer in (
        bytearray(8),
        bytearray(2),
        bytearray(),
        array.array("i", [0, 0]),
        ctypes.create_string_buffer(8),
        memoryview(bytearray(8)),
        memoryview(bytearray(16))[::2],
        memoryview(bytearray(6)).cast("B", (2, 3)),
        b"readonly",
        "text",
        None,
    ):
        socket = _joined(play, [b"abcd"], [b""], [b"efgh", b"ij"], [b"end"])
        for _ in range(4):
            play.call(socket.recv_into, buffer)
            play.note(bytes(buffer) if isinstance(buffer, bytearray) else "", socket.rcvmore)
        play.drain(socket)


def into_a_part_of_a_buffer(play: Play) -> None:
    buffer = bytearray(b"........")
    socket = _joined(play, [b"abcd"], [b"abcd"], [b"abcd"], [b"abcd"])
    for nbytes in (0, 2, 8, 9, -1, None, "2"):
        play.call(socket.recv_into, buffer, nbytes=nbytes, flags=zmq.NOBLOCK)
        play.note(bytes(buffer))
    play.call(socket.recv_into, buffer, flags=zmq.NOBLOCK)
    play.call(socket.recv_into, buffer, flags=zmq.NOBLOCK)


def wrong_arguments(play: Play) -> None:
    socket = _joined(play, [b"a"], [b"b"], [b"c"])
    flags: Any
    for flags in (None, "1", b"", []):
        play.call(socket.recv, flags)
        play.call(socket.recv_multipart, flags)
    play.call(socket.recv, nonsense=1)
    play.call(socket.recv_multipart, nonsense=1)
    play.drain(socket)


def receives_that_would_wait(play: Play) -> None:
    socket = play.socket(zmq.PULL)
    for flag in (zmq.NOBLOCK, 1):
        for copy in (True, False):
            play.call(socket.recv, flag, copy)
            play.call(socket.recv_multipart, flag, copy)
        play.call(socket.recv_string, flag)
        play.call(socket.recv_into, bytearray(1), flags=flag)
    socket.rcvtimeo = 5
    play.call(socket.recv)
    play.call(socket.recv_multipart)
    play.call(socket.recv_json)
    play.call(socket.recv_into, bytearray(1))


def receives_that_the_state_or_type_forbids(play: Play) -> None:
    request, reply = play.pair(zmq.REQ, zmq.REP)
    play.call(request.recv)
    play.call(request.recv_multipart)
    play.call(request.recv_into, bytearray(1))
    request.send(b"question")
    play.call(reply.recv)
    play.call(reply.recv, copy=False)
    push, pub = play.socket(zmq.PUSH), play.socket(zmq.PUB)
    for socket in (push, pub):
        play.call(socket.recv)
        play.call(socket.recv_multipart)
        play.call(socket.recv_into, bytearray(1))


def pollers(play: Play) -> None:
    socket = _joined(play, [b"a"], [b"b", b"c"])
    silent = play.socket(zmq.PULL)
    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    poller.register(silent)
    for timeout in (0, 5, 5.5, None):
        play.call(poller.poll, timeout)
        play.call(poller.poll, timeout=timeout)
    play.call(poller.poll, "soon")
    play.call(poller.poll, 1, 2)
    play.call(zmq.select, [socket, silent], [socket, silent], [], 0)
    play.call(zmq.select, [socket], [], [])
    play.call(zmq.select, ["nothing"], [], [])
    play.call(socket.poll)
    play.call(socket.poll, 5, zmq.POLLIN | zmq.POLLOUT)
    play.drain(socket)
    play.call(socket.poll, 5)
    play.call(poller.poll, 5)
    play.call(zmq.select, [socket, silent], [], [], 0.005)
    play.call(poller.unregister, silent)
    play.call(poller.unregister, silent)
    silent.close()
    play.call(silent.poll, 0)
    play.call(zmq.select, [silent], [], [], 0)
