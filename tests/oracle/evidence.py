"""The evidence at t: every record that a statement rests on, and every candidate that was refused."""

from __future__ import annotations

from typing import Any

from mscourse.results.words import CLAIMS
from mscourse.rules.course import CourseDefinition
from mscourse.rules.spms_onset import SpmsOnsetRule
from oracle.activity import T2_COUNTS, compared_with_an_old_scan, positive_counts, readable
from oracle.causes import ascertained_before, cause, relapses_near_pending
from oracle.confirmation import Candidate
from oracle.phenotype import first_relapse, label_in_force, phenotype
from oracle.progression import PROGRESSIVE, View
from oracle.records import Records
from oracle.relapses import clean
from oracle.spms_in_the_course import record_on
from oracle.spms_onset import (
    functional_systems_recorded,
    leading_system,
    onset_type,
    refusals,
    search_spms_onset,
)
from oracle.state import view_of
from oracle.visits import disagreements, scans, visit_days

Evidence = dict[str, Any]

COLUMNS = (
    "claim",
    "verdict",
    "table",
    "date",
    "field",
    "value",
    "reference_date",
    "reference_value",
    "confirming_date",
    "relapse_date",
    "note",
)


def evidence(
    records: Records, t: int, definition: CourseDefinition, *, hindsight: bool = False, until: int | None = None
) -> list[Evidence]:
    """The rows in force at t, in an order of no meaning that is always the same."""
    view = view_of(records, t, definition, hindsight=hindsight, until=until)
    if view.now.first_day() is None:
        return []
    rows = [
        *_phenotype(view),
        *_spms_onset(view),
        *_relapses(view),
        *_scans(view),
        *_last_visit(view),
        *_worsening(view),
    ]
    if phenotype(view) in PROGRESSIVE:
        rows += _progression(view)
    return sorted(rows, key=order)


def order(row: Evidence) -> list[Any]:
    """A key to sort rows by: the claim, then every other column, what is missing first."""
    return [CLAIMS.index(row["claim"]), *((row[column] is not None, str(row[column])) for column in COLUMNS[1:])]


def _row(claim: str, verdict: str | None, table: str, field: str, **rest: object) -> Evidence:
    return {**dict.fromkeys(COLUMNS), "claim": claim, "verdict": verdict, "table": table, "field": field, **rest}


def _of_candidate(claim: str, verdict: str, column: str, candidate: Candidate, **rest: object) -> Evidence:
    return _row(
        claim,
        verdict,
        "visits",
        column,
        date=candidate.event.day,
        value=float(candidate.event.value),
        reference_date=candidate.reference.day,
        reference_value=float(candidate.reference.value),
        confirming_date=_confirming_date(candidate),
        **rest,
    )


def _confirming_date(candidate: Candidate) -> int | None:
    """The day of the visit that confirmed or refuted it; the one that let it lapse came too late to do either."""
    if candidate.settled_by is None or candidate.outcome == "lapsed":
        return None
    return candidate.settled_by.day


# Activity


def _fresh(day: int, view: View) -> bool:
    """Whether a record of that day is still in the window."""
    return day <= view.t < day + view.definition.window


def _relapses(view: View) -> list[Evidence]:
    relapses = clean(view.now, view.definition.relapses)
    rows = [
        _row("activity", "counts", "relapses", "onset_date", date=onset)
        for onset in relapses.kept
        if _fresh(onset, view)
    ]
    rows += [
        _row("activity", None, "relapses", "onset_date", date=onset, relapse_date=kept, note="merged_relapse")
        for onset, kept in relapses.merged
        if _fresh(onset, view)
    ]
    rows += [
        _row("activity", None, "relapses", "onset_date", date=onset, note="pseudo_relapse")
        for onset in relapses.pseudo
        if _fresh(onset, view)
    ]
    return rows


def _scans(view: View) -> list[Evidence]:
    rows = []
    for scan in scans(view.now):
        if not _fresh(scan["date"], view):
            continue
        for count in positive_counts(scan):
            old = count in T2_COUNTS and compared_with_an_old_scan(scan, view.definition)
            note = "comparison_scan_old" if old else None
            value = float(scan[count])
            rows.append(_row("activity", "counts", "mri", count, date=scan["date"], value=value, note=note))
        if not positive_counts(scan):
            verdict, value_read = ("counts", 0.0) if readable(scan) else ("scan_not_readable", None)
            rows.append(_row("activity", verdict, "mri", "new_t2_lesions", date=scan["date"], value=value_read))
    return rows


def _last_visit(view: View) -> list[Evidence]:
    """The visit on which the absence of relapses rests."""
    days = visit_days(view.now)
    if view.now.relapses is None or not days or not _fresh(days[-1], view):
        return []
    return [_row("activity", "counts", "visits", "date", date=days[-1])]


# Phenotype


def _phenotype(view: View) -> list[Evidence]:
    rows = []
    label = label_in_force(view.now)
    if label is not None:
        rows.append(_row("phenotype", "counts", "recorded_courses", label[1], date=label[0]))
    relapse = first_relapse(view.now, view.definition)
    if view.now.patient.get("onset_type") is not None:
        rows.append(_row("phenotype", "counts", "patients", "onset_type"))
    elif onset_type(view.now, view.definition) is not None:
        rows.append(_row("phenotype", "counts", "patients", "onset_type", note="assumed_relapsing_onset"))
    elif relapse is not None:
        rows.append(_row("phenotype", "counts", "relapses", "onset_date", date=relapse))
    return rows


