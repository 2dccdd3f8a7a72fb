"""The parts of the report on change: worsening by cause, relapses around SPMS, and some courses side by side."""

from __future__ import annotations

import polars as pl

from mscourse.results.cohort_numbers import MOST_LANES, CohortNumbers
from mscourse.results.course import Course
from mscourse.views import vocabulary as say
from mscourse.views.cohort import cells
from mscourse.views.cohort.basis import basis
from mscourse.views.cohort.document import Column, Figure, Section, Table
from mscourse.views.cohort.swimmer import swimmer_specification
from mscourse.views.cohort.words import CAUSES, PHENOTYPES, said_of
from mscourse.views.cohort.yearly import relapse_rate_around_spms_specification, worsening_by_cause_specification

_RATES = (
    Column(name="person_years", heading="Person-years", say=cells.decimal(1)),
    Column(name="rate", heading="Per person-year", say=cells.rate),
    Column(name="lower", heading="Lower limit", say=cells.rate),
    Column(name="upper", heading="Upper limit", say=cells.rate),
)
_CUT = "with exact 95 % intervals (Poisson); those that leave the picture are cut, the table has them whole"
_IN_A_LANE = {
    "phenotype": "course",
    "relapse": "relapse",
    "worsening": "confirmed worsening",
    "spms_onset": "onset of SPMS",
    "death": "death",
}


def worsening_section(course: Course, numbers: CohortNumbers) -> Section:
    """Worsening by its cause, year by year."""
    worsening = numbers.worsening_per_year
    title = "Confirmed worsening by its cause"
    if worsening.is_empty():
        return Section(
            name="worsening", title=title, paragraphs=["Nobody was examined and then followed: there are no rates."]
        )
    events = worsening.get_column("events").sum()
    figure = Figure(
        title="Worsening by cause per year",
        caption=f"Confirmed worsenings per person-year, {_CUT}. {events:,} worsenings. Those of the last year may "
        f"still wait for confirmation. {basis(course, numbers.people)}",
        table=Table(
            name="worsening_by_cause",
            caption="Worsening by cause per year: the numbers",
            frame=worsening,
            columns=(
                Column(name="year", heading="Year"),
                Column(name="cause", heading="Cause", say=cells.word(said_of(CAUSES)), is_number=False),
                Column(name="people", heading="People", say=cells.number),
                Column(name="events", heading="Worsenings", say=cells.number),
                *_RATES,
            ),
        ),
        draw=lambda width: worsening_by_cause_specification(worsening, width=width),
    )
    nothing = [] if events else ["No confirmed worsening was found."]
    return Section(name="worsening", title=title, paragraphs=nothing, figures=[figure])


def relapses_section(course: Course, numbers: CohortNumbers) -> Section:
    """Relapses year by year before and after the onset of SPMS."""
    rates = numbers.relapse_rate_around_spms
    title = "Relapses before and after the onset of SPMS"
    onsets = course.events.filter(pl.col("kind") == "spms_onset").height
    if not onsets:
        return Section(
            name="relapses", title=title, paragraphs=["No onset of SPMS was found: there is no before and after."]
        )
    if not rates.get_column("person_years").sum():
        return Section(
            name="relapses",
            title=title,
            paragraphs=[f"{say.count(onsets, 'onset')} of SPMS, but relapses are not known at any time around."],
        )
    figure = Figure(
        title="Relapse rate by year before and after the onset of SPMS",
        caption=f"Relapses per person-year, {_CUT}. The line is the onset ({say.count(onsets, 'onset')}). The people "
        f"of one year are not those of another, and as the onset is a rise of EDSS away from relapses, the years "
        f"next to it hold few by construction. {basis(course, onsets)}",
        table=Table(
            name="relapse_rate_around_spms",
            caption="Relapse rate around the onset of SPMS: the numbers",
            frame=rates,
            columns=(
                Column(name="year", heading="Year", say=lambda year: f"{year:+d}"),
                Column(name="people", heading="People", say=cells.number),
                Column(name="relapses", heading="Relapses", say=cells.number),
                *_RATES,
            ),
        ),
        draw=lambda width: relapse_rate_around_spms_specification(rates, width=width),
    )
    return Section(name="relapses", title=title, figures=[figure])


def lanes_section(course: Course, numbers: CohortNumbers) -> Section:
    """Some courses side by side."""
    shown = numbers.lanes.get_column("lane").n_unique()
    title = "Single courses side by side"
    if not shown:
        return Section(name="courses", title=title, paragraphs=["Nobody has a record by that day."])
    words = said_of(PHENOTYPES) | said_of(CAUSES)
    chosen = (
        "everybody"
        if shown == numbers.people
        else f"{shown} of {numbers.people:,} people, at even distances from all in order of the length of their course"
    )
    figure = Figure(
        title="Courses of single people",
        caption=f"One lane for each person, the longest course first: {chosen} ({MOST_LANES} at most). Nobody is "
        f"named, and time counts from each person's first record. {basis(course, shown)}",
        table=Table(
            name="courses",
            caption="Courses of single people: what is drawn",
            frame=numbers.lanes,
            columns=(
                Column(name="lane", heading="Lane"),
                Column(name="what", heading="What", say=cells.word(_IN_A_LANE), is_number=False),
                Column(name="word", heading="Which", say=cells.word(words), is_number=False),
                Column(name="start_years", heading="From (years)", say=cells.decimal(2)),
                Column(name="end_years", heading="To (years)", say=cells.decimal(2)),
            ),
        ),
        draw=lambda width: swimmer_specification(numbers.lanes, width=width),
    )
    return Section(name="courses", title=title, figures=[figure])
