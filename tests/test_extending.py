"""Whatever the manual adds is one file and one line, and works as it is shown there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from zmqplay import manual

ROOT = Path(__file__).parents[1]
DEVELOP = manual.find("develop").text
OWN_PATTERN = re.findall(r"```python\n(.*?)```", manual.find("patterns").text, re.DOTALL)[0]


class House:
    """A copy of the house to which one thing of the manual is added."""

    def __init__(self, path: Path) -> None:
        self.path = path
        shutil.copytree(ROOT / "zmqplay", path / "zmqplay", ignore=shutil.ignore_patterns("__pycache__"))

    def add(self, what: str) -> None:
        """Add the file and the line that stand below this heading."""
        shown = DEVELOP.split(f"### A new {what}\n", 1)[1].split("\n### ", 1)[0]
        file = re.findall(r"(?:^|as )`(zmqplay/\S+\.py)`", shown, re.MULTILINE)[0]
        sources = re.findall(r"```python\n(.*?)```", shown, re.DOTALL)
        (self.path / file).write_text(sources[0] if sources else OWN_PATTERN)
        module = file.removesuffix(".py").replace("/", ".")
        for table, registry, line in re.findall(r"In `(\w+)` of\s`(\S+)`:\n\n```\n(.*?)\n```", shown, re.DOTALL):
            self._register(self.path / registry, table, line, module)

    def _register(self, registry: Path, table: str, line: str, module: str) -> None:
        """Put the line to the end of the table, and import what it names."""
        text = registry.read_text()
        begin = re.search(rf"^{table}: [^\n]*\($", text, re.MULTILINE)
        assert begin is not None
        end = text.index("\n)", begin.end()) + 1
        name = re.findall(r"\w+", line)[0]
        package, _, last = module.rpartition(".")
        wanted = "" if name == "PaneEntry" else f"from {package} import {last}\n"
        wanted = f"from {module} import {name}\n" if name.isupper() else wanted
        text = f"{text[:end]}{line}\n{text[end:]}"
        registry.write_text(
            text.replace("from __future__ import annotations\n", f"from __future__ import annotations\n\n{wanted}", 1)
        )

    def run(self, *arguments: str) -> str:
        """What Python prints in this house."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(self.path), str(ROOT)))},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_new_pattern_is_played(house: House) -> None:
    house.add("pattern")
    outcome = json.loads(house.run("-m", "zmqplay", "run", "mine", "--count", "9", "--json"))
    assert outcome["complete"]
    assert {link["from"]: link["delivered"] for link in outcome["links"]} == {f"sensor-{n}": 3 for n in (1, 2, 3)}


def test_a_pattern_in_a_file_of_one_s_own_is_played(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN_PATTERN)
    command = [sys.executable, "-m", "zmqplay", "run", "./mine.py", "--count", "9", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(done.stdout)["totals"]["delivered"] == 9


PANE = """
import asyncio
from tests.telling import Telling
from tests.ui.fake_source import FakeSource
from tests.ui.piloting import until
from zmqplay.patterns import find
from zmqplay.ui.app import ZmqPlay

async def main():
    source = FakeSource(find("push-pull"))
    async with ZmqPlay(FakeSource, lambda: source).run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: getattr(pilot.app.screen, "deck", None) and "total" in pilot.app.screen.deck.panes)
        source.speech.send("producer-1", "Task 1")
        deck = pilot.app.screen.deck
        deck.bring("total")
        await until(pilot, lambda: "sent 1" in deck.panes["total"].render_line(0).text)
        print(deck.panes["total"].render_line(0).text.strip())

asyncio.run(main())
"""


def test_a_new_pane_is_drawn(house: House) -> None:
    house.add("pane")
    assert house.run("-c", PANE) == "sent 1\n"


def test_a_new_rule_is_applied(house: House) -> None:
    house.add("rule of the Doctor")
    outcome = json.loads(
        house.run("-m", "zmqplay", "run", "push-pull", "--nodes", "worker=9", "--count", "9", "--json")
    )
    (found,) = [found for found in outcome["diagnosis"] if found["rule"] == "many-of-a-role"]
    assert found["node"] == "worker-9"


SOURCE = """
import asyncio
from tests.ui.fake_source import FakeSource
from tests.ui.piloting import until
from tests.telling import Telling
from zmqplay.patterns import find
from zmqplay.told import Told
from zmqplay.ui.app import ZmqPlay

async def main():
    telling = Telling(find("push-pull"))
    for number in range(9):
        telling.send("producer-1", [f"worker-{1 + number % 3}"], b"Task %d" % number)
    telling.report()
    async with ZmqPlay(FakeSource, lambda: Told(telling.facts)).run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: getattr(pilot.app.screen, "source", None) is not None)
        screen = pilot.app.screen
        await until(pilot, lambda: screen.source.traffic.ledger.totals.delivered == 9)
        await pilot.press("escape", "1", "ctrl+k")
        await until(pilot, lambda: pilot.app.journal.sentences)
        print(pilot.app.journal.sentences[-1].text)

asyncio.run(main())
"""


def test_a_new_source_is_looked_at_and_what_cannot_be_done_to_it_says_why(house: House) -> None:
    house.add("source")
    assert "cannot be done here: these nodes can only be watched" in house.run("-c", SOURCE)
