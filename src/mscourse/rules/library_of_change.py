"""Confirmed worsening and improvement as trials, cohorts and other software define them, by name."""

from __future__ import annotations

from dataclasses import replace

from mscourse.rules import references as of
from mscourse.rules.relapse_distance import RelapseDistance
from mscourse.rules.worsening import EDSS_THRESHOLDS, IMPROVEMENT_OF_CORE, WorseningRule

THREE_MONTHS = 91
"""The first whole day that is three months of 30.25 days, the month of MSBase, after another."""
SIX_MONTHS = 182
WEEKS_24 = 168
WEEKS_48 = 336
FROM_DAY_30 = RelapseDistance(after=30, inclusive=True)
"""Day 30 after a relapse is late enough in msprog, and in Kappos 2020."""

# What trials and cohorts counted
cdw_opera = WorseningRule(
    name="cdw_opera",
    sentence=(
        "EDSS worsening of the ocrelizumab trials: one point up to 5.5, half a point above, confirmed after 12 weeks."
    ),
    references=(of.OPERA,),
    edss=EDSS_THRESHOLDS["C"],
    reference="fixed",
)
cdw_opera_24_weeks = replace(
    cdw_opera,
    name="cdw_opera_24_weeks",
    sentence=(
        "EDSS worsening of the ocrelizumab trials: one point up to 5.5, half a point above, confirmed after 24 weeks."
    ),
    confirm_after=WEEKS_24,
)
cdw_affirm = WorseningRule(
    name="cdw_affirm",
    sentence="EDSS worsening of AFFIRM and other early trials: 1.5 points from 0, one point from 1.0 up.",
    references=(of.AFFIRM,),
    edss=EDSS_THRESHOLDS["D"],
    reference="fixed",
)
cdw_expand_2018 = WorseningRule(
    name="cdw_expand_2018",
    sentence=(
        "EDSS worsening of EXPAND: one point from 3.0 to 5.0, half a point from 5.5 up, confirmed at a scheduled visit "
        "three months later or more."
    ),
    references=(of.EXPAND,),
    edss=EDSS_THRESHOLDS["A"],
    reference="fixed",
    confirm_after=THREE_MONTHS,
    scheduled_only=True,
)
cdw_epic_2019 = WorseningRule(
    name="cdw_epic_2019",
    sentence="EDSS worsening of the UCSF cohort: 1.5 points from 0, one from 1.0 to 5.0, half a point from 5.5 up.",
    references=(of.EPIC_2019,),
    edss=EDSS_THRESHOLDS["A"],
)
cdw_kappos_2018_24_weeks = WorseningRule(
    name="cdw_kappos_2018_24_weeks",
    sentence="EDSS worsening from a roving reference, which moves after changes confirmed for 24 weeks.",
    references=(of.KAPPOS_2018,),
    confirm_after=WEEKS_24,
)
cdw_kappos_2018_48_weeks = replace(
    cdw_kappos_2018_24_weeks,
    name="cdw_kappos_2018_48_weeks",
    sentence="EDSS worsening from a roving reference, which moves after changes confirmed for 48 weeks.",
    confirm_after=WEEKS_48,
)
cdw_kappos_2018_fixed_24_weeks = replace(
    cdw_kappos_2018_24_weeks,
    name="cdw_kappos_2018_fixed_24_weeks",
    sentence="EDSS worsening from a fixed reference, confirmed after 24 weeks: what the roving one is compared with.",
    reference="fixed",
)
cdw_kappos_2018_fixed_48_weeks = replace(
    cdw_kappos_2018_fixed_24_weeks,
    name="cdw_kappos_2018_fixed_48_weeks",
    sentence="EDSS worsening from a fixed reference, confirmed after 48 weeks: what the roving one is compared with.",
    confirm_after=WEEKS_48,
)

# What software counts
cdw_msprog = WorseningRule(
    name="cdw_msprog",
    sentence=(
        "EDSS worsening as msprog counts it unless told otherwise: from a fixed reference, confirmed after 12 weeks, "
        "up to a week earlier or two years later."
    ),
    references=(of.MONTOBBIO_2024,),
    edss=EDSS_THRESHOLDS["A"],
    reference="fixed",
    usable=FROM_DAY_30,
    confirm_early=7,
    confirm_late=730,
)
cdw_trials_12_weeks = WorseningRule(
    name="cdw_trials_12_weeks",
    sentence=(
        "EDSS worsening as msprog advises for trials: from a fixed reference, confirmed at the first scheduled visit "
        "12 weeks later or more."
    ),
    references=(of.MONTOBBIO_2024,),
    edss=EDSS_THRESHOLDS["A"],
    reference="fixed",
    usable=FROM_DAY_30,
    scheduled_only=True,
)
cdw_observational_24_weeks = WorseningRule(
    name="cdw_observational_24_weeks",
    sentence=(
        "EDSS worsening as msprog advises for observational data: from a roving reference, confirmed 24 to 36 weeks "
        "later."
    ),
    references=(of.MONTOBBIO_2024,),
    edss=EDSS_THRESHOLDS["A"],
    usable=FROM_DAY_30,
    confirm_after=WEEKS_24,
    confirm_late=84,
)
cdw_core = WorseningRule(
    name="cdw_core",
    sentence=(
        "EDSS worsening as the CORe software counts it: held for three months and to the last visit; the reference "
        "moves to the lowest EDSS of the confirmation."
    ),
    references=(of.MSOUTCOMES_2025, of.KALINCIK_2015),
    edss_improvement=IMPROVEMENT_OF_CORE,
    reference="roving_worsening",
    reference_moves_to="best_until_confirmed",
    confirm_after=THREE_MONTHS,
    sustained_to_end=True,
)
cdi_core = replace(
    cdw_core,
    name="cdi_core",
    sentence=(
        "EDSS improvement as the CORe software counts it: 1.5 points from 1.5 or less, one point from 2.0 to 6.0, half "
        "a point from 6.5; relapses do not stand in the way of its confirmation."
    ),
    references=(of.MSOUTCOMES_2025,),
    reference="roving_improvement",
    confirming_visit=RelapseDistance(),
)

