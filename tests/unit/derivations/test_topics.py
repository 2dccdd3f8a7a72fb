"""Topics from records: which treatment was begun early enough, before which day, and when a topic ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from mscourse.derivations.characterise import characterise
from mscourse.kernels import loader
from mscourse.results.course import Course
from mscourse.results.schemas import RESULTS
from mscourse.results.words import TOPICS
from mscourse.rules.library import lublin_2013
from mscourse.rules.topics import TopicsRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import Cohort

STRONGER, REVIEW = "benefits_and_risks_of_stronger_treatment", "review_treatment_response"
TIME, LOWER = "give_treatment_time", "therapy_to_lower_relapse_risk"
IMPROVE, TRANSITION = "rehabilitation_to_improve_function", "discuss_transition"


def frame(dated: str, *rows: dict[str, Any], **columns: Any) -> pl.DataFrame:
    """The rows as a table of person A, whose days stand in the column `dated`."""
    schema = {"patient_id": pl.String, dated: pl.Int32} | columns
    return pl.DataFrame([{"patient_id": "A"} | row for row in rows], schema=schema)


def cohort(
    edss: dict[int, float],
    *,
    relapses: tuple[int, ...] = (),
    scans: dict[int, int] | None = None,
    treatments: tuple[tuple[int, int | None], ...] | None = (),
    course: str | None = None,
    onset: str = "relapsing",
    death: int | None = None,
) -> Cohort:
    """Person A; scans by their new T2 lesions, courses as recorded on the first day."""
    patients = {"patient_id": ["A"], "onset_type": [onset], "death_date": pl.Series([death], dtype=pl.Int32)}
    given = [{"start_date": start, "end_date": end, "drug": "a drug"} for start, end in treatments or ()]
    return Cohort(
        patients=pl.DataFrame(patients),
        visits=frame("date", *({"date": day, "edss": value} for day, value in edss.items()), edss=pl.Float64),
        relapses=frame("onset_date", *({"onset_date": day} for day in relapses)),
        mri=frame(
            "date",
            *({"date": day, "gd_lesions": 0, "new_t2_lesions": new} for day, new in (scans or {}).items()),
            gd_lesions=pl.Int32, new_t2_lesions=pl.Int32,
        ).with_columns(enlarging_t2_lesions=0),
        treatments=None
        if treatments is None
        else frame("start_date", *given, end_date=pl.Int32, drug=pl.String),
        recorded_courses=None if course is None else frame("date", {"date": 0, "course": course}, course=pl.String),
    )  # fmt: skip


def keys(course: Course, day: int) -> list[str]:
    """What is in force on the day, in the order of the closed list."""
    return course.topics_at(day).get_column("key").sort().to_list()


# A primary progressive course: the worsening of day 365 is confirmed on day 500.
PROGRESSED = {0: 3.5, 180: 3.5, 365: 4.5, 500: 4.5}


@pytest.mark.parametrize(
    ("start", "scan", "found"),
    [
        (185, 480, [STRONGER]),
        (186, 480, [TIME, IMPROVE]),
        (185, 40, [IMPROVE]),
        (-45, 136, [STRONGER]),
        (-43, 136, [TIME, IMPROVE]),
    ],
    ids=["long enough", "too late for progression", "no activity", "long before", "too late for activity"],
)
def test_in_spite_of_treatment_asks_for_both_dates(start: int, scan: int, found: list[str]) -> None:
    course = characterise(
        cohort(PROGRESSED, scans={scan: 1}, treatments=((start, None),), onset="progressive"), until=500
    )

    assert [key for key in keys(course, 500) if not key.endswith("_due")] == found


def test_no_two_treatments_are_taken_together() -> None:
    """The one was begun early enough and has ended, the other covers the day and was begun too late."""
    person = cohort(PROGRESSED, scans={480: 1}, treatments=((100, 450), (450, None)), onset="progressive")

    assert keys(characterise(person), 500)[:2] == [TIME, IMPROVE]


def test_of_treatments_that_overlap_the_first_decides() -> None:
    person = cohort(PROGRESSED, scans={480: 1}, treatments=((450, None), (100, None)), onset="progressive")

    assert keys(characterise(person), 500)[0] == STRONGER


def test_a_later_worsening_with_a_relapse_is_no_progression_that_a_treatment_failed_to_stop() -> None:
    edss = {0: 3.0, 300: 4.0, 400: 4.0, 490: 5.0, 600: 5.0}
    course = characterise(cohort(edss, relapses=(480,), treatments=((200, None),), onset="progressive"))

    assert course.at(600).get_column("progression").to_list() == ["with_progression"]
    assert keys(course, 600)[:2] == [TIME, IMPROVE]


@pytest.mark.parametrize(("start", "first"), [(185, STRONGER), (186, TIME)])
def test_the_worsening_that_defined_spms_counts_from_its_event_visit(start: int, first: str) -> None:
    """A relapse after the event makes its cause undefined, so that it is progression for no other reason."""
    course = characterise(cohort(PROGRESSED, relapses=(385,), treatments=((start, None),)))

    state = course.at(500).select("phenotype", "progression", "worsening_cause").rows()
    assert state == [("spms", "with_progression", "undefined")]
    assert keys(course, 500)[0] == first


@pytest.mark.parametrize(("start", "first"), [(270, REVIEW), (271, TIME), (451, LOWER)])
def test_a_treatment_is_reviewed_when_it_began_long_enough_before_activity(start: int, first: str) -> None:
    assert keys(characterise(cohort({0: 2.0, 450: 2.0}, relapses=(450,), treatments=((start, None),))), 450)[0] == first


def test_the_number_is_the_definitions_own() -> None:
    person = cohort({0: 2.0, 450: 2.0}, relapses=(450,), treatments=((271, None),))
    sooner = replace(lublin_2013, topics=TopicsRule(started_before=179))

    assert keys(characterise(person, sooner), 450)[0] == REVIEW
    assert fingerprint(sooner) != fingerprint(lublin_2013)


def test_a_topic_changes_where_no_state_does() -> None:
    """A second positive scan, long enough after the start of treatment, leaves the state as it was."""
    person = cohort({0: 2.0, 400: 2.0, 900: 2.0}, scans={500: 1, 560: 1}, treatments=((380, None),))
    course = characterise(person, until=1000)

    stretches = course.topics.filter(pl.col("key").is_in([REVIEW, TIME])).select("start", "end", "key").rows()
    assert stretches == [(500, 560, TIME), (560, 925, REVIEW)]
    assert course.states.filter(start=560).height == 0


def test_a_treatment_covers_its_first_day_and_not_its_last() -> None:
    course = characterise(cohort({0: 2.0, 450: 2.0}, relapses=(440,), treatments=((442, 447),)), until=450)

    stretches = course.topics.filter(pl.col("key").is_in([LOWER, TIME])).select("start", "end", "key").rows()
    assert stretches == [(440, 442, LOWER), (442, 447, TIME), (447, 451, LOWER)]


def test_unknown_treatment_is_spoken_of_like_none() -> None:
    assert keys(characterise(cohort({0: 2.0, 450: 2.0}, relapses=(450,), treatments=None)), 450)[0] == LOWER


@pytest.mark.parametrize(("label", "is_in_force"), [("rrms", True), ("cis", False), ("ppms", False), ("spms", False)])
def test_a_transition_is_between_rrms_and_spms(label: str, is_in_force: bool) -> None:  # noqa: FBT001
    course = characterise(cohort(PROGRESSED | {700: 4.5}, course=label))

    assert course.at(700).get_column("derived_phenotype").to_list() == ["spms"]
    assert (TRANSITION in keys(course, 700)) == is_in_force


def test_the_dead_have_no_topics() -> None:
    course = characterise(cohort({0: 2.0, 450: 2.0}, death=450), until=800)

    assert course.topics.get_column("end").max() == 450
    assert keys(course, 449) != []


def test_the_table_is_that_of_the_schema_whether_or_not_there_is_anybody() -> None:
    course = characterise(cohort(PROGRESSED))
    nobody = characterise(cohort(PROGRESSED), until=-1)

    assert nobody.topics.is_empty()
    for topics in (course.topics, nobody.topics):
        assert topics.columns == RESULTS["topics"].column_names()
        assert topics.get_column("key").dtype == pl.Enum(TOPICS)


def test_compiled_and_plain_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    person = cohort(PROGRESSED, relapses=(100, 480), treatments=((50, 400), (420, None)))
    plain = characterise(person)
    monkeypatch.setattr(loader, "COMPILE_FROM", 1)

    assert characterise(person).topics.equals(plain.topics)
