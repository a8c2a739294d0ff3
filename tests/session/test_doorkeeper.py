"""The doorkeeper of a session that cannot begin."""

from __future__ import annotations

import threading

import pytest
import zmq

from zmqplay.session.channels.doorkeeper import Doorkeeper

DEADLINE_S = 10


def test_where_no_thread_can_start_the_context_ends_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    guarded = context.socket(zmq.PULL)
    doorkeeper = Doorkeeper(context)
    doorkeeper.guard(guarded)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _refused)
        with pytest.raises(RuntimeError, match="no thread"):
            doorkeeper.start()
    ending = threading.Thread(target=lambda: context.destroy(linger=0), daemon=True)
    ending.start()
    ending.join(DEADLINE_S)
    assert not ending.is_alive()


def _refused(_thread: threading.Thread) -> None:
    raise RuntimeError("no thread")
