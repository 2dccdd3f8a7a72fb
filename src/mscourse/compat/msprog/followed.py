"""The caller's histories and arguments as the kernels of milestones and of separation read them."""

from __future__ import annotations

from typing import Any

import numpy as np

from mscourse.compat.msprog.arguments import Pair, confirmation_days, days_pair, imputation, tolerances, windows
from mscourse.compat.msprog.changes import OUTCOMES
from mscourse.compat.msprog.histories import Histories
from mscourse.derivations.chance import drawn
from mscourse.derivations.trajectories import Followed, follow, spans
from mscourse.kernels.codes import NEVER
from mscourse.kernels.records import Dated
from mscourse.kernels.trajectories import ConfirmationSpans


def name_of(outcome: Any) -> str:  # noqa: ANN401 - None and any text are the user's own outcome
    """One of the four outcomes in lower case, else "custom"."""
    name = outcome.lower() if isinstance(outcome, str) else outcome
    return str(name) if name in OUTCOMES else "custom"


def least_days(name: str, value: Any) -> Pair:  # noqa: ANN401 - what the caller gave
    """The fewest days after and before a relapse; where there is none, it is far enough from any bound."""
    after, before = days_pair(name, value)
    return min(after, float(NEVER)), min(before, float(NEVER))


def confirmation_of(conf_days: Any, conf_tol_days: Any, relapse_to_conf: Any, within: float) -> ConfirmationSpans:  # noqa: ANN401
    """What confirms, and in how many days from the first visit a last visit may count unconfirmed."""
    days = confirmation_days(conf_days)
    earliest, latest = spans(*windows(days, tolerances(conf_tol_days, days)))
    return ConfirmationSpans(earliest, latest, *least_days("relapse_to_conf", relapse_to_conf), within)


def who_is_drawn(
    histories: Histories,
    impute_last_visit: Any,  # noqa: ANN401
    seed: int | None,
) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], float]:
    """Whose last visit counts unconfirmed, and in how many days from the first visit."""
    probability, within = imputation(impute_last_visit, seed)
    return drawn(histories.keys, probability, seed), within


def followed_of(histories: Histories, turn: int) -> Followed:
    """The histories packed; with a turn of -1 less is worse."""
    return follow(
        offset=histories.offsets,
        day=histories.day.astype(np.float64),
        value=turn * histories.value,
        may_confirm=histories.valid,
        onsets=Dated(histories.relapse_offsets, histories.relapse_day),
    )
