"""How the words of the measures are said and look in the figures of a cohort."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mscourse.views import palette
from mscourse.views import vocabulary as say
from mscourse.views.cohort.chart import Kind

_GONE = "#d5dbe1"

PHENOTYPES = tuple(
    Kind.of(word, "MS, not yet specified" if word == "ms_unspecified" else say.COURSE_LETTERS[word], look)
    for word, look in palette.PHENOTYPE.items()
)
ACTIVITIES = tuple(
    Kind.of(word, "indeterminate" if word == "indeterminate" else said, palette.ACTIVITY[word])
    for word, said in say.ACTIVITY.items()
)
PROGRESSIONS = (
    *(Kind.of(word, look.words[0], look) for word, look in palette.PROGRESSION.items()),
    Kind(word="not_applicable", said="not applicable", fill="#ffffff", edge=palette.GRID),
)
STATES: Mapping[str, tuple[Kind, ...]] = {
    "phenotype": PHENOTYPES,
    "activity": ACTIVITIES,
    "progression": PROGRESSIONS,
}
"""The kinds of states by what they are states of."""
GONE = (
    Kind(word="died", said="died", fill=palette.QUIET, edge=palette.INK, ink="#ffffff"),
    Kind(word="not_followed", said="no longer followed", fill=_GONE, edge=palette.HATCH, dashed=True),
)
"""Those who are in no state any more."""
ONSET_UNKNOWN = Kind(
    word="onset_unknown", said="day of first symptom not recorded", fill="#ffffff", edge=palette.HATCH, dashed=True
)
CAUSES = (
    Kind(
        word="relapse_independent",
        said="independent of relapses",
        fill=palette.INDEPENDENT,
        edge=palette.INDEPENDENT,
        ink="#ffffff",
    ),
    Kind(word="relapse_associated", said="associated with a relapse", fill="#d9813f", edge=palette.RELAPSE),
    Kind(word="undefined", said="too near a relapse to name its cause", fill="#c6ccd2", edge=palette.NO_CAUSE),
    Kind(
        word="unknown", said="relapses not asked about at all times", fill="#ffffff", edge=palette.NO_CAUSE, dashed=True
    ),
)
LINES = (
    (palette.EDSS, [1, 0]),
    (palette.RELAPSE, [7, 3]),
    (palette.TREATMENT_EDGE, [2, 2]),
    (palette.INDEPENDENT, [9, 3, 2, 3]),
    (palette.NO_CAUSE, [4, 4]),
    (palette.THRESHOLD, [12, 3]),
)
"""Colour and dashes of the curves of groups, in the order of their names."""
MOST_GROUPS = len(LINES)
EVERYBODY = "everybody"


def with_groups_said(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with words in place of missing groups: everybody, and those of unknown group."""
    of_all = pl.when(pl.col("by").is_null()).then(pl.lit(EVERYBODY)).otherwise(pl.lit(say_group(None)))
    return frame.with_columns(group=pl.coalesce("group", of_all))


def said_of(kinds: tuple[Kind, ...]) -> dict[str, str]:
    """What is said of each word."""
    return {kind.word: kind.said for kind in kinds}


def say_group(group: str | None) -> str:
    """The name of a group, or that it is not known."""
    return "unknown" if group is None else group
