"""The program as a process of its own: exit codes, pipes, and being cut short."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from mscourse.kernels.loader import COMPILE_FROM

PROGRAM = [sys.executable, "-m", "mscourse.cli"]


def process(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "80", **environment},
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--version"], 0), ([], 2), (["walk"], 2), (["check"], 2), (["check", "nowhere"], 4)],
)
def test_exit_codes(arguments: list[str], code: int, tmp_path: Path) -> None:
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, check=False, cwd=tmp_path)

    assert done.returncode == code


def test_an_error_is_three_plain_lines(faulty: Path, tmp_path: Path) -> None:
    done = process("characterise", faulty, "--out", tmp_path / "out")

    assert done.returncode == 3
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    assert "4.2" not in done.stderr


def test_a_reader_that_stops_reading_is_no_fault() -> None:
    with subprocess.Popen(
        [*PROGRAM, "definitions", "show", "lublin_2013"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        started.stdout.close()
        complaint = started.stderr.read()

    assert complaint == b""


def test_progress_is_not_written_into_a_pipe(data: Path, tmp_path: Path) -> None:
    assert process("characterise", data, "--out", tmp_path / "out", "--no-report").stderr == ""


def test_a_fault_of_the_program_does_not_quote_the_data(tmp_path: Path) -> None:
    code = (
        "from mscourse.cli import __main__ as program\n"
        "def app(**_): raise ValueError('patient 4711')\n"
        "program.app = app\n"
        "program.main()"
    )
    quiet, loud = (
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, **environment},
        )
        for environment in ({}, {"MSCOURSE_TRACEBACK": "1"})
    )

    assert quiet.returncode == loud.returncode == 1
    assert "4711" not in quiet.stderr
    assert "ValueError, cli/__main__.py line" in quiet.stderr
    assert "4711" in loud.stderr


def test_a_panic_of_polars_does_not_quote_the_data_either(tmp_path: Path) -> None:
    code = (
        "from mscourse.cli import __main__ as program\n"
        "from polars.exceptions import PanicException\n"
        "def app(**_): raise PanicException('patient 4711')\n"
        "program.app = app\n"
        "program.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)

    assert done.returncode == 1
    assert "4711" not in done.stderr
    assert "PanicException, cli/__main__.py line" in done.stderr


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_disk_that_takes_no_more_is_no_fault_of_the_program(data: Path, tmp_path: Path, suffix: str) -> None:
    code = (
        "import resource\n"
        "from mscourse.cli.__main__ import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8, resource.RLIM_INFINITY))\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "events", data, "--out", tmp_path / f"events.{suffix}"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 7, done.stderr
    assert os.strerror(errno.EFBIG) in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


STOPPED = """
import os, signal, time
import mscourse.views.report
from mscourse.cli.__main__ import main

number = getattr(signal, os.environ["STOPPED_BY"])

def write_report(course, folder, **_):
    assert (folder / "states.parquet").exists()
    os.kill(os.getpid(), number)
    time.sleep(0.1)

mscourse.views.report.write_report = write_report
signal.signal(number, signal.SIG_IGN if os.environ["IGNORED"] else signal.SIG_DFL)
main()
"""


def stopped(data: Path, out: Path, name: str, *, ignored: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", STOPPED, "characterise", data, "--out", out],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "STOPPED_BY": name, "IGNORED": "yes" if ignored else ""},
    )


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_run_that_is_told_to_stop_leaves_nothing(data: Path, tmp_path: Path, name: str, code: int) -> None:
    done = stopped(data, tmp_path / "out", name)

    assert (done.returncode, done.stderr) == (code, "")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_run_may_outlast_its_terminal(data: Path, tmp_path: Path) -> None:
    done = stopped(data, tmp_path / "out", "SIGHUP", ignored=True)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "states.parquet").exists()


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_no_half_result(tmp_path: Path) -> None:
    # As many as are looked at without compiling.
    visits = pl.DataFrame({"patient_id": [f"P{n}" for n in range(COMPILE_FROM - 1)]}).join(
        pl.DataFrame({"date": ["2020-01-01", "2020-07-01", "2021-01-01"], "edss": [2.0, 3.0, 3.0]}), how="cross"
    )
    visits.write_csv(tmp_path / "visits.csv")
    out = tmp_path / "out"
    with subprocess.Popen([*PROGRAM, "characterise", tmp_path / "visits.csv", "--out", out, "--no-report"]) as started:
        while started.poll() is None and not list(tmp_path.glob(".out.*/new/*")):
            time.sleep(0.002)
        started.send_signal(signal.SIGKILL)

    left = {path.name for path in out.iterdir()} if out.exists() else set()
    assert left == set() or {"provenance.json", "methods.md"} <= left
