"""`mscourse demo`: the whole job on what is bundled."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_both_cohorts_are_worked_through_to_their_reports(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--out", tmp_path / "demo")

    assert result.exit_code == 0, result.output
    for cohort in ("clinic", "msoutcomes_sample"):
        assert (tmp_path / "demo" / cohort / "report.html").stat().st_size > 100_000
        assert f"Report: {tmp_path / 'demo' / cohort / 'report.html'}" in result.output


def test_the_second_report_draws_its_first_people_alone_and_says_so(run: Run, tmp_path: Path) -> None:
    run("demo", "--out", tmp_path / "demo")
    clinic, sample = (
        (tmp_path / "demo" / cohort / "report.html").read_text(encoding="utf-8")
        for cohort in ("clinic", "msoutcomes_sample")
    )

    assert 'id="patient-14"' in clinic
    assert 'id="patient-12"' in sample
    assert 'id="patient-13"' not in sample
