"""Random patients and definitions that reach the corners of the specification."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from mscourse.presets import lublin_2013, spms_lorscheider_2016, spms_lorscheider_no_fs
from mscourse.rules.causes import AROUND_CONFIRMATION, AROUND_EVENT, CauseRule
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import spms_expand, spms_recorded
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.spms_onset import SpmsDefinition, SpmsOnsetRule
from mscourse.rules.worsening import EDSS_THRESHOLDS, WorseningRule
from oracle.records import DATED_BY, Records, Row, Rows
from oracle.spms_in_the_course import TwoHighVisits
from oracle.visits import SYSTEMS_AND_AMBULATION
from oracle.worsening_rules import worsening_rules

LAST_DAY = 2200
MOST_VISITS = 14
EDSS_STEPS = [0.0, *(half / 2 for half in range(2, 21))]

GAPS = [1, 28, 30, 31, 60, 83, 84, 85, 90, 91, 92, 120, 180, 269, 270, 271, 364, 365, 366, 729, 730]
"""Days from one visit to the next: most of them at the edge of some rule."""

FROM_A_VISIT = [-95, -91, -90, -89, -60, -35, -31, -30, -29, -25, -5, -1, 0, 1, 15, 29, 30, 31, 45, 90, 91]
"""Days from a visit to a relapse."""

FROM_A_VISIT_LATE = [95, 120, 150, 170, 199, 200]
"""Days from a visit to a relapse that comes long after it."""

FROM_A_RELAPSE = [0, 1, 10, 29, 30, 31, 60]
"""Days from one relapse to another."""

FROM_A_RECORD = [-366, -365, -364, -91, -90, -31, -1, 0, 1, 31, 84, 91, 270, 363, 364, 365, 366, 729, 730]
"""Days from a visit to anything else."""

EDSS_FROM = [0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 3.0, 3.5, 3.5, 3.5, 4.0, 4.0, 4.5, 5.0, 5.5, 5.5, 6.0, 6.5, 9.5]
EDSS_MOVES = [0, 0, 0, 0, 0, 1, 2, 2, 2, 3, -1, -2, -2]
"""Steps on the scale from one visit to the next: often none, so that changes hold and are confirmed."""

MOSTLY_NOT = [None, None, None, False, False, True]
"""What is ticked on a form, where it is."""

FS_MOVES = [0, 0, 0, 0, 1, 1, -1]


def _one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@st.composite
def _visit_days(draw: st.DrawFn) -> list[int]:
    count = draw(_one_of(0, 1, 3, 5, 6, 8, 10, 12, MOST_VISITS))
    gap = st.one_of(st.sampled_from(GAPS), st.sampled_from(GAPS), st.integers(1, 400))
    days, day = [], draw(st.integers(0, 60))
    for step in draw(st.lists(gap, min_size=count, max_size=count)):
        if day > LAST_DAY:
            break
        days.append(day)
        day += step
    return days


@st.composite
def _edss(draw: st.DrawFn, count: int) -> list[float | None]:
    """EDSS from visit to visit: plateaus, rises and dips, now and then not recorded."""
    place = EDSS_STEPS.index(draw(st.sampled_from(EDSS_FROM)))
    values: list[float | None] = []
    for _ in range(count):
        missing = draw(st.integers(0, 11)) == 1
        values.append(None if missing else EDSS_STEPS[place])
        place = min(max(place + draw(st.sampled_from(EDSS_MOVES)), 0), len(EDSS_STEPS) - 1)
    return values


@st.composite
def _scores(draw: st.DrawFn, count: int, first: int) -> list[int | None]:
    """The scores of one functional system from visit to visit."""
    score = first
    values: list[int | None] = []
    for _ in range(count):
        values.append(None if draw(st.integers(0, 5)) == 1 else score)
        score = min(max(score + draw(st.sampled_from(FS_MOVES)), 0), 5)
    return values


@st.composite
def _scores_that_follow(draw: st.DrawFn, edss: list[float | None]) -> list[int | None]:
    """The scores of a functional system that leads EDSS, now and then off by one or not recorded."""
    values: list[int | None] = []
    for value in edss:
        score = 2 if value is None else min(int(value / 1.5), 4)
        values.append(draw(_one_of(score, score, score, score, score, score, max(score - 1, 0), None)))
    return values


@st.composite
def _timed(draw: st.DrawFn, count: int, first: float, steps: list[float]) -> list[float | None]:
    """The values of a timed test from visit to visit."""
    value = first
    values: list[float | None] = []
    for _ in range(count):
        values.append(draw(_one_of(None, value, value, value, value)))
        value = draw(st.sampled_from([value, value, *steps]))
    return values


def _columns_of(draw: st.DrawFn, count: int) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"edss": draw(_edss(count))}
    recorded = draw(_one_of("no score", "ambulation", "pyramidal leads", "pyramidal leads", "several", "several"))
    if recorded == "ambulation":
        columns["ambulation"] = draw(_scores(count, 1))
    if recorded == "several":
        for system in draw(st.lists(st.sampled_from(SYSTEMS_AND_AMBULATION), unique=True, max_size=4)):
            columns[system] = draw(_scores(count, draw(st.integers(0, 3))))
    if recorded == "pyramidal leads" or (recorded == "several" and draw(st.booleans())):
        columns["fs_pyramidal"] = draw(_scores_that_follow(columns["edss"]))
    if draw(st.integers(0, 2)) == 1:
        columns["t25fw"] = draw(_timed(count, draw(_one_of(5.0, 5.5)), [5.0, 5.5, 5.9, 6.0, 6.6, 7.2, 10.0]))
        columns["t25fw_unable"] = [draw(st.sampled_from(MOSTLY_NOT)) for _ in range(count)]
        columns["nhpt_dominant"] = draw(_timed(count, 20.0, [20.0, 23.9, 24.0, 28.8, 16.0]))
        columns["nhpt_nondominant"] = draw(_timed(count, 25.0, [25.0, 30.0, 36.0, 20.0]))
        columns["nhpt_unable"] = [draw(st.sampled_from(MOSTLY_NOT)) for _ in range(count)]
        columns["sdmt"] = draw(_timed(count, 50, [50, 47, 46, 42, 54]))
    return columns


@st.composite
def _visits(draw: st.DrawFn) -> Rows:
    """Visits in any order, some of them in two rows that agree, complete each other, or disagree."""
    days = draw(_visit_days())
    columns = _columns_of(draw, len(days))
    rows = [
        {"date": day, **{name: column[place] for name, column in columns.items()}} for place, day in enumerate(days)
    ]
    twice = [row for row in rows if draw(st.integers(0, 9)) == 1]
    return list(draw(st.permutations(rows + [draw(_second_row(row)) for row in twice]))) if twice else rows


@st.composite
def _second_row(draw: st.DrawFn, row: Row) -> Row:
    kind = draw(_one_of("repeated", "only the date", "another EDSS", "another score"))
    if kind == "repeated":
        return dict(row)
    if kind == "another EDSS":
        return {"date": row["date"], "edss": draw(st.sampled_from(EDSS_FROM))}
    if kind == "another score":
        return {**row, "fs_pyramidal": draw(st.integers(0, 4))}
    return {"date": row["date"]}


def _near(draw: st.DrawFn, days: list[int], distances: list[int]) -> int:
    """A day at some telling distance from one of the days, or any day."""
    if draw(st.integers(0, 3)) and days:
        day, distance = draw(st.sampled_from(days)), draw(st.sampled_from(distances))
        return max(day + distance, 0)
    return draw(st.integers(0, LAST_DAY))


@st.composite
def _relapses(draw: st.DrawFn, visit_days: list[int]) -> Rows | None:
    if draw(st.integers(0, 5)) == 1:
        return None
    rows: Rows = []
    for _ in range(draw(_one_of(0, 0, 1, 1, 2, 3, 4, 6))):
        others = [row["onset_date"] for row in rows]
        close = bool(others) and draw(st.booleans())
        late = draw(st.integers(0, 5)) == 1
        from_a_visit = FROM_A_VISIT_LATE if late else FROM_A_VISIT
        onset = _near(draw, others, FROM_A_RELAPSE) if close else _near(draw, visit_days, from_a_visit)
        rows.append(
            {
                "onset_date": onset,
                "duration_hours": draw(_one_of(None, None, None, 23.0, 24.0, 72.0)),
                "fever": draw(st.sampled_from(MOSTLY_NOT)),
                "infection": draw(st.sampled_from(MOSTLY_NOT)),
                "onset_uncertainty": draw(_one_of(None, None, None, 0, 1, 15, 30)),
            }
        )
    return rows


@st.composite
def _mri(draw: st.DrawFn, visit_days: list[int]) -> Rows | None:
    if draw(st.integers(0, 4)) == 1:
        return None
    rows: Rows = []
    for _ in range(draw(st.integers(0, 5))):
        day = _near(draw, visit_days, FROM_A_RECORD)
        apart = draw(_one_of(None, None, 0, 200, 365, 454, 455, 456, 819, 820, 821))
        rows.append(
            {
                "date": day,
                "region": draw(_one_of(None, "brain", "brain", "both", "cord")),
                "gd_lesions": draw(_one_of(None, 0, 0, 0, 1)),
                "new_t2_lesions": draw(_one_of(None, 0, 0, 0, 2)),
                "enlarging_t2_lesions": draw(_one_of(None, 0, 0, 0, 1)),
                "compared_with": None if apart is None else day - apart,
            }
        )
    return rows


@st.composite
def _treatments(draw: st.DrawFn, visit_days: list[int]) -> Rows | None:
    if draw(st.integers(0, 2)) == 1:
        return None
    rows: Rows = []
    for drug in draw(st.lists(_one_of("first", "second", "third"), max_size=3)):
        start = _near(draw, visit_days, FROM_A_RECORD)
        lasts = draw(_one_of(None, None, 0, 1, 100, 179, 180, 400))
        rows.append({"drug": drug, "start_date": start, "end_date": None if lasts is None else start + lasts})
    return rows


@st.composite
def _recorded_courses(draw: st.DrawFn, visit_days: list[int]) -> Rows | None:
    if draw(st.integers(0, 2)):
        return None
    rows: Rows = []
    for course in draw(st.lists(_one_of("cis", "rrms", "rrms", "spms", "spms", "ppms"), max_size=4)):
        same_day = rows and draw(st.integers(0, 3)) == 1
        day = rows[-1]["date"] if same_day else _near(draw, visit_days, FROM_A_RECORD)
        rows.append({"date": day, "course": course})
    return rows


@st.composite
def _patient(draw: st.DrawFn, visit_days: list[int]) -> Row:
    """The row of the patients table, now and then none: the person is then not in the table."""
    if draw(st.integers(0, 7)) == 1:
        return {}
    asked_from = _near(draw, visit_days, FROM_A_RECORD) if draw(st.integers(0, 3)) == 1 else None
    asked_to = _near(draw, visit_days, FROM_A_RECORD) if draw(st.integers(0, 3)) == 1 else None
    if asked_from is not None and asked_to is not None:
        asked_from, asked_to = sorted((asked_from, asked_to))
    return {
        "onset_type": draw(_one_of("relapsing", "relapsing", "relapsing", "progressive", None)),
        "relapses_known_from": asked_from,
        "relapses_known_to": asked_to,
        "death_date": draw(_one_of(None, None, None, *visit_days[-1:], LAST_DAY)),
    }


@st.composite
def patients(draw: st.DrawFn) -> Records:
    """One patient's records, of whom there may be no record at all."""
    visits = draw(_visits())
    days = sorted({row["date"] for row in visits})
    return Records(
        patient=draw(_patient(days)),
        visits=visits,
        relapses=draw(_relapses(days)),
        mri=draw(_mri(days)),
        treatments=draw(_treatments(days)),
        recorded_courses=draw(_recorded_courses(days)),
        set_aside=draw(st.sampled_from([(), (), (), ("mri",), ("treatments",), ("relapses",)])),
    )


