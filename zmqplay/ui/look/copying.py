"""A message in forms to copy or save: Python bytes, hex, a file, or the text that the input line takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from zmqplay.model.messages.filters import receivers_of
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.frame_words import typed
from zmqplay.model.topology import Topology
from zmqplay.template import as_text
from zmqplay.text import safe, wall_clock

TRIES = 1_000


def is_whole(message: Message) -> bool:
    """Whether every byte of the message was sampled, not only the heads of its frames."""
    return tuple(map(len, message.heads)) == message.sizes


def as_python(frames: Sequence[bytes]) -> str:
    """A Python list of bytes, as `send_multipart` takes one."""
    return repr(list(frames))


def as_hex(frames: Sequence[bytes]) -> str:
    """One line of hex digits for each frame."""
    return "\n".join(frame.hex(" ") for frame in frames)


def as_typed(message: Message, topology: Topology) -> str:
    """The text that, typed into the input line, sends the same message."""
    return as_text(typed(message, topology))


def as_file(message: Message, wall_offset_ns: int) -> str:
    """Python source: the frames as a list of bytes, and a comment with the sender, the receivers and the time."""
    to = ", ".join(safe(name, 40) for name in receivers_of(message)) or "nobody"
    socket = f" {safe(message.socket, 10)}" if message.number else ""  # number 0: the receiver's socket
    about = f"{safe(message.sender, 40) or 'somebody'}{socket} → {to}, {wall_clock(message.time_ns, wall_offset_ns)}"
    frames = "".join(f"    {frame!r},\n" for frame in message.heads)
    return f"# {about}\nmessage = [\n{frames}]\n"


def save(message: Message, directory: Path, wall_offset_ns: int) -> Path:
    """Write the message to a new file in `directory`, and return its path; OSError if the file cannot be written."""
    sender = re.sub(r"[^A-Za-z0-9-]+", "-", message.sender).strip("-")[:40]
    stem = "-".join(part for part in ("message", sender, str(message.number or message.row)) if part)
    for number in range(1, TRIES):
        path = directory / (f"{stem}.py" if number == 1 else f"{stem}-{number}.py")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(as_file(message, wall_offset_ns))
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{TRIES} files are called like {directory / stem}.py")
