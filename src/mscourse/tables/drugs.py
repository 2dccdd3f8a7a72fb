"""The drugs of multiple sclerosis: their names and codes, ours or the user's own, and what labels say."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import polars as pl

from mscourse.errors import SourceError, UsageError
from mscourse.tables.frames import as_polars

COLUMNS = ("drug", "atc", "atc_before", "other_names", "efficacy", "efficacy_source")
"""The columns of a drug table that are used; of a user's own table only the first is needed."""
RELAPSE_FREE = "relapse_free_two_years"
"""What the label of a drug may turn on besides activity, by the name that it has among the states."""

_BRACKETED = re.compile(r"[(\[]([^)\]]*)[)\]]")
_DOSE = re.compile(r"[\s,]\d[\d.,]*\s*(?:mg|mcg|ug|µg|g|ml|iu|miu|units?)\b.*$", re.IGNORECASE)
_BETA = str.maketrans({"β": "beta", "ß": "beta"})


@dataclass(frozen=True, kw_only=True, eq=False)
class DrugTable:
    """The drugs that are known, and every name and code that leads to one."""

    drugs: pl.DataFrame
    """One row per drug with the columns `COLUMNS`, all text."""
    names: dict[str, str]
    codes: dict[str, str]
    is_own: bool = False
    """Whether it is a table of the user's own."""

    def of(self, treatments: pl.DataFrame) -> pl.DataFrame:
        """The treatments with the drug that each names, and the one that its code is of; null where there is none.

        The columns `by_name` and `by_code` are added. Each way of writing is looked up once, however many rows have it.
        """
        written = treatments.select("drug", "atc").unique()
        names = [self.by_name(name) for name in written.get_column("drug")]
        codes = [self.by_code(code) for code in written.get_column("atc")]
        found = written.with_columns(
            pl.Series("by_name", names, dtype=pl.String), pl.Series("by_code", codes, dtype=pl.String)
        )
        return treatments.join(found, on=["drug", "atc"], how="left", nulls_equal=True, maintain_order="left")

    def by_name(self, written: str) -> str | None:
        """The drug that is written so, in whatever spelling, with a brand or a dose beside it; None if unknown."""
        if squeezed(written) in self.names:
            return self.names[squeezed(written)]
        inside = _BRACKETED.findall(written)
        parts = [_DOSE.sub("", f" {part}") for part in (_BRACKETED.sub(" ", written), *inside)]
        found = {self.names[squeezed(part)] for part in parts if squeezed(part) in self.names}
        return found.pop() if len(found) == 1 else None

    def by_code(self, code: str | None) -> str | None:
        """The drug that has or had the ATC code; None if there is none."""
        return self.codes.get(squeezed(code or ""))


def squeezed(name: str) -> str:
    """The name without what spellings differ in: case, blanks, hyphens, and beta by its name."""
    return "".join(sign for sign in name.lower().translate(_BETA) if sign.isalnum())


def drug_table(drugs: Any = None) -> DrugTable:  # noqa: ANN401 - a frame of polars or pandas, a path, or a table
    """The user's own table of drugs, or the one that comes with the package.

    Args:
        drugs: a frame or the path of a CSV file with a column `drug`, and any of `atc`, `atc_before`, `other_names`
            (several in a cell separated by semicolons), `efficacy` and `efficacy_source`. It is used in place of the
            package's table.

    Raises:
        SourceError: if the file cannot be read.
        UsageError: if it is no table, has no column `drug` or no row, has two columns or rows of one name, or if a
            name or code leads to two drugs.
    """
    if isinstance(drugs, DrugTable):
        return drugs
    if drugs is None:
        return _of_the_package()
    frame = _read(Path(drugs)) if isinstance(drugs, str | Path) else as_polars("drugs", drugs)
    return _indexed(frame, is_own=True)


def label_facts() -> pl.DataFrame:
    """What labels say of progressive MS, one row per drug, region and course. Facts, never advice.

    The columns are drug, region, course, covered, turns_on, wording, source, dated and read_on. `covered` is `yes`
    or `no`. `turns_on` is `relapse_free_two_years` where the
    label asks for two years without relapses. What has no row is not known.
    """
    return _read(_folder() / "labels.csv")


@functools.cache
def _of_the_package() -> DrugTable:
    return _indexed(_read(_folder() / "drugs.csv"), is_own=False)


def _folder() -> Traversable:
    return resources.files("mscourse") / "data" / "drugs"


def _read(path: Path | Traversable) -> pl.DataFrame:
    try:
        return pl.read_csv(path.read_bytes(), infer_schema=False)
    except (OSError, pl.exceptions.PolarsError):
        raise SourceError(
            "The table of drugs cannot be read.",
            "It is a CSV file in UTF-8, separated by commas, with a header that names `drug`.",
        ) from None


def _indexed(given: pl.DataFrame, *, is_own: bool) -> DrugTable:
    columns = [name.strip().lower() for name in given.columns]
    if len(set(columns) & set(COLUMNS)) < sum(name in COLUMNS for name in columns):
        raise UsageError("The table of drugs has two columns of one name.", "Capitals and blanks make no difference.")
    if "drug" not in columns:
        raise UsageError(
            "The table of drugs has no column `drug`.",
            f"Its columns are {', '.join(COLUMNS)}, separated by commas; only the first is needed.",
        )
    frame = given.select(
        pl.col(name).alias(read) for name, read in zip(given.columns, columns, strict=True) if read in COLUMNS
    )
    texts = [
        (
            pl.col(name).cast(pl.String).str.strip_chars().replace("", None)
            if name in frame.columns
            else pl.lit(None, pl.String)
        ).alias(name)
        for name in COLUMNS
    ]
    drugs = frame.select(texts).filter(pl.col("drug").is_not_null())
    if drugs.is_empty():
        raise UsageError("The table of drugs names no drug.", "Each drug has one row, with its name in `drug`.")
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    for row in drugs.iter_rows(named=True):
        for name in (row["drug"], *_listed(row["other_names"])):
            _lead(names, name, row["drug"])
        for code in (*_listed(row["atc"]), *_listed(row["atc_before"])):
            _lead(codes, code, row["drug"])
    if drugs.get_column("drug").is_duplicated().any():
        raise UsageError("The table of drugs has two rows for one drug.", "Each drug has one row.")
    return DrugTable(drugs=drugs, names=names, codes=codes, is_own=is_own)


def _listed(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def _lead(known: dict[str, str], written: str, drug: str) -> None:
    """Let the name or code lead to the drug."""
    if known.setdefault(squeezed(written), drug) != drug:
        raise UsageError(
            f"In the table of drugs `{written}` leads to two drugs.", "A name or code belongs to one drug alone."
        )
