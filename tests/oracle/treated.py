"""Random patients whose topics turn on their treatments: active and worse, with treatments begun around both."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from oracle.records import Records, Row, Rows

BEFORE = [180, 179, 181, 0, 90, 365, 400]
"""Days from the start of a treatment to the activity or the worsening that it is held against."""


@st.composite
def treated_patients(draw: st.DrawFn) -> Records:
    """One patient, seen about twice a year, who became worse once or twice and was active now and then."""
    level = draw(st.sampled_from([2.0, 3.5, 4.0, 6.0]))
    risings = draw(st.lists(st.sampled_from([500, 700, 900, 1300]), min_size=1, max_size=2, unique=True))
    days = sorted({*range(0, 1600, draw(st.sampled_from([100, 180, 300]))), *risings})
    visits = [{"date": day, "edss": level + sum(day >= rising for rising in risings)} for day in days]
    active_days = draw(_days(risings))
    relapses = [{"onset_date": day} for day in draw(_days(risings))]
    scans = [_scan(draw, day, active=day in active_days) for day in sorted({*range(0, 1600, 200), *active_days})]
    return Records(
        patient=_about(draw),
        visits=visits,
        relapses=draw(st.sampled_from([[], relapses])),
        mri=scans,
        treatments=draw(_treatments([*risings, *active_days])),
        recorded_courses=_labels(draw),
        set_aside=draw(st.sampled_from([(), (), (), ("treatments",)])),
    )


def _days(risings: list[int]) -> st.SearchStrategy[list[int]]:
    """Days of activity, on the way from one worsening to the next."""
    return st.lists(
        st.sampled_from([day + apart for day in risings for apart in (95, 150, 220, -200, 50)]), min_size=1, max_size=3
    )


def _scan(draw: st.DrawFn, day: int, *, active: bool) -> Row:
    gd_lesions, new_t2_lesions = draw(st.sampled_from([(1, 0), (None, 2)])) if active else (0, 0)
    return {"date": day, "gd_lesions": gd_lesions, "new_t2_lesions": new_t2_lesions, "enlarging_t2_lesions": 0}


@st.composite
def _treatments(draw: st.DrawFn, days: list[int]) -> Rows | None:
    if draw(st.integers(0, 7)) == 1:
        return None
    rows: Rows = []
    for _ in range(draw(st.sampled_from([1, 2, 1, 0]))):
        start = draw(st.sampled_from(days)) - draw(st.sampled_from(BEFORE))
        lasts = draw(st.sampled_from([None, None, None, 0, 180, 600]))
        rows.append({"drug": "a drug", "start_date": start, "end_date": None if lasts is None else start + lasts})
    return rows


def _about(draw: st.DrawFn) -> Row:
    onset: Any = draw(st.sampled_from(["progressive", "relapsing", None]))
    return {"onset_type": onset, "death_date": draw(st.sampled_from([None, None, None, 1300]))}


def _labels(draw: st.DrawFn) -> Rows | None:
    course = draw(st.sampled_from(["spms", None, "rrms", "ppms", "cis"]))
    return None if course is None else [{"date": draw(st.sampled_from([0, 800])), "course": course}]
