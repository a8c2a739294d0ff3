"""The meaning of a message's frames."""

from __future__ import annotations

import pytest

from zmqplay.model.messages.messages import Message, Origin
from zmqplay.model.reading.frame_words import agreed_frames, hex_lines, meanings, meanings_of, typed
from zmqplay.model.topology import Topology
from zmqplay.patterns.survey import SURVEY


@pytest.mark.parametrize(
    ("socket", "frames", "words"),
    [
        ("PUSH", [b"a"], ["body"]),
        ("PUB", [b"topic", b"a", b"b"], ["topic", "body", "body"]),
        ("SUB", [b"only"], ["body"]),
        ("ROUTER", [b"id", b"a"], ["routing id", "body"]),
        ("ROUTER", [b"id", b"", b"a"], ["routing id", "delimiter", "body"]),
        ("ROUTER", [b"id", b"id2", b"", b"a"], ["routing id", "routing id", "delimiter", "body"]),
        ("DEALER", [b"", b"a"], ["delimiter", "body"]),
        ("DEALER", [b"a", b"b"], ["body", "body"]),
        ("REQ", [b""], ["body"]),
        ("PUSH", [b"", b"a"], ["body", "body"]),
        ("PUSH", [], []),
    ],
)
def test_each_frame_has_its_meaning_by_the_socket(socket: str, frames: list[bytes], words: list[str]) -> None:
    assert meanings(socket, frames) == words


def test_a_pattern_with_a_format_of_its_own_names_its_frames() -> None:
    agreed = agreed_frames(SURVEY.topology, "surveys")
    assert meanings("XPUB", [b"S", b"\0\0\0\1", b"Who?"], agreed) == ["topic", "survey id", "question"]


def test_a_character_stands_on_the_line_of_its_first_byte() -> None:
    assert hex_lines("aå日".encode(), 2) == [("61 c3", "aå"), ("a5 e6", "日"), ("97 a5", "")]
    assert hex_lines(b"\xff\x00a", 4) == [("ff 00 61", "··a")]


def test_a_request_id_is_told_from_a_routing_id_only_where_a_req_puts_one() -> None:
    frames = [b"id", b"\0\0\0\1", b"", b"a"]
    assert meanings("ROUTER", frames) == ["routing id", "routing id", "delimiter", "body"]
    assert meanings("ROUTER", frames, correlates=True) == ["routing id", "request id", "delimiter", "body"]


def test_a_message_that_an_xpub_receives_is_a_subscription() -> None:
    told = Message(0, None, "", "surveys", (b"\x01S",), (2,), "XPUB")
    assert meanings_of(told, SURVEY.topology) == ["subscription"]


def test_an_unknown_wire_has_no_agreed_frames() -> None:
    assert agreed_frames(SURVEY.topology, "") == ()
    assert agreed_frames(Topology(""), "surveys") == ()


def test_the_frames_to_type_again_omit_those_that_the_role_adds() -> None:
    survey = Message(0, Origin(1, 1), "surveyor-1", "surveys", (b"S", b"\0\0\0\1", b"Who?"), (1, 4, 4), "XPUB")
    assert typed(survey, SURVEY.topology) == [b"Who?"]
    plain = Message(0, Origin(1, 1), "client-1", "service", (b"", b"Hello"), (0, 5), "DEALER")
    assert typed(plain, Topology("")) == [b"", b"Hello"]
    unseen = Message(0, None, "", "service", (b"Client1", b"Hello"), (7, 5), "ROUTER")
    assert typed(unseen, Topology("")) == [b"Hello"]
