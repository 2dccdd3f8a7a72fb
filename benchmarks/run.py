"""Measure what people wait for, and print it with the machine, the versions and the commit.

`make bench`, or `python benchmarks/run.py --patients 1000 --repeats 3`.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generate import VISITS_EACH, write

PROGRAM = [sys.executable, "-m", "mscourse.cli"]
PACKAGES = ("mscourse", "polars", "dataframely", "numpy", "numba", "altair")
MEGABYTE = 1024
TABLES = ("visits", "patients", "relapses", "mri", "treatments", "recorded_courses")


def best(repeats: int, work: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds: what disturbs a run only ever makes it longer."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def process(*arguments: str, cache: Path | None = None) -> float:
    """Seconds that the whole process takes; with an empty `cache` it compiles its kernels first."""
    environment = {**os.environ, **({"XDG_CACHE_HOME": str(cache)} if cache else {})}
    start = time.perf_counter()
    subprocess.run(arguments, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def peak_memory(*arguments: str) -> float:
    """The largest memory of the process, in megabytes."""
    started = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    _, started.returncode, used = os.wait4(started.pid, 0)
    return used.ru_maxrss / MEGABYTE


def small_things(repeats: int) -> None:
    """Print what a person at a keyboard waits for."""
    python = [sys.executable, "-c"]
    bare = best(repeats, lambda: process(*python, ""))
    say("import mscourse", best(repeats, lambda: process(*python, "import mscourse")) - bare)
    say("mscourse --help, whole process", best(repeats, lambda: process(*PROGRAM, "--help")))


def one_patient(repeats: int, room: Path) -> None:
    """Print how long one person takes in a process that is already running: a made-up one, and one of the clinic."""
    import mscourse  # noqa: PLC0415 - its import is measured above

    made_up = mscourse.read_cohort(write(room / "one", 1))
    clinic = mscourse.read_cohort(Path(mscourse.__file__).parent / "data" / "clinic")
    for name, given, who in ((f"{VISITS_EACH} visits", made_up, None), ("P01 of the clinic", clinic, "P01")):
        tables = {table: given.table(table) for table in TABLES}
        records: dict[str, Any] = {
            table: (frame if who is None else frame.filter(patient_id=who)).drop("row")
            for table, frame in tables.items()
            if frame is not None
        }
        time_one_patient(name, records, repeats)


def time_one_patient(name: str, records: dict[str, Any], repeats: int) -> None:
    """Print how long these records take, checked before and with the checks."""
    import mscourse  # noqa: PLC0415
    from mscourse.derivations.check import check_cohort  # noqa: PLC0415

    alone = mscourse.Cohort(**records)
    checked = check_cohort(alone, set_aside=True)
    mscourse.characterise(checked)
    say(f"one patient ({name}), from a checked cohort", best(repeats * 3, lambda: mscourse.characterise(checked)))
    say(
        f"one patient ({name}), from frames with the checks",
        best(repeats * 3, lambda: mscourse.characterise(mscourse.Cohort(**records), set_aside=True)),
    )


def whole_cohort(patients: int, repeats: int, room: Path) -> None:
    """Print how long a cohort takes from Parquet files to all tables, as a whole process."""
    data = write(room / "data", patients)
    what = f"{patients:,} patients, {patients * VISITS_EACH:,} visits, Parquet to all tables"
    command = [*PROGRAM, "characterise", str(data), "--out", str(room / "out"), "--no-report", "--set-aside"]
    say(f"{what}, first time (compiles)", process(*command, cache=room / "cache"))
    say(f"{what}, from then on", best(repeats, lambda: process(*command, cache=room / "cache")))
    print(f"{'peak memory of that process':<72} {peak_memory(*command):8.0f} MB")
    written = sum(file.stat().st_size for file in (room / "out").iterdir()) / 1e6
    print(f"{'size of its results':<72} {written:8.1f} MB")


def say(what: str, seconds: float) -> None:
    """Print one measurement."""
    print(f"{what:<72} {seconds:8.4f} s", flush=True)


def circumstances() -> str:
    """The machine, the versions and the commit, in a few lines."""
    git = shutil.which("git")
    commit = (
        subprocess.run([git, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
        if git
        else None
    )
    versions = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in PACKAGES)
    return (
        f"machine  {platform.machine()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}\n"
        f"python   {platform.python_version()}\n"
        f"packages {versions}\n"
        f"commit   {commit.stdout.strip() if commit and commit.returncode == 0 else 'unknown'}"
    )


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    print(circumstances(), end="\n\n")
    small_things(asked.repeats)
    with tempfile.TemporaryDirectory() as room:
        one_patient(asked.repeats, Path(room))
        whole_cohort(asked.patients, asked.repeats, Path(room))


if __name__ == "__main__":
    main()
