"""What was found in each span of time, what is known to be absent, and what is not known.

Each function takes spans (`patient_id`, `start`, `end`, each once) and hands them back with the component: true, false,
or missing where it is not known.
"""

from __future__ import annotations

import polars as pl

from mscourse.measures.follow_up import follow_up, kept_relapses, relapses_known
from mscourse.measures.worsenings import measured_visits, worsenings
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.worsening import WorseningRule
from mscourse.tables.cohort import CheckedCohort

KEY = ["patient_id", "start", "end"]
ANY_RELAPSE = (
    pl.when(pl.col("relapses") > 0).then(pl.lit(value=True)).when("relapses_are_all").then(pl.lit(value=False))
)
"""Whether there was a relapse, from what `with_relapses` found; missing where that is not known."""
_IN_SPAN = (pl.col("day") > pl.col("start")) & (pl.col("day") <= pl.col("end"))


def with_relapses(
    spans: pl.DataFrame, cohort: CheckedCohort, rule: RelapseRule, grace: int, *, followed: bool = True
) -> pl.DataFrame:
    """The spans with `relapses`, how many are known of, and `relapses_are_all`, whether there were no others.

    All are known where relapses were asked about on every day, the person was seen in the span or soon after, and, if
    asked for, `followed` to its end.
    """
    onsets = kept_relapses(cohort, rule).select("patient_id", day="onset_date")
    seen = cohort.visits.select("patient_id", day="date")
    asked = relapses_known(cohort).join(follow_up(cohort), on="patient_id")
    counted = _within(spans, onsets).group_by(KEY).agg(relapses=pl.len())
    all_asked = (
        pl.col("asked")
        & (pl.col("relapses_known_from") <= pl.col("start") + pl.duration(days=1)).fill_null(value=True)
        & (pl.col("relapses_known_to") >= pl.col("end")).fill_null(value=True)
        & ((pl.col("followed_to") >= pl.col("end")) if followed else pl.lit(value=True))
    )
    examined = examinations(spans, seen, grace).select(*KEY, _seen=pl.lit(value=True)).unique()
    return (
        spans.join(counted, on=KEY, how="left", maintain_order="left")
        .join(examined, on=KEY, how="left", maintain_order="left")
        .join(asked, on="patient_id", how="left", maintain_order="left")
        .select(
            *spans.columns,
            pl.col("relapses").fill_null(0),
            relapses_are_all=all_asked.fill_null(value=False) & pl.col("_seen").fill_null(value=False),
        )
    )


def with_relapse(spans: pl.DataFrame, cohort: CheckedCohort, rule: RelapseRule, grace: int) -> pl.DataFrame:
    """The spans with `relapse`: whether one began in it."""
    found = with_relapses(spans, cohort, rule, grace)
    return found.select(*spans.columns, relapse=ANY_RELAPSE)


def with_worsening(
    spans: pl.DataFrame, cohort: CheckedCohort, rule: WorseningRule, relapse_rule: RelapseRule, grace: int
) -> pl.DataFrame:
    """The spans with `worsening`: whether a confirmed one, of whatever cause, began in it.

    There was none where a visit in the span, or soon after it, can be compared with an earlier usable one and no
    worsening is waiting for confirmation.
    """
    events = worsenings(cohort, rule, relapse_rule)
    confirmed = _within(spans, events.filter("confirmed")).select(*KEY, _found=pl.lit(value=True)).unique()
    pending = events.filter(~pl.col("confirmed")).group_by("patient_id").agg(_pending=pl.col("day").min())
    measured = measured_visits(cohort, rule, relapse_rule)
    reference = measured.filter("usable").group_by("patient_id").agg(_reference=pl.col("day").min())
    latest = examinations(spans, measured, grace).group_by(KEY).agg(_latest=pl.col("day").max())
    none = (pl.col("_latest") > pl.col("_reference")).fill_null(value=False) & (
        pl.col("_pending") > pl.col("end")
    ).fill_null(value=True)
    return (
        spans.join(confirmed, on=KEY, how="left", maintain_order="left")
        .join(latest, on=KEY, how="left", maintain_order="left")
        .join(reference, on="patient_id", how="left", maintain_order="left")
        .join(pending, on="patient_id", how="left", maintain_order="left")
        .select(
            *spans.columns,
            worsening=pl.when("_found").then(statement(value=True)).when(none).then(statement(value=False)),
        )
    )


