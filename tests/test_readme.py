"""What the README promises is true of the program."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from zmqplay.patterns import PATTERNS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_pattern_in_the_readme_is_complete_and_runs(tmp_path: Path) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    patterns = tmp_path / "zmqplay" / "patterns"
    shutil.copytree(ROOT / "zmqplay", tmp_path / "zmqplay", ignore=shutil.ignore_patterns("__pycache__"))
    (patterns / "fan_in.py").write_text(source)
    registry = (patterns / "__init__.py").read_text()
    registry = registry.replace(
        "from zmqplay.patterns.pair ", "from zmqplay.patterns.fan_in import FAN_IN\nfrom zmqplay.patterns.pair "
    )
    (patterns / "__init__.py").write_text(registry.replace("    SURVEY,\n)", "    SURVEY,\n    FAN_IN,\n)"))
    done = subprocess.run(
        [sys.executable, "-m", "zmqplay", "run", "fan-in", "--count", "9", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    outcome = json.loads(done.stdout)
    assert outcome["complete"]
    assert {link["from"]: link["delivered"] for link in outcome["links"]} == {f"sensor-{n}": 3 for n in (1, 2, 3)}


def test_every_pattern_stands_in_the_readme_and_has_a_screenshot() -> None:
    for pattern in PATTERNS:
        assert f"| `{pattern.name}` |" in README
        assert (ROOT / "screenshots" / f"{pattern.name}.svg").exists()
    assert (ROOT / "screenshots" / "menu.svg").exists()


def test_every_command_and_option_stands_in_the_readme() -> None:
    help_text = subprocess.run(
        [sys.executable, "-m", "zmqplay", "run", "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"--[a-z]+", help_text)) - {"--help"}
    assert options
    assert all(option in README for option in options)
