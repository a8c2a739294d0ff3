"""The numbers of socket events, compared with libzmq's own."""

from __future__ import annotations

import zmq

from zmqplay.model.event_numbers import EventNumber, ProtocolError


def test_each_event_has_libzmqs_number() -> None:
    assert {each.name: int(each) for each in EventNumber} == {
        name: int(event)
        for name, event in zmq.Event.__members__.items()
        if int(event) < 0x8000 and int(event).bit_count() == 1 and "PROTOCOL_ERROR" not in name
    }


def test_each_protocol_error_has_libzmqs_number() -> None:
    assert [int(each) for each in ProtocolError] == [
        int(zmq.Event[f"PROTOCOL_ERROR_ZMTP_{each.name}"]) for each in ProtocolError
    ]
