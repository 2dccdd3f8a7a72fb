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
from mscourse.kernels.loader import kind_of
from mscourse.kernels.states import States
from mscourse.kernels.topics import Topics
from mscourse.results import words

Numbers = NDArray[Any]
Columns = dict[str, Numbers]
_KEPT_BY_KERNELS = frozenset({"rows", "offset", "stretches", "progressive_from", "progressive_until", "given"})


def stretch_columns(stretches: States, people: int) -> tuple[Columns, Numbers]:
    """The stretches of everyone as columns of numbers, and whose each is."""
    rows = np.asarray(stretches.rows, np.int64)
    owner = _owner(rows, people)
    # Where each person's room lies before or behind their rows, once they follow each other without a gap.
    ahead = np.asarray(stretches.offset, np.int64) - (np.cumsum(rows) - rows)
    entries = np.arange(len(owner)) + np.repeat(ahead, rows)
    return {name: column[entries] for name, column in _columns(stretches).items()}, owner


def states_frame(found: Columns, owner: Numbers, ids: pl.Series, window: int, fingerprint: str) -> pl.DataFrame:
    """The states table."""
    labels, diagnosis = _labels(found, window)
    return _numbers(found, owner).select(
        _ids(ids),
        *_days("start", "end"),
        _word("phenotype", words.PHENOTYPES),
        _word("derived", words.PHENOTYPES).alias("derived_phenotype"),
        _word("activity", words.ACTIVITIES),
        _reasons("activity_reasons", words.ACTIVITY_REASONS).alias("activity_reason"),
        (pl.col("timing_uncertain") == codes.YES).alias("activity_timing_uncertain"),
        _word("progression", words.PROGRESSIONS),
        _reasons("progression_reasons", words.PROGRESSION_REASONS).alias("progression_reason"),
        _word("worsening", words.WORSENINGS),
        _word_or_none("cause", words.CAUSES).alias("worsening_cause"),
        *_days("confirmation_due"),
        _three_values("relapse_free").alias("relapse_free_two_years"),
        _three_values("on_treatment"),
        *_days("spms_onset", "spms_known_on"),
        pl.lit(labels),
        pl.lit(diagnosis),
        _same("definition", fingerprint),
    )


def events_frame(
    events: Events, ids: pl.Series, fingerprint: str, measures: tuple[str, ...] = words.MEASURE_COLUMNS
) -> pl.DataFrame:
    """The events table, each person's events in order of onset; `measures` are all that a row may name."""
    ordered, owner = _in_order(events, len(ids))
    return _events(ordered, owner, ids, fingerprint, measures)


def changes_frame(
    events: Events, ids: pl.Series, fingerprint: str, measures: tuple[str, ...], waits: tuple[int, ...]
) -> pl.DataFrame:
    """The confirmed changes alone, with the waits at which each is confirmed."""
    ordered, owner = _in_order(events, len(ids), changes_only=True)
    sets = [[wait for bit, wait in enumerate(waits) if bits & 1 << bit] for bits in range(1 << len(waits))]
    listed = pl.Series("confirmed_after", sets, pl.List(pl.Int32))
    frame = _events(ordered, owner, ids, fingerprint, measures)
    return frame.with_columns(listed.gather(ordered["confirmed_waits"]))


def _in_order(events: Events, people: int, *, changes_only: bool = False) -> tuple[Columns, Numbers]:
    """The columns in order of patient, onset, kind and measure, and whose each row is."""
    owner, columns = _owner(events.rows, people), _columns(events)
    rows = np.flatnonzero(columns["measure"] >= 0) if changes_only else np.arange(len(owner))
    # Ordered before they become a frame: sorting a frame costs a single patient more than all their events. One
    # number for all four keys, nearly in order already, is sorted five times as fast as four columns.
    day = columns["onset"] - columns["onset"].min(initial=0)
    keys = (owner, day, columns["kind"], columns["measure"] + 1)
    spans = (people, day.max(initial=0) + 1, len(words.EVENT_KINDS), columns["measure"].max(initial=0) + 2)
    order = rows[np.argsort(np.ravel_multi_index(keys, spans)[rows], kind="stable")]
    return {name: column[order] for name, column in columns.items()}, owner[order]


def _events(
    ordered: Columns, owner: Numbers, ids: pl.Series, fingerprint: str, measures: tuple[str, ...]
) -> pl.DataFrame:
    return _numbers(ordered, owner).select(
        _ids(ids),
        _word("kind", words.EVENT_KINDS),
        _word_or_none("measure", measures),
        _word_or_none("cause", words.CAUSES),
        _word_or_none("mri_during", words.MRI_DURING),
        *_days("onset"),
        _value("onset_value"),
        *_days("reference_date"),
        _value("reference_value"),
        *_days("confirmed_on"),
        _value("confirmed_value"),
        *_days("known_on", "sustained_until"),
        _three_values("sustained_to_end"),
        _same("definition", fingerprint),
    )


def evidence_frame(evidence: Evidence, ids: pl.Series) -> pl.DataFrame:
    """The evidence table."""
    owner = _owner(evidence.rows, len(ids))
    return _numbers(_columns(evidence), owner).select(
        _ids(ids),
        _word("claim", words.CLAIMS),
        _word_or_none("verdict", words.VERDICTS),
        *_days("known_from", "known_until"),
        _word("table", words.EVIDENCE_TABLES),
        *_days("date"),
        _word("field", words.EVIDENCE_FIELDS),
        _value("value"),
        *_days("reference_date"),
        _value("reference_value"),
        *_days("confirming_date", "relapse_date"),
        _word_or_none("note", words.NOTES),
    )


