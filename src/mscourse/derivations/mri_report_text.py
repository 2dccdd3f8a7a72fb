"""MRI activity as the text of a report states it, in English or German, with the sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from mscourse.derivations import mri_report_words as words
from mscourse.derivations.arguments import checked
from mscourse.derivations.decoding import as_days
from mscourse.results.around_the_course import LESIONS, ReportReadings
from mscourse.rules.library import lublin_2013
from mscourse.tables.cohort import CheckedCohort, Cohort

_GD, _NEW, _ENLARGING = LESIONS
_PATTERNS = {_GD: words.ENHANCING, _NEW: words.NEW, _ENLARGING: words.ENLARGING}
_NOT_MEANT = {
    _GD: words.OTHER_ENHANCEMENT,
    _NEW: words.OTHER_THAN_T2,
    _ENLARGING: words.OTHER_THAN_LESIONS_GROWING,
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a report says of one kind of lesion; `present` is None where that is not sure."""

    present: bool | None
    count: int | None = None
    sentence: str


def read_reports(cohort: Cohort | CheckedCohort, *, set_aside: bool = False) -> pl.DataFrame:
    """One row per scan with a report and kind of lesion: what the report says, beside what was recorded.

    Nothing recorded is replaced. What is not understood for sure stays missing, and the sentence is shown so that
    somebody can read it.

    Args:
        cohort: records; checked first if they are not yet.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if it is no cohort.
    """
    records = checked(cohort, set_aside=set_aside, relapse_rule=lublin_2013.relapses)
    if records.mri is None:
        return ReportReadings.create_empty()
    scans = records.mri.filter(pl.col("report_text").is_not_null())
    texts = scans.get_column("report_text").unique(maintain_order=True).to_list()
    rows = [
        {"report_text": text, "kind": kind, **_as_row(readings.get(kind))}
        for text, readings in ((text, read_report(text)) for text in texts)
        for kind in LESIONS
    ]
    schema = {
        "report_text": pl.String,
        "kind": pl.String,
        "present": pl.Boolean,
        "count": pl.Int32,
        "sentence": pl.String,
    }
    recorded = scans.unpivot(
        LESIONS, index=["patient_id", "date", "row", "report_text"], variable_name="kind", value_name="recorded"
    )
    found = recorded.join(
        pl.DataFrame(rows, schema=schema), on=["report_text", "kind"], how="left", maintain_order="left"
    )
    same_count = (pl.col("count") == pl.col("recorded")).fill_null(value=True)
    agrees = ((pl.col("recorded") > 0) == pl.col("present")) & same_count
    shaped = ReportReadings.cast(found.with_columns(agrees=agrees)).sort("patient_id", "date", "row", "kind")
    return as_days(shaped) if records.day_offsets else shaped


def mri_with_counts_read(cohort: CheckedCohort) -> pl.DataFrame | None:
    """The table of scans with counts that were not recorded as the reports state them; recorded ones stay."""
    if cohort.mri is None:
        return None
    read = read_reports(cohort).pivot("kind", index="row", values="count")
    texts = cohort.mri.select("row", *LESIONS).join(read.cast({"row": pl.UInt32}), on="row", how="left", suffix="_read")
    filled = [
        pl.coalesce(kind, f"{kind}_read").alias(kind) if f"{kind}_read" in texts.columns else pl.col(kind)
        for kind in LESIONS
    ]
    counts = texts.select("row", *filled)
    return cohort.mri.drop(LESIONS).join(counts, on="row", how="left", maintain_order="left").select(cohort.mri.columns)


def read_report(text: str) -> dict[str, Reading]:
    """What the report says of enhancing, new and enlarging lesions, each only if it speaks of them."""
    found: dict[str, list[Reading]] = {}
    for sentence in sentences(text):
        for kind, reading in _readings(sentence):
            found.setdefault(kind, []).append(reading)
    return {kind: _together(readings) for kind, readings in found.items()}


def sentences(text: str) -> Iterator[str]:
    """The sentences of the text; an abbreviation or a date does not end one."""
    begun = ""
    for piece in words.SENTENCE_END.split(text):
        begun = f"{begun} {piece}".strip()
        if begun and not words.ABBREVIATION.search(begun):
            yield begun
            begun = ""
    if begun:
        yield begun


