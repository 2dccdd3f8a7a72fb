"""What a call says on the screen: nothing, the counts, or the events of every subject."""

from __future__ import annotations

from mscourse.compat.msprog.answer import columns_counted, counts, sequences
from mscourse.compat.msprog.histories import Histories
from mscourse.compat.msprog.search import Searched
from mscourse.compat.msprog.settings import Settings

EVERY_SUBJECT = 2


def tell(histories: Histories, searched: Searched, settings: Settings) -> None:
    """Print what `verbose` asks for."""
    if not settings.verbose:
        return
    if settings.verbose == EVERY_SUBJECT:
        _tell_subjects(histories, searched)
    print("\n".join(_counts(histories, searched, settings)))  # noqa: T201 - it was asked for


def _counts(histories: Histories, searched: Searched, settings: Settings) -> list[str]:
    windows = ", ".join(
        f"{day} (-{left:g}, +{right:g})"
        for day, (left, right) in zip(settings.conf_days, settings.conf_tol_days, strict=True)
    )
    lines = [
        "---",
        f"Outcome: {settings.outcome}",
        f"Confirmation over: {windows} days",
        f"Baseline: {settings.baseline}",
        f"Relapse influence (baseline): {_pair(settings.relapse_to_bl)} days",
        f"Relapse influence (event): {_pair(settings.relapse_to_event)} days",
        f"Relapse influence (confirmation): {_pair(settings.relapse_to_conf)} days",
        f"Events detected: {settings.event}",
        "---",
        f"Total subjects: {len(histories.keys)}",
    ]
    per_subject = {kind: counts(histories, searched, kind) for kind in columns_counted(settings)}
    lines += [f"Subjects with {kind}: {int((number > 0).sum())}" for kind, number in per_subject.items()]
    if settings.event == "multiple":
        lines += [f"{kind} events: {int(number.sum())}" for kind, number in per_subject.items()]
    return lines


def _tell_subjects(histories: Histories, searched: Searched) -> None:
    told = zip(histories.keys, sequences(histories, searched), strict=True)
    for at, (key, sequence) in enumerate(told):
        visits = histories.offsets[at + 1] - histories.offsets[at]
        relapses = histories.relapse_offsets[at + 1] - histories.relapse_offsets[at]
        print(f"Subject {key}: {visits} visits, {relapses} relapses; events: {sequence or 'none'}")  # noqa: T201


def _pair(days: tuple[float, float]) -> str:
    return f"[{days[0]:g}, {days[1]:g}]"
