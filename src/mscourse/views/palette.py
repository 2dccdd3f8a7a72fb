"""How each word of the course looks: told apart by lightness, outline and hatching, with colour as the third help."""

from __future__ import annotations

from dataclasses import dataclass

INK = "#1c2733"
QUIET = "#55616d"
GRID = "#e3e7eb"
HATCH = "#7d8791"
RELAPSE = "#b3400a"
EDSS = "#12395b"
LESION = "#8f2d00"
INDEPENDENT = "#3d2f78"
NO_CAUSE = "#4b5259"
THRESHOLD = "#6b4e00"
GAP = "#eef1f4"
TREATMENT_EDGE = "#3f6a50"
FONT = "'Segoe UI', Roboto, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', system-ui, sans-serif"
"""Faces of about one width first: labels are fitted by it (`text_width`)."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one value of a lane is drawn, and what is written into it, from the longest wording to the shortest."""

    words: tuple[str, ...]
    fill: str = "#ffffff"
    edge: str = INK
    ink: str = INK
    hatched: bool = False
    """Hatched with a dashed outline: it could not be judged."""
    slim: bool = False
    """Half as high: it is said beside the lane's own question."""


PHENOTYPE = {
    "cis": Look(words=("CIS",), fill="#eaf3f8", edge="#3f6b87"),
    "rrms": Look(words=("RRMS",), fill="#c3dcea", edge="#3f6b87"),
    "spms": Look(words=("SPMS",), fill="#3f6b87", edge="#24455a", ink="#ffffff"),
    "ppms": Look(words=("PPMS",), fill="#14344a", edge="#14344a", ink="#ffffff"),
    "ms_unspecified": Look(words=("not yet specified", "unspecified", "?"), hatched=True, edge=QUIET),
}
# Beside the words of the results, one more: active, by lesions whose time is uncertain.
ACTIVITY = {
    "active": Look(words=("active",), fill="#a63a06", edge="#7d2b04", ink="#ffffff"),
    "timing_uncertain": Look(words=("active, timing uncertain", "active?"), fill="#eab596", edge="#7d2b04"),
    "not_active": Look(words=("not active", "not"), fill="#fbeee4", edge="#a63a06"),
    "indeterminate": Look(words=("indeterminate", "?"), hatched=True, edge=QUIET),
}
PROGRESSION = {
    "with_progression": Look(words=("with progression", "with"), fill="#3d2f78", edge="#291f52", ink="#ffffff"),
    "awaiting_confirmation": Look(words=("awaiting confirmation", "awaiting", "…"), edge="#3d2f78"),
    "without_progression": Look(words=("without progression", "without"), fill="#e9e6f5", edge="#3d2f78"),
    "indeterminate": Look(words=("indeterminate", "?"), hatched=True, edge=QUIET),
}
WORSENING = {
    "worsening": Look(words=("worsening",), fill="#6f7780", edge="#4b5259", ink="#ffffff", slim=True),
    "awaiting_confirmation": Look(words=("awaiting confirmation", "awaiting", "…"), edge="#4b5259", slim=True),
    "no_worsening": Look(words=("no worsening", "none"), fill="#eef0f2", edge="#7d8791", slim=True),
    "indeterminate": Look(words=("indeterminate", "?"), hatched=True, edge=QUIET, slim=True),
}
# Efficacy is written into the bars too.
TREATMENT = {
    None: Look(words=("efficacy category not placed",), edge=TREATMENT_EDGE),
    "1": Look(words=("efficacy category 1",), fill="#e2efe6", edge=TREATMENT_EDGE),
    "2": Look(words=("efficacy category 2",), fill="#b0d0bb", edge=TREATMENT_EDGE),
    "3": Look(words=("efficacy category 3",), fill="#78ab89", edge=TREATMENT_EDGE),
}


def treatment_look(efficacy: str | None) -> Look:
    """How a bar of treatment looks; a category of the user's own table looks like none, and is written all the same."""
    return TREATMENT.get(efficacy, TREATMENT[None])
