"""What a selection in a pane changes: the view, or the pane in front."""

from __future__ import annotations

from zmqplay.ui.draw import selection
from zmqplay.ui.opens import Says
from zmqplay.ui.play.deck import Deck
from zmqplay.ui.play.message_keys import MessageKeys
from zmqplay.ui.play.node_keys import NodeKeys
from zmqplay.ui.play.opened import open_frames
from zmqplay.ui.view import View


def take_over(
    chosen: selection.Selection, view: View, deck: Deck, *, nodes: NodeKeys, messages: MessageKeys, say: Says
) -> None:
    """Carry out what was selected in a pane of the play screen."""
    match chosen:
        case selection.NodeSelected(name):
            view.node, view.link = name, None
        case selection.LinkSelected(link):
            view.node, view.link = None, link
        case selection.NodeMenuWanted(name, at):
            view.node, view.link = name, None
            nodes.menu(at)
        case selection.CommandWanted(text, step):
            view.step = step or view.step
            nodes.take(text)
        case selection.StepSelected(name):
            view.step = name
        case selection.SentenceWanted(text):
            say(text)
        case selection.RowSelected(None, _):
            messages.follow()
        case selection.RowSelected(row, message):
            view.row, view.message, view.compared = row, message, None
        case selection.RowOpened():
            view.compared = None
            open_frames(deck)
