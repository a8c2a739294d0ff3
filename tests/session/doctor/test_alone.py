"""The Doctor's rules about sockets that no peer is connected to, in a session."""

from tests.playing import playing
from tests.session.doctor.diagnosing import diagnosed
from zmqplay.session.setup import Setup


def test_a_subscriber_that_connects_where_nobody_listens() -> None:
    setup = Setup(counts={"publisher": 0, "subscriber": 1}, endpoints={"news": "tcp://127.0.0.1:9"})
    with playing("publish-subscribe", setup) as session:
        diagnosed(session, "nobody-there", "subscriber-1", "tcp://127.0.0.1:9, where nobody listens yet")
