"""Writes the generated parts of the definition pages: the numbers, the published variants, the references.

    python docs/generate.py          writes them
    python docs/generate.py --check  says which pages are out of date, and ends with 1 if any is

Every number, meaning and source comes from the rules themselves, so a page cannot say one thing and the rule
another. A generated part stands between `<!-- generated: numbers -->` and `<!-- end -->`.
"""

from __future__ import annotations

import argparse
import dataclasses
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mscourse.rules.fields import Reference
from mscourse.rules.library import PRESETS, lublin_2013
from mscourse.rules.worsening import EdssThresholds

PAGES = Path(__file__).parent / "definitions"
PART = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
WORDS = ("name", "sentence", "references")
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
    """A table of the numbers and choices that the page explains, with unit and meaning."""
    rows = [row for name in front_matter["numbers"].split(", ") for row in _fields_under(name)]
    return _table(("in `lublin_2013`", "value", "unit", "meaning"), rows)


def _fields_under(name: str) -> Iterator[Row]:
    """The fields that a dotted name of the default definition stands for: itself, or all within it."""
    holder: Any = lublin_2013
    *path, last = name.split(".")
    for step in path:
        holder = getattr(holder, step)
    field = next(each for each in dataclasses.fields(holder) if each.name == last)
    yield from _rows(field, getattr(holder, last), name)


def _rows(field: dataclasses.Field[Any], value: object, name: str) -> Iterator[Row]:
    if dataclasses.is_dataclass(value) and not isinstance(value, EdssThresholds):
        for each in dataclasses.fields(value):
            if each.name not in WORDS:
                yield from _rows(each, getattr(value, each.name), f"{name}.{each.name}")
        return
    meaning = field.metadata["meaning"]
    if "allowed" in field.metadata:
        meaning += f" ({', '.join(_written(each) for each in field.metadata['allowed'])})"
    unit = "EDSS points" if isinstance(value, EdssThresholds) else field.metadata.get("unit", "")
    yield f"`{name}`", _written(value), unit, meaning


def _written(value: object) -> str:
    """A value in words."""
    if isinstance(value, EdssThresholds):
        steps = ", ".join(f"{step} from {bound or 0}" for bound, step in value.strata)
        return f"{steps} (set {value.name})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "nothing"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def variants(front_matter: dict[str, str]) -> str:
    """A table of the named definitions of the page's kind, with what sets each apart from the page's own."""
    own = PRESETS[front_matter["preset"]]
    alike = [preset for preset in PRESETS.values() if type(preset).__name__ == front_matter["rule"]]
    if not alike:
        return (
            "None has a name of its own. `dataclasses.replace` changes a number, and with it the fingerprint in every "
            "row of the results."
        )
    rows: list[Row] = [(f"`{preset.name}`", preset.sentence, _apart(preset, own)) for preset in alike]
    return _table(("name", "in one sentence", "apart from this page"), rows)


def _apart(preset: Any, own: Any) -> str:  # noqa: ANN401 - any rule
    if preset is own:
        return "this page"
    fields = [each.name for each in dataclasses.fields(own) if each.name not in WORDS]
    changed = [name for name in fields if getattr(preset, name) != getattr(own, name)]
    return ", ".join(f"`{name}`: {_written(getattr(preset, name))}" for name in changed)


def references(front_matter: dict[str, str]) -> str:
    """The sources of the page's preset and of its variants, each once."""
    alike = [preset for preset in PRESETS.values() if type(preset).__name__ == front_matter["rule"]]
    found = dict.fromkeys(each for preset in (PRESETS[front_matter["preset"]], *alike) for each in preset.references)
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
