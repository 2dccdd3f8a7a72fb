"""Runs a kernel over patients: compiled and on every core for many, plain Python for few.

A kernel is one plain function `kernel(first, last, out, *inputs)` over the patients `first` to `last - 1`. The same
function is used both ways, so a single patient never waits for a compiler and never imports one.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

COMPILE_FROM = 200
"""Patients from which compiling (or loading what was compiled before) is worth its second."""

_Function = TypeVar("_Function", bound=Callable[..., Any])
_PARTS: list[Callable[..., Any]] = []


def part(function: _Function) -> _Function:
    """Mark a function that kernels call, so that the compiler may call it too."""
    _PARTS.append(function)
    return function


def run(kernel: Callable[..., None], patients: int, out: Any, *inputs: Any) -> None:  # noqa: ANN401
    """Run the kernel over all patients and fill the arrays of `out`, a named tuple, in place."""
    if patients >= COMPILE_FROM or kernel in _compiled_before:
        _run_compiled(_compiled(kernel), patients, out, *inputs)
    else:
        # Lists are three times as fast as arrays when one number is read at a time.
        lists = _as_lists(out)
        kernel(0, patients, lists, *map(_as_lists, inputs))
        for array, values in zip(out, lists, strict=True):
            if len(values):
                array[:] = values


def _as_lists(values: Any) -> Any:  # noqa: ANN401
    if hasattr(values, "_fields"):
        return type(values)(*map(_as_lists, values))
    return values.tolist() if hasattr(values, "tolist") else values


def _run_compiled(compiled: Callable[..., None], patients: int, out: Any, *inputs: Any) -> None:  # noqa: ANN401
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    # More pieces than workers, so that a stretch of long histories does not leave the others idle.
    pieces = min(patients, workers * 8) if workers > 1 else 1
    edges = [patients * piece // pieces for piece in range(pieces + 1)]
    compiled(0, 0, out, *inputs)  # compiled once, here, not once per thread
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda piece: compiled(edges[piece], edges[piece + 1], out, *inputs), range(pieces)))


_compiled_before: set[Callable[..., None]] = set()


@functools.cache
def _compiled(kernel: Callable[..., None]) -> Callable[..., None]:
    import numba
    from numba.extending import register_jitable

    _register_parts(register_jitable)
    folder = _cache_folder()
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = folder or before
    try:
        compiled: Callable[..., None] = numba.njit(nogil=True, cache=folder is not None)(kernel)
    finally:
        settings.CACHE_DIR = before
    _compiled_before.add(kernel)
    return compiled


def _register_parts(register: Callable[[Callable[..., Any]], Any]) -> None:
    while _PARTS:
        register(_PARTS.pop())


@functools.cache
def _cache_folder() -> str | None:
    """A folder of the user's own that changes with the kernels, or None where none can be written.

    The compiler's own check looks at one file only; a kernel is made of several.
    """
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "mscourse" / digest.hexdigest()[:12]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return str(folder) if os.access(folder, os.W_OK) else None
