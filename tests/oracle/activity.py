"""Activity: relapses and scans within the window."""

from __future__ import annotations

from mscourse.rules.course import CourseDefinition
from oracle.records import Records, Row
from oracle.relapses import ascertained, between, clean
from oracle.visits import scans, visit_days

REASON_OF = {
    "gd_lesions": "gd_lesion",
    "new_t2_lesions": "new_t2",
    "enlarging_t2_lesions": "enlarging_t2",
}
T2_COUNTS = ("new_t2_lesions", "enlarging_t2_lesions")


def positive_counts(scan: Row) -> list[str]:
    """The counts of a scan that are above 0."""
    return [count for count in REASON_OF if (scan.get(count) or 0) > 0]


def readable(scan: Row) -> bool:
    """Whether a scan could show that there is nothing new: not of the cord alone, both T2 counts read."""
    return scan.get("region") != "cord" and all(scan.get(count) is not None for count in T2_COUNTS)


def compared_with_an_old_scan(scan: Row, definition: CourseDefinition) -> bool:
    """Whether the comparison scan is so old that new lesions may well be older than the window."""
    compared_with = scan.get("compared_with")
    longest = definition.window + definition.activity.comparison_grace
    return compared_with is not None and scan["date"] - compared_with > longest


def activity(records: Records, t: int, definition: CourseDefinition) -> tuple[str, list[str], bool]:
    """The activity at t, its reasons, and whether its timing is uncertain."""
    first_day = t - definition.window + 1
    onsets = between(clean(records, definition.relapses).kept, first_day, t)
    in_window = [scan for scan in scans(records) if first_day <= scan["date"] <= t]
    positive = [scan for scan in in_window if positive_counts(scan)]
    if onsets or positive:
        reasons = {REASON_OF[count] for scan in positive for count in positive_counts(scan)}
        reasons |= {"relapse"} if onsets else set()
        uncertain = reasons <= {"new_t2", "enlarging_t2"} and all(
            compared_with_an_old_scan(scan, definition) for scan in positive
        )
        return "active", sorted(reasons), uncertain

    missing = []
    if not in_window:
        missing.append("no_mri_in_window")
    elif "mri" in records.set_aside or not any(readable(scan) for scan in in_window):
        missing.append("mri_not_readable")
    if not any(first_day <= day <= t for day in visit_days(records)):
        missing.append("no_visit_in_window")
    if not ascertained(records, first_day, t):
        missing.append("relapses_not_ascertained")
    if missing:
        return "indeterminate", sorted(missing), False
    return "not_active", ["mri_clear_and_no_relapse"], False


def relapse_free_two_years(records: Records, t: int, definition: CourseDefinition) -> bool | None:
    """Whether no relapse began in two years; None where that is not known."""
    first_day = t - definition.relapse_free_window + 1
    if between(clean(records, definition.relapses).kept, first_day, t):
        return False
    days = visit_days(records)
    seen_lately = any(t - definition.relapse_free_visit < day <= t for day in days)
    seen_long_enough = any(day <= t - definition.relapse_free_window for day in days)
    if ascertained(records, first_day, t) and seen_lately and seen_long_enough:
        return True
    return None
