"""How much memory there is, how much a run may take, and into how many parts the records have to be cut for that."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path

from mscourse.errors import UsageError
from mscourse.sources.cutting import ANYHOW

GIGABYTE = 10**9
LEAST = 2 * GIGABYTE
"""The program with its compiled kernels, and the tables of some thousand people, take more than half of this."""
BESIDE = 1_200_000_000
"""What a run takes beside the records of its part, so that peaks measured for a million people stay below the bound."""
_UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "KI": 2**10, "MI": 2**20, "GI": 2**30, "TI": 2**40}
_SIZE = re.compile(r"\s*([0-9]{1,12}(?:\.[0-9]{1,12})?)\s*([KMGT]i?)B?\s*", re.IGNORECASE | re.ASCII)
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def size_of(written: str) -> int:
    """The number of bytes that is written so: 2GB, 1.5 GiB, 4000M.

    Raises:
        UsageError: if it is no size, or less than a run takes with the smallest of parts.
    """
    found = _SIZE.fullmatch(written)
    if found is None:
        raise UsageError(f"{written!r} is no size of memory.", "It is written like 2GB, 2.5GB or 4000MB.")
    size = int(float(found[1]) * _UNITS[found[2].upper()])
    if size < LEAST:
        raise UsageError(f"{written} of memory is too little.", "A run takes 2GB, however small its parts are.")
    return size


def memory_of_machine() -> int:
    """The memory that this process may use: that of the machine, or what its container was given."""
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not on Windows
        whole = 8 * GIGABYTE
    return min([whole, *_limits()])


def _limits() -> list[int]:
    limits = []
    for place in _LIMITS:
        try:
            limits.append(int(Path(place).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    return limits


def parts_for(records: int, memory: int) -> int:
    """Into how many parts records are cut that would take so many bytes as a whole, to keep within the memory."""
    return max(-(-(records - ANYHOW) // (memory - BESIDE)), 1)


def give_back_memory() -> None:
    """Let the C library give memory that is not used any more back to the system, where it can be asked to.

    By itself it keeps a good part of what each of several threads has used, and from one part of the records to the
    next this adds up.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # that of GNU has it
        if trim is not None:
            trim(0)
