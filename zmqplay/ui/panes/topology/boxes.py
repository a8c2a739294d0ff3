"""Draws a node as a box, and the nodes of a role as a stack."""

from __future__ import annotations

from collections.abc import Collection

from rich.cells import cell_len

from zmqplay.text import brief, cell_fit, name_fit
from zmqplay.ui.draw.bars import height, spark
from zmqplay.ui.draw.canvas import Canvas
from zmqplay.ui.draw.ink import Ink
from zmqplay.ui.look.colours import LOST, WAITING
from zmqplay.ui.panes.topology.layout import FIGURE, TO, TOPICS_GAP, PlacedCard, RoleStack
from zmqplay.ui.panes.topology.node_cards import NodeCard

IDLE, DEAD, FROZEN = "·", "✕", "░"


def colour_of(ink: Ink, card: NodeCard) -> str:
    """The colour of a node: its own, or a shade if the node is dead, frozen or ignored."""
    if not card.alive:
        return "faint"
    if card.dimmed:
        return "muted"
    return ink.colour_of(card.name)


def activity_shade(card: NodeCard) -> str:
    """The shade of a node's activity: red if something is wrong, faint if nothing happens."""
    if card.activity in ("killed", "crashed") or card.blocked_on:
        return LOST
    return "muted" if card.dimmed or card.activity.endswith(" 0 %") else "text"


def waiting_shade(card: NodeCard) -> str:
    """The shade of what waits for a node: amber, and red once its own queue is full."""
    return LOST if card.is_full else WAITING


