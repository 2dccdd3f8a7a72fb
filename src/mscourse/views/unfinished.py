"""Results that are written part by part beside their place, and can be taken up again when a run was cut short.

Beside the folder OUT stands `.OUT.unfinished`: what was asked (`plan.json`), the records in parts, for each part that
is finished what it adds up to, and under `new` the results as they will stand in OUT. Each table is a folder there,
with a file for each part; where there is only one part it becomes a file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import polars as pl

from mscourse.results.course import Tables
from mscourse.rules.course import CourseDefinition
from mscourse.views.exports import RECORDS, SUMS, refused, take_place, write_documents
from mscourse.views.growing import write_tables
from mscourse.views.methods import methods_text

_PLAN = "plan.json"
_OF_THE_WHOLE = 0
"""The part of the findings that are about whole tables; the others count from 1."""


class UnfinishedResults:
    """The results of one run, as far as they are written."""

    def __init__(self, folder: Path, table_format: Literal["parquet", "csv"] = "parquet") -> None:
        """Those that will take the place of the folder."""
        self.folder = folder.resolve()
        self.beside = self.folder.parent / f".{self.folder.name}.unfinished"
        self.records = self.beside / RECORDS
        self._new, self._parts = self.beside / "new", self.beside / "parts"
        self._suffix = f".{table_format}"

    def plan(self) -> dict[str, Any] | None:
        """What was asked of the run that was cut short, or None where there is none."""
        try:
            plan: dict[str, Any] = json.loads((self.beside / _PLAN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return plan

    def begin(self) -> None:
        """Begin with nothing; what an earlier run left is cleared away.

        Raises:
            OutputError: if nothing can be written there.
        """
        with refused(self.folder):
            shutil.rmtree(self.beside, ignore_errors=True)
            for place in (self._new, self._parts):
                place.mkdir(parents=True)

    def write_plan(self, plan: Mapping[str, Any]) -> None:
        """Say what was asked, once the records are cut: from then on the run can be taken up again.

        Raises:
            OutputError: as for `begin`.
        """
        with refused(self.folder):
            _write_json(plan, self.beside / _PLAN)

    def finished(self, number: int) -> dict[str, Any] | None:
        """What the part adds up to, or None where it is not finished. Parts count from 1."""
        try:
            sums: dict[str, Any] = json.loads(self._sums(number).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return sums

    def add(
        self, number: int, tables: Iterable[Tables], sums: Callable[[], Mapping[str, Any]], firsts: pl.DataFrame | None
    ) -> None:
        """Write the tables of one part as they come, and when they all are there, what it adds up to.

        Raises:
            OutputError: as for `begin`.
        """
        with refused(self.folder):
            room = self._parts / f"{number:05d}"
            shutil.rmtree(room, ignore_errors=True)
            room.mkdir()
            write_tables(tables, room, self._suffix)
            for file in room.glob(f"*{self._suffix}"):
                self._place(file.stem, number).parent.mkdir(exist_ok=True)
                file.replace(self._place(file.stem, number))
            if firsts is not None:
                firsts.write_parquet(self._parts / f"{number:05d}.parquet")
            _write_json(sums(), self._sums(number))

    def take_over(self, number: int, sums: Mapping[str, Any], share: Callable[[Path, Path], None]) -> None:
        """Let the tables of one part be those that stand in the folder already.

        Args:
            number: of the part.
            sums: what the part adds up to.
            share: lets a file stand in a second place too.

        Raises:
            OutputError: as for `begin`.
        """
        with refused(self.folder):
            for file in self.folder.glob(f"*{self._suffix}/part-{number:05d}{self._suffix}"):
                here = self._new / file.relative_to(self.folder)
                here.parent.mkdir(exist_ok=True)
                share(file, here)
            _write_json(sums, self._sums(number))

    def firsts(self) -> pl.LazyFrame | None:
        """The first rows that came with the parts, of all of them; None where they came without."""
        files = sorted(self._parts.glob("*.parquet"))
        return pl.scan_parquet(files) if files else None

    def finish(
        self,
        *,
        definition: CourseDefinition,
        provenance: Mapping[str, Any],
        about_the_whole: pl.DataFrame | None,
        kept: Mapping[str, Any] | None,
    ) -> None:
        """Let the results take the place of the folder.

        Args:
            definition: by which they were worked out.
            provenance: where they come from.
            about_the_whole: the findings that are those of no part; None if there is one part, which has them.
            kept: if the records are kept with the results, what is to be known of their parts to work out some anew.

        Raises:
            OutputError: as for `begin`.
        """
        with refused(self.folder):
            if about_the_whole is None:
                self._make_files_of_folders()
            else:
                whole = self._place("findings", _OF_THE_WHOLE)
                write_tables([{whole.stem: about_the_whole}], whole.parent, self._suffix)
            if kept is not None:
                self.records.rename(self._new / RECORDS)
                _write_json(kept, self._new / SUMS)
            inside = [path.relative_to(self._new).as_posix() for path in self._new.rglob("*")]
            told = {**provenance, "files": sorted(path for path in inside if "/" in path)}
            write_documents(definition, told, methods_text(provenance), self._new)
            take_place(self._new, self.folder, replaced=self.beside / "old")
            shutil.rmtree(self.beside, ignore_errors=True)

    def _make_files_of_folders(self) -> None:
        """Let the file of the only part be the table."""
        for folder in list(self._new.iterdir()):
            only = self.beside / folder.name
            self._place(folder.stem, 1).replace(only)
            folder.rmdir()
            only.replace(folder)

    def give_up(self) -> None:
        """Clear away what was written: what is at fault will not mend by going on."""
        shutil.rmtree(self.beside, ignore_errors=True)

    def _place(self, table: str, number: int) -> Path:
        return self._new / f"{table}{self._suffix}" / f"part-{number:05d}{self._suffix}"

    def _sums(self, number: int) -> Path:
        return self._parts / f"{number:05d}.json"


def _write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write the file, which is there as a whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)
