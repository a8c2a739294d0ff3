"""The message that a key means: the selected one, or else the newest, but none that the filter hides."""

from __future__ import annotations

from functools import partial

from zmqplay.model.messages.filters import Criteria
from zmqplay.model.messages.messages import Message
from zmqplay.model.reading.fate import is_said
from zmqplay.model.reading.subscriptions import is_subscription, subscriber_of
from zmqplay.model.traffic import Traffic
from zmqplay.text import safe
from zmqplay.ui.panes.log.marks import hiding
from zmqplay.ui.panes.log.previews import subscription_words
from zmqplay.ui.view import View

WORDS_MOST = 400
"""Characters of a subscription's topic in which a text is found."""


def criteria_of(view: View, traffic: Traffic) -> Criteria:
    """The view's filter and link: called with a message, it returns whether lists have the message."""
    return understood(view.filter, traffic, view.link)


def understood(text: str, traffic: Traffic, link: tuple[str, str] | None = None) -> Criteria:
    """A filter's or search's text, which also finds what a row says of a subscription."""
    return Criteria(text, link, partial(is_said, traffic), partial(_said, traffic))


def _said(traffic: Traffic, message: Message) -> str:
    """The row of a subscription; empty for other messages, of which the row shows the frames."""
    if not is_subscription(message):
        return ""
    return f"{subscriber_of(traffic, message)}\n{subscription_words(message, WORDS_MOST)}"


def selected(view: View, traffic: Traffic) -> Message | None:
    """The selected message, also one that is hidden; None if there is none."""
    return None if view.row is None else view.message or traffic.messages.row(view.row)


def meant(view: View, traffic: Traffic) -> Message | None:
    """The selected message, or else the newest that passes the filter; None if the selected one is hidden."""
    passes = criteria_of(view, traffic)
    if view.row is None:
        return next(filter(passes, reversed(traffic.messages.rows)), None)
    message = selected(view, traffic)
    return message if message is not None and passes(message) else None


def why_hidden(view: View) -> str:
    """Why the filter or the link leaves no message that could be meant, in one sentence."""
    if view.row is not None:
        return f"the selected message is hidden by {hiding(view.filter)}"
    return f"no message matches {asked(view)}"


def why_none(view: View, traffic: Traffic) -> str:
    """Why no message is meant, in one sentence; empty if one is."""
    if meant(view, traffic) is not None:
        return ""
    is_asked = bool(view.filter or view.link)
    return why_hidden(view) if is_asked and traffic.messages.total else "there is no message yet"


def asked(view: View) -> str:
    """The filter, or else the two nodes of the selected link, in words."""
    return safe(view.filter, 30) or " → ".join(safe(name, 20) for name in view.link or ())


def way_to_all(view: View) -> str:
    """What esc does until all messages are listed, each time it is pressed, in words."""
    ways = (
        (view.compared is not None, "ends the comparison"),
        (bool(view.search), "ends the search"),
        (bool(view.filter and view.link), "takes off the filter"),
    )
    before = [does for leads, does in ways if leads]
    return f"esc {', then '.join([*before, 'shows all'])}"
