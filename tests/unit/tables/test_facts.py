"""The facts of whole tables: what they hold, that they add up, and that they are taken in place of a part's own."""

import copy
import datetime as dt
import json

import polars as pl
import pytest

from mscourse.derivations.check import check
from mscourse.errors import UsageError
from mscourse.tables.cohort import Cohort, Given
from mscourse.tables.date_facts import DateFacts
from mscourse.tables.facts import TableFacts, facts_of, ids_may_be_alike
from mscourse.tables.ids import IdFacts

MAY = dt.date(2024, 5, 1)


def dates(cells: list[object], *, date_format: str | None = None) -> DateFacts:
    raw = pl.Series(cells, strict=False)
    return facts_of("visits", pl.DataFrame({"date": raw}), date_format=date_format).date("date")


def ids(*cells: object) -> IdFacts:
    return facts_of("visits", pl.DataFrame({"id": pl.Series(cells, strict=False)}), date_format=None).ids


def part(cells: list[object], rest: list[object], **options: object) -> Cohort:
    """The visits of which these dates are a part and the rest are elsewhere."""
    here, there = (pl.DataFrame({"id": "A", "date": pl.Series(each), "edss": 2.0}) for each in (cells, rest))
    facts = sum((facts_of("visits", each, date_format=None) for each in (here, there)), TableFacts())
    return Cohort.of({"visits": Given(frame=here)}, facts={"visits": facts}, **options)


@pytest.mark.parametrize("cells", [[MAY, None], ["2024-05-01", "NA"], ["1 May 2024", ""]])
def test_of_dates_only_their_number_counts(cells: list[object]):
    assert dates(cells) == DateFacts(recorded=1)


def test_a_date_outside_the_calendar_is_not_recorded():
    outside = pl.Series([-1_000_000, 0], dtype=pl.Int32).cast(pl.Date)
    assert facts_of("visits", pl.DataFrame({"date": outside}), date_format=None).date("date").recorded == 1


@pytest.mark.parametrize("cells", [["0", "90", "1990", "x"], [0.0, 90.0, 1990.0]])
def test_days_are_counted_as_numbers(cells: list[object]):
    facts = dates(cells)
    assert (facts.recorded, facts.like_days) == (len(cells), 3)
    assert (facts.numbers.numbers, facts.numbers.near, facts.numbers.like_years) == (3, 3, 1)
    assert facts.numbers == facts.written


def test_a_fraction_counts_in_what_came_and_not_in_what_is_written():
    facts = dates([99_999.5])
    assert (facts.numbers.near, facts.written.near, facts.like_days) == (0, 1, 1)


def test_orders_of_day_and_month_are_counted_by_form():
    facts = dates(["13/02/2020", "01/02/2020", "02/13/2020", "2020-01-01"]).orders
    assert facts.cells == 3
    assert (facts.read_by["%d/%m/%Y"], facts.read_by["%m/%d/%Y"]) == (2, 2)
    assert dates(["13/02/2020"], date_format="%d/%m/%Y").orders.cells == 0


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("P1", "P2", False),
        ("A", "a", True),
        ("A", "b", False),
        ("001", "002", False),
        ("01", "1", True),
        ("P01", "P1", False),
        ("\u00e9", "x", True),
    ],
)
def test_where_ids_can_be_alike(one: str, other: str, *, alike: bool):
    facts = [TableFacts(rows=1, ids=ids(each)) for each in (one, other)]
    assert ids_may_be_alike(facts) is alike


def test_ids_that_are_no_text_are_counted_as_they_are_read():
    assert ids("2.0", "3.0", " 4").like_decimal == 2
    assert ids(2.0, 3.0).like_decimal == 0
    assert ids(2.0**53).beyond_exact_numbers
    assert ids(7, None).recorded == 1


TABLES = {
    "text": pl.DataFrame(
        {"id": ["A", "A", " b", "01", None], "date": ["0", "13/02/2020", "2020-01-01", "", "x"], "edss": "2"}
    ),
    "typed": pl.DataFrame({"id": [1.0, None, 2.0, 3.5, 2.0**60], "date": [MAY, None, MAY, MAY, MAY]}),
    "numbers": pl.DataFrame({"id": ["1", "1.0", "\u00e9", "", "a"], "date": [0.5, 2000.0, None, 1e6, 43831.0]}),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
@pytest.mark.parametrize("cut", range(6))
def test_facts_of_parts_add_up_to_those_of_the_whole(table: pl.DataFrame, cut: int):
    one, other = (facts_of("visits", each, date_format=None) for each in (table.head(cut), table[cut:]))
    whole = facts_of("visits", table, date_format=None)
    assert one + other == other + one == whole
    assert whole + TableFacts() == TableFacts() + whole == whole


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_facts_can_be_kept(table: pl.DataFrame):
    facts = facts_of("visits", table, date_format=None)
    assert TableFacts.from_dict(json.loads(json.dumps(facts.as_dict()))) == facts
    assert copy.deepcopy(facts) == facts
    assert TableFacts.from_dict(json.loads(json.dumps(TableFacts().as_dict()))) == TableFacts()


def test_a_part_is_read_by_the_facts_of_the_whole():
    days = part(["1990"], ["0", "90"])
    assert days.day_offsets
    assert "days_like_years" not in check(days).get_column("rule")
    assert not part(["12"], ["2020-01-01", "2020-01-02"]).day_offsets
    assert part([None], [0]).day_offsets

    undecided = part(["01/02/2020"], ["13/02/2020"]).reading_findings.filter(rule="ambiguous_date")
    assert undecided.item(0, "action").count("%") == 3
    assert "--date-format %d/%m/%Y (" in undecided.item(0, "action")


def test_a_measure_that_is_not_there_names_the_columns_of_the_whole():
    whole = pl.DataFrame({"id": ["A", None], "date": "2020-01-01", "walk": "1"})
    facts = facts_of("visits", whole, date_format=None)
    with pytest.raises(UsageError, match="`walk`"):
        Cohort.of({"visits": Given(frame=whole[1:])}, measures=["pdds"], facts={"visits": facts})
