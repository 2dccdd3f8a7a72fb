"""What the sentences about one person's rows turn on besides the rows, read from the records."""

from __future__ import annotations

from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.views.days import in_result_days
from mscourse.views.sentences import Person


def person_of(course: Course, patient_id: str, derived_phenotype: str) -> Person:
    """The person as the sentences know them.

    Args:
        course: whose tables are read.
        patient_id: whose records.
        derived_phenotype: what the rules say the course is, on the day that is spoken of.
    """
    patients, mri = course.cohort.patients, course.cohort.mri
    onset_type = None
    if patients is not None:
        found = patients.filter(pl.col("patient_id") == patient_id).get_column("onset_type").to_list()
        onset_type = found[0] if found else None
    read: frozenset[Any] = frozenset()
    if mri is not None:
        scans = in_result_days(course, mri).filter(pl.col("patient_id") == patient_id)
        days = scans.group_by("date").agg(pl.col("gd_lesions").is_not_null().all().alias("read"))
        read = frozenset(days.filter("read").get_column("date").to_list())
    return Person(onset_type=onset_type, derived_phenotype=derived_phenotype, enhancement_read=read)
