"""The lines that a node prints, cut as they come: neither a long line nor many lines cost more than a fixed amount."""

from __future__ import annotations

from zmqplay.model.words import counted

LONGEST_LINE = 2_000
"""Bytes of a printed line that are kept."""
MOST_LINES = 100
"""Lines that one piece of output can give. The model keeps twice as many, so what says how many are missing is seen."""


class PrintedLines:
    """Cuts a node's output into lines, and says how much it has left out."""

    def __init__(self) -> None:
        self._tail = b""
        """The beginning of a line that has not ended."""
        self._cut = 0
        """Bytes of this line that were left out."""
        self._is_shown = False
        """What was kept of this line is out already, as nobody knows when a long line ends."""

    def take(self, piece: bytes) -> list[str]:
        """The lines that end in this piece."""
        ended, newline, rest = piece.rpartition(b"\n")
        if not newline:
            return self._extend(piece)
        first, newline, ended = ended.partition(b"\n")
        lines = self._extend(first) + self.end()
        if newline:
            left_out = max(0, ended.count(b"\n") + 1 - MOST_LINES)
            last = ended.rsplit(b"\n", MOST_LINES)[-MOST_LINES:]
            if left_out:
                lines.append(f"… {counted(left_out, 'line')} left out")
            lines += [_shown(line[:LONGEST_LINE], len(line) - LONGEST_LINE) for line in last]
        return lines + self._extend(rest)

    def end(self) -> list[str]:
        """The line that has begun, as far as it has come: the output is over, or a newline was read."""
        lines = [] if self._is_shown and not self._cut else [_shown(b"" if self._is_shown else self._tail, self._cut)]
        self._tail, self._cut, self._is_shown = b"", 0, False
        return lines

    @property
    def has_begun(self) -> bool:
        """Whether a line has begun and not ended."""
        return bool(self._tail)

    def _extend(self, piece: bytes) -> list[str]:
        room = LONGEST_LINE - len(self._tail)
        self._tail += piece[:room]
        self._cut += max(0, len(piece) - room)
        if self._is_shown or len(self._tail) < LONGEST_LINE:
            return []
        self._is_shown = True
        return [_shown(self._tail)]


def _shown(line: bytes, left_out: int = 0) -> str:
    text = line.decode("utf-8", "backslashreplace")
    return f"{text}… {counted(left_out, 'byte')} left out" if left_out > 0 else text
