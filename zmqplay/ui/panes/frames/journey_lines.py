"""The journey of a message through the nodes: one line for each step, with the time since the send."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from zmqplay.model.kinds import kind_of
from zmqplay.model.messages.messages import FOREIGN, Message
from zmqplay.model.reading.fate import Fate, fate_of, handed_to, losses_of
from zmqplay.model.reading.subscriptions import is_subscription, matching
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.words import milliseconds
from zmqplay.template import as_literal
from zmqplay.text import cell_fit, count, safe
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink, Line, Piece
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.log.previews import text_of

STEPS_MOST = 40
TIME = 12


class JourneyLines:
    """Draws the journey of one message, and of the messages that follow from it."""

    def __init__(self, ink: Ink, scene: Scene, message: Message, followed_by: list[Message]) -> None:
        self._ink, self._traffic, self._width = ink, scene.traffic, scene.width
        self._wall_clock = scene.wall_clock
        self._message, self._followed_by = message, followed_by

    def lines(self) -> list[Line]:
        """Draw a title, and the steps."""
        steps = [line for _, line in sorted(self._steps(), key=lambda step: step[0])]
        steps += self._not_arrived()
        if len(steps) > STEPS_MOST:
            rest = len(steps) - STEPS_MOST
            steps[STEPS_MOST:] = [[(f"and {count(rest)} more", self._ink("muted"))]]
        return [[("path", self._ink("soft", italic=True))], *steps]

    def _steps(self) -> Iterator[tuple[int, Line]]:
        """The known steps, each with its time."""
        for message in (self._message, *self._followed_by):
            if message.number:
                yield message.time_ns, self._sent(message)
            does = "is told of it" if is_subscription(message) else "has it"
            for delivery in message.deliveries:
                words = self._subscription(delivery.node, message)
                yield delivery.time_ns, self._step(delivery.time_ns, delivery.node, does, words)

    def _sent(self, message: Message) -> Line:
        if message is self._message:
            return self._step(message.time_ns, message.sender, f"sends it, its message {count(message.number)}", [])
        does = "answers" if kind_of(message.socket).answers else "sends on"
        room = max(8, self._width - TIME - cell_len(safe(message.sender, 40)) - len(does) - 3)
        said = cell_fit(text_of(message, room, self._traffic.topology), room).rstrip()
        return self._step(message.time_ns, message.sender, does, [(f" {said}", self._ink())])

    def _step(self, time_ns: int, node: str, does: str, words: list[Piece]) -> Line:
        since_ns = time_ns - self._message.time_ns
        time = f"+{milliseconds(since_ns)}" if since_ns > 0 else self._wall_clock(time_ns)
        return [
            (cell_fit(time, TIME, right=True) + " ", self._ink("muted")),
            (safe(node, 40) or "somebody", self._ink.node(node)),
            (f" {does}", self._ink("soft")),
            *words,
        ]

    def _subscription(self, node: str, message: Message) -> list[Piece]:
        prefix = matching(self._traffic.nodes.get(node), message)
        if prefix is None:
            return []
        muted = self._ink("muted")
        if not prefix:
            return [(", subscribed to everything", muted)]
        return [(", subscribed to ", muted), (as_literal(prefix, 40), self._ink("accent", bold=True))]

    def _not_arrived(self) -> list[Line]:
        """Draw where the message waits, and where and why it was lost."""
        message = self._message
        lines: list[Line] = []
        for node in waiting_at(self._traffic, message):
            lines.append(self._beside("waits at", WAITING, node, ""))
        for node, reason in message.lost.items():
            lines.append(self._beside("lost", LOST, node, f" {safe(reason, 40)}"))
        became = fate_of(self._traffic, message)
        if became is Fate.HANDED_OVER:
            name = handed_to(self._traffic, message)
            peer = "a foreign peer" if name == FOREIGN else safe(name, 60)
            lines.append([(" " * (TIME + 1) + f"handed over to {peer}", self._ink("muted"))])
        if became is Fate.LOST and not message.lost:
            reasons = ", ".join(losses_of(self._traffic, message))
            lines.append([(cell_fit("lost", TIME, right=True) + f" {reasons}", self._ink(LOST))])
        if became is Fate.UNHEARD and not is_subscription(message):
            lines.append([(" " * (TIME + 1) + "nobody has it: no subscription matches", self._ink("muted"))])
        return lines

    def _beside(self, what: str, shade: str, node: str, why: str) -> Line:
        ink = self._ink(shade)
        return [
            (cell_fit(what, TIME, right=True) + " ", ink),
            (safe(node, 40), self._ink.node(node)),
            (why, ink),
        ]
