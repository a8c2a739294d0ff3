"""A case played by a session of this very process: at every refresh the ledger is checked."""

from __future__ import annotations

import os
import random
import resource
import time
from contextlib import nullcontext, suppress
from typing import Any

import zmq

from tests.playing import anywhere
from tests.soak.cases import Case
from tests.soak.outside import Outside
from tests.soak.strangers import OPPOSITE, Strangers
from tests.soak.surroundings import DEADLINE_S, Failed, Surroundings
from tests.soak.truths import check, counted
from zmqplay.control.commands import CommandError, give
from zmqplay.control.refused import Refused
from zmqplay.control.source import Phase
from zmqplay.model.nodes import NodeState
from zmqplay.session.hosts.fork_server import of_this_process
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup


def play(case: Case, surroundings: Surroundings) -> None:
    """Play it from start to end; raise Failed, AssertionError or whatever zmqplay raises."""
    if files := case.setting("files"):
        resource.setrlimit(resource.RLIMIT_NOFILE, (int(files), int(files)))
    try:
        with nullcontext() if case.end == "forget" else of_this_process():
            _Play(case, surroundings).play()
    except Refused:
        if not case.is_starved:
            raise


def setup_of(case: Case, surroundings: Surroundings) -> Setup:
    """The settings as a session takes them."""
    pattern = case.played
    options: dict[str, dict[str, int | bytes]] = {}
    for setting in case.settings:
        name, _, value = setting.partition("=")
        role, dot, option = name.partition(".")
        if dot:
            options.setdefault(role, {})[option] = int(value)
    endpoints = {}
    if case.setting("at") == "ipc":
        endpoints = {wire.name: f"ipc://{surroundings.work}/{wire.name}" for wire in pattern.wires}
    size = int(case.setting("size", "0"))
    return anywhere(pattern, Setup(counts=case.counts, options=options, endpoints=endpoints, size=size))


class _Play:
    """One session, and what happens in it."""

    def __init__(self, case: Case, surroundings: Surroundings) -> None:
        self._case = case
        self._session = Session(case.played, setup_of(case, surroundings))
        self._outside = Outside(surroundings, os.getpid(), str(case))
        self._strangers: list[Strangers] = []
        self._chance = random.Random(str(case))

    def play(self) -> None:
        """Open, do every step, end."""
        self._session.open()
        self._until_live()
        for step in self._case.steps:
            self._do(step.split())
            self.refresh()
        if self._case.end == "forget":
            return
        try:
            if self._case.end == "finish":
                self._finish()
        finally:
            self._session.close()
            for strangers in self._strangers:
                strangers.close()
        check(self._session)

    def refresh(self, times: int = 1) -> None:
        """Take what has come, as the screen does, and check the figures."""
        for _ in range(times):
            self._session.wait(0.01)
            self._session.drain(0.02)
            check(self._session)
            for strangers in self._strangers:
                with suppress(zmq.ZMQError):
                    strangers.talk()

    def _until_live(self) -> None:
        end = time.monotonic() + DEADLINE_S
        while self._session.state.phase is Phase.STARTING:
            self.refresh()
            if time.monotonic() > end:
                raise Failed(f"it is not live: {self._states()}")

    def _do(self, words: list[str]) -> None:
        if words[0] == "wait":
            self.refresh(int(words[1]))
        elif words[0] == "!stranger":
            with suppress(zmq.ZMQError):  # no descriptors are left for it
                self._let_strangers(words[1])
        elif words[0].startswith("!"):
            self._outside.act(words)
        else:
            with suppress(CommandError, Refused):  # it does not fit the moment
                give(self._session, " ".join(words))

    def _let_strangers(self, does: str) -> None:
        if not self._strangers:
            for wire in self._session.pattern.wires:
                if (bound := wire.binding[0].socket) in OPPOSITE:
                    address = self._session.traffic.addresses[wire.name]
                    self._strangers.append(Strangers(address, bound, self._chance))
        acts: dict[str, Any] = {"comes": Strangers.come, "talks": Strangers.talk, "goes": Strangers.go}
        for strangers in self._strangers:
            acts[does](strangers)

    def _finish(self) -> None:
        """End as `run` does; then every node has ended, and what it counted by itself is what is known."""
        self._session.finish()
        check(self._session)
        if self._case.is_starved:
            return
        for node in self._session.traffic.nodes.values():
            if node.state.alive:
                raise Failed(f"{node.name} is {node.state} after the end: {self._states()}")
            own = counted(node) if node.state is NodeState.STOPPED and node.life.final and not node.former else None
            if own is not None and own != (node.sent, node.received):
                raise Failed(f"{node.name} counted {own}, and zmqplay {node.sent, node.received}")

    def _states(self) -> list[str]:
        nodes = self._session.traffic.nodes.values()
        return [f"{n.name} {n.state} {n.life.reason} {[line[:200] for line in n.output][-3:]}" for n in nodes]
