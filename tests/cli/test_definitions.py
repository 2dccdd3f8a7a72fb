"""`mscourse definitions`, and definitions on the command line."""

import dataclasses
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from mscourse.rules.course import CourseDefinition
from mscourse.rules.left_open import LEFT_OPEN
from mscourse.rules.library import PRESETS, SPMS_DEFINITIONS
from mscourse.rules.written import fingerprint, from_json, to_json
from mscourse.views.methods import methods_text

Run = Callable[..., Result]
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-the-methods.md"


def test_the_list_has_every_definition_with_its_sentence(run: Run) -> None:
    shown = " ".join(run("definitions", "list", columns=300).output.split())

    assert [name for name, rule in PRESETS.items() if name not in shown or rule.sentence not in shown] == []


def test_the_list_is_in_groups_and_one_group_can_be_asked_for(run: Run) -> None:
    everything = run("definitions", "list").output
    onsets = run("definitions", "list", "--kind", "spms-onset").output

    headings = ["The course", "Confirmed change", "SPMS onset"]
    assert all(heading in everything for heading in headings)
    assert [heading for heading in headings if heading in onsets] == ["SPMS onset"]
    assert [name for name in PRESETS if f"{name} " in onsets] == list(SPMS_DEFINITIONS)


def test_a_kind_without_a_published_definition_is_said_to_have_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mscourse.rules.library.PRESETS", {})

    assert run("definitions", "list", "--kind", "course").output == ("There is no published definition of this kind.\n")


@pytest.mark.parametrize("name", PRESETS)
def test_showing_one_names_every_source(run: Run, name: str) -> None:
    shown = " ".join(run("definitions", "show", name).output.split())

    assert all(str(reference) in shown for reference in PRESETS[name].references)


def test_showing_one_names_numbers_with_unit_and_meaning(run: Run) -> None:
    shown = run("definitions", "show", "lublin_2013", columns=160).output

    assert re.search(r"worsening.confirm_after +84 days \(12 weeks\) +days from the event to the earliest", shown)
    assert "from 90 days before to 30 days after the event" in shown
    assert re.search(r"worsening.confirm_late +no end ", shown)


@pytest.mark.parametrize("kind", ["spms_lorscheider_2016", "spms_expand", "spms_recorded"])
def test_showing_a_course_names_its_rule_for_spms_onset(run: Run, tmp_path: Path, kind: str) -> None:
    mine = dataclasses.replace(PRESETS["lublin_2013"], name="mine", spms_onset=SPMS_DEFINITIONS[kind])
    (tmp_path / "mine.json").write_text(to_json(mine), encoding="utf-8")
    called = {"spms_expand": "SPMS onset by entry criteria", "spms_recorded": "SPMS onset as recorded"}

    shown = " ".join(run("definitions", "show", tmp_path / "mine.json", columns=300).output.split())

    expected = called.get(kind, "SPMS onset by a confirmed rise")
    assert f"The onset of SPMS: {kind} ({expected}, fingerprint {fingerprint(SPMS_DEFINITIONS[kind])})." in shown


def test_a_rule_of_ones_own_is_refused_with_where_it_can_be_used(run: Run, tmp_path: Path) -> None:
    text = to_json(PRESETS["lublin_2013"]).replace('"spms_onset": {', '"spms_onset": {"rule": "HighTwice",')
    (tmp_path / "own.json").write_text(text, encoding="utf-8")

    result = run("definitions", "show", tmp_path / "own.json", columns=300)

    assert result.exit_code == 5
    assert "rules of one's own are for Python only" in result.stderr


def test_showing_one_leaves_out_what_asks_nothing_and_says_how_much(run: Run) -> None:
    shown = run("definitions", "show", "pira_mueller_2023", columns=160).output

    assert "sdmt" not in shown
    assert "scheduled_only" not in shown
    assert re.search(r"\d+ more settings ask nothing here; --json has them all", shown)


def test_showing_one_says_what_its_sources_leave_open(run: Run) -> None:
    shown = " ".join(run("definitions", "show", "cdw_opera").output.split())

    assert f"settled here: {LEFT_OPEN['cdw_opera']}." in shown


def test_the_json_reads_back_as_the_same_definition(run: Run) -> None:
    text = run("definitions", "show", "lublin_2013", "--json").output

    assert from_json(text, CourseDefinition) == PRESETS["lublin_2013"]


@pytest.mark.parametrize("columns", [140, 80, 50])
@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["show", "lublin_2013"],
        ["show", "pira_kappos_2020"],
        ["diff", "pira_mueller_2023", "pira_kappos_2020"],
        ["diff", "pira_mueller_2023_high_specificity", "edss_plus_cadavid_2017"],
        ["show", "rio_2009"],
        ["show", "treatments_with_rebaseline"],
        ["diff", "rio_2009", "modified_rio_2013"],
    ],
    ids=" ".join,
)
def test_nothing_is_wider_than_the_terminal(run: Run, columns: int, arguments: list[str]) -> None:
    lines = run("definitions", *arguments, columns=columns).output.splitlines()

    assert [line for line in lines if len(line) > columns] == []


