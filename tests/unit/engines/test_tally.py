"""What is counted while the tables go by is what the whole tables hold, however they are cut."""

import json
from pathlib import Path

import mscourse
from mscourse.engines.tally import COUNTED, Tally
from mscourse.results.course import Course

CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"


def of_people(course: Course, people: list[str]) -> Tally:
    tally = Tally()
    tables = {name: table.filter(table["patient_id"].is_in(people)) for name, table in course.tables.items()}
    assert [part["states"].height for part in tally.counted([tables])] == [tables["states"].height]
    return tally


def test_two_parts_add_up_to_the_whole() -> None:
    course = mscourse.characterise(mscourse.read_cohort(CLINIC))
    whole = Tally()
    whole.add({**course.tables, "findings": course.findings.filter(course.findings["patient_id"].is_not_null())})
    together = of_people(course, course.patient_ids[:5])
    together += of_people(course, course.patient_ids[5:])

    assert together == whole
    assert whole.people == len(course.patient_ids)
    assert whole.events == course.events.height
    assert sum(numbers[0] for _, numbers in whole.phenotypes()) == whole.people
    assert {len(numbers) for _, numbers in whole.phenotypes()} == {len(COUNTED)}


def test_a_tally_is_kept_as_json_in_one_order() -> None:
    course = mscourse.characterise(mscourse.read_cohort(CLINIC))
    written = {json.dumps(of_people(course, people).as_dict()) for people in [course.patient_ids] * 5}

    assert len(written) == 1
    assert Tally.from_dict(json.loads(written.pop())) == of_people(course, course.patient_ids)
