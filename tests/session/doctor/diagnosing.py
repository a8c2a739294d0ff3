"""Wait until the Doctor finds something, or make sure that the Doctor finds nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.playing import anywhere, until
from zmqplay import patterns
from zmqplay.control.commands import give
from zmqplay.control.source import Phase
from zmqplay.model.doctor import Finding, Level
from zmqplay.patterns.pattern import Pattern
from zmqplay.session.session import Session
from zmqplay.session.setup import Setup


@contextmanager
def launched(pattern: str | Pattern, setup: Setup | None = None) -> Iterator[Session]:
    """A session whose nodes have been started, and may never meet; at ports that no other test uses."""
    declared = patterns.find(pattern) if isinstance(pattern, str) else pattern
    with Session(declared, anywhere(declared, setup)) as session:
        session.open()
        yield session


@contextmanager
def met(pattern: str | Pattern, setup: Setup | None = None) -> Iterator[Session]:
    """A session whose nodes have met."""
    with launched(pattern, setup) as session:
        until(session, lambda: session.state.phase is Phase.LIVE)
        yield session


def tell(session: Session, *commands: str) -> None:
    """Give these commands."""
    for command in commands:
        give(session, command)


def looked(session: Session) -> list[Finding]:
    """The present findings."""
    session.doctor.look(time.monotonic_ns())
    return session.doctor.present


def diagnosed(session: Session, rule: str, node: str, *words: str) -> Finding:
    """Play until `rule` has a finding about `node`, or about any, with these words."""
    found: list[Finding] = []

    def is_found() -> bool:
        of_rule = [finding for finding in looked(session) if finding.rule == rule and node in (finding.node, "")]
        found[:] = [finding for finding in of_rule if all(word in finding.on_screen for word in words)]
        return bool(found)

    try:
        until(session, is_found)
    except AssertionError as error:
        raise AssertionError(f"no {rule} of {node} with {words}, but {session.doctor.present}; {error}") from None
    return found[0]


def well(session: Session, looks: int = 20) -> None:
    """Play until the Doctor has looked `looks` times; fail as soon as it finds anything wrong."""
    looked_at = 0

    def is_seen() -> bool:
        nonlocal looked_at
        looked_at += 1
        found = wrongs(session)
        assert not found, found
        return looked_at > looks

    until(session, is_seen)


def wrongs(session: Session) -> list[str]:
    """Everything that has been found wrong so far."""
    looked(session)
    diagnoses = session.doctor.diagnoses.values()
    return [diagnosis.finding.says for diagnosis in diagnoses if diagnosis.finding.level is Level.WRONG]
