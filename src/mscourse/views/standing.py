"""Where a person stands, in sentences: the course, activity, progression or worsening, treatment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.results.treatments import TreatmentAccount
from mscourse.results.words import window_in_words
from mscourse.tables.deaths import death_of
from mscourse.views import vocabulary as say
from mscourse.views.days import in_result_days
from mscourse.views.treatments import on_now

_PROGRESSIVE = ("spms", "ppms")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One person on one day: the state, those before it, and the evidence in force."""

    course: Course
    patient_id: str
    history: list[dict[str, Any]]
    """The states up to the present one, which is the last."""
    state: Mapping[str, Any]
    evidence: list[dict[str, Any]]
    treatments: TreatmentAccount | None = None

    @property
    def window(self) -> str:
        """The time frame of every statement, as it stands behind `in the past`."""
        return window_in_words(self.course.definition.window)

    def begun(self, *columns: str) -> say.Day:
        """The first day from which on these columns have had their present values without a break."""
        present = [self.history[-1][column] for column in columns]
        start: say.Day = self.history[-1]["start"]
        for row in reversed(self.history):
            if [row[column] for column in columns] != present:
                break
            start = row["start"]
        return start

    def since(self, *columns: str) -> str:
        """The same in words; of the first record it is not known what was before."""
        start = self.begun(*columns)
        if start == self.history[0]["start"]:
            return f"as far back as the records go ({say.say_day(start)})"
        return f"since {say.say_day(start)}"


def standing_on(course: Course, patient_id: str, day: say.Day | str) -> Standing | None:
    """Where this person stood on that day; None if it lies outside their states.

    Raises:
        UnknownPatientError: if there is no such person among the states.
        UsageError: if the day does not read as one.
    """
    states = course.of("states", patient_id).sort("start")
    rows = course.at(day).filter(pl.col("patient_id") == patient_id).to_dicts()
    if not rows:
        return None
    return Standing(
        course=course,
        patient_id=patient_id,
        history=states.filter(pl.col("start") <= rows[0]["start"]).to_dicts(),
        state=rows[0],
        evidence=course.evidence_at(day).filter(pl.col("patient_id") == patient_id).to_dicts(),
        treatments=course.treatments_of(patient_id, day),
    )


def standing_sentences(now: Standing) -> list[tuple[str, str]]:
    """Each sentence with its subject; the first ones, of the state as a whole, have none."""
    state = now.state
    judged_progression = state["progression"] != "not_applicable"
    return [
        ("", f"{state['label']}."),
        *(("", sentence) for sentence in _stable(now)),
        *(("Course", sentence) for sentence in _course(now)),
        ("Activity", _activity(now)),
        ("Progression", _progression(now)) if judged_progression else ("Worsening", _worsening(now)),
        ("Treatment", _treatment(now)),
    ]


def _stable(now: Standing) -> list[str]:
    """Stable is said of SPMS and PPMS without progression and of RRMS without worsening, if not active."""
    state = now.state
    if state["activity"] != "not_active":
        return []
    if state["phenotype"] in _PROGRESSIVE and state["progression"] == "without_progression":
        return [f"Stable in the past {now.window}: neither active nor with progression."]
    if state["phenotype"] == "rrms" and state["worsening"] == "no_worsening":
        return [f"Stable in the past {now.window}: not active and no worsening."]
    return []


def _course(now: Standing) -> list[str]:
    name = say.COURSE_NAMES[now.state["phenotype"]]
    sentences = [say.capitalised(f"{name}, {now.since('phenotype')}."), *_rules_alone(now.state)]
    labels = _spms_labels(now)
    if labels and now.state["phenotype"] != "spms":
        sentences.append(f"The clinician had recorded SPMS {say.on_day(labels[-1])}.")
    onset = now.state["spms_onset"]
    if onset is not None:
        rule, known = now.course.definition.spms_onset.name, say.say_day(now.state["spms_known_on"])
        sentences.append(
            f"By the rule ({rule}) SPMS began on {say.say_day(onset)}; this could be known from {known} on."
        )
        if labels and labels[0] < onset:
            sentences.append(
                f"The clinician's label of {say.say_day(labels[0])} is earlier; the rule sees only the examinations "
                "held here."
            )
    death = _death(now)
    return sentences if death is None else [*sentences, f"Died {say.on_day(death)}."]


