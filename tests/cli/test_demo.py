"""`mscourse demo`: the whole job on what is bundled."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from mscourse.cli.app import app

Done = tuple[Path, Result]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The folder that the demonstration wrote, and what it said."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return folder, CliRunner(env={"COLUMNS": "80"}).invoke(app, ["demo", "--out", str(folder)], prog_name="mscourse")


def test_both_cohorts_are_worked_through_to_their_reports(done: Done) -> None:
    folder, result = done

    assert result.exit_code == 0, result.output
    for cohort in ("clinic", "msoutcomes_sample"):
        assert (folder / cohort / "report.html").stat().st_size > 100_000
        assert f"Report: {folder / cohort / 'report.html'}" in result.output


def test_the_second_report_draws_its_first_people_alone_and_says_so(done: Done) -> None:
    folder, _ = done
    clinic, sample = (
        (folder / cohort / "report.html").read_text(encoding="utf-8") for cohort in ("clinic", "msoutcomes_sample")
    )

    assert 'id="patient-14"' in clinic
    assert 'id="patient-12"' in sample
    assert 'id="patient-13"' not in sample