def test_the_methods_of_a_definition_are_one_paragraph(run: Run) -> None:
    shown = run("definitions", "show", "pira_mueller_2023", "--methods").output

    assert shown == methods_text(PRESETS["pira_mueller_2023"]) + "\n"


def test_the_page_on_methods_quotes_what_is_printed(run: Run) -> None:
    quoted = re.search(r"^> … (.+) …$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert quoted is not None
    assert quoted[1] in run("definitions", "show", "pira_mueller_2023", "--methods").output


def test_the_methods_of_results_are_those_of_their_provenance(run: Run, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("characterise", data, "--out", out, "--no-report", "--until", "2021-03-01")
    provenance = json.loads((out / "provenance.json").read_text(encoding="utf-8"))

    for place in (out, out / "provenance.json"):
        shown = run("definitions", "show", place, "--methods").output
        assert shown == methods_text(provenance)
        assert "up to 2021-03-01" in shown
    assert run("definitions", "show", out / "definition.json", "--methods").output.startswith("Disease courses were")


def test_json_and_methods_exclude_each_other(run: Run) -> None:
    result = run("definitions", "show", "lublin_2013", "--json", "--methods")

    assert result.exit_code == 2
    assert "--json and --methods exclude each other." in result.stderr


def test_the_difference_of_two_definitions_is_a_row_for_each_setting(run: Run) -> None:
    shown = run("definitions", "diff", "cdw_kappos_2018_24_weeks", "cdw_kappos_2018_fixed_48_weeks", columns=160).output

    assert re.search(r"reference +all \(roving\) +none \(fixed\) +which confirmed changes move the reference", shown)
    assert re.search(r"confirm_after +168 days \(24 weeks\) +336 days \(48 weeks\) +days from the event", shown)
    assert "2 settings differ." in shown
    assert "sentence" not in shown


def test_a_changed_file_is_compared_with_the_published_definition(run: Run, tmp_path: Path) -> None:
    text = run("definitions", "show", "pira_mueller_2023", "--json").output
    mine = tmp_path / "mine.json"
    mine.write_text(text.replace('"confirm_after": 84', '"confirm_after": 168'), encoding="utf-8")

    shown = run("definitions", "diff", "pira_mueller_2023", mine, columns=160).output

    assert "1 setting differs." in shown
    assert re.search(r"confirm_after +84 days \(12 weeks\) +168 days \(24 weeks\)", shown)


def test_a_changed_file_with_a_published_name_is_said_to_be_changed(run: Run, tmp_path: Path) -> None:
    text = run("definitions", "show", "cdw_opera", "--json").output
    mine = tmp_path / "mine.json"
    mine.write_text(text.replace('"confirm_after": 84', '"confirm_after": 168'), encoding="utf-8")

    shown = run("definitions", "show", mine, columns=300).output

    assert f"Not as published: `mscourse definitions diff cdw_opera {mine}` shows what was changed." in shown
    assert "Not as published" not in run("definitions", "show", "cdw_opera").output
    assert LEFT_OPEN["cdw_opera"] not in " ".join(shown.split())


def test_equal_definitions_are_said_to_be_equal(run: Run, data: Path, tmp_path: Path) -> None:
    run("characterise", data, "--out", tmp_path / "out", "--no-report")

    shown = " ".join(run("definitions", "diff", "lublin_2013", tmp_path / "out", columns=300).output.split())

    assert f"compute the same (fingerprint {fingerprint(PRESETS['lublin_2013'])})" in shown


def test_definitions_of_different_kinds_are_not_compared(run: Run) -> None:
    result = run("definitions", "diff", "lublin_2013", "pira_mueller_2023", columns=300)

    assert result.exit_code == 2
    assert "lublin_2013 and pira_mueller_2023 are of different kinds (course and confirmed change)." in result.stderr


def test_ways_to_date_spms_onset_that_have_nothing_in_common_are_not_compared(run: Run) -> None:
    result = run("definitions", "diff", "spms_expand", "spms_recorded", columns=300)

    assert result.exit_code == 2
    assert "(SPMS onset by entry criteria and SPMS onset as recorded)" in result.stderr


def test_a_rule_that_one_definition_has_and_the_other_has_not_is_one_setting(run: Run) -> None:
    shown = run("definitions", "diff", "rio_2009", "modified_rio_2013", columns=160).output

    assert re.search(r"worsening +one_point_for_six_months +not looked at", shown)
    assert "5 settings differ." in shown


def test_a_definition_without_settings_says_so(run: Run) -> None:
    assert "It has no settings." in run("definitions", "show", "spms_recorded").output


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("pira_muller_2023", "did you mean pira_mueller_2023"),
        ("Lublin_2012", "did you mean lublin_2013?"),
        ("qqq", "`mscourse definitions list`."),
    ],
)
@pytest.mark.parametrize("command", [["show"], ["diff", "lublin_2013"]], ids=" ".join)
def test_an_unknown_name_is_answered_with_the_nearest(run: Run, command: list[str], name: str, hint: str) -> None:
    result = run("definitions", *command, name, columns=300)

    assert result.exit_code == 2
    assert f"There is no definition named {name!r}." in result.stderr
    assert f"Hint: {hint}" in result.stderr


