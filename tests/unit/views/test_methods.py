"""The methods text: every number that a rule asks with, in words that a clinician would sign."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse import __version__
from mscourse.derivations.characterise import characterise
from mscourse.errors import DefinitionError, UsageError
from mscourse.results.course import Course
from mscourse.rules.causes import CauseRule, RelapseFreeWindow
from mscourse.rules.differences import Setting, differences
from mscourse.rules.edss_from_systems import edss_from_systems
from mscourse.rules.kinds import definition_of
from mscourse.rules.library import PRESETS, lublin_2013, pira_mueller_2023, spms_expand, spms_lorscheider_2016
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.milestones import milestones_montobbio_2024
from mscourse.rules.no_evidence import neda_3, neda_4
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.response_scores import modified_rio_2013, rio_2009
from mscourse.rules.separation import separation_montobbio_2024
from mscourse.rules.severity import armss, msss
from mscourse.rules.treatments import treatments_with_rebaseline
from mscourse.rules.worsening import EDSS_THRESHOLDS, IMPROVEMENT_OF_CORE, WorseningRule
from mscourse.rules.written import fingerprint, to_json
from mscourse.tables.cohort import Cohort
from mscourse.views.methods import methods_text
from mscourse.views.methods_of_settings import asking, percent

EVERY_RULE = list(PRESETS.values())
ALL_MEASURES = replace(
    pira_mueller_2023,
    name="all_measures",
    measures=("edss", "t25fw", "nhpt", "sdmt"),
    sdmt_fraction=0.1,
    reference_after_relapse=45,
)


def said(rule: Any) -> str:
    """The text without the name and the fingerprint, and without the sources, which settings do not change."""
    return re.sub(r"`\w+` \(fingerprint \w+.*?\)\.", "", methods_text(replace(rule, name="ours", references=())))


def numbers(setting: Setting) -> list[str]:
    """Every number of a setting as a text has it."""
    value = setting.value
    if isinstance(value, bool | str) or value is None:
        return []
    if isinstance(value, int | float):
        if setting.unit == "fraction":
            return [percent(value)]
        return [f"{value:.1f}" if setting.unit == "EDSS points" else f"{value:,}"]
    if isinstance(value, RelapseDistance):
        return [str(side) for side in (value.after, value.before) if side]
    if isinstance(value, tuple):
        windows = [each for each in value if isinstance(each, RelapseFreeWindow)]
        return [
            *(f"{abs(each):,}" for window in windows for each in (window.start_days, window.end_days) if each),
            *(f"{each:g}" for each in value if isinstance(each, int | float)),
        ]
    return [f"{step:.1f}" for _, step in value.strata]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.name)
def test_every_number_that_a_rule_asks_with_is_in_its_text(rule: Any) -> None:
    text = methods_text(rule)
    asked = {setting.name: numbers(setting) for setting in asking(rule)}
    # Said only where they are not the usual ones, tested below.
    aside = {"relapse_free_window", "relapse_free_visit"}
    missing = {
        name: number
        for name, each in asked.items()
        for number in each
        if not name.startswith(("assessments.", "topics."))
        and name not in aside
        and number != "0"
        and not has(text, number)
    }

    assert missing == {}


def has(text: str, number: str) -> bool:
    """Whether the number stands in the text by itself."""
    return re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d%]|[.,]\d)", text) is not None


@pytest.mark.parametrize("rule", [*EVERY_RULE, ALL_MEASURES], ids=lambda rule: rule.name)
def test_no_name_of_the_code_is_in_a_text(rule: Any) -> None:
    assert re.findall(r"\w+_\w+|None|True|False", re.sub(r"`\w+`", "", said(rule))) == []


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.name)
def test_a_text_names_program_version_rule_fingerprint_and_sources(rule: Any) -> None:
    text = methods_text(rule)

    assert f"with mscourse {__version__} by the definition `{rule.name}` (fingerprint {fingerprint(rule)})" in text
    assert all(str(reference).rstrip(".") in text for reference in rule.references)
    assert "\n" not in text


CHANGES: dict[str, Any] = {
    "measures": ("edss", "sdmt"),
    "edss": EDSS_THRESHOLDS["A"],
    "edss_improvement": IMPROVEMENT_OF_CORE,
    "timed_test_fraction": 0.15,
    "t25fw_unable_seconds": 200,
    "nhpt_unable_seconds": 320,
    "sdmt_points": 8,
    "sdmt_fraction": 0.15,
    "sdmt_needs": "both",
    "sdmt_best_of_first": 2,
    "custom": (CustomMeasure(column="pdds", strata=((0, 1),)),),
    "reference": "fixed",
    "reference_moves_to": "event_visit",
    "small_changes": "improvement",
    "reference_after_relapse": 60,
    "reference_never_better": True,
    "local_extrema": "skipped",
    "usable": RelapseDistance(after=40, inclusive=True),
    "event_visit": RelapseDistance(after=14, before=21),
    "confirming_visit": RelapseDistance(),
    "confirm_after": 168,
    "confirm_also_after": (168, 336),
    "confirm_early": 7,
    "confirm_late": 90,
    "holds_at": "confirming_visit",
    "scheduled_only": True,
    "last_visit": "always",
    "sustained_for": 250,
    "sustained_to_end": True,
    "mri_from": "event",
}
"""A change of every setting of a rule for confirmed change that can be changed by itself."""
TOGETHER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "last_visit_within": (
        {"last_visit": "early_dropout", "last_visit_within": 365},
        {"last_visit": "early_dropout", "last_visit_within": 730},
    ),
    "last_visit_chance": (
        {"last_visit": "by_chance", "last_visit_chance": 0.5, "seed": 1},
        {"last_visit": "by_chance", "last_visit_chance": 0.25, "seed": 1},
    ),
    "seed": (
        {"last_visit": "by_chance", "last_visit_chance": 0.5, "seed": 1},
        {"last_visit": "by_chance", "last_visit_chance": 0.5, "seed": 2},
    ),
    "cause": (
        {"cause": CauseRule(associated_before=60)},
        {"cause": CauseRule(associated_before=60, associated_after=10)},
    ),
}
"""Those that hang on another one: before and after."""


def test_a_change_of_every_setting_is_tested() -> None:
    words = {"name", "sentence", "references"}

    assert {field.name for field in fields(WorseningRule)} - words == {*CHANGES, *TOGETHER}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_setting_changes_the_text(name: str) -> None:
    assert said(replace(ALL_MEASURES, **{name: CHANGES[name]})) != said(ALL_MEASURES)


@pytest.mark.parametrize("name", TOGETHER)
def test_a_changed_setting_that_hangs_on_another_changes_the_text(name: str) -> None:
    before, after = TOGETHER[name]

    assert len({said(ALL_MEASURES), said(replace(ALL_MEASURES, **before)), said(replace(ALL_MEASURES, **after))}) == 3


@given(names=st.sets(st.sampled_from(sorted(set(CHANGES) - {"confirm_after"}))))
def test_a_text_of_any_settings_together_reads_well(names: set[str]) -> None:
    text = re.sub(r"`\w+`|definition  ", "X", said(replace(ALL_MEASURES, **{name: CHANGES[name] for name in names})))

    assert re.findall(r"\w+_\w+|None|True|False|[a-z]\.[A-Z]|  | [,;.]|,,", text) == []
    assert text.endswith(".")


COURSE_CHANGES = [
    (lublin_2013, {"window": 400}),
    (lublin_2013, {"relapse_free_window": 800}),
    (lublin_2013, {"relapse_free_visit": 300}),
    (lublin_2013, {"assume_onset": "relapsing"}),
    (lublin_2013, {"relapses": replace(lublin_2013.relapses, minimum_interval=45)}),
    (lublin_2013, {"relapses": replace(lublin_2013.relapses, minimum_duration_hours=48)}),
    (lublin_2013, {"activity": replace(lublin_2013.activity, comparison_grace=60)}),
    (lublin_2013, {"progression": replace(lublin_2013.progression, shortest_comparison=200)}),
    (lublin_2013, {"assessments": replace(lublin_2013.assessments, due_soon=30)}),
    (lublin_2013, {"topics": replace(lublin_2013.topics, started_before=90)}),
    (spms_lorscheider_2016, {"confirm_after": 182}),
    (spms_lorscheider_2016, {"usable_after_relapse": 45}),
    (spms_lorscheider_2016, {"edss": EDSS_THRESHOLDS["A"]}),
    (spms_lorscheider_2016, {"minimum_edss": 4.5}),
    (spms_lorscheider_2016, {"minimum_pyramidal": 3}),
    (spms_lorscheider_2016, {"pyramidal_assumed_from_edss": 6.0}),
    (spms_lorscheider_2016, {"functional_systems": False}),
    (spms_lorscheider_2016, {"persistence": "to_end_of_follow_up"}),
    (milestones_montobbio_2024, {"values": (6,)}),
    (milestones_montobbio_2024, {"measure": "sdmt"}),
    (milestones_montobbio_2024, {"event_visit": RelapseDistance(after=30)}),
    (milestones_montobbio_2024, {"confirming_visit": RelapseDistance()}),
    (milestones_montobbio_2024, {"confirm_late": None}),
    (milestones_montobbio_2024, {"scheduled_only": True}),
    (milestones_montobbio_2024, {"last_visit": "always"}),
    (milestones_montobbio_2024, {"sustained_for": 365}),
    (milestones_montobbio_2024, {"sustained_to_end": True}),
    (separation_montobbio_2024, {"any_worsening": True}),
    (separation_montobbio_2024, {"edss": EDSS_THRESHOLDS["C"]}),
    (separation_montobbio_2024, {"baseline": RelapseDistance(after=60)}),
    (separation_montobbio_2024, {"associated_before": 60}),
    (separation_montobbio_2024, {"associated_after": 7}),
    (separation_montobbio_2024, {"lasting_after": 365}),
    (separation_montobbio_2024, {"lasting_to_end": True}),
    (replace(separation_montobbio_2024, measure="sdmt"), {"sdmt_points": 8}),
    (replace(separation_montobbio_2024, measure="nhpt"), {"timed_test_fraction": 0.15}),
    (spms_expand, {"minimum_age": 21}),
    (spms_expand, {"minimum_age": None}),
    (spms_expand, {"maximum_age": 55}),
    (spms_expand, {"maximum_age": None}),
    (spms_expand, {"minimum_edss": 3.5}),
    (spms_expand, {"maximum_edss": 6.0}),
    (spms_expand, {"rise_within": 365}),
    (spms_expand, {"edss": EDSS_THRESHOLDS["A"]}),
    (spms_expand, {"relapse_free": 182}),
    (spms_expand, {"relapse_free": 0}),
    (neda_3, {"year": 360}),
    (neda_3, {"grace": 30}),
    (neda_3, {"grace": 0}),
    (neda_3, {"relapses": RelapseRule(minimum_interval=45)}),
    (neda_3, {"worsening": replace(pira_mueller_2023, confirm_after=168)}),
    (neda_3, {"t2_allowed": 1}),
    (neda_4, {"brain_volume_loss": 0.5}),
    (rio_2009, {"year": 360}),
    (rio_2009, {"grace": 30}),
    (rio_2009, {"grace": 0}),
    (rio_2009, {"relapses": RelapseRule(minimum_interval=45)}),
    (rio_2009, {"most_for_relapses": 2}),
    (rio_2009, {"lesions": "new_t2"}),
    (rio_2009, {"lesions_from": 1}),
    (rio_2009, {"worsening": None}),
    (modified_rio_2013, {"worsening": pira_mueller_2023}),
    (rio_2009, {"highest": 2}),
    (rio_2009, {"non_response_from": None}),
    (msss, {"years": "age"}),
    (msss, {"apart": 1}),
    (msss, {"apart": 0}),
    (msss, {"lowest": 2}),
    (msss, {"highest": 40}),
    (msss, {"beyond": "missing"}),
    (armss, {"edss_below": 9.5}),
    (msss, {"visit": "first"}),
    (edss_from_systems, {"count_fatigue": False}),
    (edss_from_systems, {"visual": (0, 1, 2, 3, 4, 5, 6)}),
    (edss_from_systems, {"bowel_bladder": (0, 1, 2, 3, 4, 5, 6)}),
    (edss_from_systems, {"row_8": 4.5}),
    (edss_from_systems, {"row_9": 4.0}),
    (treatments_with_rebaseline, {"bridged_pause": 60}),
    (treatments_with_rebaseline, {"bridged_pause": 0}),
    (treatments_with_rebaseline, {"switch_within": 60}),
    (treatments_with_rebaseline, {"onset_of_action": 90}),
    (treatments_with_rebaseline, {"carry_over": 30}),
    (treatments_with_rebaseline, {"rebaseline_from": 60}),
    (treatments_with_rebaseline, {"rebaseline_to": 300}),
    (treatments_with_rebaseline, {"unnamed_comparison": "previous_scan"}),
]


def test_every_setting_of_what_is_computed_around_the_course_is_changed_once() -> None:
    rules = (spms_expand, neda_3, rio_2009, msss, edss_from_systems, treatments_with_rebaseline)
    words = {"name", "sentence", "references"}
    changed = {(type(rule), name) for rule, values in COURSE_CHANGES for name in values}

    assert {(type(rule), each.name) for rule in rules for each in fields(rule)} - changed == {
        (type(rule), word) for rule in rules for word in words
    }


@pytest.mark.parametrize(("rule", "changed"), COURSE_CHANGES, ids=[" ".join(each) for _, each in COURSE_CHANGES])
def test_a_changed_setting_of_another_rule_changes_the_text(rule: Any, changed: dict[str, Any]) -> None:
    assert said(replace(rule, **changed)) != said(rule)


@pytest.mark.parametrize("rule", [neda_3, rio_2009], ids=lambda rule: rule.name)
def test_the_cause_of_a_worsening_that_counts_whatever_its_cause_is_not_told(rule: Any) -> None:
    told = [setting.name for setting in asking(rule)]

    assert "worsening.confirm_after" in told
    assert [name for name in told if "cause" in name or "mri" in name] == []
    assert not re.search(r"RAW|PIRA|PIRMA", said(rule))


def test_settings_that_ask_nothing_are_silent() -> None:
    text = said(pira_mueller_2023)

    for word in ("T25FW", "9HPT", "SDMT", "scheduled", "last visit", "end of follow-up", "neighbours", "smaller"):
        assert word not in text


def test_a_rule_for_one_test_speaks_of_no_other() -> None:
    text = said(replace(pira_mueller_2023, measures=("sdmt",)))

    assert "symbol digit modalities test (SDMT)" in text
    assert not re.search(r"EDSS|T25FW|9HPT|walk|peg", text)


def test_a_rule_with_many_settings_reads_as_it_does() -> None:
    rule = replace(
        pira_mueller_2023,
        measures=("edss",),
        edss=EDSS_THRESHOLDS["C"],
        reference="roving_worsening",
        reference_moves_to="best_until_confirmed",
        usable=RelapseDistance(after=30, before=14, inclusive=True),
        confirm_early=7,
        confirm_late=730,
        confirm_also_after=(168,),
        last_visit="early_dropout",
        last_visit_within=365,
        cause=CauseRule(relapse_free=(RelapseFreeWindow(start="reference", end="event", end_days=30),)),
    )

    assert said(rule) == (
        f"Confirmed changes in EDSS were determined with mscourse {__version__} by the definition  An EDSS change "
        "counted if it was at least 1.0 point from a reference of 0 to 5.5 and 0.5 points from 6.0 on (threshold set "
        "C). A visit was usable if it was at least 30 days after the last and at least 14 days (2 weeks) before the "
        "next relapse onset. The first usable visit was the reference. It moved to the best value from the event visit "
        "to the confirming visit with every confirmed worsening, but not with an improvement. Until the reference "
        "moved, no further change in the same direction counted. A change was confirmed at the first usable visit 84 "
        "days (12 weeks) or 168 days (24 weeks) after the event visit, up to 7 days (1 week) early or up to 730 days "
        "late, provided that it held at every visit up to and including the confirming one. A worsening first seen at "
        "a person's last visit counted without being confirmed if that visit came no more than 365 days after the "
        "first one. A confirmed worsening was relapse-associated (RAW) if a relapse began in the 90 days before the "
        "event visit or on its day; otherwise its cause was undefined if one began from the reference visit to 30 days "
        "after the event; and otherwise it was relapse-independent (PIRA) where relapses had been asked about for all "
        "of this time up to the confirming visit, and of unknown cause where they had not. Relapse-independent "
        "worsening was also independent of MRI activity (PIRMA) if there were readable scans after the reference "
        "visit up to the confirming visit that showed none, and a scan on or before the reference visit to compare "
        "them with."
    )


def test_a_published_name_with_other_numbers_is_told_in_words() -> None:
    text = methods_text(replace(pira_mueller_2023, confirm_after=168))

    assert "by a definition changed from `pira_mueller_2023` (fingerprint " in text
    assert (
        "days from the event to the earliest confirming visit: 168 days (24 weeks), published 84 days (12 weeks))"
    ) in text


def test_many_changes_of_a_published_rule_are_counted() -> None:
    text = methods_text(replace(ALL_MEASURES, name="pira_mueller_2023", confirm_after=168))

    assert "; 4 settings are not as published)" in text


def test_until_is_said_of_a_rule() -> None:
    assert "Records up to 2024-05-01 were used." in methods_text(pira_mueller_2023, until="2024-05-01")
    assert "Records up to" not in methods_text(pira_mueller_2023)


@pytest.fixture(scope="module")
def small_course() -> Course:
    """A course of one person, worked out by a changed definition up to a day."""
    visits = pl.DataFrame({"patient_id": ["A", "A"], "date": ["2020-01-01", "2021-01-01"], "edss": [2.0, 2.0]})
    definition = replace(lublin_2013, name="ours", window=400)
    return characterise(Cohort(visits=visits), definition, until="2021-06-01", hindsight=True)


def test_a_course_and_its_provenance_say_the_same(small_course: Course) -> None:
    of_course = methods_text(small_course)
    of_provenance = methods_text(json.loads(json.dumps(small_course.provenance)))

    assert of_course == of_provenance
    assert "Records of 1 person: visits" in of_course
    assert "over the past 400 days" in of_course
    assert "up to 2021-06-01" in of_course
    assert "With hindsight" in of_course
    assert "visits: 2 rows given, 2 used" in of_course
    assert all(str(reference) in of_course for reference in lublin_2013.worsening.references)


def test_the_provenance_of_a_rule_says_version_and_day() -> None:
    provenance = {
        "definition": json.loads(to_json(pira_mueller_2023)),
        "until": "2021-06-01",
        "versions": {"mscourse": "0.0.1"},
    }

    assert methods_text(provenance) == methods_text(pira_mueller_2023, until="2021-06-01").replace(
        f"mscourse {__version__}", "mscourse 0.0.1"
    )


def test_the_definition_in_a_provenance_reads_back(small_course: Course) -> None:
    read = definition_of(json.loads(json.dumps(small_course.provenance)))

    assert read == small_course.definition
    assert differences(read, small_course.definition) == []


def test_a_course_says_itself_up_to_when_it_goes(small_course: Course) -> None:
    for course in (small_course, small_course.provenance):
        with pytest.raises(UsageError, match="`until` is for the methods of a rule"):
            methods_text(course, until="2020-01-01")


def test_what_has_no_methods_is_refused() -> None:
    with pytest.raises(UsageError, match="no methods text for a str"):
        methods_text("pira_mueller_2023")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="no definition in the provenance"):
        methods_text({"rows": {}})
