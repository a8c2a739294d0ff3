"""The widget of every pane: it draws the visible lines of a content, and repaints only those that changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import events
from textual.actions import SkipAction
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from zmqplay.control.guide import Guide
from zmqplay.model.traffic import Traffic
from zmqplay.ui import textual_private
from zmqplay.ui.draw.border import Borders, frame_css
from zmqplay.ui.draw.content import NOT_MINE, Answer, Content, Scene
from zmqplay.ui.draw.ink import Ink, Line, palette_of
from zmqplay.ui.draw.page import PanePage
from zmqplay.ui.draw.painted_row import painted
from zmqplay.ui.draw.scrolling import set_lines
from zmqplay.ui.draw.selection import Click, Selection
from zmqplay.ui.draw.titles import Titles
from zmqplay.ui.view import View

RIGHT = 3
"""The number of the right mouse button."""


class LinePane(ScrollView, can_focus=True):
    """A scrolling pane that shows one content."""

    DEFAULT_CSS = frame_css("LinePane")

    class Chosen(Message):
        """The user has selected something in a pane."""

        def __init__(self, selection: Selection) -> None:
            super().__init__()
            self.selection = selection

    def __init__(
        self, title: str, content: Content, guide: Callable[[], Guide], failed: Callable[[str, Exception], None]
    ) -> None:
        """`failed` is called with the title of a pane that cannot be drawn, and the error."""
        super().__init__()
        self.content = content
        self.titles = Titles(self, title)
        self.page = PanePage(content, partial(failed, title))
        self._guide = guide
        self._scene: Scene | None = None
        self._ink: Ink | None = None
        self._is_ink_known = False
        self._borders = Borders(super().render_lines)
        self._drawn: dict[int, tuple[Line, Strip]] = {}
        """By index: each line that was drawn, and the strip painted from it."""
        self._is_drawn = False
        """Whether the content was drawn since the pane came to be seen; until then its lines are blank."""
        self._is_own_scroll = False
        self._failure = ""
        """The failure that is shown in place of the lines; empty if there is none."""
        for key in content.keys:
            textual_private.bind(self, key.keys, f"own('{key.keys}')", key.about)

    # Showing

    def show(self, traffic: Traffic, view: View, now_ns: int) -> None:
        """Draw what changed since the last frame; nothing is allocated if nothing changed."""
        scene = self._scene
        if scene is None:
            scene = self._scene = Scene(traffic, view, now_ns, self._guide)
        elif traffic is not scene.traffic:
            self.page.replace()
        scene.traffic, scene.view, scene.now_ns = traffic, view, now_ns
        if not self.is_mounted or not self.size:
            return
        scene.top = self.scroll_offset.y
        scene.is_animated = self.app.animation_level != "none"
        if self.page.is_due(scene):
            self._draw(scene)
        self.titles.say_below(self.page.note(scene))
        if self.page.failure != self._failure:
            self._draw(scene)  # the content failed in this frame

    def _look(self, scene: Scene) -> None:
        """Put the present size and scroll position into the scene."""
        scene.width, scene.height = self.area
        scene.top = self.scroll_offset.y

    def redraw(self) -> None:
        """Draw everything again, since the size, the colours or the user's arrangement changed."""
        self.page.forget()
        if (scene := self._scene) is not None:
            self.show(scene.traffic, scene.view, scene.now_ns)

    @property
    def area(self) -> Size:
        """Width and height of the lines."""
        return self.scrollable_content_region.size

    @property
    def count(self) -> int:
        """The number of lines, the head included."""
        return self._scene.count if self._scene is not None else 0

    @property
    def ink(self) -> Ink:
        """The styles of the present theme."""
        if self._ink is None or not self._is_ink_known:
            _, _, ground, text = self.colors
            palette = palette_of(self.app.current_theme, self.app.theme_variables, ground, text)
            if self._ink is None or self._ink.palette != palette:
                self._ink = Ink(palette)
            self._is_ink_known = True
        return self._ink

    # Drawing

    def _draw(self, scene: Scene) -> None:
        """Bring the visible lines up to date, and let the terminal repaint those that differ."""
        page, ink, self._is_drawn = self.page, self.ink, True
        self._look(scene)
        page.draw(scene, ink)
        self._failure = page.failure
        self._fit(scene)
        former, self._drawn = {} if page.has_moved() else self._drawn, {}
        left, whole = self.gutter.left, self.outer_size.width  # Textual clips to the border only
        changed = []
        for y in range(scene.height):
            index = page.index(y, scene)
            line = page.line(index, scene, ink)
            was = former.get(index)
            if was is not None and was[0] == line and was[1].cell_length == scene.width:
                self._drawn[index] = was
            else:
                self._drawn[index] = line, painted(line, scene.width, ink)
                changed.append(Region(-left, y, whole, 1))
        if changed:
            self.refresh(*changed)
        self.titles.say_beside(self.page.drawing.beside)

    def _fit(self, scene: Scene) -> None:
        """Set the scrollable height, and scroll to the line that the content asks for."""
        self._is_own_scroll = True
        scene.count = self.page.count(scene)
        set_lines(self, scene.count)
        wanted = self.page.drawing.top
        if wanted is not None and wanted != self.scroll_offset.y:
            self.scroll_to(y=wanted, animate=False, force=True)
        self._is_own_scroll = False
        self._look(scene)

    # Painting

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters but the slow one for ANSI colours: the panes have true colours already."""
        return [each for each in super().get_line_filters() if not isinstance(each, ANSIToTruecolor)]

    def render_lines(self, crop: Region) -> list[Strip]:
        size = self.outer_size
        if crop != Region(0, 0, *size) or size.height < 3 or self.get_line_filters():
            return super().render_lines(crop)
        titles = textual_private.upper_border(self), textual_private.lower_border(self)
        return self._borders.rows(self.render_line, size, titles)

    def render_line(self, y: int) -> Strip:
        """Paint line `y` of the view, from 0."""
        scene = self._scene
        if scene is None or not self._is_drawn:
            return painted([], self.area.width, self.ink)
        scene.top = self.scroll_offset.y
        index = self.page.index(y, scene)
        drawn = self._drawn.get(index)
        if drawn is None:
            line = self.page.line(index, scene, self.ink)
            drawn = self._drawn[index] = line, painted(line, self.area.width, self.ink)
        return drawn[1]

    # Keys and the mouse

    def action_own(self, keys: str) -> None:
        """Press one of the content's own keys, by its `keys`; where it means nothing now, the screen's binding acts."""
        key = next(key for key in self.content.keys if key.keys == keys)
        if self.act(key.press) is NOT_MINE:
            raise SkipAction

    def act(self, do: Callable[[Scene], Answer]) -> Answer:
        """Let the content act, draw the result, and tell the screen of a selection."""
        if (scene := self._scene) is None:
            return NOT_MINE
        self._look(scene)
        answer = self.page.act(do, scene)
        if answer is not NOT_MINE:
            self.redraw()
            if answer is not None:
                self.post_message(self.Chosen(answer))
        return answer

    def on_click(self, event: events.Click) -> None:
        if (click := self._click(event)) is not None:
            self.act(partial(self.content.click, click=click))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        if (click := self._click(event)) is not None:
            self.act(partial(self.content.wheel, click=click, by=by))

    def _click(self, event: events.MouseEvent) -> Click | None:
        """The click as the content takes it; None outside of the lines."""
        offset, scene = event.get_content_offset(self), self._scene
        if offset is None or scene is None:
            return None
        self._look(scene)
        place, at = (offset.x, offset.y), (event.screen_x, event.screen_y)
        return self.page.click_at(place, scene, self.ink, is_right=event.button == RIGHT, at=at)

    # Textual's events

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self._scene is not None and not self._is_own_scroll:
            self._look(self._scene)
            self.page.scrolled(self._scene)

    def on_hide(self) -> None:
        self._is_drawn = False
        self._drawn.clear()
        self.page.forget()

    def on_resize(self, _event: events.Resize) -> None:
        """Draw all lines again for the new width."""
        self._drawn.clear()
        self.redraw()
        self.refresh()

    def notify_style_update(self) -> None:
        """Drop painted lines and styles, since the theme or the focus changed."""
        super().notify_style_update()
        self._borders.forget()
        self._is_ink_known = False
        self._drawn.clear()
        self.page.forget()
