"""The movement over the picture: messages and streams along the wires, and lost messages that fall off."""

from __future__ import annotations

from collections.abc import Hashable

from zmqplay.ui.draw.content import Scene
from zmqplay.ui.draw.ink import Ink
from zmqplay.ui.panes.topology.edges import Cell
from zmqplay.ui.panes.topology.picture import Picture
from zmqplay.ui.panes.topology.pulses import CELLS_A_SECOND, Overlay, Pulses


class Movement:
    """Moves signs along the wires of the latest picture."""

    def __init__(self) -> None:
        self._pulses = Pulses()
        self._shape: Hashable = None
        self._lost: dict[Cell, int] = {}
        """The losses of each edge, by the cell at which the edge leaves its box."""

    def follow(self, scene: Scene, picture: Picture) -> None:
        """Start a movement for each new message of the traffic."""
        if scene.is_animated and not scene.view.paused:
            self._pulses.follow(scene.traffic.messages, picture.path, scene.now_ns)

    def step(self, scene: Scene) -> int:
        """A number that changes with each movement; 0 while nothing moves."""
        if not scene.is_animated or scene.view.paused or not self._pulses:
            return 0
        return scene.now_ns * CELLS_A_SECOND // 1_000_000_000

    def take(self, picture: Picture, now_ns: int) -> None:
        """Move along a new picture from now on; messages that were lost since the former picture fall off the wire."""
        edges, marks = picture.edges, picture.marks
        if edges is None or marks is None:
            self._pulses.stream([], set())
            return
        shape = tuple((edge.sign, *edge.names) for edge in edges.all)
        if shape != self._shape:
            self._shape = shape
            self._pulses.forget()
            self._lost = {edge.sign: marks.lost_on(edge) for edge in edges.all}
        self._pulses.stream(marks.streams(), marks.covered)
        for edge in edges.all:
            lost, former = marks.lost_on(edge), self._lost.get(edge.sign, 0)
            self._lost[edge.sign] = lost
            if lost > former:
                self._pulses.fall(marks.fall(edge), lost - former, now_ns)

    def overlay(self, scene: Scene, ink: Ink) -> Overlay:
        """The moving signs at the scene's time."""
        return self._pulses.overlay(scene.now_ns, ink) if scene.is_animated else {}
