"""A fault of zmqplay costs the one key, command, fact or frame that had it, is said, and is kept with its traceback."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.widget import MountError

from tests.conftest import CaughtFaults
from tests.telling import Telling
from tests.ui.piloting import enter, on_screen, playing, until
from tests.ui.terminals import terminal_with
from zmqplay.control.door import FAULTY, Door
from zmqplay.model.facts import Reported
from zmqplay.patterns import find
from zmqplay.ui.app import ZmqPlay


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError("on purpose")


def told(app: object) -> str:
    assert isinstance(app, ZmqPlay)
    return app.journal.as_text


@on_screen
async def _a_command(caught: CaughtFaults) -> None:
    async with playing() as (pilot, screen, source):
        source.nodes.kill = fail  # type: ignore[method-assign]
        await enter(pilot, "/kill worker-1")
        await until(pilot, lambda: "could not do /kill: ZeroDivisionError" in told(pilot.app))
        await pilot.press("ctrl+u")
        await enter(pilot, "/stop worker-1")
        await until(pilot, lambda: not source.traffic.nodes["worker-1"].state.alive)
        assert screen.state == "live"
        assert "in fail" in caught.text


def test_a_command_that_fails_is_said_and_the_next_is_done(faults_are_meant: CaughtFaults) -> None:
    _a_command(faults_are_meant)


@on_screen
async def test_a_key_that_comes_when_the_widgets_are_gone_is_no_fault() -> None:
    async with playing() as (_, screen, _source):
        await screen.entry.remove()
        screen.action_do("nodes.work")  # a fault that is caught fails the test


@on_screen
async def test_panes_that_are_refused_since_the_app_is_ending_are_no_fault() -> None:
    async with playing() as (pilot, screen, _source):
        pilot.app.exit()
        with pytest.raises(MountError) as refused:
            await screen.deck.fill()
        pilot.app._handle_exception(refused.value)  # Textual calls it with what a worker or a timer raises


@on_screen
async def _each_frame(caught: CaughtFaults) -> None:
    async with playing() as (pilot, screen, source):
        screen.deck.show = fail  # type: ignore[method-assign]
        screen.status.show = fail  # type: ignore[method-assign]
        source.speech.send("producer-1", "Task 1")
        await until(pilot, lambda: "could not draw the panes" in told(pilot.app))
        await until(pilot, lambda: "could not draw the lines around the panes" in told(pilot.app))
        await pilot.pause(0.2)  # some frames more, all of which fail
        assert caught.text.count("Traceback") == 2
        assert told(pilot.app).count("could not draw the panes") == 1


def test_a_frame_that_fails_again_and_again_is_said_once(faults_are_meant: CaughtFaults) -> None:
    _each_frame(faults_are_meant)


def test_a_fact_that_fails_is_said_counted_and_left_out(faults_are_meant: CaughtFaults) -> None:
    telling = Telling(find("push-pull"))
    traffic = telling.traffic
    door = Door(traffic, telling.doctor)
    matching, traffic.matching.take = traffic.matching.take, fail  # type: ignore[method-assign]
    for _ in range(3):
        door.take(Reported(telling.now_ns, telling.nodes["worker-1"].report(telling.now_ns)))
    traffic.matching.take = matching  # type: ignore[method-assign]
    door.take(Reported(telling.now_ns, telling.nodes["worker-1"].report(telling.now_ns)))
    assert traffic.bad_reports == {FAULTY: 3}
    (notice,) = traffic.notices
    assert notice.startswith("it could not take a fact (reported): ZeroDivisionError: on purpose; this is a fault of")
    assert faults_are_meant.text.count("Traceback") == 1


FAULTY_WORKER = """
from zmqplay.ui.play.deck import Deck
async def fill(self): raise ZeroDivisionError("on purpose")
Deck.fill = fill
from zmqplay.cli import main
import sys
sys.argv = ["zmqplay", "push-pull"]
main()
"""
FAULTY_WHILE_A_PROCESS_STARTS = f"""
from contextlib import ExitStack
from zmqplay.session.hosts.fork_server import plain_surroundings
from zmqplay.ui.turns import Turns
starting, all_closed = ExitStack(), Turns.all_closed
async def started(self):
    await all_closed(self)
    starting.close()
