"""The change from the baseline, split by whether relapses brought it: `separate_ri_ra`."""

from __future__ import annotations

from typing import Any

import numpy as np

from mscourse.compat.frames.tables import Floats, Integers
from mscourse.compat.msprog.arguments import days_pair, lasting
from mscourse.compat.msprog.changes import (
    HIGHEST,
    DeltaFunction,
    check_range,
    counted,
    direction_of,
    steps_of,
)
from mscourse.compat.msprog.followed import confirmation_of, followed_of, least_days, name_of, who_is_drawn
from mscourse.compat.msprog.histories import Histories, read_histories
from mscourse.derivations.trajectories import separated
from mscourse.kernels.separation import Separated, SeparationNumbers
from mscourse.kernels.steps import ANY_DIFFERENCE


def separate_ri_ra(  # noqa: PLR0913, PLR0917 - the arguments of the function it stands in for
    data: Any,  # noqa: ANN401 - a frame of polars or pandas, here and below
    subj_col: Any,  # noqa: ANN401
    value_col: Any,  # noqa: ANN401
    date_col: Any,  # noqa: ANN401
    outcome: str | None,
    relapse: Any,  # noqa: ANN401
    rsubj_col: Any = None,  # noqa: ANN401
    rdate_col: Any = None,  # noqa: ANN401
    delta_fun: DeltaFunction | None = None,
    worsening: str | None = None,
    sub_threshold: bool = False,  # noqa: FBT001, FBT002
    validconf_col: Any = None,  # noqa: ANN401
    conf_days: Any = 84,  # noqa: ANN401
    conf_tol_days: Any = (7, 730.5),  # noqa: ANN401
    sust_raw_days: float = 180,
    relapse_to_bl: Any = 30,  # noqa: ANN401
    relapse_to_conf: Any = 30,  # noqa: ANN401
    relapse_assoc: Any = 90,  # noqa: ANN401
    impute_last_visit: float = 0,
    subtract_bl: bool = False,  # noqa: FBT001, FBT002
    date_format: str | None = None,
    include_rel_num: bool = False,  # noqa: FBT001, FBT002
    include_bl: bool = True,  # noqa: FBT001, FBT002
    include_raw_dates: bool = False,  # noqa: FBT001, FBT002
    verbose: int = 0,
    *,
    seed: int | None = None,
) -> Any:  # noqa: ANN401 - a frame like the caller's, or two
    """The caller's visits from the baseline on, with the three parts of the change since then.

    The parts are `srac_` (relapse-associated, lasting), `trac_` (relapse-associated, passing) and `ric_` (the rest),
    each followed by the name of the column of values. Rows keep their order, and with pandas their labels.

    Args:
        data: visits, one row each.
        subj_col: the column of subjects.
        value_col: the column of values.
        date_col: the column of dates.
        outcome: "edss", "nhpt", "t25fw" or "sdmt"; anything else is the user's own.
        relapse: relapses, one row each; a table without rows says that there were none.
        rsubj_col: the column of subjects there; named like `subj_col` unless given.
        rdate_col: the column of dates there; named like `date_col` unless given.
        delta_fun: the smallest change that counts from a reference value, for an outcome of the user's own.
        worsening: "increase" or "decrease", for an outcome of the user's own.
        sub_threshold: whether any worsening counts, however small.
        validconf_col: the column that says which visits may confirm.
        conf_days: days from the event to its confirmation, or a list of them.
        conf_tol_days: days earlier and later that will do; one number is both; or these by each of `conf_days`.
        sust_raw_days: a worsening that holds for more days than these lasts.
        relapse_to_bl: days after and before a relapse in which no visit is the baseline.
        relapse_to_conf: days after and before a relapse in which nothing is confirmed.
        relapse_assoc: days after and before a relapse in which a worsening is put down to it.
        impute_last_visit: the probability that a worsening at the last visit counts, or in how many days (more than
            1) from the baseline it does.
        subtract_bl: whether to add the value less the baseline.
        date_format: how dates are written as text, in both tables; "day" where they are numbers of days.
        include_rel_num: whether to add the number of relapses so far.
        include_bl: whether to add the baseline.
        include_raw_dates: whether to give back a second table, of the visits at which a lasting worsening began.
        verbose: whether to print how many subjects had a lasting relapse-associated worsening.
        seed: a whole number, needed with a probability between 0 and 1.

    Raises:
        TypeError: if a table is none.
        ValueError: if an argument or a column is not what it should be.
    """
    name = name_of(outcome)
    turn = -1 if direction_of(name, worsening) == "decrease" else 1
    if relapse is None:
        raise ValueError("relapse is None. Which part relapses brought is told by their dates. Give a table of them.")
    if name == "custom" and delta_fun is None and not sub_threshold:
        raise ValueError(
            "An outcome of your own needs delta_fun. What change counts is known for four outcomes only. "
            "Give delta_fun, or sub_threshold=True if any change counts."
        )
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
        one_relapse_a_day=True,
    )
    check_range(histories.value, name)
    drawn, within = who_is_drawn(histories, impute_last_visit, seed)
    confirmation = confirmation_of(conf_days, conf_tol_days, relapse_to_conf, within)
    numbers = SeparationNumbers(
        lasting(sust_raw_days, "sust_raw_days"),
        *least_days("relapse_to_bl", relapse_to_bl),
        *days_pair("relapse_assoc", relapse_assoc),
        _best(histories.value, name, turn),
    )
    step = np.full(len(histories.value), ANY_DIFFERENCE)
    if not sub_threshold:
        step = counted(steps_of(histories.value, name if delta_fun is None else str(outcome), delta_fun))
    found = separated(followed_of(histories, turn), step, drawn, confirmation, numbers)
    if verbose:
        with_one = len(np.unique(_owner_of_relapses(histories)[found.event >= 0]))
        print(f"{with_one} of {len(histories.keys)} subjects had a lasting relapse-associated worsening.")  # noqa: T201 - the caller asked for it
    asked = {"relapse_num": include_rel_num, f"bl_{value_col}": include_bl, f"{value_col}-bl": subtract_bl}
    columns = _columns(histories, found, turn, value_col, date_col)
    if validconf_col is None and "validconf" not in list(data.columns):
        columns = {"validconf": np.ones(len(histories.rows), np.int64)} | columns
    kept = np.flatnonzero(found.level >= 0)
    kept = kept[np.argsort(histories.rows[kept])]
    wanted = {column: values[kept] for column, values in columns.items() if asked.get(column, True)}
    wanted[date_col] = histories.dates(histories.day[kept])
    table = histories.taken(histories.rows[kept], wanted)
    return (table, _raw_dates(histories, found, subj_col, date_col)) if include_raw_dates else table


