"""Pages for paper: a template of ours and data become a tagged PDF, by typst."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import Any

from mscourse.errors import MissingPackageError, OutputError, UsageError
from mscourse.views.exports import write_file

KEYWORD = "mscourse"
"""Stands among the keywords of every PDF of ours, so that it is known again."""
_SHARED = "sheet.typ"
_ATTEMPTS: tuple[tuple[bool, list[str]], ...] = ((True, ["ua-1"]), (False, ["ua-1"]), (False, []))
"""Whether the fonts of the machine are left alone, and the standard held. The fonts that typst brings look the same
everywhere; a name in a script that they do not have is set in one of the machine, and if that has none either, the
page still comes, tagged, with a box in its place, which PDF/UA does not allow."""


def write_pdf(template: str, data: Mapping[str, Any], pictures: Mapping[str, str], path: Path) -> Path:
    """Typeset the template with the data and write it as a tagged PDF (PDF/UA-1); returns the path.

    Arguments are those of `typeset`, and the path of the PDF; an older one is replaced.

    Raises:
        UsageError: if the name does not end in .pdf.
        MissingPackageError: if typst is not installed.
        OutputError: if the file cannot be written.
    """
    if path.suffix.lower() != ".pdf":
        raise UsageError(f"{path.name} does not say that it is a PDF.", "The name of a printed page ends in .pdf.")
    instead = "let `mscourse characterise` write report.html and print that"
    write_file(typeset(template, data, pictures, instead=instead), path)
    return path


def typeset(template: str, data: Mapping[str, Any], pictures: Mapping[str, str], *, instead: str) -> bytes:
    """The template with the data as a tagged PDF (PDF/UA-1).

    The data reaches the template as JSON and never as code, and nothing of it is written anywhere but into the PDF.
    The same data gives the same bytes.

    Args:
        template: its name in the folder of templates, without `.typ`.
        data: what the template reads from `data.json`.
        pictures: SVG by the name that the template calls it by.
        instead: what else can be done where typst is missing.

    Raises:
        MissingPackageError: if typst is not installed.
        OutputError: if the page cannot be typeset.
    """
    typst = typst_or(instead)
    files = {
        "main.typ": _template(template),
        _SHARED: _template(_SHARED.removesuffix(".typ")),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        **{name: drawn.encode() for name, drawn in pictures.items()},
    }
    # Its types do not know yet that several files may be handed over.
    compile_files: Callable[..., bytes] = typst.compile
    for ours_alone, standard in _ATTEMPTS:
        try:
            return compile_files(
                files, format="pdf", ignore_system_fonts=ours_alone, pdf_standards=standard, timestamp=0
            )
        except typst.TypstError:
            # What it says may hold what is on the page.
            continue
    raise OutputError("The page could not be typeset.", hint="please report it, with the version of typst.")


def typst_or(instead: str) -> ModuleType:
    """The package typst; to be asked for before pictures are drawn that only a PDF needs.

    Raises:
        MissingPackageError: if it is not installed; says what to do instead.
    """
    try:
        import typst  # noqa: PLC0415 - it is optional
    except ImportError:
        raise MissingPackageError(
            "Writing a PDF needs the package typst.", hint=f"pip install 'mscourse[pdf]', or {instead}."
        ) from None
    return typst


def _template(name: str) -> bytes:
    return (resources.files("mscourse.views") / "templates" / f"{name}.typ").read_bytes()
