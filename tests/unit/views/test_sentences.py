"""Every verdict and every note reads as a sentence, and the sentence says what happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from mscourse.results import words
from mscourse.rules.library import lublin_2013, spms_expand, spms_recorded
from mscourse.views.sentences import (
    Person,
    assessment_sentence,
    cannot_become_spms,
    evidence_sentence,
    no_spms_sentence,
    refused_rise_sentence,
)
from oracle.spms_in_the_course import TwoHighVisits
from unit.views.rows import day, evidence_row

CHANGE = {
    "table": "visits",
    "field": "edss",
    "date": day("2019-03-01"),
    "value": 3.0,
    "reference_date": day("2018-03-01"),
    "reference_value": 2.0,
    "confirming_date": day("2019-08-01"),
    "relapse_date": day("2019-02-01"),
}
RISE = "EDSS 3.0 on 2019-03-01 (reference 2.0 of 2018-03-01)"
PENDING = {"confirming_date": None}
HIGH = PENDING | {"value": 4.0}
HIGH_RISE = "EDSS 4.0 on 2019-03-01 (reference 2.0 of 2018-03-01)"
NOT_SPMS = f"Not SPMS on this rise: {RISE} was confirmed on 2019-08-01, but"
BELOW = "EDSS was below 4.0 at one of the visits from the rise to its confirmation"
BETWEEN = "the relapse of 2019-02-01 began after the last visit usable as a comparison and before the rise"
TOO_LOW = (
    f"Not SPMS on this rise, whether or not it is confirmed: {RISE}; SPMS needs EDSS 4.0 or more at every visit from "
    "the rise on."
)
SCAN = {"table": "mri", "date": day("2024-02-01"), "field": "new_t2_lesions"}

SENTENCES: list[tuple[dict[str, Any], str]] = [
    ({"claim": "spms_onset", "verdict": "edss_below_minimum"}, f"{NOT_SPMS} {BELOW}."),
    (
        {"claim": "spms_onset", "verdict": "pyramidal_below_minimum"},
        f"{NOT_SPMS} SPMS needs a pyramidal score of 2 or more at the rise.",
    ),
    (
        {"claim": "spms_onset", "verdict": "leading_system_not_held"},
        f"{NOT_SPMS} the functional system that rose most fell back before the rise was confirmed.",
    ),
    (
        {"claim": "spms_onset", "verdict": "event_visit_not_usable"},
        f"{NOT_SPMS} the visit lies within 30 days of the relapse of 2019-02-01.",
    ),
    ({"claim": "spms_onset", "verdict": "relapse_between"}, f"{NOT_SPMS} {BETWEEN}."),
    (
        {"claim": "spms_onset", "verdict": "relapses_not_ascertained"},
        (
            f"{NOT_SPMS} relapses were not asked about for all of the time from the last usable visit before it to the "
            "confirmation."
        ),
    ),
    (
        {"claim": "spms_onset", "verdict": "before_first_relapse"},
        f"{NOT_SPMS} it comes before the first relapse on record, and how the disease began is not known.",
    ),
    ({"claim": "spms_onset", "verdict": "not_held"}, f"Not SPMS on this rise: {RISE} had gone by 2019-08-01."),
    (
        {"claim": "spms_onset", "verdict": "no_later_visit"} | HIGH,
        f"Not decided: {HIGH_RISE}; no visit has confirmed or refuted it since.",
    ),
    (
        {"claim": "spms_onset", "verdict": "awaiting_confirmation"} | HIGH,
        (
            f"A rise that would date SPMS onset if it is confirmed and meets the other criteria: {HIGH_RISE}; a visit "
            "at least 91 days later has to show it still."
        ),
    ),
    ({"claim": "spms_onset", "verdict": "awaiting_confirmation"} | PENDING, TOO_LOW),
    ({"claim": "spms_onset", "verdict": "no_later_visit"} | PENDING, TOO_LOW),
    ({"claim": "spms_onset", "verdict": "confirmed"}, f"SPMS began with this rise: {RISE}, confirmed on 2019-08-01."),
    (
        {"claim": "spms_onset", "verdict": "confirmed", "note": "leading_system_unknown"},
        (
            f"SPMS began with this rise: {RISE}, confirmed on 2019-08-01. Which functional system led the rise cannot "
            "be told, so that criterion was not applied."
        ),
    ),
    (
        {"claim": "spms_onset", "verdict": "confirmed", "note": "functional_systems_not_recorded"},
        (
            f"SPMS began with this rise: {RISE}, confirmed on 2019-08-01. No functional systems are recorded, so only "
            "EDSS and relapses were asked of it."
        ),
    ),
    ({"claim": "progression", "verdict": "confirmed"}, f"{RISE}, confirmed on 2019-08-01: progression."),
    ({"claim": "worsening", "verdict": "confirmed"}, f"{RISE}, confirmed on 2019-08-01: worsening."),
    (
        {"claim": "progression", "verdict": "awaiting_confirmation"} | PENDING,
        f"Possible progression, awaiting a confirming visit: {RISE}.",
    ),
    (
        {"claim": "worsening", "verdict": "awaiting_confirmation"} | PENDING,
        f"Possible worsening, awaiting a confirming visit: {RISE}.",
    ),
    (
        {"claim": "worsening", "verdict": "no_later_visit"} | PENDING,
        f"Not decided: {RISE}; no visit has confirmed or refuted it since.",
    ),
    (
        {"claim": "progression", "verdict": "no_later_visit"} | PENDING,
        f"Not decided: {RISE}; no visit has confirmed or refuted it since.",
    ),
    ({"claim": "worsening", "verdict": "not_held"}, f"No worsening from this change: {RISE} had gone by 2019-08-01."),
    (
        {"claim": "progression", "verdict": "not_held"},
        f"No progression from this change: {RISE} had gone by 2019-08-01.",
    ),
    (
        {"claim": "progression", "verdict": "inside_relapse_window"},
        (
            f"Not counted as progression: {RISE} was confirmed on 2019-08-01, but the relapse of "
            "2019-02-01 is too near to "
            "call it independent of relapses."
        ),
    ),
    (
        {"claim": "progression", "verdict": "inside_relapse_window"} | PENDING,
        (
            f"Not counted as progression: {RISE} is not confirmed yet, but the relapse of 2019-02-01 is "
            "too near to call "
            "it independent of relapses."
        ),
    ),
    (
        {"claim": "progression", "verdict": "relapses_not_ascertained"},
        (
            f"Not counted as progression: {RISE} was confirmed on 2019-08-01, but relapses were not asked about for "
            "all of the time around it, so it cannot be called independent of them."
        ),
    ),
    (
        {"claim": "worsening", "verdict": "counts"},
        "EDSS 3.0 on 2019-03-01, against a reference of 2.0 on 2018-03-01.",
    ),
    (
        {"claim": "worsening", "verdict": "counts", "reference_date": CHANGE["date"], "reference_value": 3.0},
        "EDSS 3.0 on 2019-03-01, the reference for later visits.",
    ),
    (
        {"claim": "progression", "verdict": "counts", "field": "t25fw", "value": 6.25, "reference_value": 5.0},
        "Timed 25-foot walk 6.2 s on 2019-03-01, against a reference of 5.0 s on 2018-03-01.",
    ),
    (
        {"claim": "worsening", "verdict": "same_day_disagreement", "value": None},
        "Not used: the values of EDSS recorded for 2019-03-01 disagree.",
    ),
    (
        {"claim": "progression", "verdict": "same_day_disagreement", "value": None, "field": "sdmt"},
        "Not used: the values of symbol digit modalities test recorded for 2019-03-01 disagree.",
    ),
    (
        {"claim": "activity", "verdict": "counts", "table": "relapses", "field": "onset_date"},
        "A relapse began on 2019-03-01.",
    ),
    (
        {"claim": "activity", "verdict": "counts", "field": "date", "value": None},
        "Seen on 2019-03-01, when a relapse could be reported.",
    ),
    (
        {"claim": "activity", "verdict": "counts", "value": 0.0} | SCAN,
        "MRI on 2024-02-01: no new or enlarging T2 lesions (enhancement not assessed).",
    ),
    ({"claim": "activity", "verdict": "counts", "value": 1.0} | SCAN, "MRI on 2024-02-01: 1 new T2 lesion."),
    (
        {"claim": "activity", "verdict": "counts", "value": 2.0} | SCAN | {"field": "gd_lesions"},
        "MRI on 2024-02-01: 2 gadolinium-enhancing lesions.",
    ),
    (
        {"claim": "activity", "verdict": "counts", "value": 2.0, "note": "comparison_scan_old"} | SCAN,
        (
            "MRI on 2024-02-01: 2 new T2 lesions, counted against a scan more than 455 days older, so "
            "when they appeared "
            "is uncertain."
        ),
    ),
    (
        {"claim": "activity", "verdict": "counts", "value": 1.0, "note": "comparison_scan_old"} | SCAN,
        (
            "MRI on 2024-02-01: 1 new T2 lesion, counted against a scan more than 455 days older, so when it appeared "
            "is uncertain."
        ),
    ),
    (
        {"claim": "activity", "verdict": "scan_not_readable", "value": None} | SCAN,
        (
            "MRI on 2024-02-01 shows no activity but cannot rule it out: its new and enlarging T2 "
            "lesions were not both "
            "read, or it shows the cord alone."
        ),
    ),
    (
        {"claim": "activity", "table": "relapses", "field": "onset_date", "note": "merged_relapse"},
        (
            "The relapse reported on 2019-03-01 belongs to the one of 2019-02-01, which began less "
            "than 30 days earlier, "
            "and does not count by itself."
        ),
    ),
    (
        {"claim": "activity", "table": "relapses", "field": "onset_date", "note": "pseudo_relapse"},
        (
            "The relapse reported on 2019-03-01 does not count: it came with fever or infection, or "
            "lasted less than 24 "
            "hours."
        ),
    ),
    (
        {"claim": "phenotype", "verdict": "counts", "table": "recorded_courses", "field": "spms"},
        "The clinician recorded SPMS on 2019-03-01.",
    ),
    (
        {"claim": "phenotype", "verdict": "counts", "table": "relapses", "field": "onset_date"},
        "Relapsing since the first relapse on record, on 2019-03-01; how the disease began is not recorded.",
    ),
    (
        {"claim": "phenotype", "verdict": "counts", "table": "patients", "field": "onset_type"}
        | {"note": "assumed_relapsing_onset"},
        "How the disease began is not recorded; a relapsing onset is assumed, as the definition was told to.",
    ),
]


@pytest.mark.parametrize(("values", "sentence"), SENTENCES, ids=[sentence[:70] for _, sentence in SENTENCES])
def test_a_row_of_evidence_reads_as_this_sentence(values: dict[str, Any], sentence: str) -> None:
    row = evidence_row(**CHANGE | values)
    assert evidence_sentence(row, lublin_2013) == sentence


def test_every_verdict_and_every_note_is_among_the_sentences() -> None:
    assert {values.get("verdict") for values, _ in SENTENCES} - {None} == set(words.VERDICTS)
    assert {values.get("note") for values, _ in SENTENCES} - {None} == set(words.NOTES)
    assert {values["claim"] for values, _ in SENTENCES} == set(words.CLAIMS)


@pytest.mark.parametrize(
    ("onset_type", "sentence"),
    [
        ("relapsing", "The disease began with relapses."),
        ("progressive", "The disease was progressive from the beginning."),
        (None, "How the disease began is on record."),
    ],
)
def test_the_recorded_onset_is_said_as_it_was_recorded(onset_type: str | None, sentence: str) -> None:
    row = evidence_row(claim="phenotype", verdict="counts", table="patients", field="onset_type")
    assert evidence_sentence(row, lublin_2013, Person(onset_type=onset_type)) == sentence


@pytest.mark.parametrize("verdict", ["awaiting_confirmation", "no_later_visit"])
def test_a_rise_before_any_relapse_of_an_unknown_onset_is_not_said_to_be_possible(verdict: str) -> None:
    row = evidence_row(**CHANGE | HIGH | {"claim": "spms_onset", "verdict": verdict})
    unspecified = Person(derived_phenotype="ms_unspecified")

    assert cannot_become_spms(row, lublin_2013, unspecified)
    assert evidence_sentence(row, lublin_2013, unspecified) == (
        f"Not SPMS on this rise: {HIGH_RISE}; no relapse is on record before it, and how the disease began is not "
        "known."
    )


@pytest.mark.parametrize(
    ("claim", "verdict", "value", "cannot"),
    [
        ("spms_onset", "awaiting_confirmation", 3.5, True),
        ("spms_onset", "no_later_visit", 3.5, True),
        ("spms_onset", "awaiting_confirmation", 4.0, False),
        ("spms_onset", "confirmed", 4.0, False),
        ("worsening", "awaiting_confirmation", 3.5, False),
    ],
)
def test_a_rise_below_the_least_edss_cannot_become_spms(
    claim: str, verdict: str, value: float, *, cannot: bool
) -> None:
    row = evidence_row(**CHANGE | {"claim": claim, "verdict": verdict, "value": value})
    assert cannot_become_spms(row, lublin_2013) is cannot


def test_criteria_that_one_rise_failed_are_one_sentence() -> None:
    rows = [
        evidence_row(**CHANGE | {"claim": "spms_onset", "verdict": verdict})
        for verdict in ("relapse_between", "edss_below_minimum")
    ]
    assert refused_rise_sentence(rows, lublin_2013) == f"{NOT_SPMS} {BETWEEN}, and {BELOW}."


def test_a_scan_says_whether_enhancement_was_read() -> None:
    row = evidence_row(claim="activity", verdict="counts", value=0.0, **SCAN)
    read = Person(enhancement_read=frozenset({SCAN["date"]}))
    assert evidence_sentence(row, lublin_2013, read) == (
        "MRI on 2024-02-01: no new or enlarging T2 lesions and no enhancing lesions."
    )


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (0.0, "EDSS 0 on 2019-03-01, the reference for later visits."),
        (10.0, "EDSS 10 on 2019-03-01: death from MS."),
        (9.5, "EDSS 9.5 on 2019-03-01, the reference for later visits."),
    ],
)
def test_the_ends_of_the_edss(value: float, sentence: str) -> None:
    own = {"reference_date": CHANGE["date"], "reference_value": value, "value": value}
    row = evidence_row(**CHANGE | own | {"claim": "worsening", "verdict": "counts"})
    assert evidence_sentence(row, lublin_2013) == sentence


def test_whole_days_are_said_as_days() -> None:
    row = evidence_row(claim="activity", verdict="counts", table="relapses", field="onset_date", date=400)
    assert evidence_sentence(row, lublin_2013) == "A relapse began on day 400."


@pytest.mark.parametrize(
    ("kind", "status", "last", "due", "sentence"),
    [
        ("mri", "never", None, None, "MRI: none on record that could show or exclude activity."),
        (
            "mri",
            "done",
            "2024-03-01",
            "2025-03-01",
            "MRI: last one that could show or exclude activity 2024-03-01, next due 2025-03-01.",
        ),
        (
            "mri",
            "due_soon",
            "2024-03-01",
            "2025-03-01",
            "MRI: last one that could show or exclude activity 2024-03-01, due soon, on 2025-03-01.",
        ),
        (
            "mri",
            "overdue",
            "2022-07-06",
            "2023-07-06",
            "MRI: last one that could show or exclude activity 2022-07-06, overdue since 2023-07-06.",
        ),
        ("neurological_examination", "never", None, None, "Neurological examination: none on record."),
        (
            "neurological_examination",
            "overdue",
            "2024-03-01",
            "2025-03-01",
            "Neurological examination: last 2024-03-01, overdue since 2025-03-01.",
        ),
        (
            "confirmation_visit",
            "done",
            None,
            "2025-03-01",
            "Confirming visit: due 2025-03-01, to confirm or refute the latest worsening.",
        ),
        (
            "confirmation_visit",
            "due_soon",
            None,
            "2025-03-01",
            "Confirming visit: due from 2025-03-01, to confirm or refute the latest worsening.",
        ),
        (
            "confirmation_visit",
            "overdue",
            None,
            "2025-03-01",
            "Confirming visit: overdue, was due from 2025-03-01, to confirm or refute the latest worsening.",
        ),
    ],
)
def test_an_assessment_reads_as_this_sentence(
    kind: str, status: str, last: str | None, due: str | None, sentence: str
) -> None:
    dates: dict[str, dt.date | None] = {"last_date": last and day(last), "due_date": due and day(due)}  # type: ignore[dict-item]
    assert assessment_sentence({"kind": kind, "status": status, **dates}) == sentence


@pytest.mark.parametrize(("judged_on", "since"), [(583, "from"), (584, "since"), (600, "since")])
def test_a_confirming_visit_is_due_since_its_day_once_that_has_come(judged_on: int, since: str) -> None:
    row = {"kind": "confirmation_visit", "status": "due_soon", "last_date": None, "due_date": 584}
    said = f"Confirming visit: due {since} day 584, to confirm or refute the latest worsening."
    assert assessment_sentence(row, judged_on) == said


# SPMS onset by a rule that looks for no rise


@pytest.mark.parametrize(
    ("rule", "row", "sentence"),
    [
        (
            spms_recorded,
            {"table": "recorded_courses", "field": "spms"},
            "SPMS began on 2019-03-01, the first day on which a clinician recorded it.",
        ),
        (
            spms_expand,
            {"field": "edss", "value": 4.5},
            "SPMS began on 2019-03-01: this visit, with EDSS 4.5, was the first to meet every criterion (spms_expand).",
        ),
        (
            TwoHighVisits(),
            {"field": "edss", "value": 4.5, "confirming_date": day("2019-08-01")},
            "SPMS began on 2019-03-01 by the rule two_high_visits; this was known on 2019-08-01.",
        ),
        (TwoHighVisits(), {"field": "date"}, "SPMS began on 2019-03-01 by the rule two_high_visits."),
    ],
    ids=["label", "entry", "own, later", "own, at once"],
)
def test_the_record_that_dated_spms_reads_as_a_sentence(rule: Any, row: dict[str, Any], sentence: str) -> None:
    definition = replace(lublin_2013, spms_onset=rule)
    named = {"table": "visits", "claim": "spms_onset", "verdict": "confirmed", "date": day("2019-03-01")}
    assert evidence_sentence(evidence_row(**(named | row)), definition) == sentence


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (lublin_2013.spms_onset, "Not SPMS: no rise of EDSS by a full step from the reference is on record."),
        (spms_expand, "Not SPMS: no visit has met every criterion of the rule (spms_expand)."),
        (spms_recorded, "Not SPMS: no clinician has recorded it."),
        (TwoHighVisits(), "Not SPMS: the rule (two_high_visits) gives no onset."),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_why_there_is_no_spms_is_said_by_the_rule(rule: Any, sentence: str) -> None:
    assert no_spms_sentence(replace(lublin_2013, spms_onset=rule), "Not SPMS") == sentence
