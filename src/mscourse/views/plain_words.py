"""The words of the page for the person, and how its days and lists are said, language by language."""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from mscourse.results.words import window_of
from mscourse.views.topics import words_in
from mscourse.views.vocabulary import Day, capitalised

_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@functools.cache
def _file_of(language: str) -> Mapping[str, Any]:
    file = resources.files("mscourse") / "data" / "plain" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class PlainWords:
    """The words of one language: of the page itself, and of the topics and causes that it shares with the clinic's."""

    page: Mapping[str, Any]
    topics: Mapping[str, Any]

    def day(self, day: Day | None) -> str:
        """The day as people write it, on one line: `1 May 2024`, or `day 400` where the records came as days."""
        if day is None:
            missing: str = self.topics["days"]["missing"]
            return missing
        days = self.page["days"]
        if isinstance(day, int):
            return self._filled(days["numbered"], number=day)
        return self._filled(days["written"], day=day.day, month=days["months"][day.month - 1], year=day.year)

    def with_days(self, text: str) -> str:
        """The text with its dates as people write them."""
        return _DATE.sub(lambda found: self.day(dt.date.fromisoformat(found.group())), text)

    def window(self, days: int) -> str:
        """The time frame, as it stands behind `in the past`."""
        number, unit = window_of(days)
        return self._filled(self.topics["window"][unit], number=number)

    def cause(self, cause: str) -> str:
        """The sentence on where a worsening came from."""
        sentence: str = self.topics["causes"][cause]["plain"]
        return sentence

    def listed(self, words: Sequence[str]) -> str:
        """The words in one phrase: `a, b and c`."""
        separator, last = self.page["lists"]["separator"], self.page["lists"]["last"]
        return words[0] if len(words) == 1 else f"{separator.join(words[:-1])}{last}{words[-1]}"

    def because(self, text: str, reasons: Sequence[str], **places: object) -> str:
        """The text with its reasons, which begin with a capital where a colon stands before them."""
        listed = self.listed(reasons)
        return text.format(**places, reasons=capitalised(listed) if ": {reasons}" in text else listed)

    @staticmethod
    def _filled(text: str, **places: object) -> str:
        return text.format(**places)


def plain_words(language: str) -> PlainWords:
    """The words in that language.

    Raises:
        UsageError: if there are none.
    """
    return PlainWords(topics=words_in(language), page=_file_of(language))
