"""What counts as a confirmed change of a measure, and what becomes of the reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mscourse.errors import DefinitionError
from mscourse.rules.causes import CauseRule
from mscourse.rules.confirmation import check_confirmation
from mscourse.rules.fields import Checked, Reference, choice, described, number
from mscourse.rules.measures import MEASURES, CustomMeasure, Measure
from mscourse.rules.relapse_distance import RelapseDistance

HALF = 0.5
"""The smallest step of the EDSS."""


@dataclass(frozen=True, kw_only=True)
class EdssThresholds(Checked):
    """The EDSS step that counts, by the reference value.

    `strata` holds pairs (from this reference value on, this step counts), in rising order, the first from 0.
    """

    name: str
    strata: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Check that the strata rise from 0 and every step is half a point or more."""
        super().__post_init__()
        bounds = [bound for bound, _ in self.strata]
        if not bounds or bounds[0] != 0 or bounds != sorted(set(bounds)) or min(step for _, step in self.strata) < HALF:
            raise DefinitionError(
                "EdssThresholds.strata are not usable.",
                "They are pairs (reference value, step) in rising order, the first from 0, steps of 0.5 or more.",
            )


EDSS_THRESHOLDS = {
    "A": EdssThresholds(name="A", strata=((0.0, 1.5), (1.0, 1.0), (5.5, 0.5))),
    "B": EdssThresholds(name="B", strata=((0.0, 1.5), (1.0, 1.0), (6.0, 0.5))),
    "C": EdssThresholds(name="C", strata=((0.0, 1.0), (6.0, 0.5))),
    "D": EdssThresholds(name="D", strata=((0.0, 1.5), (1.0, 1.0))),
}
"""The four threshold sets in use; they part ways at a reference of 0 and of 5.5 and more."""

IMPROVEMENT_OF_CORE = EdssThresholds(name="CORe improvement", strata=((0.0, 1.5), (2.0, 1.0), (6.5, 0.5)))
"""The fall that counts in the CORe software: 1.5 from 1.5 or less, 1.0 from 2.0 to 6.0, 0.5 from 6.5 up."""


