"""How many people of a cohort a trial could take, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from mscourse.errors import UsageError
from mscourse.results.around_the_course import Feasibility


@dataclass(frozen=True, kw_only=True, eq=False)
class Criterion:
    """A named statement about a person: true, false, or missing where it is not known."""

    name: str
    holds: pl.Expr
    column: str | None = None
    """The column whose words are asked for, if any are."""
    words: tuple[str, ...] = ()


def within(column: str, low: float | None = None, high: float | None = None, *, name: str | None = None) -> Criterion:
    """The criterion that a number lies from `low` to `high`, both included; either may be left open.

    Raises:
        UsageError: if both are left open, or the lowest value lies above the highest.
    """
    if low is None and high is None:
        raise UsageError("A range without ends rules nobody out.", "It has a lowest value, a highest one, or both.")
    if low is not None and high is not None and low > high:
        raise UsageError(
            f"A range from {low:g} to {high:g} rules everybody out.", "The lowest value is not above the highest."
        )
    value, parts = pl.col(column), []
    if low is not None:
        parts.append(value >= low)
    if high is not None:
        parts.append(value <= high)
    said = f"{column} {_range(low, high)}"
    return Criterion(name=name or said, holds=pl.all_horizontal(parts))


def one_of(column: str, values: Iterable[str], *, name: str | None = None) -> Criterion:
    """The criterion that a column holds one of the words.

    Raises:
        UsageError: if the words are no list of them, or there is none.
    """
    wanted = () if isinstance(values, str) or not isinstance(values, Iterable) else tuple(values)
    if not wanted or not all(isinstance(word, str) for word in wanted):
        raise UsageError(
            f"The words for `{column}` are not usable.",
            "They are a list of words, one among them or more.",
            f'For example `one_of("{column}", ["first", "second"])`.',
        )
    return Criterion(
        name=name or f"{column} {' or '.join(wanted)}",
        holds=pl.col(column).cast(pl.String).is_in(wanted),
        column=column,
        words=wanted,
    )


def that(column: str, *, holds: bool = True, name: str | None = None) -> Criterion:
    """The criterion that something that is true, false or unknown is true (or false)."""
    said = column if holds else f"not {column}"
    return Criterion(name=name or said, holds=pl.col(column) if holds else ~pl.col(column))


def feasibility(people: pl.DataFrame, criteria: Sequence[Criterion]) -> pl.DataFrame:
    """One row per criterion, in order: yes, no and unknown among those still possible, and who is left.

    Whom a criterion does not rule out for sure stays in: `eligible` are those who meet every one so far, `possible`
    those who may.

    Args:
        people: one row per person, as `people_at` makes them, or with columns of your own.
        criteria: the criteria, in the order in which people are asked.

    Raises:
        UsageError: if there is no criterion, two have one name, one cannot be answered from the columns, or one asks
            for a word that is not in the closed list of its column.
    """
    names = [criterion.name for criterion in criteria]
    if not names or len(set(names)) < len(names):
        raise UsageError("The criteria are not usable.", "There is at least one, and each has a name of its own.")
    possible = pl.repeat(value=True, n=people.height, dtype=pl.Boolean, eager=True)
    eligible, rows = possible, []
    for step, criterion in enumerate(criteria, start=1):
        answer = _answer(people, criterion)
        asked = answer.filter(possible)
        yes, unknown = int(asked.sum() or 0), asked.null_count()
        eligible = eligible & answer.fill_null(value=False)
        rows.append(
            {
                "step": step,
                "criterion": criterion.name,
                "entered": len(asked),
                "yes": yes,
                "no": len(asked) - yes - unknown,
                "unknown": unknown,
                "eligible": int(eligible.sum()),
            }
        )
        possible = possible & answer.fill_null(value=True)
        rows[-1]["possible"] = int(possible.sum())
    return Feasibility.cast(pl.DataFrame(rows))


def _answer(people: pl.DataFrame, criterion: Criterion) -> pl.Series:
    _refuse_other_words(people, criterion)
    try:
        answer = people.select(answer=criterion.holds).get_column("answer")
    except pl.exceptions.PolarsError:
        answer = None
    if answer is None or answer.dtype != pl.Boolean or len(answer) != people.height:
        raise UsageError(
            f"The criterion {criterion.name!r} cannot be answered.",
            "It is an expression on the columns of the frame that is true, false or missing for each person.",
            f"The columns are {', '.join(people.columns)}.",
        )
    return answer


def _refuse_other_words(people: pl.DataFrame, criterion: Criterion) -> None:
    kind = people.schema.get(criterion.column or "")
    if not isinstance(kind, pl.Enum):
        return
    known = kind.categories.to_list()
    others = [repr(word) for word in criterion.words if word not in known]
    if others:
        raise UsageError(
            f"The column `{criterion.column}` never holds {' or '.join(others)}.",
            f"Its words are {', '.join(known)}.",
        )


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"{high:g} or less"
    return f"{low:g} or more" if high is None else f"{low:g} to {high:g}"
