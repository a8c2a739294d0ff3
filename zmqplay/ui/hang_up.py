"""The end of the terminal, or of the program that draws on it, by a signal too.

Textual does not notice that stdin has ended (its input thread then spins), and leaves the terminal raw if its driver
is not stopped. So this module watches the terminal, restores its modes, and ends a process that is stuck in a write.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

SIGHUP_STATUS = 129
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""What ends the program. In raw mode ctrl+c and ctrl+\\ are keys, and send no signals."""
BY_KEYS = (128 + signal.SIGINT, 128 + signal.SIGQUIT)
"""The exit statuses of those that a terminal sends for these keys while another program has it."""
PATIENCE_S = 3.0
"""Seconds that the program has to end by itself."""
RESTORING_S = 0.1
"""Seconds that the terminal then has to take its modes back."""
_restored_at_once: list[Callable[[], None]] = []
"""What gives the terminal back, while a program draws on it: a process that is ended runs no `finally`."""

# alternate screen off, cursor on, mouse reports off, bracketed paste off, focus reports off, kitty keys off
LEAVE = "\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?1004l\x1b[<u\x1b[0m"


@contextlib.contextmanager
def given_back() -> Iterator[None]:
    """Restore the terminal's modes afterwards, however the program that drew on it ended.

    A signal that comes before `heed_signals` ends the process at once.
    """
    try:
        import termios

        before = termios.tcgetattr(0)
    except (ImportError, OSError, ValueError):  # Windows, or no terminal at all
        yield
        return
    except termios.error:
        yield
        return

    def restore(when: int = termios.TCSADRAIN) -> None:
        with contextlib.suppress(termios.error, OSError):
            if _is_drawing() or termios.tcgetattr(0) != before:
                termios.tcsetattr(0, when, before)
                leave_the_screen()

    _restored_at_once.append(partial(restore, termios.TCSANOW))
    for number in SIGNALS:
        signal.signal(number, _end_at_once)
    try:
        yield
    finally:
        _restored_at_once.clear()
        restore()


def leave_the_screen() -> None:
    """Show what was there before, and end all modes of the screen, as a driver that has failed does not."""
    os.write(2, LEAVE.encode())


def heed_signals(loop: AbstractEventLoop, leave: Callable[[int], object]) -> None:
    """From now on, call `leave` with the exit status when a signal comes that ends the program."""
    for number in SIGNALS:
        loop.add_signal_handler(number, leave, 128 + number)


def _end_at_once(number: int, _frame: object) -> None:
    _restore_in_time()
    os._exit(128 + number)


def _is_drawing() -> bool:
    """Whether Textual has begun to write; it enters the alternate screen before it changes the terminal's modes."""
    return any(thread.name == "textual-output" for thread in threading.enumerate())


def watch_hang_up(leave: Callable[[], object]) -> None:
    """Call `leave` in a thread when the terminal is gone."""

    def watch() -> None:
        if _wait_for_hang_up():
            leave()

    if not os.environ.get("TEXTUAL_DRIVER") and hasattr(select, "poll"):
        threading.Thread(target=watch, name="hang-up", daemon=True).start()


def end_at_the_latest(status: int) -> None:
    """End the process after PATIENCE_S if it has not ended by itself: a write to a terminal may block for ever."""

    def end() -> None:
        time.sleep(PATIENCE_S)
        _restore_in_time()
        os._exit(status)  # the nodes notice that their parent is gone, and end

    threading.Thread(target=end, name="end", daemon=True).start()


def _restore_in_time() -> None:
    """Restore the modes in a thread, since a write to a terminal may block for ever."""
    restoring = threading.Thread(target=lambda: [restore() for restore in _restored_at_once], daemon=True)
    restoring.start()
    restoring.join(RESTORING_S)


def _wait_for_hang_up() -> bool:
    """Wait, without a timer, until the terminal is gone; False if stdin cannot be polled for that."""
    poll = select.poll()
    poll.register(0, 0)  # errors and hang-ups are always reported
    events = poll.poll()
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in events)
