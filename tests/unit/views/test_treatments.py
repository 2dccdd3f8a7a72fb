"""Treatments and facts about labels in sentences."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from mscourse.derivations.account_of_treatments import account_of_treatments
from mscourse.derivations.label_facts import facts_of_labels
from mscourse.derivations.treatments import ATTRIBUTIONS, BEGAN, ENDED, REASONS
from mscourse.results.course import Course
from mscourse.results.treatments import Epoch, LabelFact, PresentDrug, ScanOnDrug, TreatmentAccount
from mscourse.rules.treatments import treatments_with_rebaseline
from mscourse.tables.drugs import label_facts
from mscourse.views.report import write_report
from mscourse.views.treatments import label_sentences, on_now, treatment_sentences
from mscourse.views.words import patient_summary

ADVICE = re.compile(r"\b(?:should|must|recommend\w*|consider|offer|suitable|eligible|option)\b", re.IGNORECASE)
EPOCH = Epoch(
    drug="siponimod", known_drug=True, efficacy=None, efficacy_source=None, start=100, stop=None, began="switch",
    switched_from="fingolimod", ended="ongoing", switched_to=None,
)  # fmt: skip
PRESENT = PresentDrug(
    epoch=EPOCH, judged_from=280, activity="none", unknown_because=(), early_relapses=(), relapses=(), rebaseline=None,
    rebaseline_from=190, rebaseline_to=370, rebaseline_is_over=False, scans=(),
)  # fmt: skip


def account(*epochs: Epoch, present: PresentDrug | None = None, labels: tuple[LabelFact, ...] = ()) -> TreatmentAccount:
    return TreatmentAccount(
        rule=treatments_with_rebaseline,
        epochs=epochs,
        on_now=tuple(each for each in epochs if each.stop is None),
        present=present,
        labels=labels,
    )


def of_epoch(**changes: Any) -> str:
    ((_, sentence),) = treatment_sentences(account(dataclasses.replace(EPOCH, **changes)))
    return sentence


def of_present(**changes: Any) -> list[str]:
    told = treatment_sentences(account(present=dataclasses.replace(PRESENT, **changes)))
    assert {subject for subject, _ in told} == {"Activity on siponimod"}
    return [sentence for _, sentence in told]


def test_an_epoch_is_told_with_its_span_its_efficacy_how_it_began_and_what_followed() -> None:
    assert of_epoch() == ("Siponimod, since day 100: a switch from fingolimod; no efficacy category on file.")
    assert of_epoch(began="first", stop=400, ended="stop", efficacy="2", efficacy_source="MSTCG 2021") == (
        "Siponimod, day 100 to day 400: the first treatment on record; efficacy category 2 (MSTCG 2021); then stopped."
    )
    assert of_epoch(began="restart", stop=400, ended="switch", switched_to="ocrelizumab", efficacy="high") == (
        "Siponimod, day 100 to day 400: begun again; efficacy category high; then ocrelizumab."
    )
    assert of_epoch(drug="wonder", known_drug=False, began="new").endswith(
        "begun later, not as a switch; not in the table of drugs."
    )


@pytest.mark.parametrize("began", BEGAN)
@pytest.mark.parametrize("ended", ENDED)
def test_every_beginning_and_end_has_words(began: str, ended: str) -> None:
    assert of_epoch(began=began, ended=ended, switched_to="ocrelizumab").endswith(".")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ". No activity on record: no relapse, and no lesion that can be put to it."),
        ({"activity": "too_early"}, ": it is too early to say."),
        (
            {"activity": "unknown", "unknown_because": ("no_relapse_table", "no_scan")},
            ". Not known: no table of relapses was given and no MRI since then.",
        ),
        (
            {"activity": "active", "relapses": (300, 400)}
            | {"scans": (ScanOnDrug(date=500, attribution="active", reasons=("gd_lesion", "new_t2")),)},
            ". Active: 2 relapses (day 300 and day 400) and new lesions on 1 MRI.",
        ),
    ],
)
def test_activity_on_the_present_drug(changes: dict[str, Any], told: str) -> None:
    assert of_present(**changes)[0] == f"Judged from day 280 on, 180 days after its start{told}"


def test_relapses_before_it_is_judged_are_told_apart() -> None:
    assert of_present(early_relapses=(150,))[1] == "Before it is judged: 1 relapse (day 150)."


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rebaseline": 200}, "Re-baseline MRI: day 200."),
        ({}, "No re-baseline MRI yet; it is one made between day 190 and day 370."),
        ({"rebaseline_is_over": True}, "No re-baseline MRI: none was made between day 190 and day 370."),
    ],
)
def test_the_rebaseline_scan(changes: dict[str, Any], told: str) -> None:
    assert of_present(**changes)[1] == told


def test_clear_scans_are_one_sentence_and_the_others_have_one_each() -> None:
    scans = [
        (200, "carry_over", ("before_rebaseline",)), (300, "none", ("clear",)), (400, "none", ("clear",)),
        (500, "active", ("enlarging_t2", "gd_lesion", "new_t2")), (600, "unknown", ("gd_too_early", "not_readable")),
    ]  # fmt: skip
    told = of_present(scans=tuple(ScanOnDrug(date=day, attribution=what, reasons=why) for day, what, why in scans))
    assert told[2:] == [
        "MRI of day 200: lesions on the re-baseline MRI or before it, which may be older than the drug.",
        (
            "MRI of day 500: a gadolinium-enhancing lesion, a new T2 lesion and an enlarging T2 lesion that came while "
            "the drug was acting."
        ),
        (
            "MRI of day 600: cannot be put to the drug or to the time before it: an enhancing lesion less than 180 "
            "days after the start and new and enlarging T2 lesions were not both read, or the cord alone was scanned."
        ),
        "No new or enlarging T2 lesions: 2 MRIs, the last on day 400.",
    ]


def test_every_reason_for_not_knowing_has_words() -> None:
    lesions, others = {"gd_lesion", "new_t2", "enlarging_t2"}, {"clear", "before_rebaseline"}
    assert "not_on_treatment" in ATTRIBUTIONS
    for reason in set(REASONS) - lesions - others:
        scans = (ScanOnDrug(date=500, attribution="unknown", reasons=(reason,)),)
        first, *_, last = of_present(activity="unknown", unknown_because=(reason,), scans=scans)
        assert "Not known: " in first
        assert last.startswith("MRI of day 500: cannot be put to the drug")


@pytest.mark.parametrize(
    "reason", ["no_scan", "no_mri_table", "scan_set_aside", "no_relapse_table", "relapses_not_ascertained"]
)
def test_every_record_that_is_missing_has_words(reason: str) -> None:
    told = of_present(activity="unknown", unknown_because=(reason,))[0]
    assert told.startswith("Judged from day 280 on, 180 days after its start. Not known: ")
    assert "_" not in told


# Labels


def said(phenotype: str, activity: str, relapse_free: bool | None, *now: Epoch) -> list[tuple[str, str]]:  # noqa: FBT001
    state = {"phenotype": phenotype, "activity": activity, "relapse_free_two_years": relapse_free}
    return label_sentences(account(*now, labels=facts_of_labels(phenotype, activity)), state)


@pytest.mark.parametrize("activity", ["active", "not_active", "indeterminate"])
@pytest.mark.parametrize("phenotype", ["spms", "ppms"])
def test_labels_are_facts_with_source_and_date_and_never_advice(phenotype: str, activity: str) -> None:
    told = said(phenotype, activity, None, EPOCH)
    assert told[0][1].startswith("Facts about labels, not advice")
    assert not any(ADVICE.search(sentence) for _, sentence in told)
    facts = " ".join(f"{subject} {sentence}" for subject, sentence in told)
    for fact in facts_of_labels(phenotype, activity):
        dated = f", {fact.dated}" if fact.dated else ""
        assert fact.drug in facts
        assert f"({fact.source}{dated}; read {fact.read_on})" in facts


def test_regions_are_told_apart_and_the_present_drug_comes_first() -> None:
    told = said("spms", "active", None, EPOCH)
    present = [sentence for subject, sentence in told if subject == "Siponimod, the present drug"]
    assert [sentence[: sentence.index(".")] for sentence in present] == [
        "European Union: labelled for SPMS with active disease",
        "United States: labelled for SPMS with active disease",
    ]
    others = [(subject, sentence) for subject, sentence in told if subject.startswith(("European", "United"))]
    assert not any("siponimod" in sentence for _, sentence in others)
    assert [subject.partition(":")[0] for subject, _ in others] == sorted(
        subject.partition(":")[0] for subject, _ in others
    )


def test_a_present_drug_without_a_fact_is_said_to_have_none() -> None:
    wonder = dataclasses.replace(EPOCH, drug="wonder")
    assert ("Wonder, the present drug", "No fact about its label for this course is on file.") in said(
        "ppms", "active", None, wonder
    )


@pytest.mark.parametrize(
    ("relapse_free", "words"),
    [
        (True, "this person had none"),
        (False, "this person had at least one"),
        (None, "whether this person had any is not known"),
    ],
)
@pytest.mark.parametrize("activity", ["active", "not_active", "indeterminate"])
def test_two_years_without_relapses_are_named_where_a_label_turns_on_them(
    activity: str,
    relapse_free: bool | None,  # noqa: FBT001
    words: str,
) -> None:
    told = said("spms", activity, relapse_free)
    assert (
        "",
        f"What the label of tolebrutinib (European Union) turns on is two years without relapses: {words}.",
    ) in told
    assert any(subject.endswith("labelled for SPMS without relapses in the past two years") for subject, _ in told)


def test_every_fact_on_file_is_told_of_some_course() -> None:
    told = [
        sentence
        for phenotype, activity in (("spms", "indeterminate"), ("ppms", "active"))
        for _, sentence in said(phenotype, activity, None)
    ]
    for row in label_facts().to_dicts():
        assert any(row["drug"] in sentence and row["source"] in sentence for sentence in told), row["drug"]


# On the page


@pytest.fixture
def treated(course: Course) -> Course:
    """The hand-made course as `characterise` hands one over."""
    tables = {"mri": course.cohort.mri, "treatments": course.cohort.treatments}
    numbered: dict[str, Any] = {
        name: table.with_row_index("row", offset=1) for name, table in tables.items() if table is not None
    }
    records = dataclasses.replace(course.cohort, **numbered)
    return dataclasses.replace(course, cohort=records, works_out_treatments=account_of_treatments)


def test_the_summary_has_the_treatments_second_and_the_labels_last(treated: Course) -> None:
    sections = patient_summary(treated, "P1")
    assert [section.title for section in sections] == [
        "Where this person stands",
        "Treatments",
        "What this rests on",
        "What was considered and not counted",
        "What is due",
        "Topics for the conversation",
        "What treatments are labelled for",
    ]
    assert sections[0].sentences[-1] == ("Treatment", "On siponimod since 2019-11-01.")
    assert sections[1].sentences[1] == (
        "",
        "Siponimod, since 2019-11-01: a switch from interferon beta-1a; no efficacy category on file.",
    )
    assert "not labelled for SPMS without active disease" in str(sections[-1].sentences)


def test_in_a_relapsing_course_there_are_no_labels(treated: Course) -> None:
    assert [section.title for section in patient_summary(treated, "P1", "2018-01-01")][-1] == (
        "Topics for the conversation"
    )


def test_without_treatments_on_record_there_is_no_such_section(treated: Course) -> None:
    none = dataclasses.replace(treated.cohort, treatments=None)
    titles = [section.title for section in patient_summary(dataclasses.replace(treated, cohort=none), "P1")]
    assert "Treatments" not in titles
    assert "What treatments are labelled for" in titles


def test_topics_are_in_the_language_and_the_register_that_is_asked_for(treated: Course) -> None:
    german = patient_summary(treated, "P1", language="de", plain=True)[-2]
    assert german.title == "Themen für das Gespräch"
    assert german.sentences[0][1].startswith("Bis auf Schübe ist Ihre MS in den vergangenen 12 Monaten")
    assert german.sentences[1][0] == "Woher diese Themen kommen"
    assert patient_summary(treated, "P1", plain=True)[-2].sentences[0][1].startswith("Apart from relapses, your MS")


def test_what_a_person_is_on_is_one_phrase() -> None:
    assert on_now(account(EPOCH, dataclasses.replace(EPOCH, drug="rituximab", start=50))) == (
        "siponimod since day 100 and rituximab since day 50"
    )
    assert on_now(account()) == ""


def test_the_report_folds_the_facts_about_labels_and_says_so_on_the_fold(treated: Course, tmp_path: Path) -> None:
    page = write_report(treated, tmp_path).read_text(encoding="utf-8")
    facts = len(patient_summary(treated, "P1")[-1].sentences)

    assert f'labelled for</h3> <span class="small">{facts} sentences: facts, not advice</span></summary>' in page
    assert "<h3>Treatments</h3>" in page
    assert "<script" not in page
