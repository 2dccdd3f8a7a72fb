"""The page of a run, made from its JSON lines alone.

python -m benchmarks.page FILE              writes it beside the file, into a folder of the same name
python -m benchmarks.page FILE --reference  keeps the run as the one of the documentation, and writes its page
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.lines import Line, Run, read
from benchmarks.pictures import picture
from benchmarks.words import CHANGES, COURSE, SMALL_THINGS, Said
from mscourse.views.saving import save

TOP = Path(__file__).parents[1]
REFERENCE = Path(__file__).parent / "results" / "reference.jsonl"
PAGE = TOP / "docs" / "reference" / "speed.md"
PICTURES = TOP / "docs" / "pictures" / "speed"
TARGETS = {"states_and_events": 3.0, "course": 5.0}
"""So many times the floor at most."""
BUSY = 0.5
"""Processes waiting for each processor when a run begins, above which the page says that its times are too long."""
TARGET_SIZES = (10_000, 100_000, 1_000_000)
FIGURES = {"time": ("seconds", "seconds, whole process"), "memory": ("peak_mb", "most memory held, MB")}

NOT_THE_SAME = """\
**They do not do the same work.** The course is the state on every date with all its evidence, from visits, relapses, \
MRI and treatments; pymsprog and msclinical list confirmed changes of EDSS and look at nothing else. So their times \
stand in a panel of their own, beside those of the one call that this project answers with the same question.\
"""
HOW = """\
## How it was measured

Every number is that of a fresh process from its start to its end, the shortest of a few runs (fewer where they are \
long), on a made-up cohort of about 20 visits, 10 scans and 1.5 relapses a person, in order of patient. Memory is the \
most that the process held, as the system counts it. *Warm* is the work alone in a process that has its libraries \
loaded and its kernels compiled. A tool of others, and the twin, ends where the next size would take too long.

