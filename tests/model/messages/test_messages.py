"""The log of messages: bounded in number and in bytes, in the order of time, with rows that can be found again."""

from __future__ import annotations

from zmqplay.model.causes import LossReason
from zmqplay.model.messages.messages import COMPACTED, LOOK_BACK, Delivery, Message, MessageLog, Origin


def message(time_ns: int, frame: bytes = b"a") -> Message:
    return Message(-1, Origin(time_ns + 1, time_ns), "producer-1", "tasks", (frame,), (len(frame),), "PUSH")


def test_the_oldest_go_when_there_are_too_many_and_rows_keep_their_numbers() -> None:
    log = MessageLog(kept=100)
    for time_ns in range(250):
        log.add(message(time_ns))
    assert (log.first, log.total, len(log.rows)) == (150, 250, 100)
    assert log.row(149) is None
    assert [log.row(number).time_ns for number in (150, 200, 249)] == [150, 200, 249]  # type: ignore[union-attr]


def test_the_oldest_go_when_they_are_too_large() -> None:
    log = MessageLog(kept=1_000, kept_bytes=10_000)
    for time_ns in range(100):
        log.add(message(time_ns, b"x" * 500))
    assert len(log.rows) == 20
    for time_ns in range(100, 400):
        log.add(message(time_ns, b"x" * 10))
    assert len(log.rows) == 300 + 14
    assert log.first == 86


def test_a_late_message_takes_its_place_and_the_later_ones_move_down() -> None:
    log = MessageLog()
    for time_ns in (10, 20, 30):
        log.add(message(time_ns))
    late = message(15)
    log.add(late)
    assert [(row.row, row.time_ns) for row in log.rows] == [(0, 10), (1, 15), (2, 20), (3, 30)]
    for time_ns in range(100, 100 + LOOK_BACK):
        log.add(message(time_ns))
    log.add(message(5))
    assert [row.row for row in log.rows] == list(range(log.total))
    assert log.begun_ns == 10


def test_old_arrived_messages_share_equal_values_and_others_may_still_change() -> None:
    log = MessageLog(kept=COMPACTED[-1] + 10)
    arrived, waiting = message(0), message(1)
    for one in (arrived, waiting):
        log.add(one)
    log.deliver(arrived, Delivery("worker-1", 5))
    waiting.waits_at = ("worker-1",)
    for time_ns in range(2, COMPACTED[-1] + 5):
        log.add(message(time_ns))
    waiting.leaves("worker-1")
    log.lose(waiting, "worker-1", LossReason.PEER_DIED)
    assert not arrived.lost
    assert not arrived.waits_at
    assert arrived.deliveries[0].node == "worker-1"
    assert waiting.lost == {"worker-1": LossReason.PEER_DIED}


def test_every_change_of_a_message_changes_the_log_s_version() -> None:
    log, one = MessageLog(), message(1)
    versions = [log.version]
    log.add(one)
    versions.append(log.version)
    log.deliver(one, Delivery("worker-1", 2))
    versions.append(log.version)
    log.lose(one, "worker-2", LossReason.PEER_DIED)
    assert len({*versions, log.version}) == 4


def test_the_latency_is_known_only_where_send_and_receive_were_seen() -> None:
    sent = message(10)
    assert (sent.deliveries, sent.latency_ns) == ([], None)
    sent.deliveries.append(Delivery("worker-1", 15))
    assert [sent.number, sent.time_ns, sent.latency_ns] == [11, 10, 5]
    unseen_send = Message(-1, None, "", "tasks", (b"a",), (1,), "PULL", deliveries=[Delivery("worker-1", 15)])
    assert (unseen_send.number, unseen_send.time_ns, unseen_send.latency_ns) == (0, 15, None)
    unseen_receive = message(10)
    unseen_receive.deliveries.append(Delivery("worker-1", 10, is_seen=False))
    assert unseen_receive.latency_ns is None


def test_messages_that_have_arrived_long_ago_share_their_sizes_with_their_deliveries() -> None:
    log = MessageLog()
    for time_ns in range(COMPACTED[0] + 10):
        log.add(sent := message(time_ns))
        log.deliver(sent, Delivery("worker-1", time_ns, sent.heads, (len(sent.heads[0]),)))
    first, second = log.rows[1], log.rows[2]
    assert first.sizes == (1,)
    assert first.sizes is second.sizes is first.deliveries[0].sizes is second.deliveries[0].sizes
    assert log.rows[-1].sizes is not first.sizes
