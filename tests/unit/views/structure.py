"""The graphic as data: for each panel its layers, each with its mark, its fields, and what its rows hold.

python -m unit.views.structure     (in the folder tests) writes what test_structure.py expects anew
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mscourse
from mscourse.derivations.characterise import characterise
from mscourse.results.course import Course
from mscourse.sources import read_cohort
from mscourse.views.timeline import course_specification

CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"
EXPECTED = Path(__file__).parent / "expected" / "disease_course.json"
PERSON = "P03"
_TOLD = ("x", "x2", "value", "shape", "text", "run", "day")


def clinic() -> Course:
    """The course of the bundled clinic."""
    return characterise(read_cohort(CLINIC))


def structure(specification: dict[str, Any]) -> list[dict[str, Any]]:
    """What is drawn, without where the pixels are."""
    return [
        {
            "panel": panel["name"],
            "layers": [
                {
                    "mark": layer["mark"]["type"],
                    "fields": {
                        channel: each["field"] for channel, each in layer["encoding"].items() if "field" in each
                    },
                    "rows": [_told(row, pixels=panel["name"] == "lanes") for row in layer["data"]["values"]]
                    if not str(layer.get("name", "")).startswith("picked_days")
                    else len(layer["data"]["values"]),
                }
                for layer in panel["layer"]
            ],
        }
        for panel in specification["vconcat"]
    ]


def _told(row: dict[str, Any], *, pixels: bool) -> str:
    """One row on one line; in the lanes the place is a matter of pixels, and the words and shapes are told."""
    told = [row[name] for name in _TOLD if name in row and not (pixels and name in ("x", "x2"))]
    return " ".join(str(each) for each in told)


def drawn() -> list[dict[str, Any]]:
    """The structure of the picture of one person with most of what can be drawn."""
    return structure(course_specification(clinic(), PERSON, width=680, thresholds=True, interactive=True))


if __name__ == "__main__":
    EXPECTED.write_text(json.dumps(drawn(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
