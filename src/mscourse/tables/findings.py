"""Findings: what is wrong, or worth knowing, about the records, as one table."""

from __future__ import annotations

import dataframely as dy

SEVERITIES = ("error", "warning", "note")


class Findings(dy.Schema):
    """One row per finding.

    An `error` stops the job unless its row is set aside; a `warning` is used as it stands and should be looked at;
    a `note` says what a rule did with the row. `row` counts as a spreadsheet shows it: the header of a file is row
    1; frames and Parquet files have no header and start at 1. It is missing where the finding is about the whole
    table.
    """

    severity = dy.Enum(SEVERITIES, nullable=False)
    table = dy.String(nullable=False)
    row = dy.UInt32(nullable=True)
    column = dy.String(nullable=True)
    patient_id = dy.String(nullable=True)
    rule = dy.String(nullable=False)
    """The name of the check, in snake_case: stable, to be filtered by."""
    message = dy.String(nullable=False)
    action = dy.String(nullable=False)
    """What to do about it."""
