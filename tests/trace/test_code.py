"""The user's own files beside traced programs: where they are, and what is said of a change."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from tests.trace.sources import tracing, until
from tests.trace.tracing import PROGRAMS
from zmqplay.control.absent import absent_parts, why_absent
from zmqplay.control.commands import CommandError, give
from zmqplay.control.refused import Refused
from zmqplay.trace.commands import Command


def test_a_file_is_opened_at_the_line_where_its_program_is_and_a_change_is_told_once(tmp_path: Path) -> None:
    script = tmp_path / "replying.py"
    script.write_text((PROGRAMS / "replying.py").read_text())
    with tracing(Command("replying", (sys.executable, str(script), f"ipc://{tmp_path}/a"))) as source:
        until(source, lambda traffic: traffic.nodes["replying-1"].doing.line)
        code = source.controls.code
        path, line, _ = code.place_of("replying")
        assert Path(path) == script
        assert "recv" in script.read_text().splitlines()[line - 1]
        assert code.look() == ""
        script.write_text(script.read_text() + "\n# changed\n")
        os.utime(script, ns=(1, 1))
        assert code.look() == "replying.py has changed: R starts replying-1 again, with what is in it now"
        assert code.look() == ""
        source.controls.nodes.restart("replying-1")
        until(source, lambda _: "# changed" in (listing_of(source.guide.roles["replying"])))
        with pytest.raises(Refused, match="the file of nobody is not known"):
            code.place_of("nobody")


def test_a_program_that_is_read_from_a_pipe_is_traced_and_its_text_is_left_to_it(tmp_path: Path) -> None:
    pipe, text = tmp_path / "replying.py", (PROGRAMS / "replying.py").read_text()
    os.mkfifo(pipe)
    writing = threading.Thread(target=lambda: pipe.write_text(text))
    writing.start()
    with tracing(Command("replying", (sys.executable, str(pipe), f"ipc://{tmp_path}/a"))) as source:
        until(source, lambda traffic: traffic.nodes["replying-1"].sockets)
        assert listing_of(source.guide.roles["replying"]) == ""
    writing.join()


def listing_of(guide: object) -> str:
    listing = getattr(guide, "listing", None)
    return listing.text if listing else ""


def test_what_programs_send_and_how_they_work_is_their_own_and_said_in_one_sentence(tmp_path: Path) -> None:
    with tracing(Command("replying", (sys.executable, str(PROGRAMS / "replying.py"), f"ipc://{tmp_path}/a"))) as source:
        assert absent_parts(source.controls) == {"wiring", "messages", "work"}
        for text, why in (
            ("rate 5", "/rate cannot be done here: what these programs send, and when, is their own."),
            ("burst 5", "/burst cannot be done here: what these programs send, and when, is their own."),
            ("work replying 5", "/work cannot be done here: how long these programs work is their own."),
            ("fail replying-1", "/fail cannot be done here: how long these programs work is their own."),
        ):
            with pytest.raises(CommandError) as error:
                give(source, text)
            assert str(error.value) == why
        assert why_absent(source.controls, "speech") == ""
