"""A session as a source: its state, its guide, the things it owns, and the size of its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playing import anywhere, node, playing, until
from zmqplay.control.refused import BadEndpoint, TooFewFiles
from zmqplay.control.source import CodeControls, NodeControls, Phase, Source, SpeechControls, WiringControls
from zmqplay.model.facts import Declared, Fact, Ticked
from zmqplay.patterns import find
from zmqplay.session.hosts.fork_server import ForkServer
from zmqplay.session.hosts.host import Host
from zmqplay.session.hosts.local import LocalHost
from zmqplay.session.lifecycle import Lifecycle
from zmqplay.session.live_code import LiveCode
from zmqplay.session.lives import Lives
from zmqplay.session.lookup import Lookup
from zmqplay.session.player import Player
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup
from zmqplay.session.speakers import Speakers
from zmqplay.session.start.gate import Gate
from zmqplay.session.wiring import Wiring

PUSH_PULL = find("push-pull")
MOST_METHODS = 25


def is_source(session: Session) -> Source:
    """Let the type checker confirm that a session is a source."""
    return session


def is_host(host: LocalHost) -> Host:
    """Let the type checker confirm that this machine is a host."""
    return host


def test_a_session_is_starting_then_live_then_over() -> None:
    with Session(PUSH_PULL, anywhere(PUSH_PULL)) as session:
        phases = [session.state.phase]
        session.open()
        phases.append(session.state.phase)
        until(session, lambda: session.state.phase is Phase.LIVE)
        session.finish()
        phases.append(session.state.phase)
        assert phases == [Phase.STARTING, Phase.STARTING, Phase.OVER]
        assert not any(node.state.alive for node in session.traffic.nodes.values())


class NoRoom(LocalHost):
    """A machine on which nothing can be started."""

    def check(self, nodes: int) -> None:
        raise TooFewFiles(f"{nodes} nodes are too many.")


def test_a_session_that_cannot_be_opened_says_why_and_leaves_nothing() -> None:
    host = NoRoom()
    with Session(PUSH_PULL, anywhere(PUSH_PULL), host=host) as session:
        with pytest.raises(TooFewFiles):
            session.open()
        assert session.state == (Phase.FAILED, "4 nodes are too many.")
        assert host.directory.exists()
    assert session.state.phase is Phase.FAILED
    assert not host.directory.exists()


def test_a_session_that_cannot_be_constructed_leaves_nothing() -> None:
    host = LocalHost()
    with pytest.raises(BadEndpoint):
        Session(PUSH_PULL, Setup(endpoints={"tasks": "udp://x"}), host=host)
    assert not host.directory.exists()


def test_each_fact_is_kept_before_the_traffic_takes_it() -> None:
    kept: list[Fact] = []
    with Session(PUSH_PULL, anywhere(PUSH_PULL), keep=kept.append) as session:
        assert isinstance(kept[0], Declared)
        session.open()
        until(session, lambda: session.state.phase is Phase.LIVE)
    assert isinstance(kept[-1], Ticked)


def test_the_guide_shows_the_running_source_also_when_a_wire_is_turned() -> None:
    with playing("push-pull", Setup(counts={"worker": 1})) as session:
        listing = session.guide.roles["worker"].listing
        assert listing is not None
        assert Path(listing.path).name == "push_pull.py"
        assert 'tasks.connect(node.endpoint("tasks"))' in listing.text
        lines = Path(find.__code__.co_filename).with_name("push_pull.py").read_text().splitlines()
        assert lines[listing.first_line - 1].startswith("def worker")
        session.controls.wiring.turn("tasks", "worker")
        turned = session.guide.roles["worker"].listing
        assert turned is not None
        assert 'tasks.bind(node.endpoint("tasks"))' in turned.text
        until(session, lambda: node(session, "worker-1").life.number == 2)


@pytest.mark.parametrize(
    "part", [Session, Lifecycle, LiveCode, Lives, Lookup, Speakers, Wiring, Gate, LocalHost, ForkServer, Player]
)
def test_no_part_of_a_session_has_more_than_25_public_methods_or_a_base_of_ours(part: type[object]) -> None:
    public = [name for name in dir(part) if not name.startswith("_")]
    assert len(public) <= MOST_METHODS
    assert part.__mro__[1:] == (object,)


def test_the_parts_of_a_sessions_controls_do_all_that_controls_can() -> None:
    parts = (Lifecycle, NodeControls), (Speakers, SpeechControls), (Wiring, WiringControls), (LiveCode, CodeControls)
    for part, controls in parts:
        wanted = {name for name in vars(controls) if not name.startswith("_")}
        assert wanted <= set(dir(part))
