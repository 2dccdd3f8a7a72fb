"""The tutorial works: its files are made, its commands run, and they print what it shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "tutorials" / "first-course.md"
FENCE = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def terminal(commands: str, folder: Path) -> str:
    """What the commands print in a terminal of 80 columns."""
    program = folder / "bin" / "mscourse"
    if not program.exists():
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mscourse.cli "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", commands],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "failed inside itself" not in done.stderr
    return "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines())


def test_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    shown, printed = [], []
    for language, name, text in FENCE.findall(PAGE.read_text(encoding="utf-8")):
        if language == "csv":
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        elif language == "sh":
            printed.append(terminal(text, tmp_path).strip())
        elif language == "text":
            shown.append(text.strip())

    assert printed == shown
    assert (tmp_path / "results" / "report.html").exists()