@pytest.mark.parametrize("command", [["show"], ["diff", "lublin_2013"]], ids=" ".join)
def test_a_definition_that_cannot_be_read_exits_with_4(run: Run, tmp_path: Path, command: list[str]) -> None:
    for place in ("mine.json", tmp_path):
        result = run("definitions", *command, place)
        assert result.exit_code == 4
        assert "cannot be read" in result.stderr


@pytest.mark.parametrize("text", ["no json", "[1]", '{"definition": 3}', '{"rule": "CourseDefinition", "window": 0}'])
def test_a_file_that_holds_no_definition_exits_with_5(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.json").write_text(text, encoding="utf-8")

    assert run("definitions", "show", tmp_path / "mine.json").exit_code == 5


def test_an_unknown_name_for_a_job_is_answered_with_those_there_are(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("characterise", data, "--out", tmp_path / "out", "--definition", "mcdonald")

    assert result.exit_code == 2
    assert "lublin_2013" in result.stderr


def test_a_rule_of_another_kind_is_refused(run: Run, data: Path, tmp_path: Path) -> None:
    result = run("characterise", data, "--out", tmp_path / "out", "--definition", "pira_mueller_2023")

    assert result.exit_code == 2
    assert "pira_mueller_2023 is a WorseningRule" in result.stderr


@pytest.mark.parametrize("wrong", ['{"window": 0}', '{"windo": 100}', "no json"])
def test_a_file_that_does_not_work_exits_with_5(run: Run, data: Path, tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "mine.json"
    complete = json.loads(run("definitions", "show", "lublin_2013", "--json").output)
    file.write_text(json.dumps({**complete, **json.loads(wrong)}) if wrong.startswith("{") else wrong, encoding="utf-8")

    result = run("characterise", data, "--out", tmp_path / "out", "--definition", file)

    assert result.exit_code == 5


def test_a_file_that_is_not_there_exits_with_4(run: Run, data: Path, tmp_path: Path) -> None:
    assert run("characterise", data, "--out", tmp_path / "out", "--definition", "mine.json").exit_code == 4


def test_units_that_the_meaning_names_do_not_stand_after_the_number(run: Run) -> None:
    course = run("definitions", "show", "lublin_2013", columns=300).output
    composite = run("definitions", "show", "pira_kappos_2020", columns=300).output

    assert re.search(r"minimum_pyramidal +2  ", course)
    assert re.search(r"timed_test_fraction +20%  ", composite)


CHANGED = "changed from `{}`: {}confirm_after 168 (published 84)"


@pytest.mark.parametrize(
    ("renamed", "said"),
    [
        ([], CHANGED.format("lublin_2013", "worsening.")),
        (["lublin_2013"], CHANGED.format("pira_mueller_2023", "")),
        (["lublin_2013", "pira_mueller_2023"], None),
    ],
)
def test_a_published_name_with_other_numbers_is_said_to_be_changed(
    run: Run, data: Path, tmp_path: Path, renamed: list[str], said: str | None
) -> None:
    text = run("definitions", "show", "lublin_2013", "--json").output
    text = text.replace('"confirm_after": 84', '"confirm_after": 168')
    for name in renamed:
        text = text.replace(f'"name": "{name}"', f'"name": "my_{name}"')
    (tmp_path / "mine.json").write_text(text, encoding="utf-8")
    definition = ["--definition", tmp_path / "mine.json"]

    everybody = run("characterise", data, "--out", tmp_path / "out", "--no-report", *definition, columns=300)
    person = run("patient", "A", data, *definition, columns=300)
    methods = (tmp_path / "out" / "methods.md").read_text(encoding="utf-8")

    assert everybody.exit_code == person.exit_code == 0
    for told in (everybody.output, person.output):
        assert said in told if said else "changed from" not in told
    in_words = "earliest confirming visit: 168 days (24 weeks), published 84 days (12 weeks))"
    assert in_words in methods if said else "changed from" not in methods


def test_a_changed_rule_for_events_is_said_to_be_changed(run: Run, data: Path, tmp_path: Path) -> None:
    text = run("definitions", "show", "pira_mueller_2023", "--json").output
    (tmp_path / "mine.json").write_text(text.replace('"confirm_after": 84', '"confirm_after": 168'), encoding="utf-8")

    changed = run("events", data, "--definition", tmp_path / "mine.json", columns=300)

    assert CHANGED.format("pira_mueller_2023", "") in changed.output
    assert "changed from" not in run("events", data).output
