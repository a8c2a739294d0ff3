"""The addresses of traced sockets in a form in which equal ones mean the same place, for whatever process."""

from __future__ import annotations

import os
import re
import socket

import msgspec
import psutil

from zmqplay.model.addresses import SOURCE, THIS_MACHINE
from zmqplay.trace.process import Process
from zmqplay.wire import SocketFacts

IPC, INPROC = "ipc://", "inproc://"
EVERYWHERE = {"", "*", "0.0.0.0", "[::]", "localhost"}
_TCP = re.compile(rf"tcp://{SOURCE}(.*):\d+")


def placed(facts: SocketFacts, number: int, process: Process) -> SocketFacts:
    """The facts with relative ipc paths made absolute, inproc names told apart by context, and this machine known."""
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
    if (match := _TCP.fullmatch(text)) and _is_another_name_of_this_machine(match[1]):
        return text + THIS_MACHINE
    return text


def _is_another_name_of_this_machine(host: str) -> bool:
    """Whether a host is this machine by its name, or by the address of one of its interfaces. No server is asked."""
    if host in EVERYWHERE or host.startswith("127.") or host == "[::1]":
        return False
    name = socket.gethostname().lower()
    if host.lower() in (name, name.partition(".")[0]):
        return True
    plain = host.strip("[]").partition("%")[0]
    return any(plain == one.address.partition("%")[0] for some in psutil.net_if_addrs().values() for one in some)
