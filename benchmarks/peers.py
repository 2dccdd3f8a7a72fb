"""Measure confirmed changes against pymsprog, side by side on the same made-up cohort.

`python benchmarks/peers.py --peer PYTHON`, with the Python of an environment that holds `requirements-parity.txt`:
5,000 patients, every confirmed change with a roving reference, and RAW or PIRA for each. pymsprog is timed inside its
own process, once; mscourse in a process that is already warm, best of several. `--million` measures growth, up to a
million patients with 20 million visits, each size in a process of its own.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ASKED: dict[str, Any] = {
    "subj_col": "patient_id",
    "value_col": "edss",
    "date_col": "date",
    "rdate_col": "onset_date",
    "outcome": "edss",
    "event": "multiple",
    "baseline": "roving",
    "RAW_PIRA": True,
    "include_dates": True,
    "verbose": 0,
}
SIZES = (10_000, 100_000, 1_000_000)
MEGABYTE = 1024
PEER = "--inside-the-peer"
GROWTH = "--one-size"


def tables(patients: int, room: Path) -> tuple[Path, Path]:
    """Visits and relapses of the made-up cohort, written as Parquet files."""
    from generate import generate  # noqa: PLC0415 - pymsprog's environment has no polars

    made = generate(patients)
    visits, relapses = room / "visits.parquet", room / "relapses.parquet"
    made["visits"].select("patient_id", "date", "edss").write_parquet(visits)
    made["relapses"].select("patient_id", "onset_date").write_parquet(relapses)
    return visits, relapses


def inside_the_peer(visits_file: str, relapses_file: str) -> None:
    """Print what pymsprog takes, and how many changes it finds; this part runs in pymsprog's environment."""
    pandas, numpy, pymsprog = (importlib.import_module(name) for name in ("pandas", "numpy", "pymsprog"))
    visits = pandas.read_csv(visits_file, parse_dates=["date"])
    relapses = pandas.read_csv(relapses_file, parse_dates=["onset_date"])
    start = time.perf_counter()
    _, results = pymsprog.MSprog(visits, relapse=relapses, **ASKED)
    seconds = time.perf_counter() - start
    said = {"seconds": seconds, "events": int((results["nevent"] > 0).sum())}
    versions = {module.__name__: module.__version__ for module in (pandas, numpy)}
    print(json.dumps({**said, **versions, "python": platform.python_version()}))


def side_by_side(python: str, patients: int, repeats: int) -> None:
    """Print pymsprog's time and mscourse's three, with the ratios."""
    import polars as pl  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        visits, relapses = (pl.read_parquet(file) for file in tables(patients, room))
        visits.write_csv(room / "visits.csv")
        relapses.write_csv(room / "relapses.csv")
        print(f"{patients:,} patients, {visits.height:,} visits, {relapses.height:,} relapses\n", flush=True)
        command = [python, __file__, PEER, str(room / "visits.csv"), str(room / "relapses.csv")]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    peer: dict[str, Any] = json.loads(done.stdout)
    print(f"pymsprog on Python {peer['python']}, pandas {peer['pandas']}, numpy {peer['numpy']}")
    print(f"{'MSprog of pymsprog, one run':<52} {peer['seconds']:10.4f} s            {peer['events']:7,} events")
    for what, seconds, events in ours(visits, relapses, repeats):
        print(f"{what:<52} {seconds:10.4f} s {peer['seconds'] / seconds:7,.0f} x {events:9,} events", flush=True)


