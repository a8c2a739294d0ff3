"""A line of code that is wider than its pane is folded at spaces, and nothing of it is left out."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
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


@pytest.mark.parametrize("width", range(LEAST, 40))
def test_letters_that_are_two_cells_wide_stay_within_the_pane(width: int) -> None:
    code = '    say("消息从一个节点到另一个节点 and back")  # 队列'
    lines = ["".join(text for text, _ in line) for line in folded([(code, Style())], width)]
    assert "".join("".join(lines).split()) == "".join(code.split())
    assert all(cell_len(line) <= width for line in lines)
