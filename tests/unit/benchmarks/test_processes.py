"""What is measured of a process."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.processes import FailedError, measured

TOP = Path(__file__).parents[3]
PYTHON = [sys.executable, "-c"]
HOLDS = "held = bytearray({} * 2**20)\nfor at in range(0, len(held), 4096): held[at] = 1"


def test_the_last_line_is_kept_if_it_is_json():
    assert measured([*PYTHON, "print('so'); print('{\"events\": 3}')"]).said == {"events": 3}
    assert measured([*PYTHON, "print('so')"]).said == {}
    assert measured([*PYTHON, ""]).said == {}


def test_it_takes_as_long_as_it_takes():
    start = time.perf_counter()
    used = measured([*PYTHON, "import time; time.sleep(0.3)"])

    assert 0.3 <= used.seconds <= time.perf_counter() - start


def test_memory_is_that_of_the_process_and_not_of_who_measures():
    asked = "import sys, benchmarks.processes as p; print(p.measured([sys.executable, '-c', sys.argv[1]]).peak_mb)"
    command = [*PYTHON, asked]
    little, much = (
        float(subprocess.run([*command, HOLDS.format(size)], check=True, capture_output=True, cwd=TOP).stdout)
        for size in (1, 200)
    )

    assert little < 100
    assert 150 < much - little < 250


def test_several_processes_are_added_up():
    one = f"import time\n{HOLDS.format(100)}\ntime.sleep(1.5)"
    two = f"import subprocess, sys\n{HOLDS.format(100)}\nsubprocess.run([sys.executable, '-c', sys.argv[1]])"

    together = measured([*PYTHON, two, one], several=True).peak_mb

    assert together > 200


def test_a_failure_is_told_by_its_last_words():
    with pytest.raises(FailedError, match="ended with code 1: ValueError: no such thing"):
        measured([*PYTHON, "raise ValueError('no such thing')"])
    with pytest.raises(FailedError, match="ended by SIGKILL"):
        measured([*PYTHON, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])


def test_what_takes_too_long_is_stopped():
    with pytest.raises(FailedError, match="stopped after 1 seconds"):
        measured([*PYTHON, "import time; time.sleep(60)"], longest=1)


def test_who_measures_loads_no_library():
    asked = "import sys, benchmarks.__main__; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([*PYTHON, asked], check=True, capture_output=True, text=True, cwd=TOP).stdout.split()

    assert not {"polars", "numpy", "altair", "pyarrow", "mscourse"} & set(loaded)
