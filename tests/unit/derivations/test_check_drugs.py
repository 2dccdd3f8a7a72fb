"""The drugs among the findings: of `check`, of the checked cohort and of the course, by one table of drugs."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import polars as pl
import pytest

import mscourse as ms
from mscourse.derivations.check import check, check_cohort
from mscourse.derivations.treatments import treatment_epochs, treatment_findings
from mscourse.errors import DataError, SourceError, UsageError
from mscourse.tables.cohort import Cohort

DRUGS = ["unknown_drug", "drug_from_code", "drug_and_code_disagree"]
OWN = pl.DataFrame({"drug": ["wonder"]})


def cohort(*rows: tuple[str | None, str | None], given: bool = True) -> Cohort:
    """Person A on drugs with these names and codes, one after the other."""
    treatments = pl.DataFrame(
        [("A", drug, atc, number * 100) for number, (drug, atc) in enumerate(rows)],
        schema={"patient_id": pl.String, "drug": pl.String, "atc": pl.String, "start_date": pl.Int32},
        orient="row",
    )
    visits = pl.DataFrame({"patient_id": ["A"], "date": [0], "edss": [2.0]})
    return Cohort(visits=visits, treatments=treatments if given else None)


def rules(findings: pl.DataFrame) -> list[tuple[str, int]]:
    return findings.filter(pl.col("rule").is_in(DRUGS)).select("rule", "row").rows()


def test_drugs_are_checked_wherever_records_are() -> None:
    asked = cohort(("Wonder", None), ("house code 7", "L04AG08"), ("siponimod", "L04AG08"), ("Mayzent", "L04AE03"))
    told = [("unknown_drug", 1), ("drug_and_code_disagree", 3), ("drug_from_code", 2)]
    assert rules(check(asked)) == rules(check_cohort(asked).findings) == rules(ms.characterise(asked).findings) == told
    drugs = pl.col("rule").is_in(DRUGS)
    assert treatment_findings(asked).equals(check(asked).filter(drugs))


def test_without_a_table_of_treatments_nothing_is_said_of_drugs() -> None:
    assert rules(check(cohort(given=False))) == rules(check(cohort())) == []


def test_a_row_that_names_no_drug_is_an_error_and_not_an_unknown_drug() -> None:
    found = check(cohort((None, None), ("siponimod", None))).filter(table="treatments")
    assert found.select("rule", "column").rows() == [("missing_value", "drug")]


def test_a_table_of_the_users_own_is_used_from_the_check_to_the_course(tmp_path: Path) -> None:
    OWN.write_csv(tmp_path / "own.csv")
    asked = cohort(("Wonder", None), ("siponimod", None))
    for own in (OWN, tmp_path / "own.csv"):
        assert rules(check(asked, drugs=own)) == [("unknown_drug", 2)]
        course = ms.characterise(asked, drugs=own)
        assert rules(course.findings) == [("unknown_drug", 2)]
        assert course.provenance["source_notes"] == ["Drugs were named by a table of drugs of the user's own."]
        assert treatment_epochs(course.cohort).get_column("known_drug").to_list() == [True, False]
        assert len(course.provenance["inputs"]["drugs"]) == 64
    assert course.provenance["inputs"]["drugs"] == hashlib.sha256((tmp_path / "own.csv").read_bytes()).hexdigest()
    assert "drugs" not in ms.characterise(asked).provenance["inputs"]
    assert ms.characterise(asked).provenance["source_notes"] == []
    assert ms.characterise(asked, drugs=OWN).states.equals(ms.characterise(asked).states)


def test_checked_records_keep_the_table_they_were_checked_with() -> None:
    with pytest.raises(UsageError, match="checked already"):
        ms.characterise(check_cohort(cohort(("Wonder", None))), drugs=OWN)


def test_a_table_of_drugs_that_is_of_no_use_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="table of drugs"):
        check(cohort(), drugs=tmp_path / "none.csv")
    (tmp_path / "semicolons.csv").write_text("drug;atc\nwonder;X\n", encoding="utf-8")
    with pytest.raises(UsageError, match="separated by commas"):
        check(cohort(), drugs=tmp_path / "semicolons.csv")


def test_a_drug_begun_after_the_last_day_that_is_looked_at_is_no_finding_of_the_course() -> None:
    asked = cohort(("siponimod", None), ("Wonder", None))
    assert rules(ms.characterise(asked, until=99).findings) == []
    assert rules(ms.characterise(asked, until=100).findings) == [("unknown_drug", 2)]


def test_a_byte_order_mark_before_the_header_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("drug,atc\nwonder,\n", encoding="utf-8-sig")
    assert rules(check(cohort(("Wonder", None)), drugs=tmp_path / "own.csv")) == []


def test_dates_do_not_matter_to_the_drugs() -> None:
    day = dt.date(2020, 1, 1)
    visits = pl.DataFrame({"patient_id": ["A"], "date": [day], "edss": [2.0]})
    treatments = pl.DataFrame({"patient_id": ["A"], "drug": ["Wonder"], "start_date": [day]})
    assert rules(check(Cohort(visits=visits, treatments=treatments))) == [("unknown_drug", 1)]


def test_treatments_without_a_column_of_drugs_are_an_error_that_says_so() -> None:
    visits = pl.DataFrame({"patient_id": ["A"], "date": [0], "edss": [2.0]})
    treatments = pl.DataFrame({"patient_id": ["A"], "start_date": [0]})
    with pytest.raises(DataError, match="missing_column"):
        check_cohort(Cohort(visits=visits, treatments=treatments))
