"""One run at a time."""

import errno
from pathlib import Path
from typing import Any

import pytest

from mscourse.views import alone as module
from mscourse.views.alone import alone


def test_who_comes_second_is_kept_out_until_the_first_is_done(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "lock"
    first = alone(place)
    assert first is not None
    assert alone(place) is None
    first.close()

    second = alone(place)
    assert second is not None
    second.close()


def test_a_lock_that_was_cleared_away_meanwhile_keeps_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is gone when it is locked at last: another is made, and that one holds."""
    place, real, times = tmp_path / "room" / "lock", module._locked, []

    def locked(file: Any) -> bool:
        times.append(place)
        if len(times) == 1:
            place.unlink()
            place.parent.rmdir()
        return real(file)

    monkeypatch.setattr(module, "_locked", locked)
    file = alone(place)

    assert len(times) == 2
    assert file is not None
    assert alone(place) is None
    file.close()


@pytest.mark.parametrize(("number", "is_let_in"), [(errno.ENOLCK, True), (errno.EWOULDBLOCK, False)])
def test_a_disk_without_locks_keeps_nobody_out(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_let_in: bool
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(module.fcntl, "flock", refuse)
    file = alone(tmp_path / "lock")

    assert (file is not None) == is_let_in
    if file is not None:
        file.close()
