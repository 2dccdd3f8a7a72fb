"""One person's treatments on a day, worked out when a page asks for them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import polars as pl

from mscourse.derivations.decoding import as_days
from mscourse.derivations.label_facts import facts_of_labels
from mscourse.derivations.treatments import mri_on_treatment, treatment_epochs
from mscourse.results.course import Course
from mscourse.results.treatments import Day, Epoch, OnDrug, PresentDrug, ScanOnDrug, TreatmentAccount
from mscourse.rules.treatments import TreatmentRule, treatments_with_rebaseline
from mscourse.tables.cohort import CheckedCohort
from mscourse.tables.drugs import drug_table


def account_of_treatments(
    course: Course, patient_id: str, day: Day | str, rule: TreatmentRule = treatments_with_rebaseline
) -> TreatmentAccount | None:
    """The treatments of this person as they were known on that day, and the facts about labels for the course then.

    None if the person has no state on that day.

    Args:
        course: the course, with the person's records.
        patient_id: whose treatments.
        day: the day; records after it are not looked at, in hindsight either.
        rule: which courses of a drug are one, and when it is judged.

    Raises:
        UsageError: if the day does not read as one.
    """
    states = course.at(day).filter(pl.col("patient_id") == patient_id).to_dicts()
    if not states:
        return None
    state = states[0]
    labels = facts_of_labels(state["phenotype"], state["activity"])
    records = _records_of(course.cohort, patient_id)
    if records.treatments is None:
        return TreatmentAccount(rule=rule, epochs=None, on_now=(), present=None, labels=labels)
    today: Day = state["index_date"]
    epochs = _epochs(records, rule, today)
    on_now = tuple(epoch for epoch in epochs if epoch.stop is None)
    present = _present(course, patient_id, records, on_now[-1], rule, today) if on_now else None
    return TreatmentAccount(rule=rule, epochs=epochs, on_now=on_now, present=present, labels=labels)


def _records_of(cohort: CheckedCohort, patient_id: str) -> CheckedCohort:
    """The cohort with this person's treatments and scans alone; the other tables are not looked at here."""
    theirs = pl.col("patient_id") == patient_id
    tables = {"treatments": cohort.treatments, "mri": cohort.mri}
    cut: dict[str, Any] = {name: table.filter(theirs) for name, table in tables.items() if table is not None}
    return dataclasses.replace(cohort, **cut)


def _epochs(records: CheckedCohort, rule: TreatmentRule, today: Day) -> tuple[Epoch, ...]:
    known = records.drugs or drug_table()
    sources = dict(known.drugs.select("drug", "efficacy_source").iter_rows())
    names = [field.name for field in dataclasses.fields(Epoch) if field.name != "efficacy_source"]
    rows = treatment_epochs(records, rule, known, until=today).select(names).to_dicts()
    return tuple(Epoch(**row, efficacy_source=sources.get(row["drug"])) for row in rows)


def _present(
    course: Course, patient_id: str, records: CheckedCohort, epoch: Epoch, rule: TreatmentRule, today: Day
) -> PresentDrug:
    judged_from = _later(epoch.start, rule.onset_of_action)
    onsets = course.of("events", patient_id).filter(
        (pl.col("kind") == "relapse") & pl.col("onset").is_between(epoch.start, today)
    )
    relapses = onsets.get_column("onset").sort().to_list()
    rows = _scans(records, epoch, rule, today)
    scans = tuple(
        ScanOnDrug(date=row["date"], attribution=row["attribution"], reasons=tuple(row["reason"])) for row in rows
    )
    since = [day for day in relapses if day >= judged_from]
    unknown = _unknown_because(records, patient_id, scans, judged_from, today)
    last = _later(epoch.start, rule.rebaseline_to)
    return PresentDrug(
        epoch=epoch,
        judged_from=judged_from,
        activity=_activity(since, scans, unknown, is_early=today < judged_from),  # type: ignore[operator]
        unknown_because=unknown,
        early_relapses=tuple(day for day in relapses if day < judged_from),
        relapses=tuple(since),
        rebaseline=max((row["rebaseline"] for row in rows if row["rebaseline"] is not None), default=None),
        rebaseline_from=_later(epoch.start, rule.rebaseline_from),
        rebaseline_to=last,
        rebaseline_is_over=last < today,  # type: ignore[operator]
        scans=scans,
    )


def _scans(records: CheckedCohort, epoch: Epoch, rule: TreatmentRule, today: Day) -> list[dict[str, Any]]:
    if records.mri is None:
        return []
    scans = mri_on_treatment(records, rule, until=today)
    return scans.filter((pl.col("drug") == epoch.drug) & (pl.col("start") == epoch.start)).to_dicts()


def _unknown_because(
    records: CheckedCohort, patient_id: str, scans: tuple[ScanOnDrug, ...], judged_from: Day, today: Day
) -> tuple[str, ...]:
    """What keeps anyone from saying that there was no activity since the drug is judged.

    A row that was set aside for an error may have told of a relapse or of lesions on any day.
    """
    reasons = {reason for scan in scans if scan.attribution == "unknown" for reason in scan.reasons}
    if records.mri is None:
        reasons.add("no_mri_table")
    elif not any(scan.date >= judged_from for scan in scans):  # type: ignore[operator]
        reasons.add("no_scan")
    if patient_id in records.people_with_rows_set_aside("mri"):
        reasons.add("scan_set_aside")
    if records.relapses is None:
        reasons.add("no_relapse_table")
    elif not _relapses_are_known(records, patient_id, judged_from, today):
        reasons.add("relapses_not_ascertained")
    return tuple(sorted(reasons))


def _relapses_are_known(records: CheckedCohort, patient_id: str, first: Day, last: Day) -> bool:
    """Whether relapses were asked about from the first of these days to the last."""
    sources = ("relapses", "patients", *(("visits",) if records.relapses_rebuilt else ()))
    if patient_id in records.people_with_rows_set_aside(*sources):
        return False
    if records.patients is None:
        return True
    asked = records.patients.filter(pl.col("patient_id") == patient_id).select(
        "relapses_known_from", "relapses_known_to"
    )
    spans = (as_days(asked) if records.day_offsets else asked).rows()
    return all((start is None or start <= first) and (end is None or end >= last) for start, end in spans)


def _activity(
    relapses: list[Day], scans: tuple[ScanOnDrug, ...], unknown: tuple[str, ...], *, is_early: bool
) -> OnDrug:
    if relapses or any(scan.attribution == "active" for scan in scans):
        return "active"
    if is_early:
        return "too_early"
    return "unknown" if unknown else "none"


def _later(day: Day, days: int) -> Day:
    return day + days if isinstance(day, int) else day + dt.timedelta(days=days)
