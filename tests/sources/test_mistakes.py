"""Every mistake that records are known to hold: the file that has it, and the finding that names it."""

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mscourse.derivations.check import check, check_cohort
from mscourse.errors import DataError
from mscourse.sources import read_cohort
from mscourse.tables.cohort import CheckedCohort

TODAY = dt.date(2025, 1, 1)

VISITS = "patient_id,date,edss\nA,2020-01-01,2.0\nA,2020-07-01,2.5\n"
FS = "id,date,edss,fs_visual,fs_brainstem,fs_pyramidal,fs_cerebellar,fs_sensory,fs_sph,fs_cerebral,ambulation\n"


@dataclass(frozen=True)
class Mistake:
    """Files with one mistake, and the finding expected of it."""

    files: dict[str, str]
    rule: str
    severity: str
    table: str = "visits"
    row: int | None = 2
    column: str | None = None
    options: dict[str, str] = field(default_factory=dict)


def visits(*lines: str, header: str = "patient_id,date,edss") -> dict[str, str]:
    return {"visits.csv": "\n".join([header, *lines]) + "\n"}


def beside(name: str, *lines: str) -> dict[str, str]:
    return {"visits.csv": VISITS, f"{name}.csv": "\n".join(lines) + "\n"}


MISTAKES = {
    "EDSS 0.5 does not exist": Mistake(visits("A,2020-01-01,0.5"), "edss_on_scale", "error", column="edss"),
    "EDSS 11": Mistake(visits("A,2020-01-01,2", "A,2020-03-01,11"), "edss_on_scale", "error", row=3, column="edss"),
    "EDSS -1": Mistake(visits("A,2020-01-01,-1"), "edss_on_scale", "error", column="edss"),
    "EDSS 2.25": Mistake(visits("A,2020-01-01,2.25"), "edss_on_scale", "error", column="edss"),
    "EDSS infinite": Mistake(visits("A,2020-01-01,inf"), "edss_on_scale", "error", column="edss"),
    "EDSS is a word": Mistake(visits("A,2020-01-01,mild"), "not_a_number", "error", column="edss"),
    "EDSS at nadir off the scale": Mistake(
        beside("relapses", "id,date,edss_nadir", "A,2020-01-01,0.5"), "edss_on_scale", "error", "relapses", 2
    ),
    "pyramidal score 7": Mistake(
        visits("A,2020-01-01,7", header="id,date,FSpyr"), "out_of_range", "error", column="fs_pyramidal"
    ),
    "ambulation 17": Mistake(
        visits("A,2020-01-01,17", header="id,date,FSamb"), "out_of_range", "error", column="ambulation"
    ),
    "score beyond any number of its kind": Mistake(
        visits("A,2020-01-01,999999", header="id,date,fs_visual"), "out_of_range", "error", column="fs_visual"
    ),
    "fractional score": Mistake(
        visits("A,2020-01-01,1.5", header="id,date,fs_visual"), "not_whole_number", "error", column="fs_visual"
    ),
    "cerebellar score with an X": Mistake(
        visits("A,2020-01-01,2X", header="id,date,fs_cerebellar"), "cerebellar_suffix", "note", column="fs_cerebellar"
    ),
    "EDSS below its highest system": Mistake(
        {"visits.csv": FS + "A,2020-01-01,2,0,0,3,0,0,0,0,0\n"}, "edss_below_system", "warning", column="edss"
    ),
    "EDSS against ambulation": Mistake(
        {"visits.csv": FS + "A,2020-01-01,3,0,0,3,0,0,0,0,8\n"}, "edss_against_ambulation", "warning", column="edss"
    ),
    "EDSS 0 with a sign": Mistake(
        {"visits.csv": FS + "A,2020-01-01,0,1,0,0,0,0,0,0,0\n"}, "edss_zero_or_one_against_systems", "warning"
    ),
    "EDSS 1.0 without a sign": Mistake(
        {"visits.csv": FS + "A,2020-01-01,1,0,0,0,0,0,0,0,0\n"}, "edss_zero_or_one_against_systems", "warning"
    ),
    "EDSS half a point off": Mistake(
        {"visits.csv": FS + "A,2020-01-01,3.5,2,2,2,0,0,0,0,1\n"}, "edss_near_derived", "note", column="edss"
    ),
    "EDSS a point off": Mistake(
        {"visits.csv": FS + "A,2020-01-01,4,2,2,2,0,0,0,0,1\n"}, "edss_far_from_derived", "warning", column="edss"
    ),
    "EDSS 6 without motor signs": Mistake(
        {"visits.csv": FS + "A,2020-01-01,6,0,0,1,1,0,0,0,6\n"}, "edss_high_without_motor_signs", "note"
    ),
    "EDSS changes and no system does": Mistake(
        {"visits.csv": FS + "A,2020-01-01,1.5,1,1,0,0,0,0,0,0\nA,2020-09-01,2.5,1,1,0,0,0,0,0,0\n"},
        "edss_change_without_systems",
        "note",
        row=3,
    ),
    "a jump of 3 points": Mistake(
        visits("A,2020-01-01,2", "A,2020-06-01,5"), "edss_jump", "warning", row=3, column="edss"
    ),
    "a fall of 3 points": Mistake(
        visits("A,2020-01-01,5", "A,2020-06-01,2"), "edss_jump", "warning", row=3, column="edss"
    ),
    "two visits on one day disagree": Mistake(
        visits("A,2020-01-01,2", "A,2020-01-01,3"), "same_day_disagreement", "warning", column="edss"
    ),
    "exact duplicate": Mistake(visits("A,2020-01-01,2", "A,2020-01-01,2.0"), "exact_duplicate", "note", row=3),
    "empty row": Mistake(visits("A,2020-01-01,2", ",,"), "empty_row", "note", row=3),
    "a day that no calendar has": Mistake(visits("A,2020-02-30,2"), "no_such_day", "error", column="date"),
    "such a day with its year last": Mistake(visits("A,31/02/2020,2"), "no_such_day", "error", column="date"),
    "unreadable date": Mistake(visits("A,2020-31-01,2"), "unreadable_date", "error", column="date"),
    "a month is no date of a visit": Mistake(visits("A,2020-02,2"), "unreadable_date", "error", column="date"),
    "day or month first": Mistake(visits("A,01/02/2020,2"), "ambiguous_date", "error", column="date"),
    "day over 12 is refused as well": Mistake(visits("A,31.12.2020,2"), "ambiguous_date", "error", column="date"),
    "a date in the form that was not named": Mistake(
        visits("A,01/13/2020,2"), "unreadable_date", "error", column="date", options={"date_format": "%d/%m/%Y"}
    ),
    "a visit in the future": Mistake(visits("A,2031-01-01,2"), "future_date", "error", column="date"),
    "a planned end of treatment": Mistake(
        beside("treatments", "patient_id,drug,start,stop", "A,x,2020-01-01,2031-01-01"),
        "planned_date",
        "warning",
        "treatments",
    ),
    "a visit before 1900": Mistake(visits("A,1020-01-01,2"), "implausible_date", "error", column="date"),
    "a visit before birth": Mistake(
        beside("patients", "patient_id,birth_date", "A,2020-03-01"), "record_before_birth", "error"
    ),
    "a visit after death": Mistake(
        beside("patients", "patient_id,death_date", "A,2020-03-01"), "record_after_death", "error", row=3
    ),
    "death before birth": Mistake(
        beside("patients", "patient_id,birth_date,death_date", "A,2000-03-01,1999-01-01"),
        "dates_out_of_order",
        "error",
        "patients",
    ),
    "the span of relapses ends before it begins": Mistake(
        beside("patients", "patient_id,relapses_known_from,relapses_known_to", "A,2020-03-01,2019-01-01"),
        "dates_out_of_order",
        "error",
        "patients",
    ),
    "diagnosis before onset": Mistake(
        beside("patients", "patient_id,onset_date,diagnosis_date", "A,2010-03-01,2009-01-01"),
        "diagnosis_before_onset",
        "warning",
        "patients",
    ),
    "a year of birth": Mistake(
        beside("patients", "patient,birth_year", "A,1975"), "incomplete_date", "note", "patients"
    ),
    "a month of onset": Mistake(
        beside("patients", "patient,onset_date", "A,2014-03"), "incomplete_date", "note", "patients"
    ),
    "decimal comma": Mistake(
        {"visits.csv": "patient_id;date;edss\nA;2020-01-01;2,5\n"}, "decimal_comma", "note", column="edss"
    ),
    "semicolons": Mistake({"visits.csv": "patient_id;date;edss\nA;2020-01-01;2\n"}, "separator", "note", row=None),
    "a count with a thousands comma": Mistake(
        beside("mri", "patient_id;date;gd", "A;2020-01-01;1,000"), "not_a_number", "error", "mri"
    ),
    "spaces around an id": Mistake(visits(" A ,2020-01-01,2"), "whitespace_in_id", "note", column="patient_id"),
    "ids like 7.0 in text": Mistake(visits("7.0,2020-01-01,2"), "id_like_decimal", "warning", row=None),
    "leading zeros lost in one table": Mistake(
        {"visits.csv": "id,date,edss\n007,2020-01-01,2\n", "relapses.csv": "id,date\n7,2020-01-01\n"},
        "id_without_leading_zeros",
        "warning",
        "relapses",
    ),
    "leading zeros lost in some rows": Mistake(
        visits("007,2020-01-01,2", "7,2020-04-01,2"), "id_without_leading_zeros", "warning", row=3
    ),
    "an id is missing": Mistake(visits("NA,2020-01-01,2"), "missing_value", "error", column="patient_id"),
    "a date is missing": Mistake(visits("A,,2"), "missing_value", "error", column="date"),
    "a patient without a row among the patients": Mistake(
        beside("patients", "patient_id,sex", "B,f"), "patient_not_in_patients", "warning"
    ),
    "a patient without visits": Mistake(
        beside("relapses", "id,date", "B,2020-01-01"), "patient_without_visits", "warning", "relapses"
    ),
    "duplicate patients that differ": Mistake(
        beside("patients", "patient_id,sex", "A,f", "A,m"), "duplicate_patient", "error", "patients"
    ),
    "duplicate patients that agree": Mistake(
        beside("patients", "patient_id,sex", "A,f", "A,F"), "exact_duplicate", "note", "patients", 3
    ),
    "negative lesion count": Mistake(
        beside("mri", "patient_id,date,gd", "A,2020-01-01,-1"), "out_of_range", "error", "mri", column="gd_lesions"
    ),
    "fractional lesion count": Mistake(
        beside("mri", "patient_id,date,new_t2", "A,2020-01-01,1.5"), "not_whole_number", "error", "mri"
    ),
    "one count of new or enlarging lesions": Mistake(
        beside("mri", "patient_id,date,new_or_enlarging_t2", "A,2020-01-01,1"), "combined_t2_count", "note", "mri", None
    ),
    "a comparison scan later than the scan": Mistake(
        beside("mri", "patient_id,date,compared_with", "A,2020-01-01,2020-02-01"),
        "comparison_not_earlier",
        "error",
        "mri",
    ),
    "walk in minutes": Mistake(
        visits("A,2020-01-01,0.1", header="id,date,t25fw"), "timed_test_unit", "error", column="t25fw"
    ),
    "walk in milliseconds": Mistake(
        visits("A,2020-01-01,5400", header="id,date,t25fw"), "timed_test_unit", "error", column="t25fw"
    ),
    "peg test in minutes": Mistake(
        visits("A,2020-01-01,0.4", header="id,date,hpt9_nondom"), "timed_test_unit", "error", column="nhpt_nondominant"
    ),
    "a walk longer than it is given": Mistake(
        visits("A,2020-01-01,200", header="id,date,t25fw"), "timed_test_beyond_limit", "warning", column="t25fw"
    ),
    "a walk of no time": Mistake(
        visits("A,2020-01-01,0", header="id,date,t25fw"), "out_of_range", "error", column="t25fw"
    ),
    "an infinite walk": Mistake(
        visits("A,2020-01-01,inf", header="id,date,t25fw"), "not_finite", "error", column="t25fw"
    ),
    "relapses 29 days apart": Mistake(
        beside("relapses", "id,date", "A,2020-01-01", "A,2020-01-30"), "merged_relapse", "note", "relapses", 3
    ),
    "a relapse with fever": Mistake(
        beside("relapses", "id,date,fever", "A,2020-01-01,ja"), "pseudo_relapse", "note", "relapses"
    ),
    "treatment ends before it starts": Mistake(
        beside("treatments", "id,drug,start,stop", "A,x,2020-01-02,2020-01-01"),
        "end_before_start",
        "error",
        "treatments",
    ),
    "treatment without a drug": Mistake(
        beside("treatments", "id,drug,start", "A,NA,2020-01-02"), "missing_value", "error", "treatments", column="drug"
    ),
    "unknown course": Mistake(
        beside("recorded_courses", "id,date,course", "A,2020-01-02,MS"), "unknown_word", "error", "recorded_courses"
    ),
    "sex as a code": Mistake(beside("patients", "id,sex", "A,1"), "unknown_word", "error", "patients", column="sex"),
    "unknown region": Mistake(
        beside("mri", "id,date,region", "A,2020-01-02,knee"), "unknown_word", "error", "mri", column="region"
    ),
    "neither yes nor no": Mistake(
        beside("relapses", "id,date,fever", "A,2020-01-01,maybe"), "not_yes_or_no", "error", "relapses", column="fever"
    ),
    "contradictory labels of one day": Mistake(
        beside("courses", "id,date,course", "A,2020-01-01,RRMS", "A,2020-01-01,SPMS"),
        "contradictory_course",
        "warning",
        "recorded_courses",
    ),
    "a file of no bytes": Mistake({"visits.csv": VISITS, "mri.csv": ""}, "empty_file", "error", "mri", None),
    "a header alone": Mistake(beside("relapses", "id,date"), "no_rows", "note", "relapses", None),
    "visits with a header alone": Mistake(visits(), "no_visits", "warning", row=None),
    "a missing column": Mistake({"visits.csv": "id,edss\nA,2\n"}, "missing_column", "error", row=None, column="date"),
    "no visits": Mistake({"relapses.csv": "id,date\nA,2020-01-01\n"}, "missing_table", "error", row=None),
    "no MRI": Mistake({"visits.csv": VISITS}, "table_not_given", "note", "mri", None),
    "a column that no alias knows": Mistake(
        visits("A,2020-01-01,2,x", header="id,date,edss,examiner"),
        "unknown_column",
        "note",
        row=None,
        column="examiner",
    ),
    "a file that no table name matches": Mistake(
        {"visits.csv": VISITS, "examiners.csv": "a\n1\n"}, "unknown_file", "note", "examiners.csv", None
    ),
    "two columns that are one": Mistake(
        visits("A,2020-01-01,2,3", header="id,date,edss,EDSS"), "two_columns_for_one", "error", row=None, column="edss"
    ),
    "one column twice": Mistake(
        visits("A,2020-01-01,2,3", header="id,date,edss,edss"), "two_columns_for_one", "error", row=None, column="edss"
    ),
    "days beside dates": Mistake(
        beside("relapses", "id,day", "A,100"), "days_and_dates_mixed", "error", "relapses", None, "onset_date"
    ),
    "day and date in one table": Mistake(
        visits("A,2020-01-01,0,2", header="id,date,visit_day,EDSS"),
        "day_column_not_used",
        "note",
        row=None,
        column="date",
    ),
    "days that look like years": Mistake(visits("A,2014,2", "A,2015,2"), "days_like_years", "warning", row=None),
    "days that look like serial dates": Mistake(visits("A,43831,2"), "days_like_serial_dates", "warning", row=None),
    "half a day": Mistake(visits("A,0,2", "A,90.5,2"), "not_whole_number", "error", row=3, column="date"),
    "a word among days": Mistake(
        visits("A,0,2", "A,90,2", "A,later,2"), "unreadable_date", "error", row=4, column="date"
    ),
    "a year of birth among days": Mistake(
        {"visits.csv": "id,day,edss\nA,0,2\n", "patients.csv": "id,birth_year\nA,1975\n"},
        "year_without_dates",
        "warning",
        "patients",
        None,
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_the_mistake_is_found_and_every_row_is_accounted_for(mistake: Mistake, tmp_path: Path):
    for name, text in mistake.files.items():
        (tmp_path / name).write_text(text)
    cohort = read_cohort(tmp_path, **mistake.options)

    findings = check(cohort, today=TODAY)
    found = findings.filter(rule=mistake.rule, table=mistake.table)
    rows = found.get_column("row").to_list()
    assert mistake.row in rows
    finding = found.row(rows.index(mistake.row), named=True)
    assert finding["severity"] == mistake.severity
    assert finding["message"]
    assert "{" not in finding["message"] + finding["action"]
    if mistake.column is not None:
        assert finding["column"] == mistake.column

    errors = findings.filter(severity="error")
    if errors.is_empty():
        _assert_accounted(check_cohort(cohort, today=TODAY))
        return
    with pytest.raises(DataError) as stopped:
        check_cohort(cohort, today=TODAY)
    assert stopped.value.exit_code == 3
    assert errors.item(0, "table") in stopped.value.fact


def _assert_accounted(checked: CheckedCohort) -> None:
    for name, counts in checked.counts.items():
        assert counts.given == counts.used + counts.set_aside + counts.passed_over
        frame = checked.table(name)
        if name not in ("relapses", "recorded_courses"):
            assert frame.height == counts.used


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_no_exception_names_a_patient(mistake: Mistake, tmp_path: Path):
    for name, text in mistake.files.items():
        (tmp_path / name).write_text(re.sub(r"^(A|B|007|7)([,;])", r"ZEBRA\2", text, flags=re.MULTILINE))
    cohort = read_cohort(tmp_path, **mistake.options)
    if check(cohort, today=TODAY).filter(severity="error").is_empty():
        assert check_cohort(cohort, today=TODAY).counts
        return
    with pytest.raises(DataError) as stopped:
        check_cohort(cohort, today=TODAY)
    assert "ZEBRA" not in str(stopped.value)


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("id,date,edss", "A,2020-01-01,7373.5"),
        ("id,date,edss", "A,2020-01-01,SPOTTED"),
        ("id,date,edss", "A,SPOTTED,2"),
        ("id,date,edss", "A,31/07/1973,2"),
        ("id,date,fs_visual", "A,2020-01-01,73.73"),
        ("id,date,t25fw", "A,2020-01-01,73730"),
        ("id,date,scheduled", "A,2020-01-01,SPOTTED"),
    ],
)
def test_no_exception_holds_a_value_but_the_finding_does(header: str, line: str, tmp_path: Path):
    (tmp_path / "visits.csv").write_text(f"{header}\n{line}\n")
    cohort = read_cohort(tmp_path)
    assert re.search("SPOTTED|73", check(cohort, today=TODAY).item(0, "message"))
    with pytest.raises(DataError) as stopped:
        check_cohort(cohort, today=TODAY)
    assert not re.search("SPOTTED|73", str(stopped.value))


