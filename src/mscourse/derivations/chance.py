"""Chance that can be repeated: what is drawn for a person depends on the seed and the person alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mscourse.errors import DefinitionError

_ALL = 1 << 64


def drawn(ids: Iterable[object], probability: float, seed: int | None = None) -> NDArray[np.bool_]:
    """Whether each person is drawn, with the probability; neither their order nor the others matter.

    Raises:
        DefinitionError: if the probability lies between 0 and 1 and there is no seed (it is a ValueError too).
    """
    people = list(ids)
    if not 0 <= probability <= 1:
        raise DefinitionError("The probability is not one.", "A probability is a number from 0 to 1.")
    if probability in (0, 1):
        return np.full(len(people), probability == 1, np.bool_)
    if seed is None:
        raise DefinitionError(
            "A probability between 0 and 1 was given without a seed.",
            "What chance decides has to come out the same the next time.",
            "`seed=1`, or any other whole number, makes it so.",
        )
    below = probability * _ALL
    return np.fromiter((_number(seed, person) < below for person in people), np.bool_, len(people))


def _number(seed: int, person: object) -> int:
    """A whole number below 2 to the power of 64, as good as random."""
    digest = hashlib.sha256(f"{int(seed)}|{person}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big")
