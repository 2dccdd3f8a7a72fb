"""Every check by name: how severe it is, what it says and what to do.

The one list of what can be found in the records. `{value}` stands for what was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Check:
    """One kind of finding."""

    name: str
    severity: Literal["error", "warning", "note"]
    message: str
    action: str
    meaning: str = ""
    """What it says where no value may stand; the message, where that names none."""


_CORRECT = "Correct the record at its source, or leave the row out with --set-aside (in Python: set_aside=True)."
_LOOK = "Compare with the source record; it is used as it stands."
_NOTHING = "Nothing, if this is what the source means."

_ALL = (
    # Files and columns
    Check("missing_table", "error", "There is no visits table.", "Give at least the table of visits."),
    Check("empty_file", "error", "The file is empty: not even a header.", "Export the table again."),
    Check(
        "missing_column",
        "error",
        "{value} is not there; this table needs {needed}.",
        "Add it, or rename the one that holds it.",
        "A column that the table needs is not there.",
    ),
    Check(
        "two_columns_for_one",
        "error",
        "More than one column is read as this one: {value}.",
        "Keep the one that is meant and rename or remove the others.",
        "More than one column is read as one of ours.",
    ),
    Check(
        "days_and_dates_mixed",
        "error",
        "This column holds {value}, unlike the dates of the visits.",
        "Give all tables as dates or all as days counted from one day.",
        "A column holds days where the visits have dates, or dates where they have days.",
    ),
    Check(
        "no_rows",
        "note",
        "The table has no rows: taken as asked and none found.",
        "Leave the table out if nobody asked.",
    ),
    Check("no_visits", "warning", "The table of visits has no rows.", "Nothing can be said without an examination."),
    Check(
        "table_not_given",
        "note",
        "The table was not given: {value}",
        "Give it if it exists; an empty one says there were none.",
    ),
    Check(
        "unknown_column",
        "note",
        "The column {value} is not one that is read.",
        "Rename it if it is one of the known columns.",
    ),
    Check(
        "unknown_columns",
        "note",
        "Columns that are not known: {value}, and none that is known holds the ids.",
        "Is the first row the names of the columns?",
    ),
    Check("unknown_file", "note", "{value} is not read: {reason}.", "{way_out}"),
    Check("day_column_not_used", "note", "The column {value} is not used, since there are dates.", _NOTHING),
    Check("byte_order_mark", "note", "The file begins with a byte-order mark, which was passed over.", "Nothing."),
    Check(
        "not_utf8",
        "warning",
        "The file is not UTF-8; it was read as {value}.",
        "Check names with accents, or export it as UTF-8.",
    ),
    Check(
        "separator",
        "note",
        "The columns are separated by {value}.",
        "Nothing, if the columns are as expected.",
    ),
    Check(
        "line_break_in_cell",
        "warning",
        "A cell holds a line break: with a quotation mark left open, it may have taken in the rows below.",
        "Compare with the file; where the cell is one text, nothing.",
    ),
    Check("combined_t2_count", "note", "One count of new or enlarging T2 lesions is read as new ones.", _NOTHING),
    Check("one_hand", "note", "A nine-hole peg test without a hand is read as the dominant hand's.", _NOTHING),
    Check(
        "relapses_rebuilt",
        "note",
        "The relapses are rebuilt from the days since the last one: {value}.",
        "Give a table of relapses if there is one.",
    ),
    Check("empty_row", "note", "The row holds nothing and is passed over.", "Nothing."),
    # Cells
    Check("not_a_number", "error", "{value} is not a number.", _CORRECT, "A value is not a number."),
    Check("not_whole_number", "error", "{value} is not a whole number.", _CORRECT, "A value is not a whole number."),
    Check(
        "decimal_comma", "note", "{value} is written with a decimal comma and was read as a decimal number.", _NOTHING
    ),
    Check("cerebellar_suffix", "note", "{value}: the X (weakness interferes) was left off the grade.", _NOTHING),
    Check(
        "unreadable_date",
        "error",
        "{value} is not a date.",
        "Write dates like 2024-05-01, or name their form with --date-format (in Python: date_format=).",
        "A value is not a date.",
    ),
    Check(
        "no_such_day",
        "error",
        "{value} is no date: there is no such day.",
        _CORRECT,
        "A value is written like a date, but there is no such day.",
    ),
    Check(
        "ambiguous_date",
        "error",
        "{value} {order}.",
        "Say so with --date-format {formats} (in Python: date_format=).",
        "Dates are written day first or month first, which has to be said.",
    ),
    Check("incomplete_date", "note", "{value} has no day; the middle of the time it names was taken.", _NOTHING),
    Check(
        "unknown_word",
        "error",
        "{value} is not one of the words that are read here.",
        "Use one of: {words}.",
        "A value is not one of the words that are read here.",
    ),
    Check(
        "not_yes_or_no",
        "error",
        "{value} is neither yes nor no.",
        "Use yes or no, true or false, 1 or 0.",
        "A value is neither yes nor no.",
    ),
    Check("whitespace_in_id", "note", "Spaces around the id were left off.", _NOTHING),
    Check(
        "id_with_decimal_point", "note", "{value} ids that are numbers were read as whole numbers, as text.", _NOTHING
    ),
    Check(
        "id_like_decimal", "warning", "{value} ids look like whole numbers with a decimal point.", "Export ids as text."
    ),
    Check(
        "ids_as_numbers", "note", "The ids are numbers here and text in another table; both are read as text.", _NOTHING
    ),
    Check(
        "ids_beyond_exact_numbers",
        "error",
        "The ids are decimal numbers so large that different ones become the same.",
        "Give ids as text.",
    ),
    Check("ids_of_no_use", "error", "The ids are neither text nor numbers.", "Give ids as text."),
    Check(
        "ids_alike",
        "warning",
        "This id differs from another one only in capitals, in how its letters are encoded, or in signs that cannot"
        " be seen; they are taken as two people.",
        "Compare with the source record, and write each id in one way.",
    ),
    Check("days_like_years", "warning", "The days look like years.", "Give dates with day and month."),
    Check(
        "year_without_dates",
        "warning",
        "A year cannot be placed among records that came as days; it is not used.",
        "Give it as a day, as the other tables do.",
    ),
    Check(
        "days_like_serial_dates", "warning", "The days look like a spreadsheet's serial dates.", "Export them as dates."
    ),
    # Rows
    Check("missing_value", "error", "A value that every row needs is missing.", _CORRECT),
    Check(
        "edss_on_scale",
        "error",
        "EDSS {value} is not on the scale: 0, or 1.0 to 10.0 in half points.",
        _CORRECT,
        "EDSS is not on the scale: 0, or 1.0 to 10.0 in half points.",
    ),
    Check("out_of_range", "error", "{value} is out of range: {range}.", _CORRECT, "A value is out of range."),
    Check("not_finite", "error", "{value} is not a finite number.", _CORRECT, "A value is not a finite number."),
    Check(
        "duplicate_patient",
        "error",
        "More than one row about this patient, and they differ.",
        "Keep the one that is right.",
    ),
    Check("future_date", "error", "{value} lies in the future.", _CORRECT, "A date lies in the future."),
    Check("planned_date", "warning", "{value} lies in the future.", _LOOK),
    Check("implausible_date", "error", "{value} is before 1900.", _CORRECT, "A date is before 1900."),
    Check(
        "timed_test_unit",
        "error",
        "{value} cannot be seconds: {reason}.",
        "Convert the column to seconds; setting the row aside leaves out the whole visit, its EDSS as well.",
        "The time of a test cannot be in seconds.",
    ),
    Check("timed_test_beyond_limit", "warning", "{value} is longer than the test is given: {limit} seconds.", _LOOK),
    Check("end_before_start", "error", "The end lies before the start.", _CORRECT),
    Check("comparison_not_earlier", "error", "The comparison scan is not earlier than the scan.", _CORRECT),
    Check("dates_out_of_order", "error", "{value}.", _CORRECT, "These dates are in an order that cannot be."),
    Check("diagnosis_before_onset", "warning", "Diagnosed before the first symptom.", _LOOK),
    # Rows against each other
    Check(
        "course_not_as_derived",
        "warning",
        "The recorded course is not what the rules derive ({value}).",
        "Discuss which holds; the recorded one is used, the derived one stands beside it.",
    ),
    Check(
        "course_steps_back",
        "warning",
        "The recorded course steps back to an earlier phase.",
        "Compare with the source record; the later label is used.",
    ),
    Check("exact_duplicate", "note", "The same row stands in the table before; this one is passed over.", "Nothing."),
    Check(
        "same_day_disagreement",
        "warning",
        "Rows of this patient and day disagree on this measure: it is not used.",
        "Keep the value that is right.",
    ),
    Check(
        "contradictory_course",
        "warning",
        "Another label of the same day differs: both are passed over.",
        "Keep the one that is right.",
    ),
    Check(
        "merged_relapse",
        "note",
        "Begins less than {interval} days after the relapse of {value} and belongs to it: passed over.",
        _NOTHING,
    ),
    Check(
        "pseudo_relapse",
        "note",
        "A pseudo-relapse (fever, infection or shorter than {hours} hours): passed over.",
        _NOTHING,
    ),
    Check("edss_jump", "warning", "EDSS changes by {value} points since the visit before.", _LOOK),
    Check("record_before_birth", "error", "Dated before the patient was born.", _CORRECT),
    Check("record_after_death", "error", "Dated after the patient died.", _CORRECT),
    Check(
        "edss_10_without_death_date",
        "warning",
        "EDSS 10 is death from MS, and no date of death on or before this visit is given: the day of the visit counts"
        " as that of death.",
        "Give the date of death in the table of patients, or correct the EDSS.",
    ),
    Check(
        "patient_not_in_patients",
        "warning",
        "The patient is not in the table of patients.",
        "Add the patient, or check the id.",
    ),
    Check("patient_without_visits", "warning", "The patient has no visits.", "Check the id, or add the visits."),
    Check(
        "id_without_leading_zeros",
        "warning",
        "Another id differs from this one only in leading zeros; they are taken as two people.",
        "Write ids as text, leading zeros included, in every table.",
    ),
    # Treatments against the table of drugs
    Check(
        "unknown_drug",
        "warning",
        "The drug is not in the table of drugs.",
        "Nothing, if no fact about the drug is needed; else give a table of drugs that names it, with --drugs"
        " (in Python: drugs=).",
    ),
    Check(
        "drug_from_code",
        "note",
        "The drug was read from its ATC code; its name is not in the table of drugs.",
        _LOOK,
    ),
    Check("drug_and_code_disagree", "warning", "The ATC code is that of another drug; the name is used.", _LOOK),
    # EDSS against its functional systems
    Check("edss_below_system", "warning", "EDSS {value} is below its highest functional-system score.", _LOOK),
    Check("edss_against_ambulation", "warning", "EDSS {value} does not fit the ambulation score.", _LOOK),
    Check(
        "edss_zero_or_one_against_systems",
        "warning",
        "EDSS {value} does not fit the number of systems with signs.",
        _LOOK,
    ),
    Check(
        "edss_high_without_motor_signs",
        "note",
        "EDSS {value} with pyramidal and cerebellar scores below 2 is unusual.",
        _LOOK,
    ),
    Check(
        "edss_change_without_systems",
        "note",
        "EDSS changes by {value} points below 4.0 while no functional system changes.",
        _LOOK,
    ),
    Check("edss_near_derived", "note", "EDSS {value} is half a point off what its functional systems give.", _LOOK),
    Check(
        "edss_far_from_derived",
        "warning",
        "EDSS {value} is a point or more off what its functional systems give.",
        _LOOK,
    ),
)

CHECKS: dict[str, Check] = {check.name: check for check in _ALL}
