"""The action of each command on its part of Controls, which returns a sentence about it; and the commands to undo it.

A function `undo_…` is called before its command is done, with the same values; it returns commands, a line each. That
of a command that sets something returns the command itself, with what is set now; it is called afterwards too: what it
returns is the same if the command has changed nothing.
"""

from __future__ import annotations

from zmqplay.control import files
from zmqplay.control.arguments import rate_in_words, work_in_words
from zmqplay.control.source import NodeControls, Rate, SpeechControls, WiringControls
from zmqplay.control.typed import as_typed, plain, quoted, typed_topic
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted
from zmqplay.template import as_literal

SENT_AS = "sent as "
"""How the answer to a message begins."""

# --- nodes


def add(nodes: NodeControls, role: str) -> str:
    return f"{nodes.add(role)} starts"


def undo_add(nodes: NodeControls, _traffic: Traffic, role: str) -> str:
    return f"stop {nodes.next_name(role)}"


def scale(nodes: NodeControls, role: str, count: int) -> str:
    nodes.scale(role, count)
    return f"{count} {role}{'' if count == 1 else 's'} now"


def undo_scale(nodes: NodeControls, _traffic: Traffic, role: str, _count: int) -> str:
    return f"nodes {role} {nodes.count_of(role)}"


def stop(nodes: NodeControls, name: str) -> str:
    nodes.stop(name)
    return f"{name} is stopped"


def kill(nodes: NodeControls, name: str) -> str:
    nodes.kill(name)
    return f"{name} is killed; what waits in its memory is lost"


def undo_end(_nodes: NodeControls, _traffic: Traffic, name: str) -> str:
    return f"restart {name}"


def restart(nodes: NodeControls, name: str) -> str:
    nodes.restart(name)
    return f"{name} starts again"


def freeze(nodes: NodeControls, name: str) -> str:
    nodes.freeze(name)
    return f"{name} is frozen; its connections stay open"


def undo_freeze(_nodes: NodeControls, _traffic: Traffic, name: str) -> str:
    return f"thaw {name}"


def thaw(nodes: NodeControls, name: str) -> str:
    nodes.thaw(name)
    return f"{name} is thawed"


def undo_thaw(_nodes: NodeControls, _traffic: Traffic, name: str) -> str:
    return f"freeze {name}"


def work(nodes: NodeControls, target: str, ms: float, jitter_ms: float = 0.0) -> str:
    nodes.set_work(target, ms, jitter_ms)
    return work_in_words(target, ms, jitter_ms)


def undo_work(nodes: NodeControls, traffic: Traffic, target: str, *_: object) -> str:
    """The commands that restore the work time of a role, and of its nodes that have their own."""
    ours = [node.name for node in traffic.nodes.values() if node.role == target and node.state.alive]
    own = [name for name in ours if nodes.work_of(name) != nodes.work_of(target)]
    times = {name: nodes.work_of(name) for name in (target, *own)}
    return "\n".join(f"work {name} {plain(ms)}ms {plain(jitter_ms)}ms" for name, (ms, jitter_ms) in times.items())


def fail(nodes: NodeControls, name: str) -> str:
    nodes.fail(name)
    return f"{name} will fail at its next task"


# --- speech


def rate(speech: SpeechControls, rate: Rate, node: str = "") -> str:
    speech.set_rate(rate, node)
    return rate_in_words(rate, node)


def undo_rate(speech: SpeechControls, _traffic: Traffic, _rate: Rate, node: str = "") -> str:
    """The commands that restore the rate of one node; or of all, including those with their own rate."""
    own = [] if node else [name for name in speech.speakers if speech.rate_of(name) != speech.rate]
    before = {name: speech.rate_of(name) if name else speech.rate for name in (node, *own)}
    typed = {name: "max" if rate is None else plain(rate) for name, rate in before.items()}
    return "\n".join(f"rate {rate} {name}".rstrip() for name, rate in typed.items())


def burst(speech: SpeechControls, count: int, node: str = "") -> str:
    speech.burst(count, node)
    return f"{counted(count)} at once"


def message(speech: SpeechControls, text: str = "") -> str:
    speech.set_message(text)
    return f"traffic is made of: {text or 'what the roles say'}"


def undo_message(speech: SpeechControls, _traffic: Traffic, _text: str = "") -> str:
    return f"message {speech.message}".rstrip()


def size(speech: SpeechControls, size: int) -> str:
    speech.set_size(size)
    return f"bodies have at least {counted(size, 'byte')}"


def undo_size(speech: SpeechControls, _traffic: Traffic, _size: int) -> str:
    return f"size {speech.size}"


def send(speech: SpeechControls, node: str, text: str) -> str:
    name = files.named_in(text)
    if not name:
        speech.send(node, text)
        return f"{SENT_AS}{node}"
    body = files.read(name)
    speech.send(node, text, body)
    return f"{SENT_AS}{node}: {name!r}, {counted(len(body), 'byte')}"


def end_input(speech: SpeechControls, node: str) -> str:
    speech.end_input(node)
    return f"{node} has the end of its input"


# --- wiring


def subscribe(wiring: WiringControls, name: str, topic: bytes) -> str:
    wiring.subscribe(name, topic)
    return f"{name} subscribes to {as_literal(topic) or 'everything'}"


def undo_subscribe(_wiring: WiringControls, _traffic: Traffic, name: str, topic: bytes) -> str:
    return f"unsubscribe {name} {typed_topic(topic)}"


def unsubscribe(wiring: WiringControls, name: str, topic: bytes) -> str:
    wiring.unsubscribe(name, topic)
    return f"{name} no longer subscribes to {as_literal(topic) or 'everything'}"


def undo_unsubscribe(_wiring: WiringControls, _traffic: Traffic, name: str, topic: bytes) -> str:
    return f"subscribe {name} {typed_topic(topic)}"


def option(wiring: WiringControls, target: str, name: str, value: int | bytes | None) -> str:
    return wiring.set_option(target, name, value)


def undo_option(wiring: WiringControls, _traffic: Traffic, target: str, name: str, _value: int | bytes | None) -> str:
    before = wiring.option_of(target, name)
    return f"option {target} {name} {'default' if before is None else quoted(as_typed(before))}"


def wire(wiring: WiringControls, wire: str, address: str) -> str:
    return wiring.set_endpoint(wire, address)


def undo_wire(wiring: WiringControls, _traffic: Traffic, wire: str, _address: str) -> str:
    return f"wire {wire} {wiring.address_of(wire)}"


def bind(wiring: WiringControls, wire: str, role: str) -> str:
    return wiring.turn(wire, role)


def undo_bind(_wiring: WiringControls, traffic: Traffic, wire: str, _role: str) -> str:
    return f"bind {wire} {traffic.topology.wire(wire).binding[0].role}"
