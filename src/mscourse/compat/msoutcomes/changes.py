"""Confirmed changes as the CORe software finds them: `CDW`, `CDI`, `CDEseq` and `PIRA`."""

from __future__ import annotations

from typing import Any, NamedTuple

from mscourse.compat.msoutcomes.answer import changes_table
from mscourse.compat.msoutcomes.arguments import MONTH, check_number
from mscourse.compat.msoutcomes.search import changes_found, sequence_found
from mscourse.compat.msoutcomes.visits import CoreHistories, read_visits
from mscourse.kernels.core_changes import BETTER, WORSE, CoreNumbers


class Sequence(NamedTuple):
    """The two tables of `CDEseq`."""

    worsening: Any
    improvement: Any


def CDW(  # noqa: N802 - the name and the arguments of the function it stands in for, as below
    Visits: Any,  # noqa: ANN401, N803 - a frame of polars or pandas
    mconf: float = 3 * MONTH,
    tRelapse: float = 30,  # noqa: N803
    sustained: bool = True,  # noqa: FBT001, FBT002
) -> Any:  # noqa: ANN401
    """One row for each confirmed worsening, the reference moving with each.

    Args:
        Visits: one row each: `ID`, `dateEDSS`, `EDSS`, `daysPostRelapse`. A reference of the caller's own may stand in
            `bEDSS` and `base.date`.
        mconf: days that a worsening has to last.
        tRelapse: days after a relapse in which no visit is a reference or the end of a worsening.
        sustained: whether a worsening has to last to the last visit.

    Raises:
        TypeError: if `Visits` is no table.
        ValueError: if an argument or a column is not what it should be.
    """
    return _found(Visits, mconf, tRelapse, sustained, WORSE)


def CDI(  # noqa: N802
    Visits: Any,  # noqa: ANN401, N803
    mconf: float = 3 * MONTH,
    tRelapse: float = 30,  # noqa: N803
    sustained: bool = True,  # noqa: FBT001, FBT002
) -> Any:  # noqa: ANN401
    """One row for each confirmed improvement; arguments and errors as for `CDW`.

    Relapses keep a visit from being the first reference, and play no other part.
    """
    return _found(Visits, mconf, tRelapse, sustained, BETTER)


def PIRA(  # noqa: N802
    Visits: Any,  # noqa: ANN401, N803
    mconf: float = 3 * MONTH,
    tRelapse: float = 30,  # noqa: N803
    sustained: bool = True,  # noqa: FBT001, FBT002
) -> Any:  # noqa: ANN401
    """One row for each confirmed worsening that no relapse came before; arguments and errors as for `CDW`.

    `timepoint` is the days from the first reference.
    """
    return _found(Visits, mconf, tRelapse, sustained, WORSE, apart_from_relapses=True)


def CDEseq(  # noqa: N802
    Visits: Any,  # noqa: ANN401, N803
    mconf: float = 3 * MONTH,
    tRelapse: float = 30,  # noqa: N803
) -> Sequence:
    """Two tables, of confirmed worsening and of confirmed improvement, the reference moving with both.

    Arguments and errors as for `CDW`; nothing has to last to the last visit.
    """
    histories = _read(Visits)
    numbers = _numbers(mconf, tRelapse, to_the_end=False, apart_from_relapses=False, closing_counts=False)
    *tables, listed = sequence_found(histories, numbers)
    asked = {"mconf": mconf, "tRelapse": tRelapse}
    return Sequence(
        *(
            changes_table(histories, listed, found, lasting=lasting, since_reference=False, arguments=asked)
            for found, lasting in zip(tables, ("sust.prog", "sust.reg"), strict=True)
        )
    )


def _found(
    frame: Any,  # noqa: ANN401
    mconf: float,
    after_relapse: float,
    sustained: Any,  # noqa: ANN401
    sense: int,
    *,
    apart_from_relapses: bool = False,
) -> Any:  # noqa: ANN401
    numbers = _numbers(
        mconf,
        after_relapse,
        to_the_end=bool(sustained),
        apart_from_relapses=apart_from_relapses,
        closing_counts=True,
    )
    histories = _read(frame)
    found, listed = changes_found(histories, numbers, sense)
    return changes_table(
        histories,
        listed,
        found,
        lasting="sust.prog" if sense == WORSE else "sust.reg",
        since_reference=apart_from_relapses,
        arguments={"mconf": mconf, "tRelapse": after_relapse, "sustained": sustained},
    )


def _read(frame: Any) -> CoreHistories:  # noqa: ANN401
    return read_visits(frame, "Visits", with_systems=False, own_date="base.date")


def _numbers(
    mconf: float, after_relapse: float, *, to_the_end: bool, apart_from_relapses: bool, closing_counts: bool
) -> CoreNumbers:
    check_number("mconf", mconf)
    check_number("tRelapse", after_relapse)
    return CoreNumbers(float(mconf), float(after_relapse), to_the_end, apart_from_relapses, closing_counts)
