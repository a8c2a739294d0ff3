"""Each failure is one sentence in the last line, never a toast over a pane, and F2 shows the detail in the journal."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.ui.fake_source import FakeSource
from tests.ui.hostile import HOSTILE
from tests.ui.piloting import on_screen, playing, until
from zmqplay.model.causes import EndCause
from zmqplay.model.facts import Ended
from zmqplay.model.nodes import NodeState
from zmqplay.patterns import find
from zmqplay.ui.app import ZmqPlay
from zmqplay.ui.dialogs.journal import AGAIN_IN, KEPT, Journal, SentenceKind
from zmqplay.ui.dialogs.journal_screen import JournalScreen
from zmqplay.ui.dialogs.options_screen import OptionsScreen
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.play import hint_line
from zmqplay.ui.play.failures import APART_NS, RIPE_NS, Failures
from zmqplay.ui.play.screen import PlayScreen


def _toasts(pilot: Pilot[None]) -> list[str]:
    return [notification.message for notification in pilot.app._notifications]


def _last_line(pilot: Pilot[None]) -> str:
    return " ".join(str(line.render()) for line in pilot.app.screen.query("#hint"))


async def _page(pilot: Pilot[None]) -> str:
    """The text of the open journal."""
    await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen))
    text = pilot.app.screen.query_one("#journal").query_one(Static)
    await until(pilot, lambda: text.content)
    return str(text.content)


@on_screen
async def test_a_crash_stands_in_the_last_line_and_f2_shows_its_traceback() -> None:
    async with playing() as (pilot, screen, source):
        source.told.crash("worker-2", "Traceback (most recent call last):", "  tasks.bind(…)", "ZMQError: no [/] such")
        await until(pilot, lambda: screen.hint.text.startswith("worker-2 crashed: ZMQError: no [/] such."))
        await pilot.press("f2")
        page = await _page(pilot)
        assert "tasks.bind(…)" in page
        await pilot.press("c")
        assert "  tasks.bind(…)" in pilot.app.clipboard
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, PlayScreen))
        assert not _toasts(pilot)


@on_screen
async def test_a_crash_leaves_the_panel_of_options_as_it_is() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "2", "o")
        await until(pilot, lambda: isinstance(pilot.app.screen, OptionsScreen))
        source.told.crash("worker-2", "ValueError: 5")
        await until(pilot, lambda: "worker-2 crashed" in screen.hint.text)
        assert isinstance(pilot.app.screen, OptionsScreen)
        assert not _toasts(pilot)


@on_screen
async def test_a_fault_of_the_screen_stands_in_the_last_line_for_a_while() -> None:
    async with playing(settings_path=None) as (pilot, screen, source):
        screen.failures.fail("it could not draw the panes: ValueError")
        await until(pilot, lambda: screen.hint.text == "it could not draw the panes: ValueError")
        assert not _toasts(pilot)
        source.told.now_ns += hint_line.SAID_NS
        await until(pilot, lambda: "could not" not in screen.hint.text)


@on_screen
async def test_a_launch_that_fails_is_in_the_last_line_too() -> None:
    why = "no ports left, " * 30
    async with playing(start=lambda pattern: FakeSource(pattern, fails=why)) as (pilot, screen, _):
        await until(pilot, lambda: screen.hint.text.startswith("esc leads back to the menu: "))
        await pilot.press("escape", "exclamation_mark")
        assert (await _page(pilot)).count("no ports") >= 20
        assert not _toasts(pilot)


@on_screen
async def test_what_was_answered_and_noticed_can_be_read_again() -> None:
    async with playing() as (pilot, _, source):
        source.traffic.notices.append("port 5557 is taken, so tasks runs on 40123")
        await pilot.press("escape", "ctrl+k", "right_square_bracket")
        await until(pilot, lambda: len(pilot.app.journal.sentences) == 3)  # type: ignore[attr-defined]
        await pilot.press("exclamation_mark")
        page = await _page(pilot)
        for text in ("40123", "select a node first", "1 msg/s"):
            assert text in page
        assert not _toasts(pilot)


@on_screen
async def test_a_click_on_the_line_that_says_it_opens_the_page() -> None:
    async with playing() as (pilot, screen, source):
        source.traffic.bad_reports["its field a is missing"] += 1  # the Doctor does not speak of these
        await until(pilot, lambda: "F2 more" in str(screen.hint.render()))
        await pilot.click("#hint")
        assert "its field a is missing" in await _page(pilot)


@on_screen
async def test_the_page_opens_from_the_menu_and_says_so_where_nothing_was_said() -> None:
    app = ZmqPlay(FakeSource)
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, MenuScreen))
        await pilot.press("f2")
        assert "Nothing yet" in await _page(pilot)


@pytest.mark.parametrize("opens_a_pattern", [False, True])
def test_a_broken_settings_file_is_in_the_last_line_and_on_the_page(tmp_path: Path, opens_a_pattern: bool) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("theme = [")

    @on_screen
    async def told() -> None:
        app = ZmqPlay(FakeSource, partial(FakeSource, find("pair")) if opens_a_pattern else None, settings_path=path)
        async with app.run_test(size=(120, 36)) as pilot:
            await until(pilot, lambda: _last_line(pilot).endswith("F2 more"))
            assert str(tmp_path)[:30] in _last_line(pilot)
            assert not _toasts(pilot)
            await pilot.press("f2")
            assert "settings.broken.toml" in await _page(pilot)

    told()


def test_the_same_sentence_is_written_down_once_with_how_often() -> None:
    journal = Journal(clock=lambda: 0.0)
    for number in range(5_000):
        journal.add("the same")
        journal.add(f"another {number % 3}", SentenceKind.REFUSED)
    assert [(sentence.text, sentence.times) for sentence in journal.sentences if sentence.text == "the same"] == [
        ("the same", 5_000)
    ]
    assert len(journal.sentences) == 4
    for number in range(KEPT + AGAIN_IN):
        journal.add(f"new {number}")
    assert len(journal.sentences) == KEPT


def test_what_a_node_printed_is_safe_on_the_page() -> None:
    journal = Journal()
    for payload in HOSTILE:
        text = payload.decode("utf-8", "surrogateescape")
        journal.add(text, SentenceKind.FAILED, [text])
    assert all(line.isprintable() for line in journal.as_text.split("\n"))


class _Crashing:
    """Failures and a journal, fed by nodes that crash, with a clock."""

    def __init__(self) -> None:
        self.source = FakeSource(find("push-pull"))
        self.journal = Journal()
        self.failures = Failures(self.journal)
        self.now_ns = 10**12

    def said(self, later_ns: int) -> str:
        self.now_ns += later_ns
        self.failures.look(self.source.traffic, self.now_ns)
        return self.failures.due(self.source.doctor)


def test_many_failures_at_once_are_one_sentence_and_all_on_the_page() -> None:
    crashing = _Crashing()
    for _ in range(40):
        crashing.source.nodes.add("worker")
    names = [name for name in crashing.source.traffic.nodes if name.startswith("worker")]
    for name in names:
        crashing.source.told.crash(name, f"ValueError: {name}")
    assert crashing.said(0) == ""
    assert crashing.said(RIPE_NS).startswith(f"{len(names)} things failed, the last: worker-")
    assert crashing.said(APART_NS) == ""
    assert sum(sentence.kind is SentenceKind.FAILED for sentence in crashing.journal.sentences) == len(names)


def test_a_node_that_fails_again_and_again_is_not_said_each_time() -> None:
    crashing = _Crashing()
    said = []
    for _life in range(100):
        crashing.source.told.crash("worker-1", "ValueError")
        said.append(crashing.said(100_000_000))
        crashing.source.told.begin("worker-1")
    assert 3 <= sum(map(bool, said)) <= 100 * 100_000_000 // APART_NS + 1
    assert len(crashing.journal.sentences) == 1
    assert crashing.journal.sentences[0].times == 100


def test_of_a_node_that_soon_lives_again_nothing_is_said() -> None:
    crashing = _Crashing()
    crashing.source.told.crash("producer-1", "ZMQError: Address already in use")
    assert crashing.said(0) == ""
    crashing.source.nodes.restart("producer-1")
    assert crashing.source.traffic.nodes["producer-1"].state is NodeState.RUNNING
    assert crashing.said(RIPE_NS) == ""
    assert "Address already in use" in crashing.journal.as_text


def test_a_node_that_another_program_killed_is_a_failure() -> None:
    crashing = _Crashing()
    crashing.source.nodes.kill("worker-1")
    crashing.source.traffic.take(Ended(crashing.now_ns, "worker-2", EndCause.KILLED_FROM_OUTSIDE, -9))
    crashing.said(0)
    assert crashing.said(RIPE_NS) == "worker-2 was killed by SIGKILL, not by zmqplay"
