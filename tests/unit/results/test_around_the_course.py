"""The tables around the course have the columns that their schemas say, whatever the data."""

from pathlib import Path

import polars as pl
import pytest

import mscourse
from mscourse import measures
from mscourse.derivations.check import check_cohort
from mscourse.results.around_the_course import AROUND_THE_COURSE
from mscourse.sources import read_cohort
from mscourse.tables.cohort import Cohort

CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"
OF_COURSES = ("completeness", "who_is_due")
OF_TABLES = ("share_without_evidence", "feasibility", "share_classified")
OF_RECORDS = sorted(set(AROUND_THE_COURSE) - {*OF_COURSES, *OF_TABLES})


@pytest.fixture(scope="module")
def cohorts() -> dict[str, Cohort]:
    """The bundled clinic, and one without anybody."""
    nobody = {
        "visits": pl.DataFrame(schema={"patient_id": pl.String, "date": pl.Date, "edss": pl.Float64}),
        "treatments": pl.DataFrame(schema={"patient_id": pl.String, "drug": pl.String, "start_date": pl.Date}),
        "mri": pl.DataFrame(schema={"patient_id": pl.String, "date": pl.Date}),
    }
    return {"clinic": check_cohort(read_cohort(CLINIC)), "nobody": Cohort(**nobody)}


@pytest.mark.parametrize("whose", ["clinic", "nobody"])
@pytest.mark.parametrize("name", OF_RECORDS)
def test_a_table_fits_its_schema(cohorts: dict[str, Cohort], name: str, whose: str) -> None:
    AROUND_THE_COURSE[name].validate(getattr(measures, name)(cohorts[whose]))


@pytest.mark.parametrize("whose", ["clinic", "nobody"])
@pytest.mark.parametrize("name", OF_COURSES)
def test_a_table_of_a_course_fits_its_schema(cohorts: dict[str, Cohort], name: str, whose: str) -> None:
    course = mscourse.characterise(cohorts[whose])

    AROUND_THE_COURSE[name].validate(getattr(measures, name)(course))


@pytest.mark.parametrize("whose", ["clinic", "nobody"])
def test_a_table_of_definitions_fits_its_schema(cohorts: dict[str, Cohort], whose: str) -> None:
    shares = measures.share_classified(cohorts[whose], [mscourse.presets.lublin_2013, mscourse.presets.spms_recorded])

    AROUND_THE_COURSE["share_classified"].validate(shares)


def test_tables_made_of_tables_fit_theirs(cohorts: dict[str, Cohort]) -> None:
    years = measures.no_evidence_of_disease_activity(cohorts["clinic"])
    people = measures.people_at(cohorts["clinic"])

    AROUND_THE_COURSE["share_without_evidence"].validate(measures.share_without_evidence(years))
    AROUND_THE_COURSE["feasibility"].validate(measures.feasibility(people, [measures.within("age", 18, 55)]))
