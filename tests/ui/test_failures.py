"""Each failure is a toast of one sentence, and F2 shows the detail in the journal."""

from __future__ import annotations

from pathlib import Path

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
from zmqplay.ui.menu.screen import MenuScreen
from zmqplay.ui.play.failures import APART_NS, RIPE_NS, Failures
from zmqplay.ui.play.screen import PlayScreen


def _toasts(pilot: Pilot[None]) -> list[str]:
    return [notification.message for notification in pilot.app._notifications]


async def _page(pilot: Pilot[None]) -> str:
    """The text of the open journal."""
    await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen))
    text = pilot.app.screen.query_one("#journal").query_one(Static)
    await until(pilot, lambda: text.content)
    return str(text.content)


@on_screen
async def test_a_crash_is_a_toast_that_names_the_key_to_its_traceback() -> None:
    async with playing() as (pilot, _, source):
        source.told.crash("worker-2", "Traceback (most recent call last):", "  tasks.bind(…)", "ZMQError: no [/] such")
        await until(pilot, lambda: _toasts(pilot))
        assert _toasts(pilot) == ["worker-2 crashed (exit status 1): ZMQError: no [/] such\nF2 shows all of it"]
        await pilot.press("f2")
        page = await _page(pilot)
        assert "tasks.bind(…)" in page
        assert not _toasts(pilot)
        await pilot.press("c")
        assert "  tasks.bind(…)" in pilot.app.clipboard
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, PlayScreen))


@on_screen
async def test_a_launch_that_fails_is_a_toast_too() -> None:
    why = "no ports left, " * 30
    async with playing(start=lambda pattern: FakeSource(pattern, fails=why)) as (pilot, _, _):
        await until(pilot, lambda: _toasts(pilot))
        assert "Push–Pull could not be started" in _toasts(pilot)[0]
        await pilot.press("escape", "exclamation_mark")
        assert (await _page(pilot)).count("no ports") >= 20


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


def test_a_broken_settings_file_is_a_toast_and_on_the_page(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("theme = [")

    @on_screen
    async def told() -> None:
        app = ZmqPlay(FakeSource, settings_path=path)
        async with app.run_test() as pilot:
            await until(pilot, lambda: _toasts(pilot))
            assert "settings.broken.toml" in _toasts(pilot)[0]
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

    def toast(self, later_ns: int) -> str:
        self.now_ns += later_ns
        self.failures.look(self.source.traffic, self.now_ns)
        return self.failures.toast()


def test_many_failures_at_once_are_one_toast_and_all_on_the_page() -> None:
    crashing = _Crashing()
    for _ in range(40):
        crashing.source.nodes.add("worker")
    names = [name for name in crashing.source.traffic.nodes if name.startswith("worker")]
    for name in names:
        crashing.source.told.crash(name, f"ValueError: {name}")
    assert crashing.toast(0) == ""
    assert crashing.toast(RIPE_NS).startswith(f"{len(names)} things failed, the last: worker-")
    assert crashing.toast(APART_NS) == ""
    assert sum(sentence.kind is SentenceKind.FAILED for sentence in crashing.journal.sentences) == len(names)


def test_a_node_that_fails_again_and_again_is_not_a_toast_a_time() -> None:
    crashing = _Crashing()
    toasts = []
    for _life in range(100):
        crashing.source.told.crash("worker-1", "ValueError")
        toasts.append(crashing.toast(100_000_000))
        crashing.source.told.begin("worker-1")
    assert 3 <= sum(map(bool, toasts)) <= 100 * 100_000_000 // APART_NS + 1
    assert len(crashing.journal.sentences) == 1
    assert crashing.journal.sentences[0].times == 100


def test_a_node_that_soon_lives_again_is_no_toast() -> None:
    crashing = _Crashing()
    crashing.source.told.crash("producer-1", "ZMQError: Address already in use")
    assert crashing.toast(0) == ""
    crashing.source.nodes.restart("producer-1")
    assert crashing.source.traffic.nodes["producer-1"].state is NodeState.RUNNING
    assert crashing.toast(RIPE_NS) == ""
    assert "Address already in use" in crashing.journal.as_text


def test_a_node_that_another_program_killed_is_a_failure() -> None:
    crashing = _Crashing()
    crashing.source.nodes.kill("worker-1")
    crashing.source.traffic.take(Ended(crashing.now_ns, "worker-2", EndCause.KILLED_FROM_OUTSIDE, -9))
    crashing.toast(0)
    assert crashing.toast(RIPE_NS) == "worker-2 was killed by SIGKILL, not by zmqplay"
