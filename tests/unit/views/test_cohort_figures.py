"""The figures of a cohort draw what is in their frames, and are told apart without colour."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import mscourse as ms
from mscourse.measures.cohort_report import numbers_of_cohort
from mscourse.results.cohort_numbers import CohortNumbers
from mscourse.views import palette
from mscourse.views.cohort.chart import Kind, upper_end
from mscourse.views.cohort.counts import KNOWN, STATUSES
from mscourse.views.cohort.curves import kaplan_meier_specification
from mscourse.views.cohort.words import ACTIVITIES, CAUSES, LINES, PHENOTYPES, STATES

CLINIC = Path(ms.__file__).parent / "data" / "clinic"


@pytest.fixture(scope="module")
def numbers() -> CohortNumbers:
    return numbers_of_cohort(ms.characterise(ms.read_cohort(CLINIC)))


def values(specification: Any) -> list[dict[str, Any]]:
    """Every row of data in the specification, datasets that Altair put aside included."""
    found: list[dict[str, Any]] = [row for rows in specification.get("datasets", {}).values() for row in rows]

    def look(part: Any) -> None:
        if isinstance(part, dict):
            data = part.get("data")
            if isinstance(data, dict):
                found.extend(data.get("values", []))
            for each in part.values():
                look(each)
        elif isinstance(part, list):
            for each in part:
                look(each)

    look(specification)
    return found


def drawn(numbers: CohortNumbers) -> dict[str, Any]:
    """Each figure of `ms.plot` for a cohort."""
    plot, times = ms.plot, numbers.time_to_worsening
    incidence = ms.measures.cumulative_incidence(pl.DataFrame({"time_days": [1, 2], "outcome": ["event", "death"]}))
    return {
        "kaplan_meier": plot.kaplan_meier(times.curve, times.at_risk, event="worsening"),
        "cumulative_incidence": plot.cumulative_incidence(incidence),
        "state_distribution": plot.state_distribution(numbers.phenotype_by_date),
        "transitions": plot.transitions(numbers.phenotype_rates),
        "alluvial": plot.alluvial(numbers.activity_flow),
        "worsening_by_cause": plot.worsening_by_cause(numbers.worsening_per_year),
        "relapse_rate_around_spms": plot.relapse_rate_around_spms(numbers.relapse_rate_around_spms),
        "swimmer": plot.swimmer(numbers.lanes),
        "who_is_due": plot.who_is_due(numbers.due),
        "completeness": plot.completeness(numbers.completeness),
        "people_flow": plot.people_flow(numbers.people_flow),
    }


def test_every_figure_is_a_chart_of_altair_with_a_description(numbers: CohortNumbers, tmp_path: Path) -> None:
    for name, chart in drawn(numbers).items():
        specification = chart.to_dict()
        assert len(specification["description"]) > 40, name
        assert ms.plot.save(chart, tmp_path / f"{name}.svg").read_text(encoding="utf-8").count("<desc") == 1


def test_the_curve_is_that_of_the_frame(numbers: CohortNumbers) -> None:
    curve = numbers.time_to_worsening.curve
    chart = ms.plot.kaplan_meier(curve, numbers.time_to_worsening.at_risk).to_dict()
    steps = [row for row in values(chart) if "estimate" in row]
    at_risk = [row["at_risk"] for row in values(chart) if "at_risk" in row]

    assert [row["years"] * 365.25 for row in steps] == pytest.approx(curve.get_column("time_days").to_list())
    assert [row["estimate"] / 100 for row in steps] == pytest.approx(curve.get_column("estimate").to_list())
    assert at_risk == [f"{number:,}" for number in numbers.time_to_worsening.at_risk.get_column("at_risk")]


def test_bars_of_a_distribution_add_up_and_are_those_of_the_frame(numbers: CohortNumbers) -> None:
    frame = numbers.phenotype_by_date
    rows = [row for row in values(ms.plot.state_distribution(frame).to_dict()) if "share" in row]
    shown = frame.filter(pl.col("share") > 0)
    people = [row["people"] for row in values(ms.plot.state_distribution(frame).to_dict()) if "people" in row]

    assert sorted(row["share"] for row in rows) == pytest.approx(sorted(100 * shown.get_column("share")))
    for _, group in itertools.groupby(rows, key=lambda row: row["point"]):
        assert sum(row["share"] for row in group) == pytest.approx(100)
    in_a_state = frame.filter(pl.col("share").is_not_null()).group_by("date", maintain_order=True).agg(pl.sum("people"))
    assert people == [f"{number}" for number in in_a_state.get_column("people")]


def test_numbers_stand_under_their_bars_also_where_nobody_is_in_a_state() -> None:
    course = ms.characterise(ms.read_cohort(CLINIC))
    frame = ms.measures.state_distribution(course, "phenotype", years=[0, 5, 60])
    bars, people = ms.plot.state_distribution(frame).to_dict()["vconcat"]
    places = [bars["layer"][0]["encoding"]["x"], bars["layer"][1]["encoding"]["x"], people["encoding"]["x"]]

    assert [place["scale"]["domain"] for place in places] == [["0", "5", "60"]] * 3
    assert "60" not in {row["point"] for row in bars["data"]["values"]}


def test_no_number_at_risk_stands_beyond_the_axis() -> None:
    times = pl.DataFrame({"time_days": [800, 900], "outcome": ["event", "censored"]})
    at_risk = ms.measures.numbers_at_risk(times, [0, 730, 1095])
    rows = values(ms.plot.kaplan_meier(ms.measures.kaplan_meier(times), at_risk).to_dict())

    assert [round(row["years"]) for row in rows if "at_risk" in row] == [0, 2]


def test_under_the_cumulative_incidence_stand_the_numbers_at_risk_of_everybody() -> None:
    times = pl.DataFrame({"time_days": [365, 800, 900], "outcome": ["event", "death", "censored"]})
    at_risk = ms.measures.numbers_at_risk(times, [0, 730, 1095])
    chart = ms.plot.cumulative_incidence(ms.measures.cumulative_incidence(times), at_risk).to_dict()

    assert [row["at_risk"] for row in values(chart) if "at_risk" in row] == ["3", "2"]


def test_limits_hold_up_to_the_step_that_has_none() -> None:
    times = pl.DataFrame({"time_days": [365, 730], "outcome": ["event", "event"]})
    curve = ms.measures.kaplan_meier(times)
    rows = [row for row in values(ms.plot.kaplan_meier(curve).to_dict()) if row.get("lower") is not None]

    assert curve.get_column("lower").is_null().to_list()[-1]
    assert (rows[-1]["years"], rows[-1]["lower"]) == pytest.approx((730 / 365.25, rows[-2]["lower"]))


def test_the_onset_of_spms_is_a_line_between_the_years(numbers: CohortNumbers, tmp_path: Path) -> None:
    chart = ms.plot.relapse_rate_around_spms(numbers.relapse_rate_around_spms)
    drawn_as = ms.plot.save(chart, tmp_path / "rates.svg").read_text(encoding="utf-8")
    (line,) = re.findall(r'<line[^>]*stroke-dasharray="4,3"[^>]*>', drawn_as)

    assert "relapses per person-year" in drawn_as
    assert re.search(r'[xy]2="-?(0\.)?[1-9]', line)


def test_bands_of_the_alluvial_plot_are_as_wide_as_their_people(numbers: CohortNumbers) -> None:
    flow = numbers.activity_flow
    bands: dict[int, list[dict[str, Any]]] = {}
    for row in values(ms.plot.alluvial(flow).to_dict()):
        if "band" in row:
            bands.setdefault(row["band"], []).append(row)
    widths = sorted(rows[0]["bottom"] - rows[0]["top"] for rows in bands.values())

    assert widths == pytest.approx(sorted(flow.get_column("people") / 14), abs=1e-4)
    for rows in bands.values():
        assert all(0 <= row["top"] <= row["bottom"] <= 1 + 1e-4 for row in rows)


def test_transitions_that_were_seen_are_drawn_with_their_limits(numbers: CohortNumbers) -> None:
    seen = numbers.phenotype_rates.filter(pl.col("transitions") > 0)
    rows = [row for row in values(ms.plot.transitions(numbers.phenotype_rates).to_dict()) if "rate" in row]

    for column in ("rate", "lower", "upper"):
        assert [row[column] for row in rows] == pytest.approx(seen.get_column(column).to_list())


def test_years_of_worsening_and_relapses_are_those_of_the_frames(numbers: CohortNumbers) -> None:
    for frame, draw in (
        (numbers.worsening_per_year, ms.plot.worsening_by_cause),
        (numbers.relapse_rate_around_spms, ms.plot.relapse_rate_around_spms),
    ):
        rows = [row for row in values(draw(frame).to_dict()) if "rate" in row]
        shown = frame if "cause" not in frame.columns else frame.sort("cause", "year")
        assert [row["rate"] for row in rows] == pytest.approx(shown.get_column("rate").to_list())


def test_lanes_are_those_of_the_frame(numbers: CohortNumbers) -> None:
    rows = values(ms.plot.swimmer(numbers.lanes).to_dict())
    stretches = numbers.lanes.filter(what="phenotype")

    assert [row["to"] for row in rows if "to" in row] == stretches.get_column("end_years").to_list()
    assert len([row for row in rows if "mark" in row]) == numbers.lanes.height - stretches.height


@pytest.mark.parametrize("width", [640, 330])
def test_counts_are_those_of_the_frames(numbers: CohortNumbers, width: float) -> None:
    due = values(ms.plot.who_is_due(numbers.due, width=width).to_dict())
    known = values(ms.plot.completeness(numbers.completeness, width=width).to_dict())
    made = [row["number"] for row in known if row.get("kind") == KNOWN[0].said]

    assert (
        sum(row.get("number", 0) for row in due)
        == numbers.due.select("overdue", "never", "due_soon").sum().sum_horizontal()[0]
    )
    assert made == pytest.approx(100 * numbers.completeness.get_column("share"))


def test_of_too_many_groups_everybody_is_drawn_alone() -> None:
    times = pl.DataFrame(
        {"time_days": range(1, 15), "outcome": ["event"] * 14, "arm": [f"arm {at % 7}" for at in range(14)]}
    )
    curve = ms.measures.kaplan_meier(times, by="arm")

    assert {row["line"] for row in values(ms.plot.kaplan_meier(curve).to_dict())} == {"everybody"}
    six = ms.measures.kaplan_meier(times.filter(pl.col("arm") != "arm 6"), by="arm")
    assert len({row["line"] for row in values(ms.plot.kaplan_meier(six).to_dict())}) == 6


def test_no_row_is_about_one_person_but_those_of_the_lanes(numbers: CohortNumbers) -> None:
    for name, chart in drawn(numbers).items():
        assert not re.search(r'"P\d\d"', json.dumps(chart.to_dict())), name


def lightness(colour: str) -> float:
    """Of a colour on a greyscale print, from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("kinds", [PHENOTYPES, ACTIVITIES, CAUSES, STATUSES, KNOWN, STATES["progression"]])
