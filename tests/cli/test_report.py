"""`mscourse report`: a folder that is whole or not there, with the figures, their data and the tables."""

import csv
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import vl_convert
from click.testing import Result

import mscourse as ms

Run = Callable[..., Result]


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", autouse=True)
def drawn_once() -> Iterator[None]:
    """The same picture is drawn once for all of these tests: what is in it is not what they are about."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("vegalite_to_svg", "vegalite_to_png"):
            patch.setattr(vl_convert, name, _kept(getattr(vl_convert, name)))
        yield


def _kept(draw: Callable[..., Any]) -> Callable[..., Any]:
    drawn: dict[str, Any] = {}

    def draw_or_take(specification: dict[str, Any], **options: object) -> Any:
        asked = json.dumps([specification, options], sort_keys=True)
        if asked not in drawn:
            drawn[asked] = draw(specification, **options)
        return drawn[asked]

    return draw_or_take


@pytest.fixture
def without_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the optional package were not installed."""
    monkeypatch.setitem(sys.modules, "typst", None)


def test_the_folder_holds_the_page_the_paper_the_figures_and_the_tables(run: Run, clinic: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    result = run("report", clinic, "--out", out, "--by", "sex")
    found = files(out)

    assert result.exit_code == 0, result.output
    assert "Report: " in result.output
    assert {"cohort.html", "cohort.pdf", "cohort.json"} <= found
    figures = {Path(name).stem for name in found if name.startswith("figures/")}
    assert {"phenotype_by_date", "time_to_spms", "worsening_by_cause", "courses", "who_is_due"} <= figures
    assert {f"figures/{name}.{suffix}" for name in figures for suffix in ("svg", "png", "csv")} <= found
    assert {"tables/baseline.csv", "tables/row_flow.csv"} <= found


def test_the_file_of_a_figure_holds_what_is_measured(run: Run, clinic: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    assert run("report", clinic, "--out", out, "--until", "2022-01-01").exit_code == 0
    course = ms.characterise(ms.read_cohort(clinic), until="2022-01-01")

    with (out / "figures" / "phenotype_transitions.csv").open(encoding="utf-8") as lines:
        written = list(csv.DictReader(lines))
    rates = ms.measures.transition_rates(course, "phenotype")
    assert [int(row["transitions"]) for row in written] == rates.get_column("transitions").to_list()
    baseline = pl.read_csv(out / "tables" / "baseline.csv")
    assert baseline.item(0, "people") == len(course.patient_ids)
    assert json.loads((out / "cohort.json").read_text(encoding="utf-8"))["until"] == "2022-01-01"


@pytest.mark.usefixtures("without_typst")
def test_without_typst_there_is_a_page_and_the_way_out_is_said(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    result = run("report", data, "--out", out)

    assert result.exit_code == 0, result.output
    assert (out / "cohort.html").exists()
    assert not (out / "cohort.pdf").exists()
    assert "pip install 'mscourse[pdf]'" in result.output


@pytest.mark.usefixtures("without_typst")
def test_an_older_report_is_replaced_as_a_whole(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    assert run("report", data, "--out", out).exit_code == 0
    before = files(out)
    (data / "visits.csv").write_text("patient_id,date,edss\nA,2020-01-10,2.0\n", encoding="utf-8")

    assert run("report", data, "--out", out).exit_code == 0
    assert "figures/activity_transitions.csv" not in files(out)
    assert files(out) < before


@pytest.mark.usefixtures("without_typst")
def test_what_is_not_of_the_report_is_refused_and_kept_with_force(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    assert run("report", data, "--out", out).exit_code == 0
    (out / "letter.txt").write_text("mine", encoding="utf-8")

    refused = run("report", data, "--out", out)
    assert refused.exit_code == 7
    assert "holds other things than results" in " ".join(refused.output.split())
    assert run("report", data, "--out", out, "--force").exit_code == 0
    assert (out / "letter.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.usefixtures("without_typst")
@pytest.mark.parametrize("name", ["figures/mine.svg", "tables/of/mine.csv"])
def test_somebody_elses_file_among_the_figures_is_never_lost(run: Run, data: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "report"
    assert run("report", data, "--out", out).exit_code == 0
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("mine", encoding="utf-8")

    for force in ([], ["--force"]):
        assert run("report", data, "--out", out, *force).exit_code == 7
    assert (out / name).read_text(encoding="utf-8") == "mine"


@pytest.mark.usefixtures("without_typst")
def test_a_folder_of_results_is_no_report_and_the_other_way_round(run: Run, data: Path, tmp_path: Path) -> None:
    results, report = tmp_path / "results", tmp_path / "report"
    assert run("characterise", data, "--out", results, "--no-report").exit_code == 0
    assert run("report", data, "--out", report).exit_code == 0

    assert run("report", data, "--out", results).exit_code == 7
    assert run("characterise", data, "--out", report).exit_code == 7
    assert run("report", data, "--out", data, "--force").exit_code == 2
    assert files(data) == {"visits.csv", "relapses.csv"}


def test_a_report_that_fails_leaves_nothing(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: object) -> str:
        raise OSError(28, "full")

    monkeypatch.setattr("mscourse.views.cohort.writing.page_of", failing)
    result = run("report", data, "--out", tmp_path / "report")

    assert result.exit_code == 7
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_errors_in_the_data_stop_it_and_set_aside_goes_on(run: Run, faulty: Path, tmp_path: Path) -> None:
    assert run("report", faulty, "--out", tmp_path / "report").exit_code == 3
    result = run("report", faulty, "--out", tmp_path / "report", "--set-aside")

    assert result.exit_code == 0, result.output
    assert "1" in pl.read_csv(tmp_path / "report" / "tables" / "row_flow.csv").get_column("set_aside").cast(str)
