"""`import mscourse` costs nothing, and so does asking the program for help."""

import subprocess
import sys

import pytest

STATISTICS = ("lifelines", "statsmodels", "scipy", "pandas", "matplotlib")
HEAVY = (
    *STATISTICS,
    "polars",
    "numpy",
    "pyarrow",
    "dataframely",
    "numba",
    "altair",
    "vl_convert",
    "jinja2",
    "rich",
    "pyspark",
)


def fresh(code: str) -> str:
    """What the code prints in an interpreter of its own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("module", ["mscourse", "mscourse.errors", "mscourse.cli.app", "mscourse.engines.spark.worker"])
def test_nothing_heavy_comes_along(module: str) -> None:
    loaded = fresh(f"import sys, {module}; print(*sorted(m for m in sys.modules if '.' not in m))").split()

    assert set(HEAVY) & set(loaded) == set()


def test_measures_bring_no_statistical_package_before_one_is_needed() -> None:
    modules = ("cox", "log_rank", "relapse_rate_ratio", "agreement", "kaplan_meier", "cumulative_incidence")
    code = "; ".join(f"import mscourse.measures.{module}" for module in modules)
    loaded = fresh(f"import sys; {code}; print(*sys.modules)").split()

    assert set(STATISTICS) & set(loaded) == set()


def test_rules_load_without_frames_and_arrays() -> None:
    loaded = fresh("import sys, mscourse.presets; print(*sys.modules)").split()

    assert set(HEAVY) & set(loaded) == set()
