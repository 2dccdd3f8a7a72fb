"""What the sources of a named definition do not state, as far as they were read, and the named definition settles."""

from __future__ import annotations

LEFT_OPEN: dict[str, str] = {
    "pira_mueller_2023": (
        "that confirmation comes at a usable visit, that the event visit need not be one, and the class unknown"
    ),
    "pira_mueller_2023_high_specificity": "as pira_mueller_2023; the 90 days that make it relapse-associated",
    "pira_cagol_2022": "the wait of 12 weeks, the EDSS step, the roving reference",
    "pira_core": (
        "90.75 days are 91; worsenings and improvements are searched together, each confirmed before the next; the "
        "class relapse-associated is not known there: here a relapse on the day of the event; close to the software, "
        "not its exact twin"
    ),
    "pira_kappos_2020": (
        "the EDSS step is that of the OPERA trials; between relapses the reference is fixed; up to 90 days after a "
        "relapse, the span of relapse-associated worsening, a visit is still compared with the reference from before it"
    ),
    "pira_kappos_2020_24_weeks": "as pira_kappos_2020",
    "pira_montobbio_2024": (
        "the tool leaves the reference to its user: roving here; half days of its windows are left out, and only the "
        "first confirming visit is looked at"
    ),
    "pira_ms_paths_2023": (
        "nearly all of it: the abstract names the tests and the windows. The step of a fifth, 12 weeks and the roving "
        "reference are ours; its other two measures are left out, because no change that counts was stated"
    ),
    "pira_mueller_2025": (
        "it compared 6, 12 and 24 months of confirmation, and which it recommends was not seen: 84 days are ours; the "
        "EDSS step; up to 90 days after a relapse a visit is still compared with the reference from before it"
    ),
    "pira_portaccio_2025": "the EDSS step; 24 weeks are 168 days",
    "pira_tur_2022": (
        "six months are read as 182 days (months of 30.25 days); the EDSS step; the reference is renewed after a "
        "relapse, from 90 days after it on, so that a later relapse-free period has one of its own; what is neither "
        "independent nor near a relapse is relapse-associated in the source and undefined here"
    ),
    "cdw_affirm": "12 weeks, the fixed reference of a trial",
    "cdw_core": (
        "90.75 days are 91; worsenings and improvements are searched together, each confirmed before the next; close "
        "to the software, not its exact twin"
    ),
    "cdw_epic_2019": "12 weeks, the roving reference",
    "cdw_expand_2018": (
        "three months are 91 days; the source names steps from 3.0 to 6.5 only, the EDSS at entry; below and above "
        "them those of set A"
    ),
    "cdw_kappos_2018_24_weeks": "the EDSS step; that the reference moves to the confirming visit",
    "cdw_kappos_2018_48_weeks": "the EDSS step; that the reference moves to the confirming visit",
    "cdw_kappos_2018_fixed_24_weeks": "the EDSS step",
    "cdw_kappos_2018_fixed_48_weeks": "the EDSS step",
    "cdw_msprog": (
        "only the first change in each direction is an event; the half day of its latest day is left out; "
        "`compat.msprog` is the exact twin"
    ),
    "cdw_observational_24_weeks": "the EDSS step and day 30 are the tool's defaults; the roving reference",
    "cdw_opera": "the fixed reference of a trial",
    "cdw_opera_24_weeks": "the fixed reference of a trial",
    "cdw_trials_12_weeks": "the EDSS step and day 30 are the tool's defaults",
    "cdi_core": (
        "90.75 days are 91; worsenings and improvements are searched together, each confirmed before the next; close "
        "to the software, not its exact twin"
    ),
    "t25fw_20_percent": "12 weeks, the roving reference",
    "nhpt_20_percent": "12 weeks, the roving reference",
    "sdmt_benedict_2017": "12 weeks, the roving reference",
    "sdmt_10_percent": "12 weeks, the roving reference",
    "sdmt_weinstock_2022": "12 weeks, the roving reference",
    "sdmt_msprog": "as cdw_msprog",
    "sdmt_msclinical": "an improvement moves the reference only by the step that counts",
    "sdmt_msclinical_both": "an improvement moves the reference only by the step that counts",
    "edss_plus_cadavid_2017": "the EDSS step, the fixed reference",
    "ccdw_roche_2025": "the EDSS step is that of the sponsor's trials; the fixed reference",
    "ccdw_roche_2025_24_weeks": "the EDSS step is that of the sponsor's trials; the fixed reference",
}
"""A line for every named rule of confirmed change."""
