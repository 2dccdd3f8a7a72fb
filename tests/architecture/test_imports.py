"""`import mscourse` costs nothing, and so does asking the program for help."""

import subprocess
import sys
import time

import pytest

HEAVY = ("polars", "numpy", "pyarrow", "dataframely", "numba", "pandas", "altair", "vl_convert", "jinja2", "rich")


def fresh(code: str) -> str:
    """What the code prints in an interpreter of its own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("module", ["mscourse", "mscourse.errors", "mscourse.cli.app"])
def test_nothing_heavy_comes_along(module: str) -> None:
    loaded = fresh(f"import sys, {module}; print(*sorted(m for m in sys.modules if '.' not in m))").split()

    assert set(HEAVY) & set(loaded) == set()


def test_rules_load_without_frames_and_arrays() -> None:
    loaded = fresh("import sys, mscourse.presets; print(*sys.modules)").split()

    assert set(HEAVY) & set(loaded) == set()


def quickest(code: str) -> float:
    """The best of five, in seconds of the interpreter's own time: other work on the machine does not count."""
    timed = f"import time; start = time.process_time(); {code}; print(time.process_time() - start)"
    return min(float(fresh(timed).split()[-1]) for _ in range(5))


def test_importing_takes_less_than_a_tenth_of_a_second() -> None:
    assert quickest("import mscourse") < 0.1


def test_help_takes_less_than_three_tenths_of_a_second() -> None:
    def whole_process() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "mscourse.cli", "--help"], capture_output=True, check=True)
        return time.perf_counter() - start

    assert min(whole_process() for _ in range(5)) < 0.3
