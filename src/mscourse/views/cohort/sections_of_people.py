"""The parts of the report on who is in it: the flow of rows and people, and Table 1."""

from __future__ import annotations

from mscourse.results.cohort_numbers import CohortNumbers
from mscourse.results.course import Course
from mscourse.tables.schemas import SCHEMAS
from mscourse.views import vocabulary as say
from mscourse.views.cohort import cells
from mscourse.views.cohort.basis import basis, until_in_words
from mscourse.views.cohort.counts import STAGES, people_flow_specification
from mscourse.views.cohort.document import Column, Figure, Section, Table
from mscourse.views.cohort.table_one import table_one
from mscourse.views.cohort.words import with_groups_said


def flow_section(course: Course, numbers: CohortNumbers) -> Section:
    """What became of the rows that were given, and of the people in them."""
    missing = [say.TABLES[name] for name in SCHEMAS if course.cohort.table(name) is None]
    figure = Figure(
        title="From records to statements",
        caption=f"People with records, and those of whom course, activity and worsening could be told on the last day "
        f"of their course. {basis(course, numbers.people)}",
        table=Table(
            name="people_flow",
            caption="From records to statements: the people",
            frame=numbers.people_flow,
            columns=(
                Column(name="stage", heading="Stage", say=cells.word(STAGES), is_number=False),
                Column(name="people", heading="People", say=cells.number),
            ),
        ),
        draw=lambda width: people_flow_specification(numbers.people_flow, width=width),
    )
    rows = Table(
        name="row_flow",
        caption="Rows, by table",
        frame=numbers.row_flow,
        columns=(
            Column(name="table", heading="Table", say=cells.word(say.TABLES), is_number=False),
            Column(name="given", heading="Given", say=cells.number),
            Column(name="set_aside", heading="Set aside", say=cells.number),
            Column(name="passed_over", heading="Passed over", say=cells.number),
            Column(name="after_until", heading="After the last day", say=cells.number),
            Column(name="used", heading="Used", say=cells.number),
        ),
        note="Set aside: rows with an error. Passed over: rows that a rule does not count, such as pseudo-relapses and "
        "exact duplicates." + (f" Not given, and so unknown: {', '.join(missing)}." if missing else ""),
    )
    return Section(
        name="flow",
        title="Records and people",
        paragraphs=[f"Records were looked at {until_in_words(course)}."],
        figures=[figure],
        tables=[rows],
    )


def baseline_section(_: Course, numbers: CohortNumbers) -> Section:
    """Table 1, and the relapse rate."""
    grouped = numbers.by is not None
    group = (Column(name="group", heading="Group", say=cells.text, is_number=False),) if grouped else ()
    rates = Table(
        name="relapse_rate",
        caption="Relapse rate",
        frame=numbers.relapse_rate,
        shown=with_groups_said(numbers.relapse_rate),
        columns=(
            *group,
            Column(name="people", heading="People", say=cells.number),
            Column(name="people_unknown", heading="Relapses not known", say=cells.number),
            Column(name="relapses", heading="Relapses", say=cells.number),
            Column(name="person_years", heading="Person-years", say=cells.decimal(1)),
            Column(name="rate", heading="Per person-year", say=cells.rate),
            Column(name="lower", heading="Lower limit", say=cells.rate),
            Column(name="upper", heading="Upper limit", say=cells.rate),
        ),
        note="Relapses after the first visit, over the time in which they were asked about, with exact 95 % intervals "
        "(Poisson). These take all relapses as independent: where some people relapse much more often than others, "
        "they are too narrow.",
    )
    return Section(name="baseline", title="The people at baseline", tables=[table_one(numbers.baseline), rates])
