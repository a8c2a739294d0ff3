"""Every way to send, and to fail in doing so."""

import array
import ctypes
from typing import Any

import zmq

from tests.node.play import Play

LARGE = bytes(range(256)) * 400


class _Record(ctypes.Structure):
    _fields_ = (("number", ctypes.c_int), ("letter", ctypes.c_char))


def _data() -> list[Any]:
    return [
        b"",
        b"x",
        LARGE,
        bytearray(b"bytes"),
        bytearray(),
        memoryview(b"view"),
        memoryview(b"strided")[::2],
        memoryview(b"backwards")[::-1],
        memoryview(b"matrix").cast("B", (2, 3)),
        array.array("i", [1, 2, 3]),
        array.array("d"),
        ctypes.create_string_buffer(b"string"),
        ctypes.c_int(5),
        ((ctypes.c_int * 2) * 3)(),
        _Record(1, b"a"),
        "text",
        5,
        None,
        [b"list"],
        object,
    ]


def single_frames(play: Play) -> None:
    for copy in (True, False):
        for track in (False, True):
            one, other = play.pair(zmq.PAIR, zmq.PAIR)
            for data in _data():
                play.call(one.send, data, copy=copy, track=track)
                play.call(one.send, data, 0, copy, track)
                play.drain(other)


