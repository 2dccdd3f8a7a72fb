"""The Python on the pages runs."""

import contextlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import mscourse
from mscourse.cli.app import app

TOP = Path(__file__).parents[2]
CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"
PAGES = [
    "README.md",
    "docs/how-to/around-the-course.md",
    "docs/how-to/change-a-definition.md",
    "docs/how-to/draw-a-course.md",
    "docs/how-to/keep-results-up-to-date.md",
    "docs/how-to/print-a-patient-report.md",
    "docs/how-to/report-a-cohort.md",
    "docs/how-to/use-the-results-elsewhere.md",
    "docs/how-to/use-your-own-drug-table.md",
    "docs/how-to/work-with-files-larger-than-memory.md",
    "docs/how-to/write-a-definition-of-spms.md",
    "docs/how-to/write-the-methods.md",
    "docs/reference/gallery.md",
    "docs/tutorials/figures-of-a-paper.md",
]

DRUG_TABLE = (TOP / "docs/how-to/use-your-own-drug-table.md").read_text(encoding="utf-8")
(OUR_DRUGS,) = re.findall(r"^```csv our-drugs.csv\n(.*?)^```$", DRUG_TABLE, re.MULTILINE | re.DOTALL)
FURTHER_RECORDS = (TOP / "docs/how-to/keep-results-up-to-date.md").read_text(encoding="utf-8")
(SEPTEMBER,) = re.findall(r"^```csv september/visits.csv\n(.*?)^```$", FURTHER_RECORDS, re.MULTILINE | re.DOTALL)


