"""How many people a definition could classify, and what was missing for the others."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

import polars as pl

from mscourse.derivations.arguments import checked
from mscourse.derivations.characterise import characterise
from mscourse.derivations.spms_onsets import compare_spms_onset
from mscourse.errors import UsageError
from mscourse.measures.completeness import completeness
from mscourse.measures.enough_visits import classified_by_rule
from mscourse.measures.normal import normal_quantile
from mscourse.results.completeness import ClassifiedPeople, ShareClassified, WhyNotClassified
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import lublin_2013
from mscourse.rules.spms_onset import SpmsDefinition
from mscourse.rules.worsening import WorseningRule
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort

Definition = CourseDefinition | SpmsDefinition | WorseningRule
Day = dt.date | str | int
_LOOKED_AT = ("activity", "progression", "worsening")
_KEY = ["name", "definition"]
_SHARES = dict.fromkeys(("share", "lower", "upper"), pl.Float64)


def share_classified(
    cohort: Cohort | CheckedCohort,
    definitions: Iterable[Definition] | Definition,
    *,
    until: Day | None = None,
    set_aside: bool = False,
    confidence: float = 0.95,
) -> pl.DataFrame:
    """One row per definition: how many people it could classify, of how many; columns as in `ShareClassified`.

    The interval is Wilson's for a proportion. `why_not_classified` says what was missing for the others.

    Args:
        cohort: records; checked first if they are not yet.
        definitions: of the course, of SPMS onset or of confirmed worsening, in any mixture, or one alone.
        until: the last day to look at; by default each person's last record.
        set_aside: leave rows with errors out instead of stopping.
        confidence: of the interval.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if there is no definition, or something else among them, or the confidence is not between 0 and 1.
    """
    normal_quantile(confidence)
    asked = _each_once(definitions)
    people = classified_people(cohort, asked.values(), until=until, set_aside=set_aside)
    counted = people.group_by(_KEY).agg(people=pl.len(), classified=pl.col("classified").sum())
    # Where nobody has a record, each definition still has its row.
    every = pl.DataFrame(list(asked), schema=_KEY, orient="row")
    rows = [
        {**row, "confidence": confidence, **wilson_interval(row["classified"], row["people"], confidence)}
        for row in every.join(counted, on=_KEY, how="left", maintain_order="left").fill_null(0).to_dicts()
    ]
    return ShareClassified.cast(pl.DataFrame(rows, schema_overrides=_SHARES))


def why_not_classified(
    cohort: Cohort | CheckedCohort,
    definitions: Iterable[Definition] | Definition,
    *,
    until: Day | None = None,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per definition and thing that was missing, what most people lack first; as in `WhyNotClassified`.

    Arguments and errors are those of `share_classified`.
    """
    people = classified_people(cohort, definitions, until=until, set_aside=set_aside)
    place = people.select(_KEY).unique(maintain_order=True).with_row_index("place")
    lacking = (
        people.explode("missing", empty_as_null=False)
        .group_by(*_KEY, reason="missing")
        .agg(people=pl.len())
        .join(place, on=_KEY)
        .sort("place", -pl.col("people").cast(pl.Int64), "reason")
    )
    return WhyNotClassified.cast(lacking)


def classified_people(
    cohort: Cohort | CheckedCohort,
    definitions: Iterable[Definition] | Definition,
    *,
    until: Day | None = None,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per definition and person: whether it could classify them, and if not what was missing.

    Columns as in `ClassifiedPeople`; arguments and errors are those of `share_classified`.
    """
    asked = _each_once(definitions)
    measures = [each.column for rule in asked.values() if isinstance(rule, WorseningRule) for each in rule.custom]
    records = checked(cohort, set_aside=set_aside, relapse_rule=lublin_2013.relapses, measures=measures)
    frames = [
        _by(definition, records, until).with_columns(name=pl.lit(name), definition=pl.lit(mark))
        for (name, mark), definition in asked.items()
    ]
    return ClassifiedPeople.cast(pl.concat(frame.select(ClassifiedPeople.column_names()) for frame in frames))


def wilson_interval(successes: int, people: int, confidence: float) -> dict[str, float | None]:
    """The share with its `lower` and `upper` end by Wilson's score; missing where there is nobody."""
    if not people:
        return {"share": None, "lower": None, "upper": None}
    share, z = successes / people, normal_quantile(confidence)
    middle = share + z * z / (2 * people)
    apart = z * math.sqrt(share * (1 - share) / people + z * z / (4 * people * people))
    scale = 1 + z * z / people
    lower, upper = (middle - apart) / scale, (middle + apart) / scale
    return {"share": share, "lower": max(lower, 0.0), "upper": min(upper, 1.0)}


def _each_once(definitions: Iterable[Definition] | Definition) -> dict[tuple[str, str], Definition]:
    """The definitions by name and fingerprint."""
    is_list = isinstance(definitions, Iterable) and not isinstance(definitions, str)
    asked: list[Definition] = list(definitions) if is_list else [definitions]  # type: ignore[arg-type, list-item]
    for definition in asked:
        if not isinstance(definition, Definition):
            raise UsageError(
                f"A definition of the course, of SPMS onset or of worsening is needed, not a "
                f"{type(definition).__name__}.",
                hint="`mscourse.presets` holds the published ones; `dataclasses.replace` changes one.",
            )
    if not asked:
        raise UsageError("There is no definition to ask about.", "At least one is needed.")
    return {(definition.name, fingerprint(definition)): definition for definition in asked}


def _by(definition: Definition, records: CheckedCohort, until: Day | None) -> pl.DataFrame:
    """Everyone with a record: `patient_id`, `classified` and `missing`."""
    if isinstance(definition, CourseDefinition):
        return _by_course(definition, records, until)
    if isinstance(definition, WorseningRule):
        return classified_by_rule(records, definition, until)
    found = compare_spms_onset(records, [definition], until=until)
    unclear = pl.col("answer") == "cannot_be_judged"
    none = pl.lit([], pl.List(pl.String))
    return found.select("patient_id", classified=~unclear, missing=pl.when(unclear).then("failed").otherwise(none))


def _by_course(definition: CourseDefinition, records: CheckedCohort, until: Day | None) -> pl.DataFrame:
    """Classified is who has an activity, a worsening and, where it applies, a progression on their last day."""
    course = characterise(records, definition, until=until)
    asked = completeness(course).filter(pl.col("statement").cast(pl.String).is_in(_LOOKED_AT))
    no_day = pl.col("as_of").is_null().first()
    missing = pl.col("missing").explode(empty_as_null=False).unique().sort()
    return (
        asked.group_by("patient_id", maintain_order=True)
        .agg(
            classified=~no_day & pl.col("known_on_last_day").fill_null(value=True).all(),
            no_day=no_day,
            missing=missing,
        )
        .with_columns(
            missing=pl.when("no_day").then(pl.lit(["no_day_of_follow_up"])).otherwise("missing"),
        )
    )
