"""What the sources of a named definition do not state, as far as they were read, and the named definition settles."""

from __future__ import annotations

_GRACE = "the 90 days after the year; that what is not known is not taken to be absent"
_RELAPSES = "that a visit serves only more than 30 days after a relapse; the causes"
"""What a source of worsening alone does not say of relapses."""

LEFT_OPEN: dict[str, str] = {
    "pira_mueller_2023": (
        "the wait of 12 weeks; the EDSS step, that of MSBase; that confirmation comes at a usable visit, that the "
        "event visit need not be one, and the class unknown"
    ),
    "pira_mueller_2023_high_specificity": "as pira_mueller_2023; the 90 days that make it relapse-associated",
    "pira_cagol_2022": (
        "the wait of 12 weeks, the EDSS step, the roving reference; which of these relapses make it relapse-associated"
    ),
    "pira_core": (
        "90.75 days are 91; worsenings and improvements are searched together, each confirmed before the next; the "
        "class relapse-associated is not known there: here a relapse on the day of the event; otherwise as cdw_core"
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
        "nearly all of it: the abstract names the tests and the windows. Its walking and hand tests are taken for the "
        "timed walk and the peg test; the step of a fifth, 12 weeks and the roving reference are ours, and so is that "
        "a relapse in the 30 days before the event makes it relapse-associated; its other two measures are left out, "
        "because no change that counts was stated"
    ),
    "pira_mueller_2025": (
        "which of the confirmations that it compared it recommends was not seen: 84 days are ours; the EDSS step; the "
        "reference is renewed from the day after a relapse on, so that nearly all that it finds is "
        "relapse-independent; the class relapse-associated is ours: a relapse on the day of the event"
    ),
    "pira_portaccio_2025": "the EDSS step; 24 weeks are 168 days; which of these relapses make it relapse-associated",
    "pira_tur_2022": (
        "six months are read as 182 days (months of 30.25 days); the EDSS step; the reference is renewed from the day "
        "after a relapse on, so that each relapse-free period has one of its own; what is not independent is "
        "relapse-associated in the source and undefined here, unless the relapse began on the day of the event"
    ),
    "cdw_affirm": f"12 weeks, the fixed reference of a trial; {_RELAPSES}",
    "cdw_core": (
        "90.75 days are 91; worsenings and improvements are searched together, each confirmed before the next; the "
        "causes; the lowest EDSS of the confirmation follows its documentation, where its code looks at some of these "
        "visits only; a last visit within 30 days of a relapse ends no worsening there; close to the software, not its "
        "exact twin"
    ),
    "cdw_epic_2019": f"12 weeks, the roving reference; {_RELAPSES}",
    "cdw_expand_2018": (
        "three months are 91 days; the source names steps from 3.0 to 6.5 only, the EDSS at entry; below and above "
        f"them those of set A; the fixed reference of a trial; {_RELAPSES}"
    ),
    "cdw_kappos_2018_24_weeks": f"the EDSS step; that the reference moves to the confirming visit; {_RELAPSES}",
    "cdw_kappos_2018_48_weeks": f"the EDSS step; that the reference moves to the confirming visit; {_RELAPSES}",
    "cdw_kappos_2018_fixed_24_weeks": f"the EDSS step; {_RELAPSES}",
    "cdw_kappos_2018_fixed_48_weeks": f"the EDSS step; {_RELAPSES}",
    "cdw_msprog": (
        "only the first change in each direction is an event; the half day of its latest day is left out; "
        "`compat.msprog` is the exact twin"
    ),
    "cdw_observational_24_weeks": "the EDSS step and day 30 are the tool's defaults; the roving reference",
    "cdw_opera": f"the fixed reference of a trial; {_RELAPSES}",
    "cdw_opera_24_weeks": f"the fixed reference of a trial; {_RELAPSES}",
    "cdw_trials_12_weeks": "the EDSS step and day 30 are the tool's defaults",
    "cdi_core": (
        "90.75 days are 91; worsenings and improvements are searched together, each confirmed before the next; the "
        "causes of worsenings; close to the software, not its exact twin"
    ),
    "t25fw_20_percent": f"12 weeks, the roving reference; {_RELAPSES}",
    "nhpt_20_percent": f"12 weeks, the roving reference; {_RELAPSES}",
    "sdmt_benedict_2017": f"12 weeks, the roving reference; {_RELAPSES}",
    "sdmt_10_percent": f"12 weeks, the roving reference; {_RELAPSES}",
    "sdmt_weinstock_2022": f"12 weeks, the roving reference; {_RELAPSES}",
    "sdmt_msprog": "as cdw_msprog",
    "sdmt_msclinical": (
        "an improvement moves the reference only by the step that counts, and is an event here; the causes"
    ),
    "sdmt_msclinical_both": "as sdmt_msclinical",
    "edss_plus_cadavid_2017": f"the EDSS step, the fixed reference; {_RELAPSES}",
    "ccdw_roche_2025": f"the EDSS step is that of the sponsor's trials; the fixed reference; {_RELAPSES}",
    "ccdw_roche_2025_24_weeks": "as ccdw_roche_2025",
    "spms_expand": (
        "from general knowledge of the field: a relapsing onset, a rise within 730 days by set C, no relapse onset "
        "fewer than 91 days ago"
    ),
    "spms_recorded": "that contradictory labels of one day are passed over, and that no later label takes it back",
    "neda_3": f"the wait of 12 weeks, and all else of pira_mueller_2023, by which worsening is told; {_GRACE}",
    "neda_4": "as neda_3; that a loss of brain volume of 0.4 % itself is let pass",
    "rio_2009": f"six months are 182 days, the fixed reference; {_GRACE}",
    "modified_rio_2013": _GRACE,
    "magnims_2016": _GRACE,
    "msss": (
        "that the last EDSS of each person is ranked; that people of more than 30 years are ranked with those of 28 to "
        "32; years are whole years"
    ),
    "armss": "that the last EDSS of each person is ranked; years are whole years",
    "edss_from_systems": "which way the two disputed rows are read",
    "treatments_with_rebaseline": "every number: the source speaks of a re-baseline scan alone",
}
"""A line for every named rule of confirmed change, and of every one that is used around the course."""