# Timed tests and cognition
t25fw_20_percent = WorseningRule(
    name="t25fw_20_percent",
    sentence="The timed walk alone, slower than the reference by a fifth or more.",
    references=(of.BOSMA_2010, of.CADAVID_2017),
    measures=("t25fw",),
)
nhpt_20_percent = WorseningRule(
    name="nhpt_20_percent",
    sentence="The peg test alone, slower than the reference by a fifth or more in either hand.",
    references=(of.BOSMA_2010, of.CADAVID_2017),
    measures=("nhpt",),
)
sdmt_benedict_2017 = WorseningRule(
    name="sdmt_benedict_2017",
    sentence="The symbol digit test alone, at least 4 correct answers fewer than the reference.",
    references=(of.BENEDICT_2017, of.STROBER_2019),
    measures=("sdmt",),
)
sdmt_10_percent = replace(
    sdmt_benedict_2017,
    name="sdmt_10_percent",
    sentence="The symbol digit test alone, at least a tenth fewer correct answers than the reference.",
    references=(of.BENEDICT_2017_FRACTION,),
    sdmt_points=None,
    sdmt_fraction=0.1,
)
sdmt_weinstock_2022 = replace(
    sdmt_benedict_2017,
    name="sdmt_weinstock_2022",
    sentence=(
        "The symbol digit test alone, at least 8 correct answers fewer: a reliable change of one person at the 80 % "
        "level."
    ),
    references=(of.WEINSTOCK_2022,),
    sdmt_points=8,
)
sdmt_msprog = replace(
    sdmt_benedict_2017,
    name="sdmt_msprog",
    sentence="The symbol digit test as msprog counts it: at least 4 correct answers fewer, or a fifth if that is less.",
    references=(of.MONTOBBIO_2024,),
    sdmt_fraction=0.2,
    reference="fixed",
    usable=FROM_DAY_30,
    confirm_early=7,
    confirm_late=730,
)
sdmt_msclinical = replace(
    sdmt_benedict_2017,
    name="sdmt_msclinical",
    sentence=(
        "The symbol digit test aware of practice: at least 4 correct answers or a tenth fewer than the best of the "
        "first two tests."
    ),
    references=(of.MSCLINICAL_2026,),
    sdmt_fraction=0.1,
    sdmt_best_of_first=2,
    usable=RelapseDistance(),
)
sdmt_msclinical_both = replace(
    sdmt_msclinical,
    name="sdmt_msclinical_both",
    sentence=(
        "The symbol digit test aware of practice: at least 4 correct answers and a tenth fewer than the best of the "
        "first two tests."
    ),
    sdmt_needs="both",
)

# Composites
edss_plus_cadavid_2017 = WorseningRule(
    name="edss_plus_cadavid_2017",
    sentence=(
        "EDSS-Plus: a worse EDSS, or a timed walk or peg test slower by a fifth or more, confirmed on the same one "
        "after 24 weeks."
    ),
    references=(of.CADAVID_2017,),
    measures=("edss", "t25fw", "nhpt"),
    reference="fixed",
    confirm_after=WEEKS_24,
)
ccdw_roche_2025 = WorseningRule(
    name="ccdw_roche_2025",
    sentence="Composite worsening: EDSS, timed walk or peg test, confirmed on the same one after 12 weeks.",
    references=(of.KAPPOS_2025,),
    measures=("edss", "t25fw", "nhpt"),
    edss=EDSS_THRESHOLDS["C"],
    reference="fixed",
)
ccdw_roche_2025_24_weeks = replace(
    ccdw_roche_2025,
    name="ccdw_roche_2025_24_weeks",
    sentence="Composite worsening: EDSS, timed walk or peg test, confirmed on the same one after 24 weeks.",
    confirm_after=WEEKS_24,
)

CHANGES: tuple[WorseningRule, ...] = (
    cdw_affirm,
    cdw_core,
    cdw_epic_2019,
    cdw_expand_2018,
    cdw_kappos_2018_24_weeks,
    cdw_kappos_2018_48_weeks,
    cdw_kappos_2018_fixed_24_weeks,
    cdw_kappos_2018_fixed_48_weeks,
    cdw_msprog,
    cdw_observational_24_weeks,
    cdw_opera,
    cdw_opera_24_weeks,
    cdw_trials_12_weeks,
    cdi_core,
    t25fw_20_percent,
    nhpt_20_percent,
    sdmt_benedict_2017,
    sdmt_10_percent,
    sdmt_weinstock_2022,
    sdmt_msprog,
    sdmt_msclinical,
    sdmt_msclinical_both,
    edss_plus_cadavid_2017,
    ccdw_roche_2025,
    ccdw_roche_2025_24_weeks,
)
