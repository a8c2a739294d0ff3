"""Settings, remembered from one start to the next: the theme, animations, and the arrangement of each pattern's panes.

They are one TOML file in the user's configuration directory. A file that cannot be read is renamed to BROKEN, and a
sentence tells the user.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

FILE = "settings.toml"
BROKEN = "settings.broken.toml"


@dataclass(slots=True)
class Arrangement:
    """Which panes of one pattern are in front, focused and hidden; panes by name."""

    front: list[str] = field(default_factory=list)
    """Panes that were brought to the front of their stacks."""
    active: str = ""
    """The pane that had the focus last."""
    hidden: list[str] = field(default_factory=list)
    """Panes that the user has hidden."""


@dataclass(slots=True)
class Settings:
    """Everything that is remembered between two starts."""

    theme: str = ""
    """A theme's name; empty for the default, the first of ours."""
    animate: bool = True
    layouts: dict[str, Arrangement] = field(default_factory=dict)
    """Arrangements by the pattern's name."""

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
        written = path.read_bytes()
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), _set_aside(path, error)
    import msgspec  # imported late: without a file, the first paint does not need it

    try:
        return msgspec.toml.decode(written, type=Settings), ""
    except (UnicodeDecodeError, msgspec.DecodeError) as error:
        return Settings(), _set_aside(path, error)


def _set_aside(path: Path, error: Exception) -> str:
    why = str(error).splitlines()[0] if str(error) else type(error).__name__
    try:
        os.replace(path, path.with_name(BROKEN))
    except OSError:
        return f"{path} cannot be read ({why}), so nothing is remembered"
    return f"{path} could not be read ({why}); it is now {BROKEN}, and all is as at first"


def save(settings: Settings, path: Path | None) -> str:
    """Write the whole file or nothing; return a sentence if it cannot be written, else ``""``."""
    if path is None:
        return ""
    import msgspec

    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(msgspec.toml.encode(settings))
        os.replace(new, path)
    except OSError as error:
        new.unlink(missing_ok=True) if new.parent.is_dir() else None
        return f"{path} cannot be written ({error.strerror}), so nothing is remembered"
    return ""
