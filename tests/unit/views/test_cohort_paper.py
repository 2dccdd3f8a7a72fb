"""The PDF of a cohort report: tagged, with title, language, headings in order and words for every figure."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import mscourse as ms
from mscourse.errors import MissingPackageError
from mscourse.measures.cohort_report import numbers_of_cohort
from mscourse.views.cohort.document import Document
from mscourse.views.cohort.paper import paper_of
from mscourse.views.cohort.report import document_of
from unit.measures.records_of_one import cohort, seen

CLINIC = Path(ms.__file__).parent / "data" / "clinic"


@pytest.fixture(scope="module")
def report() -> Document:
    course = ms.characterise(ms.read_cohort(CLINIC))
    return document_of(course, numbers_of_cohort(course, by="sex"))


@pytest.fixture(scope="module")
def paper(report: Document) -> PdfReader:
    return PdfReader(io.BytesIO(paper_of(report)))


def elements(paper: PdfReader) -> list[dict[str, Any]]:
    """Every element of the structure tree, in order of reading."""

    def inside(node: Any) -> Iterator[dict[str, Any]]:
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                yield from inside(each)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from inside(node["/K"])

    return list(inside(paper.root_object["/StructTreeRoot"]))


def test_it_has_a_title_a_language_and_tags(paper: PdfReader, report: Document) -> None:
    catalogue = paper.root_object

    assert paper.metadata is not None
    assert paper.metadata.title == report.title
    assert catalogue["/Lang"] == "en"
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "pdfuaid:part" in catalogue["/Metadata"].get_object().get_data().decode("utf-8")


def test_every_figure_has_words(paper: PdfReader, report: Document) -> None:
    told = [str(each["/Alt"]) for each in elements(paper) if each["/S"] == "/Figure"]

    assert told == [figure.draw(560)["description"] for figure in report.figures]
    assert min(map(len, told)) > 40


def test_headings_follow_each_other_without_a_gap(paper: PdfReader, report: Document) -> None:
    kinds = [str(each["/S"]) for each in elements(paper)]
    headings = [kind for kind in kinds if kind.startswith("/H")]
    levels = [int(kind[2:]) for kind in headings]

    assert kinds.count("/Title") == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert levels.count(1) == len(report.sections) + 1
    assert levels.count(2) == len(report.figures) + 1


def test_tables_have_heads_and_rows(paper: PdfReader) -> None:
    kinds = [str(each["/S"]) for each in elements(paper)]

    assert kinds.count("/Table") == kinds.count("/THead") == kinds.count("/TBody") > 10
    assert kinds.count("/TH") > 50


def test_its_text_can_be_read_and_says_what_it_is(paper: PdfReader) -> None:
    text = "\n".join(page.extract_text() for page in paper.pages)

    assert text.count("research software, not a medical device") == len(paper.pages)
    assert "Table 1: the people at baseline" in text
    assert "in the file phenotype_by_date.csv" in " ".join(text.split())


def test_the_tallest_figure_has_room_for_its_headings_and_its_caption() -> None:
    visits = [row for at in range(60) for row in seen((0, 2.0), (400 + at, 2.0), who=f"P{at}")]
    course = ms.characterise(cohort(visits, relapses=[]))
    paper = PdfReader(io.BytesIO(paper_of(document_of(course, numbers_of_cohort(course)))))
    (page,) = [page.extract_text() for page in paper.pages if "One lane for each person" in page.extract_text()]

    assert "Single courses side by side" in page
    assert "Courses of single people" in page


def test_without_typst_the_way_out_is_said(report: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'mscourse\[pdf\]'"):
        paper_of(report)
