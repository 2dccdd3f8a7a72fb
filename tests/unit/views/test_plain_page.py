"""The page for the person: the facts of the state and no more, on two pages at most, tagged."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import mscourse as ms
from mscourse.errors import UnknownPatientError, UsageError
from mscourse.results.course import Course
from mscourse.views.plain_page import PICTURE, plain_data, write_plain_page
from mscourse.views.plain_picture import plain_picture
from mscourse.views.plain_sentences import plain_assessments, plain_facts
from mscourse.views.plain_words import plain_words
from mscourse.views.standing import standing_on
from mscourse.views.topics import LANGUAGES, topics_in_force
from unit.views.conftest import ONE_VISIT, PERSON
from unit.views.hard_cases import EVERYBODY, NOTHING_ASSESSED, course_of_whole_days, hard_course
from unit.views.pdf_reading import Printed
from unit.views.rows import day
from unit.views.test_topics import GRADE, HIGHEST_GRADE

CLINIC = Path(ms.__file__).parent / "data" / "clinic"
DIED = "P13"


@pytest.fixture(scope="module")
def clinic() -> Course:
    return ms.characterise(ms.read_cohort(CLINIC))


@pytest.fixture(scope="module")
def hard() -> Course:
    return hard_course()


def strings(data: Any) -> list[str]:
    """Every text that the template is given, but what names files, languages and page numbers."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        left_out = ("language", "keywords", "page", "footer", "none")
        return [text for key, each in data.items() if key not in left_out for text in strings(each)]
    return [text for each in data for text in strings(each)] if isinstance(data, list) else []


def squeezed(text: str) -> str:
    """The letters alone: where lines are broken does not matter."""
    return "".join(text.split())


