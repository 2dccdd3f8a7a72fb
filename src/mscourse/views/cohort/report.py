"""The report of a cohort as a document: its parts in order."""

from __future__ import annotations

from mscourse.results.cohort_numbers import CohortNumbers
from mscourse.results.course import Course
from mscourse.results.words import window_in_words
from mscourse.views import vocabulary as say
from mscourse.views.cohort.document import Document
from mscourse.views.cohort.sections_of_care import completeness_section, due_section, methods_section
from mscourse.views.cohort.sections_of_change import lanes_section, relapses_section, worsening_section
from mscourse.views.cohort.sections_of_people import baseline_section, flow_section
from mscourse.views.cohort.sections_of_states import distribution_section, transitions_section
from mscourse.views.cohort.sections_of_times import times_section

NOTICE = (
    "Research software, not a medical device. It recommends no treatment; the full basis of every statement is shown."
)


def document_of(course: Course, numbers: CohortNumbers) -> Document:
    """The report: where people stand, how they move, how long it takes, what is due, and how it was made."""
    window = window_in_words(course.definition.window)
    known = (
        "is made in hindsight: later records have confirmed or refuted earlier changes"
        if course.hindsight
        else "uses only what was on record by its date"
    )
    return Document(
        title=f"The disease course of {say.count(numbers.people, 'person', 'people')} with multiple sclerosis",
        lead=f"Every statement about activity, progression and worsening is about the past {window}, and {known}.",
        notice=NOTICE,
        sections=[
            flow_section(course, numbers),
            baseline_section(course, numbers),
            distribution_section(course, numbers),
            transitions_section(course, numbers),
            times_section(course, numbers),
            worsening_section(course, numbers),
            relapses_section(course, numbers),
            lanes_section(course, numbers),
            due_section(course, numbers),
            completeness_section(course, numbers),
            methods_section(course),
        ],
    )
