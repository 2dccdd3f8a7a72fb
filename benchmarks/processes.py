"""What a fresh process takes: its seconds from start to end, and the most memory it held.

Whoever measures has to be small: the system counts what a process held before it became another program, so that a
large parent would pass for the memory of its child. That is why nothing here, nor what imports it, loads a library.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_UNITS_IN_MEGABYTE = 1024**2 if sys.platform == "darwin" else 1024
"""The system counts memory in bytes there, in kilobytes elsewhere."""
_PROCESSES = Path("/proc")
_EVERY = 0.2
"""Seconds between two looks at the memory of several processes."""


class FailedError(Exception):
    """The process did not end well; the text says how."""


@dataclass(frozen=True, kw_only=True)
class Used:
    """What a process took, and what it said on its last line."""

    seconds: float
    peak_mb: float
    said: Mapping[str, Any]


def measured(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    longest: float | None = None,
    several: bool = False,
) -> Used:
    """What a fresh process takes.

    Args:
        command: the program and its arguments.
        environment: set beside what is set already.
        longest: seconds after which it is stopped.
        several: whether it works in several processes, whose memory is then added up as it is looked at five times a
            second, and shared memory counted once; only where the system has a `/proc`. Otherwise the system's own
            count of the largest of them is taken, which misses nothing.

    Raises:
        FailedError: if it ends with an error, or was stopped.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as problems:
        start = time.perf_counter()
        started = subprocess.Popen(
            [str(part) for part in command],
            stdout=out,
            stderr=problems,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        with _ended_with_us(started), _stopped_after(started, longest) as too_long, _watched(started, several) as seen:
            _, status, usage = os.wait4(started.pid, 0)
            seconds = time.perf_counter() - start
            started.returncode = os.waitstatus_to_exitcode(status)
        if too_long.is_set():
            raise FailedError(f"stopped after {longest:,.0f} seconds")
        if started.returncode != 0:
            raise FailedError(_how_it_ended(started.returncode, problems))
        largest = max(usage.ru_maxrss / _UNITS_IN_MEGABYTE, *seen, 0.0)
        return Used(seconds=seconds, peak_mb=largest, said=_last_line(out))


@contextlib.contextmanager
def _ended_with_us(started: subprocess.Popen[bytes]) -> Iterator[None]:
    """End it and what it started if we are told to end."""
    try:
        yield
    finally:
        if started.returncode is None:
            _end(started)
            started.wait()


def _end(started: subprocess.Popen[bytes]) -> None:
    """End the process and those that it started: they are one session, not always one group."""
    members = [int(folder.name) for folder in _members(started.pid)] if _PROCESSES.exists() else []
    for member in {started.pid, *members}:
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)


@contextlib.contextmanager
def _stopped_after(started: subprocess.Popen[bytes], longest: float | None) -> Iterator[threading.Event]:
    """An event that is set when the process took too long and was ended."""
    too_long = threading.Event()

    def stop() -> None:
        too_long.set()
        _end(started)

    clock = threading.Timer(longest or 0, stop)
    if longest is not None:
        clock.start()
    try:
        yield too_long
    finally:
        clock.cancel()


@contextlib.contextmanager
def _watched(started: subprocess.Popen[bytes], several: bool) -> Iterator[list[float]]:  # noqa: FBT001 - of `measured`
    """The memory of the process and all that it started, every so often, if there are several."""
    seen: list[float] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_EVERY):
            seen.append(sum(map(_megabytes_of, _members(started.pid))))

    watcher = threading.Thread(target=look, daemon=True)
    if several and (_PROCESSES / "self" / "smaps_rollup").exists():
        watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        if watcher.is_alive():
            watcher.join()


def _members(session: int) -> Iterator[Path]:
    """The folders that the system keeps of the processes of a session."""
    for folder in _PROCESSES.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                after_name = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
                if int(after_name.split()[3]) == session:
                    yield folder


def _megabytes_of(process: Path) -> float:
    """What a process holds, memory that several share in shares; 0 if it is gone."""
    with contextlib.suppress(OSError):
        for line in (process / "smaps_rollup").read_text(encoding="utf-8").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _how_it_ended(code: int, problems: IO[bytes]) -> str:
    if code < 0:
        return f"ended by {signal.Signals(-code).name}"
    problems.seek(0)
    lines = [line.strip() for line in problems.read().decode(errors="replace").splitlines() if line.strip()]
    return f"ended with code {code}" + (f": {lines[-1][:200]}" if lines else "")


def _last_line(out: IO[bytes]) -> dict[str, Any]:
    """What the process said on its last line, if that is JSON."""
    out.seek(0)
    lines = out.read().decode(errors="replace").splitlines()
    with contextlib.suppress(ValueError):
        said = json.loads(lines[-1]) if lines else {}
        return said if isinstance(said, dict) else {}
    return {}