def _moved(draw: st.DrawFn, rule: Any, **choices: list[Any]) -> Any:
    """The rule, now and then with one of its fields moved."""
    if draw(st.booleans()):
        return rule
    name = draw(st.sampled_from(sorted(choices)))
    return replace(rule, **{name: draw(st.sampled_from(choices[name]))})


def _worsening(draw: st.DrawFn) -> WorseningRule:
    """The default rule, now and then with a number moved; or any rule that says what was known."""
    if draw(st.integers(0, 2)) == 1:
        return draw(worsening_rules(ahead=False, for_the_course=True))
    cause = _moved(
        draw,
        CauseRule(),
        associated_before=[0, 30, 89, 91],
        associated_after=[1, 30],
        relapse_free=[
            (),
            *((replace(AROUND_EVENT, end_days=days), AROUND_CONFIRMATION) for days in (0, 29, 31, 90, 200)),
            *((AROUND_EVENT, replace(AROUND_CONFIRMATION, end_days=days)) for days in (0, 29, 31, 90)),
            *((AROUND_EVENT, replace(AROUND_CONFIRMATION, start_days=-days)) for days in (0, 30, 89, 91)),
        ],
    )
    rule: WorseningRule = _moved(
        draw,
        replace(lublin_2013.worsening, cause=cause),
        confirm_after=[83, 85, 91, 168],
        usable=[RelapseDistance(after=days) for days in (0, 29, 31, 90)],
        edss=list(EDSS_THRESHOLDS.values()),
        timed_test_fraction=[0.15, 0.25],
        t25fw_unable_seconds=[120],
        nhpt_unable_seconds=[200],
        sdmt_points=[3, 5, 8],
        reference=["fixed"],
    )
    measures = draw(
        _one_of(("edss",), ("edss",), ("edss", "t25fw", "nhpt", "sdmt"), ("edss", "t25fw"), ("edss", "sdmt"))
    )
    return replace(rule, measures=measures)


