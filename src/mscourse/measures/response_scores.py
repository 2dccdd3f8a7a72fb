"""Scores of the response to a treatment in its first year: Rio, modified Rio, MAGNIMS."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.decoding import as_days
from mscourse.derivations.treatments import need_treatments
from mscourse.measures.components import KEY, examinations, scans_of, with_relapses, with_worsening
from mscourse.measures.treated_years import TreatedYears, treated_years
from mscourse.results.around_the_course import ResponseScore
from mscourse.rules.response_scores import ResponseScoreRule, modified_rio_2013
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort

_FOUND = ("relapses", "least_lesions", "most_lesions", "worsening", "least", "most", "score", "non_responder")


def response_scores(
    cohort: Cohort | CheckedCohort,
    rule: ResponseScoreRule = modified_rio_2013,
    *,
    drugs: Sequence[str] | None = None,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per course of treatment with its points, or the bounds between which they lie.

    What is not known is not taken to be absent: the points lie between `least` and `most`, and `score` is there where
    both are the same. The EDSS is compared with the last one on or before the start.

    Drugs have the names of the table of drugs, as in `treatment_epochs`. Rows of one drug that touch or overlap are one
    course, under whatever names; no pause is bridged.

    Args:
        cohort: records; checked first if they are not yet.
        rule: which score.
        drugs: the drugs whose courses are looked at, by any of their names; by default all. The scores were made for
            interferon beta.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if there is no table of treatments, nobody takes one of the drugs, or an argument is of another
            kind.
    """
    of_kind(rule, ResponseScoreRule)
    own = () if rule.worsening is None else tuple(measure.column for measure in rule.worsening.custom)
    records = checked(cohort, set_aside=set_aside, relapse_rule=rule.relapses, measures=own)
    need_treatments(records)
    treated = treated_years(records, rule.year, drugs)
    found = _with_points(_components(treated, rule), rule)
    only_completed = [pl.when("completed").then(name).alias(name) for name in _FOUND]
    shaped = ResponseScore.cast(found.with_columns(*only_completed, definition=pl.lit(fingerprint(rule))))
    return as_days(shaped) if records.day_offsets else shaped


def _components(treated: TreatedYears, rule: ResponseScoreRule) -> pl.DataFrame:
    """The courses with what was found in their first year."""
    spans = treated.courses.select("start", "end", patient_id="course").select(KEY)
    found = [
        with_relapses(spans, treated.cohort, rule.relapses, rule.grace),
        _with_lesions(spans, treated.cohort, rule),
        spans.with_columns(worsening=pl.lit(None, pl.Boolean))
        if rule.worsening is None
        else with_worsening(spans, treated.cohort, rule.worsening, rule.relapses, rule.grace),
    ]
    return pl.concat([treated.courses, *(each.drop(KEY) for each in found)], how="horizontal")


def _with_lesions(spans: pl.DataFrame, cohort: CheckedCohort, rule: ResponseScoreRule) -> pl.DataFrame:
    """The spans with `least_lesions` and `most_lesions`, the latter missing where no scan can say.

    Enhancing lesions may be among the new ones of the same scan, or still be seen on the next: at least as many are
    active as the larger count says, at most as many as all counts together.
    """
    new, enlarging, gd = (
        pl.col(name).fill_null(0) for name in ("new_t2_lesions", "enlarging_t2_lesions", "gd_lesions")
    )
    active = rule.lesions == "active"
    t2 = new + enlarging if active else new
    enhancing = gd if active else pl.lit(0)
    counted = (
        examinations(spans, scans_of(cohort), rule.grace)
        .group_by(KEY)
        .agg(
            least_lesions=pl.max_horizontal(t2.sum(), enhancing.max()),
            most_lesions=pl.when(pl.col("readable").any()).then((t2 + enhancing).sum()),
        )
    )
    joined = spans.join(counted, on=KEY, how="left", maintain_order="left")
    return joined.select(*KEY, pl.col("least_lesions").fill_null(0), "most_lesions")


def _with_points(found: pl.DataFrame, rule: ResponseScoreRule) -> pl.DataFrame:
    """The points that are certain, those that are possible, and what follows where they agree."""
    for_relapses = pl.min_horizontal("relapses", pl.lit(rule.most_for_relapses, pl.UInt32)).cast(pl.Int32)
    possible_for_relapses = pl.when("relapses_are_all").then(for_relapses).otherwise(rule.most_for_relapses)
    certain = (pl.col("least_lesions") >= rule.lesions_from).cast(pl.Int32)
    possible = (pl.col("most_lesions") >= rule.lesions_from).fill_null(value=True).cast(pl.Int32)
    worse = pl.col("worsening") if rule.worsening is not None else pl.lit(value=False)
    least = for_relapses + certain + worse.fill_null(value=False).cast(pl.Int32)
    most = possible_for_relapses + possible + worse.fill_null(value=True).cast(pl.Int32)
    highest = pl.lit(rule.highest, pl.Int32)
    bounded = found.with_columns(least=pl.min_horizontal(least, highest), most=pl.min_horizontal(most, highest))
    limit = pl.lit(rule.non_response_from, pl.Int32)
    return bounded.with_columns(
        score=pl.when(pl.col("least") == pl.col("most")).then("least"),
        non_responder=pl.when(pl.col("least") >= limit)
        .then(pl.lit(value=True))
        .when(pl.col("most") < limit)
        .then(pl.lit(value=False)),
    )
