"""Whether the next size is tried."""

from __future__ import annotations

import pytest

from benchmarks.limits import START, Limits, expected, in_words
from benchmarks.lines import Line

LIMITS = Limits(longest=60, memory_mb=8000, disk_mb=1000)


def took(patients: int, **what: float) -> Line:
    return Line(what="twin", patients=patients, **{"seconds": 1.0, **what})


def test_nothing_is_expected_of_what_was_never_measured():
    assert expected([], 100) is None
    assert LIMITS.reason_against([], 10**9, limited=True) is None


def test_one_size_grows_in_proportion_and_two_go_by_their_line():
    assert expected([(10, 2.0)], 100) == pytest.approx(20.0)
    assert expected([(10, 2.0), (100, 3.0)], 1000) == pytest.approx(13.0)
    assert expected([(10, 3.0), (100, 2.0)], 1000) == pytest.approx(2.0)


def test_time_counts_for_the_slow_ones_alone():
    before = [took(100, seconds=START + 10)]

    assert LIMITS.reason_against(before, 1000, limited=True) == (
        "it would take about 103 seconds, and 60 seconds is what it may take"
    )
    assert LIMITS.reason_against(before, 500, limited=True) is None
    assert LIMITS.reason_against(before, 10**6, limited=False) is None


def test_a_process_that_only_starts_is_tried_on_more():
    assert LIMITS.reason_against([took(10, seconds=START)], 10_000, limited=True) is None


def test_disk_counts_for_all():
    reason = "it would write about 5 GB; there is room for 1"
    assert LIMITS.reason_against([took(1000, written_mb=500)], 10_000, limited=False) == reason
    assert LIMITS.reason_against([took(1000, written_mb=500)], 1500, limited=False) is None


def test_memory_counts_for_all_once_it_is_seen_to_grow():
    before = [took(500, peak_mb=500), took(1000, peak_mb=1000)]
    reason = "it would hold about 10 GB in memory; there is room for 8"
    assert LIMITS.reason_against(before, 10_000, limited=False) == reason
    assert LIMITS.reason_against(before, 1500, limited=False) is None
    assert LIMITS.reason_against(before[1:], 10_000, limited=False) is None


@pytest.mark.parametrize(
    ("seconds", "words"), [(119, "119 seconds"), (120, "2 minutes"), (7199, "120 minutes"), (7200, "2 hours")]
)
def test_time_in_words(seconds: float, words: str):
    assert in_words(seconds) == words