def _readings(sentence: str) -> Iterator[tuple[str, Reading]]:
    """What one sentence says of each kind of lesion that it speaks of."""
    marked = words.with_numbers_marked(words.in_plain_letters(sentence))
    if words.UNCHANGED.search(marked) and words.LESION_WORD.search(marked):
        unsure = words.UNSURE.search(marked) or words.PART_OF_THE_BRAIN.search(marked)
        for kind in (_NEW, _ENLARGING):
            if not _PATTERNS[kind].search(marked):
                yield kind, Reading(present=None if unsure else False, count=None if unsure else 0, sentence=sentence)
    speaks_of_lesions = words.LESION_WORD.search(marked) is not None
    parts = words.PARTS.split(marked)
    counted = not (words.MORE_TO_COUNT.search(marked) or any(_goes_on_counting(part) for part in parts[1:]))
    for part in parts:
        for kind, pattern in _PATTERNS.items():
            text = words.NOT_ENHANCING.sub(" ", part)
            mention = pattern.search(text)
            if kind == _NEW and words.NOT_NEW_LESIONS.search(text):
                continue
            if mention is None or _NOT_MEANT[kind].search(text) or not (speaks_of_lesions or kind == _GD):
                continue
            present, count = _stated(kind, text, mention, marked)
            yield kind, Reading(present=present, count=count if counted or not present else None, sentence=sentence)


def _goes_on_counting(part: str) -> bool:
    """Whether a part of a sentence counts what an earlier part named, as in "a new lesion here and one there"."""
    names_something = words.LESION_WORD.search(part) or any(each.search(part) for each in _PATTERNS.values())
    return words.BEGINS_WITH_COUNT.match(part) is not None and not names_something


def _stated(kind: str, part: str, mention: re.Match[str], sentence: str) -> tuple[bool | None, int | None]:
    """Whether the part of a sentence states such lesions, and how many."""
    before, after = part[: mention.start()], part[mention.end() :]
    if words.UNSURE.search(sentence) or words.PAST.search(part):
        return None, None
    if words.NEGATED_BEFORE.search(before) or words.NEGATED_AFTER.search(after):
        return (None, None) if _limited(kind, part, sentence) else (False, 0)
    if (kind == _ENLARGING and words.EITHER.search(part)) or (kind == _NEW and words.NEW_THEN.search(part)):
        return None, None
    count = _count(kind, part, mention)
    return (False, 0) if count == 0 else (True, count)


def _limited(kind: str, part: str, sentence: str) -> bool:
    """Whether a denial is of some lesions only: of a part of the brain, new ones that enhance, those just named."""
    if words.PART_OF_THE_BRAIN.search(part):
        return True
    if kind != _ENLARGING and words.NEW_ENHANCING.search(part):
        return True
    attached = words.ATTACHED.search(part) if kind == _GD else None
    if attached is None or words.LESION_WORD.search(part, attached.end()):
        return False
    return any(_PATTERNS[other].search(sentence) for other in (_NEW, _ENLARGING))


def _count(kind: str, part: str, mention: re.Match[str]) -> int | None:
    """The number of lesions, where one stands there."""
    before, after = part[: mention.start()], part[mention.end() :]
    of_some = words.COUNT_OF_SOME.search(after) if kind == _GD else None
    stated_after = words.COUNT_AFTER.search(after)
    stated = of_some or stated_after
    if stated is not None:
        return _number(stated[1], one=True)
    near = before.rpartition(",")[2]
    if words.SOME_OF.search(near):
        return None
    marks = list(words.COUNT_BEFORE.finditer(near))
    while marks:
        mark = marks.pop()
        if mark[1] != "a":
            return _number(mark[1], one=False)
        if words.ARTICLE_OF_ONE_LESION.match(near[mark.start() :] + part[mention.start() :]):
            return 1
    return None


def _number(mark: str, *, one: bool) -> int | None:
    if mark == "a":
        return 1 if one else None
    return None if mark == "m" else int(mark)


def _together(readings: list[Reading]) -> Reading:
    """One reading of all sentences about a kind: they agree, or it is not sure."""
    said = {reading.present for reading in readings}
    if True in said and False not in said:
        first = next(reading for reading in readings if reading.present)
        counts = {reading.count for reading in readings if reading.present and reading.count is not None}
        sure = None not in said and len(counts) == 1
        return Reading(present=True, count=counts.pop() if sure else None, sentence=first.sentence)
    if said == {False}:
        return readings[0]
    unsure = next((reading for reading in readings if reading.present is None), readings[0])
    return Reading(present=None, sentence=unsure.sentence)


def _as_row(reading: Reading | None) -> dict[str, bool | int | str | None]:
    if reading is None:
        return {"present": None, "count": None, "sentence": None}
    return {"present": reading.present, "count": reading.count, "sentence": reading.sentence}
