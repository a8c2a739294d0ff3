"""A node's present activity in words, to be drawn beside the line of code that it has reached."""

from __future__ import annotations

from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.reading.waits import wait_of
from zmqplay.model.traffic import Traffic
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.code.listing import WORKS, HighlightedCode
from zmqplay.wire import Activity

ENDED = {
    NodeState.STARTING: ("starting", "muted"),
    NodeState.FROZEN: ("frozen here", "muted"),
    NodeState.STOPPED: ("stopped", "muted"),
    NodeState.KILLED: ("killed, last seen here", LOST),
    NodeState.CRASHED: ("crashed here", LOST),
}
"""For each state in which a node does not run: words, and their shade."""
SHORT = {
    Activity.IDLE: ("waiting", "muted"),
    Activity.BUSY: ("working", "text"),
    Activity.BLOCKED: ("blocked", WAITING),
    Activity.UNSEEN: ("too fast to follow", "muted"),
}


def place_of(node: NodeTraffic, code: HighlightedCode) -> int:
    """The index of the line that a node has reached; 0 while the line is unknown or changes all the time."""
    is_seen = node.state is not NodeState.RUNNING or node.doing.activity is not Activity.UNSEEN
    return (code.place(node.doing.line) or 0) if is_seen else 0


def activity_of(traffic: Traffic, node: NodeTraffic, code: HighlightedCode, now_ns: int) -> tuple[str, str]:
    """A node's activity in a few words, and their shade."""
    if node.state is not NodeState.RUNNING:
        words, shade = ENDED[node.state]
        return (words if place_of(node, code) else words.replace(" here", "").replace(", last seen", "")), shade
    words, shade = SHORT[node.doing.activity]
    if node.doing.activity is Activity.UNSEEN:
        return words, shade
    if wait := wait_of(traffic, node):
        words = wait.says
    elif node.doing.activity is Activity.BUSY:
        words = "works" if code.call(place_of(node, code), WORKS) else "runs"
    return words + lasting(node, now_ns), shade


def briefly(node: NodeTraffic) -> tuple[str, str]:
    """A node's activity in one or two words, for a line with several nodes; and their shade."""
    return (node.state.value, ENDED[node.state][1]) if node.state in ENDED else SHORT[node.doing.activity]


def lasting(node: NodeTraffic, now_ns: int) -> str:
    """How long a node's activity has lasted, in words; empty in the first second."""
    seconds = (now_ns - node.doing.since_ns) // 1_000_000_000 if node.doing.since_ns else 0
    if seconds < 1:
        return ""
    return f", {seconds} s" if seconds < 120 else f", {seconds // 60} min"
