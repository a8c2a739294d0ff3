"""The program's first socket: until then nothing is watched, since daemons fork and close all files before it."""

from __future__ import annotations

import os
import sys
from functools import wraps
from typing import Any

import zmq

AWAITS = "_zmqplay_awaits"
"""The attribute with the method that stands behind one that awaits the first socket."""
PROXIES = "proxy", "proxy_steerable", "monitored_queue"
"""libzmq's loops that pass messages on, past the sockets' own methods."""

root: Any = sys.modules[__name__.partition(".")[0]]


def await_zmqs_first_socket() -> None:
    """zmq is loaded: begin to watch at the first socket of this process, and at that of each forked child."""
    root.forked, root.proxies = False, None
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_before_fork, after_in_parent=_in_parent, after_in_child=_in_child)
    for name in PROXIES:
        _await_proxy(name)
    await_socket()


def _await_proxy(name: str) -> None:
    """Have each call of this C loop ask whether something stands in for it.

    The program has imported nothing of zmq yet, so there is no need to look through all its modules for the name.
    """
    original = vars(zmq.backend).get(name)
    if original is None:
        return

    @wraps(original)
    def loop(*args: Any, **kwargs: Any) -> Any:
        call = original if root.proxies is None else root.proxies(name, original)
        return call(*args, **kwargs)

    for module in [each for title, each in sys.modules.items() if title.partition(".")[0] == "zmq"]:
        if vars(module).get(name) is original:
            setattr(module, name, loop)


def _before_fork() -> None:
    """No thread of ours is there while the process forks: Python 3.12 warns a program that has several."""
    try:
        if root.pause is not None:
            root.pause()
    except Exception:
        return


def _in_parent() -> None:
    """The process has forked."""
    try:
        if root.go_on is not None:
            root.go_on()
    except Exception:
        return


def _in_child() -> None:
    """This process is a forked child: it starts afresh, and what it has inherited is another process's."""
    try:
        root.forked = True
        forget, root.forget, root.finish = root.forget, None, None
        root.pause = root.go_on = None
        if forget is not None:
            forget()
        await_socket()
    except Exception:
        return


def await_socket() -> None:
    """Begin to watch when `zmq.Socket` is called next, in this process."""
    original = vars(zmq.Socket).get("__init__")
    if original is None:
        return
    original = getattr(
        original, AWAITS, original
    )  # a process that was forked has inherited what its parent awaits with
    lock = root.recursive_lock()
    begun: list[bool] = []

    @wraps(original)
    def __init__(socket: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807  # the tap looks past this name
        with lock:  # another thread's first socket waits here until this process is watched
            if not begun:
                begun.append(True)
                _begin_safely()
                if vars(zmq.Socket).get("__init__") is __init__:  # it is not watched
                    setattr(zmq.Socket, "__init__", original)  # noqa: B010
        call = vars(zmq.Socket).get("__init__")
        (original if call in (None, __init__) else call)(socket, *args, **kwargs)

    setattr(__init__, AWAITS, original)
    setattr(zmq.Socket, "__init__", __init__)  # noqa: B010  # mypy allows no plain assignment


def _begin_safely() -> None:
    try:
        is_bundled = _run_bundle()
        from .begin import begin

        begin(root)
        if not is_bundled:
            from .bundling import write

            write(root.directory)
    except Exception as error:
        say_why(f"{type(error).__name__}: {error}")


def _run_bundle() -> bool:
    """Run the modules of the one file that has them, if there is one."""
    rest, root.rest = root.rest, None
    if rest is not None:
        root.run_modules(root, rest)
    return rest is not None


def say_why(reason: str) -> None:
    """Leave a record of why this process is not watched; where even that fails, the program runs on all the same."""
    try:
        from .oneself import process_facts
        from .records import Records

        records = Records(os.path.join(root.directory, f"{os.getpid()}-0.records"), root.recursive_lock())
        records.append("process", {**process_facts(0, root.forked), "untapped": reason})
    except Exception:
        return
