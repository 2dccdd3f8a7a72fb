"""Words, numbers and ids as they are read."""

import polars as pl
import pytest

from mscourse.tables.cohort import Cohort
from mscourse.tables.words import ENUM_WORDS


def one(table: str, column: str, value: object) -> tuple[object, list[str]]:
    """What a cell is read as, and the rules that found something about its column."""
    cells = {"id": ["A"], "date": ["2020-01-01"]} | {column: pl.Series([value])}
    cohort = Cohort(**{table: pl.DataFrame(cells)})
    ours = "patient_id" if column == "id" else column
    rules = cohort.reading_findings.filter(table=table, column=ours).get_column("rule").to_list()
    return cohort.table(table).item(0, ours), rules


@pytest.mark.parametrize(
    ("value", "course"),
    [
        ("RRMS", "rrms"),
        ("rr", "rrms"),
        ("Relapsing-Remitting", "rrms"),
        ("relapsing remitting MS", "rrms"),
        ("SP", "spms"),
        ("secondary_progressive", "spms"),
        ("PPMS", "ppms"),
        ("Clinically Isolated Syndrome", "cis"),
    ],
)
def test_courses(value: str, course: str):
    assert one("recorded_courses", "course", value) == (course, [])


@pytest.mark.parametrize("value", ["MS", "PRMS", "progressive", "2"])
def test_words_that_are_no_course(value: str):
    assert one("recorded_courses", "course", value) == (None, ["unknown_word"])


def test_no_word_has_two_meanings():
    for meanings in ENUM_WORDS.values():
        spellings = [spelling for words in meanings.values() for spelling in words]
        assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize(("value", "sex"), [("F", "female"), ("m", "male"), ("Female", "female"), ("männlich", "male")])
def test_sexes(value: str, sex: str):
    assert one("patients", "sex", value) == (sex, [])


@pytest.mark.parametrize("value", ["yes", "Y", "TRUE", "1", "ja", 1, 1.0, True])
def test_yes(value: object):
    assert one("relapses", "fever", value) == (True, [])


@pytest.mark.parametrize("value", ["no", "N", "false", "0", "nein", 0, False])
def test_no(value: object):
    assert one("relapses", "fever", value) == (False, [])


@pytest.mark.parametrize(
    ("value", "edss", "rules"),
    [
        ("2.5", 2.5, []),
        (" 2.5 ", 2.5, []),
        ("2,5", 2.5, ["decimal_comma"]),
        ("NA", None, []),
        (float("nan"), None, []),
        (2, 2.0, []),
        ("two", None, ["not_a_number"]),
    ],
)
def test_numbers(value: object, edss: float | None, rules: list[str]):
    assert one("visits", "edss", value) == (edss, rules)


@pytest.mark.parametrize(
    ("value", "count", "rules"),
    [
        ("3", 3, []),
        ("3.0", 3, []),
        (3.0, 3, []),
        ("1.5", None, ["not_whole_number"]),
        ("1,000", None, ["not_a_number"]),
        ("1e99", None, ["out_of_range"]),
        ([1, 2], None, ["not_a_number"]),
    ],
)
def test_counts(value: object, count: int | None, rules: list[str]):
    assert one("mri", "gd_lesions", value) == (count, rules)


@pytest.mark.parametrize(
    ("value", "patient", "rules"),
    [
        ("007", "007", []),
        (7, "7", []),
        (7.0, "7", ["id_with_decimal_point"]),
        (7.5, "7.5", ["id_with_decimal_point"]),
        (" 7 ", "7", ["whitespace_in_id"]),
        ("Ä-1", "Ä-1", []),
    ],
)
def test_ids_are_text(value: object, patient: str, rules: list[str]):
    found, all_rules = one("patients", "id", value)
    assert found == patient
    assert [rule for rule in all_rules if rule != "ids_as_numbers"] == rules


@pytest.mark.parametrize("column", ENUM_WORDS)
def test_a_word_as_we_write_it_is_read_as_itself(column: str) -> None:
    assert all(word in spellings for word, spellings in ENUM_WORDS[column].items())
