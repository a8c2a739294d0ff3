"""Files that are sent as the last frame of a message: `/send producer-1 @a.json`, `/send publisher-1 topic | @b`."""

from __future__ import annotations

import os
import re
import stat
from itertools import islice
from pathlib import Path

from zmqplay.control.refused import Refused
from zmqplay.control.typed import unquoted

LARGEST = 100_000_000
"""Bytes of the largest file that is sent."""
LISTED = 500
"""The most files of the working directory among which completion looks."""
_LAST_FRAME = re.compile(r"(?:(?:[^\\|]|\\.)*\|)* ?(?P<last>(?:[^\\|]|\\.)*)\\?", re.DOTALL)


def named_in(text: str) -> str:
    """The path of the file that the last frame of a message names; empty if the frame is no `@` and a path."""
    found = _LAST_FRAME.fullmatch(text)
    last = found["last"].strip() if found else ""
    return unquoted(last[1:]) if last.startswith("@") else ""


def checked(text: str) -> str:
    """Return the text of a message; Refused, with the reason, if it names a file that cannot be sent."""
    if name := named_in(text):
        os.close(_opened(name))
    return text


def read(name: str) -> bytes:
    """The content of a file; Refused, with the reason, if it cannot be sent."""
    with os.fdopen(_opened(name), "rb") as content:
        try:
            return content.read(LARGEST)
        except OSError as error:
            raise Refused(f"{name[:200]!r} cannot be read: {error.strerror}.") from None


def _opened(name: str) -> int:
    """A regular file, open to be read; whatever else is there is not waited for."""
    path, shown = Path(name).expanduser(), repr(name[:200])
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        where = "" if path.is_absolute() else f" in {os.getcwd()!r}"
        raise Refused(rf"there is no file {shown}{where}; a body that begins with @ is typed \x40.") from None
    except (OSError, ValueError) as error:
        raise Refused(f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if not (why := _why_not(os.fstat(file))):
        return file
    os.close(file)
    raise Refused(f"{shown} {why}.")


def _why_not(about: os.stat_result) -> str:
    if not stat.S_ISREG(about.st_mode):
        return "is a directory, not a file" if stat.S_ISDIR(about.st_mode) else "is no regular file"
    if about.st_size > LARGEST:
        return f"has {about.st_size:,} bytes; a file that is sent has {LARGEST:,} at most"
    return ""


def here() -> list[str]:
    """`@name` for each file in the working directory, hidden ones apart."""
    try:
        with os.scandir() as entries:
            names = [entry.name for entry in islice(entries, LISTED) if entry.is_file()]
    except OSError:  # the directory is gone, or may not be read
        return []
    return sorted(f"@{name}" for name in names if name[0] != "." and name.isprintable() and "|" not in name)
