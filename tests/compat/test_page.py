"""The examples of `docs/explanation/msprog.md` hold."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "msprog.md"


def test_the_examples_of_the_page_hold(tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(blocks)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "assert" in blocks[-1]


def test_each_place_in_the_tables_has_an_example() -> None:
    text = PAGE.read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| ([A-Z]\d+) \|", text, re.MULTILINE))
    shown = set(re.findall(r"# ([A-Z]\d+)", text))

    assert listed - shown == {"V7", "V13", "S4", "A4"}
    assert shown <= listed
