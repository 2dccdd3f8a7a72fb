"""Topics in words: complete in every language, filled in, and naming no drug."""

from __future__ import annotations

import dataclasses
import re
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import mscourse
from mscourse.errors import UnknownPatientError, UsageError
from mscourse.results.course import Course
from mscourse.results.schemas import RESULTS
from mscourse.results.words import CAUSES, TOPICS
from mscourse.views.report import write_report
from mscourse.views.topics import LANGUAGES, topics_in_force, words_in
from unit.views.conftest import EVIDENCE
from unit.views.readability import flesch_kincaid, wiener_sachtextformel
from unit.views.rows import day, evidence_row, frame

FILES = Path(mscourse.__file__).parent / "data" / "topics"
PLACES = {
    **{key: {"window"} for key in TOPICS},
    "discuss_worsening": {"window", "cause"},
    "confirm_worsening": {"onset", "due"},
    "discuss_transition": set(),
}
REGISTERS = ("clinician", "plain")
HIGHEST_GRADE = 7
"""The school year in which people are twelve."""
GRADE: dict[str, Callable[[str], float]] = {"en": flesch_kincaid, "de": wiener_sachtextformel}
A_DAY = {"en": "Monday", "de": "Montag"}
LONGEST_PLAIN_SENTENCE = 25
"""Words: what a reader of twelve follows."""
# Ends of generic names: those of antibodies, of modulators of the S1P receptor, and a few that stand alone.
DRUG = re.compile(
    r"\w+(?:mab|imod|tide)\b|interferon|glatiramer|fumarat|fampridin|cladribin|mitoxantron", re.IGNORECASE
)
ORDERS = re.compile(r"\b(?:must|should|have to|müssen|sollen|sollten)\b", re.IGNORECASE)


def texts(written: Any) -> list[str]:
    """Every text of a file, however deep."""
    return [text for each in written.values() for text in (texts(each) if isinstance(each, dict) else [each])]


def keys(written: Any) -> Any:
    """What a file has words for, without the words."""
    return {key: keys(each) for key, each in written.items()} if isinstance(written, dict) else None


