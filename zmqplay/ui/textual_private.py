"""Private interfaces of Textual, all in this file; as seen in Textual 8.2.8: look here first after an update."""

from __future__ import annotations

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.widget import Widget


def upper_border(widget: Widget) -> Content | None:
    """What the upper border says; the public `border_title` makes markup of it at each reading."""
    return widget._border_title


def lower_border(widget: Widget) -> Content | None:
    """What the lower border says."""
    return widget._border_subtitle


def say_below(widget: Widget, text: Content) -> None:
    """Put a text into the lower border and repaint no more than that; the public setter repaints the whole widget."""
    widget._border_subtitle = text
    border = Region(0, widget.outer_size.height - 1, widget.outer_size.width, 1)
    widget.refresh(border.translate(-widget.content_offset))


def refresh_scroll_bars(pane: ScrollView) -> None:
    """Show or hide the scroll bars as the virtual size wants it, without a layout."""
    pane._refresh_scrollbars()


def bind(widget: Widget, keys: str, action: str, about: str) -> None:
    """Give one widget a key of its own, in place of what its class does at it; Textual binds by class only."""
    for binding in Binding.make_bindings([Binding(keys, action, about, show=False)]):
        widget._bindings.key_to_bindings[binding.key] = [binding]