def check_page(course: Course, patient_id: str, language: str, path: Path) -> Printed:
    """Print the page, and hold it to what every page has to be."""
    printed = Printed(write_plain_page(course, patient_id, path, language=language))
    data = plain_data(course, patient_id, language=language)
    numbers = [data["page"].format(page=page, pages=printed.pages) for page in (1, 2)]
    text = squeezed(printed.text(*(f"{data['footer']} {number}" for number in numbers)))

    assert printed.pages <= 2
    assert (printed.language, printed.title) == (language, data["title"])
    assert printed.heading_levels() == [1] * 6
    assert printed.is_said_to_be_accessible
    assert printed.families == {"LibertinusSerif"}
    assert [told for told in strings(data) if squeezed(told) not in text] == []
    sizes = printed.sizes_of_type()
    assert min(sizes) >= 8.5
    assert max(sizes, key=lambda size: sizes[size]) == 11.5
    return printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_of_the_clinic_has_a_page(clinic: Course, language: str, tmp_path: Path) -> None:
    words = plain_words(language)
    for patient_id in clinic.patient_ids:
        if patient_id == DIED:
            continue
        printed = check_page(clinic, patient_id, language, tmp_path / "page.pdf")
        picture = plain_picture(clinic, patient_id, words)

        assert picture is not None
        assert printed.alternatives() == [picture.specification["description"]]
        assert picture.caption in printed.text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_hard_cases_have_a_page(hard: Course, language: str, tmp_path: Path) -> None:
    for patient_id in EVERYBODY:
        check_page(hard, patient_id, language, tmp_path / "page.pdf")
    check_page(course_of_whole_days(), "D", language, tmp_path / "page.pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_as_they_are_read_are_for_readers_of_twelve(clinic: Course, hard: Course, language: str) -> None:
    people = [(clinic, each) for each in clinic.patient_ids if each != DIED] + [(hard, each) for each in EVERYBODY]
    for course, patient_id in people:
        data = plain_data(course, patient_id, language=language)
        text = re.sub(r"(?<=[^.?:!])$", ".", "\n".join(strings(data)), flags=re.MULTILINE)

        assert GRADE[language](text) <= HIGHEST_GRADE


def test_nobody_without_an_edss_has_a_picture(hard: Course) -> None:
    data = plain_data(hard, NOTHING_ASSESSED)

    assert plain_picture(hard, NOTHING_ASSESSED, plain_words("en")) is None
    assert PICTURE not in strings(data)
    assert data["picture"]["none"] == "No EDSS score is on record, so there is no picture."


def test_the_line_stops_where_no_score_was_written_down_for_long(clinic: Course) -> None:
    with_gap, without = (plain_picture(clinic, patient_id, plain_words("en")) for patient_id in ("P08", "P03"))
    assert with_gap is not None
    assert without is not None
    stops = "The line stops where no score was written down for more than 12 months."
    scores = with_gap.specification["layer"][0]["data"]["values"]

    assert with_gap.caption.endswith(stops)
    assert stops in with_gap.specification["description"]
    assert {score["run"] for score in scores} == {0, 1}
    assert stops not in without.caption


def told(course: Course, **state: object) -> tuple[list[str], list[str]]:
    """What is found and what is unknown where the last state of the person holds these values."""
    last = day("2021-03-01")
    now = standing_on(course, PERSON, last)
    assert now is not None
    changed = dataclasses.replace(now, state={**now.state, **state})
    facts = plain_facts(changed, plain_words("en"))
    return [_spaced(told) for told in facts.found], [_spaced(told) for told in facts.unknown]


def _spaced(text: str) -> str:
    """The text with common spaces alone, as it is easier to compare."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_what_was_found_is_told_with_its_time_frame(course: Course) -> None:
    found, unknown = told(course)

    assert found == [
        (
            "Your kind of MS is called secondary progressive MS. It begins with relapses. Later, things can slowly "
            "become harder, even when there is no relapse. Your records say so since 1 September 2019."
        ),
        (
            "Your MS was not active in the past 12 months. Your records show no relapse, and an MRI scan showed "
            "nothing new."
        ),
        "No progression was found in the past 12 months.",
        "Your records show a treatment for your MS.",
    ]
    assert unknown == []


def test_what_could_not_be_judged_is_among_what_is_not_known_and_nowhere_else(course: Course) -> None:
    found, unknown = told(
        course,
        activity="indeterminate",
        activity_reason=["no_mri_in_window", "no_visit_in_window"],
        progression="indeterminate",
        progression_reason=["too_short_to_judge"],
        on_treatment=None,
    )

    assert [sentence for sentence in found if "active" in sentence or "progression" in sentence] == []
    assert unknown == [
        (
            "We do not know whether your MS was active in the past 12 months. That is because no MRI scan was made in "
            "that time and there was no visit in that time."
        ),
        (
            "We do not know whether there was progression in the past 12 months. That is because your records do not "
            "go back far enough."
        ),
        "We do not know whether you have a treatment for your MS now.",
    ]


@pytest.mark.parametrize(
    ("state", "found_end", "unknown_end"),
    [
        (
            {"progression": "awaiting_confirmation", "confirmation_due": day("2021-05-01")},
            None,
            "worse only lately. A visit on 1 May 2021 or later can show whether this has lasted.",
        ),
        (
            {"progression": "awaiting_confirmation"},
            None,
            "worse only lately. A later visit can show whether this has lasted.",
        ),
        (
            {"worsening": "worsening", "worsening_cause": "relapse_associated"},
            "Your tests did become worse, and this has lasted. It came with a relapse.",
            None,
        ),
        (
            {"progression": "with_progression", "confirmation_due": day("2021-05-01")},
            "a visit in the past 12 months showed that this had lasted.",
            (
                "One more of your tests was worse than before. A visit on 1 May 2021 or later can show whether this "
                "has lasted."
            ),
        ),
        (
            {"progression": "indeterminate", "progression_reason": ["worsening_unconfirmed"]}
            | {"confirmation_due": day("2021-05-01")},
            None,
            (
                "no later visit has shown whether this has lasted. A visit on 1 May 2021 or later can show "
                "whether this has lasted."
            ),
        ),
        (
            {"phenotype": "rrms", "progression": "not_applicable", "worsening": "worsening"}
            | {"worsening_cause": "unknown"},
            "We cannot tell whether it came from a relapse.",
            None,
        ),
        (
            {"phenotype": "ms_unspecified", "progression": "not_applicable", "worsening": "indeterminate"},
            None,
            "That is because no check-up in that time could be used for this.",
        ),
        ({"activity": "active", "activity_reason": ["new_t2"], "activity_timing_uncertain": True}, None, "time apart."),
    ],
)
def test_each_state_in_plain_words(
    course: Course, state: dict[str, Any], found_end: str | None, unknown_end: str | None
) -> None:
    found, unknown = told(course, **state)

    assert found_end is None or any(sentence.endswith(found_end) for sentence in found)
    assert unknown_end is None or any(sentence.endswith(unknown_end) for sentence in unknown)
    assert unknown_end is not None or unknown == []


def test_the_word_progression_is_not_said_of_relapsing_ms(course: Course) -> None:
    found, unknown = told(course, phenotype="rrms", progression="not_applicable", worsening="no_worsening")

    assert "rogression" not in " ".join([*found, *unknown])


def test_a_first_visit_alone_lets_nothing_be_told_and_says_so() -> None:
    visits = {"patient_id": ["A"], "date": [day("2020-01-10")], "edss": [2.0]}
    data = plain_data(ms.characterise(ms.Cohort(visits=pl.DataFrame(visits))), "A")

    assert data["found"]["sentences"] == ["Your records do not say enough yet."]
    assert len(data["unknown"]["sentences"]) == 4


def test_questions_come_from_the_topics(course: Course) -> None:
    data = plain_data(_with_assessments(course), PERSON)
    (topic,) = topics_in_force(course, PERSON)

    assert data["questions"]["groups"] == [
        {"about": topic.plain, "question": "What can help me to keep what I can do now?"}
    ]


def test_what_comes_next(course: Course) -> None:
    assert [_spaced(told) for told in plain_assessments(course, PERSON, plain_words("en"))] == [
        "Your next check-up is due on 1 March 2022.",
        "Your records show no MRI scan that could tell whether your MS is active.",
    ]


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (483, "is due from day 484 on."),
        (484, "has been due since day 484."),
        (500, "has been due since day 484."),
        (600, "has been due since day 484."),
    ],
)
def test_a_confirming_visit_has_been_due_since_its_day_once_that_has_come(until: int, told: str) -> None:
    visits = pl.DataFrame({"patient_id": ["A", "A"], "date": [0, 400], "edss": [2.0, 3.0]})
    course = ms.characterise(ms.Cohort(visits=visits), until=until)
    said = [_spaced(each) for each in plain_assessments(course, "A", plain_words("en"))]
    assert f"The visit that can show whether the worse test has lasted {told}" in said


def test_whole_days_stay_whole_days(course_of_days: Course) -> None:
    told_of_days = " ".join(strings(plain_data(_with_assessments(course_of_days), PERSON)))

    assert "up to day 18687" in told_of_days
    assert "since day 18140" in told_of_days


def _with_assessments(course: Course) -> Course:
    return dataclasses.replace(course, assessments=course.assessments.filter(pl.col("patient_id") == PERSON))


def test_a_person_who_has_died_has_no_such_page(clinic: Course, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="death is recorded"):
        write_plain_page(clinic, DIED, tmp_path / "page.pdf")

    assert list(tmp_path.iterdir()) == []


def test_an_edss_of_ten_is_a_death_too() -> None:
    visits = {"patient_id": ["A", "A"], "date": [day("2020-01-10"), day("2021-01-10")], "edss": [9.0, 10.0]}

    with pytest.raises(UsageError, match="death is recorded"):
        plain_data(ms.characterise(ms.Cohort(visits=pl.DataFrame(visits))), "A")


def test_nobody_and_no_language_are_refused(course: Course, tmp_path: Path) -> None:
    with pytest.raises(UnknownPatientError):
        write_plain_page(course, "nobody", tmp_path / "page.pdf")
    with pytest.raises(UsageError, match="language"):
        write_plain_page(course, ONE_VISIT, tmp_path / "page.pdf", language="fr")
