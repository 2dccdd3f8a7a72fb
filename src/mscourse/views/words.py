"""One person's course in sentences: where they stand, since when, on what evidence, what was refused, what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.views import vocabulary as say
from mscourse.views.sentences import assessment_sentence, evidence_sentence

_ACCEPTED = ("counts", "confirmed", "awaiting_confirmation")
_REPEATED = ("edss_below_minimum", "pyramidal_below_minimum", "leading_system_not_held")
"""Refusals that leave the reference where it is, so that every visit of one long rise is refused alike."""
_CLAIM_TITLES = {
    "phenotype": "Course",
    "spms_onset": "SPMS onset",
    "activity": "Activity",
    "progression": "Progression",
    "worsening": "Worsening",
}

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with its sentences, each with the subject it belongs to (`Activity`) or none."""

    title: str
    sentences: tuple[tuple[str, str], ...]

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The sentences by subject, in the order of their first sentence."""
        grouped: dict[str, list[str]] = {}
        for subject, sentence in self.sentences:
            grouped.setdefault(subject, []).append(sentence)
        return list(grouped.items())


def last_day(course: Course, patient_id: str) -> say.Day:
    """The last day of this person's states."""
    return before(course.of("states", patient_id).get_column("end").max())


def before(end: Any) -> say.Day:  # noqa: ANN401
    """The last day of a stretch that ends before `end`."""
    day: say.Day = end - 1 if isinstance(end, int) else end - _ONE_DAY
    return day


def patient_summary(course: Course, patient_id: str, day: say.Day | str | None = None) -> list[Section]:
    """Where this person stood on that day, on what evidence, what was considered and refused, and what is due.

    Without a day, the last one of their states. A day outside the states gives one section that says so.

    Raises:
        UnknownPatientError: if there is no such person among the states.
        UsageError: if the day does not read as one.
    """
    last = last_day(course, patient_id)
    states = course.of("states", patient_id).sort("start")
    chosen = last if day is None else day
    now = course.at(chosen).filter(pl.col("patient_id") == patient_id).to_dicts()
    if not now:
        return [Section(title="Where this person stands", sentences=(("", _outside(states, last, chosen)),))]
    state = now[0]
    history = states.filter(pl.col("start") <= state["start"]).to_dicts()
    evidence = course.evidence_at(chosen).filter(pl.col("patient_id") == patient_id).to_dicts()
    return [
        Section(title="Where this person stands", sentences=tuple(_standing(course, state, history, patient_id))),
        *_evidence_sections(course, state, evidence, patient_id),
        Section(title="What is due", sentences=tuple(_due(course, patient_id, state["index_date"], last))),
    ]


def _outside(states: pl.DataFrame, last: say.Day, day: say.Day | str) -> str:
    first: Any = states.get_column("start").min()
    return (
        f"Nothing can be said of {say.say_day(day) if not isinstance(day, str) else day}: the records run from "
        f"{say.say_day(first)} to {say.say_day(last)}."
    )


def _standing(
    course: Course, state: Mapping[str, Any], history: list[dict[str, Any]], patient_id: str
) -> list[tuple[str, str]]:
    window = say.say_window(course.definition.window)
    sentences = [("", f"{state['label']}.")]
    if _is_stable(state):
        sentences.append(("", f"Stable in the past {window}: neither active nor worsening."))
    sentences.append(("Course", _course_sentence(state, history)))
    if state["derived_phenotype"] != state["phenotype"]:
        rules = say.COURSE_LETTERS[state["derived_phenotype"]]
        sentences.append(("Course", f"The records alone would make it {rules}: the clinician's label is kept."))
    if state["spms_onset"] is not None:
        onset, known = say.say_day(state["spms_onset"]), say.say_day(state["spms_known_on"])
        sentences.append(("Course", f"By the records SPMS began on {onset} and was known from {known}."))
    sentences.append(("Activity", _activity_sentence(state, history, window)))
    if state["progression"] != "not_applicable":
        sentences.append(("Progression", _progression_sentence(state, history, window)))
    else:
        sentences.append(("Worsening", _worsening_sentence(state, history, window)))
    sentences.append(("Treatment", _treatment_sentence(course, state, patient_id)))
    return sentences


