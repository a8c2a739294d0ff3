"""Settings, remembered from one start to the next: the theme, animations, and how the panes of each pattern stand.

One TOML file in the user's configuration directory. A file that cannot be read is set aside, with a sentence.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

FILE = "settings.toml"
BROKEN = "settings.broken.toml"


@dataclass(slots=True)
class Arrangement:
    """How the panes of one pattern stand."""

    front: list[str] = field(default_factory=list)
    """The panes that were brought to the front of their stacks."""
    active: str = ""
    """The pane that had the focus last."""
    hidden: list[str] = field(default_factory=list)
    """The panes that are not shown until they are asked for."""


@dataclass(slots=True)
class Settings:
    """Everything that is remembered."""

    theme: str = ""
    """Empty for the first of ours."""
    animate: bool = True
    layouts: dict[str, Arrangement] = field(default_factory=dict)
    """By the pattern's name."""

    def arrangement_of(self, pattern: str) -> Arrangement:
        """How the panes of a pattern stood the last time; as at first where that is not known."""
        return self.layouts.setdefault(pattern, Arrangement())


def default_path() -> Path:
    """The path of the file."""
    from platformdirs import user_config_path

    return user_config_path("zmqplay", appauthor=False) / FILE


def load(path: Path | None) -> tuple[Settings, str]:
    """The settings, and a sentence if the file could not be read; without a `path` nothing is remembered."""
    if path is None:
        return Settings(), ""
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), _set_aside(path, error)
    import msgspec  # the first paint does not wait for it where nothing is remembered yet

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
    """Write the file whole or not at all; return a sentence if it cannot be written, else nothing."""
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
