"""Private interfaces of Textual, all in this file, as seen in Textual 8.2.8. Look here first after an update."""

from __future__ import annotations

import codecs
import os
import signal
import sys
from functools import partial
from selectors import EVENT_READ, SelectorKey, SelectSelector
from threading import Event
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.binding import Binding
from textual.command import Command, CommandList, CommandPalette
from textual.content import Content
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.widget import MountError, Widget
from textual.worker import WorkerFailed

from zmqplay import faults

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable
    from queue import Queue

__all__ = [
    "ClosedInTime", "XTermParser", "bind", "cause_of", "end_with", "is_too_late", "last_words", "let_writes_wait",
    "lower_border", "number_stderr", "read_keys_with", "refresh_scroll_bars", "say_below", "suspend_only_while_open",
    "upper_border", "waiting_writes",
]  # fmt: skip

STDERR = 2
FD_SETSIZE = 1_024
"""select(2) takes no descriptor from this number on."""


class ClosedInTime(CommandPalette):
    """A palette that may be closed while its search goes on for a moment, which fills a list that is gone."""

    def _refresh_command_list(self, command_list: CommandList, commands: list[Command], clear_current: bool) -> None:
        if command_list.is_attached:
            super()._refresh_command_list(command_list, commands, clear_current)


def upper_border(widget: Widget) -> Content | None:
    """The text in the upper border; the public `border_title` converts the text to markup at each reading."""
    return widget._border_title


def lower_border(widget: Widget) -> Content | None:
    """The text in the lower border."""
    return widget._border_subtitle


def say_below(widget: Widget, text: Content) -> None:
    """Put a text into the lower border and repaint only that row; the public setter repaints the whole widget."""
    widget._border_subtitle = text
    border = Region(0, widget.outer_size.height - 1, widget.outer_size.width, 1)
    widget.refresh(border.translate(-widget.content_offset))


def refresh_scroll_bars(pane: ScrollView) -> None:
    """Show or hide the scroll bars as the virtual size needs them, without a layout."""
    pane._refresh_scrollbars()


def bind(widget: Widget, keys: str, action: str, about: str) -> None:
    """Bind a key for one widget, in place of its class's binding; Textual's public bindings are per class."""
    for binding in Binding.make_bindings([Binding(keys, action, about, show=False)]):
        widget._bindings.key_to_bindings[binding.key] = [binding]


def _unwritten(app: App[Any]) -> Queue[str | None] | None:
    """The queue of writes that wait for the terminal; None if Textual has no writer thread."""
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


def suspend_only_while_open(app: App[Any], loop: AbstractEventLoop) -> None:
    """Suspend and resume the drawing only while the app is open, and only between two turns of its event loop.

    The driver's own handlers of SIGTSTP and SIGCONT stay after the app and its event loop have ended, and need both.
    They come in the middle of anything: a handler that writes while the queue of writes is locked waits for itself.
    """
    for number in (signal.SIGTSTP, signal.SIGCONT):
        drivers = signal.getsignal(number)
        if callable(drivers):  # in a browser there is none
            loop.add_signal_handler(number, _suspend_or_resume, app, drivers, number)


def _suspend_or_resume(app: App[Any], drivers: Callable[..., object], number: int) -> None:
    driver: Any = app._driver
    if app._running and not app._exit:
        if number == signal.SIGCONT and not driver._must_signal_resume and not is_lent(app):
            if _reads_keys(driver.fileno):  # a new start would throw away what has been typed
                app.refresh()
                return
            driver.suspend_application_mode()  # else its threads would run twice
        drivers(number, None)
    elif number == signal.SIGTSTP:
        os.kill(os.getpid(), signal.SIGSTOP)


def is_lent(app: App[Any]) -> bool:
    """Whether another program has the terminal: the driver starts again when that has ended, and not on a SIGCONT."""
    return not getattr(app._driver, "_auto_restart", True)


def _reads_keys(terminal: int) -> bool:
    """Whether a terminal gives each key as it is typed: nobody has taken it back, as a shell does after a SIGSTOP."""
    import termios  # Windows has none

    try:
        return not termios.tcgetattr(terminal)[3] & termios.ICANON
    except termios.error:
        return False


def cause_of(error: Exception) -> BaseException:
    """What was raised: where that was in a worker, Textual raises another exception, without a traceback."""
    return error.error if isinstance(error, WorkerFailed) else error


def is_too_late(app: App[Any], error: BaseException) -> bool:
    """Whether a widget was refused because the app is ending."""
    return app._exit and isinstance(error, MountError)


def end_with(app: App[Any], error: Exception) -> None:
    """End the app, as its own `_handle_exception` does; `last_words` has a sentence in place of the traceback."""
    app._return_code = 1
    if app._exception is None:
        app._exception = error  # a pilot raises it
        app._exception_event.set()
    last_words(app)  # the traceback is kept, even if the app should not end
    app._close_messages_no_wait()


def last_words(app: App[Any]) -> str:
    """What is to be said of the error that has ended the app; empty if none has."""
    return "" if app._exception is None else faults.caught(cause_of(app._exception), "go on")


def number_stderr(app: App[Any]) -> None:
    """Give Textual's replacement for stderr the number of stderr: multiprocessing passes it on to what it starts.

    A thread that put the true stderr back for this time, beside Textual, could leave the replacement there for ever.
    """
    setattr(app._capture_stderr, "fileno", lambda: STDERR)  # noqa: B010  # a type checker sees no such assignment


class KeysEnd(Event):
    """The driver's word to the thread that reads the keys that it is to end. It wakes the thread."""

    latest: KeysEnd | None = None
    """That of the driver in use."""

    def __init__(self) -> None:
        super().__init__()
        self.heard, self._said = os.pipe()
        KeysEnd.latest = self

    def set(self) -> None:
        if not self.is_set():
            super().set()
            os.write(self._said, b".")

    def clear(self) -> None:
        if self.is_set():
            super().clear()
            os.read(self.heard, 1)


class KeySelector(SelectSelector):
    """Waits for keys until the driver says that there are no more.

    Textual's waits out its tenth of a second then, and another one; so long the terminal would not be given back.
    """

    def __init__(self) -> None:
        super().__init__()
        self._end = KeysEnd.latest
        if self._end is not None and self._end.heard < FD_SETSIZE:
            self.register(self._end.heard, EVENT_READ)

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        if self._end is None:
            return super().select(timeout)
        found = super().select(0 if self._end.is_set() else timeout)
        return [(key, events) for key, events in found if key.fd != self._end.heard]


def read_keys_with(parser: type[XTermParser]) -> None:
    """Make the driver of a Unix terminal parse its input with this class, and end with it at once when it is told to.

    Bytes that are no UTF-8, as a terminal of another encoding sends, are given to it as `surrogateescape` has them; the
    driver's own decoder would raise an exception, and the thread that reads the keys would end.
    """
    try:
        from textual.drivers import linux_driver
    except ImportError:  # Windows
        return
    setattr(linux_driver, "Event", KeysEnd)  # noqa: B010  # a type checker sees no such assignment
    setattr(linux_driver, "selectors", SimpleNamespace(SelectSelector=KeySelector, EVENT_READ=EVENT_READ))  # noqa: B010
    if hasattr(linux_driver, "XTermParser"):
        setattr(linux_driver, "XTermParser", parser)  # noqa: B010  # a type checker sees no such assignment
    if hasattr(linux_driver, "getincrementaldecoder"):
        decoder = partial(codecs.getincrementaldecoder("utf-8"), errors="surrogateescape")
        setattr(linux_driver, "getincrementaldecoder", lambda _encoding: decoder)  # noqa: B010
