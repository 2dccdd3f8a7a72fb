"""The treatments of a cohort as epochs, and which activity on a scan can be put to the drug of that day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.checks.drugs import check_drugs
from mscourse.derivations.decoding import as_days
from mscourse.errors import UsageError
from mscourse.results.around_the_course import ATTRIBUTIONS, BEGAN, ENDED
from mscourse.rules.library import lublin_2013
from mscourse.rules.treatments import TreatmentRule, treatments_with_rebaseline
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort
from mscourse.tables.days import day_number
from mscourse.tables.drugs import DrugTable, drug_table
from mscourse.tables.finding_rows import joined

Day = dt.date | str | int

REASONS = (
    "before_rebaseline",
    "clear",
    "compared_with_before_rebaseline",
    "comparison_not_named",
    "enlarging_t2",
    "gd_lesion",
    "gd_too_early",
    "new_t2",
    "no_rebaseline_scan",
    "not_readable",
)
_OF_EPOCH = ("patient_id", "start", "drug")


def treatment_epochs(
    cohort: Cohort | CheckedCohort,
    rule: TreatmentRule = treatments_with_rebaseline,
    drugs: Any = None,  # noqa: ANN401 - a frame of polars or pandas, or a path
    *,
    until: Day | None = None,
    set_aside: bool = False,
) -> pl.DataFrame:
    """Each person's epochs on a drug, in order: courses of one drug with short pauses between them are one.

    `drug` is the generic name, or what was written where the table of drugs does not hold it (`known_drug` is then
    false, and `treatment_findings` says so): capitals make no other drug of it, and the person's first spelling stands
    for all. `stop` is the first day without the drug, missing while it goes on.
    `began` is `first`, `switch` (from another drug, `switched_from`), `restart` (of a drug taken before) or `new`
    (any other); `ended` is `ongoing`, `switch` or `stop`. The drug is taken to act from `acts_from` to the day before
    `acts_until`; both are missing for an epoch that was over before that.

    A pause is known to be short once the drug is taken again: the epochs look back from the last record.

    Args:
        cohort: records with a table of treatments; checked first if they are not yet.
        rule: which pauses are bridged, and when another drug makes a switch.
        drugs: a table of drugs of the user's own, a frame or the path of a CSV file; by default the one that the
            records were checked with, which is the package's unless another was asked for.
        until: the last day to look at; a course that ends later is then not known to end.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        SourceError: if the file of drugs cannot be read.
        UsageError: if there is no table of treatments, `until` does not read as a day, or an argument is of another
            kind.
    """
    of_kind(rule, TreatmentRule)
    records = _with_treatments(cohort, set_aside=set_aside)
    known = _known(records, drugs)
    epochs = _epochs(records, rule.bridged_pause, known, until)
    facts = known.drugs.select("drug", "atc", "efficacy")
    found = (
        _acting(_neighbours(epochs, rule), rule)
        .join(facts, on="drug", how="left", maintain_order="left")
        .with_columns(
            epoch=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("patient_id"),
            days=(pl.col("stop") - pl.col("start")).dt.total_days().cast(pl.Int32),
            definition=pl.lit(fingerprint(rule)),
        )
        .select(
            "patient_id", "epoch", "drug", "known_drug", "atc", "efficacy", "start", "stop", "days", "courses",
            "began", "switched_from", "ended", "switched_to", "acts_from", "acts_until",
            "definition",
        )
    )  # fmt: skip
    found = _as_written(found, _spellings(records, known), "drug", "switched_from", "switched_to")
    return as_days(found) if records.day_offsets else found


def treatment_findings(
    cohort: Cohort | CheckedCohort,
    drugs: Any = None,  # noqa: ANN401
    *,
    set_aside: bool = False,
) -> pl.DataFrame:
    """What is wrong, or worth knowing, about the drugs of the records; columns as in `Findings`.

    A drug that the table does not hold, and a name and a code that lead to two drugs (the name is then used), are
    warnings; a drug that was read from its code alone is a note. They are among the findings of `check` as well.

    Args:
        cohort: as for `treatment_epochs`.
        drugs: as for `treatment_epochs`.
        set_aside: as for `treatment_epochs`.

    Raises:
        DataError: as for `treatment_epochs`.
        SourceError: as for `treatment_epochs`.
        UsageError: as for `treatment_epochs`.
    """
    records = _with_treatments(cohort, set_aside=set_aside)
    assert records.treatments is not None  # noqa: S101 - `_with_treatments` has made sure
    return joined(check_drugs(records.treatments, _known(records, drugs)))


def mri_on_treatment(
    cohort: Cohort | CheckedCohort,
    rule: TreatmentRule = treatments_with_rebaseline,
    drugs: Any = None,  # noqa: ANN401
    *,
    until: Day | None = None,
    set_aside: bool = False,
) -> pl.DataFrame:
    """Per scan, whether its activity can be put to the drug of that day: one row per scan, in order of date.

    `attribution` is

    * `active`: an enhancing lesion once the drug has had time to act, or a T2 lesion counted against the
      re-baseline scan or a later one;
    * `carry_over`: lesions on the re-baseline scan or before it, which may be older than the drug;
    * `unknown`: lesions that cannot be dated, or counts that were not read; `reason` says which;
    * `none`: new and enlarging T2 lesions were read, and there was no lesion;
    * `not_on_treatment`.

    The re-baseline scan is the first one, not of the cord alone, in the rule's window after the start. Of several
    drugs taken at once the one begun last counts. All of it is disease activity, whatever it is put to.

    Args:
        cohort: records with tables of treatments and of scans; checked first if they are not yet.
        rule: the window of the re-baseline scan, and when a drug has had time to act.
        drugs: as for `treatment_epochs`.
        until: as for `treatment_epochs`.
        set_aside: as for `treatment_epochs`.

    Raises:
        DataError: as for `treatment_epochs`.
        SourceError: as for `treatment_epochs`.
        UsageError: as for `treatment_epochs`, and if there is no table of scans.
    """
    of_kind(rule, TreatmentRule)
    records = _with_treatments(cohort, set_aside=set_aside)
    if records.mri is None:
        raise UsageError("The cohort has no table of scans (mri).", "What a scan shows is read from that table.")
    scans = _cut(records.mri, "date", records, until).with_row_index("place")
    brain = (pl.col("region") != "cord").fill_null(value=True)
    if rule.unnamed_comparison == "previous_scan":
        earlier = scans.filter(brain).select("patient_id", pl.col("date").alias("previous")).unique()
        scans = _with_latest_before(scans, earlier).with_columns(pl.coalesce("compared_with", "previous"))
    known = _known(records, drugs)
    epochs = _epochs(records, rule.bridged_pause, known, until)
    on_drug = scans.join(_present(scans, epochs, rule), on="place", how="left", maintain_order="left")
    found = _judged(_with_rebaseline(on_drug, scans.filter(brain), rule), rule).select(
        "patient_id", "date", "row", "drug", "start", "rebaseline", "compared_with", "attribution", "reason",
        pl.lit(fingerprint(rule)).alias("definition"),
    )  # fmt: skip
    found = _as_written(found, _spellings(records, known), "drug")
    return as_days(found) if records.day_offsets else found


def _with_treatments(cohort: Cohort | CheckedCohort, *, set_aside: bool) -> CheckedCohort:
    records = checked(cohort, set_aside=set_aside, relapse_rule=lublin_2013.relapses)
    need_treatments(records)
    return records


def need_treatments(records: CheckedCohort) -> None:
    """Nothing, if the records have a table of treatments.

    Raises:
        UsageError: if they have none.
    """
    if records.treatments is None:
        raise UsageError(
            "The cohort has no table of treatments.",
            "Without one, treatments are unknown; a table without rows says that there were none.",
        )


def _known(records: CheckedCohort, drugs: Any) -> DrugTable:  # noqa: ANN401
    """The table of drugs that is asked for, else the one that the records were checked with."""
    return records.drugs or drug_table() if drugs is None else drug_table(drugs)


def _cut(table: pl.DataFrame, column: str, records: CheckedCohort, until: Day | None) -> pl.DataFrame:
    """The rows up to the last day that is looked at."""
    if until is None:
        return table
    return table.filter(pl.col(column) <= _last_day(records, until))


def _last_day(records: CheckedCohort, until: Day) -> pl.Expr:
    return pl.lit(day_number(until, day_offsets=records.day_offsets), pl.Int32).cast(pl.Date)


def named_treatments(records: CheckedCohort, known: DrugTable | None = None) -> pl.DataFrame:
    """The treatments with the drug of each: by its name, else by its code, else what is `written`, in lower case.

    `known_drug` says whether the table of drugs holds it; without one, it is that which the records were checked with.
    """
    rows = records.treatments
    assert rows is not None  # noqa: S101 - `_with_treatments` has made sure
    written = pl.col("drug").str.strip_chars()
    drug = pl.coalesce("by_name", "by_code", written.str.to_lowercase())
    is_known = pl.col("by_name").is_not_null() | pl.col("by_code").is_not_null()
    named = (known or _known(records, None)).of(rows)
    return named.with_columns(drug=drug, known_drug=is_known, written=written)


def _spellings(records: CheckedCohort, known: DrugTable) -> pl.DataFrame:
    """How each person's drugs that are not known were written in their first course."""
    unknown = named_treatments(records, known).filter(~pl.col("known_drug"))
    first = unknown.sort("patient_id", "start_date", "row").unique(("patient_id", "drug"), keep="first")
    return first.select("patient_id", "drug", "written")


