"""Reports that are worked out and drawn in one go: what is computed meets what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mscourse.measures.cohort_report import numbers_of_cohort
from mscourse.measures.groups import By
from mscourse.results.course import Course
from mscourse.views.cohort.writing import COHORT_FOLDER, write_cohort
from mscourse.views.exports import refuse_foreign


def write_cohort_report(
    course: Course,
    folder: Path | str,
    *,
    by: By = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write the report of a cohort into the folder, as a whole or not at all, and return the path of its page.

    The folder receives `cohort.html`, every figure as SVG, PNG and the CSV of what is drawn under `figures/`, the
    other tables under `tables/`, and `cohort.json`, which says how it was made. With the package typst installed (the
    extra `pdf`), it receives `cohort.pdf` too. Nobody is named in any of them.

    Args:
        course: the result of `characterise`.
        folder: made if it does not exist; an older report in it is replaced as a whole.
        by: `group`, `sex` or `onset_type`, or a frame with `patient_id` and one further column: Table 1, the relapse
            rate and the times to an event are then also given for each group.
        force: keep what else stands in the folder, instead of refusing it.
        progress: called with the figures drawn so far and all that will be.

    Raises:
        UsageError: if people cannot be grouped so.
        OutputError: if the folder holds other things, or cannot be written.
    """
    place = Path(folder)
    refuse_foreign(place, COHORT_FOLDER, force=force)
    return write_cohort(course, numbers_of_cohort(course, by=by), place, force=force, progress=progress)
