"""Writes what the program itself knows into the pages: its help, the list of its checks, the calls of `ms.measures`.

    python docs/write_reference.py          writes them
    python docs/write_reference.py --check  says which pages are out of date, and ends with 1 if any is

Tests see to it that the pages are current.
"""

from __future__ import annotations

import argparse
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mscourse import measures
from mscourse.results.around_the_course import AROUND_THE_COURSE
from mscourse.results.completeness import COMPLETENESS
from mscourse.results.due import DUE
from mscourse.results.statistics import STATISTICS
from mscourse.rules.kinds import Rule
from mscourse.rules.library import lublin_2013
from mscourse.rules.relapses import RelapseRule
from mscourse.tables.catalogue import CHECKS

DOCS = Path(__file__).parent
COMMANDS = (
    "",
    "demo",
    "check",
    "characterise",
    "report",
    "patient",
    "due",
    "events",
    "measure",
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


def calls_of_measures() -> str:
    """The page on the calls of `ms.measures`: one line each, then each with its arguments."""
    names = sorted(measures.__all__, key=str.casefold)
    parts = [
        "# Around the course",
        (
            "What `ms.measures` holds (`import mscourse as ms`): what is computed around the course, one line each. "
            "The tables that come back are explained in [result tables](results.md), what the rules mean on the pages "
            "of [definitions](../definitions/), and how to use them in "
            "[around the course](../how-to/around-the-course.md)."
        ),
        "\n".join(["| name | what it gives |", "|---|---|", *map(_line, names)]),
        *map(_section, names),
    ]
    return "\n\n".join(parts) + "\n"


def _line(name: str) -> str:
    first = inspect.cleandoc(getattr(measures, name).__doc__).split("\n\n")[0]
    return f"| [`{name}`](#{name.lower()}) | {' '.join(first.split()).replace('|', chr(92) + '|')} |"


def _section(name: str) -> str:
    """A call with its arguments and what it gives, as its docstring has them."""
    told, _, rest = inspect.cleandoc(getattr(measures, name).__doc__).partition("\n\nArgs:\n")
    told = told.partition("\n\nRaises:\n")[0]
    arguments = rest.partition("\n\nRaises:")[0]
    points = [f"* `{argument}`: {' '.join(meaning.split())}" for argument, meaning in _ARGUMENT.findall(arguments)]
    columns = [f"Its columns: [{name}](results.md#{name})."] if name in AROUND_THE_COURSE else _columns(name)
    text = [f"## {name}", f"```python\n{_signature(name)}\n```", told, "\n".join(points), *columns]
    return "\n\n".join(part for part in text if part)


def _columns(name: str) -> list[str]:
    """The columns of what is not explained elsewhere, as the schema has them."""
    schema = {**STATISTICS, **DUE, **COMPLETENESS}.get(name)
    if schema is None:
        return []
    columns = ", ".join(f"`{column}`" for column in schema.column_names())
    return [f"Its columns: {columns}. {inspect.cleandoc(schema.__doc__ or '')}"]


_ARGUMENT = re.compile(r"^    (\w+): (.*(?:\n        .*)*)", re.MULTILINE)


def _signature(name: str) -> str:
    """The call with its arguments and their usual values, a preset by its name."""
    parameters, is_keyword = [], False
    for each in inspect.signature(getattr(measures, name)).parameters.values():
        if each.kind is inspect.Parameter.KEYWORD_ONLY and not is_keyword:
            is_keyword = True
            parameters.append("*")
        usual = "" if each.default is inspect.Parameter.empty else f"={_usual(each.default)}"
        parameters.append(f"{each.name}{usual}")
    return f"ms.measures.{name}({', '.join(parameters)})"


def _usual(value: Any) -> str:  # noqa: ANN401 - any usual value of an argument
    if not isinstance(value, (Rule, RelapseRule)):
        return repr(value)
    if isinstance(value, RelapseRule):
        return "ms.presets.lublin_2013.relapses" if value == lublin_2013.relapses else repr(value)
    return f"ms.presets.{value.name}"


def pages() -> dict[Path, Callable[[], str]]:
    """Each page, and what writes it."""
    mend = DOCS / "how-to" / "mend-your-data.md"
    return {
        DOCS / "reference" / "command-line.md": command_line,
        DOCS / "reference" / "measures.md": calls_of_measures,
        mend: lambda: with_checks(mend.read_text(encoding="utf-8")),
    }


def main(arguments: list[str]) -> int:
    """The exit code: 0, or 1 if pages are out of date and were only to be checked."""
    parser = argparse.ArgumentParser(description="Writes what the program knows into the pages.")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if a page is out of date")
    check = parser.parse_args(arguments).check
    current = {page: write() for page, write in pages().items()}
    stale = [page for page, text in current.items() if not page.exists() or page.read_text(encoding="utf-8") != text]
    for page in stale:
        if check:
            print(f"docs/{page.relative_to(DOCS)} is out of date.", file=sys.stderr)
        else:
            page.write_text(current[page], encoding="utf-8")
    if check and stale:
        print("These pages follow the program. Hint: run `python docs/write_reference.py`.", file=sys.stderr)
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
