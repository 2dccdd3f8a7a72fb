"""When each subject first reached a value: `value_milestone`."""

from __future__ import annotations

from typing import Any

import numpy as np

from mscourse.compat.msprog.arguments import lasting
from mscourse.compat.msprog.changes import direction_of
from mscourse.compat.msprog.followed import confirmation_of, followed_of, least_days, name_of, who_is_drawn
from mscourse.compat.msprog.histories import read_histories
from mscourse.derivations.trajectories import reached
from mscourse.kernels.milestones import MilestoneNumbers


def value_milestone(  # noqa: PLR0913, PLR0917 - the arguments of the function it stands in for
    data: Any,  # noqa: ANN401 - a frame of polars or pandas, here and below
    milestone: float,
    subj_col: Any,  # noqa: ANN401
    value_col: Any,  # noqa: ANN401
    date_col: Any,  # noqa: ANN401
    outcome: str | None,
    relapse: Any = None,  # noqa: ANN401
    rsubj_col: Any = None,  # noqa: ANN401
    rdate_col: Any = None,  # noqa: ANN401
    worsening: str | None = None,
    validconf_col: Any = None,  # noqa: ANN401
    conf_days: Any = 84,  # noqa: ANN401
    conf_tol_days: Any = (7, 730.5),  # noqa: ANN401
    require_sust_days: float = 0,
    relapse_to_event: Any = 0,  # noqa: ANN401
    relapse_to_conf: Any = 30,  # noqa: ANN401
    impute_last_visit: float = 0,
    date_format: str | None = None,
    verbose: int = 0,
    *,
    seed: int | None = None,
) -> Any:  # noqa: ANN401 - a frame like the caller's
    """Per subject, when a value was first reached and confirmed; one row each, in order of first appearance.

    With pandas the subjects are the index, with polars the first column. Then come the date and the value under
    their own names, `time2event` (days from the first visit) and `observed`. Of a subject who has not reached the
    value, the date and the days are those of the last visit, the value is missing and `observed` is false.

    Args:
        data: visits, one row each.
        milestone: the value, in the outcome's own unit.
        subj_col: the column of subjects.
        value_col: the column of values.
        date_col: the column of dates.
        outcome: "edss", "nhpt", "t25fw" or "sdmt"; anything else is the user's own and needs `worsening`.
        relapse: relapses, one row each; None where there are none.
        rsubj_col: the column of subjects there; named like `subj_col` unless given.
        rdate_col: the column of dates there; named like `date_col` unless given.
        worsening: "increase" or "decrease", for an outcome of the user's own.
        validconf_col: the column that says which visits may confirm.
        conf_days: days from the event to its confirmation, or a list of them.
        conf_tol_days: days earlier and later that will do; one number is both; or these by each of `conf_days`.
        require_sust_days: days for which the value has to be held, as far as the subject was followed.
        relapse_to_event: days after and before a relapse in which the value is not looked at.
        relapse_to_conf: days after and before a relapse in which nothing is confirmed.
        impute_last_visit: the probability that a last visit at the value counts, or in how many days (more than 1)
            from the first visit it does.
        date_format: how dates are written as text, in both tables; "day" where they are numbers of days.
        verbose: whether to print how many have reached the value.
        seed: a whole number, needed with a probability between 0 and 1.

    Raises:
        TypeError: if a table is none.
        ValueError: if an argument or a column is not what it should be.
    """
    turn = -1 if direction_of(name_of(outcome), worsening) == "decrease" else 1
    histories = read_histories(
        data,
        subj_col=subj_col,
        value_col=value_col,
        date_col=date_col,
        relapse=relapse,
        rsubj_col=rsubj_col,
        rdate_col=rdate_col,
        validconf_col=validconf_col,
        date_format=date_format,
    )
    drawn, within = who_is_drawn(histories, impute_last_visit, seed)
    confirmation = confirmation_of(conf_days, conf_tol_days, relapse_to_conf, within)
    numbers = MilestoneNumbers(
        turn * _level(milestone), *least_days("relapse_to_event", relapse_to_event), lasting(require_sust_days)
    )
    event = reached(followed_of(histories, turn), drawn, confirmation, numbers).event
    observed = event >= 0
    if verbose:
        print(f"Milestone {milestone}: reached by {observed.sum()} of {len(observed)} subjects.")  # noqa: T201 - the caller asked for it
    at = np.where(observed, event, histories.offsets[1:] - 1)
    columns: dict[Any, Any] = {} if histories.table.has_index else {subj_col: histories.ids}
    columns |= {
        date_col: histories.dates(histories.day[at]),
        value_col: np.where(observed, histories.value[at], np.nan),
        "time2event": histories.day[at] - histories.day[histories.offsets[:-1]],
        "observed": observed,
    }
    return histories.like(columns, index=histories.ids)


def _level(milestone: Any) -> float:  # noqa: ANN401 - what the caller gave
    """The value to be reached; NaN is never reached.

    Raises:
        ValueError: if it is no number.
    """
    try:
        return float(milestone)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError("milestone is not a number. It is the value to be reached, in the outcome's own unit.")
