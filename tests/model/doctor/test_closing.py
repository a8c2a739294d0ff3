"""The Doctor's rule about messages that were lost when their sender's socket closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.model.doctor.findings import findings
from tests.model.two_roles import ADDRESS, PRODUCER, two_roles, workers
from tests.telling import Telling
from zmqplay.model.causes import LossReason
from zmqplay.model.doctor import Finding
from zmqplay.model.facts import Declared, WorkSet
from zmqplay.model.ledger.accounts import Link


def unsent(*, linger: int | None, killed: bool = False, work_ms: float = 0, is_only_watched: bool = False) -> Finding:
    """The finding about a producer that ended with 50 of 100 messages unsent."""
    telling = Telling(two_roles(PRODUCER, workers(1)))
    topology = replace(telling.traffic.topology, is_only_watched=is_only_watched)
    telling.take(Declared(telling.now_ns, topology, telling.traffic.addresses))
    if linger is not None:
        telling.change("producer-1", options={"LINGER": linger})
    telling.take(WorkSet(telling.now_ns, "worker-1", work_ms))
    telling.report()
    (telling.kill if killed else telling.stop)("producer-1")
    lost = {LossReason.UNSENT.value: 50}
    telling.traffic.ledger.links = {
        ("producer-1", "worker-1", "wire"): Link("producer-1", "worker-1", "wire", 50, lost, 0)
    }
    return findings(telling)["unsent"]


@pytest.mark.parametrize(
    ("linger", "why", "mend"),
    [
        (0, "LINGER is 0, which throws them away at once", "Set LINGER to the milliseconds that they may take, or -1"),
        (300, "LINGER let them have 300 ms", "Set a longer LINGER"),
        (None, "LINGER is not set, and zmqplay then gives what is queued 1 s", "or -1 for no limit"),
    ],
)
def test_messages_that_could_not_leave_before_linger_was_over(linger: int | None, why: str, mend: str) -> None:
    found = unsent(linger=linger)
    assert found.node == "producer-1"
    assert "producer-1 ended before 50 messages had left its PUSH, lost now" in found.says
    assert why in found.says
    assert mend in found.says
    assert found.happened == 50


@pytest.mark.parametrize(
    ("linger", "limit"),
    [(None, "as long as they take, as by default"), (-1, "as long as they take, as by default"), (300, "300 ms")],
)
def test_a_program_of_the_user_s_own_is_told_that_only_the_end_of_its_context_waits(
    linger: int | None, limit: str
) -> None:
    says = unsent(linger=linger, is_only_watched=True).says
    assert f"LINGER gives them {limit}, but only where the process terminates its context" in says
    assert "zmqplay" not in says
    assert "Let the program call Context.term" in says


@pytest.mark.parametrize("is_only_watched", [False, True])
def test_linger_0_is_told_alike_of_every_program(is_only_watched: bool) -> None:
    assert "LINGER is 0, which throws them away at once" in unsent(linger=0, is_only_watched=is_only_watched).says


def test_linger_is_not_advised_to_a_sender_that_was_killed() -> None:
    found = unsent(linger=None, killed=True)
    assert "producer-1 was killed" in found.says
    assert "Set" not in found.says
    assert "acknowledge" in found.says


def test_the_time_that_a_receiver_would_have_needed_is_told() -> None:
    assert "worker-1 needs some 1.0 s for them" in unsent(linger=0, work_ms=20).says


def test_a_loss_that_shows_in_the_last_moment_is_found_when_the_source_ends() -> None:
    telling = Telling(two_roles(PRODUCER, workers(1)))
    telling.sends("producer-1", b"Task")
    telling.report()
    telling.kill("worker-1")
    telling.pass_time(200)
    telling.over()
    assert "died-with-messages" in {rule for rule, _ in telling.doctor.diagnoses}


def test_a_socket_that_never_had_a_peer_is_told_so_and_not_how_long_the_receiver_needs() -> None:
    telling = Telling(two_roles(workers(1), ("producer", "PUSH", 1)))
    telling.take(WorkSet(telling.now_ns, "worker-1", 20))
    telling.start("producer", 2)
    telling.nodes["producer-2"].events.clear()
    telling.change("producer-2", options={"LINGER": 0})
    telling.sends("producer-2", b"Task")
    telling.report()
    telling.stop("producer-2")
    for _ in range(8):
        telling.report()
    says = findings(telling)["unsent"].says
    assert "LINGER is 0, which throws them away at once, and it never had a peer." in says
    assert "needs some" not in says


def test_what_was_sent_where_nobody_ever_was_is_found_though_it_was_lost_on_no_link() -> None:
    telling = Telling(two_roles(workers(0), PRODUCER))
    telling.nodes["producer-1"].open("PUSH", connected=(ADDRESS,))
    telling.sends("producer-1", b"Task", socket=1)
    telling.change("producer-1", socket=1, options={"LINGER": 0}, closed=True)
    for _ in range(8):
        telling.report()
    assert telling.traffic.ledger.totals.lost_by_reason == {"unsent": 1}
    assert list(telling.traffic.ledger.links) == []
    says = findings(telling)["unsent"].says
    assert "closed the socket before 1 message had left its PUSH" in says
    assert says.endswith(
        "See that the other side is there, and at this address: a longer LINGER would only wait for it."
    )
