"""One side of the comparison: reads a call a line, writes its answer a line, as JSON text.

Run as a program it answers with pymsprog, in the environment where pymsprog lives, and imports nothing else of this
project. The other side asks `answer` of the same file for mscourse's answer, so that both are given the same frames and
are written down in the same way.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import math
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

LIMIT = 60
DATES = "%Y-%m-%d"

Call = dict[str, Any]
Rows = list[dict[str, Any]]
Frames = Callable[[dict[str, list[Any]], str], Any]


class TooLongError(Exception):
    """A call that did not end within its time."""


def answer(tool: Any, call: Call, frames: Frames | None = None) -> dict[str, Any]:
    """The answer as plain rows, or the name and the message of the error."""
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), within(LIMIT):
            warnings.simplefilter("ignore")
            return {"parts": ASKED[call["function"]](tool, call, frames or pandas_frame)}
    except Exception as error:  # noqa: BLE001 - an error of any kind is an answer too
        return {"error": type(error).__name__, "message": str(error)[:200]}


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """A block that is stopped when it takes longer."""

    def stop(*_: object) -> None:
        raise TooLongError(f"no answer within {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# -------------------------------------------------------------------------------------------------- what is asked


def courses(tool: Any, call: Call, frames: Frames) -> dict[str, Rows]:
    """MSprog: summary, results and the unconfirmed changes."""
    visits, relapses = tables(call, frames)
    arguments = given(call)
    found = tool.MSprog(
        visits, "id", "value", "date", arguments.pop("outcome"), relapse=relapses, verbose=0, **arguments
    )
    names = ("summary", "results", "unconfirmed")
    return {name: rows(frame) for name, frame in zip(names, found, strict=False)}


def milestone(tool: Any, call: Call, frames: Frames) -> dict[str, Rows]:
    """value_milestone: one row per subject."""
    visits, relapses = tables(call, frames)
    arguments = given(call)
    level, outcome = arguments.pop("milestone"), arguments.pop("outcome")
    return {
        "milestone": rows(
            tool.value_milestone(visits, level, "id", "value", "date", outcome, relapse=relapses, **arguments)
        )
    }


def separated(tool: Any, call: Call, frames: Frames) -> dict[str, Rows]:
    """separate_ri_ra: the table with its new columns, and the dates of lasting events where asked for."""
    visits, relapses = tables(call, frames)
    arguments = given(call)
    found = tool.separate_ri_ra(visits, "id", "value", "date", arguments.pop("outcome"), relapses, **arguments)
    if not isinstance(found, tuple):
        return {"table": rows(found)}
    return {"table": rows(found[0]), "raw": rows(found[1])}


def delta(tool: Any, call: Call, _: Frames) -> dict[str, Rows]:
    """compute_delta: one number."""
    return {"number": [{"id": None, "number": plain(tool.compute_delta(**given(call)))}]}


def judged(tool: Any, call: Call, _: Frames) -> dict[str, Rows]:
    """is_event: yes or no."""
    arguments = given(call)
    return {"verdict": [{"id": None, "verdict": plain(tool.is_event(**arguments))}]}


ASKED: dict[str, Callable[[Any, Call, Frames], dict[str, Rows]]] = {
    "MSprog": courses,
    "value_milestone": milestone,
    "separate_ri_ra": separated,
    "compute_delta": delta,
    "is_event": judged,
}


def given(call: Call) -> dict[str, Any]:
    """The arguments as Python has them: JSON knows neither tuples nor functions nor numbers as keys."""
    arguments = dict(call["arguments"])
    if isinstance(arguments.get("delta_fun"), dict):
        arguments["delta_fun"] = change_that_counts(**arguments["delta_fun"])
    tolerance = arguments.get("conf_tol_days")
    if isinstance(tolerance, dict):
        arguments["conf_tol_days"] = dict(tolerance["by_day"])
    if arguments.get("relapse_indep"):
        arguments["relapse_indep"] = {
            place: bounds if isinstance(bounds, str) else tuple(bounds)
            for place, bounds in arguments["relapse_indep"].items()
        }
    return arguments


def change_that_counts(
    rule: str, mirrored_at: float | None = None, moved_by: float = 0.0, slack: float = 0.0, least: float = 0.0
) -> Callable[[float], float]:
    """The smallest change that counts from a reference.

    Where the values were mirrored or moved beforehand it is looked up where they came from; `slack` makes it a little
    smaller, and it is never less than `least`.
    """

    def change(reference: float) -> float:
        back = mirrored_at - reference if mirrored_at is not None else reference - moved_by
        return max(smallest(rule, back) - slack, least)

    return change


def smallest(rule: str, reference: float) -> float:
    if rule == "edss":
        return 1.5 if reference == 0 else 1.0 if reference <= 5 else 0.5
    if rule == "fifth":
        return abs(reference) / 5
    if rule == "sdmt":
        return min(reference / 5, 4)
    return float(rule)


# ----------------------------------------------------------------------------------------------- frames, and back


def tables(call: Call, frames: Frames) -> tuple[Any, Any]:
    """The visits and the relapses of a call as frames."""
    relapses = call["relapses"]
    return frames(call["visits"], call["dates"]), None if relapses is None else frames(relapses, call["dates"])


def pandas_frame(columns: dict[str, list[Any]], dates: str) -> pd.DataFrame:
    """A pandas frame; `dates` says whether the date is a day number, a calendar date or text."""
    frame = pd.DataFrame(columns)
    if dates == "day":
        frame["date"] = frame["date"].astype(float)
    if dates == "date":
        frame["date"] = pd.to_datetime(frame["date"], format=DATES)
    return frame


def rows(frame: pd.DataFrame) -> Rows:
    """The rows of a frame as dictionaries, what is missing left out, the subject under `id`."""
    subjects = frame["id"] if "id" in frame.columns else frame.index
    others = [str(column) for column in frame.columns if column != "id"]
    columns = [list(frame[column]) for column in frame.columns if column != "id"]
    listed = []
    for place, subject in enumerate(subjects):
        row: dict[str, Any] = {"id": plain(subject) if not isinstance(subject, str) else subject}
        for name, column in zip(others, columns, strict=True):
            value = plain(column[place])
            if value is not None:
                row[name] = value
        listed.append(row)
    return listed


def plain(value: Any) -> Any:
    """A number, a date's text, or a text; None for what is missing or empty."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, str) and not value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return value.strftime(DATES)
    number = float(value)
    return None if math.isnan(number) else number


def main() -> None:
    """Answer with pymsprog until there is nothing more to read."""
    import pymsprog  # noqa: PLC0415 - only where it is installed

    for line in sys.stdin:
        call = json.loads(line)
        start = time.perf_counter()
        answered = answer(pymsprog, call)
        answered["seconds"] = time.perf_counter() - start
        sys.stdout.write(json.dumps(answered) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
