"""The browser that looks at what the program writes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

Opened = Callable[[Path, int], Page]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """An installed Chromium; without one these tests fail, as nothing else looks at the pages."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("No Chromium is installed. `apt-get install chromium` brings one along.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Open a file in a window of so many pixels, with everything unfolded."""
    context = browser.new_context()

    def open_in(file: Path, width: int) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(file.as_uri())
        page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
        return page

    yield open_in
    context.close()
