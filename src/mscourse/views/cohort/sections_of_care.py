"""The last parts of the report: who is due, what could be said, and how it was all made."""

from __future__ import annotations

import json

import polars as pl

from mscourse.results.cohort_numbers import CohortNumbers
from mscourse.results.course import Course
from mscourse.rules.written import to_json
from mscourse.views import vocabulary as say
from mscourse.views.cohort import cells
from mscourse.views.cohort.basis import basis
from mscourse.views.cohort.counts import STATEMENTS, completeness_specification, who_is_due_specification
from mscourse.views.cohort.document import Column, Figure, Section, Table
from mscourse.views.methods import changes, methods_text
from mscourse.views.whole_cohort import reason_in_words

_STANDINGS = {
    "due": "something is due",
    "nothing_due": "nothing is due",
    "follow_up_ended": "follow-up had ended",
    "died": "had died",
}


def due_section(course: Course, numbers: CohortNumbers) -> Section:
    """Who is due for what."""
    title = "Who is due for what"
    until = course.provenance.get("until")
    judged = (
        "Each person is judged on the last day of their own records, so that whoever has stayed away since is not "
        "overdue here; the option --until judges everybody on one day."
        if until is None
        else f"Everybody is judged on {say.say_day(until) if isinstance(until, int) else until}."
    )
    if not numbers.people:
        return Section(name="due", title=title, paragraphs=["Nobody has a record by that day."])
    figure = Figure(
        title="Evaluations that are due",
        caption=f"People for whom an evaluation is overdue, was never done, or is due soon; one person may stand under "
        f"several. {basis(course, numbers.people)}",
        table=Table(
            name="who_is_due",
            caption="Evaluations that are due: the people",
            frame=numbers.due,
            columns=(
                Column(name="kind", heading="Evaluation", say=cells.word(say.ASSESSMENTS), is_number=False),
                Column(name="overdue", heading="Overdue", say=cells.number),
                Column(name="never", heading="Never done", say=cells.number),
                Column(name="due_soon", heading="Due soon", say=cells.number),
            ),
        ),
        beside=[
            Table(
                name="due_standing",
                caption="People by what is asked of them",
                frame=numbers.standing,
                columns=(
                    Column(name="standing", heading="Standing", say=cells.word(_STANDINGS), is_number=False),
                    Column(name="people", heading="People", say=cells.number),
                ),
            )
        ],
        draw=lambda width: who_is_due_specification(numbers.due, width=width),
    )
    return Section(name="due", title=title, paragraphs=[judged], figures=[figure])


def completeness_section(course: Course, numbers: CohortNumbers) -> Section:
    """For how much of the time each statement could be made, and what was missing."""
    title = "What could be said"
    if not numbers.completeness.get_column("person_days").sum():
        return Section(name="completeness", title=title, paragraphs=["There is no time to speak of."])
    figure = Figure(
        title="How much of the time could be judged",
        caption=f"Share of the person-time in which each statement could be made, from each person's first record to "
        f"their last day, the end of follow-up or death. {basis(course, numbers.people)}",
        table=Table(
            name="completeness",
            caption="How much of the time could be judged: the numbers",
            frame=numbers.completeness,
            columns=(
                Column(name="statement", heading="Statement", say=cells.word(STATEMENTS), is_number=False),
                Column(name="people", heading="People", say=cells.number),
                Column(name="person_days", heading="Days", say=cells.number),
                Column(name="share", heading="Share of their days", say=cells.share),
                Column(name="unknown_on_last_day", heading="Unknown on the last day", say=cells.number),
            ),
        ),
        draw=lambda width: completeness_specification(numbers.completeness, width=width),
    )
    words = {
        (str(row["statement"]), str(row["reason"])): reason_in_words(course, str(row["statement"]), str(row["reason"]))
        for row in numbers.lacking.to_dicts()
    }
    said = [words[str(row["statement"]), str(row["reason"])] for row in numbers.lacking.to_dicts()]
    shown = numbers.lacking.with_columns(said=pl.Series(said, dtype=pl.String))
    missing = Table(
        name="what_was_missing",
        caption="What was missing where a statement could not be made",
        frame=numbers.lacking,
        shown=shown,
        columns=(
            Column(name="statement", heading="Statement", say=cells.word(STATEMENTS), is_number=False),
            Column(name="said", heading="Missing", is_number=False),
            Column(name="people", heading="People", say=cells.number),
            Column(name="person_days", heading="Days", say=cells.number),
        ),
        note="A day that lacks several things is counted under each of them.",
    )
    return Section(name="completeness", title=title, figures=[figure], tables=[missing])


def methods_section(course: Course) -> Section:
    """How the report was made: the methods of a paper, and every setting."""
    told = [line.strip() for line in methods_text(course).splitlines()]
    paragraphs = [line.replace("`", "").removeprefix("- ") for line in told if line and not line.startswith("#")]
    versions = ", ".join(f"{name} {version}" for name, version in course.provenance.get("versions", {}).items())
    settings = json.dumps(json.loads(to_json(course.definition)), indent=2, ensure_ascii=False)
    return Section(
        name="methods",
        title="How this was made",
        paragraphs=[
            *paragraphs,
            *changes(course.definition),
            f"Fingerprint of the definition: {course.provenance.get('fingerprint', '')}. Versions: {versions}.",
        ],
        code=settings,
    )
