"""Writes the generated parts of the definition pages: the numbers, the published variants, the references.

    python docs/generate.py          writes them
    python docs/generate.py --check  says which pages are out of date, and ends with 1 if any is

Every number, meaning and source comes from the rules themselves, so a page cannot say one thing and the rule
another. A generated part stands between `<!-- generated: numbers -->` and `<!-- end -->`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mscourse.rules.differences import Setting, differences, settings
from mscourse.rules.fields import Reference
from mscourse.rules.left_open import LEFT_OPEN
from mscourse.rules.library import PRESETS, lublin_2013
from mscourse.rules.milestones import milestones_montobbio_2024
from mscourse.rules.separation import separation_montobbio_2024
from mscourse.views.methods_of_settings import say_setting

PAGES = Path(__file__).parent / "definitions"
PART = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
NAMED: dict[str, Any] = {
    **PRESETS,
    **{rule.name: rule for rule in (milestones_montobbio_2024, separation_montobbio_2024)},
}
SOURCES = {
    "C": "As read in the code or manual of a reference implementation.",
    "M": "From general knowledge of the field.",
}

Row = tuple[str, ...]


def main(arguments: list[str]) -> int:
    """The exit code: 0, or 1 if pages are out of date and were only to be checked."""
    parser = argparse.ArgumentParser(description="Writes the generated parts of the definition pages.")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if a page is out of date")
    check = parser.parse_args(arguments).check
    stale = [path for path in sorted(PAGES.glob("*.md")) if filled(_text(path)) != _text(path)]
    if check:
        for path in stale:
            print(f"docs/definitions/{path.name} is out of date.", file=sys.stderr)
        if stale:
            print("The generated parts follow the rules. Hint: run `python docs/generate.py`.", file=sys.stderr)
        return int(bool(stale))
    for path in stale:
        path.write_text(filled(_text(path)), encoding="utf-8")
    return 0


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def filled(page: str) -> str:
    """The page with its generated parts as the rules have them now."""
    front_matter = dict(re.findall(r"^(\w+): (.*)$", page.split("---")[1], re.MULTILINE))
    parts: dict[str, Callable[[dict[str, str]], str]] = {
        "numbers": numbers,
        "variants": variants,
        "references": references,
    }
    return PART.sub(lambda part: f"{part[1]}\n{parts[part[2]](front_matter)}\n\n{part[4]}", page)


def numbers(front_matter: dict[str, str]) -> str:
    """A table of the numbers and choices that the page explains, with their meaning.

    They are those of `lublin_2013` that the page owns, or else the settings it names of its own definition.
    """
    owned = "numbers" in front_matter
    rule = lublin_2013 if owned else NAMED[front_matter["preset"]]
    asked = front_matter["numbers" if owned else "settings"].split(", ")
    rows = [_row(setting) for name in asked for setting in _under(rule, name)]
    return _table((f"in `{rule.name}`", "value", "meaning"), rows)


def _under(rule: Any, name: str) -> Iterator[Setting]:  # noqa: ANN401 - any rule
    """The settings that a dotted name stands for: one, or all those of a rule within the rule."""
    yield from (each for each in settings(rule) if each.name == name or each.name.startswith(f"{name}."))


def _row(setting: Setting) -> Row:
    meaning = setting.meaning
    if "allowed" in setting.field.metadata:
        meaning += f" ({', '.join(f'`{each}`' for each in setting.field.metadata['allowed'])})"
    return f"`{setting.name}`", _value(setting), meaning


def _value(setting: Setting) -> str:
    """A value in words; one of a closed list as it is written in a rule."""
    named = isinstance(setting.value, str) or setting.name.endswith("measures")
    if named:
        words = (setting.value,) if isinstance(setting.value, str) else setting.value
        return ", ".join(f"`{each}`" for each in words)
    return say_setting(setting)


def variants(front_matter: dict[str, str]) -> str:
    """A table of the named definitions of the page, with what sets each apart from the page's own."""
    own, alike = NAMED[front_matter["preset"]], _variants(front_matter)
    if not alike:
        return (
            "None has a name of its own. `dataclasses.replace` changes a number, and with it the fingerprint in every "
            "row of the results."
        )
    rows: list[Row] = [(f"`{each.name}`", each.sentence, _apart(each, own)) for each in alike]
    header: Row = ("name", "in one sentence", f"apart from `{own.name}`")
    if any(each.name in LEFT_OPEN for each in alike):
        header = (*header, "ours, because the source does not state it")
        rows = [(*row, LEFT_OPEN.get(each.name, "")) for row, each in zip(rows, alike, strict=True)]
    return _table(header, rows)


def _variants(front_matter: dict[str, str]) -> list[Any]:
    """The named definitions that the page lists, or else all of its kind."""
    if "variants" in front_matter:
        return [NAMED[name] for name in front_matter["variants"].split(", ")]
    return [rule for rule in NAMED.values() if type(rule).__name__ == front_matter["rule"]]


def _apart(rule: Any, own: Any) -> str:  # noqa: ANN401 - any rule
    return "; ".join(f"`{each.name}`: {_value(each.other)}" for each in differences(own, rule)) or "nothing"


def references(front_matter: dict[str, str]) -> str:
    """The sources of the page's definition and of its variants, each once."""
    named = (NAMED[front_matter["preset"]], *_variants(front_matter))
    found = dict.fromkeys(each for rule in named for each in rule.references)
    return "\n".join(f"* {_cited(each)}" for each in found)


def _cited(reference: Reference) -> str:
    doi = f" [doi:{reference.doi}](https://doi.org/{reference.doi})" if reference.doi else ""
    mark = f" {SOURCES[reference.seen]}" if reference.seen in SOURCES else ""
    return f"{reference.authors} {reference.year}. {reference.title}. {reference.journal}.{doi}{mark}"


def _table(header: Row, rows: list[Row]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
