"""The printed report of one person: the words of the summary, two pages at most, tagged, safe from odd names."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

import pytest

import mscourse as ms
from mscourse.errors import MissingPackageError, OutputError, UnknownPatientError, UsageError
from mscourse.results.course import Course
from mscourse.rules.written import fingerprint
from mscourse.views import typesetting
from mscourse.views.changed import changed_since
from mscourse.views.course_in_words import disease_course_text
from mscourse.views.patient_report import few, report_data, telling_sentences, write_patient_report
from mscourse.views.topics import words_in
from mscourse.views.words import patient_summary
from unit.views.conftest import PERSON
from unit.views.hard_cases import EVERYBODY, FORTY_YEARS, SIGNS, course_of_whole_days, hard_course
from unit.views.pdf_reading import Printed

CLINIC = Path(ms.__file__).parent / "data" / "clinic"
LOWEST_TYPE, LOWEST_BODY, FOOTER = 6.4, 9.5, 8.5


@pytest.fixture(scope="module")
def clinic() -> Course:
    return ms.characterise(ms.read_cohort(CLINIC))


@pytest.fixture(scope="module")
def hard() -> Course:
    return hard_course()


def squeezed(text: str) -> str:
    """The letters alone: where lines are broken does not matter."""
    return "".join(text.split())


def sentences_of(data: dict[str, Any]) -> list[str]:
    return [
        sentence
        for section in [*data["sections"], data["basis"]]
        for group in section["groups"]
        for sentence in group["sentences"]
    ]


def check_report(course: Course, patient_id: str, path: Path) -> Printed:
    """Print the report, and hold it to what every report has to be."""
    printed = Printed(write_patient_report(course, patient_id, path))
    data = report_data(course, patient_id)
    numbers = [data["page"].format(page=page, pages=printed.pages) for page in (1, 2)]
    text = squeezed(printed.text(*(f"{data['footer']} {number}" for number in numbers)))

    assert printed.pages <= 2
    assert (printed.language, printed.title) == ("en", f"Disease course of {patient_id}")
    assert printed.heading_levels() == [1] * 8
    assert printed.alternatives() == [disease_course_text(course, patient_id)]
    assert [tag.name for tag in printed.tags()].count("Figure") == 1
    assert [told for told in [data["label"], data["about"], *sentences_of(data)] if squeezed(told) not in text] == []
    assert [each["title"] for each in data["sections"] if squeezed(each["title"]) not in text] == []
    assert printed.is_said_to_be_accessible
    assert printed.families == {"LibertinusSerif"}
    check_type(printed)
    return printed


def check_type(printed: Printed) -> None:
    sizes = printed.sizes_of_type()

    assert min(sizes) >= LOWEST_TYPE
    # Below the size of the text are only the footer and the words in the picture, which are of one size.
    assert len([size for size in sizes if size < LOWEST_BODY and size != FOOTER]) <= 1
    assert FOOTER in sizes


def test_everybody_of_the_clinic_has_a_report(clinic: Course, tmp_path: Path) -> None:
    for patient_id in clinic.patient_ids:
        check_report(clinic, patient_id, tmp_path / "report.pdf")


def test_hard_cases_have_a_report(hard: Course, tmp_path: Path) -> None:
    for patient_id in EVERYBODY:
        check_report(hard, patient_id, tmp_path / "report.pdf")


def test_records_that_came_as_days_have_a_report(tmp_path: Path) -> None:
    printed = check_report(course_of_whole_days(), "D", tmp_path / "report.pdf")

    assert "What has changed since day 335" in printed.text()


def test_signs_in_names_are_set_as_they_stand(hard: Course, tmp_path: Path) -> None:
    text = Printed(write_patient_report(hard, SIGNS, tmp_path / "report.pdf")).text()

    assert f"Disease course of {SIGNS[:20]}" in text
    assert 'On half #panic("x") $1$ \\ "dose" since 1983-01-20.' in text


def test_a_name_that_no_font_can_show_still_has_a_tagged_report(course: Course, tmp_path: Path) -> None:
    name = "\U0001f9ea\U000e0041"
    renamed = {
        table: getattr(course, table).with_columns(
            patient_id=getattr(course, table).get_column("patient_id").replace(PERSON, name)
        )
        for table in ("states", "events", "evidence", "assessments", "topics")
    }
    printed = Printed(write_patient_report(dataclasses.replace(course, **renamed), name, tmp_path / "report.pdf"))

    assert printed.heading_levels() == [1] * 8
    assert not printed.is_said_to_be_accessible


def test_what_stands_on_the_page_is_what_the_summary_says(clinic: Course) -> None:
    for patient_id in clinic.patient_ids:
        said = {sentence for part in patient_summary(clinic, patient_id) for _, sentence in part.sentences}
        said |= {sentence for _, sentence in changed_since(clinic, patient_id).sentences}
        data = report_data(clinic, patient_id)
        printed = [each for part in data["sections"] for group in part["groups"] for each in group["sentences"]]

        assert data["label"] in said
        assert [sentence for sentence in printed if sentence not in said] == []


def test_nothing_is_left_out_of_where_the_person_stands_what_is_due_and_the_topics(clinic: Course) -> None:
    whole = ("Where this person stands", "What is due", words_in("en")["headings"]["topics"])
    for patient_id in clinic.patient_ids:
        data = report_data(clinic, patient_id)
        printed = {data["label"], *sentences_of(data)}
        parts = [part for part in patient_summary(clinic, patient_id) if part.title in whole]

        assert [each for part in parts for _, each in part.sentences if each not in printed] == []


def test_how_many_sentences_are_left_out_is_said(hard: Course) -> None:
    data = report_data(hard, FORTY_YEARS)
    parts = {part.title: part for part in patient_summary(hard, FORTY_YEARS)}
    laid_out = {section["title"]: section for section in data["sections"]}
    for title in ("What this rests on", "What was considered and not counted"):
        kept = sum(len(group["sentences"]) for group in laid_out[title]["groups"])
        left_out = len(parts[title].sentences) - kept

        assert left_out > 0
        assert laid_out[title]["more"] == f"And {left_out} sentences more in the tables."


def test_the_most_telling_sentences_are_kept_in_their_order() -> None:
    sentences = ["one", "confirmed", "two", "three", "relapse", "four"]

    assert few(sentences, ["confirmed", "relapse"]) == ["confirmed", "relapse", "four"]
    assert few(sentences) == ["three", "relapse", "four"]
    assert few(["one"]) == ["one"]


def test_confirmed_changes_relapses_and_lesions_are_telling(clinic: Course) -> None:
    assert telling_sentences(clinic, "P07")[-1] == "MRI on 2026-02-11: 3 new T2 lesions."
    assert "A relapse began on 2026-02-02." in telling_sentences(clinic, "P07")
    assert not any(sentence.startswith("Seen on") for sentence in telling_sentences(clinic, "P07"))


def test_definitions_have_their_fingerprints_sources_version_and_records(clinic: Course) -> None:
    data = report_data(clinic, "P07")
    basis = " ".join(sentence for group in data["basis"]["groups"] for sentence in group["sentences"])

    assert f"lublin_2013 (fingerprint {fingerprint(clinic.definition)})" in basis
    assert "Brain 139:2395-2405" in basis
    assert "National Multiple Sclerosis Society" in basis
    assert data["about"].startswith("Records from 2016-06-01 to 2026-05-13; as known by each date. Research software")
    assert ms.__version__ in data["footer"]


def test_a_changed_definition_and_hindsight_are_told(clinic: Course) -> None:
    changed = dataclasses.replace(clinic.definition, window=730)
    data = report_data(dataclasses.replace(clinic, definition=changed, hindsight=True), "P07")

    assert any("changed from `lublin_2013`: window 730" in sentence for sentence in sentences_of(data))
    assert "in hindsight" in data["about"]


def test_topics_in_another_language_are_marked_as_such(clinic: Course) -> None:
    data = report_data(clinic, "P07", language="de")

    assert [section["language"] for section in data["sections"]].count("de") == 1
    assert any("Nutzen und Risiken" in sentence for sentence in sentences_of(data))


def test_no_author_no_time_and_the_same_file_again(course: Course, tmp_path: Path) -> None:
    one, other = (write_patient_report(course, PERSON, tmp_path / f"{name}.pdf") for name in ("one", "other"))
    about = Printed(one).reader.metadata or {}

    assert one.read_bytes() == other.read_bytes()
    assert set(about) == {"/Title", "/Keywords", "/Creator"}


def test_a_file_that_is_no_pdf_is_refused(course: Course, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"report\.html does not say that it is a PDF"):
        write_patient_report(course, PERSON, tmp_path / "report.html")


def test_nobody_of_that_id_has_no_report(course: Course, tmp_path: Path) -> None:
    with pytest.raises(UnknownPatientError):
        write_patient_report(course, "nobody", tmp_path / "report.pdf")


def test_a_day_after_the_last_one_is_refused(course: Course, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to compare"):
        write_patient_report(course, PERSON, tmp_path / "report.pdf", since="2030-01-01")


def test_without_typst_the_way_out_is_told(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(MissingPackageError, match=r"mscourse\[pdf\]") as refused:
        write_patient_report(course, PERSON, tmp_path / "report.pdf")
    assert refused.value.exit_code == 8
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_typeset_leaves_the_old_one(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "report.pdf"
    old.write_bytes(b"old")
    monkeypatch.setattr(typesetting, "_template", lambda _: b'#panic("what stands on the page")')

    with pytest.raises(OutputError, match="could not be typeset") as refused:
        write_patient_report(course, PERSON, old)
    assert "what stands on the page" not in str(refused.value)
    assert old.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_place_that_cannot_be_written_is_told(course: Course, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="cannot be written"):
        write_patient_report(course, PERSON, tmp_path / "file" / "report.pdf")
