"""The rows of a table of drugs, from a file or a frame: read, and refused where something is wrong with them."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import polars as pl

from mscourse.errors import SourceError, UsageError
from mscourse.tables.digests import digest_of
from mscourse.tables.frames import as_polars

COLUMNS = ("drug", "atc", "atc_before", "other_names", "efficacy", "efficacy_source")
"""The columns of a drug table; of a user's own table only the first is needed."""
_FORM = "It is a CSV file in UTF-8, separated by commas, with a header that names `drug`."


@dataclass(frozen=True, kw_only=True, eq=False)
class DrugRows:
    """Each drug with where it stands in its source."""

    drugs: pl.DataFrame
    """One row per drug with the columns `COLUMNS`, all text."""
    rows: list[int]
    """The number of each row as a spreadsheet shows it; of a frame they count from 1."""
    source: str
    """What the table is called in an error: `the table of drugs`, with the name of its file."""
    digest: str
    """SHA-256 of the file, or of the frame's content."""


def drug_rows(given: Any) -> DrugRows:  # noqa: ANN401 - a frame of polars or pandas, or a path
    """The rows of the user's own table of drugs. A row that holds nothing at all is passed over.

    Raises:
        SourceError: if the file is not there, a folder, not UTF-8, empty or ragged.
        UsageError: if it is no table, has a column that is not known, two of one name or none called `drug`, or a row
            that names no drug; or if it has no row.
    """
    if isinstance(given, str | Path):
        return rows_of_file(Path(given))
    frame = as_polars("drugs", given)
    source, columns = "the table of drugs", _columns(frame.columns, "the table of drugs")
    cells = [frame.get_column(name).cast(pl.String) for name in frame.columns]
    drugs = pl.DataFrame([cell.alias(column) for cell, column in zip(cells, columns, strict=True)])
    return _named(drugs, list(range(1, frame.height + 1)), source, digest_of(frame))


def rows_of_file(path: Path | Traversable) -> DrugRows:
    """The same of a CSV file."""
    source = f"the table of drugs {path}"
    content = _content(path, source)
    if not content.strip():
        raise _refused(source, "is empty", _FORM)
    reader = csv.reader(content.splitlines(keepends=True))
    try:
        header = next(row for row in reader if row)
        columns = _columns(header, source)
        numbered = [(reader.line_num, row) for row in reader if row]
    except csv.Error:
        raise _refused(source, "cannot be read", _FORM) from None
    for number, row in numbered:
        if len(row) != len(columns):
            cells = f"{len(row)} cell{'' if len(row) == 1 else 's'}"
            raise _refused(
                source, f"is ragged: row {number} has {cells} under {len(columns)} columns",
                "Each row has a cell for each column; one that holds a comma stands in quotation marks.",
            )  # fmt: skip
    drugs = pl.DataFrame([row for _, row in numbered], schema=dict.fromkeys(columns, pl.String), orient="row")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return _named(drugs, [number for number, _ in numbered], source, digest)


def _content(path: Path | Traversable, source: str) -> str:
    if path.is_dir():
        raise _refused(source, "is a folder", _FORM)
    if not path.is_file():
        raise _refused(source, "is not there", _FORM)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(source, "is not UTF-8", _FORM) from None
    except OSError:
        raise _refused(source, "cannot be read", _FORM) from None


def _refused(source: str, wrong: str, rule: str) -> SourceError:
    return SourceError(f"{source[0].upper()}{source[1:]} {wrong}.", rule)


def _columns(given: list[str], source: str) -> list[str]:
    """Our names of the columns: capitals and blanks around them make no difference."""
    columns, start = [name.strip().lower() for name in given], f"{source[0].upper()}{source[1:]}"
    known = f"Its columns are {', '.join(COLUMNS)}, separated by commas; only the first is needed."
    if len(set(columns)) < len(columns):
        raise UsageError(f"{start} has two columns of one name.", "Capitals and blanks make no difference.")
    if "drug" not in columns:
        raise UsageError(f"{start} has no column `drug`.", known)
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        what = "a column that is not known" if len(unknown) == 1 else "columns that are not known"
        raise UsageError(
            f"{start} has {what}: {', '.join(f'`{name}`' for name in unknown)}.",
            known,
            "rename it if it is one of these, else leave it out.",
        )
    return columns


def _named(given: pl.DataFrame, numbers: list[int], source: str, digest: str) -> DrugRows:
    """The rows that hold anything, each of which has to name a drug."""
    texts = [
        (pl.col(name).str.strip_chars().replace("", None) if name in given.columns else pl.lit(None, pl.String)).alias(
            name
        )
        for name in COLUMNS
    ]
    drugs = given.select(texts).with_columns(pl.Series("row", numbers, dtype=pl.Int64))
    drugs = drugs.filter(~pl.all_horizontal(pl.col(COLUMNS).is_null()))
    unnamed = drugs.filter(pl.col("drug").is_null()).get_column("row").to_list()
    start = f"{source[0].upper()}{source[1:]}"
    if drugs.is_empty():
        raise UsageError(f"{start} names no drug.", "Each drug has one row, with its name in `drug`.")
    if unnamed:
        raise UsageError(
            f"{start} has {len(unnamed)} row{'' if len(unnamed) == 1 else 's'} without a drug, the first of them row"
            f" {unnamed[0]}.",
            "Each drug has one row, with its name in `drug`.",
        )
    return DrugRows(drugs=drugs.drop("row"), rows=drugs.get_column("row").to_list(), source=start, digest=digest)
