"""The call `MSprog`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mscourse.compat.msprog import answer, arguments
from mscourse.compat.msprog.changes import DeltaFunction, direction_of, known_outcome
from mscourse.compat.msprog.histories import read_histories
from mscourse.compat.msprog.methods_text import methods
from mscourse.compat.msprog.search import search
from mscourse.compat.msprog.settings import Settings
from mscourse.compat.msprog.told import EVERY_SUBJECT, tell

_EVENTS = ("firstCDW", "firstCDI", "first", "firstPIRA", "firstRAW", "multiple")
_BASELINES = ("fixed", "roving_impr", "roving_wors", "roving")


def MSprog(  # noqa: N802, PLR0913, PLR0917 - the name and the arguments of the function it stands in for
    data: Any,  # noqa: ANN401 - a frame of polars or pandas
    subj_col: Any,  # noqa: ANN401 - labels of pandas columns may be anything
    value_col: Any,  # noqa: ANN401
    date_col: Any,  # noqa: ANN401
    outcome: str,
    relapse: Any = None,  # noqa: ANN401
    rsubj_col: Any = None,  # noqa: ANN401
    rdate_col: Any = None,  # noqa: ANN401
    subjects: Iterable[Any] | None = None,
    delta_fun: DeltaFunction | None = None,
    worsening: str | None = None,
    valuedelta_col: Any = None,  # noqa: ANN401
    event: str = "firstCDW",
    RAW_PIRA: bool = False,  # noqa: FBT001, FBT002, N803
    baseline: str = "fixed",
    proceed_from: str = "firstconf",
    sub_threshold_rebl: str = "none",
    bl_geq: bool = False,  # noqa: FBT001, FBT002
    relapse_rebl: bool = False,  # noqa: FBT001, FBT002
    skip_local_extrema: str = "none",
    validconf_col: Any = None,  # noqa: ANN401
    conf_days: Any = 84,  # noqa: ANN401 - a number or several
    conf_tol_days: Any = (7, 730.5),  # noqa: ANN401
    require_sust_days: float = 0,
    check_intermediate: bool = True,  # noqa: FBT001, FBT002
    relapse_to_bl: Any = 30,  # noqa: ANN401
    relapse_to_event: Any = 0,  # noqa: ANN401
    relapse_to_conf: Any = 30,  # noqa: ANN401
    relapse_assoc: Any = 90,  # noqa: ANN401
    relapse_indep: Mapping[str, Any] | None = None,
    impute_last_visit: float = 0,
    date_format: str | None = None,
    include_dates: bool = False,  # noqa: FBT001, FBT002
    include_value: bool = False,  # noqa: FBT001, FBT002
    include_stable: bool = True,  # noqa: FBT001, FBT002
    return_unconfirmed: bool = False,  # noqa: FBT001, FBT002
    verbose: int = 1,
    *,
    seed: int | None = None,
) -> answer.Answer:
    """The confirmed changes of each subject: `(summary, results)`, and `unconfirmed` if it is asked for.

    All three are attributes of the answer too, beside `settings` (every argument as it was understood) and `methods`
    (a paragraph for a paper). Tables are of the caller's kind, and their columns depend on the arguments alone. The
    caller's tables stay as they are. `docs/explanation/msprog.md` lists where answers differ from the original's.

    Args:
        data: visits, in a polars or pandas DataFrame.
        subj_col: the column of subjects.
        value_col: the column of values; turned into numbers.
        date_col: the column of dates, of text (see `date_format`), or of days.
        outcome: "edss", "nhpt", "t25fw", "sdmt", in any case, or "custom" with `worsening` and `delta_fun`.
        relapse: relapse onsets, in a frame.
        rsubj_col: its column of subjects, if it is named differently.
        rdate_col: its column of dates, if it is named differently.
        subjects: the only subjects to look at.
        delta_fun: the smallest change that counts, by the reference value; asked once for each value.
        worsening: "increase" or "decrease", for "custom".
        valuedelta_col: a column whose value `delta_fun` is asked for instead.
        event: "firstCDW", "firstCDI", "first", "firstPIRA", "firstRAW" or "multiple".
        RAW_PIRA: whether worsening is told apart by relapses.
        baseline: "fixed", "roving_impr", "roving_wors" or "roving".
        proceed_from: "firstconf" or "event": where the search goes on.
        sub_threshold_rebl: "event", "improvement", "worsening" or "none".
        bl_geq: with `relapse_rebl`, whether a new reference value is never lower than the old one.
        relapse_rebl: whether every relapse brings a new reference.
        skip_local_extrema: "none", "strict" or "all".
        validconf_col: a column of booleans: whether the visit may confirm.
        conf_days: days from the event to its confirmation, one or several.
        conf_tol_days: how many days earlier and later will do; one number is both; a dictionary has them by day.
        require_sust_days: days that a change has to last; infinite for the rest of follow-up.
        check_intermediate: whether it has to hold at every visit up to confirmation.
        relapse_to_bl: days of a reference after the last and before the next relapse; one number is after.
        relapse_to_event: the same for an event.
        relapse_to_conf: the same for a confirmation.
        relapse_assoc: worsening so many days after, or before, a relapse is associated with it.
        relapse_indep: where there is no relapse if worsening is independent: "prec", "event", "conf", "prec_type".
        impute_last_visit: the probability that worsening at the last visit counts, or, above 1, the days from the
            first visit within which it does.
        date_format: how dates are written, as for `strptime`, in both tables; "day" for numbers of days.
        include_dates: whether the results have dates.
        include_value: whether they have values.
        include_stable: whether they have a row for each subject without event.
        return_unconfirmed: whether the answer has a third member.
        verbose: 0 prints nothing, 1 the counts, 2 also the events of each subject.
        seed: what chance depends on, besides the subject; needed for a probability between 0 and 1.

    Raises:
        TypeError: if a table is none.
        ValueError: if an argument is not known, or a column does not hold what it should.
    """
    name = known_outcome(outcome)
    direction = direction_of(name, worsening)
    if delta_fun is None and name == "custom":
        raise ValueError(
            "An outcome of your own needs delta_fun. What change counts is known for four outcomes only. "
            "Give the function that says so."
        )
    if delta_fun is not None and not callable(delta_fun):
        raise ValueError("delta_fun is no function. It takes a reference value and gives the smallest change.")
    classify = event in ("firstPIRA", "firstRAW") or (bool(RAW_PIRA) and event != "firstCDI")
    arguments.imputation(impute_last_visit, seed)
    days = arguments.confirmation_days(conf_days)
    settings = Settings(
        subj_col=subj_col,
        value_col=value_col,
        date_col=date_col,
        outcome=name,
        rsubj_col=subj_col if rsubj_col is None else rsubj_col,
        rdate_col=date_col if rdate_col is None else rdate_col,
        subjects=subjects,
        delta_fun=delta_fun,
        worsening=direction,
        valuedelta_col=valuedelta_col,
        event=arguments.one_of("event", event, _EVENTS),
        RAW_PIRA=classify,
        baseline=arguments.one_of("baseline", baseline, _BASELINES),
        proceed_from=arguments.one_of("proceed_from", proceed_from, ("firstconf", "event")),
        sub_threshold_rebl=arguments.one_of(
            "sub_threshold_rebl", sub_threshold_rebl, ("event", "improvement", "worsening", "none")
        ),
        bl_geq=bool(bl_geq and relapse_rebl),
        relapse_rebl=bool(relapse_rebl),
        skip_local_extrema=arguments.one_of("skip_local_extrema", skip_local_extrema, ("none", "strict", "all")),
        validconf_col=validconf_col,
        conf_days=days,
        conf_tol_days=arguments.tolerances(conf_tol_days, days),
        require_sust_days=arguments.lasting(require_sust_days),
        check_intermediate=bool(check_intermediate),
        relapse_to_bl=arguments.days_pair("relapse_to_bl", relapse_to_bl),
        relapse_to_event=arguments.days_pair("relapse_to_event", relapse_to_event),
        relapse_to_conf=arguments.days_pair("relapse_to_conf", relapse_to_conf),
        relapse_assoc=arguments.days_pair("relapse_assoc", relapse_assoc),
        relapse_indep=arguments.independence(relapse_indep),
        impute_last_visit=float(impute_last_visit),
        seed=seed,
        date_format=date_format,
        include_dates=bool(include_dates),
        include_value=bool(include_value),
        include_stable=bool(include_stable),
        return_unconfirmed=bool(return_unconfirmed),
        verbose=arguments.one_of("verbose", verbose, (0, 1, EVERY_SUBJECT)),
    )
    return _answered(data, relapse, settings)


def _answered(data: Any, relapse: Any, settings: Settings) -> answer.Answer:  # noqa: ANN401
    histories = read_histories(
        data,
        subj_col=settings.subj_col,
        value_col=settings.value_col,
        date_col=settings.date_col,
        relapse=relapse,
        rsubj_col=settings.rsubj_col,
        rdate_col=settings.rdate_col,
        valuedelta_col=settings.valuedelta_col,
        validconf_col=settings.validconf_col,
        date_format=settings.date_format,
        subjects=settings.subjects,
    )
    searched = search(histories, settings)
    tell(histories, searched, settings)
    summary = answer.summary(histories, searched, settings)
    results = answer.results(histories, searched, settings)
    unconfirmed = answer.unconfirmed(histories, searched, settings)
    members = (summary, results, unconfirmed) if settings.return_unconfirmed else (summary, results)
    answered = answer.Answer(members)
    answered.summary, answered.results, answered.unconfirmed = summary, results, unconfirmed
    answered.settings, answered.methods = settings.as_dict(), methods(settings)
    return answered
