"""How well a first year of treatment went, in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mscourse.errors import DefinitionError
from mscourse.rules.fields import Checked, Reference, choice, described, number
from mscourse.rules.library_of_change import SIX_MONTHS
from mscourse.rules.relapses import RelapseRule
from mscourse.rules.worsening import EdssThresholds, WorseningRule

RIO_2009 = Reference(
    authors="Río et al.",
    year=2009,
    title="Measures in the first year of therapy predict the response to interferon beta in multiple sclerosis",
    journal="Multiple Sclerosis Journal 15:848",
    seen="M",
)
SORMANI_2013 = Reference(
    authors="Sormani et al.",
    year=2013,
    title="Scoring treatment response in patients with relapsing multiple sclerosis",
    journal="Multiple Sclerosis Journal 19:605",
    seen="M",
)
SORMANI_2016 = Reference(
    authors="Sormani et al.",
    year=2016,
    title="Assessing response to interferon-beta in a multicenter dataset of patients with MS",
    journal="Neurology 87:134",
    seen="M",
)

ONE_POINT_FOR_SIX_MONTHS = WorseningRule(
    name="one_point_for_six_months",
    sentence="A rise of the EDSS of 1.0 or more above that at the start of treatment, confirmed after six months.",
    references=(RIO_2009,),
    edss=EdssThresholds(name="1.0", strata=((0.0, 1.0),)),
    reference="fixed",
    confirm_after=SIX_MONTHS,
)


@dataclass(frozen=True, kw_only=True)
class ResponseScoreRule(Checked):
    """Points for relapses, lesions and, in some scores, worsening in the first year of a treatment, added up."""

    name: str
    sentence: str
    references: tuple[Reference, ...]

    year: int = number(365, "the days from the start of treatment that are looked at", unit="days", low=1, high=3650)
    grace: int = number(
        90,
        "an examination or scan at most so many days after them tells of them, where they have none of their own",
        unit="days",
        low=0,
        high=365,
    )
    relapses: RelapseRule = described(RelapseRule(), "when a relapse counts as one")
    most_for_relapses: int = number(2, "each relapse is a point, up to so many points", unit="points", low=1, high=10)
    lesions: Literal["new_t2", "active"] = choice(
        "new_t2",
        "which lesions are counted: new T2, or active ones (new or enlarging T2, or enhancing)",
        allowed=("new_t2", "active"),
    )
    lesions_from: int = number(6, "so many lesions or more are a point", unit="lesions", low=1, high=1000)
    worsening: WorseningRule | None = described(
        None, "which worsening is a point, from the last EDSS before treatment on; none if left out"
    )
    highest: int = number(3, "more points than that count as that", unit="points", low=1, high=100)
    non_response_from: int | None = number(
        None, "from so many points on somebody is a non-responder", unit="points", low=1, high=100
    )

    def __post_init__(self) -> None:
        """Check the fields, and that somebody can be a non-responder."""
        super().__post_init__()
        if self.non_response_from is not None and self.non_response_from > self.highest:
            raise DefinitionError(
                "ResponseScoreRule.non_response_from is more than highest.", "Nobody has more points than highest."
            )


rio_2009 = ResponseScoreRule(
    name="rio_2009",
    sentence=(
        "A point each for a relapse, an EDSS rise of 1.0 or more confirmed after six months, and more than two active "
        "lesions in the first year; two points or more are non-response."
    ),
    references=(RIO_2009,),
    most_for_relapses=1,
    lesions="active",
    lesions_from=3,
    worsening=ONE_POINT_FOR_SIX_MONTHS,
    non_response_from=2,
)
modified_rio_2013 = ResponseScoreRule(
    name="modified_rio_2013",
    sentence="A point for more than five new T2 lesions in the first year, one for one relapse, two for more.",
    references=(SORMANI_2013,),
)
magnims_2016 = ResponseScoreRule(
    name="magnims_2016",
    sentence=(
        "0 without a relapse and with fewer than three new T2 lesions in the first year; 1 with one of both (one "
        "relapse, or three lesions or more); 2 otherwise."
    ),
    references=(SORMANI_2016,),
    lesions_from=3,
    highest=2,
)
RESPONSE_SCORES = {rule.name: rule for rule in (rio_2009, modified_rio_2013, magnims_2016)}
"""The response scores by name."""
