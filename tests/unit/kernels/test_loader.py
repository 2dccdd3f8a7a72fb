"""Compiled kernels with and without a cache; the numbers of kernels and the words they stand for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mscourse.kernels import codes
from mscourse.results import words

COMPILE = """
import numpy as np
from mscourse.kernels import loader
from mscourse.kernels.records import Dated
from mscourse.kernels.relapses import Pseudo, Settled, settle_relapses

loader.COMPILE_FROM = 1
runner = loader.Runner(patients=1)
out = runner.room(Settled, 2)
onsets = Dated(np.array([0, 2]), np.array([0, 29], np.int32))
pseudo = Pseudo(np.array([False, False]))
runner.run(settle_relapses, out, runner.ready(onsets), runner.ready(pseudo), 30)
assert out.status.tolist() == [0, 1], out
"""


def _compile_with(cache: Path, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMPILE],
        env={**os.environ, "XDG_CACHE_HOME": str(cache), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_was_compiled_is_kept_for_the_next_run(tmp_path: Path) -> None:
    _compile_with(tmp_path)
    kept = sorted(tmp_path.rglob("*.nbc"))
    times = [file.stat().st_mtime_ns for file in kept]
    _compile_with(tmp_path)

    assert len(kept) == 1
    assert [file.stat().st_mtime_ns for file in kept] == times


@pytest.mark.parametrize("ending", [".nbc", ".nbi"])
def test_a_damaged_cache_is_passed_over(tmp_path: Path, ending: str) -> None:
    _compile_with(tmp_path)
    for file in tmp_path.rglob(f"*{ending}"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 3] if ending == ".nbc" else b"")

    _compile_with(tmp_path)


def test_a_cache_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")

    _compile_with(file)


LISTS = {
    "phenotypes": ([codes.CIS, codes.RRMS, codes.SPMS, codes.PPMS, codes.MS_UNSPECIFIED], words.PHENOTYPES),
    "activities": ([codes.ACTIVE, codes.NOT_ACTIVE, codes.ACTIVITY_INDETERMINATE], words.ACTIVITIES),
    "causes": ([codes.INDEPENDENT, codes.ASSOCIATED, codes.UNDEFINED, codes.CAUSE_UNKNOWN], words.CAUSES),
    "verdicts": (
        [
            codes.COUNTS,
            codes.CONFIRMED,
            codes.AWAITING,
            codes.NOT_HELD,
            codes.NO_LATER_VISIT,
            codes.EVENT_NOT_USABLE,
            codes.RELAPSE_BETWEEN,
            codes.INSIDE_RELAPSE_WINDOW,
            codes.EDSS_BELOW,
            codes.PYRAMIDAL_BELOW,
            codes.LEADING_NOT_HELD,
            codes.BEFORE_FIRST_RELAPSE,
            codes.NOT_ASCERTAINED,
            codes.SCAN_NOT_READABLE,
            codes.SAME_DAY_DISAGREEMENT,
        ],
        words.VERDICTS,
    ),
}


@pytest.mark.parametrize(("numbers", "closed_list"), LISTS.values(), ids=LISTS)
def test_each_word_has_its_number(numbers: list[int], closed_list: tuple[str, ...]) -> None:
    assert numbers == list(range(len(closed_list)))


def test_reasons_are_bits_in_the_order_of_their_list() -> None:
    activity = [
        codes.BECAUSE_ENLARGING_T2,
        codes.BECAUSE_GD_LESION,
        codes.BECAUSE_CLEAR,
        codes.BECAUSE_MRI_NOT_READABLE,
        codes.BECAUSE_NEW_T2,
        codes.BECAUSE_NO_MRI,
        codes.BECAUSE_NO_VISIT,
        codes.BECAUSE_RELAPSE,
        codes.BECAUSE_NOT_ASCERTAINED,
    ]
    assert activity == [1 << position for position in range(len(words.ACTIVITY_REASONS))]
    assert list(words.ACTIVITY_REASONS) == sorted(words.ACTIVITY_REASONS)
    assert list(words.PROGRESSION_REASONS) == sorted(words.PROGRESSION_REASONS)
