"""The page of one disease course in Chromium: it says the state on a picked date and its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import mscourse as ms
from mscourse.results.course import Course

pytestmark = pytest.mark.browser

CLINIC = Path(ms.__file__).parent / "data" / "clinic"
PERSON = "P01"
WIDTHS = pytest.mark.parametrize("width", [1000, 700, 360])


@pytest.fixture(scope="module")
def course() -> Course:
    return ms.characterise(ms.read_cohort(CLINIC))


@pytest.fixture(scope="module")
def file(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ms.plot.save_disease_course(course, PERSON, tmp_path_factory.mktemp("pictures") / "course.html")


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """The page in a wide window, drawn; what is asked of the network or goes wrong is kept in `page.told`."""
    page = opened(browser, file, 1000)
    yield page
    page.close()


def opened(browser: Browser, file: Path, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(file.as_uri())
    page.wait_for_selector("#pick input")
    return page


def state_on(course: Course, day: str) -> str:
    state = course.at(day).filter(pl.col("patient_id") == PERSON)
    label: str = state.item(0, "label")
    return label.removesuffix(f", on {day}")


def drawn_words(page: Page) -> str:
    """Every text of the picture, lines of one text joined."""
    return " ".join(" ".join(page.locator("#picture svg text tspan, #picture svg text").all_text_contents()).split())


@WIDTHS
def test_nothing_is_fetched_and_nothing_goes_wrong(browser: Browser, file: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    requested: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector("#pick input")
    page.fill("#pick input", "2019-10-01")
    page.close()
    assert requested == [file.as_uri()]
    assert told == []


@pytest.mark.parametrize("day", ["2014-03-05", "2016-05-20", "2016-05-21", "2019-10-01", "2026-03-11"])
def test_a_picked_date_is_said_in_words(page: Page, course: Course, day: str) -> None:
    page.fill("#pick input", day)
    page.wait_for_function("document.getElementById('said').textContent !== ''")
    assert page.text_content("#said").startswith(f"{day}: {state_on(course, day)}. So from ")
    assert f"{day}: " in drawn_words(page)


def test_a_date_outside_the_records_has_no_state(page: Page) -> None:
    page.fill("#pick input", "2019-10-01")
    page.fill("#pick input", "2030-01-01")
    page.wait_for_function("document.getElementById('said').textContent === ''")
    assert "2030" not in drawn_words(page)


def test_a_click_picks_the_nearest_date(page: Page, course: Course) -> None:
    curve = page.locator("#picture svg").bounding_box()
    page.mouse.click(curve["x"] + curve["width"] * 0.8, curve["y"] + 150)
    page.wait_for_function("document.getElementById('said').textContent !== ''")
    day = page.input_value("#pick input")
    assert "2022-06-01" < day < "2025-06-01"
    assert state_on(course, day) in page.text_content("#said")


def test_the_keyboard_is_enough(page: Page) -> None:
    page.focus("#pick input")
    page.keyboard.type("10012019")
    page.wait_for_function("document.getElementById('said').textContent !== ''")
    assert page.text_content("#said").startswith("2019-10-01: RRMS, not active")


def test_over_a_worsening_stands_its_evidence(page: Page) -> None:
    marked = page.locator("#picture svg path[fill='#3d2f78'][stroke='#3d2f78']").first
    box = marked.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#vg-tooltip-element.visible")
    told = page.text_content("#vg-tooltip-element")
    assert told.startswith("EDSS 3.0 on 2017-09-13 (reference 2.0 of 2014-03-12), confirmed on 2018-03-14: worsening.")
    assert told.endswith("Independent of relapses.")


@WIDTHS
def test_axe_finds_nothing(browser: Browser, file: Path, width: int) -> None:
    page = opened(browser, file, width)
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
    page.fill("#pick input", "2019-10-01")
    found = Axe().run(page)
    page.close()
    assert found.violations_count == 0, found.generate_report()


@WIDTHS
def test_the_page_never_scrolls_sideways_and_words_can_be_read(browser: Browser, file: Path, width: int) -> None:
    page = opened(browser, file, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    heights = page.eval_on_selector_all(
        "#picture svg text", "all => all.map(each => each.getBoundingClientRect().height).filter(each => each > 0)"
    )
    overhang = page.evaluate(
        "() => { const right = document.querySelector('#picture svg').getBoundingClientRect().right;"
        " return [...document.querySelectorAll('#picture svg text')]"
        ".filter(each => each.getBoundingClientRect().right > right + 1).map(each => each.textContent) }"
    )
    page.close()
    assert min(heights) >= 10
    assert overhang == []


def test_a_chart_wider_than_the_window_scrolls_by_keyboard(browser: Browser, course: Course, tmp_path: Path) -> None:
    file = ms.plot.save(ms.plot.disease_course(course, PERSON, width=900), tmp_path / "course.html")
    page = opened(browser, file, 360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.get_attribute("#frame", "tabindex") == "0"
    assert Axe().run(page).violations_count == 0
    page.close()


def test_without_scripts_the_picture_stands_there(browser: Browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("#picture svg:visible").count() == 1
    assert page.locator("table").count() == 1
    context.close()


def test_days_are_picked_by_number(browser: Browser, tmp_path: Path) -> None:
    visits = pl.DataFrame({"patient_id": "A", "date": [0, 180, 360], "edss": [2.0, 2.0, 3.0]})
    course = ms.characterise(ms.Cohort(visits=visits))
    page = opened(browser, ms.plot.save_disease_course(course, "A", tmp_path / "days.html"), 1000)
    page.fill("#pick input", "100")
    page.wait_for_function("document.getElementById('said').textContent !== ''")
    assert page.text_content("#said").startswith("day 100: ")
    assert "day 100: " in drawn_words(page)
    page.close()