`make bench` measures again on your machine; [benchmarks](../../benchmarks/README.md) says how. Numbers of different \
machines do not compare.\
"""


def page(run: Run, pictures: str) -> str:
    """The page in Markdown, with its pictures in a folder of that name."""
    parts = [
        "# Speed",
        _circumstances(run),
        NOT_THE_SAME,
        "## Time",
        f"![{_alternative(run, 'time')}]({pictures}/time.svg)",
        "## Memory",
        f"![{_alternative(run, 'memory')}]({pictures}/memory.svg)",
        "## Against the floor",
        _floor(run),
        "## Every measurement",
        *_all_measured(run),
        "## What a person waits for",
        _small_things(run),
        "## What each one does",
        _table(["", "what it does"], [[said.label, said.does] for said in (*COURSE.values(), *CHANGES.values())]),
        *_left_out(run),
        HOW,
    ]
    return "\n\n".join(parts) + "\n"


def _circumstances(run: Run) -> str:
    about = run.circumstances
    versions = ", ".join(f"{name} {version}" for name, version in about.get("versions", {}).items())
    peers = ", ".join(f"{name} {version}" for name, version in about.get("versions_of_peers", {}).items())
    machine = f"{about['machine']}, {about['processors']} processors, {about['memory_gb']} GB of memory"
    runs = "One run" if run.runs == 1 else f"{run.runs} runs (each ratio is of one of them)"
    told = f"{runs} of {about['started'][:10]}, commit `{about['commit']}`, on this machine: {machine}. {versions}."
    told += f" The peers, in an environment of their own: {peers}." if peers else ""
    if about.get("load", 0.0) > BUSY * about["processors"]:
        told += (
            f"\n\nThe machine was busy with other work when the run began (load {about['load']:g}): "
            "these times are longer than those of a quiet machine, and their ratios are uncertain."
        )
    return told


def _alternative(run: Run, figure: str) -> str:
    field, title = FIGURES[figure]
    described: str = picture(run, field, title=title)["description"]
    return described.replace("[", "(").replace("]", ")")


def _floor(run: Run) -> str:
    """What the course takes as a multiple of the floor, and whether that is what it is meant to take."""
    sizes = sorted({*TARGET_SIZES, *(line.patients or 0 for line in run.of("floor") if line.patients)})
    sizes = [size for size in sizes if size >= min(TARGET_SIZES)]
    aims = " and ".join(f"{target:g} times for {COURSE[what].label}" for what, target in TARGETS.items())
    said = (
        "The floor is what polars needs to read the same files, sort each by patient and date, and write them. "
        f"The aim is at most {aims}."
    )
    rows = [
        [_people(size), kind, _seconds(_value(run, "floor", size, seconds)), *_multiples(run, size, ratio)]
        for size in sizes
        for kind, seconds, ratio in (
            ("whole process", "seconds", "floor_ratio"),
            ("warm", "warm_seconds", "warm_floor_ratio"),
        )
    ]
    heads = ["patients", "", "floor", *(f"{COURSE[what].label}, at most {aim:g}" for what, aim in TARGETS.items())]
    return f"{said}\n\n{_table(heads, rows)}"


def _multiples(run: Run, size: int, ratio: str) -> Iterator[str]:
    for what, target in TARGETS.items():
        multiple = _value(run, what, size, ratio)
        if multiple is None:
            yield "not measured"
        else:
            yield f"{multiple:.1f} times: {'reached' if multiple <= target else 'missed'}"


def _value(run: Run, what: str, size: int, field: str) -> float | None:
    line = run.at(what, size)
    return None if line is None else getattr(line, field)


def _all_measured(run: Run) -> Iterator[str]:
    heads = ["", "patients", "visits", "process", "warm", "memory", "written", "events"]
    for name, words in (("The whole course", COURSE), ("Confirmed changes of EDSS alone", CHANGES)):
        rows = [_row(said, line) for what, said in words.items() for line in run.of(what)]
        if rows:
            yield f"### {name}"
            yield _table(heads, rows, left=1)


def _row(said: Said, line: Line) -> list[str]:
    return [
        said.label,
        _people(line.patients),
        _people(line.visits),
        _seconds(line.seconds),
        _seconds(line.warm_seconds),
        _megabytes(line.peak_mb),
        _megabytes(line.written_mb),
        _people(line.events),
    ]


def _small_things(run: Run) -> str:
    rows = [
        [said, _people(line.patients), _seconds(line.warm_seconds if line.seconds is None else line.seconds)]
        for what, said in SMALL_THINGS.items()
        for line in run.of(what)
    ]
    return _table(["", "patients", "takes"], rows, left=1)


def _left_out(run: Run) -> Iterator[str]:
    """What was not measured, and why: of each the first size."""
    first: dict[str, Line] = {}
    for line in run.skipped():
        first.setdefault(line.what, line)
    if first:
        labels = {what: said.label for what, said in {**COURSE, **CHANGES}.items()} | SMALL_THINGS
        yield "## What was left out"
        yield "\n".join(
            f"* {labels.get(what, what)}"
            + (f", from {line.patients:,} people on" if line.patients else "")
            + f": {line.skipped}."
            for what, line in first.items()
        )


def _table(heads: list[str], rows: list[list[str]], left: int = 2) -> str:
    """A table in Markdown, whose first columns are words."""
    marks = ["---"] * min(left, len(heads)) + ["--:"] * (len(heads) - left)
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, marks, *rows])


def _people(number: float | None) -> str:
    return "" if number is None else f"{number:,.0f}"


def _seconds(seconds: float | None) -> str:
    """Seconds, or milliseconds where they are few."""
    if seconds is None:
        return ""
    if seconds < 0.1:
        return f"{1000 * seconds:.1f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:,.0f} s"


def _megabytes(megabytes: float | None) -> str:
    if megabytes is None:
        return ""
    return f"{megabytes:,.0f} MB" if megabytes >= 1 else f"{1000 * megabytes:,.0f} kB"


def write(run: Run, file: Path, pictures: Path, *, linked: str) -> Path:
    """The file of the page, written with its pictures."""
    pictures.mkdir(parents=True, exist_ok=True)
    for name, (field, title) in FIGURES.items():
        save(picture(run, field, title=title), pictures / f"{name}.svg")
    file.write_text(page(run, linked), encoding="utf-8")
    return file


def main(arguments: list[str] | None = None) -> None:
    """Write the page of a run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("file", type=Path, help="JSON lines of a run")
    parser.add_argument("--reference", action="store_true", help="keep it as the run of the documentation")
    asked = parser.parse_args(arguments)
    run = read(asked.file)
    if asked.reference:
        if asked.file.resolve() != REFERENCE:
            shutil.copyfile(asked.file, REFERENCE)
        print(write(run, PAGE, PICTURES, linked="../pictures/speed"))
    else:
        folder = asked.file.with_suffix("")
        folder.mkdir(exist_ok=True)
        print(write(run, folder / "speed.md", folder, linked="."))


if __name__ == "__main__":
    main()
