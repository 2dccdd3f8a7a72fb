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
