"""The sentences of a methods section on confirmed change: thresholds, reference, confirmation, cause."""

from __future__ import annotations

from mscourse.rules.worsening import WorseningRule
from mscourse.rules.written import fingerprint
from mscourse.views.methods_of_confirmation import last_visit_in_words, lasting_in_words, waits_in_words
from mscourse.views.methods_of_settings import MEASURES, asks_something, days, either, say_distance, say_window
from mscourse.views.methods_of_thresholds import custom_in_words, edss_in_words, sdmt_in_words, timed_tests_in_words
from mscourse.views.vocabulary import listed

_MOVES_TO = {
    "confirming_visit": "to the confirming visit",
    "event_visit": "to the event visit",
    "best_until_confirmed": "to the best value from the event visit to the confirming visit",
}
_MOVED_BY = {
    "roving": "every confirmed change, for the worse or for the better",
    "roving_improvement": "every confirmed improvement, but not with a worsening",
    "roving_worsening": "every confirmed worsening, but not with an improvement",
}
_SMALL = {"any": "change", "improvement": "improvement", "worsening": "worsening"}
_LEFT_OUT = {"skipped": "by the change that counts", "skipped_if_any_difference": "by however little"}


def change_in_words(rule: WorseningRule) -> str:
    """What counts as a confirmed change by the rule, and as its cause: every setting that asks something."""
    return " ".join(sentence for sentence in (*_change(rule), *_cause(rule)) if sentence)


def worsening_in_words(rule: WorseningRule) -> str:
    """Which worsening counts where its cause plays no part, and by which rule."""
    mark = f"fingerprint {fingerprint(rule)}"
    by = f"Worsening in {measures_in_words(rule)} was determined by the rule `{rule.name}` ({mark})."
    return " ".join(sentence for sentence in (by, *_change(rule)) if sentence)


def _change(rule: WorseningRule) -> tuple[str, ...]:
    last = last_visit_in_words(rule, "A worsening first seen")
    lasting = lasting_in_words(
        "A confirmed change counted only if it held", for_days=rule.sustained_for, to_end=rule.sustained_to_end
    )
    return (*_thresholds(rule), *_reference(rule), *_confirmation(rule), last, lasting)


def measures_in_words(rule: WorseningRule) -> str:
    """The measures that are searched: `EDSS, T25FW and 9HPT`."""
    return listed([*(MEASURES[measure] for measure in rule.measures), *(f"`{each.column}`" for each in rule.custom)])


def _thresholds(rule: WorseningRule) -> list[str]:
    each = _each(rule)
    return [
        edss_in_words(rule.edss, rule.edss_improvement) if "edss" in rule.measures else "",
        timed_tests_in_words(
            [measure for measure in rule.measures if measure in ("t25fw", "nhpt")],
            rule.timed_test_fraction,
            {"t25fw": rule.t25fw_unable_seconds, "nhpt": rule.nhpt_unable_seconds},
        ),
        _sdmt(rule) if "sdmt" in rule.measures else "",
        *map(custom_in_words, rule.custom),
        f"Each {' and each '.join(each)} had a reference of its own and was confirmed on itself." if each else "",
    ]


def _each(rule: WorseningRule) -> list[str]:
    """What has a reference of its own, where the rule looks at more than one value."""
    several = len(rule.measures) + len(rule.custom) > 1
    return [*(["measure"] if several else []), *(["hand"] if "nhpt" in rule.measures else [])]


def _sdmt(rule: WorseningRule) -> str:
    counts = sdmt_in_words(rule.sdmt_points, rule.sdmt_fraction, rule.sdmt_needs)
    if rule.sdmt_best_of_first == 1:
        return counts
    tests = "usable tests" if asks_something(rule.usable) else "tests"
    return f"{counts} Its first reference was the best of the first {rule.sdmt_best_of_first} {tests}, for practice."


def _reference(rule: WorseningRule) -> list[str]:
    kind = _kind_of_reference(rule)
    if rule.reference == "fixed":
        start = f"The reference was the first {kind} (fixed reference)."
    else:
        start = (
            f"The first {kind} was the reference. It moved {_destination(rule, kind)} with {_MOVED_BY[rule.reference]}"
            f"{' (roving reference)' if rule.reference == 'roving' else ''}."
        )
    if "sdmt" in rule.measures and rule.sdmt_best_of_first > 1:
        start = f"For the other measures {start[0].lower()}{start[1:]}" if _each(rule) else _without_start(rule, kind)
    once = "Until the reference moved, no further change in the same direction counted."
    if rule.reference == "fixed" and rule.reference_after_relapse is None:
        each = _each(rule)
        of_each = f" of each {' and each '.join(each)}" if each else ""
        once = f"At most one worsening and one improvement{of_each} counted."
    return [
        f"A visit was usable if it was {say_distance(rule.usable)}." if asks_something(rule.usable) else "",
        start,
        _small_changes(rule),
        _after_relapse(rule, kind),
        "" if rule.reference == "roving" else once,
        _local_extrema(rule),
    ]


