"""Stretches of each person's course in which the same things are known, with what is missing for each statement.

The states name why activity and progression are indeterminate. Why worsening is, and why it is not known whether two
years were free of relapses, follows from the visits: a stretch therefore also ends on each day on which one of these
reasons comes or goes.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from mscourse.measures.days_of_course import NUMBER, in_numbers, last_days, need_course
from mscourse.results.course import Course

_TO_COMPARE = 2
"""Usable values that a measure beside EDSS needs before it takes part."""
_WHO = "patient_id"
_STATES = (
    *("phenotype", "activity", "activity_reason", "progression", "progression_reason"),
    *("worsening", "confirmation_due", "relapse_free_two_years", "on_treatment"),
)


_OPEN = {
    "phenotype": pl.col("phenotype") == "ms_unspecified",
    "activity": pl.col("activity") == "indeterminate",
    "progression": pl.col("progression") == "indeterminate",
    "worsening": pl.col("worsening") == "indeterminate",
    "relapse_free_two_years": pl.col("relapse_free_two_years").is_null(),
    "on_treatment": pl.col("on_treatment").is_null(),
}
"""Where each statement cannot be made."""


@dataclass(frozen=True, kw_only=True)
class _Usable:
    """The usable visits with a measure: `day`, how many there were by then (`number`), and the `first` one."""

    measure: str
    visits: pl.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownStretches:
    """Everyone with their `as_of`, and the stretches in which nothing changes that statements rest on."""

    everyone: pl.DataFrame
    rows: pl.DataFrame
    """One row per stretch: its `days`, `is_last`, and for each statement `applies_...` and `open_...`: whether it
    applies, and whether it then cannot be made."""
    lacking: dict[str, pl.Expr]
    """For each statement the list of what is missing in a stretch in which it is open, in order of the words."""


def known_stretches(course: Course) -> KnownStretches:
    """What is known of everyone, and since when; lists of reasons are left to whom they are of use, for their cost."""
    need_course(course)
    states = in_numbers(course.states)
    first = states.group_by(_WHO, maintain_order=True).agg(first=pl.col("start").min())
    ends = pl.min_horizontal("as_of", "follow_up_end", pl.col("death_date") - 1)
    everyone = (
        last_days(course)
        .join(first, on=_WHO, maintain_order="left")
        .with_columns(as_of=pl.when(ends >= pl.col("first")).then(ends))
    )
    usable = _usable_visits(course)
    visits = in_numbers(course.cohort.visits.select(_WHO, day="date")).unique().sort(_WHO, "day")
    asked = _asked(course)
    cuts = pl.concat([states.select(_WHO, day="start"), *_cuts(course, usable, visits, asked)])
    inside = (pl.col("day") >= pl.col("first")) & (pl.col("day") <= pl.col("as_of"))
    rows = cuts.join(everyone, on=_WHO).filter(inside).select(_WHO, "day", "as_of").unique().sort(_WHO, "day")
    rows = _as_of_day(rows, states.select(_WHO, "start", *_STATES).rename({"start": "day"}), "")
    for each in usable:
        rows = _as_of_day(rows, each.visits.with_columns(latest="day"), f"{each.measure}_")
    rows = _as_of_day(rows, visits.with_columns(latest="day"), "visit_")
    rows = rows.join(visits.group_by(_WHO).agg(first_visit=pl.col("day").min()), on=_WHO, how="left")
    rows = rows.join(asked, on=_WHO, how="left").sort(_WHO, "day")
    end = pl.col("day").shift(-1).over(_WHO)
    told = rows.with_columns(
        days=end.fill_null(pl.col("as_of") + 1) - pl.col("day"),
        is_last=end.is_null(),
        **{f"open_{name}": is_open for name, is_open in _OPEN.items()},
        **{f"applies_{name}": pl.lit(value=True) for name in _OPEN if name != "progression"},
        applies_progression=pl.col("progression") != "not_applicable",
    )
    return KnownStretches(everyone=everyone, rows=told, lacking=_lacking(course, usable))


def _usable_visits(course: Course) -> list[_Usable]:
    """Of each measure that worsening is looked for in, EDSS first; the evidence names every one."""
    rows = in_numbers(course.evidence).filter((pl.col("claim") == "worsening") & (pl.col("verdict") == "counts"))
    found = rows.select(_WHO, measure=pl.col("field").cast(pl.String), day="date").sort(_WHO, "day")
    measures = ["edss", *sorted(set(found.get_column("measure").to_list()) - {"edss"})]
    return [
        _Usable(
            measure=measure,
            visits=found.filter(pl.col("measure") == measure).select(
                _WHO, "day", number=pl.int_range(1, pl.len() + 1).over(_WHO), first=pl.col("day").min().over(_WHO)
            ),
        )
        for measure in measures
    ]


def _asked(course: Course) -> pl.DataFrame:
    """Of whom it is known over which span relapses were asked about: `asked_from` and `asked_to`, missing if open."""
    cohort = course.cohort
    told_by = ("relapses", "patients", "visits") if cohort.relapses_rebuilt else ("relapses", "patients")
    doubtful = cohort.people_with_rows_set_aside(*told_by)
    people = pl.DataFrame({_WHO: course.patient_ids}, schema={_WHO: pl.String})
    spans = people.with_columns(asked_from=pl.lit(None, NUMBER), asked_to=pl.lit(None, NUMBER))
    if cohort.patients is not None:
        of_each = cohort.patients.select(_WHO, asked_from="relapses_known_from", asked_to="relapses_known_to")
        spans = people.join(in_numbers(of_each), on=_WHO, how="left")
    asked = pl.lit(cohort.relapses is not None) & ~pl.col(_WHO).is_in(doubtful.implode())
    return spans.with_columns(is_asked=asked)


def _cuts(course: Course, usable: list[_Usable], visits: pl.DataFrame, asked: pl.DataFrame) -> list[pl.DataFrame]:
    """The days on which a reason comes or goes, beside those on which the states change."""
    definition = course.definition

    def shifted(frame: pl.DataFrame, column: str, days: int) -> pl.DataFrame:
        return frame.select(_WHO, day=pl.col(column) + pl.lit(days, NUMBER)).drop_nulls()

    return [
        *(shifted(each.visits, "day", days) for each in usable for days in (0, definition.window)),
        *(shifted(visits, "day", days) for days in (0, definition.relapse_free_visit, definition.relapse_free_window)),
        shifted(asked, "asked_from", definition.relapse_free_window - 1),
        shifted(asked, "asked_to", 1),
    ]


def _as_of_day(rows: pl.DataFrame, dated: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """The rows with the columns of the latest row of `dated` on or before their day; both are in order of day."""
    named = dated.rename({name: f"{prefix}{name}" for name in dated.columns if name not in {_WHO, "day"}})
    return rows.join_asof(named, on="day", by=_WHO, strategy="backward", check_sortedness=False)


def _lacking(course: Course, usable: list[_Usable]) -> dict[str, pl.Expr]:
    """What is missing for each statement where it cannot be made."""
    return {
        "phenotype": pl.lit(["onset_type_not_recorded"]),
        "activity": pl.col("activity_reason").cast(pl.List(pl.String)),
        "progression": pl.col("progression_reason").cast(pl.List(pl.String)),
        "worsening": _listed(_why_worsening_is_open(course, usable)),
        "relapse_free_two_years": _listed(_why_two_years_are_open(course)),
        "on_treatment": pl.lit(["treatments_not_given"]),
    }


def _listed(holds: dict[str, pl.Expr]) -> pl.Expr:
    """The reasons that hold, in order of the words."""
    words = [pl.when(holds[word].fill_null(value=False)).then(pl.lit(word)) for word in sorted(holds)]
    return pl.concat_list(words).list.drop_nulls()


def _why_worsening_is_open(course: Course, usable: list[_Usable]) -> dict[str, pl.Expr]:
    window, shortest = course.definition.window, course.definition.progression.shortest_comparison
    unseen, too_short = pl.lit(value=False), pl.lit(value=False)
    for each in usable:
        latest, first = pl.col(f"{each.measure}_latest"), pl.col(f"{each.measure}_first")
        takes_part = pl.lit(value=True)
        if each.measure != "edss":
            takes_part = (pl.col(f"{each.measure}_number") >= _TO_COMPARE).fill_null(value=False)
        in_window = (latest > pl.col("day") - window).fill_null(value=False)
        unseen |= takes_part & ~in_window
        too_short |= takes_part & in_window & (first > latest - shortest)
    return {
        "no_visit_in_window": unseen,
        "too_short_to_judge": too_short,
        # One that awaits its confirmation within the window is said to; what is left pending is older.
        "worsening_unconfirmed": pl.col("confirmation_due").is_not_null(),
    }


def _why_two_years_are_open(course: Course) -> dict[str, pl.Expr]:
    definition, day = course.definition, pl.col("day")
    asked = (
        pl.col("is_asked")
        & (pl.col("asked_from") <= day - definition.relapse_free_window + 1).fill_null(value=True)
        & (pl.col("asked_to") >= day).fill_null(value=True)
    )
    seen = (pl.col("visit_latest") > day - definition.relapse_free_visit).fill_null(value=False)
    followed = (pl.col("first_visit") <= day - definition.relapse_free_window).fill_null(value=False)
    return {"followed_too_short": ~followed, "no_visit_in_window": ~seen, "relapses_not_ascertained": ~asked}
