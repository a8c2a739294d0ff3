"""The patterns, in the order of the menu."""

from __future__ import annotations

from zmqplay.patterns.dealer_router import DEALER_ROUTER
from zmqplay.patterns.pair import PAIR
from zmqplay.patterns.pattern import Pattern
from zmqplay.patterns.pipeline import PIPELINE
from zmqplay.patterns.publish_subscribe import PUBLISH_SUBSCRIBE
from zmqplay.patterns.push_pull import PUSH_PULL
from zmqplay.patterns.request_reply import REQUEST_REPLY
from zmqplay.patterns.survey import SURVEY

PATTERNS: tuple[Pattern, ...] = (
    REQUEST_REPLY,
    PUBLISH_SUBSCRIBE,
    PUSH_PULL,
    DEALER_ROUTER,
    PAIR,
    PIPELINE,
    SURVEY,
)


class UnknownPattern(LookupError):
    """An unknown pattern; the text names the nearest known one."""


def find(name: str) -> Pattern:
    """The pattern with this name or alias, in any case, with `_` or a space for `-`; or the one in a file, `./mine.py`.

    Raises UnknownPattern, or BrokenFile where the pattern cannot be played.
    """
    if name.endswith(".py") or ".py:" in name:
        from zmqplay.pattern_files import pattern_in

        return pattern_in(name)
    wanted = name.strip().lower().replace("_", "-").replace(" ", "-").replace("/", "-")
    by_name = {known: pattern for pattern in PATTERNS for known in (pattern.name, *pattern.aliases)}
    if wanted in by_name:
        by_name[wanted].check()
        return by_name[wanted]
    import difflib

    near = difflib.get_close_matches(wanted, by_name, n=1, cutoff=0.5)
    hint = f"did you mean {by_name[near[0]].name}?" if near else "`zmqplay list` shows them."
    raise UnknownPattern(f"there is no pattern {name!r}; {hint}")
