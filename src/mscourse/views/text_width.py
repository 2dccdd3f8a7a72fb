"""How wide a text is when drawn, so that labels can be fitted without a browser."""

from __future__ import annotations

_WIDTHS = {
    0.2: "'|",
    0.25: "ijl",
    0.3: " I.,:;!/\\ft[]",
    0.36: '()-r"`*',
    0.5: "cksvxyzJ",
    0.62: "FTZ+=<>~",
    0.68: "ABEKPSVXY&",
    0.73: "CDHNRUw",
    0.79: "GOQ",
    0.84: "mM",
    0.95: "W%@…—",
}
_OF_LETTER = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_USUAL = 0.56
"""Parts of the size of the type. Those of Helvetica, Arial and Liberation Sans, which other sans faces are near."""
_MORE = 1.05
"""Some of the faces that a page may be shown in are a little wider."""
_BOLDER = 1.07


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how many pixels the text takes up, at this size of type."""
    letters = sum(_OF_LETTER.get(letter, _USUAL) for letter in text)
    return letters * size * _MORE * (_BOLDER if bold else 1)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """The text in lines that fit the room; a word longer than it has a line of its own."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def cut(text: str, size: float, room: float) -> str:
    """The text, or as much of its beginning as fits the room with an ellipsis."""
    if width_of(text, size) <= room:
        return text
    kept = text
    while kept and width_of(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
