"""The lower border of a pane with a line for each message: how many there are, are shown, are new."""

from __future__ import annotations

from collections.abc import Sequence

from zmqplay.text import count, safe
from zmqplay.ui.draw.content import Scene
from zmqplay.ui.panes.log.cursor import Cursor
from zmqplay.ui.panes.log.listed import Listed

NOTE_MARGIN = 5
"""Cells of the border that the note cannot take."""


def note_of(scene: Scene, listed: Listed, cursor: Cursor, *, first: str, marked: str) -> str:
    """The number of messages, shown and new, between `first` and `marked`; in a narrow pane only the last parts.

    A filter comes before marks: without it one would take the rows that are listed for all.
    """
    live, view = scene.traffic.messages, scene.view
    if not live.total:
        return ""
    new = count(cursor.new(live))
    if view.paused:
        state = f"{new} new"
    elif cursor.is_following:
        state = "following"
    else:
        state = f"held, {new} new, End follows" if new != "0" else "held, End follows"
    found = f"n finds {safe(view.search, 20)}" if view.search else ""
    how_many, is_asked = _how_many(scene, listed, cursor), bool(view.filter or view.link)
    parts = [part for part in (first, how_many, found, marked, state) if part]
    needed_less = (first, found, marked, how_many) if is_asked else (first, how_many, found, marked)
    for part in filter(None, needed_less):
        if len(" · ".join(parts)) <= scene.width - NOTE_MARGIN:
            break
        shorter = part.partition(" by ")[0]  # what hides the marked ones stands beside it
        if is_asked and part == marked and len(_joined(parts, part, shorter)) <= scene.width - NOTE_MARGIN:
            return _joined(parts, part, shorter)
        parts.remove(part)
    return " · ".join(parts)


def _joined(parts: Sequence[str], part: str, instead: str) -> str:
    """The parts as one text, with another text in place of one part."""
    return " · ".join(instead if one == part else one for one in parts)


def _how_many(scene: Scene, listed: Listed, cursor: Cursor) -> str:
    log, view = scene.traffic.messages, scene.view
    if view.filter or view.link:
        looking = "" if listed.is_done else " …"
        found = f"{count(len(listed.rows))} of {count(len(cursor.log(log).rows))}{looking}"
        asked = [safe(view.filter, 30)] if view.filter else []
        asked += [f"{safe(view.link[0], 20)} → {safe(view.link[1], 20)}"] if view.link else []
        return " · ".join((found, *asked))
    if scene.traffic.sampled:
        seen = max(log.total, scene.traffic.ledger.totals.sent)
        return f"a sample is shown, {count(len(log.rows))} of {count(seen)}"
    shown = f"the last {count(len(log.rows))} shown" if log.first else "all shown"
    return f"{count(log.total)} seen, {shown}"
