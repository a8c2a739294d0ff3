"""The end of the terminal, or of the program that draws on it.

Textual does not notice that stdin has ended (its input thread then spins), and leaves the terminal raw if its driver
is not stopped. So this module watches the terminal, restores its modes, and ends a process that is stuck in a write.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from collections.abc import Callable, Iterator

SIGHUP_STATUS = 129
PATIENCE_S = 3.0
"""Seconds that the program has to end by itself."""

# alternate screen off, cursor on, mouse reports off, bracketed paste off, focus reports off, kitty keys off
LEAVE = "\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?1004l\x1b[<u\x1b[0m"


@contextlib.contextmanager
def given_back() -> Iterator[None]:
    """Restore the terminal's modes afterwards, however the program that drew on it ended."""
    try:
        import termios

        before = termios.tcgetattr(0)
    except (ImportError, OSError, ValueError):  # Windows, or no terminal at all
        yield
        return
    except termios.error:
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(termios.error, OSError):
            if termios.tcgetattr(0) != before:
                termios.tcsetattr(0, termios.TCSADRAIN, before)
                os.write(2, LEAVE.encode())


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
        os._exit(status)  # the nodes notice that their parent is gone, and end

    threading.Thread(target=end, name="end", daemon=True).start()


def _wait_for_hang_up() -> bool:
    """Wait, without a timer, until the terminal is gone; False if stdin cannot be polled for that."""
    poll = select.poll()
    poll.register(0, 0)  # errors and hang-ups are always reported
    events = poll.poll()
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in events)
