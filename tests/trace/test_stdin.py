"""What is typed to a traced program, which waits for it, and what the end of its input does."""

from __future__ import annotations

import sys
import time
from collections import deque
from itertools import islice
from pathlib import Path

import pytest

from tests.trace.sources import command, tracing, until
from tests.trace.tracing import FRAME_S
from zmqplay.control.commands import give
from zmqplay.control.refused import Refused
from zmqplay.model.nodes import NodeState
from zmqplay.trace.commands import Command

linux_tells = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells in which call a thread is")


@linux_tells
def test_a_program_that_waits_for_input_is_shown_so_with_what_it_asks_and_answers_until_its_input_ends() -> None:
    with tracing(command("talking")) as source:
        node = source.traffic.nodes["talking-1"]
        until(source, lambda _: node.life.awaits_input)
        until(source, lambda _: list(node.output) == ["your name? "])
        assert source.traffic.notices == [
            "talking-1 waits for input: a line that is typed to it goes there, /eof talking-1 ends it."
        ]
        source.controls.speech.send("talking-1", "Ann")
        until(source, lambda _: node.output[-1].startswith("hello Ann"))
        assert node.output[-1].endswith("True")  # the file numbers are those that it would have had
        source.controls.speech.send("talking-1", "größer")
        until(source, lambda _: node.output[-1] == "Ann said größer")
        until(source, lambda _: node.life.awaits_input)
        assert give(source, "eof talking-1").says == "talking-1 has the end of its input"
        until(source, lambda _: node.state is NodeState.STOPPED)
        assert (node.output[-1], node.life.exit, node.life.awaits_input) == ("bye", 0, False)
        assert len(source.traffic.notices) == 1


def test_what_cannot_be_typed_any_more_is_refused_in_one_sentence() -> None:
    with tracing(command("talking")) as source:
        speech, node = source.controls.speech, source.traffic.nodes["talking-1"]
        until(source, lambda _: node.state is NodeState.RUNNING)
        speech.send("talking-1", "Ann")
        speech.end_input("talking-1")
        with pytest.raises(Refused, match="its input was ended"):
            speech.send("talking-1", "more")
        with pytest.raises(Refused, match="its input was ended"):
            speech.end_input("talking-1")
        until(source, lambda _: node.state is NodeState.STOPPED)
        with pytest.raises(Refused, match="talking-1 has no stdin here"):
            speech.send("talking-1", "more")
        source.controls.nodes.restart("talking-1")
        until(source, lambda _: node.state is NodeState.RUNNING and node.life.number == 2)
        speech.send("talking-1", "Bob")
        until(source, lambda _: any("hello Bob" in line for line in node.output))


def test_a_program_that_reads_nothing_refuses_what_no_longer_fits() -> None:
    with tracing(Command("deaf", (sys.executable, "-c", "import time; time.sleep(600)"))) as source:
        source.drain(FRAME_S)
        typed = iter(lambda: source.controls.speech.send("deaf-1", "x" * 100_000), "never")
        with pytest.raises(Refused, match="does not read what was typed before"):
            deque(islice(typed, 100))


def test_a_program_is_not_told_the_end_of_its_input_when_zmqplay_ends_hard(tmp_path: Path) -> None:
    end = tmp_path / "end"
    with tracing(command("talking", str(end))) as source:
        node = source.traffic.nodes["talking-1"]
        until(source, lambda _: node.state is NodeState.RUNNING)
        launched = source._cast.members["talking-1"].launched
        assert launched is not None
        launched._input.close()  # as the kernel does for a process that is killed
        until_s = time.monotonic() + 1.0
        while time.monotonic() < until_s:
            source.drain(FRAME_S)
            assert node.state is NodeState.RUNNING
            assert not end.exists()
            time.sleep(FRAME_S)
