"""Settings, remembered from one start to the next: the theme, animations, the panes of each pattern, lessons.

They are one TOML file in the user's configuration directory. A file that cannot be read is renamed to BROKEN, and a
sentence tells the user.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from zmqplay.plain_files import open_plain

FILE = "settings.toml"
BROKEN = "settings.broken.toml"
LARGEST = 1_000_000
"""Bytes of the largest file that is read; zmqplay itself writes some hundred."""
MOST_DOTS = 1_000
"""In a line: tomllib takes time with the square of a dotted key's parts, minutes for a hundred thousand."""


class Unreadable(Exception):
    """Something that is no file of settings."""


LONGEST = 10_000
"""Cells of the longest side that a pane can have."""


@dataclass(slots=True)
class Arrangement:
    """Which panes of one pattern are in front, focused, hidden and resized; panes by name."""

    front: list[str] = field(default_factory=list)
    """Panes that were brought to the front of their stacks."""
    active: str = ""
    """The pane that had the focus last."""
    hidden: list[str] = field(default_factory=list)
    """Panes that the user has hidden."""
    lengths: dict[str, list[int]] = field(default_factory=dict)
    """Widths of columns and heights of panes that the user has set, in cells; see `Proportions`."""

    def __post_init__(self) -> None:
        """Raise ValueError for lengths that no pane can have."""
        for what, cells in self.lengths.items():
            if not all(0 < length <= LONGEST for length in cells):
                raise ValueError(f"the lengths of {what!r} are not all from 1 to {LONGEST:,}")


@dataclass(slots=True)
class Settings:
    """Everything that is remembered between two starts."""

    theme: str = ""
    """A theme's name; empty for the default, the first of ours."""
    animate: bool = True
    layouts: dict[str, Arrangement] = field(default_factory=dict)
    """Arrangements by the pattern's name."""
    whole_messages_mb: int = 16
    """Megabytes of messages that are kept in full; of those beyond, only the heads of the frames are."""
    tried: dict[str, list[str]] = field(default_factory=dict)
    """The steps of each pattern's lesson that were tried, by name; by the pattern's name."""

    def arrangement_of(self, pattern: str) -> Arrangement:
        """The last arrangement of a pattern's panes; the default one if there is none."""
        return self.layouts.setdefault(pattern, Arrangement())


def default_path() -> Path:
    """The path of the settings file."""
    from platformdirs import user_config_path

    return user_config_path("zmqplay", appauthor=False) / FILE


def load(path: Path | None) -> tuple[Settings, str]:
    """Read the settings; the second value is a sentence if the file could not be read. No `path` gives the defaults."""
    if path is None:
        return Settings(), ""
    try:
        written = _read(path)
    except FileNotFoundError:
        return Settings(), ""
    except (OSError, Unreadable) as error:
        return Settings(), _set_aside(path, error)
    import msgspec  # imported late: without a file, the first paint does not need it

    try:
        return msgspec.toml.decode(written, type=Settings), ""
    except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, other types, or nested without end
        return Settings(), _set_aside(path, error)


def _read(path: Path) -> bytes:
    """The content of a regular file of a size that settings can have; whatever else is there is not waited for."""
    file = open_plain(path)
    try:
        written = os.read(file, LARGEST + 1)
    finally:
        os.close(file)
    if len(written) > LARGEST:
        raise Unreadable(f"it has more than {LARGEST:,} bytes")
    if any(line.count(b".") > MOST_DOTS for line in written.splitlines()):
        raise Unreadable(f"it has a line with more than {MOST_DOTS:,} dots")
    return written


def _set_aside(path: Path, error: Exception) -> str:
    why = (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()[0][:200]
    try:
        os.replace(path, path.with_name(BROKEN))
    except OSError:
        return f"{path} cannot be read ({why}), so nothing is remembered"
    return f"{path} could not be read ({why}); it is now {BROKEN}, and all is as at first"


def save(settings: Settings, path: Path | None) -> str:
    """Write the whole file or nothing; return a sentence if it cannot be written, else ``""``.

    A link stays one: the file that it names is written.
    """
    if path is None:
        return ""
    import msgspec

    try:
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, msgspec.toml.encode(settings))
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself, before Python 3.13
        why = getattr(error, "strerror", None) or str(error)
        return f"{path} cannot be written ({why}), so nothing is remembered"
    return ""


def _write(path: Path, content: bytes) -> None:
    """Put a file with this content in place of the former one."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        if path.exists():
            os.chmod(new, stat.S_IMODE(path.stat().st_mode))
        os.replace(new, path)
    except OSError:
        with suppress(OSError):  # of a read-only file system too
            new.unlink()
        raise
