"""What the checks promise whatever the records: every row is accounted for, and what is left fits its schema."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mscourse.derivations.check import check, check_cohort
from mscourse.errors import DataError
from mscourse.tables.catalogue import CHECKS
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.findings import SEVERITIES, Findings
from mscourse.tables.schemas import SCHEMAS

TODAY = dt.date(2025, 1, 1)

_SPOILED = st.sampled_from(
    [
        "",
        "NA",
        "x",
        "0.5",
        "-1",
        "11",
        "1.5",
        "2,5",
        "inf",
        "99999",
        "01/02/2020",
        "2031-01-01",
        "1890-01-01",
        "A",
        " B ",
    ]
)


def _sound(table: str, column: str) -> st.SearchStrategy[str]:
    """Cells with nothing wrong, so few different ones that days and whole rows repeat."""
    dtype = SCHEMAS[table].columns()[column].dtype
    if column == "patient_id":
        return st.sampled_from(["A", "B", "C"])
    if dtype == pl.Date:
        return st.sampled_from(["2020-01-01", "2020-01-15", "2020-06-01"])
    if isinstance(dtype, pl.Enum):
        return st.sampled_from(dtype.categories.to_list())
    if dtype == pl.Boolean:
        return st.sampled_from(["yes", "no", ""])
    return st.sampled_from(["5", ""]) if dtype.is_numeric() else st.just("x")


@st.composite
def tables(draw: st.DrawFn, name: str) -> pl.DataFrame:
    """A table of text cells, some rows repeated and some cells spoiled."""
    columns = SCHEMAS[name].column_names()
    rows = draw(st.lists(st.tuples(*(_sound(name, column) for column in columns)).map(list), max_size=8))
    rows += [list(row) for row in draw(st.lists(st.sampled_from(rows), max_size=3))] if rows else []
    rows += [[""] * len(columns)] * draw(st.integers(0, 1))
    if rows:
        spoiled = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, len(columns) - 1), _SPOILED)
        for row, column, cell in draw(st.lists(spoiled, max_size=3)):
            rows[row] = [*rows[row][:column], cell, *rows[row][column + 1 :]]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


@st.composite
def cohorts(draw: st.DrawFn) -> Cohort:
    others = {name: draw(st.none() | tables(name)) for name in SCHEMAS if name != "visits"}
    return Cohort(visits=draw(tables("visits")), **others)


def _left(cohort: Cohort) -> CheckedCohort | None:
    try:
        return check_cohort(cohort, set_aside=True, today=TODAY)
    except DataError:
        return None


@given(cohorts())
def test_every_row_is_used_set_aside_or_passed_over_and_a_finding_says_so(cohort: Cohort):
    checked = _left(cohort)
    assume(checked is not None)
    for name, counts in checked.counts.items():
        frame, found = checked.table(name), checked.findings.filter(table=name)
        assert counts.given == cohort.given[name]
        assert counts.given == counts.used + counts.set_aside + counts.passed_over
        assert counts.used >= 0
        assert found.filter(severity="error").get_column("row").n_unique() == counts.set_aside
        gone = found.filter(pl.col("rule").is_in(["exact_duplicate", "empty_row"])).height
        stay = found.filter(pl.col("rule").is_in(["merged_relapse", "pseudo_relapse", "contradictory_course"])).height
        assert gone + stay == counts.passed_over
        assert frame.height == counts.used + stay
        assert counts.given == frame.height + counts.set_aside + gone


@given(cohorts())
def test_what_is_left_fits_its_schema_and_is_sorted(cohort: Cohort):
    checked = _left(cohort)
    assume(checked is not None)
    for name, schema in SCHEMAS.items():
        frame = checked.table(name)
        if frame is None:
            continue
        assert frame.columns == [*schema.column_names(), "row"]
        schema.validate(frame.drop("row"))
        assert frame.get_column("patient_id").is_sorted()


@given(cohorts())
def test_the_findings_are_a_findings_table_with_errors_first(cohort: Cohort):
    findings = Findings.validate(check(cohort, today=TODAY))
    assert set(findings.get_column("rule")) <= set(CHECKS)
    places = [SEVERITIES.index(severity) for severity in findings.get_column("severity")]
    assert places == sorted(places)
    for rule, severity in findings.select("rule", "severity").unique().iter_rows():
        assert CHECKS[rule].severity == severity


@given(cohorts())
def test_errors_stop_the_job_and_only_errors_do(cohort: Cohort):
    errors = check(cohort, today=TODAY).filter(severity="error").height
    try:
        check_cohort(cohort, today=TODAY)
        stopped = False
    except DataError:
        stopped = True
    assert stopped == (errors > 0)


@given(tables("visits"), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_but_row_numbers(visits: pl.DataFrame, random: object):
    order = list(range(visits.height))
    random.shuffle(order)
    there, back = _left(Cohort(visits=visits)), _left(Cohort(visits=visits[order]))
    assert (there is None) == (back is None)
    assume(there is not None and back is not None)
    columns = SCHEMAS["visits"].column_names()
    assert_frame_equal(there.visits.select(columns), back.visits.select(columns), check_row_order=False)
    assert there.counts == back.counts


def test_every_error_can_be_told_without_a_value():
    for each in CHECKS.values():
        if each.severity == "error":
            assert "{" not in (each.meaning or each.message), each.name


def test_days_are_not_compared_with_today():
    visits = pl.DataFrame({"id": ["A", "A"], "day": [0, 30_000], "edss": [2.0, 2.0]})
    assert check_cohort(Cohort(visits=visits), today=TODAY).day_offsets


def test_clean_records_have_no_finding_but_what_was_not_given():
    visits = pl.DataFrame({"patient_id": ["A"], "date": [dt.date(2020, 1, 1)], "edss": [2.0]})
    assert set(check(Cohort(visits=visits), today=TODAY).get_column("rule")) == {"table_not_given"}


def test_a_cohort_shows_counts_and_no_patient():
    visits = pl.DataFrame({"id": ["ZEBRA"], "date": ["2020-01-01"], "edss": [2.0]})
    assert repr(Cohort(visits=visits)) == "<Cohort of visits (1)>"


def test_digests_tell_tables_apart():
    one, other = (
        Cohort(visits=pl.DataFrame({"id": ["A"], "date": ["2020-01-01"], "edss": [edss]})) for edss in (1.0, 2.0)
    )
    assert one.digests["visits"] != other.digests["visits"]


def test_a_timed_test_of_1000_is_milliseconds_and_below_that_a_long_time():
    visits = pl.DataFrame({"id": ["A", "B", "C"], "date": [dt.date(2020, 1, 1)] * 3, "t25fw": [180.0, 999.0, 1000.0]})
    found = check(Cohort(visits=visits), today=TODAY).filter(pl.col("column") == "t25fw").sort("row")
    assert found.select("row", "rule", "severity").rows() == [
        (2, "timed_test_beyond_limit", "warning"),
        (3, "timed_test_unit", "error"),
    ]


def test_edss_10_is_found_where_no_death_is_recorded_by_then() -> None:
    rows = [
        ("A", 0, 10.0),
        ("A", 9, 10.0),
        ("B", 0, 9.5),
        ("B", 5, 10.0),
        ("C", 5, 10.0),
        ("D", 5, 9.5),
        ("E", 5, 10.0),
    ]
    visits = pl.DataFrame(rows, schema={"patient_id": pl.String, "date": pl.Int32, "edss": pl.Float64}, orient="row")
    patients = pl.DataFrame({"patient_id": ["B", "C", "E"], "death_date": [5, 6, None]})
    name = "edss_10_without_death_date"

    alone = check(Cohort(visits=visits)).filter(rule=name)
    with_deaths = check(Cohort(visits=visits, patients=patients)).filter(rule=name)

    assert alone.select("severity", "patient_id", "row", "column").rows() == [
        ("warning", "A", 1, "edss"), ("warning", "B", 4, "edss"), ("warning", "C", 5, "edss"),
        ("warning", "E", 7, "edss"),
    ]  # fmt: skip
    assert with_deaths.get_column("patient_id").to_list() == ["A", "C", "E"]
    assert "date of death" in alone.item(0, "action")


def test_rows_of_one_day_that_disagree_about_edss_10_are_no_death() -> None:
    visits = pl.DataFrame({"patient_id": ["A", "A"], "date": [0, 0], "edss": [10.0, 9.5]})
    assert check(Cohort(visits=visits)).filter(rule="edss_10_without_death_date").is_empty()


def test_without_visits_the_error_says_so_once() -> None:
    relapses = pl.DataFrame({"patient_id": ["A"], "onset_date": [0]})
    with pytest.raises(DataError) as raised:
        check_cohort(Cohort(relapses=relapses))
    assert str(raised.value).count("There is no visits table.") == 1
    assert "missing_table" not in str(raised.value)
    assert "Give at least the table of visits." in str(raised.value)
