"""The addresses of traced sockets in a form in which equal ones mean the same place, for whatever process."""

from __future__ import annotations

import os

import msgspec

from zmqplay.trace.process import Process
from zmqplay.wire import SocketFacts

IPC, INPROC = "ipc://", "inproc://"


def placed(facts: SocketFacts, number: int, process: Process) -> SocketFacts:
    """The facts with relative ipc paths made absolute, and with inproc names told apart by context."""
    if not any(text.startswith((IPC, INPROC)) for text in (*facts.bound, *facts.connected)):
        return facts
    directory, context = process.directories.get(number, process.cwd), process.contexts.get(number, 0)
    return msgspec.structs.replace(
        facts,
        bound=tuple(_place(text, directory, context) for text in facts.bound),
        connected=tuple(_place(text, directory, context) for text in facts.connected),
    )


def _place(text: str, directory: str, context: int) -> str:
    if text.startswith(IPC) and not text.startswith(f"{IPC}@"):
        return IPC + os.path.realpath(os.path.join(directory, text.removeprefix(IPC)))
    if text.startswith(INPROC) and context:  # two contexts of one process do not meet
        return f"{text} (context {context + 1})"
    return text
