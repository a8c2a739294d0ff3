"""The sockets that pyzmq makes for itself are no sockets of the program that it makes them for."""

from __future__ import annotations

from pathlib import Path

from tests.trace.tracing import command, traced


def test_what_pyzmq_makes_for_uncopied_messages_is_no_socket_of_the_program(tmp_path: Path) -> None:
    done, (told,) = traced(command("uncopied"), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [facts.type for facts in told.facts.values()] == ["PUSH", "PULL"]
    assert (told.counts("PUSH"), told.counts("PULL")) == ([(3, 0)], [(0, 3)])


def test_the_shadow_through_which_asyncio_passes_its_messages_makes_the_tapped_calls_itself(tmp_path: Path) -> None:
    done, (told,) = traced(command("shadowing"), tmp_path)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "recv recv_multipart send send_multipart\n")
    assert told.counts("PUSH") == [(1, 0)]
