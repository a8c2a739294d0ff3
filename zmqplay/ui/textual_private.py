"""Private interfaces of Textual, all in this file, as seen in Textual 8.2.8. Look here first after an update."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from textual._xterm_parser import XTermParser
from textual.app import App

if TYPE_CHECKING:
    from queue import Queue

__all__ = ["XTermParser", "let_writes_wait", "read_keys_with", "waiting_writes"]


def _unwritten(app: App[Any]) -> Queue[str | None] | None:
    """The writes that wait for the terminal; None where Textual has no thread that writes."""
    return getattr(getattr(app._driver, "_writer_thread", None), "_queue", None)


def waiting_writes(app: App[Any]) -> int:
    """How many writes wait for the terminal."""
    queue = _unwritten(app)
    return 0 if queue is None else queue.qsize()


def let_writes_wait(app: App[Any]) -> None:
    """Unbound the writer's queue: its thread dies with the terminal, and a full queue would block the event loop."""
    queue = _unwritten(app)
    if queue is not None:
        with queue.not_full:
            queue.maxsize = sys.maxsize
            queue.not_full.notify_all()


def read_keys_with(parser: type[XTermParser]) -> None:
    """Let the driver of a Unix terminal parse its input with this class."""
    try:
        from textual.drivers import linux_driver
    except ImportError:  # Windows
        return
    if hasattr(linux_driver, "XTermParser"):
        setattr(linux_driver, "XTermParser", parser)  # noqa: B010  # a type checker sees no such assignment
