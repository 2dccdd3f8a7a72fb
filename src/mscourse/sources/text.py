"""How a text file is written: its encoding, its line ends, and what separates its columns.

Content comes in pieces, so that a file larger than memory is looked at in the same way as a small one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from mscourse.sources.workbooks import unreadable
from mscourse.tables.finding_rows import table_finding

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
FIRST_ROW = 2
"""The number of the first row as a spreadsheet shows it: the header is row 1."""

_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    # Before UTF-16, whose mark the longer one begins with.
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_NOT_BLANK = re.compile(rb"[^\x00\t\r\n ]")
_LATIN = "cp1252"
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_QUOTED = re.compile(r'"[^"]*"')
_HEADER_BYTES = 1 << 20


def is_empty(content: bytes) -> bool:
    """Whether there is not even a header in the content of a file: only blanks, after a byte-order mark or without."""
    return _NOT_BLANK.search(content, len(_mark_of(content))) is None


def _mark_of(content: bytes) -> bytes:
    """The byte-order mark that the content begins with, or nothing."""
    return next((mark for mark in _BOMS if content.startswith(mark)), b"")


@dataclass(kw_only=True)
class Writing:
    """How the content of a text file is written, found out piece by piece."""

    name: str
    """The file's name, for errors."""
    empty: bool = True
    """Whether there is not even a header in it."""
    mark: bytes = b""
    """The byte-order mark that it begins with."""
    encoding: str = "utf-8"
    returns: bool = False
    """Whether it holds a carriage return."""
    line_feeds: bool = False
    quotes: bool = False
    """Whether it holds a quotation mark, without which no cell can hold a line break."""
    _head: bytes = field(default=b"", init=False, repr=False)

    @classmethod
    def of(cls, name: str, pieces: Iterable[bytes], *, whole: bool = True) -> Writing:
        """How the content is written that comes in these pieces, of which none but the last is shorter than 4 bytes.

        Args:
            name: the file's name.
            pieces: its content.
            whole: whether this is all of it, or only how it begins.

        Raises:
            SourceError: if its byte-order mark does not fit.
        """
        writing = cls(name=name)
        decoder = None
        for piece in pieces:
            if decoder is None:
                writing.mark = _mark_of(piece)
                writing.encoding = _BOMS.get(writing.mark, writing.encoding)
                decoder = writing._decoder()
            writing._look_at(piece, decoder)
        if decoder is not None and whole:
            writing._look_at(b"", decoder, final=True)
        return writing

    @property
    def plain(self) -> bool:
        """Whether it is UTF-8 without a mark, in lines that end as lines do."""
        return self.encoding == "utf-8" and not self.returns_alone

    @property
    def returns_alone(self) -> bool:
        """Whether lines end in a carriage return alone."""
        return self.returns and not self.line_feeds

    @property
    def header(self) -> str:
        """The first line."""
        text = self._head.decode(self.encoding, errors="replace")
        return text.partition("\r" if self.returns_alone else "\n")[0]

    def made_plain(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same content as UTF-8 without a mark, in lines that end in a line feed."""
        decoder = self._decoder("replace" if self.encoding == _LATIN else "strict")
        for piece in pieces:
            yield self._as_lines(decoder.decode(piece))
        yield self._as_lines(decoder.decode(b"", final=True))

    def separator(self, expected: str) -> str:
        """What separates the columns of the header; the expected where there is one column alone."""
        names = _QUOTED.sub("", self.header)
        separator = max(_SEPARATORS, key=names.count)
        return separator if separator in names else expected

    def findings(self, table: str, expected: str) -> list[pl.DataFrame]:
        """What is worth saying about how the table's file is written, where columns should be separated as expected."""
        findings = []
        if self.empty:
            return [table_finding("empty_file", table)]
        if self.mark:
            findings.append(table_finding("byte_order_mark", table))
        elif self.encoding == _LATIN:
            findings.append(table_finding("not_utf8", table, value="Latin-1 (Windows-1252)"))
        separator = self.separator(expected)
        if separator != expected:
            findings.append(table_finding("separator", table, value=_SEPARATORS[separator]))
        return findings

    def _decoder(self, errors: str = "strict") -> codecs.IncrementalDecoder:
        return codecs.getincrementaldecoder(self.encoding)(errors)

    def _look_at(self, piece: bytes, decoder: codecs.IncrementalDecoder, *, final: bool = False) -> None:
        self.empty = self.empty and is_empty(piece)
        if len(self._head) < _HEADER_BYTES:
            self._head += piece[:_HEADER_BYTES]
        try:
            text = "" if self.encoding == _LATIN else decoder.decode(piece, final=final)
        except UnicodeDecodeError:
            if self.mark:
                raise unreadable(self.name, "text: its byte-order mark does not fit") from None
            self.encoding = _LATIN
            text = ""
        # The signs looked for are one byte each, except in text that was decoded for its mark.
        signs = text.encode() if self.mark else piece
        self.returns = self.returns or b"\r" in signs
        self.line_feeds = self.line_feeds or b"\n" in signs
        self.quotes = self.quotes or b'"' in signs

    def _as_lines(self, text: str) -> bytes:
        return (text.replace("\r", "\n") if self.returns_alone else text).encode()