def run(*arguments: str, folder: Path) -> Result:
    """What the program says to these arguments, called from the folder."""
    with contextlib.chdir(folder):
        return CliRunner().invoke(app, list(arguments), prog_name="mscourse")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with records in `data`, and their results."""
    folder = tmp_path_factory.mktemp("room")
    shutil.copytree(CLINIC, folder / "data")
    shutil.copytree(CLINIC, folder / "src" / "mscourse" / "data" / "clinic")
    (folder / "our-drugs.csv").write_text(OUR_DRUGS, encoding="utf-8")
    (folder / "september").mkdir()
    (folder / "september" / "visits.csv").write_text(SEPTEMBER, encoding="utf-8")
    done = run("characterise", "data", "--out", "results", "--no-report", folder=folder)
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_python_on_the_page_runs(page: str, room: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", (TOP / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(blocks)],
        cwd=room,
        capture_output=True,
        text=True,
        check=False,
    )

    assert blocks
    assert done.returncode == 0, done.stderr


def test_the_commands_around_the_course_run(room: Path) -> None:
    page = (TOP / "docs/how-to/around-the-course.md").read_text(encoding="utf-8")
    lines = "".join(re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)).splitlines()
    for line in lines:
        command, _, file = line.partition(" > ")
        program, *arguments = shlex.split(command)
        done = run(*arguments, folder=room)

        assert program == "mscourse"
        assert done.exit_code == 0, done.output
        if file:
            (room / file).write_text(done.stdout, encoding="utf-8")

    assert (room / "years.csv").exists()
    assert (room / "table1.parquet").exists()


def test_the_commands_that_report_a_cohort_run(room: Path) -> None:
    page = (TOP / "docs/how-to/report-a-cohort.md").read_text(encoding="utf-8")
    commands = re.findall(r"^mscourse (.+)$", page, re.MULTILINE)
    done = [run(*shlex.split(command), folder=room) for command in commands]

    assert [each.exit_code for each in done] == [0, 0], done[-1].output
    assert {path.name for path in (room / "report").iterdir()} == set(
        re.findall(r"^\| `(cohort\.\w+|figures|tables)", page, re.MULTILINE)
    )


def test_the_gallery_shows_every_figure_that_its_lines_make() -> None:
    page = (TOP / "docs/reference/gallery.md").read_text(encoding="utf-8")
    made = re.findall(r'ms\.plot\.save\(chart, "(.+)"\)', page)
    drawn = {name for name in re.findall(r"ms\.plot\.(\w+)\(", page) if name != "save"}

    assert re.findall(r"\.\./pictures/gallery/(.+)\)", page) == made
    assert sorted(made) == sorted(path.name for path in (TOP / "docs/pictures/gallery").iterdir())
    of_one_person = {name for name in mscourse.plot.__all__ if "disease_course" in name}
    assert drawn == set(mscourse.plot.__all__) - of_one_person - {"save"}


def test_the_changed_definition_of_the_page_runs(room: Path) -> None:
    shown = run("definitions", "show", "lublin_2013", "--json", folder=room).stdout
    (room / "stricter.json").write_text(
        shown.replace('"name": "lublin_2013"', '"name": "stricter"')
        .replace('"name": "pira_mueller_2023"', '"name": "confirmed_24_weeks"')
        .replace('"confirm_after": 84', '"confirm_after": 168'),
        encoding="utf-8",
    )
    done = run(
        *("characterise", "data", "--out", "stricter", "--no-report"),
        *("--definition", "stricter.json"),
        folder=room,
    )

    assert done.exit_code == 0, done.output
    methods = (room / "stricter" / "methods.md").read_text(encoding="utf-8")
    assert "definition `stricter`" in methods
    assert "rule `confirmed_24_weeks`" in methods
    assert "168 days" in methods
    assert "changed from" not in methods


def test_the_commands_with_a_table_of_drugs_of_ones_own_run(room: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", DRUG_TABLE, re.MULTILINE | re.DOTALL)
    commands = re.findall(r"^mscourse (.+)$", "".join(blocks), re.MULTILINE)
    done = [run(*shlex.split(command), folder=room) for command in commands]

    assert [each.exit_code for each in done] == [0, 0, 0]
    assert "unknown_drug" in (room / "findings.csv").read_text(encoding="utf-8")
    told = " ".join(done[1].stdout.split())
    assert "a switch from dimethyl fumarate; efficacy category moderate (our formulary of 2026)." in told
    assert "a table of drugs of the user's own" in (room / "results" / "provenance.json").read_text(encoding="utf-8")


def test_what_the_page_says_is_refused_is_refused(room: Path) -> None:
    header, first, *_ = OUR_DRUGS.splitlines()
    refused = {
        "no_column": header.replace("drug,", "name,") + f"\n{first}\n",
        "no_row": f"{header}\n",
        "two_rows": f"{header}\n{first}\n{first}\n",
        "two_drugs": f"{header}\n{first}\nanother,,Tecfidera,,\n",
    }
    for name, text in refused.items():
        (room / f"{name}.csv").write_text(text, encoding="utf-8")
    for name in [*refused, "not_there"]:
        done = run("check", "data", "--drugs", f"{name}.csv", folder=room)
        assert done.exit_code in (2, 4), name
        assert "table of drugs" in done.stderr.lower(), name
        assert "failed inside itself" not in done.stderr


def test_the_commands_of_the_page_on_printing_run(room: Path) -> None:
    page = (TOP / "docs/how-to/print-a-patient-report.md").read_text(encoding="utf-8")
    commands = re.findall(r"^mscourse (patient .*)$", page, re.MULTILINE)
    done = [run(*command.split(), folder=room) for command in commands]

    assert len(commands) == 3
    assert [each.output for each in done if each.exit_code != 0] == []
    assert (room / "P07.pdf").read_bytes()[:5] == b"%PDF-"
    assert (room / "P07-plain.pdf").read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize("page", ["work-with-files-larger-than-memory", "keep-results-up-to-date"])
def test_the_commands_for_many_records_run(page: str, room: Path, tmp_path: Path) -> None:
    for name in ("data", "september"):
        shutil.copytree(room / name, tmp_path / name)
    text = (TOP / f"docs/how-to/{page}.md").read_text(encoding="utf-8")
    commands = re.findall(r"^```sh\nmscourse (.+)\n```$", text, re.MULTILINE)
    done = [run(*shlex.split(command), folder=tmp_path) for command in commands]

    assert len(done) == 2
    assert [each.output for each in done if each.exit_code != 0] == []
    assert (tmp_path / "results" / "states.parquet").exists()
    if "september" in commands[1]:
        assert "Worked out anew: 2 people with new records." in done[1].output
