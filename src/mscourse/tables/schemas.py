"""The tables of records, as schemas with their clinical meaning.

Only `visits` is needed to start. A table that was not given is *unknown*, which is not the same as a table
without rows: no relapse table means nobody asked, an empty one means there were none.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

EDSS_STEPS = (0.0, *(half / 2 for half in range(2, 21)))
"""The EDSS scale: 0, then 1.0 to 10.0 in half points. 0.5 does not exist."""
DEATH_FROM_MS = 10.0
"""What the scale calls it."""

FUNCTIONAL_SYSTEMS = (
    "fs_visual",
    "fs_brainstem",
    "fs_pyramidal",
    "fs_cerebellar",
    "fs_sensory",
    "fs_bowel_bladder",
    "fs_cerebral",
)
COURSES = ("cis", "rrms", "spms", "ppms")
SEXES = ("female", "male", "other")
ONSET_TYPES = ("relapsing", "progressive")
REGIONS = ("brain", "cord", "both")


class Patients(dy.Schema):
    """One row per person: what does not change with a visit.

    The span `relapses_known_from` to `relapses_known_to` is the time over which relapses were asked about; outside
    it "no relapse" is not known. Missing ends are open.
    """

    patient_id = dy.String(primary_key=True)
    sex = dy.Enum(SEXES, nullable=True)
    birth_date = dy.Date(nullable=True)
    onset_date = dy.Date(nullable=True)
    """First symptom of the disease."""
    onset_type = dy.Enum(ONSET_TYPES, nullable=True)
    """Whether the disease began with relapses or with progression."""
    diagnosis_date = dy.Date(nullable=True)
    relapses_known_from = dy.Date(nullable=True)
    relapses_known_to = dy.Date(nullable=True)
    follow_up_end = dy.Date(nullable=True)
    death_date = dy.Date(nullable=True)
    group = dy.String(nullable=True)
    """Trial arm or any other grouping."""


class Visits(dy.Schema):
    """One row per neurological examination.

    Rows of one patient and day are one visit; a measure on which they disagree is not used. Functional-system
    scores are the raw Neurostatus grades, the ambulation score has 16 levels.
    """

    patient_id = dy.String()
    date = dy.Date(nullable=False)
    edss = dy.Float64(nullable=True)
    fs_visual = dy.Int16(nullable=True, min=0, max=6)
    fs_brainstem = dy.Int16(nullable=True, min=0, max=5)
    fs_pyramidal = dy.Int16(nullable=True, min=0, max=6)
    fs_cerebellar = dy.Int16(nullable=True, min=0, max=5)
    fs_sensory = dy.Int16(nullable=True, min=0, max=6)
    fs_bowel_bladder = dy.Int16(nullable=True, min=0, max=6)
    fs_cerebral = dy.Int16(nullable=True, min=0, max=5)
    ambulation = dy.Int16(nullable=True, min=0, max=16)
    t25fw = dy.Float64(nullable=True, min_exclusive=0)
    """Timed 25-foot walk, seconds."""
    nhpt_dominant = dy.Float64(nullable=True, min_exclusive=0)
    """Nine-hole peg test, dominant hand, seconds."""
    nhpt_nondominant = dy.Float64(nullable=True, min_exclusive=0)
    sdmt = dy.Int16(nullable=True, min=0, max=120)
    """Symbol digit modalities test, correct answers."""
    t25fw_unable = dy.Bool(nullable=True)
    """The walk could not be done because of MS."""
    nhpt_unable = dy.Bool(nullable=True)
    scheduled = dy.Bool(nullable=True)

    @dy.rule()
    def edss_on_scale(cls) -> pl.Expr:  # noqa: N805
        """EDSS is 0, or 1.0 to 10.0 in half points."""
        return pl.col("edss").is_null() | pl.col("edss").is_in(EDSS_STEPS)


class Relapses(dy.Schema):
    """One row per reported relapse, dated by its onset.

    Pseudo-relapses (fever, infection, shorter than 24 hours) and onsets less than 30 days after the last kept one
    stay in the table and are passed over, each as a finding.
    """

    patient_id = dy.String()
    onset_date = dy.Date(nullable=False)
    duration_hours = dy.Float64(nullable=True, min=0)
    fever = dy.Bool(nullable=True)
    infection = dy.Bool(nullable=True)
    severity = dy.String(nullable=True)
    steroids = dy.Bool(nullable=True)
    edss_at_nadir = dy.Float64(nullable=True)
    onset_uncertainty = dy.Int32(nullable=True, min=0, max=3650)
    """How many days earlier or later the onset may have been."""


class Mri(dy.Schema):
    """One row per scan. A count that was not read is missing, which is not 0."""

    patient_id = dy.String()
    date = dy.Date(nullable=False)
    region = dy.Enum(REGIONS, nullable=True)
    gd_lesions = dy.Int32(nullable=True, min=0)
    new_t2_lesions = dy.Int32(nullable=True, min=0)
    enlarging_t2_lesions = dy.Int32(nullable=True, min=0)
    compared_with = dy.Date(nullable=True)
    """Date of the earlier scan that new and enlarging lesions were counted against."""
    brain_volume_change = dy.Float64(nullable=True)
    """Percent per year; loss is negative."""
    report_text = dy.String(nullable=True)


class Treatments(dy.Schema):
    """One row per course of a disease-modifying drug."""

    patient_id = dy.String()
    drug = dy.String(nullable=False)
    start_date = dy.Date(nullable=False)
    end_date = dy.Date(nullable=True)
    """The first day without the drug; missing while it goes on."""
    atc = dy.String(nullable=True)


class RecordedCourses(dy.Schema):
    """The clinician's own label for the course, with the date it was given."""

    patient_id = dy.String()
    date = dy.Date(nullable=False)
    course = dy.Enum(COURSES, nullable=False)


SCHEMAS: dict[str, type[dy.Schema]] = {
    "patients": Patients,
    "visits": Visits,
    "relapses": Relapses,
    "mri": Mri,
    "treatments": Treatments,
    "recorded_courses": RecordedCourses,
}
"""Every table by name, in the order people think of them."""

DATE_OF_RECORD = {
    "visits": "date",
    "relapses": "onset_date",
    "mri": "date",
    "treatments": "start_date",
    "recorded_courses": "date",
}
"""The column that dates a row of each table; `patients` has none and is always known."""
