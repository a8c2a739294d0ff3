r"""What the typed text will be sent as: `2 frames: 6 B topic1 · 4 B fr{n}\x00`, and what in it stands for itself."""

from __future__ import annotations

from functools import lru_cache

from zmqplay.control.source import Source
from zmqplay.template import Template, oddities, typed_frames
from zmqplay.text import count, safe, size
from zmqplay.ui.play.completion import as_message, describe, is_command
from zmqplay.ui.play.suggestion import types_to_stdin

SHOWN, WIDEST = 6, 24
"""How many frames are shown, and the most characters of each."""
ESCAPES, PLACEHOLDERS = r"\xHH \n \r \t \\ \| \{ \}", "{n} {time} {node}"


def prompt_of(text: str, sender: str, source: Source) -> str:
    """About the command or message that is being typed; empty while nothing is."""
    if is_command(text):
        return describe(text)
    speech = source.controls.speech if source.controls else None
    if not text or speech is None or sender not in source.traffic.nodes:
        return ""
    if types_to_stdin(source):
        return f"a line for the stdin of {safe(sender)}, as it stands"
    spoken = source.traffic.nodes[sender].speech.spoken + 1
    return preview(as_message(text), sender, 10 ** (len(str(spoken)) - 1), speech.size)


@lru_cache(maxsize=8)
def preview(text: str, sender: str, number: int, padded: int) -> str:
    """The frames of a typed message with their lengths, or else what in the text is no escape and no placeholder.

    `number` is what {n} will be, or one of as many digits; a body is padded to `padded` bytes.
    """
    lengths = [size(len(frame)) for frame in Template(text, sender, padded).frames(number)]
    if odd := oddities(text):
        return _in_words(odd)
    if len(lengths) == 1:
        return f"1 frame: {lengths[0]}"
    shown = [f"{length} {_cut(part)}" for length, part in zip(lengths[:SHOWN], typed_frames(text), strict=False)]
    return f"{_frames(len(lengths))}: {' · '.join(shown)}{' · …' if len(lengths) > SHOWN else ''}"


def _frames(number: int) -> str:
    return f"{count(number)} frame{'' if number == 1 else 's'}"


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _in_words(odd: list[str]) -> str:
    r"""`\q is no escape (…), so it is sent as it stands`."""
    escapes = [each for each in odd if each.startswith("\\")]
    names = [_cut(each) for each in odd if not each.startswith("\\")]
    parts = [(escapes, "escape", ESCAPES), (names, "placeholder", PLACEHOLDERS)]
    said = [
        f"{', '.join(found[:3])} {f'is no {kind}' if len(found) == 1 else f'are no {kind}s'} ({known})"
        for found, kind, known in parts
        if found
    ]
    return f"{' and '.join(said)}: sent as typed"
