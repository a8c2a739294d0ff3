"""Whatever nodes send, print and are called by strangers: only the meant cells reach the screen, in unbroken grids."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.telling import Telling
from tests.ui.hostile import HOSTILE, RAW
from tests.ui.panes.looking import Looking
from zmqplay.model.facts import Printed
from zmqplay.patterns import find
from zmqplay.ui.panes import PANES, PaneEntry

SIZES = (31, 9), (58, 14), (119, 30)
PIECES = (
    "\x1b[2J", "\x1b]0;t\x07", "\x1b]8;;http://x\x1b\\", "\x9b31m", "\x90q\x9c", "\x85", "\x07\x08\x7f\x00", "\t\r\n",
    "\u202e", "\u2066\u2069", "\u200b\u200d\ufeff", "e\u0301\u0320", "\u0489", "Z\u035b", "日本", "\uff76\uff9e",
    "👩\u200d👧", "👍🏽", "🇩🇪", "❤\ufe0f", "1\ufe0f\u20e3", "\ud83d", "[/]", "[bold]", "[@click=app.quit]x[/]",
    "$x", "\\x1b", "|", "{n}", "नि", "ไทย", "עב", "\u2028", "\u3164", "\U000e0041", "ﷺ", "𒐫", "a", " ",
)  # fmt: skip
HOSTILE_TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.characters()), min_size=1, max_size=12).map("".join)
FRAMES = st.one_of(
    HOSTILE_TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(HOSTILE),
    st.binary(max_size=9),
)


@pytest.mark.parametrize("pane", PANES, ids=lambda pane: pane.name)
@pytest.mark.parametrize("pattern", ["publish-subscribe", "dealer-router"])
@settings(max_examples=max(4, settings().max_examples // 5))
@given(data=st.data())
def test_each_row_has_the_cells_of_the_pane_and_nothing_raw(pattern: str, pane: PaneEntry, data: st.DataObject) -> None:
    telling = Telling(find(pattern))
    host, *others = telling.nodes
    for frames in data.draw(st.lists(st.lists(FRAMES, min_size=1, max_size=4), min_size=1, max_size=4)):
        telling.send(host, others[:1], *frames)
        telling.count_received(others[0], frames[0])
    texts = data.draw(st.lists(HOSTILE_TEXTS, min_size=1, max_size=3))
    telling.take(Printed(telling.now_ns, host, texts))
    binding = next(name for name, node in telling.nodes.items() if node.sockets[0].facts.bound)
    for text in texts:
        telling.visit(binding, text)
    telling.report()
    width, height = data.draw(st.sampled_from(SIZES))
    looking = Looking(pane.load()(), (width, height))
    looking.view.node = data.draw(st.sampled_from([None, host, *others]))
    rows = looking.shown(telling)
    assert not looking.failures
    for row in rows[1:-1]:
        assert cell_len(row) == width
    for row in rows:
        assert row.isprintable()
        assert not RAW & set(row)
