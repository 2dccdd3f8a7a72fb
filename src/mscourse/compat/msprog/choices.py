"""The settings of a call as the numbers that the search reads."""

from __future__ import annotations

from mscourse.compat.msprog.arguments import PRECEDING
from mscourse.compat.msprog.followed import least_days
from mscourse.compat.msprog.settings import Settings
from mscourse.kernels.msprog_records import IMPROVEMENT, RELAPSE_ASSOCIATED, RELAPSE_INDEPENDENT, WORSENING, Choices

LABELS_OF_EVENT = {
    "firstCDW": (WORSENING, RELAPSE_ASSOCIATED, RELAPSE_INDEPENDENT),
    "firstCDI": (IMPROVEMENT,),
    "firstRAW": (RELAPSE_ASSOCIATED,),
    "firstPIRA": (RELAPSE_INDEPENDENT,),
}
"""What ends the search for a first event, and is reported."""
ALL_LABELS = (IMPROVEMENT, WORSENING, RELAPSE_ASSOCIATED, RELAPSE_INDEPENDENT)
_STAYS_WITH_WORSENING = ("fixed", "roving_impr")
_NO_END = 2**30


def choices_of(settings: Settings, *, visits: int, has_relapses: bool) -> Choices:
    """The settings as numbers, for so many visits."""
    wanted, stays = settings.event, settings.baseline in _STAYS_WITH_WORSENING
    clear = [float("nan") if bound is None else float(bound) for bound in _independence_bounds(settings)]
    baseline_after, baseline_before = least_days("relapse_to_bl", settings.relapse_to_bl)
    event_after, event_before = least_days("relapse_to_event", settings.relapse_to_event)
    return Choices(
        ends_on=sum(1 << label for label in LABELS_OF_EVENT.get(wanted, ())),
        most=1 if wanted == "first" else _NO_END,
        classify=settings.RAW_PIRA,
        skips_associated=wanted == "firstPIRA" and stays,
        skips_independent=wanted == "firstRAW" and stays,
        roves_up=settings.baseline in ("roving", "roving_wors"),
        roves_down=settings.baseline in ("roving", "roving_impr"),
        from_confirmation=settings.proceed_from == "firstconf",
        any_change=settings.sub_threshold_rebl != "none",
        moves_up=settings.sub_threshold_rebl in ("event", "worsening"),
        moves_down=settings.sub_threshold_rebl in ("event", "improvement"),
        keeps_reference=settings.bl_geq,
        keeps_step=settings.valuedelta_col not in (None, settings.value_col),
        falls=settings.worsening == "decrease",
        after_relapses=settings.relapse_rebl and has_relapses,
        relapse_delay=0.0 if wanted == "firstPIRA" else settings.relapse_assoc[0],
        extrema=("none", "strict", "all").index(settings.skip_local_extrema),
        every_visit=settings.check_intermediate,
        sustain=settings.require_sust_days,
        baseline_after=baseline_after,
        baseline_before=baseline_before,
        event_after=event_after,
        event_before=event_before,
        associated_after=settings.relapse_assoc[0],
        associated_before=settings.relapse_assoc[1],
        preceding=PRECEDING.index(settings.relapse_indep["prec_type"]),
        clear_before_preceding=clear[0],
        clear_after_preceding=clear[1],
        clear_before_event=clear[2],
        clear_after_event=clear[3],
        clear_before_confirmation=clear[4],
        clear_after_confirmation=clear[5],
        visits=visits,
    )


def _independence_bounds(settings: Settings) -> tuple[float | None, ...]:
    rule = settings.relapse_indep
    return (*rule["prec"], *rule["event"], *rule["conf"])
