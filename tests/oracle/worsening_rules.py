"""Random rules for confirmed change, over every option, and random patients dense enough that the options bite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from mscourse.rules.causes import AROUND_CONFIRMATION, AROUND_EVENT, POINTS, CauseRule, RelapseFreeWindow
from mscourse.rules.measures import CustomMeasure
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import EDSS_THRESHOLDS, IMPROVEMENT_OF_CORE, WorseningRule
from oracle.records import Records, Row, Rows
from oracle.visits import measured_columns

GAPS = [10, 20, 28, 30, 31, 40, 56, 60, 70, 84, 85, 90, 91, 112, 140, 168, 175, 200]
"""Days from one visit to the next."""

FROM_A_VISIT = [-120, -91, -90, -89, -60, -40, -31, -30, -29, -14, -7, -1, 0, 1, 7, 14, 29, 30, 31, 60, 90, 91]
"""Days from a visit to a relapse."""

FUNCTIONS: dict[str, Callable[[float], float]] = {"own": lambda reference: reference - 1.0}
"""The step that counts on a measure of the user's own: none from 1 or less."""

CUSTOM = (
    CustomMeasure(column="pdds", strata=((0.0, 1.0), (4.0, 2.0))),
    CustomMeasure(column="msfc", worse="lower", strata=((-1.0, 0.25), (0.0, 0.5))),
    CustomMeasure(column="volume", worse="lower", fraction=0.1),
    CustomMeasure(column="own"),
)
VALUES: dict[str, list[Any]] = {
    "edss": [0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5],
    "t25fw": [4.0, 5.0, 5.5, 6.0, 6.6, 7.2, 8.7],
    "nhpt_dominant": [16.0, 18.0, 20.0, 24.0, 28.8],
    "nhpt_nondominant": [20.0, 25.0, 30.0, 36.0],
    "sdmt": [0, 3, 20, 36, 40, 43, 44, 46, 50, 54],
    "pdds": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    "msfc": [-1.25, -1.0, -0.75, -0.25, 0.0, 0.25, 0.5, 1.0],
    "volume": [-1.0, 0.0, 0.9, 1.0, 1.1, 1.21],
    "own": [0.0, 1.0, 2.0, 3.0, 4.0],
}
MOVES = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, -1, -1, -2, -3]
"""Places on the list of values from one visit to the next: often none, so that changes are confirmed."""

NO_OR_YES = (False, True)
SELDOM = st.sampled_from((False, False, True))
TICKS = (True, True, False, None)
FEVER = (None, None, None, None, None, True)


def _one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def _mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """The usual value two times out of three, else one of the others."""
    return st.sampled_from([usual] * 2 * len(others) + list(others))


def _distances(*, ahead: bool) -> st.SearchStrategy[RelapseDistance]:
    return st.builds(
        RelapseDistance,
        after=_one_of(None, 0, 29, 30, 31, 60, 90),
        before=_one_of(None, None, 0, 7, 14, 30) if ahead else st.none(),
        inclusive=st.booleans(),
    )


@st.composite
def _windows(draw: st.DrawFn) -> RelapseFreeWindow:
    start, end = sorted(draw(st.lists(st.integers(0, len(POINTS) - 1), min_size=2, max_size=2)))
    days = draw(st.lists(_one_of(-90, -60, -30, -7, -1, 0, 1, 7, 30, 60, 90), min_size=2, max_size=2))
    if start == end:
        days.sort()
    return RelapseFreeWindow(start=POINTS[start], start_days=days[0], end=POINTS[end], end_days=days[1])


def _causes(longest_after: int) -> st.SearchStrategy[CauseRule]:
    return st.builds(
        CauseRule,
        associated_before=_one_of(0, 30, 60, 89, 90),
        associated_after=_mostly(0, *(days for days in (1, 7, 28, 30, 90) if days <= longest_after)),
        relapse_free=st.one_of(
            st.just((AROUND_EVENT, AROUND_CONFIRMATION)), st.lists(_windows(), max_size=3).map(tuple)
        ),
    )


