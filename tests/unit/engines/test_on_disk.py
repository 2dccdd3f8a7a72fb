"""The question that parts answer alike, as it is kept beside them."""

import datetime as dt
import json
from typing import Any

import pytest

from mscourse.engines.on_disk import CourseOnDisk, Question, Sums
from mscourse.errors import UsageError
from mscourse.in_parts import write_course
from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import lublin_2013, spms_lorscheider_2016_to_end
from mscourse.rules.written import from_json
from mscourse.tables.drugs import drug_table


def question(**asked: Any) -> Question:
    today = dt.date(2025, 1, 1)
    return Question(**{"definition": lublin_2013, "drugs": drug_table(None), "today": today, **asked})


def test_a_question_is_kept_as_json() -> None:
    kept = question().as_dict()

    assert json.loads(json.dumps(kept)) == kept
    assert from_json(json.dumps(kept["definition"]), CourseDefinition) == lublin_2013


@pytest.mark.parametrize(
    ("until", "kept"),
    [
        (None, None),
        ("2024-05-01", "2024-05-01"),
        (" 2024-05-01 ", "2024-05-01"),
        (dt.date(2024, 5, 1), "2024-05-01"),
        (dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC), "2024-05-01"),
        (400, "400"),
        ("-3", "-3"),
    ],
)
def test_a_day_is_kept_so_that_it_is_known_again(until: Any, kept: str | None) -> None:
    assert question(until=until).as_dict()["until"] == kept


def test_what_the_parts_add_up_to_begins_with_nothing() -> None:
    nothing = Sums().as_dict()
    assert Sums.from_dict(json.loads(json.dumps(nothing))).as_dict() == nothing


def test_what_cannot_be_asked_is_said_before_any_file_is_read() -> None:
    ahead = lublin_2013.__class__(**{**vars(lublin_2013), "spms_onset": spms_lorscheider_2016_to_end})
    with pytest.raises(UsageError, match="looks ahead"):
        write_course("nowhere", "out", ahead, parts=2)
    with pytest.raises(UsageError, match="looks ahead"):
        CourseOnDisk(None, question(definition=ahead))  # type: ignore[arg-type]
