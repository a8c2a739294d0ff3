"""Steering: how a node carries out the session's instructions."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import zmq

from zmqplay.instructions import (
    Burst,
    Expect,
    Fail,
    Generate,
    Hold,
    Instruction,
    Send,
    SetOption,
    Stop,
    Subscribe,
    Work,
)  # fmt: skip
from zmqplay.node.reporting.main_thread import MainThread
from zmqplay.node.role.ending import Ending
from zmqplay.node.role.node import PlayedNode
from zmqplay.node.tap.flush import flush
from zmqplay.node.tap.pyzmq_private import CSocket
from zmqplay.node.tap.tap import Tap


class Steering:
    """Carries out instructions; called in the reporter's thread."""

    def __init__(self, node: PlayedNode, tap: Tap, main_thread: MainThread, ending: Ending) -> None:
        self._node = node
        self._tap = tap
        self._main_thread = main_thread
        self._ending = ending

    def nudge(self) -> bool:
        """Interrupt the role's thread if calls wait for it, or if it must end; return whether to do so again soon."""
        self._main_thread.nudge(always=self._ending.nudge())
        return self._main_thread.waiting or self._ending.is_under_way

    def follow(self, instruction: Instruction) -> None:
        """Carry out one instruction; calls on the role's sockets are made soon, in the role's thread."""
        match instruction:
            case Send(frames):
                self._node.outbox.say(frames)
            case Generate():
                self._node.outbox.generate(instruction)
            case Burst():
                self._node.outbox.burst(instruction)
            case Hold(on):
                self._node.outbox.hold(on)
            case Work(ms, jitter_ms):
                self._node.set_work(ms, jitter_ms)
            case Fail():
                self._node.fail()
            case Subscribe(topic, on):
                self._main_thread.run_soon(partial(self._subscribe, topic, on))
            case Expect(subscriptions):
                self._tap.expect(subscriptions)
            case SetOption(name, value):
                self._main_thread.run_soon(partial(self._set_option, name, value))
            case Stop(linger_ms):
                self._ending.begin(linger_ms)

    def _subscribe(self, topic: bytes, on: bool) -> None:
        """Subscribe or unsubscribe the role's SUB sockets, or if it has none, its XSUB sockets, which subscribe by a
        message; before any exists, change the topics that they will get.

        A subscription is recorded, and so reported, only after it has left for the publishers.
        """
        option, sockets = zmq.SUBSCRIBE if on else zmq.UNSUBSCRIBE, self._tap.open_sockets("SUB")
        for socket in sockets:
            CSocket.set(socket, option, topic)
            flush(socket.context)
            if tapped := self._tap.of(socket):
                tapped.option_set(socket, option, topic)
        by_message = [] if sockets else self._tap.open_sockets("XSUB")
        for socket in by_message:
            socket.send((b"\x01" if on else b"\x00") + topic)
            flush(socket.context)
        topics = self._node.topics
        if sockets or by_message:
            return
        if on:
            topics.append(topic)
        elif topic in topics:
            topics.remove(topic)

    def _set_option(self, name: str, value: int | bytes) -> None:
        """Set an option on the role's sockets that take it, and on its future sockets."""
        option = getattr(zmq, name)
        self._node.context.setsockopt(option, value)
        for socket in self._tap.open_sockets():
            with suppress(zmq.ZMQError):
                socket.setsockopt(option, value)
