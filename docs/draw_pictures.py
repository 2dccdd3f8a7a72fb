"""Draws the pictures of README and pages: one person of the bundled clinic, with the program itself.

python docs/draw_pictures.py
"""

from __future__ import annotations

from pathlib import Path

import mscourse as ms

PERSON = "P01"
PICTURES = Path(__file__).parent / "pictures"


def draw(folder: Path) -> None:
    """Write the pictures as SVG files that stand alone: the course, and the same with its thresholds."""
    course = ms.characterise(ms.read_cohort(Path(ms.__file__).parent / "data" / "clinic"))
    ms.plot.save_disease_course(course, PERSON, folder / "course.svg")
    ms.plot.save_disease_course(course, PERSON, folder / "course-with-thresholds.svg", thresholds=True, measures=())


if __name__ == "__main__":
    draw(PICTURES)
