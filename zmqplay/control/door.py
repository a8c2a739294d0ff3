"""The one door into a source's traffic: each fact is kept if wanted, then taken by the traffic and by its Doctor."""

from __future__ import annotations

from collections.abc import Callable

from zmqplay import faults
from zmqplay.model.doctor import Doctor
from zmqplay.model.facts import Fact, Noticed, Reported
from zmqplay.model.traffic import Traffic

FAULTY = "that zmqplay could not take, by a fault of its own"
TOLD_MOST = 20
"""Different faults that are told."""


class Door:
    """Takes facts. A fact that has met a fault of zmqplay is left out, and said; the facts after it are taken."""

    def __init__(self, traffic: Traffic, doctor: Doctor, keep: Callable[[Fact], object] | None = None) -> None:
        """`keep` is given each fact before the traffic takes it."""
        self._traffic, self._doctor, self._keep = traffic, doctor, keep
        self._told: set[str] = set()

    def take(self, fact: Fact) -> None:
        """Take one fact."""
        if self._keep is not None:
            self._keep(fact)
        try:
            self._traffic.take(fact)
        except Exception as error:  # the last line of defence: one fact must not end a session
            self._failed(error, fact, f"take a fact ({type(fact).__name__.lower()})")
        try:
            self._doctor.take(fact)
        except Exception as error:
            self._failed(error, fact, "look for what is wrong")

    def _failed(self, error: Exception, fact: Fact, doing: str) -> None:
        if isinstance(fact, Reported):
            self._traffic.bad_reports.add(FAULTY)
        sentence = faults.caught(error, doing)
        if sentence not in self._told and len(self._told) < TOLD_MOST:
            self._told.add(sentence)
            self._traffic.take(Noticed(fact.at_ns, sentence))
