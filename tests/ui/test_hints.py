"""The hint line: answers first, then the Doctor's findings, then notices."""

from __future__ import annotations

import pytest
from msgspec import structs
from textual.widgets import Static

from tests.ui.fake_source import FakeSource
from tests.ui.piloting import enter, on_screen, playing, until
from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Diagnosis
from zmqplay.model.doctor.finding import Finding
from zmqplay.model.facts import Ended, Printed
from zmqplay.patterns import find
from zmqplay.ui.dialogs.journal_screen import JournalScreen
from zmqplay.ui.play import hint_line, news
from zmqplay.ui.play.failures import ended_badly


def _find(source: FakeSource, says: str, node: str = "worker-1") -> None:
    finding = Finding("test", node, says, "RFC 30")
    source.doctor.diagnoses["test", node] = Diagnosis(finding, 1, 1 << 62)


@on_screen
async def test_the_hint_is_what_the_doctor_found_in_one_line_and_d_or_a_click_says_all() -> None:
    async with playing() as (pilot, screen, source):
        _find(source, "it is slow \x1b[2J " + "and gets its share all the same " * 9)
        await until(pilot, lambda: screen.hint.text.startswith("worker-1: it is slow"))
        assert "\x1b" not in screen.hint.text
        assert str(screen.hint.content).endswith("…  esc d doctor")
        await pilot.press("escape")
        await until(pilot, lambda: str(screen.hint.content).endswith("…  d doctor"))
        await pilot.press("d")
        await until(pilot, lambda: screen.deck.active == "doctor")
        await pilot.press("l")
        await pilot.click("#hint")
        await until(pilot, lambda: screen.deck.active == "doctor")


@on_screen
async def test_what_was_said_comes_before_findings_and_findings_before_notices() -> None:
    async with playing() as (pilot, screen, source):
        source.traffic.notices.append("a notice")
        await until(pilot, lambda: screen.hint.text == "a notice")
        _find(source, "worker-1 is slow")
        await until(pilot, lambda: screen.hint.text == "worker-1 is slow")
        await pilot.press("escape", "plus")
        assert screen.hint.text == "worker-4 starts"


@on_screen
async def test_an_answer_gives_way_to_the_preview_as_soon_as_one_types_on() -> None:
    async with playing() as (pilot, screen, _):
        await enter(pilot, "/rate 5")
        await until(pilot, lambda: screen.hint.text.startswith("traffic 5 msg/s"))
        until_ns = screen.hint._until_ns
        await pilot.press(*"hello")
        await until(pilot, lambda: screen.hint.text == "1 frame: 5 B")
        assert screen.hint._until_ns == until_ns > screen.hint._now_ns


@on_screen
async def test_a_crash_is_said_at_once_although_an_answer_is_new() -> None:
    async with playing() as (pilot, screen, source):
        await enter(pilot, "/send producer-1 hello")
        await until(pilot, lambda: screen.hint.text == "sent as producer-1")
        source.told.crash("producer-1", "ZMQError: Host unreachable")
        await until(pilot, lambda: screen.hint.text.startswith("producer-1 crashed"))


@on_screen
async def test_a_crash_comes_before_what_the_node_printed_as_it_crashed_and_before_what_was_typed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(news, "FRESH_NS", 600_000_000_000)
    async with playing("dealer-router", (80, 24)) as (pilot, screen, source):
        await enter(pilot, "hello")
        await until(pilot, lambda: "hello" in screen.hint.text)
        source.told.take(Printed(source.told.now_ns, "server-1", ["ZMQError: Host unreachable"]))
        await until(pilot, lambda: screen.hint.text == "server-1 printed: ZMQError: Host unreachable")
        source.told.crash("server-1", "ZMQError: Host unreachable")
        await until(pilot, lambda: screen.hint.text.startswith("server-1 crashed"))


