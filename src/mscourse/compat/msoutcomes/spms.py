"""Secondary progression as the CORe software dates it: `spmsDx` and `spmsDx_no_fss`."""

from __future__ import annotations

from typing import Any

from mscourse.compat.msoutcomes.answer import spms_table
from mscourse.compat.msoutcomes.arguments import MONTH, check_number, check_one_of
from mscourse.compat.msoutcomes.search import spms_found
from mscourse.compat.msoutcomes.visits import read_visits
from mscourse.kernels.core_spms import SpmsNumbers

_LEAST_EDSS = tuple(half / 2 for half in range(2, 13))
_LEAST_PYRAMIDAL = (0, 2)


def spmsDx(  # noqa: N802, PLR0917 - the name and the arguments of the function it stands in for, as below
    visits: Any,  # noqa: ANN401 - a frame of polars or pandas
    minEDSS: float = 4,  # noqa: N803
    minFSpyr: float = 2,  # noqa: N803
    tRelapse: float = 30,  # noqa: N803
    tProgression: float = 3 * MONTH,  # noqa: N803
    tRegression: float = 9 * MONTH,  # noqa: N803
    tRelProg: float = 6 * MONTH,  # noqa: N803
) -> Any:  # noqa: ANN401
    """One row for each person: whether and when secondary progression began, judged from all visits to the last.

    Args:
        visits: one row each: `ID`, `dateEDSS`, `EDSS`, `daysPostRelapse`, and `FSpyr`, `FScrbl`, `FSbstem`, `FSsens`,
            `FSsph`, `FSvis`, `FScereb`, `FSamb`. A reference of the caller's own may stand in `dateBlineVisit`,
            `bEDSS`, `bFSpyr` and so on.
        minEDSS: the least EDSS, from 1 to 6 in half points.
        minFSpyr: the least pyramidal score, 0 or 2.
        tRelapse: days after a relapse in which no visit is a reference or the end of a worsening.
        tProgression: days that a worsening has to last.
        tRegression: days after which an improvement moves the reference.
        tRelProg: days that the EDSS has to stay after a relapse to be the new reference.

    Raises:
        TypeError: if `visits` is no table.
        ValueError: if an argument or a column is not what it should be.
    """
    check_one_of("minFSpyr", minFSpyr, _LEAST_PYRAMIDAL)
    times = {"tRelapse": tRelapse, "tProgression": tProgression, "tRegression": tRegression, "tRelProg": tRelProg}
    return _dated(visits, minEDSS, minFSpyr, times)


def spmsDx_no_fss(  # noqa: N802
    visits: Any,  # noqa: ANN401
    minEDSS: float = 4,  # noqa: N803
    tRelapse: float = 30,  # noqa: N803
    tProgression: float = 3 * MONTH,  # noqa: N803
    tRegression: float = 9 * MONTH,  # noqa: N803
    tRelProg: float = 6 * MONTH,  # noqa: N803
) -> Any:  # noqa: ANN401
    """The same as `spmsDx` without functional systems; a reference of one's own is `dateBlineVisit` and `bEDSS`.

    Raises:
        TypeError: if `visits` is no table.
        ValueError: if an argument or a column is not what it should be.
    """
    times = {"tRelapse": tRelapse, "tProgression": tProgression, "tRegression": tRegression, "tRelProg": tRelProg}
    return _dated(visits, minEDSS, None, times)


def _dated(visits: Any, least_edss: float, least_pyramidal: float | None, times: dict[str, float]) -> Any:  # noqa: ANN401
    check_one_of("minEDSS", least_edss, _LEAST_EDSS)
    for name, days in times.items():
        check_number(name, days, least=0)
    with_systems = least_pyramidal is not None
    histories = read_visits(visits, "visits", with_systems=with_systems, own_date="dateBlineVisit")
    least = 0.0 if least_pyramidal is None else float(least_pyramidal)
    found = spms_found(histories, SpmsNumbers(with_systems, float(least_edss), least, *map(float, times.values())))
    asked = {"minEDSS": least_edss} | ({"minFSpyr": least_pyramidal} if with_systems else {}) | times
    return spms_table(histories, found, asked)