# SPMS onset


def _spms_onset(view: View) -> list[Evidence]:
    if not isinstance(view.definition.spms_onset, SpmsOnsetRule):
        return _defining_record(view)
    found = search_spms_onset(view.seen, view.definition)
    if found is None:
        return []
    rows = []
    for rise in found.worsenings:
        if rise.event.day > view.t:
            continue
        if rise.outcome == "pending":
            rows.append(_of_candidate("spms_onset", _verdict_of_pending(rise, view), "edss", rise))
        elif rise.outcome == "refuted":
            rows.append(_of_candidate("spms_onset", "not_held", "edss", rise))
        else:
            rows += _confirmed_rise(rise, view)
    return rows


def _defining_record(view: View) -> list[Evidence]:
    """The record that dated SPMS onset where no rise is looked for; and when it was known, if that was later."""
    met = view.spms()
    if met is None:
        return []
    table, field, value = record_on(view.seen, met[0], view.definition)
    known_on = None if met[1] == met[0] else met[1]
    return [_row("spms_onset", "confirmed", table, field, date=met[0], value=value, confirming_date=known_on)]


def _verdict_of_pending(change: Candidate, view: View) -> str:
    return "awaiting_confirmation" if view.t < change.event.day + view.definition.window else "no_later_visit"


def _confirmed_rise(rise: Candidate, view: View) -> list[Evidence]:
    refused = refusals(rise, view.seen, view.definition)
    if refused:
        return [
            _of_candidate("spms_onset", refusal.verdict, "edss", rise, relapse_date=refusal.relapse)
            for refusal in refused
        ]
    return [_of_candidate("spms_onset", "confirmed", "edss", rise, note=_note_of_spms_onset(rise, view))]


def _note_of_spms_onset(rise: Candidate, view: View) -> str | None:
    """What could not be examined about the functional systems, where the definition asks about them."""
    if not view.definition.spms_onset.functional_systems:
        return None
    if not functional_systems_recorded(rise, view.seen):
        return "functional_systems_not_recorded"
    return "leading_system_unknown" if leading_system(rise, view.seen) == "unknown" else None


# Worsening


def _worsening(view: View) -> list[Evidence]:
    rows = _usable_visits("worsening", view)
    for column, found in view.searches().items():
        rows += [
            _row("worsening", "same_day_disagreement", "visits", column, date=day)
            for day in disagreements(view.now, column)
            if _fresh(day, view)
        ]
        rows += [
            _of_candidate("worsening", _verdict(change, view), column, change)
            for change in found.worsenings
            if _in_force(change, view)
        ]
    return rows + _defining_worsening("worsening", view, rows)


def _in_force(change: Candidate, view: View) -> bool:
    """Whether the candidate still has a row: while it is pending, and for one window once it counts."""
    if change.outcome == "pending":
        return change.event.day <= view.t
    return _fresh(change.event.day if view.hindsight else change.settled_on, view)


def _verdict(change: Candidate, view: View) -> str:
    if change.outcome == "pending":
        return _verdict_of_pending(change, view)
    return {"refuted": "not_held", "lapsed": "no_later_visit", "confirmed": "confirmed"}[change.outcome]


def _usable_visits(claim: str, view: View) -> list[Evidence]:
    """The latest usable visit in each measure, with the reference it is compared with."""
    rows = []
    for column, found in view.searches().items():
        usable = [reading for reading in found.readings if reading.usable and reading.day <= view.t]
        if not usable or not _fresh(usable[-1].day, view):
            continue
        reference = found.reference_on(usable[-1].day)
        rows.append(
            _row(
                claim,
                "counts",
                "visits",
                column,
                date=usable[-1].day,
                value=float(usable[-1].value),
                reference_date=None if reference is None else reference.day,
                reference_value=None if reference is None else float(reference.value),
            )
        )
    return rows


# Progression


def _progression(view: View) -> list[Evidence]:
    rows = _usable_visits("progression", view)
    for column, found in view.searches().items():
        rows += [_row_of_progression(column, change, view) for change in found.worsenings if _in_force(change, view)]
    return rows + _defining_worsening("progression", view, rows)


def _row_of_progression(column: str, change: Candidate, view: View) -> Evidence:
    verdict, relapse = _verdict(change, view), None
    if verdict == "awaiting_confirmation":
        near = relapses_near_pending(change, view.seen, view.definition)
        if near:
            verdict, relapse = "inside_relapse_window", near[0]
        elif not ascertained_before(change, view.seen, view.definition):
            verdict = "relapses_not_ascertained"
    elif verdict == "confirmed":
        put_down_to = cause(change, view.seen, view.definition.worsening.cause, view.definition.relapses)
        relapse = put_down_to.relapse
        if relapse is not None:
            verdict = "inside_relapse_window"
        elif put_down_to.name == "unknown":
            verdict = "relapses_not_ascertained"
    return _of_candidate("progression", verdict, column, change, relapse_date=relapse)


def _defining_worsening(claim: str, view: View, rows: list[Evidence]) -> list[Evidence]:
    """The worsening that defined SPMS onset, unless it already has its row."""
    onset = view.spms_onset()
    if onset is None or not _in_force(onset, view):
        return []
    for row in rows:
        same = row["field"] == "edss" and row["date"] == onset.event.day and row["confirming_date"] == onset.settled_on
        if same and row["verdict"] == "confirmed":
            return []
    return [_of_candidate(claim, "confirmed", "edss", onset)]
