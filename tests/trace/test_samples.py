"""Every message of a calm program is sampled, whatever its size and wherever it is sent from."""

from __future__ import annotations

from pathlib import Path

from tests.trace.tracing import Reader, command, run, traced


def test_what_a_signals_handler_sends_is_counted_and_sampled_like_the_rest(tmp_path: Path) -> None:
    done, (told,) = traced(command("interrupted"), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    sent = int(done.stdout)
    assert told.report is not None
    assert told.report.unsent_samples == 0
    assert told.counts("PUSH") == [(sent, 0)]
    numbers = [sample.number for sample in told.samples if sample.sent]
    assert numbers
    assert set(numbers) <= set(range(1, sent + 1))
    assert len(numbers) == len(set(numbers))


def test_large_messages_are_sampled_by_their_heads(tmp_path: Path) -> None:
    _, (told,) = traced(command("large", "300000x1", "900000x1", "5000000x1", "100x5000"), tmp_path)
    sizes = [sample.sizes for sample in told.samples if sample.sent]
    assert sizes == [(300_000,), (900_000,), (5_000_000,), (100,) * 5_000]
    assert all(sample.heads for sample in told.samples)


def test_messages_in_full_leave_room_for_others_until_all_are_read(tmp_path: Path) -> None:
    run(command("large", *["100000x1"] * 9, "2000x1"), tmp_path)
    (reader := Reader(tmp_path)).all_dead()  # nothing was read before the end
    (told,) = reader.told.values()
    assert [sample.sizes for sample in told.samples if sample.sent] == [(100_000,)] * 9 + [(2_000,)]
    assert any(sample.whole == (bytes(100_000),) for sample in told.samples)


def test_a_sample_that_does_not_fit_at_all_is_said_to_be_missing(tmp_path: Path) -> None:
    _, (told,) = traced(command("large", "1x60000", "1x1"), tmp_path)
    assert told.report is not None
    assert told.report.unsent_samples == 2
    assert [sample.sizes for sample in told.samples] == [(1,), (1,)]
