"""`mscourse definitions`, and definitions on the command line."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from mscourse.rules.course import CourseDefinition
from mscourse.rules.library import PRESETS
from mscourse.rules.written import from_json

Run = Callable[..., Result]


def test_the_list_has_every_definition_with_its_sentence(run: Run) -> None:
    shown = " ".join(run("definitions", "list", columns=300).output.split())

    assert [name for name, rule in PRESETS.items() if name not in shown or rule.sentence not in shown] == []


@pytest.mark.parametrize("name", PRESETS)
def test_showing_one_names_every_source(run: Run, name: str) -> None:
    shown = " ".join(run("definitions", "show", name).output.split())

    assert all(str(reference) in shown for reference in PRESETS[name].references)


def test_showing_one_names_numbers_with_unit_and_meaning(run: Run) -> None:
    shown = run("definitions", "show", "lublin_2013", columns=160).output

    assert "worsening.confirm_after" in shown
    assert "84 days" in shown
    assert "days from the event to the earliest confirming visit" in shown


def test_the_json_reads_back_as_the_same_definition(run: Run) -> None:
    text = run("definitions", "show", "lublin_2013", "--json").output

    assert from_json(text, CourseDefinition) == PRESETS["lublin_2013"]


@pytest.mark.parametrize("columns", [80, 50])
def test_nothing_is_wider_than_the_terminal(run: Run, columns: int) -> None:
    for arguments in (["list"], ["show", "lublin_2013"]):
        lines = run("definitions", *arguments, columns=columns).output.splitlines()
        assert [line for line in lines if len(line) > columns] == []


def test_an_unknown_name_is_answered_with_those_there_are(run: Run, data: Path, tmp_path: Path) -> None:
    shown = run("definitions", "show", "mcdonald")
    used = run("characterise", data, "--out", tmp_path / "out", "--definition", "mcdonald")

    for result in (shown, used):
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
    shown = run("definitions", "show", "lublin_2013", columns=300).output

    assert re.search(r"timed_test_fraction +0\.2  ", shown)
    assert re.search(r"minimum_pyramidal +2  ", shown)


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
    for told in (everybody.output, person.output, methods):
        assert said in told if said else "changed from" not in told


def test_a_changed_rule_for_events_is_said_to_be_changed(run: Run, data: Path, tmp_path: Path) -> None:
    text = run("definitions", "show", "pira_mueller_2023", "--json").output
    (tmp_path / "mine.json").write_text(text.replace('"confirm_after": 84', '"confirm_after": 168'), encoding="utf-8")

    changed = run("events", data, "--definition", tmp_path / "mine.json", columns=300)

    assert CHANGED.format("pira_mueller_2023", "") in changed.output
    assert "changed from" not in run("events", data).output
