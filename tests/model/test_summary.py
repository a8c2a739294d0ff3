"""What `zmqplay run --json` prints."""

from __future__ import annotations

import json
from typing import Any

from tests.model.story import Story
from zmqplay.model.causes import EndCause
from zmqplay.model.summary import summary


def told(story: Story) -> Any:  # noqa: ANN401  # JSON
    """The summary as whoever reads the JSON gets it."""
    story.doctor.look(story.now_ns)
    whole = summary(story.traffic, story.doctor, 1.23456, complete=True, now_ns=story.now_ns)
    return json.loads(json.dumps(whole))


def test_the_object_has_these_parts_in_this_order() -> None:
    assert list(told(Story(("producer", "PUSH", 1), ("worker", "PULL", 1)))) == [
        "pattern", "seconds", "complete", "nodes", "links", "totals", "lost_by_reason", "topics", "routing_ids",
        "foreign_peers", "diagnosis", "unseen_reports", "bad_reports",
    ]  # fmt: skip


def test_losses_ends_and_findings_are_plain_words() -> None:
    story = Story(("producer", "PUSH", 1), ("worker", "PULL", 1))
    story.pass_on("producer-1", "worker-1", b"a")
    story.send("producer-1", b"b")
    story.tell()
    story.end("worker-1", EndCause.KILLED_FROM_OUTSIDE, -9)
    story.tell()
    read = told(story)
    assert read["lost_by_reason"] == {"peer-died": 1}
    assert read["seconds"] == 1.235
    (link,) = read["links"]
    assert (link["lost"], link["lost_numbers"]) == ({"peer-died": 1}, [2])
    worker = read["nodes"][1]
    assert (worker["state"], worker["reason"], worker["exit"]) == ("killed", "killed by SIGKILL, not by zmqplay", -9)
    assert {found["rule"] for found in read["diagnosis"]} == {"killed", "died-with-messages"}


def test_topics_and_routing_ids_are_text_whatever_they_are_made_of() -> None:
    story = Story(("publisher", "PUB", 1), ("subscriber", "SUB", 1))
    story.receive("subscriber-1", story.send("publisher-1", b"\xff", to=b"\xff"), b"\xff", key=b"\xff")
    story.tell()
    assert told(story)["topics"] == [{"topic": "\\xff", "sent": 1, "received": {"subscriber-1": 1}}]
    story = Story(("server", "ROUTER", 1), ("client", "DEALER", 1))
    story.send("server-1", b"Me", b"hello", to=b"Me")
    story.tell()
    assert told(story)["routing_ids"] == [
        {"routing_id": "Me", "hex": "4d65", "node": "server-1", "peer": None, "sent": 1, "received": 0}
    ]
