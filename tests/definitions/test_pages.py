"""Every worked example of the definition pages, once for each engine."""

from __future__ import annotations

import pytest

from definitions import comparing, searches
from definitions.engines import ENGINES
from definitions.pages import COURSE, Example, Page, pages

SECTIONS = (
    "In one sentence",
    "What it means",
    "The numbers",
    "Published variants",
    "Worked examples",
    "Where definitions disagree",
    "What it is not",
    "References",
)
EXAMPLES = [example for page in pages() for example in page.examples]


@pytest.mark.parametrize(
    ("example", "engine"),
    [pytest.param(example, engine, id=f"{example.heading} - {engine}") for example in EXAMPLES for engine in ENGINES],
)
def test_example(example: Example, engine: str) -> None:
    found = (comparing if example.runs == COURSE else searches).differences(example, engine)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in pages()])
def test_page_has_its_sections_in_order(page: Page) -> None:
    assert page.headings == SECTIONS
    assert page.examples


def test_headings_say_different_things() -> None:
    headings = [example.heading for example in EXAMPLES]
    assert len(headings) == len(set(headings)), sorted({each for each in headings if headings.count(each) > 1})
