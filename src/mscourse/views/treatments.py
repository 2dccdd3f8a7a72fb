"""A person's treatments in sentences, and what labels say, as facts and never as advice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mscourse.results.treatments import Epoch, LabelFact, PresentDrug, ScanOnDrug, TreatmentAccount
from mscourse.rules.treatments import TreatmentRule
from mscourse.views import vocabulary as say

Sentences = list[tuple[str, str]]
"""Each with its subject, or none."""

_BEGAN: Mapping[str, str] = {
    "first": "the first treatment on record",
    "switch": "a switch from {drug}",
    "restart": "begun again",
    "new": "begun later, not as a switch",
}
_LESIONS = {
    "gd_lesion": "a gadolinium-enhancing lesion",
    "new_t2": "a new T2 lesion",
    "enlarging_t2": "an enlarging T2 lesion",
}
_WHY_UNKNOWN = {
    "compared_with_before_rebaseline": "lesions counted against a scan from before the re-baseline scan",
    "comparison_not_named": "lesions, and nothing says which scan they were counted against",
    "gd_too_early": "an enhancing lesion less than {onset_of_action} days after the start",
    "no_rebaseline_scan": "lesions, and no re-baseline scan to count them against",
    "not_readable": "new and enlarging T2 lesions were not both read, or the cord alone was scanned",
    "no_scan": "no MRI since then",
    "no_mri_table": "no table of scans was given",
    "scan_set_aside": "a scan that was set aside for an error",
    "relapses_not_ascertained": "relapses were not asked about for all of that time",
    "no_relapse_table": "no table of relapses was given",
}
_REGIONS = {"eu": "European Union", "us": "United States"}
_COURSES = {
    "active_spms": "SPMS with active disease",
    "non_active_spms": "SPMS without active disease",
    "ppms": "primary progressive MS",
}
_RELAPSE_FREE = "relapse_free_two_years"
_WITHOUT_RELAPSES = "SPMS without relapses in the past two years"
"""The course of a label that turns on that, whatever the activity."""
_COVERED = {
    "yes": "labelled for {course}",
    "no": "not labelled for {course}",
}
_HAD_RELAPSES = {
    True: "this person had none",
    False: "this person had at least one",
    None: "whether this person had any is not known",
}


def on_now(account: TreatmentAccount) -> str:
    """What the person is on: `siponimod since 2018-12-01`; nothing if no treatment covers the day."""
    names = [f"{epoch.drug} since {say.say_day(epoch.start)}" for epoch in account.on_now]
    return say.listed(names) if names else ""


def treatment_sentences(account: TreatmentAccount) -> Sentences:
    """Every treatment so far, then the activity that can be put to the present one."""
    sentences: Sentences = [("", _epoch(epoch)) for epoch in account.epochs or ()]
    present = account.present
    if present is not None:
        subject = f"Activity on {present.epoch.drug}"
        sentences += [(subject, sentence) for sentence in _on_present(present, account.rule)]
    return sentences


def _epoch(epoch: Epoch) -> str:
    start = say.say_day(epoch.start)
    span = f"since {start}" if epoch.stop is None else f"{start} to {say.say_day(epoch.stop)}"
    parts = [_BEGAN[epoch.began].format(drug=epoch.switched_from), _efficacy(epoch)]
    if epoch.ended == "switch":
        parts.append(f"then {epoch.switched_to}")
    elif epoch.ended == "stop":
        parts.append("then stopped")
    return say.capitalised(f"{epoch.drug}, {span}: {'; '.join(parts)}.")


def _efficacy(epoch: Epoch) -> str:
    if not epoch.known_drug:
        return "not in the table of drugs"
    if epoch.efficacy is None:
        return "no efficacy category on file"
    source = f" ({epoch.efficacy_source})" if epoch.efficacy_source else ""
    return f"efficacy category {epoch.efficacy}{source}"


def _on_present(present: PresentDrug, rule: TreatmentRule) -> list[str]:
    judged = f"Judged from {say.say_day(present.judged_from)} on, {rule.onset_of_action} days after its start"
    verdicts: dict[str, Callable[[], str]] = {
        "active": lambda: f"{judged}. Active: {say.listed(_what_was_active(present))}.",
        "none": lambda: f"{judged}. No activity on record: no relapse, and no lesion that can be put to it.",
        "unknown": lambda: f"{judged}. Not known: {say.listed(_why_unknown(present, rule))}.",
        "too_early": lambda: f"{judged}: it is too early to say.",
    }
    return [verdicts[present.activity](), *_early_relapses(present), _rebaseline(present), *_scans(present, rule)]


def _what_was_active(present: PresentDrug) -> list[str]:
    words = []
    if present.relapses:
        onsets = say.listed([say.say_day(day) for day in present.relapses])
        words.append(f"{say.count(len(present.relapses), 'relapse')} ({onsets})")
    active = [scan for scan in present.scans if scan.attribution == "active"]
    if active:
        words.append(f"new lesions on {say.count(len(active), 'MRI', 'MRIs')}")
    return words


def _why_unknown(present: PresentDrug, rule: TreatmentRule) -> list[str]:
    return [_WHY_UNKNOWN[reason].format(onset_of_action=rule.onset_of_action) for reason in present.unknown_because]


def _early_relapses(present: PresentDrug) -> list[str]:
    if not present.early_relapses:
        return []
    onsets = say.listed([say.say_day(day) for day in present.early_relapses])
    return [f"Before it is judged: {say.count(len(present.early_relapses), 'relapse')} ({onsets})."]


def _rebaseline(present: PresentDrug) -> str:
    if present.rebaseline is not None:
        return f"Re-baseline MRI: {say.say_day(present.rebaseline)}."
    span = f"between {say.say_day(present.rebaseline_from)} and {say.say_day(present.rebaseline_to)}"
    if present.rebaseline_is_over:
        return f"No re-baseline MRI: none was made {span}."
    return f"No re-baseline MRI yet; it is one made {span}."


def _scans(present: PresentDrug, rule: TreatmentRule) -> list[str]:
    """Each scan with lesions or that could not be read, and all the clear ones in one sentence."""
    clear = [scan for scan in present.scans if scan.attribution == "none"]
    told = [_scan(scan, rule) for scan in present.scans if scan.attribution != "none"]
    if clear:
        last = f"{', the last ' if clear[1:] else ' '}{say.on_day(clear[-1].date)}"
        told.append(f"No new or enlarging T2 lesions: {say.count(len(clear), 'MRI', 'MRIs')}{last}.")
    return told


def _scan(scan: ScanOnDrug, rule: TreatmentRule) -> str:
    opening = f"MRI of {say.say_day(scan.date)}:"
    if scan.attribution == "active":
        found = say.listed([words for reason, words in _LESIONS.items() if reason in scan.reasons])
        return f"{opening} {found} that came while the drug was acting."
    if scan.attribution == "carry_over":
        return f"{opening} lesions on the re-baseline MRI or before it, which may be older than the drug."
    why = [_WHY_UNKNOWN[each].format(onset_of_action=rule.onset_of_action) for each in scan.reasons]
    return f"{opening} cannot be put to the drug or to the time before it: {say.listed(why)}."


def label_sentences(account: TreatmentAccount, state: Mapping[str, Any]) -> Sentences:
    """What labels say of the course and the activity of the day, by region, the present drugs first."""
    if not account.labels:
        return []
    sentences: Sentences = [("", sentence) for sentence in _how_to_read(account.labels, state)]
    present = dict.fromkeys(epoch.drug for epoch in account.on_now)
    for drug in present:
        theirs = _alike([fact for fact in account.labels if fact.drug == drug])
        told = [f"{_heading(facts[0])}. {_wording_and_sources(facts)}" for facts in theirs]
        subject = f"{say.capitalised(drug)}, the present drug"
        sentences += [(subject, each) for each in told or ["No fact about its label for this course is on file."]]
    others = _alike([fact for fact in account.labels if fact.drug not in present])
    return sentences + [(_heading(facts[0]), _wording_and_sources(facts)) for facts in others]


def _how_to_read(facts: tuple[LabelFact, ...], state: Mapping[str, Any]) -> list[str]:
    sentences = [
        (
            "Facts about labels, not advice: each as it stood when its source was written, and only as far as a source "
            "was read. Compare with the product information of your country."
        )
    ]
    if state["phenotype"] != "spms":
        return sentences
    sentences.append("“Active” is each agency's own word; it need not be the activity of this page.")
    if state["activity"] == "indeterminate":
        sentences.append(
            "Activity cannot be judged on this day, so what labels say of disease with activity and of disease without "
            "it stands side by side."
        )
    turning = [f"{fact.drug} ({_REGIONS[fact.region]})" for fact in facts if fact.turns_on == _RELAPSE_FREE]
    if turning:
        told = _HAD_RELAPSES[state[_RELAPSE_FREE]]
        sentences.append(f"What the label of {say.listed(turning)} turns on is two years without relapses: {told}.")
    return sentences


def _alike(facts: list[LabelFact]) -> list[list[LabelFact]]:
    """The facts that say one thing in one region together: what is covered comes first."""
    regions, covered = list(_REGIONS), list(_COVERED)
    together: dict[tuple[Any, ...], list[LabelFact]] = {}
    ordered = sorted(facts, key=lambda fact: (regions.index(fact.region), covered.index(fact.covered), fact.course))
    for fact in ordered:
        together.setdefault((fact.region, fact.covered, fact.course, fact.turns_on, fact.wording), []).append(fact)
    return list(together.values())


def _heading(fact: LabelFact) -> str:
    """Where, and what is covered: `European Union: labelled for SPMS with active disease`."""
    course = _WITHOUT_RELAPSES if fact.turns_on == _RELAPSE_FREE else _COURSES[fact.course]
    return f"{_REGIONS[fact.region]}: {_COVERED[fact.covered].format(course=course)}"


def _wording_and_sources(facts: list[LabelFact]) -> str:
    """What labels say of these drugs alike, and of each where and when that was read."""
    sources: dict[str, list[str]] = {}
    for fact in facts:
        dated = f", {fact.dated}" if fact.dated else ""
        sources.setdefault(f"{fact.source}{dated}; read {fact.read_on}", []).append(fact.drug)
    drugs = "; ".join(f"{say.listed(drugs)} ({source})" for source, drugs in sources.items())
    return f"{say.capitalised(facts[0].wording)}: {drugs}."
