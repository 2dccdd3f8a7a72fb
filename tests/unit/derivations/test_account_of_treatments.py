"""One person's treatments on a day: as they were known then, with the activity that can be put to the present drug."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

import mscourse as ms
from mscourse.derivations.account_of_treatments import account_of_treatments
from mscourse.derivations.label_facts import facts_of_labels
from mscourse.results.course import Course
from mscourse.results.treatments import PresentDrug, TreatmentAccount
from mscourse.rules.treatments import treatments_with_rebaseline

VISITS = pl.DataFrame({"patient_id": "A", "date": [0, 2000], "edss": [2.0, 2.0]})
NONE_ASKED: tuple[int, ...] = ()


def table(rows: list[dict[str, Any]], **kinds: type[pl.DataType]) -> pl.DataFrame:
    """Rows of person A with these columns."""
    return pl.DataFrame(rows, schema=kinds).select(pl.lit("A").alias("patient_id"), pl.all())


def course(
    *treatments: tuple[str, int, int | None],
    relapses: tuple[int, ...] | None = NONE_ASKED,
    mri: tuple[tuple[int, int | None, int | None, int | None], ...] | None = (),
) -> Course:
    """Person A on these drugs, with relapses on these days and scans as day, gd, new T2 and the day compared with."""
    drugs = [{"drug": drug, "start_date": start, "end_date": end} for drug, start, end in treatments]
    scans = [
        {"date": day, "gd_lesions": gd, "new_t2_lesions": new, "enlarging_t2_lesions": 0, "compared_with": compared}
        for day, gd, new, compared in mri or ()
    ]
    counts = dict.fromkeys(("date", "gd_lesions", "new_t2_lesions", "enlarging_t2_lesions", "compared_with"), pl.Int32)
    onsets = [{"onset_date": day} for day in relapses or ()]
    cohort = ms.Cohort(
        visits=VISITS,
        relapses=None if relapses is None else table(onsets, onset_date=pl.Int32),
        mri=None if mri is None else table(scans, **counts),
        treatments=table(drugs, drug=pl.String, start_date=pl.Int32, end_date=pl.Int32),
    )
    return ms.characterise(cohort)


def account(found: Course, day: int = 1000) -> TreatmentAccount:
    told = found.treatments_of("A", day)
    assert told is not None
    return told


def present(found: Course, day: int = 1000) -> PresentDrug:
    drug = account(found, day).present
    assert drug is not None
    return drug


def test_treatments_are_those_that_were_known_on_the_day() -> None:
    found = course(("fingolimod", 0, 500), ("Mayzent", 520, None))
    later, earlier = account(found, 1000), account(found, 400)
    assert [(each.drug, each.stop, each.began, each.switched_from) for each in later.epochs or ()] == [
        ("fingolimod", 500, "first", None),
        ("siponimod", None, "switch", "fingolimod"),
    ]
    assert [(each.drug, each.stop, each.ended) for each in earlier.epochs or ()] == [("fingolimod", None, "ongoing")]
    assert [each.efficacy_source for each in later.epochs or ()] == ["MSTCG 2021", None]
    assert present(found, 1000).epoch.drug == "siponimod"
    assert present(found, 519 - 100).epoch.drug == "fingolimod"
    assert account(found, 510).present is None


def test_of_two_drugs_at_once_the_one_begun_last_is_the_present_one() -> None:
    found = account(course(("natalizumab", 0, None), ("fingolimod", 300, None)))
    assert [each.drug for each in found.on_now] == ["natalizumab", "fingolimod"]
    assert found.present is not None
    assert found.present.epoch.drug == "fingolimod"


@pytest.mark.parametrize(
    ("relapses", "mri", "activity", "because"),
    [
        ((), ((300, 0, 0, None),), "none", ()),
        ((280,), ((300, 0, 0, None),), "active", ()),
        ((279,), ((300, 0, 0, None),), "none", ()),
        ((), ((300, 1, 0, None),), "active", ()),
        ((), ((300, 0, 2, 50),), "carry_over", ()),
        ((), ((220, 0, 0, None), (500, 0, 1, 220)), "active", ()),
        ((), ((220, 0, 0, None), (500, 0, 1, None)), "unknown", ("comparison_not_named",)),
        ((), ((500, 0, 1, 50),), "unknown", ("no_rebaseline_scan",)),
        ((), ((500, None, None, None),), "unknown", ("not_readable",)),
        ((), (), "unknown", ("no_scan",)),
        ((), ((220, 0, 0, None),), "unknown", ("no_scan",)),
        ((), None, "unknown", ("no_mri_table",)),
        (None, ((300, 0, 0, None),), "unknown", ("no_relapse_table",)),
    ],
)
def test_activity_is_put_to_the_drug_or_is_not_known_for_a_reason(
    relapses: tuple[int, ...] | None, mri: Any, activity: str, because: tuple[str, ...]
) -> None:
    drug = present(course(("siponimod", 100, None), relapses=relapses, mri=mri))
    # A lesion that may be older than the drug says nothing against it.
    assert (drug.activity, drug.unknown_because) == ("none" if activity == "carry_over" else activity, because)


@pytest.mark.parametrize(
    ("known_from", "known_to", "is_known"),
    [(280, 1000, True), (281, None, False), (None, 999, False), (None, None, True)],
)
def test_relapses_that_were_not_asked_about_are_not_known_to_be_none(
    known_from: int | None,
    known_to: int | None,
    is_known: bool,  # noqa: FBT001
) -> None:
    found = course(("siponimod", 100, None), mri=((300, 0, 0, None),))
    row = {"patient_id": "A", "relapses_known_from": known_from, "relapses_known_to": known_to}
    kinds = {"patient_id": pl.String, "relapses_known_from": pl.Int32, "relapses_known_to": pl.Int32}
    records = replace(found.cohort, patients=pl.DataFrame([row], schema=kinds).cast({pl.Int32: pl.Date}))
    drug = present(replace(found, cohort=records))
    assert drug.unknown_because == (() if is_known else ("relapses_not_ascertained",))
    assert drug.activity == ("none" if is_known else "unknown")


def test_a_row_that_was_set_aside_may_have_told_of_activity() -> None:
    kinds = {"gd_lesions": pl.Int32, "new_t2_lesions": pl.Int32, "enlarging_t2_lesions": pl.Int32}
    scans = table(
        [{"date": 300, **dict.fromkeys(kinds, 0)}, {"date": 600, **dict.fromkeys(kinds, -1)}], date=pl.Int32, **kinds
    )
    onsets = table([{"onset_date": 50}, {"onset_date": None}], onset_date=pl.Int32)
    drugs = table([{"drug": "siponimod", "start_date": 100}], drug=pl.String, start_date=pl.Int32)
    cohort = ms.Cohort(visits=VISITS, relapses=onsets, mri=scans, treatments=drugs)
    assert present(ms.characterise(cohort, set_aside=True)).unknown_because == (
        "relapses_not_ascertained",
        "scan_set_aside",
    )


def test_until_it_can_be_judged_it_is_too_early_to_say() -> None:
    found = course(("siponimod", 100, None), relapses=(150, 400))
    early, late = present(found, 279), present(found, 400)
    assert (early.activity, early.judged_from, early.early_relapses) == ("too_early", 280, (150,))
    assert (late.activity, late.early_relapses, late.relapses) == ("active", (150,), (400,))


def test_the_rebaseline_scan_and_the_time_for_it() -> None:
    found = course(("siponimod", 100, None), mri=((190, 0, 0, None), (365, 0, 0, None)))
    drug = present(found)
    assert (drug.rebaseline, drug.rebaseline_from, drug.rebaseline_to) == (190, 190, 370)
    assert [present(found, day).rebaseline_is_over for day in (370, 371)] == [False, True]
    assert [(scan.date, scan.attribution) for scan in drug.scans] == [(190, "none"), (365, "none")]


def test_another_rule_is_taken_at_its_word() -> None:
    rule = replace(treatments_with_rebaseline, onset_of_action=30)
    told = account_of_treatments(course(("siponimod", 100, None)), "A", 130, rule)
    assert told is not None
    assert told.present is not None
    assert told.present.activity == "unknown"


def test_without_a_table_treatments_are_unknown_and_without_a_state_there_is_nothing_to_say() -> None:
    without = ms.characterise(ms.Cohort(visits=VISITS))
    assert account(without).epochs is None
    assert account(course()).epochs == ()
    assert course().treatments_of("A", 9999) is None


def test_dates_are_counted_like_days(tmp_path: Any) -> None:
    (tmp_path / "visits.csv").write_text("patient_id,date,edss\nA,2020-01-01,2\nA,2021-01-01,2\n", encoding="utf-8")
    (tmp_path / "treatments.csv").write_text("patient_id,drug,start_date\nA,siponimod,2020-03-01\n", encoding="utf-8")
    drug = present(ms.characterise(ms.read_cohort(tmp_path)), "2021-01-01")  # type: ignore[arg-type]
    assert str(drug.judged_from) == "2020-08-28"
    assert str(drug.rebaseline_to) == "2020-11-26"
    assert drug.unknown_because == ("no_mri_table", "no_relapse_table")


# Labels


def test_facts_about_labels_are_those_of_the_course_and_its_activity() -> None:
    courses = {fact.course for fact in facts_of_labels("spms", "active") if not fact.turns_on}
    assert courses == {"active_spms"}
    assert {fact.course for fact in facts_of_labels("spms", "not_active")} == {"non_active_spms"}
    assert {fact.course for fact in facts_of_labels("spms", "indeterminate")} == {"active_spms", "non_active_spms"}
    assert {fact.drug for fact in facts_of_labels("ppms", "active")} == {"ocrelizumab"}
    for phenotype in ("rrms", "cis", "ms_unspecified"):
        assert facts_of_labels(phenotype, "active") == ()


def test_a_label_that_turns_on_relapses_alone_is_told_whatever_the_activity() -> None:
    for activity in ("active", "not_active", "indeterminate"):
        turning = [(fact.drug, fact.region) for fact in facts_of_labels("spms", activity) if fact.turns_on]
        assert turning == [("tolebrutinib", "eu")]
