"""The drugs of multiple sclerosis: their names and codes, ours or the user's own, and what labels say."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import polars as pl

from mscourse.errors import UsageError
from mscourse.tables.drug_rows import DrugRows, drug_rows, rows_of_file

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
    digest: str = ""
    """SHA-256 of the file that it came from, or of the frame's content."""

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
        parts = [_without_dose(part) for part in (_BRACKETED.sub(" ", written), *inside)]
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
        SourceError: if the file is not there, a folder, not UTF-8, empty or ragged.
        UsageError: if it is no table, has a column that is not known, two of one name, none called `drug` or no row; if
            a row names no drug; if two rows have a name or code in common, doses left out.
    """
    if isinstance(drugs, DrugTable):
        return drugs
    if drugs is None:
        return _of_the_package()
    return _indexed(drug_rows(drugs), is_own=True)


def label_facts() -> pl.DataFrame:
    """What labels say of progressive MS, one row per drug, region and course. Facts, never advice.

    The columns are drug, region, course, covered, turns_on, wording, source, dated and read_on. `covered` is `yes`
    or `no`. `turns_on` is `relapse_free_two_years` where the
    label asks for two years without relapses. What has no row is not known.
    """
    return pl.read_csv((_folder() / "labels.csv").read_bytes(), infer_schema=False)


@functools.cache
def _of_the_package() -> DrugTable:
    return _indexed(rows_of_file(_folder() / "drugs.csv"), is_own=False)


def _folder() -> Traversable:
    return resources.files("mscourse") / "data" / "drugs"


def _indexed(given: DrugRows, *, is_own: bool) -> DrugTable:
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    at: dict[str, int] = {}
    for number, row in zip(given.rows, given.drugs.iter_rows(named=True), strict=True):
        for name in (row["drug"], *_listed(row["other_names"])):
            _stand_alone(at, name, number, given.source)
            names.setdefault(squeezed(name), row["drug"])
        for code in (*_listed(row["atc"]), *_listed(row["atc_before"])):
            _lead(codes, code, row["drug"], given.source)
    return DrugTable(drugs=given.drugs, names=names, codes=codes, is_own=is_own, digest=given.digest)


def _listed(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def _stand_alone(rows: dict[str, int], written: str, number: int, source: str) -> None:
    """Keep the row of the name, which no other row may have, with whatever dose beside it."""
    before = rows.setdefault(squeezed(_without_dose(written)) or squeezed(written), number)
    if before != number:
        raise UsageError(
            f"{source} has `{written}` in row {number} and the same name in row {before}.",
            "Each drug has one row, and a name belongs to one drug alone. Capitals, blanks, hyphens and doses make no"
            " difference.",
            "put the doses of one drug into one row.",
        )


def _lead(known: dict[str, str], code: str, drug: str, source: str) -> None:
    """Let the code lead to the drug."""
    if known.setdefault(squeezed(code), drug) != drug:
        raise UsageError(f"{source} has `{code}` for two drugs.", "A code belongs to one drug alone.")


def _without_dose(written: str) -> str:
    return _DOSE.sub("", f" {written}")
