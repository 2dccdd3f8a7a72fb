"""The onset of SPMS by several definitions, and how far they agree, as schemas. The columns never depend on the data.

Where the records came as days instead of dates, the same columns hold whole days.
"""

from __future__ import annotations

from typing import NamedTuple

import dataframely as dy
import polars as pl

ANSWERS = ("spms", "not_spms", "cannot_be_judged")
PERIODS = ("before", "after")


class SpmsOnsets(dy.Schema):
    """One row per person and definition: when SPMS began and when that was known, or what stood in the way."""

    patient_id = dy.String(nullable=False)
    name = dy.String(nullable=False)
    """Of the definition."""
    answer = dy.Enum(ANSWERS, nullable=False)
    onset = dy.Date(nullable=True)
    known_on = dy.Date(nullable=True)
    failed = dy.List(dy.String(), nullable=False)
    """The criteria that failed where the person came closest."""
    closest = dy.Date(nullable=True)
    definition = dy.String(nullable=False)


class SpmsAgreementOfPeople(dy.Schema):
    """One row per person: how many definitions say SPMS, and whether those that could judge say the same."""

    patient_id = dy.String(nullable=False)
    definitions = dy.Int32(nullable=False)
    """All that were asked."""
    judged = dy.Int32(nullable=False)
    """Those that said `spms` or `not_spms`."""
    spms = dy.Int32(nullable=False)
    agree = dy.Bool(nullable=True)
    """Missing where fewer than two could judge: there is nothing to agree with."""
    earliest_onset = dy.Date(nullable=True)
    latest_onset = dy.Date(nullable=True)
    earliest_known_on = dy.Date(nullable=True)


class SpmsAgreementOfPairs(dy.Schema):
    """One row per two definitions: what they say of the same people.

    `both`, `only_first`, `only_second` and `neither` count the people whom both could judge, and `cannot_be_judged`
    those whom one of them or both could not; together they are `people`.
    """

    first = dy.String(nullable=False)
    second = dy.String(nullable=False)
    people = dy.Int32(nullable=False)
    both = dy.Int32(nullable=False)
    only_first = dy.Int32(nullable=False)
    only_second = dy.Int32(nullable=False)
    neither = dy.Int32(nullable=False)
    cannot_be_judged = dy.Int32(nullable=False)
    share_agreeing = dy.Float64(nullable=True)
    """`both` and `neither` of those whom both could judge."""
    median_days_earlier = dy.Float64(nullable=True)
    """Of those who are SPMS by both, by how many days the first knew before the second; below 0 if it knew later."""
    first_definition = dy.String(nullable=False)
    second_definition = dy.String(nullable=False)


class BeforeAndAfter(dy.Schema):
    """Two rows per person with an onset of SPMS: relapses and EDSS `before` it, and from it on."""

    patient_id = dy.String(nullable=False)
    period = dy.Enum(PERIODS, nullable=False)
    spms_onset = dy.Date(nullable=False)
    start = dy.Date(nullable=False)
    end = dy.Date(nullable=False)
    days = dy.Int32(nullable=False)
    relapse_days = dy.Int32(nullable=True)
    """Days on which relapses were asked about."""
    relapses = dy.Int32(nullable=True)
    relapse_rate = dy.Float64(nullable=True)
    """Per year of these days."""
    visits = dy.Int32(nullable=False)
    edss_slope = dy.Float64(nullable=True)
    """Points per year."""
    slope_low = dy.Float64(nullable=True)
    slope_high = dy.Float64(nullable=True)
    definition = dy.String(nullable=False)


class SpmsAgreement(NamedTuple):
    """How far definitions of SPMS onset agree: person by person, and two by two over the cohort."""

    people: pl.DataFrame
    """As `SpmsAgreementOfPeople`."""
    pairs: pl.DataFrame
    """As `SpmsAgreementOfPairs`."""
