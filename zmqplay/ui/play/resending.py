"""Whether a message can be sent again by the node that sent it, and changed before that."""

from __future__ import annotations

from zmqplay.control.source import Source
from zmqplay.model.messages.messages import Message
from zmqplay.model.traffic import Traffic
from zmqplay.template import as_text
from zmqplay.text import count
from zmqplay.ui.keys.paste import LONGEST
from zmqplay.ui.look.copying import as_typed


def why_not_edited(text: str) -> str:
    """Why a message of this text cannot be put into the line, in one sentence; empty if it can."""
    if len(text) <= LONGEST:
        return ""
    says = f"the line takes {count(LONGEST)} characters, and this message has {count(len(text))}"
    return f"{says}: r sends it again as it is, ctrl+s saves it"


def why_not_sent_again(source: Source, message: Message) -> str:
    """Why the sender cannot send the message again, in one sentence; empty if it can."""
    speech = source.controls.speech if source.controls else None
    speakers = speech.speakers if speech else ()
    if message.sender in speakers:
        is_whole = not _lacks_id(source.traffic, message) or id_of_receiver(source.traffic, message) is not None
        return "" if is_whole else "its routing id was not seen, so it cannot be sent again"
    node = source.traffic.nodes.get(message.sender)
    if node is None:
        return f"{message.sender or 'its sender'} is not played by zmqplay, so it cannot send this again"
    if not node.state.alive:
        return f"{node.name} has ended ({node.state}), so it cannot send this again"
    can = ", ".join(speakers) or "nobody"
    return f"{node.name} sends only what its role makes, so not this again; who sends what you like: {can}"


def text_of_same(traffic: Traffic, message: Message) -> str:
    """The text that, typed into the input line, sends the same message, with the id that only its sender saw."""
    text = as_typed(message, traffic.topology)
    routing_id = id_of_receiver(traffic, message) if _lacks_id(traffic, message) else None
    return text if routing_id is None else f"{as_text([routing_id])} | {text}"


def _lacks_id(traffic: Traffic, message: Message) -> bool:
    """Whether a ROUTER sent the message, and only its receiver saw it, which gets no routing id."""
    node = traffic.nodes.get(message.sender)
    sockets = node.sockets.values() if node and not message.number else ()
    return any(socket.routes and socket.wire == message.wire for socket in sockets)


def id_of_receiver(traffic: Traffic, message: Message) -> bytes | None:
    """The routing id of the only receiver, a DEALER that got all other frames; None if the id is not certain."""
    names = {delivery.node for delivery in message.deliveries}
    if len(names) != 1 or message.socket != "DEALER":
        return None
    (name,), peers = names, traffic.peers
    routers = [one for one in traffic.nodes[message.sender].sockets.values() if one.routes and one.wire == message.wire]
    announced = {key for router in routers for key, holders in peers.holders(router).items() if holders[0] == name}
    known = announced | {*peers.owners.sure_ids(name)}
    return next(iter(known)) if len(known) == 1 else None
