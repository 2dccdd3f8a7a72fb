"""Measures of the user's own, in further columns of the visits, from file or frame to the checked cohort."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from click.testing import Result
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from mscourse.cli.app import app
from mscourse.cli.one_person import cut_to
from mscourse.derivations.arguments import checked
from mscourse.derivations.check import check, check_cohort
from mscourse.derivations.visits import merge_same_day
from mscourse.errors import DataError, UsageError
from mscourse.rules.library import pira_mueller_2023
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.written import to_json
from mscourse.sources import read_cohort
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.schemas import SCHEMAS

VISITS = pl.DataFrame(
    {
        "patient_id": ["B", "A", "A", "A"],
        "date": ["2020-02-01", "2021-01-10", "2020-01-10", "2020-07-10"],
        "edss": [4.0, 3.0, 2.0, 2.0],
        "PDDS": [3.0, 4.0, 2.0, None],
        "gait speed": ["1.2", "0.8", "1.1", "1"],
        "remark": ["", "tired", "", ""],
    }
)
RELAPSES = pl.DataFrame({"patient_id": ["A"], "onset_date": ["2019-01-01"]})
ODD_CELLS = {
    "null": (pl.Series([None, None]), []),
    "duration": (pl.Series([dt.timedelta(days=1), None]), ["not_a_number"]),
    "date": (pl.Series([dt.date(2020, 1, 1), None]), ["not_a_number"]),
    "date far off": (pl.Series([10**8, None], dtype=pl.Int32).cast(pl.Date), ["unreadable_date"]),
    "time of day": (pl.Series([dt.time(1, 2), None]), ["not_a_number"]),
    "list": (pl.Series([[1], None]), ["not_a_number"]),
    "struct": (pl.Series([{"a": 1}, None]), ["not_a_number"]),
    "object": (pl.Series([object(), None], dtype=pl.Object), ["not_a_number"]),
    "boolean": (pl.Series([True, None]), ["not_a_number"]),
    "category": (pl.Series(["3", None], dtype=pl.Categorical), []),
    "decimal": (pl.Series(["1.5", None]).cast(pl.Decimal(10, 2)), []),
    "infinite": (pl.Series([float("inf"), float("nan")]), ["not_finite"]),
    "infinite as text": (pl.Series(["-inf", "NaN"]), ["not_finite"]),
    "words": (pl.Series(["many", "n/a"]), ["not_a_number"]),
}


def used(cohort: Cohort | CheckedCohort, *measures: str, set_aside: bool = False) -> CheckedCohort:
    """The cohort as a rule that looks at these columns gets it."""
    return checked(cohort, set_aside=set_aside, relapse_rule=RelapseRule(), measures=measures)


def spoiled(*cells: object) -> pl.DataFrame:
    """Visits of one person with these cells in the column `pdds`."""
    dates = [dt.date(2020, 1, 1) + dt.timedelta(days=100 * at) for at in range(len(cells))]
    return pl.DataFrame({"patient_id": ["A"] * len(cells), "date": dates, "pdds": pl.Series(cells, strict=False)})


def rules_found(cohort: Cohort, column: str = "pdds") -> list[str]:
    return check(cohort).filter(column=column).get_column("rule").to_list()


def test_the_columns_stand_after_those_of_the_schema_as_numbers():
    cohort = Cohort(visits=VISITS, measures=("pdds", "gait_speed"))

    assert cohort.measures == ("pdds", "gait_speed")
    assert cohort.visits.columns == [*SCHEMAS["visits"].column_names(), "pdds", "gait_speed", "row"]
    assert cohort.visits.get_column("pdds").to_list() == [3.0, 4.0, 2.0, None]
    assert cohort.visits.get_column("gait_speed").to_list() == [1.2, 0.8, 1.1, 1.0]
    assert cohort.visits.schema["gait_speed"] == pl.Float64
    assert cohort.reading_findings.filter(rule="unknown_column").get_column("column").to_list() == ["remark"]


def test_the_checked_cohort_holds_them_sorted_as_the_visits_are():
    good = check_cohort(Cohort(visits=VISITS, measures=["pdds"]))

    assert good.measures == ("pdds",)
    assert good.visits.select("patient_id", "date", "pdds", "row").rows() == [
        ("A", dt.date(2020, 1, 10), 2.0, 3),
        ("A", dt.date(2020, 7, 10), None, 4),
        ("A", dt.date(2021, 1, 10), 4.0, 2),
        ("B", dt.date(2020, 2, 1), 3.0, 1),
    ]


def test_without_measures_the_columns_are_not_read_and_a_note_says_so():
    cohort = Cohort(visits=VISITS)

    assert cohort.measures == check_cohort(cohort).measures == ()
    assert cohort.visits.columns == [*SCHEMAS["visits"].column_names(), "row"]
    unknown = cohort.reading_findings.filter(rule="unknown_column").get_column("column").to_list()
    assert sorted(unknown) == ["PDDS", "gait speed", "remark"]


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "xlsx"])
def test_every_kind_of_file_gives_them(ending: str, tmp_path: Path):
    path = tmp_path / f"visits.{ending}"
    writers = {"parquet": VISITS.write_parquet, "xlsx": VISITS.write_excel, "csv": VISITS.write_csv}
    writers.get(ending, lambda file: VISITS.write_csv(file, separator="\t"))(path)
    framed = Cohort(visits=VISITS, measures=("pdds", "gait_speed")).visits.drop("row")

    for source in (path, tmp_path):
        assert_frame_equal(read_cohort(source, measures=("pdds", "gait_speed")).visits.drop("row"), framed)
    assert_frame_equal(read_cohort(visits=path, measures=("pdds", "gait_speed")).visits.drop("row"), framed)


def test_a_pandas_frame_gives_them():
    frame = pd.DataFrame({"ID": ["A"], "date": ["2020-01-01"], "PDDS": [3]})

    assert read_cohort(frame, measures=("pdds",)).visits.item(0, "pdds") == 3.0


def test_a_row_that_holds_nothing_else_is_no_empty_row():
    visits = pl.DataFrame({"patient_id": ["A"], "date": ["2020-01-01"], "pdds": [3]})

    assert check_cohort(Cohort(visits=visits, measures=("pdds",))).counts["visits"].used == 1


@pytest.mark.parametrize("cell", ["many", "1.2.3", "inf", "-Infinity", "1e999"])
def test_a_cell_that_is_no_finite_number_is_an_error_of_its_row(cell: str):
    cohort = Cohort(visits=spoiled("2", cell, "3"), measures=("pdds",))
    found = check(cohort).filter(column="pdds")

    assert found.select("severity", "table", "row", "patient_id").rows() == [("error", "visits", 2, "A")]
    assert found.item(0, "rule") in ("not_a_number", "not_finite")
    with pytest.raises(DataError, match=r"`pdds`"):
        check_cohort(cohort)
    good = check_cohort(cohort, set_aside=True)
    assert good.visits.get_column("pdds").to_list() == [2.0, 3.0]
    assert good.counts["visits"].set_aside == 1


def test_the_error_names_the_column_and_no_value():
    with pytest.raises(DataError) as stopped:
        check_cohort(Cohort(visits=spoiled("2", "unclear"), measures=("pdds",)))

    assert "visits: 1 row: not_a_number (column `pdds`)." in str(stopped.value)
    assert "unclear" not in str(stopped.value)


@pytest.mark.parametrize(("cell", "value"), [("3,5", 3.5), (" 4 ", 4.0), ("-2", -2.0), ("", None), ("NA", None)])
def test_cells_are_read_as_other_numbers_are(cell: str, value: float | None):
    cohort = Cohort(visits=spoiled(cell), measures=("pdds",))

    assert cohort.visits.item(0, "pdds") == value
    assert rules_found(cohort) == (["decimal_comma"] if "," in cell else [])


@pytest.mark.parametrize(("odd", "rules"), ODD_CELLS.values(), ids=ODD_CELLS.keys())
def test_any_type_of_cell_is_a_number_missing_or_found(odd: pl.Series, rules: list[str]):
    visits = pl.DataFrame({"patient_id": ["A", "B"], "date": ["2020-01-01"] * 2, "pdds": odd})
    cohort = Cohort(visits=visits, measures=("pdds",))

    assert cohort.visits.schema["pdds"] == pl.Float64
    assert rules_found(cohort) == rules
    assert check_cohort(cohort, set_aside=True).visits.height == 2 - len(rules)


def test_two_columns_of_the_name_stop_the_job():
    visits = pl.DataFrame({"patient_id": ["A"], "date": ["2020-01-01"], "PDDS": [1], "pdds": [2]})

    assert rules_found(Cohort(visits=visits, measures=("pdds",))) == ["two_columns_for_one"]


def test_a_column_that_stands_twice_in_the_header_stops_the_job(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("id,date,pdds,pdds\nA,2020-01-01,1,2\n", encoding="utf-8")

    assert rules_found(read_cohort(tmp_path, measures=("pdds",))) == ["two_columns_for_one"]


def test_rows_that_differ_in_it_alone_are_no_duplicates_and_disagree():
    twice = pl.concat([spoiled(2), spoiled(3), spoiled(3)])
    cohort = Cohort(visits=twice, measures=("pdds",))
    good = check_cohort(cohort)

    assert good.counts["visits"].passed_over == 1
    assert rules_found(cohort) == ["same_day_disagreement"] * 2
    merged, disagreements = merge_same_day(good.visits)
    assert merged.get_column("pdds").to_list() == [None]
    assert disagreements.get_column("column").to_list() == ["pdds"]
    assert check_cohort(Cohort(visits=twice)).visits.height == 1


def test_rows_of_one_day_agree_with_a_missing_value():
    visits = pl.concat(
        [spoiled(2.5), spoiled(2.5).with_columns(pdds=pl.lit(None, pl.Float64), edss=1.0)], how="diagonal"
    )
    merged, disagreements = merge_same_day(check_cohort(Cohort(visits=visits, measures=("pdds",))).visits)

    assert merged.select("edss", "pdds").rows() == [(1.0, 2.5)]
    assert disagreements.is_empty()


@pytest.mark.parametrize(
    "name",
    ["edss", "fs_pyramidal", "pyramidal", "ambulation", "nhpt", "day", "visit_day", "row", "patient_id", "scheduled"],
)
def test_a_name_that_is_read_as_something_else_is_refused(name: str):
    with pytest.raises(UsageError, match=f"`{name}` cannot be a measure"):
        Cohort(visits=VISITS, measures=(name,))


@pytest.mark.parametrize("names", ["pdds", 3, None, ("PDDS",), ("gait speed",), ("2mwt",), ("",), (7,), (["pdds"],)])
def test_what_is_no_list_of_names_is_refused(names: object):
    with pytest.raises(UsageError, match="`measures`"):
        read_cohort(VISITS, measures=names)


def test_two_spellings_of_one_name_are_refused():
    with pytest.raises(UsageError, match="`gait_speed` and `gaitspeed` are one name"):
        Cohort(visits=VISITS, measures=("gait_speed", "gaitspeed"))
    with pytest.raises(UsageError, match="are one name"):
        Cohort(visits=VISITS, measures=("gait_speed",)).with_measures(["gaitspeed"])
    assert Cohort(visits=VISITS, measures=("pdds", "pdds")).measures == ("pdds",)


@given(st.text(alphabet="abz_09A é", min_size=1, max_size=45))
@example("a" * 41)
@example("a" * 42)
def test_a_rule_and_a_cohort_take_the_same_names(name: str):
    def refused(make: Callable[[], object]) -> bool:
        try:
            make()
        except (UsageError, ValueError):
            return True
        return False

    visits = pl.DataFrame({"patient_id": ["A"], "date": ["2020-01-01"], name: [1]})
    assert refused(lambda: CustomMeasure(column=name)) == refused(lambda: Cohort(visits=visits, measures=(name,)))


def test_a_column_that_is_not_there_is_said_with_those_that_are():
    with pytest.raises(UsageError, match="no column `msis`") as stopped:
        Cohort(visits=VISITS, measures=("pdds", "msis"))

    assert "`PDDS`, `gait speed`, `remark`" in str(stopped.value)


def test_what_may_be_values_is_not_shown_where_there_is_no_header(tmp_path: Path):
    (tmp_path / "visits.csv").write_text("Jane Doe,2020-01-01,3\nJane Doe,2020-07-01,4\n", encoding="utf-8")

    with pytest.raises(UsageError) as stopped:
        read_cohort(tmp_path, measures=("pdds",))
    assert "Jane" not in str(stopped.value)


@pytest.mark.parametrize("content", ["", None])
def test_without_visits_it_is_their_absence_that_is_said(content: str | None, tmp_path: Path):
    RELAPSES.write_csv(tmp_path / "relapses.csv")
    if content is not None:
        (tmp_path / "visits.csv").write_text(content, encoding="utf-8")
    cohort = read_cohort(tmp_path, measures=("pdds",))

    assert cohort.visits.schema["pdds"] == pl.Float64
    with pytest.raises(DataError, match="There is no visits table" if content is None else "empty_file"):
        check_cohort(cohort)


cells = st.sampled_from(["1", "2.5", "", "many", "3,5", "inf", "NA"])


@given(st.lists(cells, min_size=1, max_size=6))
def test_columns_named_later_are_as_if_named_at_once(found: list[str]):
    visits = spoiled(*found).with_columns(msis=pl.lit("1"))
    at_once, later = Cohort(visits=visits, measures=("pdds", "msis")), Cohort(visits=visits)
    for name in ("pdds", "msis"):
        later = later.with_measures((name,))

    assert later.measures == at_once.measures
    assert later.digests == at_once.digests
    assert_frame_equal(later.visits, at_once.visits)
    assert_frame_equal(check(later), check(at_once))


def test_naming_columns_later_leaves_the_cohort_as_it_was():
    cohort = Cohort(visits=VISITS)
    before = cohort.digests

    assert cohort.with_measures(("pdds",)).digests != before
    assert cohort.measures == ()
    assert "pdds" not in cohort.visits.columns
    assert cohort.digests == before
    assert cohort.with_measures(()) is cohort


def test_the_digest_of_a_file_is_the_files(tmp_path: Path):
    VISITS.write_csv(tmp_path / "visits.csv")

    assert read_cohort(tmp_path).digests == read_cohort(tmp_path).with_measures(("pdds",)).digests


def test_of_one_person_only_the_own_cells_are_looked_at():
    visits = pl.DataFrame({"patient_id": ["A", "B"], "date": ["2020-01-01"] * 2, "pdds": ["many", "2"]})
    one = cut_to(Cohort(visits=visits), "B")

    assert used(one, "pdds").visits.select("patient_id", "pdds").rows() == [("B", 2.0)]


def test_a_rule_gets_its_columns_from_records_that_are_not_yet_checked():
    good = used(Cohort(visits=VISITS), "pdds", "gait_speed")

    assert good.measures == ("pdds", "gait_speed")
    assert used(good, "pdds") is good
    assert used(Cohort(visits=VISITS, measures=("pdds",)), "gait_speed").measures == ("pdds", "gait_speed")


def test_a_rule_may_look_at_scores_that_every_cohort_has():
    assert used(Cohort(visits=VISITS), "ambulation", "fs_pyramidal").measures == ()
    for column in ("scheduled", "nhpt_dominant"):
        with pytest.raises(UsageError, match=f"`{column}` cannot be a measure"):
            used(Cohort(visits=VISITS), column)


def test_a_checked_cohort_without_the_column_says_the_way_out():
    good = check_cohort(Cohort(visits=VISITS, measures=("gait_speed",)))

    with pytest.raises(UsageError, match="no measure `pdds`") as stopped:
        used(good, "pdds")
    assert "those of this cohort are `gait_speed`" in str(stopped.value)
    assert 'measures=["gait_speed", "pdds"]' in str(stopped.value)
    with pytest.raises(UsageError, match="this one has none"):
        used(check_cohort(Cohort(visits=VISITS)), "pdds")


@pytest.fixture
def events(tmp_path: Path) -> Callable[..., Result]:
    """`mscourse events` by a rule that looks at PDDS, on these visits."""

    def call(visits: pl.DataFrame, *options: str) -> Result:
        folder = tmp_path / "data"
        folder.mkdir()
        visits.write_csv(folder / "visits.csv")
        pl.DataFrame(schema={"patient_id": pl.String, "onset_date": pl.String}).write_csv(folder / "relapses.csv")
        pdds = CustomMeasure(column="pdds", strata=((0.0, 1.0),))
        rule = dataclasses.replace(pira_mueller_2023, name="with_pdds", custom=(pdds,), confirm_also_after=(168,))
        (tmp_path / "rule.json").write_text(to_json(rule), encoding="utf-8")
        asked = ["events", str(folder), "--definition", str(tmp_path / "rule.json"), *options]
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, asked, prog_name="mscourse")

    return call


WORSENING = spoiled(2, 2, 3, 3, 3).rename({"pdds": "PDDS"})


def test_the_command_line_reads_the_columns_of_the_rule(events: Callable[..., Result]):
    result = events(WORSENING)

    assert result.exit_code == 0, result.output
    assert "pdds 2 to 3" in result.output


def test_the_waits_at_which_a_change_is_confirmed_are_joined_in_csv(events: Callable[..., Result], tmp_path: Path):
    result = events(WORSENING, "--out", str(tmp_path / "events.csv"))

    assert result.exit_code == 0, result.output
    written = pl.read_csv(tmp_path / "events.csv")
    assert written.select("measure", "confirmed_after").rows() == [("pdds", "84;168")]


def test_the_command_line_says_that_a_column_of_the_rule_is_not_there(events: Callable[..., Result]):
    result = events(WORSENING.drop("PDDS"))

    assert result.exit_code == UsageError.exit_code
    assert "no column `pdds`" in result.output


def test_the_python_on_the_page_finds_what_the_page_says():
    page = (Path(__file__).parents[2] / "docs/how-to/use-a-measure-of-your-own.md").read_text(encoding="utf-8")
    first, with_a_function = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    names: dict[str, pl.DataFrame] = {}

    exec(first, names)  # noqa: S102 - a page of this repository
    assert names["events"].select("kind", "measure").rows() == [("worsening", "pdds"), ("worsening", "gait_speed")]
    exec(with_a_function, names)  # noqa: S102
    assert names["events"].select("kind", "measure").rows() == [("worsening", "pdds")]
