"""Treatments in plain Python, for one patient at a time: epochs, and what a scan says of the drug of its day.

Days are whole numbers; an epoch that goes on has the stop None. Drugs are under their generic names already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mscourse.rules.treatments import TreatmentRule
from oracle.records import Records, Row, Rows
from oracle.visits import scans


@dataclass(frozen=True)
class Epoch:
    """One drug from the start to the day before the stop, and how many courses it is made of."""

    drug: str
    start: int
    stop: int | None
    courses: int

    def lasts_beyond(self, day: int) -> bool:
        """Whether the drug is still taken on the day."""
        return self.stop is None or self.stop > day


def epochs(records: Records, rule: TreatmentRule) -> list[Epoch]:
    """The epochs in order of start, then drug."""
    found = []
    for drug in sorted({row["drug"] for row in records.treatments or []}):
        courses = [row for row in records.treatments or [] if row["drug"] == drug]
        found += _joined(drug, sorted(courses, key=lambda row: row["start_date"]), rule)
    return sorted(found, key=lambda epoch: (epoch.start, epoch.drug))


def _joined(drug: str, courses: Rows, rule: TreatmentRule) -> list[Epoch]:
    found: list[Epoch] = []
    for row in courses:
        end, start = row.get("end_date"), row["start_date"]
        last = found[-1] if found else None
        if last is None or (last.stop is not None and start - last.stop > rule.bridged_pause):
            found.append(Epoch(drug, start, end, 1))
        else:
            stop = None if last.stop is None or end is None else max(last.stop, end)
            found[-1] = Epoch(drug, last.start, stop, last.courses + 1)
    return found


def epoch_rows(records: Records, rule: TreatmentRule) -> Rows:
    """The epochs as the table has them, with how each began and ended."""
    every = epochs(records, rule)
    targets = [_switched_to(epoch, every, rule) for epoch in every]
    rows: Rows = []
    for place, epoch in enumerate(every):
        # Of several drugs that were switched to this one, the one that was taken last.
        left = [each for each, target in zip(every, targets, strict=True) if target == epoch]
        if place == 0:
            began = "first"
        elif left:
            began = "switch"
        elif any(earlier.drug == epoch.drug for earlier in every[:place]):
            began = "restart"
        else:
            began = "new"
        target = targets[place]
        over = None if epoch.stop is None else epoch.stop + rule.carry_over
        acts_from = epoch.start + rule.onset_of_action
        never_acts = over is not None and over <= acts_from
        rows.append(
            {
                "epoch": place + 1,
                "drug": epoch.drug,
                "start": epoch.start,
                "stop": epoch.stop,
                "days": None if epoch.stop is None else epoch.stop - epoch.start,
                "courses": epoch.courses,
                "began": began,
                "switched_from": max(left, key=lambda each: each.stop or 0).drug if left else None,
                "ended": "ongoing" if epoch.stop is None else "switch" if target else "stop",
                "switched_to": target.drug if target else None,
                "acts_from": None if never_acts else acts_from,
                "acts_until": None if never_acts else over,
            }
        )
    return rows


def _switched_to(epoch: Epoch, every: list[Epoch], rule: TreatmentRule) -> Epoch | None:
    """The first epoch of another drug that was begun later, in time, and went on."""
    if epoch.stop is None:
        return None
    for other in every[every.index(epoch) + 1 :]:
        in_time = other.start - epoch.stop <= rule.switch_within
        if other.drug != epoch.drug and in_time and other.lasts_beyond(epoch.stop):
            return other
    return None


def scan_rows(records: Records, rule: TreatmentRule) -> Rows:
    """What each scan says of the drug of its day."""
    return [_said_by(scan, records, rule) for scan in scans(records)]


def _said_by(scan: Row, records: Records, rule: TreatmentRule) -> Row:
    day = scan["date"]
    compared = scan.get("compared_with")
    brain_days = sorted(each["date"] for each in scans(records) if each.get("region") != "cord")
    if compared is None and rule.unnamed_comparison == "previous_scan":
        compared = max((each for each in brain_days if each < day), default=None)
    present = [
        epoch
        for epoch in epochs(records, rule)
        if epoch.start <= day and (epoch.stop is None or day < epoch.stop + rule.carry_over)
    ]
    row: dict[str, Any] = {"date": day, "drug": None, "start": None, "rebaseline": None, "compared_with": compared}
    if not present:
        return {**row, "attribution": "not_on_treatment", "reason": []}
    epoch = present[-1]
    window = range(epoch.start + rule.rebaseline_from, epoch.start + rule.rebaseline_to + 1)
    rebaseline = next((each for each in brain_days if each in window and each <= day), None)
    attribution, reasons = _judged(scan, compared, epoch.start, rebaseline, rule)
    return {
        **row, "drug": epoch.drug, "start": epoch.start, "rebaseline": rebaseline,
        "attribution": attribution, "reason": sorted(reasons),
    }  # fmt: skip


def _judged(
    scan: Row, compared: int | None, start: int, rebaseline: int | None, rule: TreatmentRule
) -> tuple[str, list[str]]:
    day = scan["date"]
    enhancing = (scan.get("gd_lesions") or 0) > 0
    on_t2 = [kind for kind in ("new_t2", "enlarging_t2") if (scan.get(f"{kind}_lesions") or 0) > 0]
    if not enhancing and not on_t2:
        read = all(scan.get(f"{kind}_lesions") is not None for kind in ("new_t2", "enlarging_t2"))
        return ("none", ["clear"]) if read and scan.get("region") != "cord" else ("unknown", ["not_readable"])
    of_the_drug = ["gd_lesion"] if enhancing and day - start >= rule.onset_of_action else []
    has_rebaseline = rebaseline is not None and rebaseline < day
    if has_rebaseline and compared is not None and compared >= rebaseline:
        of_the_drug += on_t2
    if of_the_drug:
        return "active", of_the_drug
    if not has_rebaseline and day <= start + rule.rebaseline_to:
        return "carry_over", ["before_rebaseline"]
    reasons = ["gd_too_early"] if enhancing else []
    if on_t2 and not has_rebaseline:
        reasons.append("no_rebaseline_scan")
    elif on_t2 and compared is None:
        reasons.append("comparison_not_named")
    elif on_t2:
        reasons.append("compared_with_before_rebaseline")
    return "unknown", reasons
