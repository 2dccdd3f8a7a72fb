"""Each number of a definition is pinned: moved by its smallest step, an example on a page must fail."""

from __future__ import annotations

import pytest

from definitions import searches
from definitions.comparing import differences_of
from definitions.numbers import Moved, moved_numbers
from definitions.pages import COURSE, Example, Page, pages
from definitions.searches import Run, differences_of_run, runs_of
from definitions.settings import NAMED
from mscourse.rules.library import PRESETS, lublin_2013, pira_mueller_2023
from mscourse.rules.worsening import WorseningRule

ENGINE = "local"
OF_THE_COURSE = [page for page in pages() if page.front_matter.get("runs", COURSE) == COURSE]
OF_SEARCHES = [example for page in pages() for example in page.examples if example.runs != COURSE]


def explains(page: Page, number: str) -> bool:
    """Whether the page says that the number is its own: by name, or by the name of the rule that holds it."""
    owned = [each.strip() for each in page.front_matter.get("numbers", "").split(",")]
    return any(number == each or number.startswith(f"{each}.") for each in owned)


def sets(settings: tuple[tuple[str, str], ...], number: str) -> bool:
    """Whether the settings set the number, or the whole rule that holds it."""
    return any(number == name or number.startswith(f"{name}.") for name, _ in settings)


@pytest.mark.parametrize("moved", [pytest.param(moved, id=moved.words) for moved in moved_numbers(lublin_2013)])
def test_an_example_notices(moved: Moved) -> None:
    owners = [page for page in OF_THE_COURSE if explains(page, moved.name)]
    assert len(owners) == 1, f"{moved.name} is explained on {len(owners)} pages."
    examples = [example for example in owners[0].examples if not sets(example.settings, moved.name)]
    noticed = next(differences_of(examples, ENGINE, moved.definition), None)
    assert noticed, f"no example on {owners[0].name}.md pins {moved.words}."


def test_every_page_agrees_with_the_definition_as_it_is() -> None:
    """Without this, a page that always fails would seem to pin every number."""
    for page in OF_THE_COURSE:
        found = list(differences_of(page.examples, ENGINE, lublin_2013))
        assert not found, "\n".join(found)


CANNOT_BE_SEEN = {
    f"{name} cause.associated_before up to 1": (
        "its reference is renewed after every relapse, so none lies between the reference and the day before the event"
    )
    for name in ("pira_core", "pira_mueller_2025", "pira_tur_2022")
}
"""Numbers that no records can tell from their neighbours, with the reason."""
APART = [
    pytest.param(name, moved, id=f"{name} {moved.words}")
    for name, preset in PRESETS.items()
    if isinstance(preset, WorseningRule)
    for moved in moved_numbers(preset, apart_from=pira_mueller_2023)
    if f"{name} {moved.words}" not in CANNOT_BE_SEEN
] + [
    pytest.param(name, moved, id=f"{name} {moved.words}")
    for name, rule in NAMED.items()
    if name not in PRESETS
    for moved in moved_numbers(rule)
]


def that_run(preset: str, number: str) -> list[tuple[Example, Run]]:
    """The examples that run the named definition and do not set the number for themselves."""
    return [
        (example, run)
        for example in OF_SEARCHES
        for run in runs_of(example)
        if run.preset == preset and not sets(run.settings, number)
    ]


@pytest.mark.parametrize(("preset", "moved"), APART)
def test_an_example_of_the_named_definition_notices(preset: str, moved: Moved) -> None:
    """Of the numbers in which a named definition of confirmed change differs from the default."""
    named = {**NAMED, preset: moved.definition}
    noticed = (
        line
        for example, run in that_run(preset, moved.name)
        for line in differences_of_run(example, run, run.rule(named), ENGINE)
    )
    assert next(noticed, None), f"no example pins {preset}: {moved.words}."


def test_every_example_of_a_search_agrees_with_the_definitions_as_they_are() -> None:
    for example in OF_SEARCHES:
        found = searches.differences(example, ENGINE)
        assert not found, "\n".join(found)
