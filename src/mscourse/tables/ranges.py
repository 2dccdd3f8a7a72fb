"""What a measure is called in a sentence, and the values that its column may hold."""

from __future__ import annotations

import polars as pl

from mscourse.tables.schemas import SCHEMAS

_CALLED = {
    "edss": "EDSS",
    "fs_visual": "Visual score",
    "fs_brainstem": "Brainstem score",
    "fs_pyramidal": "Pyramidal score",
    "fs_cerebellar": "Cerebellar score",
    "fs_sensory": "Sensory score",
    "fs_bowel_bladder": "Bowel and bladder score",
    "fs_cerebral": "Cerebral score",
    "ambulation": "Ambulation score",
    "t25fw": "T25FW",
    "nhpt_dominant": "9HPT (dominant hand)",
    "nhpt_nondominant": "9HPT (other hand)",
    "sdmt": "SDMT",
    "duration_hours": "Duration in hours",
    "edss_at_nadir": "EDSS at nadir",
    "onset_uncertainty": "Uncertainty of the onset",
    "gd_lesions": "Gd-enhancing lesions",
    "new_t2_lesions": "New T2 lesions",
    "enlarging_t2_lesions": "Enlarging T2 lesions",
    "brain_volume_change": "Brain volume change",
}
_LARGEST: dict[type[pl.DataType], int] = {pl.Int16: 2**15 - 1, pl.Int32: 2**31 - 1}
"""The largest whole number that a column of the type can hold."""


def measure_name(column: str) -> str:
    """What the clinic calls the column's measure; the column's own name where it has none."""
    return _CALLED.get(column, f"`{column}`")


def value_range(table: str, column: str, *, to_the_largest: bool = False) -> str:
    """The values that the column may hold, such as `0 to 120`.

    Args:
        table: the table's name.
        column: a column of numbers.
        to_the_largest: whether a column without an upper end of its own is said to end where its type does.
    """
    kind = SCHEMAS[table].columns()[column]
    least, most, above = (getattr(kind, end, None) for end in ("min", "max", "min_exclusive"))
    if above is not None:
        return f"above {above:g}"
    if most is None and to_the_largest:
        most = _LARGEST.get(type(kind.dtype))
    return f"{least or 0} or more" if most is None else f"{least or 0} to {most}"
