"""The words of the page for the person: complete in every language, for readers of twelve, no drug, no order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mscourse
from mscourse.errors import UsageError
from mscourse.results import words as results
from mscourse.views.plain_words import PlainWords, plain_words
from mscourse.views.topics import LANGUAGES
from unit.views.rows import day
from unit.views.test_topics import A_DAY, DRUG, GRADE, HIGHEST_GRADE, LONGEST_PLAIN_SENTENCE, ORDERS, keys, places

FILES = Path(mscourse.__file__).parent / "data" / "plain"
INDETERMINATE = {"no_mri_in_window", "mri_not_readable", "no_visit_in_window", "relapses_not_ascertained"}
ACTIVE = {"relapse", "gd_lesion", "new_t2", "enlarging_t2"}


def texts(written: Any) -> list[str]:
    """Every text of a file, however deep, lists included."""
    if isinstance(written, str):
        return [written]
    return [text for each in (written.values() if isinstance(written, dict) else written) for text in texts(each)]


def as_read(words: PlainWords, language: str) -> Iterator[str]:
    """Every text that is more than a heading, with its places filled in as on a page."""
    page = words.page
    filled = {
        "window": words.window(365),
        "day": A_DAY[language],
        "due": A_DAY[language],
        "cause": words.cause("relapse_associated"),
    }
    for reasons in itertools.chain(
        ([each] for each in sorted(INDETERMINATE)), itertools.combinations(sorted(INDETERMINATE), 2)
    ):
        told = [page["activity_reasons"][reason] for reason in reasons]
        yield words.because(page["activity"]["indeterminate"], told, **filled)
    for reason in sorted(ACTIVE):
        yield words.because(page["activity"]["active"], [page["activity_reasons"][reason]], **filled)
    for subject, reason in itertools.product(("progression", "worsening"), page["reasons"]):
        yield words.because(page[subject]["indeterminate"], [page["reasons"][reason]], **filled)
    for cause in results.CAUSES:
        yield page["worsening"]["worsening"].format(**filled | {"cause": words.cause(cause)})
    sections = (
        "course",
        "since",
        "more",
        "confirm",
        "treatment",
        "found",
        "unknown",
        "questions",
        *results.ASSESSMENT_KINDS,
    )
    for section in sections:
        yield from (text.format(**filled) for text in page[section].values())
    for key in ("about", "notice", "footer"):
        yield page["page"][key].format(**filled)
    for section, key in (("activity", "not_active"), ("activity", "timing"), ("progression", "with_progression")):
        yield page[section][key].format(**filled)
    for section, key in itertools.product(("progression", "worsening"), ("awaiting_confirmation",)):
        yield page[section][key].format(**filled)
    yield page["progression"]["without_progression"].format(**filled)
    yield page["worsening"]["no_worsening"].format(**filled)
    yield from (each["meaning"] for each in page["words"].values())
    yield from (page["picture"][key].format(**filled) for key in ("caption", "none", "gap"))


def test_every_file_of_words_is_a_language_of_the_topics() -> None:
    assert sorted(path.stem for path in FILES.iterdir()) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_a_word_for_everything_that_a_state_can_hold(language: str) -> None:
    page = plain_words(language).page

    assert keys(page) == keys(plain_words("en").page)
    assert set(page["course"]) == set(results.PHENOTYPES)
    assert {*page["activity"], "timing"} == {*results.ACTIVITIES, "timing"}
    assert set(page["activity_reasons"]) == ACTIVE | INDETERMINATE
    assert set(results.ACTIVITY_REASONS) == ACTIVE | INDETERMINATE | {"mri_clear_and_no_relapse"}
    assert set(page["progression"]) == set(results.PROGRESSIONS) - {"not_applicable"}
    assert set(page["reasons"]) == {*results.PROGRESSION_REASONS, "not_every_measure"}
    assert set(page["worsening"]) == set(results.WORSENINGS)
    assert set(page["questions"]) == set(results.TOPICS)
    assert all(set(page[kind]) >= set(results.ASSESSMENT_STATUSES) - {"never"} for kind in results.ASSESSMENT_KINDS)
    assert len(page["days"]["months"]) == 12
    assert all(text.strip() for text in texts(page))


def test_languages_fill_in_the_same_places_and_share_no_sentence() -> None:
    english, german = (plain_words(language).page for language in ("en", "de"))
    pairs = list(zip(texts(english), texts(german), strict=True))

    assert [pair for pair in pairs if places(pair[0]) != places(pair[1])] == []
    assert [one for one, other in pairs if one == other and len(one.split()) > 2] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_drug_is_named_and_nothing_is_ordered(language: str) -> None:
    for text in texts(plain_words(language).page):
        assert not DRUG.search(text), text
        assert not ORDERS.search(text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_for_readers_of_twelve(language: str) -> None:
    grades = {text: round(GRADE[language](text), 1) for text in as_read(plain_words(language), language)}

    assert {text: grade for text, grade in grades.items() if grade > HIGHEST_GRADE} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: str) -> None:
    sentences = [each for text in as_read(plain_words(language), language) for each in re.split(r"(?<=[.:?]) ", text)]

    assert [each for each in sentences if len(each.split()) > LONGEST_PLAIN_SENTENCE] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_is_said_to_be_not_known_and_why(language: str) -> None:
    page = plain_words(language).page
    opening, because = {"en": ("We do not know", ". That is because "), "de": ("Wir wissen n", ". Der Grund: ")}[
        language
    ]
    told = [page["course"]["ms_unspecified"]]
    told += [page[subject]["indeterminate"] for subject in ("activity", "progression", "worsening")]
    told += [page[subject]["awaiting_confirmation"] for subject in ("progression", "worsening")]

    assert all(text.startswith(opening) and because in text for text in told)


def test_days_and_lists_are_said_as_people_say_them() -> None:
    english, german = plain_words("en"), plain_words("de")

    assert english.day(day("2024-05-01")) == "1\N{NO-BREAK SPACE}May\N{NO-BREAK SPACE}2024"
    assert german.day(day("2024-03-01")) == "1.\N{NO-BREAK SPACE}März\N{NO-BREAK SPACE}2024"
    assert (english.day(400), german.day(400)) == ("day 400", "Tag 400")
    assert english.day(None) == "a day not on record"
    assert english.with_days("from 2024-05-01 on").split() == ["from", "1", "May", "2024", "on"]
    assert english.listed(["a", "b", "c"]) == "a, b and c"
    assert german.listed(["a", "b"]) == "a und b"
    assert english.listed(["a"]) == "a"


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(UsageError, match="language 'fr'"):
        plain_words("fr")
