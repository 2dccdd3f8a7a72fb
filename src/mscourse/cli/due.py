"""`mscourse due`: who is due for an examination, an MRI or a confirming visit, the most urgent first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mscourse.cli import options

if TYPE_CHECKING:
    import polars as pl

    from mscourse.results.course import Course
    from mscourse.tables.cohort import CheckedCohort

DEFAULT_DEFINITION = "lublin_2013"
FIRST_PEOPLE = 20
_NOT_ASKED_FOR = {"follow_up_ended": "whose follow-up had ended", "died": "who had died"}


def due(
    data: options.Data,
    *,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="DATE",
            help="Judge everybody on this date (or day, where the records came as days); later records are ignored. "
            "Without it, the latest date on record in the data.",
            rich_help_panel="The question",
            show_default=False,
        ),
    ] = None,
    definition: options.CourseName = DEFAULT_DEFINITION,
    assume_onset: options.AssumeOnset = None,
    set_aside: options.SetAside = False,
    date_format: options.DateOrder = None,
    findings: options.FindingsFile = None,
    people: Annotated[
        int,
        typer.Option(
            "--people",
            metavar="N",
            min=0,
            help="How many people are shown, the most urgent first.",
            rich_help_panel="Output",
        ),
    ] = FIRST_PEOPLE,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write everybody's rows, with all columns, to this .csv or .parquet file.",
            show_default=False,
            rich_help_panel="Output",
        ),
    ] = None,
) -> None:
    """List who is due for an examination, an MRI or a confirming visit, the most urgent first.

    Everybody is judged on one day, so that whoever stays away is not forgotten. Nobody is asked for who has died, or
    whose follow-up ended before that day.

    Example: mscourse due data/ --out due.csv
    """
    from mscourse.cli import reading
    from mscourse.cli.summary import set_aside_and_warnings, warnings_among
    from mscourse.cli.targets import refuse_file_of_records, refuse_one_file_for_two
    from mscourse.cli.terminal import busy, show
    from mscourse.measures.due import who_is_due
    from mscourse.views.exports import write_table
    from mscourse.views.methods import changes

    if out is not None:
        refuse_file_of_records(out, data)
        refuse_one_file_for_two(out, findings)
    rule = reading.course_definition(definition, assume_onset)
    cohort = reading.read_checked(
        data, date_format=date_format, set_aside=set_aside, findings_file=findings, relapse_rule=rule.relapses
    )
    day = until if until is not None else _latest_day(cohort)
    with busy("Looking for what is due"):
        from mscourse.derivations.characterise import characterise

        course = characterise(cohort, rule, until=day)
        rows = who_is_due(course)
    _show_counts(course, str(day), is_asked_for=until is not None)
    if out is not None:
        write_table(rows, out)
        show(f"{rows.height:,} {'row is' if rows.height == 1 else 'rows are'} in {out}.")
    else:
        _show_people(course, rows, people)
    listed = f"in {findings}" if findings is not None else f"by `mscourse check {data}`"
    for line in (*changes(rule), set_aside_and_warnings(cohort.counts, warnings_among(cohort.findings), listed)):
        if line:
            show(line)
    show("Research software, not a medical device: it says what is missing for the course to be judged.")


def _latest_day(cohort: CheckedCohort) -> Any:  # noqa: ANN401 - a date, or a whole day where the records came as days
    """The latest date of any record; without a record none, and nobody is judged."""
    from mscourse.tables.schemas import DATE_OF_RECORD

    latest = [table.get_column(DATE_OF_RECORD[name]).max() for name, table in cohort.records.items()]
    days: list[Any] = [day for day in latest if day is not None]
    if not days:
        return None
    from mscourse.tables.days import EPOCH

    return (max(days) - EPOCH).days if cohort.day_offsets else max(days)


def _show_counts(course: Course, day: str, *, is_asked_for: bool) -> None:
    """Print on which day everybody was judged, how many are due for what, and who is not asked for."""
    from mscourse.cli.terminal import show, show_table
    from mscourse.measures.due import due_counts, due_standing
    from mscourse.views.vocabulary import ASSESSMENTS, count

    standing = due_standing(course)
    if standing.is_empty():
        show("Nobody has a record by that day.")
        return
    said = f"day {day}" if course.cohort.day_offsets else day
    why = "" if is_asked_for else ", the latest date on record; --until judges on another day"
    show(f"Who is due for what on {said}{why}.")
    show()
    numbers = dict(standing.group_by("standing").len().rows())
    parts = [f"{numbers.get('due', 0):,} with something due", f"{numbers.get('nothing_due', 0):,} with nothing due"]
    parts += [f"{numbers[name]:,} {words}" for name, words in _NOT_ASKED_FOR.items() if name in numbers]
    show(f"{count(standing.height, 'person', 'people')}: {', '.join(parts)}.")
    show()
    rows = [[ASSESSMENTS[str(kind)], *counts] for kind, *counts in due_counts(course).rows()]
    headings = ["evaluation", "overdue", "never done", "due or due soon"]
    show_table(headings, rows, numbers=headings[1:])
    show()


def _show_people(course: Course, rows: pl.DataFrame, most: int) -> None:
    """Print each person's evaluations, the most urgent person first."""
    from mscourse.cli.terminal import show, show_heading, show_item
    from mscourse.measures.due import due_by_person
    from mscourse.views.due_sentences import due_sentence, one_visit_sentence

    persons = due_by_person(course)
    shown = persons.head(most).to_dicts()
    theirs = rows.partition_by("patient_id", as_dict=True)
    for person in shown:
        show_heading(person["patient_id"])
        for row in theirs[person["patient_id"],].to_dicts():
            show_item(due_sentence(row))
        if person["one_visit_from"] is not None:
            show_item(one_visit_sentence(person))
        show()
    left = persons.height - len(shown)
    if left:
        what = "more people are" if left > 1 else "more person is"
        show(f"{left:,} {what} due for something: --people shows more, --out due.csv writes all.")
