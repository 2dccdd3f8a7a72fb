"""What is measured: each thing as the command of a fresh process, and why it cannot be where it cannot."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"
PROGRAM = (sys.executable, "-m", "mscourse.cli")
PLAIN = ("--no-report", "--set-aside")
WITHOUT_EVIDENCE = "--no-evidence"
IN_PARTS = "--memory"
MOST_MEMORY = "2GB"
SPARK = "mscourse.engines.spark"
Command = Sequence[str | Path]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a cohort of one size lies, and where results go."""

    patients: int
    folder: Path
    small: Path
    """A cohort of a few hundred people, to get warm with."""
    peer: Path | None
    """The Python of an environment with the peers."""

    @property
    def data(self) -> Path:
        """The cohort as Parquet files."""
        return self.folder / "data"

    @property
    def text(self) -> Path:
        """Visits and relapses as text."""
        return self.folder / "text"

    @property
    def out(self) -> Path:
        """Where results go; it is emptied before each run."""
        return self.folder / "out"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One thing that is measured at every size."""

    what: str
    command: Callable[[Place], Command]
    """The whole process. What it says on its last line is kept."""
    warm: Callable[[Place], Command] | None = None
    """Another process that does the same when it is warm, and says how long that took."""
    missing: Callable[[Path | None], str | None] = lambda _: None
    """Why it cannot be measured here, given the peers' Python; None where it can."""
    limited: bool = False
    """Whether it begins with a few people and ends where the next size would take too long."""
    reads_text: bool = False
    several: bool = False
    """Whether it works in several processes."""
    above_floor: bool = True
    """Whether it reads all tables, and so is compared with the floor."""


def course(*options: str) -> Callable[[Place], Command]:
    """The command for all tables of the course, as a whole process."""
    return lambda at: [*PROGRAM, "characterise", at.data, "--out", at.out, *PLAIN, *options]


def warm_course(*options: str) -> Callable[[Place], Command]:
    """The same in a process that is warm."""
    return lambda at: [sys.executable, INSIDE / "warm.py", at.small, at.data, at.out, *PLAIN, *options]


@functools.cache
def _help() -> str:
    command = [*PROGRAM, "characterise", "--help"]
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def without_option(option: str) -> Callable[[Path | None], str | None]:
    """Why a measure that needs an option of `mscourse characterise` cannot be made, if there is no such option."""

    def missing(_: Path | None) -> str | None:
        has_it = re.search(rf"(?<![\w-]){option}(?![\w-])", _help())
        return None if has_it else f"`mscourse characterise` has no option `{option}` in this version"

    return missing


def without_spark(_: Path | None) -> str | None:
    """Why Spark cannot be measured here, if it cannot."""
    if not _is_there(sys.executable, SPARK):
        return "this version has no engine on Spark"
    if not _is_there(sys.executable, "pyspark"):
        return "the package pyspark is not installed"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "there is no Java, which Spark needs"
    return None


def without_peer(package: str) -> Callable[[Path | None], str | None]:
    """Why a peer cannot be measured here, if it is not installed."""

    def missing(peer: Path | None) -> str | None:
        if peer is None:
            return f"no environment with {package} was named (`--peer`)"
        there = peer.exists() and _is_there(peer, package)
        return None if there else f"the package {package} is not installed"

    return missing


def _is_there(python: str | Path, module: str) -> bool:
    """Whether a Python can import it; asked without importing it, and never in this process."""
    asked = f"import importlib.util as u, sys; sys.exit(u.find_spec({module!r}) is None)"
    return subprocess.run([str(python), "-c", asked], check=False, stderr=subprocess.DEVNULL).returncode == 0


MEASURES = (
    Measure(what="floor", command=lambda at: [sys.executable, INSIDE / "floor.py", at.data, at.out]),
    Measure(
        what="states_and_events",
        command=course(WITHOUT_EVIDENCE),
        warm=warm_course(WITHOUT_EVIDENCE),
        missing=without_option(WITHOUT_EVIDENCE),
    ),
    Measure(what="course", command=course(), warm=warm_course()),
    Measure(
        what="course_in_parts", command=course(IN_PARTS, MOST_MEMORY), missing=without_option(IN_PARTS)
    ),
    Measure(
        what="course_on_spark",
        command=lambda at: [sys.executable, INSIDE / "on_spark.py", at.data, at.out],
        missing=without_spark,
        several=True,
    ),
    Measure(what="twin", command=lambda at: [sys.executable, INSIDE / "twin.py", at.data], limited=True),
    Measure(
        what="same_call",
        command=lambda at: [sys.executable, INSIDE / "msprog_call.py", "mscourse", at.data],
        warm=lambda at: [sys.executable, INSIDE / "msprog_call.py", "mscourse", at.data, "warm"],
        above_floor=False,
    ),
    Measure(
        what="pymsprog",
        command=lambda at: [str(at.peer), INSIDE / "msprog_call.py", "pymsprog", at.text],
        missing=without_peer("pymsprog"),
        limited=True,
        reads_text=True,
        above_floor=False,
    ),
    Measure(
        what="msclinical",
        command=lambda at: [
            Path(str(at.peer)).parent / "msclinical", "edssplus", at.text / "visits.tsv", "--out", at.out / "events.tsv"
        ],
        missing=without_peer("msclinical"),
        limited=True,
        reads_text=True,
        above_floor=False,
    ),
)  # fmt: skip
"""In this order at each size: the floor first, since the others are told as multiples of it."""
