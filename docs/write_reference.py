"""Write what the program itself knows into the pages: its help, and the list of its checks.

Tests see to it that the pages are current.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from mscourse.tables.catalogue import CHECKS

DOCS = Path(__file__).parent
COMMANDS = (
    "",
    "demo",
    "check",
    "characterise",
    "patient",
    "due",
    "events",
    "definitions list",
    "definitions show",
    "definitions diff",
)
BLOCK = re.compile(r"(?<=<!-- checks -->\n).*(?=<!-- end of checks -->)", re.DOTALL)
HEADINGS = {
    "error": "Errors stop the job",
    "warning": "Warnings are used as they stand",
    "note": "Notes say what was done",
}


def command_line() -> str:
    """The page on the command line."""
    parts = ["# The command line\n\nWhat `--help` prints, in a terminal of 80 columns.\n"]
    for command in COMMANDS:
        printed = subprocess.run(
            [sys.executable, "-m", "mscourse.cli", *command.split(), "--help"],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "COLUMNS": "80"},
        )
        parts.append(f"## {f'mscourse {command}'.strip()}\n\n```text\n{printed.stdout.strip()}\n```\n")
    return "\n".join(parts)


def with_checks(page: str) -> str:
    """The page with the list of checks between its two marks."""
    parts = []
    for severity, heading in HEADINGS.items():
        rows = [
            f"| `{check.name}` | {_plain(check.message)} | {_plain(check.action)} |"
            for check in CHECKS.values()
            if check.severity == severity
        ]
        parts += [f"\n## {heading}\n", "| check | what was found | what to do |", "|---|---|---|", *rows]
    text = "\n".join(parts) + "\n\n"
    return BLOCK.sub(lambda _: text, page)


def _plain(sentence: str) -> str:
    return re.sub(r"\{\w+\}", "…", sentence).replace("|", "\\|")


def main() -> None:
    """Write the pages."""
    (DOCS / "reference" / "command-line.md").write_text(command_line(), encoding="utf-8")
    page = DOCS / "how-to" / "mend-your-data.md"
    page.write_text(with_checks(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
