"""The disease-course graphic without the picture: in a few sentences, and as a table of all that is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from mscourse.results.course import Course
from mscourse.views import vocabulary as say
from mscourse.views.lanes import LOOKS, reasons_of, said_of_treatment, stretches_of
from mscourse.views.marks import CHANGES, RECORDS
from mscourse.views.shown import Shown, what_is_shown

COLUMNS = ("from", "to", "what", "said")
"""Of the table; every column is text. `to` is empty for what happened on one day."""
_LANES = {"phenotype": "Phenotype", "activity": "Activity", "progression": "Progression", "worsening": "Worsening"}
_TABLES = {"relapses": "Relapse", "mri": "MRI"}


def disease_course_text(course: Course, patient_id: str) -> str:
    """The text alternative of the graphic: what it shows, in a few sentences.

    Raises:
        UnknownPatientError: if there is no such person among the states.
    """
    return text_of(what_is_shown(course, patient_id))


def disease_course_table(course: Course, patient_id: str) -> pl.DataFrame:
    """Everything that the graphic draws, a row each in order of date: from, to, what, and the sentence said of it.

    Raises:
        UnknownPatientError: if there is no such person among the states.
    """
    return pl.DataFrame(rows_of(what_is_shown(course, patient_id)), schema=dict.fromkeys(COLUMNS, pl.String))


def text_of(shown: Shown) -> str:
    """The text alternative of what was gathered."""
    span = f"{say.say_day(shown.states[0]['start'])} to {say.say_day(shown.last)}"
    sentences = [f"Disease course of {shown.patient_id} from {span}."]
    edss = shown.values.get("edss", [])
    if edss:
        sentences.append(
            f"EDSS was {say.say_bare_value('edss', edss[0].value)} {say.on_day(edss[0].day)} and "
            f"{say.say_bare_value('edss', edss[-1].value)} {say.on_day(edss[-1].day)}, over "
            f"{say.count(len(edss), 'visit')}."
        )
    disagreements = dict.fromkeys(each.day for each in shown.disagreements if each.measure == "edss")
    if disagreements:
        sentences.append(f"EDSS values that disagree are not used: {say.listed([*map(say.say_day, disagreements)])}.")
    sentences += [_relapses(shown), _scans(shown), _treatments(shown), *_worsenings(shown)]
    last = shown.states[-1]
    if last["spms_onset"] is not None:
        sentences.append(_onset_of_spms(shown))
    sentences.append(f"At the end: {last['label']}.")
    return " ".join(sentences)


def rows_of(shown: Shown) -> list[dict[str, str]]:
    """The rows of the table, in order of date and, on one day, of the lanes from top to bottom."""
    rows = [*_rows_of_values(shown), *_rows_of_records(shown), *_rows_of_states(shown)]
    return [
        {"from": say.say_day(start), "to": "" if last is None else say.say_day(last), "what": what, "said": said}
        for start, last, what, said in sorted(rows, key=lambda row: row[0])
    ]


_Row = tuple[say.Day, say.Day | None, str, str]
"""First and last day, what it is, and what is said of it."""


def _rows_of_values(shown: Shown) -> Iterator[_Row]:
    for value in (*(each for values in shown.values.values() for each in values), *shown.disagreements):
        yield value.day, None, say.capitalised(say.MEASURES[value.measure]), value.said
    for measure, day in shown.unable:
        yield day, None, say.capitalised(say.MEASURES[measure]), "Could not be done because of MS."
    for change in shown.changes:
        yield change.onset, change.confirmed_on, say.capitalised(CHANGES[change.name].words), change.said


def _rows_of_records(shown: Shown) -> Iterator[_Row]:
    for record in shown.records:
        yield record.day, None, _TABLES[record.table], record.said
    for treatment in shown.treatments:
        # The end of a treatment is the first day without it.
        yield treatment.start, treatment.end, "Treatment", said_of_treatment(treatment)


def _rows_of_states(shown: Shown) -> Iterator[_Row]:
    last = shown.states[-1]
    if last["spms_onset"] is not None:
        yield last["spms_onset"], None, "SPMS onset", _onset_of_spms(shown)
    for lane in ("phenotype", "activity", "progression"):
        for stretch in stretches_of(shown.states, lane):
            words = say.capitalised(LOOKS[stretch.group][stretch.value].words[0])
            reasons = reasons_of(stretch, shown)
            said = f"{words}: {reasons}." if reasons else f"{words}."
            yield stretch.start, stretch.last, _LANES[stretch.group], said


def _onset_of_spms(shown: Shown) -> str:
    last = shown.states[-1]
    return f"By the rule SPMS began {say.on_day(last['spms_onset'])}, known from {say.say_day(last['spms_known_on'])}."


def _relapses(shown: Shown) -> str:
    if "relapses" not in shown.given:
        return "Relapses are not recorded."
    days = [say.say_day(each.day) for each in shown.of_table("relapses") if each.name != "relapse_passed_over"]
    return f"{say.count(len(days), 'relapse')}: {say.listed(days)}." if days else "No relapse."


def _scans(shown: Shown) -> str:
    if "mri" not in shown.given:
        return "MRI is not recorded."
    quiet = ("scan_clear", "scan_not_readable")
    new: dict[say.Day, list[str]] = {}
    for each in shown.of_table("mri"):
        if each.name not in quiet:
            new.setdefault(each.day, []).append(RECORDS[each.name].words.removeprefix("MRI: "))
    clear = sum(each.name == "scan_clear" for each in shown.of_table("mri"))
    unread = sum(each.name == "scan_not_readable" for each in shown.of_table("mri"))
    days = [f"{say.say_day(day)} ({say.listed(kinds)})" for day, kinds in new.items()]
    found = (
        f"{say.count(len(days), 'MRI', 'MRIs')} with new activity: {say.listed(days)}"
        if days
        else "No MRI with new activity"
    )
    others = [f"{clear} without"] if clear else []
    others += [f"{unread} that cannot rule it out"] if unread else []
    return f"{'; '.join([found, *others])}."


def _treatments(shown: Shown) -> str:
    if "treatments" not in shown.given:
        return "Treatments are not recorded."
    if not shown.treatments:
        return "No treatment."
    return f"Treatment: {'; '.join(said_of_treatment(each).removesuffix('.') for each in shown.treatments)}."


def _worsenings(shown: Shown) -> list[str]:
    """One sentence for each cause that occurs."""
    by_cause: dict[str, list[str]] = {}
    for change in shown.changes:
        by_cause.setdefault(change.name, []).append(f"{say.say_day(change.onset)} ({say.MEASURES[change.measure]})")
    return [f"{say.capitalised(CHANGES[name].words)}: {say.listed(days)}." for name, days in by_cause.items()]
