"""What kernels found, as the frames of the result tables."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mscourse.derivations.labels import Said, icd10cm, label
from mscourse.kernels import codes
from mscourse.kernels.assessments import KINDS, Assessments
from mscourse.kernels.events import Events
from mscourse.kernels.evidence import Evidence
from mscourse.kernels.states import States
from mscourse.results import words

Numbers = NDArray[Any]


def states_frame(states: States, room: Numbers, ids: pl.Series, window: int, fingerprint: str) -> pl.DataFrame:
    """The states table."""
    owner = np.repeat(np.arange(len(ids)), states.rows)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(states.rows) - states.rows, states.rows)
    entries = room[owner] + within
    found = States(states.rows, *(column[entries] for column in states[1:]))
    labels, diagnosis = _labels(found, window)
    return pl.DataFrame(
        [
            ids.gather(owner).alias("patient_id"),
            _days("start", found.start),
            _days("end", found.end),
            _words("phenotype", found.phenotype, words.PHENOTYPES),
            _words("derived_phenotype", found.derived, words.PHENOTYPES),
            _words("activity", found.activity, words.ACTIVITIES),
            _reasons("activity_reason", found.activity_reasons, words.ACTIVITY_REASONS),
            pl.Series("activity_timing_uncertain", found.timing_uncertain == codes.YES),
            _words("progression", found.progression, words.PROGRESSIONS),
            _reasons("progression_reason", found.progression_reasons, words.PROGRESSION_REASONS),
            _words("worsening", found.worsening, words.WORSENINGS),
            _words("worsening_cause", found.cause, words.CAUSES),
            _days("confirmation_due", found.confirmation_due),
            _three_values("relapse_free_two_years", found.relapse_free),
            _three_values("on_treatment", found.on_treatment),
            _days("spms_onset", found.spms_onset),
            _days("spms_known_on", found.spms_known_on),
            labels,
            diagnosis,
            pl.repeat(fingerprint, len(owner), dtype=pl.String, eager=True).alias("definition"),
        ]
    )


def events_frame(events: Events, ids: pl.Series, fingerprint: str) -> pl.DataFrame:
    """The events table, each person's events in order of onset."""
    owner = np.repeat(np.arange(len(ids)), events.rows)
    frame = pl.DataFrame(
        [
            ids.gather(owner).alias("patient_id"),
            _words("kind", events.kind, words.EVENT_KINDS),
            _words("measure", events.measure, words.MEASURE_COLUMNS),
            _words("cause", events.cause, words.CAUSES),
            _words("mri_during", events.mri_during, words.MRI_DURING),
            _days("onset", events.onset),
            _values("onset_value", events.onset_value),
            _days("reference_date", events.reference_date),
            _values("reference_value", events.reference_value),
            _days("confirmed_on", events.confirmed_on),
            _values("confirmed_value", events.confirmed_value),
            _days("known_on", events.known_on),
            _days("sustained_until", events.sustained_until),
            _three_values("sustained_to_end", events.sustained_to_end),
            pl.repeat(fingerprint, len(owner), dtype=pl.String, eager=True).alias("definition"),
            pl.Series("owner", owner),
        ]
    )
    order = ["owner", "onset", pl.col("kind").to_physical(), pl.col("measure").to_physical()]
    return frame.sort(order, maintain_order=True).drop("owner")


def evidence_frame(evidence: Evidence, ids: pl.Series) -> pl.DataFrame:
    """The evidence table."""
    owner = np.repeat(np.arange(len(ids)), evidence.rows)
    return pl.DataFrame(
        [
            ids.gather(owner).alias("patient_id"),
            _words("claim", evidence.claim, words.CLAIMS),
            _words("verdict", evidence.verdict, words.VERDICTS),
            _days("known_from", evidence.known_from),
            _days("known_until", evidence.known_until),
            _words("table", evidence.table, words.EVIDENCE_TABLES),
            _days("date", evidence.date),
            _words("field", evidence.field, words.EVIDENCE_FIELDS),
            _values("value", evidence.value),
            _days("reference_date", evidence.reference_date),
            _values("reference_value", evidence.reference_value),
            _days("confirming_date", evidence.confirming_date),
            _days("relapse_date", evidence.relapse_date),
            _words("note", evidence.note, words.NOTES),
        ]
    )


def assessments_frame(assessments: Assessments, ids: pl.Series) -> pl.DataFrame:
    """The assessments table; a confirming visit has a row only while a worsening is pending."""
    exists = np.flatnonzero(assessments.status >= 0)
    return pl.DataFrame(
        [
            ids.gather(exists // KINDS).alias("patient_id"),
            _words("kind", exists % KINDS, words.ASSESSMENT_KINDS),
            _days("last_date", assessments.last_date[exists]),
            _days("due_date", assessments.due_date[exists]),
            _words("status", assessments.status[exists], words.ASSESSMENT_STATUSES),
        ]
    )


def as_days(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with whole days in place of dates, for records that came so."""
    return frame.with_columns(pl.col(pl.Date).to_physical())


def _labels(found: States, window: int) -> tuple[pl.Series, pl.Series]:
    """Labels and codes, worded once for each of the few hundred combinations that occur."""
    columns = (
        found.phenotype, found.activity, found.activity_reasons, found.timing_uncertain,
        found.progression, found.progression_reasons, found.worsening, found.cause,
    )  # fmt: skip
    sizes = (8, 4, 1 << len(words.ACTIVITY_REASONS), 2, 8, 1 << len(words.PROGRESSION_REASONS), 4, 8)
    key = np.zeros(len(found.start), np.int64)
    for column, size in zip(columns, sizes, strict=True):
        # No cause is -1, the highest of its eight numbers here.
        key = key * size + column % size
    _, example, which = np.unique(key, return_index=True, return_inverse=True)
    said = [Said(*(int(column[at]) for column in columns)) for at in example]
    labels = pl.Series("label", [label(each, window) for each in said], pl.String)
    diagnosis = pl.Series("icd10cm", [icd10cm(each.phenotype, each.activity) for each in said], pl.String)
    return labels.gather(which), diagnosis.gather(which)


@functools.cache
def _closed_list(closed_list: tuple[str, ...]) -> pl.Series:
    """The list with a missing word after the last, which is where -1 leads."""
    return pl.Series([*closed_list, None], dtype=pl.Enum(closed_list))


@functools.cache
def _reasons_of_bits(closed_list: tuple[str, ...]) -> pl.Series:
    reasons = [
        [reason for bit, reason in enumerate(closed_list) if bits & 1 << bit] for bits in range(1 << len(closed_list))
    ]
    return pl.Series(reasons, dtype=pl.List(pl.String))


def _words(name: str, numbers: Numbers, closed_list: tuple[str, ...]) -> pl.Series:
    return _closed_list(closed_list).gather(numbers % (len(closed_list) + 1)).alias(name)


def _reasons(name: str, bits: Numbers, closed_list: tuple[str, ...]) -> pl.Series:
    return _reasons_of_bits(closed_list).gather(bits).alias(name)


def _three_values(name: str, numbers: Numbers) -> pl.Series:
    return pl.Series([False, True, None], dtype=pl.Boolean).gather(numbers).alias(name)


def _days(name: str, numbers: Numbers) -> pl.Series:
    days = pl.Series(name, numbers.astype(np.int32, copy=False))
    if (numbers == codes.MISSING).any():
        days = days.set(days == codes.MISSING, None)
    return days.cast(pl.Date)


def _values(name: str, numbers: Numbers) -> pl.Series:
    return pl.Series(name, numbers).fill_nan(None)