@dataclass(frozen=True, kw_only=True)
class WorseningRule(Checked):
    """A change from a reference that holds until it is confirmed, for the worse or for the better.

    Candidates are settled one at a time, in order of date: the first visit that differs from the reference by the
    step that counts is confirmed, refuted, or awaits a later visit, and nothing later is considered before that.
    Each measure has its own reference, candidates and confirmations.
    """

    name: str
    sentence: str
    references: tuple[Reference, ...]

    # Which change counts
    measures: tuple[Measure, ...] = described(("edss",), "which measures are searched, each with its own reference")
    edss: EdssThresholds = described(EDSS_THRESHOLDS["B"], "the EDSS step that counts, by the reference value")
    edss_improvement: EdssThresholds | None = described(
        None, "the EDSS fall that counts, by the reference value; as the rise if left out"
    )
    timed_test_fraction: float = number(
        0.2, "T25FW, 9HPT: the fraction of the reference that counts", unit="fraction", low=0.01, high=1, step=0.01
    )
    t25fw_unable_seconds: int = number(
        180, "T25FW: the time of a walk that could not be done because of MS", unit="seconds", low=1, high=3600
    )
    nhpt_unable_seconds: int = number(
        300, "9HPT: the time of a hand that could not do it because of MS", unit="seconds", low=1, high=3600
    )
    sdmt_points: int | None = number(
        4, "SDMT: the number of correct answers that counts", unit="answers", low=1, high=110
    )
    sdmt_fraction: float | None = number(
        None, "SDMT: the fraction of the reference that counts", unit="fraction", low=0.01, high=1, step=0.01
    )
    sdmt_needs: Literal["either", "both"] = choice(
        "either", "SDMT: whether the answers or the fraction are enough, or both are needed", allowed=("either", "both")
    )
    sdmt_best_of_first: int = number(
        1, "SDMT: the reference is the best of so many first tests, for practice", unit="tests", low=1, high=10
    )
    custom: tuple[CustomMeasure, ...] = described((), "measures in columns of the user's own")

    # The reference
    reference: Literal["roving", "fixed", "roving_improvement", "roving_worsening"] = choice(
        "roving",
        "which confirmed changes move the reference: all, none, improvements, worsenings",
        allowed=("roving", "fixed", "roving_improvement", "roving_worsening"),
    )
    reference_moves_to: Literal["confirming_visit", "event_visit", "best_until_confirmed"] = choice(
        "confirming_visit",
        "where a confirmed change moves the reference: the confirming visit, the event visit, or the best value from "
        "the event to the confirming visit",
        allowed=("confirming_visit", "event_visit", "best_until_confirmed"),
    )
    small_changes: Literal["ignored", "any", "improvement", "worsening"] = choice(
        "ignored",
        "which confirmed changes below the step that counts move the reference too, without being events",
        allowed=("ignored", "any", "improvement", "worsening"),
    )
    reference_after_relapse: int | None = number(
        None,
        "a visit more than so many days after a relapse is compared with a reference from after that relapse",
        unit="days",
        low=0,
        high=3650,
    )
    reference_never_better: bool = described(
        default=False, meaning="whether a reference taken after a relapse is never better than the one before"
    )
    local_extrema: Literal["kept", "skipped", "skipped_if_any_difference"] = choice(
        "kept",
        "whether a visit that is worse, or better, than both its neighbours may be the reference",
        allowed=("kept", "skipped", "skipped_if_any_difference"),
    )
    usable: RelapseDistance = described(
        RelapseDistance(after=30), "how far from relapses a visit is usable: as a reference, or to confirm"
    )
    event_visit: RelapseDistance = described(RelapseDistance(), "how far from relapses an event visit has to be")
    confirming_visit: RelapseDistance | None = described(
        None, "how far from relapses a confirming visit has to be; as a usable visit if left out"
    )

    # Confirmation
    confirm_after: int = number(
        84, "days from the event to the earliest confirming visit", unit="days", low=1, high=3650
    )
    confirm_also_after: tuple[int, ...] = described((), "further waits in days; a change is confirmed at any of them")
    confirm_early: int | None = number(
        None, "days by which a confirming visit may come earlier than that", unit="days", low=0, high=3650
    )
    confirm_late: int | None = number(
        None, "days by which it may come later; without an end if left out", unit="days", low=0, high=36500
    )
    holds_at: Literal["every_visit", "confirming_visit"] = choice(
        "every_visit",
        "where the change has to hold: at every visit up to the confirming one, or only there",
        allowed=("every_visit", "confirming_visit"),
    )
    scheduled_only: bool = described(default=False, meaning="whether only scheduled visits confirm")
    last_visit: Literal["never", "always", "early_dropout", "by_chance"] = choice(
        "never",
        "whether a worsening at the last visit counts: never, always, where follow-up was short, or by chance",
        allowed=("never", "always", "early_dropout", "by_chance"),
    )
    last_visit_within: int | None = number(
        None, "early drop-out: days from the first to the last visit", unit="days", low=1, high=36500
    )
    last_visit_chance: float | None = number(
        None, "by chance: the probability", unit="probability", low=0, high=1, step=0.01
    )
    seed: int | None = number(None, "by chance: the seed", unit="seed", low=0, high=2**31 - 1)
    sustained_for: int | None = number(
        None,
        "days from the event for which the change has to hold at every visit, as far as the person was followed",
        unit="days",
        low=1,
        high=36500,
    )
    sustained_to_end: bool = described(default=False, meaning="whether it has to hold at every visit to the last")

    # Why
    cause: CauseRule = field(default_factory=CauseRule, metadata={"meaning": "which relapses count as its cause"})
    mri_from: Literal["reference", "event"] = choice(
        "reference",
        "PIRMA: from where to the confirming visit scans show no activity",
        allowed=("reference", "event"),
    )

    def __post_init__(self) -> None:
        """Check the fields, and that those that belong together are there together."""
        super().__post_init__()
        columns = [measure.column for measure in self.custom]
        if not (self.measures or self.custom) or len({*self.measures, *columns}) < len(self.measures) + len(columns):
            raise DefinitionError(
                f"WorseningRule.measures cannot be {self.measures!r}.",
                f"They are any of {', '.join(MEASURES)}, each once; with `custom` there may be none.",
            )
        if self.sdmt_points is None and self.sdmt_fraction is None:
            raise DefinitionError(
                "WorseningRule has neither sdmt_points nor sdmt_fraction.", "At least one says which change counts."
            )
        check_confirmation(self)
        if self.cause.associated_after > self.confirm_after:
            raise DefinitionError(
                "CauseRule.associated_after is more than confirm_after.",
                "A worsening is put down to relapses that are known once it is confirmed.",
            )

    @property
    def waits(self) -> tuple[int, ...]:
        """Every number of days after which a change is confirmed, in rising order."""
        return (self.confirm_after, *self.confirm_also_after)

    @property
    def looks_ahead(self) -> tuple[str, ...]:
        """The settings by which later records can change what was known before.

        `find_events` takes such a rule; `characterise`, which says what was known on each date, does not.
        """
        ahead = {
            "usable.before": self.usable.before is not None,
            "event_visit.before": self.event_visit.before is not None,
            "confirming_visit.before": self.confirming_visit is not None and self.confirming_visit.before is not None,
            "local_extrema": self.local_extrema != "kept",
            "last_visit": self.last_visit != "never",
            "sustained_for": self.sustained_for is not None,
            "sustained_to_end": self.sustained_to_end,
        }
        return tuple(name for name, does in ahead.items() if does)
