"""Draws the pictures of README and pages: one person of the bundled clinic, and a made-up cohort, with the program.

python docs/draw_pictures.py
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

import polars as pl

import mscourse as ms

PERSON = "P01"
PEOPLE = 400
DOCS = Path(__file__).parent
PICTURES = DOCS / "pictures"
MADE_UP = DOCS.parent / "benchmarks" / "generate.py"
GALLERY = DOCS / "reference" / "gallery.md"
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DIES = 7
"""Every so manieth person of the made-up cohort dies."""
_DATED = {"visits": "date", "relapses": "onset_date", "mri": "date", "treatments": "start_date"}


def draw(folder: Path) -> None:
    """Write the pictures as SVG files that stand alone: the course, the same with its thresholds, and the gallery."""
    course = ms.characterise(ms.read_cohort(Path(ms.__file__).parent / "data" / "clinic"))
    ms.plot.save_disease_course(course, PERSON, folder / "course.svg")
    ms.plot.save_disease_course(course, PERSON, folder / "course-with-thresholds.svg", thresholds=True, measures=())
    draw_gallery(folder / "gallery")


def draw_gallery(folder: Path) -> None:
    """Run the lines of the gallery on a made-up cohort, and keep the pictures that they write."""
    lines = "\n".join(_BLOCK.findall(GALLERY.read_text(encoding="utf-8")))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as room, chdir(room):
        _write_cohort(Path("data"))
        exec(compile(lines, GALLERY.name, "exec"), {})  # noqa: S102 - the lines are those of our own page
        for picture in Path().glob("*.svg"):
            (folder / picture.name).write_bytes(picture.read_bytes())


def _write_cohort(folder: Path) -> None:
    """A made-up cohort of which some die, and have no record after that."""
    subprocess.run([sys.executable, str(MADE_UP), str(folder), "--patients", str(PEOPLE)], check=True)
    tables = {path.stem: pl.read_parquet(path) for path in folder.glob("*.parquet")}
    number = pl.col("patient_id").str.slice(1).cast(pl.Int64)
    deaths = (
        tables["visits"]
        .filter(number % _DIES == 0)
        .group_by("patient_id")
        .agg(death_date=pl.col("date").min() + pl.duration(days=200 + 97 * (number.first() % 31)))
    )
    for name, column in _DATED.items():
        told = tables[name].join(deaths, on="patient_id", how="left", maintain_order="left")
        kept = told.filter((pl.col(column) <= pl.col("death_date")).fill_null(value=True))
        kept.drop("death_date").write_parquet(folder / f"{name}.parquet")
    people = tables["patients"].join(deaths, on="patient_id", how="left", maintain_order="left")
    people.write_parquet(folder / "patients.parquet")


if __name__ == "__main__":
    draw(PICTURES)
