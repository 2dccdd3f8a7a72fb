"""On which machine, with which versions and of which commit something was measured."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

PACKAGES = ("mscourse", "polars", "dataframely", "numpy", "numba", "pyarrow", "pyspark")
PEERS = ("pymsprog", "msclinical", "numpy", "pandas", "scipy")
GIGABYTE = 1024**3
_ASK = (
    "import importlib.metadata as m, json, platform, sys\n"
    "found = {d.metadata['Name']: d.version for d in m.distributions() if d.metadata['Name'] in sys.argv[1:]}\n"
    "print(json.dumps({'python': platform.python_version(), **found}))"
)
"""Asked of another Python."""


def circumstances(peer: Path | None) -> dict[str, Any]:
    """What every line of a run says of it: when, of which commit, on which machine, how busy, with which versions."""
    return {
        "started": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": _machine(),
        "processors": processors(),
        "memory_gb": round(memory() / GIGABYTE, 1),
        "load": round(os.getloadavg()[0], 1),
        "versions": {"python": platform.python_version(), **_installed(PACKAGES)},
        "versions_of_peers": _versions_of(peer),
    }


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> int:
    """How many bytes of memory the machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _machine() -> str:
    return f"{_processor()}, {platform.system()} {platform.release()}, {platform.machine()}"


def _processor() -> str:
    """The name of the processor as the system tells it, where it does."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unnamed processor"


def _commit() -> str:
    git = shutil.which("git")
    if git is None:
        return "unknown"
    command = [git, "describe", "--always", "--dirty", "--exclude", "*"]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    return told.stdout.strip() if told.returncode == 0 else "unknown"


def _installed(packages: tuple[str, ...]) -> dict[str, str]:
    found = {each.metadata["Name"]: each.version for each in importlib.metadata.distributions()}
    return {name: found[name] for name in packages if name in found}


def _versions_of(python: Path | None) -> dict[str, str]:
    if python is None or not python.exists():
        return {}
    told = subprocess.run([str(python), "-c", _ASK, *PEERS], capture_output=True, text=True, check=True)
    versions: dict[str, str] = json.loads(told.stdout)
    return versions
