"""How far definitions of SPMS onset agree, person by person and two by two."""

from __future__ import annotations

import itertools
from typing import Any

import polars as pl

from mscourse.derivations.decoding import as_days
from mscourse.errors import UsageError
from mscourse.results.spms_onsets import (
    ANSWERS,
    SpmsAgreement,
    SpmsAgreementOfPairs,
    SpmsAgreementOfPeople,
    SpmsOnsets,
)

_DEFINITION = ("name", "definition")
_DATED = ("onset", "known_on")


def spms_agreement(found: pl.DataFrame) -> SpmsAgreement:
    """Two tables: for each person how many definitions say SPMS and since when, and how each two of them agree.

    Definitions that could not judge a person (`cannot_be_judged`) take no part in whether the others agree on them.
    A definition is told from others by its name and its fingerprint together; pairs are in the order in which the
    definitions stand in `found`.

    Args:
        found: what `compare_spms_onset` has found.

    Raises:
        UsageError: if it is not such a table, or a definition stands in it twice.
    """
    if getattr(found, "columns", None) != SpmsOnsets.column_names():
        raise UsageError(
            "This is no comparison of definitions of SPMS onset.",
            f"It is a table with the columns {', '.join(SpmsOnsets.column_names())}.",
            "`compare_spms_onset` makes one.",
        )
    if found.select("patient_id", *_DEFINITION).is_duplicated().any():
        raise UsageError(
            "A definition stands in the comparison twice.",
            "Each has a name or a setting of its own, so that it is told apart.",
        )
    in_days = found.schema["onset"] == pl.Int32
    answers = found.with_columns(pl.col(name).cast(pl.Int32) for name in (*_DATED, "closest"))
    people, pairs = SpmsAgreementOfPeople.cast(_people(answers)), SpmsAgreementOfPairs.cast(_pairs(answers))
    return SpmsAgreement(as_days(people) if in_days else people, pairs)


def _people(answers: pl.DataFrame) -> pl.DataFrame:
    answer = pl.col("answer").cast(pl.String)
    is_spms, is_judged = answer == "spms", answer != "cannot_be_judged"
    counted = answers.group_by("patient_id", maintain_order=True).agg(
        definitions=pl.len(),
        judged=is_judged.sum(),
        spms=is_spms.sum(),
        earliest_onset=pl.col("onset").min().cast(pl.Date),
        latest_onset=pl.col("onset").max().cast(pl.Date),
        earliest_known_on=pl.col("known_on").min().cast(pl.Date),
    )
    say_the_same = (pl.col("spms") == 0) | (pl.col("spms") == pl.col("judged"))
    several = pl.col("judged") > 1
    return counted.with_columns(agree=pl.when(several).then(say_the_same)).select(SpmsAgreementOfPeople.column_names())


def _pairs(answers: pl.DataFrame) -> pl.DataFrame:
    definitions = answers.select(_DEFINITION).unique(maintain_order=True).rows()
    by = {each: answers.filter(name=each[0], definition=each[1]) for each in definitions}
    rows = [_pair(by, one, other) for one, other in itertools.combinations(definitions, 2)]
    return pl.DataFrame(rows, schema=SpmsAgreementOfPairs.create_empty().schema)


def _pair(by: dict[tuple[str, str], pl.DataFrame], one: tuple[str, str], other: tuple[str, str]) -> dict[str, Any]:
    """What two definitions say of the people whom both were asked about."""
    asked = by[one].join(by[other], on="patient_id", suffix="_other")
    said = dict.fromkeys(itertools.product(ANSWERS, ANSWERS), 0)
    for first, second in asked.select("answer", "answer_other").iter_rows():
        said[first, second] += 1
    both, neither = said["spms", "spms"], said["not_spms", "not_spms"]
    only_first, only_second = said["spms", "not_spms"], said["not_spms", "spms"]
    judged = both + neither + only_first + only_second
    earlier = asked.select(pl.col("known_on_other") - pl.col("known_on")).to_series().drop_nulls()
    return {
        "first": one[0],
        "second": other[0],
        "people": asked.height,
        "both": both,
        "only_first": only_first,
        "only_second": only_second,
        "neither": neither,
        "cannot_be_judged": asked.height - judged,
        "share_agreeing": (both + neither) / judged if judged else None,
        "median_days_earlier": earlier.median(),
        "first_definition": one[1],
        "second_definition": other[1],
    }
