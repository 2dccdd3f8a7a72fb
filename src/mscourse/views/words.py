"""One person's course in sentences: where they stand, on what evidence, what did not count, what is due, the topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from mscourse.results.course import Course
from mscourse.views import vocabulary as say
from mscourse.views.days import last_day
from mscourse.views.person import person_of
from mscourse.views.sentences import (
    Person,
    assessment_sentence,
    cannot_become_spms,
    evidence_sentence,
    no_spms_sentence,
    refused_rise_sentence,
)
from mscourse.views.standing import Standing, standing_on, standing_sentences
from mscourse.views.topics import topics_in_force, words_in
from mscourse.views.treatments import label_sentences, treatment_sentences

_ACCEPTED = ("counts", "confirmed", "awaiting_confirmation")
_FAILED_CRITERIA = (
    "event_visit_not_usable",
    "relapse_between",
    "relapses_not_ascertained",
    "edss_below_minimum",
    "pyramidal_below_minimum",
    "leading_system_not_held",
    "before_first_relapse",
)
_REPEATED = {"edss_below_minimum", "pyramidal_below_minimum", "leading_system_not_held"}
"""Refusals that leave the reference where it is, so that every visit of one long rise is refused alike."""
_CLAIM_TITLES = {
    "phenotype": "Course",
    "spms_onset": "SPMS onset",
    "activity": "Activity",
    "progression": "Progression",
    "worsening": "Worsening",
}


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading with its sentences, each with the subject it belongs to (`Activity`) or none."""

    title: str
    sentences: tuple[tuple[str, str], ...]
    counted: str = "records"
    """What its sentences are, where they are counted."""
    is_folded: bool = False
    """Whether the report folds it away however short it is."""

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The sentences by subject, in the order of their first sentence."""
        grouped: dict[str, list[str]] = {}
        for subject, sentence in self.sentences:
            grouped.setdefault(subject, []).append(sentence)
        return list(grouped.items())


def patient_summary(
    course: Course,
    patient_id: str,
    day: say.Day | str | None = None,
    *,
    language: str = "en",
    plain: bool = False,
) -> list[Section]:
    """Where this person stood on that day, on what evidence, what did not count, what is due, and the topics it opens.

    The treatments follow where any is on record, and in SPMS and PPMS what labels say of the course. A day outside
    the states gives one section that says so.

    Args:
        course: the result of `characterise`.
        patient_id: whose summary.
        day: by default the last one of their states.
        language: that of the topics.
        plain: give the topics in plain language, for the person, in place of the clinician's sentences.

    Raises:
        UnknownPatientError: if there is no such person among the states.
        UsageError: if the day does not read as one, or there are no words in that language.
    """
    last = last_day(course, patient_id)
    chosen = last if day is None else day
    now = standing_on(course, patient_id, chosen)
    if now is None:
        return [
            Section(
                title="Where this person stands",
                sentences=(("", _outside(course.of("states", patient_id), last, chosen)),),
            )
        ]
    treated, labels = _treatment_sections(now)
    return [
        Section(title="Where this person stands", sentences=tuple(standing_sentences(now))),
        *treated,
        *_evidence_sections(now),
        Section(title="What is due", sentences=tuple(_due(course, patient_id, now.state["index_date"], last))),
        _topics(course, patient_id, chosen, language, plain=plain),
        *labels,
    ]


def _treatment_sections(now: Standing) -> tuple[list[Section], list[Section]]:
    """The treatments so far, and what labels say; each empty where there is nothing to say."""
    account = now.treatments
    if account is None:
        return [], []
    treated = Section(title="Treatments", sentences=tuple(treatment_sentences(account)), counted="sentences")
    labels = Section(
        title="What treatments are labelled for",
        sentences=tuple(label_sentences(account, now.state)),
        counted="sentences: facts, not advice",
        is_folded=True,
    )
    return ([treated] if treated.sentences else []), ([labels] if labels.sentences else [])


def _outside(states: pl.DataFrame, last: say.Day, day: say.Day | str) -> str:
    first: Any = states.get_column("start").min()
    return (
        f"Nothing can be said of {say.say_day(day) if not isinstance(day, str) else day}: the records run from "
        f"{say.say_day(first)} to {say.say_day(last)}."
    )


def _evidence_sections(now: Standing) -> list[Section]:
    definition, person = now.course.definition, person_of(now.course, now.patient_id, now.state["derived_phenotype"])
    relevant = [row for row in now.evidence if row["claim"] in _claims(now.state)]
    accepted = [
        row for row in relevant if row["verdict"] in _ACCEPTED and not cannot_become_spms(row, definition, person)
    ]
    # The worsening that defined SPMS onset counts as progression, however near to a relapse the search found it.
    counted = {row["date"] for row in accepted if row["claim"] == "progression" and row["verdict"] == "confirmed"}
    refused = [
        row
        for row in relevant
        if row not in accepted and not (row["claim"] == "progression" and row["date"] in counted)
    ]
    considered = [*_no_rise(now), *_evidence_sentences(now, refused, person)]
    sections = []
    for title, sentences, none in (
        ("What this rests on", _evidence_sentences(now, accepted, person), "No record bears on it at this time."),
        (
            "What was considered and not counted",
            considered,
            f"No other record was considered for the past {now.window}.",
        ),
    ):
        sections.append(Section(title=title, sentences=tuple(sentences) or (("", none),)))
    return sections


def _claims(state: Mapping[str, Any]) -> list[str]:
    """The claims that the present state makes: worsening speaks for itself only where progression does not apply."""
    last = "worsening" if state["progression"] == "not_applicable" else "progression"
    return ["phenotype", "spms_onset", "activity", last]


def _no_rise(now: Standing) -> list[tuple[str, str]]:
    """Why the person is not SPMS, where SPMS onset was looked for and nothing was even a candidate."""
    is_searched_for = now.state["derived_phenotype"] in ("rrms", "ms_unspecified")
    if not is_searched_for or any(row["claim"] == "spms_onset" for row in now.evidence):
        return []
    opening = "The rule finds no SPMS" if now.state["phenotype"] == "spms" else "Not SPMS"
    return [("SPMS onset", no_spms_sentence(now.course.definition, opening))]


def _evidence_sentences(now: Standing, rows: list[dict[str, Any]], person: Person) -> list[tuple[str, str]]:
    claims, definition = list(_CLAIM_TITLES), now.course.definition
    ordered = sorted(rows, key=lambda row: (claims.index(row["claim"]), row["date"] is not None, row["date"] or 0))
    sentences = []
    for run in _alike(_criteria_together(ordered)):
        first = run[0]
        if first[0]["claim"] == "spms_onset" and first[0]["verdict"] in _FAILED_CRITERIA:
            sentence = refused_rise_sentence(first, definition)
        else:
            sentence = evidence_sentence(first[0], definition, person)
        last = say.say_day(run[-1][0]["date"])
        if len(run) == 2:  # noqa: PLR2004 - the first and one more
            sentence += f" The same holds of the visit of {last}."
        elif run[1:]:
            sentence += f" The same holds of {len(run) - 1} later visits, to {last}."
        sentences.append((_CLAIM_TITLES[first[0]["claim"]], sentence))
    return list(dict.fromkeys(sentences))


_Rows = list[dict[str, Any]]


def _criteria_together(rows: _Rows) -> list[_Rows]:
    """The rows, each alone, but those of one rise that failed several criteria of SPMS onset together."""
    together: dict[tuple[Any, ...], _Rows] = {}
    for number, row in enumerate(rows):
        is_refused = row["claim"] == "spms_onset" and row["verdict"] in _FAILED_CRITERIA
        rise = (row["date"], row["reference_date"], row["confirming_date"])
        together.setdefault(rise if is_refused else (number,), []).append(row)
    return list(together.values())


def _alike(rises: list[_Rows]) -> list[list[_Rows]]:
    """Rises from one reference that were refused for the same criteria, in one run; everything else alone."""
    runs: dict[tuple[Any, ...], list[_Rows]] = {}
    for number, rows in enumerate(rises):
        verdicts = frozenset(row["verdict"] for row in rows)
        alike = (verdicts, rows[0]["reference_date"])
        runs.setdefault(alike if verdicts <= _REPEATED else (number,), []).append(rows)
    return list(runs.values())


def _due(course: Course, patient_id: str, day: say.Day, last: say.Day) -> list[tuple[str, str]]:
    if day != last:
        return [("", f"What is due is worked out for the last day of the records, {say.say_day(last)}.")]
    rows = course.of("assessments", patient_id).to_dicts()
    # Only of a person who has died is nothing ever due.
    return [("", assessment_sentence(row, last)) for row in rows] or [("", "Nothing: a death is recorded.")]


def _topics(course: Course, patient_id: str, day: say.Day | str, language: str, *, plain: bool) -> Section:
    """What there is to speak about, and which of it is a published source's, which a reading of the definition."""
    topics = topics_in_force(course, patient_id, day, language=language)
    words = words_in(language)["headings"]
    if not topics:
        return Section(title=words["topics"], sentences=(("", words["none"]),))
    told = [("", topic.plain if plain else topic.clinician) for topic in topics]
    sources = [(words["sources"], source) for source in dict.fromkeys(topic.source for topic in topics)]
    return Section(title=words["topics"], sentences=(*told, *sources))