def test_fills_are_told_apart_in_grey_or_by_a_dashed_edge(kinds: tuple[Kind, ...]) -> None:
    for one, other in itertools.combinations(kinds, 2):
        apart = abs(lightness(one.fill) - lightness(other.fill)) > 0.05
        assert apart or one.dashed != other.dashed or one.edge != other.edge, (one.word, other.word)


def test_curves_are_told_apart_by_their_dashes() -> None:
    assert len({tuple(dashes) for _, dashes in LINES}) == len(LINES)
    assert LINES[0][0] == palette.EDSS


def test_an_axis_ends_at_a_round_number() -> None:
    assert [upper_end(each) for each in (None, 0.0, 0.55, 0.034, 1.0, 1.2, 8.0, 14.0)] == [
        *(1.0, 1.0, 0.75, 0.04, 1, 1.5, 10, 15),
    ]


def test_a_telephone_gets_fewer_numbers_at_risk() -> None:
    times = pl.DataFrame({"time_days": [365 * at for at in range(1, 25)] * 2000, "outcome": ["event"] * 48000})
    curve = ms.measures.kaplan_meier(times)
    at_risk = ms.measures.numbers_at_risk(times, range(0, 8760, 365))

    def printed(width: float) -> int:
        specification = kaplan_meier_specification(curve, at_risk, width=width, event="it", since="the start")
        return len([row for row in values(specification) if "at_risk" in row])

    assert printed(330) < printed(1300) == 24
