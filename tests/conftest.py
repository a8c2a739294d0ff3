"""For all tests: a fault of zmqplay that its last line of defence has caught fails the test; few examples are drawn.

zmqplay is compiled once, since hundreds of tests start it, and some machines keep no bytecode by themselves.
"""

from __future__ import annotations

import compileall
import gc
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import zmqplay
from zmqplay import faults

settings.register_profile(
    "zmqplay",
    max_examples=int(os.environ.get("ZMQPLAY_EXAMPLES", "25")),
    derandomize="ZMQPLAY_SEED" not in os.environ,
    deadline=timedelta(seconds=5) if "ZMQPLAY_EXAMPLES" in os.environ else None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("zmqplay")


def pytest_configure(config: pytest.Config) -> None:
    """Compile before the tests are shared out."""
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(zmqplay.__file__).parent, quiet=2)


def pytest_collection_finish() -> None:
    """Set aside what thousands of tests consist of: each screen that closes collects garbage, else from all of that."""
    gc.collect()
    gc.freeze()


class CaughtFaults:
    """The faults of zmqplay that were caught during a test, in this process or in one that it has started."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self.are_meant = False
        """The test causes faults on purpose."""

    @property
    def text(self) -> str:
        return self._log.read_text() if self._log.exists() else ""


@pytest.fixture(autouse=True)
def own_imports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test has imported from a pattern's file, or where it found that, is unknown to the next test."""
    path, known = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in sys.modules.keys() - known:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path_factory.getbasetemp())):
            del sys.modules[name]


@pytest.fixture
def caught_faults(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> CaughtFaults:
    """For a test that looks at the faults."""
    log = tmp_path_factory.mktemp("log") / "faults.log"
    monkeypatch.setenv(faults.LOG, str(log))
    faults.forget()
    return CaughtFaults(log)


@pytest.fixture(autouse=True)
def no_fault_is_caught(caught_faults: CaughtFaults) -> Iterator[None]:
    """Fail a test in which a fault was caught, unless it says that this is meant."""
    yield
    if not caught_faults.are_meant:
        assert caught_faults.text == ""


@pytest.fixture
def faults_are_meant(caught_faults: CaughtFaults) -> CaughtFaults:
    """For a test that causes faults of zmqplay on purpose."""
    caught_faults.are_meant = True
    return caught_faults
