"""How severe an EDSS is for so many years of disease, or for so high an age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mscourse.errors import DefinitionError
from mscourse.rules.fields import Checked, Reference, choice, number

ROXBURGH_2005 = Reference(
    authors="Roxburgh et al.",
    year=2005,
    title="Multiple Sclerosis Severity Score: using disability and disease duration to rate disease severity",
    journal="Neurology 64:1144",
    doi="10.1212/01.WNL.0000156155.19270.F8",
    seen="M",
)
MANOUCHEHRINIA_2017 = Reference(
    authors="Manouchehrinia et al.",
    year=2017,
    title="Age Related Multiple Sclerosis Severity Score: disability ranked by age",
    journal="Multiple Sclerosis Journal 23:1938",
    doi="10.1177/1352458517690618",
    seen="M",
)


@dataclass(frozen=True, kw_only=True)
class SeverityRule(Checked):
    """The EDSS of a person is ranked among those of people of about as many years, one EDSS of each.

    The score is ten times the mean rank, divided by one more than the number of people.
    """

    name: str
    sentence: str
    references: tuple[Reference, ...]

    years: Literal["duration", "age"] = choice(
        "duration", "the years since the first symptom, or those of age", allowed=("duration", "age")
    )
    apart: int = number(2, "people so many years apart are ranked together", unit="years", low=0, high=50)
    lowest: int = number(1, "the fewest years with a score", unit="years", low=0, high=120)
    highest: int = number(30, "the most years with a score", unit="years", low=0, high=120)
    beyond: Literal["as_highest", "missing"] = choice(
        "as_highest", "what becomes of more years than that", allowed=("as_highest", "missing")
    )
    edss_below: float = number(
        10.0, "an EDSS from here on is neither ranked nor scored", unit="EDSS points", low=0.5, high=10.5, step=0.5
    )
    visit: Literal["last", "first"] = choice(
        "last", "which EDSS of each person is ranked, of those within the years", allowed=("last", "first")
    )

    def __post_init__(self) -> None:
        """Check the fields, and that there are years with a score."""
        super().__post_init__()
        if self.lowest > self.highest:
            raise DefinitionError(
                "SeverityRule.lowest is more than highest.", "Scores are for the years from the lowest to the highest."
            )


msss = SeverityRule(
    name="msss",
    sentence="EDSS ranked among people within two years of disease duration, from 1 to 30 years, longer ones as 30.",
    references=(ROXBURGH_2005,),
)
armss = SeverityRule(
    name="armss",
    sentence="EDSS ranked among people within two years of age, from 18 to 75.",
    references=(MANOUCHEHRINIA_2017,),
    years="age",
    lowest=18,
    highest=75,
    beyond="missing",
)
SEVERITY_SCORES = {rule.name: rule for rule in (msss, armss)}
"""The severity scores by name."""
