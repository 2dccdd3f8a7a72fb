"""The cohort report in Chromium: accessible by axe's rules, readable at 360 pixels, nothing fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import mscourse as ms

pytestmark = pytest.mark.browser

DATA = Path(ms.__file__).parent / "data"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the bundled clinic."""
    course = ms.characterise(ms.read_cohort(DATA / "clinic"))
    return ms.write_cohort_report(course, tmp_path_factory.mktemp("report") / "cohort", by="sex")


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
def test_words_in_the_figures_are_large_enough_and_inside(
    browser: Browser, report: Path, width: int, shown: str
) -> None:
    page = opened(browser, report, width)
    assert page.locator("svg:visible").count() == page.locator(f"svg.{shown}").count() > 10
    heights = page.eval_on_selector_all(
        f"svg.{shown} text",
        "all => all.filter(each => each.textContent).map(each => each.getBoundingClientRect().height)",
    )
    outside = page.eval_on_selector_all(
        f"svg.{shown}",
        """all => all.flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text")].filter(each => {
                const one = each.getBoundingClientRect();
                return each.textContent && (one.left < box.left - 2 || one.right > box.right + 2);
            }).map(each => each.textContent);
        })""",
    )
    page.close()
    assert min(heights) >= 10
    assert outside == []


def test_it_needs_no_network_and_no_scripts(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(report.as_uri())
    assert requested == [report.as_uri()]
    assert page.locator("figure").count() > 10
    context.close()


def test_every_link_of_the_contents_leads_somewhere(browser: Browser, report: Path) -> None:
    page = opened(browser, report, 1200)
    targets = page.eval_on_selector_all("nav a", "all => all.map(each => each.getAttribute('href'))")
    found = [page.locator(target).count() for target in targets]
    page.close()
    assert found == [1] * 11
