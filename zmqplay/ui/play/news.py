"""The news for the last line: what became of the message that was typed last, and what a node has just printed."""

from __future__ import annotations

from zmqplay.model.messages.messages import Message
from zmqplay.model.nodes import NodeState
from zmqplay.model.reading.fate import Fate, fate_of
from zmqplay.model.reading.waits import wait_of
from zmqplay.model.traffic import Traffic
from zmqplay.template import Template
from zmqplay.text import safe
from zmqplay.ui.panes.log.fates import NOT_KNOWN, fate, without_receiver
from zmqplay.ui.panes.log.message_line import ends, receivers
from zmqplay.ui.panes.log.previews import text_of

FRESH_NS = 8_000_000_000
"""How long news comes before problems."""
TURN_NS = 4_000_000_000
"""A node that prints all the time shares the line with the Doctor: each has it this long."""
TYPED, PRINTED = "typed", "printed"
"""The kinds of news."""
TEXT_MOST = 40
LOOKED_AT, LOOKED_AT_IN_ALL = 500, 20_000
"""Messages of the log that are looked through at a time, and in all; under load the message may not be among them."""


class TypedMessage:
    """The message that the user typed last: found in the log, and followed to its receivers, and to the answer."""

    def __init__(self, sender: str, text: str, first: int) -> None:
        """`first` is the row of the log from which on the message is looked for."""
        self._sender, self._text = sender, text
        self._last_frame = b"" if "{" in text else Template(text, sender).frames(1)[-1]
        """The last frame, by which the message is known in other traffic; empty if any may be."""
        self._next, self._last = first, first + LOOKED_AT_IN_ALL
        self._message: Message | None = None
        self._answer: Message | None = None

    def says(self, traffic: Traffic) -> str:
        """Where the message and its answer are; empty if the message is not to be found."""
        self._look(traffic)
        if self._message is None:
            return self._waiting(traffic)
        said = _where(traffic, self._message)
        return f"{said}   {_where(traffic, self._answer)}" if self._answer else said

    def _look(self, traffic: Traffic) -> None:
        """Look through the messages that came since the last look."""
        log = traffic.messages
        self._next = max(self._next, log.first)
        for row in range(self._next, min(self._next + LOOKED_AT, log.total, self._last)):
            message = log.row(row)
            if message is None or self._answer is not None:
                return
            self._next = row + 1
            if self._message is None:
                self._message = message if self._is_it(message) else None
            elif message.sender in ends(self._message) and self._sender in ends(message):
                self._answer = message

    def _is_it(self, message: Message) -> bool:
        if message.sender != self._sender or not message.number:
            return False
        frame = self._last_frame
        heads = zip(message.heads, message.sizes, strict=False)
        return not frame or any(size == len(frame) and frame.startswith(head) for head, size in heads)

    def _waiting(self, traffic: Traffic) -> str:
        """Where the message waits before it is sent."""
        node = traffic.nodes.get(self._sender)
        if node is None or not node.speech.to_be_sent:
            return ""
        wait = wait_of(traffic, node)
        frozen = "is frozen" if node.state is NodeState.FROZEN else ""
        why = frozen or (wait.says if wait and wait.brief else "")
        said = f"{safe(self._text, TEXT_MOST)} waits in {safe(node.name, 40)}"
        return f"{said}, which {safe(why)}" if why else said


def _where(traffic: Traffic, message: Message) -> str:
    """A message's text, its receivers, and its latency or fate."""
    text = text_of(message, TEXT_MOST, traffic.topology)
    to = ", ".join(receivers(message, TEXT_MOST)) or without_receiver(traffic, message)
    became = fate_of(traffic, message)
    if to == NOT_KNOWN:
        return f"{text} is sent; who has it is not known" if became is Fate.UNKNOWN else f"{text} is {became}"
    return f"{text} → {to}" if became is Fate.UNKNOWN else f"{text} → {to}  {fate(traffic, message)[0]}"


class News:
    """Watches for what is new."""

    def __init__(self) -> None:
        self._typed: TypedMessage | None = None
        self._typed_ns = 0
        self._total = 0
        """The log's number of messages at the last look."""
        self._outputs: dict[str, str] = {}
        """The last line of each node."""
        self._printed = ""
        self._printed_ns = self._printing_since_ns = -FRESH_NS

    def note(self, command: str) -> None:
        """A command was carried out: follow the message, if it sends one."""
        name, *said = command.strip().removeprefix("/").split(" ", 2)
        if name == "send" and len(said) == 2:
            self.typed(*said)

    def typed(self, sender: str, text: str) -> None:
        """Follow this message from now on, which was just typed."""
        self._typed, self._typed_ns = TypedMessage(sender, text, self._total), 0

    def look(self, traffic: Traffic, now_ns: int) -> None:
        """See what the nodes have printed."""
        self._typed_ns = self._typed_ns or now_ns
        self._total = traffic.messages.total
        for name, node in traffic.nodes.items():
            if node.output and node.output[-1] is not self._outputs.get(name):
                self._outputs[name] = node.output[-1]
                if node.state is not NodeState.CRASHED and node.output[-1].strip():
                    if now_ns - self._printed_ns >= FRESH_NS:
                        self._printing_since_ns = now_ns
                    self._printed, self._printed_ns = f"{safe(name, 40)} printed: {safe(node.output[-1])}", now_ns

    def fresh(self, traffic: Traffic, now_ns: int, *, shows_messages: bool, is_shared: bool) -> tuple[str, str]:
        """The news of the last seconds, and its kind; `is_shared` means that the Doctor has something to say too.

        What was typed is news only where the screen does not show the messages.
        """
        typed, age_ns = ("", TYPED) if shows_messages else self.of_typed(traffic), now_ns - self._typed_ns
        if typed[0] and age_ns < TURN_NS:
            return typed
        is_turn = not is_shared or (now_ns - self._printing_since_ns) // TURN_NS % 2 == 0
        if now_ns - self._printed_ns < FRESH_NS and is_turn:
            return self._printed, PRINTED
        return typed if age_ns < FRESH_NS else ("", TYPED)

    def of_typed(self, traffic: Traffic) -> tuple[str, str]:
        """Where the message is that was typed last, and the kind of this news."""
        return (self._typed.says(traffic) if self._typed else ""), TYPED
