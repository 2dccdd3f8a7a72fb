"""Questions that are asked again and again, answered once."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

KEPT = 16
"""Answers that are kept of each question: those of a day are asked for on the days after it, too."""

_Question = TypeVar("_Question", bound=Callable[..., Any])


def answered_once(question: _Question) -> _Question:
    """The question, whose answer is kept for when the very same is asked again.

    It is only for questions whose answer follows from what they are asked of, and whose answer nobody changes: from
    one day to the next, the records of a patient are mostly the same, and so is what follows from them.
    """
    kept: deque[tuple[tuple[Any, ...], Any]] = deque(maxlen=KEPT)

    @functools.wraps(question)
    def ask(*about: Any) -> Any:
        for before, answer in kept:
            if before == about:
                return answer
        answer = question(*about)
        kept.appendleft((about, answer))
        return answer

    return ask  # type: ignore[return-value]
