"""`mscourse measure`: what stands around the course."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

from mscourse import measures
from mscourse.cli.measure_tables import TABLES
from mscourse.cli.measures import MEASURES, OPTIONS, taken_by
from mscourse.measures.groups import COLUMNS
from mscourse.results.around_the_course import AROUND_THE_COURSE
from mscourse.rules.kinds import KINDS
from mscourse.rules.library import PRESETS
from mscourse.sources import read_cohort

Run = Callable[..., Result]

REPORTS = """patient_id,date,gd_lesions,new_t2_lesions,enlarging_t2_lesions,report_text
A,2020-01-10,1,0,,One enhancing lesion. No new lesions.
A,2021-01-10,0,2,,No enhancement. There are three new lesions.
"""


@pytest.fixture
def reported(data: Path) -> Path:
    """A folder with two scans that have reports."""
    (data / "mri.csv").write_text(REPORTS, encoding="utf-8")
    return data


def test_each_measure_names_what_there_is() -> None:
    for measure in MEASURES.values():
        assert measure.call in measures.__all__
        assert measure.call in TABLES
        assert measure.call in AROUND_THE_COURSE
        assert set(measure.kinds) <= set(KINDS)
        assert set(taken_by(measure)) <= set(OPTIONS)
        assert measure.default is None or type(PRESETS[measure.default]).__name__ in measure.kinds


@pytest.mark.parametrize("arguments", [[], ["--list"], ["severity", "--list"]])
def test_all_are_listed_with_one_sentence_and_what_they_take(run: Run, arguments: list[str]) -> None:
    shown = run("measure", *arguments, columns=200)
    lines = {line.split("  ")[0]: line for line in shown.output.splitlines()}

    assert shown.exit_code == 0
    for measure in MEASURES.values():
        assert measure.sentence in lines[measure.name]
        assert [each for each in OPTIONS.values() if f"{each} " in f"{lines[measure.name]} "] == [
            option for key, option in OPTIONS.items() if key in taken_by(measure)
        ]


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("columns", [80, 60])
def test_what_is_printed_fits_the_terminal(run: Run, clinic: Path, name: str, columns: int) -> None:
    shown = run("measure", name, clinic, columns=columns)

    assert shown.exit_code == 0, shown.output
    assert [line for line in shown.output.splitlines() if len(line) > columns and " " in line.strip()] == []


@pytest.mark.parametrize("name", MEASURES)
def test_the_file_holds_the_whole_table(run: Run, clinic: Path, tmp_path: Path, name: str) -> None:
    shown = run("measure", name, clinic, "--out", tmp_path / "table.parquet")
    found = pl.read_parquet(tmp_path / "table.parquet")

    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("1 row is in" if found.height == 1 else f"{found.height:,} rows are in")
    assert found.equals(getattr(measures, MEASURES[name].call)(read_cohort(clinic)))
    assert found.columns == list(AROUND_THE_COURSE[MEASURES[name].call].columns())


@pytest.mark.parametrize("name", MEASURES)
def test_nobody_at_all_is_no_fault(run: Run, tmp_path: Path, name: str) -> None:
    for table, header in {
        "visits": "patient_id,date,edss",
        "relapses": "patient_id,onset_date",
        "treatments": "patient_id,drug,start_date",
        "mri": "patient_id,date",
    }.items():
        (tmp_path / f"{table}.csv").write_text(f"{header}\n", encoding="utf-8")

    shown = run("measure", name, tmp_path)

    assert shown.exit_code == 0, shown.output


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("no-evidence", "nobody has a visit with an EDSS."),
        ("response-scores", "no treatment is recorded."),
        ("severity", "nobody has a visit with an EDSS."),
        ("spms-onset", "nobody has a record."),
        ("transition", "nobody has an onset of SPMS by this definition."),
        ("treatments", "no treatment is recorded."),
        ("mri-on-treatment", "no scan is recorded."),
        ("edss-from-systems", "no visit is recorded."),
        ("mri-reports", "no scan has a report (column report_text of mri)."),
    ],
)
def test_where_there_is_nothing_to_count_it_says_why_and_explains_no_column(
    run: Run, tmp_path: Path, name: str, why: str
) -> None:
    for table, header in {
        "visits": "patient_id,date,edss",
        "treatments": "patient_id,drug,start_date",
        "mri": "patient_id,date",
    }.items():
        (tmp_path / f"{table}.csv").write_text(f"{header}\n", encoding="utf-8")

    shown = run("measure", name, tmp_path).output
    assert " ".join(shown.split()).startswith(f"There is nothing to count: {why}")
    for explained in (
        "Active:",
        "median is of",
        "Cannot be judged:",
        "The slope",
        "0 to",
        "share without",
        "--out has",
    ):
        assert explained not in shown


def test_where_there_is_nothing_by_a_day_the_day_is_said(run: Run, clinic: Path) -> None:
    shown = run("measure", "treatments", clinic, "--until", "1990-01-01").output
    assert "There is nothing to count: no treatment is recorded by 1990-01-01." in " ".join(shown.split())


def test_scans_without_a_drug_are_told_of_and_no_column_explained(run: Run, tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("patient_id,date,edss\nA,2020-01-01,2.0\n", encoding="utf-8")
    (tmp_path / "mri.csv").write_text("patient_id,date,gd_lesions\nA,2020-01-01,0\n", encoding="utf-8")
    (tmp_path / "treatments.csv").write_text("patient_id,drug,start_date\n", encoding="utf-8")
    shown = run("measure", "mri-on-treatment", tmp_path).output
    assert "There is nothing to count: no scan was made on a drug." in shown
    assert "1 scan was made without a drug." in shown
    assert "Active:" not in shown


def test_the_rate_is_printed_for_each_group(run: Run, clinic: Path) -> None:
    shown = run("measure", "relapse-rate", clinic, "--by", "sex").output

    assert re.search(r"^everybody +13 +1 +15 +111\.2 +0\.135 +0\.075 to 0\.222$", shown, re.MULTILINE)
    assert [line.split()[0] for line in shown.splitlines()[3:6]] == ["female", "male", "other"]


def test_people_of_whom_the_group_is_not_known_are_one(run: Run, data: Path) -> None:
    assert re.search(r"^not recorded +2 ", run("measure", "relapse-rate", data, "--by", "sex").output, re.MULTILINE)


def test_until_leaves_later_time_out(run: Run, data: Path) -> None:
    rows = [
        run("measure", "relapse-rate", data, *more).output.splitlines()[2] for more in ([], ["--until", "2020-12-31"])
    ]

    assert [row.split()[4] for row in rows] == ["2.0", "1.5"]


def test_years_are_counted_with_their_share(run: Run, clinic: Path) -> None:
    shown = run("measure", "no-evidence", clinic).output

    assert re.search(r"^ +1 +13 +3 +10 +0 +23%$", shown, re.MULTILINE)
    assert re.search(r"^ +13 +1 +0 +0 +1 +-$", shown, re.MULTILINE)


def test_table_1_has_a_column_for_each_group(run: Run, clinic: Path) -> None:
    shown = run("measure", "baseline", clinic, "--by", "sex", columns=160).output

    assert re.search(r"^ +everybody +female +male +other$", shown, re.MULTILINE)
    assert re.search(r"^phenotype: SPMS +2 \(14%\) +2 \(25%\) +- +-$", shown, re.MULTILINE)
    assert re.search(r"^disease duration, years: not known +2 +1 +1 +-$", shown, re.MULTILINE)
    assert re.search(r"^EDSS +2\.8 \(2\.1 to 4\.0\) ", shown, re.MULTILINE)


def test_points_are_counted_by_drug_and_non_response_where_a_score_has_it(run: Run, clinic: Path) -> None:
    modified = run("measure", "response-scores", clinic).output
    rio = run("measure", "response-scores", clinic, "--definition", "rio_2009").output

    assert re.search(r"^ocrelizumab +2 +2 +0 +2 +0 +0 +0 +0$", rio, re.MULTILINE)
    assert "non-response" in rio
    assert "non-response" not in modified


def test_one_definition_of_spms_onset_can_be_asked_for(run: Run, clinic: Path) -> None:
    everything = run("measure", "spms-onset", clinic).output
    one = run("measure", "spms-onset", clinic, "--definition", "spms_recorded").output

    assert re.search(r"^spms_lorscheider_2016 +14 +7 +5 +2$", everything, re.MULTILINE)
    assert "spms_lorscheider_2016" not in one
    assert re.search(r"^spms_recorded +14 +5 +2 +7$", one, re.MULTILINE)


def test_an_onset_can_be_assumed(run: Run, clinic: Path) -> None:
    shown = run("measure", "spms-onset", clinic, "--assume-onset", "relapsing")

    assert shown.exit_code == 0, shown.output


def test_both_periods_around_spms_are_printed(run: Run, clinic: Path) -> None:
    shown = run("measure", "transition", clinic).output

    assert re.search(r"^before +7 +5 +19\.4 +0\.258 +7 +0\.00$", shown, re.MULTILINE)
    assert re.search(r"^after +7 +5 +44\.0 +0\.114 +7 +0\.26$", shown, re.MULTILINE)
    assert "SPMS began in 7 people." in shown


def test_a_table_of_drugs_of_ones_own_is_taken(run: Run, clinic: Path, tmp_path: Path) -> None:
    (tmp_path / "drugs.csv").write_text("drug\nsiponimod\n", encoding="utf-8")

    own = " ".join(run("measure", "treatments", clinic, "--drugs", tmp_path / "drugs.csv").output.split())

    assert "9 drugs are not in the table of drugs; --drugs gives one." in own
    assert "not in the table of drugs" not in run("measure", "treatments", clinic).output


def test_scans_are_counted_by_drug(run: Run, clinic: Path) -> None:
    shown = run("measure", "mri-on-treatment", clinic).output

    assert re.search(r"^natalizumab +18 +1 +16 +1 +0$", shown, re.MULTILINE)
    assert "35 scans were made without a drug." in shown


def test_without_treatments_there_is_nothing_to_say_of_drugs(run: Run, data: Path) -> None:
    result = run("measure", "treatments", data)

    assert result.exit_code == 2
    assert "The cohort has no table of treatments." in result.stderr


def test_reports_are_set_beside_what_was_recorded(run: Run, reported: Path) -> None:
    shown = run("measure", "mri-reports", reported).output

    assert re.search(r"^enhancing +2 +1 +1 +0 +2 +0$", shown, re.MULTILINE)
    assert re.search(r"^new T2 +2 +1 +1 +0 +1 +1$", shown, re.MULTILINE)
    assert (
        "There is nothing to count: no scan has a report"
        in run("measure", "mri-reports", reported.parent / "data" / "visits.csv").output
    )


def test_a_changed_definition_is_used_and_said_to_be_changed(run: Run, clinic: Path, tmp_path: Path) -> None:
    text = run("definitions", "show", "neda_3", "--json").output
    (tmp_path / "mine.json").write_text(text.replace('"t2_allowed": 0', '"t2_allowed": 9'), encoding="utf-8")

    changed = run("measure", "no-evidence", clinic, "--definition", tmp_path / "mine.json").output

    assert "changed from `neda_3`: t2_allowed 9 (published 0)" in " ".join(changed.split())
    assert changed.splitlines()[2] != run("measure", "no-evidence", clinic).output.splitlines()[2]


def test_the_relapse_rule_of_a_course_is_that_of_the_rate(run: Run, data: Path, tmp_path: Path) -> None:
    (data / "relapses.csv").write_text("patient_id,onset_date\nA,2020-03-01\nA,2020-04-15\n", encoding="utf-8")
    text = run("definitions", "show", "lublin_2013", "--json").output
    (tmp_path / "mine.json").write_text(
        text.replace('"minimum_interval": 30', '"minimum_interval": 60'), encoding="utf-8"
    )

    numbers = [
        run("measure", "relapse-rate", data, *more).output.splitlines()[2].split()[3]
        for more in ([], ["--definition", tmp_path / "mine.json"])
    ]

    assert numbers == ["2", "1"]


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("definition", "neda_3"),
        ("by", "sex"),
        ("until", "2020-01-01"),
        ("assume_onset", "relapsing"),
    ],
)
def test_an_option_that_a_measure_does_not_take_is_refused(
    run: Run, data: Path, name: str, option: str, value: str
) -> None:
    result = run("measure", name, data, OPTIONS[option], value)
    said = " ".join(result.stderr.split())

    assert (f"{name} does not take {OPTIONS[option]}." in said) == (option not in taken_by(MEASURES[name]))
    if option not in taken_by(MEASURES[name]):
        assert result.exit_code == 2
        assert f"Hint: leave {OPTIONS[option]} out." in said


def test_people_are_grouped_by_what_the_call_groups_by(run: Run, clinic: Path) -> None:
    codes = {name: run("measure", "baseline", clinic, "--by", name).exit_code for name in (*COLUMNS, "age")}

    assert codes == {**dict.fromkeys(COLUMNS, 0), "age": 2}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["relapserate", "data"], "There is no measure named 'relapserate'."),
        (["relapserate", "data"], "did you mean relapse-rate"),
        (["qqq", "data"], "`mscourse measure` lists them."),
        (["severity"], "DATA is missing."),
        (["severity", "data", "--definition", "neda_3"], "neda_3 is a NoEvidenceRule. A SeverityRule is needed"),
        (["severity", "data", "--definition", "mss"], "There is no definition named 'mss'."),
        (["relapse-rate", "data", "--until", "soon"], "'soon' is not a date."),
        (["relapse-rate", "data", "--out", "rate.xlsx"], "rate.xlsx does not say how to write the table."),
        (["relapse-rate", "data", "--out", "a.csv", "--findings", "a.csv"], "--out and --findings both name"),
    ],
)
def test_a_wrong_call_exits_with_2_and_says_what_is_wrong(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(data.parent)

    result = run("measure", *arguments)

    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert [path.name for path in data.parent.iterdir()] == ["data"]


def test_errors_stop_it_and_rows_can_be_set_aside(run: Run, faulty: Path, tmp_path: Path) -> None:
    stopped = run("measure", "relapse-rate", faulty)
    aside = run("measure", "relapse-rate", faulty, "--set-aside", "--findings", tmp_path / "findings.csv")

    assert stopped.exit_code == 3
    assert aside.exit_code == 0, aside.output
    assert "Rows set aside for errors: visits 1 of 7." in " ".join(aside.output.split())
    assert (tmp_path / "findings.csv").exists()


def test_dates_are_read_as_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("patient_id,date,edss\nA,10/01/2020,2.0\n", encoding="utf-8")

    assert run("measure", "severity", tmp_path, "--date-format", "%d/%m/%Y").exit_code == 0


@pytest.mark.parametrize("name", ["visits.csv", "relapses.csv", "notes.csv", "mri.parquet"])
def test_a_table_never_takes_the_place_of_records(run: Run, data: Path, name: str) -> None:
    (data / "notes.csv").write_text("patient_id,note\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in data.iterdir()}

    result = run("measure", "relapse-rate", data, "--out", data / name)

    assert result.exit_code == 2
    assert "Nothing is written over the records." in " ".join(result.stderr.split())
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("name", MEASURES)
def test_a_table_of_ours_among_the_records_is_replaced(
    run: Run, clinic: Path, tmp_path: Path, name: str, suffix: str
) -> None:
    shutil.copytree(clinic, tmp_path / "data")

    out = tmp_path / "data" / f"numbers.{suffix}"
    codes = [run("measure", name, tmp_path / "data", "--out", out).exit_code for _ in range(2)]

    assert codes == [0, 0]
