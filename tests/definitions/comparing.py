"""Running worked examples, and what differs from their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from definitions.engines import ENGINES, Engine, Question
from definitions.grids import ASKED_ON, Row
from definitions.pages import Answers, Example
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import lublin_2013

CONFIRMED_CHANGES = {"worsening", "improvement"}
ENOUGH = 1e-9
SEPARATOR = "/"


def differences(example: Example, engine: str, base: CourseDefinition = lublin_2013) -> list[str]:
    """What the engine says otherwise than the example: one sentence each, none if they agree."""
    return list(differences_of([example], engine, base))


def differences_of(examples: Iterable[Example], engine: str, base: CourseDefinition) -> Iterator[str]:
    """What the engine says otherwise than the examples, found as it is asked for.

    Examples that are looked at in the same way are one cohort, so that few runs answer many examples.
    """
    alike: dict[object, list[Example]] = defaultdict(list)
    for example in examples:
        alike[(example.settings, tuple(sorted(example.records)))].append(example)
    for group in alike.values():
        yield from _differences_of_group(group, engine, base)


def _differences_of_group(group: list[Example], engine: str, base: CourseDefinition) -> list[str]:
    first = group[0]
    until = first.until if first.until is not None else max(example.last_day for example in group)
    question = Question(
        patients=tuple(_named(example, patient) for example in group for patient in example.patients),
        records={
            table: [(_named(example, patient), row) for example in group for patient, row in example.records[table]]
            for table in first.records
        },
        definition=first.definition(base),
        until=until,
        hindsight=first.hindsight,
    )
    answering = ENGINES[engine](question)
    return [line for example in group for line in _differences(example, answering)]


def _named(example: Example, patient: str) -> str:
    return f"{example.page}-{example.line}{SEPARATOR}{patient}"


def _differences(example: Example, engine: Engine) -> list[str]:
    compare: dict[str, Callable[[Example, Engine, Answers], list[str]]] = {
        "states": _states,
        "events": _events,
        "evidence": _evidence,
        "assessments": _assessments,
        "topics": _topics,
    }
    found = [line for table, rows in example.answers.items() for line in compare[table](example, engine, rows)]
    return [f"{example.page}.md:{example.line}: {line}" for line in found]


def _states(example: Example, engine: Engine, rows: Answers) -> list[str]:
    found = []
    for patient, row in rows:
        day, stated = row[ASKED_ON], {name: value for name, value in row.items() if name != ASKED_ON}
        answer = engine.state(_named(example, patient), day)
        if "phenotype" in stated and stated["phenotype"] is None:
            if answer is not None:
                found.append(f"{patient} on day {day} has a state: {answer}")
        elif answer is None:
            found.append(f"{patient} on day {day} has no state.")
        else:
            found += [
                f"{patient} on day {day}: {name} is {answer.get(name)!r}, not {value!r}."
                for name, value in stated.items()
                if not _same(name, value, answer, complete=engine.complete)
            ]
    return found


def _events(example: Example, engine: Engine, rows: Answers) -> list[str]:
    kinds = {row["kind"] for _, row in rows if "kind" in row} or CONFIRMED_CHANGES
    found = []
    for patient in example.patients:
        stated = [row for owner, row in rows if owner == patient]
        answers = [event for event in engine.events(_named(example, patient)) if event["kind"] in kinds]
        found += _unmatched(f"{patient}: event", stated, answers, complete=engine.complete)
        if len(answers) != len(stated):
            found.append(f"{patient} has {len(answers)} events, not {len(stated)}: {answers}")
    return found


def _evidence(example: Example, engine: Engine, rows: Answers) -> list[str]:
    found = []
    for patient, row in rows:
        stated = {name: value for name, value in row.items() if name != ASKED_ON}
        answers = engine.evidence(_named(example, patient), row[ASKED_ON])
        found += _unmatched(f"{patient} on day {row[ASKED_ON]}: evidence", [stated], answers, complete=engine.complete)
    return found


def _assessments(example: Example, engine: Engine, rows: Answers) -> list[str]:
    """What differs, on every day and for every kind that the grid names."""
    kinds = {row["kind"] for _, row in rows}
    found = []
    for day in sorted({row[ASKED_ON] for _, row in rows}):
        for patient in example.patients:
            stated = [
                {name: value for name, value in row.items() if name != ASKED_ON}
                for owner, row in rows
                if owner == patient and row[ASKED_ON] == day
            ]
            answers = [row for row in engine.assessments(_named(example, patient), day) if row["kind"] in kinds]
            found += _unmatched(f"{patient} on day {day}: assessment", stated, answers, complete=engine.complete)
            if len(answers) != len(stated):
                found.append(f"{patient} on day {day} has {len(answers)} assessments, not {len(stated)}: {answers}")
    return found


def _topics(example: Example, engine: Engine, rows: Answers) -> list[str]:
    """What differs; a row names every topic of its day."""
    found = []
    for patient, row in rows:
        answer = engine.topics(_named(example, patient), row[ASKED_ON])
        if sorted(answer) != sorted(row["keys"]):
            found.append(f"{patient} on day {row[ASKED_ON]} has the topics {answer}, not {row['keys']}.")
    return found


def _unmatched(what: str, stated: list[Row], answers: list[Row], *, complete: bool) -> list[str]:
    """The stated rows that no answer fits, each with the answers there are."""

    def fits(row: Row, answer: Row) -> bool:
        return all(_same(name, value, answer, complete=complete) for name, value in row.items())

    return [f"{what} {row} is not among {answers}" for row in stated if not any(fits(row, each) for each in answers)]


def _same(name: str, value: object, answer: Row, *, complete: bool) -> bool:
    """Whether the answer says the same; a column that an incomplete engine does not give says nothing."""
    if name not in answer:
        return not complete
    given = answer[name]
    if isinstance(value, float) and isinstance(given, int | float):
        return abs(value - given) < ENOUGH
    return bool(given == value)
