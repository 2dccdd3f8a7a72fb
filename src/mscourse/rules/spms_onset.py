"""When a relapsing course has become secondary progressive."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import typing
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from mscourse.errors import DefinitionError
from mscourse.rules.fields import Checked, Reference, choice, described, number
from mscourse.rules.worsening import EDSS_THRESHOLDS, EdssThresholds

CANNOT_BE_JUDGED: Final = "cannot_be_judged"
"""What a rule of the user's own gives where the records so far do not suffice to say yes or no."""


@dataclass(frozen=True, kw_only=True)
class SpmsOnsetRule(Checked):
    """A confirmed rise of EDSS, away from relapses, to at least a moderate level, in the motor system."""

    name: str
    sentence: str
    references: tuple[Reference, ...]
    confirm_after: int = number(
        91, "days from the event to the earliest confirming visit", unit="days", low=1, high=3650
    )
    usable_after_relapse: int = number(
        30, "a visit is usable when every relapse onset on or before it is more days ago", unit="days", low=0, high=3650
    )
    edss: EdssThresholds = described(EDSS_THRESHOLDS["B"], "the EDSS step that counts, by the reference value")
    minimum_edss: float = number(
        4.0, "EDSS at every visit from the event to the confirming visit", unit="EDSS points", low=0, high=10, step=0.5
    )
    minimum_pyramidal: int = number(2, "pyramidal score at the event visit", unit="score", low=0, high=6)
    pyramidal_assumed_from_edss: float = number(
        5.5,
        "from this EDSS on a missing pyramidal score is taken as sufficient",
        unit="EDSS points",
        low=0,
        high=10,
        step=0.5,
    )
    functional_systems: bool = choice(
        default=True, meaning="whether the pyramidal and leading-system criteria apply", allowed=(True, False)
    )
    persistence: Literal["confirmed", "to_end_of_follow_up"] = choice(
        "confirmed",
        "whether the rise has to hold until it is confirmed, or at every visit to the last (in hindsight only)",
        allowed=("confirmed", "to_end_of_follow_up"),
    )

    @property
    def looks_ahead(self) -> bool:
        """Whether records after the confirming visit can take the onset back."""
        return self.persistence == "to_end_of_follow_up"


@dataclass(frozen=True, kw_only=True)
class SpmsEntryRule(Checked):
    """The first visit at which a person met the entry criteria of a trial in SPMS, as far as records tell."""

    name: str
    sentence: str
    references: tuple[Reference, ...]
    minimum_age: int | None = number(18, "completed years of age, at least", unit="years", low=0, high=120)
    maximum_age: int | None = number(60, "completed years of age, at most", unit="years", low=0, high=120)
    minimum_edss: float = number(3.0, "EDSS at the visit, at least", unit="EDSS points", low=0, high=10, step=0.5)
    maximum_edss: float = number(6.5, "EDSS at the visit, at most", unit="EDSS points", low=0, high=10, step=0.5)
    rise_within: int = number(
        730, "days before the visit in which EDSS was lower by the step", unit="days", low=1, high=36500
    )
    edss: EdssThresholds = described(
        EDSS_THRESHOLDS["C"], "the EDSS step that counts, by the value at the visit itself"
    )
    relapse_free: int = number(
        91, "a relapse onset fewer days before the visit is too recent", unit="days", low=0, high=3650
    )

    def __post_init__(self) -> None:
        """Check the fields, and that no range ends before it begins."""
        super().__post_init__()
        no_age = self.minimum_age is not None and self.maximum_age is not None and self.maximum_age < self.minimum_age
        if no_age or self.maximum_edss < self.minimum_edss:
            raise DefinitionError(
                "SpmsEntryRule has a range that ends before it begins.", "The most is not less than the least."
            )

    @property
    def looks_at_age(self) -> bool:
        """Whether the age plays a part, so that a date of birth is needed."""
        return self.minimum_age is not None or self.maximum_age is not None

    @property
    def looks_ahead(self) -> bool:
        """Never: a visit that met the criteria is not taken back by later records."""
        return False


@dataclass(frozen=True, kw_only=True)
class SpmsRecordedRule(Checked):
    """The first day on which a clinician recorded SPMS; contradictory labels of one day are passed over."""

    name: str
    sentence: str
    references: tuple[Reference, ...]

    @property
    def looks_ahead(self) -> bool:
        """Never: a later label does not take the first one back."""
        return False


