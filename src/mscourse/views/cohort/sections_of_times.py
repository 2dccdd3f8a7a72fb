"""The parts of the report on time: how long until SPMS, until a confirmed worsening."""

from __future__ import annotations

import polars as pl

from mscourse.results.cohort_numbers import CohortNumbers, TimeToEvent
from mscourse.results.course import Course
from mscourse.views.cohort import cells
from mscourse.views.cohort.basis import basis
from mscourse.views.cohort.curves import cumulative_incidence_specification, kaplan_meier_specification
from mscourse.views.cohort.document import Column, Figure, Section, Table
from mscourse.views.cohort.words import MOST_GROUPS, with_groups_said

_EVENTS = {
    "spms": ("SPMS", "Time to SPMS"),
    "worsening": ("confirmed worsening", "Time to confirmed worsening"),
}
_AT_RISK = (
    "A person is at risk from the first examination on, so the number at risk may rise at first. An event counts on "
    "its onset, once it is confirmed. Where few are at risk, one event takes much of the curve with it, and all that "
    "comes later rests on that step: read the curve with the numbers below it."
)
_SINCE = "the first record"
_WHEN_THE_DEAD_ARE_FOLLOWED_LONGER = (
    "Whose end of follow-up is not recorded is followed to the last record, but to death where it is known: the share "
    "who died is then too high."
)
_LEFT_OUT = {
    "not_relapsing": "the course was progressive from the start",
    "course_unknown": "the course was not known",
    "relapses_not_known": "relapses were not asked about",
    "not_examined": "was never examined",
    "onset_unknown": "no day of first symptom",
    "already": "had the event before",
    "no_follow_up": "no follow-up",
}
_GROUP = Column(name="group", heading="Group", say=cells.text, is_number=False)
_LIMITS = (
    Column(name="lower", heading="Lower limit", say=cells.share),
    Column(name="upper", heading="Upper limit", say=cells.share),
)


def times_section(course: Course, numbers: CohortNumbers) -> Section:
    """How long it takes to SPMS and to a confirmed worsening."""
    figures: list[Figure] = []
    tables: list[Table] = []
    paragraphs: list[str] = []
    for name, times in (("spms", numbers.time_to_spms), ("worsening", numbers.time_to_worsening)):
        event, title = _EVENTS[name]
        tables += _tables(name, title, times)
        people = int(times.median.item(0, "people")) if times.median.height else 0
        if not people:
            paragraphs.append(f"{title}: nobody can be followed until {event}, so there is no curve.")
            continue
        happened = int(times.median.item(0, "events"))
        if not happened:
            paragraphs.append(f"{title}: nobody of {people:,} had it in the time that they were followed.")
        figures.append(_curve(course, name, times, people, happened))
        if times.incidence is not None:
            figures.append(_incidence(course, name, times, times.incidence, people))
    return Section(
        name="times",
        title="Time to SPMS and to confirmed worsening",
        paragraphs=[
            _AT_RISK,
            *paragraphs,
        ],
        figures=figures,
        tables=tables,
    )


def _curve(course: Course, name: str, times: TimeToEvent, people: int, happened: int) -> Figure:
    event, title = _EVENTS[name]
    groups = times.curve.drop_nulls("by").get_column("group").n_unique()
    drawn = "" if groups <= MOST_GROUPS else f" Of more than {MOST_GROUPS} groups only everybody is drawn."
    return Figure(
        title=title,
        caption=f"Share of people without {event} (Kaplan and Meier) with 95 % limits, and the numbers at risk; "
        f"{happened:,} had the event.{drawn} {basis(course, people)}",
        table=Table(
            name=f"time_to_{name}",
            caption=f"{title}: the curve",
            frame=times.curve,
            shown=with_groups_said(times.curve),
            columns=(
                *_group(times.curve),
                Column(name="time_days", heading="Years", say=cells.years_of_days),
                Column(name="at_risk", heading="At risk", say=cells.number),
                Column(name="events", heading="Events", say=cells.number),
                Column(name="censored", heading="Left", say=cells.number),
                Column(name="estimate", heading=f"Without {event}", say=cells.share),
                *_LIMITS,
            ),
        ),
        beside=[
            Table(
                name=f"time_to_{name}_at_risk",
                caption=f"{title}: numbers at risk",
                frame=times.at_risk,
                shown=with_groups_said(times.at_risk),
                columns=(
                    *_group(times.at_risk),
                    Column(name="time_days", heading="Years", say=cells.years_of_days),
                    Column(name="at_risk", heading="At risk", say=cells.number),
                    Column(name="not_yet", heading="Come later", say=cells.number),
                    Column(name="events", heading="Had the event", say=cells.number),
                    Column(name="deaths", heading="Died", say=cells.number),
                    Column(name="censored", heading="Left", say=cells.number),
                ),
            )
        ],
        draw=lambda width: kaplan_meier_specification(
            times.curve, times.at_risk, width=width, event=event, since=_SINCE
        ),
    )


def _incidence(course: Course, name: str, times: TimeToEvent, incidence: pl.DataFrame, people: int) -> Figure:
    event, title = _EVENTS[name]
    return Figure(
        title=f"{title}, with death competing",
        caption=f"Share of people who had {event} (Aalen and Johansen, with 95 % limits), and of those who died "
        f"without it, with the numbers at risk of either. {_WHEN_THE_DEAD_ARE_FOLLOWED_LONGER} {basis(course, people)}",
        table=Table(
            name=f"incidence_of_{name}",
            caption=f"{title}, with death competing: the curves",
            frame=incidence,
            shown=with_groups_said(incidence),
            columns=(
                *_group(incidence),
                Column(name="time_days", heading="Years", say=cells.years_of_days),
                Column(name="at_risk", heading="At risk", say=cells.number),
                Column(name="events", heading="Events", say=cells.number),
                Column(name="deaths", heading="Deaths", say=cells.number),
                Column(name="estimate", heading=f"Had {event}", say=cells.share),
                *_LIMITS,
                Column(name="death_estimate", heading="Died without it", say=cells.share),
            ),
        ),
        draw=lambda width: cumulative_incidence_specification(
            incidence, times.at_risk, width=width, event=event, since=_SINCE
        ),
    )


def _tables(name: str, title: str, times: TimeToEvent) -> list[Table]:
    """The median time, and who takes no part."""
    return [
        Table(
            name=f"median_time_to_{name}",
            caption=f"{title}: the median",
            frame=times.median,
            shown=with_groups_said(times.median),
            columns=(
                *_group(times.median),
                Column(name="people", heading="People", say=cells.number),
                Column(name="left_out", heading="Take no part", say=cells.number),
                Column(name="events", heading="Events", say=cells.number),
                Column(name="median", heading="Median (years)", say=cells.years_of_days),
                Column(name="lower", heading="Lower limit", say=cells.years_of_days),
                Column(name="upper", heading="Upper limit", say=cells.years_of_days),
            ),
            note=f"{cells.NOTHING} was not reached.",
        ),
        Table(
            name=f"time_to_{name}_left_out",
            caption=f"{title}: who takes no part",
            frame=times.left_out,
            columns=(
                Column(name="left_out", heading="Why", say=cells.word(_LEFT_OUT), is_number=False),
                Column(name="people", heading="People", say=cells.number),
            ),
        ),
    ]


def _group(frame: pl.DataFrame) -> tuple[Column, ...]:
    """The column of groups, where there are any."""
    return () if frame.get_column("by").null_count() == frame.height else (_GROUP,)
