"""The standard streams and the end of a command, whatever the streams are: closed, full, or gone with their terminal.

A command's output goes to stdout, and where that takes nothing, the command has failed. Its sentences go to stderr, and
where that takes nothing, nobody is there to be told.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO

import click

from zmqplay import faults

STDIN, STDOUT, STDERR = range(3)
FAILED, INTERRUPTED = 1, 130


def open_closed() -> None:
    """Give closed standard streams a file each, before zmqplay's own files and sockets get their descriptors."""
    for number, flags in (STDIN, os.O_RDONLY), (STDOUT, os.O_RDONLY), (STDERR, os.O_WRONLY):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # stdout takes nothing, so that the command fails
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.FileIO(STDIN, closefd=False))
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(STDOUT, "w", closefd=False)))
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(io.BufferedWriter(io.FileIO(STDERR, "w", closefd=False)), write_through=True)


def tell(sentence: str) -> None:
    """Write a sentence to stderr, if anybody is there; it may hold what others have named, so it is made safe."""
    try:
        print(f"zmqplay: {printable(sentence)}", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _silence(STDERR)


def printable(text: str) -> str:
    """A text, of any length, as a terminal may be sent it."""
    if text.isprintable():
        return text
    from zmqplay.text import safe  # 15 ms, which most sentences need not wait for

    return safe(text, len(text))


class _Aside:
    """Stands for a standard stream while others' code is loaded, whose output is no part of the command's."""

    def __init__(self, stream: TextIO) -> None:
        """What is written goes to `stream`, line by line as a terminal may be sent it."""
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            self._stream.write("\n".join(map(printable, text.split("\n"))))
        return len(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextmanager
def aside() -> Iterator[None]:
    """Let what the block prints go to stderr."""
    stream: Any = _Aside(sys.stderr)
    with redirect_stdout(stream), redirect_stderr(stream):
        yield


def as_json(whole: object) -> str:
    """The JSON, with escapes for whatever a terminal would not show as it is: stdout may be one."""
    import json

    text = json.dumps(whole, indent=1, ensure_ascii=False)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text)


def ended(command: Callable[[], object]) -> int:
    """Run a command to its end, and return the exit status; errors are one line on stderr."""
    try:
        status = command()
        sys.stdout.flush()
    except click.ClickException as error:
        tell(" ".join(error.format_message().split()))
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except BrokenPipeError:  # the reader of the output has gone
        status = FAILED
    except OSError as error:
        tell(f"cannot write: {error.strerror}" if error.filename is None else f"{error.filename}: {error.strerror}")
        status = FAILED
    except Exception as error:  # the last line of defence
        tell(faults.caught(error, "do this"))
        status = FAILED
    _let_go()
    return status if isinstance(status, int) else 0


def _let_go() -> None:
    """Write what is held back, or drop it where nothing is taken: Python would end with a status of its own."""
    for number, stream in (STDOUT, sys.stdout), (STDERR, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            _silence(number)


def _silence(number: int) -> None:
    with suppress(OSError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, number)
        os.close(nothing)
