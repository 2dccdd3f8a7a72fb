"""The program as a whole: lines, a page, and what is left when it is ended."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.lines import read

pytestmark = pytest.mark.slow
TOP = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "benchmarks", "--only", "floor", "--repeats", "1"]


def test_lines_and_a_page_are_written(tmp_path: Path):
    subprocess.run([*COMMAND, "--sizes", "20", "10", "--results", str(tmp_path)], check=True, cwd=TOP)

    (file,) = tmp_path.glob("*.jsonl")
    run = read(file)
    assert [(line.what, line.patients, line.visits) for line in run.lines] == [("floor", 10, 200), ("floor", 20, 400)]
    assert all(line.seconds > line.warm_seconds > 0 and line.peak_mb > 10 for line in run.lines)
    assert {"commit", "machine", "processors", "memory_gb", "started", "versions"} <= run.circumstances.keys()
    assert sorted(path.name for path in file.with_suffix("").iterdir()) == ["memory.svg", "speed.md", "time.svg"]


def test_what_was_measured_stays_when_the_run_is_ended(tmp_path: Path):
    sizes = ["--only", "floor", "--sizes", "10", "1000000", "--results", str(tmp_path)]
    with subprocess.Popen([*COMMAND, *sizes], cwd=TOP, stdout=subprocess.DEVNULL) as started:
        while not list(tmp_path.glob("*.jsonl")) and started.poll() is None:
            time.sleep(0.05)
        started.send_signal(signal.SIGTERM)

    assert started.returncode == 130
    (file,) = tmp_path.glob("*.jsonl")
    assert [line.patients for line in read(file).lines] == [10]
    assert (file.with_suffix("") / "speed.md").exists()
