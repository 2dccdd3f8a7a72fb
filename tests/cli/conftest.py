"""Calling the program as a person would, and small cohorts to call it on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import mscourse
from mscourse.cli.app import app

Run = Callable[..., Result]

CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"

VISITS = """patient_id,date,edss
A,2020-01-10,2.0
A,2020-07-10,2.0
A,2021-01-10,3.0
A,2021-07-10,3.0
B,2020-02-01,4.0
B,2020-08-01,4.0
"""


@pytest.fixture
def run() -> Run:
    """Call the program with these arguments in a terminal of so many columns."""

    def call(*arguments: object, columns: int = 80) -> Result:
        runner = CliRunner(env={"COLUMNS": str(columns)})
        return runner.invoke(app, [str(argument) for argument in arguments], prog_name="mscourse")

    return call


@pytest.fixture
def clinic() -> Path:
    """The bundled clinic."""
    return CLINIC


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a few visits, no relapse, and nothing wrong."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "visits.csv").write_text(VISITS, encoding="utf-8")
    (folder / "relapses.csv").write_text("patient_id,onset_date\n", encoding="utf-8")
    return folder


@pytest.fixture
def faulty(data: Path) -> Path:
    """The same with one EDSS that is not on the scale."""
    (data / "visits.csv").write_text(VISITS + "B,2021-02-01,4.2\n", encoding="utf-8")
    return data
