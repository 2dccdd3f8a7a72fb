"""What the calls give back: frames like the caller's, with the arguments as attributes where frames have those."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from mscourse.compat.frames.tables import Integers
from mscourse.compat.msoutcomes.search import Listed
from mscourse.compat.msoutcomes.visits import CoreHistories
from mscourse.kernels.core_changes import CoreChanges
from mscourse.kernels.core_spms import SpmsFound


def spms_table(histories: CoreHistories, found: SpmsFound, arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """One row for everybody of the table, also for those without an EDSS."""
    people = len(histories.everybody.keys)
    event, before = (_spread(histories.patients, visits, people) for visits in (found.event, found.before))
    is_known = np.zeros(people, np.bool_)
    is_known[histories.patients] = True
    columns = {
        "ID": histories.everybody.native,
        "SPMS": _whole(histories, (event >= 0).astype(np.int64), ~is_known),
        "date.SPMS": histories.dates(_at(histories.day, event, 0), event < 0),
        "EDSS.SPMS": _at(histories.value, event, np.nan),
        "EDSS.preDxFinal": _at(histories.value, before, np.nan),
    }
    return _with_arguments(histories.table.build(columns), arguments)


def changes_table(
    histories: CoreHistories,
    listed: Listed,
    found: CoreChanges,
    *,
    lasting: str,
    since_reference: bool,
    arguments: Mapping[str, Any],
) -> Any:  # noqa: ANN401
    """One row for each event, in order of patients and as they were found.

    Args:
        histories: the visits.
        listed: the visits that the search looked at.
        found: what it found.
        lasting: the name of the column with the days that the change lasts.
        since_reference: whether to tell the days from the first reference.
        arguments: what the caller asked for.
    """
    owner = histories.patients[listed.patient[found.event]]
    names = [_as_text(key) for key in histories.everybody.keys]
    value = listed.visits.value[found.event]
    columns = {
        "ID": np.array(names, object)[owner] if names else np.zeros(0, object),
        "bEDSS": found.reference_value,
        "base.date": histories.dates(found.reference_day),
        "EDSS": value,
        "dateEDSS": histories.dates(listed.visits.day[found.event]),
        "dEDSS": value - found.reference_value,
        "timepoint": found.since_reference,
        lasting: found.sustained,
    }
    if not since_reference:
        del columns["timepoint"]
    return _with_arguments(histories.table.build(columns), arguments)


def _spread(patients: Integers, visits: Integers, people: int) -> Integers:
    """Visits of patients, for everybody; -1 for those without any."""
    spread = np.full(people, -1, np.int64)
    spread[patients] = visits
    return spread


def _at(values: Any, visits: Integers, otherwise: float) -> Any:  # noqa: ANN401 - of either type
    """The values at these visits, and the other value where the visit is -1."""
    return np.append(values, np.array([otherwise], values.dtype))[visits]


def _whole(histories: CoreHistories, values: Integers, missing: np.ndarray[Any, np.dtype[np.bool_]]) -> Any:  # noqa: ANN401
    """Whole numbers, some missing: what they are in polars, and in pandas as it has them."""
    if histories.table.has_index:
        return np.where(missing, np.nan, values)
    return np.ma.MaskedArray(values, missing)


def _as_text(key: Any) -> str:  # noqa: ANN401
    """An ID as text; of a number without a fraction, its digits."""
    return str(int(key)) if isinstance(key, float) and key.is_integer() else str(key)


def _with_arguments(frame: Any, arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """The frame; of pandas, with the arguments and the time of the call as attributes."""
    if hasattr(frame, "attrs"):
        now = dt.datetime.now().astimezone()
        frame.attrs = dict(arguments) | {"timestamp": f"{now:%Y%m%d%H%M}"}
    return frame