def _is_stable(state: Mapping[str, Any]) -> bool:
    quiet = state["progression"] == "without_progression" or (
        state["progression"] == "not_applicable" and state["worsening"] == "no_worsening"
    )
    return bool(state["activity"] == "not_active" and quiet)


def _since(history: list[dict[str, Any]], *columns: str) -> say.Day:
    """The day from which these columns have had their present values without a break."""
    present = [history[-1][column] for column in columns]
    start: say.Day = history[-1]["start"]
    for row in reversed(history):
        if [row[column] for column in columns] != present:
            break
        start = row["start"]
    return start


def _from(history: list[dict[str, Any]], *columns: str) -> str:
    start = _since(history, *columns)
    beginning = " (the first record)" if start == history[0]["start"] else ""
    return f"since {say.say_day(start)}{beginning}"


def _course_sentence(state: Mapping[str, Any], history: list[dict[str, Any]]) -> str:
    name = say.COURSE_NAMES[state["phenotype"]]
    return say.capitalised(f"{name}, {_from(history, 'phenotype')}.")


def _activity_sentence(state: Mapping[str, Any], history: list[dict[str, Any]], window: str) -> str:
    reasons = say.listed([say.ACTIVITY_REASONS[reason] for reason in state["activity_reason"]])
    since = _from(history, "activity")
    if state["activity"] == "indeterminate":
        return f"Cannot be judged {since}: in the past {window}, {reasons}."
    uncertain = (
        " When the lesions appeared is uncertain, as the scans were compared with old ones."
        if state["activity_timing_uncertain"]
        else ""
    )
    return say.capitalised(f"{say.ACTIVITY[state['activity']]} {since}: {reasons} in the past {window}.{uncertain}")


def _progression_sentence(state: Mapping[str, Any], history: list[dict[str, Any]], window: str) -> str:
    since = _from(history, "progression")
    if state["progression"] == "indeterminate":
        reasons = say.listed([say.PROGRESSION_REASONS[reason] for reason in state["progression_reason"]])
        return f"Cannot be judged {since}: in the past {window}, {reasons}."
    if state["progression"] == "awaiting_confirmation":
        return f"Awaiting confirmation {since}: {_confirmation(state)}."
    endings = {
        "with_progression": f"a worsening not put down to a relapse was confirmed in the past {window}",
        "without_progression": f"no worsening in the past {window}",
    }
    if state["progression"] == "without_progression" and state["worsening"] == "worsening":
        cause = say.CAUSES[state["worsening_cause"]]
        endings["without_progression"] = f"the worsening confirmed in the past {window} is {cause}"
    return say.capitalised(
        f"{say.PROGRESSION[state['progression']]} {since}: {endings[state['progression']]}.{_also_pending(state)}"
    )


def _worsening_sentence(state: Mapping[str, Any], history: list[dict[str, Any]], window: str) -> str:
    since = _from(history, "worsening")
    sentences: dict[str, Callable[[], str]] = {
        "worsening": lambda: (
            f"Confirmed {since}, {say.CAUSES[state['worsening_cause']]}, in the past {window}.{_also_pending(state)}"
        ),
        "awaiting_confirmation": lambda: f"Awaiting confirmation {since}: {_confirmation(state)}.",
        "indeterminate": lambda: f"Cannot be judged {since}: too few visits in the past {window}, or none usable.",
        "no_worsening": lambda: f"None {since}, in the past {window}.",
    }
    return sentences[state["worsening"]]()


def _confirmation(state: Mapping[str, Any]) -> str:
    if state["confirmation_due"] is None:
        return "a later visit has to confirm it"
    return f"a visit from {say.say_day(state['confirmation_due'])} on can confirm it"


