"""What the checks of parts add up to, and what only the whole can say."""

import json

import polars as pl
from polars.testing import assert_frame_equal

from mscourse.derivations.check_parts import ChecksSoFar, check_part, likeness
from mscourse.sources import read_cohort
from mscourse.tables.cohort import Cohort, RowCounts

VISITS = pl.DataFrame({"id": ["A", "A", "B"], "date": [0, 90, 0], "edss": [2.0, 2.7, 2.0]})
RELAPSES = pl.DataFrame({"id": ["A", "B"], "date": [None, None]}, schema={"id": pl.String, "date": pl.Int32})


def parts(**given: int) -> list[ChecksSoFar]:
    """The checks of two people, each by themselves."""
    rows = {"visits": 3, "relapses": 2} | given
    return [
        ChecksSoFar.of(check_part(Cohort(visits=VISITS.filter(id=who), relapses=RELAPSES.filter(id=who)), given=rows))
        for who in ("A", "B")
    ]


def test_counts_add_up_and_say_how_many_rows_were_set_aside():
    one, other = parts()
    both = one + other
    assert both.counts["visits"] == RowCounts(given=3, set_aside=1, passed_over=0)
    assert both.source_notes == ("1 rows of visits were set aside.", "2 rows of relapses were set aside.")


def test_a_table_is_emptied_where_no_part_has_anything_left_of_it():
    one, other = parts()
    assert "Every row of relapses has an error" in str((one + other).problem(set_aside=True))
    assert "relapses: 2 rows: missing_value" in str((one + other).problem(set_aside=False))
    left = Cohort(visits=VISITS.filter(id="B"), relapses=pl.DataFrame({"id": ["B"], "date": [0]}))
    more = ChecksSoFar.of(check_part(left, given={"visits": 3, "relapses": 2}))
    assert (one + more).problem(set_aside=True) is None


def test_errors_are_told_in_the_order_of_the_whole_whatever_that_of_the_parts():
    one, other = parts()
    assert str((one + other).problem(set_aside=False)) == str((other + one).problem(set_aside=False))


def test_a_part_without_rows_of_a_table_says_nothing_of_the_whole():
    none_of_b = [found for found in parts(relapses=0) if "no_rows" in found.about_tables.get_column("rule")]
    assert len(none_of_b) == 2
    assert not any("no_rows" in found.about_tables.get_column("rule") for found in parts())


def test_no_relapses_are_not_told_of_where_a_visit_that_may_have_told_of_one_was_set_aside():
    visits = VISITS.with_columns(daysPostRelapse=pl.lit(None, pl.Int32))
    given = {"visits": 3, "relapses": 0}
    one, other = (
        ChecksSoFar.of(check_part(read_cohort(visits=visits.filter(id=who)), given=given)) for who in ("A", "B")
    )
    assert "no_rows" in other.about_tables.get_column("rule")
    assert "no_rows" not in (other + one).about_tables.get_column("rule")


def test_what_was_added_up_can_be_kept():
    both = sum(parts(), ChecksSoFar())
    again = ChecksSoFar.from_dict(json.loads(json.dumps(both.as_dict())))
    assert (again.counts, again.left, again.rounds) == (both.counts, both.left, both.rounds)
    assert again.source_notes == both.source_notes
    assert_frame_equal(again.about_tables, both.about_tables)
    assert str(again.problem(set_aside=False)) == str(both.problem(set_aside=False))
    assert (ChecksSoFar.from_dict(json.loads(json.dumps(ChecksSoFar().as_dict()))) + both).as_dict() == both.as_dict()


def test_ids_that_may_be_alike_share_their_likeness():
    ids = pl.Series(["P1", "p1", "0P1", "00p1", "P2", "01", "1", "\u00c9", "E\u0301"])
    shared = likeness(ids).to_list()
    assert len(set(shared[:4])) == len(set(shared[5:7])) == len(set(shared[7:])) == 1
    assert len(set(shared)) == 4
