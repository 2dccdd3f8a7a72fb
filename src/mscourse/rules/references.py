"""The published sources that the named definitions cite."""

from __future__ import annotations

from dataclasses import replace

from mscourse.rules.fields import Reference

LUBLIN_2014 = Reference(
    authors="Lublin et al.",
    year=2014,
    title="Defining the clinical course of multiple sclerosis: the 2013 revisions",
    journal="Neurology 83:278-286",
    doi="10.1212/WNL.0000000000000560",
)
LUBLIN_2020 = Reference(
    authors="Lublin et al.",
    year=2020,
    title="The 2013 clinical course descriptors for multiple sclerosis: a clarification",
    journal="Neurology 94:1088-1092",
    doi="10.1212/WNL.0000000000009636",
)
LORSCHEIDER_2016 = Reference(
    authors="Lorscheider et al.",
    year=2016,
    title="Defining secondary progressive multiple sclerosis",
    journal="Brain 139:2395-2405",
    doi="10.1093/brain/aww173",
)
KALINCIK_2015 = Reference(
    authors="Kalincik et al.",
    year=2015,
    title="Defining reliable disability outcomes in multiple sclerosis",
    journal="Brain",
    doi="10.1093/brain/awv258",
)

# Worsening and relapses
CAGOL_2022 = Reference(
    authors="Cagol et al.",
    year=2022,
    title=(
        "Association of brain atrophy with disease progression independent of relapse activity in patients with "
        "relapsing multiple sclerosis"
    ),
    journal="JAMA Neurology 79:682",
    seen="C",
)
KAPPOS_2020 = Reference(
    authors="Kappos et al.",
    year=2020,
    title=(
        "Contribution of relapse-independent progression vs relapse-associated worsening to overall confirmed "
        "disability accumulation in typical relapsing multiple sclerosis"
    ),
    journal="JAMA Neurology 77:1132",
    doi="10.1001/jamaneurol.2020.1568",
    seen="C",
)
MUELLER_2023 = Reference(
    authors="Müller et al.",
    year=2023,
    title="Harmonizing definitions for progression independent of relapse activity in multiple sclerosis",
    journal="JAMA Neurology 80:1232",
    seen="C",
)
MUELLER_2025 = Reference(
    authors="Müller et al.",
    year=2025,
    title=(
        "Standardized definition of progression independent of relapse activity (PIRA) in relapsing-remitting "
        "multiple sclerosis"
    ),
    journal="JAMA Neurology 82:614",
    doi="10.1001/jamaneurol.2025.0495",
    seen="C",
)
MS_PATHS_2023 = Reference(
    authors="MS PATHS",
    year=2023,
    title="Abstract on progression independent of relapse activity in the MS PATHS network",
    journal="conference abstract",
)
PORTACCIO_2025 = Reference(
    authors="Portaccio et al.",
    year=2025,
    title="Toward a unified definition of progression independent of relapse activity in multiple sclerosis",
    journal="Neurology 105",
)
TUR_2022 = Reference(
    authors="Tur et al.",
    year=2022,
    title=(
        "Association of early progression independent of relapse activity with long-term disability after a first "
        "demyelinating event in multiple sclerosis"
    ),
    journal="JAMA Neurology",
)

# Confirmed change in trials and cohorts
AFFIRM = Reference(
    authors="Polman et al.",
    year=2006,
    title="A randomized, placebo-controlled trial of natalizumab for relapsing multiple sclerosis (AFFIRM)",
    journal="New England Journal of Medicine 354:899",
    seen="M",
)
EPIC_2019 = Reference(
    authors="UCSF MS-EPIC team",
    year=2019,
    title="Silent progression in disease activity-free relapsing multiple sclerosis",
    journal="Annals of Neurology 85:653",
)
EXPAND = Reference(
    authors="Kappos et al.",
    year=2018,
    title="Siponimod versus placebo in secondary progressive multiple sclerosis (EXPAND)",
    journal="Lancet 391:1263",
)
KAPPOS_2018 = Reference(
    authors="Kappos et al.",
    year=2018,
    title=(
        "Greater sensitivity to multiple sclerosis disability worsening and progression events using a roving versus "
        "a fixed reference value in a prospective cohort study"
    ),
    journal="Multiple Sclerosis Journal 24:963",
    doi="10.1177/1352458517709619",
)
OPERA = Reference(
    authors="Hauser et al.",
    year=2017,
    title="Ocrelizumab versus interferon beta-1a in relapsing multiple sclerosis (OPERA I and II)",
    journal="New England Journal of Medicine 376:221",
    seen="M",
)

# Software whose rules are definitions of their own
MONTOBBIO_2024 = Reference(
    authors="Montobbio et al.",
    year=2024,
    title=(
        "Creating an automated tool for a consistent and repeatable evaluation of disability progression in clinical "
        "studies for multiple sclerosis"
    ),
    journal="Multiple Sclerosis Journal 30:1185",
    doi="10.1177/13524585241243157",
    seen="C",
)
MSCLINICAL_2026 = Reference(
    authors="msclinical",
    year=2026,
    title="Multiple sclerosis clinical rules in one package, version 0.1.0",
    journal="Python package",
    seen="C",
)
MSOUTCOMES_2025 = Reference(
    authors="MSoutcomes",
    year=2025,
    title="MSoutcomes: the outcome algorithms of the CORe unit, version 0.2.1",
    journal="R package",
    seen="C",
)

# Timed tests, cognition and composites
BENEDICT_2017 = Reference(
    authors="Benedict et al.",
    year=2017,
    title="Validity of the symbol digit modalities test as a cognition performance outcome measure for MS",
    journal="Multiple Sclerosis Journal 23:721",
    doi="10.1177/1352458517690821",
)
BENEDICT_2017_FRACTION = replace(BENEDICT_2017, seen="M")
"""The same review, for the fraction of a tenth, which was not read in it."""
BOSMA_2010 = Reference(
    authors="Bosma et al.",
    year=2010,
    title=(
        "Progression on the multiple sclerosis functional composite in multiple sclerosis: what is the optimal cut-off "
        "for the three components?"
    ),
    journal="Multiple Sclerosis Journal",
    doi="10.1177/1352458510370464",
)
CADAVID_2017 = Reference(
    authors="Cadavid et al.",
    year=2017,
    title=(
        "The EDSS-Plus, an improved endpoint for disability progression in secondary progressive multiple sclerosis"
    ),
    journal="Multiple Sclerosis Journal 23:94",
)
KAPPOS_2025 = Reference(
    authors="Kappos et al.",
    year=2025,
    title=(
        "Composite confirmed disability worsening/progression is a useful clinical endpoint for multiple sclerosis "
        "clinical trials"
    ),
    journal="Neurology 104:e213558",
    doi="10.1212/WNL.0000000000213558",
)
STROBER_2019 = Reference(
    authors="Strober et al.",
    year=2019,
    title="Symbol digit modalities test: a valid clinical trial endpoint for measuring cognition in multiple sclerosis",
    journal="Multiple Sclerosis Journal",
    doi="10.1177/1352458518808204",
)
WEINSTOCK_2022 = Reference(
    authors="Weinstock et al.",
    year=2022,
    title=(
        "Interpreting change on the symbol digit modalities test in people with relapsing multiple sclerosis using "
        "the reliable change methodology"
    ),
    journal="Multiple Sclerosis Journal 28:1101",
    doi="10.1177/13524585211049397",
)
