"""The examples and the numbers of `docs/explanation/msoutcomes.md` hold."""

import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[3]
PAGE = TOP / "docs" / "explanation" / "msoutcomes.md"
COMMAND = "docs/agreement_with_msoutcomes.py"


def _run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_examples_of_the_page_hold(tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    done = _run("-c", "\n".join(blocks), folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "assert" in blocks[-1]


def test_each_place_in_the_tables_has_an_example() -> None:
    text = PAGE.read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([ABR]\d+) \|", text, re.MULTILINE)

    assert len(listed) == len(set(listed)) == 26
    assert set(listed) == set(re.findall(r"# ([A-Z]\d+)", text))


def test_the_agreement_with_the_rule_that_does_not_look_ahead_is_that_of_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    done = _run(COMMAND, folder=TOP)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") > 10
    assert done.stdout in text
    assert f"python {COMMAND}" in text


def test_the_definition_page_has_the_same_numbers() -> None:
    page = (TOP / "docs" / "definitions" / "spms-onset.md").read_text(encoding="utf-8")
    (told,) = (line for line in page.splitlines() if "(40 people)" in line)
    of_table = dict(re.findall(r"^\| (.*?) \| (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    rows = [
        "people", "SPMS by both", "SPMS by neither", "SPMS by the preset alone", "SPMS by `spmsDx` alone",
        "of these dated to the same visit", "SPMS by both", "of these dated earlier by the preset",
        "SPMS by both: median days from the onset to the day the preset knew",
        "SPMS by both: median days from then to the last visit, which `spmsDx` rests on",
    ]  # fmt: skip

    numbers = re.findall(r"\d+", told.split("#looking-back-and-knowing-as-it-comes")[1].replace(",", ""))
    assert numbers == [of_table[row] for row in rows]
