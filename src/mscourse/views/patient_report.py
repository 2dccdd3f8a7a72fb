"""One person's report for the clinic, as a PDF: a page or two, in the words of the summary."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.rules.written import fingerprint
from mscourse.views import vocabulary as say
from mscourse.views.changed import changed_since
from mscourse.views.days import last_day
from mscourse.views.drawing import inline_svg
from mscourse.views.methods import changes
from mscourse.views.sentences import evidence_sentence
from mscourse.views.timeline import course_specification
from mscourse.views.topics import words_in
from mscourse.views.typesetting import KEYWORD, write_pdf
from mscourse.views.words import Section, patient_summary

PICTURE = "course.svg"
_WIDTH = 680
FEW = 3
"""So many sentences of one subject are printed; the tables have the others."""
_STANDING, _RESTS_ON, _NOT_COUNTED, _DUE = (
    "Where this person stands",
    "What this rests on",
    "What was considered and not counted",
    "What is due",
)
NOT_A_DEVICE = "Research software, not a medical device. It recommends no treatment."
_LESIONS = ("gd_lesions", "new_t2_lesions", "enlarging_t2_lesions")


def write_patient_report(
    course: Course,
    patient_id: str,
    path: Path | str,
    *,
    since: say.Day | str | None = None,
    language: str = "en",
) -> Path:
    """Write one person's report as a tagged PDF, of two pages at most, and return its path.

    Where they stand and since when, what has changed, what is due, the topics, the evidence (of each subject the
    most telling sentences; how many more there are is said), the disease course drawn, and the definition.

    Args:
        course: the result of `characterise`.
        patient_id: whose report.
        path: of the PDF; an older one is replaced.
        since: the day that the last one is compared with, by default 365 days before it.
        language: that of the topics; the rest is in English.

    Raises:
        UnknownPatientError: if there is no such person among the states.
        UsageError: if the name does not end in .pdf, the day does not read as one or lies after the last one, or there
            are no words in that language.
        MissingPackageError: if typst is not installed.
        OutputError: if the file cannot be written.
    """
    specification = course_specification(course, patient_id, width=_WIDTH, titled=False)
    title = f"Disease course of {patient_id}"
    drawn = inline_svg(specification, name="course", title=title, css_class="course")
    data = report_data(course, patient_id, since=since, language=language) | {
        "picture": {
            "file": PICTURE,
            "title": "The course drawn",
            "description": specification["description"],
            "caption": "EDSS, relapses, scans, treatments, and under them how the course is characterised over time.",
        }
    }
    return write_pdf("patient_report", data, {PICTURE: drawn}, Path(path))


def report_data(
    course: Course, patient_id: str, *, since: say.Day | str | None = None, language: str = "en"
) -> dict[str, Any]:
    """Every word of the report but those of the picture, as the template reads them."""
    parts = {section.title: section for section in patient_summary(course, patient_id, language=language)}
    topics_title = words_in(language)["headings"]["topics"]
    (_, label), *standing = parts[_STANDING].sentences
    topics, sources = _topics_and_sources(parts[topics_title])
    version = course.provenance.get("versions", {}).get("mscourse", "")
    telling = telling_sentences(course, patient_id)
    return {
        "language": "en",
        "title": f"Disease course of {patient_id}",
        "keywords": KEYWORD,
        "label": label,
        "about": f"{_records(course, patient_id)} {NOT_A_DEVICE}",
        "footer": f"{patient_id} · mscourse {version} · {NOT_A_DEVICE}",
        "page": "Page {page} of {pages}",
        "sections": [
            _laid_out(Section(title=_STANDING, sentences=tuple(standing))),
            _laid_out(changed_since(course, patient_id, since)),
            _laid_out(parts[_DUE]),
            _laid_out(Section(title=topics_title, sentences=topics), language=language),
            _laid_out(parts[_RESTS_ON], telling=telling),
            _laid_out(parts[_NOT_COUNTED], telling=telling),
        ],
        "basis": _laid_out(_basis(course, sources)),
    }


def telling_sentences(course: Course, patient_id: str) -> list[str]:
    """The sentences of confirmed changes, relapses and lesions in force on the last day, the latest last."""
    evidence = course.evidence_at(last_day(course, patient_id)).filter(pl.col("patient_id") == patient_id)
    lesions = pl.col("field").is_in(_LESIONS) & (pl.col("value") > 0)
    relapse = (pl.col("table") == "relapses") & (pl.col("verdict") == "counts")
    positive = (pl.col("claim") == "activity") & (relapse | lesions)
    rows = evidence.filter((pl.col("verdict") == "confirmed") | positive).sort("date").to_dicts()
    return [evidence_sentence(row, course.definition) for row in rows]


def few(sentences: list[str], telling: Iterable[str] = ()) -> list[str]:
    """The most telling of the sentences of one subject, in their order: those named, then the last ones."""
    ranked = list(telling)
    rank = {sentence: (sentence in ranked, number) for number, sentence in enumerate(sentences)}
    kept = sorted(rank, key=lambda sentence: rank[sentence], reverse=True)[:FEW]
    return [sentence for sentence in rank if sentence in kept]


def _laid_out(section: Section, *, telling: list[str] | None = None, language: str = "en") -> dict[str, Any]:
    """The section as the template reads it, cut to the most telling sentences if those are given."""
    groups, left_out = [], 0
    for subject, sentences in section.groups:
        kept = sentences if telling is None else few(sentences, telling)
        left_out += len(sentences) - len(kept)
        groups.append({"subject": subject, "sentences": kept})
    more = f"And {say.count(left_out, 'sentence')} more in the tables." if left_out else ""
    return {"title": section.title, "language": language, "groups": groups, "more": more}


def _topics_and_sources(section: Section) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The topics alone, and where they come from: a subject of its own in the summary."""
    topics = tuple((subject, sentence) for subject, sentence in section.sentences if not subject)
    return topics, [sentence for subject, sentence in section.sentences if subject]


def _records(course: Course, patient_id: str) -> str:
    first = course.of("states", patient_id).get_column("start").min()
    records = f"Records from {say.say_day(first)} to {say.say_day(last_day(course, patient_id))}"  # type: ignore[arg-type]
    how = (
        "in hindsight: later records confirm or refute earlier changes" if course.hindsight else "as known by each date"
    )
    return f"{records}; {how}."


def _basis(course: Course, sources: list[str]) -> Section:
    definition = course.definition
    rules = [("Course", definition), ("Worsening", definition.worsening), ("SPMS onset", definition.spms_onset)]
    told = [
        (subject, f"{rule.name} (fingerprint {fingerprint(rule)}). {rule.sentence}")  # type: ignore[attr-defined]
        for subject, rule in rules
    ]
    references = dict.fromkeys(str(each) for _, rule in rules for each in rule.references)  # type: ignore[attr-defined]
    told += [("Course", change) for change in changes(definition)]
    told += [("Sources", reference) for reference in references]
    told += [("Topics", source) for source in sources]
    return Section(title="Definitions and sources", sentences=tuple(told))
