"""Everything at every size, smaller sizes first: what was measured stays when a run is ended before its time."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.limits import Limits
from benchmarks.lines import Line, ratio
from benchmarks.measures import INSIDE, MEASURES, Measure, Place
from benchmarks.processes import FailedError, Used, measured

FEWEST = 10
"""People with whom the slow ones begin; from there tenfold, up to the sizes asked for."""
SOME = 300
"""People of the small cohort to get warm with: enough for kernels to be compiled."""
WARM_UP_TO = 1_000_000
"""People beyond whom nothing is run once more for the sake of being warm."""
ENOUGH = 15.0
"""Seconds after which a measurement is not made again."""
_GENERATE = Path(__file__).parent / "generate.py"


@dataclass(kw_only=True)
class Growth:
    """How time and memory grow with the number of people."""

    sizes: Sequence[int]
    repeats: int
    room: Path
    peer: Path | None
    longest: float
    """Seconds that a tool of others may take at one size."""
    environment: Mapping[str, str]
    say: Callable[[Line], None]
    """Keeps a line."""
    _lines: list[Line] = field(default_factory=list)
    _failed: dict[str, str] = field(default_factory=dict)

    def measure(self, measures: Sequence[Measure] = MEASURES) -> None:
        """Measure all of it."""
        small = self.room / "small"
        there = [each for each in measures if self._is_there(each)]
        for size in sorted({*self.sizes, *self._small_sizes()}):
            place = Place(patients=size, folder=self.room / str(size), small=small, peer=self.peer)
            rows: Mapping[str, int] = {}
            for each in there:
                if size not in self.sizes and not each.limited:
                    continue
                if reason := self._reason_against(each, size):
                    self._keep(Line(what=each.what, patients=size, skipped=reason))
                    continue
                rows = rows or made(place.data, size)
                told = Line(what=each.what, patients=size, visits=rows["visits"], rows=sum(rows.values()))
                self._keep(self._one(each, place, told))
            shutil.rmtree(place.folder, ignore_errors=True)

    def _small_sizes(self) -> list[int]:
        return [size for size in (FEWEST * 10**power for power in range(9)) if size < min(self.sizes)]

    def _is_there(self, each: Measure) -> bool:
        reason = each.missing(self.peer)
        if reason:
            self._keep(Line(what=each.what, skipped=reason))
        return reason is None

    def _reason_against(self, each: Measure, size: int) -> str | None:
        if each.what in self._failed:
            return self._failed[each.what]
        before = [line for line in self._lines if line.what == each.what and line.measured]
        limits = Limits.of_this_machine(self.longest, self.room)
        return limits.reason_against(before, size, limited=each.limited)

    def _one(self, each: Measure, place: Place, told: Line) -> Line:
        """What one thing takes at one size, or how it failed; then it is not tried on more people."""
        try:
            return self._against_floor(each, self._best(each, place, told))
        except FailedError as problem:
            self._failed[each.what] = f"it failed with {told.patients:,} people"
            return replace(told, skipped=str(problem))

    def _best(self, each: Measure, place: Place, told: Line) -> Line:
        """The shortest of several runs, with the largest memory. The warm one goes first: what it compiles is kept."""
        if each.reads_text and not place.text.exists():
            measured([sys.executable, INSIDE / "as_text.py", place.data, place.text])
        said = []
        if each.warm is not None and place.patients <= WARM_UP_TO:
            if not place.small.exists():
                made(place.small, SOME)
            said.append(self._run(each, each.warm(place), place).said)
        runs: list[Used] = []
        while len(runs) < self.repeats and sum(run.seconds for run in runs) <= ENOUGH:
            runs.append(self._run(each, each.command(place), place))
        said += [run.said for run in runs]
        warm = [float(one["warm_seconds"]) for one in said if "warm_seconds" in one]
        return replace(
            told,
            seconds=min(run.seconds for run in runs),
            warm_seconds=min(warm, default=None),
            peak_mb=max(run.peak_mb for run in runs),
            written_mb=_size_of(place.out) or None,
            events=said[0].get("events"),
            repeats=len(runs),
        )

    def _run(self, each: Measure, command: Sequence[str | Path], place: Place) -> Used:
        shutil.rmtree(place.out, ignore_errors=True)
        place.out.mkdir(parents=True)
        longest = 4 * self.longest if each.limited else None
        return measured(command, environment=self.environment, longest=longest, several=each.several)

    def _against_floor(self, each: Measure, line: Line) -> Line:
        floor = next((one for one in self._lines if one.what == "floor" and one.patients == line.patients), None)
        if floor is None or not each.above_floor:
            return line
        return replace(
            line,
            floor_ratio=ratio(line.seconds, floor.seconds),
            warm_floor_ratio=ratio(line.warm_seconds, floor.warm_seconds),
        )

    def _keep(self, line: Line) -> None:
        self._lines.append(line)
        self.say(line)


def made(folder: Path, patients: int) -> dict[str, int]:
    """The number of rows of each table of a cohort of that size, which is now in the folder."""
    return dict(measured([sys.executable, _GENERATE, folder, "--patients", str(patients)]).said)


def _size_of(folder: Path) -> float:
    """The size of all files in it, in megabytes."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
