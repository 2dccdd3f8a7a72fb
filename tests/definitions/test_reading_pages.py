"""The grammar of the definition pages: what a grid means, and that a slip in one is noticed."""

from __future__ import annotations

import pytest

from definitions import searches
from definitions.comparing import differences
from definitions.engines import ENGINES
from definitions.grids import ASKED_ON, PageError
from definitions.numbers import moved_numbers
from definitions.pages import Example, read_page
from definitions.searches import runs_of
from definitions.settings import with_settings
from mscourse.rules.causes import RelapseFreeWindow
from mscourse.rules.library import lublin_2013, pira_mueller_2023, spms_lorscheider_no_fs
from mscourse.rules.library_of_change import cdw_core, cdw_msprog
from mscourse.rules.library_of_pira import pira_kappos_2020
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.relapse_distance import RelapseDistance

PAGE = """---
id: a-page
numbers: worsening
---

## What it means

| visits | this grid is prose |
| --- | --- |

## Worked examples

### A fact

| visits | day | edss |
| --- | --: | --: |
| A | 0 | 2.0 |
| A | 100 | |

| relapses | day | fever |
| --- | --: | --- |

| treatments | drug | start | end |
| --- | --- | --: | --: |
| A | a drug | 10 | |

| expected | day | phenotype | progression_reason | confirmation_due |
| --- | --: | --- | --- | --: |
| A | 100 | rrms | cause_undefined, no_visit_in_window | |

## References
"""
LONG_AGO_AND_NOW = """
| visits | day | edss |
| --- | --: | --: |
| A | 0 | 2.0 |
| A | 90 | 3.0 |
| A | 174 | 3.0 |

| relapses | day |
| --- | --: |
"""


def example_of(grids: str) -> Example:
    """The one example of a page with these grids."""
    page = read_page("a-page", f"---\nid: a-page\n---\n## Worked examples\n\n### A fact\n\n{grids}")
    return page.examples[0]


def test_grids_become_rows_under_the_names_of_the_tables() -> None:
    page = read_page("a-page", PAGE)
    (example,) = page.examples
    assert page.front_matter == {"id": "a-page", "numbers": "worsening"}
    assert page.headings == ("What it means", "Worked examples", "References")
    assert (example.heading, example.line) == ("A fact", 13)
    assert example.records == {
        "visits": [("A", {"date": 0, "edss": 2.0}), ("A", {"date": 100, "edss": None})],
        "relapses": [],
        "treatments": [("A", {"drug": "a drug", "start_date": 10, "end_date": None})],
    }
    reasons = ["cause_undefined", "no_visit_in_window"]
    asked = {ASKED_ON: 100, "phenotype": "rrms", "progression_reason": reasons, "confirmation_due": None}
    assert example.answers == {"states": [("A", asked)]}
    assert example.patients == ["A"]
    assert example.last_day == 100


def test_expected_means_events_where_the_page_says_so() -> None:
    page = read_page(
        "a-page",
        "---\nexpects: events\n---\n## Worked examples\n### A fact\n| expected | day | confirmed_day |\n| - | - | - |\n"
        "| B | 90 | 174 |\n",
    )
    assert page.examples[0].answers == {"events": [("B", {"onset": 90, "confirmed_on": 174})]}


@pytest.mark.parametrize(
    ("grids", "complaint"),
    [
        ("| visit | day |\n| - | - |\n", "no grid `visit`"),
        ("| visits | day | eds |\n| - | - | - |\n| A | 0 | 2.0 |\n", "no column `eds`"),
        ("| visits | day | edss |\n| - | - | - |\n| A | 0 |\n", "the row has 2 cells, the header 3"),
        ("| visits | day | edss |\n| - | - | - |\n| A | 0 | two |\n", "a-page.md:10: `two` under edss"),
        ("| expected | day | phenotype |\n| - | - | - |\n| A | 0 | rms |\n", "it is one of cis, rrms"),
        ("| expected | phenotype |\n| - | - |\n| A | rrms |\n", "needs a column `day`"),
        ("| relapses | day | fever |\n| - | - | - |\n| A | 0 | yes |\n", "`true` or `false`"),
        ("| topics | day | keys |\n| - | - | - |\n| A | 0 | mri_overdue |\n", "it is one of benefits_and_risks"),
        ("| topics | day | key |\n| - | - | - |\n| A | 0 | mri_due |\n", "no column `key`"),
        ("| visits | day | edss |\n| - | - | - |\n", "states no answer"),
        ("| visits | day |\n| - | - |\n\n| visits | day |\n| - | - |\n", "a second grid `visits`"),
    ],
)
def test_a_slip_is_an_error_that_says_where(grids: str, complaint: str) -> None:
    with pytest.raises(PageError, match=r"a-page\.md") as error:
        example_of(grids)
    assert complaint in str(error.value)


