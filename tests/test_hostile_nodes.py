"""What a node prints, sends and calls its topics, in a real terminal and in what `run` prints: nothing raw gets out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.command_line import zmqplay
from tests.ui.hostile import HOSTILE
from tests.ui.terminals import terminal_with

HOSTILE_PATTERN = '''"""A publisher that prints, publishes and discards what no terminal may see."""

import sys

import zmq
from zmqplay.patterns.pattern import End, Node, Pattern, Role, Wire

HOSTILE = {hostile!r}


def publisher(node: Node) -> None:
    news = node.context.socket(zmq.PUB)
    news.bind(node.endpoint("news"))
    for message in node.messages():
        for payload in HOSTILE:
            news.send_multipart([payload, payload[::-1], *message])
            sys.stdout.flush()
            sys.stdout.buffer.write(payload + b"\\n") if hasattr(sys.stdout, "buffer") else None
            sys.stdout.flush()


def subscriber(node: Node) -> None:
    news = node.context.socket(zmq.SUB)
    news.subscribe(b"")
    news.connect(node.endpoint("news"))
    while True:
        news.recv_multipart()


HOSTILE_PATTERN = Pattern(
    name="hostile", title="Hostile", summary="hostile", use_case="", lesson="# Hostile",
    roles=(Role("publisher", publisher, speaks=True), Role("subscriber", subscriber)),
    wires=(Wire("news", "tcp://127.0.0.1:{port}", End("publisher", "PUB"), End("subscriber", "SUB")),),
)
'''
SEQUENCES = b"\x1b]0;title", b"\x1b]52;", b"\x9b31m"
RAW = (*SEQUENCES, *(mark.encode() for mark in "\u202e\u2066\x85\u2028\u200b\ufeff\ufe0f\U000e0041"))


@pytest.fixture
def pattern(tmp_path: Path) -> str:
    file = tmp_path / "hostile_nodes.py"
    file.write_text(HOSTILE_PATTERN.format(hostile=HOSTILE, port=5_591))
    return str(file)


def raw_in(drawn: bytes) -> list[bytes]:
    return [raw for raw in RAW if raw in drawn]


def test_whatever_nodes_print_and_send_the_terminal_gets_only_cells(pattern: str) -> None:
    with terminal_with([sys.executable, "-m", "zmqplay", pattern], (120, 36)) as shown:
        shown.shows("● live")
        for number in (1, 2):
            shown.type(f"body{number}\r")
            shown.until(lambda number=number: f"sent {number * len(HOSTILE)} " in shown.text)  # type: ignore[misc]
        shown.type("\x1bOQ")  # F2
        shown.until(lambda: "esc" in shown.text and "body2" in shown.text)
        shown.type("\x11")
        assert shown.ended() == 0
        assert raw_in(bytes(shown.drawn)) == []


@pytest.mark.parametrize("as_json", [True, False])
def test_whatever_nodes_print_and_send_run_prints_only_text(pattern: str, as_json: bool) -> None:
    done = zmqplay("run", pattern, "--count", "2", "--endpoint", "news=tcp://127.0.0.1:*", *["--json"] * as_json)
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).replace("\n", "").isprintable()
    if as_json:
        assert json.loads(done.stdout)["totals"]["sent"] == 2 * len(HOSTILE)
