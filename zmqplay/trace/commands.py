"""The programs to be traced, as the user names them: commands, or the lines of a Procfile."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePath

from zmqplay.control.refused import Refused

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_PROCFILE_LINE = re.compile(r"([A-Za-z0-9_-]+):\s*(.+)")
_UNFIT = re.compile(r"[^\w.+-]+")
NO_FILE = "python"
"""The role of a program that came from no file."""


@dataclass(frozen=True, slots=True)
class Command:
    """One program to be started."""

    role: str
    argv: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)
    """What the command sets in its environment: `A=1 python x.py`."""
    cwd: str = ""
    """The directory to start it in; empty for the present one."""


def read_commands(texts: Iterable[str]) -> list[Command]:
    """Commands as they are typed in a shell, though no shell reads them."""
    return [_command(text) for text in texts]


def read_procfile(path: Path) -> list[Command]:
    """The programs of a Procfile, `name: command` a line, started in its directory as foreman does."""
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read ({getattr(error, 'strerror', None) or error}).") from None
    commands = []
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        match = _PROCFILE_LINE.fullmatch(line)
        if match is None:
            raise Refused(f"{path}, line {number}: a line of a Procfile is `name: command`, not {line!r}.")
        commands.append(_command(match[2], match[1], str(path.absolute().parent)))
    if not commands:
        raise Refused(f"{path} has no line `name: command`.")
    return commands


def one_command(argv: Sequence[str]) -> Command:
    """One program whose words the shell has parted already."""
    return Command(role_of(argv), tuple(argv))


def check(command: Command) -> None:
    """Refused if there is no such program, or if it may not be executed."""
    name, path = command.argv[0], command.variables.get("PATH") or os.environ.get("PATH")
    where = os.path.join(command.cwd, name) if os.sep in name else name
    if shutil.which(where, path=path):
        return
    if os.sep in name and os.path.exists(where):
        raise Refused(f"{name!r} may not be executed; to run a Python program, put python in front of it.")
    like = shutil.which(f"{name}3", path=path)
    raise Refused(f"there is no program {name!r}" + (f"; there is {PurePath(like).name}." if like else "."))


def _command(text: str, role: str = "", cwd: str = "") -> Command:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no command ({str(error).lower()}).") from None
    variables = {}
    while words and (match := _ASSIGNMENT.fullmatch(words[0])):
        variables[match[1]] = match[2]
        words.pop(0)
    if not words:
        raise Refused(f"{text!r} is no command.")
    return Command(role or role_of(words), tuple(words), variables, cwd)


def role_of(argv: Sequence[str]) -> str:
    """The role of a command: its script's name, or its module's, else the program's."""
    for word, following in pairwise([*argv[1:], ""]):
        if word == "-m" and following:
            return fit(following.removesuffix(".__main__").rpartition(".")[2])
        if word == "-c":
            scripts = [] if is_python(argv) else re.findall(r"([^\s;&|'\"]+)\.py\b", following)
            return (
                fit(PurePath(scripts[0]).name)
                if scripts
                else NO_FILE
                if is_python(argv)
                else fit(PurePath(argv[0]).name)
            )
        if word.endswith(".py"):
            path = PurePath(word)
            return fit(path.parent.name if path.stem == "__main__" and path.parent.name else path.stem)
    for word in argv[1:]:
        if (Path(word) / "__main__.py").is_file():
            return fit(Path(word).absolute().name)
    return fit(PurePath(argv[0]).name.removesuffix(".py"))


def is_python(argv: Sequence[str]) -> bool:
    """Whether the program is a Python, as far as its name tells."""
    return "py" in PurePath(argv[0]).name


def fit(name: str) -> str:
    """A name that a role can have."""
    return _UNFIT.sub("_", name).strip("-_") or NO_FILE


class Numbers:
    """Gives each node of a role its number."""

    def __init__(self) -> None:
        self._last: Counter[str] = Counter()

    def next(self, role: str) -> tuple[str, int]:
        """The name and number of one more node."""
        self._last[role] += 1
        return f"{role}-{self._last[role]}", self._last[role]

    def peek(self, role: str) -> str:
        """The name that the next node will have."""
        return f"{role}-{self._last[role] + 1}"
