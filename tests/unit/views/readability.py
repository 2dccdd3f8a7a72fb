"""How hard a text is to read, as the school year in which it is followed: English and German."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?:](?:\s|$)")
_LONG = 6
"""Letters; a word with more is long."""
_MANY = 3
"""Syllables."""


def words(text: str) -> list[str]:
    """The words of the text, numbers left out."""
    return _WORD.findall(text)


def sentences(text: str) -> int:
    """How many sentences the text has; a colon ends one."""
    return max(len(_SENTENCE.findall(text)), 1)


def english_syllables(word: str) -> int:
    """About how many syllables an English word has; initials such as MRI are spelled out."""
    if word.isupper() and len(word) > 1:
        return len(word)
    spoken = word.lower()
    spoken = re.sub(r"(?<=[^aeiouy])(?:e|es|ed)$", lambda ending: _heard(spoken, ending.group()), spoken)
    return max(len(re.findall(r"[aeiouy]+", spoken)), 1)


def _heard(word: str, ending: str) -> str:
    """The ending where it is spoken: the e of little, of causes, of lasted."""
    stem = word.removesuffix(ending)
    if ending == "e":
        return "e" if re.search(r"[^aeiouy]l$", stem) else ""
    if ending == "es":
        return "e" if re.search(r"(?:s|z|x|c|g|ch|sh)$", stem) else ""
    return "e" if stem.endswith(("t", "d")) else ""


def german_syllables(word: str) -> int:
    """About how many syllables a German word has; initials such as MRT are spelled out."""
    if word.isupper() and len(word) > 1:
        return len(word)
    return max(len(re.findall(r"ei|ai|au|eu|äu|ie|aa|ee|oo|[aeiouyäöü]", word.lower())), 1)


def flesch_kincaid(text: str) -> float:
    """The grade of an English text (Kincaid and others 1975)."""
    found = words(text)
    syllables = sum(english_syllables(word) for word in found)
    return 0.39 * len(found) / sentences(text) + 11.8 * syllables / len(found) - 15.59


def wiener_sachtextformel(text: str) -> float:
    """The grade of a German text (first Wiener Sachtextformel, Bamberger and Vanecek 1984)."""
    found = words(text)
    syllables = [german_syllables(word) for word in found]
    share = 100 / len(found)
    many = share * sum(number >= _MANY for number in syllables)
    one = share * sum(number == 1 for number in syllables)
    long = share * sum(len(word) > _LONG for word in found)
    return 0.1935 * many + 0.1672 * len(found) / sentences(text) + 0.1297 * long - 0.0327 * one - 0.875
