"""The user's editor: which one it is, and how it is told the line to begin at."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping

VARIABLES = ("VISUAL", "EDITOR")
"""What names the editor; the first that is set wins."""
PLUS = (
    "vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "jed", "mg", "ne", "mcedit",
    "gedit",
)  # fmt: skip
"""Editors that take `+LINE FILE`."""
COLON = ("hx", "helix", "subl", "zed")
"""Editors that take `FILE:LINE`."""
GOTO = ("code", "codium", "code-insiders", "cursor")
"""Editors that take `--goto FILE:LINE`."""


class NoEditor(Exception):
    """There is no editor to open; the text says how to name one."""


def editor_of(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The words of the command that the user has named as the editor; NoEditor if there is none."""
    name = next((name for name in VARIABLES if environment.get(name, "").strip()), "")
    if not name:
        raise NoEditor("no editor is named: set EDITOR before you start zmqplay, such as `export EDITOR=nano`")
    try:
        return shlex.split(environment[name])
    except ValueError as error:
        raise NoEditor(f"{name} is no command: {error}") from None


def command_for(editor: list[str], path: str, line: int) -> list[str]:
    """The command that opens a file in an editor, at this line where the editor is known to take one."""
    program = os.path.basename(editor[0])
    if program in PLUS:
        return [*editor, f"+{line}", path]
    if program in COLON:
        return [*editor, f"{path}:{line}"]
    return [*editor, "--goto", f"{path}:{line}"] if program in GOTO else [*editor, path]
