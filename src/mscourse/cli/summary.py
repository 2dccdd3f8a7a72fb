"""What a run found, in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import polars as pl

from mscourse.cli.terminal import show, show_table
from mscourse.views.vocabulary import ASSESSMENTS

if TYPE_CHECKING:
    from mscourse.results.course import Tables
    from mscourse.tables.cohort import RowCounts

PHENOTYPE_NAMES = {"cis": "CIS", "rrms": "RRMS", "spms": "SPMS", "ppms": "PPMS", "ms_unspecified": "unspecified"}


class Tally:
    """What is counted of the tables as they go by, part after part."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.events = self.warnings = 0
        self._last: list[pl.DataFrame] = []
        self._overdue: list[pl.DataFrame] = []
        self._said: list[pl.DataFrame] = []

    def counted(self, parts: Iterable[Tables]) -> Iterator[Tables]:
        """The parts again, each counted."""
        for tables in parts:
            self.add(tables)
            yield tables

    def add(self, tables: Tables) -> None:
        """Count the tables of further people."""
        standing = ["phenotype", "activity", "progression", "worsening", "spms_onset"]
        self._last.append(tables["states"].group_by("patient_id", maintain_order=True).agg(pl.col(standing).last()))
        late = tables["assessments"].filter(pl.col("status").is_in(["overdue", "never"]))
        self._overdue.append(late.group_by("kind").len())
        self._said.append(tables["findings"].filter(rule="no_visits").select("message", "action"))
        self.events += tables["events"].height
        self.warnings += warnings_among(tables["findings"])

    @property
    def last(self) -> pl.DataFrame:
        """Where each person stands at the end."""
        return pl.concat(self._last)

    @property
    def overdue(self) -> pl.DataFrame:
        """Of each kind of evaluation in how many people it is overdue or was never done."""
        return pl.concat(self._overdue).group_by("kind").agg(pl.col("len").sum()).sort("kind")

    @property
    def no_visits(self) -> pl.DataFrame:
        """What was found about there being no visits."""
        return pl.concat(self._said)


def show_summary(tally: Tally) -> None:
    """Print where people stand at the end, how many became SPMS, and what is overdue."""
    last = tally.last
    for message, action in tally.no_visits.rows():
        show(f"Warning: {message} {action}")
        show()
    if last.is_empty():
        show("No person, no event.")
        return
    show(f"{_people(last.height)}, {_counted(tally.events, 'event')}. Where they stand at the end:")
    show()
    _show_courses(last)
    show()
    _show_onsets(last)
    for kind, people in tally.overdue.rows():
        show(f"{ASSESSMENTS[str(kind)]}: overdue or never done in {_people(people)}, on each person's last day.")


def _show_courses(last: pl.DataFrame) -> None:
    counted = last.group_by("phenotype").agg(
        pl.len().alias("people"),
        *_share("activity", "active", "not_active", "indeterminate"),
        (pl.col("progression") == "with_progression").sum().alias("progressing"),
        (pl.col("worsening") == "worsening").sum().alias("worsening"),
    )
    rows = [[PHENOTYPE_NAMES[str(row[0])], *row[1:]] for row in counted.sort("phenotype").rows()]
    headings = ["course", "people", "active", "not active", "indeterminate", "with progression", "worsening"]
    show_table(headings, rows, numbers=headings[1:])


def _show_onsets(last: pl.DataFrame) -> None:
    """Print whose SPMS the rules found, and how many there are whose SPMS rests on the clinician's record alone."""
    turned = last.get_column("spms_onset").count()
    recorded = last.filter((pl.col("phenotype") == "spms") & pl.col("spms_onset").is_null()).height
    if turned:
        is_are = "is" if recorded == 1 else "are"
        more = f"; {recorded:,} more {is_are} recorded by the clinician" if recorded else ""
        show(f"SPMS onset by the rules was found in {_people(turned)}{more}.")


def set_aside_and_warnings(counts: Mapping[str, RowCounts], warnings: int, where: str) -> str:
    """One line on the rows that were left out for errors and on warnings, or nothing if there are none."""
    left_out = [f"{name} {count.set_aside:,} of {count.given:,}" for name, count in counts.items() if count.set_aside]
    parts = []
    if left_out:
        parts.append(f"Rows set aside for errors: {', '.join(left_out)}.")
    if warnings:
        parts.append(f"Warnings: {warnings:,}.")
    return " ".join([*parts, f"They are listed {where}."]) if parts else ""


def warnings_among(findings: pl.DataFrame) -> int:
    """How many of the findings are warnings."""
    return findings.filter(severity="warning").height


def rows_of_this_person_set_aside(counts: Mapping[str, RowCounts]) -> str:
    """One line on the rows of one person that were left out for errors, or nothing if there are none."""
    left_out = [f"{name} {count.set_aside:,}" for name, count in counts.items() if count.set_aside]
    return f"Rows of this person set aside for errors: {', '.join(left_out)}." if left_out else ""


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else what + 's'}"


def _share(column: str, *values: str) -> list[pl.Expr]:
    return [(pl.col(column) == value).sum().alias(value) for value in values]
