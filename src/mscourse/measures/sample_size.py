"""How many people a comparison of two groups needs, by published formulas."""

from __future__ import annotations

import math

import polars as pl

from mscourse.errors import UsageError
from mscourse.measures.normal import standard_errors_above
from mscourse.results.statistics import EventSampleSize, RelapseSampleSize


def sample_size_relapse_rate(
    rate: float,
    ratio: float,
    *,
    dispersion: float,
    years: float,
    allocation: float = 1.0,
    alpha: float = 0.05,
    power: float = 0.9,
) -> pl.DataFrame:
    """One row: the people needed to tell two relapse rates apart by negative binomial regression, two-sided.

    With mean counts rate * years and the variance mean + dispersion * mean squared, everybody followed for as long.
    The variance of the log ratio is that under the true rates both for the test and for the power (their approach 2).
    Numbers of people are rounded up.

    Args:
        rate: relapses per person-year of the reference group.
        ratio: the rate of the compared group over it.
        dispersion: of the negative binomial; 0 is Poisson.
        years: how long each person is followed.
        allocation: people of the compared group for each one of the reference group.
        alpha: two-sided level of the test.
        power: chance of telling the rates apart.

    Raises:
        UsageError: if a number is out of its range.

    Source: Zhu and Lakkis 2014, Statistics in Medicine 33: 376-387.
    """
    _positive(rate=rate, ratio=ratio, years=years, allocation=allocation)
    quantiles = _quantiles(ratio, alpha, power)
    if not 0 <= dispersion < math.inf:
        raise UsageError("The dispersion is out of its range.", "It is 0 or more.")
    variance = (1 / rate + 1 / (allocation * rate * ratio)) / years + dispersion * (1 + allocation) / allocation
    people = quantiles**2 * variance / math.log(ratio) ** 2
    row = {
        "rate": rate,
        "ratio": ratio,
        "dispersion": dispersion,
        "years": years,
        "allocation": allocation,
        "alpha": alpha,
        "power": power,
        **_people(people, allocation),
    }
    return RelapseSampleSize.cast(pl.DataFrame([row]))


def sample_size_time_to_event(  # noqa: PLR0913 - a plan has as many numbers
    hazard_ratio: float,
    *,
    hazard: float,
    accrual_years: float,
    follow_up_years: float,
    lost_per_year: float = 0.0,
    allocation: float = 1.0,
    alpha: float = 0.05,
    power: float = 0.9,
) -> pl.DataFrame:
    """One row: the events and the people needed to tell two hazards apart by the log-rank test, two-sided.

    The events are Schoenfeld's. People come evenly over the accrual, and everybody is followed from then until
    `follow_up_years` after its end; times to the event and to loss are exponential. Events are rounded up first, then
    people.

    Args:
        hazard_ratio: the hazard of the compared group over that of the reference group.
        hazard: events per person-year of the reference group; -log(1 - share) for a share in one year.
        accrual_years: how long people are taken in; 0 if all at once.
        follow_up_years: how long the last one is followed.
        lost_per_year: losses per person-year, in both groups.
        allocation: people of the compared group for each one of the reference group.
        alpha: two-sided level of the test.
        power: chance of telling the hazards apart.

    Raises:
        UsageError: if a number is out of its range.

    Source: Schoenfeld 1981, 1983 for the events; Lachin and Foulkes 1986 for the chance of one.
    """
    _positive(hazard_ratio=hazard_ratio, hazard=hazard, allocation=allocation)
    quantiles = _quantiles(hazard_ratio, alpha, power)
    plan = (accrual_years, follow_up_years, lost_per_year)
    if not all(0 <= each < math.inf for each in plan) or accrual_years + follow_up_years == 0:
        raise UsageError("The plan is out of its range.", "Years and losses are 0 or more, and somebody is followed.")
    share = allocation / (1 + allocation)
    events = _up(quantiles**2 / (share * (1 - share) * math.log(hazard_ratio) ** 2))
    reference, compared = (chance_of_event(each, *plan) for each in (hazard, hazard * hazard_ratio))
    people = events / (reference + allocation * compared)
    row = {
        "hazard_ratio": hazard_ratio,
        "hazard": hazard,
        "accrual_years": accrual_years,
        "follow_up_years": follow_up_years,
        "lost_per_year": lost_per_year,
        "allocation": allocation,
        "alpha": alpha,
        "power": power,
        "events": events,
        "chance_reference": reference,
        "chance_compared": compared,
        **_people(people, allocation),
    }
    return EventSampleSize.cast(pl.DataFrame([row]))


def chance_of_event(hazard: float, accrual: float, follow_up: float, lost: float) -> float:
    """The chance of the event while followed, for somebody who comes at any time of the accrual."""
    total = hazard + lost
    last, first = math.exp(-total * follow_up), math.exp(-total * (follow_up + accrual))
    # Averaged over the day of coming; with everybody at once there is nothing to average over.
    still = (last - first) / (total * accrual) if accrual > 0 else last
    return hazard / total * (1 - still)


def _people(reference: float, allocation: float) -> dict[str, int]:
    first, second = _up(reference), _up(reference * allocation)
    return {"people_reference": first, "people_compared": second, "people": first + second}


def _up(number: float) -> int:
    """The next whole number; a number that is whole but for rounding is that one."""
    return math.ceil(number - 1e-9 * max(1.0, number))


def _quantiles(ratio: float, alpha: float, power: float) -> float:
    if ratio == 1:
        raise UsageError("A ratio of 1 is no difference.", "A ratio is above 0 and not 1.")
    if not (0 < alpha < 1 and 0 < power < 1):
        raise UsageError("The level or the power is out of its range.", "Both lie between 0 and 1.")
    return standard_errors_above(1 - alpha / 2) + standard_errors_above(power)


def _positive(**numbers: float) -> None:
    for name, number in numbers.items():
        if not 0 < number < math.inf:
            raise UsageError(f"`{name}` is out of its range.", "It is above 0.")