def ours(visits: Any, relapses: Any, repeats: int) -> list[tuple[str, float, int]]:  # noqa: ANN401 - polars frames
    """What was asked of mscourse, the best of several runs, and the number of events."""
    from run import best  # noqa: PLC0415

    import mscourse  # noqa: PLC0415 - not in pymsprog's environment
    from mscourse.compat import msprog  # noqa: PLC0415
    from mscourse.derivations.check import check_cohort  # noqa: PLC0415

    def from_frames() -> Any:  # noqa: ANN401 - a polars frame
        return mscourse.find_events(mscourse.Cohort(visits=visits, relapses=relapses), set_aside=True)

    def call() -> Any:  # noqa: ANN401 - the answer to the call
        return msprog.MSprog(visits, relapse=relapses, **ASKED)

    checked = check_cohort(mscourse.Cohort(visits=visits, relapses=relapses), set_aside=True)
    answered = int((call().results["nevent"] > 0).sum())
    found = from_frames().height
    return [
        ("mscourse.find_events, a checked cohort", best(repeats, lambda: mscourse.find_events(checked)), found),
        ("mscourse.find_events, frames with all checks", best(repeats, from_frames), found),
        ("mscourse.compat.msprog.MSprog, frames", best(repeats, call), answered),
    ]


def growth(repeats: int) -> None:
    """Print the time, the kernels' part of it and the peak memory at each size."""
    print(f"{'patients':>10} {'visits':>12} {'find_events':>12} {'kernels':>10} {'a visit':>10} {'peak memory':>20}")
    for patients in SIZES:
        command = [sys.executable, __file__, GROWTH, str(patients), str(repeats)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        said = json.loads(done.stdout)
        memory = f"{said['before']:,.0f} to {said['after']:,.0f} MB"
        print(
            f"{patients:>10,} {said['visits']:>12,} {said['seconds']:>10.3f} s {said['kernels']:>8.3f} s"
            f" {1e9 * said['seconds'] / said['visits']:>7.0f} ns {memory:>20}",
            flush=True,
        )


def one_size(patients: int, repeats: int) -> None:
    """Print what a checked cohort of that size takes; memory in megabytes, before and after the search."""
    import polars as pl  # noqa: PLC0415

    import mscourse  # noqa: PLC0415
    from mscourse.derivations.check import check_cohort  # noqa: PLC0415
    from mscourse.kernels.loader import Runner  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as room:
        # The tables are made in a process of their own, so that their making does not count as memory used here.
        subprocess.run([sys.executable, __file__, "--write-to", room, "--patients", str(patients)], check=True)
        visits, relapses = (pl.read_parquet(Path(room) / f"{name}.parquet") for name in ("visits", "relapses"))
    checked = check_cohort(mscourse.Cohort(visits=visits, relapses=relapses), set_aside=True)
    rows = visits.height
    del visits, relapses
    before, runs, whole = memory(), [], Runner.run
    spent: Counter[str] = Counter()

    def timed(self: Runner, kernel: Any, out: Any, *inputs: Any) -> None:  # noqa: ANN401 - as in the class
        start = time.perf_counter()
        whole(self, kernel, out, *inputs)
        spent["kernels"] += time.perf_counter() - start  # type: ignore[assignment]

    Runner.run = timed  # type: ignore[method-assign]
    for _ in range(repeats + 1):
        spent.clear()
        start = time.perf_counter()
        mscourse.find_events(checked)
        runs.append((time.perf_counter() - start, float(spent["kernels"])))
    seconds, kernels = min(runs[1:])  # the first run may have compiled
    said = {"visits": rows, "seconds": seconds, "kernels": kernels, "before": before, "after": memory()}
    print(json.dumps(said))


def memory() -> float:
    """The largest memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", help="the Python of an environment with pymsprog")
    parser.add_argument("--patients", type=int, default=5_000)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--million", action="store_true", help="how times grow, up to a million patients")
    parser.add_argument("--write-to", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write_to:
        tables(asked.patients, asked.write_to)
        return
    from run import circumstances  # noqa: PLC0415 - not in pymsprog's environment

    print(circumstances(), end="\n\n", flush=True)
    if asked.peer:
        side_by_side(asked.peer, asked.patients, asked.repeats)
    if asked.million:
        growth(min(asked.repeats, 3))


if __name__ == "__main__":
    if sys.argv[1:2] == [PEER]:
        inside_the_peer(*sys.argv[2:])
    elif sys.argv[1:2] == [GROWTH]:
        one_size(*map(int, sys.argv[2:]))
    else:
        main()
