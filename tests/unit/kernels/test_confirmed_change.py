"""The search for confirmed change at its corners: what random histories seldom reach, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from mscourse.derivations.find_events import find_events
from mscourse.presets import pira_mueller_2023
from mscourse.rules.causes import CauseRule, RelapseFreeWindow
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import IMPROVEMENT_OF_CORE, WorseningRule
from oracle import Records, changes
from properties.cohorts import as_cohort

TWO_WAITS = replace(pira_mueller_2023, confirm_after=20, confirm_also_after=(112,), confirm_late=7)
"""With windows of 20 to 27 and of 112 to 119 days, a candidate can be settled before the one that came first."""


def found(
    edss: Mapping[int, float | None],
    rule: WorseningRule,
    *columns: str,
    relapses: Sequence[int] = (),
    uncertain_by: int | None = None,
    asked_from: int | None = None,
) -> list[tuple[Any, ...]]:
    """These columns of the events that the engine finds; its twin finds the same."""
    records = Records(
        visits=[{"date": day, "edss": value} for day, value in edss.items()],
        patient={"relapses_known_from": asked_from},
        relapses=[{"onset_date": day, "onset_uncertainty": uncertain_by} for day in relapses],
    )
    events = find_events(as_cohort({records.patient_id: records}), rule).with_columns(pl.col(pl.Date).to_physical())
    assert events.drop("patient_id", "definition").to_dicts() == changes(records, rule)
    return events.select(columns).rows()


# When it is known


def test_what_follows_a_small_change_is_not_known_before_that_is_settled() -> None:
    """The small change of day 30 is settled on day 142, long after the next small one and the worsening after it."""
    edss = {0: 3.0, 30: 3.5, 60: 4.0, 80: 4.0, 100: 5.0, 120: 5.0, 142: 5.0}
    rule = replace(TWO_WAITS, small_changes="any", reference_moves_to="event_visit")
    assert found(edss, rule, "onset", "reference_date", "confirmed_on", "known_on") == [(100, 60, 120, 142)]


def test_what_follows_a_change_that_did_not_last_is_not_known_before_that_could_be_confirmed() -> None:
    """The rise of day 30 is gone on day 35, and there again on day 142, the only visit that could confirm it."""
    edss = {0: 3.0, 30: 4.0, 35: 3.0, 60: 4.0, 80: 4.0, 142: 4.0}
    rule = replace(TWO_WAITS, holds_at="confirming_visit", sustained_to_end=True)
    assert found(edss, rule, "onset", "confirmed_on", "known_on") == [(60, 80, 142)]


# The reference


def test_a_reference_that_is_never_better_keeps_its_value_through_several_relapses() -> None:
    """3.5 after the second relapse is worse than 3.0 after the first one, and still better than 4.0 before both."""
    edss = {0: 4.0, 140: 3.0, 340: 3.5, 500: 4.5, 600: 4.5, 700: 5.0, 800: 5.0}
    rule = replace(pira_mueller_2023, reference_after_relapse=0, reference_never_better=True)
    assert found(edss, rule, "onset", "reference_date", "reference_value", relapses=(100, 300)) == [(700, 340, 4.0)]


def test_the_visit_of_the_day_of_a_relapse_may_be_the_reference_after_it() -> None:
    """Where nothing is asked of the distance from relapses."""
    edss = {0: 2.0, 100: 2.5, 200: 3.0, 300: 3.5, 400: 3.5}
    rule = replace(pira_mueller_2023, reference_after_relapse=0, usable=RelapseDistance())
    assert found(edss, rule, "onset", "reference_date", relapses=(100,)) == [(300, 100)]


def test_the_confirming_visit_may_have_the_best_value_until_confirmed() -> None:
    edss = {0: 4.0, 100: 3.0, 200: 2.5, 300: 3.5, 400: 3.5}
    rule = replace(pira_mueller_2023, reference_moves_to="best_until_confirmed")
    assert found(edss, rule, "kind", "onset", "reference_date") == [("improvement", 100, 0), ("worsening", 300, 200)]


def test_a_search_without_a_reference_after_one_relapse_looks_at_no_further_relapse() -> None:
    edss = {0: 2.0, 170: 3.0}
    rule = replace(pira_mueller_2023, reference_after_relapse=0)
    assert not found(edss, rule, "onset", relapses=(100, 150))


def test_a_visit_stands_out_only_by_the_step_of_each_direction() -> None:
    """From 6.0, half a point less is no fall that counts: the visit between two of 5.5 may be the reference."""
    edss = {0: 5.5, 60: 6.0, 120: 5.5, 200: 6.5, 300: 6.5}
    rule = replace(pira_mueller_2023, local_extrema="skipped", edss_improvement=IMPROVEMENT_OF_CORE)
    assert found(edss, rule, "onset", "reference_date", relapses=(0,)) == [(200, 60)]


def test_the_neighbours_of_a_visit_that_stands_out_are_those_with_a_value() -> None:
    edss = {0: 5.5, 60: 7.0, 90: None, 120: 5.5, 160: 5.5, 200: 6.5, 300: 6.5}
    rule = replace(pira_mueller_2023, local_extrema="skipped")
    assert found(edss, rule, "kind", "onset", "reference_date", relapses=(0,)) == [("worsening", 200, 120)]


# Which change counts


def test_an_improvement_has_to_hold_by_its_own_step() -> None:
    """From 6.0 half a point counts as a rise, and a whole one as a fall."""
    own = replace(pira_mueller_2023, edss_improvement=IMPROVEMENT_OF_CORE)
    assert not found({0: 6.0, 100: 5.0, 200: 5.5, 300: 6.0}, own, "onset")
    held = found({0: 6.0, 100: 5.0, 200: 5.0, 300: 5.0, 400: 5.0}, own, "kind", "onset", "sustained_until")
    assert held == [("improvement", 100, 400)]


# The last visit


def test_early_drop_out_is_counted_from_the_first_visit_with_a_value() -> None:
    edss = {0: None, 10: 3.0, 310: 4.0}
    within = replace(pira_mueller_2023, last_visit="early_dropout", last_visit_within=300)
    assert found(edss, within, "onset", "confirmed_on", "known_on") == [(310, None, 310)]
    assert not found(edss, replace(within, last_visit_within=299), "onset")


# The cause


def test_a_relapse_that_may_have_been_too_early_is_not_surely_the_cause() -> None:
    """The window begins on day 210; the relapse of day 215 surely lies in it if it is known to within 5 days."""
    edss = {0: 3.0, 300: 4.0, 400: 4.0}
    for days, cause in ((5, "relapse_associated"), (6, "undefined")):
        assert found(edss, pira_mueller_2023, "cause", relapses=(215,), uncertain_by=days) == [(cause,)]


def test_a_relapse_on_the_day_of_the_event_is_its_cause() -> None:
    edss = {0: 3.0, 300: 4.0, 400: 4.0}
    assert found(edss, pira_mueller_2023, "cause", relapses=(300,)) == [("relapse_associated",)]
    assert found(edss, pira_mueller_2023, "cause", relapses=(301,)) == [("undefined",)]


def test_a_relapse_after_the_confirmation_leaves_the_cause_undefined_even_where_it_would_have_been_the_cause() -> None:
    """A visit that may come early confirms before all the days are over in which a relapse is the cause."""
    edss = {0: 3.0, 300: 4.0, 370: 4.0}
    rule = replace(pira_mueller_2023, confirm_early=19, cause=CauseRule(associated_after=84))
    assert found(edss, rule, "cause", relapses=(370,)) == []  # No visit that may confirm.
    assert found(edss, rule, "cause", relapses=(335,)) == [("relapse_associated",)]
    assert found(edss, rule, "cause", relapses=(375,)) == [("undefined",)]


def test_a_window_that_begins_after_it_ends_holds_no_relapse_and_asks_about_none() -> None:
    """From day 90 to day 70; the relapse of day 80 may have been on any of these days."""
    edss = {0: 3.0, 100: 3.0, 200: 4.0, 300: 4.0}
    window = RelapseFreeWindow(start="reference", start_days=90, end="previous_visit", end_days=-30)
    rule = replace(pira_mueller_2023, cause=CauseRule(associated_before=0, relapse_free=(window,)))
    assert found(edss, rule, "cause", relapses=(80,), uncertain_by=10) == [("relapse_independent",)]
    assert found(edss, rule, "cause", asked_from=200) == [("relapse_independent",)]


def test_without_windows_relapses_have_to_be_asked_about_from_the_first_that_would_be_the_cause() -> None:
    edss = {0: 3.0, 300: 4.0, 400: 4.0}
    rule = replace(pira_mueller_2023, cause=CauseRule(relapse_free=()))
    assert found(edss, rule, "cause", asked_from=210) == [("relapse_independent",)]
    assert found(edss, rule, "cause", asked_from=211) == [("unknown",)]


def test_relapses_have_to_be_asked_about_from_the_window_of_the_confirmation_where_that_is_the_first() -> None:
    edss = {0: 3.0, 300: 4.0, 400: 4.0}
    window = RelapseFreeWindow(start="confirmation", start_days=-300, end="confirmation", end_days=0)
    rule = replace(pira_mueller_2023, cause=CauseRule(relapse_free=(window,)))
    assert found(edss, rule, "cause", asked_from=100) == [("relapse_independent",)]
    assert found(edss, rule, "cause", asked_from=101) == [("unknown",)]


def test_the_last_different_visit_differs_by_the_step_of_its_own_value() -> None:
    """From 5.5 it takes a whole point, though half a point counts from 6.0."""
    edss = {0: 5.0, 100: 5.5, 300: 6.0, 400: 6.0}
    window = RelapseFreeWindow(start="last_different_visit", start_days=0, end="event", end_days=0)
    rule = replace(pira_mueller_2023, cause=CauseRule(associated_before=0, relapse_free=(window,)))
    assert found(edss, rule, "cause", relapses=(50,)) == [("undefined",)]


# What a fixed reference does not do


def test_a_small_change_leaves_a_fixed_reference_where_it_is() -> None:
    """From 2.5, where the small improvement would have moved it, 3.5 would be a worsening."""
    edss = {0: 3.0, 100: 2.5, 200: 2.5, 300: 3.5, 400: 3.5}
    fixed = replace(pira_mueller_2023, reference="fixed", small_changes="any")
    assert found(edss, fixed, "onset") == []
    assert found(edss, replace(fixed, reference="roving"), "onset") == [(300,)]


def test_how_long_an_improvement_held_goes_by_its_own_step() -> None:
    """From 6.0 a fall of one point counts: 5.5 on day 300 is no longer one, though half a point counts upwards."""
    edss = {0: 6.0, 100: 5.0, 200: 5.0, 300: 5.5, 400: 5.5}
    rule = replace(pira_mueller_2023, edss_improvement=IMPROVEMENT_OF_CORE)
    assert found(edss, rule, "onset", "sustained_until", "sustained_to_end") == [(100, 200, False)]
