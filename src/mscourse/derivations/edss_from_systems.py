"""The EDSS that the functional systems and the ambulation score of a visit give, beside the one recorded."""

from __future__ import annotations

import polars as pl

from mscourse.derivations.arguments import checked, of_kind
from mscourse.derivations.decoding import as_days
from mscourse.derivations.edss_table import converted, with_derived_edss
from mscourse.derivations.visits import merge_same_day
from mscourse.results.around_the_course import DerivedEdss
from mscourse.rules.edss_from_systems import EdssFromSystemsRule, edss_from_systems
from mscourse.rules.library import lublin_2013
from mscourse.rules.written import fingerprint
from mscourse.tables.cohort import CheckedCohort, Cohort


def derive_edss(
    records: Cohort | CheckedCohort | pl.DataFrame,
    rule: EdssFromSystemsRule = edss_from_systems,
    *,
    set_aside: bool = False,
) -> pl.DataFrame:
    """One row per visit with the recorded EDSS, the derived one, and the row of the rule table that decided.

    The recorded EDSS stands as it is: the derived one is a column beside it. From an ambulation score of 3 up nothing
    else is needed; below that nothing is derived unless all eight scores are there. Rows of one day are one visit, and
    a score on which they disagree is not there.

    Args:
        records: a cohort, or a frame of visits.
        rule: the conversions, and how the disputed rows are read.
        set_aside: leave rows with errors out instead of stopping.

    Raises:
        DataError: if the records hold errors and `set_aside` is not asked for.
        UsageError: if it is neither a cohort nor a frame of visits.
    """
    of_kind(rule, EdssFromSystemsRule)
    given = Cohort(visits=records) if isinstance(records, pl.DataFrame) else records
    cohort = checked(given, set_aside=set_aside, relapse_rule=lublin_2013.relapses)
    visits, _ = merge_same_day(cohort.visits)
    scores = visits.select("patient_id", "date", "edss", "ambulation", *converted(rule))
    found = with_derived_edss(scores, rule).with_columns(definition=pl.lit(fingerprint(rule)))
    shaped = DerivedEdss.cast(found)
    return as_days(shaped) if cohort.day_offsets else shaped
