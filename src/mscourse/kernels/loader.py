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
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

COMPILE_FROM = 200
"""Patients from which compiling (or loading what was compiled before) is worth its second."""
_SMALLEST_PIECE = 1000
"""Patients that one thread takes at a time, at least: handing over takes as long as a few hundred of them."""

# Kernels allocate nothing, so nobody need count who holds which array (`_nrt`): ten times as fast. Their parts are
# taken into them (`forceinline`): a table of columns handed to a function is copied whole, four times the work.
_OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False}
_OPTIONS_OF_PARTS: dict[str, Any] = {"forceinline": True, "_nrt": False}

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Table = TypeVar("_Table")
_PARTS: list[Callable[..., Any]] = []
VALUE_COLUMNS = frozenset({"value", "reference_value", "onset_value", "confirmed_value"})
"""Columns that hold measurements; all others hold whole numbers."""
CODE_COLUMNS = frozenset(
    {
        "activity", "cause", "claim", "derived", "field", "key", "kind", "mri_during", "note", "on_treatment",
        "phenotype", "progression", "progression_reasons", "relapse_free", "sustained_to_end", "table",
        "timing_uncertain", "verdict", "worsening",
    }
)  # fmt: skip
"""Columns whose whole numbers are codes of a closed list, small ones: much of the work is to fill fresh memory."""


def kind_of(column: str) -> type[np.generic]:
    """What a column of that name is made of."""
    if column in VALUE_COLUMNS:
        return np.float64
    return np.int8 if column in CODE_COLUMNS else np.int32


def part(function: _Function) -> _Function:
    """Mark a function that kernels call, so that the compiler may call it too."""
    _PARTS.append(function)
    return function


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Runs kernels for a number of patients, and holds their columns in the form that suits how it runs.

    Compiled kernels take arrays. Plain ones take lists, which are three times as fast when one number is read at a
    time. Columns go in and come out as named tuples.
    """

    patients: int

    @property
    def compiled(self) -> bool:
        """Whether there are enough patients to compile for."""
        return self.patients >= COMPILE_FROM

    def ready(self, table: _Table) -> _Table:
        """Named tuples of arrays in the form that kernels read."""
        return cast("_Table", _read_only(table) if self.compiled else _as_lists(table))

    def room(self, table: type[_Table], length: int, **lengths: int) -> _Table:
        """A named tuple with a column of that length, or of its own, for each field; all zero."""
        fields: tuple[str, ...] = table._fields  # type: ignore[attr-defined]
        return table(*(self.column(lengths.get(field, length), kind_of(field)) for field in fields))

    def column(self, length: int, kind: type[np.generic]) -> Any:  # noqa: ANN401 - an array or a list
        """A column of that length and kind, all zero."""
        return np.zeros(length, kind) if self.compiled else [kind(0).item()] * length

    def run(self, kernel: Callable[..., None], out: Any, *inputs: Any) -> None:  # noqa: ANN401
        """Run the kernel over all patients; it fills the columns of `out` in place."""
        if not self.compiled:
            kernel(0, self.patients, out, *inputs)
            return
        compiled = _compiled_for(kernel, out, inputs)
        threads = workers()
        # More pieces than workers, so that a stretch of long histories does not leave the others idle.
        pieces = threads * min(max(self.patients // (threads * _SMALLEST_PIECE), 1), 8)
        edges = [self.patients * piece // pieces for piece in range(pieces + 1)]
        if self.patients < _SMALLEST_PIECE or threads == 1:
            compiled(0, self.patients, out, *inputs)
            return
        list(_pool().map(lambda piece: compiled(edges[piece], edges[piece + 1], out, *inputs), range(pieces)))


_threads: list[int] = []


def use_threads(number: int) -> None:
    """Let kernels run on so many threads from now on, where other processes work on the other cores."""
    if _threads != [number]:
        _threads[:] = [number]
        _pool.cache_clear()


def workers() -> int:
    """The cores that this process may use, or the threads that it was told to use."""
    if _threads:
        return _threads[0]
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@functools.cache
def _pool() -> ThreadPoolExecutor:
    """The threads that kernels run on; they are kept, because starting them takes longer than a small kernel."""
    return ThreadPoolExecutor(workers(), thread_name_prefix="mscourse")


if hasattr(os, "register_at_fork"):
    # A process that was forked has none of its parent's threads.
    os.register_at_fork(after_in_child=_pool.cache_clear)


def _as_lists(values: Any) -> Any:  # noqa: ANN401 - any named tuple of arrays, or one array
    if hasattr(values, "_fields"):
        return type(values)(*map(_as_lists, values))
    return values.tolist() if isinstance(values, np.ndarray) else values


def _read_only(values: Any) -> Any:  # noqa: ANN401 - as above
    """The same, not to be written to: a kernel is compiled for one form of its arguments, and once only."""
    if hasattr(values, "_fields"):
        return type(values)(*map(_read_only, values))
    if not isinstance(values, np.ndarray):
        return values
    view = np.ascontiguousarray(values).view()
    view.flags.writeable = False
    return view


_not_cached: set[Callable[..., None]] = set()


def _compiled_for(kernel: Callable[..., None], out: Any, inputs: tuple[Any, ...]) -> Callable[..., None]:  # noqa: ANN401
    """The kernel compiled for these arguments: here, once, and not once per thread."""
    if kernel not in _not_cached:
        compiled = _compiled(kernel, _cache_folder())
        try:
            compiled(0, 0, out, *inputs)
        except Exception:  # noqa: BLE001 - whatever a damaged cache or a full disk raises, the cache is optional
            _not_cached.add(kernel)
        else:
            return compiled
    compiled = _compiled(kernel, None)
    compiled(0, 0, out, *inputs)
    return compiled


@functools.cache
def _compiled(kernel: Callable[..., None], folder: str | None) -> Callable[..., None]:
    import numba
    from numba.extending import register_jitable

    _register_parts(register_jitable)
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = folder or before
    try:
        compiled: Callable[..., None] = numba.njit(**_OPTIONS, cache=folder is not None)(kernel)
    finally:
        settings.CACHE_DIR = before
    return compiled


def _register_parts(register: Callable[..., Callable[..., Any]]) -> None:
    while _PARTS:
        register(**_OPTIONS_OF_PARTS)(_PARTS.pop())


_spare: list[Path] = []


def keep_compiled_in(folder: Path) -> None:
    """Let compiled kernels be kept in this folder, which is this user's alone, where the user's own has no room."""
    _spare[:] = [folder]
    _cache_folder.cache_clear()


@functools.cache
def _cache_folder() -> str | None:
    """A folder that changes with the kernels, the user's own or a spare one; None where none can be written.

    The compiler's own check looks at one file only; a kernel is made of several.
    """
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    name = digest.hexdigest()[:12]
    try:
        own = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:  # a user without a home
        return next(filter(None, (_made(base, name) for base in _spare)), None)
    return next(filter(None, (_made(base, name) for base in (own, *_spare))), None)


def _made(base: Path, name: str) -> str | None:
    """The folder of that name, or None where it cannot be written."""
    folder = base / "mscourse" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return str(folder) if os.access(folder, os.W_OK) else None
