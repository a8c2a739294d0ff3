"""However much has come since the last look, one look reads a bounded number of samples, and loses no count."""

from __future__ import annotations

from pathlib import Path

from zmqplay.trace.inside import layout
from zmqplay.trace.inside.layout import LENGTH
from zmqplay.trace.inside.packing import pack, pack_sample
from zmqplay.trace.page import A_SAMPLE, NO_KEY, PageFile, SampleEntry


def page(path: Path, *entries: bytes) -> PageFile:
    ring = b"".join(LENGTH.pack(len(entry)) + entry for entry in entries)
    header = layout.HEADER.pack(layout.MAGIC, 0, len(ring), 0, 0, 0, 0, 0)
    path.write_bytes(header.ljust(layout.RING_FROM, b"\0") + ring)
    return PageFile(path)


def sample(number: int) -> bytes:
    return pack_sample((0, True, number, number, (1,), (b"x",), 7, ()))


def plain(number: int) -> bytes:
    return A_SAMPLE + sample(number) + NO_KEY


def with_topic(number: int) -> bytes:
    return A_SAMPLE + sample(number) + pack(number) + pack(1 << 16)


def numbers(file: PageFile, most: int) -> list[int]:
    with file:
        return [entry.sample.number for entry in file.entries(most) if isinstance(entry, SampleEntry)]


def test_the_last_samples_are_read_and_the_others_counted_as_missed(tmp_path: Path) -> None:
    file = page(tmp_path / "page", *map(plain, range(1, 1_001)))
    assert numbers(file, 100) == list(range(901, 1_001))
    assert file.missed == 900


def test_a_sample_with_the_count_of_its_topic_is_never_passed_over(tmp_path: Path) -> None:
    file = page(tmp_path / "page", with_topic(1), plain(2), with_topic(3), plain(4), plain(5))
    assert numbers(file, 1) == [1, 3, 5]
    assert file.missed == 2


def test_a_few_samples_are_all_read(tmp_path: Path) -> None:
    file = page(tmp_path / "page", plain(1), with_topic(2), plain(3))
    assert (numbers(file, 3), file.missed) == ([1, 2, 3], 0)
