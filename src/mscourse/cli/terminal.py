"""Tables that fit a terminal of any width, and word of what is going on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Row = Sequence[object]
_GAP = 2


@contextmanager
def busy(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show what is being done while it lasts, on a terminal only; a file or a pipe receives nothing of it.

    What is handed out may be called with how many of how many are done.
    """
    from rich.console import Console

    with Console(stderr=True).status(doing) as status:
        yield lambda done, of: status.update(f"{doing} ({done:,} of {of:,})")


def show_table(
    headings: Sequence[str],
    rows: Sequence[Row],
    *,
    numbers: Sequence[str] = (),
    in_words: Callable[[Sequence[str]], str] | None = None,
) -> None:
    """Print the rows as a table, or one below the other where the terminal is too narrow for a table.

    Args:
        headings: the names of the columns.
        rows: what stands in them; None is shown as a dash.
        numbers: which of the columns are set to the right.
        in_words: says a row as one sentence, for the narrow terminal; without it, each cell has a line there.
    """
    from rich.console import Console

    console = Console(highlight=False)
    written = [[_text(cell) for cell in row] for row in rows]
    widths = _widths(
        [[heading, *(row[place] for row in written)] for place, heading in enumerate(headings)], console.width
    )
    if widths:
        with console.capture() as drawn:
            console.print(_table(headings, written, widths, numbers))
        for line in drawn.get().splitlines():
            typer.echo(line.rstrip())
    elif in_words is not None:
        for row in written:
            show_item(in_words(row))
    else:
        _print_stacked(console, headings, written)


def show(text: str = "") -> None:
    """Print a paragraph, broken between words at the width of the terminal."""
    typer.echo(wrapped(text))


def show_heading(text: str) -> None:
    """Print a line that stands out where the terminal can do that."""
    from rich.console import Console
    from rich.text import Text

    Console(highlight=False).print(Text(text, style="bold"))


def show_item(text: str) -> None:
    """Print a sentence as an item of a list, its further lines indented like the first."""
    import textwrap

    from rich.console import Console

    typer.echo(textwrap.fill(text, Console().width, initial_indent="  - ", subsequent_indent="    "))


def wrapped(text: str) -> str:
    """The text with each of its lines broken between words at the width of the terminal.

    It is asked of the system itself: errors are told without loading what draws tables.
    """
    import shutil
    import textwrap

    width = shutil.get_terminal_size().columns
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.splitlines()
    )


def _text(cell: object) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:g}"
    return str(cell)


def _widths(columns: Sequence[Sequence[str]], available: int) -> list[int]:
    """The width of each column, or none where some word would have to be broken to fit what is available."""
    whole = [max(len(cell) for cell in column) for column in columns]
    widths = [max((len(word) for cell in column for word in cell.split()), default=1) for column in columns]
    spare = available - sum(widths) - _GAP * (len(columns) - 1)
    if spare < 0:
        return []
    while spare and widths != whole:
        # Whoever lacks most gets the next character: long texts grow, short columns are soon served.
        place = max(range(len(widths)), key=lambda each: whole[each] / widths[each])
        widths[place] += 1
        spare -= 1
    return widths


def _table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], numbers: Sequence[str]
) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for heading, width in zip(headings, widths, strict=True):
        table.add_column(heading, justify="right" if heading in numbers else "left", width=width)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _print_stacked(console: Console, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.text import Text

    for row in rows:
        for heading, cell in zip(headings, row, strict=True):
            console.print(Text.assemble((heading, "bold"), ": ", cell))
        console.print()
