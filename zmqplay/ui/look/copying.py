"""A message in forms to copy or save: Python bytes, hex, a file, or the text that the input line takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from zmqplay.control.guide import Guide
from zmqplay.model.messages.filters import receivers_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.frame_words import typed
from zmqplay.model.topology import Topology
from zmqplay.template import as_text
from zmqplay.text import safe, size, wall_clock
from zmqplay.wire import MOST_WHOLE

TRIES = 1_000


def why_not_whole(message: Message, budget: int) -> str:
    """Why only the heads of the message's frames are known; empty if every byte is. See `Bodies` for the `budget`."""
    if tuple(map(len, message.frames)) == message.sizes:
        return ""
    if message.whole is None:
        newest = f"the newest {max(0, budget) // 1_000_000} MB of messages are kept in full"
        return f"only the heads of its frames are left: {newest} (whole_messages_mb in settings.toml)"
    if message.size > MOST_WHOLE:
        return f"its {size(message.size)} are more than the {size(MOST_WHOLE)} up to which a message is kept in full"
    return "too much passed at that time to keep messages in full, so only the heads of its frames are known"


def as_python(frames: Sequence[bytes]) -> str:
    """A Python list of bytes, as `send_multipart` takes one."""
    return repr(list(frames))


def as_hex(frames: Sequence[bytes]) -> str:
    """One line of hex digits for each frame."""
    return "\n".join(frame.hex(" ") for frame in frames)


def as_typed(message: Message, topology: Topology) -> str:
    """The text that, typed into the input line, sends the same message."""
    return as_text(typed(message, topology))


def code_of(guide: Guide, role: str) -> tuple[str, str]:
    """The source of a role, or of all roles if `role` is empty, and the names of these roles."""
    roles = [each for each in guide.roles.values() if role in ("", each.name)]
    text = "\n\n\n".join(each.listing.text for each in roles if each.listing)
    return f"{text}\n", ", ".join(each.name for each in roles)


def as_file(message: Message, wall_offset_ns: int) -> str:
    """Python source: the frames as a list of bytes, and a comment with the sender, the receivers and the time."""
    to = ", ".join(safe(name, 40) for name in receivers_of(message)) or "nobody"
    socket = f" {safe(message.socket, 10)}" if message.number else ""  # number 0: the receiver's socket
    about = f"{safe(message.sender, 40) or 'somebody'}{socket} → {to}, {wall_clock(message.time_ns, wall_offset_ns)}"
    frames = "".join(f"    {frame!r},\n" for frame in message.frames)
    return f"# {about}\nmessage = [\n{frames}]\n"


def save(message: Message, directory: Path, wall_offset_ns: int) -> Path:
    """Write the message to a new file in `directory`, and return its path; OSError if the file cannot be written."""
    sender = re.sub(r"[^A-Za-z0-9-]+", "-", message.sender).strip("-")[:40]
    stem = "-".join(part for part in ("message", sender, str(message.number or message.row)) if part)
    for number in range(1, TRIES):
        path = directory / (f"{stem}.py" if number == 1 else f"{stem}-{number}.py")
        try:
            file = path.open("x", encoding="utf-8")
        except FileExistsError:
            continue
        try:
            with file:
                file.write(as_file(message, wall_offset_ns))
        except OSError:
            path.unlink(missing_ok=True)  # a part of a message is none
            raise
        return path
    raise FileExistsError(f"{TRIES} files are called like {directory / stem}.py")
