"""The statistical packages, brought in when they are needed: they bring pandas and are an extra."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from mscourse.errors import MissingPackageError


def statistical(module: str) -> Any:  # noqa: ANN401 - packages without types
    """The module of lifelines, statsmodels, scipy or pandas.

    Raises:
        MissingPackageError: if it is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise MissingPackageError(
            f"This needs the package {package}.",
            "Models and tests come with an extra; rates and curves do without.",
            hint="pip install 'mscourse[statistics]'.",
        ) from None
