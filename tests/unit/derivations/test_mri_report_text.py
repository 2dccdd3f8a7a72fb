"""MRI reports: what each sentence states, how sentences go together, and that records stay as they are."""

from __future__ import annotations

import pytest

from mscourse.derivations.check import check_cohort
from mscourse.derivations.mri_report_text import mri_with_counts_read, read_report, read_reports, sentences
from mscourse.results.around_the_course import LESIONS
from unit.derivations.mri_sentences import ENGLISH, GERMAN, Answer
from unit.measures.records_of_one import cohort, scan, seen

COLUMNS = ["patient_id", "date", "row", "kind", "recorded", "present", "count", "sentence", "agrees"]


def answers(text: str) -> tuple[Answer, ...]:
    """A count, True for some, None for not said or not sure; of each kind."""
    found = read_report(text)
    readings = [found.get(kind) for kind in LESIONS]
    return tuple(
        None if each is None or each.present is None else each.present if each.count is None else each.count
        for each in readings
    )


@pytest.mark.parametrize(("sentence", "gd", "new", "enlarging"), [*ENGLISH, *GERMAN], ids=str)
def test_a_sentence_states(sentence: str, gd: Answer, new: Answer, enlarging: Answer) -> None:
    assert answers(sentence) == (gd, new, enlarging)


def test_the_sentence_that_says_so_is_handed_back() -> None:
    text = "Technique: 3 T, sagittal FLAIR. There are ca. 20 lesions. Two new T2 lesions. No enhancing lesions."
    found = read_report(text)
    assert (found["new_t2_lesions"].count, found["new_t2_lesions"].sentence) == (2, "Two new T2 lesions.")
    assert (found["gd_lesions"].count, found["gd_lesions"].sentence) == (0, "No enhancing lesions.")
    assert "enlarging_t2_lesions" not in found


def test_an_abbreviation_or_a_date_ends_no_sentence() -> None:
    assert list(sentences("Vgl. mit dem 3. März, ca. 5 Herde. Kein neuer.")) == [
        "Vgl. mit dem 3. März, ca. 5 Herde.",
        "Kein neuer.",
    ]
    assert list(sentences("No. 3\n\nNothing")) == ["No. 3", "Nothing"]


def test_sentences_that_contradict_each_other_leave_it_open() -> None:
    text = "No enhancing lesions. Impression: one enhancing lesion."
    reading = read_report(text)["gd_lesions"]
    assert (reading.present, reading.count, reading.sentence) == (None, None, "No enhancing lesions.")


def test_counts_that_differ_leave_the_count_open() -> None:
    assert answers("Two new lesions. Impression: three new lesions.") == (None, True, None)
    assert answers("Two new lesions. Impression: new lesions.") == (None, 2, None)
    assert answers("Two new lesions. A third possible new lesion.") == (None, True, None)


def test_a_doubt_outweighs_a_denial() -> None:
    assert answers("No new lesions. Questionable new lesion in the pons.") == (None, None, None)


def test_what_was_recorded_stands_beside_what_was_read() -> None:
    reports = [
        scan(10, gd=0, new=None, enlarging=1, report_text="No new or enlarging lesions. One enhancing lesion."),
        scan(20, report_text=None),
    ]
    found = read_reports(cohort(seen((0, 2.0)), mri=reports))
    assert found.columns == COLUMNS
    assert found.drop("sentence", "row").rows() == [
        ("A", 10, "gd_lesions", 0, True, 1, False),
        ("A", 10, "new_t2_lesions", None, False, 0, None),
        ("A", 10, "enlarging_t2_lesions", 1, False, 0, False),
    ]


def test_reading_agrees_where_it_says_the_same() -> None:
    reports = [
        scan(10, gd=2, new=1, enlarging=0, report_text="Enhancing lesions. Two new lesions. No enlarging lesions.")
    ]
    found = read_reports(cohort(seen((0, 2.0)), mri=reports))
    assert found.get_column("agrees").to_list() == [True, False, True]


def test_only_counts_that_were_not_recorded_are_filled() -> None:
    reports = [
        scan(10, gd=0, new=None, enlarging=None, report_text="Two new lesions. One enhancing lesion."),
        scan(20, new=None),
    ]
    records = check_cohort(cohort(seen((0, 2.0)), mri=reports))
    filled = mri_with_counts_read(records)
    assert filled is not None
    assert filled.columns == records.mri.columns
    assert filled.select(LESIONS).rows() == [(0, 2, None), (0, None, 0)]
    assert mri_with_counts_read(check_cohort(cohort(seen((0, 2.0))))) is None


def test_without_scans_or_reports_there_are_no_rows_and_the_same_columns() -> None:
    for mri in (None, [scan(10)]):
        found = read_reports(cohort(seen((0, 2.0)), mri=mri))
        assert found.is_empty()
        assert found.columns == COLUMNS
