"""Results that are written part by part beside their place, and can be taken up again when a run was cut short.

Beside the folder OUT stands `.OUT.unfinished`: what was asked (`plan.json`), the records in parts, for each part that
is finished what it adds up to, and under `new` the results as they will stand in OUT. Each table is a folder there,
with a file for each part; where there is only one part it becomes a file.

One run at a time has `.OUT.unfinished`. When it ends, what it cannot be taken up again from is cleared away: only a run
that was stopped, or had no room on the disk, leaves it, and only `plan.json` makes it one to go on with.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self

import polars as pl

from mscourse.errors import OutputError
from mscourse.results.course import TABLES, Tables
from mscourse.rules.course import CourseDefinition
from mscourse.views.alone import alone
from mscourse.views.exports import RECORDS, SUMS, put_back, refused, take_place, write_documents, write_table
from mscourse.views.growing import write_tables
from mscourse.views.methods import methods_text

_PLAN, _DONE = "plan.json", "done.json"
_LOCK = "lock"
_OF_THE_WHOLE = 0
"""The part of the findings that are about whole tables; the others count from 1."""


class UnfinishedResults:
    """The results of one run, as far as they are written; a context in which no other run writes them.

    Entering it puts the folder back in order that a run was killed upon while it was replaced.
    """

    def __init__(self, folder: Path, table_format: Literal["parquet", "csv"] = "parquet") -> None:
        """Those that will take the place of the folder."""
        self.folder = folder.resolve()
        self.beside = self.folder.parent / f".{self.folder.name}.unfinished"
        self.records = self.beside / RECORDS
        self._new, self._old, self._parts = (self.beside / name for name in ("new", "old", "parts"))
        self._suffix = f".{table_format}"
        self._lock: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """The results, which are nobody else's until the context is left.

        Raises:
            OutputError: if another run is writing them, or nothing can be written there.
        """
        with refused(self.folder):
            self._lock = alone(self.beside / _LOCK)
            if self._lock is None:
                raise OutputError(
                    f"Another run is writing {self.folder.name}.",
                    "One run at a time works through records in parts for one folder of results.",
                    "wait until it has ended, or name another folder.",
                )
            put_back(self.folder, self._old)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Clear away what no run can go on from."""
        if self.plan() is None and not self._old.exists():
            shutil.rmtree(self.beside, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    def plan(self) -> dict[str, Any] | None:
        """What was asked of the run that was cut short, or None where there is none."""
        try:
            plan = json.loads((self.beside / _PLAN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return plan if isinstance(plan, dict) else None

    def begin(self) -> None:
        """Begin with nothing; what an earlier run left is cleared away.

        Raises:
            OutputError: if nothing can be written there.
        """
        with refused(self.folder):
            self.give_up()
            for entry in self.beside.iterdir():
                if entry.is_dir():
                    shutil.rmtree(entry)
                elif entry.name != _LOCK:
                    entry.unlink()
            for place in (self._new, self._parts):
                place.mkdir()

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
                write_table(firsts, self._parts / f"{number:05d}.parquet")
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
            for name in TABLES:
                file, here = file_of_part(self.folder, name, number, self._suffix), self._place(name, number)
                if file.exists():
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
            inside = [path.relative_to(self._new) for path in self._new.rglob("*")]
            (self._new / SUMS).unlink(missing_ok=True)
            if kept is not None:
                inside += [path.relative_to(self.beside) for path in self.records.rglob("*")]
                _write_json(kept, self._new / SUMS)
            files = sorted(path.as_posix() for path in inside if len(path.parts) > 1)
            write_documents(definition, {**provenance, "files": files}, methods_text(provenance), self._new)
            self._take_place(with_records=kept is not None)

    def _make_files_of_folders(self) -> None:
        """Let the file of the only part be the table; a run that was stopped within this can do it again."""
        for name in TABLES:
            table, only = self._new / f"{name}{self._suffix}", self.beside / f"{name}{self._suffix}"
            if table.is_dir():
                if self._place(name, 1).exists():
                    self._place(name, 1).replace(only)
                table.rmdir()
            if only.exists():
                only.replace(table)

    def _take_place(self, *, with_records: bool) -> None:
        """Let what is whole take the place of the folder; where that is refused, the run can be taken up again."""
        plan, done = self.beside / _PLAN, self.beside / _DONE
        resumable = plan.exists()
        if resumable:
            # Killed from here on, a run is not gone on with: `new` may be the folder that was replaced.
            plan.replace(done)
        try:
            if with_records:
                self.records.rename(self._new / RECORDS)
            take_place(self._new, self.folder, replaced=self._old)
        except OSError:
            if resumable and not self._old.exists():
                if with_records and not self.records.exists():
                    (self._new / RECORDS).rename(self.records)
                done.replace(plan)
            raise

    def give_up(self) -> None:
        """Leave nothing to go on from: what is at fault will not mend by going on."""
        (self.beside / _PLAN).unlink(missing_ok=True)

    def _place(self, table: str, number: int) -> Path:
        return file_of_part(self._new, table, number, self._suffix)

    def _sums(self, number: int) -> Path:
        return self._parts / f"{number:05d}.json"


def file_of_part(folder: Path, table: str, number: int, suffix: str = ".parquet") -> Path:
    """Where a table of a part stands in a folder of results of several parts, which count from 1."""
    return folder / f"{table}{suffix}" / f"part-{number:05d}{suffix}"


def _write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write the file, which is there as a whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)