def test_settings_reach_into_the_rules() -> None:
    changed = with_settings(lublin_2013, [("worsening.confirm_after", "168"), ("worsening.edss", "A")])
    assert (changed.worsening.confirm_after, changed.worsening.edss.name) == (168, "A")
    assert with_settings(lublin_2013, [("spms_onset", "spms_lorscheider_no_fs")]).spms_onset is spms_lorscheider_no_fs
    assert with_settings(lublin_2013, [("worsening.measures", "edss, sdmt")]).worsening.measures == ("edss", "sdmt")
    assert with_settings(lublin_2013, [("assume_onset", "relapsing")]).assume_onset == "relapsing"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("sdmt_points", "8", 8),
        ("timed_test_fraction", "0.25", 0.25),
        ("confirm_late", "none", None),
        ("confirm_also_after", "168, 336", (168, 336)),
        ("scheduled_only", "true", True),
        ("edss_improvement", "none", None),
        ("custom", "pdds higher 0:1 4:0.5", (CustomMeasure(column="pdds", strata=((0, 1), (4, 0.5))),)),
        ("custom", "pasat lower fraction 0.2", (CustomMeasure(column="pasat", worse="lower", fraction=0.2),)),
    ],
)
def test_a_setting_is_read_as_its_field_is_written(name: str, text: str, value: object) -> None:
    settings = [(name, text)]
    assert getattr(with_settings(pira_mueller_2023, settings), name) == value


def test_settings_of_what_lies_deeper_and_of_what_was_left_out() -> None:
    windows = "previous_visit..event, confirmation-30..confirmation+1"
    changed = with_settings(
        pira_mueller_2023, [("confirming_visit.after", "10"), ("cause.relapse_free", windows), ("usable.before", "7")]
    )
    assert changed.confirming_visit == RelapseDistance(after=10)
    assert changed.usable == RelapseDistance(after=30, before=7)
    assert changed.cause.relapse_free == (
        RelapseFreeWindow(start="previous_visit", end="event"),
        RelapseFreeWindow(start="confirmation", start_days=-30, end="confirmation", end_days=1),
    )


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("confirm", "168", "no field confirm"),
        ("scheduled_only", "yes", "`true` or `false`"),
        ("cause.relapse_free", "event", "a window is written as"),
    ],
)
def test_a_slip_in_a_setting_is_an_error(name: str, text: str, complaint: str) -> None:
    with pytest.raises(PageError, match=complaint):
        with_settings(pira_mueller_2023, [(name, text)])


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ("| expected | day | worsening |\n| - | - | - |\n| A | 174 | no_worsening |\n", "worsening is 'worsening'"),
        ("| expected | day | phenotype |\n| - | - | - |\n| A | 0 | |\n", "has a state"),
        ("| expected | day | phenotype |\n| - | - | - |\n| A | -1 | rrms |\n", "has no state"),
        ("| events | kind | day |\n| - | - | - |\n", "has 1 events, not 0"),
        ("| events | kind | day |\n| - | - | - |\n| A | worsening | 91 |\n", "is not among"),
        ("| evidence | day | claim | record_day |\n| - | - | - | - |\n| A | 89 | worsening | 90 |\n", "is not among"),
        ("| assessments | day | kind | status |\n| - | - | - | - |\n| A | 9 | mri | done |\n", "is not among"),
        ("| assessments | day | kind |\n| - | - | - |\n| A | 174 | confirmation_visit |\n", "0 assessments, not 1"),
        ("| topics | day | keys |\n| - | - | - |\n| A | 174 | mri_due |\n", "has the topics"),
        ("| topics | day | keys |\n| - | - | - |\n| A | 174 | |\n", "not []"),
    ],
)
def test_a_wrong_answer_is_noticed(answers: str, complaint: str) -> None:
    found = differences(example_of(f"{LONG_AGO_AND_NOW}\n{answers}"), "oracle")
    assert any(complaint in line for line in found), found


def test_right_answers_differ_in_nothing() -> None:
    answers = "| events | day | reference_day | confirmed_day |\n| - | - | - | - |\n| A | 90 | 0 | 174 |\n"
    assert differences(example_of(f"{LONG_AGO_AND_NOW}\n{answers}"), "oracle") == []


def test_topics_are_all_those_of_a_day_in_any_order() -> None:
    answers = "| topics | day | keys |\n| - | - | - |\n| A | 173 | |\n| A | 174 | mri_due; discuss_worsening |\n"
    example = example_of(f"{LONG_AGO_AND_NOW}\n{answers}")
    none, both = [], ["mri_due", "discuss_worsening"]
    stated = [("A", {ASKED_ON: 173, "keys": none}), ("A", {ASKED_ON: 174, "keys": both})]
    assert example.answers == {"topics": stated}
    for engine in ENGINES:
        (found,) = differences(example, engine)
        assert found.startswith("a-page.md:6: A on day 173 has the topics")


