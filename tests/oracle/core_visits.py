"""One patient's visits as the twins of the CORe software's searches read them."""

from __future__ import annotations

from dataclasses import dataclass

Scores = tuple[float | None, ...]
NO_SCORES: Scores = (None,) * 8


@dataclass(frozen=True)
class Visit:
    """A visit with an EDSS."""

    day: int
    edss: float
    gap: float | None = None
    """Days since the latest relapse; None where no relapse is known."""
    scores: Scores = NO_SCORES
    """Pyramidal first, ambulation last; None where not recorded."""

    def is_settled(self, after_relapse: float) -> bool:
        return self.gap is None or self.gap > after_relapse

    def has_scores(self) -> bool:
        return any(score is not None for score in self.scores)


@dataclass(frozen=True)
class Own:
    """A reference that the caller chose."""

    day: int
    edss: float
    scores: Scores = NO_SCORES


def is_rise(difference: float, reference: float) -> bool:
    if reference == 0:
        return difference >= 1.5
    return difference >= 1.0 if reference < 6 else difference >= 0.5


def is_fall(difference: float, reference: float) -> bool:
    if reference <= 1.5:
        return difference <= -1.5
    return difference <= -1.0 if reference <= 6 else difference <= -0.5
