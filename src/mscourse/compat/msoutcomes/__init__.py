"""The calls of MSoutcomes, answered by the engine of this project: same names, same arguments, same tables.

`docs/explanation/msoutcomes.md` lists where the answers differ from the original's, and which of its oddities they
share.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mscourse.compat.msoutcomes.changes import CDI, CDW, PIRA, CDEseq
    from mscourse.compat.msoutcomes.spms import spmsDx, spmsDx_no_fss

__all__ = ["CDI", "CDW", "PIRA", "CDEseq", "spmsDx", "spmsDx_no_fss"]

_HOMES = {
    "CDEseq": "changes",
    "CDI": "changes",
    "CDW": "changes",
    "PIRA": "changes",
    "spmsDx": "spms",
    "spmsDx_no_fss": "spms",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - functions of several signatures
    """Load a call on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