def _rules_alone(state: Mapping[str, Any]) -> list[str]:
    """What the rules would have said, where the clinician's label says otherwise."""
    derived = state["derived_phenotype"]
    if derived == state["phenotype"]:
        return []
    if state["phenotype"] == "cis":
        return ["CIS is the clinician's label; the rules never derive it."]
    course = "not be specified" if derived == "ms_unspecified" else f"be {say.COURSE_LETTERS[derived]}"
    return [f"By the rules alone the course would {course}; the clinician's label is used."]


def _spms_labels(now: Standing) -> list[Any]:
    """The days up to this one on which the clinician recorded SPMS."""
    rows = now.course.of("evidence", now.patient_id).filter(
        (pl.col("claim") == "phenotype")
        & (pl.col("table") == "recorded_courses")
        & (pl.col("field") == "spms")
        & (pl.col("date") <= now.state["index_date"])
    )
    return rows.get_column("date").sort().to_list()


def _death(now: Standing) -> say.Day | None:
    died = pl.DataFrame({"date": [death_of(now.course.cohort, now.patient_id)]}, schema={"date": pl.Date})
    day: say.Day | None = in_result_days(now.course, died).item()
    return day if day is not None and day <= now.state["index_date"] else None


def _activity(now: Standing) -> str:
    state, since = now.state, now.since("activity")
    words = dict(say.ACTIVITY_REASONS)
    if now.patient_id in now.course.cohort.people_with_rows_set_aside("mri"):
        words["mri_not_readable"] = say.SCAN_SET_ASIDE
    reasons = say.listed([words[reason] for reason in state["activity_reason"]])
    if state["activity"] == "indeterminate":
        return f"Cannot be judged {since}: in the past {now.window}, {reasons}."
    definition = now.course.definition
    uncertain = (
        " The time of the new lesions is uncertain: the comparison scan is more than "
        f"{definition.window + definition.activity.comparison_grace:g} days older."
        if state["activity_timing_uncertain"]
        else ""
    )
    return say.capitalised(f"{say.ACTIVITY[state['activity']]} {since}: {reasons} in the past {now.window}.{uncertain}")


def _progression(now: Standing) -> str:
    state, since = now.state, now.since("progression")
    if state["progression"] == "indeterminate":
        definition = now.course.definition
        reasons = [say.say_progression_reason(reason, definition) for reason in state["progression_reason"]]
        return f"Cannot be judged {since}: {say.listed(reasons)}."
    if state["progression"] == "awaiting_confirmation":
        return f"Awaiting confirmation {since}: {_confirmation(state)}."
    ending = _with_progression(now) if state["progression"] == "with_progression" else _without_progression(now)
    return say.capitalised(f"{say.PROGRESSION[state['progression']]} {since}: {ending}.{_also_pending(state)}")


def _with_progression(now: Standing) -> str:
    independent = now.state["worsening_cause"] == "relapse_independent"
    worsening = "a relapse-independent worsening" if independent else "the worsening that defined SPMS onset"
    return f"{worsening} was confirmed in the past {now.window}"


def _without_progression(now: Standing) -> str:
    if now.state["worsening"] == "worsening":
        return f"the worsening confirmed in the past {now.window} is {_cause(now)}"
    return f"no worsening in the past {now.window}"


