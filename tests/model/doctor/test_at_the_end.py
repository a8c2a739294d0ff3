"""What the Doctor's findings become when the source ends its nodes."""

import pytest

from tests.telling import Telling
from zmqplay import patterns
from zmqplay.model.doctor import Doctor, Finding
from zmqplay.model.facts import Silenced

SECOND_NS = 1_000_000_000


def test_what_holds_when_the_source_ends_is_not_withdrawn() -> None:
    telling = Telling(patterns.find("push-pull"))
    telling.freeze("worker-1")
    telling.doctor.look(telling.now_ns)
    telling.over()
    telling.doctor.look(telling.now_ns + 9 * SECOND_NS)
    assert telling.doctor.diagnoses["frozen", "worker-1"].until_ns is None


def test_what_no_longer_holds_since_the_nodes_send_no_more_stays_as_it_was_found() -> None:
    telling = Telling(patterns.find("push-pull"))
    telling.freeze("worker-1")
    telling.doctor.look(telling.now_ns)
    telling.take(Silenced(telling.now_ns))
    telling.thaw("worker-1")
    for _ in range(3):
        telling.report(after_ms=1_000)
        telling.doctor.look(telling.now_ns)
    telling.over()
    assert telling.doctor.diagnoses["frozen", "worker-1"].until_ns is None


def test_what_no_longer_holds_when_the_source_ends_is_over_with_its_time() -> None:
    telling = Telling(patterns.find("push-pull"))
    telling.freeze("worker-1")
    telling.doctor.look(telling.now_ns)
    since_ns = telling.now_ns
    telling.thaw("worker-1")
    telling.report(after_ms=100)
    telling.over()
    frozen = telling.doctor.diagnoses["frozen", "worker-1"]
    assert (frozen.present, frozen.since_ns, frozen.until_ns) == (False, since_ns, since_ns)


@pytest.mark.parametrize("is_silenced", [False, True])
def test_an_event_that_has_not_happened_after_all_is_withdrawn_when_the_source_ends(*, is_silenced: bool) -> None:
    telling = Telling(patterns.find("push-pull"))
    found = [Finding("drop", "node-1", "2 dropped", "", happened=2)]
    telling.doctor = Doctor(telling.traffic, [lambda _traffic, _now_ns: found])
    telling.doctor.look(telling.now_ns)
    found.clear()
    telling.report(after_ms=100)
    if is_silenced:
        telling.take(Silenced(telling.now_ns))
        assert telling.doctor.present == []
    telling.over()
    assert telling.doctor.present == []
