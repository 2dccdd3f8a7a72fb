"""Places on the normal distribution: how many standard errors a confidence, a level or a power takes."""

from __future__ import annotations

from statistics import NormalDist

from mscourse.errors import UsageError


def normal_quantile(confidence: float) -> float:
    """The number of standard errors on either side that the confidence takes.

    Raises:
        UsageError: if the confidence is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise UsageError("There are no such limits.", "A confidence lies between 0 and 1, as 0.95.")
    return standard_errors_above((1 + confidence) / 2)


def standard_errors_above(share: float) -> float:
    """How far above the mean, in standard errors, the value lies that this share (between 0 and 1) stays below."""
    return NormalDist().inv_cdf(share)
