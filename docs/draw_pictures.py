"""Draws the README's picture: one person of the bundled clinic, with the program itself.

python docs/draw_pictures.py
"""

from __future__ import annotations

from pathlib import Path

import mscourse
from mscourse.derivations.characterise import characterise
from mscourse.sources import read_cohort
from mscourse.views.drawing import inline_svg
from mscourse.views.timeline import course_specification

PERSON = "P01"
WIDTH = 760
PICTURE = Path(__file__).parent / "pictures" / "course.svg"


def draw(picture: Path) -> None:
    """Write the picture as an SVG file that stands alone."""
    clinic = Path(mscourse.__file__).parent / "data" / "clinic"
    course = characterise(read_cohort(clinic))
    specification = course_specification(course, PERSON, width=WIDTH)
    picture.parent.mkdir(parents=True, exist_ok=True)
    svg = inline_svg(specification, name="course", title=f"Disease course of {PERSON}", css_class="course")
    picture.write_text(svg + "\n", encoding="utf-8")


if __name__ == "__main__":
    draw(PICTURE)
