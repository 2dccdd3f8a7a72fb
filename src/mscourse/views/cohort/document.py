"""The report as a list of parts: what both the page of HTML and the PDF are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from mscourse.views.cohort.chart import Specification

Say = Callable[[Any], str]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a printed table: which one of the frame, what stands above it, and how its values are said."""

    name: str
    heading: str
    say: Say = str
    is_number: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A frame as it is printed, and as it is written to a file of its own."""

    name: str
    caption: str
    frame: pl.DataFrame
    columns: Sequence[Column]
    note: str = ""
    shown: pl.DataFrame | None = None
    """What is printed, where that is another arrangement of the frame."""

    @property
    def headings(self) -> list[dict[str, Any]]:
        """What stands above the columns, and whether numbers stand below."""
        return [{"text": column.heading, "number": column.is_number} for column in self.columns]

    @property
    def rows(self) -> list[list[str]]:
        """The cells as they are printed."""
        says = [column.say for column in self.columns]
        printed = self.frame if self.shown is None else self.shown
        values = printed.select([column.name for column in self.columns]).iter_rows()
        return [[say(value) for say, value in zip(says, row, strict=True)] for row in values]


@dataclass(frozen=True, kw_only=True, eq=False)
class Figure:
    """A figure with its caption, and the frame that is drawn, which is also that of its table."""

    title: str
    caption: str
    table: Table
    draw: Callable[[float], Specification]
    beside: Sequence[Table] = ()
    """Further tables of what is drawn."""

    @property
    def name(self) -> str:
        """Of its files."""
        return self.table.name


@dataclass(frozen=True, kw_only=True, eq=False)
class Section:
    """A heading with paragraphs, figures and tables below it."""

    name: str
    title: str
    paragraphs: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    closing: Sequence[str] = ()
    """Paragraphs behind the rest."""
    code: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Document:
    """The whole report."""

    title: str
    lead: str
    notice: str
    sections: Sequence[Section] = field(default_factory=tuple)

    @property
    def figures(self) -> list[Figure]:
        """Every figure in order."""
        return [figure for section in self.sections for figure in section.figures]

    @property
    def tables(self) -> list[Table]:
        """Every table that is no figure's own, in order."""
        beside = [table for figure in self.figures for table in figure.beside]
        return [*beside, *(table for section in self.sections for table in section.tables)]
