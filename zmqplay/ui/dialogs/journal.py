"""The journal: every notice, answer and failure since zmqplay was opened, each with its time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zmqplay.text import safe

KEPT = 300
"""Sentences that the journal keeps."""
AGAIN_IN = 20
"""Sentences from the end: a new one that equals one of these is counted, not written again."""
DETAIL_LINES = 40


class SentenceKind(StrEnum):
    """Why a sentence was said."""

    ANSWER = "said"
    REFUSED = "refused"
    NOTICE = "notice"
    FAILED = "failed"


@dataclass(slots=True)
class Sentence:
    """One sentence of the journal, safe to draw."""

    text: str
    kind: SentenceKind
    at_s: float
    """When the sentence was said last, in seconds since 1970."""
    detail: tuple[str, ...] = ()
    """More lines below the sentence, e.g. the end of a traceback."""
    times: int = 1


class Journal:
    """Keeps the last sentences; a repeated sentence is kept once, with a count."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.sentences: deque[Sentence] = deque(maxlen=KEPT)
        self.hint: tuple[str, SentenceKind] | None = None
        """The sentence of the last line of which the log is to show all, e.g. a step to try; None if there is none."""
        self._clock = clock

    def add(self, text: str, kind: SentenceKind = SentenceKind.ANSWER, detail: Sequence[str] = ()) -> None:
        """Add a sentence; `detail` are more lines, e.g. a traceback."""
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
    def shown(self) -> list[Sentence]:
        """All sentences, oldest first; the present one of the last line at the end, if it was not written."""
        if self.hint is None or any(self.hint[0].endswith(known.text) for known in self.sentences):
            return list(self.sentences)
        return [*self.sentences, Sentence(*self.hint, self._clock())]

    @property
    def as_text(self) -> str:
        """The whole journal as text to copy, oldest first."""
        lines: list[str] = []
        for sentence in self.shown:
            lines += [f"{clock_time(sentence.at_s)} {sentence.text}{often(sentence)}"]
            lines += [f"    {line}" for line in sentence.detail]
        return "\n".join(lines)


def clock_time(at_s: float) -> str:
    """The local time of day, to the second."""
    return time.strftime("%H:%M:%S", time.localtime(at_s))


def often(sentence: Sentence) -> str:
    """How often the sentence was said; empty for once."""
    return f" (×{sentence.times})" if sentence.times > 1 else ""