def _as_written(found: pl.DataFrame, spellings: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The rows with drugs that are not known as they were written, in these columns."""
    if spellings.is_empty():
        return found
    for column in columns:
        written = spellings.rename({"drug": column})
        found = found.join(written, on=["patient_id", column], how="left", maintain_order="left")
        found = found.with_columns(pl.coalesce("written", column).alias(column)).drop("written")
    return found


def drug_called(records: CheckedCohort, name: str) -> str:
    """The drug of that name in whatever spelling, as `named_treatments` calls it."""
    return _known(records, None).by_name(name) or name.strip().lower()


def courses_of_drugs(records: CheckedCohort) -> pl.DataFrame:
    """`patient_id`, `drug`, `start` and `stop` of every course, in this order; rows that touch or overlap are one.

    A new row for another dose, or another name of the same drug, is no new course. No pause is bridged.
    """
    return _epochs(records, 0, _known(records, None), None).select("patient_id", "drug", "start", "stop")


def _epochs(records: CheckedCohort, bridged_pause: int, known: DrugTable, until: Day | None) -> pl.DataFrame:
    """Courses of one drug joined over short pauses; in order of person, start and drug."""
    rows = _cut(named_treatments(records, known), "start_date", records, until)
    end = pl.col("end_date")
    if until is not None:
        end = pl.when(end <= _last_day(records, until)).then(end)
    # An end that is open lies after every day; among courses of one drug the latest end so far decides.
    far = pl.lit(2**30, pl.Int32)
    ordered = rows.with_columns(first=pl.col("start_date").to_physical(), last=end.to_physical().fill_null(far)).sort(
        "patient_id", "drug", "first", "last"
    )
    same = ("patient_id", "drug")
    reached = pl.col("last").cum_max().shift(1).over(same)
    another = (pl.col("first") - reached > bridged_pause).fill_null(value=True)
    return (
        ordered.with_columns(number=another.cum_sum())
        .group_by(*same, "number")
        .agg(
            known_drug=pl.col("known_drug").first(),
            start=pl.col("start_date").min(),
            stop=pl.col("last").max(),
            courses=pl.len().cast(pl.UInt32),
        )
        .with_columns(stop=pl.when(pl.col("stop") < far).then("stop").cast(pl.Date))
        .drop("number")
        .sort(_OF_EPOCH)
    )


def _neighbours(epochs: pl.DataFrame, rule: TreatmentRule) -> pl.DataFrame:
    """The epochs with how each began and ended.

    An epoch ends in a switch to the first one of another drug that began later (in the order of the table), not
    more than so many days after its end, and went on beyond it.
    """
    numbered = epochs.with_row_index("place")
    other = numbered.select("patient_id", "place", "drug", "start", "stop").rename(
        {"place": "next", "drug": "next_drug", "start": "next_start", "stop": "next_stop"}
    )
    switches = (
        numbered.filter(pl.col("stop").is_not_null())
        .join(other, on="patient_id")
        .filter(
            pl.col("next") > pl.col("place"),
            pl.col("next_drug") != pl.col("drug"),
            (pl.col("next_start") - pl.col("stop")).dt.total_days() <= rule.switch_within,
            pl.col("next_stop").is_null() | (pl.col("next_stop") > pl.col("stop")),
        )
        .sort("place", "next")
        .unique("place", keep="first", maintain_order=True)
    )
    # Where several drugs were switched to one, the one that was taken last.
    came_from = switches.sort("stop", "place").group_by(place="next").agg(switched_from=pl.col("drug").last())
    taken_before = pl.int_range(pl.len()).over("patient_id", "drug") > 0
    began = (
        pl.when(pl.int_range(pl.len()).over("patient_id") == 0)
        .then(pl.lit("first"))
        .when(pl.col("switched_from").is_not_null())
        .then(pl.lit("switch"))
        .when(taken_before)
        .then(pl.lit("restart"))
        .otherwise(pl.lit("new"))
    )
    ended = (
        pl.when(pl.col("stop").is_null())
        .then(pl.lit("ongoing"))
        .when(pl.col("switched_to").is_not_null())
        .then(pl.lit("switch"))
        .otherwise(pl.lit("stop"))
    )
    return (
        numbered.join(switches.select("place", switched_to="next_drug"), on="place", how="left", maintain_order="left")
        .join(came_from, on="place", how="left", maintain_order="left")
        .with_columns(began=began.cast(pl.Enum(BEGAN)), ended=ended.cast(pl.Enum(ENDED)))
        .drop("place")
    )


def _acting(epochs: pl.DataFrame, rule: TreatmentRule) -> pl.DataFrame:
    start = pl.col("start") + pl.duration(days=rule.onset_of_action)
    stop = pl.col("stop") + pl.duration(days=rule.carry_over)
    acts = stop.is_null() | (start < stop)
    return epochs.with_columns(acts_from=pl.when(acts).then(start), acts_until=pl.when(acts).then(stop))


def _with_latest_before(scans: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """The scans with the last day before theirs in `previous`."""
    before = (
        scans.select("place", "patient_id", "date")
        .join(earlier, on="patient_id")
        .filter(pl.col("previous") < pl.col("date"))
        .group_by("place")
        .agg(pl.col("previous").max())
    )
    return scans.join(before, on="place", how="left", maintain_order="left")


def _present(scans: pl.DataFrame, epochs: pl.DataFrame, rule: TreatmentRule) -> pl.DataFrame:
    """For each scan on a drug the epoch that was begun last."""
    until = pl.col("stop") + pl.duration(days=rule.carry_over)
    return (
        scans.select("place", "patient_id", "date")
        .join(epochs.select("patient_id", "drug", "start", "stop"), on="patient_id")
        .filter(pl.col("start") <= pl.col("date"), until.is_null() | (pl.col("date") < until))
        .sort("place", "start", "drug")
        .unique("place", keep="last", maintain_order=True)
        .select("place", "drug", "start")
    )


def _with_rebaseline(on_drug: pl.DataFrame, brain_scans: pl.DataFrame, rule: TreatmentRule) -> pl.DataFrame:
    """The scans with the day of the re-baseline scan of their epoch, as far as it was there by then."""
    since = (pl.col("rebaseline") - pl.col("start")).dt.total_days()
    found = (
        on_drug.filter(pl.col("start").is_not_null())
        .select("place", "patient_id", "date", "start")
        .join(brain_scans.select("patient_id", pl.col("date").alias("rebaseline")).unique(), on="patient_id")
        .filter(since.is_between(rule.rebaseline_from, rule.rebaseline_to), pl.col("rebaseline") <= pl.col("date"))
        .group_by("place")
        .agg(pl.col("rebaseline").min())
    )
    return on_drug.join(found, on="place", how="left", maintain_order="left")


def _judged(scans: pl.DataFrame, rule: TreatmentRule) -> pl.DataFrame:
    """The scans with what their lesions can be put to, and why."""
    since, compared, base = (
        (pl.col("date") - pl.col("start")).dt.total_days(),
        pl.col("compared_with"),
        pl.col("rebaseline"),
    )
    gd, new, enlarging = (
        (pl.col(f"{kind}_lesions") > 0).fill_null(value=False) for kind in ("gd", "new_t2", "enlarging_t2")
    )
    t2 = new | enlarging
    is_after = (base < pl.col("date")).fill_null(value=False)
    in_time = ~is_after & (since <= rule.rebaseline_to)
    dated = is_after & (compared >= base).fill_null(value=False)
    late_gd = gd & (since >= rule.onset_of_action)
    early_gd = gd & ~late_gd
    active = late_gd | (t2 & dated)
    doubtful = {
        "before_rebaseline": (t2 | early_gd) & in_time,
        "no_rebaseline_scan": t2 & ~is_after & ~in_time,
        "comparison_not_named": t2 & is_after & compared.is_null(),
        "compared_with_before_rebaseline": t2 & is_after & (compared < base).fill_null(value=False),
        "gd_too_early": early_gd & ~in_time,
    }
    readable = (
        (pl.col("region") != "cord").fill_null(value=True)
        & pl.col("new_t2_lesions").is_not_null()
        & pl.col("enlarging_t2_lesions").is_not_null()
    )
    holds = {
        "enlarging_t2": active & enlarging & dated,
        "gd_lesion": active & late_gd,
        "new_t2": active & new & dated,
        **{reason: ~active & holds for reason, holds in doubtful.items()},
        "clear": ~gd & ~t2 & readable,
        "not_readable": ~gd & ~t2 & ~readable,
    }
    treated = pl.col("drug").is_not_null()
    attribution = (
        pl.when(~treated).then(pl.lit("not_on_treatment"))
        .when(active).then(pl.lit("active"))
        .when(doubtful["before_rebaseline"]).then(pl.lit("carry_over"))
        .when(gd | t2 | ~readable).then(pl.lit("unknown"))
        .otherwise(pl.lit("none"))
    )  # fmt: skip
    reasons = pl.concat_list(
        pl.when(treated & holds[reason]).then(pl.lit(reason)) for reason in sorted(REASONS)
    ).list.drop_nulls()
    return scans.with_columns(attribution=attribution.cast(pl.Enum(ATTRIBUTIONS)), reason=reasons)