def _worsening(now: Standing) -> str:
    state, since = now.state, now.since("worsening")
    sentences: dict[str, Callable[[], str]] = {
        "worsening": lambda: (
            f"Worsening confirmed in the past {now.window}, {_cause(now)}; so {since}.{_also_pending(state)}"
        ),
        "awaiting_confirmation": lambda: f"Awaiting confirmation {since}: {_confirmation(state)}.",
        "indeterminate": lambda: f"Cannot be judged {since}: {say.listed(_why_worsening_cannot_be_judged(now))}.",
        "no_worsening": lambda: f"No worsening in the past {now.window}; so {since}.",
    }
    return sentences[state["worsening"]]()


def why_worsening_is_open(now: Standing) -> list[str]:
    """Why worsening cannot be judged, read from the rows in force: the states give no reasons for it.

    The keys are those of the reasons for progression, and `not_every_measure` where several measures are asked for.
    """
    rows = [row for row in now.evidence if row["claim"] == "worsening"]
    reasons = []
    if not any(row["verdict"] == "counts" and row["field"] == "edss" for row in rows):
        reasons.append("no_visit_in_window")
    if any(row["verdict"] in ("awaiting_confirmation", "no_later_visit") for row in rows):
        reasons.append("worsening_unconfirmed")
    if reasons:
        return reasons
    edss_alone = now.course.definition.worsening.measures == ("edss",)
    return ["too_short_to_judge" if edss_alone else "not_every_measure"]


def _why_worsening_cannot_be_judged(now: Standing) -> list[str]:
    shortest = f"at least {now.course.definition.progression.shortest_comparison:g} days before the latest"
    words = {
        "no_visit_in_window": f"no usable EDSS in the past {now.window}",
        "worsening_unconfirmed": "a worsening that no later visit has confirmed or refuted",
        "too_short_to_judge": f"follow-up too short (no usable EDSS {shortest})",
        "not_every_measure": f"not every measure has a value in the past {now.window} and a usable one {shortest}",
    }
    return [words[reason] for reason in why_worsening_is_open(now)]


def _cause(now: Standing) -> str:
    """The cause of the confirmed worsening, with its relapse where a row of the evidence names it."""
    cause = now.state["worsening_cause"]
    confirmed = {row["date"] for row in now.evidence if row["claim"] == "worsening" and row["verdict"] == "confirmed"}
    same_rises = [
        row for row in now.evidence if row["claim"] in ("spms_onset", "progression") and row["date"] in confirmed
    ]
    relapses = [row["relapse_date"] for row in same_rises if row["relapse_date"] is not None]
    if cause == "relapse_associated" and relapses:
        return f"associated with the relapse of {say.say_day(max(relapses))}"
    return say.CAUSES[cause]


def _confirmation(state: Mapping[str, Any]) -> str:
    if state["confirmation_due"] is None:
        return "a later visit has to confirm it"
    return f"a visit from {say.say_day(state['confirmation_due'])} on can confirm it"


def _also_pending(state: Mapping[str, Any]) -> str:
    if state["confirmation_due"] is None:
        return ""
    return f" A further worsening awaits confirmation from {say.say_day(state['confirmation_due'])} on."


def _treatment(now: Standing) -> str:
    state, table = now.state, now.course.cohort.treatments
    if state["on_treatment"] is None:
        if now.patient_id in now.course.cohort.people_with_rows_set_aside("treatments"):
            return "Not known: a row of the treatments was set aside for an error."
        return "Not known: no treatments table was given."
    if not state["on_treatment"]:
        return "None on record at this time."
    if now.treatments is not None and now.treatments.on_now:
        return f"On {on_now(now.treatments)}."
    if table is None:
        return "On treatment."
    day = state["index_date"]
    rows = in_result_days(now.course, table).filter(
        (pl.col("patient_id") == now.patient_id)
        & (pl.col("start_date") <= day)
        & (pl.col("end_date").is_null() | (pl.col("end_date") > day))
    )
    names = [f"{row['drug']} since {say.say_day(row['start_date'])}" for row in rows.to_dicts()]
    return f"On {say.listed(names)}." if names else "On treatment."
