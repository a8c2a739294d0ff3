"""The speaking nodes, and what they send: the `speech` part of a session's controls."""

from __future__ import annotations

import time
from collections.abc import Callable, Container

from zmqplay.control.refused import Refused
from zmqplay.control.source import Rate
from zmqplay.instructions import Burst, Generate, Hold, Send
from zmqplay.model.facts import Fact, Given
from zmqplay.model.peers import Peers
from zmqplay.model.reading.addressed import addressed
from zmqplay.session.channels.control import Control
from zmqplay.session.lookup import Lookup
from zmqplay.session.plan import Plan, role_of
from zmqplay.template import Template


class Speakers:
    """`SpeechControls` of a session, and what a player needs to divide a count. Raises Refused with the reason."""

    def __init__(
        self,
        *,
        lookup: Lookup,
        plan: Plan,
        control: Control,
        peers: Peers,
        restarting: Container[str],
        take: Callable[[Fact], None],
    ) -> None:
        """`restarting` are the nodes that are about to start again: messages for them wait for their next life.

        `take` takes the facts about messages that were given to a node.
        """
        self._lookup = lookup
        self._plan = plan
        self._control = control
        self._peers = peers
        self._restarting = restarting
        self._take = take
        self._in_next_life: dict[str, list[Burst | Send]] = {}

    @property
    def speakers(self) -> list[str]:
        """The living nodes that can send what the user types; those that generate traffic first."""
        living = [node.name for node in self._lookup.all_alive()]
        able = [name for name in living if self._plan.pattern.role(role_of(name)).takes_messages]
        return sorted(able, key=lambda name: not self.makes_traffic(name))

    def makes_traffic(self, node: str) -> bool:
        """Whether a node's role generates traffic by itself, and not only when the user names the node."""
        return self._plan.pattern.role(role_of(node)).speaks

    @property
    def rate(self) -> Rate:
        """The rate of each speaking node that has no rate of its own."""
        return self._plan.rate

    def rate_of(self, node: str) -> Rate:
        """The rate of one node: its own, or that of all."""
        return self._plan.rates.get(node, self._plan.rate if self.makes_traffic(node) else 0.0)

    def set_rate(self, rate: Rate, node: str = "") -> None:
        """Let each speaking node send at this rate, or only `node`."""
        if node:
            self._plan.rates[self._check_can_send(node)] = rate
            self._speak(node)
            return
        self._plan.rate = rate
        self._plan.rates.clear()
        self._speak_all()

    def limit(self, node: str, most: int) -> None:
        """Let a speaking node make at most `most` messages in all its lives, bursts apart."""
        self._plan.most[node] = most
        self._speak(node)

    def generate(self, node: str, rate: Rate, count: int | None) -> None:
        """Let a node generate `count` messages at a rate, regardless of the plan; None for no end."""
        plan = self._plan
        generate = Generate(rate, self._messages_of(node), plan.size, count=count, most=plan.most.get(node))
        self._control.send(node, generate)

    def burst(self, count: int, node: str = "") -> None:
        """Let each speaking node send `count` extra messages now, or only `node`."""
        talkers = [name for name in self.speakers if self.makes_traffic(name)]
        names = [self._check_can_send(node)] if node else talkers
        if not names:
            raise Refused("no node is left that makes traffic; start one first.")
        for name in names:
            self._say(name, Burst(count, self._messages_of(name), self._plan.size))

    def _messages_of(self, node: str) -> list[str]:
        """What a node generates: the user's own words as they are, a role's to an id that is known."""
        messages = self._plan.messages_of(node)
        if self._plan.messages:
            return messages
        return [addressed(self._peers, self._lookup.nodes[node], message) for message in messages]

    @property
    def message(self) -> str:
        """The text of generated messages; empty for the messages that the roles declare."""
        return self._plan.messages[0] if self._plan.messages else ""

    def set_message(self, text: str = "") -> None:
        """Generate messages with this text; if it is empty, the messages that the roles declare."""
        self._plan.messages = (text,) if text else ()
        self._speak_all()

    @property
    def size(self) -> int:
        """Bytes to which bodies are padded."""
        return self._plan.size

    def set_size(self, size: int) -> None:
        """Pad the body of each new message to `size` bytes."""
        self._plan.size = size
        self._speak_all()

    def end_input(self, node: str) -> None:
        raise Refused(f"{node} reads no standard input.")

    def send(self, node: str, text: str, body: bytes | None = None) -> None:
        """Let a node send what the user typed; a `body` takes the place of the last frame."""
        if node not in self.speakers:
            raise Refused(f"{node} cannot send; {' or '.join(self.speakers) or 'nobody'} can.")
        number = self._lookup.nodes[node].speech.spoken + 1
        frames = Template(text, node, self._plan.size).frames(number)
        self._say(node, Send(frames if body is None else [*frames[:-1], body]))

    def begin(self, node: str) -> None:
        """Let a node that has met the others speak, and send what was kept for this life."""
        self._speak(node)
        for command in self._in_next_life.pop(node, []):
            self._control.send(node, command)

    def end_extra_traffic(self) -> None:
        """Let the nodes that make traffic only because the user has named them make no more."""
        for name in self.speakers:
            if not self.makes_traffic(name) and self.rate_of(name) != 0:
                self.set_rate(0.0, name)

    def hold(self) -> None:
        """Let no node send anything more."""
        for name in self.speakers:
            self._control.send(name, Hold(True))

    def _speak(self, node: str) -> None:
        """Let a node generate the traffic that the plan has for it, if any."""
        if self.makes_traffic(node) or self._plan.messages_of(node):
            self.generate(node, self.rate_of(node), None)

    def _speak_all(self) -> None:
        for name in self.speakers:
            self._speak(name)

    def _say(self, node: str, command: Burst | Send) -> None:
        is_for_later = node in self._restarting
        messages = command.count if isinstance(command, Burst) else 1
        life = self._lookup.nodes[node].life.number + is_for_later
        self._take(Given(time.monotonic_ns(), node, messages, life))
        if is_for_later:
            self._in_next_life.setdefault(node, []).append(command)
        else:
            self._control.send(node, command)

    def _check_can_send(self, name: str) -> str:
        """Return the name of a living node that can be given traffic."""
        node = self._lookup.living(name)
        if name not in self.speakers:
            raise Refused(f"{name} makes no traffic by itself; {', '.join(self.speakers) or 'nobody'} can.")
        if not self._plan.messages_of(name):
            example = "Client1 | Hello {n}" if "ROUTER" in self._plan.pattern.sockets_of(node.role) else "Hello {n}"
            raise Refused(f"{name} has no message to send; give it one: `/message {example}`.")
        return name
