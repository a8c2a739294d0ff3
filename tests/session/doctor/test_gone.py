"""The Doctor on foreign peers that leave, in real sessions."""

import zmq

from tests.playing import node, settle, until
from tests.session.doctor.diagnosing import diagnosed, met, tell
from zmqplay.session.setup import Setup


def test_a_foreign_pull_that_takes_its_share_and_leaves() -> None:
    with met("push-pull", Setup(counts={"worker": 1})) as session, zmq.Context() as context:
        with context.socket(zmq.PULL) as stranger:
            stranger.linger = 0
            stranger.connect(session.traffic.addresses["tasks"])
            until(session, lambda: node(session, "producer-1").sockets[0].handshakes == 2)
            tell(session, "burst 40")
            until(session, lambda: node(session, "producer-1").sent == 40)
            assert stranger.poll(5_000)
            settle(session)
        diagnosed(session, "left-with-messages", "producer-1", "was handed 20 messages", "has left")
