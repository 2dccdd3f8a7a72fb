"""Relapse hygiene: pseudo-relapses out, onsets too close together merged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.kernels import codes
from mscourse.kernels.loader import Runner
from mscourse.kernels.records import Dated
from mscourse.kernels.relapses import Pseudo, Settled, settle_relapses
from mscourse.rules.relapses import RelapseRule

STATUSES = ("kept", "merged", "pseudo_relapse")


@dataclass(frozen=True, kw_only=True, eq=False)
class SettledRelapses:
    """What became of the rows of a relapse table in order of patient and onset."""

    offset: NDArray[np.int64]
    """Where each patient's rows begin, and where the last one's end."""
    day: NDArray[np.int32]
    status: NDArray[np.int8]
    """Positions in `STATUSES`."""
    belongs_to: NDArray[np.int32]
    """The kept onset that a merged row belongs to, else `codes.MISSING`."""


def settle(ordered: pl.DataFrame, rule: RelapseRule) -> SettledRelapses:
    """Settle the rows of a table in order of patient and onset."""
    pseudo = (
        (pl.col("duration_hours") < rule.minimum_duration_hours).fill_null(value=False)
        | pl.col("fever").fill_null(value=False)
        | pl.col("infection").fill_null(value=False)
    )
    another = (pl.col("patient_id") != pl.col("patient_id").shift(1)).fill_null(value=True)
    seen = ordered.select(pseudo=pseudo, another=another, day=pl.col("onset_date").to_physical())
    offset = np.append(np.flatnonzero(seen.get_column("another").to_numpy()), ordered.height).astype(np.int64)
    day = seen.get_column("day").to_numpy()
    runner = Runner(patients=len(offset) - 1)
    settled = runner.room(Settled, ordered.height)
    runner.run(
        settle_relapses, settled, runner.ready(Dated(offset, day)),
        runner.ready(Pseudo(seen.get_column("pseudo").to_numpy())), rule.minimum_interval,
    )  # fmt: skip
    return SettledRelapses(
        offset=offset,
        day=day,
        status=np.asarray(settled.status, np.int8),
        belongs_to=np.asarray(settled.belongs_to, np.int32),
    )


def clean_relapses(relapses: pl.DataFrame, rule: RelapseRule) -> pl.DataFrame:
    """The relapses in order of patient and onset, each with its `status` and the kept onset it `belongs_to`.

    Pseudo-relapses go out first: known to be shorter than the rule's duration, or with fever or infection. Then, by
    date, an onset less than the rule's interval after the last kept onset belongs to that one.
    """
    ordered = relapses.sort("patient_id", "onset_date", maintain_order=True)
    settled = settle(ordered, rule)
    belongs_to = pl.when(pl.col("belongs_to") != codes.MISSING).then(pl.col("belongs_to")).cast(pl.Date)
    words = pl.lit(pl.Series(STATUSES, dtype=pl.Enum(STATUSES)))
    return ordered.with_columns(
        pl.Series("status", settled.status.astype(np.uint32)), pl.Series("belongs_to", settled.belongs_to)
    ).with_columns(words.gather(pl.col("status")).alias("status"), belongs_to.alias("belongs_to"))
