"""A PDF as a reader, a screen reader and a test read it: pages, text, and the tree of tags."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf

_HEADING = re.compile(r"H(\d)$")


@dataclass(frozen=True)
class Tag:
    """One element of the structure tree."""

    name: str
    alternative: str | None


class Printed:
    """A printed page of ours."""

    def __init__(self, path: Path) -> None:
        self.reader = pypdf.PdfReader(path)
        self.root: Any = self.reader.trailer["/Root"]
        self.pages = len(self.reader.pages)
        self.content = path.read_bytes()

    @property
    def is_said_to_be_accessible(self) -> bool:
        """Whether it says that it holds to PDF/UA-1, which typst writes only where it does."""
        return b"<pdfuaid:part>1</pdfuaid:part>" in self.content

    @property
    def families(self) -> set[str]:
        """The families of fonts, without the mark of the letters that are embedded."""
        names = re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z]+)", self.content)
        return {name.decode() for name in names}

    @property
    def language(self) -> str:
        return str(self.root["/Lang"])

    @property
    def title(self) -> str:
        return str(self.reader.metadata.title) if self.reader.metadata else ""

    def text(self, *footers: str) -> str:
        """All words in one line, without the footers."""
        words = " ".join(" ".join(page.extract_text() for page in self.reader.pages).split())
        for footer in footers:
            words = words.replace(" ".join(footer.split()), "")
        return " ".join(words.split())

    def tags(self) -> list[Tag]:
        """Every element of the structure tree, in the order in which it is read."""
        return list(_elements(self.root["/StructTreeRoot"]["/K"]))

    def heading_levels(self) -> list[int]:
        return [int(found[1]) for tag in self.tags() if (found := _HEADING.match(tag.name))]

    def alternatives(self) -> list[str]:
        return [tag.alternative for tag in self.tags() if tag.alternative is not None]

    def sizes_of_type(self) -> dict[float, int]:
        """How many letters stand in each size of type, in points, those in the picture included."""
        sizes: dict[float, int] = {}

        def letters(text: str, current: list[float], matrix: list[float], _font: Any, size: float) -> None:
            if text.strip():
                height = round(size * math.hypot(*matrix[2:4]) * math.hypot(*current[2:4]), 1)
                sizes[height] = sizes.get(height, 0) + len(text.strip())

        for page in self.reader.pages:
            page.extract_text(visitor_text=letters)
        return sizes


def _elements(node: Any) -> Iterator[Tag]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _elements(each)
        return
    if not isinstance(node, dict):
        return
    if "/S" in node:
        alternative = node.get("/Alt")
        yield Tag(str(node["/S"])[1:], None if alternative is None else str(alternative))
    if "/K" in node:
        yield from _elements(node["/K"])
