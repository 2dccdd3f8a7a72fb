"""Treatments as epochs, scans on treatment, and the table of drugs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscourse.derivations.treatments import mri_on_treatment, treatment_epochs, treatment_findings
from mscourse.errors import DataError, DefinitionError, SourceError, UsageError
from mscourse.presets import pira_mueller_2023
from mscourse.results.schemas import States
from mscourse.rules.treatments import SOURCES, TreatmentRule
from mscourse.rules.treatments import treatments_with_rebaseline as usual
from mscourse.rules.written import fingerprint, from_json, to_json
from mscourse.tables.cohort import Cohort
from mscourse.tables.drugs import drug_table, label_facts
from mscourse.tables.findings import Findings
from oracle import Records
from oracle.strategies import patients
from oracle.treatments import epoch_rows, scan_rows
from properties.cohorts import as_cohort

PAGE = Path(__file__).parents[3] / "docs" / "definitions" / "treatments.md"
VISITS = pl.DataFrame({"patient_id": ["A"], "date": [0], "edss": [2.0]})
Course = tuple[str, int, int | None]


def cohort(
    *courses: Course,
    codes: list[str | None] | None = None,
    mri: pl.DataFrame | None = None,
    visits: pl.DataFrame = VISITS,
) -> Cohort:
    """Person A on these drugs, each from a day to a day."""
    drugs, starts, ends = zip(*courses, strict=True) if courses else ((), (), ())
    columns: dict[str, Any] = {
        "patient_id": pl.Series(["A"] * len(courses), dtype=pl.String),
        "drug": pl.Series(drugs, dtype=pl.String),
        "start_date": pl.Series(starts, dtype=pl.Int32),
        "end_date": pl.Series(ends, dtype=pl.Int32),
    }
    return Cohort(visits=visits, mri=mri, treatments=pl.DataFrame(columns | ({"atc": codes} if codes else {})))


def told(*courses: Course, rule: TreatmentRule = usual, until: int | None = None) -> list[tuple[Any, ...]]:
    found = treatment_epochs(cohort(*courses), rule, until=until)
    return found.select("drug", "start", "stop", "began", "ended", "switched_to").rows()


# Epochs


def test_a_pause_of_30_days_is_bridged_and_one_of_31_ends_the_epoch() -> None:
    assert told(("siponimod", 0, 100), ("siponimod", 130, 200)) == [("siponimod", 0, 200, "first", "stop", None)]
    assert told(("siponimod", 0, 100), ("siponimod", 131, 200)) == [
        ("siponimod", 0, 100, "first", "stop", None),
        ("siponimod", 131, 200, "restart", "stop", None),
    ]


def test_courses_that_overlap_are_one_epoch_to_the_latest_end() -> None:
    assert told(("siponimod", 0, 300), ("siponimod", 50, 100)) == [("siponimod", 0, 300, "first", "stop", None)]
    assert told(("siponimod", 0, None), ("siponimod", 50, 100)) == [("siponimod", 0, None, "first", "ongoing", None)]


def test_another_drug_within_90_days_of_the_end_is_a_switch_and_after_91_a_stop() -> None:
    assert told(("teriflunomide", 0, 100), ("siponimod", 190, None)) == [
        ("teriflunomide", 0, 100, "first", "switch", "siponimod"),
        ("siponimod", 190, None, "switch", "ongoing", None),
    ]
    assert told(("teriflunomide", 0, 100), ("siponimod", 191, None)) == [
        ("teriflunomide", 0, 100, "first", "stop", None),
        ("siponimod", 191, None, "new", "ongoing", None),
    ]


def test_of_two_drugs_that_were_switched_to_one_the_one_taken_last_is_named() -> None:
    found = treatment_epochs(cohort(("teriflunomide", 0, 120), ("fingolimod", 10, 100), ("siponimod", 130, None)))
    assert found.select("drug", "switched_to", "switched_from").rows() == [
        ("teriflunomide", "siponimod", None),
        ("fingolimod", "siponimod", None),
        ("siponimod", None, "teriflunomide"),
    ]


def test_a_drug_begun_before_the_other_ended_is_a_switch_if_it_goes_on_longer() -> None:
    assert told(("teriflunomide", 0, 100), ("siponimod", 60, 400))[0][4] == "switch"
    assert told(("teriflunomide", 0, 100), ("siponimod", 60, 100))[0][4] == "stop"


def test_going_on_with_the_older_of_two_drugs_is_no_switch() -> None:
    assert told(("teriflunomide", 0, 400), ("siponimod", 60, 100))[1][4] == "stop"


def test_a_course_that_ends_after_the_last_day_is_not_known_to_end() -> None:
    courses = (("siponimod", 0, 100), ("ocrelizumab", 120, None))
    assert told(*courses, until=99) == [("siponimod", 0, None, "first", "ongoing", None)]
    assert told(*courses, until=100) == [("siponimod", 0, 100, "first", "stop", None)]


def test_a_drug_acts_from_its_onset_of_action_until_its_end_and_what_carries_over() -> None:
    rule = replace(usual, onset_of_action=60, carry_over=20)
    found = treatment_epochs(cohort(("siponimod", 0, 100), ("ocrelizumab", 300, 340)), rule)
    assert found.select("acts_from", "acts_until").rows() == [(60, 120), (None, None)]


def test_the_columns_and_kinds_do_not_depend_on_the_data() -> None:
    some, none = treatment_epochs(cohort(("siponimod", 0, None))), treatment_epochs(cohort())
    assert none.is_empty()
    assert some.schema == none.schema
    assert some.get_column("definition").to_list() == [fingerprint(usual)]


def test_dates_come_back_as_dates() -> None:
    day = dt.date(2020, 1, 1)
    visits = pl.DataFrame({"patient_id": ["A"], "date": [day], "edss": [2.0]})
    drugs = pl.DataFrame({"patient_id": ["A"], "drug": ["siponimod"], "start_date": [day], "end_date": [None]})
    found = treatment_epochs(Cohort(visits=visits, treatments=drugs))
    assert found.get_column("acts_from").to_list() == [dt.date(2020, 6, 29)]


def test_no_table_of_treatments_is_not_the_same_as_none_taken() -> None:
    with pytest.raises(UsageError, match="treatments"):
        treatment_epochs(Cohort(visits=VISITS))
    with pytest.raises(UsageError, match="mri"):
        mri_on_treatment(cohort(("siponimod", 0, None)))
    with pytest.raises(UsageError, match="TreatmentRule"):
        treatment_epochs(cohort(), pira_mueller_2023)  # type: ignore[arg-type]


def test_rows_with_errors_stop_it_unless_they_may_be_set_aside() -> None:
    off_the_scale = pl.DataFrame({"patient_id": ["A", "A"], "date": [0, 1], "edss": [2.0, 4.3]})
    wrong = cohort(("siponimod", 0, None), visits=off_the_scale)
    with pytest.raises(DataError):
        treatment_epochs(wrong)
    assert treatment_epochs(wrong, set_aside=True).height == 1


# Drugs


@pytest.mark.parametrize(
    ("written", "drug"),
    [
        ("Natalizumab", "natalizumab"),
        (" TYSABRI ", "natalizumab"),
        ("Tysabri 300 mg", "natalizumab"),
        ("Tysabri (natalizumab)", "natalizumab"),
        ("natalizumab [Tyruko] 300mg/15ml", "natalizumab"),
        ("Interferon-beta 1a", "interferon beta-1a"),
        ("IFN-β-1a, 44 µg", "interferon beta-1a"),
        ("Glatiramer", "glatiramer acetate"),
        ("interferon beta", None),
        ("natalizumab (Ocrevus)", None),
        ("methylprednisolone", None),
        ("", None),
    ],
)
def test_a_drug_is_known_in_its_spellings(written: str, drug: str | None) -> None:
    assert drug_table().by_name(written) == drug


def test_a_drug_is_known_by_its_codes_of_now_and_before() -> None:
    assert [drug_table().by_code(code) for code in ("L04AE03", "l04aa42", "L99", None)] == [
        "siponimod", "siponimod", None, None,
    ]  # fmt: skip


def test_a_brand_and_its_generic_name_are_one_epoch() -> None:
    assert told(("Mayzent", 0, 100), ("siponimod", 110, None)) == [("siponimod", 0, None, "first", "ongoing", None)]


def test_what_cannot_be_told_about_a_drug_is_a_finding_and_the_drug_stays() -> None:
    courses = (("Wonder", 0, 10), ("house code 7", 20, 30), ("siponimod", 40, 50), ("siponimod", 60, 70))
    asked = cohort(*courses, codes=[None, "L04AG08", "L04AG08", "L04AA42"])
    assert treatment_findings(asked).select("severity", "row", "column", "rule").rows() == [
        ("warning", 1, "drug", "unknown_drug"),
        ("warning", 3, "atc", "drug_and_code_disagree"),
        ("note", 2, "drug", "drug_from_code"),
    ]
    epochs = treatment_epochs(asked)
    assert epochs.get_column("drug").to_list() == ["Wonder", "ocrelizumab", "siponimod"]
    assert epochs.get_column("known_drug").to_list() == [False, True, True]


def test_a_drug_that_is_not_known_is_told_as_the_person_first_had_it_written() -> None:
    asked = cohort((" Wonder", 0, 10), ("WONDER ", 20, 30), ("Marvel", 40, None), ("other thing", 40, None))
    epochs = treatment_epochs(asked)
    assert epochs.select("drug", "start", "courses", "switched_from", "switched_to").rows() == [
        ("Wonder", 0, 2, None, "Marvel"), ("Marvel", 40, 1, "Wonder", None), ("other thing", 40, 1, None, None),
    ]  # fmt: skip


def test_findings_have_the_columns_of_every_other_finding_and_no_value_of_a_record() -> None:
    found = treatment_findings(cohort(("Wonder", 0, 10)))
    assert Findings.is_valid(found)
    assert "onder" not in str(found.get_column("message").to_list())


def named(*drugs: str | None) -> pl.DataFrame:
    """A table of drugs of these names and no more."""
    return pl.DataFrame({"drug": drugs})


OWN = pl.DataFrame({"Drug": ["wonder"], "other_names": ["Miracle; W-1"], "efficacy": [3]})


def test_a_table_of_the_users_own_takes_the_place_of_ours(tmp_path: Path) -> None:
    OWN.write_csv(tmp_path / "own.csv")
    for own in (OWN, OWN.to_pandas(), tmp_path / "own.csv", str(tmp_path / "own.csv")):
        found = treatment_epochs(cohort(("W 1", 0, 10), ("siponimod", 20, 30)), usual, own)
        assert found.select("drug", "known_drug", "efficacy").rows() == [
            ("wonder", True, "3"), ("siponimod", False, None),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (OWN.rename({"Drug": "name"}), "no column `drug`"),
        (OWN.rename({"efficacy": "efficay"}), "not known: `efficay`.\nIts columns are drug, atc, atc_before"),
        (pl.concat([OWN, OWN]), "`wonder` in row 2 and the same name in row 1"),
        (pl.concat([OWN, OWN.with_columns(Drug=pl.lit("other"))]), "`Miracle` in row 2 and the same name in row 1"),
        (named("Wonder 5 mg", "other", "wonder, 10 mg"), "`wonder, 10 mg` in row 3 and the same name in row 1"),
        (named("one", "two").with_columns(atc=pl.lit("X1")), "`X1` for two drugs"),
        (named("wonder", " ", None).with_columns(atc=pl.Series(["X1", None, "X3"])), "1 row without a drug.* row 3"),
        (OWN.with_columns(drug=pl.lit("another")), "two columns of one name"),
        (OWN.clear(), "names no drug"),
        (17, "not a table"),
    ],
)
def test_a_table_of_drugs_that_cannot_be_used_is_refused(own: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        drug_table(own)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is not there"),
        (b"drug,atc\nx,\xff\xfe\n", "is not UTF-8"),
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"drug,atc\nx,X1\ny\n", "is ragged: row 3 has 1 cell under 2 columns"),
        (b"drug,atc\n\nx,X1,3\n", "is ragged: row 3 has 3 cells under 2 columns"),
    ],
)
def test_a_file_of_drugs_that_cannot_be_read_is_named_and_refused(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "own.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=f"The table of drugs {re.escape(str(path))} {said}"):
        drug_table(path)
    with pytest.raises(SourceError, match="is a folder"):
        drug_table(tmp_path)


def test_rows_of_a_file_of_drugs_that_hold_nothing_are_passed_over_and_counted(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("drug,atc\n\nwonder,X1\n,\n,X2\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"own\.csv has 1 row without a drug, the first of them row 5"):
        drug_table(tmp_path / "own.csv")


def test_every_fact_of_a_label_has_a_drug_a_source_and_a_day_on_which_it_was_read() -> None:
    facts = label_facts()
    assert set(facts.get_column("drug")) <= set(drug_table().drugs.get_column("drug"))
    assert set(facts.get_column("region")) == {"us", "eu"}
    assert set(facts.get_column("course")) == {"active_spms", "non_active_spms", "ppms"}
    assert set(facts.get_column("turns_on").drop_nulls()) == {"relapse_free_two_years"} <= set(States.column_names())
    assert set(facts.get_column("covered")) == {"yes", "no"}
    assert facts.select("wording", "source", "read_on").null_count().row(0) == (0, 0, 0)
    assert not facts.select("drug", "region", "course").is_duplicated().any()


def test_labels_differ_between_regions_and_courses() -> None:
    covered = {tuple(row[:3]): row[3] for row in label_facts().select("drug", "region", "course", "covered").rows()}
    assert covered["siponimod", "eu", "active_spms"] == "yes"
    assert covered["siponimod", "eu", "non_active_spms"] == "no"
    assert covered["tolebrutinib", "eu", "non_active_spms"] == "yes"
    assert covered["tolebrutinib", "us", "non_active_spms"] == "no"
    assert ("ocrelizumab", "eu", "active_spms") not in covered
    assert covered["ocrelizumab", "eu", "ppms"] == "yes"


def test_every_category_of_efficacy_has_its_source_and_drugs_no_source_places_have_none() -> None:
    table = pl.read_csv(Path(__file__).parents[3] / "src/mscourse/data/drugs/drugs.csv")
    assert table.filter(pl.col("efficacy").is_null() != pl.col("efficacy_source").is_null()).is_empty()
    assert table.filter(drug="siponimod").get_column("efficacy").to_list() == [None]
    assert set(table.get_column("efficacy").drop_nulls()) == {1, 2, 3}
    assert table.filter(~pl.col("atc").str.contains(r"^[A-Z]\d\d[A-Z]{2}\d\d$")).is_empty()


# Scans: gd, new, enlarging; None where not read

Scan = tuple[int, int | None, int | None, int | None, int | None]
ON_DAY_0: tuple[Course, ...] = (("siponimod", 0, None),)


def scanned(*scans: Scan, rule: TreatmentRule = usual, courses: tuple[Course, ...] = ON_DAY_0) -> tuple[str, list[str]]:
    """What the last scan says, from scans as day, the three counts, and the day compared with."""
    mri = pl.DataFrame(
        [("A", *scan) for scan in scans],
        schema={"patient_id": pl.String} | dict.fromkeys(
            ("date", "gd_lesions", "new_t2_lesions", "enlarging_t2_lesions", "compared_with"), pl.Int32
        ),
        orient="row",
    )  # fmt: skip
    found = mri_on_treatment(cohort(*courses, mri=mri), rule)
    return found.select("attribution", "reason").row(-1)


BEFORE: Scan = (-30, 0, 0, 0, None)
BASE: Scan = (120, 0, 2, 0, -30)
WORKED: dict[str, tuple[list[Scan], str, list[str]]] = {
    "nothing new since the re-baseline scan": ([BEFORE, BASE, (400, 0, 0, 0, 120)], "none", ["clear"]),
    "no re-baseline scan": ([BEFORE, (400, 0, 2, 0, -30)], "unknown", ["no_rebaseline_scan"]),
    "new since the re-baseline scan": ([BEFORE, BASE, (400, 0, 1, 0, 120)], "active", ["new_t2"]),
    "enhancing, T2 not read": ([(120, 0, 0, 0, None), (400, 1, None, None, None)], "active", ["gd_lesion"]),
    "the re-baseline scan itself": ([BEFORE, BASE], "carry_over", ["before_rebaseline"]),
    "a lesion before the window": ([BEFORE, (60, 1, 0, 0, -30)], "carry_over", ["before_rebaseline"]),
    "compared with the scan before the drug": (
        [BEFORE, BASE, (400, 0, 1, 1, -30)], "unknown", ["compared_with_before_rebaseline"],
    ),
    "compared with a scan that is not named": (
        [BEFORE, BASE, (400, 0, 1, 0, None)], "unknown", ["comparison_not_named"],
    ),
    "enhancing too early": ([BEFORE, BASE, (179, 1, 0, 0, 120)], "unknown", ["gd_too_early"]),
    "enhancing on day 180": ([BEFORE, BASE, (180, 1, 0, 0, 120)], "active", ["gd_lesion"]),
    "not read": ([BEFORE, BASE, (400, 0, 0, None, 120)], "unknown", ["not_readable"]),
    "Gd not read, T2 clear": ([BEFORE, BASE, (400, None, 0, 0, 120)], "none", ["clear"]),
    "nothing new without a re-baseline scan": ([BEFORE, (400, 0, 0, 0, -30)], "none", ["clear"]),
    "a scan on day 90 is the re-baseline scan": ([(90, 0, 0, 0, None), (400, 0, 1, 0, 90)], "active", ["new_t2"]),
    "one on day 89 is not": ([(89, 0, 0, 0, None), (400, 0, 1, 0, 89)], "unknown", ["no_rebaseline_scan"]),
    "a scan on day 270 is the re-baseline scan": (
        [(270, 0, 0, 0, None), (400, 0, 0, 1, 270)], "active", ["enlarging_t2"],
    ),
    "one on day 271 is not": ([(271, 0, 0, 0, None), (400, 0, 1, 0, 271)], "unknown", ["no_rebaseline_scan"]),
    "the first of two scans in the window": ([BASE, (200, 0, 0, 0, 120), (400, 0, 1, 0, 120)], "active", ["new_t2"]),
    "before the drug": ([BEFORE], "not_on_treatment", []),
}  # fmt: skip


@pytest.mark.parametrize(("scans", "attribution", "reason"), WORKED.values(), ids=WORKED)
def test_what_a_scan_says_of_the_drug(scans: list[Scan], attribution: str, reason: list[str]) -> None:
    assert scanned(*scans) == (attribution, reason)


def test_an_unnamed_comparison_is_the_previous_scan_where_that_is_asked_for() -> None:
    rule = replace(usual, unnamed_comparison="previous_scan")
    assert scanned(BEFORE, BASE, (400, 0, 1, 0, None), rule=rule) == ("active", ["new_t2"])


def test_a_switch_begins_a_window_of_its_own() -> None:
    switched = (("teriflunomide", -900, 0), ("siponimod", 0, None))
    assert scanned((-700, 0, 0, 0, None), (60, 0, 1, 0, -700), courses=switched)[0] == "carry_over"


def test_what_is_still_put_to_a_drug_after_its_end() -> None:
    ended = (("siponimod", 0, 390),)
    scans = (BASE, (400, 1, 0, 0, 120))
    assert scanned(*scans, courses=ended)[0] == "not_on_treatment"
    assert scanned(*scans, courses=ended, rule=replace(usual, carry_over=10))[0] == "not_on_treatment"
    assert scanned(*scans, courses=ended, rule=replace(usual, carry_over=11))[0] == "active"


def test_a_scan_of_the_cord_alone_is_no_baseline_and_clears_nothing() -> None:
    mri = pl.DataFrame(
        {
            "patient_id": "A", "date": [120, 400, 410], "region": ["cord", "brain", "cord"], "gd_lesions": 0,
            "new_t2_lesions": [0, 1, 0], "enlarging_t2_lesions": 0, "compared_with": [None, 120, 120],
        }
    )  # fmt: skip
    found = mri_on_treatment(cohort(*ON_DAY_0, mri=mri))
    assert found.get_column("attribution").to_list() == ["unknown"] * 3
    assert found.get_column("rebaseline").to_list() == [None] * 3


# The rule


def test_every_setting_says_where_it_is_from() -> None:
    assert list(SOURCES) == [each.name for each in fields(TreatmentRule)][3:]
    assert {tag for tag, _ in SOURCES.values()} == {"ours"}


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    assert replace(usual, rebaseline_to=90).rebaseline_to == 90
    with pytest.raises(DefinitionError, match="rebaseline_to"):
        replace(usual, rebaseline_to=89)


def test_a_rule_reads_back_from_its_json() -> None:
    assert from_json(to_json(usual), TreatmentRule) == usual


def _tables(columns: int) -> list[list[str]]:
    """The rows of the page's tables with so many columns, cell by cell."""
    lines = [line.strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    return [[cell.strip(" `") for cell in line] for line in lines if len(line) == columns]


def test_the_page_states_the_numbers_of_the_rule_and_their_sources() -> None:
    stated = {name: (value.split()[0], source) for name, value, source in _tables(3) if name in SOURCES}
    assert stated == {name: (str(getattr(usual, name)), source) for name, (_, source) in SOURCES.items()}


def test_the_worked_table_of_the_page_is_what_is_computed() -> None:
    rows = _tables(7)[2:]
    numbers = [[int(cell) if cell else None for cell in row[1:6]] for row in rows]
    columns = ("date", "compared_with", "gd_lesions", "new_t2_lesions", "enlarging_t2_lesions")
    mri = pl.DataFrame(numbers, schema=dict.fromkeys(columns, pl.Int32), orient="row")
    people = pl.Series("patient_id", [row[0] for row in rows])
    drugs = pl.DataFrame({"patient_id": people.unique().sort(), "drug": "siponimod", "start_date": 0})
    asked = Cohort(visits=VISITS, mri=mri.with_columns(people), treatments=drugs)
    assert mri_on_treatment(asked).select("patient_id", "date", "attribution").rows() == [
        (row[0], int(row[1]), row[6]) for row in rows
    ]


# The twin

rules = st.builds(
    replace,
    st.just(usual),
    bridged_pause=st.sampled_from([0, 1, 30, 30, 100]),
    switch_within=st.sampled_from([0, 30, 90, 400]),
    onset_of_action=st.sampled_from([0, 90, 180, 180]),
    carry_over=st.sampled_from([0, 0, 1, 60]),
    rebaseline_from=st.sampled_from([0, 89, 90]),
    rebaseline_to=st.sampled_from([90, 180, 270]),
    unnamed_comparison=st.sampled_from(["unknown", "previous_scan"]),
)


@st.composite
def treated(draw: st.DrawFn) -> Records:
    """Courses of few drugs with short pauses, and scans at telling distances from their starts."""
    rows: list[dict[str, Any]] = []
    day = draw(st.integers(0, 400))
    for _ in range(draw(st.integers(0, 5))):
        lasts = draw(st.sampled_from([None, 0, 1, 60, 100, 179, 180, 181, 400]))
        drug = draw(st.sampled_from(["siponimod", "siponimod", "ocrelizumab", "wonder"]))
        rows.append({"drug": drug, "start_date": day, "end_date": None if lasts is None else day + lasts})
        day = max(day + (lasts or 200) + draw(st.sampled_from([-150, -1, 0, 1, 29, 30, 31, 89, 90, 91, 200])), 0)
    starts = [row["start_date"] for row in rows] or [0]
    count = st.sampled_from([None, 0, 0, 1])
    mri: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 6))):
        date = draw(st.sampled_from(starts)) + draw(
            st.sampled_from([-30, 0, 60, 89, 90, 120, 179, 180, 200, 270, 271, 400])
        )
        earlier = [each["date"] for each in mri]
        mri.append(
            {
                "date": date,
                "region": draw(st.sampled_from([None, "brain", "both", "cord"])),
                "gd_lesions": draw(count),
                "new_t2_lesions": draw(count),
                "enlarging_t2_lesions": draw(count),
                "compared_with": draw(st.sampled_from([None, date - 100, *earlier])),
            }
        )
    return Records(visits=[{"date": 0, "edss": 2.0}], treatments=rows, mri=mri)


@given(
    people=st.lists(st.one_of(treated(), patients()), min_size=1, max_size=3),
    rule=rules,
    until=st.sampled_from([None, None, 300, 700]),
)
def test_epochs_and_scans_are_those_of_the_twin(people: list[Records], rule: TreatmentRule, until: int | None) -> None:
    named = {
        f"P{place}": replace(records, treatments=records.treatments or [], mri=records.mri or []).distinct()
        for place, records in enumerate(people)
    }
    found = treatment_epochs(as_cohort(named), rule, until=until)
    scans = mri_on_treatment(as_cohort(named), rule, until=until)
    for who, records in named.items():
        known = records if until is None else records.cut(until)
        own = found.filter(patient_id=who).drop("patient_id", "known_drug", "atc", "efficacy", "definition")
        assert own.to_dicts() == epoch_rows(known, rule)
        rows = scans.filter(patient_id=who).drop("patient_id", "row", "definition").to_dicts()
        in_order = [sorted(map(str, each)) for each in (rows, scan_rows(known, rule))]
        assert in_order[0] == in_order[1]
