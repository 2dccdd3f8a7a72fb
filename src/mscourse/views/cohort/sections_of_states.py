"""The parts of the report on where people stand: distributions, transitions, and who moved where."""

from __future__ import annotations

from functools import partial

import polars as pl

from mscourse.results.cohort_numbers import CohortNumbers
from mscourse.results.course import Course
from mscourse.views.cohort import cells
from mscourse.views.cohort.alluvial import alluvial_specification
from mscourse.views.cohort.basis import basis
from mscourse.views.cohort.chart import Specification
from mscourse.views.cohort.distribution import points_of_time, state_distribution_specification
from mscourse.views.cohort.document import Column, Figure, Section, Table
from mscourse.views.cohort.transitions import transitions_specification
from mscourse.views.cohort.words import GONE, ONSET_UNKNOWN, STATES, said_of

_OF = {"phenotype": "Course", "activity": "Activity"}
_WHOSE_SHARES = (
    "Shares are of those in a state on the day. Who is not (before the first record, after the last, dead, or "
    "without a recorded first symptom) is counted in the table, not guessed."
)
_DAY = Column(name="date", heading="Day", say=cells.day, is_number=False)
_YEARS = Column(name="years", heading="Years", say=cells.years, is_number=False)


def distribution_section(course: Course, numbers: CohortNumbers) -> Section:
    """Where people stand, over the calendar and over the years since the first symptom."""
    figures = []
    paragraphs = [_WHOSE_SHARES]
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
        known = said_of((*STATES[of], *GONE, ONSET_UNKNOWN))
        table = Table(
            name=name,
            caption=f"{title}: the numbers",
            frame=frame,
            columns=(
                _DAY if over == "date" else _YEARS,
                Column(name="state", heading="State", say=cells.word(known), is_number=False),
                Column(name="people", heading="People", say=cells.number),
                Column(name="share", heading="Share of those in a state", say=cells.share),
            ),
        )
        unknown = " What could not be judged is shown as such, with a dashed edge." if of == "activity" else ""
        figures.append(
            Figure(
                title=title,
                caption=f"Shares of those in a state, {points_of_time(frame)[1]}.{unknown} "
                f"{basis(course, numbers.people)}",
                table=table,
                draw=partial(_draw, frame),
            )
        )
    if numbers.phenotype_by_duration.is_empty():
        paragraphs.append("Nobody's day of the first symptom is recorded: nothing is told by the years since then.")
    if not numbers.people:
        paragraphs = ["Nobody has a record by that day."]
    return Section(name="distribution", title="Where people stand", paragraphs=paragraphs, figures=figures)


def _draw(frame: pl.DataFrame, width: float) -> Specification:
    return state_distribution_specification(frame, width=width)


def transitions_section(course: Course, numbers: CohortNumbers) -> Section:
    """How people move between states: rates, and who was where a few years apart."""
    figures, paragraphs = [], []
    for of, rates in (("phenotype", numbers.phenotype_rates), ("activity", numbers.activity_rates)):
        if rates.get_column("transitions").sum():
            figures.append(_rates(course, numbers, of, rates))
        else:
            paragraphs.append(f"{_OF[of]}: nobody was seen to go from one state to another.")
    for of, flow in (("phenotype", numbers.phenotype_flow), ("activity", numbers.activity_flow)):
        if not flow.is_empty():
            figures.append(_flow(course, numbers, of, flow))
    return Section(
        name="transitions",
        title="How people move between states",
        paragraphs=[
            "A transition from or to a state that could not be judged changes what is known, not the disease.",
            *paragraphs,
        ],
        figures=figures,
    )


def _rates(course: Course, numbers: CohortNumbers, of: str, rates: pl.DataFrame) -> Figure:
    known = said_of(STATES[of])
    return Figure(
        title=f"{_OF[of]}: how often it changes",
        caption=f"Transitions per person-year spent in the first state, with exact 95 % intervals (Poisson), on a "
        f"scale of powers of ten; the table has those that were never seen too. {basis(course, numbers.people)}",
        table=Table(
            name=f"{of}_transitions",
            caption=f"{_OF[of]}: transitions",
            frame=rates,
            columns=(
                Column(name="from_state", heading="From", say=cells.word(known), is_number=False),
                Column(name="to_state", heading="To", say=cells.word(known), is_number=False),
                Column(name="people", heading="People", say=cells.number),
                Column(name="person_years", heading="Person-years", say=cells.decimal(1)),
                Column(name="transitions", heading="Transitions", say=cells.number),
                Column(name="rate", heading="Per person-year", say=cells.rate),
                Column(name="lower", heading="Lower limit", say=cells.rate),
                Column(name="upper", heading="Upper limit", say=cells.rate),
            ),
        ),
        draw=lambda width: transitions_specification(rates, width=width),
    )


def _flow(course: Course, numbers: CohortNumbers, of: str, flow: pl.DataFrame) -> Figure:
    known = said_of((*STATES[of], *GONE))
    return Figure(
        title=f"{_OF[of]} a few years apart",
        caption=f"Who was in which state at the first record and so many years later (an alluvial plot). Bands have "
        f"the colour of the state that they leave. {basis(course, numbers.people)}",
        table=Table(
            name=f"{of}_flow",
            caption=f"{_OF[of]} a few years apart: the people",
            frame=flow,
            columns=(
                Column(name="from_years", heading="From year", say=cells.years),
                Column(name="to_years", heading="To year", say=cells.years),
                Column(name="from_state", heading="From", say=cells.word(known), is_number=False),
                Column(name="to_state", heading="To", say=cells.word(known), is_number=False),
                Column(name="people", heading="People", say=cells.number),
            ),
        ),
        draw=lambda width: alluvial_specification(flow, width=width),
    )
