"""Sizes of memory as people write them, and into how many parts records are cut for them."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from mscourse.engines import memory
from mscourse.engines.memory import BESIDE, memory_of_machine, parts_for, size_of
from mscourse.errors import UsageError
from mscourse.sources.cutting import ANYHOW


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("2GB", 2 * 10**9),
        ("2 gb", 2 * 10**9),
        (" 2.5GB ", 2_500_000_000),
        ("2GiB", 2**31),
        ("2500mb", 2_500_000_000),
        ("2000000KB", 2 * 10**9),
        ("0.5TB", 5 * 10**11),
        ("1tib", 2**40),
        ("16G", 16 * 10**9),
        ("2000M", 2 * 10**9),
    ],
)
def test_a_size_is_read_as_people_write_it(written: str, size: int) -> None:
    assert size_of(written) == size


@pytest.mark.parametrize(
    "written", ["", "2", "GB", "-2GB", "2,5GB", "two GB", "2GB 1MB", "2PB", "1e3GB", "nan GB", "٢GB"]
)
def test_what_is_no_size_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="is no size of memory") as refused:
        size_of(written)
    assert "2GB" in refused.value.rule


@pytest.mark.parametrize("written", ["0GB", "1999MB", "1KB"])
def test_too_little_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="too little"):
        size_of(written)


def test_records_are_cut_into_as_many_parts_as_fit() -> None:
    room = 2 * 10**9 - BESIDE
    assert parts_for(0, 2 * 10**9) == 1
    assert parts_for(ANYHOW + room, 2 * 10**9) == 1
    assert parts_for(ANYHOW + room + 1, 2 * 10**9) == 2
    assert parts_for(ANYHOW + 5 * room, 2 * 10**9) == 5


def test_the_memory_of_a_container_is_what_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_LIMITS", ())
    whole = memory_of_machine()
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(memory, "_LIMITS", (str(limit), str(tmp_path / "nowhere")))
    assert memory_of_machine() == whole
    limit.write_text("max\n", encoding="utf-8")
    assert memory_of_machine() == whole
    limit.write_text("1000000\n", encoding="utf-8")
    assert memory_of_machine() == 1_000_000


def test_a_machine_that_does_not_say_is_taken_for_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_LIMITS", ())
    monkeypatch.delattr(memory.os, "sysconf")
    assert memory_of_machine() == 8 * 10**9


def test_memory_is_given_back_where_the_library_can_be_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(memory.sys, "platform", "linux")
    libraries = iter([SimpleNamespace(malloc_trim=asked.append), SimpleNamespace()])
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _: next(libraries))

    memory.give_back_memory()
    memory.give_back_memory()

    assert asked == [0]