def assessments_frame(assessments: Assessments, ids: pl.Series) -> pl.DataFrame:
    """The assessments table; a confirming visit has a row only while a worsening is pending."""
    exists = np.flatnonzero(np.asarray(assessments.status) >= 0)
    found = {name: column[exists] for name, column in _columns(assessments).items()} | {"kind": exists % KINDS}
    return _numbers(found, exists // KINDS).select(
        _ids(ids),
        _word("kind", words.ASSESSMENT_KINDS),
        *_days("last_date", "due_date"),
        _word("status", words.ASSESSMENT_STATUSES),
    )


def topics_frame(topics: Topics, ids: pl.Series) -> pl.DataFrame:
    """The topics table."""
    owner = _owner(topics.rows, len(ids))
    return _numbers(_columns(topics), owner).select(_ids(ids), *_days("start", "end"), _word("key", words.TOPICS))


def as_days(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with whole days in place of dates, for records that came so."""
    return frame.with_columns(pl.col(pl.Date).to_physical())


def _labels(found: Columns, window: int) -> tuple[pl.Series, pl.Series]:
    """Labels and codes, worded once for each of the few hundred combinations that occur."""
    sizes = {
        "phenotype": len(words.PHENOTYPES),
        "activity": len(words.ACTIVITIES),
        "activity_reasons": 1 << len(words.ACTIVITY_REASONS),
        "timing_uncertain": 2,
        "progression": len(words.PROGRESSIONS),
        "progression_reasons": 1 << len(words.PROGRESSION_REASONS),
        "worsening": len(words.WORSENINGS),
        "cause": len(words.CAUSES) + 1,
    }
    key = np.zeros(len(found["start"]), np.int32)
    for column, size in sizes.items():
        key *= size
        # No cause is -1, here the number before the first cause.
        key += found[column] + 1 if column == "cause" else found[column]
    # Found by hashing: sorting a quarter of a million rows would take ten times as long.
    distinct = pl.Series(key).unique()
    *others, cause = np.unravel_index(distinct.to_numpy(), tuple(sizes.values()))
    said = [Said._make(each) for each in np.column_stack((*others, cause - 1)).tolist()]
    which = pl.Series(key).replace_strict(distinct, pl.int_range(len(said), dtype=pl.UInt32, eager=True))
    labels = pl.Series("label", [label(each, window) for each in said], pl.Categorical)
    diagnosis = pl.Series("icd10cm", [icd10cm(each.phenotype, each.activity) for each in said], pl.Categorical)
    return labels.gather(which), diagnosis.gather(which)


def _columns(table: Any) -> Columns:  # noqa: ANN401 - any named tuple of columns
    """What a kernel wrote, column by column, without what it kept for itself."""
    return {
        name: np.asarray(column, kind_of(name))
        for name, column in table._asdict().items()
        if name not in _KEPT_BY_KERNELS
    }


def _owner(rows: Any, people: int) -> Numbers:  # noqa: ANN401 - an array or a list
    """Whose each row is, by the number of rows of each person."""
    return np.repeat(np.arange(people), rows)


def _numbers(columns: Columns, owner: Numbers) -> pl.DataFrame:
    """The columns as they are, and whose each row is."""
    return pl.DataFrame([pl.Series(name, column) for name, column in columns.items()] + [pl.Series("owner", owner)])


def _ids(ids: pl.Series) -> pl.Expr:
    return pl.lit(ids).gather(pl.col("owner")).alias("patient_id")


@functools.cache
def _word(column: str, closed_list: tuple[str, ...]) -> pl.Expr:
    """The word at each position of the closed list, where there always is one."""
    return pl.col(column).cast(pl.UInt8, wrap_numerical=True).cat.to(pl.Enum(closed_list)).alias(column)


@functools.cache
def _word_or_none(column: str, closed_list: tuple[str, ...]) -> pl.Expr:
    """The word at each position of the closed list; -1 is the last of what is listed here, which is none."""
    listed = pl.Series([*closed_list, None], dtype=pl.Enum(closed_list))
    return pl.lit(listed).gather(pl.col(column)).alias(column)


@functools.cache
def _reasons(column: str, closed_list: tuple[str, ...]) -> pl.Expr:
    """The reasons whose bits are set."""
    reasons = [
        [reason for bit, reason in enumerate(closed_list) if bits & 1 << bit] for bits in range(1 << len(closed_list))
    ]
    return pl.lit(pl.Series(reasons, dtype=pl.List(pl.Enum(closed_list)))).gather(pl.col(column)).alias(column)


def _same(column: str, text: str) -> pl.Expr:
    """A text that is the same in every row."""
    return pl.lit(pl.Series(column, [text], pl.Categorical)).first()


@functools.cache
def _three_values(column: str) -> pl.Expr:
    value = pl.col(column)
    return pl.when(value != codes.UNKNOWN).then(value == codes.YES).alias(column)


@functools.cache
def _days(*columns: str) -> list[pl.Expr]:
    return [pl.when(pl.col(name) != codes.MISSING).then(pl.col(name)).cast(pl.Date).alias(name) for name in columns]


@functools.cache
def _value(column: str) -> pl.Expr:
    return pl.col(column).fill_nan(None)
