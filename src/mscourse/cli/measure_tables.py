"""What `mscourse measure` prints: the numbers of the cohort, from the whole table of each measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from mscourse.cli.summary import PHENOTYPE_NAMES
from mscourse.cli.terminal import show, show_table
from mscourse.results.around_the_course import ATTRIBUTIONS, ENDED
from mscourse.results.spms_onsets import ANSWERS

EVERYBODY = "everybody"
_NOT_RECORDED = "not recorded"
_FIRST_ROWS = 40
_CALLED = {
    "age": "age, years",
    "disease_duration": "disease duration, years",
    "edss": "EDSS",
    "relapses_past_year": "relapses in the past year",
}
_LESIONS = {"gd_lesions": "enhancing", "new_t2_lesions": "new T2", "enlarging_t2_lesions": "enlarging T2"}


def show_relapse_rate(found: pl.DataFrame, _: object) -> None:
    """Print the rate of everybody and of each group."""
    rows = [
        [
            _group(row),
            row["people"],
            row["people_unknown"],
            row["relapses"],
            f"{row['person_years']:,.1f}",
            _number(row["rate"], 3),
            "-" if row["lower"] is None else f"{row['lower']:.3f} to {row['upper']:.3f}",
        ]
        for row in found.to_dicts()
    ]
    interval = f"{100 * found.get_column('confidence').item(0):g}% interval"
    _show(["group", "people", "unknown", "relapses", "person-years", "rate", interval], rows)
    show()
    show("Relapses per person-year. Unknown: people of whom relapses are not known; they take no part.")


def show_no_evidence(found: pl.DataFrame, _: object) -> None:
    """Print, year by year of follow-up, how many had no evidence of disease activity."""
    from mscourse.measures import share_without_evidence

    shares = share_without_evidence(found)
    rows = [
        [row["year"], row["people"], row["no_evidence"], row["evidence"], row["unknown"], _share(row["share"])]
        for row in shares.head(_FIRST_ROWS).to_dicts()
    ]
    _show(["year", "people", "without evidence", "with evidence", "unknown", "share"], rows, text=())
    show()
    show("The share without evidence is of those of whom it is known.")


def show_response_scores(found: pl.DataFrame, rule: Any) -> None:  # noqa: ANN401 - the rule of the measure
    """Print, drug by drug, how many courses have how many points."""
    points = range(rule.highest + 1)
    counted = found.group_by("drug").agg(
        pl.len().alias("courses"),
        pl.col("completed").sum(),
        *((pl.col("score") == each).sum().alias(str(each)) for each in points),
        (pl.col("completed") & pl.col("score").is_null()).sum().alias("unknown"),
        pl.col("non_responder").sum().alias("non-response"),
    )
    has_limit = rule.non_response_from is not None
    columns = [
        "drug",
        "courses",
        "completed",
        *map(str, points),
        "unknown",
        *(["non-response"] if has_limit else []),
    ]
    _show([*columns[:2], "whole year", *columns[3:]], counted.sort("drug").select(columns).rows())
    show()
    show(
        f"0 to {rule.highest}: courses with so many points, of those of a whole year. Unknown: what was not recorded "
        "could change the score."
    )


def show_severity(found: pl.DataFrame, _: object) -> None:
    """Print how the latest scores of the people spread."""
    people = found.get_column("patient_id").n_unique()
    scores = found.drop_nulls("score").sort("patient_id", "date").group_by("patient_id").last().get_column("score")
    spread = [scores.median(), *(scores.quantile(each, "linear") for each in (0.25, 0.75)), scores.min(), scores.max()]
    headings = ["people", "with a score", "median", "lower quartile", "upper quartile", "lowest", "highest"]
    _show(headings, [[people, len(scores), *(_number(each, 2) for each in spread)]], text=())
    show()
    show("The latest score of each person, ranked within this cohort: scores by other tables do not compare.")


def show_baseline(found: pl.DataFrame, _: object) -> None:
    """Print the characteristics with a column for everybody and one for each group."""
    groups = [_group(row) for row in found.select("by", "group").unique(maintain_order=True).to_dicts()]
    cells: dict[str, dict[str, str]] = {}
    for row in found.to_dicts():
        for said, cell in _cells(row):
            cells.setdefault(said, {})[_group(row)] = cell
    _show(["", *groups], [[said, *(of_group.get(each) for each in groups)] for said, of_group in cells.items()])
    show()
    show("Counts with their share of those of whom it is known; else the median with the quartiles.")


def _cells(row: dict[str, Any]) -> list[tuple[str, str]]:
    called = _CALLED.get(row["characteristic"], row["characteristic"])
    cells = []
    if row["characteristic"] == "people":
        cells.append((called, f"{row['people']:,}"))
    elif row["median"] is not None:
        cells.append((called, f"{row['median']:.1f} ({row['q1']:.1f} to {row['q3']:.1f})"))
    elif row["level"] is not None:
        level = PHENOTYPE_NAMES.get(row["level"], row["level"])
        cells.append((f"{called}: {level}", f"{row['people']:,} ({row['percent']:.0f}%)"))
    if row["missing"]:
        cells.append((f"{called}: not known", f"{row['missing']:,}"))
    return cells


def show_spms_onsets(found: pl.DataFrame, _: object) -> None:
    """Print, definition by definition, how many people had an onset."""
    counted = found.group_by("name", maintain_order=True).agg(
        pl.len(), *((pl.col("answer") == answer).sum().alias(answer) for answer in ANSWERS)
    )
    _show(["definition", "people", "SPMS", "not SPMS", "cannot be judged"], counted.rows())
    show()
    show("Cannot be judged: nothing but a missing record stood in the way. --out has who, when, and what did.")


def show_transition(found: pl.DataFrame, _: object) -> None:
    """Print the rate of relapses and the slope of EDSS before the onset and from it on."""
    from mscourse.measures import pooled_relapse_rates

    rates = {row["period"]: row for row in pooled_relapse_rates(found).to_dicts()}
    slopes = found.group_by("period").agg(
        pl.len(), pl.col("edss_slope").count().alias("with_slope"), pl.col("edss_slope").median().alias("slope")
    )
    rows = []
    for row in slopes.sort("period").to_dicts():
        rate = rates.get(row["period"], {"relapses": None, "years": None, "relapse_rate": None})
        numbers = [_number(rate["years"], 1), _number(rate["relapse_rate"], 3)]
        rows.append(
            [row["period"], row["len"], rate["relapses"], *numbers, row["with_slope"], _number(row["slope"], 2)]
        )
    _show(["period", "people", "relapses", "years", "rate", "with a slope", "median slope"], rows)
    show()
    people = found.get_column("patient_id").n_unique()
    show(f"SPMS began in {people:,} {'person' if people == 1 else 'people'}. The slope is in EDSS points a year.")
    show("The onset is itself a rise away from relapses: the two periods are not as around any other day.")


def show_treatments(found: pl.DataFrame, _: object) -> None:
    """Print, drug by drug, how many epochs there were, how long they lasted and how they ended."""
    counted = found.group_by("drug").agg(
        pl.col("patient_id").n_unique(),
        pl.len(),
        pl.col("days").median().alias("median"),
        *((pl.col("ended") == word).sum().alias(word) for word in ENDED),
    )
    rows = [[*row[:3], _number(row[3], 0), *row[4:]] for row in counted.sort("drug").rows()]
    _show(["drug", "people", "epochs", "median days", "ongoing", "switched", "stopped"], rows)
    show()
    unknown = found.filter(~pl.col("known_drug")).get_column("drug").n_unique()
    if unknown:
        show(f"{unknown:,} {'drug is' if unknown == 1 else 'drugs are'} not in the table of drugs; --drugs gives one.")
    show("The median is of the epochs that are over.")


def show_mri_on_treatment(found: pl.DataFrame, _: object) -> None:
    """Print, drug by drug, how many scans show lesions that can be put to it."""
    counted = (
        found.filter(pl.col("drug").is_not_null())
        .group_by("drug")
        .agg(pl.len(), *((pl.col("attribution") == word).sum().alias(word) for word in ATTRIBUTIONS[:-1]))
    )
    if counted.is_empty():
        show_nothing("no scan was made on a drug")
    else:
        _show(["drug", "scans", "active", "none", "carry-over", "unknown"], counted.sort("drug").rows())
        show()
    without = found.filter(pl.col("drug").is_null()).height
    show(f"{without:,} {'scan was' if without == 1 else 'scans were'} made without a drug.")
    if not counted.is_empty():
        show("Active: lesions of the drug's own time. Carry-over: they may be older. Unknown: they cannot be dated.")


def show_derived_edss(found: pl.DataFrame, _: object) -> None:
    """Print how the derived EDSS compares with the recorded one."""
    derived, recorded = pl.col("derived_edss"), pl.col("edss")
    both = derived.is_not_null() & recorded.is_not_null()
    said = {
        "as recorded": both & (derived == recorded),
        "higher than recorded": both & (derived > recorded),
        "lower than recorded": both & (derived < recorded),
        "derived, not recorded": derived.is_not_null() & recorded.is_null(),
        "not derived": derived.is_null(),
    }
    counted = found.select(holds.sum().alias(name) for name, holds in said.items()).row(0)
    _show(["derived EDSS", "visits"], list(zip(said, counted, strict=True)))
    show()
    ambiguous = int(found.get_column("ambiguous").sum())
    show(f"In {ambiguous:,} of {found.height:,} visits the row that decided is a disputed one.")


def show_reports(found: pl.DataFrame, _: object) -> None:
    """Print, by the kind of lesion, what the reports say and whether that fits what was recorded."""
    counted = found.group_by("kind").agg(
        pl.len(),
        pl.col("present").sum().alias("present"),
        (~pl.col("present")).sum().alias("absent"),
        pl.col("present").is_null().sum().alias("unclear"),
        pl.col("agrees").sum().alias("agrees"),
        (~pl.col("agrees")).sum().alias("disagrees"),
    )
    rows = [[_LESIONS[row[0]], *row[1:]] for row in counted.sort("kind").rows()]
    _show(["lesions", "reports", "present", "absent", "not clear", "as recorded", "not as recorded"], rows)
    show()
    show("--out has the sentence that says so.")


def show_nothing(why: str | None, until: str | None = None) -> None:
    """Print that there is nothing to count and, where that is known, why, up to the last day that was looked at."""
    by_then = "" if until is None else f" by {until}"
    show("There is nothing to count." if why is None else f"There is nothing to count: {why}{by_then}.")


def _show(headings: Sequence[str], rows: Sequence[Sequence[object]], *, text: Sequence[str] | None = None) -> None:
    """Print the table with every column but the first set to the right, or those that are not text."""
    aside = headings[:1] if text is None else text
    show_table(headings, rows, numbers=[each for each in headings if each not in aside])


def _group(row: dict[str, Any]) -> str:
    if row["by"] is None:
        return EVERYBODY
    return _NOT_RECORDED if row["group"] is None else str(row["group"])


def _number(value: Any, places: int) -> str | None:  # noqa: ANN401 - what polars hands out
    return None if value is None else f"{value:,.{places}f}"


def _share(value: float | None) -> str | None:
    return None if value is None else f"{100 * value:.0f}%"


TABLES: dict[str, Callable[[pl.DataFrame, Any], None]] = {
    "relapse_rate": show_relapse_rate,
    "no_evidence_of_disease_activity": show_no_evidence,
    "response_scores": show_response_scores,
    "severity_scores": show_severity,
    "baseline_table": show_baseline,
    "compare_spms_onset": show_spms_onsets,
    "before_and_after_spms": show_transition,
    "treatment_epochs": show_treatments,
    "mri_on_treatment": show_mri_on_treatment,
    "derive_edss": show_derived_edss,
    "read_reports": show_reports,
}
"""What prints each measure, by the call that computes it."""
WHY_NOTHING = {
    "no_evidence_of_disease_activity": "nobody has a visit with an EDSS",
    "response_scores": "no treatment is recorded",
    "severity_scores": "nobody has a visit with an EDSS",
    "compare_spms_onset": "nobody has a record",
    "before_and_after_spms": "nobody has an onset of SPMS by this definition",
    "treatment_epochs": "no treatment is recorded",
    "mri_on_treatment": "no scan is recorded",
    "derive_edss": "no visit is recorded",
    "read_reports": "no scan has a report (column report_text of mri)",
}
"""Why the table of a measure has no rows, by the call that computes it."""
