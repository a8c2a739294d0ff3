"""How well a row of the palette fits what was typed: a row of that very name first, letters that happen to fit last."""

from __future__ import annotations

import re

from textual.fuzzy import Matcher

NOTHING = 0.0
LETTERS = 0.2
"""The rank of a row whose text has the letters of the query in their order, and no more than that."""
IN_LONG_TEXT = 0.1
"""The rank of a row that leads to a long text with the query in it: below every row that says the query itself."""


def rank(query: str, text: str, about: str = "") -> float:
    """From 1, if the text is the query, down to 0, if neither the text nor what is said about the row fits."""
    wanted, name, whole = query.lower(), text.lower().removeprefix("/"), f"{text} {about}".lower()
    sought = wanted.removeprefix("/")
    fits = (
        (1.0, name == sought),
        (0.9, name.startswith(sought)),
        (0.8, _begins_word(sought, name)),
        (0.7, wanted in text.lower()),
        (0.6, all(_begins_word(word, name) for word in sought.split())),
        (0.5, _begins_word(wanted, about.lower())),
        (0.4, wanted in whole),
        (0.3, all(word in whole for word in wanted.split())),
        (LETTERS, Matcher(wanted).match(text.lower()) > 0),
    )
    return next((score for score, is_so in fits if is_so), NOTHING)


def _begins_word(wanted: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(wanted)}", text) is not None
