"""Which column or file of other tools and registries is which of ours.

Names are compared by their letters and digits alone, in lower case: `Patient ID`, `patient_id` and `patientId` are
one name. The aliases are those of msprog (`id`, `visit_day`, `EDSS`), MSoutcomes (`ID`, `dateEDSS`, `FSpyr`) and
msclinical (`patient`, `hpt9_dom`, `new_t2`), and the plain words that registries use.
"""

from __future__ import annotations

import functools

import polars as pl

from mscourse.tables.schemas import SCHEMAS

TABLE_ALIASES: dict[str, tuple[str, ...]] = {
    "patients": ("patients", "patient", "demographics", "demographic", "persons", "subjects"),
    "visits": ("visits", "visit", "edss", "clinical", "examinations", "examination"),
    "relapses": ("relapses", "relapse", "attacks", "attack"),
    "mri": ("mri", "mris", "scans", "scan", "imaging"),
    "treatments": ("treatments", "treatment", "dmt", "dmts", "drugs", "drug", "medication", "medications", "therapies"),
    "recorded_courses": ("recorded_courses", "recorded_course", "courses", "course", "phenotype", "phenotypes"),
}
"""The names (of files without their ending, or of sheets) under which each table is looked for."""

_PATIENT_ID = ("id", "patient", "pat_id", "pid", "subject", "subject_id", "subjid", "usubjid", "person_id")

COLUMN_ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "patients": {
        "patient_id": _PATIENT_ID,
        "sex": ("gender",),
        "birth_date": ("date_of_birth", "dob", "birth_year", "year_of_birth", "birth"),
        "onset_date": ("date_of_onset", "ms_onset_date", "onset", "onset_year", "first_symptom", "first_symptom_date"),
        "onset_type": ("type_of_onset", "ms_onset_type"),
        "diagnosis_date": ("date_of_diagnosis", "ms_diagnosis_date", "diagnosis_year"),
        "relapses_known_from": ("ascertained_from",),
        "relapses_known_to": ("ascertained_to",),
        "follow_up_end": ("end", "end_date", "end_of_follow_up", "last_contact"),
        "death_date": ("date_of_death", "death", "died"),
        "group": ("arm", "trial_arm", "treatment_arm"),
    },
    "visits": {
        "patient_id": _PATIENT_ID,
        "date": ("date_edss", "visit_date", "date_of_visit", "examination_date", "exam_date", "assessment_date"),
        "edss": ("edss_score", "edss_total"),
        "fs_visual": ("fs_vis", "visual"),
        "fs_brainstem": ("fs_bstem", "brainstem"),
        "fs_pyramidal": ("fs_pyr", "pyramidal"),
        "fs_cerebellar": ("fs_crbl", "cerebellar"),
        "fs_sensory": ("fs_sens", "sensory"),
        "fs_bowel_bladder": ("fs_sph", "bowel_bladder", "sphincter", "bowel_and_bladder"),
        "fs_cerebral": ("fs_cereb", "cerebral"),
        "ambulation": ("fs_amb", "ambulation_score"),
        "t25fw": ("t25_fw", "timed_25_foot_walk", "t25w"),
        "nhpt_dominant": ("hpt9_dom", "nhpt_dom", "9hpt_dom", "9hpt_dominant", "hpt9_dominant"),
        "nhpt_nondominant": (
            "hpt9_nondom",
            "nhpt_nondom",
            "9hpt_nondom",
            "9hpt_nondominant",
            "hpt9_nondominant",
            "nhpt_non_dominant",
        ),
        "sdmt": ("sdmt_score", "sdmt_correct"),
        "t25fw_unable": ("t25fw_could_not",),
        "nhpt_unable": ("9hpt_unable", "hpt9_unable", "nhpt_could_not"),
        "scheduled": ("is_scheduled", "planned"),
    },
    "relapses": {
        "patient_id": _PATIENT_ID,
        "onset_date": ("date", "relapse_date", "date_of_relapse", "date_of_onset", "onset", "relapse_onset", "start"),
        "duration_hours": ("duration_h",),
        "severity": ("relapse_severity",),
        "steroids": ("steroid", "corticosteroids"),
        "edss_at_nadir": ("edss_nadir", "nadir_edss"),
        "onset_uncertainty": ("onset_uncertainty_days",),
    },
    "mri": {
        "patient_id": _PATIENT_ID,
        "date": ("mri_date", "scan_date", "date_of_mri", "date_of_scan"),
        "region": ("mri_region", "body_region"),
        "gd_lesions": ("gd", "gd_count", "gd_plus", "gad", "gd_enhancing", "gd_enhancing_lesions", "t1_gd"),
        "new_t2_lesions": ("new_t2", "new_t2_count"),
        "enlarging_t2_lesions": ("enlarging_t2", "enlarged_t2", "enlarging_t2_count", "enlarged_t2_lesions"),
        "compared_with": ("comparison_date", "compared_with_date", "reference_scan_date"),
        "brain_volume_change": ("pbvc", "bvc"),
        "report_text": ("report", "radiology_report"),
    },
    "treatments": {
        "patient_id": _PATIENT_ID,
        "drug": ("treatment", "dmt", "medication", "drug_name", "dmt_name"),
        "start_date": ("start", "date", "date_started", "begin", "dmt_start", "treatment_start"),
        "end_date": ("end", "stop", "stop_date", "date_stopped", "dmt_end", "treatment_end"),
        "atc": ("atc_code",),
    },
    "recorded_courses": {
        "patient_id": _PATIENT_ID,
        "date": ("course_date", "date_of_course", "recorded_on"),
        "course": ("ms_course", "phenotype", "disease_course", "ms_type"),
    },
}
"""Other names of our columns, table by table; the column's own name always counts."""

