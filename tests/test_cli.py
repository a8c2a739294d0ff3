"""`list`, `--version` and the screen, from the command line: their output, and their imports."""

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.command_line import answered, zmqplay
from zmqplay import __version__
from zmqplay.patterns import PATTERNS


def test_list_shows_all_patterns_in_menu_order() -> None:
    assert [entry["name"] for entry in json.loads(zmqplay("list", "--json").stdout)] == [p.name for p in PATTERNS]
    text = zmqplay("list").stdout
    assert all(pattern.name in text and pattern.summary in text for pattern in PATTERNS)


def test_version_names_zmqplay_and_what_it_depends_on() -> None:
    words = zmqplay("--version").stdout
    assert words.startswith(f"zmqplay {__version__}, pyzmq ")
    assert "libzmq" in words
    assert words.endswith(f"textual {version('textual')}\n")


@pytest.mark.parametrize("arguments", [("push-pull",), ()])
def test_the_screen_is_refused_where_there_is_no_terminal(arguments: tuple[str, ...]) -> None:
    done = zmqplay(*arguments)
    assert done.returncode == 2
    assert "zmqplay run" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_pattern_to_open_is_named_with_the_nearest() -> None:
    done = zmqplay("req-rpe")
    assert done.returncode == 2
    assert "did you mean request-reply?" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("runn", "push-pull", "--count", "1"), "there is no command or pattern 'runn'; did you mean run?"),
        (("helpp",), "there is no command or pattern 'helpp'; did you mean help?"),
        (("Hlep", "keys"), "there is no command or pattern 'Hlep'; did you mean help?"),
        (("help.py",), "there is no file help.py"),
        (("pubsbu",), "did you mean publish-subscribe?"),
    ],
)
def test_a_mistyped_command_is_answered_with_the_nearest(words: tuple[str, ...], says: str) -> None:
    done = answered(*words)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.endswith(says)


def test_the_command_line_imports_no_terminal_until_it_opens_one() -> None:
    code = "import sys, zmqplay.cli; print([m for m in ('textual', 'rich', 'zmq', 'asyncio') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_list_is_shown_without_zmq() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "zmqplay", "list"], capture_output=True, text=True, check=True
    )
    assert "zmqplay.patterns.push_pull" in done.stderr
    assert "zmq.sugar" not in done.stderr
    assert "push-pull" in done.stdout


def test_zmq_can_be_used_after_the_list() -> None:
    code = (
        "import sys; from zmqplay.deferred_zmq import defer_zmq; defer_zmq(); from zmqplay.patterns import push_pull; "
        "assert 'zmq.backend' not in sys.modules; assert push_pull.zmq.PUSH == 8; import zmq.asyncio; import zmq; "
        "assert zmq.Context is push_pull.zmq.Context"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
