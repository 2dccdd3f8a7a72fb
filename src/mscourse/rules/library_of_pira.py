"""Relapse-independent worsening (PIRA) as it has been published, by name."""

from __future__ import annotations

from dataclasses import replace

from mscourse.rules import references as of
from mscourse.rules.causes import AROUND_EVENT, CauseRule, RelapseFreeWindow
from mscourse.rules.library_of_change import FROM_DAY_30, SIX_MONTHS, WEEKS_24, cdw_core, cdw_msprog
from mscourse.rules.worsening import EDSS_THRESHOLDS, WorseningRule

FROM_REFERENCE_TO_EVENT = RelapseFreeWindow(start="reference", end="event")
FROM_REFERENCE_TO_CONFIRMATION = RelapseFreeWindow(start="reference", end="confirmation")

pira_mueller_2023 = WorseningRule(
    name="pira_mueller_2023",
    sentence=(
        "EDSS worsening confirmed after 12 weeks from a roving reference; relapse-independent when no relapse began "
        "from 90 days before to 30 days after either the event or the confirming visit."
    ),
    references=(of.MUELLER_2023, of.KALINCIK_2015),
)
pira_mueller_2023_high_specificity = replace(
    pira_mueller_2023,
    name="pira_mueller_2023_high_specificity",
    sentence="As pira_mueller_2023, and relapse-independent only without a relapse from the reference to confirmation.",
    references=(of.MUELLER_2023,),
    cause=CauseRule(relapse_free=(FROM_REFERENCE_TO_CONFIRMATION,)),
)
pira_kappos_2020 = WorseningRule(
    name="pira_kappos_2020",
    sentence=(
        "Composite worsening (EDSS, timed walk, peg test) confirmed after 12 weeks; relapse-independent without a "
        "relapse from the reference to 30 days after the event and within 30 days of confirmation; the reference is "
        "renewed after every relapse."
    ),
    references=(of.KAPPOS_2020,),
    measures=("edss", "t25fw", "nhpt"),
    edss=EDSS_THRESHOLDS["C"],
    reference="fixed",
    reference_after_relapse=90,
    usable=FROM_DAY_30,
    cause=CauseRule(
        relapse_free=(
            RelapseFreeWindow(start="reference", end="event", end_days=30),
            RelapseFreeWindow(start="confirmation", start_days=-30, end="confirmation", end_days=30),
        )
    ),
)
pira_kappos_2020_24_weeks = replace(
    pira_kappos_2020,
    name="pira_kappos_2020_24_weeks",
    sentence="As pira_kappos_2020, confirmed after 24 weeks.",
    confirm_after=WEEKS_24,
)
pira_cagol_2022 = WorseningRule(
    name="pira_cagol_2022",
    sentence=(
        "EDSS worsening; relapse-independent without a relapse from 90 days before the event to its confirmation."
    ),
    references=(of.CAGOL_2022,),
    cause=CauseRule(relapse_free=(RelapseFreeWindow(start="event", start_days=-90, end="confirmation"),)),
)
pira_tur_2022 = WorseningRule(
    name="pira_tur_2022",
    sentence=(
        "EDSS worsening confirmed after six months; relapse-independent when reference, event and confirmation lie in "
        "one relapse-free period."
    ),
    references=(of.TUR_2022,),
    reference_after_relapse=0,
    confirm_after=SIX_MONTHS,
    cause=CauseRule(associated_before=0, relapse_free=(FROM_REFERENCE_TO_CONFIRMATION,)),
)
pira_ms_paths_2023 = WorseningRule(
    name="pira_ms_paths_2023",
    sentence=(
        "Worsening of the timed walk or the peg test; relapse-independent without a relapse from 30 days before the "
        "event to 30 days after its confirmation."
    ),
    references=(of.MS_PATHS_2023,),
    measures=("t25fw", "nhpt"),
    cause=CauseRule(
        associated_before=30,
        relapse_free=(RelapseFreeWindow(start="event", start_days=-30, end="confirmation", end_days=30),),
    ),
)
pira_montobbio_2024 = replace(
    cdw_msprog,
    name="pira_montobbio_2024",
    sentence=(
        "EDSS worsening with the default windows of msprog: relapse-independent when no relapse began from 90 days "
        "before to 30 days after either the event or the confirming visit."
    ),
    reference="roving",
)
pira_mueller_2025 = WorseningRule(
    name="pira_mueller_2025",
    sentence=(
        "EDSS worsening from a roving reference that is also renewed after relapses; relapse-independent without a "
        "relapse since the previous visit and in the 30 days before confirmation."
    ),
    references=(of.MUELLER_2025,),
    reference_after_relapse=0,
    cause=CauseRule(
        associated_before=0,
        relapse_free=(
            RelapseFreeWindow(start="previous_visit", end="event"),
            RelapseFreeWindow(start="confirmation", start_days=-30, end="confirmation"),
        ),
    ),
)
pira_portaccio_2025 = WorseningRule(
    name="pira_portaccio_2025",
    sentence=(
        "EDSS worsening confirmed after 24 weeks from a roving reference; relapse-independent when no relapse began "
        "from 90 days before to 30 days after the event."
    ),
    references=(of.PORTACCIO_2025,),
    confirm_after=WEEKS_24,
    cause=CauseRule(relapse_free=(AROUND_EVENT,)),
)
pira_core = replace(
    cdw_core,
    name="pira_core",
    sentence=(
        "EDSS worsening of the CORe software without a relapse between reference and event; after a relapse the "
        "reference is the first visit more than 30 days later."
    ),
    references=(of.MSOUTCOMES_2025,),
    reference_after_relapse=0,
    cause=CauseRule(associated_before=0, relapse_free=(FROM_REFERENCE_TO_EVENT,)),
)

RELAPSE_INDEPENDENT: tuple[WorseningRule, ...] = (
    pira_mueller_2023,
    pira_mueller_2023_high_specificity,
    pira_cagol_2022,
    pira_core,
    pira_kappos_2020,
    pira_kappos_2020_24_weeks,
    pira_montobbio_2024,
    pira_ms_paths_2023,
    pira_mueller_2025,
    pira_portaccio_2025,
    pira_tur_2022,
)
