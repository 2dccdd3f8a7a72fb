"""The sentences of a methods section on the EDSS that follows from functional systems and ambulation."""

from __future__ import annotations

from mscourse.rules.edss_from_systems import EdssFromSystemsRule
from mscourse.views.vocabulary import listed


def edss_from_systems_in_words(rule: EdssFromSystemsRule) -> str:
    """How the scores are converted by the rule, and how the disputed rows of the table are read."""
    fatigue = "counted as a grade 1" if rule.count_fatigue else "counted as 0"
    return (
        "The scores of a visit were converted, and the first row of the rule table that fitted them decided; the "
        "recorded EDSS stood as it was. Raw visual grades 0 to 6 counted as "
        f"{_grades(rule.visual)}, raw bowel and bladder grades 0 to 6 as {_grades(rule.bowel_bladder)}; a cerebral "
        f"grade 1 {fatigue}. Where implementations of the table differ, one grade 4 with three or more grades 3 gave "
        f"EDSS {rule.row_8:.1f}, and one grade 4 with grades 2 but none of 3 gave {rule.row_9:.1f}, both with a walk "
        "of 300 m or more."
    )


def _grades(counted: tuple[int, ...]) -> str:
    return listed([str(grade) for grade in counted])
