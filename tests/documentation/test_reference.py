"""The reference pages say what the program holds: every column, error, check and command."""

import importlib.util
import inspect
import re
from pathlib import Path
from types import ModuleType

import dataframely as dy
import pytest

from mscourse import errors, measures
from mscourse.results.around_the_course import AROUND_THE_COURSE
from mscourse.results.completeness import LACKING, UNCLASSIFIED
from mscourse.results.due import STANDINGS
from mscourse.results.schemas import RESULTS
from mscourse.tables.aliases import columns_by_alias, squeezed
from mscourse.tables.catalogue import CHECKS
from mscourse.tables.findings import Findings
from mscourse.tables.schemas import SCHEMAS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    """The script that writes what the program knows into the pages."""
    found = importlib.util.spec_from_file_location("write_reference", DOCS / "write_reference.py")
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)
    return script


def section(page: str, heading: str) -> str:
    """The text under a second-level heading of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.split(r"^## ", text.split(f"\n## {heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]


def first_cells(text: str) -> list[str]:
    """The first cell of every row of the Markdown table, without its header."""
    return [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")][2:]


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_column_of_a_table_is_explained_in_its_order(table: str) -> None:
    explained = [cell.strip("*") for cell in first_cells(section("reference/tables.md", table))]

    assert explained == list(SCHEMAS[table].columns())


@pytest.mark.parametrize("table", SCHEMAS)
def test_the_columns_that_are_needed_are_the_bold_ones(table: str) -> None:
    bold = [cell.strip("*") for cell in first_cells(section("reference/tables.md", table)) if cell.startswith("**")]

    assert bold == [name for name, column in SCHEMAS[table].columns().items() if not column.nullable]


@pytest.mark.parametrize("table", SCHEMAS)
def test_the_other_names_that_are_promised_are_read(table: str) -> None:
    rows = [line.split("|") for line in section("reference/tables.md", table).splitlines() if line.startswith("| ")]
    promised = {alias: row[1].strip(" *") for row in rows for alias in re.findall(r"`([^`]+)`", row[3])}

    assert {alias: columns_by_alias(table).get(squeezed(alias)) for alias in promised} == promised


ALL_TABLES = {**RESULTS, **AROUND_THE_COURSE}


@pytest.mark.parametrize(("table", "schema"), [*ALL_TABLES.items(), ("findings", Findings)])
def test_every_column_of_a_result_is_explained_in_its_order(table: str, schema: type) -> None:
    assert first_cells(section("reference/results.md", table)) == list(schema.columns())


@pytest.mark.parametrize(("table", "schema"), ALL_TABLES.items())
def test_every_word_of_a_closed_list_is_explained(table: str, schema: type) -> None:
    text = section("reference/results.md", table)
    kinds = {name: getattr(column, "inner", column) for name, column in schema.columns().items()}
    closed = {name: kind.categories for name, kind in kinds.items() if isinstance(kind, dy.Enum)}
    silent = {"table", "field"}  # these name tables and columns, which the other page explains

    missing = [
        word for name, words in closed.items() if name not in silent for word in words if f"`{word}`" not in text
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("heading", "words"),
    [("who_is_due", STANDINGS), ("completeness", LACKING), ("share_classified", UNCLASSIFIED[len(LACKING) :])],
)
def test_every_word_of_what_is_due_and_missing_is_explained(heading: str, words: tuple[str, ...]) -> None:
    text = section("reference/results.md", heading)

    assert [word for word in words if f"`{word}`" not in text] == []


def test_every_error_stands_with_its_exit_code() -> None:
    rows = re.findall(
        r"^\| (\d) \| `(\w+)` \|", (DOCS / "reference/errors.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    family = {
        name: str(kind.exit_code)
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.MscourseError)
    }

    assert {name: code for code, name in rows} == family


def test_every_check_says_how_to_mend_what_it_finds(pages: ModuleType) -> None:
    page = (DOCS / "how-to/mend-your-data.md").read_text(encoding="utf-8")

    assert all(f"| `{check.name}` |" in page for check in CHECKS.values())
    assert pages.with_checks(page) == page


def test_the_page_on_the_calls_of_measures_follows_the_code(pages: ModuleType) -> None:
    page = (DOCS / "reference/measures.md").read_text(encoding="utf-8")

    assert pages.calls_of_measures() == page
    assert all(f"\n## {name}\n\n```python\nms.measures.{name}(" in page for name in measures.__all__)
    assert re.findall(r"object at 0x|NoEvidenceRule\(", page) == []


def test_a_page_that_is_out_of_date_is_named(
    pages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "measures.md"
    stale.write_text("old", encoding="utf-8")
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    monkeypatch.setattr(pages, "pages", lambda: {stale: lambda: "new"})

    assert pages.main(["--check"]) == 1
    assert "measures.md is out of date." in capsys.readouterr().err
    assert pages.main([]) == 0
    assert pages.main(["--check"]) == 0
    assert stale.read_text(encoding="utf-8") == "new"


def test_the_page_on_the_command_line_is_what_help_prints(pages: ModuleType) -> None:
    assert pages.command_line() == (DOCS / "reference/command-line.md").read_text(encoding="utf-8")
