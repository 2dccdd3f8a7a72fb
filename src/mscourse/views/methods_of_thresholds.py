"""The sentences of a methods section on which change of a measure counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mscourse.rules.measures import CustomMeasure
from mscourse.rules.worsening import EdssThresholds
from mscourse.views.methods_of_settings import either, named_set, percent, say_custom_step, say_steps
from mscourse.views.vocabulary import listed

NAMES = {
    "edss": "the EDSS",
    "t25fw": "the timed 25-foot walk (T25FW)",
    "nhpt": "the nine-hole peg test (9HPT) of either hand",
    "sdmt": "the symbol digit modalities test (SDMT)",
}
_IMPOSSIBLE = {"t25fw": "A walk", "nhpt": "A peg test"}


def edss_in_words(rises: EdssThresholds, falls: EdssThresholds | None = None, *, change: str = "change") -> str:
    """Which change of the EDSS counts; of falls only where other ones count than of rises."""
    if falls is None or falls.strata == rises.strata:
        return f"An EDSS {change} counted if it was at least {_with_set(rises)}."
    return (
        f"An EDSS rise counted if it was at least {_with_set(rises)}; an EDSS fall if it was at least "
        f"{_with_set(falls)}."
    )


def _with_set(thresholds: EdssThresholds) -> str:
    letter = named_set(thresholds)
    return f"{say_steps(thresholds)}{f' (threshold set {letter})' if letter else ''}"


def timed_tests_in_words(
    tests: Sequence[str], fraction: float, unable: Mapping[str, int] | None = None, *, change: str = "change"
) -> str:
    """Which change of the walk and of the peg test counts, and what stands for a test that was impossible.

    Args:
        tests: which of `t25fw` and `nhpt` are looked at.
        fraction: the fraction of the reference that counts.
        unable: by the test, the seconds that stand for one that MS made impossible.
        change: what is looked for.
    """
    if not tests:
        return ""
    names = listed([NAMES[test] for test in tests])
    impossible = [
        f" {_IMPOSSIBLE[test]} that MS made impossible was taken as {seconds} seconds."
        for test, seconds in (unable or {}).items()
        if test in tests
    ]
    return f"On {names} a {change} of at least {percent(fraction)} of the reference counted.{''.join(impossible)}"


def sdmt_in_words(points: int | None, fraction: float | None, needs: str, *, change: str = "change") -> str:
    """Which change of the symbol digit modalities test counts."""
    steps = [
        *([f"{points} correct answers"] if points is not None else []),
        *([f"{percent(fraction)} of the reference"] if fraction is not None else []),
    ]
    which = "smaller" if needs == "either" else "larger"
    counted = f"{either(steps)}, whichever was {which}," if len(steps) > 1 else steps[0]
    return f"On {NAMES['sdmt']} a {change} of at least {counted} counted."


def custom_in_words(measure: CustomMeasure, *, change: str = "change") -> str:
    """Which change of a measure of the user's own counts."""
    return (
        f"On `{measure.column}`, of which {measure.worse} values are worse, a {change} counted if it was at least "
        f"{say_custom_step(measure)}."
    )
