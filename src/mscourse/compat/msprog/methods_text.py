"""What was done, in words for the methods section of a paper."""

from __future__ import annotations

import math
from typing import Any

from mscourse.compat.msprog.settings import Settings

_NAMES = {"edss": "EDSS", "nhpt": "NHPT", "t25fw": "T25FW", "sdmt": "SDMT", "custom": "a user-defined outcome"}
_THRESHOLDS = {
    "edss": "1.5 points from a reference of 0, 1.0 point from above 0 to 5.0, and 0.5 points from above 5.0",
    "nhpt": "20% of the reference",
    "t25fw": "20% of the reference",
    "sdmt": "20% of the reference, at most 4 points",
}
_EVENTS = {
    "firstCDW": "the first confirmed disability worsening (CDW)",
    "firstCDI": "the first confirmed disability improvement (CDI)",
    "first": "the first confirmed disability worsening or improvement (CDW, CDI)",
    "firstPIRA": "the first progression independent of relapse activity (PIRA)",
    "firstRAW": "the first relapse-associated worsening (RAW)",
    "multiple": "all confirmed disability worsening and improvement (CDW, CDI)",
}
_BASELINES = {
    "fixed": "The reference was the first eligible visit of each person",
    "roving": "The reference moved with every confirmed worsening and improvement",
    "roving_impr": "The reference moved with every confirmed improvement",
    "roving_wors": "The reference moved with every confirmed worsening",
}
_SUB_THRESHOLD = {
    "event": "It also moved with confirmed changes below the threshold.",
    "improvement": "It also moved with confirmed improvements below the threshold.",
    "worsening": "It also moved with confirmed worsening below the threshold.",
}
_EXTREMA = {"strict": "by the threshold", "all": "by any amount"}
_PRECEDING = {
    "baseline": "reference visit",
    "last": "visit before the event",
    "last_delta": "last visit before the change",
}


def methods(settings: Settings) -> str:
    """One paragraph that says how the events were found."""
    sentences = [_outcome(settings), _reference(settings), _confirmation(settings), _distances(settings)]
    if settings.RAW_PIRA:
        sentences.append(_causes(settings))
    if settings.impute_last_visit:
        sentences.append(_imputed(settings))
    return " ".join(sentences)


def _outcome(settings: Settings) -> str:
    name = _NAMES[settings.outcome]
    threshold = _THRESHOLDS.get(settings.outcome, "")
    if settings.delta_fun is not None:
        threshold = f"what the user's function {getattr(settings.delta_fun, '__name__', 'of the reference')} gives"
    direction = "a higher" if settings.worsening == "increase" else "a lower"
    return (
        f"We searched for {_EVENTS[settings.event]} in {name}, where {direction} value is worse. "
        f"A change counted if it was at least {threshold}."
    )


def _reference(settings: Settings) -> str:
    onward = "confirming visit" if settings.proceed_from == "firstconf" else "event"
    sentences = [f"{_BASELINES[settings.baseline]}; after an event the search went on from its {onward}."]
    if settings.sub_threshold_rebl != "none":
        sentences.append(_SUB_THRESHOLD[settings.sub_threshold_rebl])
    if settings.relapse_rebl:
        sentences.append("After every relapse the reference was set anew.")
    if settings.bl_geq:
        sentences.append("A new reference value was never lower than the one before.")
    if settings.skip_local_extrema != "none":
        how = _EXTREMA[settings.skip_local_extrema]
        sentences.append(
            f"Visits that differ from both their neighbours in the same direction {how} were no reference."
        )
    return " ".join(sentences)


def _confirmation(settings: Settings) -> str:
    windows = " or ".join(
        f"{day} days after it (from {_days(left)} days earlier to {_later(right)})"
        for day, (left, right) in zip(settings.conf_days, settings.conf_tol_days, strict=True)
    )
    held = "every visit up to the confirming one" if settings.check_intermediate else "the confirming visit"
    text = f"An event was confirmed if the change was also there at {held}, {windows}."
    if math.isinf(settings.require_sust_days):
        return f"{text} It had to last to the end of follow-up."
    if settings.require_sust_days:
        return f"{text} It had to last for {_days(settings.require_sust_days)} days."
    return text


def _distances(settings: Settings) -> str:
    limits = (
        ("the reference", settings.relapse_to_bl),
        ("an event", settings.relapse_to_event),
        ("a confirmation", settings.relapse_to_conf),
    )
    told = [f"for {name} {_apart(*days)}" for name, days in limits if any(days)]
    if not told:
        return "Visits were used whatever their distance from relapses."
    return f"A visit was eligible {'; '.join(told)}."


def _apart(after: float, before: float) -> str:
    sides = ((after, "after the last relapse"), (before, "before the next relapse"))
    return " and ".join(f"at least {_days(days)} days {side}" for days, side in sides if days)


def _causes(settings: Settings) -> str:
    after, before = settings.relapse_assoc
    rule = settings.relapse_indep
    windows = (
        (f"the {_PRECEDING[rule['prec_type']]}", rule["prec"], rule["event"]),
        ("the event", rule["event"], rule["conf"]),
        ("the confirming visit", rule["conf"], None),
    )
    around = " or ".join(
        f"{name} ({_bound(window[0])} before, {_bound(window[1])} after)"
        for name, window, following in windows
        if _asks(window, following)
    )
    associated = (
        f"Worsening was relapse-associated (RAW) from {_days(before)} days before to {_days(after)} days after a "
        "relapse onset."
    )
    if not around:
        return f"{associated} Other worsening was progression independent of relapse activity (PIRA)."
    return (
        f"{associated} Other worsening was progression independent of relapse activity (PIRA) if no relapse began "
        f"around {around}, for at least one confirming visit; otherwise its cause was undefined."
    )


def _asks(window: Any, following: Any) -> bool:  # noqa: ANN401 - two bounds, in whatever holds them
    """Whether a window keeps relapses out: one of no days does so only where the following one reaches back to it."""
    return any(days is None or days for days in window) or (following is not None and following[0] is None)


def _imputed(settings: Settings) -> str:
    asked = settings.impute_last_visit
    if asked > 1:
        return (
            f"Worsening at the last visit counted without confirmation within {_days(asked)} days of the first visit."
        )
    if asked == 1:
        return "Worsening at the last visit counted without confirmation."
    return (
        f"Worsening at the last visit counted without confirmation with probability {asked:g} (seed {settings.seed})."
    )


def _bound(days: float | None) -> str:
    return "on to the next interval" if days is None else f"{_days(days)} days"


def _days(days: Any) -> str:  # noqa: ANN401 - a number of any kind
    return "any number of" if math.isinf(days) else f"{float(days):g}"


def _later(days: float) -> str:
    return "any time later" if math.isinf(days) else f"{days:g} days later"
