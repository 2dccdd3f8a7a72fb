"""The generated parts of the definition pages say what the rules say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_pages_follow_the_rules() -> None:
    ended = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_a_changed_number_is_noticed(tmp_path: Path) -> None:
    """The check fails on a page that says another number than the rule."""
    definitions = tmp_path / "definitions"
    definitions.mkdir()
    page = (DOCS / "definitions" / "activity.md").read_text(encoding="utf-8")
    stale = page.replace("| `window` | 365 days |", "| `window` | 366 days |")
    assert stale != page
    (definitions / "activity.md").write_text(stale, encoding="utf-8")
    script = tmp_path / "generate.py"
    script.write_text((DOCS / "generate.py").read_text(encoding="utf-8"), encoding="utf-8")
    ended = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "docs/definitions/activity.md is out of date." in ended.stderr

    subprocess.run([sys.executable, str(script)], check=True)
    assert (definitions / "activity.md").read_text(encoding="utf-8") == page
