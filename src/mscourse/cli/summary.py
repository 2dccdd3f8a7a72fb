"""What a run found, in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from mscourse.cli.terminal import show, show_table

if TYPE_CHECKING:
    from mscourse.results.course import Course

PHENOTYPE_NAMES = {"cis": "CIS", "rrms": "RRMS", "spms": "SPMS", "ppms": "PPMS", "ms_unspecified": "unspecified"}
ASSESSMENT_NAMES = {
    "neurological_examination": "Neurological examination",
    "mri": "MRI",
    "confirmation_visit": "Confirming visit",
}


def show_summary(course: Course) -> None:
    """Print where people stand at the end, how many became SPMS, and what is overdue."""
    last = course.states.group_by("patient_id", maintain_order=True).last()
    show(f"{_people(last.height)}, {_counted(course.events.height, 'event')}. Where they stand at the end:")
    show()
    counted = last.group_by("phenotype").agg(
        pl.len().alias("people"),
        *_share("activity", "active", "not_active", "indeterminate"),
        (pl.col("progression") == "with_progression").sum().alias("progressing"),
        (pl.col("worsening") == "worsening").sum().alias("worsening"),
    )
    rows = [[PHENOTYPE_NAMES[str(row[0])], *row[1:]] for row in counted.sort("phenotype").rows()]
    headings = ["course", "people", "active", "not active", "indeterminate", "with progression", "worsening"]
    show_table(headings, rows, numbers=headings[1:])
    show()
    turned = last.get_column("spms_onset").count()
    if turned:
        show(f"SPMS onset was found in {_people(turned)}.")
    overdue = course.assessments.filter(pl.col("status").is_in(["overdue", "never"])).group_by("kind").len()
    for kind, people in overdue.sort("kind").rows():
        show(f"{ASSESSMENT_NAMES[str(kind)]}: overdue or never done in {_people(people)}.")


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what if number == 1 else what + 's'}"


def _share(column: str, *values: str) -> list[pl.Expr]:
    return [(pl.col(column) == value).sum().alias(value) for value in values]
