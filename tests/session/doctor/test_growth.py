"""The Doctor on queues that grow, in real sessions."""

from tests.playing import settle, until
from tests.session.doctor.diagnosing import diagnosed, looked, met, tell, well
from zmqplay.session.setup import Setup


def test_a_worker_that_takes_less_than_it_is_sent_until_the_sender_holds() -> None:
    with met("push-pull", Setup(counts={"worker": 1})) as session:
        tell(session, "work worker 100ms", "rate 50")
        diagnosed(session, "queue-grows", "worker-1", "so the queue grows by", "producer-1's PUSH waits in send")
        tell(session, "rate off", "work worker 0ms")
        settle(session)
        until(session, lambda: "queue-grows" not in {finding.rule for finding in looked(session)})


def test_a_queue_that_grows_until_a_run_ends_is_found_though_it_drains_before_the_nodes_end() -> None:
    with met("push-pull", Setup(counts={"worker": 1})) as session:
        tell(session, "work worker 100ms", "rate 50")
        diagnosed(session, "queue-grows", "worker-1", "so the queue grows by")
        tell(session, "work worker 0ms")
        session.silence()
        until(session, lambda: not session.traffic.ledger.totals.in_flight)
        session.finish()
        assert "queue-grows" in {finding.rule for finding in session.doctor.present}


def test_a_subscriber_that_takes_less_than_is_published() -> None:
    with met("publish-subscribe", Setup(counts={"subscriber": 1}, messages=("topic1|{n}",))) as session:
        tell(session, "work subscriber 50ms", "rate 100")
        diagnosed(session, "queue-grows", "subscriber-1", "PUB drops what comes for it")


def test_a_burst_that_drains_is_no_growth() -> None:
    with met("push-pull", Setup(counts={"worker": 1})) as session:
        tell(session, "work worker 5ms", "burst 300")
        until(session, lambda: session.traffic.ledger.totals.delivered)
        while session.traffic.ledger.totals.in_flight:
            well(session, looks=1)
