"""The calls of msprog, answered by the engine of this project: same names, same arguments, same tables.

`docs/explanation/msprog.md` lists where the answers differ from the original's, and why.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mscourse.compat.msprog.call import MSprog
    from mscourse.compat.msprog.changes import compute_delta, is_event
    from mscourse.compat.msprog.milestone import value_milestone
    from mscourse.compat.msprog.separation import separate_ri_ra

__all__ = ["MSprog", "compute_delta", "is_event", "separate_ri_ra", "value_milestone"]

_HOMES = {
    "MSprog": "call",
    "compute_delta": "changes",
    "is_event": "changes",
    "separate_ri_ra": "separation",
    "value_milestone": "milestone",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - functions of several signatures
    """Load a call on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
