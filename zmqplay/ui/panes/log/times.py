"""The column of times: the time of day, or the time since the message before or since the first one."""

from __future__ import annotations

from zmqplay.model.messages.messages import Message
from zmqplay.text import wall_clock
from zmqplay.ui.view import TimeMode, View

SHORT, LONG = 6, 12
"""Cells of the column: SHORT for seconds only, LONG for the whole time of day."""


def time_shown(view: View, message: Message, before: Message | None, begun_ns: int, width: int) -> str:
    """The time of a message in exactly `width` cells, in the view's `time_mode`."""
    mode = view.time_mode
    if mode is TimeMode.CLOCK:
        return wall_clock(message.time_ns, view.wall_offset_ns)[-width:] if width else ""
    since_ns = begun_ns if mode is TimeMode.SINCE_START else before.time_ns if before else message.time_ns
    return elapsed(message.time_ns - since_ns, width)


def elapsed(time_ns: int, width: int) -> str:
    """A span of time in `width` cells, right-aligned: +0.004, +83.1, +1:02:03."""
    sign, seconds = "-" if time_ns < 0 else "+", abs(time_ns) / 1e9
    if seconds >= 3_600:
        minutes, rest = divmod(int(seconds), 60)
        text = f"{sign}{minutes // 60}:{minutes % 60:02}:{rest:02}"
    else:
        digits = next((n for n in (6, 3, 2, 1, 0) if len(f"{seconds:.{n}f}") < width), 0)
        text = f"{sign}{seconds:.{digits}f}"
    return text.rjust(width)[:width] if width else ""