def test_set_aside_leaves_the_bad_rows_out_and_counts_them(tmp_path: Path):
    (tmp_path / "visits.csv").write_text(
        "id,date,edss\nA,2020-01-01,2\nA,2020-05-01,0.5\nB,01/02/2020,3\nB,2020-04-01,3\n"
    )
    checked = check_cohort(read_cohort(tmp_path), set_aside=True, today=TODAY)
    assert checked.visits.get_column("row").to_list() == [2, 5]
    assert checked.counts["visits"].set_aside == 2
    assert checked.counts["visits"].used == 2
    assert checked.findings.filter(severity="error").get_column("row").to_list() == [3, 4]
    assert any("2 rows of visits" in note for note in checked.source_notes)


def test_what_is_wrong_with_a_whole_column_cannot_be_set_aside(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("id,edss\nA,2\n")
    with pytest.raises(DataError, match="missing_column"):
        check_cohort(read_cohort(tmp_path), set_aside=True, today=TODAY)


def test_a_table_is_never_set_aside_to_nothing(tmp_path: Path):
    (tmp_path / "visits.csv").write_text(VISITS)
    (tmp_path / "relapses.csv").write_text("id,date\nA,01/02/2020\n")
    with pytest.raises(DataError, match="relapses"):
        check_cohort(read_cohort(tmp_path), set_aside=True, today=TODAY)


def test_the_way_out_of_ambiguous_dates_names_the_formats_that_fit(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("id,date,edss\nA,31/12/2020,2\nA,01/02/2021,2\n")
    with pytest.raises(DataError) as stopped:
        check_cohort(read_cohort(tmp_path), today=TODAY)
    assert "--date-format %d/%m/%Y" in stopped.value.hint
    assert "%m/%d/%Y" not in stopped.value.hint
    read = read_cohort(tmp_path, date_format="%d/%m/%Y").visits
    assert read.get_column("date").to_list() == [dt.date(2020, 12, 31), dt.date(2021, 2, 1)]


def test_thousands_of_bad_rows_are_each_found_and_the_message_only_counts(tmp_path: Path):
    lines = [f"P{number},2020-01-01,0.5" for number in range(5000)]
    (tmp_path / "visits.csv").write_text("id,date,edss\n" + "\n".join(lines) + "\n")
    cohort = read_cohort(tmp_path)
    assert check(cohort, today=TODAY).filter(rule="edss_on_scale").height == 5000
    with pytest.raises(DataError) as stopped:
        check_cohort(cohort, today=TODAY)
    assert "5000 rows" in stopped.value.fact
    assert len(str(stopped.value)) < 500
