"""The Python on the pages runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mscourse

TOP = Path(__file__).parents[2]
CLINIC = Path(mscourse.__file__).parent / "data" / "clinic"
PAGES = [
    "README.md",
    "docs/how-to/change-a-definition.md",
    "docs/how-to/print-a-patient-report.md",
    "docs/how-to/use-the-results-elsewhere.md",
    "docs/how-to/write-the-methods.md",
]


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with records in `data`, and their results."""
    folder = tmp_path_factory.mktemp("room")
    shutil.copytree(CLINIC, folder / "data")
    shutil.copytree(CLINIC, folder / "src" / "mscourse" / "data" / "clinic")
    done = run("-m", "mscourse.cli", "characterise", "data", "--out", "results", "--no-report", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_python_on_the_page_runs(page: str, room: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", (TOP / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    done = run("-W", "error", "-c", "\n".join(blocks), folder=room)

    assert blocks
    assert done.returncode == 0, done.stderr


def test_the_changed_definition_of_the_page_runs(room: Path) -> None:
    shown = run("-m", "mscourse.cli", "definitions", "show", "lublin_2013", "--json", folder=room).stdout
    (room / "stricter.json").write_text(
        shown.replace('"name": "lublin_2013"', '"name": "stricter"')
        .replace('"name": "pira_mueller_2023"', '"name": "confirmed_24_weeks"')
        .replace('"confirm_after": 84', '"confirm_after": 168'),
        encoding="utf-8",
    )
    done = run(
        *("-m", "mscourse.cli", "characterise", "data", "--out", "stricter", "--no-report"),
        *("--definition", "stricter.json"),
        folder=room,
    )

    assert done.returncode == 0, done.stderr
    methods = (room / "stricter" / "methods.md").read_text(encoding="utf-8")
    assert "definition `stricter`" in methods
    assert "rule `confirmed_24_weeks`" in methods
    assert "168 days" in methods
    assert "changed from" not in methods


def test_the_commands_of_the_page_on_printing_run(room: Path) -> None:
    page = (TOP / "docs/how-to/print-a-patient-report.md").read_text(encoding="utf-8")
    commands = re.findall(r"^mscourse (patient .*)$", page, re.MULTILINE)
    done = [run("-m", "mscourse.cli", *command.split(), folder=room) for command in commands]

    assert len(commands) == 3
    assert [each.stderr for each in done if each.returncode != 0] == []
    assert (room / "P07.pdf").read_bytes()[:5] == b"%PDF-"
    assert (room / "P07-plain.pdf").read_bytes()[:5] == b"%PDF-"