class Boxes:
    """Draws boxes and stacks on a canvas."""

    def __init__(
        self,
        ink: Ink,
        canvas: Canvas,
        selected: str | None,
        *,
        rates: Collection[str] = (),
        losses: Collection[str] = (),
        queues: Collection[str] = (),
    ) -> None:
        """`selected` is the selected node; of the nodes in the other three an edge shows the figure already."""
        self._ink, self._canvas, self._selected = ink, canvas, selected
        self._rates, self._losses, self._queues = rates, losses, queues

    def draw_box(self, placed: PlacedCard) -> None:
        """Draw a box with name, activity, socket types and queue."""
        card, x, y, inner = placed.card, placed.x, placed.y, placed.width - 2
        chosen = card.name == self._selected
        colour, ground = colour_of(self._ink, card), "cursor" if chosen else ""
        border = self._ink("accent" if chosen else colour, bold=chosen)
        self._canvas.box(x, y, placed.width, placed.height, border, dashed=not card.alive or card.foreign)
        if card.sockets:
            self._draw_sockets(placed)
        for row in range(1, placed.height - 1):
            self._canvas.put(x + 1, y + row, " " * inner, self._ink("text", ground))
        text_x, room = x + 1 + placed.margin, inner - 2 * placed.margin
        activity_ink = self._ink("soft" if card.subscribed else activity_shade(card), ground)
        if placed.height > 3:
            to = TO if card.subscribed and cell_len(card.subscribed) + len(TO) <= room else ""
            text = to + cell_fit(card.subscribed or card.activity, room - len(to)).rstrip()
            self._canvas.put(text_x, y + 2, text, activity_ink)
        elif placed.margin:
            text = card.subscribed or card.short
            cells = max(FIGURE - 1, min(cell_len(text), room - cell_len(card.title) - TOPICS_GAP))
            room -= cells + 1
            self._canvas.put(text_x + room + 1, y + 1, cell_fit(text, cells, right=True), activity_ink)
        name_ink = self._ink(colour, ground, bold=card.alive and not card.foreign, strike=not card.alive)
        self._canvas.put(text_x, y + 1, name_fit(card.title, room).rstrip(), name_ink)
        self._draw_figures(placed)

    def _draw_sockets(self, placed: PlacedCard) -> None:
        """Write the types of the sockets and the work time into the upper border."""
        card, room = placed.card, placed.width - 2
        text = f" {card.sockets} · {card.work} " if card.work else f" {card.sockets} "
        if len(text) > room:
            text = f" {card.sockets} "
        if len(text) > room:
            text = cell_fit(placed.card.sockets.replace(" ", ""), room).rstrip()
        self._canvas.put(placed.x + 1 + (len(text) < room), placed.y, text, self._ink("muted"))

    def _draw_figures(self, placed: PlacedCard) -> None:
        """Write the figures that no edge shows: beside a box of the last column, else into the lower border."""
        card = placed.card
        rate = "" if card.name in self._rates else card.rate
        news, shade = self._news(card)
        if placed.side:
            x, room = placed.x + placed.width + 2, placed.side - 2
            rows = [(_shortened(news, room), shade), (rate, "muted")]
            if card.waited and not (news and news == card.lost_in_words):
                rows.insert(1, (spark(card.waited[-room:], max(card.waited)), waiting_shade(card)))
            shown = [row for row in rows if row[0]][: placed.height - 1]
            for row, (text, ink) in enumerate(shown):
                self._canvas.put(x, placed.y + 1 + row, text, self._ink(ink))
            return
        text, shade = (news, shade) if news else (rate, "muted")
        if text:
            text = f" {_shortened(text, placed.width - 4)} "
            x = max(placed.x + 1, placed.x + placed.width - 2 - len(text))
            self._canvas.put(x, placed.y + placed.height - 1, text, self._ink(shade))

    def _news(self, card: NodeCard) -> tuple[str, str]:
        if card.losses and card.name not in self._losses:
            return card.lost_in_words, LOST
        if card.waiting and card.name in self._queues:
            return "", WAITING
        return card.waiting_in_words, waiting_shade(card)

    # Stacks

    def draw_stack(self, stack: RoleStack, chosen: bool) -> None:
        """Draw the frame of a stack with role and number of nodes; a closed stack also gets a cell for each node."""
        ink = self._ink
        border = ink("accent" if chosen else "muted", bold=chosen)
        if not stack.is_open:
            self._canvas.box(stack.x + 1, stack.y + 1, stack.width, stack.height - 1, ink("ghost"))
        height = stack.height if stack.is_open else stack.height - 1
        self._canvas.box(stack.x, stack.y, stack.width, height, border)
        title = f"{cell_fit(stack.card.title, stack.width - 6).rstrip()} "
        self._canvas.put(stack.x + 1, stack.y, " ▾ " if stack.is_open else " ▸ ", border)
        self._canvas.put(stack.x + 4, stack.y, title, ink("accent" if chosen else "text", bold=True))
        sockets = f" {stack.card.sockets} "
        if len(title) + len(sockets) + 5 <= stack.width:
            self._canvas.put(stack.x + stack.width - 1 - len(sockets), stack.y, sockets, ink("muted"))
        if stack.is_open:
            self._draw_hidden(stack)
        else:
            self._draw_closed(stack)

    def _draw_hidden(self, stack: RoleStack) -> None:
        """Write the number of lines out of view into the lower border."""
        parts = [f"▴ {stack.top}"] if stack.top else []
        parts += [f"▾ {stack.hidden_below}"] if stack.hidden_below else []
        if parts:
            text = f" {' '.join(parts)} more "
            x = stack.x + stack.width - 1 - len(text)
            self._canvas.put(x, stack.y + stack.height - 1, text, self._ink("muted"))

    def _draw_closed(self, stack: RoleStack) -> None:
        card, inner, ink = stack.card, stack.width - 2, self._ink
        bottom = stack.y + stack.height - 2
        for row in range(stack.y + 1, bottom):
            self._canvas.put(stack.x + 1, row, " " * inner, ink())
        for index, one in enumerate(stack.cards):
            x, y = stack.cell(index)
            if y < bottom - 1:
                ground = "accent" if one.name == self._selected else ""
                sign, shade = self._cell(one)
                self._canvas.put(x, y, sign, ink("ground" if ground else shade, ground))
        news, shade = self._news(card)
        summary = card.activity if news else f"{card.activity}  {card.rate}"
        self._canvas.put(stack.x + 2, bottom - 1, cell_fit(summary, inner - 2).rstrip(), ink("muted"))
        room = inner - 3 - len(card.activity)
        if news:
            text = cell_fit(_shortened(news, room), room, right=True)
            self._canvas.put(stack.x + stack.width - 2 - room, bottom - 1, text, ink(shade))

    def _cell(self, card: NodeCard) -> tuple[str, str]:
        """A node in one cell: its busy share as a bar, in amber if messages wait for it; and the colour."""
        if not card.alive:
            return DEAD, LOST
        if card.dimmed:
            return FROZEN, "muted"
        level = height(max(1, round(card.busy * 8))) if card.busy >= 0.01 or card.waiting else IDLE
        return level, WAITING if card.waiting else colour_of(self._ink, card)

    def draw_line(self, placed: PlacedCard, names: int) -> None:
        """Draw a node as a line of an open stack: its name in `names` cells, then the figures that fit."""
        card, room = placed.card, placed.width - 2
        ground = "cursor" if card.name == self._selected else ""
        ink = self._ink
        self._canvas.put(placed.x + 1, placed.y, " " * room, ink("text", ground))
        name_ink = ink(colour_of(self._ink, card), ground, strike=not card.alive, bold=bool(ground))
        self._canvas.put(placed.x + 2, placed.y, name_fit(card.title, names).rstrip(), name_ink)
        x, left = placed.x + 2 + names, room - names - 1
        for text, shade, cells in self._line_figures(card, left):
            if cells <= left:
                self._canvas.put(x, placed.y, " " + cell_fit(text, cells - 1, right=True), ink(shade, ground))
                x, left = x + cells, left - cells

    @staticmethod
    def _line_figures(card: NodeCard, room: int) -> list[tuple[str, str, int]]:
        """The figures beside the name in a line, each with its shade and its cells."""
        news, shade = (card.lost_in_words, LOST) if card.losses else (card.waiting_in_words, waiting_shade(card))
        others = FIGURE + 12 if room >= 27 else FIGURE
        cells = max(FIGURE, room - others) if card.topics else FIGURE
        activity, rate = (card.subscribed or card.short, activity_shade(card), cells), (card.rate, "muted", FIGURE)
        if room >= 27:
            return [activity, rate, (_shortened(news, 11), shade, 12)]
        sign = ("✕" if card.losses else "▪") + brief(card.losses or card.waiting or card.unsent)
        return [activity, (sign, shade, FIGURE) if news else rate]


def _shortened(text: str, room: int) -> str:
    """A figure with its unit, or without the unit if there is no room."""
    return text if len(text) <= room else text.partition(" ")[0]
