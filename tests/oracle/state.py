"""The state of a patient on a day, and its stretches over time."""

from __future__ import annotations

from typing import Any

from mscourse.rules.course import CourseDefinition
from oracle.activity import activity, relapse_free_two_years
from oracle.phenotype import derived_phenotype, phenotype
from oracle.progression import View, confirmation_due, progression, worsening
from oracle.records import Records
from oracle.visits import with_worst_times

State = dict[str, Any]

CODE_WITHOUT_ACTIVITY = {"rrms": "G35.A", "ms_unspecified": "G35.D", "cis": "G37.9"}
CODE_WITH_ACTIVITY = {"ppms": "G35.B", "spms": "G35.C"}
CODE_OF_ACTIVITY = {"indeterminate": "0", "active": "1", "not_active": "2"}


def view_of(
    records: Records, t: int, definition: CourseDefinition, *, hindsight: bool = False, until: int | None = None
) -> View:
    """What there is to judge the state at t by. As known, every record after t is left out."""
    if until is not None:
        records = records.cut(until)
    records = with_worst_times(records.distinct(), definition.worsening)
    now = records.cut(t)
    return View(t=t, now=now, seen=records if hindsight else now, definition=definition, hindsight=hindsight)


def state(
    records: Records, t: int, definition: CourseDefinition, *, hindsight: bool = False, until: int | None = None
) -> State | None:
    """Where the patient stood at t; None without a record by t.

    Args:
        records: one patient's records.
        t: the index date.
        definition: what to count.
        hindsight: whether records after t, up to `until`, may confirm or refute.
        until: the last day whose records are looked at; the last record if None.
    """
    view = view_of(records, t, definition, hindsight=hindsight, until=until)
    if view.now.first_day() is None:
        return None
    named = phenotype(view)
    active, active_reasons, uncertain = activity(view.now, t, definition)
    progressing, progression_reasons = progression(view, named)
    worse, worse_cause = worsening(view)
    onset = view.spms()
    return {
        "phenotype": named,
        "derived_phenotype": derived_phenotype(view),
        "activity": active,
        "activity_reason": active_reasons,
        "activity_timing_uncertain": uncertain,
        "progression": progressing,
        "progression_reason": progression_reasons,
        "worsening": worse,
        "worsening_cause": worse_cause,
        "confirmation_due": confirmation_due(view, named),
        "relapse_free_two_years": relapse_free_two_years(view.now, t, definition),
        "on_treatment": on_treatment(view.now, t),
        "spms_onset": None if onset is None else onset[0],
        "spms_known_on": None if onset is None else onset[1],
        "icd10cm": icd10cm(named, active),
    }


def on_treatment(records: Records, t: int) -> bool | None:
    """Whether a treatment covers t. The end is the first day off it.

    None where no table of treatments was given, and where only one that could not be read may cover t.
    """
    if records.treatments is None:
        return None
    covered = any(
        row["start_date"] <= t and (row.get("end_date") is None or t < row["end_date"]) for row in records.treatments
    )
    return covered or (None if "treatments" in records.set_aside else False)


def icd10cm(named: str, active: str) -> str:
    """The code of the phenotype and, in a progressive course, of its activity."""
    if named in CODE_WITH_ACTIVITY:
        return CODE_WITH_ACTIVITY[named] + CODE_OF_ACTIVITY[active]
    return CODE_WITHOUT_ACTIVITY[named]


def states(
    records: Records,
    definition: CourseDefinition,
    until: int | None = None,
    *,
    hindsight: bool = False,
    days: list[int] | None = None,
) -> list[State]:
    """The stretches `[start, end)` over which nothing changed, from the first record to `until` inclusive.

    Every day is worked out anew, unless only some `days` are asked for; then nothing is taken to change between
    them.
    """
    first, last = records.first_day(), records.last_day() if until is None else until
    if first is None or last is None:
        return []
    stretches: list[State] = []
    asked = range(first, last + 1) if days is None else sorted({day for day in days if first <= day <= last})
    for day in asked:
        found = state(records, day, definition, hindsight=hindsight, until=last)
        if found is None:
            continue
        if stretches and _same(stretches[-1], found):
            continue
        if stretches:
            stretches[-1]["end"] = day
        stretches.append({"start": day, "end": last + 1, **found})
    return stretches


def _same(stretch: State, found: State) -> bool:
    return all(stretch[column] == value for column, value in found.items())
