"""The sentences of a methods section on severity scores."""

from __future__ import annotations

from mscourse.rules.severity import SeverityRule

_SINCE = {"duration": "since the first symptom", "age": "of age"}


def severity_in_words(rule: SeverityRule) -> str:
    """Among whom an EDSS is ranked by the rule, and what its score is."""
    more = f"counted as {rule.highest:,}" if rule.beyond == "as_highest" else "had no score"
    years = "1 year" if rule.apart == 1 else f"{rule.apart:,} years"
    alike = f"of at most {years} more or less" if rule.apart else "of as many years"
    return (
        f"Each EDSS below {rule.edss_below:.1f} was ranked among those of the people {alike}, by whole years "
        f"{_SINCE[rule.years]} from {rule.lowest:,} to {rule.highest:,}; more years {more}. Of each person the "
        f"{rule.visit} EDSS below {rule.edss_below:.1f} within the years was ranked. The score is ten times the mean "
        "rank, divided by one more than the number of people; scores by the people of one cohort do not compare with "
        "those of another."
    )