def spms_rules_by_record() -> st.SearchStrategy[SpmsDefinition]:
    """Rules for SPMS onset that look for no rise, none of which asks for the age."""
    anyone = replace(spms_expand, minimum_age=None, maximum_age=None)
    return _one_of(
        spms_recorded,
        anyone,
        replace(anyone, minimum_edss=2.0, rise_within=400),
        replace(anyone, relapse_free=0),
        TwoHighVisits(),
        TwoHighVisits(level=3.0, or_treatment=True),
    )


def _spms_onset(draw: st.DrawFn) -> SpmsDefinition:
    if draw(st.integers(0, 4)) == 1:
        return draw(spms_rules_by_record())
    rule: SpmsOnsetRule = _moved(
        draw,
        draw(_one_of(spms_lorscheider_2016, spms_lorscheider_2016, spms_lorscheider_no_fs)),
        confirm_after=[84, 90, 92, 168],
        usable_after_relapse=[0, 29, 31, 90],
        edss=list(EDSS_THRESHOLDS.values()),
        minimum_edss=[3.5, 4.5],
        minimum_pyramidal=[1, 3],
        pyramidal_assumed_from_edss=[5.0, 6.0],
    )
    return rule


@st.composite
def definitions(draw: st.DrawFn) -> CourseDefinition:
    """The default definition or a variant of it."""
    if draw(st.integers(0, 3)) == 1:
        return lublin_2013
    definition = lublin_2013
    definition = replace(
        definition,
        assume_onset=draw(_one_of(None, None, "relapsing")),
        window=draw(_one_of(365, 365, 365, 364, 366, 180, 730)),
        worsening=_worsening(draw),
        spms_onset=_spms_onset(draw),
        relapses=_moved(draw, definition.relapses, minimum_duration_hours=[23, 25, 48], minimum_interval=[0, 29, 31]),
        activity=_moved(draw, definition.activity, comparison_grace=[0, 89, 91]),
        progression=_moved(draw, definition.progression, shortest_comparison=[0, 269, 271, 365]),
        assessments=_moved(
            draw,
            definition.assessments,
            interval=[180, 364, 366],
            due_soon=[0, 59, 61],
            confirmation_grace=[0, 59, 61],
        ),
    )
    moved: CourseDefinition = _moved(
        draw, definition, relapse_free_window=[365, 729, 731], relapse_free_visit=[364, 366, 730]
    )
    return moved


