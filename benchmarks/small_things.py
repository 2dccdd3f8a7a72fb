"""What a person at a keyboard waits for: the first time, the import, the help, and one patient."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.growth import made
from benchmarks.lines import Line
from benchmarks.measures import INSIDE, PROGRAM, Place, course
from benchmarks.processes import FailedError, Used, measured

FIRST_TIME = 1000
"""People of the cohort on which kernels are compiled."""
_CLINIC = Path("src") / "mscourse" / "data" / "clinic"


def measure(room: Path, repeats: int, environment: Mapping[str, str], say: Callable[[Line], None]) -> None:
    """Measure all of them; kernels are compiled by the first."""
    first_time(room, environment, say)
    start_up(repeats, environment, say)
    one_person(room, repeats, environment, say)


def first_time(room: Path, environment: Mapping[str, str], say: Callable[[Line], None]) -> None:
    """A cohort on a machine that has compiled nothing yet."""
    place = Place(patients=FIRST_TIME, folder=room / "first", small=room, peer=None)
    rows = made(place.data, FIRST_TIME)
    try:
        used = measured(course()(place), environment=environment)
    except FailedError as problem:
        say(Line(what="first_time", skipped=str(problem)))
    else:
        told = Line(what="first_time", patients=FIRST_TIME, visits=rows["visits"], rows=sum(rows.values()), repeats=1)
        say(replace(told, seconds=used.seconds, peak_mb=used.peak_mb))
    shutil.rmtree(place.folder)


def start_up(repeats: int, environment: Mapping[str, str], say: Callable[[Line], None]) -> None:
    """The import beyond what Python itself takes, and the help as a whole process."""
    python = [sys.executable, "-c"]
    bare = _shortest(repeats, [*python, ""], environment)
    imported = _shortest(repeats, [*python, "import mscourse"], environment)
    helped = _shortest(repeats, [*PROGRAM, "--help"], environment)
    beyond = max(imported.seconds - bare.seconds, 0.0)
    say(Line(what="import", seconds=beyond, peak_mb=imported.peak_mb, repeats=repeats))
    say(Line(what="help", seconds=helped.seconds, peak_mb=helped.peak_mb, repeats=repeats))


def one_person(room: Path, repeats: int, environment: Mapping[str, str], say: Callable[[Line], None]) -> None:
    """A made-up person and one of the bundled clinic, in a process that is running already."""
    made(room / "one", 1)
    clinic = Path(__file__).parents[1] / _CLINIC
    for name, data, who in (("one_person", room / "one", "P0000000"), ("one_person_of_the_clinic", clinic, "P01")):
        command = (sys.executable, INSIDE / "one_person.py", data, who, str(3 * repeats))
        try:
            said = measured(command, environment=environment).said
        except FailedError as problem:
            say(Line(what=name, skipped=str(problem)))
            continue
        told = Line(what=name, patients=1, visits=said["visits"], repeats=3 * repeats)
        say(replace(told, warm_seconds=said["warm_seconds"]))
        say(replace(told, what=f"{name}_with_checks", warm_seconds=said["with_checks"]))


def _shortest(repeats: int, command: Sequence[str | Path], environment: Mapping[str, str]) -> Used:
    return min((measured(command, environment=environment) for _ in range(repeats)), key=lambda used: used.seconds)
