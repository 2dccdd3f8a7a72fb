"""The pages on what is computed around the course say what the software does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unit.measures.written_pages import RULES, Example, WrittenPage, differences, pages

SECTIONS = [
    *("In one sentence", "What it means", "The numbers", "Published variants", "Worked examples"),
    *("Where definitions disagree", "What it is not", "References"),
]
PAGES = pages()


@pytest.mark.parametrize("example", [pytest.param(each, id=each.heading) for page in PAGES for each in page.examples])
def test_example(example: Example) -> None:
    found = differences(example)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_page_has_its_sections_in_order_and_the_numbers_of_the_rule(page: WrittenPage) -> None:
    assert page.headings == SECTIONS
    assert page.examples
    of_rules = [(rule, field, str(getattr(RULES[rule], field))) for rule, field, _ in page.numbers]
    assert page.numbers == of_rules


def test_every_page_is_there() -> None:
    assert [page.name for page in PAGES] == [
        "completeness",
        "due",
        "edss-from-systems",
        "mri-report-text",
        "no-evidence-of-disease-activity",
        "relapse-rate",
        "response-scores",
        "severity",
        "statistics",
        "transition",
    ]


EQUIVALENT = {("modified_rio_2013", "highest", 4)}
"""Relapses and lesions add up to three points anyway."""
OF_ANOTHER_PAGE = {"assessments", "relapses"}


def numbers() -> list[tuple[WrittenPage, str, str, float]]:
    """Each number of a page, and what it is if moved by its smallest step."""
    found = []
    for page in PAGES:
        for rule, field, _ in page.numbers:
            value, about = getattr(RULES[rule], field), RULES[rule].__dataclass_fields__[field].metadata
            if rule in OF_ANOTHER_PAGE or "step" not in about or value is None:
                continue
            moved = [value - about["step"], value + about["step"]]
            found += [(page, rule, field, each) for each in moved if about["low"] <= each <= about["high"]]
    return [each for each in found if each[1:] not in EQUIVALENT]


@pytest.mark.parametrize(
    ("page", "rule", "field", "moved"),
    [pytest.param(*each, id=f"{each[1]}.{each[2]}={each[3]:g}") for each in numbers()],
)
def test_each_number_is_pinned_by_an_example(
    page: WrittenPage, rule: str, field: str, moved: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, rule, replace(RULES[rule], **{field: moved}))
    assert any(differences(example) for example in page.examples if example.rule == rule)
