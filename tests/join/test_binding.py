"""An end that joins binds its address only where nobody else holds it."""

from __future__ import annotations

import pytest
import zmq

from tests.join.test_types import DEADLINE_S, joined
from tests.playing import until
from zmqplay.model.nodes import NodeState
from zmqplay.session.ports import is_free


def test_this_end_binds_the_address_as_soon_as_the_program_has_let_go_of_it_and_not_before() -> None:
    with zmq.Context() as context, context.socket(zmq.PUB) as pub:
        pub.linger = 0
        with joined("SUB", pub, binds=False) as session:
            address = session.traffic.addresses["address"]
            life = session.traffic.nodes["sub-1"].life.number
            with pytest.raises(ValueError, match="is in use; name another or stop the program that holds it"):
                session.controls.wiring.turn("address", "sub")
            assert session.traffic.nodes["sub-1"].life.number == life
            assert session.controls.wiring.turn("address", "program") == "program binds address already"
            pub.unbind(address)
            until(session, lambda: is_free("127.0.0.1", int(address.rpartition(":")[2])), DEADLINE_S)
            assert session.controls.wiring.turn("address", "sub").startswith("sub binds address")
            until(session, lambda: session.traffic.nodes["sub-1"].life.number > life, DEADLINE_S)
            pub.connect(address)
            until(session, lambda: session.traffic.nodes["sub-1"].state is NodeState.RUNNING, DEADLINE_S)
