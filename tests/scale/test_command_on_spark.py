"""`mscourse characterise --engine spark`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from click.testing import Result
from typer.testing import CliRunner

import mscourse
from mscourse.cli.app import app
from mscourse.results.course import TABLES
from scale.comparing import assert_same_rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.usefixtures("spark")

CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["characterise", *map(str, arguments), "--engine", "spark"])


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    """A folder with three visits, one of them with an EDSS that does not exist, separated by semicolons."""
    folder = tmp_path / "data"
    folder.mkdir()
    rows = ["patient_id;date;edss", "A;2020-01-10;2.0", "A;2020-07-10;2.2", "B;2020-07-10;2.0"]
    (folder / "visits.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_a_folder_of_results(tmp_path: Path) -> None:
    """OUT holds what it holds otherwise, each table as a folder, and can be replaced."""
    out = tmp_path / "out"
    first, again = run(CLINIC, "--out", out), run(CLINIC, "--out", out)

    assert first.exit_code == again.exit_code == 0, first.output + again.output
    assert "14 people" in first.output
    course = mscourse.characterise(mscourse.read_cohort(CLINIC))
    # The rows of a text file have no number that Spark knows.
    expected = course.tables | {"findings": course.findings.with_columns(row=pl.lit(None, pl.Int64))}
    for name in TABLES:
        assert_same_rows(pl.read_parquet(sorted((out / f"{name}.parquet").glob("*.parquet"))), expected[name])
    said = json.loads((out / "provenance.json").read_text(encoding="utf-8"))
    assert said["rows"] == course.provenance["rows"]
    assert (out / "definition.json").exists()
    assert (out / "methods.md").read_text(encoding="utf-8") == mscourse.methods_text(said)


def test_a_uri(spark: SparkSession, tmp_path: Path) -> None:
    """By a URI, Spark writes the documents as well."""
    data, out = f"file:{tmp_path}/records", f"file:{tmp_path}/out"
    mscourse.read_cohort(CLINIC).visits.drop("row").write_parquet(tmp_path / "visits.parquet")
    spark.read.parquet(f"{tmp_path}/visits.parquet").write.parquet(f"{data}/visits")

    result = run(data, "--out", out)

    assert result.exit_code == 0, result.output
    said = "\n".join(row.value for row in spark.read.text(f"{out}/provenance.json").collect())
    assert (
        json.loads(said)["people"]
        == spark.read.parquet(f"{out}/states.parquet").select("patient_id").distinct().count()
    )
    again = run(data, "--out", out)
    assert again.exit_code == 7
    assert "there already" in " ".join(again.output.split())


def test_errors_in_the_records(visits: Path, tmp_path: Path) -> None:
    stopped = run(visits, "--out", tmp_path / "out")
    lenient = run(visits, "--out", tmp_path / "out", "--set-aside")

    assert stopped.exit_code == 3
    assert "visits: 1 row: edss_on_scale" in stopped.output
    assert lenient.exit_code == 0, lenient.output
    assert "visits 1 of 3" in lenient.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "csv"], "Parquet"),
        (["--resume"], "--resume is for the work of one machine"),
        (["--memory", "2GB", "--keep-records"], "--memory and --keep-records are for"),
        (["--findings", "findings.csv"], "OUT receives the findings"),
        (["--definition", "pira_mueller_2023"], "CourseDefinition"),
    ],
)
def test_what_spark_does_not_do_is_said_first(options: list[str], said: str, tmp_path: Path) -> None:
    result = run(tmp_path, "--out", tmp_path / "out", *options)

    assert result.exit_code == 2
    assert said in result.output


def test_relapses_are_not_rebuilt(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "visits.csv").write_text("id,date,EDSS,daysPostRelapse\nA,2020-01-01,2,30\n", encoding="utf-8")
    result = run(tmp_path / "data", "--out", tmp_path / "out")

    assert result.exit_code == 2
    assert "not rebuilt" in result.output


def test_the_python_of_the_page_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As it stands there, on the bundled clinic in place of a registry."""
    read = mscourse.read_cohort(CLINIC)
    for name in read.given:
        table = read.table(name)
        assert table is not None
        table.drop("row").write_parquet(tmp_path / f"{name}.parquet")
    page = (Path(__file__).parents[2] / "docs/how-to/run-on-spark.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)

    exec(block.replace("s3a://registry/2026", str(tmp_path)), {})  # noqa: S102 - it is ours

    shown = capsys.readouterr().out
    assert "relapse_independent" in shown
    assert "2013 course descriptors" in shown
