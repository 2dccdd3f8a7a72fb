"""What the next size would take, going by those before it, and whether there is room for that."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.circumstances import memory
from benchmarks.lines import Line

START = 3.0
"""Seconds in which a process may start: they do not grow with the number of people."""
_MEGABYTE = 1e6
_SHARE = 0.9
"""Of memory and disk: the rest of the machine needs some too."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a measurement may take."""

    longest: float
    """Seconds, for those that are not of this project."""
    memory_mb: float
    disk_mb: float

    @classmethod
    def of_this_machine(cls, longest: float, room: Path) -> Limits:
        """What the machine has."""
        return cls(
            longest=longest,
            memory_mb=_SHARE * memory() / _MEGABYTE,
            disk_mb=_SHARE * shutil.disk_usage(room).free / _MEGABYTE,
        )

    def reason_against(self, before: Sequence[Line], patients: int, *, limited: bool) -> str | None:
        """Why that many people are too many, going by smaller sizes; None where they are not, or nothing is known.

        Args:
            before: what was measured of the same thing at smaller sizes, in order of size.
            patients: how many there would be.
            limited: whether time counts.
        """
        growing = expected([(people, max(took - START, 0.0)) for people, took in _of(before, "seconds")], patients)
        if limited and growing is not None and START + growing > self.longest:
            seconds = in_words(START + growing)
            return f"it would take about {seconds}, and {in_words(self.longest)} is what it may take"
        held = _of(before, "peak_mb")
        # Of one size alone most is what the program itself takes: nothing can be said of another.
        megabytes = expected(held, patients) if len(held) > 1 else None
        if megabytes is not None and megabytes > self.memory_mb:
            return f"it would hold about {megabytes / 1000:,.0f} GB in memory; there is room for {self.memory_gb:,.0f}"
        written = expected(_of(before, "written_mb"), patients)
        if written is not None and written > self.disk_mb:
            return f"it would write about {written / 1000:,.0f} GB; there is room for {self.disk_mb / 1000:,.0f}"
        return None

    @property
    def memory_gb(self) -> float:
        """The memory that may be used, in gigabytes."""
        return self.memory_mb / 1000


def _of(lines: Sequence[Line], field: str) -> list[tuple[int, float]]:
    found = [(line.patients, getattr(line, field)) for line in lines]
    return [(patients, value) for patients, value in found if patients and value is not None]


def expected(before: Sequence[tuple[int, float]], patients: int) -> float | None:
    """What so many people would take, by the line through the last two sizes; None without any.

    With one size alone it is taken to grow in proportion.
    """
    if not before:
        return None
    last, value = before[-1]
    if len(before) == 1:
        return value * patients / last
    earlier, less = before[-2]
    return value + max(value - less, 0.0) / (last - earlier) * (patients - last)


def in_words(seconds: float) -> str:
    """So many seconds, minutes or hours."""
    for unit, size in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:,.0f} seconds"
