"""The public names are few, sorted, and all there."""

import ast
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import mscourse
from mscourse import measures


def test_names_are_sorted_and_listed_once() -> None:
    assert mscourse.__all__ == sorted(set(mscourse.__all__))
    assert dir(mscourse) == mscourse.__all__


@pytest.mark.parametrize("name", mscourse.__all__)
def test_each_name_loads(name: str) -> None:
    assert getattr(mscourse, name) is not None


def test_editors_see_the_names_that_load_on_use() -> None:
    tree = ast.parse(Path(mscourse.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.asname or alias.name for statement in block.body for alias in statement.names}

    assert seen | {"__version__"} == set(mscourse.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'characterize'"):
        _ = mscourse.characterize


def test_the_names_around_the_course_are_sorted_and_none_is_a_module() -> None:
    assert measures.__all__ == sorted(set(measures.__all__))
    assert dir(measures) == measures.__all__
    assert [name for name in measures.__all__ if isinstance(getattr(measures, name), ModuleType)] == []


@pytest.mark.parametrize("name", measures.__all__)
def test_each_name_around_the_course_says_what_it_gives_and_stays_a_function(name: str) -> None:
    found = getattr(measures, name)
    import_module(found.__module__)

    assert getattr(measures, name) is found
    assert found.__doc__
    assert found.__name__ == name
