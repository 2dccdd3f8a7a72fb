"""Relapses: which of them count, and over which days their absence is known."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.rules.relapses import RelapseRule
from oracle.records import Records, Row


@dataclass(frozen=True)
class Relapses:
    """The onsets that count; those that belong to an earlier one, with it; and the pseudo-relapses.

    `uncertainty` says by how many days an onset that counts may have been earlier or later.
    """

    kept: list[int]
    merged: list[tuple[int, int]]
    pseudo: list[int]
    uncertainty: dict[int, int]


def clean(records: Records, rule: RelapseRule) -> Relapses:
    """The relapses of a patient, told apart. Pseudo-relapses go first, so that nothing is merged into them."""
    rows = sorted(records.relapses or [], key=lambda row: row["onset_date"])
    pseudo = [row["onset_date"] for row in rows if _is_pseudo(row, rule)]
    kept: list[int] = []
    merged: list[tuple[int, int]] = []
    uncertainty: dict[int, int] = {}
    for row in rows:
        if _is_pseudo(row, rule):
            continue
        onset = row["onset_date"]
        uncertainty[onset] = max(uncertainty.get(onset, 0), row.get("onset_uncertainty") or 0)
        if kept and onset - kept[-1] < rule.minimum_interval:
            merged.append((onset, kept[-1]))
        else:
            kept.append(onset)
    return Relapses(kept=kept, merged=merged, pseudo=pseudo, uncertainty={day: uncertainty[day] for day in kept})


def _is_pseudo(row: Row, rule: RelapseRule) -> bool:
    hours = row.get("duration_hours")
    short = hours is not None and hours < rule.minimum_duration_hours
    return bool(short or row.get("fever") or row.get("infection"))


def between(onsets: list[int], first: int, last: int) -> list[int]:
    """The onsets from the first day to the last, both included."""
    return [onset for onset in onsets if first <= onset <= last]


def ascertained(records: Records, first: int, last: int) -> bool:
    """Whether relapses were asked about on every day from the first to the last."""
    if records.relapses is None or "relapses" in records.set_aside:
        return False
    known_from = records.patient.get("relapses_known_from")
    known_to = records.patient.get("relapses_known_to")
    return (known_from is None or known_from <= first) and (known_to is None or known_to >= last)
