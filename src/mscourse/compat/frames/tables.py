"""What both kinds of table, of polars and of pandas, are asked for; and which of them the caller gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Subjects:
    """Who each row belongs to."""

    code: Integers
    """Per row: the position in `keys`; -1 where the subject is missing."""
    keys: list[Any]
    """The subjects in order of first appearance, as plain Python values: what two tables are matched by."""
    native: Any
    """The same subjects in the caller's own kind of column."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Times:
    """When each row was recorded."""

    microseconds: Integers
    """Since 1970-01-01 on the clock on the wall; `MISSING_TIME` where missing."""
    kind: Any
    """What the table needs to know to write such a column again."""


class Table(Protocol):
    """One table of the caller; it is read and never written to."""

    has_index: bool
    """Whether rows have labels besides their columns."""

    def subjects(self, column: Any) -> Subjects:  # noqa: ANN401 - labels of pandas columns may be anything
        """Who each row belongs to."""

    def numbers(self, column: Any) -> Floats:  # noqa: ANN401
        """The column as numbers, NaN where missing; ValueError where it holds something else."""

    def flags(self, column: Any) -> Floats:  # noqa: ANN401
        """1 for true, 0 for false, NaN where missing; ValueError where the column is text."""

    def times(self, column: Any, date_format: str | None, zone: Any) -> Times:  # noqa: ANN401
        """The column as times on the wall's clock in that zone; ValueError where it holds no dates."""

    def zone_of(self, column: Any) -> Any:  # noqa: ANN401
        """The time zone of a column of times, None where it has none."""

    def dates(self, microseconds: Integers, kind: Any) -> Any:  # noqa: ANN401
        """The way back: a column of dates of that kind."""

    def build(self, columns: Mapping[Any, Any], index: Any = None) -> Any:  # noqa: ANN401
        """A new frame of the same library."""

    def taken(self, rows: Integers, columns: Mapping[Any, Any]) -> Any:  # noqa: ANN401
        """The caller's rows at these positions, all their columns, with these columns put in place or added."""


def open_table(frame: Any, name: str) -> Table:  # noqa: ANN401 - whatever the caller handed in
    """The caller's frame, ready to be read.

    Raises:
        TypeError: if it is not a DataFrame of polars or pandas.
    """
    lineage = {(kind.__module__.partition(".")[0], kind.__name__) for kind in type(frame).__mro__}
    if ("polars", "DataFrame") in lineage:
        from mscourse.compat.frames.polars_table import PolarsTable  # noqa: PLC0415 - only what the caller uses

        return PolarsTable(frame, name)
    if ("pandas", "DataFrame") in lineage:
        from mscourse.compat.frames.pandas_table import PandasTable  # noqa: PLC0415 - pandas is optional

        return PandasTable(frame, name)
    if ("polars", "LazyFrame") in lineage:
        raise TypeError(f"{name} is a LazyFrame, which holds no rows yet. Hand over {name}.collect().")
    raise TypeError(
        f"{name} is a {type(frame).__name__}, which is not a table of polars or pandas. "
        "Hand over a polars or a pandas DataFrame."
    )


def no_column(name: str, column: Any, found: int = 0) -> ValueError:  # noqa: ANN401
    """The error for a column that a table does not have, or has more than once."""
    if found > 1:
        return ValueError(
            f"{name} has {found} columns {column!r}. Which one is meant cannot be told. Rename the others."
        )
    return ValueError(f"{name} has no column {column!r}. Name the columns as they are written in the table.")


def no_subjects(name: str, column: Any) -> ValueError:  # noqa: ANN401
    """The error for a column that cannot name subjects."""
    return ValueError(
        f"Column {column!r} of {name} holds lists or other things that subjects are not told apart by. "
        "Subjects are named by text or numbers."
    )


def no_numbers(name: str, column: Any) -> ValueError:  # noqa: ANN401
    """The error for a column that should hold numbers."""
    return ValueError(
        f"Column {column!r} of {name} does not hold numbers only. Numbers are written with a decimal point, and what "
        "is missing is left empty. Mend the column or turn it into numbers first."
    )


def no_flags(name: str, column: Any) -> ValueError:  # noqa: ANN401
    """The error for flags that are text."""
    return ValueError(
        f"Column {column!r} of {name} holds text, and the text 'False' would count as true. It has to hold booleans "
        "or 0 and 1."
    )


def no_dates(name: str, column: Any) -> ValueError:  # noqa: ANN401
    """The error for a column that should hold dates."""
    return ValueError(
        f"Column {column!r} of {name} does not hold dates. Give dates, text with date_format, or whole numbers of "
        "days with date_format='day'."
    )
