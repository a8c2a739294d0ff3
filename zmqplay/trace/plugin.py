"""The pytest plug-in: the fixture `zmq_traffic` watches the sockets of a test, and of the programs that it starts.

It imports nothing until a test uses the fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from zmqplay.trace.watching import ZmqTraffic

FIXTURE = "zmq_traffic"


@pytest.fixture
def zmq_traffic(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZmqTraffic]:
    """The messages of the pyzmq sockets that this test makes from here on, and the programs that it starts."""
    from zmqplay.trace.watching import watching

    with watching(monkeypatch.setenv) as traffic:
        yield traffic


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show, with a test that has failed, the last messages and what was found."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]  # pluggy sends it
    traffic = getattr(item, "funcargs", {}).get(FIXTURE)
    if traffic is not None and report.when == "call" and report.failed:
        report.sections.append(("zmq traffic", _ladder(traffic)))


def _ladder(traffic: ZmqTraffic) -> str:
    try:
        return traffic.ladder()
    except Exception as error:  # what a test has found must be told whatever happens here
        return f"zmqplay cannot tell it: {type(error).__name__}: {error}"
