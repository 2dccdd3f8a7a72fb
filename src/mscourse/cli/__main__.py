"""Where the program `mscourse` starts; `python -m mscourse.cli` is the same."""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

from mscourse.cli.app import app

SHOW_TRACEBACK = "MSCOURSE_TRACEBACK"
PACKAGE = Path(__file__).parents[1]
_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python's own 700 let it look 400 times for garbage while the libraries load: a fifth of the time of a small run."""


def main() -> None:
    """Run the command line.

    It ends quietly when whoever reads the output stops reading, as in `| head`, and clears away what is unfinished
    when it is told to stop.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    _clear_away_when_stopped()
    try:
        app(prog_name="mscourse")
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as problem:
        # A panic of polars is no Exception, and what it says may quote the data just as well.
        if os.environ.get(SHOW_TRACEBACK):
            raise
        sys.stderr.write(unforeseen(problem))
        sys.exit(1)


def _clear_away_when_stopped() -> None:
    """Let a request to stop unwind as Ctrl-C does; whoever started the program to outlast one, as nohup does, may."""

    def stop(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def unforeseen(problem: BaseException) -> str:
    """What is said of a fault in the program itself: where it is, and nothing that could hold a patient's data."""
    ours = [frame for frame in traceback.extract_tb(problem.__traceback__) if PACKAGE in Path(frame.filename).parents]
    where = f", {Path(ours[-1].filename).relative_to(PACKAGE)} line {ours[-1].lineno}" if ours else ""
    return (
        f"mscourse failed inside itself ({type(problem).__name__}{where}).\n"
        "What the fault said is left out: it may hold patients' data.\n"
        f"Hint: {SHOW_TRACEBACK}=1 before the command shows all of it; take out patients' data before you pass it on.\n"
    )


if __name__ == "__main__":
    main()
