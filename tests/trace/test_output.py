"""What traced programs print, as it is shown; and programs that tell little or nothing."""

from __future__ import annotations

import sys

from tests.trace.sources import command, tracing, until
from zmqplay.model.nodes import NodeState
from zmqplay.trace.commands import Command


def test_what_is_printed_is_shown_as_a_terminal_would_leave_it_also_without_an_end_of_line() -> None:
    with tracing(command("printing")) as source:
        node = source.traffic.nodes["printing-1"]
        until(source, lambda _: "no end of line" in node.output)
        assert list(node.output) == [
            "before the first socket",
            "\ufffd\ufffd not UTF-8 \x1b[31mred\x1b[0m",
            "100 %",
            "x" * 4_000,
            "no end of line",
        ]


def test_a_program_that_fails_at_once_has_its_traceback_in_its_output_and_its_last_line_as_the_reason() -> None:
    with tracing(Command("bad", (sys.executable, "-c", "import no_such_module"))) as source:
        node = source.traffic.nodes["bad-1"]
        until(source, lambda _: node.state is NodeState.CRASHED)
        assert node.output[0] == "Traceback (most recent call last):"
        assert node.life.reason == "exit status 1: ModuleNotFoundError: No module named 'no_such_module'"


def test_a_program_that_makes_no_socket_is_said_to_be_not_traced_once_after_a_moment() -> None:
    with tracing(Command("idle", (sys.executable, "-c", "import time; time.sleep(600)"))) as source:
        source.drain(0.01)
        assert source.traffic.notices == []
        until(source, lambda traffic: traffic.notices)
        (notice,) = source.traffic.notices
        assert notice.startswith("idle-1 runs, but is not traced: it has made no socket yet")


def test_thirty_programs_with_very_long_command_lines_are_thirty_nodes() -> None:
    program = "import zmq, time; zmq.Context().socket(zmq.PAIR).bind('inproc://a'); time.sleep(600) # " + "x" * 20_000
    with tracing(*(Command("many", (sys.executable, "-c", program)) for _ in range(30))) as source:
        until(source, lambda traffic: sum(bool(node.sockets) for node in traffic.nodes.values()) == 30)
        assert len(source.traffic.nodes) == 30
