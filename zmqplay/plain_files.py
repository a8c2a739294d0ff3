"""Files that somebody may have replaced: a regular one is opened, and whatever else is there is not waited for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def open_plain(path: str | Path) -> int:
    """A regular file, open to be read. OSError for anything else: a named pipe or a device may never answer."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(file).st_mode):
        return file
    os.close(file)
    raise OSError(errno.EINVAL, "it is no regular file", str(path))


def content_of(path: str) -> str | bytes | None:
    """The text of a Python file; its bytes if it has none, and None if it cannot be read."""
    from importlib.util import decode_source  # the settings, which are read before the first paint, need it not

    try:
        with os.fdopen(open_plain(path), "rb") as file:
            read = file.read()
        return decode_source(read)
    except OSError:
        return None
    except (SyntaxError, UnicodeDecodeError):  # an encoding that does not exist, or another than it says
        return read
