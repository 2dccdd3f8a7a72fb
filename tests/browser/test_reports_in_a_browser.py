"""Both reports in Chromium: accessible by axe's rules, readable at 360 pixels, nothing fetched, printable."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import mscourse as ms
from browser.conftest import Opened

pytestmark = pytest.mark.browser

DATA = Path(ms.__file__).parent / "data"
PEOPLE = 14
FIGURES = 10
WIDTHS = pytest.mark.parametrize("width", [1200, 360])
WINDOWS = pytest.mark.parametrize(("width", "shown"), [(1200, "wide"), (360, "narrow")])
BOTH = pytest.mark.parametrize("report", ["people", "cohort"], indirect=True)


@pytest.fixture(scope="module")
def course() -> ms.Course:
    """That of the bundled clinic."""
    return ms.characterise(ms.read_cohort(DATA / "clinic"))


@pytest.fixture(scope="module")
def people(course: ms.Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of every person."""
    return ms.write_report(course, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def cohort(course: ms.Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of all of them together."""
    return ms.write_cohort_report(course, tmp_path_factory.mktemp("report") / "cohort", by="sex")


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Path:
    """The one of the two that is asked for."""
    page: Path = request.getfixturevalue(request.param)
    return page


@BOTH
@WIDTHS
def test_axe_finds_nothing(opened: Opened, report: Path, width: int) -> None:
    found = Axe().run(opened(report, width))
    assert found.violations_count == 0, found.generate_report()


@BOTH
@WIDTHS
def test_the_page_never_scrolls_sideways(opened: Opened, report: Path, width: int) -> None:
    assert opened(report, width).evaluate("document.documentElement.scrollWidth") == width


@BOTH
@WINDOWS
def test_words_in_the_figures_are_large_enough_to_read(opened: Opened, report: Path, width: int, shown: str) -> None:
    page = opened(report, width)
    assert page.locator("svg:visible").count() == page.locator(f"svg.{shown}").count() > FIGURES
    heights = page.eval_on_selector_all(
        f"svg.{shown} text",
        "all => all.filter(each => each.textContent).map(each => each.getBoundingClientRect().height)",
    )
    assert min(heights) >= 10


@WINDOWS
def test_words_in_the_figures_of_the_cohort_stay_inside(opened: Opened, cohort: Path, width: int, shown: str) -> None:
    outside = opened(cohort, width).eval_on_selector_all(
        f"svg.{shown}",
        """all => all.flatMap(svg => {
            const box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text")].filter(each => {
                const one = each.getBoundingClientRect();
                return each.textContent && (one.left < box.left - 2 || one.right > box.right + 2);
            }).map(each => each.textContent);
        })""",
    )
    assert outside == []


@pytest.mark.parametrize(("report", "parts"), [("people", "article"), ("cohort", "figure")], indirect=["report"])
def test_it_needs_no_network_and_no_scripts(browser: Browser, report: Path, parts: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(report.as_uri())
    assert requested == [report.as_uri()]
    found = page.locator(parts).count()
    context.close()
    assert found == PEOPLE if parts == "article" else found > FIGURES


def test_every_link_of_the_contents_leads_somewhere(opened: Opened, cohort: Path) -> None:
    page = opened(cohort, 1200)
    targets = page.eval_on_selector_all("nav a", "all => all.map(each => each.getAttribute('href'))")
    assert [page.locator(target).count() for target in targets] == [1] * 11


def test_each_person_starts_a_printed_page(opened: Opened, people: Path) -> None:
    page = opened(people, 1200)
    page.emulate_media(media="print")
    breaks = page.eval_on_selector_all("article", "all => all.map(each => getComputedStyle(each).breakBefore)")
    assert set(breaks) == {"page"}
