"""A line of code that is wider than its pane is folded at spaces, and nothing of it is left out."""

from __future__ import annotations

import pytest
from rich.style import Style

from zmqplay.ui.panes.code.folding import LEAST, folded

BOLD = Style(bold=True)
CODE = '        """Deal the tasks, and tell the sink when a batch begins."""'


@pytest.mark.parametrize("width", range(-3, 80))
def test_a_line_ends_in_a_pane_of_any_width(width: int) -> None:
    lines = ["".join(text for text, _ in line) for line in folded([(CODE[:20], Style()), (CODE[20:], BOLD)], width)]
    assert "".join("".join(lines).split()) == "".join(CODE.split())
    if width >= LEAST:
        assert all(len(line) <= width for line in lines)
    else:
        assert lines == [CODE]


def test_a_word_that_is_longer_than_the_pane_is_broken() -> None:
    lines = ["".join(text for text, _ in line) for line in folded([("x" * 50, Style())], LEAST)]
    assert "".join(lines).replace(" ", "") == "x" * 50
    assert max(map(len, lines)) <= LEAST
