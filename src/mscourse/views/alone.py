"""One run at a time: a lock that the system takes back when a run ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP)
"""What some network disks say: they know no locks, and there nobody is kept out."""


def alone(path: Path) -> IO[bytes] | None:
    """The file, open and locked until it is closed; None where another run has it.

    Raises:
        OSError: if it cannot be made.
    """
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
        if not _locked(file):
            file.close()
            return None
        if _is_there(file, path):
            return file
        # Whoever had it cleared it away in the meantime.
        file.close()


def _locked(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        return problem.errno in _NO_LOCKS
    return True


def _is_there(file: IO[bytes], path: Path) -> bool:
    """Whether what was opened still has its name."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