def frames_made_beforehand(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    for content in (b"", b"frame", bytearray(b"buffer"), LARGE):
        for tracked in (False, True):
            for track in (False, True):
                for copy in (False, True):
                    frame = zmq.Frame(content, track=tracked, copy=False)
                    play.call(one.send, frame, copy=copy, track=track)
                    play.call(one.send, frame, zmq.SNDMORE, copy=copy, track=track)
                    play.call(one.send, frame)
                    play.drain(other)


def layouts_that_are_not_c_contiguous(play: Play) -> None:
    try:
        from _testbuffer import ND_FORTRAN, ndarray  # type: ignore[import-not-found]  # it has no stubs
    except ImportError:  # not every Python has its own tests' modules
        return
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    matrix = ndarray(list(range(6)), shape=[2, 3], format="B", flags=ND_FORTRAN)
    for copy in (True, False):
        play.call(one.send, matrix, copy=copy)
        play.call(one.send_multipart, [matrix, b"x", matrix], copy=copy)
        play.drain(other)


class _Parts(list[bytes]):
    """A list subclass."""


def _messages(part: zmq.Frame) -> list[Any]:
    return [
        [b"one"],
        [b"a", b""],
        (b"a", b"b"),
        [],
        (),
        [b"a", "text"],
        ["text"],
        [b"a", 5],
        [b"a", None],
        [b"a", ["nested"]],
        [bytearray(b"a"), memoryview(b"b"), array.array("h", [1])],
        [part, b"b"],
        [b"a", part],
        [zmq.Frame(b"untracked"), b"b"],
        [memoryview(b"strided")[::2], b"b"],
        [b"a", LARGE, b"c"],
        [b"%d" % number for number in range(300)],
        b"bytes",
        "text",
        {b"a": 1},
        None,
        5,
        _Parts([b"a", b"b"]),
    ]


def many_frames(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    part = zmq.Frame(b"part", track=True, copy=False)
    for copy in (True, False):
        for track in (False, True):
            for parts in _messages(part):
                play.call(one.send_multipart, parts, copy=copy, track=track)
                play.drain(other)
    play.call(one.send_multipart, (part for part in (b"a", b"b")))
    play.call(one.send_multipart, [b"a"], spare=1)
    play.drain(other)


def flags(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    flag: Any
    for flag in (0, 1, 2, zmq.NOBLOCK, zmq.SNDMORE, zmq.NOBLOCK | zmq.SNDMORE, True, None, "1", b"", [], 1 << 40, -1):
        play.call(one.send, b"single", flag)
        play.call(one.send, bytearray(b"single"), flag)
        play.call(one.send_multipart, [b"a"], flag)
        play.call(one.send_multipart, [b"a", b"b"], flag)
        play.call(one.send, b"end")
        play.drain(other)


def wrong_arguments(play: Play) -> None:
    one, _ = play.pair(zmq.PAIR, zmq.PAIR)
    play.call(one.send)
    play.call(one.send, data=b"named")
    play.call(one.send, b"x", nonsense=1)
    play.call(one.send_multipart)
    play.call(one.send_multipart, [b"x"], nonsense=1)
    play.call(one.send, b"x", routing_id=5)
    play.call(one.send, b"x", group="five")


def things_with_an_encoding(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    play.call(one.send_string, "Grüße")
    play.call(one.send_string, "Grüße", encoding="latin-1")
    play.call(one.send_string, "Grüße", encoding="ascii")
    play.call(one.send_string, b"bytes")
    play.call(one.send_string, "more", zmq.SNDMORE)
    play.call(one.send_string, "copied not", copy=False)
    play.call(one.send_json, {"a": [1, None]})
    play.call(one.send_json, {"a": 1}, zmq.SNDMORE, sort_keys=True)
    play.call(one.send_json, {1, 2})
    play.call(one.send_pyobj, {"a": (1, 2)})
    play.call(one.send_pyobj, {"a": (1, 2)}, zmq.NOBLOCK, 2)
    play.call(one.send_pyobj, lambda: None)
    play.call(one.send_serialized, "ab", lambda text: [letter.encode() for letter in text])
    play.call(one.send_serialized, "ab", lambda _: [])
    play.call(one.send_serialized, "ab", str.upper)
    play.call(one.send_serialized, [b"a"], tuple, copy=False)
    play.drain(other)


def frame_by_frame(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    play.call(one.send, b"a", zmq.SNDMORE)
    play.call(one.send_multipart, [b"b", b"c"])
    play.call(one.send_multipart, [b"id", b""], zmq.SNDMORE)
    play.call(one.send_string, "body")
    play.call(one.send, bytearray(b"a"), zmq.SNDMORE)
    play.call(one.send, "no frame")
    play.call(one.send, zmq.Frame(b"b"), zmq.SNDMORE, track=True)
    play.call(one.send_multipart, [b"b", 5])
    play.call(one.send, memoryview(b"c"), copy=False)
    play.drain(other)


def a_buffer_that_is_used_again_between_two_frames(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR)
    buffer = bytearray(b"first")
    one.send(buffer, zmq.SNDMORE)
    play.call(buffer.extend, b", longer")
    play.call(buffer.clear)
    one.send(buffer)
    play.drain(other)


def a_tracker_is_done_when_the_message_has_gone(play: Play) -> None:
    one, other = play.pair(zmq.PAIR, zmq.PAIR, copy_threshold=0)
    tracker: Any = one.send(b"tracked", copy=False, track=True)
    play.note(tracker.done)
    other.recv()
    play.call(tracker.wait, 5)
    tracker = one.send_multipart([b"a", b"b"], copy=False, track=True)
    other.recv_multipart()
    play.call(tracker.wait, 5)
    frame = zmq.Frame(b"own", track=True, copy=False)
    one.send(frame)
    other.recv()
    tracker = frame.tracker
    play.note(tracker.done)
    del frame
    play.call(tracker.wait, 5)


def a_socket_with_a_copy_threshold_of_its_own(play: Play) -> None:
    for threshold in (0, 4, 1_000_000):
        one = play.context.socket(zmq.PAIR, copy_threshold=threshold)
        one.bind(f"inproc://threshold-{threshold}")
        with play.socket(zmq.PAIR) as other:
            other.connect(f"inproc://threshold-{threshold}")
            play.note(one.copy_threshold)
            for data in (b"", b"abcdefgh", LARGE):
                play.call(one.send, data, copy=False, track=True)
                play.call(one.send_multipart, [data, b"x", data], copy=False, track=True)
            play.drain(other)
