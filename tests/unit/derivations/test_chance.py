"""Who is drawn by chance depends on the seed and the person alone."""

from __future__ import annotations

import polars as pl
import pytest

from mscourse.derivations.chance import drawn

PEOPLE = [f"P{number}" for number in range(2000)]


def test_the_same_people_are_drawn_in_whatever_order_and_company() -> None:
    found = dict(zip(PEOPLE, drawn(PEOPLE, 0.3, 7), strict=True))
    turned = dict(zip(PEOPLE[::-1], drawn(PEOPLE[::-1], 0.3, 7), strict=True))
    assert turned == found
    assert [bool(drawn([person], 0.3, 7)[0]) for person in PEOPLE[:50]] == [found[person] for person in PEOPLE[:50]]


def test_about_as_many_are_drawn_as_the_probability_says() -> None:
    assert 520 < drawn(PEOPLE, 0.3, 1).sum() < 680


def test_another_seed_draws_others() -> None:
    assert (drawn(PEOPLE, 0.5, 1) != drawn(PEOPLE, 0.5, 2)).sum() > 800


def test_a_larger_probability_draws_the_same_people_and_more() -> None:
    assert (drawn(PEOPLE, 0.6, 1) >= drawn(PEOPLE, 0.3, 1)).all()


def test_nobody_or_everybody_needs_no_seed() -> None:
    assert not drawn(PEOPLE, 0).any()
    assert drawn(pl.Series(PEOPLE), 1).all()
    assert len(drawn([], 0.5, 1)) == 0


@pytest.mark.parametrize(("probability", "said"), [(0.5, "seed"), (1.5, "probability"), (float("nan"), "probability")])
def test_without_a_seed_or_a_probability_it_is_refused(probability: float, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        drawn(PEOPLE, probability)