def _sdmt(draw: st.DrawFn) -> dict[str, Any]:
    points, fraction = draw(_one_of((4, None), (3, None), (4, 0.1), (4, 0.1), (8, 0.2), (None, 0.1)))
    return {
        "sdmt_points": points,
        "sdmt_fraction": fraction,
        "sdmt_needs": draw(_one_of("either", "both")),
        "sdmt_best_of_first": draw(_one_of(1, 2, 3)),
    }


def _reference(draw: st.DrawFn, *, ahead: bool) -> dict[str, Any]:
    return {
        "reference": draw(_mostly("roving", "fixed", "roving_improvement", "roving_worsening")),
        "reference_moves_to": draw(_one_of("confirming_visit", "event_visit", "best_until_confirmed")),
        "small_changes": draw(_mostly("ignored", "any", "improvement", "worsening")),
        "reference_after_relapse": draw(_mostly(None, 0, 29, 30, 60)),
        "reference_never_better": draw(st.booleans()),
        "local_extrema": draw(_mostly("kept", "skipped", "skipped_if_any_difference")) if ahead else "kept",
    }


def _distances_of(draw: st.DrawFn, *, ahead: bool) -> dict[str, Any]:
    distances = _distances(ahead=ahead)
    return {
        "usable": draw(distances) if draw(SELDOM) else RelapseDistance(after=30),
        "event_visit": draw(distances) if draw(SELDOM) else RelapseDistance(),
        "confirming_visit": draw(distances) if draw(SELDOM) else None,
    }


def _confirmation(draw: st.DrawFn) -> dict[str, Any]:
    waits = draw(_one_of((84,), (28,), (84, 168), (28, 84, 168), (168,), (20, 112)))
    return {
        "confirm_after": waits[0],
        "confirm_also_after": waits[1:],
        "confirm_early": draw(_mostly(None, 0, 7, 19)),
        "confirm_late": draw(_one_of(None, None, 7, 28, 60)),
        "holds_at": draw(_one_of("every_visit", "every_visit", "confirming_visit")),
        "scheduled_only": draw(_mostly(*NO_OR_YES)),
        "cause": draw(_causes(waits[0])),
        "mri_from": draw(_one_of("reference", "event")),
    }


def _to_the_end(draw: st.DrawFn) -> dict[str, Any]:
    """Whether a last visit counts, and whether a change has to last."""
    policy = draw(_mostly("never", "always", "early_dropout", "by_chance"))
    by_chance = policy == "by_chance"
    return {
        "last_visit": policy,
        "last_visit_within": draw(_one_of(300, 600, 1000)) if policy == "early_dropout" else None,
        "last_visit_chance": draw(_one_of(0.0, 0.5, 1.0)) if by_chance else None,
        "seed": draw(st.integers(0, 3)) if by_chance else None,
        "sustained_for": draw(_mostly(None, 100, 200, 400)),
        "sustained_to_end": draw(_mostly(*NO_OR_YES)),
    }


@st.composite
def worsening_rules(draw: st.DrawFn, *, ahead: bool = True, for_the_course: bool = False) -> WorseningRule:
    """A rule with any of its options moved; without `ahead`, none by which later records change what was known.

    A rule for the course looks at EDSS, and at no measure of the user's own.
    """
    measures = draw(_one_of(("edss",), ("edss",), ("edss", "sdmt"), ("t25fw", "edss"), ("nhpt", "edss")))
    custom: list[CustomMeasure] = []
    if not for_the_course:
        custom = draw(st.lists(st.sampled_from(CUSTOM), unique=True, max_size=2))
        measures = draw(_one_of(measures, ("sdmt",), ()) if custom else _one_of(measures, measures, ("sdmt",)))
    return WorseningRule(
        name="any",
        sentence="Any rule.",
        references=(),
        measures=measures,
        custom=tuple(custom),
        edss=draw(st.sampled_from(list(EDSS_THRESHOLDS.values()))),
        edss_improvement=draw(_mostly(None, IMPROVEMENT_OF_CORE, EDSS_THRESHOLDS["C"])),
        timed_test_fraction=draw(_mostly(0.2, 0.1)),
        t25fw_unable_seconds=draw(_mostly(180, 10)),
        nhpt_unable_seconds=draw(_mostly(300, 40)),
        **_sdmt(draw),
        **_reference(draw, ahead=ahead),
        **_distances_of(draw, ahead=ahead),
        **_confirmation(draw),
        **(_to_the_end(draw) if ahead else {}),
    )