COMBINED_T2 = (
    "new_or_enlarging_t2",
    "new_or_enlarging_t2_lesions",
    "new_enlarging_t2",
    "new_or_enlarging",
    "newt2_or_enlarging",
)
"""One count of new or enlarging T2 lesions: read as `new_t2_lesions`, with `enlarging_t2_lesions` 0."""

ONE_HAND = ("nhpt", "9hpt", "hpt9")
"""A nine-hole peg test without a hand: read as the dominant hand's."""

_DAYS = ("day", "days", "visit_day", "study_day")


def squeezed(name: str) -> str:
    """The name's letters and digits, in lower case: what names are compared by."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


@functools.cache
def columns_by_alias(table: str) -> dict[str, str]:
    """For every squeezed name that a column of the table may have, our name of it."""
    found = {}
    for column in SCHEMAS[table].column_names():
        for alias in (column, *COLUMN_ALIASES[table].get(column, ())):
            found[squeezed(alias)] = column
    return found


@functools.cache
def day_columns(table: str) -> dict[str, str]:
    """Names that a date column may have where records come as days; they count where no date column is there."""
    found: dict[str, str] = {}
    for column, kind in SCHEMAS[table].columns().items():
        if kind.dtype == pl.Date:
            day = column.removesuffix("_date").removesuffix("date").rstrip("_")
            found |= {squeezed(f"{day}_day"): column, squeezed(f"{column}_day"): column}
    main = {"visits": "date", "relapses": "onset_date", "mri": "date", "treatments": "start_date"}
    main["recorded_courses"] = "date"
    return found | {squeezed(name): main[table] for name in _DAYS if table in main}


@functools.cache
def tables_by_alias() -> dict[str, str]:
    """For every squeezed name that a file or a sheet may have, the table it is."""
    return {squeezed(alias): table for table, aliases in TABLE_ALIASES.items() for alias in aliases}


def table_of(name: str) -> str | None:
    """The table that a file (without its ending) or a sheet of that name holds, or None."""
    return tables_by_alias().get(squeezed(name))
