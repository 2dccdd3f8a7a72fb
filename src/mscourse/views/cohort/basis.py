"""What every caption says of the numbers above it: how many people, by which definition, over which window."""

from __future__ import annotations

from mscourse.results.course import Course
from mscourse.results.words import window_in_words
from mscourse.views import vocabulary as say
from mscourse.views.methods import changes


def basis(course: Course, people: int) -> str:
    """The sentence at the end of a caption."""
    definition = course.definition
    changed = " (changed)" if changes(definition) else ""
    known = "in hindsight" if course.hindsight else "as known on each day"
    return (
        f"{say.count(people, 'person', 'people')}; definition {definition.name}{changed}, "
        f"window {window_in_words(definition.window)}, {known}."
    )


def until_in_words(course: Course) -> str:
    """Up to when records were looked at."""
    until = course.provenance.get("until")
    if until is None:
        return "up to each person's last record"
    return f"up to day {until}" if course.cohort.day_offsets else f"up to {until}"
