"""The course of people on a Spark cluster: the same work as on one machine, some people at a time on every core.

The names load on first use: what an executor starts with must not bring polars along before it is told how many
threads it may use.

    from mscourse.engines import spark as on_spark

    course = on_spark.characterise(spark, {"visits": spark.table("registry.visits")})
    course.states
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mscourse.engines.spark.course import characterise
    from mscourse.engines.spark.events import find_events
    from mscourse.engines.spark.results import CourseOnSpark

__all__ = ["CourseOnSpark", "characterise", "find_events"]

_HOMES = {
    "CourseOnSpark": "mscourse.engines.spark.results",
    "characterise": "mscourse.engines.spark.course",
    "find_events": "mscourse.engines.spark.events",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mscourse.engines.spark' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
