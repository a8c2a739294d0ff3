"""The journal: every notice, answer and failure since zmqplay was opened, each with its time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zmqplay.text import safe

KEPT = 300
"""Sentences."""
AGAIN_IN = 20
"""A sentence that is among the last ones, this many, is counted and not written down a second time."""
DETAIL_LINES = 40


class Kind(StrEnum):
    """Why something was said."""

    ANSWER = "said"
    REFUSED = "refused"
    NOTICE = "notice"
    FAILED = "failed"


@dataclass(slots=True)
class Sentence:
    """One sentence of the journal; all of it is safe to draw."""

    text: str
    kind: Kind
    at_s: float
    """When it was said last, in seconds since 1970."""
    detail: tuple[str, ...] = ()
    """More lines, e.g. the last of a traceback."""
    times: int = 1


class Journal:
    """Keeps the last sentences; a sentence that is said again and again is kept once, with how often."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.sentences: deque[Sentence] = deque(maxlen=KEPT)
        self._clock = clock

    def add(self, text: str, kind: Kind = Kind.ANSWER, detail: Sequence[str] = ()) -> None:
        """Write a sentence down; `detail` are more lines, e.g. a traceback."""
        text = safe(text)
        lines = tuple(safe(line) for line in list(detail)[-DETAIL_LINES:])
        sentence = Sentence(text, kind, self._clock(), lines)
        for known in list(self.sentences)[-AGAIN_IN:]:
            if (known.text, known.kind) == (text, kind):
                sentence.times += known.times
                self.sentences.remove(known)
                break
        self.sentences.append(sentence)

    @property
    def as_text(self) -> str:
        """All of it, oldest first, as it is copied."""
        lines: list[str] = []
        for sentence in self.sentences:
            lines += [f"{clock_time(sentence.at_s)} {sentence.text}{often(sentence)}"]
            lines += [f"    {line}" for line in sentence.detail]
        return "\n".join(lines)


def clock_time(at_s: float) -> str:
    """The time of day, to the second."""
    return time.strftime("%H:%M:%S", time.localtime(at_s))


def often(sentence: Sentence) -> str:
    """How often it was said, if more than once."""
    return f" (×{sentence.times})" if sentence.times > 1 else ""
