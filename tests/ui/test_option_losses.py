"""What the restart for an option would lose is said before it."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from tests.ui.piloting import on_screen, until
from tests.ui.test_options_screen import go_to, panel


@pytest.mark.parametrize("size", [(60, 18), (120, 36)])
@on_screen
async def test_an_option_that_restarts_a_node_says_before_how_many_messages_wait_at_it(size: tuple[int, int]) -> None:
    async with panel("dealer-router", "1", size) as (pilot, screen, source):
        about = screen.query_one("#option-about", Static)
        await go_to(pilot, screen, "SNDHWM")
        assert "a change restarts the node, since" in str(about.content).lower()
        source.told.kill("server-1")
        for number in range(54):
            source.told.sends("client-1", b"%d" % number)
            source.told.report()
        lost = "A change restarts the node, and of 54 messages on the way loses all in its memory."
        await until(pilot, lambda: lost in str(about.content))
        assert screen.region.contains_region(screen.query_one("#options").region)
        await go_to(pilot, screen, "LINGER")
        assert "loses" not in str(about.content)
