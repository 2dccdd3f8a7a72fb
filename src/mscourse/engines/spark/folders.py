"""Folders of tables that a cluster reads and writes, on this machine or wherever a URI leads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mscourse.engines.spark.session import needs_packages
from mscourse.errors import OutputError, SourceError
from mscourse.sources.files import PARQUET_ENDINGS
from mscourse.sources.folder import table_files
from mscourse.sources.text import TEXT_ENDINGS
from mscourse.tables.schemas import SCHEMAS

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import DataFrame, SparkSession

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_BYTE_ORDER_MARK = "\ufeff"
_SEPARATORS = ",;\t|"


def is_uri(place: str) -> bool:
    """Whether the place is a URI such as `s3a://registry/data`, not a path on this machine."""
    return _URI.match(place) is not None


def read_tables(spark: SparkSession, data: str) -> tuple[dict[str, DataFrame], list[pl.DataFrame]]:
    """The tables of the folder by name, and a finding for each file of it that looks like one and is not read.

    In a folder of this machine files are found as `read_cohort` finds them. By a URI a table is found that is called
    after its table exactly: `visits.parquet` or `visits` (Parquet, one file or a folder of them), or `visits.csv`.

    Args:
        spark: the session.
        data: the folder.

    Raises:
        SourceError: if it holds no table, two for one, or one that Spark does not read.
    """
    needs_packages()
    if is_uri(data):
        found = {table: frame for table in SCHEMAS if (frame := _called(spark, data.rstrip("/"), table)) is not None}
        if not found:
            raise SourceError(
                "There is no table to be read there.",
                f"They are called {', '.join(SCHEMAS)}, with .parquet or .csv behind.",
                "check the name and who may read it.",
            )
        return found, []
    folder = Path(data)
    if not folder.is_dir():
        raise SourceError(f"There is no folder {folder.name}.", "Spark reads a folder with a file for each table.")
    files, findings = table_files(folder)
    return {
        table: _read(spark, path.resolve().as_uri(), path.suffix.lower()) for table, path in files.items()
    }, findings


def write_tables(tables: Mapping[str, DataFrame], out: str, *, force: bool) -> None:
    """Write each table as a folder of Parquet files into OUT, as Spark does.

    Args:
        tables: the results by name.
        out: a URI.
        force: write over what has their names.

    Raises:
        OutputError: if something is there already, or OUT cannot be written.
    """
    for name, frame in tables.items():
        _written(frame, f"{out.rstrip('/')}/{name}.parquet", "parquet", force=force)


def write_documents(spark: SparkSession, documents: Mapping[str, str], out: str, *, force: bool) -> None:
    """Write each text into OUT as Spark writes one: as a folder of that name, with the text in one file.

    Args:
        spark: the session.
        documents: the texts by the names of their files.
        out: a URI.
        force: write over what has their names.

    Raises:
        OutputError: as for `write_tables`.
    """
    for name, text in documents.items():
        lines = spark.createDataFrame([(line,) for line in text.splitlines()], "value string")
        _written(lines.coalesce(1), f"{out.rstrip('/')}/{name}", "text", force=force)


def _called(spark: SparkSession, folder: str, table: str) -> DataFrame | None:
    """The table of that name in the folder, or None."""
    from pyspark.errors import AnalysisException  # noqa: PLC0415 - loaded when it is needed

    for ending in (".parquet", "", ".csv"):
        try:
            return _read(spark, f"{folder}/{table}{ending}", ending or ".parquet")
        except AnalysisException as problem:
            if "PATH_NOT_FOUND" not in str(problem):
                raise SourceError(
                    f"{table}{ending} cannot be read as Parquet or CSV.", hint="check what it holds."
                ) from None
    return None


def _read(spark: SparkSession, place: str, ending: str) -> DataFrame:
    if ending in PARQUET_ENDINGS:
        return spark.read.parquet(place)
    if ending not in TEXT_ENDINGS:
        raise SourceError(f"Spark reads no {ending}.", f"It reads {', '.join((*PARQUET_ENDINGS, *TEXT_ENDINGS))}.")
    header = spark.read.text(place).head()
    names = header[0] if header is not None else ""
    separator = max(_SEPARATORS, key=names.count)
    text = spark.read.csv(place, header=True, sep=separator, quote='"', escape='"')
    return text.toDF(*(name.removeprefix(_BYTE_ORDER_MARK) for name in text.columns))


def _written(frame: DataFrame, place: str, form: str, *, force: bool) -> None:
    from pyspark.errors import AnalysisException  # noqa: PLC0415 - loaded when it is needed

    try:
        frame.write.mode("overwrite" if force else "error").format(form).save(place)
    except AnalysisException as problem:
        if "PATH_ALREADY_EXISTS" not in str(problem):
            raise
        raise OutputError(
            f"{place} is there already.", "Nothing is written over.", "name another place, or say --force."
        ) from None
