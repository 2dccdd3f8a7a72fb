"""Provenance says how a result was made: what became of every row, and what was assumed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from mscourse.derivations.characterise import characterise
from mscourse.presets import lublin_2013
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import Cohort

ASSUMED = replace(lublin_2013, assume_onset="relapsing")


def cohort() -> Cohort:
    """Six rows of visits: one off the scale, one given twice, one on day 400 and one after it."""
    days, edss = [0, 100, 200, 200, 400, 401], [2.0, 2.3, 2.0, 2.0, 2.0, 2.0]
    return Cohort(
        visits=pl.DataFrame({"patient_id": "A", "date": days, "edss": edss}),
        relapses=pl.DataFrame({"patient_id": "A", "onset_date": [400, 410], "fever": [False, True]}),
        patients=pl.DataFrame({"patient_id": ["A"], "death_date": [900]}),
    )


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    """The provenance of a run to day 400 in which a relapsing onset is assumed."""
    return characterise(cohort(), ASSUMED, until=400, set_aside=True).provenance


def test_every_row_is_counted_once(said: dict[str, Any]) -> None:
    rows = said["rows"]["visits"]
    assert rows == {"given": 6, "used": 4, "set_aside": 1, "passed_over": 1, "after_until": 1}
    assert rows["given"] == rows["used"] + rows["set_aside"] + rows["passed_over"]


def test_a_record_on_the_last_day_is_looked_at(said: dict[str, Any]) -> None:
    assert said["rows"]["relapses"] == {"given": 2, "used": 1, "set_aside": 0, "passed_over": 1, "after_until": 1}
    to_the_end = characterise(cohort(), set_aside=True).provenance["rows"]
    assert {name: rows["after_until"] for name, rows in to_the_end.items()} == {
        "visits": 0,
        "relapses": 0,
        "patients": 0,
    }


def test_people_are_known_whatever_the_day(said: dict[str, Any]) -> None:
    assert said["rows"]["patients"] == {"given": 1, "used": 1, "set_aside": 0, "passed_over": 0, "after_until": 0}


def test_an_assumed_onset_is_named(said: dict[str, Any]) -> None:
    assert said["assumed_onset"] == "relapsing"
    assert characterise(cohort(), set_aside=True).provenance["assumed_onset"] is None


def test_the_definition_the_day_and_the_manner_are_named(said: dict[str, Any]) -> None:
    assert said["fingerprint"] == fingerprint(ASSUMED) != fingerprint(lublin_2013)
    assert said["definition"]["assume_onset"] == "relapsing"
    assert (said["until"], said["hindsight"]) == (400, False)
    back = characterise(cohort(), hindsight=True, set_aside=True).provenance
    assert (back["until"], back["hindsight"]) == (None, True)


def test_inputs_are_named_by_their_digests(said: dict[str, Any]) -> None:
    assert list(said["inputs"]) == ["patients", "relapses", "visits"]
    assert all(len(digest) == 64 for digest in said["inputs"].values())


def test_the_rule_of_the_topics_is_part_of_the_definition(said: dict[str, Any]) -> None:
    assert said["definition"]["topics"] == {"started_before": 180}
