"""What may not stand in the repository, and how large its modules are."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LONGEST_MODULE = 500
OF_TEXT = {
    *(".py", ".md", ".typ", ".toml", ".cfg", ".lock", ".cff", ".csv", ".json", ".jsonl"),
    *(".html", ".j2", ".css", ".svg", ".txt", ""),
}


def files() -> list[Path]:
    """Every file that is part of the project: what version control tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is found on the PATH
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [TOP / name for name in listed.stdout.splitlines() if (TOP / name).is_file()]
    # An unpacked archive of the project has no version control: its own folders are looked at instead.
    folders = ("src", "tests", "docs", "benchmarks", ".ci")
    return [path for folder in folders for path in (TOP / folder).rglob("*") if path.is_file()] + list(TOP.glob("*.*"))


def modules() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def test_there_is_something_to_look_at() -> None:
    assert len(modules()) > 50


def test_no_module_is_longer_than_anybody_reads() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}

    assert [str(path) for path, lines in lengths.items() if lines > LONGEST_MODULE] == []


def names_used(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    ways_out = {"skip", "skipif", "xfail", "importorskip", "SkipTest", "skipTest", "expectedFailure", "skipUnless"}
    guilty = [
        path.name
        for path in (TOP / "tests").rglob("*.py")
        if ways_out & set(names_used(ast.parse(path.read_text(encoding="utf-8"))))
    ]

    assert guilty == []


# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi" + r"\.org",
    "python" + "hosted",
    "registry" + r"\.npmjs",
    "deb" + r"\.debian",
    "conda" + r"\.anaconda",
    r"extra-" + "index-url",
    "--find-" + "links",
]
MACHINE_PATHS = [r"(?<![\w.])/" + folder + "/" for folder in ("work", "farm", "root", "home", "tmp", "Users", "opt")]


@pytest.mark.parametrize("pattern", [*REGISTRIES, *MACHINE_PATHS])
def test_no_registry_and_no_place_on_somebodys_machine_is_named(pattern: str) -> None:
    sought = re.compile(pattern)
    found = [
        str(path.relative_to(TOP))
        for path in files()
        if path.suffix in OF_TEXT and sought.search(path.read_text(encoding="utf-8", errors="replace"))
    ]

    assert found == []


def test_every_pinned_package_has_a_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-parity.txt"):
        entries = re.split(r"\n(?=\S)", (TOP / name).read_text(encoding="utf-8").strip())

        assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_everything_that_runs_is_pinned_the_same_for_tests() -> None:
    running, testing = (
        {line.rstrip(" \\") for line in (TOP / name).read_text(encoding="utf-8").splitlines() if "==" in line}
        for name in ("requirements.lock", "requirements-dev.lock")
    )

    assert running <= testing
