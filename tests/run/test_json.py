"""The object that `run --json` prints, held against the schema that `run --schema` prints, in real runs."""

import json
from typing import Any

import jsonschema
import pytest

from tests.command_line import answered, played, strict, zmqplay
from zmqplay.model.summary.shapes import Summary, schema


@pytest.fixture(scope="module")
def printed_schema() -> Any:  # noqa: ANN401  # JSON
    done = zmqplay("run", "--schema")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_the_printed_schema_is_a_schema_and_the_one_of_the_shapes(printed_schema: Any) -> None:  # noqa: ANN401
    jsonschema.Draft202012Validator.check_schema(printed_schema)
    assert printed_schema == schema()
    assert printed_schema["$defs"]["Summary"]["required"] == [
        name for name in Summary.__struct_fields__ if name not in ("commands", "why")
    ]


def test_a_run_with_losses_commands_and_findings_prints_what_the_schema_says(printed_schema: Any) -> None:  # noqa: ANN401
    outcome = played(
        *("push-pull", "--nodes", "worker=2", "--rate", "100", "--seconds", "2", "--work", "worker-1=50"),
        *("--at", "0.3:kill worker-1"),
    )
    jsonschema.Draft202012Validator(strict(printed_schema)).validate(outcome)
    (died,) = [found for found in outcome["diagnosis"] if found["rule"] == "died-with-messages"]
    assert (died["node"], died["level"]) == ("worker-1", "wrong")
    assert 0.3 <= died["since_s"] < outcome["seconds"] + 1
    assert 0 < died["count"] <= outcome["lost_by_reason"]["peer-died"]
    assert died["until_s"] is None
    assert [command["command"] for command in outcome["commands"]] == ["kill worker-1"]


@pytest.fixture(scope="module")
def nine_tasks() -> Any:  # noqa: ANN401  # JSON
    return played("push-pull", "--nodes", "worker=3", "--count", "9")


def test_each_node_tells_its_memory_its_time_on_a_core_and_its_threads(nine_tasks: Any) -> None:  # noqa: ANN401
    for node in nine_tasks["nodes"]:
        process = node["process"]
        assert process["memory_bytes"] > 1_000_000
        assert process["cpu_seconds"] >= 0
        assert process["threads"] >= 2, "a node has its role's thread and the reporter's"


def test_each_socket_counts_its_events_by_their_names(nine_tasks: Any) -> None:  # noqa: ANN401
    (producer,) = nine_tasks["nodes"][0]["sockets"]
    assert (producer["events"]["listening"], producer["events"]["handshake succeeded"]) == (1, 3)
    for node in nine_tasks["nodes"][1:]:
        assert node["sockets"][0]["events"]["handshake succeeded"] == 1


def test_more_topics_than_are_listed_are_counted_apart_and_not_under_a_name_of_ours() -> None:
    outcome = played(
        *("publish-subscribe", "--nodes", "subscriber=1", "--topics", "subscriber-1=t", "--message", "t{n}"),
        *("--count", "1203", "--rate", "4000"),
    )
    assert len(outcome["topics"]) == 1_000
    assert all(topic["topic"].startswith("t") for topic in outcome["topics"])
    assert outcome["topics_unlisted"] == {"sent": 203, "received": 203}


def test_why_tells_of_each_message_that_was_asked_about() -> None:
    outcome = played(
        *(
            "publish-subscribe",
            "--nodes",
            "subscriber=1",
            "--topics",
            "subscriber-1=a",
            "--count",
            "4",
            "--rate",
            "200",
        ),
        *("--message", "a | heard", "--message", "b | unheard"),
        *("--why", "1", "--why", "publisher-1:2", "--why", "9", "--why", "nobody-1:1"),
    )
    heard, unheard, too_many, nobody = outcome["why"]
    assert (heard["node"], heard["wire"], heard["number"]) == ("publisher-1", "news", 1)
    assert "subscriber-1 received it" in heard["says"]
    assert "subscriber-1 to 'a'" in heard["says"]
    assert heard["source"] == "zmq_socket(3), ZMQ_PUB; RFC 29"
    assert unheard["says"].startswith("Nobody has it")
    assert too_many["says"] == "No such message was sent: the last had number 4."
    assert nobody["says"] == "There was no node nobody-1; there were publisher-1, subscriber-1."


@pytest.mark.parametrize("text", ["x", "0", "-1", "publisher-1:", "1:publisher-1", ""])
def test_why_takes_a_number_and_says_so(text: str) -> None:
    done = answered("run", "push-pull", "--why", text)
    assert done.returncode == 2
    assert done.stderr == (
        f"zmqplay: --why takes the number of a message, such as 251 or publisher-1:251, not {text!r}.\n"
    )
