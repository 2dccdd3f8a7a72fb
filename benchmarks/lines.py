"""The measurements as JSON lines: each one stands alone, so that a run that was ended keeps what it has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing measured at one size, or the reason why it was not."""

    what: str
    patients: int | None = None
    """None where it has nothing to do with how many there are."""
    visits: int | None = None
    rows: int | None = None
    """Of all tables that were read."""
    seconds: float | None = None
    """The shortest of several runs, each a whole process: what disturbs a run only makes it longer."""
    warm_seconds: float | None = None
    """The work alone, in a process that has its libraries loaded and its kernels compiled."""
    peak_mb: float | None = None
    """The most memory that the whole process held, the largest of several runs."""
    written_mb: float | None = None
    """The size of what was written, as files."""
    events: int | None = None
    """How many events were found, where events are what was asked for."""
    repeats: int | None = None
    floor_ratio: float | None = None
    """`seconds` as a multiple of the floor's of the same run and size."""
    warm_floor_ratio: float | None = None
    """The same of `warm_seconds`."""
    skipped: str | None = None
    """Why there is no measurement."""

    @property
    def measured(self) -> bool:
        """Whether it was measured."""
        return self.skipped is None


@dataclass(frozen=True, kw_only=True)
class Run:
    """Everything of one run of the benchmarks, or of several that were put into one file."""

    circumstances: Mapping[str, Any]
    """Of the first of them."""
    lines: tuple[Line, ...]
    runs: int = 1
    """How many there are, told apart by when they began."""

    def of(self, what: str) -> list[Line]:
        """What was measured of one thing, by size."""
        found = [line for line in self.lines if line.what == what and line.measured]
        return sorted(found, key=lambda line: line.patients or 0)

    def at(self, what: str, patients: int | None = None) -> Line | None:
        """One measurement, if it was made."""
        return next((line for line in self.of(what) if line.patients == patients), None)

    def skipped(self) -> Iterator[Line]:
        """What was not measured."""
        return (line for line in self.lines if not line.measured)


def append(file: Path, circumstances: Mapping[str, Any], line: Line) -> None:
    """Write one more line, at once."""
    told = {name: _rounded(value) for name, value in asdict(line).items() if value is not None}
    with file.open("a", encoding="utf-8") as opened:
        opened.write(json.dumps({**circumstances, **told}) + "\n")


def _rounded(value: Any) -> Any:  # noqa: ANN401 - any value of a line
    return round(value, 6) if isinstance(value, float) else value


def read(file: Path) -> Run:
    """The run that a file holds. A last line that was not written to its end is passed over.

    Raises:
        ValueError: if there is no whole line in it, or one before the last is none.
    """
    whole, _, _ = file.read_text(encoding="utf-8").rpartition("\n")
    rows: list[dict[str, Any]] = [json.loads(text) for text in whole.splitlines() if text]
    if not rows:
        raise ValueError(f"{file.name} holds no measurement.")
    names = {field.name for field in fields(Line)}
    lines = tuple(Line(**{name: value for name, value in row.items() if name in names}) for row in rows)
    circumstances = {name: value for name, value in rows[0].items() if name not in names}
    return Run(circumstances=circumstances, lines=lines, runs=len({row.get("started") for row in rows}))


def ratio(mine: float | None, floor: float | None) -> float | None:
    """One as a multiple of the other; None without both, or where the floor took no time at all."""
    return mine / floor if mine is not None and floor else None
