"""The marks of the disease-course graphic: a shape and a filling for each kind of record and of worsening."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mscourse.views import palette

_CROSS = "M-0.75,-0.75L0.75,0.75M-0.75,0.75L0.75,-0.75"
_STAR = "M0,-1L0.29,-0.4L0.95,-0.31L0.48,0.15L0.59,0.81L0,0.5L-0.59,0.81L-0.48,0.15L-0.95,-0.31L-0.29,-0.4Z"
_EMPTY = "#ffffff"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How one kind of thing is marked, and what the legend says of it."""

    words: str
    shape: str
    fill: str
    edge: str
    size: float = 58


_RELAPSE = Mark(words="relapse", shape="triangle-down", fill=palette.RELAPSE, edge=palette.RELAPSE)
RECORDS = {
    "relapse": _RELAPSE,
    "relapse_mild": replace(_RELAPSE, words="mild relapse", size=26),
    "relapse_moderate": replace(_RELAPSE, words="moderate relapse"),
    "relapse_severe": replace(_RELAPSE, words="severe relapse", size=120),
    "relapse_passed_over": replace(_RELAPSE, words="reported relapse that does not count", fill=_EMPTY),
    "gd_lesions": Mark(words="MRI: enhancing lesion", shape=_STAR, fill=palette.LESION, edge=palette.LESION, size=100),
    "new_t2_lesions": Mark(words="MRI: new T2 lesion", shape="square", fill=palette.LESION, edge=palette.LESION),
    "enlarging_t2_lesions": Mark(
        words="MRI: enlarging T2 lesion", shape="cross", fill=palette.LESION, edge=palette.LESION, size=80
    ),
    "scan_clear": Mark(words="MRI without new activity", shape="circle", fill=_EMPTY, edge=palette.INK),
    "scan_not_readable": Mark(words="MRI that cannot rule activity out", shape=_CROSS, fill=_EMPTY, edge=palette.QUIET),
}
"""Relapses and scans; no two share a shape, a filling and a size."""

CHANGES = {
    "relapse_independent": Mark(
        words="worsening independent of relapses",
        shape="triangle-up",
        fill=palette.INDEPENDENT,
        edge=palette.INDEPENDENT,
        size=90,
    ),
    "relapse_associated": Mark(
        words="worsening associated with a relapse",
        shape="diamond",
        fill=palette.RELAPSE,
        edge=palette.RELAPSE,
        size=100,
    ),
    "undefined": Mark(
        words="worsening too near a relapse to name its cause",
        shape="triangle-right",
        fill=palette.NO_CAUSE,
        edge=palette.NO_CAUSE,
        size=80,
    ),
    "unknown": Mark(
        words="worsening of unknown cause", shape="triangle-left", fill=palette.NO_CAUSE, edge=palette.NO_CAUSE, size=80
    ),
    "unconfirmed": Mark(
        words="worsening not confirmed yet", shape="triangle-up", fill=_EMPTY, edge=palette.INDEPENDENT, size=90
    ),
}
"""Worsenings, by cause; what no later visit has confirmed is open."""

VALUES = {
    "disagreement": Mark(
        words="values of one day disagree: not used", shape="square", fill=_EMPTY, edge=palette.EDSS, size=40
    ),
    "unable": Mark(words="could not be done because of MS", shape=_CROSS, fill=_EMPTY, edge=palette.EDSS, size=58),
}
ALL = {**VALUES, **CHANGES, **RECORDS}
"""Every mark in the order of the legend."""
