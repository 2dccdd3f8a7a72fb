"""Agreement and kappa: by hand, against the variance written out, and at the ends."""

from __future__ import annotations

import itertools
import math
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscourse.errors import MissingPackageError, UsageError
from mscourse.measures.agreement import agreement, agreement_counts


def labelled(counts: list[list[int]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The two labels of so many people, those of the first frame in rows."""
    pairs = [
        (f"L{row}", f"L{column}")
        for row, numbers in enumerate(counts)
        for column, number in enumerate(numbers)
        for _ in range(number)
    ]
    ids = [str(number) for number in range(len(pairs))]
    kinds = {"patient_id": pl.String, "label": pl.String}
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    return (
        pl.DataFrame({"patient_id": ids, "label": first}, schema=kinds),
        pl.DataFrame({"patient_id": ids, "label": second}, schema=kinds).reverse(),
    )


def test_by_hand() -> None:
    """35 of 50 agree, 25 would by chance: kappa is 0.2 / 0.5."""
    row = agreement(*labelled([[20, 5], [10, 15]])).row(0, named=True)
    assert (row["people"], row["agreed"], row["percent"], row["percent_by_chance"]) == (50, 35, 70.0, 50.0)
    assert row["kappa"] == pytest.approx(0.4)


def variance(shares: list[list[float]], people: int) -> float:
    """That of Fleiss, Cohen and Everitt 1969, term by term."""
    every = range(len(shares))
    rows = [sum(shares[i]) for i in every]
    columns = [sum(shares[i][j] for i in every) for j in every]
    agreed, chance = sum(shares[i][i] for i in every), sum(rows[i] * columns[i] for i in every)
    total = sum(shares[i][i] * ((1 - chance) - (columns[i] + rows[i]) * (1 - agreed)) ** 2 for i in every)
    total += (1 - agreed) ** 2 * sum(
        shares[i][j] * (columns[i] + rows[j]) ** 2 for i, j in itertools.permutations(every, 2)
    )
    total -= (agreed * chance - 2 * chance + agreed) ** 2
    return total / (people * (1 - chance) ** 4)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 8), min_size=3, max_size=3), min_size=3, max_size=3))
def test_the_standard_error_is_the_published_formula(counts: list[list[int]]) -> None:
    row = agreement(*labelled(counts)).row(0, named=True)
    people = sum(map(sum, counts))
    assert row["people"] == people
    used = [each for each in range(3) if sum(counts[each]) + sum(line[each] for line in counts)]
    if len(used) < 2:
        assert row["kappa"] is None
        return
    shares = [[counts[one][other] / people for other in used] for one in used]
    chance = sum(sum(shares[i]) * sum(line[i] for line in shares) for i in range(len(used)))
    agreed = sum(shares[i][i] for i in range(len(used)))
    assert row["kappa"] == pytest.approx((agreed - chance) / (1 - chance))
    error = math.sqrt(max(variance(shares, people), 0.0))
    assert row["standard_error"] == pytest.approx(error, abs=1e-7)
    assert row["lower"] == pytest.approx(max(row["kappa"] - 1.959964 * error, -1), abs=1e-6)
    assert row["upper"] == pytest.approx(min(row["kappa"] + 1.959964 * error, 1), abs=1e-6)


def test_full_agreement_is_one_without_an_error() -> None:
    row = agreement(*labelled([[3, 0], [0, 4]])).row(0, named=True)
    assert (row["kappa"], row["standard_error"], row["lower"], row["upper"]) == (1.0, 0.0, 1.0, 1.0)


def test_one_label_or_nobody_leaves_kappa_open() -> None:
    same = agreement(*labelled([[7]])).row(0, named=True)
    assert (same["percent"], same["percent_by_chance"], same["kappa"], same["lower"]) == (100.0, 100.0, None, None)
    nobody = agreement(*labelled([])).row(0, named=True)
    assert (nobody["people"], nobody["percent"], nobody["kappa"]) == (0, None, None)


def test_counts_have_every_pair_and_the_unknown_last() -> None:
    first = pl.DataFrame({"patient_id": ["1", "2", "3", "4"], "by": ["yes", "no", None, "yes"]})
    second = pl.DataFrame({"patient_id": ["1", "2", "3"], "by": ["yes", "yes", "no"]})
    found = agreement_counts(first, second)
    assert found.filter(pl.col("people") > 0).rows() == [
        ("no", "yes", 1),
        ("yes", "yes", 1),
        ("yes", None, 1),
        (None, "no", 1),
    ]
    assert found.height == 9
    assert agreement(first, second).select("people", "people_unknown").rows() == [(2, 2)]


def test_words_and_flags_can_be_compared() -> None:
    first = pl.DataFrame({"patient_id": ["1", "2"], "active": [True, False]})
    second = pl.DataFrame({"patient_id": ["1", "2"], "active": ["true", "false"]})
    assert agreement(first, second).item(0, "kappa") == 1.0


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"patient_id": ["1"]}),
        pl.DataFrame({"who": ["1"], "label": ["a"]}),
        pl.DataFrame({"patient_id": ["1", "1"], "label": ["a", "b"]}),
    ],
)
def test_labels_that_are_none_are_refused(frame: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match="label"):
        agreement(frame, labelled([[1]])[1])


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.stats.inter_rater", None)
    with pytest.raises(MissingPackageError, match=r"mscourse\[statistics\]"):
        agreement(*labelled([[1, 2], [3, 4]]))
    assert agreement_counts(*labelled([[1, 2], [3, 4]])).get_column("people").to_list() == [1, 2, 3, 4]


def test_a_confidence_out_of_range_is_refused() -> None:
    with pytest.raises(UsageError, match="confidence"):
        agreement(*labelled([[1]]), confidence=1)