def places(text: str) -> set[str]:
    """The places of a text that are filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_file_of_words_is_a_language() -> None:
    assert sorted(path.stem for path in FILES.iterdir()) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete(language: str) -> None:
    written = words_in(language)

    assert keys(written) == keys(words_in("en"))
    assert tuple(written["topics"]) == TOPICS
    assert sorted(written["causes"]) == sorted(CAUSES)
    assert all(set(topic) == {*REGISTERS, "source"} for topic in written["topics"].values())
    assert all(text.strip() == text != "" for text in texts(written))


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_registers_have_the_places_to_fill_in(language: str) -> None:
    for key, topic in words_in(language)["topics"].items():
        assert [places(topic[register]) for register in REGISTERS] == [PLACES[key]] * 2, key
        assert places(topic["source"]) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_drug_is_named_and_nothing_is_ordered(language: str) -> None:
    for text in texts(words_in(language)):
        assert not DRUG.search(text), text
        assert not ORDERS.search(text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_sentences_are_short(language: str) -> None:
    written = words_in(language)
    plain = [topic["plain"] for topic in [*written["topics"].values(), *written["causes"].values()]]

    sentences = [sentence for text in plain for sentence in re.split(r"(?<=[.:]) ", text)]
    assert [each for each in sentences if len(each.split()) > LONGEST_PLAIN_SENTENCE] == []


def grades(language: str) -> dict[str, float]:
    """The grade of every plain text as a person reads it, with each cause that it may name."""
    written = words_in(language)
    frame = written["window"]["months"].format(number=12)
    plain = [
        topic["plain"].format(cause=cause["plain"], window=frame, onset=A_DAY[language], due=A_DAY[language])
        for topic in written["topics"].values()
        for cause in written["causes"].values()
    ]
    return {text: round(GRADE[language](text), 1) for text in [*plain, written["treatment_unknown"]["plain"]]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_texts_are_for_readers_of_twelve(language: str) -> None:
    assert {text: grade for text, grade in grades(language).items() if grade > HIGHEST_GRADE} == {}


def test_the_page_tells_the_grades_that_are_measured() -> None:
    page = (Path(__file__).parents[3] / "docs" / "definitions" / "topics.md").read_text(encoding="utf-8")
    measured = [grades(language).values() for language in ("en", "de")]
    ranges = [f"grade {min(found)} to {max(found)}" for found in measured]

    assert f"They measure from {ranges[0]} in English and from {ranges[1]} in German." in page
    assert f"to grade {HIGHEST_GRADE}," in page


def test_a_clinicians_text_is_harder_than_the_plain_one() -> None:
    for language, grade in GRADE.items():
        topics = words_in(language)["topics"].values()
        assert all(grade(topic["clinician"]) > grade(topic["plain"]) for topic in topics)


@pytest.mark.parametrize(
    ("days", "english", "german"),
    [(365, "12 months", "12 Monaten"), (730, "24 months", "24 Monaten"), (400, "400 days", "400 Tagen")],
)
def test_the_time_frame_is_that_of_the_definition(course: Course, days: int, english: str, german: str) -> None:
    changed = dataclasses.replace(course, definition=dataclasses.replace(course.definition, window=days))

    (told,), (said,) = (topics_in_force(changed, "P1", language=language) for language in ("en", "de"))

    assert told.clinician.startswith(f"No progression in the past {english}: ")
    assert f"in the past {english}. " in told.plain
    assert said.clinician.startswith(f"Keine Progression in den vergangenen {german}: ")
    assert f"in den vergangenen {german} " in said.plain


def test_languages_do_not_share_their_sentences() -> None:
    english, german = (words_in(language)["topics"] for language in ("en", "de"))

    assert all(english[key][register] != german[key][register] for key in TOPICS for register in REGISTERS)


def test_topics_in_force_are_those_of_the_day(course: Course) -> None:
    assert [topic.key for topic in topics_in_force(course, "P1")] == [
        "rehabilitation_and_symptoms_to_maintain_function"
    ]
    assert [topic.key for topic in topics_in_force(course, "P1", "2019-08-31")] == ["confirm_worsening", "mri_due"]
    (stronger,) = topics_in_force(course, "P1", day("2019-09-01"))
    assert stronger.key == "benefits_and_risks_of_stronger_treatment"
    assert stronger.since == day("2019-09-01")
    assert stronger.source.startswith("National Multiple Sclerosis Society")


def pending(course: Course) -> Course:
    """The same with two worsenings pending, of which the earlier is due first."""
    rows = [
        evidence_row(patient_id="P1", claim="worsening", verdict="awaiting_confirmation", table="visits", field=field)
        | {"known_from": day(on), "date": day(on), "value": 4.5}
        for field, on in (("edss", "2019-03-08"), ("t25fw", "2019-04-01"))
    ]
    return dataclasses.replace(course, evidence=frame(RESULTS["evidence"], [*EVIDENCE, *rows]))


def test_a_pending_worsening_is_told_with_its_dates(course: Course) -> None:
    confirm = topics_in_force(pending(course), "P1", "2019-05-01")[0]

    assert "first seen on 2019-03-08," in confirm.clinician
    assert "a visit from 2019-05-31 on" in confirm.clinician
    assert "(first seen on 2019-03-08)" in confirm.plain
    assert "A visit on 2019-05-31 or later" in confirm.plain


def test_dates_without_a_record_are_said_to_be_missing(course: Course) -> None:
    assert "first seen on a day not on record" in topics_in_force(course, "P1", "2019-05-01")[0].clinician


def test_days_are_numbered_where_the_records_came_as_days(course_of_days: Course) -> None:
    confirm = topics_in_force(course_of_days, "P1", 18000, language="de")[0]

    assert "ab: Tag 18047." in confirm.clinician


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worsening_is_told_with_its_cause(course: Course, cause: str, language: str) -> None:
    row = {"patient_id": "P1", "start": day("2016-03-01"), "end": day("2021-03-02"), "key": "discuss_worsening"}
    changed = dataclasses.replace(
        course,
        topics=pl.DataFrame([row], schema=course.topics.schema),
        states=course.states.with_columns(worsening_cause=pl.lit(cause, course.states.schema["worsening_cause"])),
    )

    (topic,) = topics_in_force(changed, "P1", language=language)

    causes = words_in(language)["causes"][cause]
    assert causes["clinician"] in topic.clinician
    assert causes["plain"] in topic.plain


@pytest.mark.parametrize("on_treatment", [True, False, None])
def test_only_unknown_treatment_is_said_to_be_unknown(course: Course, on_treatment: bool | None) -> None:  # noqa: FBT001
    states = course.states.with_columns(on_treatment=pl.lit(on_treatment, pl.Boolean))

    (topic,) = topics_in_force(dataclasses.replace(course, states=states), "P1", "2016-06-01")

    assert topic.key == "therapy_to_lower_relapse_risk"
    unknown = words_in("en")["treatment_unknown"]
    assert (unknown["clinician"] in topic.clinician) == (on_treatment is None)
    assert (unknown["plain"] in topic.plain) == (on_treatment is None)


def test_outside_the_states_there_are_no_topics(course: Course) -> None:
    assert topics_in_force(course, "P1", "2010-01-01") == []
    assert topics_in_force(course, "P1", "2021-03-02") == []


def test_what_does_not_exist_is_an_error(course: Course) -> None:
    with pytest.raises(UnknownPatientError):
        topics_in_force(course, "nobody")
    with pytest.raises(UnknownPatientError):
        topics_in_force(course, "nobody", "2019-09-01")
    with pytest.raises(UsageError, match="the language 'fr'"):
        topics_in_force(course, "P1", language="fr")
    with pytest.raises(UsageError):
        topics_in_force(course, "P1", "yesterday")


def test_the_report_has_the_topics_of_the_last_day_and_keeps_its_notice(course: Course, tmp_path: Path) -> None:
    page = write_report(course, tmp_path).read_text(encoding="utf-8")

    assert "Topics for the conversation" in page
    assert "No progression in the past 12 months: rehabilitation and treatment of symptoms" in page
    assert "new and enlarging T2 lesions can be read is due" not in page
    assert "It recommends no treatment" in page
