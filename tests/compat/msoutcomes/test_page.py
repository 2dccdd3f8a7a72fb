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
