"""Patients told in one line, and questions asked of the oracle in one word, for the worked examples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mscourse.presets import lublin_2013
from mscourse.rules.course import CourseDefinition
from oracle import Records, events, state

SPMS_BY_LABEL = [{"date": 0, "course": "spms"}]
CLEAR = {"gd_lesions": 0, "new_t2_lesions": 0, "enlarging_t2_lesions": 0}
X1 = {0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5, 730: 4.5}
"""The rise that most examples begin with."""


def asked_about(*onsets: int) -> list[dict[str, Any]]:
    """A relapse table that holds these onsets."""
    return [{"onset_date": onset} for onset in onsets]


def visits(edss: dict[int, float], **systems: dict[int, int] | int) -> list[dict[str, Any]]:
    """Visits with an EDSS each, and scores that are given by day or for every day."""
    return [
        {"date": day, "edss": value}
        | {name: scores if isinstance(scores, int) else scores.get(day) for name, scores in systems.items()}
        for day, value in edss.items()
    ]


def edss(values: dict[int, float], *onsets: int) -> Records:
    """A person with an EDSS on each day, of whom nothing else is known but relapses."""
    return Records(visits=visits(values), relapses=asked_about(*onsets))


def relapsing(edss: dict[int, float], *onsets: int, **systems: dict[int, int] | int) -> Records:
    """A person with a relapsing onset."""
    return Records({"onset_type": "relapsing"}, visits(edss, **systems), asked_about(*onsets))


def rising(edss: dict[int, float], *onsets: int, worse_from: int = 365) -> Records:
    """A person with a relapsing onset, pyramidal score 2 at first and 3 from the day on."""
    return relapsing(edss, *onsets, fs_pyramidal={day: 3 if day >= worse_from else 2 for day in edss})


def progressive(edss: dict[int, float], *onsets: int) -> Records:
    """A person with a progressive onset."""
    return Records({"onset_type": "progressive"}, visits(edss), asked_about(*onsets))


def labelled_spms(edss: dict[int, float], *onsets: int, mri: list[dict[str, Any]] | None = None) -> Records:
    """A person whom the clinician calls secondary progressive from day 0 on."""
    return Records({}, visits(edss), asked_about(*onsets), mri, recorded_courses=SPMS_BY_LABEL)


def at(records: Records, day: int, definition: CourseDefinition = lublin_2013) -> dict[str, Any]:
    """The state on the day, which must exist."""
    found = state(records, day, definition)
    assert found is not None
    return found


def onset_of(records: Records, definition: CourseDefinition = lublin_2013) -> tuple[int, int] | None:
    """When SPMS began and when it became known, once every record is in."""
    found = at(records, records.days()[-1], definition)
    return None if found["spms_onset"] is None else (found["spms_onset"], found["spms_known_on"])


def changes(records: Records, definition: CourseDefinition = lublin_2013) -> list[tuple[str, int, int]]:
    """Every confirmed change: its kind, event visit and confirming visit."""
    found = [event for event in events(records, definition) if event["kind"] in ("worsening", "improvement")]
    return [(event["kind"], event["onset"], event["confirmed_on"]) for event in found]


def with_worsening(**moved: Any) -> CourseDefinition:
    """The default definition with fields of its worsening rule moved."""
    return replace(lublin_2013, worsening=replace(lublin_2013.worsening, **moved))


def ids(rows: list[tuple[Any, ...]]) -> list[str]:
    """The English sentence that opens each row."""
    return [row[0] for row in rows]
