"""Whether a message can be sent again by the node that sent it, and changed before that."""

from __future__ import annotations

from zmqplay.control.source import Source
from zmqplay.model.messages.messages import Message
from zmqplay.text import count
from zmqplay.ui.keys.paste import LONGEST


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
        return ""
    node = source.traffic.nodes.get(message.sender)
    if node is None:
        return f"{message.sender or 'its sender'} is not played by zmqplay, so it cannot send this again"
    if not node.state.alive:
        return f"{node.name} has ended ({node.state}), so it cannot send this again"
    can = ", ".join(speakers) or "nobody"
    return f"{node.name} sends only what its role makes, so not this again; who sends what you like: {can}"