def _best(values: Floats, name: str, turn: int) -> float:
    """The best value that there can be, turned so that up is worse; an outcome of the user's own may have none."""
    if name in HIGHEST and turn < 0:
        return -float(HIGHEST[name])
    return -np.inf if turn < 0 or bool((values < 0).any()) else 0.0


def _columns(histories: Histories, found: Separated, turn: int, value_col: Any, date_col: Any) -> dict[Any, Any]:  # noqa: ANN401
    """What is put in place or added, for every visit; the order is that of the new columns."""
    # Adding 0 turns the -0 of a turned value into 0.
    baseline = turn * found.baseline + 0.0
    return {
        date_col: histories.day,
        value_col: histories.value,
        f"srac_{value_col}": turn * found.lasting + 0.0,
        f"trac_{value_col}": turn * found.passing + 0.0,
        f"ric_{value_col}": turn * found.independent + 0.0,
        "relapse_num": _relapses_so_far(histories),
        f"bl_{value_col}": baseline,
        f"{value_col}-bl": histories.value - baseline,
    }


def _owner_of_relapses(histories: Histories) -> Integers:
    return np.repeat(np.arange(len(histories.keys)), np.diff(histories.relapse_offsets))


def _relapses_so_far(histories: Histories) -> Integers:
    """Per visit, the subject's relapses up to that day, those before the baseline too."""
    onsets, visits = len(histories.relapse_day), len(histories.day)
    is_visit = np.repeat([0, 1], [onsets, visits])
    day = np.concatenate([histories.relapse_day, histories.day])
    subject = np.concatenate([_owner_of_relapses(histories), histories.subject])
    order = np.lexsort((is_visit, day, subject))
    so_far = np.empty(onsets + visits, np.int64)
    so_far[order] = np.cumsum(1 - is_visit[order])
    return so_far[onsets:] - histories.relapse_offsets[histories.subject]


def _raw_dates(histories: Histories, found: Separated, subj_col: Any, date_col: Any) -> Any:  # noqa: ANN401
    """One row per lasting worsening that a relapse brought."""
    lasting = np.flatnonzero(found.event >= 0)
    days = histories.day[found.event[lasting]]
    owner = _owner_of_relapses(histories)[lasting]
    return histories.like({subj_col: histories.subjects(owner), date_col: histories.dates(days)})
