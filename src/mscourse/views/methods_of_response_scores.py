"""The sentences of a methods section on scores of the response to a treatment."""

from __future__ import annotations

from mscourse.rules.response_scores import ResponseScoreRule
from mscourse.views.methods_of_change import worsening_in_words
from mscourse.views.methods_of_relapses import relapses_in_words
from mscourse.views.methods_of_settings import days

_LESIONS = {"new_t2": ("new T2 lesion", "new T2 lesions"), "active": ("active lesion", "active lesions")}


def response_in_words(rule: ResponseScoreRule) -> str:
    """How many points a course of treatment has by the rule, and from how many it is a non-response."""
    one, more = _LESIONS[rule.lesions]
    lesions = f"{rule.lesions_from:,} or more {more}" if rule.lesions_from > 1 else f"any {one}"
    active = " (new or enlarging T2, or gadolinium-enhancing)" if rule.lesions == "active" else ""
    sentences = [
        (
            f"In the {days(rule.year)} from the start of a treatment, each relapse was a point, up to "
            f"{_points(rule.most_for_relapses)}, and so {'were' if rule.lesions_from > 1 else 'was'} {lesions}{active}."
        ),
        "A confirmed worsening, from the last EDSS before treatment on and whatever its cause, was another point."
        if rule.worsening is not None
        else "",
        f"More than {_points(rule.highest)} counted as {rule.highest:,}.",
        f"{_points(rule.non_response_from)} or more were non-response." if rule.non_response_from is not None else "",
        (
            "Only treatments that went on for all of that time were scored, and only where what was not known could "
            "not have changed the score."
        ),
        _grace(rule),
        relapses_in_words(rule.relapses),
        worsening_in_words(rule.worsening) if rule.worsening is not None else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _points(number: int) -> str:
    return f"{number:,} {'point' if number == 1 else 'points'}"


def _grace(rule: ResponseScoreRule) -> str:
    if rule.grace == 0:
        return "Only examinations and scans within that time told of it."
    return (
        "Where there was no examination or scan in that time, the next one told of it if it came at most "
        f"{days(rule.grace)} later."
    )
