"""mscourse's side: the same call, asked with pandas or polars frames."""

from __future__ import annotations

from typing import Any

import polars as pl

from mscourse.compat import msprog
from parity.comparing import Answer
from parity.peer import DATES, Call, answer


def ask_mscourse(call: Call) -> Answer:
    """The answer of `mscourse.compat.msprog`."""
    return answer(msprog, call, polars_frame if call.get("frames") == "polars" else None)


def polars_frame(columns: dict[str, list[Any]], dates: str) -> pl.DataFrame:
    """A polars frame; `dates` says whether the date is a day number, a calendar date or text."""
    frame = pl.DataFrame(columns, strict=False)
    if dates == "date":
        return frame.with_columns(pl.col("date").cast(pl.String).str.to_date(DATES))
    return frame if dates == "text" else frame.with_columns(pl.col("date").cast(pl.Float64))
