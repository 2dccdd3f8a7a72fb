"""The page of the documentation that holds the last comparison."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parity.run import Tally

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "agreement-with-msprog.md"
INTRODUCTION = """\
# Agreement with msprog

<!-- Written by `tests/parity/run.py --write`; do not edit. -->

`mscourse.compat.msprog` and pymsprog are asked the same questions: made-up cohorts and arguments drawn at random, both
tools run, and their answers compared field by field, values to a billionth. Where they differ, the reason has to be a
known defect (the letters are those of [the deviations](../explanation/msprog.md)), and that it is the reason is checked
for each subject: the question is asked again in a way that the defect does not touch, and then both have to agree.

`make parity` repeats it with new questions, `{command}` with these.

Last run {day}: {named}; seed {seed}, {calls} calls about {patients} patients. **{agreeing} calls agree in every field,
{explained} differ for a known reason, {unexplained} for no known reason.**

| function | calls | agree | of these refused by both | differ for a known reason |
| --- | --: | --: | --: | --: |"""
REASONS = """
## Why answers differ

A call can have several reasons: each of its subjects may have one.

| function | what pymsprog does | calls |
| --- | --- | --: |"""


def write_page(tally: Tally, seed: int, versions: dict[str, str]) -> Path:
    """The page, written."""
    PAGE.write_text(page(tally, seed, versions), encoding="utf-8")
    return PAGE


def page(tally: Tally, seed: int, versions: dict[str, str]) -> str:
    """The page's text."""
    calls, agreeing, unexplained = sum(tally.calls.values()), sum(tally.agreeing.values()), len(tally.unexplained)
    named = ", ".join(f"{package} {version}" for package, version in versions.items())
    text = INTRODUCTION.format(
        command=f"tests/parity/run.py --peer PYTHON --seed {seed} --calls {calls}",
        day=dt.datetime.now(tz=dt.UTC).date(),
        named=named,
        seed=seed,
        calls=f"{calls:,}",
        patients=f"{tally.patients:,}",
        agreeing=f"{agreeing:,}",
        explained=f"{calls - agreeing - unexplained:,}",
        unexplained=f"{unexplained:,}",
    )
    functions = [
        f"| `{function}` | {count:,} | {tally.agreeing[function]:,} | {tally.refused[function]:,} |"
        f" {tally.differing[function]:,} |"
        for function, count in sorted(tally.calls.items())
    ]
    why = [
        f"| `{function}` | {name} | {count:,} |"
        for function in sorted(tally.calls)
        for name, count in tally.reasons(function)
    ]
    return "\n".join([text, *functions, REASONS, *why]) + "\n"
