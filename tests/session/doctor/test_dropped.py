"""The Doctor on subscriptions that a SUB dropped itself, in real sessions."""

import pytest

from tests.playing import node, until
from tests.session.doctor.diagnosing import diagnosed, met, tell, well
from zmqplay.session.setup import Setup

TOPICS = {"subscriber-1": [b"k%02d" % number for number in range(20)]}


def with_limit(sndhwm: int) -> Setup:
    return Setup({"subscriber": 1}, topics=TOPICS, options={"subscriber": {"SNDHWM": sndhwm}}, messages=("k07|{n}",))


def test_a_topic_past_the_high_water_mark_of_the_subscriber_is_never_received() -> None:
    with met("publish-subscribe", with_limit(5)) as session:
        tell(session, "rate 50")
        diagnosed(session, "subscriptions-dropped", "subscriber-1", "dropped 15", "'k07' among them", "SNDHWM=0")


@pytest.mark.parametrize("sndhwm", [0, 20])
def test_with_room_enough_every_subscription_arrives(sndhwm: int) -> None:
    with met("publish-subscribe", with_limit(sndhwm)) as session:
        tell(session, "burst 5")
        until(session, lambda: node(session, "subscriber-1").received == 5)
        well(session)
