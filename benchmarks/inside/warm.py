"""`mscourse` in a process that has its libraries loaded and its kernels compiled.

python warm.py SMALL DATA OUT OPTIONS: the command on a small cohort first, then, timed, on DATA.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from pathlib import Path

from mscourse.cli.app import app


def characterise(data: str, out: Path, options: list[str]) -> float:
    """The seconds that the command takes; what it prints is kept back, and its failure is ours."""
    command = ["characterise", data, "--out", str(out), *options]
    start = time.perf_counter()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            code = app(command, prog_name="mscourse", standalone_mode=False)
    except SystemExit as ended:
        code = ended.code
    if code:
        sys.exit(f"mscourse ended with code {code}")
    return time.perf_counter() - start


def main() -> None:
    """Do it, and say how long the second time took."""
    small, data, out, *options = sys.argv[1:]
    characterise(small, Path(f"{out}-small"), options)
    print(json.dumps({"warm_seconds": characterise(data, Path(out), options)}))


if __name__ == "__main__":
    main()