Turns.all_closed = started
{FAULTY_WORKER.replace("raise", "starting.enter_context(plain_surroundings()); raise")}
"""
"""A process is being started when the fault comes, and until Textual has given stderr back."""
FAULTY_END = """
from zmqplay.session.session import Session
close = Session.close
def fail(self):
    close(self)
    raise ZeroDivisionError("on purpose")
Session.close = fail
from zmqplay.cli import main
import sys
sys.argv = ["zmqplay", "push-pull"]
main()
"""
FAULTY_APP = """
from zmqplay.ui.play.screen import PlayScreen
def fail(*_): raise ZeroDivisionError("on purpose")
PlayScreen.action_show_pane = fail
PlayScreen._show_keys = fail
from zmqplay.cli import main
import sys
sys.argv = ["zmqplay", "push-pull"]
main()
"""


DRIVER_WITHOUT_MODES = """
from textual.drivers import linux_driver
linux_driver.tty = None
from zmqplay.cli import main
main()
"""


@pytest.mark.usefixtures("faults_are_meant")
def test_a_screen_that_fails_as_it_opens_gives_the_terminal_back(tmp_path: Path) -> None:
    log = tmp_path / "faults.log"
    with terminal_with([sys.executable, "-c", DRIVER_WITHOUT_MODES], ZMQPLAY_FAULT_LOG=str(log)) as shown:
        assert shown.ended() == 1
        assert shown.given_back()
        left = shown.drawn.index(b"\x1b[?1049l")
        assert b"it could not go on: AttributeError" in shown.drawn[left:]  # where it is read, and stays


@pytest.mark.usefixtures("faults_are_meant")
def test_what_nothing_else_catches_ends_the_screen_with_one_sentence(tmp_path: Path) -> None:
    log = tmp_path / "faults.log"
    with terminal_with([sys.executable, "-c", FAULTY_APP], ZMQPLAY_FAULT_LOG=str(log)) as shown:
        assert shown.ended() == 1
        assert shown.given_back()
        words = " ".join(shown.text.split())
        assert "it could not go on: ZeroDivisionError: on purpose; this is a fault of zmqplay" in words
        assert "Traceback" not in words
    assert "on purpose" in log.read_text()


@pytest.mark.usefixtures("faults_are_meant")
@pytest.mark.parametrize("program", [FAULTY_WORKER, FAULTY_WHILE_A_PROCESS_STARTS])
def test_of_what_fails_in_a_worker_the_own_traceback_is_kept(program: str, tmp_path: Path) -> None:
    log = tmp_path / "faults.log"
    with terminal_with([sys.executable, "-c", program], ZMQPLAY_FAULT_LOG=str(log)) as shown:
        assert shown.ended() == 1
        assert "it could not go on: ZeroDivisionError: on purpose" in " ".join(shown.text.split())
    assert "in fill" in log.read_text()


@pytest.mark.usefixtures("faults_are_meant")
def test_a_fault_at_the_end_of_the_nodes_is_said_and_the_menu_is_there(tmp_path: Path) -> None:
    log = tmp_path / "faults.log"
    with terminal_with([sys.executable, "-c", FAULTY_END], ZMQPLAY_FAULT_LOG=str(log)) as shown:
        shown.shows("● live")
        shown.type("\x1b")
        shown.shows("esc menu")
        shown.type("\x1b")
        shown.shows("esc again")
        shown.type("\x1b")
        shown.shows("could not end the nodes", "Request")
        shown.type("\x11")
        assert shown.ended() == 0
    assert "on purpose" in log.read_text()
