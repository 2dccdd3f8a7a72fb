"""The calls of the page on statistics: records and the settings of an example, as they are written, to a frame."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from mscourse.derivations.characterise import characterise
from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.measures.agreement import agreement
from mscourse.measures.cox import cox
from mscourse.measures.cumulative_incidence import cumulative_incidence
from mscourse.measures.kaplan_meier import kaplan_meier, median_time, numbers_at_risk
from mscourse.measures.log_rank import log_rank
from mscourse.measures.relapse_rate_ratio import relapse_rate_ratio
from mscourse.measures.sample_size import sample_size_relapse_rate, sample_size_time_to_event
from mscourse.measures.state_distribution import state_distribution
from mscourse.measures.time_to import time_to
from mscourse.measures.transition_rates import transition_rates
from mscourse.measures.worsening_by_cause import worsening_by_cause_per_year
from mscourse.rules.library import SPMS_DEFINITIONS
from mscourse.tables.cohort import Cohort


def _times(records: Cohort, event: str = "worsening", by: str | None = None, **more: str) -> pl.DataFrame:
    return time_to(characterise(records), event, by=by, **more)


def _cox(records: Cohort, event: str, covariate: str) -> pl.DataFrame:
    patients = records.patients.select("patient_id", covariate)
    return cox(_times(records, event), patients)


def _labels(records: Cohort, definition: str) -> pl.DataFrame:
    return compare_spms_onset(records, [SPMS_DEFINITIONS[definition]]).select("patient_id", "answer")


def _days(text: str) -> list[int]:
    return [int(each) for each in text.split(",")]


def _distribution(records: Cohort, of: str, dates: str | None = None, years: str | None = None) -> pl.DataFrame:
    course = characterise(records)
    if dates is not None:
        return state_distribution(course, of, dates=_days(dates))
    return state_distribution(course, of, years=_days(years or ""))


STATISTICS: dict[str, Callable[..., pl.DataFrame]] = {
    "time_to": _times,
    "kaplan_meier": lambda records, **more: kaplan_meier(_times(records, **more)),
    "median_time": lambda records, **more: median_time(_times(records, **more)),
    "numbers_at_risk": lambda records, at, **more: numbers_at_risk(_times(records, **more), _days(at)),
    "cumulative_incidence": lambda records, **more: cumulative_incidence(_times(records, **more)),
    "log_rank": lambda records, **more: log_rank(_times(records, **more)),
    "cox": _cox,
    "relapse_rate_ratio": lambda records, by: relapse_rate_ratio(records, by=by),
    "transition_rates": lambda records, of: transition_rates(characterise(records), of),
    "state_distribution": _distribution,
    "agreement": lambda records, first, second: agreement(_labels(records, first), _labels(records, second)),
    "sample_size_relapse_rate": lambda _, **plan: sample_size_relapse_rate(**{k: float(v) for k, v in plan.items()}),
    "sample_size_time_to_event": lambda _, **plan: sample_size_time_to_event(**{k: float(v) for k, v in plan.items()}),
    "worsening_by_cause_per_year": lambda records, per: worsening_by_cause_per_year(characterise(records), per=per),
}