def days_of_change(records: Records, definition: CourseDefinition) -> list[int]:
    """Every day on which a state may change, by the specification, up to the last record and well beyond."""
    window = definition.window
    days = set(records.days())
    days |= {day + window for day in days}
    days |= {row["onset_date"] + definition.relapse_free_window for row in records.relapses or []}
    days |= {row["end_date"] for row in records.treatments or [] if row.get("end_date") is not None}
    days |= {row["date"] + definition.relapse_free_visit for row in records.visits}
    days |= {row["date"] + definition.relapse_free_window for row in records.visits}
    known_from, known_to = (records.patient.get(f"relapses_known_{edge}") for edge in ("from", "to"))
    if known_from is not None:
        days |= {known_from + window - 1, known_from + definition.relapse_free_window - 1}
    if known_to is not None:
        days.add(known_to + 1)
    return sorted(days)


def shifted(records: Records, by: int) -> Records:
    """The same records so many days later."""

    def later(row: Row) -> Row:
        dated = {*DATED_BY.values(), "end_date", "compared_with", "relapses_known_from", "relapses_known_to"}
        dated.add("death_date")
        return {key: value + by if key in dated and value is not None else value for key, value in row.items()}

    tables: dict[str, Any] = {
        name: None if getattr(records, name) is None else [later(row) for row in getattr(records, name)]
        for name in DATED_BY
    }
    return replace(records, patient=later(records.patient), **tables)
