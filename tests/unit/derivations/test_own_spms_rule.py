"""A rule of the user's own for the onset of SPMS: what it is handed, what it may give, how it is written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
import pytest

import mscourse as ms
from mscourse.derivations.characterise import characterise
from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.errors import DefinitionError
from mscourse.kernels import loader
from mscourse.presets import lublin_2013
from mscourse.rules.course import CourseDefinition
from mscourse.rules.fields import number
from mscourse.rules.library import SPMS_DEFINITIONS, spms_expand, spms_recorded
from mscourse.rules.spms_onset import CANNOT_BE_JUDGED, RecordsSoFar, SpmsOwnRule
from mscourse.rules.written import fingerprint, from_json, to_json
from mscourse.tables.cohort import Cohort
from oracle import Records
from oracle.spms_in_the_course import TwoHighVisits
from oracle.told import X1, rising
from properties.cohorts import as_cohort


@dataclass(frozen=True, kw_only=True)
class Asked(SpmsOwnRule):
    """Never an onset; `seen` keeps what was handed over."""

    name: str = "asked"
    sentence: str = "Nobody."

    def onset(self, records: RecordsSoFar) -> Any:
        SEEN.append(records)


@dataclass(frozen=True, kw_only=True)
class Given(SpmsOwnRule):
    """So many days after the last record, from a day on."""

    name: str = "given"
    sentence: str = "Somebody."
    later: int = number(0, "days after the last record", unit="days", low=-1000, high=1000)
    answer: str = "day"

    def onset(self, records: RecordsSoFar) -> Any:
        answers = {"text": "tomorrow", "bool": True, "date": dt.date(2020, 1, 1), "float": 3.0, "day": None}
        return records.day + self.later if self.answer == "day" else answers[self.answer]


@dataclass(frozen=True, kw_only=True)
class JudgesFrom(SpmsOwnRule):
    """Cannot judge before a day, nor where relapses were not given; then nobody, or the person of the visit."""

    name: str = "judges_from"
    sentence: str = "Somebody from a day on."
    day: int = number(100, "the first day on which it can judge", unit="days", low=0, high=1000)
    then: int = number(-1, "the day that it gives, or none below 0", unit="days", low=-1, high=1000)

    def onset(self, records: RecordsSoFar) -> Any:
        if records.day < self.day or not records.relapses_given:
            return CANNOT_BE_JUDGED
        return None if self.then < 0 else self.then


@dataclass(frozen=True, kw_only=True)
class Broken(SpmsOwnRule):
    """Stops with an error that quotes what it was handed."""

    name: str = "broken"
    sentence: str = "Nobody."

    def onset(self, records: RecordsSoFar) -> Any:
        raise ValueError(str(records.visits["edss"].to_list()))


@dataclass(frozen=True, kw_only=True)
class Unasked(SpmsOwnRule):
    """Takes no records."""

    name: str = "unasked"
    sentence: str = "Nobody."

    def onset(self) -> Any:  # type: ignore[override]
        return None


SEEN: list[Any] = []
FULL = Records(
    {"onset_type": "relapsing", "death_date": 900},
    [{"date": 10, "edss": 2.0}, {"date": 10, "edss": 3.0}, {"date": 400, "edss": 4.0}],
    [{"onset_date": 20}, {"onset_date": 30}, {"onset_date": 200, "fever": True}],
    [{"date": 100, "gd_lesions": 0}],
    [{"drug": "first", "start_date": 50, "end_date": 300}],
    [{"date": 60, "course": "rrms"}, {"date": 60, "course": "spms"}],
)


def asked(records: Records, rule: SpmsOwnRule | None = None, **options: Any) -> list[Any]:
    SEEN.clear()
    characterise(as_cohort({"A": records}), by(rule or Asked()), **options)
    return SEEN.copy()


def by(rule: Any) -> CourseDefinition:
    return replace(lublin_2013, spms_onset=rule)


# What it is handed


def test_it_is_asked_on_each_day_with_a_record_in_order() -> None:
    assert [each.day for each in asked(FULL)] == [10, 20, 30, 50, 60, 100, 200, 400]
    assert [each.day for each in asked(FULL, until=60)] == [10, 20, 30, 50, 60]


def test_in_hindsight_it_is_asked_once_with_everything() -> None:
    (records,) = asked(FULL, hindsight=True)
    assert (records.day, records.visits.height) == (400, 2)
    assert records.treatments["end_date"].to_list() == [300]


def test_each_table_is_cut_at_the_day() -> None:
    by_day = {each.day: each for each in asked(FULL)}
    heights = {
        day: [getattr(each, table).height for table in ("visits", "relapses", "mri", "treatments", "recorded_courses")]
        for day, each in by_day.items()
    }
    assert heights == {
        10: [1, 0, 0, 0, 0], 20: [1, 1, 0, 0, 0], 30: [1, 1, 0, 0, 0], 50: [1, 1, 0, 1, 0], 60: [1, 1, 0, 1, 2],
        100: [1, 1, 1, 1, 2], 200: [1, 1, 1, 1, 2], 400: [2, 1, 1, 1, 2],
    }  # fmt: skip


def test_visits_of_a_day_are_one_row_and_only_relapses_that_count_are_there() -> None:
    last = asked(FULL)[-1]
    assert last.visits.select("date", "edss").rows() == [(10, None), (400, 4.0)]
    assert last.relapses["onset_date"].to_list() == [20]
    assert last.patients["onset_type"].to_list() == ["relapsing"]
    assert "patient_id" not in last.visits.columns


def test_the_end_of_a_treatment_is_not_known_before_it_comes() -> None:
    ends = {each.day: each.treatments["end_date"].to_list() for each in asked(FULL) if each.treatments.height}
    assert ends == {50: [None], 60: [None], 100: [None], 200: [None], 400: [300]}


def test_what_was_not_given_has_no_rows_and_every_column() -> None:
    (records,) = asked(Records(visits=[{"date": 0, "edss": 2.0}]))
    assert not records.relapses_given
    for table, column in (
        ("relapses", "onset_date"),
        ("mri", "gd_lesions"),
        ("treatments", "drug"),
        ("patients", "sex"),
    ):
        assert getattr(records, table).is_empty()
        assert column in getattr(records, table).columns


def test_a_relapse_that_could_not_be_read_may_have_been() -> None:
    SEEN.clear()
    visits = pl.DataFrame({"patient_id": ["A", "B"], "date": [dt.date(2020, 1, 1)] * 2, "edss": [3.0] * 2})
    relapses = pl.DataFrame({"patient_id": ["A", "B"], "onset_date": ["2020-01-01", "someday"]})
    characterise(Cohort(visits=visits, relapses=relapses), by(Asked()), set_aside=True)
    assert [each.relapses_given for each in SEEN] == [True, False]


def test_records_with_dates_are_handed_over_with_dates() -> None:
    SEEN.clear()
    visits = pl.DataFrame({"patient_id": ["A"], "date": [dt.date(2020, 1, 1)], "edss": [3.0]})
    course = characterise(Cohort(visits=visits), by(Asked()))
    assert SEEN[0].day == dt.date(2020, 1, 1)
    assert SEEN[0].visits["date"].to_list() == [dt.date(2020, 1, 1)]
    assert course.states["spms_onset"].to_list() == [None]
    given = characterise(Cohort(visits=visits), by(Given(answer="date")))
    assert given.states["spms_onset"].to_list() == [dt.date(2020, 1, 1)]


# What it gives


def test_the_day_on_which_it_first_answers_is_the_one_on_which_it_is_known() -> None:
    course = characterise(as_cohort({"A": rising(X1)}), by(TwoHighVisits()))
    states = course.states.select("derived_phenotype", "spms_onset", "spms_known_on").unique(maintain_order=True)
    assert states.rows() == [("rrms", None, None), ("spms", 365, 500)]
    (row,) = course.evidence.filter(claim="spms_onset").to_dicts()
    assert (row["verdict"], row["table"], row["field"], row["date"], row["value"]) == (
        "confirmed", "visits", "edss", 365, 4.5,
    )  # fmt: skip
    assert (row["confirming_date"], row["known_from"], row["known_until"]) == (500, 500, None)
    (event,) = course.events.filter(kind="spms_onset").to_dicts()
    assert (event["onset"], event["onset_value"], event["known_on"], event["confirmed_on"]) == (365, 4.5, 500, None)


def test_a_record_that_counts_nowhere_can_be_the_day_on_which_it_is_known() -> None:
    told = Records(
        {"onset_type": "relapsing"}, [{"date": 0, "edss": 2.0}], [{"onset_date": 50, "fever": True}],
        treatments=[{"drug": "first", "start_date": 10, "end_date": 40}],
    )  # fmt: skip
    course = characterise(as_cohort({"A": told}), by(TwoHighVisits(or_treatment=True)))
    assert course.states.select("start", "derived_phenotype").rows()[-1] == (50, "spms")
    assert course.evidence.filter(claim="spms_onset").select("table", "field", "date").rows() == [
        ("visits", "date", 10)
    ]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Given(later=1), "a day after the last of the records"),
        (Given(answer="text"), "a str that is no day"),
        (Given(answer="bool"), "a bool that is no day"),
        (Given(answer="date"), "a date that is no day"),
        (Given(answer="float"), "a float that is no day"),
    ],
)
def test_what_it_cannot_give_is_an_error_without_the_answer(rule: Given, said: str) -> None:
    for call in (
        lambda: characterise(as_cohort({"A": rising(X1)}), by(rule)),
        lambda: compare_spms_onset(as_cohort({"A": rising(X1)}), [rule]),
    ):
        with pytest.raises(DefinitionError, match=said) as caught:
            call()
        assert "tomorrow" not in str(caught.value)


def test_an_onset_before_every_record_is_taken() -> None:
    course = characterise(as_cohort({"A": rising(X1)}), by(Given(later=-1000)), hindsight=True)
    assert course.states.select("start", "derived_phenotype", "spms_onset").row(0) == (0, "spms", -270)


def test_compiled_and_plain_kernels_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    people = as_cohort({"A": rising(X1), "B": replace(FULL, recorded_courses=[{"date": 60, "course": "spms"}])})
    for rule in (
        TwoHighVisits(or_treatment=True),
        spms_recorded,
        replace(spms_expand, minimum_age=None, maximum_age=None),
    ):
        monkeypatch.setattr(loader, "COMPILE_FROM", 1)
        compiled = characterise(people, by(rule))
        monkeypatch.setattr(loader, "COMPILE_FROM", 10**9)
        plain = characterise(people, by(rule))
        for name in ("states", "events", "evidence", "topics", "assessments"):
            assert getattr(compiled, name).equals(getattr(plain, name))


# How it is written down


@pytest.mark.parametrize("rule", [*SPMS_DEFINITIONS.values(), TwoHighVisits(level=5.0)], ids=lambda rule: rule.name)
def test_a_course_with_any_kind_of_rule_reads_back(rule: Any) -> None:
    definition = by(rule)
    assert from_json(to_json(definition), CourseDefinition) == definition
    assert from_json(to_json(rule), type(rule)) == rule


def test_fingerprints_tell_kinds_and_fields_apart_and_the_usual_ones_are_as_they_were() -> None:
    several = [by(rule) for rule in (*SPMS_DEFINITIONS.values(), Asked(), Given(), Given(later=1), TwoHighVisits())]
    assert len({fingerprint(each) for each in several}) == len(several)
    assert fingerprint(by(replace(Given(), name="another name"))) == fingerprint(by(Given()))
    assert fingerprint(lublin_2013) == "2a7a57a727c7"
    assert '"rule"' not in to_json(lublin_2013).removeprefix('{\n  "rule"')


def test_a_kind_of_rule_that_nobody_knows_is_refused() -> None:
    written = to_json(by(spms_recorded)).replace("SpmsRecordedRule", "Imported")
    with pytest.raises(DefinitionError, match="kind of rule that is not known"):
        from_json(written, CourseDefinition)


# What it has to be


def test_it_needs_a_method_a_dataclass_and_settings_that_can_be_written_down() -> None:
    class Undecorated(Asked):
        level: float = 3.0

    @dataclass(frozen=True, kw_only=True)
    class Listing(Asked):
        levels: list[float] = field(default_factory=lambda: [3.0])

    @dataclass(frozen=True, kw_only=True)
    class Calling(Asked):
        how: object = len

    with pytest.raises(DefinitionError, match="does not say when SPMS began"):
        SpmsOwnRule(name="none", sentence="None.")
    with pytest.raises(DefinitionError, match="not fields"):
        Undecorated()
    for kind in (Listing, Calling):
        with pytest.raises(DefinitionError, match="cannot be written down"):
            kind()
    with pytest.raises(DefinitionError, match="later cannot be"):
        Given(later=5000)


def test_where_it_gives_nothing_the_comparison_says_no_more() -> None:
    found = compare_spms_onset(as_cohort({"A": rising(X1)}), [Asked()])
    assert found.select("answer", "onset", "failed", "closest").rows() == [
        ("not_spms", None, ["own_rule_not_met"], None)
    ]


def test_a_rule_that_cannot_judge_says_so_and_is_asked_again() -> None:
    def compared(rule: SpmsOwnRule, records: Records) -> list[Any]:
        found = compare_spms_onset(as_cohort({"A": records}), rule)
        return found.select("answer", "onset", "known_on", "failed").rows()

    told, last = rising(X1), max(X1)
    assert compared(JudgesFrom(day=last + 1), told) == [("cannot_be_judged", None, None, ["own_rule_cannot_judge"])]
    assert compared(JudgesFrom(day=last), told) == [("not_spms", None, None, ["own_rule_not_met"])]
    assert compared(JudgesFrom(day=300, then=200), told) == [("spms", 200, 365, [])]
    unknown = compared(JudgesFrom(day=0, then=0), replace(rising(X1), relapses=None))
    assert unknown == [("cannot_be_judged", None, None, ["own_rule_cannot_judge"])]
    assert ms.CANNOT_BE_JUDGED == CANNOT_BE_JUDGED


def test_a_course_by_a_rule_that_cannot_judge_has_no_onset() -> None:
    course = characterise(as_cohort({"A": rising(X1)}), by(JudgesFrom(day=1000)))
    assert course.states.get_column("spms_onset").null_count() == course.states.height


def test_what_began_progressive_is_not_spms_whatever_the_rule_says() -> None:
    progressive = replace(rising(X1), patient={"onset_type": "progressive"})
    for rule in (Given(later=0), JudgesFrom(day=1000), Asked()):
        found = compare_spms_onset(as_cohort({"A": progressive}), [rule])
        assert found.select("answer", "onset", "known_on", "failed").rows() == [
            ("not_spms", None, None, ["progressive_onset"])
        ]


@pytest.mark.parametrize(("rule", "kind"), [(Broken(), ValueError), (Unasked(), TypeError)])
def test_an_error_inside_the_rule_names_the_rule_and_comes_from_the_first_one(rule: Any, kind: type) -> None:
    for call in (
        lambda: characterise(as_cohort({"A": rising(X1)}), by(rule)),
        lambda: compare_spms_onset(as_cohort({"A": rising(X1)}), [rule]),
    ):
        with pytest.raises(
            DefinitionError, match=f"{type(rule).__name__}.onset stopped with a {kind.__name__}"
        ) as said:
            call()
        assert isinstance(said.value.__cause__, kind)
        assert "3.5" not in str(said.value)
