"""`zmqplay run` with topics that are no text."""

from __future__ import annotations

import json

from tests.command_line import zmqplay

NEWS = ("publish-subscribe", "--endpoint", "news=tcp://127.0.0.1:*", "--nodes", "subscriber=2", "--json")


def test_topics_of_any_bytes_are_typed_with_the_escapes_of_messages() -> None:
    done = zmqplay(
        *("run", *NEWS, "--count", "40", "--rate", "20"),
        *("--topics", r"subscriber-1=\x00a,b\,c", "--topics", r"subscriber-2=\xff"),
        *(
            "--message",
            r"\x00abc | {n}",
            "--message",
            "b,c | {n}",
            "--message",
            r"\xff\n | {n}",
            "--message",
            "b | {n}",
        ),
        *("--at", r"0.3:unsubscribe subscriber-2 \xff", "--at", r"0.3:subscribe subscriber-2 b\,"),
    )
    outcome = json.loads(done.stdout)
    got = {topic["topic"]: topic["received"] for topic in outcome["topics"]}
    assert (got[r"\x00abc"]["subscriber-1"], got[r"b\,c"]["subscriber-1"]) == (10, 10)
    assert 0 < got[r"b\,c"]["subscriber-2"] < 10
    assert "subscriber-1" not in got["b"]
    assert [command["says"] for command in outcome["commands"]] == [
        r"subscriber-2 no longer subscribes to \xff",
        r"subscriber-2 subscribes to b\,",
    ]
