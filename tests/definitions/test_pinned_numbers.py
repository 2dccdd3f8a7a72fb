"""Each number of the default definition is pinned: moved by its smallest step, an example on its page must fail."""

from __future__ import annotations

import pytest

from definitions.comparing import differences_of
from definitions.numbers import Moved, moved_numbers
from definitions.pages import Example, Page, pages
from mscourse.rules.library import lublin_2013

ENGINE = "local"


def explains(page: Page, number: str) -> bool:
    """Whether the page says that the number is its own: by name, or by the name of the rule that holds it."""
    owned = [each.strip() for each in page.front_matter["numbers"].split(",")]
    return any(number == each or number.startswith(f"{each}.") for each in owned)


def sets(example: Example, number: str) -> bool:
    """Whether the example sets the number, or the whole rule that holds it, for itself."""
    return any(number == name or number.startswith(f"{name}.") for name, _ in example.settings)


MOVED = [pytest.param(moved, id=moved.words) for moved in moved_numbers(lublin_2013)]


@pytest.mark.parametrize("moved", MOVED)
def test_an_example_notices(moved: Moved) -> None:
    owners = [page for page in pages() if explains(page, moved.name)]
    assert len(owners) == 1, f"{moved.name} is explained on {len(owners)} pages."
    examples = [example for example in owners[0].examples if not sets(example, moved.name)]
    noticed = next(differences_of(examples, ENGINE, moved.definition), None)
    assert noticed, f"no example on {owners[0].name}.md pins {moved.words}."


def test_every_page_agrees_with_the_definition_as_it_is() -> None:
    """Without this, a page that always fails would seem to pin every number."""
    for page in pages():
        found = list(differences_of(page.examples, ENGINE, lublin_2013))
        assert not found, "\n".join(found)
