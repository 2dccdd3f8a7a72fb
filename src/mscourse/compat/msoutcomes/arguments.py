"""What the caller asked for, checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

MONTH = 30.25
"""Days."""


def check_number(name: str, value: Any, *, least: float = -math.inf) -> None:  # noqa: ANN401 - what the caller gave
    """Check that the value is a number of days.

    Raises:
        ValueError: if it is none, or below the least.
    """
    if not _is_number(value) or value < least:
        bound = "" if least == -math.inf else f", {least:g} or more"
        raise ValueError(f"{name}={value!r} is not a time that can be asked for. It is a number of days{bound}.")


def check_one_of(name: str, value: Any, allowed: Sequence[float]) -> None:  # noqa: ANN401
    """Check that the value is one of those.

    Raises:
        ValueError: if it is not.
    """
    if not _is_number(value) or value not in allowed:
        raise ValueError(f"{name}={value!r} is not known. It is one of {', '.join(f'{each:g}' for each in allowed)}.")


def _is_number(value: Any) -> bool:  # noqa: ANN401
    return not isinstance(value, str) and hasattr(value, "__float__") and not math.isnan(value)
