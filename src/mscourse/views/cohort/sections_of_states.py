"""The parts of the report on where people stand: distributions, transitions, and who moved where."""

from __future__ import annotations

from mscourse.measures.cohort_report import CohortNumbers
from mscourse.results.course import Course
from mscourse.views.cohort import cells
from mscourse.views.cohort.basis import basis
from mscourse.views.cohort.distribution import points_of_time, state_distribution_specification
from mscourse.views.cohort.document import Column, Figure, Section, Table
from mscourse.views.cohort.words import GONE, ONSET_UNKNOWN, STATES, said_of

_OF = {"phenotype": "Course", "activity": "Activity"}


def distribution_section(course: Course, numbers: CohortNumbers) -> Section:
    """Where people stand, over the calendar and over the years since the first symptom."""
    figures = []
    paragraphs = [
        "Shares are of those in a state on the day. Who is not (before the first record, after the last, dead, or "
        "without a recorded first symptom) is counted in the table, not guessed."
    ]
    frames = {
        "phenotype_by_date": numbers.phenotype_by_date,
        "activity_by_date": numbers.activity_by_date,
        "phenotype_by_duration": numbers.phenotype_by_duration,
        "activity_by_duration": numbers.activity_by_duration,
    }
    for name, frame in frames.items():
        of, _, over = name.partition("_by_")
        if frame.is_empty():
            continue
        time = "over the calendar" if over == "date" else "over the years since the first symptom"
        title = f"{_OF[of]} {time}"
        column = "date" if over == "date" else "years"
        known = said_of((*STATES[of], *GONE, ONSET_UNKNOWN))
        table = Table(
            name=name,
            caption=f"{title}: the numbers",
            frame=frame,
            columns=(
                Column(
                    name=column,
                    heading="Day" if over == "date" else "Years",
                    say=cells.day if over == "date" else cells.years,
                    is_number=False,
                ),
                Column(name="state", heading="State", say=cells.word(known), is_number=False),
                Column(name="people", heading="People", say=cells.number),
                Column(name="share", heading="Share of those in a state", say=cells.share),
            ),
        )
        unknown = " What could not be judged is shown as such, with a dashed edge." if of == "activity" else ""
        figures.append(
            Figure(
                title=title,
                caption=f"{title}, {points_of_time(frame)[1]}: shares of those in a state.{unknown} "
                f"{basis(course, numbers.people)}",
                table=table,
                draw=lambda width, frame=frame: state_distribution_specification(frame, width=width),
            )
        )
    if numbers.phenotype_by_duration.is_empty():
        paragraphs.append("Nobody's day of the first symptom is recorded: nothing is told by the years since then.")
    if not numbers.people:
        paragraphs = ["Nobody has a record by that day."]
    return Section(name="distribution", title="Where people stand", paragraphs=paragraphs, figures=figures)
