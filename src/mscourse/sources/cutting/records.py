"""Records that were cut: what lies in the folder of the parts, and each part as a cohort."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import polars as pl

from mscourse.errors import SourceError
from mscourse.sources.cutting.parts_folder import INDEX, UNFINISHED_INDEX, cannot_be_written, no_rows_path, piece_path
from mscourse.sources.cutting.row_numbers import ROW
from mscourse.sources.files import broken_cells
from mscourse.tables.cohort import Cohort, Given
from mscourse.tables.facts import TableFacts
from mscourse.tables.finding_rows import no_findings, table_finding

_FORM = 1
"""The form of the index: one of another form is not read."""


@dataclass(frozen=True, kw_only=True)
class CutTable:
    """What there is of one table in the parts."""

    headless: bool
    """Whether its file held nothing, not even the names of columns."""
    quotes: bool
    """Whether its cells may hold line breaks."""
    rows: tuple[int, ...]
    """How many rows each part has of it."""
    pieces: tuple[int, ...]
    """In how many files they are."""
    last_row: int
    """The highest number of a row, after which further ones are numbered on."""


@dataclass(frozen=True, kw_only=True)
class CutRecords:
    """Records that lie in a folder cut into parts by patient id: nobody is in two of them.

    Parts are numbered from 0 and in order of id: part k holds the ids from `edges[k - 1]` up to before `edges[k]`, in
    the order of their bytes. Rows without an id are in the first.
    """

    folder: Path
    edges: tuple[str, ...]
    digests: Mapping[str, str]
    """SHA-256 of each table's file."""
    findings: pl.DataFrame
    """What was found about the files."""
    tables: Mapping[str, CutTable]
    facts: Mapping[str, TableFacts]
    """What the cells of each whole table have in common, by which those of a part are read."""
    date_format: str | None = None
    measures: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many parts there are."""
        return len(self.edges) + 1

    @property
    def given(self) -> dict[str, int]:
        """How many rows each table has in all its parts."""
        return {name: sum(table.rows) for name, table in self.tables.items()}

    def part(self, number: int) -> Cohort:
        """The records of the people of one part, as `read_cohort` reads those of all.

        Every table that was given is there, if without rows; rows keep the numbers they have in their file.

        Raises:
            IndexError: if there is no part of that number.
            SourceError: if a file of it cannot be read.
            UsageError: as for `read_cohort`.
        """
        if not 0 <= number < len(self):
            raise IndexError(number)
        given = {name: self._given(name, table, number) for name, table in self.tables.items()}
        return Cohort.of(
            given,
            date_format=self.date_format,
            measures=self.measures,
            findings=(self.findings,),
            facts=self.facts,
        )

    def save(self) -> None:
        """Write the index into the folder, which is whole by that.

        Raises:
            OutputError: if it cannot be written.
        """
        index = {
            "form": _FORM,
            "edges": self.edges,
            "digests": dict(self.digests),
            "findings": self.findings.to_dicts(),
            "tables": {name: vars(table) for name, table in self.tables.items()},
            "facts": {name: facts.as_dict() for name, facts in self.facts.items()},
            "date_format": self.date_format,
            "measures": self.measures,
        }
        unfinished = self.folder / UNFINISHED_INDEX
        try:
            unfinished.write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
            unfinished.replace(self.folder / INDEX)
        except OSError as problem:
            raise cannot_be_written(self.folder, problem) from None

    @classmethod
    def load(cls, folder: Path | str) -> Self:
        """The records that were cut into the folder.

        Raises:
            SourceError: if the folder holds none, or not all of them.
        """
        folder = Path(folder)
        try:
            index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
            if index["form"] != _FORM:
                raise _not_whole(folder)
            return cls(
                folder=folder,
                edges=tuple(index["edges"]),
                digests=index["digests"],
                findings=pl.DataFrame(index["findings"], schema=no_findings().schema, orient="row"),
                tables={
                    name: CutTable(**table | {"rows": tuple(table["rows"]), "pieces": tuple(table["pieces"])})
                    for name, table in index["tables"].items()
                },
                facts={name: TableFacts.from_dict(facts) for name, facts in index["facts"].items()},
                date_format=index["date_format"],
                measures=tuple(index["measures"]),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise _not_whole(folder) from None

    def _given(self, name: str, table: CutTable, number: int) -> Given:
        if table.headless:
            return Given(frame=pl.DataFrame(), findings=[table_finding("empty_file", name)], digest=self.digests[name])
        frame = self._rows(name, number, table.pieces[number])
        if frame.height != table.rows[number]:
            raise _not_whole(self.folder)
        findings = broken_cells(name, frame.drop(ROW), frame.get_column(ROW)) if table.quotes else []
        return Given(frame=frame, findings=findings, digest=self.digests[name])

    def _rows(self, name: str, number: int, pieces: int) -> pl.DataFrame:
        files = [piece_path(self.folder, number, name, piece) for piece in range(1, pieces + 1)]
        try:
            return pl.read_parquet(files or no_rows_path(self.folder, name), glob=False)
        except (pl.exceptions.PolarsError, OSError, ValueError):
            raise _not_whole(self.folder) from None


def _not_whole(folder: Path) -> SourceError:
    return SourceError(
        f"{folder.name} holds no records that were cut, or not all of them.",
        "A folder of parts is written as a whole and only read after that.",
        "cut the records again.",
    )
