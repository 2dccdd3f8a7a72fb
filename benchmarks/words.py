"""How each thing that is measured is called, what it does, and how it looks in the figures."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.views import palette


@dataclass(frozen=True, kw_only=True)
class Said:
    """The words for one thing, and its line."""

    label: str
    does: str
    colour: str
    dashes: tuple[int, ...]
    shape: str


COURSE = {
    "floor": Said(
        label="floor: read, sort, write",
        does="polars reads the Parquet files, sorts each by patient and date, and writes them: no medicine at all.",
        colour=palette.QUIET,
        dashes=(2, 2),
        shape="square",
    ),
    "states_and_events": Said(
        label="states and events",
        does="`mscourse characterise --no-evidence`: all records checked, every table but the evidence.",
        colour=palette.EDSS,
        dashes=(7, 3),
        shape="triangle-up",
    ),
    "course": Said(
        label="course with evidence",
        does="`mscourse characterise`, in memory: all records checked, the state on every date, events, every row of "
        "evidence for and against, assessments, topics and findings, written as Parquet.",
        colour=palette.EDSS,
        dashes=(1, 0),
        shape="circle",
    ),
    "course_in_parts": Said(
        label="course in parts (2 GB)",
        does="The same tables with `--memory 2GB`: some people at a time, from disk to disk.",
        colour=palette.TREATMENT_EDGE,
        dashes=(9, 3, 2, 3),
        shape="diamond",
    ),
    "course_on_spark": Said(
        label="course on Spark",
        does="The same tables by Spark on this machine, with 4 GB for Java; its memory is that of all its processes.",
        colour=palette.INDEPENDENT,
        dashes=(4, 4),
        shape="triangle-down",
    ),
    "twin": Said(
        label="twin in plain Python",
        does="The same answers by the slow twin of `tests/oracle`, which cuts the records at each date and judges them "
        "anew. It is made to be read, not to be fast.",
        colour=palette.RELAPSE,
        dashes=(12, 3),
        shape="cross",
    ),
}
"""What gives the whole course, and the floor under it."""
CHANGES = {
    "same_call": Said(
        label="mscourse, the same call",
        does="`mscourse.compat.msprog.MSprog`: pymsprog's call answered by the engine of this project, in a process "
        "that reads Parquet.",
        colour=palette.EDSS,
        dashes=(1, 0),
        shape="circle",
    ),
    "pymsprog": Said(
        label="pymsprog",
        does="`MSprog`: every confirmed worsening and improvement of EDSS with a roving baseline, each put to relapses "
        "or not. No states, no MRI, no treatments. It reads CSV.",
        colour=palette.RELAPSE,
        dashes=(7, 3),
        shape="triangle-up",
    ),
    "msclinical": Said(
        label="msclinical",
        does="`msclinical edssplus`: every confirmed worsening of EDSS with a roving reference by its own rule, "
        "without relapses. No states, no MRI, no treatments. It reads TSV.",
        colour=palette.INDEPENDENT,
        dashes=(2, 2),
        shape="square",
    ),
}
"""What gives confirmed changes of EDSS alone."""
SMALL_THINGS = {
    "first_time": "a cohort for the first time on a machine, which compiles the kernels",
    "import": "`import mscourse`, beyond what Python itself takes",
    "help": "`mscourse --help`, the whole process",
    "one_person": "a made-up person, from checked records",
    "one_person_with_checks": "a made-up person, with the checks",
    "one_person_of_the_clinic": "P01 of the bundled clinic, from checked records",
    "one_person_of_the_clinic_with_checks": "P01 of the bundled clinic, with the checks",
}
"""What a person at a keyboard waits for."""