# Patients


def _walk(draw: st.DrawFn, values: Sequence[Any], count: int) -> list[Any]:
    """Values from visit to visit, up and down the list, now and then not recorded."""
    place = draw(st.integers(0, len(values) - 1))
    found = []
    for move in draw(st.lists(st.sampled_from([*MOVES, None]), min_size=count, max_size=count)):
        if move is None:
            found.append(None)
            continue
        place = min(max(place + move, 0), len(values) - 1)
        found.append(values[place])
    return found


def _visits(draw: st.DrawFn, rule: WorseningRule) -> Rows:
    few, many = draw(_one_of((9, 12), (12, 15), (6, 9), (0, 3)))
    gaps = draw(st.lists(st.one_of(st.sampled_from(GAPS), st.integers(10, 200)), min_size=few, max_size=many))
    days = [draw(st.integers(0, 30))]
    for gap in gaps:
        days.append(days[-1] + gap)
    columns = {column: _walk(draw, VALUES[column], len(days)) for column in measured_columns(rule)}
    ticks = st.lists(st.sampled_from(TICKS), min_size=len(days), max_size=len(days))
    if rule.scheduled_only:
        columns["scheduled"] = draw(ticks)
    for measure, flag in (("t25fw", "t25fw_unable"), ("nhpt", "nhpt_unable")):
        if measure in rule.measures:
            columns[flag] = draw(ticks)
    rows: Rows = [
        {"date": day, **{name: each[place] for name, each in columns.items()}} for place, day in enumerate(days)
    ]
    if draw(st.integers(0, 3)) == 1:
        again = dict(draw(st.sampled_from(rows)))
        column = draw(st.sampled_from(sorted(columns)))
        again[column] = draw(st.sampled_from([None, *VALUES.get(column, [False])]))
        rows.append(again)
    return rows


def _relapses(draw: st.DrawFn, days: list[int]) -> Rows:
    onsets = st.builds(lambda day, by: max(day + by, 0), st.sampled_from(days), st.sampled_from(FROM_A_VISIT))
    return [
        {
            "onset_date": onset,
            "onset_uncertainty": draw(_mostly(None, 0, 5, 15, 40)),
            "fever": draw(st.sampled_from(FEVER)),
        }
        for onset in draw(st.lists(onsets, min_size=draw(_one_of(0, 1, 2)), max_size=5))
    ]


def _mri(draw: st.DrawFn, days: list[int]) -> Rows:
    counts = _one_of(0, 0, 0, 1, None)
    return [
        {"date": max(day, 0), "new_t2_lesions": draw(counts), "enlarging_t2_lesions": draw(counts)}
        for day in draw(st.lists(st.sampled_from([day + by for day in days for by in (-30, 0, 10)]), max_size=4))
    ]


def _patient(draw: st.DrawFn, days: list[int]) -> Row:
    """How the disease began, and now and then from when to when relapses were asked about."""
    asked = [draw(st.sampled_from(days)) + draw(_one_of(-100, -90, -30, 0)) for _ in range(2)]
    return {
        "onset_type": draw(_one_of("relapsing", "progressive", None)),
        "relapses_known_from": draw(_mostly(None, None, min(asked))),
        "relapses_known_to": draw(_mostly(None, None, None, max(asked))),
    }


@st.composite
def people_for(draw: st.DrawFn, rule: WorseningRule, fewest: int = 1, most: int = 4) -> list[Records]:
    """Patients with the measures that the rule searches; a table is given for all of them or for none."""
    has_relapses, has_mri = draw(st.integers(0, 7)) != 1, draw(st.booleans())
    people = []
    for number in range(draw(st.integers(fewest, most))):
        visits = _visits(draw, rule)
        days = sorted({row["date"] for row in visits})
        people.append(
            Records(
                patient=_patient(draw, days),
                visits=visits,
                relapses=_relapses(draw, days) if has_relapses else None,
                mri=_mri(draw, days) if has_mri else None,
                patient_id=f"P{number}",
            )
        )
    return people
