"""How an EDSS follows from the functional systems and the ambulation score."""

from __future__ import annotations

from dataclasses import dataclass

from mscourse.errors import DefinitionError
from mscourse.rules.fields import Checked, Reference, choice, described

KURTZKE_1983 = Reference(
    authors="Kurtzke",
    year=1983,
    title="Rating neurologic impairment in multiple sclerosis: an expanded disability status scale (EDSS)",
    journal="Neurology 33:1444",
    doi="10.1212/WNL.33.11.1444",
)

AMBULATION_DECIDES = (
    *(
        (level, 1, edss)
        for level, edss in ((16, 10.0), (15, 9.5), (14, 9.0), (13, 8.5), (12, 8.0), (11, 7.5), (10, 7.0))
    ),
    (9, 2, 6.5),
    (8, 2, 6.5),
    (7, 3, 6.0),
    (6, 3, 6.0),
    (5, 3, 6.0),
    (4, 4, 5.5),
    (3, 5, 5.0),
)
"""Ambulation scores that decide by themselves: the score, the row of the rule table, the EDSS."""
AMBIGUOUS_ROWS = (8, 9)
"""The rows of the rule table about which implementations differ."""
_GRADES = 7


@dataclass(frozen=True, kw_only=True)
class EdssFromSystemsRule(Checked):
    """The rule table, read from top to bottom: the first row that fits decides.

    Visual and bowel/bladder grades are converted first. The two disputed rows may be set the other way.
    """

    name: str
    sentence: str
    references: tuple[Reference, ...]

    count_fatigue: bool = described(
        default=True, meaning="whether cerebral grade 1 (fatigue or signs only) counts as a grade 1"
    )
    visual: tuple[int, ...] = described((0, 1, 2, 2, 3, 3, 4), "what the raw visual grades 0 to 6 count as")
    bowel_bladder: tuple[int, ...] = described(
        (0, 1, 2, 3, 3, 4, 5), "what the raw bowel and bladder grades 0 to 6 count as"
    )
    row_8: float = choice(
        5.0, "EDSS of one grade 4 with three or more grades 3, walking 300 m or more", allowed=(5.0, 4.5)
    )
    row_9: float = choice(
        4.5, "EDSS of one grade 4 with grades 2 but none of 3, walking 300 m or more", allowed=(4.5, 4.0)
    )

    def __post_init__(self) -> None:
        """Check the fields, and that each raw grade counts as something."""
        super().__post_init__()
        for name in ("visual", "bowel_bladder"):
            counts_as = getattr(self, name)
            if len(counts_as) != _GRADES or any(not 0 <= each < _GRADES for each in counts_as):
                raise DefinitionError(
                    f"EdssFromSystemsRule.{name} is not usable.",
                    "It says for each of the raw grades 0 to 6 which grade from 0 to 6 it counts as.",
                )


edss_from_systems = EdssFromSystemsRule(
    name="edss_from_systems",
    sentence="EDSS from the converted functional systems and the ambulation score, the first row that fits deciding.",
    references=(KURTZKE_1983,),
)