def with_mri(spans: pl.DataFrame, cohort: CheckedCohort, t2_allowed: int, grace: int) -> pl.DataFrame:
    """The spans with `mri`: whether scans in it show enhancing lesions, or more new and enlarging T2 than are let pass.

    They show none where new and enlarging lesions of the brain were both read on one of them, or on the next scan if
    that comes soon and is clear itself.
    """
    scans = scans_of(cohort)
    t2 = pl.col("new_t2_lesions").fill_null(0) + pl.col("enlarging_t2_lesions").fill_null(0)
    inside = (
        _within(spans, scans)
        .group_by(KEY)
        .agg(
            _found=(pl.col("gd_lesions").fill_null(0) > 0).any() | (t2.sum() > t2_allowed),
            _read=pl.col("readable").any(),
        )
    )
    clear = (pl.col("gd_lesions").fill_null(0) == 0) & (t2 <= t2_allowed) & pl.col("readable")
    after = next_days(spans, scans, grace).group_by(KEY).agg(_clear_after=clear.all())
    none = pl.col("_read").fill_null(value=False) | pl.col("_clear_after").fill_null(value=False)
    # A scan that was set aside for an error may have shown lesions on any day.
    none &= ~pl.col("patient_id").is_in(cohort.people_with_rows_set_aside("mri").implode())
    return (
        spans.join(inside, on=KEY, how="left", maintain_order="left")
        .join(after, on=KEY, how="left", maintain_order="left")
        .select(
            *spans.columns, mri=pl.when("_found").then(statement(value=True)).when(none).then(statement(value=False))
        )
    )


def with_brain_volume(spans: pl.DataFrame, cohort: CheckedCohort, loss: float | None, grace: int) -> pl.DataFrame:
    """The spans with `brain_volume`: whether more was lost than is let pass, by the last scan that tells.

    Of scans of one day the one with the largest loss is taken. Missing where no loss is asked about.
    """
    scans = scans_of(cohort).filter(pl.col("brain_volume_change").is_not_null())
    told = examinations(spans, scans, grace).sort("day", -pl.col("brain_volume_change")).group_by(KEY)
    last = told.agg(_change=pl.col("brain_volume_change").last())
    too_much = (-pl.col("_change") > loss) if loss is not None else pl.lit(None, pl.Boolean)
    return spans.join(last, on=KEY, how="left", maintain_order="left").select(*spans.columns, brain_volume=too_much)


def scans_of(cohort: CheckedCohort) -> pl.DataFrame:
    """The scans with their `day`, and whether they are `readable`: new and enlarging lesions of the brain both read."""
    columns = ("gd_lesions", "new_t2_lesions", "enlarging_t2_lesions")
    schema = {"patient_id": pl.String, "day": pl.Date, **dict.fromkeys(columns, pl.Int32)}
    if cohort.mri is None:
        return pl.DataFrame(schema={**schema, "brain_volume_change": pl.Float64, "readable": pl.Boolean})
    shows_brain = (pl.col("region") != "cord").fill_null(value=True)
    read = pl.col("new_t2_lesions").is_not_null() & pl.col("enlarging_t2_lesions").is_not_null()
    return cohort.mri.select("patient_id", *columns, "brain_volume_change", day="date", readable=shows_brain & read)


def examinations(spans: pl.DataFrame, dated: pl.DataFrame, grace: int) -> pl.DataFrame:
    """The rows dated in each span; of a span without any, those of the first day after it, if that is soon enough."""
    inside = _within(spans, dated)
    without = spans.select(KEY).join(inside.select(KEY).unique(), on=KEY, how="anti")
    return pl.concat([inside, next_days(without, dated, grace)])


def next_days(spans: pl.DataFrame, dated: pl.DataFrame, grace: int) -> pl.DataFrame:
    """The rows of the first day after each span, if it is at most so many days later."""
    late = (pl.col("day") > pl.col("end")) & (pl.col("day") <= pl.col("end") + pl.duration(days=grace))
    after = spans.select(KEY).join(dated, on="patient_id").filter(late)
    return after.filter(pl.col("day") == pl.col("day").min().over(KEY))


def statement(*, value: bool) -> pl.Expr:
    """True or false as an expression."""
    return pl.lit(value, pl.Boolean)


def _within(spans: pl.DataFrame, dated: pl.DataFrame) -> pl.DataFrame:
    return spans.select(KEY).join(dated, on="patient_id").filter(_IN_SPAN)
