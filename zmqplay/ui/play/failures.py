"""Failures, found in the traffic and put into sentences.

Each failure is written into the journal once, and said in the last line. Many failures at a time share one sentence.
"""

from __future__ import annotations

import re
import traceback

from zmqplay import faults
from zmqplay.model.causes import EndCause
from zmqplay.model.doctor import Doctor
from zmqplay.model.doctor.finding import Finding, Level
from zmqplay.model.doctor.queries import has_timeout, is_option_set
from zmqplay.model.nodes import NodeState, NodeTraffic
from zmqplay.model.traffic import Traffic
from zmqplay.text import count, safe
from zmqplay.ui.dialogs.journal import Journal, SentenceKind
from zmqplay.ui.view import View

APART_NS = 2_000_000_000
"""The least time between two sentences."""
RIPE_NS = 600_000_000
"""How long a failure waits to be said; of a node that has restarted by then, e.g. at a free port, nothing is said."""


class Failures:
    """Writes each failure into the journal, and remembers which ones it has written."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._told: set[tuple[str, int]] = set()
        self._bad_told = False
        self._heard = 0
        """Notices of the traffic that were written into the journal."""
        self._waiting: list[tuple[str, NodeTraffic | None, int]] = []
        """Sentences that wait to be said, each with its node, if it is about one, and the time it was found."""
        self._now_ns = 0
        self._said_ns: int | None = None

    def fail(self, sentence: str, node: NodeTraffic | None = None) -> None:
        """Write a failure into the journal, with the last lines that its node printed."""
        self._journal.add(sentence, SentenceKind.FAILED, [*node.output] if node else ())
        self._waiting.append((safe(sentence), node, self._now_ns))

    def stands(self, sentence: str) -> None:
        """Write a failure into the journal that the last line shows as long as it lasts."""
        self._journal.add(sentence, SentenceKind.FAILED)

    def pane_failed(self, title: str, error: Exception) -> None:
        """Write a pane's failure into the journal, with the traceback; the pane shows the failure itself."""
        sentence = faults.caught(error, f"draw the pane {title}")
        self._journal.add(sentence, SentenceKind.FAILED, "".join(traceback.format_exception(error)).splitlines())

    def look(self, traffic: Traffic, now_ns: int) -> None:
        """Find new failures in the traffic, and write them into the journal."""
        self._now_ns = now_ns
        for notice in traffic.notices[self._heard :]:
            self._journal.add(notice, SentenceKind.NOTICE)
        self._heard = len(traffic.notices)
        for node in traffic.nodes.values():
            if node.state in (NodeState.CRASHED, NodeState.KILLED):
                self._look_at(node)
        bad = bad_reports(traffic)
        if bad and not self._bad_told:
            self._bad_told = True
            self.fail(bad)

    def _look_at(self, node: NodeTraffic) -> None:
        life = node.name, node.life.number
        sentence = ended_badly(node)
        if sentence and life not in self._told:
            self._told.add(life)
            self.fail(sentence, node)

    def due(self, doctor: Doctor) -> str:
        """The sentence to say now; empty if there is none, or if the Doctor explains what has failed."""
        now_ns = self._now_ns
        if not self._waiting or (self._said_ns is not None and now_ns - self._said_ns < APART_NS):
            return ""
        explained = {finding.node for finding in doctor.present}
        self._waiting = [wait for wait in self._waiting if _is_news(wait[1], explained)]
        ripe = [sentence for sentence, _, found_ns in self._waiting if now_ns - found_ns >= RIPE_NS]
        if not ripe:
            return ""
        self._said_ns = now_ns
        del self._waiting[: len(ripe)]
        return ripe[-1] if len(ripe) == 1 else f"{count(len(ripe))} things failed, the last: {ripe[-1]}"


def _is_news(node: NodeTraffic | None, explained: set[str]) -> bool:
    """Whether a failure is still to be said: its node, if it is about one, has not restarted and is not explained."""
    return node is None or not (node.state.alive or node.name in explained)


def ended_badly(node: NodeTraffic) -> str:
    """How a node ended, in one safe sentence; empty if zmqplay ended the node, or if it lives."""
    if node.life.cause is EndCause.KILLED_FROM_OUTSIDE:
        return f"{safe(node.name, 40)} was {safe(node.life.reason)}"
    if node.life.cause is EndCause.FORK_SERVER_ENDED:
        return f"{safe(node.name, 40)} was killed: {safe(node.life.reason)}"
    if node.state is not NodeState.CRASHED:
        return ""
    status, reason = f"exit status {node.life.exit}", node.life.reason.strip()
    if asked := _as_asked(node):
        without_module = re.sub(r"^(\w+\.)+(?=\w+:)", "", reason)
        return f"{safe(node.name, 40)} crashed: {safe(without_module)} ({asked})"
    return f"{safe(node.name, 40)} crashed ({status})" + (f": {safe(reason)}" if reason not in ("", status) else "")


def _as_asked(node: NodeTraffic) -> str:
    """What asked for a crash, a command or an option of its sockets; empty if nothing did."""
    if node.life.cause is EndCause.TOLD_TO_FAIL:
        return "as you asked for"
    sockets = node.sockets.values()
    if "Host unreachable" in node.life.reason and any(is_option_set(each, "ROUTER_MANDATORY") for each in sockets):
        return "as ROUTER_MANDATORY asks for"
    if "Resource temporarily unavailable" in node.life.reason:
        limits = [name for name in ("SNDTIMEO", "RCVTIMEO") if any(has_timeout(each, name) for each in sockets)]
        return f"as {' or '.join(limits)} asks for" if limits else ""
    return ""


def bad_reports(traffic: Traffic) -> str:
    """One sentence about unreadable reports; empty if there are none."""
    bad = sum(traffic.bad_reports.values())
    if not bad:
        return ""
    reason = traffic.bad_reports.most_common(1)[0][0]
    return f"{count(bad)} bad report{'' if bad == 1 else 's'} at the monitor, not counted: {safe(reason)}"


def problem_of(traffic: Traffic, doctor: Doctor, *, is_new: bool) -> str:
    """A sentence about a problem that is no finding of the Doctor: a crashed node, or unreadable reports.

    A new crash is said as well if the Doctor only notes it, as it does where a command has asked for the crash.
    """
    told = {finding.node for finding in doctor.present if not (is_new and finding.level is Level.NOTE)}
    crashed = [n for n in traffic.nodes.values() if n.state is NodeState.CRASHED and n.name not in told]
    return ended_badly(crashed[-1]) if crashed else bad_reports(traffic)


def wrong_by_pane(traffic: Traffic, view: View) -> dict[str, int]:
    """How much is wrong by a pane's account: what the Doctor finds, and crashed nodes whose output may tell why."""
    crashed = (node for node in traffic.nodes.values() if node.state is NodeState.CRASHED and node.output)
    in_sight = sum((node.name, node.life.number) not in view.out_of_sight for node in crashed)
    return {"doctor": view.doctor.wrong if view.doctor is not None else 0, "output": in_sight}


def sentence_of(finding: Finding) -> str:
    """A finding as one safe line that names the node."""
    says = safe(finding.on_screen)
    return says if finding.node in says else f"{safe(finding.node, 40)}: {says}"