class RecordsSoFar(Protocol):
    """One person's records up to a day, as a rule of the user's own is handed them.

    Each table is a polars frame in order of date, without `patient_id`, with every column of its schema; one that was
    not given has no rows. Days are dates, or whole numbers where the records came as days.
    """

    @property
    def day(self) -> Any:  # noqa: ANN401 - a date or a whole day
        """The day up to which records are handed over, as if it were today."""

    @property
    def patients(self) -> Any:  # noqa: ANN401 - rules know no frames
        """The person's row, which has no date and is always known; none where there is none."""

    @property
    def visits(self) -> Any:  # noqa: ANN401
        """The visits, one row per day; where rows of one day disagree on a measure, it is missing."""

    @property
    def relapses(self) -> Any:  # noqa: ANN401
        """The relapses that count; merged ones and pseudo-relapses are left out."""

    @property
    def relapses_given(self) -> bool:
        """Whether the relapses of this person are on record at all; if not, that there was none is not known.

        Without a table of relapses they are not, nor where a row that could tell of one was set aside for an error.
        """

    @property
    def mri(self) -> Any:  # noqa: ANN401
        """The scans."""

    @property
    def treatments(self) -> Any:  # noqa: ANN401
        """The treatments begun; the end of one that ends later is not known yet."""

    @property
    def recorded_courses(self) -> Any:  # noqa: ANN401
        """The clinicians' labels."""


@dataclass(frozen=True, kw_only=True)
class SpmsOwnRule(Checked):
    """A rule of the user's own: a subclass adds fields and a method `onset` that says when SPMS began.

    The subclass is a frozen dataclass, as this one is. `onset` is asked on each day on which the person has a record,
    in order, with what was recorded by that day, until it gives an onset: that day is the one on which it was known.
    So it cannot look ahead, and what it once said is never taken back. In hindsight it is asked once, with everything.

    The fields take part in the fingerprint and the code of `onset` does not: a changed method needs another class name
    or a field that says which version it is.
    """

    name: str
    sentence: str
    references: tuple[Reference, ...] = ()

    def __post_init__(self) -> None:
        """Check that the rule can be asked, and that its fields can be written down.

        Raises:
            DefinitionError: if the subclass has no `onset`, is no dataclass, or a field does not fit.
        """
        kind = type(self)
        if kind.onset is SpmsOwnRule.onset:
            raise DefinitionError(
                f"{kind.__name__} does not say when SPMS began.",
                "A rule of one's own is a subclass of SpmsOwnRule with a method `onset(self, records)`.",
            )
        fields = {field.name: field.type for field in dataclasses.fields(self)}
        hints = typing.get_type_hints(kind)
        if any(name not in fields and typing.get_origin(hint) is not typing.ClassVar for name, hint in hints.items()):
            raise DefinitionError(
                f"{kind.__name__} has settings that are not fields.",
                "A rule of one's own is marked with `@dataclass(frozen=True, kw_only=True)`, as its base is.",
            )
        for name in fields:
            _check_plain(getattr(self, name), f"{kind.__name__}.{name}", inside=name == "references")
        super().__post_init__()

    @property
    def looks_ahead(self) -> bool:
        """Never: as known, the rule is handed nothing that came later."""
        return False

    def onset(self, records: RecordsSoFar) -> dt.date | int | str | None:
        """The day on which SPMS began, by these records; None where it has not; `CANNOT_BE_JUDGED` where they are few.

        A date, or a whole day where the records came as days, not later than `records.day`. A rule that cannot judge
        is asked again on the next day, as one that says None is; what it says on the last one is told of the person.
        """
        raise NotImplementedError


def _check_plain(value: Any, where: str, *, inside: bool) -> None:  # noqa: ANN401 - what a user wrote
    """Nothing, if the value can be written down as JSON and never changes."""
    try:
        hash(value)
        json.dumps(value, allow_nan=False, default=dataclasses.asdict if inside else None)
    except (TypeError, ValueError):
        raise DefinitionError(
            f"{where} cannot be written down.",
            "A setting is a finite number, text, true or false, None, or a tuple of these.",
        ) from None


SpmsDefinition = SpmsOnsetRule | SpmsEntryRule | SpmsRecordedRule | SpmsOwnRule
"""Every kind of rule that dates the onset of SPMS."""
