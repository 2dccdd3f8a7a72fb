"""The report in Chromium: accessible by axe's rules, readable at 360 pixels, nothing fetched, printable."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import mscourse
from mscourse.derivations.characterise import characterise
from mscourse.sources import read_cohort
from mscourse.views.report import write_report

pytestmark = pytest.mark.browser

DATA = Path(mscourse.__file__).parent / "data"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the bundled clinic."""
    return write_report(characterise(read_cohort(DATA / "clinic")), tmp_path_factory.mktemp("report"))


def opened(browser: Browser, report: Path, width: int) -> Page:
    """The report in a window of that width, with everything unfolded."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(report.as_uri())
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
    return page


@pytest.mark.parametrize("width", [1200, 360])
def test_axe_finds_nothing(browser: Browser, report: Path, width: int) -> None:
    page = opened(browser, report, width)
    found = Axe().run(page)
    page.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1200, 360])
def test_the_page_never_scrolls_sideways(browser: Browser, report: Path, width: int) -> None:
    page = opened(browser, report, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


@pytest.mark.parametrize(("width", "shown"), [(1200, "wide"), (360, "narrow")])
def test_words_in_the_graphic_are_large_enough_to_read(browser: Browser, report: Path, width: int, shown: str) -> None:
    page = opened(browser, report, width)
    assert page.locator("svg:visible").count() == page.locator(f"svg.{shown}").count() > 0
    heights = page.eval_on_selector_all(
        f"svg.{shown} text", "all => all.map(each => each.getBoundingClientRect().height)"
    )
    page.close()
    assert min(heights) >= 10


def test_it_needs_no_network_and_no_scripts(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(report.as_uri())
    assert requested == [report.as_uri()]
    assert page.locator("article").count() == 14
    context.close()


def test_each_person_starts_a_printed_page(browser: Browser, report: Path) -> None:
    page = opened(browser, report, 1200)
    page.emulate_media(media="print")
    breaks = page.eval_on_selector_all("article", "all => all.map(each => getComputedStyle(each).breakBefore)")
    page.close()
    assert set(breaks) == {"page"}
