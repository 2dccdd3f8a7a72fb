"""Measures everything, writes JSON lines, and from them a page: `make bench`, or `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import small_things
from benchmarks.circumstances import circumstances
from benchmarks.growth import Growth
from benchmarks.lines import Line, append
from benchmarks.measures import MEASURES

TOP = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"
SIZES = (1_000, 10_000, 100_000)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="PATIENTS")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each, fewer where they are long")
    parser.add_argument("--longest", type=float, default=60, help="seconds a tool of others may take at one size")
    parser.add_argument("--only", nargs="+", metavar="WHAT", choices=[each.what for each in MEASURES])
    parser.add_argument("--peer", type=Path, help="the Python of an environment with the peers")
    parser.add_argument("--room", type=Path, help="where cohorts and results go while they are needed")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the JSON lines and the page")
    return parser.parse_args()


def keep(file: Path, about: dict[str, Any], line: Line) -> None:
    """Write a line, and print what matters of it."""
    append(file, about, line)
    size = f"{line.patients:,}" if line.patients else ""
    if line.skipped:
        print(f"{line.what:<32} {size:>12}  left out: {line.skipped}", flush=True)
        return
    seconds = " ".join(
        f"{value:12.4f} s" if value is not None else f"{'':14}" for value in (line.seconds, line.warm_seconds)
    )
    memory = f"{line.peak_mb:10,.0f} MB" if line.peak_mb else f"{'':13}"
    times = f"{line.floor_ratio:8.1f} x floor" if line.floor_ratio else ""
    print(f"{line.what:<32} {size:>12} {seconds} {memory} {times}".rstrip(), flush=True)


def measure(asked: argparse.Namespace, file: Path, about: dict[str, Any]) -> None:
    """Measure what was asked for, in a room of its own."""
    say = partial(keep, file, about)
    if asked.room:
        asked.room.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=asked.room) as name:
        room = Path(name)
        tests = os.pathsep.join(filter(None, (str(TOP / "tests"), os.environ.get("PYTHONPATH"))))
        environment = {"XDG_CACHE_HOME": str(room / "cache"), "PYTHONPATH": tests}
        chosen = [each for each in MEASURES if asked.only is None or each.what in asked.only]
        if asked.only is None:
            small_things.measure(room, max(asked.repeats, 3), environment, say)
        growth = Growth(
            sizes=sorted(asked.sizes), repeats=asked.repeats, room=room, peer=asked.peer, longest=asked.longest,
            environment=environment, say=say,
        )  # fmt: skip
        growth.measure(chosen)


def main() -> int:
    """Measure and write the page, of what there is if it is ended before."""
    asked = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    about = circumstances(asked.peer)
    asked.results.mkdir(parents=True, exist_ok=True)
    file = asked.results / f"{about['started'][:16].replace(':', '')}-{about['commit']}.jsonl"
    print(f"{about['machine']}, {about['processors']} processors, {about['memory_gb']} GB; commit {about['commit']}")
    print(f"{'':<45} {'process':>14} {'warm work':>14} {'memory':>13}", flush=True)
    ended = 0
    try:
        measure(asked, file, about)
    except KeyboardInterrupt:
        ended = 130
    # From here on it is a matter of a second: what was measured is put on its page.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)
    if not file.exists():
        return ended or 1
    command = [sys.executable, "-m", "benchmarks.page", str(file)]
    subprocess.run(command, check=True, cwd=TOP)
    print(f"Lines: {file}")
    return ended


if __name__ == "__main__":
    sys.exit(main())
