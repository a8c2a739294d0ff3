"""The manual: `zmqplay help` shows it, and what stands in it holds for the program."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import answered, zmqplay
from tests.manual.shown import ROOT, SHELL, TEXTS, TYPED, is_typed, obey, outputs
from tests.ui.terminals import terminal_with
from zmqplay import examples, manual
from zmqplay.control.commands import COMMANDS
from zmqplay.patterns import PATTERNS

NAMES = [topic.name for topic in manual.topics()]
OWN_FILE = "./mine.py"


def test_every_page_is_a_topic() -> None:
    assert sorted(NAMES) == sorted(path.stem for path in manual.HERE.glob("*.md"))


@pytest.mark.parametrize("topic", manual.topics(), ids=NAMES)
def test_a_page_has_a_title_and_says_in_one_sentence_what_it_is_about(topic: manual.Topic) -> None:
    assert topic.text.startswith(f"# {topic.title}\n\n")
    assert re.fullmatch(r"[^.]+\.", topic.about)
    assert len(topic.about) <= 90


def test_help_lists_the_topics() -> None:
    told = zmqplay("help").stdout
    assert all(f"  {topic.name} " in told and topic.about in told for topic in manual.topics())


def test_help_prints_a_page_as_plain_text_where_there_is_no_terminal() -> None:
    assert zmqplay("help", "ledger").stdout == manual.find("ledger").text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("legder", "did you mean ledger?"),
        ("opt", "did you mean options?"),
        ("nothing", "there are start, screen, keys"),
        ("x" * 99, "there are start, screen, keys"),
        ("Run", "run"),
    ],
)
def test_an_unknown_topic_is_one_sentence_with_the_nearest(wrong: str, says: str) -> None:
    done = answered("help", wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("page", "words", "line"),
    [
        (
            "commands",
            "RCVHWM 5",
            "/option worker RCVHWM 5 /option producer-1 LINGER default  a socket option; one that",
        ),
        ("messages", "two frames; one", "topic | body  two frames; one space on either side of the bar belongs to it"),
        ("messages", "traffic is made of such", "Traffic is made of such texts as well. Each pattern brings some;"),
        ("messages", "two thousand", "/rate 200 is messages a second of each speaking node, /rate 2k two thousand,"),
        ("commands", "what can be done to", "What can be done to nodes, traffic and wires while a pattern plays."),
    ],
)
def test_a_line_that_is_found_is_without_markup(page: str, words: str, line: str) -> None:
    assert manual.find(page).line_with(words).startswith(line)


@pytest.mark.parametrize("topic", manual.topics(), ids=NAMES)
def test_no_page_has_a_line_whose_markup_is_seen_when_it_is_found(topic: manual.Topic) -> None:
    prose = re.sub(r"^```.*?^```", "", topic.text, flags=re.DOTALL | re.MULTILINE)
    found = [topic.line_with(words) for line in prose.splitlines() if (words := line.strip("|#*- `")[:12].strip("`*"))]
    assert any(found)
    assert not [line for line in found if re.match(r"[|#]|[-*] |\d+\. ", line) or "**" in line]


LAST_WORDS = "the receiving PAIR has another peer"


@pytest.mark.parametrize(("pager", "sees"), [("cat", LAST_WORDS), ("less", "Where every message went")])
def test_on_a_terminal_a_page_is_drawn_and_paged(pager: str, sees: str) -> None:
    with terminal_with([sys.executable, "-m", "zmqplay", "help", "ledger"], (80, 40), PAGER=pager) as terminal:
        terminal.shows(sees)
        if pager == "less":
            assert LAST_WORDS not in terminal.text
            terminal.type("G")
            terminal.shows("may overtake a subscription")
            terminal.type("q")
        assert terminal.ended() == 0
        assert (b"\x1b[1m" in terminal.drawn) == (pager == "less")  # a pager that is not known may not draw colours
        assert b"ESC" not in terminal.drawn
        assert b"**" not in terminal.drawn


def test_the_start_of_the_program_does_not_wait_for_the_manual() -> None:
    code = "import sys, zmqplay.cli; print([m for m in ('zmqplay.manual', 'zmqplay.help') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(("where", "line"), SHELL)
def test_every_shown_command_is_one(where: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert where in TEXTS
    if OWN_FILE in line:
        return  # tests/test_extending.py plays the file that the manual shows
    assert obey(line, monkeypatch) == 0


EXAMPLES = [
    re.split(r" {2,}", line.strip())[0]
    for text in (
        examples.ZMQPLAY,
        examples.LIST,
        examples.RUN,
        examples.NEW,
        examples.TRACE,
        examples.BENCH,
        examples.HELP,
    )
    for line in text.splitlines()
    if line.startswith("  zmqplay")
]


@pytest.mark.parametrize("line", [line for line in EXAMPLES if OWN_FILE not in line])
def test_every_example_of_a_help_is_a_command(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert obey(line, monkeypatch) == 0


@pytest.mark.parametrize("command", ["", "list", "run", "new", "trace", "bench", "help"])
def test_every_help_has_examples(command: str) -> None:
    assert "Examples:\n    zmqplay" in answered(*filter(None, [command]), "--help").stdout


@pytest.mark.parametrize(("where", "typed"), TYPED)
def test_every_shown_command_of_the_screen_is_one(where: str, typed: str) -> None:
    assert where in TEXTS
    assert is_typed(typed)


def test_every_command_of_the_screen_is_shown_on_its_page() -> None:
    shown = {typed.split()[0][1:] for where, typed in TYPED if where == "commands"}
    assert {spec.name for spec in COMMANDS} <= shown


def test_every_option_of_run_is_shown_on_its_page() -> None:
    options = set(re.findall(r"--[a-z]+", answered("run", "--help").stdout)) - {"--help"}
    assert options
    assert all(f"`{option}" in TEXTS["run"] for option in options)


def test_every_pattern_is_shown_on_its_page() -> None:
    assert all(f"| `{pattern.name}` |" in TEXTS["patterns"] for pattern in PATTERNS)


OUTPUTS = outputs()


@pytest.mark.parametrize("line", OUTPUTS)
def test_every_shown_run_has_the_shown_output(line: str) -> None:
    _, *words = shlex.split(line)
    done = zmqplay(*words, "--endpoint", "tasks=tcp://127.0.0.1:*")
    assert done.returncode == 0, done.stderr
    told = without_figures(done.stdout)
    for shown in OUTPUTS[line].strip().splitlines():
        assert without_figures(shown) in told


def without_figures(text: str) -> str:
    """The text without the figures that differ from run to run, and without the spaces that align them."""
    return " ".join(re.sub(r"\d[\d.,]*", "#", text).split())


@pytest.mark.parametrize("where", TEXTS)
def test_every_link_leads_to_a_page(where: str) -> None:
    room = ROOT if where == "README" else manual.HERE
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", TEXTS[where]):
        assert Path(room / target).exists()