def test_every_kind_of_number_is_moved() -> None:
    words = {moved.words for moved in moved_numbers(lublin_2013)}
    assert {
        "window up to 366",
        "worsening.cause.relapse_free.0.end_days down to 29",
        "worsening.cause.relapse_free.1.start_days up to -89",
        "worsening.cause.associated_after up to 1",
        "worsening.timed_test_fraction up to 0.21",
        "worsening.usable.after down to 29",
        "spms_onset.minimum_edss down to 3.5",
        "worsening.edss step from 0.0 up to (0.0, 2.0)",
        "worsening.edss stratum from 6.0 down to (5.5, 0.5)",
    } <= words
    assert not any("stratum from 1.0 down" in each for each in words)
    assert not any("cause.associated_after down" in each for each in words), "it is 0 already"
    assert not any("confirm_early" in each for each in words), "None is no number"
    names = {moved.name for moved in moved_numbers(lublin_2013)}
    assert {
        "worsening.edss",
        "spms_onset.edss",
        "assessments.due_soon",
        "relapses.minimum_interval",
        "topics.started_before",
    } <= names


def test_a_window_is_not_moved_where_a_relapse_would_be_the_cause_anyway() -> None:
    words = {moved.words for moved in moved_numbers(pira_mueller_2023)}
    assert "cause.relapse_free.0.start_days down to -91" in words
    assert "cause.relapse_free.0.start_days up to -89" not in words


def test_thresholds_are_not_moved_to_others_that_no_two_values_of_the_scale_tell_apart() -> None:
    """From 1.5 the scale has no step of 1.0 down, so a fall of 1.5 is the same there as one of 1.0."""
    words = {moved.words for moved in moved_numbers(cdw_core) if moved.name == "edss_improvement"}
    assert "edss_improvement stratum from 2.0 up to (2.5, 1.0)" in words
    assert "edss_improvement stratum from 2.0 down to (1.5, 1.0)" not in words


def test_numbers_in_which_two_rules_agree_are_left_alone() -> None:
    names = {moved.name for moved in moved_numbers(cdw_msprog, apart_from=pira_mueller_2023)}
    assert names == {"edss", "confirm_early", "confirm_late"}


SEARCH = """---
preset: pira_mueller_2023
runs: changes
---
## Worked examples

### A fact

| visits | day | edss |
| --- | --: | --: |
| A | 0 | 5.5 |
| A | 90 | 6.0 |
| A | 174 | 6.0 |

| relapses | day |
| --- | --: |

"""
OF_TWO = """| definitions | setting | value |
| --- | --- | --- |
| ours | preset | cdw_core |
| ours | edss | A |
"""


def search_of(grids: str) -> Example:
    """The one example of a page that runs a search."""
    return read_page("a-page", SEARCH + grids).examples[0]


def test_the_first_column_of_the_answers_may_name_definitions() -> None:
    example = search_of(f"""{OF_TWO}
| expected | kind | day |
| --- | --- | --: |
| pira_mueller_2023, ours | | |
| cdw_msprog | worsening | 90 |
""")
    runs = {run.label: run for run in runs_of(example)}
    assert {label: run.preset for label, run in runs.items()} == {
        "pira_mueller_2023": "pira_mueller_2023",
        "ours": "cdw_core",
        "cdw_msprog": "cdw_msprog",
    }
    assert runs["ours"].rule().edss.name == "A"
    assert searches.differences(example, "oracle") == []
    moved = {"pira_mueller_2023": pira_kappos_2020, "cdw_core": cdw_core, "cdw_msprog": cdw_core}
    assert [line for line in searches.differences(example, "oracle", moved) if "cdw_msprog" in line]


def test_otherwise_it_names_patients_and_the_page_the_definition() -> None:
    example = search_of("| expected | kind | day |\n| - | - | - |\n| A | worsening | 90 |\n")
    assert [(run.label, run.preset) for run in runs_of(example)] == [(None, "pira_mueller_2023")]
    assert searches.differences(example, "oracle")
    of_another = search_of(
        "| definition | value |\n| - | - |\n| preset | cdw_msprog |\n\n"
        "| expected | kind | day | confirmed_after |\n| - | - | - | - |\n| A | worsening | 90 | 84 |\n"
    )
    assert searches.differences(of_another, "oracle") == []


@pytest.mark.parametrize(
    ("grids", "complaint"),
    [
        (f"{OF_TWO}\n| expected | kind | day |\n| - | - | - |\n| cdw_core | | |\n", "says nothing of ours"),
        ("| visits | day |\n| - | - |\n| B | 0 |\n", "a second grid `visits`"),
        ("| states | day |\n| - | - |\n| A | 0 |\n", "no grid `states`"),
        ("| mri | day |\n| - | - |\n| B | 0 |\n\n| expected | day |\n| - | - |\n| cdw_core | 90 |\n", "`patient`"),
        ("| definitions | field |\n| - | - |\n| ours | edss |\n", "has the columns `setting` and `value`"),
    ],
)
def test_a_slip_in_a_search_is_an_error_that_says_where(grids: str, complaint: str) -> None:
    with pytest.raises(PageError, match=r"a-page\.md") as error:
        search_of(grids)
    assert complaint in str(error.value)


def test_a_page_runs_what_there_is() -> None:
    with pytest.raises(PageError, match="a page runs course, changes"):
        read_page("a-page", "---\nruns: everything\n---\n")
