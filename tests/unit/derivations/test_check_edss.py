"""What a recorded EDSS is compared with."""

import polars as pl
import pytest

from mscourse.derivations.checks.edss import check_edss
from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS

# In the order of the rule table's examples: raw grades, with the ambulation score last.
ORDER = (*FUNCTIONAL_SYSTEMS, "ambulation")


def scores(raw: tuple[int, ...]) -> pl.DataFrame:
    return pl.DataFrame([raw], schema=dict.fromkeys(ORDER, pl.Int16), orient="row")


def rules(edss: float, raw: tuple[int | None, ...]) -> set[str]:
    visits = scores(raw).with_columns(edss=edss, row=pl.lit(1, pl.UInt32), patient_id=pl.lit("A"))
    return {rule for found in check_edss(visits) for rule in found.get_column("rule")}


def test_an_edss_that_fits_is_not_found():
    assert rules(3.0, (2, 2, 2, 0, 0, 0, 0, 1)) == set()
    assert rules(6.0, (2, 2, 2, 2, 0, 0, 0, 6)) == set()


def test_fatigue_may_be_counted_or_not():
    assert rules(0.0, (0, 0, 0, 0, 0, 0, 1, 0)) == set()
    assert rules(1.0, (0, 0, 0, 0, 0, 0, 1, 0)) == set()


def test_half_a_point_is_granted_where_the_table_is_disputed():
    assert rules(4.0, (0, 2, 0, 0, 0, 0, 4, 1)) == set()
    assert rules(3.5, (0, 2, 2, 0, 0, 0, 4, 1)) == {"edss_below_system", "edss_far_from_derived"}


def test_raw_grades_are_converted_before_they_are_compared():
    assert rules(3.0, (0, 0, 0, 0, 0, 4, 0, 1)) == set()
    assert rules(2.0, (0, 0, 0, 0, 0, 4, 0, 1)) == {"edss_below_system", "edss_far_from_derived"}


def test_scores_that_are_not_all_recorded_are_not_added_up():
    assert rules(2.0, (None, 0, 0, 0, 0, 0, 0, 0)) == set()
    assert rules(2.0, (None, 0, 3, 0, 0, 0, 0, None)) == {"edss_below_system"}


@pytest.mark.parametrize(("edss", "ambulation"), [(4.0, 2), (4.5, 3), (5.0, 4), (5.5, 3), (6.0, 8), (7.0, 9)])
def test_walking_that_does_not_fit(edss: float, ambulation: int):
    assert "edss_against_ambulation" in rules(edss, (2, 2, 2, 2, None, None, None, ambulation))


@pytest.mark.parametrize(
    ("edss", "ambulation"), [(4.0, 1), (4.5, 2), (5.0, 3), (5.5, 4), (6.0, 7), (6.5, 8), (7.0, 10)]
)
def test_walking_that_fits(edss: float, ambulation: int):
    assert rules(edss, (2, 2, 2, 2, None, None, None, ambulation)) == set()


def test_every_visit_with_scores_that_do_not_fit_is_found_and_no_other():
    fitting, too_low = (2, 2, 2, 0, 0, 0, 0, 1), (0, 0, 0, 0, 0, 4, 0, 1)
    visits = pl.concat([scores(raw) for raw in (too_low, fitting, too_low, fitting)]).with_columns(
        edss=pl.Series([2.0, 3.0, 2.0, 3.0]), row=pl.int_range(1, 5, dtype=pl.UInt32), patient_id=pl.lit("A")
    )
    found = {each.item(0, "rule"): each.get_column("row").to_list() for each in check_edss(visits)}
    assert found == {"edss_below_system": [1, 3], "edss_far_from_derived": [1, 3]}
