"""One message frame by frame: the meaning, bytes and text of each, as sent and as received; its journey, and why.

While two messages are compared, they are shown instead.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial

from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.fate import Fate, fate_of, handed_to, losses_of
from zmqplay.model.reading.frame_words import agreed_frames, meanings, meanings_of
from zmqplay.model.reading.journeys import LOOK_AHEAD, followed_by
from zmqplay.model.reading.subscriptions import matching
from zmqplay.model.reading.waiting import waiting_at
from zmqplay.model.traffic import Traffic
from zmqplay.model.words import counted
from zmqplay.text import safe, size
from zmqplay.ui.draw.content import Answer, Content, Drawing, PaneKey, Scene
from zmqplay.ui.draw.ink import Ink, Line, Piece
from zmqplay.ui.draw.selection import Click
from zmqplay.ui.draw.wrapping import wrap
from zmqplay.ui.panes.first_words import first_words
from zmqplay.ui.panes.frames.comparison import Comparison
from zmqplay.ui.panes.frames.first_line import first_line, socket_of
from zmqplay.ui.panes.frames.frame_lines import FrameLines, prefix_length, size_width
from zmqplay.ui.panes.frames.journey_lines import JourneyLines
from zmqplay.ui.panes.frames.why_lines import why_lines
from zmqplay.ui.panes.log.listed import Listed
from zmqplay.ui.panes.log.marks import NOTED, SIGN, sign_of
from zmqplay.ui.panes.log.meant import asked, criteria_of, selected, way_to_all, why_hidden
from zmqplay.ui.panes.log.message_line import sent_by

Group = tuple[list[str], tuple[bytes, ...], tuple[int, ...]]
"""Receivers that got the same frames: their names, the heads of the frames, the lengths of the frames."""
NOTHING_YET = "Nothing yet. The frames of a message will be here: type one below."


class FramesPane(Content):
    """Shows the selected message, or else the newest listed one. Up and down choose one of its frames."""

    empty = NOTHING_YET

    def __init__(self) -> None:
        self.keys = (
            PaneKey("up,k", "The frame before", partial(self._choose_next, by=-1)),
            PaneKey("down,j", "The next frame", partial(self._choose_next, by=1)),
        )
        self._message: Message | None = None
        self._listed = Listed()
        self._asked: tuple[str, tuple[str, str] | None] = "", None
        """The filter and the link for which the message was found."""
        self._frame: int | None = None
        self._firsts: list[int] = []
        """The index of the first line of each sent frame."""
        self._top: int | None = None
        self._wants_why = False
        self._compared: tuple[Message, Message] | None = None
        """The two messages that were compared in the last drawing."""

    @property
    def frame(self) -> bytes | None:
        """The bytes of the chosen frame; None if no frame is chosen."""
        message = self._message if self._compared is None else None
        return message.frames[self._frame] if message and self._frame is not None else None

    def show_why(self) -> None:
        """Scroll to why the message went where it went."""
        self._wants_why = True

    def stamp(self, scene: Scene) -> Hashable:
        traffic, view, former = scene.traffic, scene.view, self._message
        if view.compared is not None:
            return view.compared
        self._message = self._find(scene)
        if former is not None and self._message is not former:
            self._top = 0
            self._frame = None
        message = self._message
        if message is None:
            return bool(traffic.messages.total), self._asked, view.row is None, self._listed.is_done
        passed = min(traffic.messages.total - message.row, LOOK_AHEAD) if view.row is not None else 0
        became = _became(traffic, message)
        waits = [traffic.nodes[name] for name in message.waits_at if name in traffic.nodes]
        does = tuple((node.state, node.doing.activity) for node in waits)
        mark = sign_of(view, message), view.note_of(message)
        return id(message), message.row, became, passed, self._frame, does, self._wants_why, mark

    def _find(self, scene: Scene) -> Message | None:
        """The selected message, or else the newest that is listed; none that the filter hid when it was set."""
        log, view, former = scene.traffic.messages, scene.view, self._message
        before, self._asked = self._asked, (view.filter, view.link)
        passes = criteria_of(view, scene.traffic)
        if view.row is not None:
            found = selected(view, scene.traffic)
            stays = found is former and before == self._asked  # it may wait no more, while one reads about it
            return found if found is None or stays or passes(found) else None
        former = former if former is not None and passes(former) else None
        if former is not None and view.paused:
            return former  # even if the log has dropped the message since
        self._listed.update(log, view, scene.traffic)
        return self._listed.rows[-1] if self._listed.rows else former if any(self._asked) else None

    def draw(self, scene: Scene, ink: Ink) -> Drawing:
        self._firsts = []
        top, self._top = self._top, None
        if scene.view.compared is not None:
            is_new, self._compared = scene.view.compared is not self._compared, scene.view.compared
            lines = Comparison(scene, ink, scene.view.compared).lines()
            return Drawing(lines, top=0 if is_new else top, beside=(("  two messages compared", 65),))
        self._compared = None
        if self._message is None:
            self.empty = _why_empty(scene, self._listed)
            return Drawing((), top=top, beside=())
        lines, why = self._lines(scene, ink, self._message), why_lines(scene, ink, self._message)
        if self._wants_why:
            top, self._wants_why = scene.revealing(len(lines) + 1, len(lines) + len(why)), False
        beside = ((f"  {SIGN} marked", 65),) if self._message in scene.view.marks else ()
        return Drawing([*lines, [], *why], top=top, beside=beside)

    def note(self, scene: Scene) -> str:
        """How to end a comparison."""
        return "esc ends the comparison" if scene.view.compared is not None else ""

    # The whole message

    def _lines(self, scene: Scene, ink: Ink, message: Message) -> list[Line]:
        traffic = scene.traffic
        topology = traffic.topology
        agreed = agreed_frames(topology, message.wire)
        correlates = _correlates(traffic, message.wire)
        others = _otherwise(message)
        words = meanings_of(message, topology, correlates=correlates)
        words_there = [
            meanings(socket_of(traffic, names[0], message.wire), heads, agreed, correlates=correlates)
            for names, heads, _ in others
        ]
        widest = max((len(word) for part in (words, *words_there) for word in part), default=4)
        lengths = size_width(length for sizes in (message.sizes, *(each[2] for each in others)) for length in sizes)
        draw = FrameLines(ink, scene.width, widest + 1, lengths)
        lines = [first_line(scene, ink, message), *_note_lines(scene, ink, message)]
        found = [matching(traffic.nodes.get(delivery.node), message) for delivery in message.deliveries]
        prefix = max((one for one in found if one is not None), key=len, default=None)
        shown = message.frames[: len(message.heads)]
        for index, (frame, length) in enumerate(zip(shown, message.sizes, strict=False)):
            self._firsts.append(len(lines))
            covered = prefix_length(words, index, prefix)
            lines += draw.draw(index + 1, words[index], frame, length, prefix=covered, chosen=index == self._frame)
        lines += _rest(ink, message.heads, message.sizes)
        for (names, heads, sizes), there in zip(others, words_there, strict=True):
            lines += [[], [(f"as {_who(names)} got it", ink("soft", italic=True))]]
            for index, (head, length) in enumerate(zip(heads, sizes, strict=False)):
                lines += draw.draw(index + 1, there[index], head, length)
            lines += _rest(ink, heads, sizes)
        after = followed_by(traffic.messages, message, topology) if scene.view.row is not None else []
        return [*lines, [], *JourneyLines(ink, scene, message, after).lines()]

    # Choosing a frame

    def _choose_next(self, scene: Scene, by: int) -> Answer:
        """Choose the next frame (1) or the one before (-1); scroll by one line instead if that frame is out of view."""
        wanted = 0 if self._frame is None else self._frame + by
        if 0 <= wanted < len(self._firsts) and scene.top <= self._firsts[wanted] < scene.top + scene.height:
            self._frame = wanted
        else:
            self._top = scene.top + by
        return None

    def click(self, scene: Scene, click: Click) -> Answer:
        """Choose the clicked frame."""
        del scene
        before = [frame for frame, first in enumerate(self._firsts) if first <= click.index]
        self._frame = before[-1] if before else None
        return None


def _became(traffic: Traffic, message: Message) -> Hashable:
    """What became of a message, and between whom: it may change without anything being told of the message itself."""
    fate, receivers = fate_of(traffic, message), tuple(delivery.node for delivery in message.deliveries)
    peer = handed_to(traffic, message) if fate is Fate.HANDED_OVER else ""
    lost = tuple(losses_of(traffic, message).items()), tuple(message.lost.items())
    return fate, sent_by(traffic, message), receivers, peer, message.waits_at, waiting_at(traffic, message), lost


def _why_empty(scene: Scene, listed: Listed) -> str:
    """Why no message is shown, as a sentence."""
    if scene.traffic.messages.total and asked(scene.view):
        if scene.view.row is None and not listed.is_done:
            return f"Looking for a message that matches {asked(scene.view)} …"
        told = why_hidden(scene.view)
        return f"{told[0].upper()}{told[1:]}; {way_to_all(scene.view)}."
    return first_words(scene.traffic, NOTHING_YET, "Nothing yet. The frames of a message will be here.")


def _note_lines(scene: Scene, ink: Ink, message: Message) -> list[Line]:
    """The note at a marked message; no line if there is none."""
    words: list[Piece] = [(word, ink("accent")) for word in safe(scene.view.note_of(message)).split()]
    wrapped = wrap(words, max(8, scene.width - len(NOTED) - 1)) if words else []
    begins = [f"{NOTED} ", *["  "] * len(wrapped)]
    return [[(begin, ink("accent", bold=True)), *line] for begin, line in zip(begins, wrapped, strict=False)]


def _rest(ink: Ink, heads: Sequence[bytes], sizes: Sequence[int]) -> list[Line]:
    """A line with the number of frames beyond those that were sampled; none if there are none."""
    rest = len(sizes) - len(heads)
    return [[(f"and {counted(rest, 'more frame')} of {size(sum(sizes[-rest:]))}", ink("muted"))]] if rest > 0 else []


def _who(names: Sequence[str]) -> str:
    first = ", ".join(safe(name, 40) for name in names[:3])
    return first if len(names) <= 3 else f"{first} and {len(names) - 3} more"


def _otherwise(message: Message) -> list[Group]:
    """The receivers whose frames differ from the sent ones, grouped by equal frames."""
    groups: dict[tuple[tuple[bytes, ...], tuple[int, ...]], list[str]] = {}
    for delivery in message.deliveries:
        if delivery.heads and (delivery.heads, delivery.sizes) != (message.heads, message.sizes):
            groups.setdefault((delivery.heads, delivery.sizes), []).append(delivery.node)
    return [(names, heads, sizes) for (heads, sizes), names in groups.items()]


def _correlates(traffic: Traffic, wire: str) -> bool:
    """Whether a REQ on this wire puts a request id before the delimiter (option REQ_CORRELATE)."""
    return any(s.kind.asks and s.wire == wire and s.facts.options.get("REQ_CORRELATE") for s in traffic.sockets())
