"""The EDSS from functional systems: the examples of the page, every cell of the table, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement, product

import polars as pl
import pytest

from mscourse.derivations.edss_from_systems import derive_edss
from mscourse.derivations.edss_table import with_derived_edss
from mscourse.errors import DefinitionError, UsageError
from mscourse.rules.edss_from_systems import edss_from_systems as usual
from mscourse.rules.written import fingerprint, from_json, to_json
from mscourse.tables.schemas import FUNCTIONAL_SYSTEMS

COLUMNS = ["patient_id", "date", "edss", "derived_edss", "ambiguous", "rule_row", "definition"]
SCORES = (*FUNCTIONAL_SYSTEMS, "ambulation")
EXAMPLES = [
    ((1, 2, 1, 3, 1, 4, 2, 1), 4.0),
    ((0, 0, 0, 0, 0, 0, 0, 0), 0.0),
    ((1, 0, 0, 0, 0, 0, 0, 0), 1.0),
    ((1, 1, 0, 0, 0, 0, 0, 0), 1.5),
    ((2, 2, 0, 0, 0, 0, 0, 1), 2.5),
    ((2, 2, 2, 0, 0, 0, 0, 1), 3.0),
    ((0, 0, 0, 3, 1, 0, 3, 1), 3.5),
    ((2, 2, 0, 0, 0, 0, 3, 1), 3.5),
    ((2, 2, 2, 0, 0, 0, 3, 1), 4.0),
    ((0, 0, 0, 0, 0, 0, 4, 1), 4.0),
    ((1, 2, 1, 1, 1, 1, 4, 1), 4.5),
    ((1, 3, 3, 3, 3, 1, 3, 1), 4.5),
    ((4, 3, 3, 3, 3, 3, 2, 2), 5.0),
    ((0, 5, 0, 0, 0, 0, 0, 2), 5.0),
    ((0, 0, 0, 0, 0, 0, 0, 6), 6.0),
    ((0, 0, 0, 0, 0, 0, 0, 9), 6.5),
    ((0, 0, 0, 0, 0, 0, 0, 3), 5.0),
    ((0, 0, 0, 0, 0, 0, 0, 16), 10.0),
    ((2, 3, 4, 0, 1, 0, 0, 6), 6.0),
    ((2, 3, 4, 0, 1, 0, 0, 9), 6.5),
]


def visits(*rows: tuple[int | None, ...], edss: float | None = None) -> pl.DataFrame:
    columns = {name: pl.Series([row[at] for row in rows], dtype=pl.Int16) for at, name in enumerate(SCORES)}
    days = pl.Series([100 * at for at in range(len(rows))], dtype=pl.Int32)
    recorded = pl.Series([edss] * len(rows), dtype=pl.Float64)
    return pl.DataFrame({"patient_id": ["A"] * len(rows), "date": days, "edss": recorded, **columns})


def by_hand(grades: tuple[int, ...], ambulation: int) -> tuple[float, int]:  # noqa: C901, PLR0911 - as printed
    """The table for an ambulation score up to 2, written out once more: EDSS and row."""
    ones, twos, threes, fours = (sum(grade == wanted for grade in grades) for wanted in (1, 2, 3, 4))
    if max(grades) >= 5:
        return 5.0, 6
    if fours >= 2:
        return 5.0, 7
    if fours:
        if threes >= 3:
            return 5.0, 8
        if threes or twos:
            return 4.5, 9
        return (4.5, 11) if ambulation == 2 else (4.0, 12)
    if threes >= 6:
        return 5.0, 10
    if ambulation == 2:
        return 4.5, 11
    if threes == 5:
        return 4.5, 13
    if threes >= 2:
        return (3.5, 14) if threes == 2 and not twos else (4.0, 15)
    if threes == 1:
        return (3.0 if not twos else 3.5 if twos < 3 else 4.0), 16
    if twos:
        return {1: 2.0, 2: 2.5, 3: 3.0, 4: 3.0, 5: 3.5, 6: 4.0, 7: 4.0}[twos], 17
    if ambulation == 1:
        return 2.0, 18
    return {0: 0.0, 1: 1.0}.get(ones, 1.5), 19


@pytest.mark.parametrize(("scores", "edss"), EXAMPLES)
def test_the_examples_of_the_table(scores: tuple[int, ...], edss: float) -> None:
    assert derive_edss(visits(scores)).get_column("derived_edss").to_list() == [edss]


def test_every_cell_is_as_the_table_written_out_once_more() -> None:
    """Each way to spread grades 0 to 5 over the seven systems; visual grades end at 4, so they are never all 5."""
    multisets = [grades for grades in combinations_with_replacement(range(6), 7) if min(grades) < 5]
    cells = list(product(multisets, range(3)))
    frame = pl.DataFrame(
        [(*grades, ambulation) for grades, ambulation in cells], schema=dict.fromkeys(SCORES, pl.Int16), orient="row"
    )
    assert len(cells) == 2373
    found = with_derived_edss(frame, usual)
    assert found.select("derived_edss", "rule_row").rows() == [by_hand(*cell) for cell in cells]
    ambiguous = found.get_column("ambiguous").to_list()
    assert ambiguous == [by_hand(*cell)[1] in {8, 9} for cell in cells]


@pytest.mark.parametrize(
    ("ambulation", "edss", "row"),
    [
        *((3, 5.0, 5), (4, 5.5, 4), (5, 6.0, 3), (6, 6.0, 3), (7, 6.0, 3), (8, 6.5, 2), (9, 6.5, 2)),
        *((10, 7.0, 1), (11, 7.5, 1), (12, 8.0, 1), (13, 8.5, 1), (14, 9.0, 1), (15, 9.5, 1), (16, 10.0, 1)),
    ],
)
def test_from_200_metres_down_walking_decides_whatever_else_is_missing(ambulation: int, edss: float, row: int) -> None:
    nothing_else = (None,) * 7
    found = derive_edss(visits((*nothing_else, ambulation), (0, 0, 5, 0, 0, 0, 0, ambulation)))
    assert found.select("derived_edss", "rule_row", "ambiguous").rows() == [(edss, row, False)] * 2


def test_a_missing_score_leaves_the_rest_underived() -> None:
    found = derive_edss(visits((None, 2, 0, 0, 0, 0, 0, 1), (0, 2, 0, 0, 0, 0, 0, None)))
    assert found.select("derived_edss", "rule_row", "ambiguous").rows() == [(None, None, None)] * 2


def test_the_recorded_edss_stays() -> None:
    found = derive_edss(visits((2, 2, 0, 0, 0, 0, 0, 1), edss=3.5))
    assert found.columns == COLUMNS
    assert found.rows() == [("A", 0, 3.5, 2.5, False, 17, fingerprint(usual))]


def test_fatigue_counts_or_does_not() -> None:
    tired = visits((1, 0, 0, 0, 0, 0, 1, 0))
    assert derive_edss(tired).get_column("derived_edss").to_list() == [1.5]
    without = derive_edss(tired, replace(usual, count_fatigue=False))
    assert without.get_column("derived_edss").to_list() == [1.0]
    worse = derive_edss(visits((1, 0, 0, 0, 0, 0, 2, 0)), replace(usual, count_fatigue=False))
    assert worse.get_column("derived_edss").to_list() == [2.0]


def test_the_disputed_rows_may_be_read_the_other_way() -> None:
    other = replace(usual, row_8=4.5, row_9=4.0)
    disputed = visits((0, 4, 3, 3, 3, 0, 0, 1), (0, 4, 2, 0, 0, 0, 0, 1), (0, 4, 3, 0, 0, 0, 0, 1))
    assert derive_edss(disputed).get_column("derived_edss").to_list() == [5.0, 4.5, 4.5]
    found = derive_edss(disputed, other)
    assert found.select("derived_edss", "rule_row", "ambiguous").rows() == [
        (4.5, 8, True),
        (4.0, 9, True),
        (4.5, 9, True),
    ]


def test_rows_of_one_day_are_one_visit_and_what_they_disagree_on_is_not_there() -> None:
    same = visits((2, 2, 0, 0, 0, 0, 0, 1), (2, 3, 0, 0, 0, 0, 0, 1)).with_columns(date=pl.lit(0, pl.Int32))
    assert derive_edss(same).select("date", "derived_edss").rows() == [(0, None)]


def test_the_order_of_rows_plays_no_role() -> None:
    many = visits(*(scores for scores, _ in EXAMPLES))
    assert derive_edss(many).equals(derive_edss(many.reverse()))


def test_no_visits_give_no_rows_and_the_same_columns() -> None:
    nobody = derive_edss(visits((0,) * 8).clear())
    assert nobody.is_empty()
    assert nobody.columns == COLUMNS


def test_the_rule_reads_back_and_refuses_what_it_cannot_work_with() -> None:
    assert from_json(to_json(usual), type(usual)) == usual
    with pytest.raises(DefinitionError, match="raw grades 0 to 6"):
        replace(usual, visual=(0, 1, 2))
    with pytest.raises(UsageError, match="EdssFromSystemsRule is needed"):
        derive_edss(visits((0,) * 8), "edss")  # type: ignore[arg-type]
