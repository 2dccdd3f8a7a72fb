"""Vega-Lite specifications as SVG that stands inside a page, without a network or a browser."""

from __future__ import annotations

import re
from html import escape
from typing import Any

_TAG = re.compile(r"<[a-zA-Z][^>]*>")
_IDLE = re.compile(r' (?:class|role|aria-[a-z]+)="[^"]*"')
_IDENTIFIER = re.compile(r'(?<= id=")[^"]+|(?<=url\(#)[^)]+|(?<=href="#)[^"]+')
_LONG_NUMBER = re.compile(r"(\d+\.\d\d)\d+")
_OPENING = re.compile(r'<svg[^>]*? viewBox="([^"]*)"[^>]*>')


def inline_svg(specification: dict[str, Any], *, name: str, title: str, css_class: str) -> str:
    """The graphic as one `<svg role="img">` with a title and, from the specification, a description.

    Args:
        specification: in Vega-Lite, with its text alternative as `description`.
        name: starts every id in it, so that many can stand in one page.
        title: its accessible name.
        css_class: of the outer element.
    """
    import vl_convert  # noqa: PLC0415 - it starts a whole engine, so only where a picture is drawn

    drawn: str = vl_convert.vegalite_to_svg(specification)
    drawn = _TAG.sub(lambda tag: _slim(tag.group(), name), drawn)
    opening = _OPENING.match(drawn)
    if opening is None:
        raise ValueError("The drawing does not begin as an SVG with a view box.")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css_class}" viewBox="{opening.group(1)}" role="img" '
        f'aria-labelledby="{name}-title {name}-description"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(specification["description"])}</desc>'
    )
    return head + drawn[opening.end() :]


def _slim(tag: str, name: str) -> str:
    """One tag without the attributes that say nothing inside an image, its ids made unique, its numbers rounded."""
    tag = _LONG_NUMBER.sub(r"\1", _IDLE.sub("", tag))
    return _IDENTIFIER.sub(lambda identifier: f"{name}-{identifier.group()}", tag)
