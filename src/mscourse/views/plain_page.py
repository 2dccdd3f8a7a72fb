"""The page for the person: the same facts in plain words, made only when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mscourse.errors import UsageError
from mscourse.results.course import Course
from mscourse.views.days import last_day
from mscourse.views.drawing import inline_svg
from mscourse.views.plain_picture import plain_picture
from mscourse.views.plain_sentences import plain_assessments, plain_facts
from mscourse.views.plain_words import PlainWords, plain_words
from mscourse.views.standing import Standing, standing_on
from mscourse.views.topics import topics_in_force
from mscourse.views.typesetting import KEYWORD, write_pdf
from mscourse.views.vocabulary import DEATH_FROM_MS

PICTURE = "course.svg"
_LINES = 3
"""For questions of one's own."""


def write_plain_page(course: Course, patient_id: str, path: Path | str, *, language: str = "en") -> Path:
    """Write the page for the person as a tagged PDF, of two pages at most, and return its path.

    What was found, what is not known and why, the course drawn simply, what comes next, questions for the next visit,
    and what the words mean; for readers from about the age of twelve. It names no drug.

    Args:
        course: the result of `characterise`.
        patient_id: whose page.
        path: of the PDF; an older one is replaced.
        language: `en` or `de`.

    Raises:
        UnknownPatientError: if there is no such person among the states.
        UsageError: if the name does not end in .pdf, there are no words in that language, or the person has died.
        MissingPackageError: if typst is not installed.
        OutputError: if the file cannot be written.
    """
    words = plain_words(language)
    data = plain_data(course, patient_id, language=language)
    picture = plain_picture(course, patient_id, words)
    pictures = {}
    if picture is not None:
        title = words.page["headings"]["picture"]
        pictures[PICTURE] = inline_svg(picture.specification, name="course", title=title, css_class="course")
        description = picture.specification["description"]
        data["picture"] |= {"file": PICTURE, "description": description, "caption": picture.caption}
    return write_pdf("plain_page", data, pictures, Path(path))


def plain_data(course: Course, patient_id: str, *, language: str = "en") -> dict[str, Any]:
    """Every word of the page but those of the picture, as the template reads them."""
    words = plain_words(language)
    last = last_day(course, patient_id)
    now = standing_on(course, patient_id, last)
    if now is None:
        raise ValueError("The last day of the states lies outside the states.")
    if _has_died(now):
        raise UsageError(
            "A page in plain words is for the person, and a death is recorded.",
            hint="`--pdf` writes the clinic's report.",
        )
    facts, headings, page = plain_facts(now, words), words.page["headings"], words.page["page"]
    return {
        "language": language,
        "title": page["title"],
        "keywords": KEYWORD,
        "about": page["about"].format(day=words.day(last), window=words.window(course.definition.window)),
        "notice": page["notice"],
        "footer": f"{patient_id} · {page['footer']}",
        "page": page["number"],
        "found": _list(headings["found"], facts.found or [words.page["found"]["nothing"]]),
        "unknown": _list(headings["unknown"], facts.unknown or [words.page["unknown"]["nothing"]]),
        "picture": {"title": headings["picture"], "none": words.page["picture"]["none"]},
        "next": _list(headings["next"], plain_assessments(course, patient_id, words)),
        "questions": _questions(now, words, language),
        "words": {"title": headings["words"], "groups": list(words.page["words"].values())},
    }


def _has_died(now: Standing) -> bool:
    """Of a person who has died nothing is ever due; or there is an EDSS of 10."""
    nothing_is_due = now.course.of("assessments", now.patient_id).is_empty()
    return nothing_is_due or any(row["field"] == "edss" and row["value"] == DEATH_FROM_MS for row in now.evidence)


def _list(title: str, sentences: list[str]) -> dict[str, Any]:
    return {"title": title, "sentences": sentences}


def _questions(now: Standing, words: PlainWords, language: str) -> dict[str, Any]:
    """What there is to talk about, each with a question to ask, and room for one's own."""
    topics = topics_in_force(now.course, now.patient_id, language=language)
    headings, written = words.page["headings"], words.page["questions"]
    groups = [{"about": words.with_days(topic.plain), "question": written[topic.key]} for topic in topics]
    return {"title": headings["questions"], "groups": groups, "own": headings["own"], "lines": _LINES}
