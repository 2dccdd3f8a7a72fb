"""Relapse hygiene: pseudo-relapses out, onsets too close together merged."""

from __future__ import annotations

import numpy as np
import polars as pl

from mscourse.kernels import codes
from mscourse.kernels.loader import run
from mscourse.kernels.relapses import Settled, settle_relapses
from mscourse.rules.relapses import RelapseRule

STATUSES = ("kept", "merged", "pseudo_relapse")


def clean_relapses(relapses: pl.DataFrame, rule: RelapseRule) -> pl.DataFrame:
    """The relapses in order of patient and onset, each with its `status` and the kept onset it `belongs_to`.

    Pseudo-relapses go out first: known to be shorter than the rule's duration, or with fever or infection. Then, by
    date, an onset less than the rule's interval after the last kept onset belongs to that one.
    """
    ordered = relapses.sort("patient_id", "onset_date", maintain_order=True)
    pseudo = (
        (pl.col("duration_hours") < rule.minimum_duration_hours).fill_null(value=False)
        | pl.col("fever").fill_null(value=False)
        | pl.col("infection").fill_null(value=False)
    )
    ids = ordered.get_column("patient_id")
    starts = np.flatnonzero((ids != ids.shift(1)).fill_null(value=True).to_numpy())
    offset = np.append(starts, len(ids))
    settled = Settled(status=np.zeros(len(ids), np.int8), belongs_to=np.full(len(ids), codes.MISSING, np.int32))
    days = ordered.get_column("onset_date").to_physical().to_numpy()
    run(
        settle_relapses, len(starts), settled, offset, days,
        ordered.select(pseudo).to_series().to_numpy(), rule.minimum_interval,
    )  # fmt: skip
    belongs_to = pl.Series("belongs_to", settled.belongs_to)
    return ordered.with_columns(
        pl.Series("status", STATUSES, pl.Enum(STATUSES)).gather(settled.status),
        belongs_to.set(belongs_to == codes.MISSING, None).cast(pl.Date),
    )
