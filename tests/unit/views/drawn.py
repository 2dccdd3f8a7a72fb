"""Looking into the specification of a disease-course graphic."""

from __future__ import annotations

from typing import Any


def panel(specification: dict[str, Any], name: str) -> dict[str, Any]:
    """The panel of that name."""
    (found,) = (each for each in specification["vconcat"] if each.get("name") == name)
    return found


def layers(specification: dict[str, Any], name: str, mark: str) -> list[dict[str, Any]]:
    """The layers of a panel that are drawn with this mark."""
    return [each for each in panel(specification, name)["layer"] if each["mark"]["type"] == mark]


def rows(specification: dict[str, Any], name: str, mark: str) -> list[dict[str, Any]]:
    """Every row that is drawn with this mark in a panel; of the lanes, without the legend."""
    found = [row for layer in layers(specification, name, mark) for row in layer["data"]["values"]]
    return [row for row in found if row.get("y", 0) < _bottom(specification)] if name == "lanes" else found


def written(specification: dict[str, Any], name: str) -> list[Any]:
    """Every text of a panel; of the lanes, without the legend."""
    return [row["text"] for row in rows(specification, name, "text")]


def legend(specification: dict[str, Any]) -> list[str]:
    """The words of the legend."""
    texts = [row for layer in layers(specification, "lanes", "text") for row in layer["data"]["values"]]
    return [row["text"] for row in texts if row["y"] > _bottom(specification)]


def _bottom(specification: dict[str, Any]) -> float:
    """Where the lanes end and the legend begins: under the ribbon of the last heading."""
    headings = [
        row["y"]
        for layer in layers(specification, "lanes", "text")
        if layer["mark"].get("fontWeight") == 600
        for row in layer["data"]["values"]
    ]
    return max(headings) + 8.5 + 20 + 4