def test_a_crash_that_a_command_or_an_option_asks_for_says_so() -> None:
    said = {}
    for option, value, reason in (
        ("ROUTER_MANDATORY", 1, "ZMQError: Host unreachable"),
        ("ROUTER_MANDATORY", 0, "ZMQError: Host unreachable"),
        ("SNDTIMEO", 50, "zmq.error.Again: Resource temporarily unavailable"),
        ("SNDTIMEO", -1, "Again: Resource temporarily unavailable"),
    ):
        source = FakeSource(find("dealer-router"))
        socket = source.traffic.nodes["server-1"].sockets[0]
        socket.facts = structs.replace(socket.facts, options={option: value})
        source.told.crash("server-1", reason)
        said[option, value] = ended_badly(source.traffic.nodes["server-1"])
    assert said == {
        ("ROUTER_MANDATORY", 1): "server-1 crashed: ZMQError: Host unreachable (as ROUTER_MANDATORY asks for)",
        ("ROUTER_MANDATORY", 0): "server-1 crashed (exit status 1): ZMQError: Host unreachable",
        ("SNDTIMEO", 50): "server-1 crashed: Again: Resource temporarily unavailable (as SNDTIMEO asks for)",
        ("SNDTIMEO", -1): "server-1 crashed (exit status 1): Again: Resource temporarily unavailable",
    }
    source.told.take(
        Ended(
            source.told.now_ns,
            "client-1",
            EndCause.TOLD_TO_FAIL,
            1,
            "zmqplay.node.role.outbox.TaskFailed: it was told to",
        )
    )
    client = source.traffic.nodes["client-1"]
    assert ended_badly(client) == "client-1 crashed: TaskFailed: it was told to (as you asked for)"


@on_screen
async def test_a_crash_that_was_asked_for_is_said_for_a_while_although_the_doctor_notes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hint_line, "SAID_NS", 3_000_000_000)
    async with playing() as (pilot, screen, source):
        source.told.take(Ended(source.told.now_ns, "worker-1", EndCause.TOLD_TO_FAIL, 1, "TaskFailed: it was told to"))
        await until(pilot, lambda: any(finding.node == "worker-1" for finding in source.doctor.present))
        await until(
            pilot, lambda: screen.hint.text == "worker-1 crashed: TaskFailed: it was told to (as you asked for)"
        )
        await until(pilot, lambda: "worker-1" not in screen.hint.text)


@on_screen
async def test_a_refusal_does_not_stand_for_ever() -> None:
    async with playing() as (pilot, screen, source):
        await pilot.press("escape", "ctrl+k")
        assert "select a node first" in screen.hint.text
        source.told.now_ns += hint_line.SAID_NS
        await until(pilot, lambda: "select a node first" not in screen.hint.text)


@on_screen
async def test_a_crash_that_the_doctor_explains_is_not_said_twice() -> None:
    async with playing() as (pilot, screen, source):
        source.told.crash("worker-2", "UnicodeDecodeError: …")
        await until(pilot, lambda: screen.hint.text.startswith("worker-2 crashed with UnicodeDecodeError: …: it took"))
        assert "exit status" not in screen.hint.text


@pytest.mark.parametrize(
    ("refused", "keys"),
    [
        (("escape", "ctrl+k"), ("up",)),
        (("escape", "ctrl+k"), ("l",)),
        (("escape", "ctrl+k"), ("ctrl+p", "escape")),
        ((*"/frobnicate", "enter"), ("escape",)),
        ((*"/frobnicate", "enter"), ("backspace",)),
        ((*"/frobnicate", "enter"), (*" and more",)),
    ],
)
@on_screen
async def test_a_refusal_goes_as_soon_as_one_does_something_else(
    refused: tuple[str, ...], keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hint_line, "SAID_NS", 600_000_000_000)
    async with playing() as (pilot, screen, _):
        await pilot.press(*refused)
        said = screen.hint.text
        assert said.startswith(("select a node first", "there is no command"))
        await pilot.press(*keys)
        await until(pilot, lambda: screen.hint.text != said)


@on_screen
async def test_a_refusal_goes_with_a_click_into_a_pane_but_one_on_it_opens_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hint_line, "SAID_NS", 600_000_000_000)
    async with playing() as (pilot, screen, _):
        await pilot.press("escape", "ctrl+k")
        await pilot.click("#hint")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press("escape", "ctrl+k")
        await until(pilot, lambda: screen.hint.text.startswith("select a node first"))
        await pilot.click("#deck", offset=(5, 5))
        await until(pilot, lambda: not screen.hint.text.startswith("select a node first"))


@on_screen
async def test_the_log_has_all_of_a_hint_that_is_cut_and_has_it_once() -> None:
    async with playing("pipeline", (60, 18)) as (pilot, screen, _):
        await until(pilot, lambda: screen.hint.text.startswith("try ") and "F2 more" in str(screen.hint.render()))
        tip = screen.hint.text
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen))
        page = pilot.app.screen.query_one("#journal").query_one(Static)
        await until(pilot, lambda: tip in " ".join(str(page.content).split()))
        await pilot.press("escape", *"/nosuchcommandatall and words that it would have had", "enter")
        await until(pilot, lambda: "nosuchcommandatall" in screen.hint.text)
        said = screen.hint.text
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen))
        page = pilot.app.screen.query_one("#journal").query_one(Static)
        await until(pilot, lambda: " ".join(str(page.content).split()).count(said) == 1)