def _also_pending(state: Mapping[str, Any]) -> str:
    if state["confirmation_due"] is None:
        return ""
    return f" A further worsening awaits confirmation from {say.say_day(state['confirmation_due'])} on."


def _treatment_sentence(course: Course, state: Mapping[str, Any], patient_id: str) -> str:
    if state["on_treatment"] is None:
        return "Not known: no treatments table was given."
    if not state["on_treatment"]:
        return "None on record at this time."
    table, day = course.cohort.treatments, state["index_date"]
    if table is None:
        return "On treatment."
    rows = in_result_days(course, table).filter(
        (pl.col("patient_id") == patient_id)
        & (pl.col("start_date") <= day)
        & (pl.col("end_date").is_null() | (pl.col("end_date") > day))
    )
    names = [f"{row['drug']} since {say.say_day(row['start_date'])}" for row in rows.to_dicts()]
    return f"On {say.listed(names)}." if names else "On treatment."


def in_result_days(course: Course, table: pl.DataFrame) -> pl.DataFrame:
    """A table of records with its dates as the results have them: whole days where the records came as days."""
    if not course.cohort.day_offsets:
        return table
    return table.with_columns(pl.col(pl.Date).to_physical().cast(pl.Int32))


def _evidence_sections(
    course: Course, state: Mapping[str, Any], evidence: list[dict[str, Any]], patient_id: str
) -> list[Section]:
    relevant = [row for row in evidence if row["claim"] in _claims(state)]
    accepted = [row for row in relevant if row["verdict"] in _ACCEPTED]
    refused = [row for row in relevant if row["verdict"] not in _ACCEPTED]
    sections = []
    for title, rows, none in (
        ("What this rests on", accepted, "No record bears on it at this time."),
        ("What was considered and refused", refused, "Nothing was refused."),
    ):
        sentences = tuple(_evidence_sentences(course, rows, patient_id))
        sections.append(Section(title=title, sentences=sentences or (("", none),)))
    return sections


def _claims(state: Mapping[str, Any]) -> list[str]:
    """The claims that the present state makes: worsening speaks for itself only where progression does not apply."""
    last = "worsening" if state["progression"] == "not_applicable" else "progression"
    return ["phenotype", "spms_onset", "activity", last]


def _evidence_sentences(course: Course, rows: list[dict[str, Any]], patient_id: str) -> list[tuple[str, str]]:
    onset_type = _onset_type(course, patient_id)
    claims = list(_CLAIM_TITLES)
    ordered = sorted(rows, key=lambda row: (claims.index(row["claim"]), row["date"] is not None, row["date"] or 0))
    runs: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for number, row in enumerate(ordered):
        alike = (row["claim"], row["verdict"], row["reference_date"])
        runs.setdefault(alike if row["verdict"] in _REPEATED else (number,), []).append(row)
    sentences = []
    for run in runs.values():
        first, later = evidence_sentence(run[0], course.definition, onset_type), len(run) - 1
        if later:
            first += f" The same holds of {say.count(later, 'later visit')}, to {say.say_day(run[-1]['date'])}."
        sentences.append((_CLAIM_TITLES[run[0]["claim"]], first))
    return list(dict.fromkeys(sentences))


def _onset_type(course: Course, patient_id: str) -> str | None:
    patients = course.cohort.patients
    if patients is None:
        return None
    found = patients.filter(pl.col("patient_id") == patient_id).get_column("onset_type").to_list()
    return found[0] if found else None


def _due(course: Course, patient_id: str, day: say.Day, last: say.Day) -> list[tuple[str, str]]:
    if day != last:
        return [("", f"What is due is worked out for the last day of the records, {say.say_day(last)}.")]
    rows = course.of("assessments", patient_id).to_dicts()
    # Only of a person who has died is nothing ever due.
    return [("", assessment_sentence(row)) for row in rows] or [("", "Nothing: a date of death is recorded.")]
