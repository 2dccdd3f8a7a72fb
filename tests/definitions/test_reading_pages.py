"""The grammar of the definition pages: what a grid means, and that a slip in one is noticed."""

from __future__ import annotations

import pytest

from definitions.comparing import differences
from definitions.grids import ASKED_ON, PageError
from definitions.numbers import moved_numbers
from definitions.pages import Example, read_page, with_setting
from mscourse.rules.library import lublin_2013, spms_lorscheider_no_fs

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
        ("| visits | day | edss |\n| - | - | - |\n", "states no answer"),
        ("| visits | day |\n| - | - |\n\n| visits | day |\n| - | - |\n", "a second grid `visits`"),
    ],
)
def test_a_slip_is_an_error_that_says_where(grids: str, complaint: str) -> None:
    with pytest.raises(PageError, match=r"a-page\.md") as error:
        example_of(grids)
    assert complaint in str(error.value)


def test_settings_reach_into_the_rules() -> None:
    changed = with_setting(lublin_2013, ["worsening", "confirm_after"], "168")
    assert changed.worsening.confirm_after == 168
    assert with_setting(lublin_2013, ["worsening", "edss"], "A").worsening.edss.name == "A"
    assert with_setting(lublin_2013, ["spms_onset"], "spms_lorscheider_no_fs").spms_onset is spms_lorscheider_no_fs
    assert with_setting(lublin_2013, ["worsening", "measures"], "edss, sdmt").worsening.measures == ("edss", "sdmt")
    assert with_setting(lublin_2013, ["assume_onset"], "relapsing").assume_onset == "relapsing"
    with pytest.raises(PageError, match="no field confirm"):
        with_setting(lublin_2013, ["worsening", "confirm"], "168")


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
    ],
)
def test_a_wrong_answer_is_noticed(answers: str, complaint: str) -> None:
    found = differences(example_of(f"{LONG_AGO_AND_NOW}\n{answers}"), "oracle")
    assert any(complaint in line for line in found), found


def test_right_answers_differ_in_nothing() -> None:
    answers = "| events | day | reference_day | confirmed_day |\n| - | - | - | - |\n| A | 90 | 0 | 174 |\n"
    assert differences(example_of(f"{LONG_AGO_AND_NOW}\n{answers}"), "oracle") == []


def test_every_kind_of_number_is_moved() -> None:
    words = {moved.words for moved in moved_numbers(lublin_2013)}
    assert {
        "window up to 366",
        "worsening.cause.after_event down to 29",
        "worsening.timed_test_fraction up to 0.21",
        "spms_onset.minimum_edss down to 3.5",
        "worsening.edss step from 0.0 up to (0.0, 2.0)",
        "worsening.edss stratum from 6.0 down to (5.5, 0.5)",
    } <= words
    assert not any("stratum from 1.0 down" in each for each in words)
    names = {moved.name for moved in moved_numbers(lublin_2013)}
    assert {"worsening.edss", "spms_onset.edss", "assessments.due_soon", "relapses.minimum_interval"} <= names
