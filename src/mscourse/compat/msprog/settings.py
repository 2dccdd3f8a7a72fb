"""What one call of `MSprog` was asked for, every argument as it is understood."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from mscourse.compat.msprog.arguments import Pair
from mscourse.compat.msprog.changes import DeltaFunction


@dataclass(frozen=True, kw_only=True, eq=False)
class Settings:
    """The arguments of `MSprog`, checked; one number where two are meant has become two."""

    subj_col: Any
    value_col: Any
    date_col: Any
    outcome: str
    rsubj_col: Any
    rdate_col: Any
    subjects: Any
    delta_fun: DeltaFunction | None
    worsening: str
    valuedelta_col: Any
    event: str
    RAW_PIRA: bool
    baseline: str
    proceed_from: str
    sub_threshold_rebl: str
    bl_geq: bool
    relapse_rebl: bool
    skip_local_extrema: str
    validconf_col: Any
    conf_days: tuple[Any, ...]
    conf_tol_days: tuple[Pair, ...]
    require_sust_days: float
    check_intermediate: bool
    relapse_to_bl: Pair
    relapse_to_event: Pair
    relapse_to_conf: Pair
    relapse_assoc: Pair
    relapse_indep: dict[str, Any]
    impute_last_visit: float
    seed: int | None
    date_format: str | None
    include_dates: bool
    include_value: bool
    include_stable: bool
    return_unconfirmed: bool
    verbose: int

    def as_dict(self) -> dict[str, Any]:
        """By the names of the arguments."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
