"""What the input tables were, told by a digest of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import polars as pl

_ROWS_AT_ONCE = 1_000_000


class Digests(Mapping[str, str]):
    """SHA-256 of each table: of its file where it came from one, else of its content, once somebody asks for it."""

    def __init__(self, known: Mapping[str, str | pl.DataFrame]) -> None:
        """Digests that are known, and the content of tables whose digest is not."""
        self._known = dict(known)

    def __getitem__(self, table: str) -> str:
        digest = self._known[table]
        if isinstance(digest, pl.DataFrame):
            digest = self._known[table] = digest_of(digest)
        return digest

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def with_content(self, table: str, content: str | pl.DataFrame) -> Digests:
        """These digests, one table's that of another content, or another digest."""
        return Digests(self._known | {table: content})


def digest_of(frame: pl.DataFrame) -> str:
    """SHA-256 of the frame's content, written part by part so that no copy of a large one is held."""
    digest = hashlib.sha256()
    for part in frame.iter_slices(_ROWS_AT_ONCE):
        digest.update(part.write_csv().encode())
    return digest.hexdigest()