def _without_start(rule: WorseningRule, kind: str) -> str:
    """What becomes of a reference whose beginning is told already."""
    if rule.reference == "fixed":
        return "This reference stayed (fixed reference)."
    roving = " (roving reference)" if rule.reference == "roving" else ""
    return f"The reference moved {_destination(rule, kind)} with {_MOVED_BY[rule.reference]}{roving}."


def _kind_of_reference(rule: WorseningRule) -> str:
    return "usable visit" if asks_something(rule.usable) else "visit"


def _small_changes(rule: WorseningRule) -> str:
    if rule.small_changes == "ignored" or rule.reference == "fixed":
        return ""
    return (
        f"A smaller {_SMALL[rule.small_changes]}, confirmed in the same way, moved the reference without being an "
        "event."
    )


def _after_relapse(rule: WorseningRule, kind: str) -> str:
    if rule.reference_after_relapse is None:
        return ""
    later = f"more than {days(rule.reference_after_relapse)}" if rule.reference_after_relapse else "on any day"
    never_better = ", and was never taken as better than the reference before" if rule.reference_never_better else ""
    return (
        f"A visit {later} after a relapse was compared with the first {kind} from that relapse on, or passed over if "
        f"there was none before it; this became the new reference{never_better}."
    )


def _local_extrema(rule: WorseningRule) -> str:
    if rule.local_extrema == "kept":
        return ""
    return (
        f"A visit that was worse than both its neighbours, or better than both, {_LEFT_OUT[rule.local_extrema]}, was "
        "not used as a reference."
    )


def _destination(rule: WorseningRule, kind: str) -> str:
    """Where a confirmed change moves the reference, which is always a visit that may be one."""
    where = _MOVES_TO[rule.reference_moves_to]
    may_be_reference = (
        rule.reference_moves_to == "confirming_visit" and _confirms_when_usable(rule) and rule.local_extrema == "kept"
    )
    if rule.reference_moves_to == "best_until_confirmed" or may_be_reference or kind == "visit":
        return where
    return f"{where}, or else to the first {kind} after it,"


def _confirms_when_usable(rule: WorseningRule) -> bool:
    return rule.confirming_visit is None or rule.confirming_visit == rule.usable


def _confirmation(rule: WorseningRule) -> list[str]:
    kind = _kind_of_reference(rule) if _confirms_when_usable(rule) else "visit"
    kind = f"scheduled {kind}" if rule.scheduled_only else kind
    held = (
        "it held at every visit up to and including the confirming one"
        if rule.holds_at == "every_visit"
        else "it held there, whatever the visits in between showed"
    )
    seen = f"The visit at which a change was first seen, the event visit, was {say_distance(rule.event_visit)}."
    own = rule.confirming_visit
    return [
        seen if asks_something(rule.event_visit) else "",
        f"A change was confirmed at the first {kind} {waits_in_words(rule)}, provided that {held}.",
        f"The confirming visit was {say_distance(own)}."
        if own is not None and asks_something(own) and not _confirms_when_usable(rule)
        else "",
    ]


def _cause(rule: WorseningRule) -> list[str]:
    cause = rule.cause
    before, after = cause.associated_before, cause.associated_after
    if before and after:
        associated = f"from {days(before)} before to {days(after)} after the event visit"
    elif before or after:
        associated = f"in the {days(before or after)} {'before' if before else 'after'} the event visit or on its day"
    else:
        associated = "on the day of the event visit"
    windows = either([say_window(window) for window in cause.relapse_free]) if cause.relapse_free else ""
    undefined = f"; otherwise its cause was undefined if one began {windows}" if windows else ""
    since = "reference" if rule.mri_from == "reference" else "event"
    why = (
        f"A confirmed worsening was relapse-associated (RAW) if a relapse began {associated}{undefined}; and otherwise "
        "it was relapse-independent (PIRA) where relapses had been asked about for all of this time up to the "
        "confirming visit, and of unknown cause where they had not."
    )
    without_mri = (
        "Relapse-independent worsening was also independent of MRI activity (PIRMA) if there were readable scans after "
        f"the {since} visit up to the confirming visit that showed none, and a scan on or before the reference visit "
        "to compare them with."
    )
    return [why, without_mri]
